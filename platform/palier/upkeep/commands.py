"""Commands for the one who looks after the machine."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from palier.config import Config
from palier.db import Database

if TYPE_CHECKING:
    from palier.upkeep.checks import Report  # slow to load: the engine comes with it


@contextmanager
def _database(current: bool = True) -> Iterator[tuple[Database, Config]]:
    """The configured database; ``current``: it must be of this version."""
    from palier import schema

    config = Config()
    db = Database(config.database_url)
    try:
        if current:
            schema.require_current(db)
        yield db, config
    finally:
        db.dispose()


def _aside(text: str) -> None:
    """Progress goes beside the result: a pipe has the result alone."""
    click.echo(text, err=True)


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), required=False)
def backup(folder: Path | None) -> None:
    """Sauvegarde la base de données, pendant que l’on travaille."""
    from palier.clock import SystemSource
    from palier.upkeep import backup as work
    from palier.upkeep.copies import folder_of

    with _database(current=False) as (db, config):
        made = work.back_up(db, folder or folder_of(config), SystemSource().now(), _aside)
    click.echo(f"{made.file}")
    _aside(
        f"{made.rows} lignes, {made.manifest.bytes} octets, "
        f"empreinte {made.manifest.contents[:16]}…"
    )


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="à la place de ce qui s’y trouve, sauvegardé")
def restore(file: Path, replace: bool) -> None:
    """Remet une sauvegarde en place, et le prouve par son empreinte."""
    from palier import schema
    from palier.clock import SystemSource
    from palier.upkeep import backup as work
    from palier.upkeep import checks, copies

    with _database(current=False) as (db, config):
        found = copies.find(file)
        folder, now = copies.folder_of(config), SystemSource().now()
        former = work.restore(db, found, folder, now, replace, _aside)
        if former is not None:
            kept = former if isinstance(former, Path) else former.file
            click.echo(f"Ce qui s’y trouvait est gardé : {kept}")
        click.echo(
            f"Prouvé par empreinte : {found.rows} lignes, comme au {found.manifest.made_at}."
        )
        if schema.fit(db) is not schema.Fit.CURRENT:
            click.echo("Cette sauvegarde est d’une autre version. Lancez « palier upgrade ».")
            return
        report = checks.check(db, _aside)
    _conclude(report)


@click.command()
def verify() -> None:
    """Contrôle la base de données, et refait tous les niveaux depuis le journal."""
    from palier.upkeep import checks

    with _database() as (db, _config):
        report = checks.check(db, click.echo)
    _conclude(report)


def _conclude(report: Report) -> None:
    """Say what was found; exit code 1 when there is something."""
    for finding in report.findings:
        click.echo(f"- {finding.what}")
    click.echo(f"{len(report.findings)} différences.")
    if any(finding.mended_by_refold for finding in report.findings):
        click.echo("Les niveaux se recalculent depuis le journal : palier refold")
    if not report.clean:
        sys.exit(1)


@click.command()
def refold() -> None:
    """Recalcule tous les niveaux depuis le journal."""
    from palier.upkeep import checks

    with _database() as (db, _config):
        count = checks.recompute(db)
    click.echo(f"{count} stagiaires : niveaux recalculés.")


@click.command()
@click.option(
    "--backups",
    type=click.Path(file_okay=False, path_type=Path),
    help="dossier de la sauvegarde faite avant",
)
def upgrade(backups: Path | None) -> None:
    """Crée la base de données, ou la met à la version du programme."""
    from palier.clock import SystemSource
    from palier.upkeep import copies
    from palier.upkeep.upgrade import upgrade as work

    with _database(current=False) as (db, config):
        folder = backups or copies.folder_of(config)
        work(db, folder, SystemSource().now(), _aside)
    click.echo("La base de données est à jour.")


COMMANDS: tuple[click.Command, ...] = (backup, restore, verify, refold, upgrade)
