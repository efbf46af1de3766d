"""Anchors that stay where they were, all others sought beside them."""

from __future__ import annotations

import numpy as np
import pytest

from adaptive.calibration import (
    Answers,
    Calibration,
    Fixed,
    State,
    calibrate,
    calibrate_anchored,
    from_rows,
)
from adaptive.calibration.linking import link, on_scale
from adaptive.gaussian import Floats, logistic
from adaptive.parameters import Ints
from adaptive.pool import Bools

ITEMS, ANCHORS = 30, 12
MEAN, SD = -0.6, 1.3


def items() -> tuple[Floats, Floats]:
    draw = np.random.default_rng(0)
    return np.exp(draw.normal(0.0, 0.25, ITEMS)), draw.normal(0.0, 1.0, ITEMS)


def drawn(learners: int, mean: float, sd: float, seed: int) -> tuple[Ints, Ints, Ints]:
    """Learner, item, right; two thirds of the items each."""
    (a, b), draw = items(), np.random.default_rng(seed)
    theta = draw.normal(mean, sd, (learners, 1))
    right = (draw.random((learners, ITEMS)) < logistic(a * (theta - b))).astype(np.int64)
    who, item = np.nonzero(draw.random((learners, ITEMS)) < 0.67)
    return who, item, right[who, item]


def answers(learners: int, mean: float, sd: float, seed: int) -> Answers:
    return from_rows(*drawn(learners, mean, sd, seed), items=ITEMS)


@pytest.fixture(scope="module")
def old() -> Calibration:
    return calibrate(answers(6000, 0.0, 1.0, 1))


def held() -> Bools:
    return np.arange(ITEMS) < ANCHORS


def test_anchors_stay_and_the_law_and_the_other_items_are_found(old: Calibration) -> None:
    given = answers(4000, MEAN, SD, 2)
    found = calibrate_anchored(given, old, held())
    assert found.converged
    assert found.a[:ANCHORS] == pytest.approx(old.a[:ANCHORS], rel=1e-9)
    assert found.b[:ANCHORS] == pytest.approx(old.b[:ANCHORS], abs=1e-9)
    assert not found.a_se[:ANCHORS].any()
    assert found.mean == pytest.approx(MEAN, abs=0.1)
    assert found.sd == pytest.approx(SD, abs=0.08)
    a, b = items()
    new = slice(ANCHORS, None)
    assert np.sqrt(np.mean((found.b[new] - b[new]) ** 2)) < 0.12
    assert np.sqrt(np.mean((found.a[new] - a[new]) ** 2)) < 0.12
    far = (found.b[new] - b[new]) / found.b_se[new]
    assert np.sqrt(np.mean(far**2)) < 2.0  # the anchors’ own errors are in it


def test_it_is_near_what_linking_afterwards_gives(old: Calibration) -> None:
    given = answers(4000, MEAN, SD, 3)
    found = calibrate_anchored(given, old, held())
    free = calibrate(given)
    linked = on_scale(free, link(free, old, held()))
    new = slice(ANCHORS, None)
    assert np.abs(found.b[new] - linked.b[new]).max() < 0.15
    assert np.abs(found.a[new] / linked.a[new] - 1.0).max() < 0.1


def test_no_law_makes_the_answers_likelier(old: Calibration) -> None:
    """With all items held only the law is sought: its likelihood, by plain sums."""
    who, item, right = drawn(600, MEAN, SD, 4)
    given = from_rows(who, item, right, items=ITEMS)
    found = calibrate_anchored(given, old, np.ones(ITEMS, bool), tolerance=1e-6)
    theta = np.linspace(-8.0, 8.0, 321)
    p = logistic(old.a[:, None] * (theta - old.b[:, None]))
    told = np.zeros((600, len(theta)))
    np.add.at(told, who, np.where(right[:, None] == 1, np.log(p)[item], np.log1p(-p)[item]))

    def likelihood(mean: float, sd: float) -> float:
        law = np.exp(-0.5 * ((theta - mean) / sd) ** 2)
        return float(np.log(np.exp(told) @ (law / law.sum())).sum())

    best = likelihood(found.mean, found.sd)
    assert best == pytest.approx(found.log_likelihood, abs=0.01)
    for mean, sd in ((0.01, 0.0), (-0.01, 0.0), (0.0, 0.01), (0.0, -0.01)):
        assert likelihood(found.mean + mean, found.sd + sd) < best


