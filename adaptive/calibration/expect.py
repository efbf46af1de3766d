"""The E-step: what the answers of a chunk say, with the item parameters as they are.

Bock & Aitkin 1981: a posterior over the nodes for each learner; summed, how many of each item’s
answers were given at each node, and how many of those were right. A chunk needs nothing but
itself and two tables: chunks may be counted by different processes and added up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import DTypeLike

from adaptive.calibration.answers import Chunk
from adaptive.gaussian import Floats

if TYPE_CHECKING:
    from scipy.sparse import csr_array

# Of no weight in a posterior, and no denormal number in single precision: those are slow.
LEAST = -80.0


@dataclass(frozen=True)
class Tables:
    """What an E-step reads: log(1 − P) and log P (m, q), logarithms of the weights (q,)."""

    wrong: Floats
    right: Floats
    weight: Floats

    def single(self) -> Tables:
        """In single precision: half the memory, a third of the time; errors of 1e-6."""
        tables = [one.astype(np.float32) for one in (self.wrong, self.right, self.weight)]
        return Tables(*tables)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Counts:
    """Expected answers and right ones (m, q), expected learners (q,), log-likelihood."""

    given: Floats
    right: Floats
    learners: Floats
    log_likelihood: float


@dataclass(frozen=True)
class Expect:
    """A pass over the answers: the E-step of each chunk, added up."""

    tables: Tables

    def nothing(self) -> Counts:
        """The counts of no answer."""
        m, q = self.tables.right.shape
        return Counts(np.zeros((m, q)), np.zeros((m, q)), np.zeros(q), 0.0)

    def of(self, chunk: Chunk) -> Counts:
        """Those of a chunk."""
        return expected_counts(chunk, self.tables)

    def join(self, one: Counts, other: Counts) -> Counts:
        """Both, in the arrays of the first."""
        np.add(one.given, other.given, out=one.given)
        np.add(one.right, other.right, out=one.right)
        np.add(one.learners, other.learners, out=one.learners)
        return replace(one, log_likelihood=one.log_likelihood + other.log_likelihood)


def expected_counts(chunk: Chunk, tables: Tables) -> Counts:
    """The E-step of one chunk: a pure function of it and the tables, as exact as they are."""
    posterior, log_likelihood = _posterior(chunk, tables)
    mass = posterior.sum(axis=0)
    if chunk.table is None:
        both = incidence(chunk, posterior.dtype).T @ posterior
        return Counts(both[0::2] + both[1::2], both[1::2], mass, log_likelihood)
    y, known = _dense(chunk, posterior.dtype)
    right = y.T @ posterior
    given = np.broadcast_to(mass, right.shape) if known is None else known.T @ posterior
    return Counts(given, right, mass, log_likelihood)


def incidence(chunk: Chunk, dtype: DTypeLike = np.float64) -> csr_array:
    """Sparse (l, 2m): 1 where the learner gave the answer ``2·item + right``."""
    from scipy.sparse import csr_array  # slow to load

    ones = np.ones(len(chunk.answer), dtype=dtype)
    shape = chunk.learners, 2 * chunk.items
    return csr_array((ones, chunk.answer, chunk.start), shape=shape)


def posteriors(chunk: Chunk, tables: Tables) -> Floats:
    """The posterior of each learner over the nodes, (l, q), in the order of the chunk."""
    return _posterior(chunk, tables)[0]


def _posterior(chunk: Chunk, tables: Tables) -> tuple[Floats, float]:
    if chunk.table is not None:
        return _normalised(_dense_logs(*_dense(chunk, tables.right.dtype), tables))
    logs = incidence(chunk, tables.right.dtype) @ _interleaved(tables)
    logs += tables.weight
    return _normalised(logs)


def _dense(chunk: Chunk, dtype: DTypeLike) -> tuple[Floats, Floats | None]:
    """Right and given as 0 and 1, (l, m); None when all were given."""
    table = chunk.dense()
    y = (table == 1).astype(dtype)
    known = table >= 0
    return y, None if known.all() else known.astype(dtype)


def _normalised(logs: Floats) -> tuple[Floats, float]:
    """exp of each row over its sum, and the sum of the logarithms of those sums; in place."""
    highest = logs.max(axis=1, keepdims=True)
    np.maximum(np.subtract(logs, highest, out=logs), LEAST, out=logs)
    np.exp(logs, out=logs)
    whole = logs.sum(axis=1, keepdims=True)
    logs /= whole
    total = highest.sum(dtype=np.float64) + np.log(whole).sum(dtype=np.float64)
    return logs, float(total)


def _dense_logs(y: Floats, known: Floats | None, tables: Tables) -> Floats:
    logs = y @ (tables.right - tables.wrong)
    logs += tables.wrong.sum(axis=0) if known is None else known @ tables.wrong
    logs += tables.weight
    return logs


def _interleaved(tables: Tables) -> Floats:
    """Row ``2·item + right``: its logarithm at each node."""
    items, nodes = tables.right.shape
    return np.stack([tables.wrong, tables.right], axis=1).reshape(2 * items, nodes)
