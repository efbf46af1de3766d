"""When who does what in the demonstration school, in the order of time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from palier.demo.people import Stage

WEEK = 5  # school days
DAYS_OF_RHYTHM = {1: (2,), 2: (1, 4), 3: (0, 2, 4), 4: (0, 1, 3, 4)}


@dataclass(frozen=True, order=True)
class Deed:
    """One thing someone does: "come", "place", "begin" (a placement), "practise", "stop" (in a
    practice), "leave", or a deed of demo/life.py. ``what``: a domain, or what that says."""

    at: datetime
    person: int  # her number: who comes first when two begin at once
    order: int
    kind: str
    what: str = ""


def timetable(stages: Sequence[Stage], today: datetime) -> list[Deed]:
    """All that is done before ``today``, in the order of time."""
    return sorted(deed for n, stage in enumerate(stages) for deed in _deeds(n, stage, today))


def school_day(today: datetime, number: int) -> datetime:
    """Eight in the morning (UTC) of a day before today: 1 is the last school day."""
    day = today.replace(hour=8, minute=0, second=0, microsecond=0)
    while number:
        day -= timedelta(days=1)
        number -= day.weekday() < WEEK
    return day


def _deeds(person: int, stage: Stage, today: datetime) -> Iterator[Deed]:
    first = WEEK * stage.since or 1
    # People of a group do not all begin at the same minute.
    late = timedelta(minutes=4 * (person % 10))
    plan = [(first, "come", "")]
    plan += [(first - min(i, WEEK - 1), "place", d) for i, d in enumerate(stage.placed)]
    plan += [(day, "practise", domain) for day, domain in _practice(stage)]
    if stage.unfinished:
        begun = next(d for d in ("maths", "francais", "culture") if d not in stage.placed)
        plan.append((1, "begin", begun))
    if stage.stopped:
        plan.append((1, "stop", ""))
    if stage.left:
        plan.append((WEEK * stage.left, "leave", ""))
    for order, (day, kind, domain) in enumerate(plan):
        yield Deed(school_day(today, day) + late, person, order, kind, domain)
    for order, (day, kind, what) in enumerate(stage.also):  # once the morning is over
        at = school_day(today, day) + late + timedelta(hours=3, minutes=25 * order)
        yield Deed(at, person, len(plan) + order, kind, what)


def _practice(stage: Stage) -> Iterator[tuple[int, str]]:
    """(school day, domain) of each practice: the domains in turn, now and then all together."""
    done = 0
    for week in range(stage.since - 1, stage.until - 1, -1):
        if week in stage.away or not stage.placed:
            continue
        for weekday in DAYS_OF_RHYTHM[stage.rhythm]:
            turn = done % (len(stage.placed) + 1)
            yield WEEK * week - weekday, (*stage.placed, "")[turn]
            done += 1
