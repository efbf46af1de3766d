"""Policies that look at a real log: at each point of it, what would they have proposed?

They see what the log's own choice saw, and the log's answers; they are those of the simulation
(``policies``), bounded to the rows that could be shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Protocol

import numpy as np

from adaptive.choice import Stop
from adaptive.mastery import Standing
from adaptive.parameters import Ints, Parameters, Skill
from adaptive.pool import Pool
from adaptive.practising import PracticeContext, practise
from adaptive.simulation.forecast import Turn
from adaptive.simulation.policies import CappedBkt, Fixed, Zpdes
from adaptive.simulation.school import School
from adaptive.state import State
from adaptive.testing.classical import maximum_information

TIER_STEP = 0.7  # logits from a tier to the next, as ``Zpdes`` counts them


@dataclass(frozen=True, eq=False)
class Moment:
    """A choice to make: the state and the levels now, what the log's choice knew, and the rows
    it could show."""

    state: State
    level: Standing
    context: PracticeContext
    rows: Ints
    draw: np.random.Generator


class Proposer(Protocol):
    """A policy that looks at the log of one learner. Made anew for each."""

    def propose(self, moment: Moment) -> int | None:
        """The row it would have shown; None when it has none."""
        ...

    def told(self, turn: Turn) -> None:
        """What the log did next."""
        ...


Make = Callable[[Parameters, Pool], Proposer]


class Engine:
    """The engine's choice of practice, as it is now."""

    def __init__(self, parameters: Parameters, pool: Pool) -> None:
        self._parameters, self._pool = parameters, pool

    def propose(self, moment: Moment) -> int | None:
        """See ``Proposer``."""
        found = practise(
            self._parameters, moment.state, self._pool, moment.context, moment.draw
        )
        return None if isinstance(found, Stop) else found.item

    def told(self, turn: Turn) -> None:
        """The state says it all."""


class Anything:
    """Any row, evenly."""

    def __init__(self, parameters: Parameters, pool: Pool) -> None:
        del parameters, pool

    def propose(self, moment: Moment) -> int | None:
        """See ``Proposer``."""
        return int(moment.rows[moment.draw.integers(len(moment.rows))])

    def told(self, turn: Turn) -> None:
        """Nothing is remembered."""


class MostInformative:
    """The classical rule of adaptive tests: the row that tells most at the mean."""

    def __init__(self, parameters: Parameters, pool: Pool) -> None:
        del parameters
        self._pool = pool

    def propose(self, moment: Moment) -> int | None:
        """See ``Proposer``."""
        allowed = np.zeros(len(self._pool), dtype=np.bool_)
        allowed[moment.rows] = True
        found = maximum_information(self._pool, moment.level.mean, allowed)
        return None if isinstance(found, Stop) else found

    def told(self, turn: Turn) -> None:
        """The state says it all."""


class InOrder:
    """The teacher's sequence: skills layer by layer, nine exercises each, easy ones first."""

    def __init__(self, parameters: Parameters, pool: Pool) -> None:
        self._pool, self._tries = pool, np.zeros(len(parameters), dtype=np.int64)
        self._order = in_layers(parameters)

    def propose(self, moment: Moment) -> int | None:
        """See ``Proposer``."""
        return _easiest(self._pool, moment.rows, self._skill(moment))

    def _skill(self, moment: Moment) -> int:
        stocked = np.unique(self._pool.skill[moment.rows])
        stocked = stocked[np.argsort(self._order[stocked])]
        rounds = self._tries[stocked] // Fixed.EACH
        return int(stocked[np.argmin(rounds)])  # the first of those done least

    def told(self, turn: Turn) -> None:
        """See ``Proposer``."""
        if turn.observation is not None:
            self._tries[turn.observation.skills[0]] += 1


class Mastery(InOrder):
    """Bayesian knowledge tracing with a cap, as ``CappedBkt``, on the log's answers."""

    def __init__(self, parameters: Parameters, pool: Pool) -> None:
        super().__init__(parameters, pool)
        self._known = np.full(len(parameters), CappedBkt.KNOWN)

    def _skill(self, moment: Moment) -> int:
        stocked = np.unique(self._pool.skill[moment.rows])
        stocked = stocked[np.argsort(self._order[stocked])]
        left = stocked[self._known[stocked] < CappedBkt.MASTERY]
        if len(left) == 0:
            return int(stocked[np.argmin(self._tries[stocked])])
        return int(left[np.argmin(self._tries[left] // CappedBkt.CAP)])

    def told(self, turn: Turn) -> None:
        """See ``Proposer``."""
        super().told(turn)
        seen = turn.observation
        if seen is None:
            return
        skill, slips, guess = seen.skills[0], CappedBkt.SLIPS, CappedBkt.GUESS
        known = float(self._known[skill])
        like = (1.0 - slips, guess) if seen.right else (slips, 1.0 - guess)
        known = known * like[0] / (known * like[0] + (1.0 - known) * like[1])
        self._known[skill] = known + (1.0 - known) * CappedBkt.LEARNS


class LearningProgress:
    """ZPDES, as ``policies.Zpdes``, on the log's answers; activities are skill and tier."""

    def __init__(self, parameters: Parameters, pool: Pool) -> None:
        self._bandit = Zpdes(_school(parameters, pool), np.random.default_rng(0))
        self._allowed = np.zeros(len(pool), dtype=np.bool_)

    def propose(self, moment: Moment) -> int | None:
        """See ``Proposer``."""
        self._allowed[:] = False
        self._allowed[moment.rows] = True
        return self._bandit.pick(self._allowed, moment.draw)

    def told(self, turn: Turn) -> None:
        """See ``Proposer``."""
        seen = turn.observation
        if seen is not None and turn.row >= 0:
            self._bandit.told(turn.row, seen.right, seen.at, seen.sitting)


def _school(parameters: Parameters, pool: Pool) -> School:
    """The curriculum and the pool as the simulated policies know a school."""
    skills = tuple(
        Skill(name, "", "", float(difficulty))
        for name, difficulty in zip(parameters.ids, parameters.difficulty, strict=True)
    )
    said = parameters.difficulty[pool.skill] + TIER_STEP * (pool.tier - 2)
    nobody_knows = np.full(len(pool), np.nan)
    return School(
        skills, parameters.requires, parameters.difficulty, pool.skill, said, nobody_knows, ()
    )


def in_layers(parameters: Parameters) -> Ints:
    """The place of each skill, (n,), when what stands on nothing comes first, then what stands
    on that, and so on; within a layer, in the order of the set."""
    depth = np.zeros(len(parameters), dtype=np.int64)
    moved = True
    while moved:  # the graph has no cycle: this ends
        deeper = depth.copy()
        np.maximum.at(deeper, parameters.edge_child, depth[parameters.edge_parent] + 1)
        moved = bool((deeper != depth).any())
        depth = deeper
    place = np.empty_like(depth)
    place[np.argsort(depth, kind="stable")] = np.arange(len(depth))
    return place


def _easiest(pool: Pool, rows: Ints, skill: int) -> int:
    here = rows[pool.skill[rows] == skill]
    return int(here[np.argmin(pool.b[here])])


PROPOSERS: Final[Mapping[str, Make]] = MappingProxyType(
    {
        "ours": Engine,
        "bkt": Mastery,
        "zpdes": LearningProgress,
        "fixed": InOrder,
        "information": MostInformative,
        "random": Anything,
    }
)
