"""Standard errors from the observed information (Louis 1982).

What the answers tell of the parameters is what they would tell with abilities known, less what
is lost because they are not: ``I = E[−∂²ℓ] − Var[∂ℓ]``, both over each learner’s posterior. The
variance is a sum of squares over the polynomials orthonormal under that posterior, of which the
first few hold nearly all. With many items only what is within an item is computed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from adaptive.calibration.answers import Chunk
from adaptive.calibration.curves import Form, curve
from adaptive.calibration.expect import Counts, Tables, posteriors
from adaptive.calibration.held import Held
from adaptive.calibration.maximise import scores
from adaptive.gaussian import Floats

DEGREES = 6
# The whole matrix up to this many parameters; beyond, a block an item.
WHOLE = 1_500
# Answers looked at together.
SLICE = 10_000
NUDGE = 1e-4


def covariance(
    form: Form,
    x: Floats,
    guess: Floats,
    nodes: Floats,
    counts: Counts,
    held: Held,
    tables: Tables,
    whole: int = WHOLE,
) -> Floats:
    """Covariance of each item’s coordinates, (m, p, p); NaN where the answers do not tell.

    Among items too, up to ``whole`` parameters.
    """
    m, p = x.shape
    complete = _complete(form, x, guess, nodes, counts)
    slopes = answer_slopes(form, x, guess, nodes)
    if x.size > whole:
        complete -= held.over(LostWithin(tables, nodes, slopes, form.one_slope))
        return _arrow_inverse(complete) if form.one_slope else _inverses(complete)
    items = np.arange(m)
    by_pair = np.zeros((p, m, p, m))
    by_pair[:, items, :, items] = complete
    information = by_pair.reshape(p * m, p * m)
    information -= held.over(LostBetween(tables, nodes, slopes))
    if form.one_slope:
        gather = np.zeros((m + 1, 2 * m))
        gather[0, :m] = 1.0
        gather[1:, m:] = np.eye(m)
        between = gather.T @ _inverse(gather @ information @ gather.T) @ gather
    else:
        between = _inverse(information)
    blocks: Floats = between.reshape(p, m, p, m)[:, items, :, items]
    return blocks


def answer_slopes(form: Form, x: Floats, guess: Floats, nodes: Floats) -> Floats:
    """Derivative of the logarithm of a wrong and of a right answer, (2, p, m, q)."""
    at = curve(form, x, guess, nodes)
    return np.stack([at.h * -at.p, at.h * (1.0 - at.p)])


def _complete(form: Form, x: Floats, guess: Floats, nodes: Floats, counts: Counts) -> Floats:
    """Minus the second derivative of the expected log-likelihood and prior, (m, p, p)."""
    columns = []
    for i in range(x.shape[1]):
        step = np.zeros(x.shape)
        step[:, i] = NUDGE
        up = scores(form, x + step, guess, nodes, counts)[0]
        down = scores(form, x - step, guess, nodes, counts)[0]
        columns.append((down - up) / (2.0 * NUDGE))
    hessian = np.stack(columns, axis=2)
    return np.asarray(0.5 * (hessian + hessian.transpose(0, 2, 1)))


def orthonormal(posterior: Floats, nodes: Floats) -> list[Floats]:
    """Polynomials of degree 1 to ``DEGREES``, times the posterior, (l, q) each.

    The three-term recurrence of Stieltjes, for each learner’s posterior.
    """
    before = np.zeros_like(posterior)
    now = np.ones_like(posterior)
    length = np.zeros((len(posterior), 1))
    found = []
    for _ in range(DEGREES):
        centre = (posterior * now * now * nodes).sum(axis=1, keepdims=True)
        after = (nodes - centre) * now - length * before
        length = np.sqrt((posterior * after * after).sum(axis=1, keepdims=True))
        before, now = now, after / np.maximum(length, 1e-12)
        found.append(posterior * now)
    return found


@dataclass(frozen=True)
class LostBetween:
    """A pass: what unknown abilities take away, every pair of parameters, (pm, pm)."""

    tables: Tables
    nodes: Floats
    slopes: Floats

    def nothing(self) -> Floats:
        """Without answers."""
        return np.zeros((self.slopes.shape[1] * self.slopes.shape[2],) * 2)

    def of(self, chunk: Chunk) -> Floats:
        """From a chunk."""
        given = chunk.dense()
        right, known = given == 1, given >= 0
        lost = self.nothing()
        for weighted in orthonormal(posteriors(chunk, self.tables), self.nodes):
            parts = []
            for wrong_h, right_h in zip(self.slopes[0], self.slopes[1], strict=True):
                part = np.where(right, weighted @ right_h.T, weighted @ wrong_h.T)
                parts.append(part * known)
            part = np.concatenate(parts, axis=1)
            lost += part.T @ part
        return lost

    def join(self, one: Floats, other: Floats) -> Floats:
        """From both."""
        one += other
        return one


@dataclass(frozen=True)
class LostWithin:
    """The same within each item, (m, p, p), from the answers alone.

    One common slope is of all that a learner answered: its place in the product is her sum.
    """

    tables: Tables
    nodes: Floats
    slopes: Floats
    one_slope: bool

    def nothing(self) -> Floats:
        """Without answers."""
        _, p, m, _ = self.slopes.shape
        return np.zeros((m, p, p))

    def of(self, chunk: Chunk) -> Floats:
        """From a chunk."""
        _, p, m, _ = self.slopes.shape
        learner, answer = chunk.rows()
        item, right = answer // 2, answer % 2
        lost = self.nothing()
        for weighted in orthonormal(posteriors(chunk, self.tables), self.nodes):
            part = np.empty((len(answer), p))
            for at in range(0, len(answer), SLICE):
                rows = slice(at, at + SLICE)
                values = self.slopes[right[rows], :, item[rows]]
                part[rows] = np.einsum("nq,npq->np", weighted[learner[rows]], values)
            first = part[:, 0]
            if self.one_slope:
                sums = np.bincount(learner, weights=first, minlength=chunk.learners)
                first = np.asarray(sums[learner], dtype=np.float64)
            left = np.column_stack([first, part[:, 1:]])
            for i in range(p):
                for j in range(i, p):
                    lost[:, i, j] += np.bincount(item, left[:, i] * part[:, j], minlength=m)
        upper = np.triu_indices(p, 1)
        lost[:, upper[1], upper[0]] = lost[:, upper[0], upper[1]]
        return lost

    def join(self, one: Floats, other: Floats) -> Floats:
        """From both."""
        one += other
        return one


def _inverse(information: Floats) -> Floats:
    """The inverse, NaN all over when it is not positive."""
    try:
        np.linalg.cholesky(information)
    except np.linalg.LinAlgError:
        return np.full(information.shape, np.nan)
    return np.asarray(np.linalg.inv(information))


def _inverses(blocks: Floats) -> Floats:
    return np.stack([_inverse(block) for block in blocks]) if len(blocks) else blocks


def _arrow_inverse(blocks: Floats) -> Floats:
    """One slope for all: what it costs each place is what ties them."""
    place = blocks[:, 1, 1]
    tie = blocks[:, 0, 1] / place
    slope = 1.0 / (blocks[:, 0, 0] - tie * blocks[:, 0, 1]).sum()
    inverse = np.empty(blocks.shape)
    inverse[:, 0, 0] = slope
    inverse[:, 0, 1] = inverse[:, 1, 0] = -tie * slope
    inverse[:, 1, 1] = 1.0 / place + tie**2 * slope
    inverse[(place <= 0.0) | (slope <= 0.0)] = np.nan
    return inverse
