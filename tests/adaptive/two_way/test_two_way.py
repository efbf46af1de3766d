"""The two-way filter: what each answer moves, and what it finds of made-up exercises."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adaptive.gaussian import Floats, logistic
from adaptive.parameters import Ints
from adaptive.two_way import (
    Effect,
    Fast,
    Settings,
    Slow,
    TwoWay,
    from_arrays,
    log_of,
    shadow,
    to_arrays,
)

# Abilities that stand still and difficulties alone: the Rasch model, skills within.
PLAIN = Settings(
    general=Slow(1.0),
    mood=Fast(0.0, 0.0),
    skill=Slow(0.0),
    streak=Fast(0.0, 0.0),
    effects={"always": Effect(0.0, 0.0, 1.0, 0.7)},
)
ITEMS, SKILLS = 6, 3
SKILL_OF = np.arange(ITEMS) % SKILLS

Answer = tuple[int, int, float, float]  # learner, item, score, days since the one before
answers = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.integers(0, ITEMS - 1),
        st.sampled_from([0.0, 0.5, 1.0]),
        st.floats(0.0, 400.0),
    ),
    min_size=1,
    max_size=60,
)


def rows(answered: list[Answer]) -> tuple[list[int], list[int], list[float], Floats]:
    """Learners, items, scores, days."""
    learner, item, score, days = zip(*answered, strict=True)
    return list(learner), list(item), list(score), np.cumsum(days)


def made(seed: int) -> tuple[Ints, Ints, Floats, Ints, Floats]:
    """Learners, items, scores, skills of items, true difficulties, as ``PLAIN`` believes."""
    learners, items, each = 300, 60, 40
    draw = np.random.default_rng(seed)
    skill_of = np.arange(items) % 4
    b = draw.normal(0.0, 1.0, 4)[skill_of] + draw.normal(0.0, 0.7, items)
    ability = draw.normal(0.0, 1.0, learners)
    learner = np.repeat(np.arange(learners), each)
    item = np.concatenate([draw.permutation(items)[:each] for _ in range(learners)])
    right = draw.random(len(item)) < logistic(ability[learner] - b[item])
    return learner, item, right.astype(float), skill_of, b


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


def test_intervals_hold_where_abilities_move_and_the_law_is_another() -> None:
    held = []
    for seed in range(4):
        learner, item, _, skill_of, b = made(seed)
        draw = np.random.default_rng((seed, 1))
        ability = draw.normal(0.0, 1.0, 300)[learner]
        on_skill = draw.normal(0.0, 0.5, (300, 4))[learner, skill_of[item]]
        mood = np.zeros(len(item))
        for row in range(1, len(item)):
            mood[row] = 0.9 * mood[row - 1] + draw.normal(0.0, 0.25)
        right = draw.random(len(item)) < logistic(ability + on_skill + mood - b[item])
        found = shadow(learner, item, right, skill_of).items
        off = found.mean - b - (found.mean - b).mean()
        held.append(np.abs(off) < 1.96 * found.sd)
    assert 0.85 <= np.mean(held) <= 0.97


def test_what_it_predicts_of_simulated_answers_happens() -> None:
    learner, item, score, skill_of, _ = made(11)
    p = shadow(learner, item, score, skill_of, settings=PLAIN).followed.p
    for low in np.arange(0.1, 0.9, 0.1):
        within = (p >= low) & (p < low + 0.1)
        assert abs(score[within].mean() - p[within].mean()) < 0.05


def test_an_exercise_that_tells_people_apart_gets_the_steeper_slope() -> None:
    draw = np.random.default_rng(5)
    ability = draw.normal(0.0, 1.0, 400)
    slope = np.array([1.0] * 18 + [0.1, 2.5])
    learner, item = np.repeat(np.arange(400), 20), np.tile(np.arange(20), 400)
    right = draw.random(8000) < logistic(slope[item] * ability[learner])
    effects = dict(PLAIN.effects) | {"level": Effect(0.0, 0.0, 0.0, 0.3)}
    law = replace(PLAIN, effects=effects)
    found = shadow(learner, item, right, np.zeros(20, dtype=int), settings=law).items
    assert found.slope[18] < found.slope[:18].min()
    assert found.slope[19] > found.slope[:18].max()


@pytest.mark.parametrize("score", [0.0, 1.0])
@pytest.mark.parametrize("sd", [0.3, 1.0])
def test_an_answer_moves_a_belief_as_the_exact_law_does(sd: float, score: float) -> None:
    law = replace(PLAIN, general=Slow(0.0), effects={"always": Effect(0.5, sd)})
    belief = TwoWay([0], law)
    p = belief.observe(1, 0, score)
    x = np.linspace(0.5 - 8.0 * sd, 0.5 + 8.0 * sd, 4001)
    prior = np.exp(-0.5 * ((x - 0.5) / sd) ** 2)
    right = logistic(x)
    posterior = prior * (right if score else 1.0 - right)
    mean = (x * posterior).sum() / posterior.sum()
    var = ((x - mean) ** 2 * posterior).sum() / posterior.sum()
    known = belief.difficulty()
    assert p == pytest.approx((prior * right).sum() / prior.sum(), abs=0.005)
    assert -known.mean[0] == pytest.approx(mean, abs=0.03 * sd)
    assert known.sd[0] == pytest.approx(math.sqrt(var), rel=0.02)


@given(answers, st.booleans(), st.floats(0.0, 5.0))
@settings(max_examples=60, deadline=None)
def test_variances_stay_above_zero_and_probabilities_between(
    answered: list[Answer], wild: bool, sd: float
) -> None:
    law = replace(Settings(), general=Slow(sd, sd, 0.1)) if wild else Settings()
    belief = TwoWay(SKILL_OF, law)
    before = to_arrays(belief)
    followed = belief.follow(log_of(*rows(answered)))
    assert ((followed.p > 0.0) & (followed.p < 1.0)).all()
    after = to_arrays(belief)
    for name in ("shared", "skills", "items"):
        assert (after[name][..., 1] > 0.0).all()
        assert (after[name][..., 1] <= before[name][..., 1]).all()
    for name in ("learner_beliefs", "practice_beliefs"):
        assert (after[name][:, [-3, -1]] >= 0.0).all()
        assert np.isfinite(after[name]).all()


@given(answers, st.integers(0, 60))
@settings(max_examples=40, deadline=None)
def test_stopped_and_gone_on_is_one_run_bit_for_bit(answered: list[Answer], cut: int) -> None:
    learner, item, score, at = rows(answered)
    whole = TwoWay(SKILL_OF)
    once = whole.follow(log_of(learner, item, score, at))
    belief, parts = TwoWay(SKILL_OF), []
    for part in (slice(0, cut), slice(cut, None)):
        belief = from_arrays(to_arrays(belief))
        log = log_of(learner[part], np.array(item[part], dtype=int), score[part], at[part])
        parts.append(belief.follow(log).p)
    assert np.concatenate(parts).tobytes() == once.p.tobytes()
    ended, other = to_arrays(whole), to_arrays(belief)
    assert {k: v.tobytes() for k, v in ended.items()} == {
        k: v.tobytes() for k, v in other.items()
    }


@given(answers)
@settings(max_examples=40, deadline=None)
def test_learners_who_share_no_skill_may_come_in_any_order(answered: list[Answer]) -> None:
    """Without the weights that all share: through them everybody moves everybody."""
    alone = {
        fact: replace(effect, shared=0.0, mean=0.0)
        for fact, effect in Settings().effects.items()
    }
    law = replace(Settings(), effects=alone)
    mine = [
        (who % SKILLS, (what // SKILLS) * SKILLS + who % SKILLS, s, d)
        for who, what, s, d in answered
    ]
    learner, item, score, at = rows(mine)
    by_learner = np.argsort(learner, kind="stable")
    turns, grouped = TwoWay(SKILL_OF, law), TwoWay(SKILL_OF, law)
    p = turns.follow(log_of(learner, item, score, at)).p
    columns = [np.array(column)[by_learner] for column in (learner, item, score, at)]
    assert grouped.follow(log_of(*columns)).p.tobytes() == p[by_learner].tobytes()
    assert turns.difficulty().mean.tobytes() == grouped.difficulty().mean.tobytes()


def test_a_prediction_changes_nothing_and_is_what_observe_gives() -> None:
    belief = TwoWay(SKILL_OF)
    belief.follow(log_of([1, 1, 2], [0, 3, 0], [1, 0, 1], [0.0, 0.1, 0.2]))
    before = {name: one.tobytes() for name, one in to_arrays(belief).items()}
    p = [belief.predict(who, 3, 5.0) for who in (1, 2, 9)]
    assert {name: one.tobytes() for name, one in to_arrays(belief).items()} == before
    assert [belief.predict(who, 3, 5.0) for who in (1, 2, 9)] == p
    assert belief.observe(1, 3, 1.0, 5.0) == p[0]


def test_exercises_may_be_kept_as_they_are_while_learners_move() -> None:
    belief = TwoWay(SKILL_OF)
    before = belief.difficulty()
    p = belief.follow(log_of([1] * 8, [0, 3] * 4, [1] * 8), items_learn=False).p
    assert belief.difficulty().mean.tobytes() == before.mean.tobytes()
    assert belief.difficulty().answers.sum() == 0
    assert p[7] > p[0] + 0.1


def test_exercises_learnt_start_others_warm_without_anybody() -> None:
    first = TwoWay(SKILL_OF)
    first.follow(log_of(np.arange(200), [0] * 200, [1] * 200))
    saved = to_arrays(first, learners=False)
    second = from_arrays(saved)
    assert not second.learners
    assert second.difficulty().mean.tobytes() == first.difficulty().mean.tobytes()
    assert second.predict(1, 0) == first.predict(1000, 0) > TwoWay(SKILL_OF).predict(1, 0)


def test_a_new_exercise_is_worth_what_its_skill_is() -> None:
    belief = TwoWay(np.zeros(60, dtype=int), PLAIN)
    learner, item, *_ = made(3)
    belief.follow(log_of(learner, item, item < 5))
    belief.add_items([0, 1])
    found = belief.difficulty()
    assert found.mean[60] > 0.3
    assert found.mean[61] == 0.0
    assert found.sd[:60].max() < found.sd[60] < found.sd[61]


def test_what_was_learnt_fades_and_chance_is_what_is_left() -> None:
    fading = replace(PLAIN, general=Slow(1.0, 0.0, 0.05), mood=Fast(0.5, 0.9, 1.0))
    belief = TwoWay([0], replace(fading, effects={"always": Effect(0.0, 0.0, 0.0, 1e-3)}))
    for day in range(10):
        belief.observe(1, 0, 1.0, float(day))
    p = [belief.predict(1, 0, at) for at in (9.0, 20.0, 60.0, 1000.0)]
    assert p == sorted(p, reverse=True)
    assert p[0] > 0.75
    assert p[3] == pytest.approx(0.5, abs=0.001)


def test_a_row_that_stands_twice_is_two_answers() -> None:
    belief = TwoWay([0], PLAIN)
    belief.follow(log_of([1, 1], [0, 0], [1, 1]))
    assert belief.difficulty().answers[0] == 2


def test_an_empty_log_and_an_empty_bank_are_sound() -> None:
    found = shadow([], [], [], [])
    assert len(found.followed.p) == len(found.items.mean) == 0
    assert len(from_arrays(to_arrays(TwoWay([])))) == 0
