"""The switch: chance does not turn it on, a better model does, a worse one turns it off."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from adaptive.gaussian import Floats
from adaptive.prediction import SwitchRule, bounded_loss, switch

RULE = SwitchRule(answers=5, least_learners=30, recent=30)
Ints = NDArray[np.int64]


def streams(
    luck: np.random.Generator, learners: int, each: int, better: float
) -> tuple[Ints, Floats, Floats]:
    """Learners in turns; each has a model better or worse for him, ``better`` on average."""
    learner = luck.permutation(np.repeat(np.arange(learners), each))
    base = luck.gamma(1.2, 0.4, len(learner))
    own = luck.normal(better, 0.08, learners)[learner]
    noise = luck.standard_t(4, len(learner)) * 0.15
    return learner, np.clip(base, 0.0, 5.2), np.clip(base - own - noise, 0.0, 5.2)


def ever_on(learner: Ints, of_filter: Floats, of_model: Floats) -> bool:
    """Whether the model served at any time, looked at after every hundredth answer."""
    ends = range(100, len(learner) + 1, 100)
    return any(switch(learner[:k], of_filter[:k], of_model[:k], RULE).on for k in ends)


def test_chance_alone_seldom_turns_it_on_however_often_one_looks() -> None:
    """Two predictions that are as good: which is which is drawn for each learner."""
    runs, on = 100, 0
    for seed in range(runs):
        luck = np.random.default_rng((7, seed))
        learner, a, b = streams(luck, 150, 8, 0.03)
        swapped = (luck.random(150) < 0.5)[learner]
        on += ever_on(learner, np.where(swapped, b, a), np.where(swapped, a, b))
    # 5 %, and what 100 draws of it may differ by (one time in a thousand).
    assert on <= 13


def test_a_better_model_is_turned_on_and_a_worse_one_never() -> None:
    luck = np.random.default_rng(1)
    learner, a, b = streams(luck, 400, 8, 0.06)
    found = switch(learner, a, b, RULE)
    assert found.on
    assert found.learners == 400
    assert 0.0 < found.at_least < found.gain
    assert not ever_on(learner, b, a)


def test_it_is_never_on_before_there_is_enough() -> None:
    learner = np.repeat(np.arange(29), 5)
    bad, good = np.full(145, 2.0), np.full(145, 0.1)
    few = switch(learner, bad, good, RULE)
    assert not few.on
    assert few.learners == 29
    assert np.isnan(few.at_least)
    many = np.repeat(np.arange(200), 4)  # nobody has five
    assert not switch(many, np.full(800, 2.0), np.full(800, 0.1), RULE).on
    enough = np.repeat(np.arange(30), 5)
    assert switch(enough, np.full(150, 2.0), np.full(150, 0.1), RULE).on
    assert switch([], [], [], RULE).learners == 0


def test_a_model_that_got_worse_is_turned_off() -> None:
    luck = np.random.default_rng(2)
    learner, a, b = streams(luck, 300, 5, 0.1)
    assert switch(learner, a, b, RULE).on
    later = streams(luck, 60, 5, 0.1)
    after = [
        np.concatenate(pair)
        for pair in zip((learner, a, b), (later[0] + 1000, later[2], later[1]), strict=True)
    ]
    assert not switch(after[0], after[1], after[2], RULE).on


def test_one_learner_with_many_answers_is_one_learner() -> None:
    learner = np.zeros(5000, dtype=np.int64)
    found = switch(learner, np.full(5000, 2.0), np.full(5000, 0.1), RULE)
    assert found.learners == 1
    assert not found.on


def test_units_are_the_first_answers_of_each_in_order_of_time() -> None:
    learner = np.array([1, 2, 1, 2, 1, 2])
    of_filter = np.array([1.0, 0.5, 2.0, 0.5, 4.0, 0.5])
    of_model = np.array([0.0, 0.0, 0.0, 0.0, 0.0, 1.5])
    rule = SwitchRule(answers=2, least_learners=2, recent=1)
    assert switch(learner, of_filter, of_model, rule).gain == pytest.approx((1.5 + 0.5) / 2)


def test_what_is_no_loss_is_refused() -> None:
    with pytest.raises(ValueError, match="of_model: a loss"):
        switch([0], [0.1], [np.nan], RULE)
    with pytest.raises(ValueError, match="of_filter: a loss"):
        switch([0], [0.1, 0.2], [0.1], RULE)
    with pytest.raises(ValueError, match="of_filter: a loss"):
        switch([0], [9.0], [0.1], RULE)
    with pytest.raises(ValueError, match="learner: whole numbers"):
        switch([0.5], [0.1], [0.1], RULE)
    with pytest.raises(ValueError, match="level"):
        SwitchRule(level=0.7)
    with pytest.raises(ValueError, match="least_learners"):
        SwitchRule(least_learners=1)


def test_losses_are_bounded_and_those_of_the_answer() -> None:
    found = bounded_loss([0.8, 0.8, 0.0, 0.5], [1.0, 0.0, 1.0, 0.4])
    expected = -np.log([0.8, 0.2, 0.005, 0.5])
    np.testing.assert_allclose(found, expected)
