"""The classical rules of adaptive testing, beside ours: to compare with, and for exams.

Every rule reads a pool (m items), an ability ``theta`` (n,) of each skill, and ``allowed`` (m,)
rows; it gives a row, or ``Stop("dry")`` when no row is allowed. An exam on one scale is the
case n = 1. ``exam`` puts the rules together; ``exposure`` says how often items were shown.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from adaptive.choice import Stop
from adaptive.gaussian import Floats, logistic
from adaptive.parameters import Ints
from adaptive.pool import Bools, Pool

DRY = Stop("dry")


def on_item_scale(pool: Pool, theta: Floats) -> Floats:
    """``wᵀθ`` of each item, (m,): the ability that its difficulty is compared with.

    :raises ValueError: theta is not finite, or has fewer values than the pool has skills.
    """
    theta = np.asarray(theta, dtype=np.float64)
    if theta.ndim != 1 or not np.isfinite(theta).all():
        raise ValueError("theta: one finite number a skill is needed")
    skills = max(pool.skill.max(initial=-1), pool.multi_skill.max(initial=-1)) + 1
    if skills > len(theta):
        raise ValueError(f"theta: {len(theta)} values, the pool has skills up to {skills - 1}")
    scale = theta[pool.skill]
    if len(pool.multi):
        scale[pool.multi] = (pool.multi_weight * theta[pool.multi_skill]).sum(axis=1)
    return np.asarray(scale, dtype=np.float64)


def information(pool: Pool, theta: Floats) -> Floats:
    """Fisher information of each item about its own scale at theta, (m,), per squared logit.

    ``P'²/(P(1 − P))``, ``P = c + (u − c)·σ(a(θ − b))`` (Lord 1980, ch. 5; Birnbaum 1968 for
    c = 0, u = 1, where it is a²P(1 − P); Magis 2013 for u < 1).
    """
    return information_at(pool, on_item_scale(pool, theta))


def information_at(pool: Pool, scale: Floats) -> Floats:
    """The same for abilities already on the items' scales, shape (…, m)."""
    s = logistic(pool.a * (scale - pool.b))
    span = pool.u - pool.c
    p = pool.c + span * s
    slope = pool.a * span * s * (1.0 - s)
    # P(1 − P) underflows only where the slope does so sooner: nothing is told there.
    return np.asarray(slope**2 / np.maximum(p * (1.0 - p), 1e-300), dtype=np.float64)


def maximum_information(pool: Pool, theta: Floats, allowed: Bools | None = None) -> int | Stop:
    """The row that tells most at theta (Lord 1980, ch. 10); the first one of equals."""
    rows = _rows(pool, allowed)
    if len(rows) == 0:
        return DRY
    return int(rows[np.argmax(information(pool, theta)[rows])])


def ranked(pool: Pool, theta: Floats, allowed: Bools | None = None) -> Ints:
    """The allowed rows, most informative first, equals in the order of the pool."""
    rows = _rows(pool, allowed)
    return rows[np.argsort(-information(pool, theta)[rows], kind="stable")]


def randomesque(
    pool: Pool,
    theta: Floats,
    draw: np.random.Generator,
    *,
    few: int = 5,
    allowed: Bools | None = None,
) -> int | Stop:
    """One of the ``few`` most informative rows, all equally likely (Kingsbury & Zara 1989).

    :raises ValueError: few below 1.
    """
    if few < 1:
        raise ValueError(f"few: {few} is below 1")
    best = ranked(pool, theta, allowed)[:few]
    return int(best[draw.integers(len(best))]) if len(best) else DRY


