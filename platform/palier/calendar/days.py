"""What a day is, by the calendar: at the school unless a period says otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from adaptive.calendar import Calendar, Period
from palier.engine_time import midnight

PRESENT, COMPANY, HOLIDAY = "present", "company", "holiday"
AWAY = (COMPANY, HOLIDAY)
WORKING_DAYS = 5  # of a week, from Monday on
FRIDAY, SATURDAY = 4, 5
LONGEST_AWAY = 370  # days looked ahead for the end of an absence


@dataclass(frozen=True)
class Span:
    """Days of one kind, both ends included; ``own``: of one learner, else of her group."""

    first: date
    last: date
    kind: str
    own: bool = False


def kind_of(spans: Sequence[Span], day: date) -> str:
    """What a day is. A learner's own periods go before those of her group.

    A weekend that no period names goes with its Friday: whoever writes "from Monday to Friday
    in the company" is not back on Saturday.
    """
    named = _named(spans, day)
    if named is None and day.weekday() >= SATURDAY:
        named = _named(spans, day - timedelta(days=day.weekday() - FRIDAY))
    return named or PRESENT


def _named(spans: Sequence[Span], day: date) -> str | None:
    here = [span for span in spans if span.first <= day <= span.last]
    return max(here, key=lambda span: span.own).kind if here else None


def kinds(spans: Sequence[Span], first: date, count: int) -> tuple[str, ...]:
    """What each of ``count`` days is, from the first on."""
    return tuple(kind_of(spans, first + timedelta(days=n)) for n in range(count))


def away_until(spans: Sequence[Span], today: date) -> date:
    """The last day of the absence that today belongs to."""
    day = today
    while (day - today).days < LONGEST_AWAY:
        if kind_of(spans, day + timedelta(days=1)) not in AWAY:
            break
        day += timedelta(days=1)
    return day


def until_present(spans: Sequence[Span], now: datetime, days: float) -> float:
    """A time to come, in days from a local instant; put off to the return of who is away."""
    day, waits = (now + timedelta(days=days)).date(), 0
    while waits < LONGEST_AWAY and kind_of(spans, day + timedelta(days=waits)) in AWAY:
        waits += 1
    return days + waits


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def engine_calendar(spans: Sequence[Span], timezone: str, first: date, count: int) -> Calendar:
    """The engine's calendar of these days: an absence lasts from midnight to midnight."""
    numbered = enumerate(kinds(spans, first, count))
    periods = []
    for away, group in groupby(numbered, key=lambda pair: pair[1] in AWAY):
        here = [number for number, _kind in group]
        if away:
            ends = (first + timedelta(days=n) for n in (here[0], here[-1] + 1))
            start, end = (midnight(day, timezone) for day in ends)
            periods.append(Period(start, end, present=False))
    return Calendar(tuple(periods))
