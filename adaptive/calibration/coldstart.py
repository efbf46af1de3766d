"""What to believe of an item that nobody has answered, from items that many have.

Difficulty, less what its author’s tier says, is regressed on what is known of an item before
anybody meets it: skill, tier, type, length of its text. Coefficients shrink to 0, and the
residual deviation is pulled to the author’s, both as far as the items themselves suggest
(empirical Bayes: Efron & Morris 1975; Fischer 1973 for difficulty from features). An item’s own
error counts, and the prior it was calibrated under is taken back out. What does not foresee
items left aside better than the author does is not used.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from adaptive.calibration.curves import LogNormal, Normal
from adaptive.calibration.fit import Calibration
from adaptive.gaussian import Floats
from adaptive.pool import Bools

# With fewer items that have answers the author’s prior stands.
LEAST_ITEMS = 30
# Items are foreseen by those of the other parts.
PARTS = 10
# Residual deviation and deviation of the coefficients, logits: one of each pair is chosen.
RESIDUAL = np.geomspace(0.05, 2.0, 20)
SHRINK = np.array([0.0, 0.05, 0.1, 0.2, 0.4, 0.8])
# How far from the author’s the residual deviation is thought to be, in logarithm.
RESIDUAL_SD = 0.5
# An item whose answers say less than this share of what its prior says is left aside.
LEAST_SAID = 0.1


@dataclass(frozen=True)
class Believed:
    """Prior mean and deviation of n items, each (n,). ``used``: whether features serve; else
    the author’s prior stands. ``gain``: nats an item left aside is foreseen better than by the
    author, NaN when it was not tried; ``rmse`` of both on them, (features, author), noise of
    the items’ own errors taken out. ``items`` it rests on."""

    mean: Floats
    sd: Floats
    used: bool
    gain: float
    rmse: tuple[float, float]
    items: int


def features(
    skill: Sequence[str], tier: Sequence[int], kind: Sequence[str], length: ArrayLike
) -> Floats:
    """A row an item, for items with and without answers together: (m, k).

    A column for all, the tier (1 to 3) around 2, the logarithm of the length of its text in
    characters around the mean, in deviations, and one column a skill and a type.

    :raises ValueError: naming what has another length or is out of range.
    """
    size = np.asarray(length, dtype=np.float64)
    step = np.asarray(tier, dtype=np.float64)
    many = len(skill)
    for name, values in (("tier", step), ("kind", kind), ("length", size)):
        if len(values) != many:
            raise ValueError(f"{name}: {len(values)} for {many} items")
    if not (np.isfinite(size) & (size >= 0.0)).all():
        raise ValueError("length: numbers of characters, 0 or more, are needed")
    log = np.log1p(size)
    log = (log - log.mean()) / max(float(log.std()), 1e-9) if many else log
    columns = [np.ones(many), step - 2.0, log]
    for names in (skill, kind):
        every = np.array(names, dtype=str)
        columns += [(every == name).astype(np.float64) for name in sorted(set(names))]
    return np.column_stack(columns)


def difficulty(
    found: Calibration,
    table: Floats,
    author: tuple[Floats, Floats],
    prior: Normal | None = None,
) -> Believed:
    """What to believe of the difficulty of every row of ``table`` as if it had no answers.

    Rows 0 to m − 1 are the items calibrated, others may follow: (m + n, k).

    :param author: mean and deviation of the author’s prior, (m + n,) each.
    :param prior: of b in the calibration, taken back out; None when there was none.
    :raises ValueError: shapes that do not match, a deviation not above 0.
    """
    usable = ~found.flat & ~found.alone
    return _believed(found.b, found.b_se, usable, table, author, prior)


def slope(
    found: Calibration,
    table: Floats,
    author: tuple[Floats, Floats],
    prior: LogNormal | None = None,
) -> Believed:
    """The same of the logarithm of the slope: ``prior`` of the calibration, ``author`` both of
    the logarithm."""
    usable = ~found.flat & ~found.alone & (found.a > 0.0)
    a = np.where(usable, found.a, 1.0)
    law = None if prior is None else Normal(prior.mean, prior.sd)
    return _believed(np.log(a), found.a_se / a, usable, table, author, law)


def _believed(
    value: Floats,
    error: Floats,
    usable: Bools,
    table: Floats,
    author: tuple[Floats, Floats],
    prior: Normal | None,
) -> Believed:
    m, rows = len(value), len(table)
    mean, sd = (np.asarray(one, dtype=np.float64) for one in author)
    if table.ndim != 2 or rows < m or mean.shape != (rows,) or sd.shape != (rows,):
        raise ValueError(f"author: a mean and a deviation for each of {rows} rows are needed")
    if not (sd > 0.0).all():
        raise ValueError("author: deviations above 0 are needed")
    y, noise = _said(value, error, prior)
    use = np.flatnonzero(usable & np.isfinite(y) & np.isfinite(noise))
    nan = float("nan")
    if len(use) < LEAST_ITEMS:
        return Believed(mean, sd, False, nan, (nan, nan), len(use))
    left = y[use] - mean[use]
    fit = _Fit(table[use], left, noise[use], float(np.median(sd)))
    gain, rmse = _out_of_sample(table[use], left, noise[use], sd[use])
    if gain <= 0.0:
        return Believed(mean, sd, False, gain, rmse, len(use))
    more, deviation = fit.at(table)
    return Believed(mean + more, deviation, True, gain, rmse, len(use))


def _said(value: Floats, error: Floats, prior: Normal | None) -> tuple[Floats, Floats]:
    """What the answers alone say: mean and variance, NaN where that is too little."""
    precision = error**-2.0
    if prior is None:
        return value, error**2
    own = precision - prior.sd**-2
    own = np.where(own > LEAST_SAID * prior.sd**-2, own, np.nan)
    return (value * precision - prior.mean * prior.sd**-2) / own, 1.0 / own


def _out_of_sample(
    x: Floats, y: Floats, noise: Floats, sd: Floats
) -> tuple[float, tuple[float, float]]:
    """Nats an item, and root mean square errors, of items foreseen by the others."""
    part = np.arange(len(y)) % PARTS
    mean, var = np.empty(len(y)), np.empty(len(y))
    for one in range(PARTS):
        here = part == one
        fit = _Fit(x[~here], y[~here], noise[~here], float(np.median(sd)))
        found, deviation = fit.at(x[here])
        mean[here], var[here] = found, deviation**2 + noise[here]
    theirs = sd**2 + noise
    ours = -0.5 * (np.log(var) + (y - mean) ** 2 / var)
    gain = float(np.mean(ours + 0.5 * (np.log(theirs) + y**2 / theirs)))
    return gain, (_rmse(y - mean, noise), _rmse(y, noise))


def _rmse(far: Floats, noise: Floats) -> float:
    return math.sqrt(max(float(np.mean(far**2 - noise)), 0.0))


class _Fit:
    """Ridge regression with known noise; both deviations where the marginal likelihood, times
    the belief about the residual one, is highest. The first column may be 1 logit from 0."""

    def __init__(self, x: Floats, y: Floats, noise: Floats, author: float) -> None:
        best = -np.inf
        for residual in RESIDUAL:
            pull = -0.5 * (np.log(residual / author) / RESIDUAL_SD) ** 2
            for shrink in SHRINK:
                found = _ridge(x, y, noise + residual**2, shrink)
                if found[0] + pull > best:
                    best = found[0] + pull
                    self.beta, self.covariance, self.residual = *found[1:], residual

    def at(self, x: Floats) -> tuple[Floats, Floats]:
        """Mean and deviation of new items, (n,)."""
        var = np.einsum("nk,kj,nj->n", x, self.covariance, x) + self.residual**2
        return x @ self.beta, np.sqrt(var)


def _ridge(x: Floats, y: Floats, var: Floats, shrink: float) -> tuple[float, Floats, Floats]:
    """Log marginal likelihood, coefficients and their covariance."""
    prior = np.full(x.shape[1], max(shrink, 1e-6) ** -2.0)
    prior[0] = 1.0
    weighted = x / var[:, None]
    precision = x.T @ weighted + np.diag(prior)
    covariance = np.asarray(np.linalg.inv(precision), dtype=np.float64)
    pull = weighted.T @ y
    beta = covariance @ pull
    half = float(np.linalg.slogdet(precision)[1] - np.log(prior).sum() + np.log(var).sum())
    value = -0.5 * (float((y * y / var).sum() - pull @ beta) + half)
    return value, beta, covariance
