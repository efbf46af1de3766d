"""« Signaler un problème » : a learner says that an exercise has a fault, until it is seen."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from palier.app import Services
from palier.errors import NotFound
from palier.i18n import N_
from palier.models import ExerciseServed, ItemReport
from palier.practice import queries
from palier.security import Actor

REASONS: Mapping[str, str] = {
    "question": N_("La question n’est pas claire"),
    "correction": N_("La correction me semble fausse"),
    "panne": N_("Quelque chose ne marche pas"),
}


@dataclass(frozen=True)
class Reported:
    """A report that waits."""

    served_id: UUID
    learner_id: UUID
    skill: str
    reason: str
    at: datetime


def report(services: Services, actor: Actor, served_id: UUID, reason: str) -> bool:
    """Report an exercise of one's own; False for a reason that is none. Raises NotFound."""
    with services.db.write() as session:
        exercise = queries.served(session, actor.id, served_id).exercise
        if reason not in REASONS:
            return False
        row = session.get(ItemReport, served_id)
        if row is None:
            row = ItemReport(
                served_id=served_id, school_id=exercise.school_id, learner_id=actor.id
            )
            session.add(row)
        row.reason, row.at = reason, services.source.now()
        row.closed_at, row.closed_by = None, None
    return True


def waiting(session: Session, learner_ids: Collection[UUID]) -> list[Reported]:
    """The reports of these learners that nobody has seen to, the oldest first."""
    rows = session.execute(
        select(
            ItemReport.served_id,
            ItemReport.learner_id,
            ExerciseServed.skill,
            ItemReport.reason,
            ItemReport.at,
        )
        .join(ExerciseServed, ExerciseServed.id == ItemReport.served_id)
        .where(ItemReport.learner_id.in_(learner_ids), ItemReport.closed_at.is_(None))
        .order_by(ItemReport.at, ItemReport.served_id)
    )
    return [Reported(*row) for row in rows]


def close(
    services: Services, session: Session, actor: Actor, learner_id: UUID, served_id: UUID
) -> None:
    """It was seen to. The caller knows that the learner is one of hers. Raises NotFound."""
    row = session.get(ItemReport, served_id)
    if row is None or row.learner_id != learner_id:
        raise NotFound
    if row.closed_at is None:
        row.closed_at, row.closed_by = services.source.now(), actor.id
