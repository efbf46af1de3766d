"""Standard errors from the observed information (Louis 1982).

What the answers tell of the parameters is what they would tell with abilities known, less what
is lost because they are not: ``I = E[−∂²ℓ] − Var[∂ℓ]``, both over each learner’s posterior. All
items together, the variance is a sum of squares over the polynomials orthonormal under that
posterior, of which the first few hold nearly all. With many items only what is within an item
is computed, as a difference of two sums over the answers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from adaptive.calibration.answers import Chunk
from adaptive.calibration.curves import Form, curve
from adaptive.calibration.expect import Counts, Tables, incidence, posteriors
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
    if x.size > whole:
        blocks = within_items(form, x, guess, nodes, counts, held, tables)
        return _arrow_inverse(blocks) if form.one_slope else inverses(blocks)
    complete = _complete(form, x, guess, nodes, counts)
    slopes = _answer_slopes(form, x, guess, nodes)
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
    return np.asarray(between.reshape(p, m, p, m)[:, items, :, items])


def within_items(
    form: Form,
    x: Floats,
    guess: Floats,
    nodes: Floats,
    counts: Counts,
    held: Held,
    tables: Tables,
) -> Floats:
    """The observed information within each item, priors included, (m, p, p)."""
    slopes = _answer_slopes(form, x, guess, nodes)
    complete = _complete(form, x, guess, nodes, counts)
    return complete - _lost_within(form, counts, held, tables, slopes)


def _lost_within(
    form: Form, counts: Counts, held: Held, tables: Tables, slopes: Floats
) -> Floats:
    """What unknown abilities take away within each item, (m, p, p): a variance."""
    wrong = counts.given - counts.right
    lost = np.einsum("mq,imq,jmq->mij", wrong, slopes[0], slopes[0])
    lost += np.einsum("mq,imq,jmq->mij", counts.right, slopes[1], slopes[1])
    p, m, q = slopes.shape[1:]
    rows = np.ascontiguousarray(slopes.transpose(1, 2, 0, 3)).reshape(p, 2 * m, q)
    lost -= held.over(MeansWithin(tables, rows))
    if form.one_slope:
        lost[:, 0] = lost[:, :, 0] = held.over(Tied(tables, rows))
    return np.asarray(lost)


def _answer_slopes(form: Form, x: Floats, guess: Floats, nodes: Floats) -> Floats:
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
class MeansWithin:
    """A pass: products of what each answer is expected to say, summed by item, (m, p, p).

    With the expected products it gives what unknown abilities take away within each item.
    """

    tables: Tables
    slopes: Floats  # (p, 2m, q), rows 2·item + right

    def nothing(self) -> Floats:
        """Without answers."""
        p, rows, _ = self.slopes.shape
        return np.zeros((rows // 2, p, p))

    def of(self, chunk: Chunk) -> Floats:
        """From a chunk."""
        mean = expected(chunk, posteriors(chunk, self.tables), self.slopes)
        item, found = chunk.answer >> 1, self.nothing()
        for i in range(len(mean)):
            for j in range(i, len(mean)):
                found[:, i, j] = np.bincount(item, mean[i] * mean[j], minlength=chunk.items)
                found[:, j, i] = found[:, i, j]
        return found

    def join(self, one: Floats, other: Floats) -> Floats:
        """From both."""
        one += other
        return one


@dataclass(frozen=True)
class Tied:
    """A pass, one slope for all: how what a learner’s answers say of it together varies with
    what each says of each coordinate, summed by item, (m, p)."""

    tables: Tables
    slopes: Floats  # (p, 2m, q)

    def nothing(self) -> Floats:
        """Without answers."""
        p, rows, _ = self.slopes.shape
        return np.zeros((rows // 2, p))

    def of(self, chunk: Chunk) -> Floats:
        """From a chunk."""
        posterior = posteriors(chunk, self.tables)
        together = incidence(chunk) @ self.slopes[0]
        together -= (posterior * together).sum(axis=1, keepdims=True)
        varies = expected(chunk, posterior * together, self.slopes)
        item = chunk.answer >> 1
        return np.stack([np.bincount(item, one, minlength=chunk.items) for one in varies], 1)

    def join(self, one: Floats, other: Floats) -> Floats:
        """From both."""
        one += other
        return one


def expected(chunk: Chunk, weight: Floats, slopes: Floats) -> Floats:
    """Of each answer, its slopes (p, 2m, q) weighted by its learner’s row (l, q): (p, n)."""
    learner, answer = chunk.rows()
    found = np.empty((len(slopes), len(answer)))
    for at in range(0, len(answer), SLICE):
        rows = slice(at, at + SLICE)
        own = weight.take(learner[rows], axis=0)
        for one, slope in zip(found, slopes, strict=True):
            np.einsum("nq,nq->n", own, slope.take(answer[rows], axis=0), out=one[rows])
    return found


def _inverse(information: Floats) -> Floats:
    """The inverse, NaN all over when it is not positive."""
    try:
        np.linalg.cholesky(information)
    except np.linalg.LinAlgError:
        return np.full(information.shape, np.nan)
    return np.asarray(np.linalg.inv(information))


def inverses(blocks: Floats) -> Floats:
    """Of each matrix (m, p, p), NaN where it is not positive."""
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
