"""The two-way filter: learners and exercises are both beliefs, and each answer moves both.

The logit of success is a sum of Gaussian beliefs: of the learner, a slow general ability, a
mood that passes, a slow ability and a streak on the skill; of the exercise, the weights of a
few facts (``FACTS``), each a shared one plus a skill's own plus an exercise's own. An exercise
never seen is thus worth what its skill is worth. The weight of the learner's own level makes
the slope. Beliefs are kept independent of each other;
an answer moves each by its part of the variance (assumed-density filtering, Minka 2001), by the
derivatives of the logistic-normal probability in MacKay's form (1992). What Elo does with a
rate that is guessed, this does with a variance that is known.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from adaptive.gaussian import Floats
from adaptive.two_way.log import Log
from adaptive.two_way.past import Belief, Past, facts, four, nobody, remember, untried
from adaptive.two_way.settings import FACTS, Settings

_SHRINK = math.pi / 8.0
_LEVEL = FACTS.index("level")
# However flat or backward an exercise seems, an answer to it says a little of the learner.
_LEAST_SLOPE = 0.1


@dataclass(frozen=True, eq=False)
class Followed:
    """What was predicted of each answer before it: ``p`` (n,), and the logit's mean and sd."""

    p: Floats
    mean: Floats
    sd: Floats


@dataclass(frozen=True, eq=False)
class Difficulty:
    """Of each exercise, in logits: ``mean`` and ``sd`` (items,), ``answers`` it rests on.

    What a learner of average ability without a past succeeds one time in two is 0.
    """

    mean: Floats
    sd: Floats
    answers: Floats


