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

from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from adaptive.calibration.answers import Answers, Chunk
from adaptive.calibration.curves import Normal
from adaptive.calibration.expect import incidence
from adaptive.calibration.fit import Calibration
from adaptive.calibration.held import Seen, as_seen
from adaptive.calibration.looking import Curves, Look, People, look
from adaptive.calibration.summing import Leftover, Summing, left
from adaptive.gaussian import Floats, logistic
from adaptive.parameters import Ints

NODES = 41
WIDEST = 6.0
PASSES, CLOSE = 200, 1e-5
LEAST_SD = 0.2


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


@dataclass(frozen=True)
class _Spread:
    """A pass: how many answers ``2·item + right`` are thought to be at each node, (2m, q)."""

    look: Look

    def nothing(self) -> Floats:
        """The sums of no learner."""
        return np.zeros(self.look.table.shape)

    def of(self, chunk: Chunk) -> Floats:
        """The sums of a chunk of learners."""
        return np.asarray(incidence(chunk).T @ self.look.at(chunk).posterior)

    def join(self, one: Floats, other: Floats) -> Floats:
        """The sums of two lots of learners, together."""
        return np.add(one, other, out=one)


def expected_answers(given: Seen, curves: Curves, people: People) -> Floats:
    """How many answers ``2·item + right`` are thought to be at each node, (2m, q)."""
    count = given.over(_Spread(look(given, curves, people)))
    return np.asarray(count * np.repeat(curves.known, 2)[:, None])


def residual_tables(p: Floats, directions: Floats) -> Floats:
    """``(y − P)·g`` by answer ``2·item + right``: directions (k, m, q) → (k, 2m, q)."""
    k, m, q = directions.shape
    both = np.stack([-p * directions, (1.0 - p) * directions], axis=2)
    return both.reshape(k, 2 * m, q)


def one_people(given: Answers | Seen) -> People:
    """Everybody of one group, N(0, 1), as the calibration took them."""
    return People(np.zeros(given.learners, dtype=np.int64), (Normal(0.0, 1.0),))


@dataclass(frozen=True)
class _Moments:
    """A pass: of each group, how many learners, the sums of their abilities and squares."""

    look: Look
    nodes: Floats

    def nothing(self) -> Floats:
        """The sums of no learner."""
        return np.zeros((3, len(self.look.prior)))

    def of(self, chunk: Chunk) -> Floats:
        """The sums of a chunk of learners."""
        part = self.look.at(chunk)
        moments = part.posterior @ np.stack([self.nodes**0, self.nodes, self.nodes**2]).T
        one = partial(np.bincount, part.group, minlength=len(self.look.prior))
        return np.stack([one(moment) for moment in moments.T])

    def join(self, one: Floats, other: Floats) -> Floats:
        """The sums of two lots of learners, together."""
        return one + other


def people_of(
    given: Answers | Seen, curves: Curves, group: Ints, laws: tuple[Normal, ...] | None = None
) -> People:
    """The law of abilities in each group under which its answers are most likely.

    Items as given; EM in mean and deviation (Bock & Zimowski 1997), from ``laws`` or N(0, 1).

    :raises ValueError: ``group`` is not a number from 0 a learner, or a group is empty.
    """
    given = as_seen(given)
    groups = checked(group, given.learners)
    people = People(group, laws or (Normal(0.0, 1.0),) * groups)
    begun = look(given, curves, people)
    for _ in range(PASSES):
        here = replace(begun, prior=people.prior(curves.nodes))
        total, first, second = given.over(_Moments(here, curves.nodes))
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
    given: Answers | Seen,
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
    given = as_seen(given)
    owner = np.arange(given.items) if owner is None else owner
    surprise = np.stack([1.0 / (1.0 - curves.p), 1.0 / curves.p], axis=1)
    surprise = surprise.reshape(1, 2 * given.items, len(curves.nodes))
    work = Summing(
        look(given, curves, people),
        np.concatenate([tables, residual_tables(curves.p, curves.own), surprise]),
        owner,
        people.laws if fitted_laws else (),
        curves.nodes,
    )
    known = np.bincount(owner, curves.known, minlength=work.items) > 0.0
    return left(given.over(work), len(tables), known)
