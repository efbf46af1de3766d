"""Does the curve of an item fit its answers: mean squares, and expected against observed.

Infit and outfit (Wright & Masters 1982) as means over each learner’s posterior, since
``(y − P)² − P(1 − P) = (y − P)(1 − 2P)``: no ability is taken for known, and a learner without
a wrong answer has her place. χ² compares answers with the curve in ``BINS`` ranges of ability
(Glas & Suárez Falcón 2003). What makes the p-values hold on sparse and adaptive answers is said
in ``residuals``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from adaptive.calibration.answers import Answers
from adaptive.calibration.chance import Z95, above, two_sided
from adaptive.calibration.fit import Calibration
from adaptive.calibration.held import Seen, as_seen
from adaptive.calibration.looking import Curves, People
from adaptive.calibration.residuals import (
    curves_of,
    expected_answers,
    leftover,
    one_people,
    residual_tables,
)
from adaptive.gaussian import Floats, logistic
from adaptive.parameters import Ints
from adaptive.pool import Bools

# Ranges of ability, each with as many of the item’s answers: four show a bend and a plateau,
# and leave enough answers in each.
BINS = 4
# Below so many answers the normal law is not a fair judge of these sums: NaN.
LEAST_ANSWERS = 30


@dataclass(frozen=True)
class ItemFit:
    """Of m items, each (m,): mean squares around 1, z around 0, p that nothing is wrong.

    Above 1: answers less regular than the curve says; below: more. With a slope of its own an
    item has little left that ``infit`` could see. ``chi`` has ``df`` degrees of freedom.
    ``rmsd``: how far observed shares of right answers are from the curve, root mean square over
    abilities. NaN below ``LEAST_ANSWERS`` answers and without parameters.
    """

    infit: Floats
    infit_z: Floats
    infit_p: Floats
    outfit: Floats
    outfit_z: Floats
    outfit_p: Floats
    chi: Floats
    df: Ints
    p: Floats
    rmsd: Floats
    answers: Ints


@dataclass(frozen=True)
class Observed:
    """For a picture, (m, BINS): in ranges of ability that hold as many answers each, the mean
    ability, the share of right answers that the curve foresees and the one seen, its 95 %
    interval, and how many answers are thought to be there. NaN where there are none."""

    ability: Floats
    expected: Floats
    share: Floats
    low: Floats
    high: Floats
    answers: Floats


def item_fit(
    given: Answers | Seen,
    found: Calibration,
    model: str = "2pl",
    people: People | None = None,
) -> ItemFit:
    """How well each curve fits the answers it was calibrated on.

    :param model: what was fitted to them: see ``curves_of``.
    :param people: everybody N(0, 1) when None: right for ``calibrate``’s own scale, not for one
        that ``on_scale`` brought elsewhere (``people_of`` then).
    :raises ValueError: a calibration of other items, another model.
    """
    given = as_seen(given)
    curves, people = _checked(given, found, model), people or one_people(given)
    count, right = _counted(given, curves, people)
    pq = curves.p * (1.0 - curves.p)
    bend = 1.0 - 2.0 * curves.p
    ranges = _ranges(count)[:, :, : BINS - 1].transpose(2, 0, 1)
    directions = np.concatenate([np.stack([bend, bend / pq]), ranges])
    left = leftover(given, curves, people, residual_tables(curves.p, directions))
    few = (given.given() < LEAST_ANSWERS) | (curves.known == 0)
    z = np.where(few[:, None], np.nan, left.z()[:, :2])
    chi, df = _quadratic(left.total[:, 2:], left.variance[:, 2:, 2:], few)
    seen = right - count * curves.p
    with np.errstate(divide="ignore", invalid="ignore"):
        infit = 1.0 + (seen * bend).sum(axis=1) / (count * pq).sum(axis=1)
        outfit = 1.0 + (seen * bend / pq).sum(axis=1) / count.sum(axis=1)
        far = np.where(count > 0.0, seen**2 / count, 0.0).sum(axis=1)
        rmsd = np.sqrt(far / count.sum(axis=1))
    values = [np.where(few, np.nan, one) for one in (infit, outfit, rmsd)]
    return ItemFit(
        infit=values[0],
        infit_z=z[:, 0],
        infit_p=two_sided(z[:, 0]),
        outfit=values[1],
        outfit_z=z[:, 1],
        outfit_p=two_sided(z[:, 1]),
        chi=chi,
        df=df,
        p=above(chi, df),
        rmsd=values[2],
        answers=given.given(),
    )


def mean_squares(given: Answers, found: Calibration, ability: Floats) -> tuple[Floats, Floats]:
    """Infit and outfit as usual, (m,) each, abilities (learners,) taken for known; NaN without
    answers. Where abilities come from the same answers their mean is below 1, and no p holds.

    :raises ValueError: a calibration of other items, or not an ability a learner.
    """
    if len(found.a) != given.items or np.shape(ability) != (given.learners,):
        raise ValueError(f"ability: one for each of {given.learners} learners is needed")
    item = given.item
    s = logistic(found.a[item] * ability[given.learner] + found.d[item])
    p = found.c[item] + (1.0 - found.c[item]) * s
    pq, far = p * (1.0 - p), (given.right - p) ** 2

    def added(values: Floats) -> Floats:
        return np.bincount(item, values, minlength=given.items).astype(np.float64)

    with np.errstate(divide="ignore", invalid="ignore"):
        return added(far) / added(pq), added(far / pq) / given.given()


def observed(
    given: Answers | Seen,
    found: Calibration,
    model: str = "2pl",
    people: People | None = None,
) -> Observed:
    """What to draw of each item: the curve, and the answers in ranges of ability.

    A learner counts in each range by how likely she is to be there. The interval is that of a
    binomial share of as many answers (Wilson 1927).

    :raises ValueError: a calibration of other items, another model.
    """
    given = as_seen(given)
    curves, people = _checked(given, found, model), people or one_people(given)
    count, right = _counted(given, curves, people)
    ranges = _ranges(count)
    n = np.einsum("mq,mqk->mk", count, ranges)
    with np.errstate(divide="ignore", invalid="ignore"):
        ability = np.einsum("mq,mqk->mk", count * curves.nodes, ranges) / n
        foreseen = np.einsum("mq,mqk->mk", count * curves.p, ranges) / n
        share = np.einsum("mq,mqk->mk", right, ranges) / n
        middle = (share + Z95**2 / (2.0 * n)) / (1.0 + Z95**2 / n)
        half = Z95 * np.sqrt(share * (1.0 - share) / n + Z95**2 / (4.0 * n**2))
        half /= 1.0 + Z95**2 / n
    return Observed(ability, foreseen, share, middle - half, middle + half, n)


def _checked(given: Seen, found: Calibration, model: str) -> Curves:
    if len(found.a) != given.items:
        raise ValueError(f"found: {len(found.a)} items, the answers are to {given.items}")
    return curves_of(found, model)


def _counted(given: Seen, curves: Curves, people: People) -> tuple[Floats, Floats]:
    """How many answers of each item, and right ones, are thought to be at each node, (m, q)."""
    by_answer = expected_answers(given, curves, people)
    return by_answer[0::2] + by_answer[1::2], by_answer[1::2]


def _ranges(count: Floats) -> Floats:
    """Which range each node is in, by item: shares (m, q, BINS) of 0 and 1 that sum to 1.

    A node on the border is shared, so that every range has the same number of answers.
    """
    whole = np.maximum(count.sum(axis=1, keepdims=True), 1e-300)
    after = np.cumsum(count, axis=1) / whole
    before = after - count / whole
    edges = np.arange(BINS + 1) / BINS
    inside = np.minimum(after[:, :, None], edges[1:]) - np.maximum(
        before[:, :, None], edges[:-1]
    )
    size = np.maximum(after - before, 1e-12)[:, :, None]
    shares = np.clip(inside / size, 0.0, 1.0)
    total = shares.sum(axis=2, keepdims=True)
    middle = np.eye(BINS)[np.clip((before * BINS).astype(np.int64), 0, BINS - 1)]
    return np.asarray(np.where(total > 0.5, shares / np.maximum(total, 1e-12), middle))


def _quadratic(total: Floats, variance: Floats, few: Bools) -> tuple[Floats, Ints]:
    """``tᵀV⁻¹t`` and the rank of V, of each item, (m,); NaN and 0 where few."""
    chi, df = np.full(len(total), np.nan), np.zeros(len(total), dtype=np.int64)
    use = np.flatnonzero(~few)
    if len(use):
        v = variance[use]
        inverse = np.linalg.pinv(v, rcond=1e-6, hermitian=True)
        chi[use] = np.einsum("mk,mkj,mj->m", total[use], inverse, total[use])
        df[use] = np.linalg.matrix_rank(v, hermitian=True, rtol=1e-6)
    return chi, df
