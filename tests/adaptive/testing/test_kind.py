"""A kind start: what it promises, and what it costs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adaptive.testing import (
    after,
    begin,
    best,
    build_bank,
    build_tables,
    from_abilities,
    kind_best,
    kind_start,
    simulate,
)

DRAW = np.random.default_rng(8)
BANK = build_bank(DRAW.lognormal(0.0, 0.3, 300), DRAW.normal(size=300))
TABLES = build_tables(BANK)


@given(
    answers=st.lists(st.booleans(), max_size=8), kindness=st.sampled_from([0.0, 1.0, 3.7, 50.0])
)
@settings(max_examples=30, deadline=None)
def test_one_by_one_is_in_step_and_without_kindness_it_is_maximum_information(
    answers: list[bool], kindness: float
) -> None:
    belief, asked = begin(TABLES), np.zeros(len(BANK), dtype=np.bool_)
    rows = list[int]()
    for right in answers:
        row = kind_best(TABLES, belief, asked, kindness)
        assert row is not None
        assert not asked[row]
        if kindness == 0.0:
            assert row == best(TABLES, belief.mean, rows)
        rows.append(row)
        asked[row] = True
        belief = after(TABLES, belief, row, right)
    found = (
        simulate(
            TABLES,
            1,
            lambda _, __, position: np.array([answers[position]]),
            length=max(len(answers), 1),
            pick=kind_start(len(answers) if answers else 0, kindness),
        )
        if answers
        else None
    )
    assert found is None or found.rows[0].tolist() == rows


def test_three_in_four_succeed_at_first_for_few_more_items() -> None:
    theta, luck = DRAW.standard_normal(600), DRAW.random((600, 80))
    respond = from_abilities(BANK, theta, luck)
    plain = simulate(TABLES, 600, respond, length=80, error=0.35)
    kind = simulate(TABLES, 600, respond, length=80, error=0.35, pick=kind_start())
    assert plain.right[:, :8].mean() < 0.55
    assert kind.right[:, :8].mean() > 0.72
    assert kind.count.mean() < 1.15 * plain.count.mean()
    assert abs(float(np.sqrt(np.mean((kind.mean - theta) ** 2))) - 0.345) < 0.03


def test_bad_input_is_named_and_nothing_left_is_said() -> None:
    bank = build_bank([1.0, -1.0], [0.0, 0.0])
    tables = build_tables(bank)
    belief = begin(tables)
    assert kind_best(tables, belief, np.array([False, False])) == 0
    assert kind_best(tables, belief, np.array([True, False])) is None
    for kindness in (-1.0, np.nan, np.inf):
        with pytest.raises(ValueError, match="kindness"):
            kind_best(tables, belief, np.array([False, False]), kindness)
