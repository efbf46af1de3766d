"""The most informative item without trying all: short lists by ability, and a proof each time.

The scale is cut into cells. The list of a cell holds the items that may be best somewhere in
it, by falling bound: no item tells more anywhere in the cell than its bound. Reading the list
from the top, one may stop at the first bound below the best value found. If the list ends
before, and what was left out of it may be better, all items are tried. The item is thus always
that of ``bank.most_informative``, the first of equals.

The bound is the information at the place of the cell nearest to the item's peak. There is one
peak: with ``γ = c/(u − c)`` and ``δ = (1 − u)/(u − c)``, the logarithm of the information is,
but for a constant, ``2·log s(1 − s) − log(s + γ) − log(δ + 1 − s)``, strictly concave in s, and
s rises with θ.
"""

from __future__ import annotations

import math
from collections.abc import Container
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from adaptive.gaussian import Floats
from adaptive.parameters import Ints
from adaptive.pool import Bools
from adaptive.testing.bank import Bank, chance, information, most_informative

# Abilities looked at. The step is fine enough while a posterior's deviation is above .09: the
# error of its moments is then below 1e-6 (Trefethen & Weideman 2014, see calibration/grid.py).
FARTHEST, STEP = 6.0, 0.1
# Cells from −4 to 4: coarse ones choose who may enter the lists, fine ones order them.
EDGE, COARSE, FINE = 4.0, 64, 8
ENTERING, LISTED = 1024, 128
# A bound is above what rounding may do to it, also where numbers lose their digits.
ROUNDING, TINY = 1.0 + 1e-9, 1e-290
BLOCK = 2048
TIED = 1.0 - 1e-12


# Bound, row, a, b, c, u.
Listed = tuple[float, int, float, float, float, float]


@dataclass(frozen=True, eq=False)
class Tables:
    """What a step reads. ``nodes`` (q,); ``moments`` (3, q) powers 0 to 2 of the nodes;
    ``right`` (m, q) chances of success. ``rows`` (cells, k) and ``upper`` (cells, k + 1): the
    list of each cell with its bounds, the last one of what is not listed, −1 where nothing is.
    """

    bank: Bank
    nodes: Floats
    moments: Floats
    right: Floats
    rows: Ints
    upper: Floats

    @cached_property
    def lists(self) -> list[list[Listed]]:
        """The same lists, to be read one item after another; made when first asked for."""
        bank, rows = self.bank, self.rows
        parameters = (bank.a[rows], bank.b[rows], bank.c[rows], bank.u[rows])
        columns = [one.tolist() for one in (self.upper[:, :-1], rows, *parameters)]
        return [list(zip(*cell, strict=True)) for cell in zip(*columns, strict=True)]


def build_tables(bank: Bank) -> Tables:
    """The tables of a bank: under a second for 50,000 items, 1 kB an item."""
    half = round(FARTHEST / STEP)
    nodes: Floats = STEP * np.arange(-half, half + 1, dtype=np.float64)
    moments = np.stack((np.ones_like(nodes), nodes, nodes * nodes))
    right = np.empty((len(bank), len(nodes)))
    for start in range(0, len(bank), BLOCK):  # a block stays in the cache: seven times faster
        block = slice(start, start + BLOCK)
        right[block] = chance(bank, nodes[:, None], block).T
    rows, upper = _lists(bank)
    return Tables(bank, nodes, moments, right, rows, upper)


def best(tables: Tables, theta: float, asked: Container[int]) -> int | None:
    """The row that tells most at theta among those not ``asked``; None: there is none.

    :raises ValueError: theta is not a finite number.
    """
    cell = int((theta + EDGE) * (COARSE * FINE / (2.0 * EDGE))) if abs(theta) < EDGE else -1
    if cell < 0:
        return _try_all(tables.bank, theta, asked)
    top = second = -1.0
    found = -1
    for upper, row, a, b, c, u in tables.lists[cell]:
        if upper < top:
            break
        if row in asked:
            continue
        e = math.exp(-abs(a * (theta - b)))
        slope = a * (u - c) * (e / ((1.0 + e) * (1.0 + e)))
        s, t = (1.0, e) if theta > b else (e, 1.0)
        both = (c + (u - c) * (s / (1.0 + e))) * ((1.0 - u) + (u - c) * (t / (1.0 + e)))
        told = slope * (slope / max(both, 1e-300))
        if told > top:
            top, second, found = told, top, row
        elif told > second:
            second = told
    else:
        if tables.upper[cell, -1] >= top:
            return _try_all(tables.bank, theta, asked)
    return found if second < top * TIED else _settle(tables, theta, cell, asked)


