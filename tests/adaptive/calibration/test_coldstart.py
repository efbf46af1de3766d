"""Cold start: features serve where they foresee, elsewhere the author’s prior stands."""

from __future__ import annotations

import numpy as np
import pytest

from adaptive.calibration import (
    Calibration,
    LogNormal,
    Normal,
    calibrate,
    difficulty,
    features,
    from_matrix,
    slope,
)
from adaptive.gaussian import Floats, logistic

SKILLS = ["lire", "compter", "trier", "écrire"]
KINDS = ["qcm", "nombre", "ordre"]


def bank(
    items: int, tell: float, seed: int = 1
) -> tuple[Floats, Floats, Floats, tuple[Floats, Floats]]:
    """Features, difficulty, slope, and the author’s prior; ``tell``: how much features say."""
    draw = np.random.default_rng(seed)
    skill, kind = draw.integers(0, 4, items), draw.integers(0, 3, items)
    tier, length = draw.integers(1, 4, items), draw.integers(20, 600, items)
    table = features(
        [SKILLS[one] for one in skill], tier.tolist(), [KINDS[one] for one in kind], length
    )
    author = np.asarray(0.8 * (tier - 2.0), dtype=np.float64)
    wrong = np.array([0.5, -0.6, 0.3, 0.0])[skill] + np.array([-0.5, 0.5, 0.2])[kind]
    b: Floats = author + tell * (wrong + 0.3 * table[:, 2]) + draw.normal(0.0, 0.35, items)
    a: Floats = np.exp(tell * np.array([-0.3, 0.3, 0.0])[kind] + draw.normal(0.0, 0.15, items))
    return table, b, a, (author, np.full(items, 0.7))


def calibrated(a: Floats, b: Floats, learners: int = 2_000, seed: int = 2) -> Calibration:
    draw = np.random.default_rng(seed)
    theta = draw.normal(0.0, 1.0, learners)
    p = logistic(a * (theta[:, None] - b))
    right = (draw.random(p.shape) < p).astype(np.float64)
    right[draw.random(p.shape) < 0.6] = -1.0
    return calibrate(from_matrix(right))


def test_features_that_tell_serve_for_items_without_answers() -> None:
    table, b, a, author = bank(160, 1.0)
    found = calibrated(a[:120], b[:120])
    believed = difficulty(found, table, author, Normal(0.0, 1.5))
    assert believed.used
    assert believed.gain > 0.2
    assert believed.rmse[0] < 0.7 * believed.rmse[1]
    new = slice(120, 160)
    far = b[new] - believed.mean[new]
    assert np.sqrt(np.mean(far**2)) < 0.75 * np.sqrt(np.mean((b - author[0])[new] ** 2))
    z = far / believed.sd[new]
    assert np.sqrt(np.mean(z**2)) == pytest.approx(1.0, abs=0.35)
    steep = slope(found, table, (np.zeros(160), np.full(160, 0.4)), LogNormal(0.045, 0.3))
    assert steep.used
    assert np.corrcoef(steep.mean[new], np.log(a[new]))[0, 1] > 0.5


def test_features_that_tell_nothing_cost_nothing() -> None:
    table, b, a, author = bank(120, 0.0, seed=3)
    believed = difficulty(calibrated(a, b), table, author, Normal(0.0, 1.5))
    assert np.abs(believed.mean - author[0]).mean() < 0.12
    assert believed.sd.mean() < 0.7  # the author is better than she thinks


def test_with_few_items_the_author_stands() -> None:
    table, b, a, author = bank(20, 1.0)
    believed = difficulty(calibrated(a, b), table, author)
    assert not believed.used
    assert believed.items == 20
    assert np.isnan(believed.gain)
    assert believed.mean.tolist() == author[0].tolist()
    assert believed.sd.tolist() == author[1].tolist()


def test_items_that_say_nothing_do_not_count() -> None:
    table, b, a, author = bank(80, 1.0)
    found = calibrated(a, b, learners=300)
    silent = calibrate(from_matrix(np.full((3, 80), -1.0)))
    assert difficulty(silent, table, author, Normal(0.0, 1.5)).items == 0
    assert difficulty(found, table, author, Normal(0.0, 1.5)).items > 60


def test_features_are_a_row_an_item() -> None:
    table = features(["a", "b", "a"], [1, 2, 3], ["x", "x", "y"], [10, 10, 10])
    assert table.shape == (3, 7)
    assert table[:, 1].tolist() == [-1.0, 0.0, 1.0]
    assert table[:, 2].tolist() == [0.0, 0.0, 0.0]
    assert table[:, 3].tolist() == [1.0, 0.0, 1.0]


def test_what_does_not_match_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"^tier: 1 for 2 items"):
        features(["a", "b"], [1], ["x", "x"], [1, 2])
    with pytest.raises(ValueError, match=r"^length:"):
        features(["a"], [1], ["x"], [-3])
    table, b, a, author = bank(30, 1.0)
    found = calibrated(a, b, learners=100)
    with pytest.raises(ValueError, match=r"^author:"):
        difficulty(found, table[:10], author)
    with pytest.raises(ValueError, match=r"^author: deviations"):
        difficulty(found, table, (author[0], np.zeros(30)))
