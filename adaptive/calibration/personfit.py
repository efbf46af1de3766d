"""Is a row of answers one that the model could give? To clean data, never to judge people.

Each learner’s slope (Strandmark & Linn 1987; Reise 2000): would her answers be more likely if
every item’s logit η were ``(1 + γ)η`` for her? Below 0, hard items are right and easy ones
wrong: answers at random, somebody else’s hand, a wrong key. The derivative at γ = 0 over her
posterior, ``E[Σ(y − P)η]``, has mean 0 however items were chosen; l_z, the same sum at one
estimated ability, is nearly blind on adaptive answers (van Krimpen-Stoop & Meijer 1999; tried
here with 15 items it named .2 %, not 5 %). Its variance is the observed information (Louis
1982), as a share of the expected one common to learners of like ability and number of answers,
since that of one row is mostly noise. Only answers count, never how long they took.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from adaptive.calibration.answers import Answers, Chunk
from adaptive.calibration.chance import one_sided
from adaptive.calibration.fit import Calibration
from adaptive.calibration.held import Seen, as_seen
from adaptive.calibration.looking import Look, People, look, summed
from adaptive.calibration.residuals import curves_of, one_people
from adaptive.gaussian import Floats
from adaptive.parameters import Ints
from adaptive.pool import Bools

# Fewer answers cannot be told from chance: NaN.
LEAST_ANSWERS = 10
# Learners that share a variance: of like number of answers, then of like ability.
BY_COUNT, BY_ABILITY, TOGETHER = 3, 10, 50
# Rows farther out say nothing of the skew of usual ones.
USUAL = 3.0
# Information is never less than this share of what it would be with abilities known.
LEAST_SHARE = 0.02


@dataclass(frozen=True)
class PersonFit:
    """Of each learner (learners,): ``ability``, mean of her posterior, ``z`` around 0, and
    ``p`` of a row as irregular or more; NaN below ``LEAST_ANSWERS`` answers."""

    ability: Floats
    z: Floats
    p: Floats
    answers: Ints


def person_fit(
    given: Answers | Seen, found: Calibration, people: People | None = None
) -> PersonFit:
    """How regular each learner’s answers are; items without parameters do not count.

    It leans on many learners: with fewer than a hundred p is rough.

    :param people: everybody N(0, 1) when None.
    :raises ValueError: a calibration of other items.
    """
    given = as_seen(given)
    if len(found.a) != given.items:
        raise ValueError(f"found: {len(found.a)} items, the answers are to {given.items}")
    total, told, known, ability, answers = _sums(given, found, people or one_people(given))
    usable = (answers >= LEAST_ANSWERS) & (known > 1e-9)
    z = np.full(given.learners, np.nan)
    if usable.any():
        place = _alike(answers[usable].astype(np.int64), ability[usable])
        share = np.bincount(place, told[usable]) / np.bincount(place, known[usable])
        variance = known[usable] * np.maximum(share, LEAST_SHARE)[place]
        z[usable] = total[usable] / np.sqrt(variance)
    return PersonFit(ability, z, _tail(z, usable), answers.astype(np.int64))


@dataclass(frozen=True)
class _Rows:
    """A pass: of each learner, (5, l): derivative, information, information with ability known,
    ability, and how many answers count."""

    look: Look
    slope: Floats
    bend: Floats
    nodes: Floats
    counts: Bools  # by answer, (2m,)

    def nothing(self) -> list[Floats]:
        """The sums of no learner."""
        return []

    def of(self, chunk: Chunk) -> list[Floats]:
        """The sums of a chunk of learners."""
        part = self.look.at(chunk)
        weight = part.posterior
        at = summed(chunk, self.slope)
        mean = (weight * at).sum(axis=1)
        whole = (weight * summed(chunk, self.bend)).sum(axis=1)
        lost = (weight * at**2).sum(axis=1) - mean**2
        answers = np.bincount(part.row, self.counts[part.answer], minlength=chunk.learners)
        return [np.stack([mean, whole - lost, whole, weight @ self.nodes, answers])]

    def join(self, one: list[Floats], other: list[Floats]) -> list[Floats]:
        """The sums of two lots of learners, together."""
        one += other
        return one


def _sums(given: Seen, found: Calibration, people: People) -> Floats:
    """What ``_Rows`` says of each learner, by number, (5, learners)."""
    curves = curves_of(found, "known")
    a, d = np.nan_to_num(found.a), np.nan_to_num(found.d)
    eta = (a[:, None] * curves.nodes + d[:, None]) * curves.share
    eta *= curves.known[:, None]
    p, width = curves.p, len(curves.nodes)
    slope = np.stack([-p * eta, (1.0 - p) * eta], axis=1).reshape(2 * given.items, width)
    bend = np.repeat(p * (1.0 - p) * eta**2, 2, axis=0)
    counts = np.repeat(np.isfinite(found.a) & np.isfinite(found.d), 2)
    here = look(given, curves, people)
    rows = given.over(_Rows(here, slope, bend, curves.nodes, counts))
    result = np.empty((5, given.learners))
    result[:, given.numbers()] = np.concatenate([np.zeros((5, 0)), *rows], axis=1)
    return result


def _alike(answers: Ints, ability: Floats) -> Ints:
    """Numbers of groups of learners of like number of answers and ability, (l,)."""
    many = len(answers)
    groups = max(1, min(BY_COUNT * BY_ABILITY, many // TOGETHER))
    blocks = min(BY_COUNT, groups)
    block = np.empty(many, dtype=np.int64)
    block[np.argsort(answers, kind="stable")] = np.arange(many) * blocks // many
    order = np.lexsort((ability, block))
    place = np.empty(many, dtype=np.int64)
    place[order] = np.arange(many) * groups // many
    return place


def _tail(z: Floats, usable: Bools) -> Floats:
    """The lower tail, the skew of all rows counted: an Edgeworth series."""
    p = np.full(len(z), np.nan)
    if usable.any():
        one = z[usable]
        bell = np.exp(-0.5 * one**2) / np.sqrt(2.0 * np.pi)
        skew = float(np.mean(np.clip(one, -USUAL, USUAL) ** 3))
        p[usable] = np.clip(one_sided(one) - skew / 6.0 * (one**2 - 1.0) * bell, 0.0, 1.0)
    return p
