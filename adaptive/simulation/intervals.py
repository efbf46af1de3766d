"""How sure a mean or a share is: intervals for what simulations and logs show."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from adaptive.gaussian import Floats
from adaptive.parameters import Ints

Z95, Z90 = 1.959964, 1.644854
RESAMPLES, AT_ONCE = 2_000, 200


@dataclass(frozen=True)
class Interval:
    """A value and the interval around it; ``n`` independent learners or answers behind it."""

    value: float
    low: float
    high: float
    n: int


def wilson(successes: float, n: int, z: float = Z95) -> Interval:
    """The score interval of a share (Wilson 1927, JASA 22).

    ``successes`` may be a sum of partial scores: their variance is at most that of 0/1, so the
    interval is then too wide rather than too narrow.

    :raises ValueError: n below 1, or successes outside [0, n].
    """
    if n < 1:
        raise ValueError(f"n: {n} is below 1")
    if not 0.0 <= successes <= n:
        raise ValueError(f"successes: {successes} is outside [0, {n}]")
    share, z2 = successes / n, z * z
    centre = (share + z2 / (2.0 * n)) / (1.0 + z2 / n)
    half = z * math.sqrt(share * (1.0 - share) / n + z2 / (4.0 * n * n)) / (1.0 + z2 / n)
    return Interval(share, max(centre - half, 0.0), min(centre + half, 1.0), n)


def bootstrap(
    values: Floats, draw: np.random.Generator, weights: Floats | None = None
) -> Interval:
    """The mean of l learners' values and its 95 % percentile interval (Efron & Tibshirani 1993,
    ch. 13): learners are drawn again, with replacement.

    ``weights`` (l,), answers of each learner for instance: the mean is then ``Σwv / Σw``.

    :raises ValueError: no value, one that is not finite, weights of another length or all 0.
    """
    values = np.asarray(values, dtype=np.float64)
    weight = np.ones(len(values)) if weights is None else np.asarray(weights, dtype=np.float64)
    _check(values, weight)
    means = np.concatenate([_means(values, weight, rows) for rows in _resamples(values, draw)])
    low, high = np.quantile(means, (0.025, 0.975))
    middle = float((weight * values).sum() / weight.sum())
    return Interval(middle, float(low), float(high), len(values))


def ratio(above: Floats, below: Floats, draw: np.random.Generator) -> Interval:
    """Mean of ``above`` over mean of ``below``, (l,) of the same learners, drawn together.

    :raises ValueError: as ``bootstrap``; arrays of two lengths; a mean below of 0 or less.
    """
    above = np.asarray(above, dtype=np.float64)
    below = np.asarray(below, dtype=np.float64)
    _check(above, np.ones(len(above)))
    _check(below, np.ones(len(above)))
    if not below.mean() > 0.0:
        raise ValueError("below: its mean must be above 0")
    both = [
        (above[rows].mean(axis=1), below[rows].mean(axis=1)) for rows in _resamples(above, draw)
    ]
    over, under = (np.concatenate(part) for part in zip(*both, strict=True))
    ratios = over[under > 0.0] / under[under > 0.0]
    low, high = np.quantile(ratios, (0.025, 0.975))
    return Interval(float(above.mean() / below.mean()), float(low), float(high), len(above))


def by_learner(learner: Ints, values: Floats) -> tuple[Floats, Floats]:
    """Each learner's mean of her values, and how many they are: both (learners,)."""
    _, place = np.unique(learner, return_inverse=True)
    count = np.bincount(place).astype(np.float64)
    return np.bincount(place, weights=values) / count, count


def _resamples(values: Floats, draw: np.random.Generator) -> Iterator[Ints]:
    """``RESAMPLES`` draws of the learners, a few hundred at a time: memory stays small."""
    for _ in range(RESAMPLES // AT_ONCE):
        yield draw.integers(len(values), size=(AT_ONCE, len(values)))


def _means(values: Floats, weight: Floats, rows: Ints) -> Floats:
    total = weight[rows].sum(axis=1)
    some = total > 0.0
    return np.asarray((weight * values)[rows].sum(axis=1)[some] / total[some])


def _check(values: Floats, weights: Floats) -> None:
    if values.ndim != 1 or len(values) == 0:
        raise ValueError("values: one number a learner is needed, for one learner at least")
    if not np.isfinite(values).all():
        raise ValueError("values: not a finite number somewhere")
    if weights.shape != values.shape:
        raise ValueError(f"weights: {len(weights)} of them for {len(values)} values")
    if not (np.isfinite(weights).all() and (weights >= 0.0).all() and weights.sum() > 0.0):
        raise ValueError("weights: numbers ≥ 0 are needed, one of them above 0")
