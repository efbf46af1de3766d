"""The features of the second layer, kept up as answers come: nothing earlier is read again."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from adaptive.gaussian import Floats, Singles, logistic
from adaptive.parameters import Ints
from adaptive.prediction.exercises import Exercises
from adaptive.prediction.history import (
    KEPT,
    KEPT_ON_SKILL,
    Facts,
    History,
    gathered,
    mixed,
)
from adaptive.prediction.linear import Linear
from adaptive.prediction.tables import COLUMNS, Tables
from adaptive.two_way import Log, log_of

# Steps of the running abilities: rate / (1 + fall · answers). Chosen on training learners.
_GENERAL, _ON_SKILL = (1.2, 0.18), (0.9, 0.12)
_BEGINNING = 10  # answers that tell how a learner begins
_FARTHEST = 200  # between the numbers of two exercises: beyond, they are just far
_NOWHERE = -_FARTHEST - 1
_NEVER = -1.0  # a lag that is not known; trees of scikit-learn refuse a column of NaN alone
# Learners read side by side: their tables of skills and exercises stay in the caches.
_SIDE_BY_SIDE = 256

FEATURES = (
    "turn", "rate", "average_60", "average_85", "average_95", "streak", "last", "run",
    "new_skills", "previous_right", "same_skill", "from_previous", "from_earlier",
    "skill_turns", "skill_turns_least", "skill_rate_own", "skill_average_50",
    "skill_average_80", "skill_streak", "last_on_skill", "item_turns", "item_rights",
    "item_right", "turns_since_skill", "turns_since_item", "days", "days_since_skill",
    "days_since_item", "item", "skill", "skills", *COLUMNS, "above_60", "above_85",
    "above_95", "skill_above_50", "skill_above_80", "beginning", "ability", "skill_ability",
    "ease", "foreseen_before", "linear",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Layer:
    """What is fitted on some learners and read for others."""

    tables: Tables
    linear: Linear


class FeatureState:
    """What the features of the next answer need, of one learner or of many side by side.

    ``observe`` adds an answer in time that does not grow with what came before.
    ``features_for`` gives the features of any number of candidates, and changes nothing.
    """

    def __init__(self, layer: Layer, learners: int = 1) -> None:
        self._layer = layer
        self._exercises = layer.tables.exercises
        skills = self._exercises.skill_count
        self._history = History(self._exercises, learners)
        self._above = np.zeros((learners, len(KEPT)))
        self._skill_above = np.zeros((learners, skills, len(KEPT_ON_SKILL)), dtype=np.float32)
        self._beginning = np.zeros(learners)
        self._ability = np.zeros(learners)
        self._skill_ability = np.zeros((learners, skills), dtype=np.float32)
        self._foreseen = np.full(learners, _NEVER)

    def features_for(
        self, candidates: ArrayLike, at: float = np.nan, *, learner: int = 0
    ) -> Singles:
        """The features of each candidate exercise, (m, len(FEATURES)).

        :param candidates: exercises, whole numbers, (m,).
        :param at: now, in days; NaN when times are not known.
        :raises ValueError: an exercise out of range.
        """
        item = _exercises_asked(candidates, len(self._exercises))
        who = np.full(len(item), learner)
        return self.rows(who, item, np.full(len(item), at))

    def observe(
        self, exercise: int, score: float, at: float = np.nan, *, learner: int = 0
    ) -> None:
        """Adds an answer of a learner.

        :param score: 0 to 1; 1 is right.
        :param at: days, not before the last answer's; NaN when times are not known.
        :raises ValueError: an exercise or a score out of range, a time that goes back.
        """
        item = _exercises_asked([exercise], len(self._exercises))
        if not 0.0 <= score <= 1.0:
            raise ValueError(f"score: {score} is outside [0, 1]")
        who = np.array([learner])
        if np.isinf(at) or self._history.is_after(learner, at):
            raise ValueError(f"at: {at} is no day from the learner's last answer on")
        self.observe_rows(who, item, np.array([score]), np.array([at]))

    def copy(self) -> FeatureState:
        """The same answers so far; what either observes next, the other does not know."""
        shared = {id(one): one for one in (self._layer, self._exercises)}
        return deepcopy(self, shared)

    def rows(self, who: Ints, item: Ints, at: Floats) -> Singles:
        """Features of exercise ``item`` for learner ``who``, (r, len(FEATURES))."""
        facts = self._history.facts(who, item, at)
        tables = self._layer.tables.columns(facts)
        return np.column_stack(
            [
                _plain(self._exercises, facts),
                tables,
                self._running(who, item),
                self._layer.linear.logit(facts),
            ]
        ).astype(np.float32)

    def observe_rows(self, who: Ints, item: Ints, score: Floats, at: Floats) -> None:
        """An answer each of learners ``who``, all different."""
        ease = self._layer.tables.difficulty[item]
        foreseen = logistic(self._ease(who, item))
        above, error = score - logistic(ease), score - foreseen
        turn = self._history.turn[who]
        self._above[who] = mixed(self._above[who], KEPT, above)
        self._beginning[who] += np.where(turn < _BEGINNING, above, 0.0)
        self._ability[who] += error * _GENERAL[0] / (1.0 + _GENERAL[1] * turn)
        for slot in range(self._exercises.skills.shape[1]):
            there = self._exercises.skills[item, slot] >= 0
            mine, skill = who[there], self._exercises.skills[item[there], slot]
            rate = _ON_SKILL[0] / (1.0 + _ON_SKILL[1] * self._history.skill_turns[mine, skill])
            self._skill_ability[mine, skill] += error[there] * rate
            before = self._skill_above[mine, skill]
            self._skill_above[mine, skill] = mixed(before, KEPT_ON_SKILL, above[there])
        self._foreseen[who] = foreseen
        self._history.observe(who, item, score, at)

    def _mean(self, values: NDArray[np.float32], who: Ints, item: Ints) -> Floats:
        """Over the skills of each exercise."""
        skills = self._exercises.skills[item]
        there = skills >= 0
        mean: Floats = np.where(there, values[who[:, None], skills], 0.0).sum(1) / there.sum(1)
        return mean

    def _ease(self, who: Ints, item: Ints) -> Floats:
        ability = self._ability[who] + self._mean(self._skill_ability, who, item)
        return ability + self._layer.tables.difficulty[item]

    def _running(self, who: Ints, item: Ints) -> Floats:
        of_skill = [
            self._mean(self._skill_above[:, :, k], who, item) for k in range(len(KEPT_ON_SKILL))
        ]
        return np.column_stack(
            [
                self._above[who],
                *of_skill,
                self._beginning[who],
                self._ability[who],
                self._mean(self._skill_ability, who, item),
                self._ease(who, item),
                self._foreseen[who],
            ]
        )


def _exercises_asked(asked: ArrayLike, count: int) -> Ints:
    item = np.asarray(asked)
    if item.ndim != 1 or (item.size and item.dtype.kind not in "iu"):
        raise ValueError("candidates: whole numbers are needed, one an exercise")
    if item.size and not (item.min() >= 0 and item.max() < count):
        raise ValueError(f"candidates: numbers from 0 to {count - 1} are needed")
    return item.astype(np.int64)


def _plain(exercises: Exercises, facts: Facts) -> Floats:
    """The features that need no table: ``FEATURES`` from turn to skills."""
    skills = exercises.skills[facts.item]
    there = skills >= 0
    count = there.sum(1)
    turns, rights = facts.turns_each.sum(1) / count, facts.rights_each.sum(1) / count
    last_skill = exercises.skills[facts.previous, 0]
    apart = [
        np.where(before >= 0, np.clip(facts.item - before, -_FARTHEST, _FARTHEST), _NOWHERE)
        for before in (facts.previous, facts.earlier)
    ]
    lags = [
        np.where(np.isnan(lag), _NEVER, lag)
        for lag in (
            facts.turns_since_skill, facts.turns_since_item, facts.days,
            facts.days_since_skill, facts.days_since_item,
        )
    ]  # fmt: skip
    return np.column_stack(
        [
            facts.turn, (facts.rights + 2.0) / (facts.turn + 3.0), facts.average,
            facts.streak, facts.last, facts.run,
            facts.new_skills / np.maximum(facts.turn, 1.0), facts.right,
            (last_skill == skills[:, 0]) & (facts.previous >= 0),
            *apart, turns,
            np.where(there, facts.turns_each, np.inf).min(1), (rights + 1.0) / (turns + 1.5),
            facts.skill_average, facts.skill_streak, facts.last_on_skill,
            facts.turns_on_item, facts.rights_on_item, facts.item_right, *lags,
            facts.item, skills[:, 0], count,
        ]
    )  # fmt: skip


def checked(exercises: Exercises, log: Log) -> Log:
    """The log, learners one after the other: checked again, in case it was made by hand.

    :raises ValueError: an exercise out of range, or what ``log_of`` refuses.
    """
    order = np.argsort(log.learner, kind="stable")
    at = None if log.at is None else log.at[order]
    log = log_of(log.learner[order], log.item[order], log.score[order], at)
    if len(log) and log.item.max() >= len(exercises):
        raise ValueError(f"item: numbers from 0 to {len(exercises) - 1} are needed")
    return log


def facts_of(exercises: Exercises, log: Log) -> Facts:
    """What was known before each answer of a log whose learners are one after the other."""
    at = _times(log)
    parts, order = [], []
    for learners, steps in side_by_side(log.learner):
        history = History(exercises, learners)
        for who, row in steps:
            parts.append(history.facts(who, log.item[row], at[row]))
            order.append(row)
            history.observe(who, log.item[row], log.score[row], at[row])
    return gathered(parts, np.concatenate(order))


def features_of(layer: Layer, log: Log) -> Singles:
    """The features of each answer of such a log, (n, len(FEATURES)), before it was given."""
    found = np.empty((len(log), len(FEATURES)), dtype=np.float32)
    at = _times(log)
    for learners, steps in side_by_side(log.learner):
        state = FeatureState(layer, learners)
        for who, row in steps:
            found[row] = state.rows(who, log.item[row], at[row])
            state.observe_rows(who, log.item[row], log.score[row], at[row])
    return found


def _times(log: Log) -> Floats:
    return np.full(len(log), np.nan) if log.at is None else log.at


def side_by_side(learner: Ints) -> Iterator[tuple[int, Iterator[tuple[Ints, Ints]]]]:
    """Groups of learners, those with most answers first, and their answers a step at a time.

    A step gives the rows of the group's learners that still answer, and of their answers.
    """
    first = np.flatnonzero(np.diff(learner, prepend=learner[:1] - 1))
    count = np.diff(first, append=len(learner))
    longest = np.argsort(-count, kind="stable")
    for start in range(0, len(first), _SIDE_BY_SIDE):
        group = longest[start : start + _SIDE_BY_SIDE]
        yield len(group), _steps(first[group], count[group])


def _steps(first: Ints, count: Ints) -> Iterator[tuple[Ints, Ints]]:
    for step in range(int(count[0])):
        still = np.arange(np.searchsorted(-count, -step, side="left"))
        yield still, first[still] + step
