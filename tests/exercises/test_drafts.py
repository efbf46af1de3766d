"""A draft is read and checked like the others, but it is not published."""

from __future__ import annotations

from exercises.bank import CURRICULUM_FILE, load_bank
from exercises.curriculum import load_curriculum
from exercises.lint import BANKS
from exercises.scaffold import scaffold
from exercises.types import TYPES

CURRICULUM = load_curriculum(BANKS / CURRICULUM_FILE)


def test_a_new_file_publishes_nothing_until_its_author_says_so() -> None:
    text = scaffold(CURRICULUM, "maths.calcul.tables")
    draft = load_bank([("tables.yaml", text.encode())], CURRICULUM)
    assert {item.type for item in draft.items.values()} == set(TYPES)
    assert draft.ready == ()
    meant = text.replace("  draft: true\n", "", 1)
    assert len(load_bank([("tables.yaml", meant.encode())], CURRICULUM).ready) == 1
