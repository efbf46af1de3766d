"""A real log under another policy: what would it have proposed, at each point of it?

At each exercise that a log chose to practise, the other policy sees the same state, the same
rows and a draw that depends on the seed and on the place in the log alone. What would have come
of another choice is not in the log: only where both agree is anything known (the replay method:
Li, Chu, Langford & Wang 2011, WSDM). Their estimate has no bias when the log drew its choices
evenly; ours did not, so it speaks of the situations in which the two policies agree, no others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from adaptive.gaussian import Floats
from adaptive.mastery import standing
from adaptive.parameters import Ints, Parameters
from adaptive.pool import Pool, rows_of, success
from adaptive.simulation.comparison import Progress
from adaptive.simulation.forecast import Log, Turn, after
from adaptive.simulation.intervals import Interval, bootstrap, by_learner
from adaptive.simulation.proposers import PROPOSERS, Make, Moment, Proposer
from adaptive.state import State, prior

LEAST_ANSWERS, LEAST_LEARNERS = 30, 10  # where both agree: fewer tell nothing


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
