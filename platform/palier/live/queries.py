"""What the live room is read from: all of it was there for another reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from palier.models import (
    Enrolment,
    ExerciseServed,
    HelpRequest,
    LiveRoom,
    Person,
    Sitting,
    WebSession,
)
from palier.trainer.queries import full_name


@dataclass(frozen=True)
class Present:
    """A learner of the group, and when her browser was last in use: written down by minutes."""

    id: UUID
    name: str
    seen_at: datetime | None
    asks: bool


@dataclass(frozen=True)
class Doing:
    """The exercise before a learner: its skill and kind, nothing of its content."""

    skill: str
    type: str
    sitting: str
    domain: str | None
    served_at: datetime


def room(session: Session, group_id: int, now: datetime) -> tuple[LiveRoom, str] | None:
    """The open room of a group and who opened it; None when it is closed."""
    row = session.execute(
        select(LiveRoom, func.coalesce(Person.first_name, ""))
        .outerjoin(Person, Person.id == LiveRoom.opened_by)
        .where(LiveRoom.group_id == group_id, LiveRoom.until > now)
    ).one_or_none()
    return row and (row[0], row[1])


def some_over(session: Session, now: datetime) -> bool:
    """Whether rooms that nobody closed have come to their end."""
    over = select(LiveRoom.group_id).where(LiveRoom.until <= now).limit(1)
    return session.scalar(over) is not None


def close_over(session: Session, now: datetime) -> None:
    """Of a room that has come to its end nothing stays."""
    session.execute(delete(LiveRoom).where(LiveRoom.until <= now))


def present(session: Session, group_id: int) -> list[Present]:
    """The learners of a group, by first name."""
    seen = (
        select(func.max(WebSession.seen_at))
        .where(WebSession.person_id == Person.id, WebSession.revoked_at.is_(None))
        .correlate(Person)
        .scalar_subquery()
    )
    asks = (
        select(HelpRequest.served_id)
        .where(HelpRequest.learner_id == Person.id, HelpRequest.closed_at.is_(None))
        .correlate(Person)
        .exists()
    )
    rows = session.execute(
        select(Person.id, Person.first_name, Person.last_name, seen, asks)
        .join(Enrolment, Enrolment.learner_id == Person.id)
        .where(
            Enrolment.group_id == group_id,
            Enrolment.left_at.is_(None),
            Person.disabled_at.is_(None),
        )
        .order_by(Person.first_name, Person.last_name, Person.id)
    )
    return [Present(i, full_name(first, last), at, asks) for i, first, last, at, asks in rows]


def doing(session: Session, learner_ids: Sequence[UUID], since: datetime) -> dict[UUID, Doing]:
    """The exercise that waits before each learner, of those served since an instant."""
    rows = session.execute(
        select(
            ExerciseServed.learner_id,
            ExerciseServed.skill,
            ExerciseServed.type,
            Sitting.kind,
            Sitting.domain,
            ExerciseServed.served_at,
        )
        .join(Sitting, Sitting.id == ExerciseServed.sitting_id)
        .where(
            ExerciseServed.learner_id.in_(learner_ids),
            ExerciseServed.served_at > since,
            ExerciseServed.answered_at.is_(None),
            Sitting.ended_at.is_(None),
        )
        .order_by(ExerciseServed.served_at, ExerciseServed.id)
    )
    return {who: Doing(a, b, c, d, e) for who, a, b, c, d, e in rows}  # the newest stays
