"""``palier demo``: the demonstration school, built once, then served on this machine."""

from __future__ import annotations

import secrets
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

import click
from pydantic import SecretStr

from palier import schema
from palier.app import create_app
from palier.authoring.service import sync
from palier.config import Config, banks_folder
from palier.db import Database
from palier.demo import builder
from palier.serve import run as serve

FOLDER = Path("var")


def run(port: int, build_only: bool) -> None:
    """Build the school if it is not there, say the accounts, serve."""
    FOLDER.mkdir(exist_ok=True)
    config = Config(
        database_url=f"sqlite:///{FOLDER / 'demo.db'}",
        secret_key=SecretStr(_kept_secret(FOLDER / "secret")),
    )
    if not build_only and not _free(port):
        click.echo(
            f"Le port {port} est déjà pris. Essayez un autre : make demo PORT={port + 1}",
            err=True,
        )
        sys.exit(1)
    database = FOLDER / "demo.db"
    if not database.exists():
        _build(config, database)
    if build_only:
        return
    app = create_app(config)
    services = app.extensions["palier"]
    schema.upgrade(services.db)
    sync(
        services, banks_folder(config)
    )  # the program may have changed since the school was built
    _say_accounts(port)
    serve(app, "127.0.0.1", port)


def _build(config: Config, database: Path) -> None:
    """Build under another name, so that a build cut short is never taken for a school."""
    click.echo("Préparation de l’école de démonstration…")
    started = monotonic()
    draft = database.with_suffix(".building.db")
    for leftover in draft.parent.glob(f"{draft.name}*"):
        leftover.unlink()
    db = Database(f"sqlite:///{draft}")
    schema.upgrade(db)
    count = builder.build(db, config, banks_folder(config), datetime.now(UTC), _show)
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    db.dispose()
    draft.rename(database)
    click.echo(f"  {count} stagiaires, {monotonic() - started:.0f} s.")


def _show(done: int, total: int, name: str) -> None:
    click.echo(f"  {done + 1}/{total} {name}")


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
    click.echo(f"L’équipe entre par {base}/equipe/entrer :")
    for account in builder.shown_accounts():
        if "@" in account.name:
            click.echo(f"  {account.who:22} {account.name:28} {account.secret}")
    click.echo(f"\nLes stagiaires entrent par {base}/entrer, avec un nom et cinq mots :")
    for account in builder.shown_accounts():
        if account.token:
            click.echo(f"  {account.who:22} {account.name:28} {account.secret}")
            click.echo(f"  {'':22} ou sa carte : {base}/carte#{account.token}")
    click.echo()
