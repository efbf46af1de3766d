"""Sums over answers, of terms and of their products: what is left over, and how much of it
chance explains (``residuals``)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from adaptive.calibration.answers import Chunk
from adaptive.calibration.curves import Normal
from adaptive.calibration.looking import Look, Part, expected
from adaptive.gaussian import Floats
from adaptive.parameters import Ints
from adaptive.pool import Bools


@dataclass(frozen=True)
class Leftover:
    """Of each item and direction: ``total`` (m, k) after what was fitted is taken out, its
    ``variance`` (m, k, k), and ``answers`` (m,). NaN for items without parameters.

    ``own`` (m, p) and ``tie`` (m, k, p): bent by γ, an item’s own parameters fit best when they
    move by ``own − γ·tie``.
    """

    total: Floats
    variance: Floats
    answers: Ints
    own: Floats
    tie: Floats

    def z(self) -> Floats:
        """Each total over its deviation, (m, k); NaN where nothing varies."""
        variance = np.diagonal(self.variance, axis1=1, axis2=2)
        sd = np.sqrt(np.maximum(variance, 0.0))  # a rounding below 0 is 0
        out = np.full(self.total.shape, np.nan)
        return np.asarray(np.divide(self.total, sd, out=out, where=sd > 1e-9))


@dataclass(frozen=True)
class Sums:
    """By item, over its answers: terms (m, k), products of two (m, k, k), products with the
    scores of the groups’ laws (m, k, 2g), how many (m,); products of those scores (2g, 2g)."""

    first: Floats
    square: Floats
    law_cross: Floats
    law_square: Floats
    answers: Ints


@dataclass(frozen=True)
class Summing:
    """A pass: the sums of terms ``tables`` (k, 2m, q), of which the last says how surprising an
    answer is. ``owner`` (m,): the item that each is a part of; ``laws`` that were fitted."""

    look: Look
    tables: Floats
    owner: Ints
    laws: tuple[Normal, ...]
    nodes: Floats

    @property
    def items(self) -> int:
        """How many whole items there are."""
        return int(self.owner.max(initial=-1)) + 1

    def nothing(self) -> Sums:
        """Of no answer."""
        m, width, many = self.items, len(self.tables) - 1, 2 * len(self.laws)
        return Sums(
            np.zeros((m, width)),
            np.zeros((m, width, width)),
            np.zeros((m, width, many)),
            np.zeros((many, many)),
            np.zeros(m, dtype=np.int64),
        )

    def of(self, chunk: Chunk) -> Sums:
        """Of a chunk, each answer with its chance given the others.

        Of the two answers there could have been, the other one’s term is ``−chance/(1 −
        chance)`` times this one’s. The mean of both squares varies far less than the square
        itself, and has the same mean: with plain squares one test in eight is a false alarm.
        """
        part, sums = self.look.at(chunk), self.nothing()
        every = expected(part, self.tables)
        terms, chance = every[:, :-1], np.minimum(1.0 / every[:, -1], 1.0 - 1e-12)
        item, weight, m = self.owner[part.answer // 2], chance / (1.0 - chance), self.items
        sums.answers[:] = np.bincount(item, minlength=m)
        for i in range(terms.shape[1]):
            sums.first[:, i] = np.bincount(item, terms[:, i], minlength=m)
            for j in range(i + 1):
                products = np.bincount(item, weight * terms[:, i] * terms[:, j], minlength=m)
                sums.square[:, i, j] = sums.square[:, j, i] = products
        if self.laws:
            scores = _law_scores(part, self.laws, self.nodes)
            sums.law_square[:] = scores.T @ scores
            for i in range(terms.shape[1]):
                for j in range(scores.shape[1]):
                    products = terms[:, i] * scores[part.row, j]
                    sums.law_cross[:, i, j] = np.bincount(item, products, minlength=m)
        return sums

    def join(self, one: Sums, other: Sums) -> Sums:
        """Both, in the arrays of the first."""
        for name in ("first", "square", "law_cross", "law_square", "answers"):
            mine = getattr(one, name)
            np.add(mine, getattr(other, name), out=mine)
        return one


def left(sums: Sums, k: int, known: Bools) -> Leftover:
    """What is left of the first ``k`` terms once own parameters and laws are taken out; nothing
    is said of items that are not ``known`` (m,)."""
    m, many = len(sums.first), len(sums.law_square)
    own = sums.first.shape[1] - k
    inner = np.zeros((m, own + many, own + many))
    inner[:, :own, :own] = sums.square[:, k:, k:]
    inner[:, :own, own:] = sums.law_cross[:, k:]
    inner[:, own:, :own] = sums.law_cross[:, k:].transpose(0, 2, 1)
    inner[:, own:, own:] = sums.law_square
    cross = np.concatenate([sums.square[:, :k, k:], sums.law_cross[:, :k]], axis=2)
    inverse = np.linalg.pinv(inner, rcond=1e-10, hermitian=True)
    weights = cross @ inverse
    slack = np.concatenate([sums.first[:, k:], np.zeros((m, many))], axis=1)
    total = sums.first[:, :k] - np.einsum("mkp,mp->mk", weights, slack)
    variance = sums.square[:, :k, :k] - weights @ cross.transpose(0, 2, 1)
    total[~known], variance[~known] = np.nan, np.nan
    refit = np.einsum("mpr,mr->mp", inverse, slack)[:, :own]
    return Leftover(total, variance, sums.answers, refit, weights[:, :, :own])


def _law_scores(part: Part, laws: tuple[Normal, ...], nodes: Floats) -> Floats:
    """Derivatives of each learner’s log-likelihood by mean and deviation of her group’s law."""
    group = part.group
    mean = np.array([law.mean for law in laws])[group]
    sd = np.array([law.sd for law in laws])[group]
    far = (nodes - mean[:, None]) / sd[:, None]
    scores = np.zeros((len(group), 2 * len(laws)))
    rows = np.arange(len(group))
    scores[rows, 2 * group] = (part.posterior * far).sum(axis=1) / sd
    scores[rows, 2 * group + 1] = (part.posterior * (far**2 - 1.0)).sum(axis=1) / sd
    return scores
