"""A kind start: the first items likely to succeed, at the least cost in items."""

from __future__ import annotations

import math

import numpy as np

from adaptive.gaussian import Floats
from adaptive.parameters import Ints
from adaptive.pool import Bools
from adaptive.testing.bank import information
from adaptive.testing.lockstep import Pick, Standing, most_told
from adaptive.testing.session import Belief
from adaptive.testing.tables import Tables

# Learners meet eight kind items first, of which they then succeed three in four.
KIND_ITEMS, KINDNESS = 8, 3.7


def kind_best(
    tables: Tables, belief: Belief, asked: Bools, kindness: float = KINDNESS
) -> int | None:
    """The row of largest ``information · success^kindness``; None: all were ``asked`` (m,).

    Success is expected over all that is believed, information is at the mean. The logarithm,
    ``log I + kindness·log p``, is what a bound on the mean of log p over the first items makes
    of the sum of log I (Lagrange): a floor, the same for every item, costs more items for the
    same success, since it also binds where success is dear.

    :raises ValueError: a kindness below 0 or not finite.
    """
    if not 0.0 <= kindness < math.inf:
        raise ValueError(f"kindness: {kindness} is not a number ≥ 0")
    row = _kindest(
        tables, belief.weights[None, :], np.array([belief.mean]), asked[None, :], kindness
    )
    return None if row[0] < 0 else int(row[0])


def kind_start(items: int = KIND_ITEMS, kindness: float = KINDNESS) -> Pick:
    """A kind start for ``simulate``: kind so many items, then maximum information."""

    def pick(tables: Tables, standing: Standing) -> Ints:
        if standing.position >= items:
            return most_told(tables, standing)
        return _kindest(tables, standing.weights, standing.mean, standing.asked, kindness)

    return pick


def _kindest(
    tables: Tables, weights: Floats, mean: Floats, asked: Bools, kindness: float
) -> Ints:
    success = np.clip(weights @ tables.right.T, 1e-12, 1.0)
    worth = information(tables.bank, mean[:, None]) * success**kindness
    worth[asked | ~tables.bank.usable] = -1.0
    best: Ints = worth.argmax(axis=1)
    best[worth.max(axis=1, initial=-1.0) < 0.0] = -1
    return best
