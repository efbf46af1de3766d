"""Calibration: against a plain integral, itself, and the truth that made the answers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from adaptive.calibration import (
    Beta,
    Calibration,
    LogNormal,
    Normal,
    Priors,
    calibrate,
    from_matrix,
    from_rows,
    precision,
)
from adaptive.calibration import answers as cutting
from adaptive.calibration.curves import form_of, log_prior, named
from adaptive.calibration.search import Search
from adaptive.gaussian import Floats, logistic

NONE = Priors(None, None, None)
LOG = Priors(LogNormal(0.0, 0.3), Normal(0.0, 1.0))


def drawn(
    learners: int, items: int, *, share: float = 1.0, c: float = 0.0, seed: int = 1
) -> tuple[Floats, Floats, Floats]:
    """Answers (−1 where not given), slopes and difficulties that made them."""
    draw = np.random.default_rng(seed)
    a = np.exp(draw.normal(0.0, 0.3, items))
    b = draw.normal(0.0, 1.0, items)
    theta = draw.normal(0.0, 1.0, learners)
    p = c + (1.0 - c) * logistic(a * (theta[:, None] - b))
    table = (draw.random(p.shape) < p).astype(np.float64)
    table[draw.random(p.shape) >= share] = -1.0
    return table, a, b


def marginal(table: Floats, a: Floats, d: Floats, c: Floats) -> float:
    """Log marginal likelihood by a plain integral over 1,501 nodes."""
    nodes = np.linspace(-9.0, 9.0, 1501)
    weight = np.exp(-0.5 * nodes**2) / np.sqrt(2.0 * np.pi) * (nodes[1] - nodes[0])
    p = c[:, None] + (1.0 - c[:, None]) / (1.0 + np.exp(-(a[:, None] * nodes + d[:, None])))
    total = 0.0
    for row, times in zip(*np.unique(table, axis=0, return_counts=True), strict=True):
        likelihood = np.where(row[:, None] == 1.0, p, 1.0 - p)[row >= 0.0].prod(axis=0)
        total += times * float(np.log((likelihood * weight).sum()))
    return total


def penalised(search: Search, table: Floats, x: Floats) -> float:
    """The same with the priors, from coordinates."""
    prior = float(log_prior(search.form, x).sum())
    return marginal(table, *named(search.form, x, search.guess)) + prior


CASES = [
    ("1pl", NONE, 0.0),
    ("2pl", NONE, 0.0),
    ("2pl", LOG, 0.2),
    ("2pl", Priors(), 0.0),
    ("2pl", Priors(Normal(1.0, 0.5), Normal(0.0, 2.0)), 0.0),
    ("3pl", Priors(guess=Beta(5.0, 17.0)), 0.0),
]


@pytest.fixture(params=[0.0, 2.0], ids=["tables", "rows"])
def stored(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks kept as tables, then as rows, and cut small."""
    monkeypatch.setattr(cutting, "DENSE", request.param)
    monkeypatch.setattr(cutting, "MOST_LEARNERS", 13)


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize(("model", "priors", "guess"), CASES)
def test_likelihood_and_maximum_are_those_of_a_plain_integral(
    model: str, priors: Priors, guess: float
) -> None:
    table, _, _ = drawn(300, 4, share=0.9, seed=3)
    given = from_matrix(table)
    found = calibrate(given, model, guess=guess, priors=priors, errors=False, tolerance=1e-6)
    assert found.converged
    exact = marginal(table, found.a, found.d, found.c)
    assert found.log_likelihood == pytest.approx(exact, abs=1e-4)
    search = Search(given, form_of(model, priors, 4), np.full(4, guess))
    x = search.first()
    x = search.climb(x, 1e-6, 500, lambda *_: None)[0]
    best = penalised(search, table, x)
    for item in range(4):
        for column in range(1 if model == "1pl" else 0, x.shape[1]):
            for move in (-0.02, 0.02):
                other = x.copy()
                other[item, column] += move
                assert penalised(search, table, other) < best + 1e-6


