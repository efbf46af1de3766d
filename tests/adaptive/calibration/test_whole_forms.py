"""Conditional likelihood against counting every pattern, and M₂ against what it should be."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from adaptive.calibration import Priors, calibrate, from_matrix
from adaptive.calibration.conditional import conditional, symmetric
from adaptive.calibration.margins import margins_fit
from adaptive.gaussian import Floats
from tests.adaptive.calibration.making import made

NONE = Priors(None, None, None)


def by_counting(table: Floats, b: Floats) -> float:
    """Conditional log-likelihood, every pattern of each score counted."""
    total = 0.0
    for row in table:
        known = np.flatnonzero(row >= 0.0)
        right = known[row[known] == 1.0]
        patterns = combinations(known.tolist(), len(right))
        total -= b[right].sum()
        total -= float(np.log(sum(np.exp(-b[list(one)].sum()) for one in patterns)))
    return total


def test_difficulties_are_where_the_counted_likelihood_is_highest() -> None:
    one = made(120, 5, slopes=0.0, seed=3)
    table = one.table.copy()
    table[:40, 0] = -1.0
    table[40:70, 4] = -1.0
    found = conditional(from_matrix(table))
    assert found.b.sum() == pytest.approx(0.0, abs=1e-12)
    best = by_counting(table, found.b)
    assert found.log_likelihood == pytest.approx(best, abs=1e-8)
    draw = np.random.default_rng(0)
    for _ in range(20):
        assert by_counting(table, found.b + draw.normal(0.0, 0.05, 5)) < best
    move = np.array([1e-3, 0.0, 0.0, 0.0, -1e-3])
    up, down = (by_counting(table, found.b + sign * move) for sign in (1.0, -1.0))
    assert up == pytest.approx(down, abs=1e-7)


def test_it_agrees_with_the_marginal_likelihood_of_one_slope() -> None:
    one = made(3_000, 12, slopes=0.0, seed=4)
    found = conditional(one.given)
    marginal = calibrate(one.given, "1pl", priors=NONE)
    place = (marginal.b - marginal.b.mean()) * marginal.a
    assert found.b == pytest.approx(place, abs=0.02)
    assert found.b_se == pytest.approx(marginal.b_se, rel=0.25)


def test_items_that_tell_nothing_are_left_out_and_rows_without_a_link_refused() -> None:
    table = made(200, 6, slopes=0.0, seed=5).table.copy()
    table[:, 0], table[:, 1] = 1.0, -1.0
    found = conditional(from_matrix(table))
    assert np.isnan(found.b[:2]).all()
    assert np.isfinite(found.b[2:]).all()
    table = made(200, 6, slopes=0.0, seed=5).table.copy()
    table[:100, :3], table[100:, 3:] = -1.0, -1.0
    with pytest.raises(ValueError, match="no item links"):
        conditional(from_matrix(table))
    with pytest.raises(ValueError, match=r"^given: 120 items at most"):
        conditional(from_matrix(np.ones((2, 121))))


def test_symmetric_functions_add_up_products() -> None:
    easy = np.array([0.5, 2.0, 3.0])
    assert symmetric(easy).tolist() == [1.0, 5.5, 8.5, 3.0]


def test_margins_fit_when_the_model_does_and_not_when_it_does_not() -> None:
    chi, df = [], 0
    for seed in range(12):
        one = made(600, 8, seed=seed)
        fit = margins_fit(one.given, calibrate(one.given, priors=NONE, errors=False))
        chi.append(fit.chi)
        df = fit.df
    assert df == 8 + 28 - 16
    assert np.mean(chi) == pytest.approx(df, abs=4.0 * np.sqrt(2.0 * df / 12.0))
    one = made(1_500, 8, seed=1)
    table = one.table.copy()
    table[::2, 1] = table[::2, 0]  # half the people copy one answer to another item
    given = from_matrix(table)
    assert margins_fit(given, calibrate(given, priors=NONE, errors=False)).p < 1e-6
    plain = calibrate(one.given, "1pl", priors=NONE, errors=False)
    assert margins_fit(one.given, plain, "1pl").df == 36 - 9


def test_margins_of_what_has_none_are_refused() -> None:
    one = made(100, 5, asked=4, seed=1)
    found = calibrate(one.given, errors=False)
    with pytest.raises(ValueError, match="nobody"):
        margins_fit(one.given, found)
    with pytest.raises(ValueError, match=r"^model:"):
        margins_fit(one.given, found, "3pl")
