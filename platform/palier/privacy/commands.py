"""Erasing from the machine: one person, or what was kept long enough."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import click
from sqlalchemy import select

from palier.config import Config
from palier.db import Database
from palier.privacy.asking import ERASED, REASONS


@click.command()
@click.argument("who")
@click.option("--reason", type=click.Choice(sorted(REASONS)), required=True, help="pourquoi")
@click.option("--yes", is_flag=True, help="sans demander de confirmer")
def erase(who: str, reason: str, yes: bool) -> None:
    """Efface une personne : son nom pour entrer, son adresse ou son numéro."""
    from palier.clock import SystemSource
    from palier.models import AuditEvent
    from palier.people.members import last_head_words
    from palier.privacy import erasing
    from palier.upkeep.copies import folder_of

    now = SystemSource().now()
    with _database() as (db, config):
        found = erasing.find(db, who)
        if found is None:
            raise click.ClickException("Personne n’a ce nom, cette adresse ou ce numéro.")
        if _is_last_head(db, found.id):
            raise click.ClickException(last_head_words())
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
    click.echo("Effacé." if done else "Quelqu’un d’autre vient de l’effacer.")


def _is_last_head(db: Database, person_id: UUID) -> bool:
    from palier.models import Person, Role
    from palier.people import members

    with db.read() as session:
        roles = session.scalars(select(Role).where(Role.person_id == person_id)).all()
        return members.is_last_head(session, session.get_one(Person, person_id), roles)


@click.command()
@click.option(
    "--preview", "how", flag_value="preview", default=True, help="montre, sans rien faire"
)
@click.option("--apply", "how", flag_value="apply", help="efface ce qui est montré")
def retention(how: str) -> None:
    """Ce qui a été gardé aussi longtemps que l’école l’a dit : le montre, ou l’efface."""
    from palier.clock import SystemSource
    from palier.privacy import retention as work
    from palier.upkeep.copies import folder_of

    now = SystemSource().now()
    with _database() as (db, config):
        found = work.due(db, now)
        for one in found:
            click.echo(f"{one.school}")
            for line in work.said(one):
                click.echo(f"  {line}")
        if how == "preview":
            click.echo("Rien n’est effacé. Pour effacer : palier retention --apply")
            return
        count = work.apply(db, found, folder_of(config), now, _aside)
    click.echo(f"Effacé : {count} personnes et lignes.")


def _aside(text: str) -> None:
    click.echo(text, err=True)


@contextmanager
def _database() -> Iterator[tuple[Database, Config]]:
    from palier import schema

    config = Config()
    db = Database(config.database_url)
    try:
        schema.require_current(db)
        yield db, config
    finally:
        db.dispose()


COMMANDS: tuple[click.Command, ...] = (erase, retention)
