"""Linking: the published scale stays, whatever the new learners and some anchors do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from adaptive.calibration import Calibration, calibrate, from_matrix, link, on_scale
from adaptive.gaussian import Floats, logistic


def calibrated(
    a: Floats, b: Floats, mean: float, sd: float, seed: int, learners: int = 3_000
) -> Calibration:
    """Found from learners of N(mean, sd), on their own scale."""
    draw = np.random.default_rng(seed)
    theta = draw.normal(mean, sd, learners)
    p = logistic(a * (theta[:, None] - b))
    return calibrate(from_matrix(draw.random(p.shape) < p))


@pytest.fixture(scope="module")
def bank() -> tuple[Floats, Floats]:
    draw = np.random.default_rng(1)
    return np.exp(draw.normal(0.0, 0.2, 25)), draw.normal(0.0, 1.0, 25)


@pytest.fixture(scope="module")
def old(bank: tuple[Floats, Floats]) -> Calibration:
    return calibrated(*bank, 0.0, 1.0, 2)


def test_other_learners_are_brought_to_the_published_scale(
    bank: tuple[Floats, Floats], old: Calibration
) -> None:
    new = calibrated(*bank, 0.7, 1.3, 3)
    found = link(new, old, np.arange(25) < 15)
    assert (found.scale, found.shift) == pytest.approx((1.3, 0.7), abs=0.1)
    assert not found.moved.any()
    assert np.isnan(found.distance[15:]).all()
    placed = on_scale(new, found)
    others = np.arange(25) >= 15
    assert np.abs(placed.b[others] - bank[1][others]).mean() < 0.12
    assert np.abs(placed.a[others] - bank[0][others]).mean() < 0.15
    assert placed.d == pytest.approx(-placed.a * placed.b)
    assert placed.b_se == pytest.approx(new.b_se * found.scale)


def test_anchors_that_moved_are_left_out_and_named(
    bank: tuple[Floats, Floats], old: Calibration
) -> None:
    a, b = bank
    shifted = b.copy()
    shifted[[0, 3, 7, 9]] += [1.0, 0.8, 1.2, 0.9]  # all the same way: the hard case
    new = calibrated(a, shifted, -0.5, 1.0, 4)
    found = link(new, old, np.arange(25) < 15)
    assert np.flatnonzero(found.moved).tolist() == [0, 3, 7, 9]
    assert (found.scale, found.shift) == pytest.approx((1.0, -0.5), abs=0.12)
    assert found.distance[7] == pytest.approx(1.2, abs=0.3)
    assert 0.0 < found.error < 0.1


def test_the_same_calibration_links_to_itself(old: Calibration) -> None:
    found = link(old, old, np.ones(25, dtype=bool))
    assert (found.scale, found.shift) == pytest.approx((1.0, 0.0), abs=1e-6)
    again = on_scale(old, found)
    assert again.b == pytest.approx(old.b, abs=1e-5)
    assert on_scale(again, replace(found, scale=2.0, shift=1.0)).b == pytest.approx(
        2.0 * old.b + 1.0, abs=1e-4
    )


def test_one_slope_keeps_the_unit(bank: tuple[Floats, Floats], old: Calibration) -> None:
    new = calibrated(*bank, 0.4, 1.0, 5)
    found = link(new, old, np.ones(25, dtype=bool), one_slope=True)
    assert found.scale == 1.0
    assert found.shift == pytest.approx(0.4, abs=0.1)


def test_too_few_anchors_or_other_items_are_refused(old: Calibration) -> None:
    with pytest.raises(ValueError, match=r"^anchors: 5 at least are needed, 4 of 4"):
        link(old, old, np.arange(25) < 4)
    with pytest.raises(ValueError, match=r"^anchors:"):
        link(old, old, np.ones(7, dtype=bool))
    flat = replace(old, flat=np.arange(25) > 3)
    with pytest.raises(ValueError, match=r"^anchors: 5 at least"):
        link(flat, old, np.ones(25, dtype=bool))
