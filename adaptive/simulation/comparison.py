"""Policies compared in a world: the same people, as many exercises, a delayed test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from adaptive.gaussian import Floats, logistic
from adaptive.parameters import Ints
from adaptive.simulation.policies import POLICIES, Make, Policy
from adaptive.simulation.school import School, school, sittings
from adaptive.simulation.worlds import WORLDS, Person

A_SITTING = 12  # exercises
DELAY_DAYS = 14.0  # from the last sitting to the test
MINUTES = 1.0 / (24 * 60)

Progress = Callable[[int, int, str], None]
Watch = Callable[[int, Person, Policy], None]


@dataclass(frozen=True, eq=False)
class Outcome:
    """One policy in one world, l learners.

    ``before`` and ``after`` (l,): expected success on a standard test, one ordinary exercise of
    each skill, at the start and ``DELAY_DAYS`` after the end. ``rate`` (l,): successes while
    practising. ``shown`` (l, exercises): the rows shown, in order.
    """

    policy: str
    world: str
    before: Floats
    after: Floats
    rate: Floats
    shown: Ints

    @property
    def gain(self) -> float:
        """Mean delayed gain."""
        return float(np.mean(self.after - self.before))

    @property
    def weakest(self) -> float:
        """The same for the quarter of learners who started lowest."""
        low = self.before <= np.quantile(self.before, 0.25)
        return float(np.mean((self.after - self.before)[low]))


def run(
    world: str,
    policy: str,
    seed: int,
    learners: int,
    make: Make | None = None,
    progress: Progress = lambda done, total, name: None,
    watch: Watch = lambda number, who, policy: None,
) -> Outcome:
    """Let ``learners`` people of a world practise under a policy.

    People, their luck and the school depend on the seed alone: each policy meets the same ones.
    ``watch`` is called with each person and her policy after the delayed test.
    """
    place = school(np.random.default_rng((seed, 0)))
    chosen = make or POLICIES[policy]
    rows, shown = [], []
    for number in range(learners):
        progress(number, learners, f"{world}, {policy}")
        who = WORLDS[world](place, np.random.default_rng((seed, 1, number)))
        luck = np.random.default_rng((seed, 2, number))
        choices = chosen(place, np.random.default_rng((seed, 3, number)))
        before = _test(who, place, 0.0)
        rights, items = _practise(who, choices, luck)
        after = _test(who, place, last_day() + DELAY_DAYS)
        rows.append((before, after, rights / len(items)))
        shown.append(items)
        watch(number, who, choices)
    starts, ends, rates = np.array(rows).reshape(learners, 3).T
    return Outcome(policy, world, starts, ends, rates, np.array(shown, dtype=np.int64))


def last_day() -> float:
    """The day of the last sitting."""
    return sittings()[-1]


def _practise(
    who: Person, policy: Policy, luck: np.random.Generator
) -> tuple[int, tuple[int, ...]]:
    """Right answers, and the rows shown."""
    rights, shown = 0, []
    for number, start in enumerate(sittings(), 1):
        for step in range(A_SITTING):
            day = start + step * MINUTES
            item = policy.choose(day)
            right = bool(luck.random() < who.chance(item, day))
            who.practise(item, right, day)
            policy.told(item, right, day, number)
            rights += right
            shown.append(item)
    return rights, tuple(shown)


def _test(who: Person, place: School, day: float) -> float:
    return float(logistic(who.ability(day) - place.difficulty).mean())
