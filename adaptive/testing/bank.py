"""A bank of items on one scale: what adaptive tests choose from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from adaptive.gaussian import Floats
from adaptive.observation import LEAST_SPAN
from adaptive.parameters import Ints
from adaptive.pool import Bools

# A certain answer would end all doubt for ever, and one slip would then be impossible.
LEAST_CHANCE = 1e-12


@dataclass(frozen=True, eq=False)
class Bank:
    """m items, ``P = c + (u − c)·σ(a(θ − b))``. Build it with ``build_bank``.

    ``usable`` (m,): the others keep their row and are never chosen.
    """

    a: Floats
    b: Floats
    c: Floats
    u: Floats
    usable: Bools

    def __len__(self) -> int:
        return len(self.a)


def build_bank(a: ArrayLike, b: ArrayLike, c: ArrayLike = 0.0, u: ArrayLike = 1.0) -> Bank:
    """A bank from arrays of one length m, or scalars for all; it may be empty.

    An item whose slope is not above 0, or with a number that is not finite (a calibration gives
    no b at a slope of 0), is kept and never chosen: rows stay those of the caller.

    :raises ValueError: lengths that differ; asymptotes that are not 0 ≤ c < u ≤ 1.
    """
    columns = [np.asarray(values, dtype=np.float64) for values in (a, b, c, u)]
    try:
        whole = np.array(np.broadcast_arrays(*columns, np.zeros(_length(columns)))[:4])
    except ValueError:
        raise ValueError(
            f"a, b, c, u: {[len(np.atleast_1d(x)) for x in columns]} values"
        ) from None
    if whole.ndim != 2:
        raise ValueError("a, b, c, u: one number an item is needed")
    usable = np.isfinite(whole).all(axis=0) & (whole[0] > 0.0)
    low, high = whole[2, usable], whole[3, usable]
    if not ((low >= 0.0) & (low <= high - LEAST_SPAN) & (high <= 1.0)).all():
        raise ValueError("c, u: 0 ≤ c < u ≤ 1 is needed")
    # Sums over all items need numbers; what is not usable is masked wherever one is chosen.
    whole[:, ~usable] = np.array([1.0, 0.0, 0.0, 1.0])[:, None]
    whole.flags.writeable = usable.flags.writeable = False
    return Bank(whole[0], whole[1], whole[2], whole[3], usable)


def _length(columns: list[Floats]) -> tuple[int, ...]:
    return next((x.shape for x in columns if x.ndim), (1,))


def chance(bank: Bank, theta: Floats | float, rows: Ints | slice = slice(None)) -> Floats:
    """P of a right answer to these rows; theta is broadcast against them."""
    _, s, _ = _curve(bank, theta, rows)
    p = bank.c[rows] + (bank.u[rows] - bank.c[rows]) * s
    return np.clip(p, LEAST_CHANCE, 1.0 - LEAST_CHANCE)


def information(bank: Bank, theta: Floats | float, rows: Ints | slice = slice(None)) -> Floats:
    """Fisher information of these rows at theta, broadcast against them: ``P′²/(P(1 − P))``.

    As exact far from the difficulty as near it, which the proof of ``tables`` leans on: nothing
    is subtracted from a number close to it.
    """
    e, s, t = _curve(bank, theta, rows)
    c, u, a = bank.c[rows], bank.u[rows], bank.a[rows]
    span = u - c
    slope = a * span * (e / ((1.0 + e) * (1.0 + e)))
    both = (c + span * s) * ((1.0 - u) + span * t)
    return np.asarray(slope * (slope / np.maximum(both, 1e-300)))


def _curve(
    bank: Bank, theta: Floats | float, rows: Ints | slice
) -> tuple[Floats, Floats, Floats]:
    """``e⁻|z|``, σ(z) and σ(−z), ``z = a(θ − b)``."""
    z = bank.a[rows] * (theta - bank.b[rows])
    e = np.exp(-np.abs(z))
    near = 1.0 / (1.0 + e)
    far = e * near
    above = z > 0.0
    return e, np.where(above, near, far), np.where(above, far, near)


def most_informative(bank: Bank, theta: float, allowed: Bools | None = None) -> int | None:
    """The row that tells most at theta, by trying all (Lord 1980, ch. 10); the first of equals.

    None: no row is both usable and allowed.
    """
    rows = np.flatnonzero(bank.usable if allowed is None else bank.usable & allowed)
    if len(rows) == 0:
        return None
    return int(rows[np.argmax(information(bank, theta, rows))])
