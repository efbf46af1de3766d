"""The E-step: what the answers of a chunk say, with the item parameters as they are.

Bock & Aitkin 1981: a posterior over the nodes for each learner; summed, how many of each item’s
answers were given at each node, and how many of those were right. A chunk needs nothing but
itself and two tables: chunks may be counted by different processes and added up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from adaptive.calibration.answers import Chunk, Grouped
from adaptive.gaussian import Floats


@dataclass(frozen=True)
class Tables:
    """What an E-step reads: log(1 − P) and log P (m, q), logarithms of the weights (q,)."""

    wrong: Floats
    right: Floats
    weight: Floats


@dataclass(frozen=True)
class Counts:
    """Expected answers and right ones (m, q), expected learners (q,), log-likelihood."""

    given: Floats
    right: Floats
    learners: Floats
    log_likelihood: float

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.given + other.given,
            self.right + other.right,
            self.learners + other.learners,
            self.log_likelihood + other.log_likelihood,
        )


def expected_counts(chunk: Chunk, tables: Tables) -> Counts:
    """The E-step of one chunk: a pure function of it and the tables."""
    posterior, log_likelihood = _posterior(chunk, tables)
    mass = posterior.sum(axis=0)
    if chunk.by_answer is None:
        y, known = _dense(chunk)
        right = y.T @ posterior
        given = np.broadcast_to(mass, right.shape) if known is None else known.T @ posterior
        return Counts(given, right, mass, log_likelihood)
    summed = _sums(chunk.by_answer, posterior, 2 * chunk.items)
    both = np.empty_like(summed)
    both[chunk.by_answer.group] = summed
    return Counts(both[0::2] + both[1::2], both[1::2], mass, log_likelihood)


def total(chunks: Iterable[Chunk], tables: Tables) -> Counts:
    """The E-step of all chunks, one after the other."""
    empty = np.zeros_like(tables.right)
    counts = Counts(empty, empty, np.zeros_like(tables.weight), 0.0)
    for chunk in chunks:
        counts = counts + expected_counts(chunk, tables)
    return counts


def posteriors(chunk: Chunk, tables: Tables) -> Floats:
    """The posterior of each learner over the nodes, (l, q), in the order of the chunk."""
    return _posterior(chunk, tables)[0]


def _posterior(chunk: Chunk, tables: Tables) -> tuple[Floats, float]:
    if chunk.by_learner is None:
        return _normalised(_dense_logs(*_dense(chunk), tables))
    logs = _sums(chunk.by_learner, _interleaved(tables), chunk.learners)
    return _normalised(logs + tables.weight)


def _dense(chunk: Chunk) -> tuple[Floats, Floats | None]:
    """Right and given as 0 and 1, (l, m); None when all were given."""
    table = chunk.dense()
    y = (table == 1).astype(np.float64)
    known = table >= 0
    return y, None if known.all() else known.astype(np.float64)


def _normalised(logs: Floats) -> tuple[Floats, float]:
    """exp of each row over its sum, and the sum of the logarithms of those sums; in place."""
    highest = logs.max(axis=1, keepdims=True)
    np.exp(np.subtract(logs, highest, out=logs), out=logs)
    whole = logs.sum(axis=1, keepdims=True)
    logs /= whole
    return logs, float(highest.sum() + np.log(whole).sum())


def _dense_logs(y: Floats, known: Floats | None, tables: Tables) -> Floats:
    logs = y @ (tables.right - tables.wrong)
    logs += tables.wrong.sum(axis=0) if known is None else known @ tables.wrong
    logs += tables.weight
    return logs


def _interleaved(tables: Tables) -> Floats:
    """Row ``2·item + right``: its logarithm at each node."""
    items, nodes = tables.right.shape
    return np.stack([tables.wrong, tables.right], axis=1).reshape(2 * items, nodes)


def _sums(grouped: Grouped, table: Floats, groups: int) -> Floats:
    """The rows of each group added up, (groups, q), in the order of ``grouped.group``."""
    result = np.zeros((groups, table.shape[1]))
    start = 0
    for size in grouped.sizes.tolist():
        result[:size] += table.take(grouped.row[start : start + size], axis=0)
        start += size
    return result
