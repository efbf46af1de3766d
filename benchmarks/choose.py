"""Time of an observation and of a choice, 192 skills, 3,000 items: `make bench NAME=choose`.

A synthetic tree of four domains; one learner simulated over 1,500 answers, so the states are
those of real sittings. Each call is timed alone, on the clock, one thread.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import numpy as np

from adaptive.choose import PlacementHistory, PracticeContext, Stop, place, practise
from adaptive.filter import observe
from adaptive.gaussian import Floats
from adaptive.mastery import levels
from adaptive.observation import Observation
from adaptive.parameters import Parameters, Skill, build_parameters
from adaptive.pool import Pool, build_pool
from adaptive.state import prior
from benchmarks._report import cannot_run, machine, measure

SKILLS, ITEMS, ANSWERS, WARM_UP = 192, 3_000, 1_600, 100
# What is timed, and the median aimed at, µs. "observe" folds the log with nothing in
# between; between two choices the same call finds its 300 KB matrix out of the nearest cache.
TARGETS = {
    "observe": 100.0,
    "observe_between_choices": None,
    "choose": 500.0,
    "place": 500.0,
    "levels": None,
}


def curriculum(rng: np.random.Generator) -> Parameters:
    """192 skills in 4 domains of 8 strands, each on one or two earlier skills of its domain."""
    skills: list[Skill] = []
    for i in range(SKILLS):
        domain, rank = i % 4, i // 4
        earlier = rng.choice(rank, size=min(rank, int(rng.integers(1, 3))), replace=False)
        requires = tuple(f"s{int(e) * 4 + domain}" for e in earlier)
        strand = f"d{domain}.{rank // 6}"
        difficulty = -2.0 + 4.0 * rank / (SKILLS / 4) + float(rng.normal(0.0, 0.3))
        skills.append(Skill(f"s{i}", f"d{domain}", strand, difficulty, requires))
    return build_parameters(skills)


def bank(parameters: Parameters, rng: np.random.Generator) -> Pool:
    """3,000 items: every skill, every tier, a third of them choices with a chance of 1/4."""
    skill = np.arange(ITEMS) % SKILLS
    tier = 1 + (np.arange(ITEMS) // SKILLS) % 3
    offset = np.array(parameters.hyper.tier_offsets)[tier - 1]
    return build_pool(
        skill=skill,
        b=parameters.difficulty[skill] + offset,
        b_var=rng.uniform(0.05, 0.58, ITEMS),
        c=np.where(rng.random(ITEMS) < 1 / 3, 0.25, 0.0),
        tier=tier,
        seconds=rng.uniform(20.0, 120.0, ITEMS),
        item=10 * np.arange(ITEMS),
        generated=rng.random(ITEMS) < 0.7,
    )


def answer(
    pool: Pool, row: int, ability: Floats, seq: int, rng: np.random.Generator
) -> Observation:
    """What the simulated learner does with this item; 20 answers a sitting, a sitting a day."""
    skill = int(pool.skill[row])
    p = pool.c[row] + (0.98 - pool.c[row]) / (1.0 + np.exp(pool.b[row] - ability[skill]))
    return Observation(
        seq=seq,
        at=seq / 20.0,
        day=seq // 20,
        sitting=seq // 20,
        skills=(skill,),
        score=float(rng.random() < p),
        b=float(pool.b[row]),
        b_var=float(pool.b_var[row]),
        c=float(pool.c[row]),
        variant=int(rng.integers(1, 2**62)),
    )


Argument = ParamSpec("Argument")
Result = TypeVar("Result")


def timed(
    took: list[float],
    call: Callable[Argument, Result],
    *args: Argument.args,
    **named: Argument.kwargs,
) -> Result:
    """The result of the call; its microseconds go at the end of ``took``."""
    start = time.perf_counter_ns()
    result = call(*args, **named)
    took.append((time.perf_counter_ns() - start) / 1e3)
    return result


def live(
    parameters: Parameters, pool: Pool, rng: np.random.Generator, took: dict[str, list[float]]
) -> list[Observation]:
    """A learner who practises: the log, and the microseconds of each call by what is called."""
    ability = np.linalg.cholesky(parameters.cov0) @ rng.standard_normal(SKILLS)
    state = prior(parameters, 0.0)
    rows: list[int] = []
    log: list[Observation] = []
    for seq in range(1, ANSWERS + 1):
        at = seq / 20.0
        context = PracticeContext(
            at,
            recent=tuple(int(pool.item[row]) for row in rows[-30:]),
            scores=tuple(seen.score for seen in log[-2:]),
            skills=tuple(int(pool.skill[row]) for row in rows[-2:]),
        )
        choice = timed(took["choose"], practise, parameters, state, pool, context, rng)
        history = PlacementHistory(seq % 4, at)
        timed(took["place"], place, parameters, state, pool, history, rng)
        if isinstance(choice, Stop):
            cannot_run(f"the pool is {choice.reason}")
        log.append(answer(pool, choice.item, ability, seq, rng))
        rows.append(choice.item)
        state, _ = timed(took["observe_between_choices"], observe, parameters, state, log[-1])
        timed(took["levels"], levels, parameters, state, at)
    return log


def refold(
    parameters: Parameters, log: list[Observation], took: dict[str, list[float]]
) -> None:
    """The same log folded again, with nothing between two observations."""
    state = prior(parameters, 0.0)
    for seen in log:
        state, _ = timed(took["observe"], observe, parameters, state, seen)


def main() -> None:
    """Prints median and p99 of each call; the targets are medians."""
    machine(f"numpy {np.__version__}")
    rng = np.random.default_rng(20)
    parameters = curriculum(rng)
    pool = bank(parameters, rng)
    took: dict[str, list[float]] = {name: [] for name in TARGETS}
    gc.disable()
    refold(parameters, live(parameters, pool, rng, took), took)
    for name, target in TARGETS.items():
        median, p99 = np.percentile(took[name][WARM_UP:], [50, 99])
        measure(f"{name}_median", float(median), "µs", at_most=target)
        measure(f"{name}_p99", float(p99), "µs")


if __name__ == "__main__":
    main()
