"""Every drawn exercise of maths against an oracle that finds its key another way.

Each module of ``maths_oracles`` has a family in its ``ORACLES``: the end of an item’s id
("moyenne/avec-un-zero"), and what finds the answer from what a person is shown.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module

import pytest

from tests.exercises import maths_oracles
from tests.exercises.oracles import Oracle, check
from tests.exercises.shipped import MATHS

SEEDS, MANY_SEEDS = 15, 1_000
ITEMS = {
    item.id.rpartition(".")[2]: item for item in MATHS.values() if item.template is not None
}


def _oracles() -> dict[str, Oracle]:
    found: dict[str, Oracle] = {}
    for module in pkgutil.iter_modules(maths_oracles.__path__):
        mine = import_module(f"{maths_oracles.__name__}.{module.name}").ORACLES
        assert not found.keys() & mine.keys()
        found |= mine
    return found


ORACLES = _oracles()
each = pytest.mark.parametrize("name", sorted(ORACLES))


def test_every_drawn_item_has_its_oracle() -> None:
    assert set(ITEMS) == set(ORACLES)


@each
def test_the_key_is_found_another_way(name: str) -> None:
    check(ITEMS[name], ORACLES[name], SEEDS)


@pytest.mark.slow
@each
def test_the_key_is_found_another_way_on_many_seeds(name: str) -> None:
    check(ITEMS[name], ORACLES[name], MANY_SEEDS)
