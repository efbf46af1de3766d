"""One learner's test on one scale: what is believed, after each answer."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from adaptive.gaussian import Floats
from adaptive.testing.tables import Tables


class Belief(NamedTuple):
    """The posterior on the nodes of the tables (q,), of sum 1, its mean and deviation."""

    weights: Floats
    mean: float
    sd: float


def begin(tables: Tables, mean: float = 0.0, sd: float = 1.0) -> Belief:
    """What is believed before any answer, θ ~ N(mean, sd²) on the nodes.

    :raises ValueError: four deviations around the mean are not among the nodes, or less than
        one step is.
    """
    nodes = tables.nodes
    step, last = nodes[1] - nodes[0], nodes[-1]
    if not (step <= sd and abs(mean) + 4.0 * sd <= last):
        raise ValueError(f"mean, sd: {mean} ± 4 · {sd} is not in ±{last:g}, or sd < {step:g}")
    return _belief(tables, np.exp(-0.5 * ((nodes - mean) / sd) ** 2))


def after(tables: Tables, belief: Belief, row: int, right: bool) -> Belief:
    """What is believed after this answer (Bock & Mislevy 1982: the expected a posteriori)."""
    weights = belief.weights * tables.right[row]
    return _belief(tables, weights if right else belief.weights - weights)


def _belief(tables: Tables, weights: Floats) -> Belief:
    total, first, second = (tables.moments @ weights).tolist()
    mean = first / total
    return Belief(weights / total, mean, math.sqrt(max(second / total - mean * mean, 0.0)))


def interval(tables: Tables, belief: Belief, mass: float = 0.95) -> tuple[float, float]:
    """The central interval that holds θ with this probability, read between the nodes.

    :raises ValueError: mass outside ]0, 1[.
    """
    if not 0.0 < mass < 1.0:
        raise ValueError(f"mass: {mass} is outside ]0, 1[")
    # The weight of a node lies half on each side of it.
    below = np.cumsum(belief.weights) - 0.5 * belief.weights
    low, high = np.interp([0.5 - mass / 2.0, 0.5 + mass / 2.0], below, tables.nodes)
    return float(low), float(high)
