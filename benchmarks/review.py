"""Reviews needed to keep what was learnt, against py-fsrs: `make bench NAME=review`.

A world whose law of memory is not ours: traces that fade by a power of time (``TraceWorld``).
The same learners learn the same skills with the same luck; then, for 90 days, one exercise of a
skill is done each time a scheduler asks for it, at one sitting a day. Retention is the true
success on an ordinary exercise, luck apart, mean over days and skills. Ours reviews below a
level of predicted success: the lowest that keeps .85. Two comparisons with py-fsrs: its
defaults as they are, which may keep more; and the reviews it takes for our retention,
interpolated between several desired retentions. No review at all is shown beside, and so is a
calendar that asks every skill every so many days. ``--quick``: fewer learners.
"""

from __future__ import annotations

import copy
import sys
from dataclasses import dataclass
from typing import Protocol

import numpy as np

import adaptive
from adaptive.calendar import credited
from adaptive.evidence import ACQUIS, RETENU
from adaptive.gaussian import Floats, logistic
from adaptive.mastery import REVIEW_DELAY_DAYS, ordinary_success, standing
from adaptive.simulation.policies import parameters_of, pool_of
from adaptive.simulation.school import School, school
from adaptive.simulation.worlds import WORLDS, Person
from benchmarks._peers import PEERS, Conversation
from benchmarks._report import machine, measure

SEED, LEARNERS, QUICK = 91_001, 24, 6
DAYS, LEARNING_DAYS, EACH = 90, 14, 3
ENOUGH = 0.90  # learning of a skill stops for the day at this true success
KEPT = 0.85
DESIRED = (0.70, 0.80, 0.85, 0.90)
DEFAULT = 0.90
LEVELS = (0.85, 0.88, 0.90, 0.92, 0.94, 0.96, 0.98)
EVERY = (14.0, 21.0, 28.0)  # days, of the plain calendar
# A skill that is not proved is practised rather than reviewed: here as if it were acquis.
DELAYS = np.array([REVIEW_DELAY_DAYS[stage] for stage in (ACQUIS, ACQUIS, RETENU)])


Log = list[tuple[int, bool, float]]  # item, right, day


class Scheduler(Protocol):
    """Says which skills to see again today, and hears what was answered."""

    def begin(self, place: School, log: Log) -> None: ...
    def due(self, day: float) -> set[int]: ...
    def told(self, item: int, right: bool, day: float) -> None: ...


class Fsrs:
    """py-fsrs, one card a skill, in its own process."""

    def __init__(self, desired: float) -> None:
        self._asked = Conversation("fsrs", "_fsrs", str(desired))
        self._waiting: list[tuple[int, float, bool]] = []

    def begin(self, place: School, log: Log) -> None:
        self._skill = place.item_skill
        self._asked.ask("begin", cards=len(place))
        self._waiting = []
        for item, right, day in log:
            self.told(item, right, day)

    def due(self, day: float) -> set[int]:
        days = self._asked.ask("due", reviews=self._waiting)
        self._waiting = []
        return {skill for skill, due in enumerate(days) if due <= day}

    def told(self, item: int, right: bool, day: float) -> None:
        self._waiting.append((int(self._skill[item]), day, right))

    def close(self) -> None:
        self._asked.close()


class Ours:
    """The engine: a skill is seen again when its predicted success falls below a level."""

    def __init__(self, level: float) -> None:
        self._level = level

    def begin(self, place: School, log: Log) -> None:
        self._parameters, self._pool = parameters_of(place), pool_of(place)
        self._state = adaptive.prior(self._parameters, -float(LEARNING_DAYS) - 1.0)
        for item, right, day in log:
            self.told(item, right, day)

    def due(self, day: float) -> set[int]:
        now = standing(self._parameters, self._state, day)
        p = ordinary_success(now.mean - self._parameters.difficulty, now.sd)
        since = day - credited(self._parameters, now.success_at)
        wanted = (p < self._level) & (since >= DELAYS[now.stage])
        return set(np.flatnonzero(wanted).tolist())

    def told(self, item: int, right: bool, day: float) -> None:
        pool, whole = self._pool, int(np.floor(day))
        seen = adaptive.Observation(
            seq=self._state.seq + 1,
            at=day,
            day=whole,
            sitting=whole + LEARNING_DAYS + 1,
            skills=(int(pool.skill[item]),),
            score=float(right),
            b=float(pool.b[item]),
            b_var=float(pool.b_var[item]),
            c=float(pool.c[item]),
            u=float(pool.u[item]),
            variant=item + 1,
        )
        self._state, _ = adaptive.observe(self._parameters, self._state, seen)


@dataclass(frozen=True)
class Kept:
    """Reviews a learner over the days, and the retention they gave."""

    reviews: float
    retention: float


