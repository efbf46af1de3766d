"""« Signaler un problème »: a learner says that an exercise has a fault, until it is seen to.

A trainer of hers sees to it, or an author, who reads what was reported and never by whom.
Closed with a word, it tells her.
"""

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
from palier.models import ExerciseServed, ItemReport, Notice, Person
from palier.people.trace import record
from palier.practice import queries
from palier.security import Actor

REASONS: Mapping[str, str] = {
    "question": N_("La question n’est pas claire"),
    "correction": N_("La correction me semble fausse"),
    "panne": N_("Quelque chose ne marche pas"),
}
BEFORE = ("question", "panne")  # what may be said of an exercise before it is answered
LONGEST_WORD = 200
ANSWERED = "reported"  # a kind of notice


@dataclass(frozen=True)
class Reported:
    """A report; ``closed_at`` None while it waits. ``by``: the first name of who closed it."""

    served_id: UUID
    learner_id: UUID
    skill: str
    reason: str
    at: datetime
    closed_at: datetime | None
    word: str
    by: str


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
        row.closed_at, row.closed_by, row.word = None, None, None
    return True


def is_reported(session: Session, served_id: UUID) -> bool:
    """Whether an exercise is reported, and nobody has seen to it."""
    row = session.get(ItemReport, served_id)
    return row is not None and row.closed_at is None


def of_people(
    session: Session, learner_ids: Collection[UUID], since: datetime
) -> list[Reported]:
    """The reports of these learners that wait or were closed since, the oldest first."""
    rows = session.execute(
        select(ItemReport, ExerciseServed.skill, Person.first_name)
        .join(ExerciseServed, ExerciseServed.id == ItemReport.served_id)
        .outerjoin(Person, Person.id == ItemReport.closed_by)
        .where(
            ItemReport.learner_id.in_(learner_ids),
            ItemReport.closed_at.is_(None) | (ItemReport.closed_at >= since),
        )
        .order_by(ItemReport.at, ItemReport.served_id)
    )
    return [_reported(*row) for row in rows]


def of_exercise(session: Session, learner_id: UUID, served_id: UUID) -> Reported | None:
    """The report of an exercise by a learner, if she made one."""
    row = session.execute(
        select(ItemReport, ExerciseServed.skill, Person.first_name)
        .join(ExerciseServed, ExerciseServed.id == ItemReport.served_id)
        .outerjoin(Person, Person.id == ItemReport.closed_by)
        .where(ItemReport.served_id == served_id, ItemReport.learner_id == learner_id)
    ).one_or_none()
    return _reported(*row) if row else None


def _reported(row: ItemReport, skill: str, by: str | None) -> Reported:
    return Reported(
        row.served_id,
        row.learner_id,
        skill,
        row.reason,
        row.at,
        row.closed_at,
        row.word or "",
        by or "",
    )


def tidy(typed: str) -> str:
    """A word as it is kept: one line, cut."""
    return " ".join(typed.split())[:LONGEST_WORD]


def close(
    services: Services, session: Session, actor: Actor, row: ItemReport | None, word: str
) -> bool:
    """It was seen to; False when it was already. The caller knows that the report is in reach.

    Raises NotFound for none.
    """
    if row is None:
        raise NotFound
    if row.closed_at is not None:
        return False
    now = services.source.now()
    row.closed_at, row.closed_by, row.word = now, actor.id, tidy(word) or None
    detail = {"answer": str(row.served_id)}
    record(services, session, actor, "report.closed", row.learner_id, detail)
    if row.word:
        session.add(
            Notice(
                school_id=row.school_id,
                learner_id=row.learner_id,
                kind=ANSWERED,
                data={"at": row.at.isoformat(), "word": row.word},
                at=now,
            )
        )
    return True