def strata(pool: Pool, count: int, *, blocks: int = 1) -> Ints:
    """The stratum of each item, (m,), 0 to count − 1, low discriminations first.

    Items of low a serve early, when theta is badly known, the best ones late (Chang & Ying
    1999). With ``blocks`` > 1 the pool is first cut into blocks of like difficulty, so that
    each stratum keeps the pool's spread of b (Chang, Qian & Ying 2001).

    :raises ValueError: count or blocks below 1, or more strata than items.
    """
    m = len(pool)
    if not 1 <= count <= max(m, 1):
        raise ValueError(f"count: {count} strata for {m} items")
    if blocks < 1:
        raise ValueError(f"blocks: {blocks} is below 1")
    result = np.zeros(m, dtype=np.int64)
    by_b = np.lexsort((np.arange(m), pool.b))
    for block in np.array_split(by_b, blocks):
        by_a = block[np.lexsort((block, pool.a[block]))]
        for stratum, rows in enumerate(np.array_split(by_a, count)):
            result[rows] = stratum
    return result


def a_stratified(
    pool: Pool,
    theta: Floats,
    stratum: Ints,
    stage: int,
    allowed: Bools | None = None,
) -> int | Stop:
    """The row of stratum ``stage`` whose difficulty is nearest to theta (Chang & Ying 1999).

    When the stratum is exhausted the nearest one that is not serves, the higher of two: the
    caller sees it by ``stratum`` of the row.

    :raises ValueError: a stratum per item is needed.
    """
    if len(stratum) != len(pool):
        raise ValueError(f"stratum: {len(pool)} values are needed")
    rows = _rows(pool, allowed)
    if len(rows) == 0:
        return DRY
    left = np.unique(stratum[rows])
    nearest = left[np.lexsort((-left, np.abs(left - stage)))[0]]
    rows = rows[stratum[rows] == nearest]
    return int(rows[np.argmin(np.abs(on_item_scale(pool, theta) - pool.b)[rows])])


def lagging(shares: ArrayLike, counts: ArrayLike, stocked: Bools | None = None) -> int | Stop:
    """The content area furthest below its share of the items asked so far.

    Constrained adaptive testing (Kingsbury & Zara 1989): the area with the largest
    ``share − count/asked``, the first of equals; before any item, the largest share. Areas that
    are not ``stocked`` are passed over, and "dry" is said when none is.

    :raises ValueError: shares not ≥ 0 with a sum of 1, or counts of another length or below 0.
    """
    share = np.asarray(shares, dtype=np.float64)
    count = np.asarray(counts, dtype=np.float64)
    if share.ndim != 1 or not (share >= 0.0).all() or abs(share.sum() - 1.0) > 1e-9:
        raise ValueError("shares: numbers ≥ 0 of sum 1 are needed")
    if count.shape != share.shape or not (count >= 0.0).all():
        raise ValueError(f"counts: {len(share)} numbers ≥ 0 are needed")
    gap = share - count / max(count.sum(), 1.0)
    open_ = share > 0.0 if stocked is None else (share > 0.0) & np.asarray(stocked)
    return int(np.argmax(np.where(open_, gap, -np.inf))) if open_.any() else DRY


def sympson_hetter(
    order: Ints, control: Floats, draw: np.random.Generator
) -> tuple[int | Stop, Ints]:
    """The row given, and the rows passed over, which this person is not asked any more.

    Down the ``order`` (rows, best first), each is given with probability ``control`` (m,)
    (Sympson & Hetter 1985). When all are passed over, the best is given: an exam must go on,
    and an item too often shown is less harm than an exam cut short.

    :raises ValueError: a control outside [0, 1].
    """
    if not ((control >= 0.0) & (control <= 1.0)).all():
        raise ValueError("control: probabilities are needed")
    if len(order) == 0:
        return DRY, order
    given = np.flatnonzero(draw.random(len(order)) < control[order])
    if len(given) == 0:
        return int(order[0]), order[:0]
    return int(order[given[0]]), order[: given[0]]


def _rows(pool: Pool, allowed: Bools | None) -> Ints:
    if allowed is None:
        return np.arange(len(pool))
    if allowed.shape != (len(pool),):
        raise ValueError(f"allowed: {len(pool)} values are needed")
    return np.flatnonzero(allowed)
