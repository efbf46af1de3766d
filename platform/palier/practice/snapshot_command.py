"""``palier snapshot``: the history of levels, a row a learner and week. For a weekly timer."""

from __future__ import annotations

import sys

import click
from sqlalchemy import select

from palier import schema
from palier.clock import SystemSource
from palier.config import Config
from palier.db import Database
from palier.models import LearnerState
from palier.practice import snapshots


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
            written += act(session, learner.learner_id, now)
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
