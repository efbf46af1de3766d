"""A small curriculum, and bank files written in a few lines."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from exercises.bank import read_bank
from exercises.curriculum import Curriculum, load_curriculum
from exercises.faults import Fault
from exercises.items import Item

SKILL = "maths.nombres.entiers"

CURRICULUM = """\
version: 1
levels: {P1: "Repères"}
domains:
- id: maths
  label: "Maths"
  strands:
  - id: maths.nombres
    label: "Nombres"
    skills:
    - id: maths.nombres.entiers
      label: "Entiers"
      je_sais: "Je sais lire un nombre."
      me_sert_a: "Lire un prix."
      level: P1
      difficulty: -1.0
      misconceptions:
      - {id: "zero", label: "oublie le zéro", message: "Regardez le zéro."}
      - {id: "inverse", label: "inverse l’ordre", message: "Regardez le sens."}
"""


@pytest.fixture(scope="session")
def small() -> Curriculum:
    """A curriculum of one skill with two misconceptions: zero, inverse."""
    return load_curriculum(CURRICULUM.encode())


@pytest.fixture
def read(small: Curriculum) -> Callable[[str], tuple[list[Item], list[Fault]]]:
    """Reads the lines under ``items:`` as a file called bank.yaml (first item on line 3)."""

    def read_items(items: str) -> tuple[list[Item], list[Fault]]:
        text = f"skill: {SKILL}\nitems:\n{items}"
        bank, faults = read_bank([("bank.yaml", text.encode())], small)
        return list(bank.items.values()), list(faults)

    return read_items


@pytest.fixture
def one(read: Callable[[str], tuple[list[Item], list[Fault]]]) -> Callable[[str, str], Item]:
    """An item of a type from its content, in YAML flow style."""

    def make_item(kind: str, content: str) -> Item:
        text = f"- {{id: a, tier: 1, type: {kind}, seconds: 30, content: {content}}}\n"
        items, faults = read(text)
        assert faults == []
        return items[0]

    return make_item
