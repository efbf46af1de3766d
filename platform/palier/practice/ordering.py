"""Moving one element of an ordering without script: the form posts the whole order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MOST = 12


@dataclass(frozen=True)
class Moved:
    """The order after the move, as form fields, and the element that moved."""

    raw: dict[str, list[str]]
    element: int


def moved(raw: Mapping[str, Sequence[str]], up: str | None, down: str | None) -> Moved | None:
    """The order with one element one place higher or lower; None when the fields make no order.

    ``raw["order"]`` holds the elements' numbers, first to last; ``up`` or ``down`` names one.
    """
    order = list(raw.get("order", ()))
    which, step = (up, -1) if up is not None else (down, 1)
    if not 1 < len(order) <= MOST or sorted(order) != sorted(map(str, range(len(order)))):
        return None
    if which is None or which not in order:
        return None
    here = order.index(which)
    there = min(max(here + step, 0), len(order) - 1)
    order.insert(there, order.pop(here))
    return Moved({"order": order}, int(which))