@pytest.mark.parametrize("whole", [10_000, 0], ids=["all", "blocks"])
@pytest.mark.parametrize(("model", "priors", "guess"), CASES)
def test_standard_errors_are_those_of_the_curvature(
    model: str, priors: Priors, guess: float, whole: int
) -> None:
    table, _, _ = drawn(400, 3, share=0.95, seed=2)
    search = Search(from_matrix(table), form_of(model, priors, 3), np.full(3, guess))
    x = search.climb(search.first(), 1e-6, 500, lambda *_: None)[0]
    counts, _ = search.counts(x)
    found = precision.covariance(
        search.form,
        x,
        search.guess,
        search.nodes,
        counts,
        search.held,
        search.tables(x),
        whole,
    )
    free, place = directions(x, one_slope=model == "1pl")
    information = -hessian(lambda z: penalised(search, table, place(z)), free)
    if whole:
        expected = np.diag(np.linalg.inv(information))
    elif model != "1pl":  # blocks: what is within an item
        width = x.shape[1]
        blocks = [slice(k * width, (k + 1) * width) for k in range(3)]
        expected = np.concatenate([np.diag(np.linalg.inv(information[s, s])) for s in blocks])
    else:
        information[1:, 1:] = np.diag(np.diag(information)[1:])
        expected = np.diag(np.linalg.inv(information))
    variance = np.diagonal(found, axis1=1, axis2=2)
    mine = np.append(variance[0, :1], variance[:, 1]) if model == "1pl" else variance.ravel()
    assert mine == pytest.approx(expected, rel=0.02)


def directions(x: Floats, *, one_slope: bool) -> tuple[Floats, Callable[[Floats], Floats]]:
    """Free coordinates as one vector, and the way back."""
    if one_slope:
        return np.append(x[0, 0], x[:, 1]), lambda z: np.column_stack(
            [np.full(len(z) - 1, z[0]), z[1:]]
        )
    return x.ravel(), lambda z: z.reshape(x.shape)


def hessian(value: Callable[[Floats], float], at: Floats, step: float = 2e-3) -> Floats:
    """Second derivatives by central differences."""
    n = len(at)
    moves = np.eye(n) * step
    result = np.empty((n, n))
    for i in range(n):
        for j in range(i, n):
            corners = [
                value(at + s * moves[i] + t * moves[j]) * s * t
                for s in (1, -1)
                for t in (1, -1)
            ]
            result[i, j] = result[j, i] = sum(corners) / (4.0 * step**2)
    return result


@pytest.mark.parametrize(("model", "priors", "guess"), CASES)
def test_em_never_goes_down(model: str, priors: Priors, guess: float) -> None:
    table, _, _ = drawn(200, 8, share=0.5, seed=5)
    search = Search(from_matrix(table), form_of(model, priors, 8), np.full(8, guess))
    x = search.first() + np.random.default_rng(0).normal(0.0, 0.7, (8, search.form.width))
    x[:, 0] = x[0, 0] if model == "1pl" else x[:, 0]
    search.refine(x)
    values = []
    for _ in range(25):
        x, value = search.em(x)
        values.append(value)
    assert np.diff(values).min() > -1e-9
    assert values[-1] > values[0] + 1.0


def test_squared_steps_reach_what_em_reaches() -> None:
    table, _, _ = drawn(400, 6)
    search = Search(from_matrix(table), form_of("2pl", NONE, 6), np.zeros(6))
    x, passes, converged = search.climb(search.first(), 1e-7, 2000, lambda *_: None)
    plain = search.first()
    for _ in range(400):
        plain, _ = search.em(plain)
    assert converged
    assert passes < 100
    assert x == pytest.approx(plain, abs=1e-4)


