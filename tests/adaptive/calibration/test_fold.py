"""A few answers more: what all of them together would have given, without the old ones."""

from __future__ import annotations

import numpy as np
import pytest

from adaptive.calibration import Answers, Calibration, Priors, calibrate, fold, from_rows
from adaptive.gaussian import logistic
from adaptive.parameters import Ints

ITEMS = 40
Columns = tuple[Ints, Ints, Ints]


def drawn(learners: int, asked: int, seed: int, c: float = 0.0) -> Columns:
    """Rows: learner, item, right."""
    items, draw = np.random.default_rng(0), np.random.default_rng(seed)
    a, b = np.exp(items.normal(0.0, 0.3, ITEMS)), items.normal(0.0, 1.0, ITEMS)
    who = np.repeat(np.arange(learners), asked)
    item = draw.random((learners, ITEMS)).argsort(axis=1)[:, :asked].ravel()
    p = c + (1.0 - c) * logistic(a[item] * (draw.normal(0.0, 1.0, learners)[who] - b[item]))
    return who, item, (draw.random(len(who)) < p).astype(np.int64)


def rows(columns: Columns, *, keep: slice = slice(None)) -> Answers:
    """Answers of these rows."""
    who, item, right = (column[keep] for column in columns)
    return from_rows(who, item, right, items=ITEMS)


def both(one: Columns, other: Columns) -> Columns:
    """Learners of the second are others."""
    who = np.concatenate([one[0], other[0] + one[0].max() + 1])
    return who, np.concatenate([one[1], other[1]]), np.concatenate([one[2], other[2]])


def away(one: Calibration, other: Calibration) -> float:
    """The farthest that a difficulty or slope is, in its standard errors."""
    far = [(one.a - other.a) / other.a_se, (one.b - other.b) / other.b_se]
    return float(np.abs(far).max())


@pytest.mark.parametrize(
    ("model", "priors", "within"),  # asymptotes are badly known, and errors with them
    [("2pl", None, 0.05), ("2pl", Priors(None, None, None), 0.05), ("3pl", None, 0.1)],
)
def test_it_is_near_what_all_answers_give(
    model: str, priors: Priors | None, within: float
) -> None:
    old, new = drawn(3000, 20, 1), drawn(60, 20, 2)
    before = calibrate(rows(old), model, priors=priors, tolerance=1e-6)
    whole = calibrate(rows(both(old, new)), model, priors=priors, tolerance=1e-6)
    found = fold(before, rows(new), priors=priors)
    assert away(before, whole) > 0.3
    assert away(found, whole) < 0.1
    assert found.a_se == pytest.approx(whole.a_se, rel=within)
    assert found.b_se == pytest.approx(whole.b_se, rel=within)
    assert found.given.tolist() == whole.given.tolist()


@pytest.mark.parametrize(
    ("seeds", "least"), [((0,), 1), pytest.param((3, 6), 2, marks=pytest.mark.slow)]
)
def test_a_slope_crosses_to_its_other_prior_as_with_all_answers(
    seeds: tuple[int, ...], least: int
) -> None:
    """Slopes planted around the one below which another prior holds, exp(.045 − 2.5·.3). A few
    within the error of a fold may fall on the other side of it: none does here."""
    items, crossed = 60, 0
    a = np.exp(np.random.default_rng(9).normal(-0.705, 0.05, items))
    b, cut = np.linspace(-1.0, 1.0, items), 7920 * items
    for seed in seeds:
        draw = np.random.default_rng(seed)
        theta = draw.normal(0.0, 1.0, (8000, 1))
        right = (draw.random((8000, items)) < logistic(a * (theta - b))).astype(np.int64)
        who, item = np.divmod(np.arange(right.size), items)
        old, new = (
            from_rows(who[some], item[some], right.ravel()[some])
            for some in (slice(0, cut), slice(cut, None))
        )
        before = calibrate(old, tolerance=1e-6)
        whole = calibrate(from_rows(who, item, right.ravel()), tolerance=1e-6)
        found = fold(before, new)
        assert before.standing is not None
        assert whole.standing is not None
        assert found.standing is not None
        crossed += int((before.standing.log != whole.standing.log).sum())
        assert found.standing.log.tolist() == whole.standing.log.tolist()
        assert away(before, whole) > 0.5
        assert away(found, whole) < 0.1
    assert crossed >= least


def test_a_learner_who_goes_on_is_not_counted_twice() -> None:
    old = drawn(3000, 20, 1)
    first = slice(0, 60 * 20)  # of sixty learners who have answered ten of theirs by then
    early = np.ones(len(old[0]), dtype=bool)
    early[first] = np.tile(np.arange(20) < 10, 60)
    then: Columns = (old[0][early], old[1][early], old[2][early])
    before = calibrate(rows(then), tolerance=1e-6)
    whole = calibrate(rows(old), tolerance=1e-6)
    now, counted = rows(old, keep=first), rows(then, keep=slice(0, 600))
    found = fold(before, now, counted)
    assert away(before, whole) > 0.2
    assert away(found, whole) < 0.1
    assert found.given.tolist() == whole.given.tolist()


def test_flat_items_stay_flat_and_draw_nobody_with_them() -> None:
    """A slope below 0 has no logarithm: it may not move the bound of the others."""
    who, item, right = drawn(3060, 20, 4)
    chance = np.random.default_rng(5).random(len(right))
    right = np.where(item == 3, chance < 0.5, np.where(item == 7, 1 - right, right))
    cut = slice(0, 3000 * 20)
    before = calibrate(rows((who, item, right), keep=cut), tolerance=1e-6)
    whole = calibrate(rows((who, item, right)), tolerance=1e-6)
    found = fold(before, rows((who, item, right), keep=slice(3000 * 20, None)))
    assert found.flat[7]
    assert away(found, whole) < 0.1


def test_nothing_new_changes_nothing() -> None:
    old = drawn(300, 20, 1)
    before = calibrate(rows(old), tolerance=1e-6)
    some = rows(old, keep=slice(0, 400))
    for found in (fold(before, some, some), fold(before, rows(old, keep=slice(0, 0)))):
        assert found.a == pytest.approx(before.a, abs=1e-9)
        assert found.b_se == pytest.approx(before.b_se, rel=1e-6)


def test_items_that_are_not_told_of_stay_and_those_without_parameters_have_none() -> None:
    who, item, right = drawn(500, 20, 1)
    right = np.where(item == 4, 1, right)
    before = calibrate(rows((who, item, right)), priors=Priors(None, None, None))
    few = from_rows([9000, 9000, 9001, 9001], [4, 7, 7, 4], [0, 1, 0, 1], items=ITEMS)
    found = fold(before, few)
    moved = np.flatnonzero(found.a != before.a)
    assert moved.tolist() == [4, 7]  # 4: NaN differs from itself
    assert np.isnan(found.a[4])


def test_what_cannot_be_gone_on_from_is_said() -> None:
    old = rows(drawn(300, 20, 1))
    few = rows(drawn(3, 20, 2))
    for found in (calibrate(old, "1pl"), calibrate(old, errors=False)):
        with pytest.raises(ValueError, match="found"):
            fold(found, few)
    other = from_rows([1], [0], [1], items=3)
    with pytest.raises(ValueError, match="now: 3 items"):
        fold(calibrate(old), other)
    with pytest.raises(ValueError, match="before: 3 items"):
        fold(calibrate(old), few, other)
