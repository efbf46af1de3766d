"""Intervals against the truth, gains by subgroup, exercises that ask more of one group."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from adaptive.gaussian import logistic
from adaptive.simulation.comparison import run
from adaptive.simulation.fairness import (
    LEAST_LEARNERS,
    IntervalWatch,
    ItemBias,
    by_group,
    item_bias,
    quartiles,
    share_held,
    uneven,
    within,
)
from adaptive.simulation.worlds import TUNING_SEEDS, WORLDS

ITEMS, BIASED = 12, 3


def school(seed: int, gap: float, learners: int = 400) -> tuple[ItemBias, ...]:
    """Twelve exercises answered by two groups whose levels differ; the fourth one is harder by
    ``gap`` logits for the focal group at the same level."""
    rng = np.random.default_rng(seed)
    focal = rng.random(learners) < 0.4
    level = rng.normal(0.0, 1.0, learners) - 0.7 * focal
    b = np.linspace(-1.2, 1.2, ITEMS) + gap * (np.arange(ITEMS) == BIASED) * focal[:, None]
    right = rng.random((learners, ITEMS)) < logistic(level[:, None] - b)
    seen = level + rng.normal(0.0, 0.35, learners)  # as the engine would know it
    item = np.tile(np.arange(ITEMS), learners)
    return item_bias(item, right.ravel(), np.repeat(focal, ITEMS), np.repeat(seen, ITEMS))


def test_an_exercise_that_asks_more_of_one_group_is_found() -> None:
    for seed in range(4):
        found = school(seed, gap=1.6)
        assert found[BIASED].letter == "C"
        assert found[BIASED].delta < -1.5
        assert found[BIASED].odds > 1.0
        assert [one.item for one in found if one.letter == "C"] == [BIASED]


def test_groups_of_different_levels_alone_raise_no_exercise() -> None:
    """Without matching, every one of these exercises would differ: the groups do."""
    letters = [one.letter for seed in range(6) for one in school(seed, gap=0.0)]
    assert letters.count("C") == 0
    assert letters.count("A") >= 0.9 * len(letters)


def test_mantel_haenszel_gives_what_its_formulas_give_by_hand() -> None:
    """Two strata. Reference 15/5 and 10/10, focal 8/12 and 4/16 (right/wrong)."""
    cells = [(15, 5, 8, 12), (10, 10, 4, 16)]
    right: list[bool] = []
    focal: list[bool] = []
    level: list[float] = []
    for k, (a, b, c, d) in enumerate(cells):
        right += [True] * a + [False] * b + [True] * c + [False] * d
        focal += [False] * (a + b) + [True] * (c + d)
        level += [float(k)] * (a + b + c + d)
    (found,) = item_bias(
        np.zeros(80, dtype=np.int64),
        np.array(right),
        np.array(focal),
        np.array(level),
        strata=2,
    )
    odds = (15 * 12 + 10 * 16) / (5 * 8 + 10 * 4)
    expected = 20 * 23 / 40 + 20 * 14 / 40
    spread = 20 * 20 * 23 * 17 / (40**2 * 39) + 20 * 20 * 14 * 26 / (40**2 * 39)
    chi = (abs(25 - expected) - 0.5) ** 2 / spread
    assert found.odds == pytest.approx(odds)
    assert found.delta == pytest.approx(-2.35 * math.log(odds))
    assert found.p == pytest.approx(math.erfc(math.sqrt(chi / 2)))
    assert found.letter == "C"


def answers(
    reference: int, focal: int
) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_], NDArray[np.float64]]:
    n = reference + focal
    right = np.arange(n) % 3 > 0
    return np.zeros(n, dtype=np.int64), right, np.arange(n) >= reference, np.zeros(n)


def test_nothing_is_said_of_a_handful_of_people() -> None:
    (few,) = item_bias(*answers(300, LEAST_LEARNERS - 1))
    (others,) = item_bias(*answers(LEAST_LEARNERS - 1, 300))
    (enough,) = item_bias(*answers(300, LEAST_LEARNERS))
    assert (few.letter, few.few, others.few, enough.few) == (None, True, True, False)
    assert math.isnan(few.odds)
    assert math.isnan(few.p)
    assert enough.letter == "A"


def test_an_exercise_everybody_succeeds_at_is_not_compared() -> None:
    item, right, focal, level = answers(40, 40)
    (found,) = item_bias(item, np.ones_like(right), focal, level)
    assert (found.letter, found.few) == (None, False)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"matching": np.full(40, np.nan)}, "matching"),
        ({"focal": np.zeros(3, dtype=np.bool_)}, "item, right, focal, matching"),
        ({"strata": 0}, "least, strata"),
    ],
)
def test_what_cannot_be_compared_is_named(changed: dict[str, object], named: str) -> None:
    given = dict(zip(("item", "right", "focal", "matching"), answers(20, 20), strict=True))
    with pytest.raises(ValueError, match=f"^{named}: "):
        item_bias(**{**given, **changed})  # type: ignore[arg-type]  # on purpose


def test_intervals_of_a_gaussian_that_is_right_hold_nine_times_in_ten() -> None:
    rng = np.random.default_rng(1)
    sd = rng.uniform(0.3, 1.5, (300, 20))
    truth = rng.standard_normal((300, 20)) * sd
    held = share_held(within(truth, np.zeros_like(sd), sd), np.random.default_rng(2))
    narrow = share_held(within(truth, np.zeros_like(sd), 0.7 * sd), np.random.default_rng(2))
    assert held.value == pytest.approx(0.90, abs=0.012)
    assert held.low < held.value < held.high
    assert narrow.high < 0.80


def test_the_engine_s_intervals_are_compared_with_simulated_people() -> None:
    watch = IntervalWatch()
    seed = TUNING_SEEDS["zone"]
    found = run("zone", "ours", seed, 3, watch=watch)
    assert watch.inside.shape == watch.later.shape == (3, 48)
    assert 0.5 < watch.inside.mean() < 1.0
    assert not np.array_equal(watch.inside, watch.later)
    assert found.shown.shape == (3, 432)
    with pytest.raises(ValueError, match=r"^policy: "):
        run("zone", "random", seed, 1, watch=watch)


def test_groups_are_made_of_where_people_start() -> None:
    before = np.arange(40.0)[::-1]
    quarter = quartiles(before)
    assert np.bincount(quarter).tolist() == [10, 10, 10, 10]
    groups = {"low": quarter == 0, "nobody": quarter == 9}
    gains = by_group(before, groups, np.random.default_rng(1))
    assert gains["low"].value == pytest.approx(4.5)
    assert set(gains) == {"low"}


@pytest.mark.parametrize("world", sorted(WORLDS))
def test_uneven_profiles_are_half_the_people_of_a_run(world: str) -> None:
    first = uneven(world, 1, 12)
    assert first.sum() == 6
    assert np.array_equal(first, uneven(world, 1, 12))
