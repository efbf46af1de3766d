"""Is what is called known known, and after how many exercises: `make bench NAME=mastery`.

In each frozen world the same learners practise under our policy and under capped Bayesian
knowledge tracing (BKT). A *call* is a skill that becomes *acquis* (each time, also after a
revocation), or BKT's p ≥ .95. It is judged by the truth (``adaptive.simulation.calls``): false
when the ability that gave the answer was below the threshold. What the feedback of that answer
adds, and what is left a week later without practice, are shown beside.

Exercises to a call, four ways, since skills without a call are the hard ones: over the skills
called; over those that both call (the figure aimed at); with the skills never called, all
exercises until the call or the end over the calls (the mean, if calls come at a constant rate);
and all exercises of a learner over her skills rightly called. BKT is compared as it is, and at
the mildest level at which its calls are as honest as ours must be. An oracle walks as BKT
does, knows the truth, and calls as soon as it is true and proved as we ask: three rights in two
sittings. On that walk no rule that asks for as much can be quicker.

``--quick``: fewer learners. ``--tuning``: on the seeds on which policies are tuned.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np

from adaptive.evidence import NONE
from adaptive.mastery import standing
from adaptive.simulation.calls import (
    BktCalling,
    Caller,
    Group,
    Learner,
    Oracle,
    OursCalling,
    judge,
    on_both,
)
from adaptive.simulation.school import School, school, sittings
from adaptive.simulation.worlds import SEEDS, TUNING_SEEDS, WORLDS
from benchmarks._report import machine, measure

LEARNERS, QUICK = 40, 10
FALSE, RATIO = 0.05, 0.67
LEVELS = (0.95, 0.99, 0.999, 0.9999, 0.99999, 0.999999)

Make = Callable[[School, np.random.Generator], Caller]


class Bench:
    """One world: the same people for every caller, those of ``comparison.run``."""

    def __init__(self, world: str, seed: int, learners: int) -> None:
        self._world, self._seed, self._learners = world, seed, learners
        self._place = school(np.random.default_rng((seed, 0)))

    def group(self, name: str, make: Make) -> Group:
        """Everybody under one caller."""
        group = Group(tuple(self._one(make, number) for number in range(self._learners)))
        print(f"  {self._world:7}{name:13}{line(group)}", flush=True)
        return group

    def _one(self, make: Make, number: int) -> Learner:
        seed, place = self._seed, self._place
        who = WORLDS[self._world](place, np.random.default_rng((seed, 1, number)))
        luck = np.random.default_rng((seed, 2, number))
        caller = make(place, np.random.default_rng((seed, 3, number)))
        return judge(who, place, caller, luck, sittings())

    def bkt(self, level: float) -> Group:
        """Capped BKT with a level of mastery."""
        return self.group(f"bkt {level:g}", lambda at, rng: BktCalling(at, rng, level))

    def as_honest(self, plain: Group) -> Group:
        """Capped BKT at the mildest level at which its calls are as honest as they must be."""
        group = plain
        for level in LEVELS[1:]:
            if group.false <= FALSE:
                break
            group = self.bkt(level)
        return group

    def ours(self) -> tuple[Group, float]:
        """Ours, and the skills a learner that are presumed without proof at the end."""
        callers: list[OursCalling] = []

        def make(place: School, rng: np.random.Generator) -> OursCalling:
            callers.append(OursCalling(place, rng))
            return callers[-1]

        group = self.group("ours", make)
        return group, float(np.mean([_presumed(caller) for caller in callers]))


def _presumed(caller: OursCalling) -> int:
    now = standing(caller.parameters, caller.state, caller.state.at)
    return int((now.presumed & (now.stage == NONE)).sum())


def line(group: Group) -> str:
    """Figures of a group, for people."""
    exercises = [call.exercises for call in group.first] or [0]
    after, later = (
        np.mean([getattr(call, when) < 0.0 for call in group.calls] or [0.0])
        for when in ("after", "later")
    )
    return (
        f"{len(group.first) / len(group.people):5.1f} skills called, "
        f"false {group.false:.3f} ± {1.96 * group.false_error:.3f} "
        f"(after its feedback {after:.3f}, a week later {later:.3f}); exercises: "
        f"mean {np.mean(exercises):.1f}, median {np.median(exercises):g}, "
        f"unfinished skills counted {group.with_unfinished:.1f}, "
        f"all for a true one {group.a_true_call:.1f}"
    )


def compare(world: str, seed: int, learners: int) -> Group:
    """Prints the figures of one world, and gives ours."""
    bench = Bench(world, seed, learners)
    plain = bench.bkt(LEVELS[0])
    honest = bench.as_honest(plain)
    oracle = bench.group("oracle", Oracle)
    ours, presumed = bench.ours()
    measure(f"{world}_false_acquis", ours.false, "", at_most=FALSE)
    measure(f"{world}_exercises_to_it", on_both(ours, plain), "× capped BKT", at_most=RATIO)
    measure(f"{world}_exercises_to_it_oracle", on_both(oracle, plain), "× capped BKT")
    measure(f"{world}_exercises_to_it_honest", on_both(ours, honest), "× honest BKT")
    for name, group in (("capped", plain), ("honest", honest)):
        ratio = ours.a_true_call / group.a_true_call
        measure(f"{world}_exercises_for_a_true_one_{name}", ratio, f"× {name} BKT")
    measure(f"{world}_presumed_without_proof", presumed, "skills a learner")
    return ours


def main() -> None:
    """Prints each world, and the false calls of all."""
    learners = QUICK if "--quick" in sys.argv[1:] else LEARNERS
    seeds = TUNING_SEEDS if "--tuning" in sys.argv[1:] else SEEDS
    machine(f"numpy {np.__version__}", f"{learners} learners a world")
    groups = [compare(world, seeds[world], learners) for world in WORLDS]
    every = Group(tuple(one for group in groups for one in group.people))
    measure("false_acquis", every.false, "", at_most=FALSE)


if __name__ == "__main__":
    main()
