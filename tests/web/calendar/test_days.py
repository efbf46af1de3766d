"""What a day is: periods, weekends, one learner's own, changes of the hour."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from palier.calendar.days import (
    COMPANY,
    HOLIDAY,
    PRESENT,
    Span,
    away_until,
    engine_calendar,
    kind_of,
    kinds,
    until_present,
)
from palier.engine_time import midnight

MONDAY = date(2026, 11, 23)
PARIS = "Europe/Paris"


def after(days: int) -> date:
    return MONDAY + timedelta(days=days)


def test_a_day_in_no_period_is_a_day_at_the_school() -> None:
    spans = (Span(after(7), after(11), COMPANY),)
    assert kinds(spans, MONDAY, 7) == (PRESENT,) * 7
    assert kind_of(spans, after(7)) == kind_of(spans, after(11)) == COMPANY


def test_a_weekend_goes_with_its_friday_unless_it_is_named() -> None:
    company = Span(MONDAY, after(4), COMPANY)
    assert kinds((company,), after(4), 4) == (COMPANY, COMPANY, COMPANY, PRESENT)
    named = (company, Span(after(5), after(6), HOLIDAY))
    assert kinds(named, after(4), 4) == (COMPANY, HOLIDAY, HOLIDAY, PRESENT)
    # Away from Monday on: the weekend before is still the school's.
    assert kind_of((company,), after(-1)) == PRESENT


def test_a_learners_own_period_goes_before_her_groups() -> None:
    spans = (Span(MONDAY, after(4), COMPANY), Span(after(1), after(1), PRESENT, own=True))
    assert kinds(spans, MONDAY, 3) == (COMPANY, PRESENT, COMPANY)
    assert kinds(tuple(reversed(spans)), MONDAY, 3) == (COMPANY, PRESENT, COMPANY)


def test_an_absence_ends_on_its_last_day_whatever_its_kinds() -> None:
    spans = (Span(MONDAY, after(4), COMPANY), Span(after(7), after(9), HOLIDAY))
    assert away_until(spans, after(2)) == after(9)
    assert away_until(spans[:1], after(2)) == after(6)
    endless = (Span(MONDAY, date(9999, 12, 30), COMPANY),)
    assert away_until(endless, MONDAY) > after(300)


def test_what_falls_in_an_absence_waits_for_the_return() -> None:
    spans = (Span(MONDAY, after(4), COMPANY), Span(after(9), after(9), HOLIDAY))
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    waits = [until_present(spans, now, days) for days in (0.0, 4.5, 6.0, 7.0, 9.0)]
    assert waits == [7.0, 7.5, 7.0, 7.0, 10.0]


@pytest.mark.parametrize("first", [date(2026, 10, 19), date(2027, 3, 22), MONDAY])
def test_the_engine_counts_from_midnight_to_midnight(first: date) -> None:
    """Also in the weeks in which a day has 23 or 25 hours."""
    last = first + timedelta(days=4)
    found = engine_calendar((Span(first, last, COMPANY),), PARIS, first, 14)
    begins, back = (midnight(first + timedelta(days=n), PARIS) for n in (0, 7))
    (period,) = found.periods
    assert (period.start, period.end, period.present) == (begins, back, False)
    assert found.presence(begins, back) == 0.0
    assert found.presence(back, back + 1.0) == 1.0
