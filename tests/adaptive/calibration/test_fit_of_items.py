"""Fit of items and of rows: what holds is left alone, what is broken is seen, sparse or not."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from adaptive.calibration import (
    Evidence,
    Priors,
    calibrate,
    findings,
    from_matrix,
    from_rows,
    item_fit,
    looking,
    observed,
    person_fit,
    score_fit,
)
from adaptive.calibration import answers as pieces_of_answers
from adaptive.calibration import residuals as pieces
from adaptive.calibration.chance import above, adjusted, two_sided
from adaptive.calibration.scorefit import _expected
from adaptive.gaussian import logistic
from tests.adaptive.calibration.making import made


@pytest.mark.parametrize(("asked", "adaptive"), [(60, False), (20, True)])
def test_few_items_that_fit_are_named(asked: int, adaptive: bool) -> None:
    p = []
    for seed in range(2):
        one = made(800, 60, asked=asked, adaptive=adaptive, seed=seed)
        found = calibrate(one.given, errors=False)
        fit = item_fit(one.given, found)
        p.append([fit.infit_p, fit.outfit_p, fit.p])
    shares = (np.concatenate(p, axis=1) < 0.05).mean(axis=1)
    assert (shares < 0.11).all()  # 120 items: 0.05 and three deviations
    assert (shares > 0.0).all()


@pytest.mark.parametrize("adaptive", [False, True])
def test_an_item_that_the_less_able_get_right_is_seen(adaptive: bool) -> None:
    one = made(2_000, 30, asked=15, adaptive=adaptive, seed=2)
    draw = np.random.default_rng(0)
    table = one.table.copy()
    lucky = (table[:, 7] >= 0.0) & (draw.random(2_000) < 0.9) & (one.theta < 0.0)
    table[lucky, 7] = 1.0
    given = from_matrix(table)
    fit = item_fit(given, calibrate(given, errors=False))
    assert fit.p[7] < 0.01
    assert fit.p[7] <= np.sort(fit.p)[1]


def test_a_slope_that_the_one_slope_model_denies_is_seen_in_the_mean_squares() -> None:
    one = made(1_500, 20, slopes=0.0, seed=4)
    draw = np.random.default_rng(1)
    table = one.table.copy()
    table[:, 0] = draw.random(1_500) < logistic(0.3 * one.theta)
    table[:, 1] = draw.random(1_500) < logistic(2.5 * one.theta)
    given = from_matrix(table)
    fit = item_fit(given, calibrate(given, "1pl", errors=False), "1pl")
    assert fit.infit[1] < 1.0 < fit.infit[0]
    assert fit.outfit[1] < 1.0 < fit.outfit[0]
    assert max(fit.infit_p[:2]) < 1e-4
    assert np.abs(fit.infit[2:] - 1.0).max() < 0.12


def test_the_mean_of_what_is_left_over_is_its_definition() -> None:
    one = made(60, 5, asked=3, seed=3)
    found = calibrate(one.given, errors=False)
    curves = pieces.curves_of(found)
    people = pieces.one_people(one.given)
    bend = (1.0 - 2.0 * curves.p)[None]
    left = pieces.leftover(
        one.given,
        pieces.curves_of(found, "known"),
        people,
        pieces.residual_tables(curves.p, bend),
    )
    wanted = np.zeros(5)
    prior = np.exp(-0.5 * curves.nodes**2)
    for row in one.table:
        weight = prior.copy()
        for item in np.flatnonzero(row >= 0.0):
            weight *= curves.p[item] if row[item] else 1.0 - curves.p[item]
        weight /= weight.sum()
        for item in np.flatnonzero(row >= 0.0):
            wanted[item] += weight @ ((row[item] - curves.p[item]) * bend[0, item])
    assert left.total[:, 0] == pytest.approx(wanted, abs=1e-9)


def test_sparse_and_full_ways_of_adding_up_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    one = made(300, 12, asked=6, seed=5)
    found = calibrate(one.given, errors=False)
    both = []
    for dense, size in ((0.0, 100_000), (9.0, 500)):
        monkeypatch.setattr(looking, "DENSE", dense)
        monkeypatch.setattr(pieces_of_answers, "CHUNK", size)
        both.append(item_fit(one.given, found))
    for name in ("infit", "outfit_z", "chi", "rmsd"):
        ours, other = (getattr(fit, name) for fit in both)
        assert ours == pytest.approx(other, rel=1e-8, nan_ok=True)


def test_items_with_little_or_nothing_have_no_fit() -> None:
    one = made(400, 10, seed=6)
    table = one.table.copy()
    table[:, 0] = -1.0
    table[1:, 1] = -1.0
    table[:, 2], table[:, 3] = 1.0, 0.0
    given = from_matrix(table)
    for priors in (None, Priors(None, None, None)):
        fit = item_fit(given, calibrate(given, priors=priors, errors=False))
        assert np.isnan(fit.p[:2]).all()
        assert np.isnan(fit.infit[:2]).all()
        assert np.isfinite(fit.p[4:]).all()
    assert np.isfinite(score_fit(given, calibrate(given), form=np.arange(10) > 3).p[4:]).all()


@pytest.mark.parametrize("items", [0, 1, 3])
def test_no_answer_has_no_fit_and_breaks_nothing(items: int) -> None:
    given = from_rows([], [], [], items=items)
    found = calibrate(given)
    assert np.isnan(item_fit(given, found).p).tolist() == [True] * items
    assert np.isnan(observed(given, found).share).all()
    assert len(person_fit(given, found).p) == 0
    assert len(findings(Evidence(found))) == items  # each has too few answers


def test_scores_are_foreseen_as_by_counting_every_pattern() -> None:
    one = made(400, 5, seed=7)
    found = calibrate(one.given, errors=False)
    share, weight = _expected(found, "2pl")
    nodes = np.linspace(-6.0, 6.0, 41)
    prior = np.exp(-0.5 * nodes**2)
    prior /= prior.sum()
    p = logistic(found.a[:, None] * nodes + found.d[:, None])
    right, total = np.zeros((5, 6)), np.zeros(6)
    for pattern in product((0, 1), repeat=5):
        y = np.array(pattern)
        chance = float(prior @ np.where(y[:, None] == 1, p, 1.0 - p).prod(axis=0))
        total[y.sum()] += chance
        right[:, y.sum()] += y * chance
    assert weight == pytest.approx(total)
    assert share == pytest.approx(right / total)


def test_only_whole_rows_count_for_scores() -> None:
    one = made(800, 8, seed=8)
    table = one.table.copy()
    table[:300, 0] = -1.0
    given = from_matrix(table)
    found = calibrate(given, errors=False)
    fit = score_fit(given, found)
    assert fit.learners == 500
    alone = score_fit(from_matrix(table[300:]), found)
    assert fit.chi == pytest.approx(alone.chi)
    few = score_fit(from_matrix(table[:340]), found)
    assert few.learners == 40
    assert np.isnan(few.p).all()


@pytest.mark.parametrize("adaptive", [False, True])
def test_rows_at_random_are_told_from_rows_that_are_not(adaptive: bool) -> None:
    one = made(1_500, 60, asked=30, adaptive=adaptive, seed=9)
    draw = np.random.default_rng(2)
    table = one.table.copy()
    here = table[:60] >= 0.0
    table[:60][here] = draw.random(int(here.sum())) < 0.5
    given = from_matrix(table)
    found = calibrate(from_matrix(one.table), errors=False)
    fit = person_fit(given, found)
    usual = (fit.p[60:] < 0.05).mean()
    assert 0.02 < usual < 0.08
    assert (fit.p[:60] < 0.05).mean() > (0.15 if adaptive else 0.6)
    assert np.corrcoef(fit.ability[60:], one.theta[60:])[0, 1] > 0.85


def test_short_rows_have_no_fit_and_other_items_are_refused() -> None:
    one = made(200, 20, asked=9, seed=1)
    found = calibrate(one.given, errors=False)
    assert np.isnan(person_fit(one.given, found).p).all()
    other = from_matrix(one.table[:, :7])
    for fit in (item_fit, person_fit, score_fit):
        with pytest.raises(ValueError, match="7"):
            fit(other, found)
    with pytest.raises(ValueError, match=r"^model:"):
        item_fit(one.given, found, "4pl")
    with pytest.raises(ValueError, match=r"^form: 3 to"):
        score_fit(one.given, found, form=np.arange(20) < 2)


def test_tails_are_those_of_tables() -> None:
    chi = np.array([3.841459, 5.991465, 18.307038, 26.296228, 2000.0])
    p = above(chi, np.array([1, 2, 10, 16, 3]))
    assert p == pytest.approx([0.05, 0.05, 0.05, 0.05, 0.0], abs=1e-6)
    assert two_sided([1.959964, -2.575829]) == pytest.approx([0.05, 0.01], abs=1e-6)
    assert np.isnan(above(np.array([1.0]), np.array([0]))).all()


def test_many_tests_are_counted() -> None:
    p = np.array([0.01, np.nan, 0.04, 0.03, 0.5])
    assert adjusted(p) == pytest.approx([0.04, np.nan, 0.16 / 3, 0.16 / 3, 0.5], nan_ok=True)
