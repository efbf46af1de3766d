"""The short lists against trying all items, the posterior against a fine integral."""

from __future__ import annotations

import functools
import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from adaptive.gaussian import Floats
from adaptive.testing import (
    Bank,
    Tables,
    after,
    begin,
    best,
    build_bank,
    build_tables,
    information,
    interval,
    most_informative,
)
from adaptive.testing.bank import chance
from adaptive.testing.tables import best_of_many

# Few values of each, so that many items are equal; some slopes and places beyond all sense.
ITEM = st.tuples(
    st.sampled_from([1e-6, 0.3, 1.0, 1.0, 2.5, 40.0, 1e4, 0.0, -1.0, math.nan]),
    st.one_of(st.sampled_from([-1.0, 0.0, 1.0, 50.0, -1e5, math.inf]), st.floats(-4.5, 4.5)),
    st.sampled_from([0.0, 0.0, 0.2, 0.9]),
    st.sampled_from([1.0, 1.0, 0.95]),
)
BANKS = st.lists(ITEM, max_size=40)
THETAS = st.one_of(st.floats(-5.0, 5.0), st.sampled_from([0.0, 4.0, -4.0, 3.999, 50.0]))


def _bank(items: list[tuple[float, float, float, float]]) -> Bank:
    return build_bank(*np.array(items, dtype=np.float64).reshape(-1, 4).T)


