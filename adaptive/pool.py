"""The exercises that may be proposed, as arrays: one row an item or a generated family."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from adaptive.gaussian import Floats, Reals, logistic
from adaptive.observation import DEFAULT_UPPER, LARGEST, LEAST_SPAN
from adaptive.parameters import Ints

Bools = NDArray[np.bool_]
Scalar = TypeVar("Scalar", np.int64, np.float64, np.bool_)


@dataclass(frozen=True, eq=False)
class Pool:
    """m items. Build it with ``build_pool``, which validates.

    ``skill`` main skill index; ``a, b, b_var, c, u`` as in ``Observation``; ``tier`` 1 to 3;
    ``kind`` a code of the type; ``seconds`` expected; ``item`` the caller's id of the row;
    ``generated``: each showing is a new instance. ``by_item`` sorts rows by id. ``multi`` names
    the rows that use several skills, with their ``multi_skill`` and ``multi_weight`` (rows, k),
    padded by weight 0.
    """

    skill: Ints
    a: Floats
    b: Floats
    b_var: Floats
    c: Floats
    u: Floats
    tier: Ints
    kind: Ints
    seconds: Floats
    item: Ints
    generated: Bools
    by_item: Ints
    multi: Ints
    multi_skill: Ints
    multi_weight: Floats

    def __len__(self) -> int:
        return len(self.skill)


def build_pool(
    *,
    skill: ArrayLike,
    b: ArrayLike,
    b_var: ArrayLike = 0.0,
    a: ArrayLike = 1.0,
    c: ArrayLike = 0.0,
    u: ArrayLike = DEFAULT_UPPER,
    tier: ArrayLike = 2,
    kind: ArrayLike = 0,
    seconds: ArrayLike = 60.0,
    item: ArrayLike | None = None,
    generated: ArrayLike = False,
    extra: Sequence[tuple[int, int, float]] = (),
) -> Pool:
    """A pool from arrays of length m, or scalars for all rows. An empty pool is allowed.

    ``item`` defaults to the row number. ``extra`` adds (row, skill, weight) to an item whose
    main skill has weight 1.

    :raises ValueError: naming the argument: lengths, NaN, a ≤ 0, c ≥ u, an id twice.
    """
    skills = _column("skill", skill, np.int64, None)
    m = len(skills)
    ids = np.arange(m, dtype=np.int64) if item is None else _column("item", item, np.int64, m)
    multi, multi_skill, multi_weight = _several(skills, extra)
    pool = Pool(
        skill=skills,
        a=_column("a", a, np.float64, m),
        b=_column("b", b, np.float64, m),
        b_var=_column("b_var", b_var, np.float64, m),
        c=_column("c", c, np.float64, m),
        u=_column("u", u, np.float64, m),
        tier=_column("tier", tier, np.int64, m),
        kind=_column("kind", kind, np.int64, m),
        seconds=_column("seconds", seconds, np.float64, m),
        item=ids,
        generated=_column("generated", generated, np.bool_, m),
        by_item=np.argsort(ids),
        multi=multi,
        multi_skill=multi_skill,
        multi_weight=multi_weight,
    )
    _check(pool)
    return pool


def check_skills(pool: Pool, n: int) -> None:
    """Nothing when every skill of the pool is one of n.

    :raises ValueError: a skill beyond.
    """
    if max(pool.skill.max(initial=0), pool.multi_skill.max(initial=0)) >= n:
        raise ValueError(f"pool: a skill beyond the {n} known")


def rows_of(pool: Pool, items: Sequence[int]) -> Ints:
    """Rows of these ids, those the pool does not have left out, each once."""
    wanted = np.array(sorted(set(items)), dtype=np.int64)
    ordered = pool.item[pool.by_item]
    at = np.minimum(np.searchsorted(ordered, wanted), max(len(pool) - 1, 0))
    return pool.by_item[at[ordered[at] == wanted]] if len(pool) else pool.by_item


def success(
    pool: Pool, rows: Ints, mean: Reals, sd: Floats, cov: Reals
) -> tuple[Floats, Floats, Floats]:
    """Predicted success of each row, the slope, and the variance of x; each (rows,).

    ``mean`` and ``sd`` (n,) are the skills', ``cov`` (n, n) is read for rows of several skills
    only. With x ~ N(μ, v): ``p = c + (u − c)·σ(κaμ)``, ``κ = 1/√(1 + πa²v/8)`` (MacKay 1992,
    error below .02), and the slope ``dp/dμ``: the answer explains ``v²·slope²/(p(1 − p))`` of
    v, which is information taken over the marginal.
    """
    skill = pool.skill[rows]
    centre = mean[skill] - pool.b[rows]
    variance = sd[skill] ** 2 + pool.b_var[rows]
    if len(pool.multi):
        centre, variance = _with_several(pool, rows, mean, cov, centre, variance)
    a = pool.a[rows]
    scaled = a / np.sqrt(1.0 + (math.pi / 8.0) * a * a * variance)
    s = logistic(scaled * centre)
    span = pool.u[rows] - pool.c[rows]
    return pool.c[rows] + span * s, span * scaled * s * (1.0 - s), variance


def _with_several(
    pool: Pool, rows: Ints, mean: Reals, cov: Reals, centre: Floats, variance: Floats
) -> tuple[Floats, Floats]:
    place = np.full(len(pool), -1)
    place[rows] = np.arange(len(rows))
    wanted = place[pool.multi] >= 0
    at = place[pool.multi[wanted]]
    skill, weight = pool.multi_skill[wanted], pool.multi_weight[wanted]
    centre[at] = (weight * mean[skill]).sum(axis=1) - pool.b[rows[at]]
    inner = cov[skill[:, :, None], skill[:, None, :]]
    both = weight[:, :, None] * weight[:, None, :]
    variance[at] = (both * inner).sum(axis=(1, 2)) + pool.b_var[rows[at]]
    return centre, variance


def _several(
    skills: Ints, extra: Sequence[tuple[int, int, float]]
) -> tuple[Ints, Ints, Floats]:
    by_row: dict[int, list[tuple[int, float]]] = {}
    for row, skill, weight in extra:
        if not (0 <= row < len(skills) and skill >= 0 and 0.0 < weight <= LARGEST):
            raise ValueError(f"extra: ({row}, {skill}, {weight}) is out of range")
        parts = by_row.setdefault(row, [(int(skills[row]), 1.0)])
        if any(skill == other for other, _ in parts):
            raise ValueError(f"extra: skill {skill} twice in row {row}")
        parts.append((skill, weight))
    k = max((len(parts) for parts in by_row.values()), default=1)
    multi_skill = np.zeros((len(by_row), k), dtype=np.int64)
    multi_weight = np.zeros((len(by_row), k))
    for i, parts in enumerate(by_row.values()):
        for j, (skill, weight) in enumerate(parts):
            multi_skill[i, j], multi_weight[i, j] = skill, weight
    return np.array(list(by_row), dtype=np.int64), multi_skill, multi_weight


def _column(
    name: str, values: ArrayLike, dtype: type[Scalar], m: int | None
) -> NDArray[Scalar]:
    array = np.asarray(values)
    if array.size and array.dtype.kind not in "biuf":
        raise ValueError(f"{name}: numbers are needed")
    if array.dtype.kind == "f" and not (np.abs(array) <= LARGEST).all():
        raise ValueError(f"{name}: not a finite number within ±{LARGEST:g} somewhere")
    if array.dtype.kind == "f" and np.issubdtype(dtype, np.integer) and (array % 1 != 0).any():
        raise ValueError(f"{name}: whole numbers are needed")
    if array.ndim > 1 or (array.ndim == 0 and m is None):
        raise ValueError(f"{name}: one number a row is needed")
    if array.ndim == 1 and m is not None and len(array) != m:
        raise ValueError(f"{name}: {len(array)} values for {m} items")
    whole: NDArray[Scalar] = np.array(
        array if m is None else np.broadcast_to(array, (m,)), dtype=dtype
    )
    whole.flags.writeable = False
    return whole


def _check(pool: Pool) -> None:
    sound = {
        "skill": pool.skill >= 0,
        "a": pool.a > 0.0,
        "b_var": pool.b_var >= 0.0,
        "c": (pool.c >= 0.0) & (pool.c <= pool.u - LEAST_SPAN),
        "u": pool.u <= 1.0,
        "tier": (pool.tier >= 1) & (pool.tier <= 3),
        "seconds": pool.seconds > 0.0,
    }
    for name, good in sound.items():
        if not good.all():
            raise ValueError(f"{name}: out of range in row {int(np.flatnonzero(~good)[0])}")
    if len(np.unique(pool.item)) != len(pool):
        raise ValueError("item: the same id twice")
