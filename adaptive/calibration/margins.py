"""M₂: does the model foresee how often items, and pairs of items, are right? For a whole form.

Maydeu-Olivares & Joe 2005. With many items nearly every row of answers is unique and a χ² of
rows means nothing; shares of single items and of pairs are large. It needs rows that are whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from adaptive.calibration.answers import Answers, Chunk
from adaptive.calibration.chance import above
from adaptive.calibration.fit import Calibration
from adaptive.calibration.held import Seen, as_seen
from adaptive.calibration.residuals import curves_of
from adaptive.gaussian import Floats

MOST_ITEMS = 25
NODES = 121
MODELS = ("1pl", "2pl")


@dataclass(frozen=True)
class MarginsFit:
    """``chi`` with ``df`` degrees of freedom, ``p``, and how many whole rows it rests on.

    ``rmsea``: the root of ``max(chi − df, 0)/(df·n)``; below .05 is called close."""

    chi: float
    df: int
    p: float
    rmsea: float
    learners: int


@dataclass(frozen=True)
class _Pairs:
    """A pass: how many learners answered all m items, and how often each two were both right,
    (m, m)."""

    items: int

    def nothing(self) -> tuple[int, Floats]:
        """The sums of no learner."""
        return 0, np.zeros((self.items, self.items))

    def of(self, chunk: Chunk) -> tuple[int, Floats]:
        """The sums of a chunk of learners."""
        table = chunk.complete()
        return len(table), table.T @ table

    def join(self, one: tuple[int, Floats], other: tuple[int, Floats]) -> tuple[int, Floats]:
        """The sums of two lots of learners, together."""
        return one[0] + other[0], one[1] + other[1]


def margins_fit(given: Answers | Seen, found: Calibration, model: str = "2pl") -> MarginsFit:
    """Of all items together, by the learners who answered all of them.

    :param model: 1pl or 2pl, fitted to these answers without priors.
    :raises ValueError: another model, fewer than 3 items, more than ``MOST_ITEMS``, an item
        without parameters, nobody who answered all.
    """
    m = given.items
    if model not in MODELS:
        raise ValueError(f"model: {model!r} is none of 1pl, 2pl")
    if not 3 <= m <= MOST_ITEMS or not np.isfinite(found.a).all():
        raise ValueError(f"given: 3 to {MOST_ITEMS} items with parameters are needed")
    n, both = as_seen(given).over(_Pairs(m))
    if not n:
        raise ValueError("given: nobody answered every item")
    sets = [(i,) for i in range(m)] + list(combinations(range(m), 2))
    inside = np.zeros((len(sets), m))
    for row, members in enumerate(sets):
        inside[row, list(members)] = 1.0
    seen = np.array([both[members[0], members[-1]] / n for members in sets])
    curves = curves_of(found, model, np.linspace(-6.0, 6.0, NODES))
    prior = np.exp(-0.5 * curves.nodes**2)
    prior /= prior.sum()
    log_p = np.log(curves.p)
    moment = np.exp(inside @ log_p)  # (sets, q): the chance that all of a set are right
    mean = moment @ prior
    spread = np.empty((len(sets), len(sets)))
    for row in range(len(sets)):
        union = np.maximum(inside, inside[row])
        spread[row] = np.exp(union @ log_p) @ prior - mean * mean[row]
    slopes = _slopes(inside, moment, curves.p, curves.nodes, prior, model)
    q, r = np.linalg.qr(np.linalg.solve(np.linalg.cholesky(spread), slopes))
    far = np.linalg.solve(np.linalg.cholesky(spread), seen - mean)
    rest = far - q @ (q.T @ far)
    df = len(sets) - r.shape[1]
    chi = float(n * (rest @ rest))
    p = float(above(np.array([chi]), np.array([df]))[0])
    rmsea = float(np.sqrt(max(chi - df, 0.0) / (df * n)))
    return MarginsFit(chi, df, p, rmsea, n)


def _slopes(
    inside: Floats, moment: Floats, p: Floats, nodes: Floats, prior: Floats, model: str
) -> Floats:
    """Derivatives of the moments by the intercepts and slopes, (sets, parameters)."""
    missed = (1.0 - p) * prior
    intercept = inside * (moment @ missed.T)
    slope = inside * (moment @ (missed * nodes).T)
    if model == "1pl":
        slope = slope.sum(axis=1, keepdims=True)
    return np.concatenate([intercept, slope], axis=1)
