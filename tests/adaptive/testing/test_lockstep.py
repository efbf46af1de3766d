"""Tests in step are the tests one by one."""

from __future__ import annotations

import numpy as np
import pytest

from adaptive.testing import (
    after,
    begin,
    best,
    build_bank,
    build_tables,
    from_abilities,
    from_answers,
    lockstep,
    simulate,
)
from adaptive.testing.lockstep import Respond

PEOPLE, LENGTH = 40, 25


@pytest.mark.parametrize("error", [None, 0.45])
def test_in_step_is_one_by_one(error: float | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lockstep, "BLOCK", 16)
    draw = np.random.default_rng(3)
    bank = build_bank(draw.lognormal(0.0, 0.3, 60), draw.normal(size=60))
    tables = build_tables(bank)
    theta, luck = draw.normal(size=PEOPLE), draw.random((PEOPLE, LENGTH))
    respond = from_abilities(bank, theta, luck)
    found = simulate(tables, PEOPLE, respond, length=LENGTH, error=error)
    lengths = set()
    for one in range(PEOPLE):
        belief, asked = begin(tables), list[int]()
        while len(asked) < LENGTH and not (error is not None and belief.sd <= error):
            row = best(tables, belief.mean, asked)
            assert row is not None
            right = respond(np.array([one]), np.array([row]), len(asked))[0]
            asked.append(row)
            belief = after(tables, belief, row, bool(right))
        assert found.rows[one, : found.count[one]].tolist() == asked
        assert found.mean[one] == pytest.approx(belief.mean)
        assert found.sd[one] == pytest.approx(belief.sd)
        lengths.add(len(asked))
    assert (len(lengths) == 1) == (error is None)


def test_a_bank_that_is_dry_ends_the_tests() -> None:
    tables = build_tables(build_bank([1.0, -1.0, 1.0], [0.0, 0.0, 1.0]))
    found = simulate(tables, 2, from_answers(np.ones((2, 3), dtype=np.bool_)), length=5)
    assert found.rows.tolist() == [[0, 2, -1, -1, -1]] * 2
    assert found.count.tolist() == [2, 2]
    empty = simulate(build_tables(build_bank([], [])), 3, _never, length=5)
    assert empty.count.tolist() == [0, 0, 0]
    np.testing.assert_allclose(empty.sd, 1.0, atol=1e-6)


def _never(*_: object) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    raise AssertionError("nothing is asked")


def test_bad_input_is_named() -> None:
    tables = build_tables(build_bank([1.0], [0.0]))
    respond: Respond = _never
    with pytest.raises(ValueError, match="people, length"):
        simulate(tables, 0, respond, length=1)
    with pytest.raises(ValueError, match="people, length"):
        simulate(tables, 1, respond, length=0)
    with pytest.raises(ValueError, match="error"):
        simulate(tables, 1, respond, length=1, error=0.0)