def _allowed(bank: Bank, asked: set[int]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.array([row not in asked for row in range(len(bank))], dtype=np.bool_)


@given(items=BANKS, theta=THETAS, asked=st.sets(st.integers(0, 39)))
@example(items=[(1.0, 0.5, 0.0, 1.0)] * 3, theta=0.5, asked={0})
@example(items=[], theta=0.0, asked=set())
@settings(max_examples=150, deadline=None)
def test_the_list_gives_what_trying_all_gives(
    items: list[tuple[float, float, float, float]], theta: float, asked: set[int]
) -> None:
    bank = _bank(items)
    tables, allowed = build_tables(bank), _allowed(bank, asked)
    wanted = most_informative(bank, theta, allowed)
    assert best(tables, theta, asked) == wanted
    many = best_of_many(tables, np.array([theta, theta]), np.stack([~allowed] * 2), len(asked))
    assert many.tolist() == [-1 if wanted is None else wanted] * 2
    assert wanted is None or (items[wanted][0] > 0.0 and math.isfinite(items[wanted][1]))


@functools.cache
def _large(seed: int, kind: str) -> Tables:
    draw = np.random.default_rng(seed)
    a, b, c = draw.lognormal(0.0, 0.3, 1500), draw.normal(size=1500), np.zeros(1500)
    if kind == "equal slopes":
        a[:] = 1.0
    elif kind == "doubles":
        a, b = np.tile(a[:100], 15), np.tile(b[:100], 15)
    elif kind == "guessed":
        c = draw.choice([0.0, 0.25], 1500)
    return build_tables(build_bank(a, b, c))


@given(
    seed=st.integers(0, 2),
    kind=st.sampled_from(["drawn", "equal slopes", "doubles", "guessed"]),
    theta=st.floats(-4.2, 4.2),
    gone=st.sampled_from([0, 20, 200]),
)
@settings(max_examples=100, deadline=None)
def test_in_large_banks_too_where_not_all_can_be_listed(
    seed: int, kind: str, theta: float, gone: int
) -> None:
    tables = _large(seed, kind)
    bank = tables.bank
    # The most informative are gone: the list may end before an item is found.
    asked = set(np.argsort(-information(bank, theta), kind="stable")[:gone].tolist())
    wanted = most_informative(bank, theta, _allowed(bank, asked))
    assert best(tables, theta, asked) == wanted
    mask = ~_allowed(bank, asked)[None, :]
    assert best_of_many(tables, np.array([theta]), mask, gone)[0] == wanted


@given(items=BANKS, theta=st.floats(-4.0, 3.99))
@settings(max_examples=100, deadline=None)
def test_no_item_tells_more_than_its_bound(
    items: list[tuple[float, float, float, float]], theta: float
) -> None:
    bank = _bank(items)
    tables = build_tables(bank)
    told = information(bank, theta)
    cell = int((theta + 4.0) * 64)
    rows, upper = tables.rows[cell], tables.upper[cell, :-1]
    assert (told[rows] <= upper).all()
    assert (np.diff(upper) <= 0.0).all()


def _dense(bank: Bank, given: list[tuple[int, bool]], sd: float) -> tuple[float, float]:
    theta = np.linspace(-8.0, 8.0, 16_001)
    weights: Floats = np.exp(-0.5 * (theta / sd) ** 2)
    for row, right in given:
        p = chance(bank, theta, np.array([row]))
        weights *= p if right else 1.0 - p
    mean = float((weights * theta).sum() / weights.sum())
    return mean, math.sqrt(float((weights * (theta - mean) ** 2).sum() / weights.sum()))


@given(
    answers=st.lists(st.tuples(st.integers(0, 29), st.booleans()), max_size=60),
    seed=st.integers(0, 99),
    sd=st.sampled_from([0.5, 1.0, 1.2]),
)
@settings(max_examples=60, deadline=None)
def test_the_posterior_is_that_of_a_fine_integral(
    answers: list[tuple[int, bool]], seed: int, sd: float
) -> None:
    draw = np.random.default_rng(seed)
    a, b = np.clip(draw.lognormal(0.0, 0.3, 30), 0.3, 2.5), draw.normal(size=30)
    bank = build_bank(a, b, draw.choice([0.0, 0.2], 30), 0.98)
    tables = build_tables(bank)
    belief = begin(tables, sd=sd)
    for row, right in answers:
        belief = after(tables, belief, row, right)
    mean, deviation = _dense(bank, answers, sd)
    assert belief.mean == pytest.approx(mean, abs=2e-3)
    assert belief.sd == pytest.approx(deviation, abs=2e-3)
    assert belief.weights.sum() == pytest.approx(1.0)
    low, high = interval(tables, belief)
    held = belief.weights[(tables.nodes > low) & (tables.nodes < high)].sum()
    assert held == pytest.approx(0.95, abs=belief.weights.max())


def test_contradictory_answers_to_a_certain_item_leave_a_belief() -> None:
    tables = build_tables(build_bank([1e4, 1e4], [0.05, 0.05]))
    belief = begin(tables)
    for row, right in ((0, True), (1, False), (0, False), (1, True)):
        belief = after(tables, belief, row, right)
    assert np.isfinite(belief.weights).all()
    assert abs(belief.mean) < 1.0
    assert belief.sd > 0.5


def test_information_is_exact_far_from_the_difficulty() -> None:
    bank = build_bank([1.0], [0.0])
    assert information(bank, 60.0)[0] == pytest.approx(math.exp(-60.0), rel=1e-12)
    assert information(bank, -60.0)[0] == pytest.approx(math.exp(-60.0), rel=1e-12)
    assert information(bank, 1e9)[0] == 0.0


def test_bad_banks_and_priors_are_named() -> None:
    for c, u in ((-0.1, 1.0), (0.5, 0.5), (0.0, 1.1)):
        with pytest.raises(ValueError, match="c, u: 0 ≤ c < u ≤ 1"):
            build_bank([1.0], [0.0], c, u)
    with pytest.raises(ValueError, match="a, b, c, u"):
        build_bank([1.0, 1.0], [0.0, 0.0, 0.0])
    with pytest.raises(ValueError, match="one number an item"):
        build_bank([[1.0]], [[0.0]])
    tables = build_tables(build_bank(1.0, [0.0, 1.0]))
    for mean, sd in ((9.0, 1.0), (math.nan, 1.0), (0.0, 0.01), (0.0, 2.0), (0.0, math.nan)):
        with pytest.raises(ValueError, match="mean, sd"):
            begin(tables, mean, sd)
    for theta in (math.nan, math.inf):
        with pytest.raises(ValueError, match="theta"):
            best(tables, theta, set())
    with pytest.raises(ValueError, match="mass"):
        interval(tables, begin(tables), 1.0)
