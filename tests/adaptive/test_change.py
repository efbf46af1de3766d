"""A change is called real when it is larger than what is not known of it, seldom otherwise."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import adaptive
from adaptive.change import ENOUGH, FALL, RISE, Standing, change, standing, standing_of
from adaptive.parameters import Parameters, Skill, build_parameters

numbers = st.floats(-4, 4)
variances = st.floats(0, 4)


def stood(
    mean: float, var: float, answers: int, at: float = 0.0, rate: float = 0.01
) -> Standing:
    """An average that was not known better than by 4 before any answer."""
    return Standing(mean, var, 4.0, rate, at, 3, answers)


@given(numbers, variances, numbers, variances, st.floats(0, 500), st.floats(0, 500))
def test_what_is_shared_never_outweighs_what_is_known_and_fades(
    m1: float, v1: float, m2: float, v2: float, days: float, more: float
) -> None:
    before = stood(m1, v1, 10)
    found = change(before, stood(m2, v2, 20, days))
    assert found.difference == m2 - m1
    assert 0.5 <= found.probability <= 1.0
    # At most as when nothing is shared, at least as when all that can be is.
    assert abs(np.sqrt(v1) - np.sqrt(v2)) - 1e-6 <= found.sd <= np.sqrt(v1 + v2) + 1e-9
    assert found.real == (found.probability >= (RISE if m2 > m1 else FALL))
    assert not change(before, stood(m2, v2, 10 + ENOUGH - 1, days)).real
    if v2 <= v1:  # the longer ago, the less of it is left in what is known now
        assert change(before, stood(m2, v2, 20, days + more)).sd >= found.sd - 1e-9


def test_the_bounds_and_what_makes_no_sense() -> None:
    # All forgotten, .5 + .5: beyond 1.645 deviations is one in twenty, beyond 2.326 one in 100.
    far = 1e6
    assert change(stood(0, 0.5, 0), stood(1.66, 0.5, 9, far)).real
    assert not change(stood(0, 0.5, 0), stood(1.63, 0.5, 9, far)).real
    assert not change(stood(0, 0.5, 0), stood(-2.31, 0.5, 9, far)).real
    assert change(stood(0, 0.5, 0), stood(-2.34, 0.5, 9, far)).real
    # Nothing forgotten: what the answers added, .5 - .25.
    assert change(stood(0, 0.5, 0), stood(1, 0.25, 9, rate=0)).sd == pytest.approx(0.5)
    assert change(stood(0, 0, 0), stood(0, 0, 9)).probability == 0.5
    assert change(stood(0, 0, 0), stood(0.1, 0, 9)).real
    with pytest.raises(ValueError, match="var"):
        change(stood(0, -0.1, 0), stood(0, 1, 9))


def test_skills_that_go_together_count_together(parameters: Parameters) -> None:
    state = adaptive.prior(parameters, 0.0)
    both = np.array([0, 1])
    here = standing(parameters, state, both)
    cov = parameters.cov0
    assert here.var == pytest.approx((cov[0, 0] + cov[1, 1] + 2 * cov[0, 1]) / 4, rel=1e-5)
    mean = (parameters.mean0[both] - parameters.difficulty[both]).mean()
    assert here.mean == pytest.approx(mean, rel=1e-5)
    assert here.chance(-1) < here.chance() < here.chance(1)
    with pytest.raises(ValueError, match="none"):
        standing(parameters, state, np.array([], dtype=np.int64))


def test_what_is_packed_says_nearly_the_same(parameters: Parameters, answer: Any) -> None:
    state, inside = adaptive.prior(parameters, 0.0), np.array([0, 1, 2, 3])
    for seq in range(1, 13):
        state, _events = adaptive.observe(parameters, state, answer(seq, seq % 4, 1.0))
    packed = adaptive.unpack_levels(parameters, adaptive.pack_levels(parameters, state))
    whole, short = standing(parameters, state, inside), standing_of(parameters, packed, inside)
    assert short.var == pytest.approx(whole.var, rel=0.03)
    assert short.mean == pytest.approx(whole.mean, abs=1e-5)
    assert (short.at, short.answered, short.answers) == (whole.at, 4, 12)
    assert (short.prior, short.rate) == (whole.prior, whole.rate)
    with pytest.raises(ValueError, match="several"):
        standing_of(parameters, packed, np.array([0, 4]))


def _called(answer: Any, gained: float, sitting: int, weeks: int) -> tuple[float, float]:
    """How often a rise and a fall are called real: 200 learners sit a placement, and another
    after some weeks with six exercises each, over which they gained evenly."""
    parameters = build_parameters(
        [Skill(f"s{k}", "maths", f"m{k % 4}", (k - 9.5) / 6) for k in range(20)]
    )
    draw, inside = np.random.default_rng(5), np.arange(20)
    factor = np.linalg.cholesky(parameters.cov0)
    often, sittings = np.zeros(2), [sitting, *[6] * weeks, sitting]
    for _ in range(200):
        ability = parameters.mean0 + factor @ draw.standard_normal(len(parameters))
        state, seen = adaptive.prior(parameters, 0.0), []
        for turn, count in enumerate(sittings):
            now = ability + gained * turn / (len(sittings) - 1)
            for skill in np.resize(draw.permutation(20), count).tolist():
                b = float(parameters.difficulty[skill])
                right = float(draw.random() < 0.98 / (1 + np.exp(b - now[skill])))
                when = {"at": 7.0 * turn, "day": 7 * turn, "sitting": turn}
                when["practised"] = 0 < turn < len(sittings) - 1
                told = answer(state.seq + 1, skill, right, b=b, **when)
                state, _events = adaptive.observe(parameters, state, told)
            if turn in (0, len(sittings) - 1):
                seen.append(standing(parameters, state, inside))
        found = change(*seen)
        often[int(found.difference < 0)] += found.real
    return float(often[0] / 200), float(often[1] / 200)


def test_noise_is_seldom_called_change_and_a_logit_often(answer: Any) -> None:
    # What can be asked of 12 answers is little: a perfect estimate of each of the two times,
    # from them alone, would tell a logit from noise one time in three.
    rise, fall = _called(answer, 0.0, 12, 4)
    assert rise <= 1 - RISE + 0.02
    assert fall <= 1 - FALL + 0.01
    assert _called(answer, 1.0, 12, 4)[0] >= 0.2
    assert _called(answer, 1.0, 24, 4)[0] >= 0.3
    assert _called(answer, 2.0, 24, 4)[0] >= 0.8
