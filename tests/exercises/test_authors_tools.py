"""What authors start from and look at: scaffold, preview, schema, mark-up."""

from __future__ import annotations

import pytest

from exercises.bank import load_bank
from exercises.curriculum import Curriculum, load_curriculum
from exercises.instance import FormatError, Verdict
from exercises.lint import BANKS, World, lint
from exercises.markup import plain, spans
from exercises.preview import preview
from exercises.scaffold import bank_path, scaffold
from exercises.schema import SCHEMA_FILE, bank_schema, schema_text
from exercises.types import TYPES


@pytest.fixture(scope="module")
def shipped() -> Curriculum:
    return load_curriculum(BANKS / "curriculum.yaml")


def test_a_new_bank_passes_the_linter_for_every_skill(shipped: Curriculum) -> None:
    for skill in list(shipped.skills.values())[::12]:
        text = scaffold(shipped, skill.id).encode()
        faults = lint([("new.yaml", text)], World(shipped), seeds=3)[1]
        assert [str(fault) for fault in faults if not fault.warning] == []
    assert str(bank_path(shipped.skills["francais.lecture.consigne"])) == (
        "francais/lecture/consigne.yaml"
    )


def test_a_new_bank_shows_every_type(shipped: Curriculum) -> None:
    skill = shipped.skills[shipped.ids[0]]
    bank = load_bank([("new.yaml", scaffold(shipped, skill.id).encode())], shipped)
    assert {item.type for item in bank.items.values()} == set(TYPES)


def test_a_preview_shows_every_sort_of_answer(shipped: Curriculum) -> None:
    skill = shipped.skills[shipped.ids[0]]
    bank = load_bank([("new.yaml", scaffold(shipped, skill.id).encode())], shipped)
    for item in bank.items.values():
        shown = preview(item, seed=2)
        assert isinstance(shown.right.outcome, Verdict)
        assert shown.right.outcome.right
        assert all(
            isinstance(tried.outcome, Verdict) and not tried.outcome.right
            for tried in shown.others
        )
        assert all(isinstance(tried.outcome, FormatError) for tried in shown.unreadable)
        text = shown.text()
        assert item.id in text
        assert "ce qui bloque" in text


def test_the_committed_schema_is_current() -> None:
    assert SCHEMA_FILE.read_text(encoding="utf-8") == schema_text(), (
        "run python -m exercises.schema"
    )


def test_the_schema_describes_every_field_in_french() -> None:
    definitions = bank_schema()["$defs"]
    for name, definition in definitions.items():
        for field, part in definition.get("properties", {}).items():
            assert part.get("description"), f"{name}.{field}"
    assert {f"{kind}-content" for kind in TYPES} <= set(definitions)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("un *mot* ici", [("un ", False), ("mot", True), (" ici", False)]),
        ("*deux mots*", [("deux mots", True)]),
        ("=A1*B1*C1", [("=A1*B1*C1", False)]),
        ("3 * 4 * 5", [("3 * 4 * 5", False)]),
        ("astérisque *", [("astérisque *", False)]),
        ("", []),
    ],
)
def test_stars_make_words_bold_but_not_formulas(
    text: str, pieces: list[tuple[str, bool]]
) -> None:
    assert spans(text) == pieces
    assert plain(text) == "".join(piece for piece, _ in pieces)
