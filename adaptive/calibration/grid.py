"""Where ability is looked at: equal steps, fine enough for the surest learner.

For a smooth function that vanishes at both ends the plain sum over equal steps converges
exponentially (Trefethen & Weideman 2014): of a Gaussian of deviation s in steps of h the error
is 2·exp(−2π²(s/h)²), 5e-9 at h = s. A logistic curve of slope a has its poles π/a away from the
real axis: error of the order of exp(−2π²/(ah)). A fixed small number of nodes is what makes
calibrations wrong where tests are long: the posterior falls between two nodes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from adaptive.calibration.answers import Chunk
from adaptive.calibration.held import Seen
from adaptive.gaussian import Floats

# N(0, 1) has 2e-9 of its mass beyond.
FARTHEST = 6.0
COARSEST, FINEST = 0.5, 0.05
# Steps in deviations of the surest posterior: error 2e-6 of a marginal likelihood at most.
STEP = 1.2


@dataclass(frozen=True)
class Surest:
    """A pass: the most that any learner’s answers tell, ``Σ a²/4``, with these slopes (m,)."""

    a: Floats

    def nothing(self) -> float:
        """Without an answer."""
        return 0.0

    def of(self, chunk: Chunk) -> float:
        """Of the learners of a chunk."""
        told = np.repeat(self.a * self.a / 4.0, 2)[chunk.answer]
        begin = chunk.start[:-1][np.diff(chunk.start) > 0]
        return float(np.add.reduceat(told, begin).max()) if len(begin) else 0.0

    def join(self, one: float, other: float) -> float:
        """Of both."""
        return max(one, other)


def spacing(held: Seen, a: Floats) -> float:
    """The step needed with these slopes (m,): the smaller of two bounds, within limits.

    No learner is surer than ``1/√(1 + Σ a²/4)``, the sum over what she answered.
    """
    a = np.abs(a)
    sd = 1.0 / math.sqrt(1.0 + held.over(Surest(a)))
    pole = 1.0 / max(float(a.max(initial=0.0)), 1e-9)
    return min(max(STEP * min(sd, pole), FINEST), COARSEST)


def grid(step: float) -> tuple[Floats, Floats]:
    """Nodes, and the logarithms of their weights under N(0, 1), which sum to 1."""
    half = math.ceil(FARTHEST / step)
    nodes = np.linspace(-FARTHEST, FARTHEST, 2 * half + 1)
    weights = np.exp(-0.5 * nodes**2)
    return nodes, np.log(weights / weights.sum())
