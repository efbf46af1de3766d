"""``palier demo``: the demonstration school, built once, then served on this machine."""

from __future__ import annotations

import secrets
import socket
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import monotonic

import click
from pydantic import SecretStr
from sqlalchemy import select

from palier import schema
from palier.app import Services, create_app
from palier.authoring.service import sync
from palier.config import Config, banks_folder
from palier.db import Database, DatabaseUnavailable
from palier.demo import accounts, builder
from palier.demo.source import PASSWORD
from palier.models import Person, School
from palier.presentation import day
from palier.serve import run as serve

FOLDER = Path("var")


def run(port: int, build_only: bool) -> None:
    """Build the school if it is not there, say the accounts, serve."""
    FOLDER.mkdir(exist_ok=True)
    database = FOLDER / "demo.db"
    config = Config(
        database_url=f"sqlite:///{database}",
        secret_key=SecretStr(_kept_secret(FOLDER / "secret")),
        demo=True,  # its accounts are published: served to this machine alone
    )
    if not build_only and not _free(port):
        click.echo(
            f"Le port {port} est déjà pris. Essayez un autre : make demo PORT={port + 1}",
            err=True,
        )
        sys.exit(1)
    if database.exists():
        _set_aside_an_older_one(database)
    if not database.exists():
        _build(config, database)
    if build_only:
        return
    app = create_app(config)
    # The program may have changed since the school was built.
    services: Services = app.extensions["palier"]
    schema.upgrade(services.db)
    sync(services, banks_folder(config))
    _say_accounts(port)
    serve(app, "127.0.0.1", port)


def _set_aside_an_older_one(database: Path) -> None:
    """Make room when the file is a demonstration without the accounts that will be said.

    Raises DatabaseUnavailable when it is something else: it is then left alone.
    """
    db = Database(f"sqlite:///{database}")
    with db.read() as session:
        schools = session.scalars(select(School.demo)).all()
        names = set(session.scalars(select(Person.login_name)))
        names |= set(session.scalars(select(Person.email)))
    db.dispose()
    if not schools or not all(schools):
        raise DatabaseUnavailable(
            f"{database} n’est pas une école de démonstration. Rangez ce fichier ailleurs, "
            "puis relancez."
        )
    if {account.name for account in accounts.shown_accounts()} - names:
        older = database.with_suffix(".old.db")
        database.rename(older)
        click.echo(f"L’école d’avant, faite par une autre version, est gardée : {older}")


def _build(config: Config, database: Path) -> None:
    """Build under another name, so that a build cut short is never taken for a school."""
    click.echo("Préparation de l’école de démonstration…")
    started = monotonic()
    draft = database.with_suffix(".building.db")
    # A log left beside a file that was removed would be taken for the new one's.
    for name in (f"{draft.name}*", f"{database.name}-*"):
        for leftover in draft.parent.glob(name):
            leftover.unlink()
    db = Database(f"sqlite:///{draft}")
    schema.upgrade(db)
    built = builder.build(db, config, banks_folder(config), datetime.now(UTC), _Weeks())
    db.dispose()
    draft.rename(database)
    click.echo(
        f"  {built.learners} stagiaires, {built.answers} réponses, "
        f"{monotonic() - started:.0f} s."
    )


class _Weeks:
    """Says how far the building is, one line a week of the school's life."""

    def __init__(self) -> None:
        self._last: date | None = None

    def __call__(self, done: int, total: int, at: datetime) -> None:
        monday = at.date() - timedelta(days=at.weekday())
        if monday != self._last:
            self._last = monday
            click.echo(f"  {100 * done // total:3} %  semaine du {day(monday)}")


def _kept_secret(path: Path) -> str:
    """A key kept beside the database, so that a restart signs nobody out."""
    if not path.exists():
        path.write_text(secrets.token_hex(32), encoding="ascii")
        path.chmod(0o600)
    return path.read_text(encoding="ascii")


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _say_accounts(port: int) -> None:
    base = f"http://127.0.0.1:{port}"
    click.echo(f"\nPalier est prêt : {base}   (Ctrl+C pour arrêter)\n")
    click.echo(f"L’équipe entre par {base}/equipe/entrer, avec le mot de passe {PASSWORD} :")
    for account in accounts.shown_accounts():
        if not account.token:
            click.echo(f"  {account.who:20} {account.name:25} {account.said}".rstrip())
    click.echo(
        f"\nLes stagiaires entrent par {base}/entrer, avec un nom et cinq mots, ou leur carte :"
    )
    for account in accounts.shown_accounts():
        if account.token:
            click.echo(f"  {account.who} : {account.said}")
            click.echo(f"    {account.name:10} {account.secret}")
            click.echo(f"    {base}/carte#{account.token}")
    click.echo()
