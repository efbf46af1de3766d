"""What the two-way filter believes of the exercises: the weights of facts, at three levels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from adaptive.gaussian import Floats
from adaptive.parameters import Ints
from adaptive.two_way.past import Belief
from adaptive.two_way.settings import FACTS, Settings

_ALWAYS, _LEVEL = FACTS.index("always"), FACTS.index("level")
# However flat or backward an exercise seems, an answer to it says a little of the learner.
LEAST_SLOPE = 0.1


@dataclass(frozen=True, eq=False)
class Difficulty:
    """Of each exercise, logits, (items,): what a learner of average ability lacks on it.

    Success of a learner at ``θ`` without a past: ``σ(slope·θ − mean)``; so ``mean / slope`` is
    a difficulty as item response theory has it. ``sd`` of the mean; ``answers`` it rests on.
    """

    mean: Floats
    sd: Floats
    slope: Floats
    answers: Ints


class Exercises:
    """Beliefs of weights: shared ones, each skill's, each exercise's; they grow and move.

    ``facts``: which of ``FACTS`` have a weight at each level. ``answers``: how many each
    exercise has had; ``skill_of`` its skill.
    """

    def __init__(self, settings: Settings) -> None:
        given = [
            (k, settings.effects[fact])
            for k, fact in enumerate(FACTS)
            if fact in settings.effects
        ]
        self.facts = (
            [k for k, one in given if one.shared or one.mean],
            [k for k, one in given if one.skill],
            [k for k, one in given if one.item],
        )
        self.shared = [
            Belief(one.mean, one.shared**2) for _, one in given if one.shared or one.mean
        ]
        self._skill_laws = [one.skill**2 for _, one in given if one.skill]
        self._item_laws = [one.item**2 for _, one in given if one.item]
        self.skills: list[list[Belief]] = []
        self.items: list[list[Belief]] = []
        self.skill_of: list[int] = []
        self.answers: list[int] = []

    def add(self, skill_of: ArrayLike, skills: int = 0) -> None:
        """Exercises of these skills, numbered on from the last; at least ``skills`` skills.

        :raises ValueError: a skill that is not a whole number, or below 0.
        """
        given = np.asarray(skill_of)
        if given.ndim != 1 or (given.size and given.dtype.kind not in "iu"):
            raise ValueError("skill_of: a whole number for each exercise is needed")
        if given.min(initial=0) < 0:
            raise ValueError(f"skill_of: {given.min()} is below 0")
        for _ in range(len(self.skills), max(skills, int(given.max(initial=-1)) + 1)):
            self.skills.append([Belief(0.0, var) for var in self._skill_laws])
        for skill in given.tolist():
            self.items.append([Belief(0.0, var) for var in self._item_laws])
            self.skill_of.append(skill)
            self.answers.append(0)

    def weights(
        self, item: int, values: tuple[float, ...]
    ) -> tuple[list[tuple[Belief, float]], float]:
        """The weights of the facts that are not 0, with these; and the slope."""
        found, slope = [], 1.0
        levels = (self.shared, self.skills[self.skill_of[item]], self.items[item])
        for which, beliefs in zip(self.facts, levels, strict=True):
            for k, one in zip(which, beliefs, strict=True):
                if values[k]:
                    found.append((one, values[k]))
                if k == _LEVEL:
                    slope += one.mean
        return found, max(slope, LEAST_SLOPE)

    def difficulty(self) -> Difficulty:
        """What is believed of each exercise, its levels taken together."""
        ease, var = self._together(_ALWAYS)
        slope, _ = self._together(_LEVEL)
        answers = np.array(self.answers, dtype=np.int64)
        return Difficulty(-ease, np.sqrt(var), np.maximum(1.0 + slope, LEAST_SLOPE), answers)

    def _together(self, fact: int) -> tuple[Floats, Floats]:
        """Mean and variance of the weight of a fact on each exercise, (items,) each."""
        mean, var = np.zeros(len(self.items)), np.zeros(len(self.items))
        of = np.array(self.skill_of, dtype=np.int64)
        nth = [which.index(fact) if fact in which else None for which in self.facts]
        if nth[0] is not None:
            mean += self.shared[nth[0]].mean
            var += self.shared[nth[0]].var
        if nth[1] is not None and len(of):
            mean += np.array([one[nth[1]].mean for one in self.skills])[of]
            var += np.array([one[nth[1]].var for one in self.skills])[of]
        if nth[2] is not None:
            mean += [one[nth[2]].mean for one in self.items]
            var += [one[nth[2]].var for one in self.items]
        return mean, var
