"""The weeks ahead of a learner, by the engine, from her calendar."""

from __future__ import annotations

from datetime import datetime, timedelta

from adaptive import Parameters, State
from adaptive.calendar import WEEK, Week, plan
from palier.calendar.days import engine_calendar, monday_of
from palier.calendar.queries import Known
from palier.engine_time import local, midnight, not_before

HOUR = 1.0 / 24.0


def weeks(
    parameters: Parameters,
    state: State,
    known: Known,
    now: datetime,
    count: int,
    reviewed: int,
) -> tuple[Week, ...]:
    """This local week, of which ``reviewed`` skills were seen again, and those that follow."""
    monday = monday_of(local(now, known.timezone).date())
    first, days = monday - timedelta(days=7), 7 * (count + 2)
    calendar = engine_calendar(known.spans, known.timezone, first, days)
    at = not_before(now, state.at)
    # The week of a change of the hour has one more; a clock set back may put it far behind.
    since = max(midnight(monday, known.timezone), at - WEEK + HOUR)
    return plan(parameters, state, calendar, at, count, min(since, at), reviewed)
