"""Commands for the one who looks after the machine."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from sqlalchemy.exc import DBAPIError

from palier.config import Config
from palier.db import Database, DatabaseUnavailable

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
        chosen = folder or folder_of(config)
        _rooms_that_are_over(db)
        made = work.back_up(db, chosen, SystemSource().now(), _aside)
        _erasures_beside(db, chosen)
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
        _erasures_beside(db, folder, found.file.parent)
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
        _erase_again(db, folder, now)
        report = checks.check(db, _aside)
    _conclude(report)


def _rooms_that_are_over(db: Database) -> None:
    """A live room that nobody closed has no history, nor has a backup of it."""
    from palier import schema
    from palier.clock import SystemSource
    from palier.live import queries

    with suppress(DBAPIError, DatabaseUnavailable):  # as below
        if schema.fit(db) is schema.Fit.CURRENT:
            with db.write() as session:
                queries.close_over(session, SystemSource().now())


def _erasures_beside(db: Database, folder: Path, other: Path | None = None) -> None:
    """The list of who was erased stands in the folder of backups, complete."""
    from palier import schema
    from palier.privacy import ledger

    if other is not None:
        ledger.write(folder, ledger.of_file(other))
    with suppress(
        DBAPIError, DatabaseUnavailable
    ):  # a file that cannot be read any more says nothing
        if schema.fit(db) is schema.Fit.CURRENT:
            with db.read() as session:
                ledger.write(folder, ledger.of_table(session))


def _erase_again(db: Database, folder: Path, now: datetime) -> None:
    """Who was erased is so again, whatever a backup brought back."""
    from palier.privacy import erasing

    count = erasing.again(db, folder, now)
    if count:
        click.echo(f"Personnes effacées, effacées de nouveau : {count}.")


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
        now = SystemSource().now()
        work(db, folder, now, _aside)
        _erase_again(db, folder, now)
    click.echo("La base de données est à jour.")


COMMANDS: tuple[click.Command, ...] = (backup, restore, verify, refold, upgrade)
