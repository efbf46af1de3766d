"""What prediction knows of the exercises, and the answers it reads, checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from adaptive.parameters import Ints


@dataclass(frozen=True, eq=False)
class Exercises:
    """``skills`` (m, w): the skills of each exercise, the main one first, −1 where no more.

    Exercises are numbered in the order of their bank, so that neighbours are alike: what is
    not known of one is borrowed from those beside it.
    """

    skills: Ints
    skill_count: int

    def __len__(self) -> int:
        return len(self.skills)


def exercises(skills_of: Sequence[Sequence[int]], *, skills: int = 0) -> Exercises:
    """The exercises, from the skills of each, the main one first.

    :param skills: how many skills there are; by default as many as are named.
    :raises ValueError: an exercise without a skill, a skill named twice or no whole number.
    """
    widest = max((len(given) for given in skills_of), default=1)
    table = np.full((len(skills_of), widest), -1, dtype=np.int64)
    for row, given in enumerate(skills_of):
        whole = all(isinstance(one, int | np.integer) and one >= 0 for one in given)
        if not len(given) or not whole or len(set(given)) < len(given):
            raise ValueError(f"skills_of: exercise {row} needs skills, different, from 0 on")
        table[row, : len(given)] = given
    return Exercises(table, max(skills, int(table.max(initial=-1)) + 1))
