"""A real log under another policy: what would it have proposed, at each point of it?

At each exercise that a log chose to practise, the other policy sees the same state, the same
rows and a draw that depends on the seed and on the place in the log alone. What would have come
of another choice is not in the log: only where both agree is anything known (the replay method:
Li, Chu, Langford & Wang 2011, WSDM). Their estimate has no bias when the log drew its choices
evenly; ours did not, so it speaks of the situations in which the two policies agree, no others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Protocol

import numpy as np

from adaptive.choice import Stop
from adaptive.classical import maximum_information
from adaptive.gaussian import Floats
from adaptive.mastery import Standing, standing
from adaptive.parameters import Ints, Parameters, Skill
from adaptive.pool import Pool, rows_of, success
from adaptive.practising import PracticeContext, practise
from adaptive.simulation.comparison import Progress
from adaptive.simulation.forecast import Log, Turn, after
from adaptive.simulation.intervals import Interval, bootstrap, by_learner
from adaptive.simulation.policies import CappedBkt, Fixed, Zpdes
from adaptive.simulation.school import School
from adaptive.state import State, prior

TIER_STEP = 0.7  # logits from a tier to the next, as ``Zpdes`` counts them
LEAST_ANSWERS, LEAST_LEARNERS = 30, 10  # where both agree: fewer tell nothing


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


@dataclass(frozen=True, eq=False)
class Replayed:
    """n choices of the logs beside those of another policy. Every array is (n,).

    ``shown`` and ``proposed``: rows of the pool; ``p_shown``, ``p_proposed``: their predicted
    success, unaided; ``score``: what came of the one shown.
    """

    learner: Ints
    shown: Ints
    proposed: Ints
    p_shown: Floats
    p_proposed: Floats
    score: Floats


def replay(
    parameters: Parameters,
    pool: Pool,
    logs: Sequence[Log],
    proposers: Mapping[str, Make] = PROPOSERS,
    seed: int = 0,
    progress: Progress = lambda done, total, name: None,
) -> dict[str, Replayed]:
    """Each policy beside the logs, at every exercise they chose to practise and the pool has.

    The draw of a choice depends on the seed, the learner's place and the number in her log.

    :raises ValueError: a row beyond the pool, or a log that cannot be folded.
    """
    found: dict[str, list[tuple[float, ...]]] = {name: [] for name in proposers}
    for number, log in enumerate(logs):
        progress(number, len(logs), "replay")
        state, at_work = prior(parameters, 0.0), _made(proposers, parameters, pool)
        for turn in log:
            rows = _rows(parameters, pool, turn)
            if len(rows):
                for name, one in at_work.items():
                    draw = np.random.default_rng((seed, number, turn.seq))
                    compared = _compare(parameters, pool, state, turn, rows, one, draw)
                    if compared is not None:
                        found[name].append((number, *compared))
            state = after(parameters, state, turn)
            for one in at_work.values():
                one.told(turn)
    return {name: _replayed(rows_found) for name, rows_found in found.items()}


def _made(
    proposers: Mapping[str, Make], parameters: Parameters, pool: Pool
) -> dict[str, Proposer]:
    return {name: make(parameters, pool) for name, make in proposers.items()}


def _rows(parameters: Parameters, pool: Pool, turn: Turn) -> Ints:
    """What might have been shown instead; empty where nothing is to be compared."""
    context, seen = turn.context, turn.observation
    none = np.zeros(0, dtype=np.int64)
    if turn.row >= len(pool):
        raise ValueError(f"row: {turn.row} of a pool of {len(pool)}")
    if context is None or seen is None or turn.row < 0:
        return none
    mask = np.ones(len(pool), dtype=np.bool_)
    if context.domain is not None:
        mask &= parameters.domain[pool.skill] == context.domain
    if context.available is not None:
        mask &= context.available
    fixed = rows_of(pool, context.recent)
    mask[fixed[~pool.generated[fixed]]] = False
    return np.flatnonzero(mask)


def _compare(
    parameters: Parameters,
    pool: Pool,
    state: State,
    turn: Turn,
    rows: Ints,
    proposer: Proposer,
    draw: np.random.Generator,
) -> tuple[float, ...] | None:
    context, seen = turn.context, turn.observation
    if context is None or seen is None:
        return None
    level = standing(parameters, state, context.at)
    proposed = proposer.propose(Moment(state, level, context, rows, draw))
    if proposed is None:
        return None
    both, cov = np.array([turn.row, proposed]), np.asarray(state.cov, dtype=np.float64)
    p, _, _ = success(pool, both, level.mean, level.sd, cov)
    return turn.row, proposed, float(p[0]), float(p[1]), seen.score


def _replayed(rows: list[tuple[float, ...]]) -> Replayed:
    columns = np.array(rows, dtype=np.float64).reshape(len(rows), 6).T
    learner, shown, proposed = (column.astype(np.int64) for column in columns[:3])
    return Replayed(learner, shown, proposed, *columns[3:])


@dataclass(frozen=True)
class Agreement:
    """A policy against the logs.

    ``same_item``, ``same_skill``: the share of choices on which both agree, intervals over
    learners; ``p_shown``, ``p_proposed``: mean predicted success; ``where_same``: the mean
    score where both chose the same item, None when too few such answers exist to say anything.
    """

    choices: int
    same_item: Interval
    same_skill: Interval
    p_shown: float
    p_proposed: float
    where_same: Interval | None


def agreement(pool: Pool, found: Replayed, draw: np.random.Generator) -> Agreement | None:
    """How a policy agrees with the logs; None when there was no choice to compare."""
    if len(found.score) == 0:
        return None
    item = found.shown == found.proposed
    skill = pool.skill[found.shown] == pool.skill[found.proposed]
    people = len(np.unique(found.learner[item]))
    known = int(item.sum()) >= LEAST_ANSWERS and people >= LEAST_LEARNERS
    return Agreement(
        choices=len(item),
        same_item=_share(found.learner, item.astype(np.float64), draw),
        same_skill=_share(found.learner, skill.astype(np.float64), draw),
        p_shown=float(found.p_shown.mean()),
        p_proposed=float(found.p_proposed.mean()),
        where_same=_share(found.learner[item], found.score[item], draw) if known else None,
    )


def _share(learner: Ints, values: Floats, draw: np.random.Generator) -> Interval:
    means, counts = by_learner(learner, values)
    return bootstrap(means, draw, counts)
