"""Exposure: the ceiling is kept whatever happens, and all items come to be used."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adaptive.gaussian import Floats
from adaptive.testing import (
    Ledger,
    Spread,
    begun,
    build_bank,
    build_tables,
    open_ledger,
    rehearse,
    sit,
    spread_best,
)
from adaptive.testing.bank import chance


@given(
    length=st.integers(1, 8),
    most=st.sampled_from([0.2, 0.3, 0.5, 0.9]),
    right=st.sampled_from(["never", "always", "by turns"]),
    prices=st.booleans(),
    twins=st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_the_ceiling_is_kept_after_every_test_and_no_test_is_cut_short(
    length: int, most: float, right: str, prices: bool, twins: bool
) -> None:
    # As few items as are allowed, and people who all answer alike: the worst for a ceiling.
    needed = int(np.ceil(length * (1.0 + 2.0 / most)))
    draw = np.random.default_rng(length)
    a = np.ones(needed) if twins else draw.lognormal(0.0, 0.5, needed)
    tables = build_tables(
        build_bank(a, np.zeros(needed) if twins else draw.normal(size=needed))
    )
    rule = Spread(length, most, pace=0.01 if prices else 0.0)
    ledger = open_ledger(tables, rule)
    answers = {"never": (False, False), "always": (True, True), "by turns": (True, False)}[
        right
    ]
    for _ in range(30):
        ledger, test = sit(tables, rule, ledger, lambda at, _: answers[at % 2] == 1)
        assert len(set(test.rows)) == length
        assert ledger.shown.max() <= max(1.0, most * ledger.tests)
    assert ledger.shown.sum() == 30 * length


def _answering(luck: Floats, p: Floats) -> Callable[[int, int], bool]:
    return lambda at, row: bool(luck[at] < p[row])


def test_prices_spread_items_at_little_cost_and_use_the_whole_bank() -> None:
    draw = np.random.default_rng(4)
    bank = build_bank(draw.lognormal(0.0, 0.3, 120), draw.normal(size=120))
    tables, rule = build_tables(bank), Spread(8, 0.25, least=0.004)
    ledger = rehearse(tables, rule, draw, people=400)
    assert ledger.tests == 0
    assert ledger.shown.sum() == 0
    assert (ledger.prices >= 0.0).all()
    dear = ledger.prices > ledger.prices.mean() + ledger.prices.std()
    assert bank.a[dear].mean() > bank.a.mean()
    errors = []
    for theta in draw.standard_normal(400).tolist():
        ledger, test = sit(
            tables, rule, ledger, _answering(draw.random(8), chance(bank, theta))
        )
        errors.append(test.sd)
    assert ledger.shown.max() <= 100
    assert (ledger.shown > 0).mean() > 0.95
    assert np.mean(errors) < 0.5


def test_what_is_unusable_or_asked_is_never_shown() -> None:
    a = np.r_[np.ones(60), -np.ones(5), np.full(5, np.nan)]
    tables, rule = build_tables(build_bank(a, 0.0)), Spread(5, 0.5)
    ledger, asked = open_ledger(tables, rule), np.zeros(70, dtype=np.bool_)
    for _ in range(60):
        row, _ = spread_best(tables, rule, begun(ledger), 0.3, asked, False)
        assert row is not None
        assert row < 60
        assert not asked[row]
        asked[row] = True
    assert spread_best(tables, rule, begun(ledger), 0.3, asked, False) == (None, False)


def test_bad_input_is_named() -> None:
    tables = build_tables(build_bank(np.ones(20), 0.0))
    with pytest.raises(ValueError, match=r"most: 0\.25 needs 180 items, the bank has 20"):
        open_ledger(tables, Spread(20))
    bad: list[dict[str, float]] = [
        {"length": 0},
        {"length": 5, "most": 0.0},
        {"length": 5, "most": 1.5},
        {"length": 5, "aim": float("nan")},
        {"length": 5, "pace": -1.0},
        {"length": 5, "least": float("inf")},
    ]
    for one in bad:
        with pytest.raises(ValueError, match=list(one)[-1]):
            Spread(**one)  # type: ignore[arg-type]
    assert isinstance(open_ledger(tables, Spread(2, 0.9)), Ledger)
