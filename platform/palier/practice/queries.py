"""Reading the log: one exercise served, what was answered, what came before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import Session

from palier.errors import NotFound
from palier.models import (
    Answer,
    Enrolment,
    ExerciseServed,
    Group,
    Release,
    Site,
    Sitting,
    VerdictRow,
)

WINDOW = timedelta(days=14)  # no instance twice in this time
WINDOW_ROWS = 400
DEFAULT_TIMEZONE = "Europe/Paris"


@dataclass(frozen=True)
class Served:
    """An exercise served to this learner, with its sitting, the release and her time zone."""

    exercise: ExerciseServed
    sitting: Sitting
    release_id: int
    timezone: str


@dataclass(frozen=True)
class Past:
    """An exercise served lately: which, when, and the score (None while unanswered)."""

    version_id: int
    variant: str
    sitting_id: UUID
    score: float | None
    at: datetime


@dataclass(frozen=True)
class Replied:
    """An answer and the verdict that counts."""

    answer: Answer
    verdict: VerdictRow


def timezone_of(learner_id: UUID) -> ScalarSelect[str]:
    """The time zone of the site of a learner's current group."""
    return (
        select(Site.timezone)
        .join(Group, Group.site_id == Site.id)
        .join(Enrolment, Enrolment.group_id == Group.id)
        .where(Enrolment.learner_id == learner_id, Enrolment.left_at.is_(None))
        .order_by(Enrolment.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def served(session: Session, learner_id: UUID, served_id: UUID) -> Served:
    """One of this learner's exercises. Raises NotFound for any other id."""
    release = select(func.max(Release.id)).scalar_subquery()
    row = session.execute(
        select(ExerciseServed, Sitting, release, timezone_of(learner_id))
        .join(Sitting, Sitting.id == ExerciseServed.sitting_id)
        .where(ExerciseServed.id == served_id, ExerciseServed.learner_id == learner_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    exercise, sitting, release_id, timezone = row
    return Served(exercise, sitting, release_id, timezone or DEFAULT_TIMEZONE)


def replied(session: Session, served_id: UUID) -> Replied:
    """The answer to an exercise, with its newest verdict."""
    answer, verdict = session.execute(
        select(Answer, VerdictRow)
        .join(VerdictRow, VerdictRow.served_id == Answer.served_id)
        .where(Answer.served_id == served_id)
        .order_by(VerdictRow.number.desc())
        .limit(1)
    ).one()
    return Replied(answer, verdict)


def recent(session: Session, learner_id: UUID, now: datetime) -> list[Past]:
    """What was served in the window, oldest first."""
    rows = session.execute(
        select(
            ExerciseServed.item_version_id,
            ExerciseServed.variant,
            ExerciseServed.sitting_id,
            VerdictRow.score,
            ExerciseServed.served_at,
        )
        .outerjoin(
            VerdictRow, (VerdictRow.served_id == ExerciseServed.id) & (VerdictRow.number == 1)
        )
        .where(ExerciseServed.learner_id == learner_id, ExerciseServed.served_at > now - WINDOW)
        .order_by(ExerciseServed.served_at.desc())
        .limit(WINDOW_ROWS)
    )
    return [Past(*row) for row in rows][::-1]


def open_exercise(
    session: Session, learner_id: UUID, kind: str, domain: str | None = None
) -> UUID | None:
    """The exercise waiting in an open sitting of this kind, newest sitting first."""
    query = _waiting(learner_id).where(Sitting.kind == kind)
    if domain is not None:
        query = query.where(Sitting.domain == domain)
    return session.scalar(query)


def _waiting(learner_id: UUID) -> Select[tuple[UUID]]:
    return (
        select(ExerciseServed.id)
        .join(Sitting, Sitting.id == ExerciseServed.sitting_id)
        .where(
            Sitting.learner_id == learner_id,
            Sitting.ended_at.is_(None),
            ExerciseServed.answered_at.is_(None),
        )
        .order_by(Sitting.number.desc(), ExerciseServed.position.desc())
        .limit(1)
    )


def placed_domains(session: Session, learner_id: UUID) -> Sequence[str]:
    """The domains whose placement is finished."""
    return session.scalars(
        select(Sitting.domain)
        .where(
            Sitting.learner_id == learner_id,
            Sitting.kind == "placement",
            Sitting.ended_at.is_not(None),
            Sitting.domain.is_not(None),
        )
        .distinct()
        .order_by(Sitting.domain)
    ).all()  # type: ignore[return-value]  # the domain of a placement is never null


def sitting_of(session: Session, learner_id: UUID, sitting_id: UUID) -> Sitting:
    """One of this learner's sittings. Raises NotFound for any other id."""
    found = session.scalar(
        select(Sitting).where(Sitting.id == sitting_id, Sitting.learner_id == learner_id)
    )
    if found is None:
        raise NotFound
    return found
