"""The ``palier`` command."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

from exercises.faults import BankError
from palier.config import Config, SettingMissing, banks_folder
from palier.db import DatabaseUnavailable, explain
from palier.i18n import _
from palier.upkeep import UpkeepError

PORT = click.IntRange(1, 65_535)


@contextmanager
def spoken_errors() -> Iterator[None]:
    """Known errors as one sentence and exit code 1, never a traceback."""
    try:
        yield
    except (DatabaseUnavailable, BankError, SettingMissing, UpkeepError) as error:
        _stop(str(error))
    except DBAPIError as error:
        _stop(explain(error))
    except ValidationError as error:  # its own words would show the value, perhaps a secret
        names = ", ".join(f"PALIER_{fault['loc'][0]}".upper() for fault in error.errors())
        _stop(_("Réglage illisible : %(names)s. README.md dit ce qu’il attend.", names=names))


def _stop(said: str) -> None:
    click.echo(said, err=True)
    sys.exit(1)


class Commands(click.Group):
    """Commands whose known errors are all said in one sentence."""

    def invoke(self, ctx: click.Context) -> object:
        with spoken_errors():
            return super().invoke(ctx)


@click.group(cls=Commands)
def main() -> None:
    """Palier: savoirs de base, chacun à son palier."""


@main.command()
@click.argument(
    "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False
)
def sync(folder: Path | None) -> None:
    """Publie les exercices d’un dossier de banques, tous ou aucun."""
    from palier import schema
    from palier.app import Services
    from palier.authoring.service import sync as publish
    from palier.catalogue import CatalogueStore
    from palier.clock import SystemSource
    from palier.db import Database

    config = Config()
    chosen = folder or banks_folder(config)
    if not (chosen / "curriculum.yaml").is_file():
        _stop(_("%(folder)s n’a pas de fichier curriculum.yaml.", folder=chosen))
    click.echo("Relecture des exercices…")
    if _lint([str(chosen), "--quiet"]) != 0:
        click.echo("Rien n’est publié.", err=True)
        sys.exit(1)
    with spoken_errors():
        db = Database(config.database_url)
        schema.require_current(db)
        services = Services(db, CatalogueStore(db), SystemSource(), config)
        report = publish(services, chosen)
        db.dispose()
    click.echo(
        f"{report.added} nouveaux, {report.changed} modifiés, {report.retired} retirés, "
        f"{report.unchanged} inchangés ; niveaux recalculés : {report.refolded}."
    )


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def lint(arguments: tuple[str, ...]) -> None:
    """Relit des exercices : fichier, ligne, ce qui ne va pas, comment le mettre bien."""
    sys.exit(_lint(arguments))


def _lint(arguments: Sequence[str]) -> int:
    """The linter with what only the program has: a dictionary, and the day."""
    from exercises.lint import main as lint_main
    from palier.authoring.lexicon import NoDictionary, lexicon
    from palier.clock import SystemSource

    try:
        paths = [Path(argument) for argument in arguments if not argument.startswith("-")]
        words = lexicon(paths[0] if paths else None)
    except NoDictionary as error:
        click.echo(str(error), err=True)
        return 2
    return lint_main(list(arguments), words, SystemSource().now().date())


@main.command()
def assets() -> None:
    """Installe les scripts et les polices des pages."""
    from palier import assets as vendor

    vendor.build()
    click.echo("Scripts et polices en place.")


@main.command()
@click.option("--port", type=PORT, default=8000, show_default=True, help="port d’écoute")
@click.option("--host", default="127.0.0.1", show_default=True, help="adresse d’écoute")
def serve(port: int, host: str) -> None:
    """Sert Palier avec le serveur embarqué."""
    from palier import schema
    from palier.accounts.staff import DEMONSTRATION_CLOSED, holds_demonstration
    from palier.app import create_app
    from palier.serve import run
    from palier.upkeep import journal

    with spoken_errors():
        config = Config()
        app = create_app(config)
        schema.require_current(app.extensions["palier"].db)
        journal.configure(config.log)
        if not config.demo and holds_demonstration(app.extensions["palier"].db):
            click.echo(_(DEMONSTRATION_CLOSED), err=True)
        try:
            run(app, host, port)
        except (OSError, ValueError):  # taken, not allowed, or no address of this machine
            where = f"{host}:{port}"
            _stop(_("Impossible d’écouter sur %(where)s. Changez --port.", where=where))


@main.command()
@click.option("--port", type=PORT, default=8000, show_default=True, help="port d’écoute")
@click.option("--build-only", is_flag=True, help="prépare l’école de démonstration sans servir")
def demo(port: int, build_only: bool) -> None:
    """Prépare une école de démonstration et la sert sur cette machine."""
    from palier.demo import command

    with spoken_errors():
        command.run(port, build_only)


def _register() -> None:
    from palier.accounts import commands as accounts
    from palier.authoring import commands as authoring
    from palier.calibration import commands as calibration
    from palier.calibration import item_commands, predict_commands
    from palier.practice import commands as practice
    from palier.privacy import commands as privacy
    from palier.report import commands as report
    from palier.reports import commands as reports
    from palier.upkeep import commands as upkeep

    for command in (
        *accounts.COMMANDS,
        *authoring.COMMANDS,
        *calibration.COMMANDS,
        *item_commands.COMMANDS,
        *predict_commands.COMMANDS,
        *practice.COMMANDS,
        *privacy.COMMANDS,
        *report.COMMANDS,
        *reports.COMMANDS,
        *upkeep.COMMANDS,
    ):
        main.add_command(command)


_register()
