"""The simulated half of the report: every policy in every world, and the engine's intervals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adaptive import Pool
from adaptive.simulation.comparison import Outcome, run
from adaptive.simulation.fairness import (
    IntervalWatch,
    by_group,
    quartiles,
    share_held,
    uneven,
)
from adaptive.simulation.intervals import Interval, bootstrap, ratio
from adaptive.simulation.policies import POLICIES, pool_of
from adaptive.simulation.school import school
from adaptive.simulation.worlds import SEEDS, WORLDS
from adaptive.testing.exposure import exposure

OURS = "ours"
BASELINES = tuple(name for name in POLICIES if name != OURS)
LOWEST, HIGHEST = 0, 3  # quarters, by where people start

Progress = Callable[[int, int, str], None]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Shown:
    """What a policy showed of a world's exercises."""

    used: float  # share of exercises shown to somebody
    most: float  # share of learners who met the most shown one
    overlap: float  # share of exercises that two learners have in common


@dataclass(frozen=True)
class PolicyResult:
    """One policy in one world."""

    policy: str
    gain: Interval
    weakest: Interval  # of the quarter who start lowest
    success: float  # while practising
    shown: Shown


@dataclass(frozen=True)
class Group:
    """Some of the people of a world, under the engine: their gain, the same less that of the
    best baseline, and the share of 90 % intervals that hold at the end."""

    gain: Interval
    ahead: Interval
    inside: Interval


@dataclass(frozen=True)
class WorldResult:
    """One world: every policy, and the engine against the best of the others."""

    world: str
    policies: tuple[PolicyResult, ...]  # ours last
    best: str  # the baseline with the largest gain
    against_best: Interval | None  # ratio of gains; None when the best gains nothing
    weakest_best: str
    weakest_against_best: Interval | None
    inside: Interval  # 90 % intervals that hold at the end
    later: Interval  # the same two weeks after
    groups: Mapping[str, Group]


def worlds(
    learners: int, progress: Progress, which: Sequence[str] = tuple(WORLDS)
) -> tuple[WorldResult, ...]:
    """Each world, with its frozen seed; the same numbers each time for as many learners."""
    total, found = len(which) * len(POLICIES), []
    for number, world in enumerate(which):
        seed, watch = SEEDS[world], IntervalWatch()
        outcomes = {}
        for place, policy in enumerate((*BASELINES, OURS), 1):
            step = number * len(POLICIES) + place

            def say(done: int, of: int, name: str, step: int = step) -> None:
                progress(step, total, f"{name}, {done + 1}/{of}")

            if policy == OURS:
                outcomes[policy] = run(world, policy, seed, learners, progress=say, watch=watch)
            else:
                outcomes[policy] = run(world, policy, seed, learners, progress=say)
        found.append(_world(world, seed, outcomes, watch))
    return tuple(found)


def _world(
    world: str, seed: int, outcomes: Mapping[str, Outcome], watch: IntervalWatch
) -> WorldResult:
    draw = np.random.default_rng((seed, 9))
    pool = pool_of(school(np.random.default_rng((seed, 0))))
    quarter = quartiles(outcomes[OURS].before)
    low = quarter == LOWEST
    gains = {name: one.after - one.before for name, one in outcomes.items()}
    best = max(BASELINES, key=lambda name: gains[name].mean())
    weakest_best = max(BASELINES, key=lambda name: gains[name][low].mean())
    results = tuple(
        PolicyResult(
            name,
            bootstrap(gains[name], draw),
            bootstrap(gains[name][low], draw),
            float(one.rate.mean()),
            _shown(pool, one),
        )
        for name, one in outcomes.items()
    )
    ours = gains[OURS]
    return WorldResult(
        world=world,
        policies=results,
        best=best,
        against_best=_ratio(ours, gains[best], draw),
        weakest_best=weakest_best,
        weakest_against_best=_ratio(ours[low], gains[weakest_best][low], draw),
        inside=share_held(watch.inside, draw),
        later=share_held(watch.later, draw),
        groups=_groups(world, seed, ours, ours - gains[best], quarter, watch.inside, draw),
    )


def _ratio(
    ours: NDArray[np.float64], other: NDArray[np.float64], draw: np.random.Generator
) -> Interval | None:
    return ratio(ours, other, draw) if other.mean() > 0.0 else None


def _groups(
    world: str,
    seed: int,
    gains: NDArray[np.float64],
    ahead: NDArray[np.float64],
    quarter: NDArray[np.int64],
    inside: Mask,
    draw: np.random.Generator,
) -> dict[str, Group]:
    apart = uneven(world, seed, len(gains))
    who: dict[str, Mask] = {
        "lowest": quarter == LOWEST,
        "middle": (quarter > LOWEST) & (quarter < HIGHEST),
        "highest": quarter == HIGHEST,
        "even": ~apart,
        "uneven": apart,
    }
    gain, more = by_group(gains, who, draw), by_group(ahead, who, draw)
    held = by_group(inside.mean(axis=1), who, draw)
    return {name: Group(gain[name], more[name], held[name]) for name in gain}


def _shown(pool: Pool, outcome: Outcome) -> Shown:
    found = exposure(pool, [np.unique(rows).tolist() for rows in outcome.shown])
    return Shown(
        used=1.0 - len(found.unused) / len(pool),
        most=found.most,
        overlap=found.overlap or 0.0,
    )