def test_an_item_that_says_nothing_is_found_flat(old: Calibration) -> None:
    who, item, right = drawn(4000, MEAN, SD, 5)
    chance = np.random.default_rng(6).random(len(right)) < 0.5
    right = np.where(item == ITEMS - 1, chance, right).astype(np.int64)
    found = calibrate_anchored(from_rows(who, item, right, items=ITEMS), old, held())
    assert found.converged
    assert abs(found.a[-1]) < 0.15
    assert found.mean == pytest.approx(MEAN, abs=0.1)


def test_gone_on_from_any_pass_it_is_the_same(old: Calibration) -> None:
    """And lower asymptotes that are not sought are taken into account."""
    who, item, right = drawn(2000, 0.5, 1.2, 7)
    lucky = np.random.default_rng(8).random(len(right)) < 0.2
    given = from_rows(who, item, (right == 1) | lucky, items=ITEMS)
    fixed, kept = Fixed(held(), old.a, old.b), list[State]()
    whole = calibrate(given, guess=0.2, fixed=fixed, keep=kept.append)
    assert (whole.mean, whole.sd) == pytest.approx((0.5, 1.2), abs=0.12)
    assert whole.a[:ANCHORS] / whole.sd == pytest.approx(old.a[:ANCHORS], rel=1e-9)
    for state in kept[:: len(kept) // 2]:
        again = calibrate(given, guess=0.2, fixed=fixed, state=state)
        assert again.passes == whole.passes
        assert again.b == pytest.approx(whole.b, abs=1e-12)
    assert whole.standing is None  # a fold would move the anchors


@pytest.mark.slow
@pytest.mark.parametrize("hold", [False, True], ids=["linked", "held"])
def test_other_learners_say_the_same_of_items(hold: bool) -> None:
    """Of learners N(.5, 1.2²), over twenty replications: items are found where they are, and
    anchors that did not move are called moved no more often than was meant."""
    far, cried = [], []
    for seed in range(20):
        before = calibrate(answers(3000, 0.0, 1.0, 100 + seed))
        given = answers(1500, 0.5, 1.2, 200 + seed)
        free = calibrate(given)
        linked = link(free, before, held())
        cried.append(linked.moved.any())
        placed = on_scale(free, linked)
        b = calibrate_anchored(given, before, held()).b if hold else placed.b
        far.append((b - items()[1])[ANCHORS:] / (linked.scale * free.b_se[ANCHORS:]))
    assert np.sqrt(np.mean(np.square(far))) < 1.25  # 1, and the errors of the link
    assert abs(np.mean(far)) < 0.3
    assert np.mean(cried) <= 0.1


def test_too_few_anchors_are_said(old: Calibration) -> None:
    given = answers(200, 0.0, 1.0, 5)
    with pytest.raises(ValueError, match="2 at least are needed, 1 serve"):
        calibrate_anchored(given, old, np.arange(ITEMS) < 1)
    for fixed, model, said in (
        (Fixed(held(), old.a, old.b), "1pl", "2pl is needed"),
        (Fixed(held(), -old.a, old.b), "2pl", "slopes above 0"),
        (Fixed(held()[:3], old.a, old.b), "2pl", "one for each"),
    ):
        with pytest.raises(ValueError, match=f"^anchors: .*{said}"):
            calibrate(given, model, fixed=fixed)
    with pytest.raises(ValueError, match="one for each of 30"):
        calibrate_anchored(given, old, np.ones(3, bool))
