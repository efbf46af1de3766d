"""The whole map's figures, 192 skills, 3,000 items: `make bench NAME=map`.

A synthetic tree of four domains; one learner simulated over 1,600 answers, so the states are
those of real sittings. Each call is timed alone, on the clock, one thread. Then a log of
10,000 observations, 12 to 20 a sitting, is folded again: time, checkpoint, and whether the bits
are the same. `--quick`: 400 answers and 2,000 observations.
"""

from __future__ import annotations

import argparse
import gc
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, ParamSpec, TypeVar

import numpy as np

from adaptive import ENGINE_VERSION
from adaptive.choose import PlacementHistory, PracticeContext, Stop, place, practise
from adaptive.filter import fold, observe
from adaptive.gaussian import Floats
from adaptive.mastery import levels
from adaptive.observation import Observation
from adaptive.parameters import Parameters, Skill, build_parameters
from adaptive.pool import Pool, build_pool
from adaptive.state import CHECKPOINT_EVERY, from_checkpoint, prior, to_checkpoint
from benchmarks._report import cannot_run, machine, measure

SKILLS, ITEMS, WARM_UP = 192, 3_000, 100
# What is timed, and the median aimed at, µs. "observe" folds the log with nothing in between,
# the first of each sitting with the time that passed; between two choices the same call finds
# its 150 KB matrix out of the nearest cache.
TARGETS = {
    "observe": 80.0,
    "observe_between_choices": None,
    "choose": 300.0,
    "place": 300.0,
    "levels": None,
    "to_checkpoint": None,
    "from_checkpoint": None,
}
REFOLD_SECONDS = 1.2  # for 10,000 observations


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
    parameters: Parameters,
    pool: Pool,
    rng: np.random.Generator,
    took: dict[str, list[float]],
    answers: int,
) -> list[Observation]:
    """A learner who practises: the log, and the microseconds of each call by what is called."""
    ability = np.linalg.cholesky(parameters.cov0) @ rng.standard_normal(SKILLS)
    state = prior(parameters, 0.0)
    rows: list[int] = []
    log: list[Observation] = []
    for seq in range(1, answers + 1):
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


def again(parameters: Parameters, log: list[Observation], took: dict[str, list[float]]) -> None:
    """The same log folded again, with nothing between two observations; then checkpoints."""
    state = prior(parameters, 0.0)
    for seen in log:
        state, _ = timed(took["observe"], observe, parameters, state, seen)
    for _ in range(3 * WARM_UP):
        data = timed(took["to_checkpoint"], to_checkpoint, parameters, state)
        timed(took["from_checkpoint"], from_checkpoint, parameters, data)


def years(
    parameters: Parameters, pool: Pool, rng: np.random.Generator, length: int
) -> list[Observation]:
    """A long log: sittings of 12 to 20 answers, one to four days apart, some of them helped or
    right in part, some of two skills."""
    ability = np.linalg.cholesky(parameters.cov0) @ rng.standard_normal(SKILLS)
    log: list[Observation] = []
    day = 0
    while len(log) < length:
        day += int(rng.integers(1, 5))
        for minutes in range(int(rng.integers(12, 21))):
            seen = answer(pool, int(rng.integers(ITEMS)), ability, len(log) + 1, rng)
            skill, luck = seen.skills[0], rng.random()
            kind: dict[str, Any] = {}
            if luck < 0.05:
                kind = {"skills": (skill, (skill + 4) % SKILLS), "weights": (1.0, 0.5)}
            elif luck < 0.15:
                kind = {"weight": 0.7, "aided": True}
            elif luck < 0.25:
                kind = {"score": 0.5}
            log.append(replace(seen, at=day + minutes / 1440, day=day, sitting=day, **kind))
    return log[:length]


def folded(parameters: Parameters, log: list[Observation]) -> tuple[bytes, float, float]:
    """The checkpoint of a whole log, and the seconds its fold took: on the clock, of CPU."""
    start, used = time.perf_counter(), time.thread_time()
    state, _ = fold(parameters, prior(parameters, 0.0), log)
    seconds, cpu = time.perf_counter() - start, time.thread_time() - used
    return to_checkpoint(parameters, state), seconds, cpu


def through_checkpoints(parameters: Parameters, log: list[Observation]) -> bytes:
    """The checkpoint of a whole log, each stretch of it folded from the checkpoint before."""
    data = to_checkpoint(parameters, prior(parameters, 0.0))
    for first in range(0, len(log), CHECKPOINT_EVERY):
        state = from_checkpoint(parameters, data)
        state, _ = fold(parameters, state, log[first : first + CHECKPOINT_EVERY])
        data = to_checkpoint(parameters, state)
    return data


def refolds(parameters: Parameters, pool: Pool, rng: np.random.Generator, length: int) -> None:
    """Prints how long a log takes to fold again, how large its checkpoint is, and whether each
    way to it gives the same bits."""
    log = years(parameters, pool, rng, length)
    runs = [folded(parameters, log) for _ in range(3)]
    data, n = runs[0][0], len(parameters)
    at_most = REFOLD_SECONDS * length / 10_000
    # The least of three: what else the machine does is no part of the work.
    measure(f"refold_{length}", min(run[1] for run in runs), "s", at_most=at_most)
    measure(f"refold_{length}_cpu", min(run[2] for run in runs), "s")
    same = all(run[0] == data for run in runs)
    measure("same_bits_when_folded_again", float(same), "", at_least=1.0)
    same = through_checkpoints(parameters, log) == data
    measure("same_bits_through_checkpoints", float(same), "", at_least=1.0)
    measure("checkpoint", float(len(data)), "bytes", at_most=2.0 * n * (n + 3) + 8192)


def main() -> None:
    """Prints median and p99 of each call, the targets being medians; then the refold."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true")
    quick = options.parse_args().quick
    rng = np.random.default_rng(20)
    parameters = curriculum(rng)
    machine(f"numpy {np.__version__}", f"engine {ENGINE_VERSION}, set {parameters.version}")
    pool = bank(parameters, rng)
    took: dict[str, list[float]] = {name: [] for name in TARGETS}
    gc.disable()
    again(parameters, live(parameters, pool, rng, took, 400 if quick else 1_600), took)
    for name, target in TARGETS.items():
        median, p99 = np.percentile(took[name][WARM_UP:], [50, 99])
        measure(f"{name}_median", float(median), "µs", at_most=target)
        measure(f"{name}_p99", float(p99), "µs")
    refolds(parameters, pool, rng, 2_000 if quick else 10_000)


if __name__ == "__main__":
    main()
