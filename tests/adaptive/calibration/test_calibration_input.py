"""What a calibration does with answers that say little, nothing, or are broken."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from adaptive.calibration import (
    Beta,
    LogNormal,
    Normal,
    Priors,
    calibrate,
    from_matrix,
    from_rows,
)

NONE = Priors(None, None, None)


def table() -> Any:
    """40 learners: item 0 never given, 1 given once, 2 all right, 3 all wrong, 4 to 6 plain."""
    draw = np.random.default_rng(0)
    answers = (draw.random((40, 7)) < 0.6).astype(np.float64)
    answers[:, 0] = np.nan
    answers[1:, 1] = -1.0
    answers[:, 2], answers[:, 3] = 1.0, 0.0
    return answers


def test_items_that_say_too_little_stay_near_their_prior_and_are_named() -> None:
    found = calibrate(from_matrix(table()))
    assert found.alone.tolist() == [True, True, True, True, False, False, False]
    a = np.exp(0.045)
    assert (found.a[0], found.d[0]) == pytest.approx((a, 0.0), abs=1e-6)
    assert (found.a_se[0], found.b_se[0]) == pytest.approx((0.3 * a, 1.5), rel=1e-3)
    assert found.b[2] < -2.0 < 2.0 < found.b[3]
    assert np.isfinite([found.a, found.b, found.a_se, found.b_se]).all()
    assert found.given.tolist() == [0, 1, 40, 40, 40, 40, 40]


def test_without_priors_they_have_no_parameters_and_change_nothing() -> None:
    found = calibrate(from_matrix(table()), priors=NONE)
    rest = calibrate(from_matrix(table()[:, 4:]), priors=NONE)
    assert np.isnan(found.a[:4]).all()
    assert np.isnan(found.b_se[:4]).all()
    assert not found.flat[:4].any()
    assert found.a[4:] == pytest.approx(rest.a, abs=1e-6)
    assert found.log_likelihood == pytest.approx(rest.log_likelihood, abs=1e-6)


@pytest.mark.parametrize("model", ["1pl", "2pl", "3pl"])
@pytest.mark.parametrize("priors", [None, NONE])
def test_no_answer_at_all(priors: Priors | None, model: str) -> None:
    found = calibrate(from_rows([], [], [], items=3), model, priors=priors)
    assert found.converged
    assert found.alone.all()
    assert found.log_likelihood == 0.0
    assert len(calibrate(from_rows([], [], [])).a) == 0


def test_the_first_answer_of_a_learner_to_an_item_counts() -> None:
    given = from_rows([5, 9, 5, 5], [1, 0, 1, 0], [1, 1, 0, 0])
    assert given.repeated == 1
    assert given.learner.tolist() == [0, 0, 1]
    assert given.item.tolist() == [0, 1, 0]
    assert given.right.tolist() == [0, 1, 1]


def test_slopes_without_a_finite_maximum_stay_finite() -> None:
    steps = np.tril(np.ones((30, 30)))[:, :-1]  # each learner passes one item more: a ladder
    found = calibrate(from_matrix(steps), priors=NONE, most_passes=60)
    assert np.isnan(found.a).tolist() == found.alone.tolist()
    assert found.passes == 60
    safe = calibrate(from_matrix(steps))
    assert safe.converged
    assert safe.a.max() < 5.0


@pytest.mark.parametrize("model", ["1pl", "2pl", "3pl"])
def test_nobody_differs_and_no_prior_says_anything(model: str) -> None:
    found = calibrate(from_matrix(np.ones((5, 4))), model, priors=NONE)
    assert found.converged
    assert found.alone.all()
    assert np.isnan(found.a).all()


@pytest.mark.parametrize("seed", range(6))
def test_few_answers_of_any_kind_give_finite_parameters_by_default(seed: int) -> None:
    draw = np.random.default_rng(seed)
    learners, items = int(draw.integers(1, 60)), int(draw.integers(1, 12))
    logits = draw.normal(0.0, 3.0, (learners, 1)) * draw.normal(1.0, 1.0, items)
    given = (draw.random((learners, items)) < 1.0 / (1.0 + np.exp(-logits))).astype(np.float64)
    given[draw.random((learners, items)) < 0.4] = np.nan
    found = calibrate(from_matrix(given), ["1pl", "2pl", "3pl"][seed % 3])
    assert found.converged
    assert np.isfinite([found.a, found.b, found.a_se, found.b_se]).all()
    assert float(np.abs(found.a).max()) < 5.0


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("right", ([0, 1], [0, 0], [1, 2])),
        ("right", ([0, 1], [0, 0], [1.0, np.nan])),
        ("right", ([0, 1], [0, 0], [1])),
        ("right", ([0, 1], [0, 0], ["1", "0"])),
        ("item", ([0, 1], [0, 3], [1, 0])),
        ("item", ([0, 1], [0, -1], [1, 0])),
        ("item", ([0, 1], [0.0, 1.5], [1, 0])),
        ("learner", ([[0], [1]], [0, 1], [1, 0])),
        ("learner", ([0.5, np.nan], [0, 1], [1, 0])),
    ],
)
def test_broken_rows_are_refused_by_name(name: str, rows: tuple[Any, Any, Any]) -> None:
    with pytest.raises(ValueError, match=f"^{name}:"):
        from_rows(*rows, items=3)


@pytest.mark.parametrize("bad", [[0, 1], [[0, 2]], [[0.5, 1.0]], [["0"]]])
def test_a_broken_table_is_refused(bad: Any) -> None:
    with pytest.raises(ValueError, match=r"^matrix:"):
        from_matrix(bad)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("model", {"model": "4pl"}),
        ("guess", {"guess": [0.1, 0.2]}),
        ("guess", {"guess": 1.0}),
        ("guess", {"guess": np.nan}),
        ("tolerance", {"tolerance": 0.0}),
        ("most_passes", {"most_passes": 0}),
        ("priors", {"priors": Priors(slope=Normal(1.0, 0.0))}),
        ("priors", {"priors": Priors(slope=LogNormal(np.nan, 1.0))}),
        ("priors", {"priors": Priors(guess=Beta(0.5, 2.0))}),
    ],
)
def test_options_out_of_range_are_refused_by_name(name: str, options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=f"^{name}:"):
        calibrate(from_matrix(table()), **options)


def test_a_start_of_other_items_is_refused() -> None:
    start = calibrate(from_matrix(table()))
    with pytest.raises(ValueError, match=r"^start:"):
        calibrate(from_matrix(table()[:, :3]), start=start)
