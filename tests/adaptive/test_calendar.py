"""Weeks ahead: absence, return, room, and what one success keeps alive."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adaptive.calendar import (
    REVIEW_EXERCISES,
    REVIEW_SHARE,
    Calendar,
    Period,
    Week,
    credited,
    due,
    plan,
)
from adaptive.filter import advance, observe
from adaptive.mastery import levels, standing
from adaptive.observation import Observation
from adaptive.parameters import Parameters
from adaptive.proved import review_in
from adaptive.state import State, prior

Answer = Callable[..., Observation]
Succeed = Callable[..., State]


@pytest.fixture(scope="module")
def proved(parameters: Parameters, succeed: Succeed) -> State:
    """Every skill acquis, one after the other."""
    state = prior(parameters, 0.0)
    for skill in range(len(parameters)):
        state = succeed(parameters, state, skill)
    assert (state.evidence["stage"] > 0).all()
    return state


def _named(weeks: tuple[Week, ...]) -> list[list[int]]:
    return [[review.skill for review in week.reviews] for week in weeks]


def _due_on(parameters: Parameters, state: State, skill: int) -> float:
    """The first day on which a skill is to be seen again, when nothing is done until then."""
    days = [state.at + day for day in range(700)]
    return next(d for d in days if due(parameters, standing(parameters, state, d))[0][skill])


def _right(parameters: Parameters, state: State, skill: int, at: float) -> State:
    """The state after one right answer on an ordinary exercise of a skill."""
    seen = Observation(
        seq=state.seq + 1,
        at=at,
        day=int(at),
        sitting=state.sitting + 1,
        skills=(skill,),
        score=1.0,
        b=float(parameters.difficulty[skill]),
        variant=state.seq + 1,
    )
    return observe(parameters, state, seen)[0]


def test_without_proof_there_is_nothing_to_see_again(parameters: Parameters) -> None:
    weeks = plan(parameters, prior(parameters, 0.0), Calendar(), 0.0, weeks=3)
    assert [week.start for week in weeks] == [0.0, 7.0, 14.0]
    assert _named(weeks) == [[], [], []]
    assert {(week.minutes, week.exercises, week.new_exercises) for week in weeks} == {
        (120.0, 80, 80)
    }


def test_a_review_comes_in_the_week_in_which_it_falls_due(
    parameters: Parameters, succeed: Succeed
) -> None:
    state = succeed(parameters, prior(parameters, 0.0), 3)  # nothing stands on it
    wait = review_in(parameters, levels(parameters, state, state.at), 3)
    assert wait is not None
    weeks = plan(parameters, state, Calendar(), state.at, weeks=12)
    first = next(i for i, week in enumerate(weeks) if week.reviews)
    assert 7 * first < wait <= 7 * (first + 1) + 1  # it is foretold to the day
    assert weeks[first].reviews[0].p < 0.85


def test_nothing_is_asked_of_who_is_away_and_the_return_is_spread(
    parameters: Parameters, proved: State
) -> None:
    at = proved.at
    away = Calendar((Period(at, at + 140.0, present=False),))
    weeks = plan(parameters, proved, away, at, weeks=26)
    assert all(w.minutes == w.exercises == len(w.reviews) == 0 for w in weeks[:20])
    assert weeks[19].waiting > 2
    back = weeks[20]
    assert len(back.reviews) == math.ceil((len(back.reviews) + back.waiting) / 2)
    assert back.waiting > 0
    assert len(weeks[21].reviews) > 0
    assert weeks[22].waiting == 0
    here = plan(parameters, proved, Calendar(), at, weeks=20)
    assert sum(len(week.reviews) for week in here) > 0


def test_who_was_away_before_the_plan_begins_returns_as_gently(
    parameters: Parameters, proved: State
) -> None:
    at = proved.at + 200.0
    back = Calendar((Period(proved.at, at, present=False),))
    gentle = plan(parameters, proved, back, at, weeks=2)
    usual = plan(parameters, proved, Calendar(), at, weeks=2)
    assert len(gentle[0].reviews) == len(parameters) // 2 < len(usual[0].reviews)


def test_who_chose_to_go_on_while_away_gets_reviews(
    parameters: Parameters, proved: State
) -> None:
    at = proved.at
    period = (Period(at, at + 140.0, present=False),)
    weeks = plan(parameters, proved, Calendar(period, away_minutes=20.0), at, weeks=20)
    assert {week.minutes for week in weeks} == {20.0}
    assert sum(len(week.reviews) for week in weeks) > 0


def test_a_week_that_has_begun_counts_what_was_seen_again_in_it(
    parameters: Parameters, proved: State
) -> None:
    """Whichever day of the return it is asked, the week holds no more than it did on Monday."""
    monday = proved.at + 200.0
    back = Calendar((Period(proved.at, monday, present=False),))
    first = plan(parameters, proved, back, monday, weeks=2)
    later = plan(parameters, proved, back, monday + 3.0, weeks=2, since=monday)
    assert later == first
    state = _right(parameters, proved, first[0].reviews[0].skill, monday + 1.0)
    friday, forgot = (
        plan(parameters, state, back, monday + 4.0, 2, since=monday, reviewed=done)[0]
        for done in (1, 0)
    )
    left = len(friday.reviews) + friday.waiting
    assert left > 1
    assert len(friday.reviews) == math.ceil((left + 1) / 2) - 1 < len(forgot.reviews)
    assert 1 + len(friday.reviews) <= len(first[0].reviews)


def test_who_has_left_for_the_week_has_no_review_left_in_it(
    parameters: Parameters, proved: State
) -> None:
    monday = proved.at + 200.0
    away = Calendar((Period(monday + 2.0, monday + 7.0, present=False),))
    on_monday, on_friday = (
        plan(parameters, proved, away, monday + day, weeks=2, since=monday) for day in (0, 4)
    )
    assert on_monday[0].reviews
    assert on_friday[0].reviews == ()
    assert on_friday[0].waiting == len(on_monday[0].reviews) + on_monday[0].waiting
    # Most of that week she was not there: the one after it is a return.
    assert len(on_friday[1].reviews) == math.ceil(on_friday[0].waiting / 2)


@given(
    minutes=st.floats(0.0, 300.0),
    cut=st.floats(0.5, 60.0),
    length=st.floats(0.5, 60.0),
    late=st.floats(0.0, 200.0),
)
@settings(max_examples=25)
def test_a_week_never_takes_more_than_there_is_time_for(
    parameters: Parameters,
    proved: State,
    minutes: float,
    cut: float,
    length: float,
    late: float,
) -> None:
    at = proved.at + late
    calendar = Calendar((Period(at + cut, at + cut + length, False),), minutes=minutes)
    for week in plan(parameters, proved, calendar, at, weeks=6):
        assert 0.0 <= week.presence <= 1.0
        assert week.exercises * calendar.exercise_minutes <= week.minutes + 1e-3
        reviews = REVIEW_EXERCISES * len(week.reviews)
        assert reviews <= REVIEW_SHARE * week.exercises
        assert week.new_exercises == week.exercises - reviews >= 0
        assert len({review.skill for review in week.reviews}) == len(week.reviews)


def test_the_weakest_comes_first_when_there_is_little_room(
    parameters: Parameters, proved: State
) -> None:
    at = proved.at + 250.0
    weeks = plan(parameters, proved, Calendar(minutes=8.0), at, weeks=1)
    _, p = due(parameters, standing(parameters, proved, weeks[0].end))
    assert [review.skill for review in weeks[0].reviews] == [int(np.argmin(p))]


def test_a_success_counts_in_part_for_what_it_stands_on(parameters: Parameters) -> None:
    """a ← b ← c: half a review of b, a quarter of one of a, none of what is beside."""
    index = parameters.index
    times = np.zeros(len(parameters))
    times[index["c"]] = 40.0
    moved = credited(parameters, times)
    assert moved.tolist() == [10.0, 20.0, 40.0, 0.0, 0.0, 0.0]
    times[index["b"]] = 30.0
    assert credited(parameters, times)[[0, 1]].tolist() == [15.0, 35.0]
    times[index["a"]] = 90.0  # a success below says nothing of what is above
    assert credited(parameters, times)[[0, 1, 2]].tolist() == [90.0, 35.0, 40.0]


@given(times=st.lists(st.floats(0.0, 400.0), min_size=6, max_size=6))
def test_credit_only_ever_puts_a_review_off(parameters: Parameters, times: list[float]) -> None:
    before = np.array(times)
    after = credited(parameters, before)
    assert (after >= before - 1e-9).all()
    assert after.max() <= before.max() + 1e-9


def test_success_on_a_skill_reviews_what_it_stands_on(
    parameters: Parameters, proved: State, answer: Answer
) -> None:
    """Both ways: its level rises by correlation, and its review is put off by the credit."""
    index = parameters.index
    at = proved.at + 40.0
    waited = advance(parameters, proved, at)
    right = answer(
        proved.seq + 1,
        index["c"],
        1.0,
        b=0.6,
        at=at,
        day=int(at),
        sitting=proved.sitting + 1,
        practised=False,
    )
    after, _ = observe(parameters, proved, right)
    gain = after.mean - waited.mean
    assert gain[index["c"]] > gain[index["b"]] > gain[index["a"]] > gain[index["e"]] > 0.0
    _, before_p = due(parameters, standing(parameters, waited, at))
    _, after_p = due(parameters, standing(parameters, after, at))
    assert (after_p > before_p).all()
    before, later = (_due_on(parameters, one, index["b"]) for one in (waited, after))
    assert before < later
    # One truth: what screens foretell, and what the plan says.
    foretold = review_in(parameters, levels(parameters, after, at), index["b"])
    assert foretold is not None
    assert 0.0 <= later - at - foretold <= 1.0
    since_before = at - credited(parameters, standing(parameters, waited, at).success_at)
    since_after = at - credited(parameters, standing(parameters, after, at).success_at)
    assert since_after[index["b"]] < since_before[index["b"]] / 1.9
    assert since_after[index["a"]] < since_before[index["a"]]


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("start", lambda p, s: Period(math.nan, 1.0, True)),
        ("end", lambda p, s: Period(0.0, math.inf, True)),
        ("end", lambda p, s: Period(1.0, 1.0, True)),
        ("periods", lambda p, s: Calendar((Period(0, 9, True), Period(8, 12, False)))),
        ("minutes", lambda p, s: Calendar(minutes=math.nan)),
        ("away_minutes", lambda p, s: Calendar(away_minutes=-1.0)),
        ("exercise_minutes", lambda p, s: Calendar(exercise_minutes=0.0)),
        ("weeks", lambda p, s: plan(p, s, Calendar(), 0.0, weeks=0)),
        ("weeks", lambda p, s: plan(p, s, Calendar(), 0.0, weeks=53)),
        ("at", lambda p, s: plan(p, s, Calendar(), math.nan)),
        ("at", lambda p, s: plan(p, s, Calendar(), -1.0)),
        ("since", lambda p, s: plan(p, s, Calendar(), 8.0, since=9.0)),
        ("since", lambda p, s: plan(p, s, Calendar(), 8.0, since=1.0)),
        ("since", lambda p, s: plan(p, s, Calendar(), 8.0, since=math.nan)),
        ("reviewed", lambda p, s: plan(p, s, Calendar(), 8.0, reviewed=-1)),
        ("success_at", lambda p, s: credited(p, np.zeros(2))),
        ("success_at", lambda p, s: credited(p, np.full(6, math.nan))),
    ],
)
def test_what_is_out_of_range_is_named(
    parameters: Parameters, name: str, call: Callable[[Parameters, State], object]
) -> None:
    with pytest.raises(ValueError, match=rf"\b{name}\b.*: "):
        call(parameters, prior(parameters, 0.0))
