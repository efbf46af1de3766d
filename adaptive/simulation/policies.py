"""Policies that choose exercises: baselines of the field, and ours.

A policy knows a school's tree, the authors' difficulties, and the answers of one learner. It
never sees a true difficulty or ability. Each is made anew for each learner.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, Protocol

import numpy as np

import adaptive
from adaptive import Observation, Parameters, Pool, PracticeContext, State
from adaptive.gaussian import Floats
from adaptive.pool import Bools
from adaptive.practising import LATELY
from adaptive.simulation.school import CHANCE, SAID_SD, School
from adaptive.simulation.worlds import SLIP

WINDOW_DAYS = 14.0  # no item twice within it: the rule of the platform, for every policy


class Policy(Protocol):
    """Chooses for one learner."""

    def choose(self, day: float) -> int:
        """The row of the next exercise."""
        ...

    def told(self, item: int, right: bool, day: float, sitting: int) -> None:
        """What was answered."""
        ...


class _Shelf:
    """Which items may be shown: not twice within the window while others are left."""

    def __init__(self, school: School, rng: np.random.Generator) -> None:
        self._shown = np.full(len(school.said), -math.inf)
        self._rows = [school.items_of(skill) for skill in range(len(school))]
        self._rng = rng

    def fresh(self, day: float) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """(m,) rows not shown in the window."""
        return self._shown < day - WINDOW_DAYS

    def show(self, item: int, day: float) -> None:
        """This item is shown now."""
        self._shown[item] = day

    def pick(self, skill: int, day: float, wanted: Floats | None = None) -> int:
        """An item of a skill: at random, or the lowest of ``wanted`` (m,) among the fresh."""
        rows = self._rows[skill]
        fresh = rows[self._shown[rows] < day - WINDOW_DAYS]
        if len(fresh) == 0:
            return int(rows[np.argmin(self._shown[rows])])
        if wanted is None:
            return int(fresh[self._rng.integers(len(fresh))])
        return int(fresh[np.argmin(wanted[fresh])])


class Random:
    """Any exercise."""

    def __init__(self, school: School, rng: np.random.Generator) -> None:
        self._shelf, self._rng, self._n = _Shelf(school, rng), rng, len(school)

    def choose(self, day: float) -> int:
        """See ``Policy``."""
        item = self._shelf.pick(int(self._rng.integers(self._n)), day)
        self._shelf.show(item, day)
        return item

    def told(self, item: int, right: bool, day: float, sitting: int) -> None:
        """Nothing is remembered."""


class Fixed:
    """The teacher's sequence: nine exercises a skill, easy ones first, the same for all."""

    EACH = 9

    def __init__(self, school: School, rng: np.random.Generator) -> None:
        self._school, self._shelf, self._step = school, _Shelf(school, rng), 0

    def choose(self, day: float) -> int:
        """See ``Policy``."""
        order = self._school.order
        skill = order[self._step // self.EACH % len(order)]
        item = self._shelf.pick(skill, day, self._school.said)
        self._shelf.show(item, day)
        self._step += 1
        return item

    def told(self, item: int, right: bool, day: float, sitting: int) -> None:
        """The sequence does not depend on answers."""


class Zpdes:
    """Learning progress in a zone of proximal development (Clément, Roy, Oudeyer & Lopes 2015,
    JEDM 7(2), algorithm 1 and the ZPDES rules): a bandit over activities (skill, tier), opened
    by success on what they stand on and closed by mastery."""

    WINDOW, OPENS, CLOSES = 6, 0.70, 0.92
    KEEPS, LEARNS, EXPLORES, FIRST = 0.85, 0.5, 0.2, 0.25

    def __init__(self, school: School, rng: np.random.Generator) -> None:
        self._school, self._rng = school, rng
        tiers = np.round((school.said - school.difficulty[school.item_skill]) / 0.7).astype(int)
        self._activity = 3 * school.item_skill + tiers + 1  # (m,)
        count = 3 * len(school)
        self._rows = [np.flatnonzero(self._activity == a) for a in range(count)]
        self._quality = np.full(count, self.FIRST)
        self._past: list[deque[bool]] = [deque(maxlen=2 * self.WINDOW) for _ in range(count)]
        self._open = np.zeros(count, dtype=np.bool_)
        self._closed = np.zeros(count, dtype=np.bool_)
        for skill, below in enumerate(school.requires):
            self._open[3 * skill] = not below
        self._shown = np.full(len(school.said), -math.inf)

    def choose(self, day: float) -> int:
        """See ``Policy``."""
        item = self.pick(self._shown < day - WINDOW_DAYS, self._rng)
        self._shown[item] = day
        return item

    def pick(self, fresh: Bools, rng: np.random.Generator) -> int:
        """One of these rows (m,), as learning progresses."""
        stocked = np.zeros(len(self._open), dtype=np.bool_)
        stocked[self._activity[fresh]] = True
        live = np.flatnonzero(self._open & ~self._closed & stocked)
        if (
            len(live) == 0
        ):  # all that is open was shown or mastered: what is left, easiest first
            left = self._open & stocked
            live = np.flatnonzero(left) if left.any() else np.flatnonzero(stocked)[:1]
        weights = np.maximum(self._quality[live], 1e-3)
        odds = (1.0 - self.EXPLORES) * weights / weights.sum() + self.EXPLORES / len(live)
        rows = self._rows[int(rng.choice(live, p=odds))]
        rows = rows[fresh[rows]]
        return int(rows[rng.integers(len(rows))])

    def told(self, item: int, right: bool, day: float, sitting: int) -> None:
        """See ``Policy``."""
        activity = int(self._activity[item])
        past = self._past[activity]
        past.append(right)
        recent = list(past)[-self.WINDOW :]
        before = list(past)[: -self.WINDOW] or [False]
        progress = float(np.mean(recent) - np.mean(before)) if len(past) > 1 else 0.0
        quality = self.KEEPS * self._quality[activity] + self.LEARNS * max(progress, 0.0)
        self._quality[activity] = quality
        rate = float(np.mean(recent)) if len(recent) >= self.WINDOW // 2 else 0.0
        self._closed[activity] = len(recent) >= self.WINDOW and rate >= self.CLOSES
        if rate >= self.OPENS:
            self._open_next(activity)

    def _open_next(self, activity: int) -> None:
        skill, tier = divmod(activity, 3)
        if tier < 2:
            self._open[activity + 1] = True
        if tier == 0:
            return
        for child, below in enumerate(self._school.requires):
            if skill in below and all(self._reached(q) for q in below):
                self._open[3 * child] = True

    def _reached(self, skill: int) -> bool:
        recent = list(self._past[3 * skill + 1])[-self.WINDOW :]
        half = self.WINDOW // 2
        return len(recent) >= half and float(np.mean(recent)) >= self.OPENS


class CappedBkt:
    """Mastery learning with Bayesian knowledge tracing (Corbett & Anderson 1995), at most
    ``CAP`` exercises on a skill before going on; ordinary parameters of the literature."""

    KNOWN, LEARNS, GUESS, SLIPS, MASTERY, CAP = 0.30, 0.15, 0.22, 0.10, 0.95, 14

    def __init__(self, school: School, rng: np.random.Generator) -> None:
        self._school, self._shelf = school, _Shelf(school, rng)
        self._p = np.full(len(school), self.KNOWN)
        self._tries = np.zeros(len(school), dtype=np.int64)
        self._round = 1

    def choose(self, day: float) -> int:
        """See ``Policy``."""
        skill = self._next()
        item = self._shelf.pick(skill, day, self._school.said)
        self._shelf.show(item, day)
        return item

    def _next(self) -> int:
        while True:
            for skill in self._school.order:
                cap = self.CAP * self._round
                if self._p[skill] < self.MASTERY and self._tries[skill] < cap:
                    return skill
            if (self._p >= self.MASTERY).all():
                return int(np.argmin(self._tries))
            self._round += 1

    def told(self, item: int, right: bool, day: float, sitting: int) -> None:
        """See ``Policy``."""
        skill = int(self._school.item_skill[item])
        known = float(self._p[skill])
        like = (1.0 - self.SLIPS, self.GUESS) if right else (self.SLIPS, 1.0 - self.GUESS)
        known = known * like[0] / (known * like[0] + (1.0 - known) * like[1])
        self._p[skill] = known + (1.0 - known) * self.LEARNS
        self._tries[skill] += 1


class Ours:
    """The engine: its state of the learner, and its choice of practice."""

    def __init__(
        self, school: School, rng: np.random.Generator, parameters: Parameters | None = None
    ) -> None:
        self._school, self._rng, self._shelf = school, rng, _Shelf(school, rng)
        self.parameters = parameters or parameters_of(school)
        self._pool = pool_of(school)
        self.state: State = adaptive.prior(self.parameters, 0.0)
        self._scores: list[float] = []
        self._skills: list[int] = []
        self.acquired: dict[int, tuple[float, int]] = {}  # skill: day, exercises on it

    def choose(self, day: float) -> int:
        """See ``Policy``."""
        context = PracticeContext(
            at=day,
            scores=tuple(self._scores[-2:]),
            skills=tuple(self._skills[-2:]),
            available=self._shelf.fresh(day),
            lately=tuple(self._scores[-LATELY:]),
        )
        state = self._at(day)
        found = adaptive.practise(self.parameters, state, self._pool, context, self._rng)
        if isinstance(found, adaptive.Stop):
            raise ValueError(f"school: nothing left to show ({found.reason})")
        self._shelf.show(found.item, day)
        return found.item

    def _at(self, day: float) -> State:
        return adaptive.advance(self.parameters, self.state, max(day, self.state.at))

    def told(self, item: int, right: bool, day: float, sitting: int) -> None:
        """See ``Policy``."""
        skill = int(self._school.item_skill[item])
        observation = Observation(
            seq=self.state.seq + 1,
            at=day,
            day=int(day),
            sitting=sitting,
            skills=(skill,),
            score=float(right),
            b=float(self._pool.b[item]),
            b_var=float(self._pool.b_var[item]),
            c=float(self._pool.c[item]),
            u=float(self._pool.u[item]),
            variant=item + 1,
        )
        self.state, events = adaptive.observe(self.parameters, self.state, observation)
        self._scores.append(float(right))
        self._skills.append(skill)
        for event in events:
            if event.kind == "acquis":
                self.acquired.setdefault(event.skill, (day, self._skills.count(event.skill)))


def parameters_of(school: School) -> Parameters:
    """The engine's parameters for a school, at zero data."""
    return adaptive.build_parameters(school.skills)


def pool_of(school: School) -> Pool:
    """The school's items as authors describe them."""
    return adaptive.build_pool(
        skill=school.item_skill,
        b=school.said,
        b_var=SAID_SD**2,
        c=CHANCE,
        u=1.0 - SLIP,
        tier=2,
    )


Make = Callable[[School, np.random.Generator], Policy]

POLICIES: Final[Mapping[str, Make]] = MappingProxyType(
    {"random": Random, "fixed": Fixed, "zpdes": Zpdes, "bkt": CappedBkt, "ours": Ours}
)
