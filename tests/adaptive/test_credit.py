"""Implicit reviews: as a walk down the graph says, and the same for everybody who asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from adaptive.credit import CREDIT, LEAST_CREDIT, credited
from adaptive.gaussian import Floats
from adaptive.mastery import levels, pack_levels, standing, unpack_levels
from adaptive.parameters import Parameters
from adaptive.proved import review_in
from adaptive.state import State, prior

Succeed = Callable[..., State]


def walked(parameters: Parameters, times: Floats) -> Floats:
    """The definition, one success at a time."""
    moved = times.copy()
    for skill, at in enumerate(times.tolist()):
        seen, level, share = {skill}, set(parameters.requires[skill]), CREDIT
        while level and share >= LEAST_CREDIT:
            seen |= level
            for below in level:
                gained = times[below] + share * (at - times[below])
                moved[below] = max(moved[below], gained)
            level = {q for below in level for q in parameters.requires[below]} - seen
            share *= CREDIT
    return moved


@pytest.mark.parametrize("seed", range(5))
def test_the_real_curriculum_is_credited_as_a_walk_says(real: Parameters, seed: int) -> None:
    times = np.random.default_rng(seed).uniform(0.0, 300.0, len(real))
    found = credited(real, times)
    assert found == pytest.approx(walked(real, times), abs=1e-9)
    assert (found > times + 1.0).sum() > 20


def _reached(parameters: Parameters, succeed: Succeed) -> tuple[State, int, int]:
    """A learner with b and c acquis, c standing on b; their indexes."""
    b, c = parameters.index["b"], parameters.index["c"]
    state = succeed(parameters, succeed(parameters, prior(parameters, 0.0), b), c)
    return state, b, c


def _due_day(parameters: Parameters, state: State, skill: int) -> float:
    """The first day on which a skill is à revoir, when nothing is done until then."""
    days = (state.at + day for day in range(400))
    return next(day for day in days if standing(parameters, state, day).review[skill])


def _with(state: State, skill: int, at: float) -> State:
    """The same state, but for the time of a skill's last success."""
    evidence = state.evidence.copy()
    evidence["success_at"][skill] = at
    return replace(state, evidence=evidence)


def test_a_success_on_a_skill_moves_the_review_of_what_it_stands_on(
    parameters: Parameters, succeed: Succeed
) -> None:
    """Nothing but the time of the success differs: it is the credit that moves the day."""
    state, b, c = _reached(parameters, succeed)
    day = _due_day(parameters, state, b)
    low = _with(state, b, day - 9.0)
    assert _due_day(parameters, _with(low, c, day), b) > day
    assert _due_day(parameters, _with(low, c, 0.0), b) == day


def test_who_succeeds_above_each_week_is_not_asked_below(
    parameters: Parameters, succeed: Succeed
) -> None:
    """A level low enough, a success above each day: never à revoir, on any page."""
    state, b, c = _reached(parameters, succeed)
    at = state.at + 300.0
    state = _with(state, b, at - 10.0)
    for success_at, due in ((at - 200.0, True), (at - 1.0, False)):
        seen = _with(state, c, success_at)
        assert bool(standing(parameters, seen, at).review[b]) is due
        packed = unpack_levels(parameters, pack_levels(parameters, seen), at)
        assert bool(packed.review[b]) is due
        wait = review_in(parameters, levels(parameters, seen, at), b)
        assert wait is not None
        assert (wait == 0.0) is due
