"""Four worlds: how simulated people learn and forget. None of them is the engine's own model.

They are frozen: they were written, with their seeds, before any policy was tuned on them, and a
test holds their answers. A world is never changed to suit a policy: a new one is added instead.

- ``ZoneWorld``: one learns most where one succeeds three times in four (zone of proximal
  development; Wilson et al. 2019 put the optimum at 85 % for gradient learners, Klinkenberg et
  al. 2011 practise at 75 %). Half of what is gained fades.
- ``CountWorld``: successes and failures count, with diminishing returns, a success more (PFA:
  Pavlik, Cen & Koedinger 2009). Counts fade by half in thirty days, to a third at the least.
- ``SwitchWorld``: a skill is known or not; practice may switch it on, time off (BKT with
  forgetting: Corbett & Anderson 1995; Khajah, Lindsey & Mozer 2016), slips and guesses by item.
- ``TraceWorld``: each exercise leaves a trace that fades by a power of time, faster when it is
  practised close to the last (Pavlik & Anderson 2005): memory that is not ours.

All: what a skill stands on must be there for it to be learnt well; answers slip and guess.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, Protocol

import numpy as np

from adaptive.gaussian import Floats, logistic
from adaptive.simulation.school import CHANCE, School

SLIP: Final = 0.04
# Abilities at the start: general, domain, strand, own standard deviations, logits.
START_SD: Final = (0.7, 0.6, 0.4, 0.5)
START_MEAN: Final = -0.6


class Person(Protocol):
    """A simulated learner. Days never go back."""

    def chance(self, item: int, day: float) -> float:
        """The true probability of a right answer now, luck and slips included."""
        ...

    def practise(self, item: int, right: bool, day: float) -> None:
        """What an exercise with its feedback changes."""
        ...

    def ability(self, day: float) -> Floats:
        """(n,) logits now: σ(ability − difficulty) is success on an ordinary exercise."""
        ...


def _start(school: School, rng: np.random.Generator) -> Floats:
    """Abilities at the start, (n,): they go together by domain and by strand."""
    general, domain, strand, own = START_SD
    domains = {name: domain * rng.standard_normal() for name in _names(school, "domain")}
    strands = {name: strand * rng.standard_normal() for name in _names(school, "strand")}
    shared = START_MEAN + general * rng.standard_normal()
    values = [
        shared + domains[s.domain] + strands[s.strand] + own * rng.standard_normal()
        for s in school.skills
    ]
    return np.array(values)


def _names(school: School, field: str) -> list[str]:
    return list(dict.fromkeys(getattr(skill, field) for skill in school.skills))


def _readiness(school: School, skill: int, ability: Floats) -> float:
    """How well the ground is laid, 0 to 1: the weakest of what the skill stands on."""
    below = school.requires[skill]
    if not below:
        return 1.0
    at = np.array(below)
    return float(logistic(2.5 * (ability[at] - school.difficulty[at] + 0.2)).min())


def _sigma(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x))


def _with_luck(known: float) -> float:
    return CHANCE + (1.0 - CHANCE - SLIP) * known


class ZoneWorld:
    """One learns most near three successes in four."""

    PEAK, WIDTH, GAIN, CEILING = 0.75, 0.16, 0.34, 2.2
    LASTING, FADING_DAYS = 0.5, 21.0

    def __init__(self, school: School, rng: np.random.Generator) -> None:
        self._school = school
        self._lasting = _start(school, rng)
        self._fresh = np.zeros(len(school))
        self._since = np.zeros(len(school))

    def ability(self, day: float) -> Floats:
        """See ``Person``."""
        fading = np.exp(-np.maximum(day - self._since, 0.0) / self.FADING_DAYS)
        return np.asarray(self._lasting + self._fresh * fading)

    def chance(self, item: int, day: float) -> float:
        """See ``Person``."""
        skill = int(self._school.item_skill[item])
        lead = self.ability(day)[skill] - self._school.true[item]
        return _with_luck(_sigma(float(lead)))

    def practise(self, item: int, right: bool, day: float) -> None:
        """See ``Person``."""
        school, skill = self._school, int(self._school.item_skill[item])
        now = self.ability(day)
        p = _sigma(float(now[skill] - school.true[item]))
        room = _sigma(2.0 * float(school.difficulty[skill] + self.CEILING - now[skill]))
        fit = math.exp(-(((p - self.PEAK) / self.WIDTH) ** 2) / 2.0)
        gain = self.GAIN * fit * room * _readiness(school, skill, now)
        self._fresh[skill] = now[skill] - self._lasting[skill] + (1.0 - self.LASTING) * gain
        self._lasting[skill] += self.LASTING * gain
        self._since[skill] = day


class CountWorld:
    """Successes and failures add up, with diminishing returns."""

    RIGHT, WRONG = 0.75, 0.40
    HALF_LIFE, KEPT = 30.0, 1 / 3

    def __init__(self, school: School, rng: np.random.Generator) -> None:
        self._school = school
        self._base = _start(school, rng)
        self._counts = np.zeros((2, len(school)))  # right, wrong: fresh part
        self._kept = np.zeros((2, len(school)))
        self._since = np.zeros(len(school))

    def _faded(self, day: float) -> Floats:
        days = np.maximum(day - self._since, 0.0)
        return np.asarray(self._counts * 0.5 ** (days / self.HALF_LIFE) + self._kept)

    def ability(self, day: float) -> Floats:
        """See ``Person``."""
        right, wrong = np.log1p(self._faded(day))
        return np.asarray(self._base + self.RIGHT * right + self.WRONG * wrong)

    def chance(self, item: int, day: float) -> float:
        """See ``Person``."""
        skill = int(self._school.item_skill[item])
        lead = self.ability(day)[skill] - self._school.true[item]
        return _with_luck(_sigma(float(lead)))

    def practise(self, item: int, right: bool, day: float) -> None:
        """See ``Person``."""
        skill, row = int(self._school.item_skill[item]), 0 if right else 1
        ready = _readiness(self._school, skill, self.ability(day))
        faded = self._faded(day)[:, skill] - self._kept[:, skill]
        self._counts[:, skill] = faded
        self._counts[row, skill] += (1.0 - self.KEPT) * ready
        self._kept[row, skill] += self.KEPT * ready
        self._since[skill] = day


class SwitchWorld:
    """Known or not: practice switches a skill on, time may switch it off."""

    LEARN, LEARN_UNREADY, FORGET = 0.17, 0.03, 0.03
    KNOWN_LEAD = 2.0  # logits above (below) the difficulty of what is (is not) known

    def __init__(self, school: School, rng: np.random.Generator) -> None:
        self._school, self._rng = school, rng
        lead = _start(school, rng) - school.difficulty
        self._known = rng.random(len(school)) < logistic(2.0 * lead)
        self._times = np.zeros(len(school))  # exercises done: they slow forgetting
        self._day = 0.0

    def _pass(self, day: float) -> None:
        """Forgetting is drawn once for the days gone by."""
        days = day - self._day
        if days > 0.0:
            lost = 1.0 - np.exp(-self.FORGET * days / (1.0 + self._times))
            self._known &= self._rng.random(len(self._known)) >= lost
            self._day = day

    def ability(self, day: float) -> Floats:
        """See ``Person``."""
        lost = self.FORGET * max(day - self._day, 0.0) / (1.0 + self._times)
        known = self._known * np.exp(-lost)
        sure = _sigma(self.KNOWN_LEAD)
        p = np.clip(known * sure + (1.0 - known) * (1.0 - sure), 1e-6, 1.0 - 1e-6)
        return np.asarray(self._school.difficulty + np.log(p / (1.0 - p)))

    def chance(self, item: int, day: float) -> float:
        """See ``Person``."""
        self._pass(day)
        skill = int(self._school.item_skill[item])
        hard = self._school.true[item] - self._school.difficulty[skill]
        lead = self.KNOWN_LEAD if self._known[skill] else -self.KNOWN_LEAD
        return _with_luck(_sigma(lead - float(hard)))

    def practise(self, item: int, right: bool, day: float) -> None:
        """See ``Person``."""
        self._pass(day)
        skill = int(self._school.item_skill[item])
        below = self._school.requires[skill]
        ready = all(self._known[q] for q in below)
        rate = self.LEARN if ready else self.LEARN_UNREADY
        self._known[skill] |= self._rng.random() < rate * (1.2 if right else 0.9)
        self._times[skill] += 1.0


class TraceWorld:
    """Traces that fade by a power of time, slower when they are spaced."""

    DECAY, CROWDING, WEIGHT, LAG = 0.18, 0.22, 0.62, 0.02  # LAG in days: half an hour
    RIGHT, WRONG = 1.0, 0.6

    def __init__(self, school: School, rng: np.random.Generator) -> None:
        self._school = school
        self._base = _start(school, rng)
        self._traces: list[list[tuple[float, float, float]]] = [[] for _ in school.skills]

    def _memory(self, skill: int, day: float) -> float:
        """Σ wᵢ·(t − tᵢ)^(−dᵢ): what is left of the exercises done on the skill."""
        return math.fsum(
            weight * math.pow(max(day - at, 0.0) + self.LAG, -decay)
            for at, decay, weight in self._traces[skill]
        )

    def ability(self, day: float) -> Floats:
        """See ``Person``."""
        left = np.array([self._memory(skill, day) for skill in range(len(self._base))])
        return np.asarray(self._base + 2.0 * self.WEIGHT * np.log1p(left))

    def chance(self, item: int, day: float) -> float:
        """See ``Person``."""
        skill = int(self._school.item_skill[item])
        learnt = 2.0 * self.WEIGHT * math.log1p(self._memory(skill, day))
        lead = float(self._base[skill] + learnt - self._school.true[item])
        return _with_luck(_sigma(float(lead)))

    def practise(self, item: int, right: bool, day: float) -> None:
        """See ``Person``."""
        skill = int(self._school.item_skill[item])
        ready = _readiness(self._school, skill, self.ability(day))
        crowded = 1.0 - math.exp(-self._memory(skill, day) / 4.0)
        decay = self.DECAY + self.CROWDING * crowded
        weight = ready * (self.RIGHT if right else self.WRONG)
        self._traces[skill].append((day, decay, weight))


World = Callable[[School, np.random.Generator], Person]

WORLDS: Final[Mapping[str, World]] = MappingProxyType(
    {"zone": ZoneWorld, "count": CountWorld, "switch": SwitchWorld, "trace": TraceWorld}
)
# Seeds of the comparison, by world. Policies are tuned on TUNING seeds, compared on these.
SEEDS: Final[Mapping[str, int]] = MappingProxyType(
    {"zone": 71_001, "count": 71_002, "switch": 71_003, "trace": 71_004}
)
TUNING_SEEDS: Final[Mapping[str, int]] = MappingProxyType(
    {"zone": 81_001, "count": 81_002, "switch": 81_003, "trace": 81_004}
)
