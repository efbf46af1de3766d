"""Learners of a chunk as a calibration sees them: each with the posterior of her ability, given
all her answers and the law of her group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adaptive.calibration.answers import Chunk
from adaptive.calibration.curves import Normal
from adaptive.calibration.expect import incidence
from adaptive.calibration.held import Seen, in_order
from adaptive.gaussian import Floats
from adaptive.parameters import Ints

# From this share of answers given, products of whole matrices cost less.
DENSE = 0.12


@dataclass(frozen=True)
class Curves:
    """Of m items at q nodes: P, the derivatives of its logit by the intercept, ``share``, and
    by all of the item’s own parameters that were fitted, intercept first, (p, m, q). Items
    without parameters have P = ½ and count for nothing: ``known`` is 0, elsewhere 1."""

    nodes: Floats
    p: Floats
    share: Floats
    own: Floats
    known: Ints


@dataclass(frozen=True)
class People:
    """Which group each learner is of, (learners,), and the law of abilities in each group."""

    group: Ints
    laws: tuple[Normal, ...]

    def prior(self, nodes: Floats) -> Floats:
        """Logarithms of the weights of the nodes in each group, (groups, q)."""
        logs = np.stack([-0.5 * ((nodes - law.mean) / law.sd) ** 2 for law in self.laws])
        return np.asarray(logs - np.log(np.exp(logs).sum(axis=1, keepdims=True)))


@dataclass(frozen=True)
class Part:
    """The learners of a chunk, their groups (l,) and posteriors (l, q), and their answers: row
    and ``2·item + right``."""

    group: Ints
    posterior: Floats
    row: Ints
    answer: Ints


@dataclass(frozen=True)
class Look:
    """What it takes to see the learners of a chunk: logarithms of the chances of each answer
    (2m, q), of the laws of groups (groups, q), and everybody’s group in the order of chunks."""

    table: Floats
    prior: Floats
    group: NDArray[np.integer]

    def at(self, chunk: Chunk) -> Part:
        """Each learner with her posterior from all of her answers."""
        group = self.group[chunk.first : chunk.first + chunk.learners].astype(np.int64)
        row, answer = chunk.rows()
        logs = summed(chunk, self.table) + self.prior[group]
        posterior = np.exp(logs - logs.max(axis=1, keepdims=True))
        posterior /= posterior.sum(axis=1, keepdims=True)
        return Part(group, posterior, row, answer)


def look(given: Seen, curves: Curves, people: People) -> Look:
    """How to see these people through these curves."""
    wrong, right = np.log1p(-curves.p), np.log(curves.p)
    table = np.stack([wrong, right], axis=1).reshape(2 * len(wrong), len(curves.nodes))
    table *= np.repeat(curves.known, 2)[:, None]
    return Look(table, people.prior(curves.nodes), in_order(given, people.group))


def summed(chunk: Chunk, table: Floats) -> Floats:
    """The rows of the table that each learner’s answers name, added up, (learners, q)."""
    if len(chunk.answer) < DENSE * chunk.learners * len(table) / 2:
        return np.asarray(incidence(chunk) @ table)
    many = np.zeros((chunk.learners, len(table)))
    row, answer = chunk.rows()
    many[row, answer] = 1.0
    return np.asarray(many @ table)


def expected(part: Part, tables: Floats) -> Floats:
    """Of each answer the mean of its row over its learner’s posterior: (k, 2m, q) → (n, k)."""
    k, answers, _ = tables.shape
    if len(part.row) >= DENSE * len(part.posterior) * answers / 2:
        whole = [part.posterior @ table.T for table in tables]
        return np.stack([one[part.row, part.answer] for one in whole], axis=1)
    order = np.argsort(part.answer, kind="stable")
    same = part.answer[order]
    weights, by_answer = part.posterior[part.row[order]], tables.transpose(1, 2, 0)
    ends = np.flatnonzero(np.diff(same, append=-1)) + 1
    found = np.empty((len(order), k))
    start = 0
    for end in ends.tolist():  # products of small matrices: a third of the time of one sum each
        found[order[start:end]] = weights[start:end] @ by_answer[same[start]]
        start = end
    return found
