"""What was answered so far, of many learners at once: plain counts, nothing estimated.

Each answer costs the same whatever came before it. Learners are rows, so that a log is read a
step at a time, all learners side by side; a learner at work is one row.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from adaptive.gaussian import Floats
from adaptive.parameters import Ints
from adaptive.prediction.exercises import Exercises

# How much of a running average one more answer leaves: over all answers, and on a skill.
KEPT = np.array([0.6, 0.85, 0.95])
KEPT_ON_SKILL = np.array([0.5, 0.8])
# The last answers as one number: two bits each would do, base 3 has a digit for "none".
_LAST = 3**4
_LAST_ON_SKILL = 3**3


@dataclass(frozen=True, eq=False)
class Facts:
    """What is known before an answer, (r,) each; with w skills an exercise at most.

    ``last``, ``last_on_skill``: the latest answers, the newest the first digit in base 3: 0
    none, 1 wrong, 2 right. Lags are in answers (``turns_…``) or days, NaN when never or not
    known. ``previous`` and ``earlier``: the last exercise and the one before, −1 for none.
    ``right`` and ``earlier_right``: whether they were (1, 0), 2 for none. Averages are of
    score − ½, and 0 at first. ``…_each`` are (r, w), 0 where there is no such skill.
    """

    item: Ints
    turn: Floats
    rights: Floats
    average: Floats  # (r, 3)
    streak: Floats
    last: Ints
    run: Floats
    new_skills: Floats
    previous: Ints
    earlier: Ints
    right: Ints
    earlier_right: Ints
    turns_each: Floats
    rights_each: Floats
    skill_average: Floats  # (r, 2)
    skill_streak: Floats
    last_on_skill: Ints
    turns_since_skill: Floats
    days_since_skill: Floats
    turns_on_item: Floats
    rights_on_item: Floats
    item_right: Ints
    turns_since_item: Floats
    days_since_item: Floats
    days: Floats

    def rows(self, keep: NDArray[np.bool_] | Ints) -> Facts:
        """Some of the rows."""
        return Facts(*(getattr(self, one.name)[keep] for one in fields(self)))


def gathered(parts: list[Facts], order: Ints) -> Facts:
    """Facts of many steps as one; ``order`` (n,): where each goes, part after part."""
    columns = []
    for one in fields(Facts):
        whole = np.concatenate([getattr(part, one.name) for part in parts])
        placed = np.empty_like(whole)
        placed[order] = whole
        columns.append(placed)
    return Facts(*columns)


class History:
    """Counts of ``learners`` who have answered nothing yet; ``observe`` adds an answer each."""

    def __init__(self, exercises: Exercises, learners: int = 1) -> None:
        self.exercises = exercises
        by_skill = (learners, exercises.skill_count)
        by_item = (learners, len(exercises))
        self.turn = np.zeros(learners)
        self._rights = np.zeros(learners)
        self._average = np.zeros((learners, len(KEPT)))
        self._streak = np.zeros(learners)
        self._last = np.zeros(learners, dtype=np.int64)
        self._run = np.zeros(learners)
        self._new = np.zeros(learners)
        self._items = np.full((learners, 2), -1)
        self._right = np.full((learners, 2), 2)
        self._at = np.full(learners, np.nan)
        self.skill_turns = np.zeros(by_skill, dtype=np.float32)
        self._skill_rights = np.zeros(by_skill, dtype=np.float32)
        self._skill_average = np.zeros((*by_skill, len(KEPT_ON_SKILL)), dtype=np.float32)
        self._skill_streak = np.zeros(by_skill, dtype=np.float32)
        self._skill_last = np.zeros(by_skill, dtype=np.int8)
        self._skill_turn = np.full(by_skill, np.nan, dtype=np.float32)
        self._skill_at = np.full(by_skill, np.nan)
        self._item_turns = np.zeros(by_item, dtype=np.int16)
        self._item_rights = np.zeros(by_item, dtype=np.float32)
        self._item_right = np.full(by_item, 2, dtype=np.int8)
        self._item_turn = np.full(by_item, np.nan, dtype=np.float32)
        self._item_at = np.full(by_item, np.nan)

    def facts(self, who: Ints, item: Ints, at: Floats) -> Facts:
        """What is known before learners ``who`` answer ``item`` at ``at`` (days), (r,) each."""
        skills = self.exercises.skills[item]
        main, row = skills[:, 0], who[:, None]
        there = skills >= 0
        count = there.sum(1)
        turn = self.turn[who]

        def each(values: NDArray[np.float32]) -> Floats:
            return np.where(there, values[row, skills], 0.0)

        def mean(values: NDArray[np.float32]) -> Floats:
            total: Floats = each(values).sum(1) / count
            return total

        average = np.where(there[:, :, None], self._skill_average[row, skills], 0.0).sum(1)
        return Facts(
            item=item,
            turn=turn,
            rights=self._rights[who],
            average=self._average[who],
            streak=self._streak[who],
            last=self._last[who],
            run=np.where(self._same_skill(who, main), self._run[who] + 1.0, 0.0),
            new_skills=self._new[who],
            previous=self._items[who, 0],
            earlier=self._items[who, 1],
            right=self._right[who, 0],
            earlier_right=self._right[who, 1],
            turns_each=each(self.skill_turns),
            rights_each=each(self._skill_rights),
            skill_average=average / count[:, None],
            skill_streak=mean(self._skill_streak),
            last_on_skill=self._skill_last[who, main].astype(np.int64),
            turns_since_skill=turn - self._skill_turn[who, main],
            days_since_skill=at - self._skill_at[who, main],
            turns_on_item=self._item_turns[who, item].astype(np.float64),
            rights_on_item=self._item_rights[who, item].astype(np.float64),
            item_right=self._item_right[who, item].astype(np.int64),
            turns_since_item=turn - self._item_turn[who, item],
            days_since_item=at - self._item_at[who, item],
            days=at - self._at[who],
        )

    def _same_skill(self, who: Ints, main: Ints) -> NDArray[np.bool_]:
        before = self._items[who, 0]
        same: NDArray[np.bool_] = (self.exercises.skills[before, 0] == main) & (before >= 0)
        return same

    def is_after(self, learner: int, at: float) -> bool:
        """Whether the learner's last answer is later than ``at``; not when one is not known."""
        return bool(self._at[learner] > at)

    def observe(self, who: Ints, item: Ints, score: Floats, at: Floats) -> None:
        """Adds an answer each of learners ``who``, all different; ``score`` in [0, 1]."""
        right = (score >= 0.5).astype(np.int64)
        main = self.exercises.skills[item, 0]
        self._run[who] = np.where(self._same_skill(who, main), self._run[who] + 1.0, 0.0)
        self._new[who] += self.skill_turns[who, main] == 0
        self._average[who] = mixed(self._average[who], KEPT, score - 0.5)
        self._streak[who] = longer(self._streak[who], right)
        self._last[who] = (1 + right) * (_LAST // 3) + self._last[who] // 3
        self._items[who, 1], self._items[who, 0] = self._items[who, 0], item
        self._right[who, 1], self._right[who, 0] = self._right[who, 0], right
        for slot in range(self.exercises.skills.shape[1]):
            there = self.exercises.skills[item, slot] >= 0
            skill = self.exercises.skills[item[there], slot]
            self._observe_skill(who[there], skill, score[there], at[there])
        self._item_turns[who, item] += 1
        self._item_rights[who, item] += score
        self._item_right[who, item] = right
        self._item_turn[who, item] = self.turn[who]
        self._item_at[who, item] = at
        self._at[who] = at
        self._rights[who] += score
        self.turn[who] += 1.0

    def _observe_skill(self, who: Ints, skill: Ints, score: Floats, at: Floats) -> None:
        right = (score >= 0.5).astype(np.int64)
        before = self._skill_average[who, skill]
        self._skill_average[who, skill] = mixed(before, KEPT_ON_SKILL, score - 0.5)
        self._skill_streak[who, skill] = longer(self._skill_streak[who, skill], right)
        last = self._skill_last[who, skill].astype(np.int64)
        self._skill_last[who, skill] = (1 + right) * (_LAST_ON_SKILL // 3) + last // 3
        self._skill_turn[who, skill] = self.turn[who]
        self._skill_at[who, skill] = at
        self.skill_turns[who, skill] += 1
        self._skill_rights[who, skill] += score


def mixed(before: NDArray[np.floating], kept: Floats, value: Floats) -> Floats:
    """Running averages after one more value: ``before`` (r, k), ``kept`` (k,), (r,)."""
    after: Floats = before * kept + (1.0 - kept) * value[:, None]
    return after


def longer(before: NDArray[np.floating], right: Ints) -> Floats:
    """Streaks, +n after n right in a row and −n after n wrong, after one more answer."""
    sign = 2.0 * right - 1.0
    return np.where(before * sign > 0.0, before + sign, sign)
