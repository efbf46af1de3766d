"""Is what a policy says to be known known? People practise; each call is judged by the truth.

A *call* is the moment at which a policy says that a skill is known: *acquis* for ours, the
level of mastery for Bayesian knowledge tracing. It is judged against the person's own ability,
which no policy sees: false when that was below the threshold ``difficulty + logit(.75)``
*before* the answer that brought the call had its feedback.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from adaptive.evidence import NONE, RIGHTS, SITTINGS
from adaptive.gaussian import logit
from adaptive.parameters import THRESHOLD_SUCCESS, Ints
from adaptive.simulation.comparison import A_SITTING, MINUTES
from adaptive.simulation.policies import CappedBkt, Ours, Policy
from adaptive.simulation.school import School
from adaptive.simulation.worlds import Person

LATER_DAYS = 7.0


class Caller(Policy, Protocol):
    """A policy that says of a skill, now and then, that it is known."""

    def calls(self, item: int, margin: float) -> bool:
        """Whether the answer just told brings a call of its skill. ``margin``: the truth,
        logits above the threshold; for the oracle alone."""
        ...


class OursCalling(Ours):
    """Calls what becomes acquis."""

    def told(self, item: int, right: bool, day: float, sitting: int) -> None:
        """See ``Policy``."""
        self._stages = self.state.evidence["stage"]
        super().told(item, right, day, sitting)

    def calls(self, item: int, margin: float) -> bool:
        """See ``Caller``."""
        stages, skill = self.state.evidence["stage"], int(self._school.item_skill[item])
        return bool(self._stages[skill] == NONE and stages[skill] != NONE)


class BktCalling(CappedBkt):
    """Calls what passes the level of mastery."""

    def __init__(self, school: School, rng: np.random.Generator, level: float) -> None:
        super().__init__(school, rng)
        self.MASTERY = level

    def told(self, item: int, right: bool, day: float, sitting: int) -> None:
        """See ``Policy``."""
        self._before = float(self._p[self._school.item_skill[item]])
        super().told(item, right, day, sitting)

    def calls(self, item: int, margin: float) -> bool:
        """See ``Caller``."""
        return self._before < self.MASTERY <= float(self._p[self._school.item_skill[item]])


class Oracle(CappedBkt):
    """The walk of BKT with the truth for its probability, and the proof that we ask for."""

    def __init__(self, school: School, rng: np.random.Generator) -> None:
        super().__init__(school, rng)
        self._p[:] = 0.0
        self._rights: list[list[int]] = [[] for _ in range(len(school))]  # their sittings
        self._waiting: set[int] = set()  # proved in all but the second sitting
        self._day = -1

    def choose(self, day: float) -> int:
        """See ``Policy``."""
        if int(day) != self._day:
            self._day = int(day)
            self._p[list(self._waiting)] = 0.0
            self._waiting.clear()
        return super().choose(day)

    def told(self, item: int, right: bool, day: float, sitting: int) -> None:
        """See ``Policy``."""
        skill = int(self._school.item_skill[item])
        self._tries[skill] += 1
        if right:
            self._rights[skill].append(sitting)

    def calls(self, item: int, margin: float) -> bool:
        """See ``Caller``."""
        skill = int(self._school.item_skill[item])
        rights = self._rights[skill]
        if margin < 0.0 or len(rights) < RIGHTS or self._p[skill] == 1.0:
            return False
        self._p[skill] = 1.0
        if len(set(rights)) < SITTINGS:
            self._waiting.add(skill)
            return False
        return True


@dataclass(frozen=True)
class Call:
    """A skill said to be known. Margins: true ability above the threshold, logits, before the
    feedback of the last answer, after it, and ``LATER_DAYS`` later without practice.
    """

    skill: int
    exercises: int
    before: float
    after: float
    later: float

    @property
    def false(self) -> bool:
        """Whether the skill was not known."""
        return self.before < 0.0


@dataclass(frozen=True, eq=False)
class Learner:
    """What one learner's practice brought. n skills.

    ``calls`` in their order; ``exercises`` all done; ``spent`` (n,) those on each skill until
    its first call, or in all when there was none.
    """

    calls: tuple[Call, ...]
    exercises: int
    spent: Ints

    @property
    def first(self) -> dict[int, Call]:
        """The first call of each skill that has one."""
        return {call.skill: call for call in reversed(self.calls)}


def judge(
    who: Person,
    place: School,
    caller: Caller,
    luck: np.random.Generator,
    days: Sequence[float],
    each: int = A_SITTING,
) -> Learner:
    """Let somebody practise, ``each`` exercises a sitting, and judge every call."""
    calls: list[Call] = []
    done, spent = np.zeros(len(place), np.int64), np.zeros(len(place), np.int64)
    called: set[int] = set()
    for sitting, start in enumerate(days, 1):
        for step in range(each):
            day = start + step * MINUTES
            item = caller.choose(day)
            skill = int(place.item_skill[item])
            right = bool(luck.random() < who.chance(item, day))
            before = margin(who, place, skill, day)
            who.practise(item, right, day)
            caller.told(item, right, day, sitting)
            done[skill] += 1
            if skill not in called:
                spent[skill] += 1
            if caller.calls(item, before):
                called.add(skill)
                after, later = (margin(who, place, skill, day + d) for d in (0.0, LATER_DAYS))
                calls.append(Call(skill, int(done[skill]), before, after, later))
    return Learner(tuple(calls), int(done.sum()), spent)


def margin(who: Person, place: School, skill: int, day: float) -> float:
    """True ability above the threshold, logits."""
    threshold = float(place.difficulty[skill]) + logit(THRESHOLD_SUCCESS)
    return float(who.ability(day)[skill]) - threshold


@dataclass(frozen=True, eq=False)
class Group:
    """Learners of one world under one policy; the figures are of all of them."""

    people: tuple[Learner, ...]

    @property
    def calls(self) -> list[Call]:
        """Every call."""
        return [call for one in self.people for call in one.calls]

    @property
    def first(self) -> list[Call]:
        """The first call of each skill and learner."""
        return [call for one in self.people for call in one.first.values()]

    @property
    def false(self) -> float:
        """Share of the calls that are false; 0 without a call."""
        return _share([call.false for call in self.calls])

    @property
    def false_error(self) -> float:
        """Standard error of ``false``, learners drawn (Cochran 1977, ratio estimate)."""
        counts = np.array([len(one.calls) for one in self.people])
        wrong = np.array([sum(call.false for call in one.calls) for one in self.people])
        return float(np.sqrt(((wrong - self.false * counts) ** 2).sum()) / max(counts.sum(), 1))

    @property
    def with_unfinished(self) -> float:
        """Exercises to a call, those on skills never called counted."""
        return _over(sum(int(one.spent.sum()) for one in self.people), len(self.first))

    @property
    def a_true_call(self) -> float:
        """All exercises over the skills that were rightly called at first."""
        true = sum(not call.false for call in self.first)
        return _over(sum(one.exercises for one in self.people), true)


def on_both(ours: Group, other: Group) -> float:
    """Exercises to a call, ours over another's, on the skills of a learner that both call."""
    pairs = [
        (call.exercises, theirs.first[skill].exercises)
        for mine, theirs in zip(ours.people, other.people, strict=True)
        for skill, call in mine.first.items()
        if skill in theirs.first
    ]
    return _over(sum(a for a, _ in pairs), sum(b for _, b in pairs))


def _share(found: Sequence[bool]) -> float:
    return float(np.mean(found)) if found else 0.0


def _over(some: float, others: float) -> float:
    return some / others if others else float("inf")
