"""A change is called real when it is larger than what is not known of it, seldom otherwise."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import adaptive
from adaptive.change import REAL, Standing, change, standing
from adaptive.parameters import Parameters

numbers = st.floats(-4, 4)
variances = st.floats(0, 4)


@given(numbers, variances, numbers, variances)
def test_it_says_the_same_of_the_way_back_and_more_certainty_never_hides_it(
    m1: float, v1: float, m2: float, v2: float
) -> None:
    there = change(Standing(m1, v1, 3), Standing(m2, v2, 3))
    back = change(Standing(m2, v2, 3), Standing(m1, v1, 3))
    assert there.difference == -back.difference
    assert (there.probability, there.real) == (back.probability, back.real)
    assert 0.5 <= there.probability <= 1.0
    assert there.sd == pytest.approx(np.sqrt(v1 + v2))
    surer = change(Standing(m1, v1 / 2, 3), Standing(m2, v2, 3))
    assert surer.probability >= there.probability - 1e-6
    assert there.real == (there.probability >= REAL)


def test_the_bounds_and_what_makes_no_sense() -> None:
    # 1.645 standard deviations: the place where one in twenty is beyond.
    assert change(Standing(0, 0.5, 3), Standing(1.66, 0.5, 3)).real
    assert not change(Standing(0, 0.5, 3), Standing(1.63, 0.5, 3)).real
    assert change(Standing(0, 0, 3), Standing(0, 0, 3)).probability == 0.5
    assert change(Standing(0, 0, 3), Standing(0.1, 0, 3)).real
    with pytest.raises(ValueError, match="var"):
        change(Standing(0, -0.1, 3), Standing(0, 1, 3))


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


def _learners(parameters: Parameters, answer: Any, gained: float) -> float:
    """How often a change is called real: 200 learners, 12 answers, then 24 after a change."""
    draw, inside = np.random.default_rng(5), np.array([0, 1, 2, 3])
    factor = np.linalg.cholesky(parameters.cov0)
    called = 0
    for _ in range(200):
        ability = parameters.mean0 + factor @ draw.standard_normal(len(parameters))
        state = adaptive.prior(parameters, 0.0)
        seen = []
        for seq in range(1, 37):
            skill = int(inside[seq % 4])
            lead = ability[skill] + (gained if seq > 12 else 0.0) - parameters.difficulty[skill]
            right = float(draw.random() < 0.98 / (1 + np.exp(-lead)))
            told = answer(seq, skill, right, b=float(parameters.difficulty[skill]))
            state, _events = adaptive.observe(parameters, state, told)
            if seq in (12, 36):
                seen.append(standing(parameters, state, inside))
        called += change(*seen).real
    return called / 200


def test_noise_is_seldom_called_change_and_a_large_change_often(
    parameters: Parameters, answer: Any
) -> None:
    assert _learners(parameters, answer, 0.0) <= 1 - REAL
    assert _learners(parameters, answer, 2.5) >= 0.6
