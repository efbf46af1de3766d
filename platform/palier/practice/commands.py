"""Commands on the log: answers judged again, and the history of levels."""

from __future__ import annotations

import sys
from typing import NoReturn

import click
from sqlalchemy import select

from palier import schema
from palier.app import Services
from palier.catalogue import CatalogueStore
from palier.clock import SystemSource
from palier.config import Config
from palier.db import Database
from palier.errors import NotFound
from palier.i18n import ngettext
from palier.models import LearnerState
from palier.practice import regrade as again
from palier.practice import snapshots
from palier.practice.regrade import FROM_RIGHT, OTHER, TO_RIGHT, WORDS, Plan

LISTED = 20


@click.command()
@click.argument("item")
@click.option("--reason", default="", help="pourquoi ; écrit avec chaque nouvelle correction")
@click.option("--dry-run", is_flag=True, help="dit ce qui changerait, sans rien écrire")
@click.option("--yes", is_flag=True, help="ne demande pas de confirmer")
def regrade(item: str, reason: str, dry_run: bool, yes: bool) -> None:
    """Corrige à nouveau les réponses déjà données à un exercice, dans toutes les écoles.

    ITEM est l’id de l’exercice, avec sa compétence : maths.nombres.decimaux-lire/virgule.
    À lancer après « palier sync ». Interrompue, la commande reprend où elle en était.
    """
    config = Config()
    db = Database(config.database_url)
    schema.require_current(db)
    services = Services(db, CatalogueStore(db), SystemSource(), config)
    try:
        decided = _plan(services, item)
        for line in said(decided):
            click.echo(line)
        if dry_run or not decided.learners:
            return
        if not reason.strip():
            _stop('Dites pourquoi : --reason "La réponse attendue était fausse."')
        if not yes:
            click.confirm("Corriger ces réponses ?", abort=True)
        _carry_out(services, decided, reason.strip())
    finally:
        db.dispose()


def _plan(services: Services, item: str) -> Plan:
    try:
        return again.plan(services, item)
    except NotFound:
        _stop(f"« {item} » n’est pas un exercice publié. Vérifiez son id, ou « palier sync ».")


def said(decided: Plan) -> list[str]:
    """What a regrade would change, in words."""
    counts, n = decided.counts, decided.changes
    lines = [
        ngettext("%(number)s réponse relue.", "%(number)s réponses relues.", decided.answers),
        ngettext(
            "%(number)s correction change, pour %(people)s stagiaires.",
            "%(number)s corrections changent, pour %(people)s stagiaires.",
            n,
            people=len(decided.learners),
        ),
        f"  deviennent justes : {counts[TO_RIGHT]}",
        f"  ne sont plus comptées justes : {counts[FROM_RIGHT]}",
        f"  justes en partie, autrement : {counts[OTHER]}",
        f"  même résultat, autre explication : {counts[WORDS]}",
    ]
    if decided.waiting:
        lines.append(f"Exercices en attente de réponse, à mettre à jour : {decided.waiting}")
    if decided.not_comparable:
        lines.append(
            f"Laissées telles quelles, la question ayant changé : {len(decided.not_comparable)}"
        )
        lines += [f"  {one.served_id} : {one.text}" for one in decided.not_comparable[:LISTED]]
    return lines


def _carry_out(services: Services, decided: Plan, reason: str) -> None:
    work = again.carry_out(services, decided, decided.learners, reason, None)
    written = 0
    label, length = "Stagiaires", len(decided.learners)
    try:
        with click.progressbar(work, length=length, label=label, file=sys.stderr) as progress:
            for count in progress:
                written += count
    except again.Republished:
        _stop("L’exercice vient de changer : relancez la commande.")
    click.echo(
        ngettext(
            "%(number)s réponse corrigée à nouveau.",
            "%(number)s réponses corrigées à nouveau.",
            written,
        )
    )


def _stop(said: str) -> NoReturn:
    click.echo(said, err=True)
    sys.exit(1)


@click.command()
@click.option("--rebuild", is_flag=True, help="refait toutes les semaines depuis le journal")
@click.option("--check", is_flag=True, help="compare avec le journal, sans rien écrire")
def snapshot(rebuild: bool, check: bool) -> None:
    """Garde le niveau de chaque stagiaire à la fin de chaque semaine travaillée."""
    db = Database(Config().database_url)
    schema.require_current(db)
    try:
        found = _check(db) if check else _write(db, rebuild)
    finally:
        db.dispose()
    sys.exit(1 if check and found else 0)


def _learners(db: Database) -> list[LearnerState]:
    with db.read() as session:
        return list(session.scalars(select(LearnerState).where(LearnerState.seq > 0)).all())


def _write(db: Database, rebuild: bool) -> int:
    now, written, learners = SystemSource().now(), 0, _learners(db)
    act = snapshots.rebuild if rebuild else snapshots.fill
    for learner in learners:  # one short transaction each: nobody waits to answer
        with db.write() as session:
            snapshots.hold(session, learner.learner_id)
            here = act(session, learner.learner_id, now)
        if here:
            db.breathe()
        written += here
    click.echo(f"{len(learners)} stagiaires, {written} semaines ajoutées.")
    return written


def _check(db: Database) -> int:
    found, learners = 0, _learners(db)
    for learner in learners:
        with db.read() as session:
            for week in snapshots.different(session, learner.learner_id):
                found += 1
                click.echo(f"{learner.learner_id} : semaine du {week:%d/%m/%Y}")
    click.echo(f"{len(learners)} stagiaires, {found} semaines différentes du journal.")
    return found


COMMANDS = (regrade, snapshot)
