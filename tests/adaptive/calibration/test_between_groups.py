"""Groups and periods: abilities that differ are not held against items, nor the other way."""

from __future__ import annotations

import numpy as np
import pytest

from adaptive.calibration import (
    Priors,
    calibrate,
    drift,
    from_matrix,
    likelihood_ratio,
    mantel_haenszel,
    people_of,
    periods_apart,
)
from adaptive.calibration.dif import letter
from adaptive.calibration.residuals import curves_of
from tests.adaptive.calibration.making import made

NONE = Priors(None, None, None)


@pytest.mark.parametrize(("asked", "adaptive"), [(30, False), (12, True)])
def test_groups_apart_in_ability_alone_name_few_items(asked: int, adaptive: bool) -> None:
    p = []
    for seed in range(2):
        one = made(700, 30, asked=asked, adaptive=adaptive, impact=0.8, seed=seed)
        found = calibrate(one.given, errors=False)
        odds = mantel_haenszel(one.given, found, one.group)
        p.append([odds.p, drift(one.given, found, one.group.astype(np.int64)).p])
        assert odds.laws[1].mean - odds.laws[0].mean == pytest.approx(-0.75, abs=0.25)
    shares = (np.concatenate(p, axis=1) < 0.05).mean(axis=1)
    assert (shares < 0.14).all()


def test_items_that_moved_together_are_found_and_carry_nobody_along() -> None:
    moved = dict.fromkeys(range(6), 1.0)
    one = made(3_000, 30, impact=0.6, shift=moved, slopes=0.2, seed=3)
    found = calibrate(one.given, errors=False)
    odds = mantel_haenszel(one.given, found, one.group)
    looked = drift(one.given, found, one.group.astype(np.int64))
    assert looked.moved[:6].all()
    assert looked.moved[6:].sum() <= 2
    scale = float(np.sqrt(1.0 + 0.09))  # that of everybody together
    held = (looked.low[:6, 0] < 1.0 / scale) & (1.0 / scale < looked.high[:6, 0])
    assert held.sum() >= 5
    wanted = -2.35 * one.a[:6]
    held = (odds.low[:6] < wanted) & (wanted < odds.high[:6])
    assert held.sum() >= 5
    assert "C" in odds.letter[:6]
    assert set(odds.letter[6:]) <= {"A"}
    laws = looked.laws
    assert laws[1].mean - laws[0].mean == pytest.approx(-0.6 / scale, abs=0.12)


def test_three_periods_are_each_compared_with_the_first() -> None:
    draw = np.random.default_rng(5)
    period = draw.integers(0, 3, 3_000)
    theta = draw.normal(0.0, 1.0, 3_000) + 0.3 * period
    b = draw.normal(0.0, 1.0, 20) + np.zeros((3_000, 1))
    b[period == 2, 4] += 0.9
    table = draw.random(b.shape) < 1.0 / (1.0 + np.exp(-(theta[:, None] - b)))
    given = from_matrix(table)
    looked = drift(given, calibrate(given, errors=False), period)
    assert looked.shift.shape == (20, 2)
    assert looked.moved[4]
    assert looked.low[4, 0] < 0.0 < looked.high[4, 0]
    assert looked.low[4, 1] > 0.4


def test_new_answers_on_a_published_scale() -> None:
    old = made(3_000, 20, seed=6)
    found = calibrate(old.given, errors=False)
    draw = np.random.default_rng(7)
    theta = draw.normal(0.5, 1.2, 2_000)
    p = 1.0 / (1.0 + np.exp(-old.a * (theta[:, None] - old.b)))
    given = from_matrix(draw.random(p.shape) < p)
    law = people_of(given, curves_of(found, "known"), np.zeros(2_000, dtype=np.int64)).laws[0]
    assert (law.mean, law.sd) == pytest.approx((0.5, 1.2), abs=0.1)


