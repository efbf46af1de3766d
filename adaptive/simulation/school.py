"""A simulated school: a tree of skills, items of imperfectly known difficulty, a calendar.

Everything is drawn from the generator given: the same one gives the same school.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adaptive.gaussian import Floats
from adaptive.parameters import Skill

Ints = NDArray[np.int64]

DOMAINS, STRANDS, LAYERS = 4, 4, 3
ITEMS_A_SKILL = 16
SAID_SD = 0.4  # of the error of the difficulty that authors give
CHANCE = 0.2  # of a right answer by luck: a mixture of typed answers and choices


@dataclass(frozen=True, eq=False)
class School:
    """n skills and m items. What policies may know, and what only worlds do.

    ``skills``: as the engine wants them, difficulties included, in topological order.
    ``item_skill`` (m,); ``said`` (m,): the difficulty its author gives; ``true`` (m,): the real
    one, for worlds alone. ``order``: the fixed sequence a teacher would follow, skill indices.
    """

    skills: tuple[Skill, ...]
    requires: tuple[tuple[int, ...], ...]
    difficulty: Floats
    item_skill: Ints
    said: Floats
    true: Floats
    order: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.skills)

    def items_of(self, skill: int) -> Ints:
        """Rows of the items of a skill."""
        return np.flatnonzero(self.item_skill == skill)


def school(rng: np.random.Generator) -> School:
    """48 skills: four domains of four strands of three layers, and a few links across strands.

    A layer stands on the one below in its strand; from the second layer on, one skill in three
    also stands on a skill of another strand of its domain. Difficulty grows by layer.
    """
    skills: list[Skill] = []
    requires: list[tuple[int, ...]] = []
    number: dict[tuple[int, int, int], int] = {}
    for layer in range(LAYERS):
        for domain in range(DOMAINS):
            for strand in range(STRANDS):
                below = []
                if layer:
                    below.append(number[domain, strand, layer - 1])
                    if rng.random() < 1 / 3:
                        other = (strand + int(rng.integers(1, STRANDS))) % STRANDS
                        below.append(number[domain, other, layer - 1])
                number[domain, strand, layer] = len(skills)
                requires.append(tuple(below))
                difficulty = -1.0 + 0.9 * layer + 0.35 * float(rng.standard_normal())
                skills.append(
                    Skill(
                        f"d{domain}.s{strand}.l{layer}",
                        f"d{domain}",
                        f"d{domain}.s{strand}",
                        difficulty,
                        tuple(skills[q].id for q in below),
                    )
                )
    hard = np.array([skill.difficulty for skill in skills])
    item_skill = np.repeat(np.arange(len(skills)), ITEMS_A_SKILL)
    tier = np.tile(np.array([-0.7, 0.0, 0.7, 0.0]), len(item_skill) // 4)
    said = hard[item_skill] + tier
    true = said + SAID_SD * rng.standard_normal(len(said))
    order = tuple(
        number[domain, strand, layer]
        for layer in range(LAYERS)
        for strand in range(STRANDS)
        for domain in range(DOMAINS)
    )
    return School(tuple(skills), tuple(requires), hard, item_skill, said, true, order)


def sittings(blocks: int = 3, weeks: int = 3, away: int = 2) -> tuple[float, ...]:
    """Days of the sittings of alternance: ``weeks`` at school, four sittings a week, then
    ``away`` in a company without any; ``blocks`` times."""
    days = []
    for block in range(blocks):
        start = 7 * (weeks + away) * block
        days += [start + 7 * week + day for week in range(weeks) for day in (0, 1, 3, 4)]
    return tuple(float(day) for day in days)
