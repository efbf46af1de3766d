"""Generators: functions that draw the content of an exercise from a seeded source.

A generator takes an explicit ``random.Random`` and the item's parameters, and returns the same
content models that authors write. It carries a version number: change what it draws, and the
version must change too (golden hashes in the tests see to it): what was shown stays known.
"""

from __future__ import annotations

import importlib
import pkgutil
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from exercises.content import Content

Params = Mapping[str, str | int | float | bool | list[str] | list[int]]
Draw = Callable[[random.Random, Params], Content]


@dataclass(frozen=True)
class Generator:
    """A registered generator: its name, its version and the function that draws."""

    name: str
    version: int
    draw: Draw


_registry: dict[str, Generator] = {}
registry: Mapping[str, Generator] = MappingProxyType(_registry)


def generator(name: str, version: int) -> Callable[[Draw], Draw]:
    """Register a function under ``name`` ("maths.entiers.prix"). ValueError when taken."""

    def register(draw: Draw) -> Draw:
        """The function as it is, known by its name from now on."""
        if name in _registry:
            raise ValueError(f"generator {name!r} is defined twice")
        _registry[name] = Generator(name, version, draw)
        return draw

    return register


@cache
def load_all() -> None:
    """Import every module of this package once, so that the registry is complete."""
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        importlib.import_module(module.name)
