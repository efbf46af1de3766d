"""Made answers by millions, from a seed, some thousand learners at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from adaptive.gaussian import Floats, logistic
from adaptive.parameters import Ints

ASKED, BLOCK = 50, 4_000
Rows = tuple[Ints, Ints, Ints]


@dataclass(frozen=True)
class Crowd:
    """Learners N(0, 1) who answered fifty items each, drawn among all; log a ~ N(0, .3²),
    b ~ N(0, 1)."""

    learners: int
    items: int
    first: int = 0  # their number begins here
    seed: int = 1

    def parameters(self) -> tuple[Floats, Floats]:
        """Slopes and difficulties, of the number of items alone."""
        draw = np.random.default_rng([self.items, 2026])
        return np.exp(draw.normal(0.0, 0.3, self.items)), draw.normal(0.0, 1.0, self.items)

    def rows(self) -> Iterator[Rows]:
        """Learner, item, right, of some thousand learners at a time."""
        a, b = self.parameters()
        step = self.items // ASKED
        for start in range(0, self.learners, BLOCK):
            draw = np.random.default_rng([self.seed, self.first, start])
            count = min(BLOCK, self.learners - start)
            # One item in each fiftieth of the bank, from a place of the learner’s own.
            turn = draw.integers(self.items, size=(count, 1))
            item = turn + step * np.arange(ASKED) + draw.integers(step, size=(count, ASKED))
            item %= self.items
            theta = draw.normal(0.0, 1.0, (count, 1))
            right = draw.random(item.shape) < logistic(a[item] * (theta - b[item]))
            who = np.repeat(np.arange(start, start + count) + self.first, ASKED)
            yield who, item.ravel(), right.ravel().astype(np.int64)

    def all(self) -> Rows:
        """All rows at once."""
        who, item, right = (np.concatenate(column) for column in zip(*self.rows(), strict=True))
        return who, item, right