def _settle(tables: Tables, theta: float, cell: int, asked: Container[int]) -> int:
    """Of equals the first one, by the arithmetic of those who try all."""
    rows = np.array(sorted(row for _, row, *_ in tables.lists[cell] if row not in asked))
    return int(rows[np.argmax(information(tables.bank, theta, rows))])


def _try_all(bank: Bank, theta: float, asked: Container[int]) -> int | None:
    if not math.isfinite(theta):
        raise ValueError(f"theta: {theta} is not a finite number")
    allowed = np.array([row not in asked for row in range(len(bank))], dtype=np.bool_)
    return most_informative(bank, theta, allowed)


def best_of_many(tables: Tables, theta: Floats, asked: Bools, used: int) -> Ints:
    """The same for n learners at once: theta (n,), ``asked`` (n, m), none has been asked more
    than ``used``; −1 where there is none.
    """
    learners, width = np.arange(len(theta)), min(used + 12, tables.rows.shape[1])
    cell = np.clip((theta + EDGE) * (COARSE * FINE / (2.0 * EDGE)), 0, COARSE * FINE - 1)
    cell = cell.astype(np.int64)
    rows = tables.rows[cell, :width]
    told = information(tables.bank, theta[:, None], rows)
    told[asked[learners[:, None], rows] | (tables.upper[cell, :width] < 0.0)] = -1.0
    top = told.max(axis=1, initial=-1.0)
    first = np.where(told == top[:, None], rows, len(tables.bank))
    found: Ints = first.min(axis=1, initial=len(tables.bank))
    doubtful = (tables.upper[cell, width] >= top) | (np.abs(theta) >= EDGE)
    for one in np.flatnonzero(doubtful):
        row = most_informative(tables.bank, float(theta[one]), ~asked[one])
        found[one] = -1 if row is None else row
    return found


def _lists(bank: Bank) -> tuple[Ints, Floats]:
    usable = np.flatnonzero(bank.usable)
    entering, listed = min(ENTERING, len(usable)), min(LISTED, len(usable))
    rows = np.zeros((COARSE * FINE, listed), dtype=np.int64)
    upper = np.full((COARSE * FINE, listed + 1), -1.0)
    edges = np.linspace(-EDGE, EDGE, COARSE * FINE + 1)
    peak = _peak(bank)
    for coarse in range(COARSE):
        low, high = edges[coarse * FINE], edges[(coarse + 1) * FINE]
        bound = _bound(bank, peak, low, high, usable)
        order, left = _largest(bound, entering)
        inside, left_out = usable[order], bound[left].max(initial=-1.0)
        cells = slice(coarse * FINE, (coarse + 1) * FINE)
        low, high = edges[cells, None], edges[1:][cells, None]
        bound = _bound(bank, peak, low, high, inside)
        order, left = _largest(bound, listed)
        within = np.take_along_axis(bound, order, axis=1)
        falling = np.argsort(-within, axis=1, kind="stable")
        rows[cells] = inside[np.take_along_axis(order, falling, axis=1)]
        upper[cells, :-1] = np.take_along_axis(within, falling, axis=1)
        others = np.take_along_axis(bound, left, axis=1).max(axis=1, initial=-1.0)
        upper[cells, -1] = np.maximum(left_out, others)
    return rows, upper


def _largest(values: Floats, count: int) -> tuple[Ints, Ints]:
    """Where the ``count`` largest of each row are, and where the others."""
    width = values.shape[-1]
    if count >= width:
        every = np.broadcast_to(np.arange(width), values.shape)
        return every, every[..., :0]
    order = np.argpartition(-values, count, axis=-1)
    return order[..., :count], order[..., count:]


def _bound(
    bank: Bank, peak: Floats, low: Floats | float, high: Floats | float, rows: Ints
) -> Floats:
    return information(bank, np.clip(peak[rows], low, high), rows) * ROUNDING + TINY


def _peak(bank: Bank) -> Floats:
    """Where each item tells most, (m,): s by halving, since the derivative falls."""
    pairs, which = np.unique(np.stack((bank.c, bank.u)), axis=1, return_inverse=True)
    c, u = pairs
    low, high = np.zeros(len(c)), np.ones(len(c))
    for _ in range(60):
        s = 0.5 * (low + high)
        rising = 2 / s - 2 / (1 - s) - 1 / (s + c / (u - c)) + 1 / ((1 - u) / (u - c) + 1 - s)
        low, high = np.where(rising > 0.0, s, low), np.where(rising > 0.0, high, s)
    return np.asarray(bank.b + (np.log(s) - np.log1p(-s))[which.ravel()] / bank.a)
