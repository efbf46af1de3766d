"""Answers made from known parameters, for tests of what is found in them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from adaptive.calibration import Answers, from_matrix
from adaptive.gaussian import Floats, logistic
from adaptive.pool import Bools


@dataclass(frozen=True)
class Made:
    """Answers, and what made them; ``group`` (learners,) is one of two, at random."""

    given: Answers
    table: Floats
    a: Floats
    b: Floats
    theta: Floats
    group: Bools


def made(
    learners: int,
    items: int,
    *,
    asked: int | None = None,
    adaptive: bool = False,
    impact: float = 0.0,
    shift: dict[int, float] | None = None,
    slopes: float = 0.3,
    seed: int = 1,
) -> Made:
    """Answers of the two-parameter logistic model.

    :param asked: how many of the items each learner got, all when None.
    :param adaptive: the next one is near what is thought of her so far.
    :param impact: how much less able the group is, ``shift``: how much harder an item is to it.
    :param slopes: deviation of their logarithm.
    """
    draw = np.random.default_rng(seed)
    a, b = np.exp(draw.normal(0.0, slopes, items)), draw.normal(0.0, 1.0, items)
    group = draw.random(learners) < 0.5
    theta = draw.normal(0.0, 1.0, learners) - impact * group
    place = np.tile(b, (learners, 1))
    for item, much in (shift or {}).items():
        place[:, item] += much * group
    right = (draw.random(place.shape) < logistic(a * (theta[:, None] - place))).astype(float)
    table = _asked(right, b, asked or items, adaptive, draw)
    return Made(from_matrix(table), table, a, b, theta, group)


def _asked(
    right: Floats, b: Floats, asked: int, adaptive: bool, draw: np.random.Generator
) -> Floats:
    learners, items = right.shape
    if asked == items:
        return right
    table, believed = np.full(right.shape, -1.0), np.zeros(learners)
    everyone = np.arange(learners)
    for turn in range(asked):
        near = np.abs(believed[:, None] - b) if adaptive else np.zeros(right.shape)
        near = near + draw.gumbel(0.0, 0.3, right.shape)
        item = np.where(table < 0.0, near, np.inf).argmin(axis=1)
        answer = right[everyone, item]
        table[everyone, item] = answer
        believed += (2.0 * answer - 1.0) * 1.2 / (turn + 1) ** 0.7
    return table
