"""Calibrations of answers in files: every engine the same, whatever stops, goes or breaks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from adaptive.calibration import Calibration, from_rows
from palier.calibration import answer_writing
from palier.calibration.answer_files import AnswerFiles
from palier.calibration.answer_writing import Rows, write

C = TypeVar("C")
R = TypeVar("R")

ITEMS = 30


def drawn(learners: int = 400, asked: int = 10, seed: int = 1) -> Rows:
    """Answers in no order."""
    draw = np.random.default_rng(seed)
    a, b = np.exp(draw.normal(0.0, 0.3, ITEMS)), draw.normal(0.0, 1.0, ITEMS)
    who = np.repeat(np.arange(learners), asked)
    item = draw.random((learners, ITEMS)).argsort(axis=1)[:, :asked].ravel()
    eta = a[item] * (draw.normal(0.0, 1.0, learners)[who] - b[item])
    right = draw.random(len(who)) < 1.0 / (1.0 + np.exp(-eta))
    order = draw.permutation(len(who))
    return who[order] * 7 - 100, item[order], right[order].astype(np.int8)


def in_batches(rows: Rows, size: int = 700) -> Iterator[Rows]:
    """The same, a few at a time."""
    columns = [np.asarray(column) for column in rows]
    for at in range(0, len(columns[0]), size):
        who, item, right = (column[at : at + size] for column in columns)
        yield who, item, right


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AnswerFiles:
    """Answers in six parts or so."""
    monkeypatch.setattr(answer_writing, "PART", 700)
    return write(tmp_path / "answers", in_batches(drawn()), items=ITEMS)


def same(one: Calibration, two: Calibration, within: float = 0.0) -> None:
    """Asserts that two results are the same."""
    for name in ("a", "b", "a_se", "b_se"):
        mine, other = getattr(one, name), getattr(two, name)
        np.testing.assert_allclose(mine, other, rtol=within, atol=within)
    assert one.log_likelihood == pytest.approx(two.log_likelihood, rel=1e-12)


@settings(max_examples=40, deadline=None)
@over(
    rows=st.lists(
        st.tuples(
            st.integers(-(2**62), 2**62) | st.integers(0, 9), st.integers(0, 5), st.booleans()
        )
    ),
    size=st.integers(1, 20),
)
def test_files_hold_what_a_table_in_memory_holds(
    rows: list[tuple[int, int, bool]], size: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    columns = [np.array([row[k] for row in rows], dtype=np.int64) for k in range(3)]
    stream = in_batches((columns[0], columns[1], columns[2]), size)
    found = write(tmp_path_factory.mktemp("any") / "answers", stream, items=6)
    memory = from_rows(*columns, items=6)
    assert (len(found), found.learners, found.repeated) == (
        len(memory),
        memory.learners,
        memory.repeated,
    )
    for part in found.parts:
        part.check()
    back = found.of(np.append(columns[0], [1, 2]))
    for name in ("learner", "item", "right"):
        assert getattr(back, name).tolist() == getattr(memory, name).tolist()
