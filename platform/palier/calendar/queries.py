"""Reading the calendar: of a group, of one learner in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.orm import Session, aliased

from palier.calendar.days import LONGEST_AWAY, Span
from palier.errors import NotFound
from palier.models import (
    CalendarPeriod,
    Enrolment,
    ExerciseServed,
    Group,
    Person,
    Site,
    Sitting,
)
from palier.practice.queries import DEFAULT_TIMEZONE
from palier.trainer.queries import full_name

# Before today: the week before this one, and a day for the time zone.
LOOKED_BACK = timedelta(days=15)

# Built once: each page of a learner and each sitting begin with it.
_MINE = (
    select(Enrolment.id)
    .where(Enrolment.learner_id == bindparam("learner_id"), Enrolment.left_at.is_(None))
    .order_by(Enrolment.id.desc())
    .limit(1)
    .scalar_subquery()
)
_OF_LEARNER = (
    select(
        Site.timezone,
        CalendarPeriod.first_day,
        CalendarPeriod.last_day,
        CalendarPeriod.kind,
        CalendarPeriod.learner_id,
    )
    .select_from(Enrolment)
    .join(Group, Group.id == Enrolment.group_id)
    .join(Site, Site.id == Group.site_id)
    .outerjoin(
        CalendarPeriod,
        (CalendarPeriod.group_id == Group.id)
        & (CalendarPeriod.last_day >= bindparam("since"))
        & (
            CalendarPeriod.learner_id.is_(None)
            | (CalendarPeriod.learner_id == bindparam("learner_id"))
        ),
    )
    .where(Enrolment.id == _MINE)
    .order_by(CalendarPeriod.first_day)
)


@dataclass(frozen=True)
class Known:
    """The periods that count for a learner around now, and the time zone of her site."""

    spans: tuple[Span, ...]
    timezone: str


@dataclass(frozen=True)
class GroupCalendar:
    """The periods of a group, and those of some of its learners."""

    common: tuple[Span, ...] = ()
    own: Mapping[UUID, tuple[Span, ...]] = field(default_factory=dict)

    def of(self, learner_id: UUID) -> tuple[Span, ...]:
        """The periods that count for a learner of the group."""
        return self.common + self.own.get(learner_id, ())


NOTHING = GroupCalendar()


@dataclass(frozen=True)
class PeriodRow:
    """A period of a group or of one learner in it, and who wrote it, when."""

    id: int
    first: date
    last: date
    kind: str
    created_at: datetime
    created_by: str
    learner_id: UUID | None = None  # whose alone; None: the whole group's
    learner: str = ""


def of_learner(session: Session, learner_id: UUID, now: datetime) -> Known:
    """A learner's calendar from two weeks ago on."""
    since = (now - LOOKED_BACK).date()
    rows = session.execute(_OF_LEARNER, {"learner_id": learner_id, "since": since}).all()
    spans = tuple(
        Span(first, last, kind, own is not None)
        for _zone, first, last, kind, own in rows
        if first is not None
    )
    return Known(spans, rows[0].timezone if rows else DEFAULT_TIMEZONE)


def of_groups(
    session: Session, group_ids: Sequence[int], now: datetime
) -> dict[int, GroupCalendar]:
    """The calendars of groups that have one, as far back as an absence is counted."""
    rows = session.execute(
        select(
            CalendarPeriod.group_id,
            CalendarPeriod.learner_id,
            CalendarPeriod.first_day,
            CalendarPeriod.last_day,
            CalendarPeriod.kind,
        )
        .where(
            CalendarPeriod.group_id.in_(group_ids),
            CalendarPeriod.last_day >= (now - timedelta(days=LONGEST_AWAY)).date(),
        )
        .order_by(CalendarPeriod.first_day)
    )
    common: dict[int, list[Span]] = {}
    own: dict[int, dict[UUID, tuple[Span, ...]]] = {}
    for group_id, learner_id, first, last, kind in rows:
        span = Span(first, last, kind, learner_id is not None)
        common.setdefault(group_id, [])
        if learner_id is None:
            common[group_id].append(span)
        else:
            hers = own.setdefault(group_id, {})
            hers[learner_id] = (*hers.get(learner_id, ()), span)
    return {i: GroupCalendar(tuple(spans), own.get(i, {})) for i, spans in common.items()}


def reviewed_since(session: Session, learner_id: UUID, since: datetime) -> set[str]:
    """The skills seen again since an instant: answered, and counted."""
    reasons = session.scalars(
        select(ExerciseServed.reason)
        .join(Sitting, Sitting.id == ExerciseServed.sitting_id)
        .where(
            ExerciseServed.learner_id == learner_id,
            ExerciseServed.served_at >= since,
            ExerciseServed.answered_at.is_not(None),
            Sitting.voided_at.is_(None),
        )
    )
    return {reason["skill"] for reason in reasons if reason["code"] == "review"}


def _here() -> ColumnElement[bool]:
    """That a period is the whole group's, or of somebody now in it."""
    now_in = select(Enrolment.id).where(
        Enrolment.learner_id == CalendarPeriod.learner_id,
        Enrolment.group_id == CalendarPeriod.group_id,
        Enrolment.left_at.is_(None),
    )
    return CalendarPeriod.learner_id.is_(None) | now_in.correlate(CalendarPeriod).exists()


def of_group(session: Session, group_id: int) -> Sequence[PeriodRow]:
    """The periods of a group and of those now in it, in order. The caller knows that they may
    be seen."""
    learner = aliased(Person)
    rows = session.execute(
        select(
            CalendarPeriod.id,
            CalendarPeriod.first_day,
            CalendarPeriod.last_day,
            CalendarPeriod.kind,
            CalendarPeriod.created_at,
            Person.first_name,
            learner.id,
            learner.first_name,
            learner.last_name,
        )
        .outerjoin(Person, Person.id == CalendarPeriod.created_by)
        .outerjoin(learner, learner.id == CalendarPeriod.learner_id)
        .where(CalendarPeriod.group_id == group_id, _here())
        .order_by(CalendarPeriod.first_day, CalendarPeriod.id)
    )
    return [
        PeriodRow(*row[:5], row[5] or "", row[6], full_name(row[7], row[8]) if row[6] else "")
        for row in rows
    ]


def period(session: Session, group_id: int, period_id: int) -> CalendarPeriod:
    """One period of a group or of one of its learners. Raises NotFound for any other."""
    found = session.scalar(
        select(CalendarPeriod).where(
            CalendarPeriod.id == period_id,
            CalendarPeriod.group_id == group_id,
            _here(),
        )
    )
    if found is None:
        raise NotFound
    return found
