"""Time at work over a period, added up by the database: a row a learner and quarter of an hour.

All clocks are apart from UTC by whole quarters of an hour: what one row adds up is of one local
day, and all of it in the hours of the school or out of them. A row an exercise is what made a
year of a school slow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Float, Integer, Row, case, func, literal_column, select
from sqlalchemy.orm import Session

from palier.active_time import IDLE, Spent, in_school_hours
from palier.engine_time import local
from palier.models import ExerciseServed, Sitting
from palier.people.settings import Settings

if TYPE_CHECKING:
    from palier.reports.whom import Someone

_QUARTER_S = 900
_QUARTER = {  # since 1970
    "sqlite": "CAST(strftime('%s', exercise_served.answered_at) AS INTEGER) / 900",
    "postgresql": "CAST(floor(extract(epoch from exercise_served.answered_at) / 900) AS INT)",
}
_SECONDS = {  # from an exercise shown to its answer
    "sqlite": "(julianday(exercise_served.answered_at)"
    " - julianday(exercise_served.served_at)) * 86400.0",
    "postgresql": "CAST(extract(epoch from exercise_served.answered_at"
    " - exercise_served.served_at) AS DOUBLE PRECISION)",
}


@dataclass
class Worked:
    """What one learner did: exercises answered, local days with one, active time."""

    answers: int = 0
    days: set[date] = field(default_factory=set)
    time: Spent = field(default_factory=Spent)


def worked(
    session: Session,
    some: Sequence[Someone],
    first: datetime,
    last: datetime,
    school: Settings,
) -> dict[UUID, Worked]:
    """What each did from an instant to another, excluded; nobody who did nothing."""
    zones = {one.id: one.timezone for one in some}
    clocks: dict[tuple[int, str], tuple[date, bool]] = {}
    found: dict[UUID, Worked] = {}
    for learner_id, quarter, answers, seconds in _rows(session, list(zones), first, last):
        zone = zones[learner_id]
        if (quarter, zone) not in clocks:  # a class works at the same time
            at = local(datetime.fromtimestamp(quarter * _QUARTER_S, UTC), zone)
            clocks[quarter, zone] = at.date(), in_school_hours(at, school)
        today, inside = clocks[quarter, zone]
        hers = found.setdefault(learner_id, Worked())
        hers.answers += answers
        hers.days.add(today)
        if inside:
            hers.time.inside += timedelta(seconds=seconds)
        else:
            hers.time.outside += timedelta(seconds=seconds)
    return found


def _rows(
    session: Session, ids: Sequence[UUID], first: datetime, last: datetime
) -> Sequence[Row[UUID, int, int, float]]:
    """(learner, quarter of an hour, exercises, active seconds) of exercises that count."""
    kind = session.get_bind().dialect.name
    quarter = literal_column(_QUARTER[kind], Integer)
    seconds = literal_column(_SECONDS[kind], Float)
    idle = IDLE.total_seconds()
    active = case((seconds > idle, idle), (seconds < 0, 0.0), else_=seconds)
    counted = (
        select(ExerciseServed.learner_id, quarter, func.count(), func.sum(active))
        .join(Sitting, Sitting.id == ExerciseServed.sitting_id)
        .where(
            ExerciseServed.learner_id.in_(ids),
            ExerciseServed.answered_at >= first,
            ExerciseServed.answered_at < last,
            Sitting.voided_at.is_(None),
        )
        .group_by(ExerciseServed.learner_id, quarter)
    )
    return session.execute(counted).all()