class TwoWay:
    """The filter and all it believes; it changes with each ``observe``.

    :param skill_of: the skill of each exercise, whole numbers from 0, (items,).
    :param settings: laws before any answer.
    :param skills: how many skills there are; by default as many as ``skill_of`` names.
    :raises ValueError: ``skill_of`` not whole, or out of range.
    """

    def __init__(
        self, skill_of: ArrayLike, settings: Settings | None = None, *, skills: int = 0
    ) -> None:
        self.settings = settings or Settings()
        effects = [self.settings.effects.get(fact) for fact in FACTS]
        given = [(k, one) for k, one in enumerate(effects) if one is not None]
        # Of each level: which facts have a weight there, and the weights before any answer.
        self._facts = (
            [k for k, one in given if one.shared or one.mean],
            [k for k, one in given if one.skill],
            [k for k, one in given if one.item],
        )
        self._shared = [
            Belief(one.mean, one.shared**2) for _, one in given if one.shared or one.mean
        ]
        self._skill_laws = [one.skill**2 for _, one in given if one.skill]
        self._item_laws = [one.item**2 for _, one in given if one.item]
        self._skills: list[list[Belief]] = []
        self._items: list[list[Belief]] = []
        self._answers: list[int] = []
        self._skill_of: list[int] = []
        self._learners: dict[int, Past] = {}
        self.add_items(skill_of, skills=skills)

    def __len__(self) -> int:
        """How many exercises there are."""
        return len(self._items)

    def add_items(self, skill_of: ArrayLike, *, skills: int = 0) -> None:
        """More exercises, numbered on from the last; a new one is worth what its skill is.

        :raises ValueError: a skill that is not a whole number, or below 0.
        """
        given = np.asarray(skill_of)
        if given.ndim != 1 or (given.size and given.dtype.kind not in "iu"):
            raise ValueError("skill_of: a whole number for each exercise is needed")
        if given.min(initial=0) < 0:
            raise ValueError(f"skill_of: {given.min()} is below 0")
        for _ in range(len(self._skills), max(skills, int(given.max(initial=-1)) + 1)):
            self._skills.append([Belief(0.0, var) for var in self._skill_laws])
        for skill in given.tolist():
            self._items.append([Belief(0.0, var) for var in self._item_laws])
            self._answers.append(0)
            self._skill_of.append(skill)

    def predict(self, learner: int, item: int, at: float = math.nan) -> float:
        """Probability that the learner answers right at ``at`` (days); nothing is learnt.

        :raises ValueError: an item out of range.
        """
        return self._step(learner, item, None, at, True)[0]

    def observe(self, learner: int, item: int, score: float, at: float = math.nan) -> float:
        """Learns from an answer. Gives the probability of a right one as it was before it.

        :param score: 0 to 1, 1 is right.
        :param at: days, any epoch; times of one learner never fall. NaN: not known.
        :raises ValueError: an item or a score out of range, a time that goes back.
        """
        if not 0.0 <= score <= 1.0:
            raise ValueError(f"score: {score} is outside [0, 1]")
        return self._step(learner, item, score, at, True)[0]

    def follow(self, log: Log, *, items_learn: bool = True) -> Followed:
        """``observe`` of each answer of a log, in its order.

        :param items_learn: whether exercises are learnt too, or learners alone.
        :raises ValueError: an item out of range, a time before the learner's last one. Nothing
            was learnt then of that answer and of those after it.
        """
        n = len(log)
        times = [math.nan] * n if log.at is None else log.at.tolist()
        rows = zip(
            log.learner.tolist(), log.item.tolist(), log.score.tolist(), times, strict=True
        )
        found = np.array([self._step(*row, items_learn) for row in rows]).reshape(n, 3)
        return Followed(found[:, 0].copy(), found[:, 1].copy(), np.sqrt(found[:, 2]))

    def difficulty(self) -> Difficulty:
        """What is believed of the exercises, the levels' variances added up."""
        level = [k.index(0) if 0 in k else None for k in self._facts]
        shared, skill, item = level
        mean, var = np.zeros(len(self)), np.zeros(len(self))
        for row in range(len(self)):
            beliefs = [
                self._shared[shared] if shared is not None else None,
                self._skills[self._skill_of[row]][skill] if skill is not None else None,
                self._items[row][item] if item is not None else None,
            ]
            mean[row] = -sum(one.mean for one in beliefs if one)
            var[row] = sum(one.var for one in beliefs if one)
        return Difficulty(mean, np.sqrt(var), np.array(self._answers, dtype=np.float64))

    def _step(
        self, learner: int, item: int, score: float | None, at: float, items_learn: bool
    ) -> tuple[float, float, float]:
        """Probability, mean and variance before an answer; learns from it if there is one."""
        if not 0 <= item < len(self._items):
            raise ValueError(f"item: {item} is not one of the {len(self._items)} exercises")
        past = self._learners.get(learner) or nobody(self.settings)
        if math.isinf(at) or at < past.at:
            raise ValueError(f"at: {at} is no day from the learner's last answer on")
        skill = self._skill_of[item]
        here = past.practice.get(skill) or untried(self.settings)
        mine = four(self.settings, past, here, at)
        level = mine[0].mean + mine[1].mean + mine[2].mean + mine[3].mean
        values = facts(past, here, skill, item, at, level)
        theirs, steep = self._weights(skill, item, values)
        mean = level + sum([one.mean * x for one, x in theirs])
        var = sum([one.var * x * x for one, x in theirs])
        var += steep * steep * sum([one.var for one in mine])
        shrink = 1.0 / math.sqrt(1.0 + _SHRINK * var)
        p = 1.0 / (1.0 + math.exp(-max(shrink * mean, -500.0)))
        if score is not None:
            force, bend = shrink * (score - p), shrink * shrink * p * (1.0 - p)
            _learn([(one, steep) for one in mine], force, bend)
            past.slow, past.fast, here.slow, here.fast = mine
            if items_learn:
                _learn(theirs, force, bend)
                self._answers[item] += 1
            remember(past, here, skill, item, score, at)
            self._learners[learner] = past
        return p, mean, var

    def _weights(
        self, skill: int, item: int, values: tuple[float, ...]
    ) -> tuple[list[tuple[Belief, float]], float]:
        """The weights of facts that are not 0, with these; and the slope of the exercise."""
        found, steep = [], 1.0
        levels = (self._shared, self._skills[skill], self._items[item])
        for which, beliefs in zip(self._facts, levels, strict=True):
            for k, one in zip(which, beliefs, strict=True):
                if values[k]:
                    found.append((one, values[k]))
                if k == _LEVEL:
                    steep += one.mean
        return found, max(steep, _LEAST_SLOPE)


def _learn(parts: list[tuple[Belief, float]], force: float, bend: float) -> None:
    """Moves each belief by its part of the variance; variances only fall, and stay above 0."""
    for one, x in parts:
        gain = one.var * x
        one.mean += gain * force
        one.var -= bend * gain * gain
