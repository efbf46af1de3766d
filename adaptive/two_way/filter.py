"""The two-way filter: learners and exercises are both beliefs, and each answer moves both.

The logit of success is a sum of Gaussian beliefs: of the learner, a slow general ability, a
mood that passes, a slow ability and a streak on the skill; of the exercise, the weights of a
few facts (``FACTS``), each a shared one plus a skill's own plus an exercise's own. An exercise
never seen is thus worth what its skill is worth. The weight of the learner's own level makes
the slope.

Beliefs are kept independent of each other; an answer moves each by its part of the variance
(assumed-density filtering, Minka 2001), by the derivatives of the logistic-normal probability
in MacKay's form (1992). What Elo does with a rate that is guessed, this does with a variance
that is known.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from adaptive.gaussian import Floats
from adaptive.two_way.exercises import Difficulty, Exercises
from adaptive.two_way.log import Log
from adaptive.two_way.past import Belief, Past, facts, four, nobody, remember, untried
from adaptive.two_way.settings import Settings

_SHRINK = math.pi / 8.0


@dataclass(frozen=True, eq=False)
class Followed:
    """What was predicted of each answer before it: ``p`` (n,), and the logit's mean and sd."""

    p: Floats
    mean: Floats
    sd: Floats


class TwoWay:
    """The filter and all it believes; it changes with each ``observe``.

    ``exercises`` and ``learners`` (by their number) are what it believes; learners are
    strangers until they answer.

    :param skill_of: the skill of each exercise, whole numbers from 0, (items,).
    :param settings: laws before any answer.
    :param skills: at least so many skills; by default as many as ``skill_of`` names.
    :raises ValueError: ``skill_of`` not whole, or below 0.
    """

    def __init__(
        self, skill_of: ArrayLike, settings: Settings | None = None, *, skills: int = 0
    ) -> None:
        self.settings = settings or Settings()
        self.exercises = Exercises(self.settings)
        self.exercises.add(skill_of, skills)
        self.learners: dict[int, Past] = {}

    def __len__(self) -> int:
        """How many exercises there are."""
        return len(self.exercises.items)

    def add_items(self, skill_of: ArrayLike) -> None:
        """More exercises, numbered on from the last; a new one is worth what its skill is.

        :raises ValueError: a skill that is not a whole number, or below 0.
        """
        self.exercises.add(skill_of)

    def predict(self, learner: int, item: int, at: float = math.nan) -> float:
        """Probability that the learner answers right at ``at`` (days); nothing is learnt.

        :raises ValueError: an item out of range, a time before the learner's last answer.
        """
        return self._step(learner, item, None, at, False)[0]

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
        :raises ValueError: an item out of range: nothing was learnt; a time before the
            learner's last answer: the answers before it were learnt, the others not.
        """
        if len(log) and log.item.max() >= len(self):
            raise ValueError(f"item: {log.item.max()} is not one of the {len(self)} exercises")
        found = np.empty((len(log), 3))
        at = np.full(len(log), math.nan) if log.at is None else log.at
        columns = (log.learner, log.item, log.score, at)
        rows = zip(*(column.tolist() for column in columns), strict=True)
        for row, (learner, item, score, when) in enumerate(rows):
            found[row] = self._step(learner, item, score, when, items_learn)
        return Followed(found[:, 0].copy(), found[:, 1].copy(), np.sqrt(found[:, 2]))

    def difficulty(self) -> Difficulty:
        """What is believed of each exercise, its levels taken together."""
        return self.exercises.difficulty()

    def _step(
        self, learner: int, item: int, score: float | None, at: float, items_learn: bool
    ) -> tuple[float, float, float]:
        """Probability, mean and variance before an answer; learns from it if there is one."""
        if not 0 <= item < len(self):
            raise ValueError(f"item: {item} is not one of the {len(self)} exercises")
        past = self.learners.get(learner) or nobody(self.settings)
        if math.isinf(at) or at < past.at:
            raise ValueError(f"at: {at} is no day from the learner's last answer on")
        skill = self.exercises.skill_of[item]
        here = past.practice.get(skill) or untried(self.settings)
        mine = four(self.settings, past, here, at)
        level = mine[0].mean + mine[1].mean + mine[2].mean + mine[3].mean
        theirs, slope = self.exercises.weights(item, facts(past, here, skill, item, at, level))
        mean = level + sum([one.mean * x for one, x in theirs])
        var = sum([one.var * x * x for one, x in theirs])
        var += slope * slope * sum([one.var for one in mine])
        shrink = 1.0 / math.sqrt(1.0 + _SHRINK * var)
        p = 1.0 / (1.0 + math.exp(-max(shrink * mean, -500.0)))
        if score is not None:
            force, bend = shrink * (score - p), shrink * shrink * p * (1.0 - p)
            _learn([(one, slope) for one in mine], force, bend)
            past.slow, past.fast, here.slow, here.fast = mine
            if items_learn:
                _learn(theirs, force, bend)
                self.exercises.answers[item] += 1
            remember(past, here, skill, item, score, at)
            self.learners[learner] = past
        return p, mean, var


def _learn(parts: list[tuple[Belief, float]], force: float, bend: float) -> None:
    """Moves each belief by its part of the variance; variances only fall, and stay above 0."""
    for one, x in parts:
        gain = one.var * x
        one.mean += gain * force
        one.var -= bend * gain * gain
