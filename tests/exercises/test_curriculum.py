"""The skills graph: navigable, and refused with its line when it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

import exercises
from exercises.curriculum import load_curriculum
from exercises.faults import BankError
from exercises.typography import remarks

FILE = Path(exercises.__file__).parent / "banks" / "curriculum.yaml"


def graph(**requires: str) -> bytes:
    """Skills a.b.<name>, each requiring the names given, on lines 9, 10, 11…"""
    head = "version: 3\nlevels: {P1: x}\ndomains:\n- id: a\n  label: A\n  strands:\n"
    head += "  - id: a.b\n    label: B\n    skills:\n"
    for name, wanted in requires.items():
        needs = ", ".join(f"a.b.{other}" for other in wanted.split())
        head += f"    - {{id: a.b.{name}, label: x, je_sais: x, me_sert_a: x, level: P1, "
        head += f"difficulty: 0, requires: [{needs}]}}\n"
    return head.encode()


def test_the_shipped_curriculum_is_sound() -> None:
    curriculum = load_curriculum(FILE)
    assert len(curriculum.ids) == len(set(curriculum.ids)) == 192
    assert {skill.domain for skill in curriculum.skills.values()} == {
        "francais",
        "maths",
        "bureautique",
        "culture",
    }
    for skill in curriculum.skills.values():
        assert skill.je_sais.startswith("Je ")
        assert all(len(message) <= 120 for message in skill.messages.values())


def test_prerequisites_dependants_and_closure() -> None:
    curriculum = load_curriculum(graph(un="", deux="un", trois="deux", seul=""))
    assert curriculum.version == 3
    assert curriculum.prerequisites("a.b.trois") == ("a.b.deux",)
    assert curriculum.dependants("a.b.un") == ("a.b.deux",)
    assert curriculum.closure(["a.b.trois"]) == ("a.b.un", "a.b.deux", "a.b.trois")
    with pytest.raises(KeyError):
        curriculum.closure(["a.b.quatre"])


def test_the_index_never_moves_a_skill() -> None:
    curriculum = load_curriculum(graph(nouveau="", un="", deux=""))
    assert curriculum.index(["a.b.deux", "a.b.un"]) == ("a.b.deux", "a.b.un", "a.b.nouveau")


def test_a_cycle_is_named_with_its_line() -> None:
    with pytest.raises(BankError) as caught:
        load_curriculum(graph(libre="", un="trois", deux="un", trois="deux"))
    (fault,) = caught.value.faults
    assert fault.line == 11
    assert "a.b.un → a.b.trois → a.b.deux → a.b.un" in fault.what


def test_an_unknown_prerequisite_gets_a_suggestion() -> None:
    with pytest.raises(BankError) as caught:
        load_curriculum(graph(entiers="", prix="entier"))
    (fault,) = caught.value.faults
    assert fault.line == 11
    assert "a.b.entier" in fault.what
    assert "a.b.entiers" in fault.remedy


def test_a_repeated_skill_and_a_wrong_level_are_refused() -> None:
    source = graph(un="", deux="").replace(b"a.b.deux", b"a.b.un").replace(b"P1, d", b"P9, d")
    with pytest.raises(BankError) as caught:
        load_curriculum(source)
    told = " ".join(fault.what for fault in caught.value.faults)
    assert "existe déjà" in told
    assert "P9" in told


def test_unknown_fields_are_refused() -> None:
    with pytest.raises(BankError) as caught:
        load_curriculum(graph(un="").replace(b"label: B", b"labell: B"))
    assert {fault.line for fault in caught.value.faults} <= {7, 8}


def test_what_learners_read_of_the_curriculum_is_french_typography() -> None:
    for skill in load_curriculum(FILE).skills.values():
        for text in (skill.label, skill.je_sais, skill.me_sert_a, *skill.messages.values()):
            told = [what for what, _, warning in remarks("label", text) if not warning]
            assert told == [], skill.id