def test_the_likelihood_ratio_is_that_of_two_whole_fits() -> None:
    one = made(1_500, 8, impact=0.5, shift={2: 1.2}, seed=10)
    found = calibrate(one.given, priors=NONE, errors=False)
    changed, same = likelihood_ratio(one.given, found, one.group, [2, 5])
    assert (changed.item, changed.df) == (2, 2)
    assert changed.p < 1e-4 < 0.01 < same.p
    assert changed.harder == pytest.approx(1.2, abs=0.5)
    assert changed.law.mean == pytest.approx(-0.5, abs=0.2)
    slope_alone = likelihood_ratio(one.given, found, one.group, [2], "1pl")[0]
    assert slope_alone.df == 1
    assert slope_alone.p < 1e-4


def test_groups_alike_in_all_have_a_ratio_of_nothing() -> None:
    one = made(500, 6, seed=9)
    table = np.concatenate([one.table, one.table])
    group = np.arange(1_000) >= 500
    given = from_matrix(table)
    found = calibrate(given, priors=NONE, errors=False)
    ratio = likelihood_ratio(given, found, group, [0])[0]
    assert ratio.chi == pytest.approx(0.0, abs=1e-3)
    assert ratio.harder == pytest.approx(0.0, abs=1e-2)
    odds = mantel_haenszel(given, found, group)
    assert odds.delta == pytest.approx(np.zeros(6), abs=1e-2)
    assert odds.p == pytest.approx(np.ones(6), abs=0.02)


def test_letters_are_those_of_the_ets() -> None:
    assert letter(-1.8, 0.3, 0.001) == "C"
    assert letter(1.8, 0.6, 0.001) == "B"
    assert letter(1.2, 0.1, 0.001) == "B"
    assert letter(1.8, 1.2, 0.2) == "A"
    assert letter(0.9, 0.1, 0.001) == "A"
    assert letter(float("nan"), 0.1, 0.001) == ""


def test_a_learner_of_two_periods_is_two_people_and_answers_an_item_once() -> None:
    given, period = periods_apart(
        [7, 7, 7, 3, 7], [0, 1, 0, 1, 2], [1, 1, 0, 0, 1], [0, 0, 1, 1, 1], items=3
    )
    assert period.tolist() == [1, 0, 1]
    assert given.repeated == 1
    assert given.learner.tolist() == [0, 1, 1, 2]
    assert given.item.tolist() == [1, 0, 1, 2]
    assert given.right.tolist() == [0, 1, 1, 1]


def test_items_that_a_group_hardly_answered_are_not_compared() -> None:
    one = made(400, 8, impact=0.3, seed=2)
    table = one.table.copy()
    rows = np.flatnonzero(one.group)
    table[rows[10:], 3] = -1.0
    table[:, 4] = -1.0
    given = from_matrix(table)
    for priors in (None, NONE):
        found = calibrate(given, priors=priors, errors=False)
        odds = mantel_haenszel(given, found, one.group)
        looked = drift(given, found, one.group.astype(np.int64))
        assert [odds.letter[3], odds.letter[4]] == ["", ""]
        assert np.isnan(odds.p[[3, 4]]).all()
        assert np.isnan(looked.p[[3, 4]]).all()
        assert np.isfinite(np.delete(looked.p, [3, 4])).all()
        assert looked.answers[3, 1] == 10


def test_what_cannot_be_compared_is_refused_by_name() -> None:
    one = made(100, 5, seed=1)
    found = calibrate(one.given)
    with pytest.raises(ValueError, match=r"^focal:"):
        mantel_haenszel(one.given, found, one.group[:5])
    with pytest.raises(ValueError, match=r"^focal: somebody in each"):
        mantel_haenszel(one.given, found, np.zeros(100, dtype=bool))
    with pytest.raises(ValueError, match=r"^focal:"):
        likelihood_ratio(one.given, found, np.zeros(100, dtype=bool), [0])
    with pytest.raises(ValueError, match=r"^items: 9"):
        likelihood_ratio(one.given, found, one.group, [9])
    with pytest.raises(ValueError, match=r"^group:"):
        drift(one.given, found, np.full(100, 2))
    with pytest.raises(ValueError, match=r"^period:"):
        periods_apart([0, 1], [0, 0], [1, 0], [0, -1], items=1)