@dataclass(frozen=True, eq=False)
class Learnt:
    """A learner after the days of learning: the same for every scheduler."""

    number: int
    who: Person
    log: Log
    skills: frozenset[int]


def learn(place: School, number: int) -> Learnt:
    """Exercises of each skill, most days, until it is held; people and luck by the number."""
    who = WORLDS["trace"](place, np.random.default_rng((SEED, 1, number)))
    luck = np.random.default_rng((SEED, 2, number))
    log: Log = []
    for day in range(-LEARNING_DAYS, 0):
        for skill in place.order:
            for _ in range(EACH):
                if success(who, place, float(day))[skill] >= ENOUGH:
                    break
                log.append(exercise(who, place, skill, float(day), luck))
    held = np.flatnonzero(success(who, place, 0.0) >= KEPT)
    return Learnt(number, who, log, frozenset(held.tolist()))


def keep(place: School, learnt: Learnt, scheduler: Scheduler) -> tuple[int, float]:
    """Reviews over the days, and the retention they gave."""
    who, skills = copy.deepcopy(learnt.who), sorted(learnt.skills)
    luck = np.random.default_rng((SEED, 4, learnt.number))
    scheduler.begin(place, learnt.log)
    count, kept = 0, []
    for whole in range(DAYS):
        day = float(whole)
        kept.append(float(success(who, place, day)[skills].mean()))
        for skill in sorted(scheduler.due(day + 0.5) & learnt.skills):
            scheduler.told(*exercise(who, place, skill, day, luck))
            count += 1
    return count, float(np.mean(kept))


def success(who: Person, place: School, day: float) -> Floats:
    """True success on an ordinary exercise of each skill, luck apart."""
    return logistic(who.ability(day) - place.difficulty)


def exercise(
    who: Person, place: School, skill: int, day: float, luck: np.random.Generator
) -> tuple[int, bool, float]:
    """One exercise of a skill: its item, whether right, its day."""
    item = int(luck.choice(place.items_of(skill)))
    right = bool(luck.random() < who.chance(item, day))
    who.practise(item, right, day)
    return item, right, day


def everybody(place: School, people: list[Learnt], scheduler: Scheduler) -> Kept:
    """The mean of all learners."""
    rows = [keep(place, learnt, scheduler) for learnt in people]
    counts, kept = zip(*rows, strict=True)
    return Kept(float(np.mean(counts)), float(np.mean(kept)))


class Every:
    """Each skill again after so many days, whatever was answered."""

    def __init__(self, days: float) -> None:
        self._days = days

    def begin(self, place: School, log: Log) -> None:
        self._skill, self._last = place.item_skill, np.full(len(place), -np.inf)
        for item, right, day in log:
            self.told(item, right, day)

    def due(self, day: float) -> set[int]:
        return set(np.flatnonzero(day - self._last >= self._days).tolist())

    def told(self, item: int, right: bool, day: float) -> None:
        self._last[self._skill[item]] = day


def peers(place: School, people: list[Learnt]) -> dict[float, Kept]:
    """py-fsrs, by the retention desired."""
    found = {}
    for desired in DESIRED:
        scheduler = Fsrs(desired)
        try:
            found[desired] = everybody(place, people, scheduler)
        finally:
            scheduler.close()
        print(f"  py-fsrs, desired {desired}: {found[desired]}", flush=True)
    return found


def main() -> None:
    """Prints both sides, and the ratio of reviews at equal retention."""
    learners = QUICK if "--quick" in sys.argv[1:] else LEARNERS
    machine(f"numpy {np.__version__}", *PEERS["fsrs"].needs, f"{learners} learners")
    place = school(np.random.default_rng((SEED, 0)))
    people = [learn(place, number) for number in range(learners)]
    measure("skills_a_learner", float(np.mean([len(one.skills) for one in people])), "")
    for days in (np.inf, *EVERY):
        print(f"  every {days} days: {everybody(place, people, Every(days))}", flush=True)
    fsrs = peers(place, people)
    for level in LEVELS:
        ours = everybody(place, people, Ours(level))
        print(f"  ours, level {level}: {ours}", flush=True)
        if ours.retention >= KEPT:
            break
    measure("our_level", level, "")
    measure("our_reviews_a_learner", ours.reviews, "")
    measure("our_retention", ours.retention, "", at_least=KEPT)
    default = fsrs[DEFAULT]
    measure("fsrs_default_reviews_a_learner", default.reviews, "")
    measure("fsrs_default_retention", default.retention, "")
    measure("against_the_defaults", ours.reviews / default.reviews, "times")
    rising = sorted(fsrs.values(), key=lambda kept: kept.retention)
    same = np.interp(
        ours.retention,
        [kept.retention for kept in rising],
        [kept.reviews for kept in rising],
    )
    measure("at_equal_retention", ours.reviews / float(same), "times", at_most=0.7)


if __name__ == "__main__":
    main()
