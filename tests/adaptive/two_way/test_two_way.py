"""The two-way filter: what each answer moves, and what it finds of made-up exercises."""

from __future__ import annotations

import numpy as np
import pytest

from adaptive.gaussian import Floats
from adaptive.parameters import Ints
from adaptive.two_way import Effect, Fast, Settings, Slow, TwoWay, log_of, shadow

PLAIN = Settings(
    general=Slow(1.0),
    mood=Fast(0.0, 0.0),
    skill=Slow(0.0),
    streak=Fast(0.0, 0.0),
    effects={"always": Effect(0.0, 0.0, 1.0, 0.7)},
)


def made(
    seed: int, *, learners: int = 300, items: int = 60, each: int = 40
) -> tuple[Ints, Ints, Floats, Ints, Floats]:
    """Learners, items, scores, skills of items, true difficulties, as ``PLAIN`` believes."""
    draw = np.random.default_rng(seed)
    skill_of = np.arange(items) % 4
    b = draw.normal(0.0, 1.0, 4)[skill_of] + draw.normal(0.0, 0.7, items)
    ability = draw.normal(0.0, 1.0, learners)
    learner = np.repeat(np.arange(learners), each)
    item = np.concatenate([draw.permutation(items)[:each] for _ in range(learners)])
    p = 1.0 / (1.0 + np.exp(b[item] - ability[learner]))
    return learner, item, (draw.random(len(p)) < p).astype(float), skill_of, b


def test_simulated_difficulties_are_found_and_their_intervals_hold_them() -> None:
    held, near = [], []
    for seed in range(6):
        learner, item, score, skill_of, b = made(seed)
        found = shadow(learner, item, score, skill_of, settings=PLAIN).items
        off = found.mean - b - (found.mean - b).mean()
        held.append(np.abs(off) < 1.96 * found.sd)
        near.append(np.corrcoef(found.mean, b)[0, 1])
    assert min(near) > 0.97
    assert 0.85 <= np.mean(held) <= 0.97


def test_a_new_exercise_is_worth_what_its_skill_is() -> None:
    learner, item, _, _, _ = made(3)
    belief = TwoWay(np.zeros(60, dtype=int), PLAIN)
    belief.follow(log_of(learner, item, (item < 5).astype(float)))
    before = belief.difficulty().mean.mean()
    belief.add_items([0, 1])
    found = belief.difficulty()
    assert found.mean[60] > 0.3
    assert found.mean[61] == 0.0
    assert found.sd[60] < found.sd[61]
    assert before > 0.3


def test_an_item_that_is_unknown_is_refused() -> None:
    belief = TwoWay([0, 0], PLAIN)
    with pytest.raises(ValueError, match="item: 2 is not one of the 2"):
        belief.observe(1, 2, 1.0)
