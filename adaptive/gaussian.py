"""The few facts about the normal law that the engine needs."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]  # what is believed: half the memory, and all a checkpoint holds
Reals = Floats | Singles  # where both are read

# Gauss–Hermite rule of 31 points for N(0, 1): half of it, the rest by symmetry. Written out,
# not computed, because an eigenvalue solver gives other last bits on another machine, and a
# replay of the log must give the same bits. Error of the moments of a·sd ≤ 2.5: below 1e-5.
_HALF = (
    (0.0, 0.2232941387424068),
    (0.5599475878410028, 0.19113200477464318),
    (1.1212973740470091, 0.1196831096958546),
    (1.685497905069052, 0.054567258894475015),
    (2.2540950007544107, 0.017967875843441658),
    (2.828792768157508, 0.004221717767270714),
    (3.4115324158431557, 0.0006960312713792916),
    (4.004600901491223, 7.871624069602279e-05),
    (4.61078979732399, 5.9232023176863475e-06),
    (5.233641511712708, 2.8456100881628386e-07),
    (5.877855885986258, 8.243931619119728e-09),
    (6.550014268765683, 1.3272514835897158e-10),
    (7.2600004888908645, 1.049603362311366e-12),
    (8.024193227361646, 3.3284683241484216e-15),
    (8.87430140948879, 2.883352367857825e-18),
    (9.893385708986651, 2.6059738548929907e-22),
)

# 11 points, where many laws are integrated at once: error of E[σ] below 1e-5 for sd ≤ 1.3.
_COARSE_HALF = (
    (0.0, 0.3694083694083693),
    (0.928868997381064, 0.24224029987396997),
    (1.876035020154846, 0.06613874607105778),
    (2.865123160643645, 0.0067202852355372706),
    (3.936166607129977, 0.0001956719302712236),
    (5.1880012243748705, 8.121849790214909e-07),
)


def _whole(half: tuple[tuple[float, float], ...]) -> tuple[Floats, Floats]:
    below = [(-node, weight) for node, weight in reversed(half[1:])]
    nodes, weights = np.array(below + list(half), dtype=np.float64).T.copy()
    nodes.flags.writeable = weights.flags.writeable = False
    return nodes, weights


NODES, WEIGHTS = _whole(_HALF)
COARSE_NODES, COARSE_WEIGHTS = _whole(_COARSE_HALF)


# 7.1.26 for erf, its argument divided by √2 and its coefficients by 2.
_AS_P = 0.3275911 / math.sqrt(2.0)
_AS = (0.127414796, -0.142248368, 0.7107068705, -0.7265760135, 0.5307027145)


def above(z: float) -> float:
    """P(N(0, 1) > z)."""
    return 0.5 * math.erfc(z / math.sqrt(2.0))


def cdf(z: Floats) -> Floats:
    """P(N(0, 1) ≤ z) of each element, same shape, to 1.5e-7.

    Abramowitz and Stegun 1964, 7.1.26: numpy has no erf, and a call of ``math.erfc`` per
    element took a third of the time of a choice.
    """
    t = 1.0 / (1.0 + _AS_P * np.abs(z))
    tail = t * (_AS[0] + t * (_AS[1] + t * (_AS[2] + t * (_AS[3] + t * _AS[4]))))
    tail *= np.exp(-0.5 * z * z)
    return np.asarray(np.where(z < 0.0, tail, 1.0 - tail), dtype=np.float64)


def logistic(z: Floats) -> Floats:
    """1 / (1 + e⁻ᶻ), same shape; below z = −500 it stays at e⁻⁵⁰⁰, without a warning."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.maximum(z, -500.0))), dtype=np.float64)


def logit(p: float) -> float:
    """log(p / (1 − p)) for 0 < p < 1."""
    return math.log(p / (1.0 - p))
