"""Where ability is looked at: equal steps, fine enough for the surest learner.

For a smooth function that vanishes at both ends the plain sum over equal steps converges
exponentially (Trefethen & Weideman 2014): of a Gaussian of deviation s in steps of h the error
is 2·exp(−2π²(s/h)²), 5e-9 at h = s. A logistic curve of slope a has its poles π/a away from the
real axis: error of the order of exp(−2π²/(ah)). A fixed small number of nodes is what makes
calibrations wrong where tests are long: the posterior falls between two nodes.
"""

from __future__ import annotations

import math

import numpy as np

from adaptive.calibration.answers import Answers
from adaptive.gaussian import Floats

# N(0, 1) has 2e-9 of its mass beyond.
FARTHEST = 6.0
COARSEST, FINEST = 0.5, 0.05
# Steps in deviations of the surest posterior: error 2e-6 of a marginal likelihood at most.
STEP = 1.2


def spacing(given: Answers, a: Floats) -> float:
    """The step needed with these slopes (m,): the smaller of two bounds, within limits.

    No learner is surer than ``1/√(1 + Σ a²/4)``, the sum over what she answered.
    """
    a = np.abs(a)
    told = np.bincount(given.learner, weights=(a * a / 4.0)[given.item])
    sd = 1.0 / math.sqrt(1.0 + float(told.max(initial=0.0)))
    pole = 1.0 / max(float(a.max(initial=0.0)), 1e-9)
    return min(max(STEP * min(sd, pole), FINEST), COARSEST)


def grid(step: float) -> tuple[Floats, Floats]:
    """Nodes, and the logarithms of their weights under N(0, 1), which sum to 1."""
    half = math.ceil(FARTHEST / step)
    nodes = np.linspace(-FARTHEST, FARTHEST, 2 * half + 1)
    weights = np.exp(-0.5 * nodes**2)
    return nodes, np.log(weights / weights.sum())
