"""Intervals of shares, means and ratios: known values, and what they refuse."""

from __future__ import annotations

import numpy as np
import pytest

from adaptive.simulation.intervals import bootstrap, by_learner, ratio, wilson


def test_wilson_gives_the_published_interval() -> None:
    """Newcombe 1998, Statistics in Medicine 17, table I: 81 of 263, and 0 of 20."""
    some, none = wilson(81, 263), wilson(0, 20)
    assert (some.low, some.high) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert (none.low, none.high) == pytest.approx((0.0, 0.1611), abs=1e-4)


def test_bootstrap_holds_the_mean_as_often_as_it_says() -> None:
    held = 0
    for seed in range(60):
        values = np.random.default_rng((1, seed)).normal(2.0, 1.0, 60)
        found = bootstrap(values, np.random.default_rng((2, seed)))
        held += found.low <= 2.0 <= found.high
    assert held >= 51  # .95 of 60 is 57; 51 is three standard deviations below


def test_bootstrap_is_repeatable_and_weighs_learners() -> None:
    values, weights = np.array([0.0, 1.0]), np.array([3.0, 1.0])
    first = bootstrap(values, np.random.default_rng(1), weights)
    assert first.value == pytest.approx(0.25)
    assert first == bootstrap(values, np.random.default_rng(1), weights)


def test_a_ratio_of_the_same_people_is_surer_than_their_spread() -> None:
    below = np.random.default_rng(3).uniform(0.5, 2.0, 80)
    found = ratio(1.2 * below, below, np.random.default_rng(4))
    assert found.value == pytest.approx(1.2)
    assert found.high - found.low < 1e-9


def test_by_learner_counts_each_one_s_answers() -> None:
    means, counts = by_learner(np.array([7, 2, 7]), np.array([1.0, 0.5, 0.0]))
    assert means.tolist() == [0.5, 0.5]
    assert counts.tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: wilson(1.0, 0), "n"),
        (lambda: wilson(3.0, 2), "successes"),
        (lambda: wilson(float("nan"), 2), "successes"),
        (lambda: bootstrap(np.zeros(0), np.random.default_rng(1)), "values"),
        (lambda: bootstrap(np.array([np.nan]), np.random.default_rng(1)), "values"),
        (lambda: bootstrap(np.ones(2), np.random.default_rng(1), np.zeros(2)), "weights"),
        (lambda: ratio(np.ones(2), np.zeros(2), np.random.default_rng(1)), "below"),
    ],
)
def test_what_is_out_of_range_is_named(call: object, named: str) -> None:
    assert callable(call)
    with pytest.raises(ValueError, match=f"^{named}:"):
        call()
