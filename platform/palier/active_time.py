"""Active time: from an exercise shown to its answer, two minutes at most.

Nobody knows what happens in a longer silence, so it is not counted. Where she was is not known
either: the hours of the school are told apart from the others by the clock alone. It is not
proof of presence, and is never held against anyone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from palier.calendar.days import monday_of
from palier.engine_time import local
from palier.i18n import N_, _
from palier.people.settings import DEFAULTS, Settings

IDLE = timedelta(minutes=2)
DAYS = (
    N_("lundi"),
    N_("mardi"),
    N_("mercredi"),
    N_("jeudi"),
    N_("vendredi"),
    N_("samedi"),
    N_("dimanche"),
)


@dataclass
class Spent:
    """Time at work in the hours of the school, and out of them."""

    inside: timedelta = field(default_factory=timedelta)
    outside: timedelta = field(default_factory=timedelta)


def active(shown: datetime, answered: datetime) -> timedelta:
    """What counts of one exercise."""
    return min(max(answered - shown, timedelta()), IDLE)


def in_school_hours(at: datetime, school: Settings = DEFAULTS) -> bool:
    """Whether a local instant is in the hours of a school."""
    minute = 60 * at.hour + at.minute
    return at.weekday() in school.open_days and school.opens <= minute < school.closes


def hours_said(school: Settings) -> str:
    """The hours of a school in words: "du lundi au vendredi, de 8 h à 18 h"."""
    days = sorted(school.open_days)
    names = [_(DAYS[day]) for day in days]
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        when = _("du %(first)s au %(last)s", first=names[0], last=names[-1])
    else:
        when = _("le %(days)s", days=", ".join(names))
    return _(
        "%(days)s, de %(opens)s à %(closes)s",
        days=when,
        opens=clock(school.opens),
        closes=clock(school.closes),
    )


def clock(minute: int) -> str:
    """A minute of the day in words: "8 h", "8 h 30"."""
    hours, minutes = divmod(minute, 60)
    if minutes:
        return _("%(h)s h %(m)s", h=hours, m=f"{minutes:02}")
    return _("%(h)s h", h=hours)


def by_week(
    exercises: Iterable[tuple[datetime, datetime]], timezone: str, school: Settings = DEFAULTS
) -> dict[date, Spent]:
    """Active time by week, as its Monday; ``exercises``: shown and answered, UTC."""
    found: dict[date, Spent] = {}
    for shown, answered in exercises:
        at = local(answered, timezone)
        week = found.setdefault(monday_of(at.date()), Spent())
        if in_school_hours(at, school):
            week.inside += active(shown, answered)
        else:
            week.outside += active(shown, answered)
    return found
