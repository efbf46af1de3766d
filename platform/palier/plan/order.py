"""Goals in an order that can be followed: pure."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from collections.abc import Set as AbstractSet
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


def loop(before: Mapping[K, AbstractSet[K]], start: K) -> tuple[K, ...]:
    """A way from ``start`` back to itself, () for none.

    ``before``: what comes before each. The result begins with ``start``, each after the next.
    """
    todo: list[tuple[K, ...]] = [(start,)]
    seen: set[K] = set()
    while todo:
        way = todo.pop()
        for one in before.get(way[-1], frozenset()):
            if one == start:
                return way
            if one not in seen:
                seen.add(one)
                todo.append((*way, one))
    return ()
