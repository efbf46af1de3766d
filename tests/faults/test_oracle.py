"""The oracle itself: each fault that it is there to find, it finds."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.client import Log
from tests.faults.oracle import Findings, Store, compare

TABLES = """
CREATE TABLE answer (served_id, kind, raw);
CREATE TABLE verdict (served_id, number);
CREATE TABLE observation (served_id, learner_id, seq, kind, supersedes);
CREATE TABLE exercise_served (id, answered_at);
"""
FIRST, SECOND = "0" * 31 + "1", "0" * 31 + "2"


def _kept(rows: sqlite3.Connection, served: str, seq: int) -> None:
    rows.execute("INSERT INTO answer VALUES (?, 'answer', ?)", (served, '{"choice": ["1"]}'))
    rows.execute("INSERT INTO verdict VALUES (?, 1)", (served,))
    rows.execute("INSERT INTO observation VALUES (?, 'ines', ?, 'answer', NULL)", (served, seq))
    rows.execute("INSERT INTO exercise_served VALUES (?, 'today')", (served,))


def _told(log: Log, served: str, digest: str = "well done") -> None:
    log.write("sent", served, fields=[("choice", "1")])
    log.write("acknowledged", served)
    log.write("reply", served, digest=digest)


@pytest.fixture
def look(tmp_path: Path) -> Callable[[str], Findings]:
    """Two answers told and kept, then a statement that breaks something: what is found."""

    def after(statement: str) -> Findings:
        file = tmp_path / "rows.db"
        with closing(sqlite3.connect(file)) as rows, closing(Log(tmp_path / "log")) as log:
            rows.executescript(TABLES)
            for seq, served in enumerate((FIRST, SECOND), 1):
                _kept(rows, served, seq)
                _told(log, served)
            rows.execute(statement)
            rows.commit()
        return compare(Store(f"sqlite:///{file}"), [tmp_path / "log"])

    return after


def test_what_agrees_is_said_to_agree(look: Callable[[str], Findings]) -> None:
    found = look("SELECT 1")
    assert found.all == []
    assert found.acknowledged == 2


@pytest.mark.parametrize("table", ["answer", "verdict", "observation"])
def test_a_row_that_is_missing_is_a_loss(look: Callable[[str], Findings], table: str) -> None:
    found = look(f"DELETE FROM {table} WHERE served_id = '{FIRST}'")  # noqa: S608 - our own
    assert len(found.lost) == 1


@pytest.mark.parametrize("table", ["answer", "verdict", "observation"])
def test_a_row_too_many_is_a_duplicate(look: Callable[[str], Findings], table: str) -> None:
    found = look(f"INSERT INTO {table} SELECT * FROM {table} LIMIT 1")  # noqa: S608 - our own
    assert len(found.duplicated) == 1


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE observation SET seq = 3 - seq", "order"),
        ("UPDATE answer SET raw = '{}'", "not sent"),
        ("UPDATE exercise_served SET answered_at = NULL", "half kept"),
        ("INSERT INTO answer VALUES ('3', 'answer', '{}')", "never sent"),
    ],
)
def test_what_does_not_agree_is_said(
    look: Callable[[str], Findings], statement: str, said: str
) -> None:
    assert [line for line in look(statement).other if said in line]


def test_two_replies_to_one_answer_are_told(
    tmp_path: Path, look: Callable[[str], Findings]
) -> None:
    look("SELECT 1")
    with closing(Log(tmp_path / "log")) as log:
        _told(log, FIRST, "something else")
    found = compare(Store(f"sqlite:///{tmp_path / 'rows.db'}"), [tmp_path / "log"])
    assert [line for line in found.other if "2 different replies" in line]
