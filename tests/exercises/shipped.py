"""The shipped banks, read once for all tests that draw from them: that takes seconds."""

from __future__ import annotations

from pathlib import Path

import exercises
from exercises.bank import bank_files, read_bank
from exercises.curriculum import load_curriculum
from exercises.facts import FACTS_FILE, read_facts
from exercises.items import Item

BANKS = Path(exercises.__file__).parent / "banks"
CURRICULUM = load_curriculum(BANKS / "curriculum.yaml")
BANK, FAULTS = read_bank(
    [(str(file.relative_to(BANKS)), file.read_bytes()) for file in bank_files(BANKS)],
    CURRICULUM,
    read_facts(BANKS / FACTS_FILE),
)
MATHS: dict[str, Item] = {
    name: item for name, item in BANK.items.items() if name.startswith("maths.")
}
