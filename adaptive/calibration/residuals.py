"""What is left over of answers once items are calibrated, and how much of it chance explains.

Every test of fit here asks the same question: would the answers be more likely if the logit of
an item were bent by ``γ·g(θ)``? The derivative at γ = 0 is ``Σ E[(y − P)·g(θ)]``, over each
learner’s posterior given all her answers. Its mean is 0 when the model holds, whatever rule
chose the items from earlier answers: the rule drops out of the likelihood (Mislevy & Wu 1996),
so that sparse, adaptive answers need no other treatment. Its variance is that of the learners’
terms, less what was used up in fitting the item’s own parameters and the abilities’ laws:
Lagrange multipliers (Glas 1999), in the form C(α) of Neyman 1959, good at the mode under
priors too. What other items’ parameters cost is left out: little, with ten items or more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from adaptive.calibration.answers import Answers
from adaptive.calibration.curves import Normal
from adaptive.calibration.fit import Calibration
from adaptive.gaussian import Floats, logistic
from adaptive.parameters import Ints
from adaptive.pool import Bools

# Answers looked at together, at most about so many: their rows of nodes stay within 60 MB.
SLICE = 100_000
# From this share of answers given, products of whole matrices cost less.
DENSE = 0.12
NODES = 41
WIDEST = 6.0
PASSES, CLOSE = 200, 1e-5
LEAST_SD = 0.2


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
    """Some learners, their posterior (l, q), and their answers: row and ``2·item + right``."""

    learners: slice
    posterior: Floats
    row: Ints
    answer: Ints


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


def curves_of(found: Calibration, model: str = "2pl", nodes: Floats | None = None) -> Curves:
    """The items’ curves; ``model`` says which parameters were fitted to these answers.

    :param model: 1pl (the difficulty alone), 2pl, 3pl, or "known": nothing.
    :raises ValueError: another model.
    """
    if model not in ("known", "1pl", "2pl", "3pl"):
        raise ValueError(f"model: {model!r} is none of known, 1pl, 2pl, 3pl")
    nodes = np.linspace(-WIDEST, WIDEST, NODES) if nodes is None else nodes
    known = np.isfinite(found.a) & np.isfinite(found.d)
    a, d, c = (np.where(known, one, 0.0)[:, None] for one in (found.a, found.d, found.c))
    s = logistic(np.clip(a * nodes + d, -500.0, 500.0))
    p = np.clip(c + (1.0 - c) * s, 1e-12, 1.0 - 1e-12)
    share = s / p
    own = {
        "known": [],
        "1pl": [share],
        "2pl": [share, share * nodes],
        "3pl": [share, share * nodes, c / p],
    }[model]
    stack = np.stack(own) if own else np.zeros((0, *p.shape))
    return Curves(nodes, p, share, stack, known.astype(np.int64))


def parts(given: Answers, curves: Curves, people: People) -> Iterator[Part]:
    """The answers in parts of whole learners, each with her posterior from all of hers."""
    wrong, right = np.log1p(-curves.p), np.log(curves.p)
    table = np.stack([wrong, right], axis=1).reshape(2 * len(wrong), len(curves.nodes))
    table *= np.repeat(curves.known, 2)[:, None]
    prior = people.prior(curves.nodes)
    ends = np.cumsum(np.bincount(given.learner, minlength=given.learners))
    start = 0
    while start < given.learners:
        low = int(ends[start - 1]) if start else 0
        end = int(np.searchsorted(ends, low + SLICE, side="right"))
        end = min(max(end, start + 1), given.learners)
        high = int(ends[end - 1])
        row = given.learner[low:high].astype(np.int64) - start
        answer = 2 * given.item[low:high].astype(np.int64) + given.right[low:high]
        logs = summed(row, answer, table, end - start) + prior[people.group[start:end]]
        posterior = np.exp(logs - logs.max(axis=1, keepdims=True))
        posterior /= posterior.sum(axis=1, keepdims=True)
        yield Part(slice(start, end), posterior, row, answer)
        start = end


def summed(row: Ints, answer: Ints, table: Floats, learners: int) -> Floats:
    """The rows of the table that each learner’s answers name, added up, (learners, q)."""
    if len(row) >= DENSE * learners * len(table) / 2:
        many = np.zeros((learners, len(table)))
        many[row, answer] = 1.0
        return np.asarray(many @ table)
    starts = np.searchsorted(row, np.arange(learners))  # nobody is without an answer
    return np.asarray(np.add.reduceat(table[answer], starts, axis=0))


def expected(part: Part, tables: Floats) -> Floats:
    """Of each answer the mean of its row over its learner’s posterior: (k, 2m, q) → (n, k)."""
    k, answers, _ = tables.shape
    if len(part.row) >= DENSE * len(part.posterior) * answers / 2:
        whole = [part.posterior @ table.T for table in tables]
        return np.stack([one[part.row, part.answer] for one in whole], axis=1)
    found = np.empty((len(part.row), k))
    weights = part.posterior[part.row]
    for i, table in enumerate(tables):
        found[:, i] = np.einsum("nq,nq->n", weights, table[part.answer])
    return found


def expected_answers(given: Answers, curves: Curves, people: People) -> Floats:
    """How many answers ``2·item + right`` are thought to be at each node, (groups, 2m, q)."""
    many = 2 * given.items
    count = np.zeros((len(people.laws) * many, len(curves.nodes)))
    for part in parts(given, curves, people):
        key = part.answer + many * people.group[part.learners][part.row]
        order = np.argsort(key, kind="stable")
        sorted_key = key[order]
        first = np.flatnonzero(np.diff(sorted_key, prepend=-1))
        count[sorted_key[first]] += np.add.reduceat(part.posterior[part.row[order]], first)
    by_group = count.reshape(len(people.laws), many, len(curves.nodes))
    return np.asarray(by_group * np.repeat(curves.known, 2)[:, None])


def residual_tables(p: Floats, directions: Floats) -> Floats:
    """``(y − P)·g`` by answer ``2·item + right``: directions (k, m, q) → (k, 2m, q)."""
    k, m, q = directions.shape
    both = np.stack([-p * directions, (1.0 - p) * directions], axis=2)
    return both.reshape(k, 2 * m, q)


def one_people(given: Answers) -> People:
    """Everybody of one group, N(0, 1), as the calibration took them."""
    return People(np.zeros(given.learners, dtype=np.int64), (Normal(0.0, 1.0),))


def people_of(
    given: Answers, curves: Curves, group: Ints, laws: tuple[Normal, ...] | None = None
) -> People:
    """The law of abilities in each group under which its answers are most likely.

    Items as given; EM in mean and deviation (Bock & Zimowski 1997), from ``laws`` or N(0, 1).

    :raises ValueError: ``group`` is not a number from 0 a learner, or a group is empty.
    """
    groups = checked(group, given.learners)
    people = People(group, laws or (Normal(0.0, 1.0),) * groups)
    for _ in range(PASSES):
        total, first, second = np.zeros(groups), np.zeros(groups), np.zeros(groups)
        for part in parts(given, curves, people):
            here = group[part.learners]
            mean, square = part.posterior @ curves.nodes, part.posterior @ curves.nodes**2
            total += np.bincount(here, minlength=groups)
            first += np.bincount(here, mean, minlength=groups)
            second += np.bincount(here, square, minlength=groups)
        mean = first / total
        sd = np.maximum(np.sqrt(np.maximum(second / total - mean**2, 0.0)), LEAST_SD)
        found = tuple(Normal(float(m), float(s)) for m, s in zip(mean, sd, strict=True))
        pairs = zip(found, people.laws, strict=True)
        far = max(abs(new.mean - old.mean) + abs(new.sd - old.sd) for new, old in pairs)
        people = People(group, found)
        if far < CLOSE:
            break
    return people


def checked(group: Ints, learners: int) -> int:
    """How many groups there are; ValueError when a learner has none or a group nobody."""
    if group.shape != (learners,) or group.dtype.kind not in "iu":
        raise ValueError(f"group: a whole number for each of {learners} learners is needed")
    if learners == 0 or group.min() < 0 or (np.bincount(group) == 0).any():
        raise ValueError("group: numbers from 0, each with at least one learner, are needed")
    return int(group.max()) + 1


def leftover(
    given: Answers,
    curves: Curves,
    people: People,
    tables: Floats,
    *,
    owner: Ints | None = None,
    fitted_laws: bool = False,
) -> Leftover:
    """The totals of ``tables`` (k, 2m, q), each answer’s by its learner’s posterior.

    :param owner: of each item of these answers, the item it is a part of, (m,): their sums are
        one. Items cut by group, each part with a curve of its own, have parameters in common.
    :param fitted_laws: the groups’ laws were fitted to these answers.
    """
    owner = np.arange(given.items) if owner is None else owner
    whole = int(owner.max(initial=-1)) + 1
    sums = _Sums(whole, len(tables), len(curves.own), people if fitted_laws else None)
    surprise = np.stack([1.0 / (1.0 - curves.p), 1.0 / curves.p], axis=1)
    surprise = surprise.reshape(1, 2 * given.items, len(curves.nodes))
    every = np.concatenate([tables, residual_tables(curves.p, curves.own), surprise])
    for part in parts(given, curves, people):
        terms = expected(part, every)
        chance = np.minimum(1.0 / terms[:, -1], 1.0 - 1e-12)
        sums.add(part, owner[part.answer // 2], terms[:, :-1], chance, curves.nodes)
    known = np.bincount(owner, curves.known, minlength=whole) > 0.0
    answers = np.bincount(owner, given.given(), minlength=whole).astype(np.int64)
    return sums.left(known, answers)


class _Sums:
    """Sums over answers, of terms and of their products, by item."""

    def __init__(self, items: int, tests: int, own: int, laws: People | None) -> None:
        self.items, self.tests, self.laws = items, tests, laws
        width = tests + own
        self.first = np.zeros((items, width))
        self.square = np.zeros((items, width, width))
        many = 2 * len(laws.laws) if laws else 0
        self.law_square = np.zeros((many, many))
        self.law_cross = np.zeros((items, width, many))

    def add(self, part: Part, item: Ints, terms: Floats, chance: Floats, nodes: Floats) -> None:
        """The terms (n, tests + own) of some answers, each with its chance given the others.

        Of the two answers there could have been, the other one’s term is ``−chance/(1 −
        chance)`` times this one’s. The mean of both squares varies far less than the square
        itself, and has the same mean: with plain squares one test in eight is a false alarm.
        """
        weight, m, width = chance / (1.0 - chance), self.items, terms.shape[1]
        for i in range(width):
            self.first[:, i] += np.bincount(item, terms[:, i], minlength=m)
            for j in range(i + 1):
                sums = np.bincount(item, weight * terms[:, i] * terms[:, j], minlength=m)
                self.square[:, i, j] += sums
                self.square[:, j, i] = self.square[:, i, j]
        if self.laws is None:
            return
        scores = _law_scores(part, self.laws, nodes)
        self.law_square += scores.T @ scores
        for i in range(width):
            for j in range(scores.shape[1]):
                products = terms[:, i] * scores[part.row, j]
                self.law_cross[:, i, j] += np.bincount(item, products, minlength=m)

    def left(self, known: Bools, answers: Ints) -> Leftover:
        """What is left once own parameters and laws are taken out."""
        k, m = self.tests, self.items
        many = len(self.law_square)
        own = self.first.shape[1] - k
        inner = np.zeros((m, own + many, own + many))
        inner[:, :own, :own] = self.square[:, k:, k:]
        inner[:, :own, own:] = self.law_cross[:, k:]
        inner[:, own:, :own] = self.law_cross[:, k:].transpose(0, 2, 1)
        inner[:, own:, own:] = self.law_square
        cross = np.concatenate([self.square[:, :k, k:], self.law_cross[:, :k]], axis=2)
        inverse = np.linalg.pinv(inner, rcond=1e-10, hermitian=True)
        weights = cross @ inverse
        slack = np.concatenate([self.first[:, k:], np.zeros((m, many))], axis=1)
        total = self.first[:, :k] - np.einsum("mkp,mp->mk", weights, slack)
        variance = self.square[:, :k, :k] - weights @ cross.transpose(0, 2, 1)
        total[~known], variance[~known] = np.nan, np.nan
        refit = np.einsum("mpr,mr->mp", inverse, slack)[:, :own]
        return Leftover(total, variance, answers, refit, weights[:, :, :own])


def _law_scores(part: Part, people: People, nodes: Floats) -> Floats:
    """Derivatives of each learner’s log-likelihood by mean and deviation of her group’s law."""
    group = people.group[part.learners]
    mean = np.array([law.mean for law in people.laws])[group]
    sd = np.array([law.sd for law in people.laws])[group]
    far = (nodes - mean[:, None]) / sd[:, None]
    scores = np.zeros((len(group), 2 * len(people.laws)))
    rows = np.arange(len(group))
    scores[rows, 2 * group] = (part.posterior * far).sum(axis=1) / sd
    scores[rows, 2 * group + 1] = (part.posterior * (far**2 - 1.0)).sum(axis=1) / sd
    return scores
