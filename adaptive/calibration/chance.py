"""How likely a figure is when nothing is wrong: tails of the normal and of χ², and of many.

Of whole degrees of freedom the tail of χ² is a finite sum (Abramowitz & Stegun 1964, 26.4.4
and 26.4.5), so that no library of special functions is needed.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from adaptive.gaussian import Floats
from adaptive.parameters import Ints

Z95 = 1.959964


def two_sided(z: ArrayLike) -> Floats:
    """P(|Z| > |z|) of a standard normal Z, same shape; NaN stays NaN."""
    values = np.asarray(z, dtype=np.float64)
    flat = [math.erfc(abs(one) / math.sqrt(2.0)) for one in values.ravel().tolist()]
    return np.array(flat, dtype=np.float64).reshape(values.shape)


def one_sided(z: ArrayLike) -> Floats:
    """P(Z < z) of a standard normal Z, same shape; NaN stays NaN."""
    values = np.asarray(z, dtype=np.float64)
    flat = [0.5 * math.erfc(-one / math.sqrt(2.0)) for one in values.ravel().tolist()]
    return np.array(flat, dtype=np.float64).reshape(values.shape)


def above(chi: Floats, df: Ints) -> Floats:
    """P(χ² > chi) with ``df`` degrees of freedom each, (m,); NaN without any."""
    pairs = zip(chi.tolist(), df.tolist(), strict=True)
    return np.array([_above(x, int(k)) for x, k in pairs], dtype=np.float64)


def _above(x: float, df: int) -> float:
    if df < 1 or math.isnan(x):
        return math.nan
    half = max(x, 0.0) / 2.0
    if half > 700.0:
        return 0.0
    if df % 2 == 0:
        term, total = math.exp(-half), math.exp(-half)
        for k in range(1, df // 2):
            term *= half / k
            total += term
        return min(total, 1.0)
    total = math.erfc(math.sqrt(half))
    term = math.exp(-half) * math.sqrt(half) / math.gamma(1.5)
    for k in range((df - 1) // 2):
        total += term
        term *= half / (k + 1.5)
    return min(total, 1.0)


def adjusted(p: Floats) -> Floats:
    """p of each of many tests, so that of those kept below α a share α at most is chance.

    Benjamini & Hochberg 1995; NaN, where nothing was tested, stays and does not count. (m,)
    """
    result = np.full(len(p), np.nan)
    tested = np.flatnonzero(np.isfinite(p))
    if len(tested):
        order = tested[np.argsort(-p[tested], kind="stable")]
        rank = np.arange(len(order), 0, -1)
        result[order] = np.minimum(np.minimum.accumulate(p[order] * len(order) / rank), 1.0)
    return result
