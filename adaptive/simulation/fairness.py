"""Does the engine serve everybody alike: intervals that hold, gains by subgroup, and exercises
that ask more of one group than of another at the same level (differential item functioning)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from adaptive.filter import advance
from adaptive.gaussian import Floats
from adaptive.parameters import Ints
from adaptive.pool import Bools
from adaptive.simulation.comparison import A_SITTING, DELAY_DAYS, MINUTES, last_day
from adaptive.simulation.intervals import Z90, Interval, bootstrap
from adaptive.simulation.policies import Ours, Policy
from adaptive.simulation.school import School, school
from adaptive.simulation.worlds import WORLDS, Person

# A group of an exercise with fewer learners than this is not compared, and nothing of it is
# shown: a figure about a handful of people says something of each of them.
LEAST_LEARNERS = 20
# Five are too coarse when the groups start apart: twice the false alarms (ADR 0044).
STRATA = 10
# Delta of the Educational Testing Service: −2.35 of it is one unit of log odds.
DELTA_SCALE = -2.35
SLIGHT, LARGE = 1.0, 1.5
Z_ONE_SIDED, CHI_5 = 1.644854, 3.841459

Letter = Literal["A", "B", "C"]


class IntervalWatch:
    """Compares the engine's 90 % intervals with the true abilities, in a simulated world.

    Given to ``comparison.run`` as ``watch``, under the policy ``Ours``. ``inside`` (l, n): at
    the end of the last sitting; ``later`` (l, n): after ``DELAY_DAYS`` without practice.
    """

    def __init__(self) -> None:
        self._inside: list[Bools] = []
        self._later: list[Bools] = []

    def __call__(self, number: int, who: Person, policy: Policy) -> None:
        """See ``comparison.Watch``.

        :raises ValueError: a policy that believes nothing.
        """
        if not isinstance(policy, Ours):
            raise ValueError("policy: only ours has intervals")
        end = last_day() + A_SITTING * MINUTES
        self._inside.append(_held(policy, who, end))
        self._later.append(_held(policy, who, last_day() + DELAY_DAYS))

    @property
    def inside(self) -> Bools:
        """Which intervals hold the truth at the end of the last sitting, (l, n)."""
        return np.array(self._inside, dtype=np.bool_)

    @property
    def later(self) -> Bools:
        """The same after ``DELAY_DAYS``, (l, n)."""
        return np.array(self._later, dtype=np.bool_)


def _held(policy: Ours, who: Person, day: float) -> Bools:
    state = advance(policy.parameters, policy.state, max(day, policy.state.at))
    mean, sd = (np.asarray(one, dtype=np.float64) for one in (state.mean, state.sd))
    return within(who.ability(day), mean, sd)


def within(truth: Floats, mean: Floats, sd: Floats) -> Bools:
    """Which true values lie in the central 90 % interval, same shape."""
    return np.asarray(np.abs(truth - mean) <= Z90 * sd)


def share_held(inside: Bools, draw: np.random.Generator) -> Interval:
    """The share of intervals that hold, with its 95 % interval over learners. (l, n) → one."""
    return bootstrap(inside.mean(axis=1), draw)


def quartiles(before: Floats) -> NDArray[np.int64]:
    """The quarter of each learner by where she started, (l,): 0 the lowest, 3 the highest."""
    edges = np.quantile(before, (0.25, 0.5, 0.75))
    return np.asarray(np.searchsorted(edges, before, side="left"), dtype=np.int64)


def uneven(world: str, seed: int, learners: int) -> Bools:
    """Which learners of ``comparison.run`` start with an uneven profile, (l,): the half whose
    domains are furthest apart (standard deviation of the domains' mean lead)."""
    place = school(np.random.default_rng((seed, 0)))
    spread = np.array([_spread(world, place, seed, number) for number in range(learners)])
    return np.asarray(spread > np.median(spread))


def _spread(world: str, place: School, seed: int, number: int) -> float:
    who = WORLDS[world](place, np.random.default_rng((seed, 1, number)))
    lead = who.ability(0.0) - place.difficulty
    domain = np.array([skill.domain for skill in place.skills])
    return float(np.std([lead[domain == name].mean() for name in np.unique(domain)]))


def by_group(
    values: Floats, groups: Mapping[str, Bools], draw: np.random.Generator
) -> dict[str, Interval]:
    """The mean of learners' values (l,) in each group, with its 95 % interval; a group with
    nobody in it is left out."""
    return {name: bootstrap(values[who], draw) for name, who in groups.items() if who.any()}


@dataclass(frozen=True)
class ItemBias:
    """An exercise compared between two groups at the same level.

    ``item``: the caller's id. ``letter``: A slight or none, B moderate, C large; None when it
    cannot be said: ``few`` (too few learners) or nothing differs enough to be compared.
    ``delta`` > 0: easier for the focal group than for the others at the same level; ``odds``:
    common odds ratio, reference over focal; ``p``: of the χ² with continuity correction.
    """

    item: int
    letter: Letter | None
    few: bool
    odds: float = math.nan
    delta: float = math.nan
    error: float = math.nan
    p: float = math.nan


def item_bias(
    item: Ints,
    right: Bools,
    focal: Bools,
    matching: Floats,
    *,
    least: int = LEAST_LEARNERS,
    strata: int = STRATA,
) -> tuple[ItemBias, ...]:
    """Each exercise between the focal group and the others. Arrays (n,), one answer a learner
    and exercise at most; ``matching``: the level predicted before the answer.

    :raises ValueError: arrays of several lengths, a level that is not finite, least or strata
        below 1.
    """
    if not len(item) == len(right) == len(focal) == len(matching):
        raise ValueError("item, right, focal, matching: as many of each are needed")
    if not np.isfinite(matching).all():
        raise ValueError("matching: not a finite number somewhere")
    if least < 1 or strata < 1:
        raise ValueError(f"least, strata: {least}, {strata}: 1 at least")
    found = []
    for one in np.unique(item):
        here = item == one
        groups = int((here & focal).sum()), int((here & ~focal).sum())
        if min(groups) < least:
            found.append(ItemBias(int(one), None, few=True))
            continue
        level = _strata(matching[here], strata)
        found.append(mantel_haenszel(int(one), right[here], focal[here], level))
    return tuple(found)


def mantel_haenszel(item: int, right: Bools, focal: Bools, level: Ints) -> ItemBias:
    """One exercise: Holland & Thayer 1988 (in Wainer & Braun, *Test Validity*). Arrays (n,).

    In stratum k: A, B right and wrong of the reference group, C, D of the focal one, T all.
    ``α = Σ AD/T / Σ BC/T``; ``χ² = (|ΣA − ΣE(A)| − ½)²/ΣVar(A)`` (Mantel & Haenszel 1959);
    ``Δ = −2.35·ln α``, its error by Robins, Breslow & Greenland 1986. Letters of the
    Educational Testing Service (Zieky 1993): A when |Δ| < 1 or χ² is not significant at 5 %;
    C when |Δ| ≥ 1.5 and significantly above 1; B otherwise.
    """
    a, b, c, d = _tables(right, focal, level)
    total = a + b + c + d
    use = (total > 1.0) & (a + b > 0.0) & (c + d > 0.0)
    a, b, c, d, total = a[use], b[use], c[use], d[use], total[use]
    r, s = a * d / total, b * c / total
    spread = (a + b) * (c + d) * (a + c) * (b + d) / (total**2 * (total - 1.0))
    if not (r.sum() > 0.0 and s.sum() > 0.0 and spread.sum() > 0.0):
        return ItemBias(item, None, few=False)
    odds = float(r.sum() / s.sum())
    delta = DELTA_SCALE * math.log(odds)
    apart = abs(float((a - (a + b) * (a + c) / total).sum()))
    chi = max(apart - 0.5, 0.0) ** 2 / float(spread.sum())
    error = abs(DELTA_SCALE) * math.sqrt(_log_odds_variance(a, b, c, d, total))
    letter = _letter(abs(delta), error, chi)
    p = math.erfc(math.sqrt(chi / 2.0))
    return ItemBias(item, letter, False, odds, delta, error, p)


def _letter(size: float, error: float, chi: float) -> Letter:
    if size < SLIGHT or chi < CHI_5:
        return "A"
    if size >= LARGE and (size - SLIGHT) > Z_ONE_SIDED * error:
        return "C"
    return "B"


def _tables(right: Bools, focal: Bools, level: Ints) -> tuple[Floats, Floats, Floats, Floats]:
    count = int(level.max(initial=0)) + 1

    def cell(mask: Bools) -> Floats:
        return np.bincount(level[mask], minlength=count).astype(np.float64)

    return (
        cell(~focal & right),
        cell(~focal & ~right),
        cell(focal & right),
        cell(focal & ~right),
    )


def _log_odds_variance(a: Floats, b: Floats, c: Floats, d: Floats, total: Floats) -> float:
    """Variance of ln α (Robins, Breslow & Greenland 1986, Biometrics 42, formula 3)."""
    r, s = a * d / total, b * c / total
    straight, crossed = (a + d) / total, (b + c) / total
    sum_r, sum_s = float(r.sum()), float(s.sum())
    first = float((straight * r).sum()) / (2.0 * sum_r**2)
    mixed = float((straight * s + crossed * r).sum()) / (2.0 * sum_r * sum_s)
    last = float((crossed * s).sum()) / (2.0 * sum_s**2)
    return first + mixed + last


def _strata(matching: Floats, strata: int) -> Ints:
    """Learners in ``strata`` levels of equal numbers, (n,)."""
    edges = np.quantile(matching, np.arange(1, strata) / strata)
    return np.asarray(np.searchsorted(edges, matching, side="right"), dtype=np.int64)
