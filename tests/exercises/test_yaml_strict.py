"""The traps of YAML are refused or read as written, with their line."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises import yaml_strict
from exercises.faults import BankError, Fault


def refused(source: str | bytes) -> tuple[Fault, ...]:
    with pytest.raises(BankError) as caught:
        yaml_strict.read(source, "f.yaml")
    return caught.value.faults


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12:30", "12:30"),
        ("2026-01-31", "2026-01-31"),
        ("no", "no"),
        ("on", "on"),
        ("true", True),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("12.5", 12.5),
        ("'12'", "12"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("<<", "<<"),
        ("9" * 30, "9" * 30),
    ],
)
def test_values_are_read_as_written(text: str, value: object) -> None:
    assert yaml_strict.read(f"a: {text}").data == {"a": value}


def test_keys_stay_text() -> None:
    assert yaml_strict.read("on: 1\n3: 2\n").data == {"on": 1, "3": 2}


def test_each_part_has_its_line() -> None:
    tree = yaml_strict.read("a: 1\nb:\n- x\n- c: 2\n")
    assert tree.line(("a",)) == 1
    assert tree.line(("b", 1, "c")) == 4
    assert tree.line(("b", 1, "c", "nowhere")) == 4
    assert tree.line(("nowhere",)) == 1


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("a: 1\nb: 2\na: 3", 3, "deux fois"),
        ("a: &x 1\nb: *x", 1, "renvois"),
        ("a: 1\n---\nb: 2", 2, "Deux documents"),
        ("a: !!python/name:os.system x", 1, "marque de type"),
        ("a: 1\nb: 007", 2, "commence par 0"),
        ("a: 1\n? [b]\n: 2", 2, "nom de champ"),
        ("a: [1, 2", 1, "pas lisible"),
        ("a: 1\n\tb: 2", 2, "pas lisible"),
    ],
)
def test_traps_are_refused_with_their_line(text: str, line: int, word: str) -> None:
    fault = refused(text)[0]
    assert (fault.file, fault.line) == ("f.yaml", line)
    assert word in fault.what
    assert fault.remedy


def test_several_faults_come_together() -> None:
    assert [fault.line for fault in refused("a: 1\na: 2\nb: 1\nb: 2\n")] == [2, 4]


def test_bytes_that_are_not_utf8_are_refused_with_their_line() -> None:
    assert refused(b"a: 1\nb: \xe9t\xe9\n")[0].line == 2


@pytest.mark.parametrize("text", ["[" * 1_000_000, "{a: " * 300_000, "- " * 500_000])
def test_deep_nesting_is_refused_at_once(text: str) -> None:
    begin = time.perf_counter()
    assert refused(text)
    assert time.perf_counter() - begin < 2


def test_a_huge_file_is_refused() -> None:
    assert "trop grand" in refused("a" * (yaml_strict.MAX_BYTES + 1))[0].what


@given(st.text(max_size=80) | st.binary(max_size=80))
def test_any_bytes_give_a_tree_or_faults(source: str | bytes) -> None:
    try:
        told = [yaml_strict.read(source).line(())]
    except BankError as error:
        told = [fault.line for fault in error.faults]
    assert told
    assert min(told) >= 1
