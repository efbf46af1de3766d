"""Many tests at once, in step: simulations of how a test behaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np

from adaptive.gaussian import Floats
from adaptive.parameters import Ints
from adaptive.pool import Bools
from adaptive.testing.bank import Bank, chance
from adaptive.testing.session import begin
from adaptive.testing.tables import Tables, best_of_many

# So many learners at a time: their posteriors then stay in the cache.
BLOCK = 250

# Whether these learners (k,) answer these rows (k,), their position in the test given, right.
Respond = Callable[[Ints, Ints, int], Bools]


@dataclass(frozen=True, eq=False)
class Standing:
    """Where the k tests that go on are. ``learners`` (k,) says whose; ``weights`` (k, q) the
    posteriors, ``mean`` and ``sd`` (k,) theirs; ``asked`` (k, m); ``position`` items so far.
    """

    learners: Ints
    weights: Floats
    mean: Floats
    sd: Floats
    asked: Bools
    position: int


# The row for each test that goes on, (k,), −1: there is none.
Pick = Callable[[Tables, Standing], Ints]


@dataclass(frozen=True, eq=False)
class Simulated:
    """What became of n tests: ``rows`` asked (n, length), −1 once over; ``right`` (n, length);
    ``count`` (n,) items; ``weights`` (n, q) the last posteriors, ``mean`` and ``sd`` (n,).
    """

    rows: Ints
    right: Bools
    count: Ints
    mean: Floats
    sd: Floats
    weights: Floats


def most_told(tables: Tables, standing: Standing) -> Ints:
    """Maximum information at the mean."""
    return best_of_many(tables, standing.mean, standing.asked, standing.position)


def simulate(
    tables: Tables,
    people: int,
    respond: Respond,
    *,
    length: int,
    error: float | None = None,
    pick: Pick = most_told,
) -> Simulated:
    """Tests of at most ``length`` items, each over when its deviation is at most ``error``.

    :raises ValueError: people or length below 1, an error that is not above 0.
    """
    if people < 1 or length < 1:
        raise ValueError(f"people, length: {people}, {length}: 1 at least is needed")
    if error is not None and not error > 0.0:
        raise ValueError(f"error: {error} is not above 0")
    everybody = np.arange(people)
    parts = [
        _in_step(tables, everybody[start : start + BLOCK], respond, length, error, pick)
        for start in range(0, people, BLOCK)
    ]
    columns = [[getattr(part, field.name) for part in parts] for field in fields(Simulated)]
    return Simulated(*(np.concatenate(column) for column in columns))


def _in_step(
    tables: Tables,
    learners: Ints,
    respond: Respond,
    length: int,
    error: float | None,
    pick: Pick,
) -> Simulated:
    people, first = len(learners), begin(tables)
    weights = np.tile(first.weights, (people, 1))
    mean, sd = np.full(people, first.mean), np.full(people, first.sd)
    asked = np.zeros((people, len(tables.bank)), dtype=np.bool_)
    rows = np.full((people, length), -1, dtype=np.int64)
    right = np.zeros((people, length), dtype=np.bool_)
    on = np.arange(people)
    for position in range(length):
        if error is not None:
            on = on[sd[on] > error]
        now = Standing(learners[on], weights[on], mean[on], sd[on], asked[on], position)
        row = pick(tables, now)
        on, row = on[row >= 0], row[row >= 0]
        if len(on) == 0:
            break
        answer = respond(learners[on], row, position)
        rows[on, position], right[on, position], asked[on, row] = row, answer, True
        weights[on], mean[on], sd[on] = _learn(tables, weights[on], row, answer)
    return Simulated(rows, right, (rows >= 0).sum(axis=1), mean, sd, weights)


def _learn(
    tables: Tables, weights: Floats, rows: Ints, right: Bools
) -> tuple[Floats, Floats, Floats]:
    """The posteriors after these answers, their means and deviations."""
    new = tables.right[rows]
    # |P − 1| where the answer was wrong: twice as fast as choosing between P and 1 − P.
    new -= ~right[:, None]
    np.abs(new, out=new)
    new *= weights
    total, first, second = tables.moments @ new.T
    new /= total[:, None]
    mean = first / total
    return new, mean, np.sqrt(np.maximum(second / total - mean * mean, 0.0))


def from_answers(answers: Bools) -> Respond:
    """Those of a complete matrix, (n, m)."""
    return lambda learners, rows, position: answers[learners, rows]


def from_abilities(bank: Bank, theta: Floats, luck: Floats) -> Respond:
    """Right when ``luck`` (n, length), uniform over [0, 1[, is below P at theta (n,)."""
    return lambda learners, rows, position: (
        luck[learners, position] < chance(bank, theta[learners], rows)
    )
