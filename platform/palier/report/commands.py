"""``palier report engine``: one page on what the engine is worth."""

from __future__ import annotations

import sys
from pathlib import Path

import click

LEARNERS, QUICK = 100, 10
QUICK_LOGS = 60  # learners whose answers are read
OUT = Path("moteur.html")


@click.group("report")
def report() -> None:
    """Écrit un rapport : une page à lire, à imprimer, à envoyer."""


@report.command()
@click.option(
    "--out",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    default=OUT,
    show_default=True,
    help="fichier à écrire",
)
@click.option(
    "--learners",
    type=click.IntRange(4, 10_000),
    default=None,
    help=f"stagiaires simulés dans chaque monde ({LEARNERS} d’ordinaire)",
)
@click.option(
    "--quick", is_flag=True, help=f"en moins d’une minute : {QUICK} stagiaires simulés"
)
def engine(out: Path, learners: int | None, quick: bool) -> None:
    """Met le moteur à l’épreuve : mondes simulés, et vos propres réponses.

    Toutes les façons de choisir sont comparées dans quatre mondes figés ; les prédictions
    sont comparées aux réponses de cette base. Rien n’est écrit dans la base.
    """
    from palier import schema
    from palier.config import Config
    from palier.db import Database
    from palier.report import service

    if not out.parent.is_dir():
        click.echo(f"Le dossier « {out.parent} » n’existe pas.", err=True)
        sys.exit(1)
    db = Database(Config().database_url)
    try:
        schema.require_current(db)
        found = service.compute(
            db,
            learners or (QUICK if quick else LEARNERS),
            _progress,
            QUICK_LOGS if quick else None,
        )
    finally:
        db.dispose()
    if sys.stderr.isatty():
        click.echo("\r\033[K", nl=False, err=True)
    out.write_text(service.render(service.page(found)), encoding="utf-8")
    click.echo(f"{out} est prêt : ouvrez-le dans un navigateur.")


def _progress(done: int, total: int, name: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{done}/{total} {name}", nl=False, err=True)


COMMANDS = (report,)
