"""Reviews needed to keep what was learnt, against py-fsrs: `make bench NAME=review`.

A world whose law of memory is not ours: traces that fade by a power of time (``TraceWorld``).
The same learners learn the same skills with the same luck; then, for 90 days, one exercise of a
skill is done each time a scheduler asks for it, at one sitting a day. Retention is the true
success on an ordinary exercise, luck apart, mean over days and skills. py-fsrs with its default
parameters sets the retention to reach (at least .85); ours is asked to reach as much, by the
level of predicted success below which it reviews. ``--quick``: fewer learners.
"""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

import adaptive
from adaptive.calendar import credited
from adaptive.gaussian import Floats, logistic
from adaptive.mastery import ordinary_success, standing
from adaptive.simulation.policies import parameters_of, pool_of
from adaptive.simulation.school import School, school
from adaptive.simulation.worlds import WORLDS, Person
from benchmarks._report import cannot_run, machine, measure

SEED, LEARNERS, QUICK = 91_001, 24, 2
DAYS, LEARNING_DAYS, EACH = 90, 14, 3
ENOUGH = 0.90  # learning of a skill stops for the day at this true success
KEPT = 0.85
FSRS = "fsrs==6.3.2"
ENVIRONMENT = Path(__file__).parents[1] / "var" / "fsrs"
DESIRED = (0.90, 0.93, 0.95, 0.97)  # the default first; more only if .85 is not kept
LEVELS = (0.74, 0.76, 0.78, 0.80, 0.82, 0.84, 0.86, 0.88, 0.90, 0.92)
DELAYS = np.array([1.0, 7.0, 28.0])  # by stage; the engine's own, and a day before proof


class Scheduler(Protocol):
    """Says which skills to see again today, and hears what was answered."""

    def begin(self, place: School) -> None: ...
    def due(self, day: float) -> set[int]: ...
    def told(self, item: int, right: bool, day: float) -> None: ...


class Fsrs:
    """py-fsrs, one card a skill, in its own process."""

    def __init__(self, desired: float) -> None:
        python = ENVIRONMENT / "bin" / "python"
        self._process = subprocess.Popen(  # noqa: S603 - our own file
            [python, Path(__file__).with_name("_fsrs.py"), str(desired)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._waiting: list[tuple[int, float, bool]] = []

    def _ask(self, question: dict[str, object]) -> list[float]:
        if self._process.stdin is None or self._process.stdout is None:
            cannot_run("no pipe to py-fsrs")
        print(json.dumps(question), file=self._process.stdin, flush=True)
        answer: list[float] = json.loads(self._process.stdout.readline())
        return answer

    def begin(self, place: School) -> None:
        self._skill = place.item_skill
        self._ask({"cards": len(place)})

    def due(self, day: float) -> set[int]:
        days = self._ask({"reviews": self._waiting})
        self._waiting = []
        return {skill for skill, due in enumerate(days) if due <= day}

    def told(self, item: int, right: bool, day: float) -> None:
        self._waiting.append((int(self._skill[item]), day, right))

    def close(self) -> None:
        self._process.communicate()


class Ours:
    """The engine: a skill is seen again when its predicted success falls below a level."""

    def __init__(self, level: float) -> None:
        self._level = level

    def begin(self, place: School) -> None:
        self._parameters, self._pool = parameters_of(place), pool_of(place)
        self._state = adaptive.prior(self._parameters, -float(LEARNING_DAYS) - 1.0)

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


def one_learner(place: School, scheduler: Scheduler, number: int) -> tuple[int, float]:
    """Reviews and retention of one learner; people and luck depend on the number alone."""
    who = WORLDS["trace"](place, np.random.default_rng((SEED, 1, number)))
    luck = np.random.default_rng((SEED, 2, number))
    draw = np.random.default_rng((SEED, 3, number))
    scheduler.begin(place)
    for day in range(-LEARNING_DAYS, 0):
        for skill in place.order:
            for _ in range(EACH):
                if success(who, place, float(day))[skill] >= ENOUGH:
                    break
                exercise(who, place, scheduler, skill, float(day), luck, draw)
    skills = set(np.flatnonzero(success(who, place, 0.0) >= KEPT).tolist())
    luck = np.random.default_rng((SEED, 4, number))
    count, kept = 0, []
    for day in range(DAYS):
        kept.append(float(success(who, place, float(day))[sorted(skills)].mean()))
        for skill in sorted(scheduler.due(day + 0.5) & skills):
            exercise(who, place, scheduler, skill, float(day), luck, draw)
            count += 1
    return count, float(np.mean(kept))


def success(who: Person, place: School, day: float) -> Floats:
    """True success on an ordinary exercise of each skill, luck apart."""
    return logistic(who.ability(day) - place.difficulty)


def exercise(
    who: Person,
    place: School,
    scheduler: Scheduler,
    skill: int,
    day: float,
    luck: np.random.Generator,
    draw: np.random.Generator,
) -> None:
    """One exercise of a skill, its answer and its trace."""
    item = int(draw.choice(place.items_of(skill)))
    right = bool(luck.random() < who.chance(item, day))
    who.practise(item, right, day)
    scheduler.told(item, right, day)


def everybody(scheduler: Scheduler, learners: int) -> Kept:
    """The mean of all learners."""
    place = school(np.random.default_rng((SEED, 0)))
    counts, kept = zip(
        *(one_learner(place, scheduler, number) for number in range(learners)), strict=True
    )
    return Kept(float(np.mean(counts)), float(np.mean(kept)))


def environment() -> None:
    """py-fsrs in an environment of its own, made once; it is no dependency of Palier."""
    if (ENVIRONMENT / "done").exists():
        return
    venv.create(ENVIRONMENT, with_pip=True, clear=True)
    command = [ENVIRONMENT / "bin" / "python", "-m", "pip", "install", "--quiet", FSRS]
    if subprocess.run(command, check=False).returncode:  # noqa: S603 - a constant
        cannot_run(f"{FSRS} could not be installed in {ENVIRONMENT}")
    (ENVIRONMENT / "done").touch()


def peer(learners: int) -> tuple[float, Kept]:
    """py-fsrs: the retention desired, and what was kept; the default when .85 is kept."""
    for desired in DESIRED:
        scheduler = Fsrs(desired)
        try:
            found = everybody(scheduler, learners)
        finally:
            scheduler.close()
        print(f"  py-fsrs, desired {desired}: {found}", flush=True)
        if found.retention >= KEPT:
            return desired, found
    cannot_run("py-fsrs keeps less than .85 here whatever is desired")


def main() -> None:
    """Prints both sides, and the ratio of reviews at equal retention."""
    learners = QUICK if "--quick" in sys.argv[1:] else LEARNERS
    environment()
    machine(f"numpy {np.__version__}", FSRS, f"{learners} learners")
    desired, fsrs = peer(learners)
    measure("fsrs_desired_retention", desired, "")
    measure("fsrs_reviews_a_learner", fsrs.reviews, "")
    measure("fsrs_retention", fsrs.retention, "")
    for level in LEVELS:
        ours = everybody(Ours(level), learners)
        print(f"  ours, level {level}: {ours}", flush=True)
        if ours.retention >= fsrs.retention:
            break
    measure("our_level", level, "")
    measure("our_reviews_a_learner", ours.reviews, "")
    measure("our_retention", ours.retention, "", at_least=fsrs.retention)
    measure("reviews_against_fsrs", ours.reviews / fsrs.reviews, "times", at_most=0.7)


if __name__ == "__main__":
    main()
