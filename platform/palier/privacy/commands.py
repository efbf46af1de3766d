"""Erasing from the machine: one person."""

from __future__ import annotations

import sys

import click

from palier.config import Config
from palier.db import Database
from palier.privacy.asking import ERASED, REASONS


@click.command()
@click.argument("who")
@click.option("--reason", type=click.Choice(sorted(REASONS)), required=True, help="pourquoi")
@click.option("--yes", is_flag=True, help="sans demander de confirmer")
def erase(who: str, reason: str, yes: bool) -> None:
    """Efface une personne : son nom pour entrer, son adresse ou son numéro."""
    from palier import schema
    from palier.clock import SystemSource
    from palier.models import AuditEvent
    from palier.privacy import erasing
    from palier.upkeep.copies import folder_of

    config, now = Config(), SystemSource().now()
    db = Database(config.database_url)
    try:
        schema.require_current(db)
        found = erasing.find(db, who)
        if found is None:
            raise click.ClickException("Personne n’a ce nom, cette adresse ou ce numéro.")
        click.echo(f"{found.name} ({who}) : tout est effacé, et rien ne pourra être remis.")
        if not yes and click.prompt("Écrivez encore le nom pour confirmer", err=True) != who:
            click.echo("Rien n’est effacé.", err=True)
            sys.exit(1)
        with db.write() as session:
            trace = AuditEvent(
                school_id=found.school_id, at=now, action=ERASED, detail={"reason": reason}
            )
            done = erasing.erase(session, found.id, now, folder_of(config), trace)
        erasing.clean(db)
    finally:
        db.dispose()
    click.echo("Effacé." if done else "Quelqu’un d’autre vient de l’effacer.")


COMMANDS: tuple[click.Command, ...] = (erase,)
