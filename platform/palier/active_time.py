"""Active time: from an exercise shown to its answer, two minutes at most.

Nobody knows what happens in a longer silence, so it is not counted. Where she was is not known
either: the hours of the school are told apart from the others by the clock alone. It is not
proof of presence, and is never held against anyone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from palier.calendar.days import SATURDAY, monday_of
from palier.engine_time import local

IDLE = timedelta(minutes=2)
OPENS, CLOSES = 8, 18  # hours of the school, from Monday to Friday


@dataclass
class Spent:
    """Time at work in the hours of the school, and out of them."""

    inside: timedelta = field(default_factory=timedelta)
    outside: timedelta = field(default_factory=timedelta)


def active(shown: datetime, answered: datetime) -> timedelta:
    """What counts of one exercise."""
    return min(max(answered - shown, timedelta()), IDLE)


def in_school_hours(at: datetime) -> bool:
    """Whether a local instant is in the hours of the school."""
    return at.weekday() < SATURDAY and OPENS <= at.hour < CLOSES


def by_week(exercises: Iterable[tuple[datetime, datetime]], timezone: str) -> dict[date, Spent]:
    """Active time by week, as its Monday; ``exercises``: shown and answered, UTC."""
    found: dict[date, Spent] = {}
    for shown, answered in exercises:
        at = local(answered, timezone)
        week = found.setdefault(monday_of(at.date()), Spent())
        if in_school_hours(at):
            week.inside += active(shown, answered)
        else:
            week.outside += active(shown, answered)
    return found
