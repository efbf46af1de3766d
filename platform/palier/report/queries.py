"""Reading the logs for a report: whole, learner by learner, without a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from palier.models import Enrolment, ExerciseServed, LearnerState, School, Sitting


@dataclass(frozen=True)
class ServedRow:
    """An exercise as it was served, with its sitting."""

    id: UUID
    version_id: int
    skill: str
    item_parameters: dict[str, Any]
    served_at: datetime
    sitting_id: UUID
    kind: str  # of the sitting
    domain: str | None
    domains: Sequence[str]
    reviews: dict[str, Any] | None  # those the calendar let come back, and what was asked for


def learners(session: Session) -> list[UUID]:
    """Everybody who answered, in an order that does not change."""
    query = (
        select(LearnerState.learner_id)
        .where(LearnerState.seq > 0)
        .order_by(LearnerState.learner_id)
    )
    return list(session.scalars(query))


def served(session: Session, learner_id: UUID) -> list[ServedRow]:
    """Every exercise served to a learner, in order."""
    rows = session.execute(
        select(
            ExerciseServed.id,
            ExerciseServed.item_version_id,
            ExerciseServed.skill,
            ExerciseServed.item_parameters,
            ExerciseServed.served_at,
            ExerciseServed.sitting_id,
            Sitting.kind,
            Sitting.domain,
            Sitting.domains,
            Sitting.reviews,
        )
        .join(Sitting, Sitting.id == ExerciseServed.sitting_id)
        .where(ExerciseServed.learner_id == learner_id)
        .order_by(ExerciseServed.served_at, Sitting.number, ExerciseServed.position)
    )
    return [ServedRow(*row) for row in rows]


def declared(session: Session) -> dict[UUID, bool]:
    """Of those for whom something is declared: whether they follow a course of French."""
    rows = session.execute(
        select(Enrolment.learner_id, Enrolment.fls_course)
        .where(Enrolment.fls_course.is_not(None))
        .order_by(Enrolment.id)
    )
    return {learner_id: bool(course) for learner_id, course in rows}


def is_demonstration(session: Session) -> bool:
    """Whether the learners of this database are simulated ones."""
    return session.scalar(select(School.id).where(School.demo).limit(1)) is not None