def test_rows_and_tables_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    table, _, _ = drawn(300, 12)
    learner, item = np.divmod(np.arange(table.size), 12)
    shuffled = np.random.default_rng(2).permutation(table.size)
    long = from_rows(learner[shuffled] + 77, item[shuffled], table.ravel()[shuffled])
    monkeypatch.setattr(cutting, "DENSE", 0.0)
    one = calibrate(from_matrix(table), tolerance=1e-8)
    monkeypatch.setattr(cutting, "DENSE", 2.0)
    two = calibrate(long, tolerance=1e-8)
    for name in ("a", "b", "a_se", "b_se"):
        assert getattr(one, name) == pytest.approx(getattr(two, name), rel=1e-6)
    assert one.log_likelihood == pytest.approx(two.log_likelihood, rel=1e-12)


def test_parameters_that_made_the_answers_are_found_as_near_as_they_are_said_to_be() -> None:
    far = []
    for seed in range(3):
        table, a, b = drawn(4000, 30, share=0.6, seed=seed)
        found = calibrate(from_matrix(table), priors=NONE)
        assert float(np.sqrt(np.mean((found.a - a) ** 2))) < 0.09
        far.append([(found.a - a) / found.a_se, (found.b - b) / found.b_se])
    sizes = np.sqrt(np.mean(np.square(far), axis=(0, 2)))
    assert sizes == pytest.approx([1.0, 1.0], abs=0.2)


def test_guessing_is_found_or_given() -> None:
    table, a, _ = drawn(4000, 20, c=0.25, seed=4)
    sought = calibrate(from_matrix(table), "3pl", errors=False)
    known = calibrate(from_matrix(table), guess=0.25, errors=False)
    ignored = calibrate(from_matrix(table), errors=False)
    assert float(np.abs(sought.c - 0.25).mean()) < 0.05
    far = [float(np.abs(one.a - a).mean()) for one in (known, sought, ignored)]
    assert far[0] < far[1] < far[2]


def test_a_slope_below_zero_is_allowed_and_flagged() -> None:
    table, _, _ = drawn(1500, 10, seed=6)
    table[:, 3] = 1.0 - table[:, 3]
    found = calibrate(from_matrix(table))
    assert found.flat.tolist() == [item == 3 for item in range(10)]
    assert found.a[3] < -0.3
    assert np.isfinite(found.a_se).all()


def test_an_interrupted_calibration_goes_on() -> None:
    table, _, _ = drawn(300, 10, share=0.5)
    given = from_matrix(table)
    told: list[tuple[int, int]] = []
    whole = calibrate(given, progress=lambda done, most, _: told.append((done, most)))
    part = calibrate(given, most_passes=4)
    assert not part.converged
    rest = calibrate(given, start=part)
    assert rest.converged
    assert rest.passes < whole.passes
    assert rest.a == pytest.approx(whole.a, abs=1e-3)
    assert 0 < whole.passes - told[-1][0] <= 1
    assert {most for _, most in told} == {500}


@pytest.mark.parametrize("priors", [NONE, Priors(), Priors(Normal(1.0, 0.5))])
def test_a_start_below_zero_keeps_the_priors_asked_for(priors: Priors) -> None:
    table, _, _ = drawn(1500, 8, seed=6)
    table[:, 3] = 1.0 - table[:, 3]
    told: list[int] = []
    whole = calibrate(
        from_matrix(table), priors=priors, progress=lambda done, most, _: told.append(done)
    )
    again = calibrate(from_matrix(table), priors=priors, start=whole)
    assert whole.a[3] < -0.3
    assert again.passes < whole.passes
    assert again.a == pytest.approx(whole.a, abs=1e-3)
    assert again.objective == pytest.approx(whole.objective, abs=1e-3)
    assert told == sorted(set(told))
    assert told[-1] <= whole.passes


def same(one: Calibration, two: Calibration) -> bool:
    """Whether two results are the same to the bit."""
    return all(np.array_equal(getattr(one, n), getattr(two, n), equal_nan=True) for n in "abcd")


def test_the_same_answers_give_the_same_bits() -> None:
    table, _, _ = drawn(200, 10, share=0.3)
    assert same(calibrate(from_matrix(table)), calibrate(from_matrix(table)))
