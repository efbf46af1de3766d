"""What answers of others say of an exercise: how often it is right, and after what.

Each rate is drawn towards a plainer one by a number of imaginary answers: an exercise’s
towards its skill’s, an exercise’s after a wrong answer towards the exercise’s. Fitted on some
learners and read for others: one’s own answers would tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adaptive.gaussian import Floats, logistic
from adaptive.parameters import Ints
from adaptive.prediction.exercises import Exercises
from adaptive.prediction.history import Facts

# Answers at the plainer rate, for each level. Chosen on training learners, as all that follows.
_TO_ALL, _TO_SKILL, _TO_ITEM = 10.0, 6.0, 4.0
_TO_WIDE, _TO_LAST = 20.0, 8.0
# Exercises numbered next to one another: a normal curve of this sd, cut at ±8.
_NEAR, _FAR = 3.0, 8
# Difficulty: abilities N(0, 1); difficulties around what is near, with this variance.
_SPREAD, _PASSES = 0.5, 12
_LEAST = 0.02

COLUMNS = (
    "difficulty", "item_rate", "item_answers", "near_rate", "skill_rate", "usual_turn",
    "before_usual_turn", "skill_pattern_rate", "item_last_rate", "item_pattern_rate",
    "skill_after_skill_rate", "skill_after_two_rate", "item_after_item_rate",
    "item_after_item_answers", "item_after_two_rate", "item_after_two_answers",
    "item_after_seen_rate", "item_after_seen_answers",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Rates:
    """By context, a whole number: ``excess`` over a plainer rate, ``answers`` it rests on.

    ``key`` is sorted; a context never met adds nothing.
    """

    key: Ints
    excess: Floats
    answers: Floats

    def at(self, key: Ints) -> tuple[Floats, Floats]:
        """Excess and answers of each context asked for."""
        if not len(self.key):
            return np.zeros(len(key)), np.zeros(len(key))
        place = np.minimum(np.searchsorted(self.key, key), len(self.key) - 1)
        met = self.key[place] == key
        return np.where(met, self.excess[place], 0.0), np.where(met, self.answers[place], 0.0)


def fit_rates(key: Ints, above: Floats, imaginary: float) -> Rates:
    """From the context of each answer and its score less the plainer rate."""
    known, group = np.unique(key, return_inverse=True)
    answers = np.bincount(group, minlength=len(known)).astype(np.float64)
    total = np.bincount(group, above, minlength=len(known))
    return Rates(known, total / (answers + imaginary), answers)


# Each level: its name, the plainer rate it corrects, the imaginary answers.
_LEVELS = (
    ("skill_pattern", "skill", _TO_WIDE),
    ("skill_after_skill", "skill", _TO_WIDE),
    ("skill_after_two", "skill", _TO_WIDE),
    ("item", "skill", 5.0),
    ("item_last", "item", _TO_LAST),
    ("item_pattern", "item_last", _TO_ALL),
    ("item_after_item", "item_last", _TO_ITEM),
    ("item_after_two", "item_after_item", _TO_ITEM),
    ("item_after_seen", "item", _TO_ITEM),
)
LEVELS = tuple(name for name, _, _ in _LEVELS)


@dataclass(frozen=True, eq=False)
class Tables:
    """Rates of exercises and contexts, as some learners’ answers say."""

    exercises: Exercises
    difficulty: Floats
    item_rate: Floats
    item_answers: Floats
    near_rate: Floats
    skill_rate: Floats  # of each exercise: the mean of its skills
    usual_turn: Floats
    overall: float
    main_rate: Floats  # of each skill, as main skill
    levels: dict[str, Rates]

    def columns(self, facts: Facts) -> Floats:
        """The features named by ``COLUMNS``, (r, 18)."""
        item, keys = facts.item, contexts(self.exercises, facts)
        rate = {"skill": self.main_rate[self.exercises.skills[item, 0]]}
        answers = {}
        for name, plainer, _ in _LEVELS:
            excess, answers[name] = self.levels[name].at(keys[name])
            rate[name] = rate[plainer] + excess
        usual = self.usual_turn[item]
        return np.stack(
            [
                self.difficulty[item], self.item_rate[item], self.item_answers[item],
                self.near_rate[item], self.skill_rate[item], usual,
                np.log1p(facts.turn) - usual, rate["skill_pattern"], rate["item_last"],
                rate["item_pattern"], rate["skill_after_skill"], rate["skill_after_two"],
                rate["item_after_item"], answers["item_after_item"],
                rate["item_after_two"], answers["item_after_two"],
                rate["item_after_seen"], answers["item_after_seen"],
            ],
            axis=1,
        )  # fmt: skip


def contexts(exercises: Exercises, facts: Facts) -> dict[str, Ints]:
    """By level, the context of each answer as one whole number."""
    item, main = facts.item, exercises.skills[facts.item, 0]
    m, skills = len(exercises) + 1, exercises.skill_count + 1
    before = np.where(facts.previous >= 0, exercises.skills[facts.previous, 0], skills - 1)
    pattern = facts.last_on_skill * 6 + np.minimum(facts.turns_each[:, 0], 5).astype(np.int64)
    two = facts.right * 3 + facts.earlier_right
    pair = (facts.previous + 1) * m + item
    return {
        "skill_pattern": main * 162 + pattern,
        "skill_after_skill": (before * skills + main) * 3 + facts.right,
        "skill_after_two": (main * 9 + two) * 2 + (before == main),
        "item": item,
        "item_last": item * 3 + facts.last_on_skill // 9,
        "item_pattern": item * 162 + pattern,
        "item_after_item": pair * 3 + facts.right,
        "item_after_two": ((facts.earlier + 1) * m * m + pair) * 9 + two,
        "item_after_seen": pair,
    }


def fit_tables(exercises: Exercises, learner: Ints, facts: Facts, score: Floats) -> Tables:
    """From some learners’ answers: who (n,), what was known before each, its score."""
    m, item = len(exercises), facts.item
    overall = float((score.sum() + 0.5) / (len(score) + 1.0))
    skill_rate = _skill_rates(exercises, item, score, overall)
    answers = np.bincount(item, minlength=m).astype(np.float64)
    above = np.bincount(item, score - skill_rate[item], minlength=m)
    near = skill_rate + _beside(above) / (_beside(answers) + _TO_ALL)
    total = np.bincount(item, score, minlength=m)
    item_rate = (total + _TO_SKILL * near) / (answers + _TO_SKILL)
    turn = np.bincount(item, np.log1p(facts.turn), minlength=m)
    usual = (turn + 2.0 * np.log1p(facts.turn).mean()) / (answers + 2.0)
    main = exercises.skills[item, 0]
    of_main = np.bincount(main, minlength=exercises.skill_count)
    right = np.bincount(main, score, minlength=exercises.skill_count)
    main_rate = (right + _TO_ALL * overall) / (of_main + _TO_ALL)
    levels: dict[str, Rates] = {}
    rate, keys = {"skill": main_rate[main]}, contexts(exercises, facts)
    for name, plainer, imaginary in _LEVELS:
        levels[name] = fit_rates(keys[name], score - rate[plainer], imaginary)
        rate[name] = rate[plainer] + levels[name].at(keys[name])[0]
    difficulty = _difficulty(learner, item, score, _logits(near), _logits(item_rate))
    return Tables(
        exercises, difficulty, item_rate, answers, near, skill_rate, usual, overall,
        main_rate, levels,
    )  # fmt: skip


def _skill_rates(exercises: Exercises, item: Ints, score: Floats, overall: float) -> Floats:
    """Of each exercise, the mean rate of its skills."""
    skills, there = exercises.skills, exercises.skills >= 0
    row, slot = np.nonzero(there[item])
    skill = skills[item][row, slot]
    answers = np.bincount(skill, minlength=exercises.skill_count)
    right = np.bincount(skill, score[row], minlength=exercises.skill_count)
    rate = (right + _TO_ALL * overall) / (answers + _TO_ALL)
    mean: Floats = np.where(there, rate[skills], 0.0).sum(1) / there.sum(1)
    return mean


def _beside(values: NDArray[Any]) -> Floats:
    """Of each exercise, the sum over those numbered next to it, itself left out."""
    weight = np.exp(-0.5 * (np.arange(-_FAR, _FAR + 1) / _NEAR) ** 2)
    weight[_FAR] = 0.0
    padded = np.concatenate([np.zeros(_FAR), values, np.zeros(_FAR)])
    total: Floats = np.convolve(padded, weight, "valid")
    return total


def _logits(rate: Floats) -> Floats:
    within = np.clip(rate, _LEAST, 1.0 - _LEAST)
    return np.log(within) - np.log1p(-within)


def _difficulty(
    learner: Ints, item: Ints, score: Floats, around: Floats, start: Floats
) -> Floats:
    """Ease of each exercise once learners’ abilities are allowed for, in logits."""
    _, who = np.unique(learner, return_inverse=True)
    ability, ease = np.zeros(who.max(initial=-1) + 1), start.copy()
    for _ in range(_PASSES):
        p = logistic(ability[who] + ease[item])
        bend = np.bincount(who, p * (1.0 - p), minlength=len(ability)) + 1.0
        ability += (np.bincount(who, score - p, minlength=len(ability)) - ability) / bend
        p = logistic(ability[who] + ease[item])
        pull = np.bincount(item, score - p, minlength=len(ease)) - (ease - around) / _SPREAD
        ease += pull / (np.bincount(item, p * (1.0 - p), minlength=len(ease)) + 1.0 / _SPREAD)
    return ease
