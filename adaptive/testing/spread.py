"""Items shown to no more than a given share of people, and all of them used.

Each item has a price, and the item chosen is worth most after its price is taken from its
information. The prices are the multipliers of the linear programme "the most information, no
item shown to more than so many" (van der Linden & Veldkamp 2004 state such ceilings), found as
tests go on by dual ascent: after each test the price of an item rises when it was shown, falls
otherwise, and stays ≥ 0. Prices learnt in a rehearsal with simulated people serve from the
first real test on. The ceiling itself does not lean on prices: an item that has reached it is
not given.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from adaptive.gaussian import Floats
from adaptive.parameters import Ints
from adaptive.pool import Bools
from adaptive.testing.bank import chance, information
from adaptive.testing.session import after, begin
from adaptive.testing.tables import Tables


@dataclass(frozen=True)
class Spread:
    """``length`` items a test, each item in at most ``most`` of the tests.

    Prices aim at ``aim`` of the ceiling and move by ``pace`` (squared logits) a test;
    ``evenness`` is what being shown to everybody would cost beside. Once a test, in its second
    half, items shown to less than ``least`` of the tests come first, the best of them.

    :raises ValueError: naming what is out of range.
    """

    length: int
    most: float = 0.25
    aim: float = 0.92
    pace: float = 0.005
    evenness: float = 0.1
    least: float = 0.001

    def __post_init__(self) -> None:
        if self.length < 1:
            raise ValueError(f"length: {self.length} is below 1")
        for name in ("most", "aim"):
            if not 0.0 < getattr(self, name) <= 1.0:
                raise ValueError(f"{name}: {getattr(self, name)} is outside ]0, 1]")
        for name in ("pace", "evenness", "least"):
            if not 0.0 <= getattr(self, name) < np.inf:
                raise ValueError(f"{name}: {getattr(self, name)} is not a number ≥ 0")


@dataclass(frozen=True, eq=False)
class Ledger:
    """What was shown so far: ``tests`` begun, ``shown`` (m,) how often, ``prices`` (m,).

    It is the caller's to keep: one for all who sit tests from this bank.
    """

    tests: int
    shown: Ints
    prices: Floats


def open_ledger(tables: Tables, rule: Spread) -> Ledger:
    """Nothing shown yet, nothing has a price.

    :raises ValueError: fewer than ``length·(1 + 2/most)`` usable items. With that many the
        ceiling never leaves a test without an item: those at their ceiling are at most
        ``2·length/most``, since each was shown ``most·tests/2`` times at least.
    """
    usable, needed = int(tables.bank.usable.sum()), rule.length * (1.0 + 2.0 / rule.most)
    if usable < needed:
        raise ValueError(f"most: {rule.most} needs {needed:.0f} items, the bank has {usable}")
    return Ledger(0, np.zeros(len(tables.bank), dtype=np.int64), np.zeros(len(tables.bank)))


def begun(ledger: Ledger) -> Ledger:
    """One more test has begun."""
    return replace(ledger, tests=ledger.tests + 1)


def spread_best(
    tables: Tables, rule: Spread, ledger: Ledger, theta: float, asked: Bools, explored: bool
) -> tuple[int | None, bool]:
    """The row to show at theta of those not ``asked`` (m,); None: nothing is left. Beside it
    ``explored``: whether an item of this test was taken because it had been shown too little.

    An item is at its ceiling when once more would be above ``max(1, most·tests)``.
    """
    tests = max(ledger.tests, 1)
    ceiling = max(1, int(rule.most * tests))
    open_ = tables.bank.usable & ~asked & (ledger.shown < ceiling)
    if not explored and asked.sum() >= rule.length // 2:
        little = open_ & (ledger.shown < rule.least * tests)
        if little.any():
            open_, explored = little, True
    if not open_.any():
        return None, explored
    worth = information(tables.bank, theta) - ledger.prices
    worth -= rule.evenness * ledger.shown / tests
    return int(np.where(open_, worth, -np.inf).argmax()), explored


def counted(ledger: Ledger, row: int) -> Ledger:
    """This row is shown."""
    shown = ledger.shown.copy()
    shown[row] += 1
    return replace(ledger, shown=shown)


def ended(rule: Spread, ledger: Ledger, asked: Bools) -> Ledger:
    """A test with these rows (m,) is over: prices move."""
    moved = ledger.prices + rule.pace * (asked - rule.aim * rule.most)
    return replace(ledger, prices=np.maximum(moved, 0.0))


@dataclass(frozen=True, eq=False)
class Sat:
    """A whole test: the rows shown, in order, the mean and the deviation at its end."""

    rows: tuple[int, ...]
    mean: float
    sd: float


def sit(
    tables: Tables, rule: Spread, ledger: Ledger, right: Callable[[int, int], bool]
) -> tuple[Ledger, Sat]:
    """A whole test, ``right(position, row)`` saying what is answered: for simulations."""
    ledger, belief = begun(ledger), begin(tables)
    asked, rows, explored = np.zeros(len(tables.bank), dtype=np.bool_), list[int](), False
    for position in range(rule.length):
        row, explored = spread_best(tables, rule, ledger, belief.mean, asked, explored)
        if row is None:
            break
        ledger = counted(ledger, row)
        asked[row] = True
        rows.append(row)
        belief = after(tables, belief, row, right(position, row))
    return ended(rule, ledger, asked), Sat(tuple(rows), belief.mean, belief.sd)


def rehearse(
    tables: Tables, rule: Spread, draw: np.random.Generator, people: int = 3000
) -> Ledger:
    """Nothing shown, with the prices learnt in so many simulated tests, θ ~ N(0, 1).

    :raises ValueError: as ``open_ledger``.
    """
    ledger = open_ledger(tables, rule)
    for number, theta in enumerate(draw.standard_normal(people).tolist()):
        if number == people // 2:  # what the first prices did is forgotten
            ledger = replace(ledger, tests=0, shown=np.zeros_like(ledger.shown))
        pace = rule.pace * 4.0 ** (1.0 - number / people)
        lucky = draw.random(rule.length)[:, None] < chance(tables.bank, theta)
        ledger, _ = sit(tables, replace(rule, pace=pace, least=0.0), ledger, _as_said(lucky))
    return replace(ledger, tests=0, shown=np.zeros_like(ledger.shown))


def _as_said(answers: Bools) -> Callable[[int, int], bool]:
    return lambda position, row: bool(answers[position, row])
