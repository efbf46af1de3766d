"""Maths tables and lines against oracles that solve them from what is shown alone."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction

import pytest

from exercises.content import Content
from exercises.generators import load_all, registry
from exercises.types.numberline import NumberlineContent
from exercises.types.numeric import Number
from exercises.types.table import TableContent
from tests.exercises.shipped import MATHS

load_all()
SEEDS, MANY_SEEDS = 60, 1_000
ITEMS = {
    name: item
    for name, item in MATHS.items()
    if (item.generator or "").startswith(("maths.tableau.", "maths.droite."))
}


def numbers(text: str | None) -> list[Fraction]:
    """The numbers of a text, in order."""
    plain = re.sub("[\u202f\u00a0]", "", text or "")
    return [Fraction(Decimal(n.replace(",", "."))) for n in re.findall(r"\d+(?:,\d+)?", plain)]


def line(content: Content) -> list[Fraction]:
    """The number the statement names; the nearest tick when it is to be rounded."""
    assert isinstance(content, NumberlineContent)
    if content.read:
        return [Fraction(content.answer)]
    (named,) = numbers(content.ask)
    step = Fraction(content.step)
    first = Fraction(content.start)
    return [first + round((named - first) / step) * step]


Row = Sequence[str]
CELLS: dict[str, Callable[[Row, Row, int], Fraction]] = {
    "maths.tableau.reste": lambda head, row, at: numbers(row[1])[0] - numbers(row[2])[0],
    "maths.tableau.commande": lambda head, row, at: numbers(row[1])[0] * numbers(row[2])[0],
    "maths.tableau.semaine": lambda head, row, at: numbers(row[1])[0] + numbers(row[2])[0],
    "maths.tableau.tables": lambda head, row, at: numbers(row[0])[0] * numbers(head[at])[0],
    "maths.tableau.lots": lambda head, row, at: numbers(row[1])[0] * numbers(head[at])[0],
}


def table(name: str, content: TableContent) -> list[Fraction]:
    return [
        CELLS[name](content.head, row, at)
        for row in content.rows
        for at, cell in enumerate(row)
        if cell.startswith("[")
    ]


def keys(content: Content) -> list[Fraction]:
    if isinstance(content, NumberlineContent):
        return [Fraction(content.answer)]
    assert isinstance(content, TableContent)
    return [Fraction(cell.answer) for cell in content.fill if isinstance(cell, Number)]


def test_every_table_generator_has_an_oracle_and_an_item() -> None:
    used = {item.generator for item in ITEMS.values()}
    assert {name for name in registry if name.startswith("maths.tableau.")} == set(CELLS)
    assert set(CELLS) <= used


@pytest.mark.parametrize("seeds", [SEEDS, pytest.param(MANY_SEEDS, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", sorted(ITEMS))
def test_the_key_is_what_is_shown(name: str, seeds: int) -> None:
    item = ITEMS[name]
    assert item.generator is not None
    drawn = set()
    for seed in range(seeds):
        rng = random.Random(seed)  # noqa: S311 - a repeatable source, not a secret
        content = registry[item.generator].draw(rng, item.params)
        known = (
            table(item.generator, content)
            if isinstance(content, TableContent)
            else line(content)
        )
        assert keys(content) == known, (seed, content)
        drawn.add(content.model_dump_json())
    assert len(drawn) > SEEDS // 3
