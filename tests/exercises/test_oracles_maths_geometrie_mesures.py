"""Lengths and surfaces: each key found another way, from what is drawn and written."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.exercises.oracles import Oracle, Public, bank_items, check, numbers, typed

SEEDS, MANY_SEEDS = 30, 1_000


def _labels(public: Public) -> dict[str, Fraction]:
    """The numbers written on the drawing, by side."""
    labels = public["figure"]["labels"].items()
    return {place: numbers(words)[0] for place, words in labels if numbers(words)}


def _walk(corners: list[tuple[Fraction, Fraction]]) -> Fraction:
    """The way round, from corner to corner."""
    pairs = zip(corners, [*corners[1:], corners[0]], strict=True)
    return sum((abs(x - a) + abs(y - b) for (a, b), (x, y) in pairs), Fraction(0))


def _round(wide: Fraction, high: Fraction) -> Fraction:
    zero = Fraction(0)
    return _walk([(zero, zero), (wide, zero), (wide, high), (zero, high)])


def _rectangle(public: Public) -> Any:
    return _round(*_labels(public).values())


_EDGES = "plinthe ourlet clôturer joint ruban ligne cadre border".split()


def _edge_or_inside(public: Public) -> Any:
    edge, inside = public["categories"]
    return {
        text: edge if any(word in text for word in _EDGES) else inside
        for text in public["elements"]
    }


def _two_units(public: Public) -> Any:
    metres, centimetres = _labels(public).values()
    return f"{typed(_round(metres, centimetres / 100))} m"


def _l_shape(public: Public) -> Any:
    side = _labels(public)
    w, h, c, d = (side[name] for name in ("bottom", "left", "step", "notch"))
    zero = Fraction(0)
    return _walk([(zero, zero), (w, zero), (w, h - d), (w - c, h - d), (w - c, h), (zero, h)])


def _fence(public: Public) -> Any:
    price, gap = numbers(public["context"])
    return sum(price for _ in range(int(_round(*_labels(public).values()) - gap)))


def _missing_side(public: Public) -> Any:
    around, long = numbers(public["context"])
    return next(Fraction(n) for n in range(1, 99) if _round(long, Fraction(n)) == around)


# maths.geometrie.aire


def _tiled(wide: Fraction, high: Fraction) -> Fraction:
    """The inside, column by column of half a metre."""
    return sum((high / 2 for _ in range(int(wide * 2))), Fraction(0))


def _coloured(public: Public) -> Any:
    ((_, _, wide, high),) = public["figure"]["filled"]
    return sum(1 for _ in range(wide) for _ in range(high))


def _inside(public: Public) -> Fraction:
    return _tiled(*_labels(public).values())


def _inside_choice(public: Public) -> Any:
    return f"{_inside(public)}\u00a0m²"


def _inside_quantity(public: Public) -> Any:
    return f"{typed(_inside(public))} m²"


def _half(public: Public) -> Any:
    side = _labels(public)
    left = side["bottom"] * Fraction(36, 100)  # two right triangles, either side of the height
    return (left * side["height"] + (side["bottom"] - left) * side["height"]) / 2


def _left_over(public: Public) -> Any:
    return _inside(public) - _tiled(*numbers(public["context"]))


def _doubled(public: Public) -> Any:
    wide, high = numbers(public["context"])
    return f"{_tiled(2 * wide, 2 * high)}\u00a0m²"


ORACLES: dict[str, Oracle] = {
    "aire/carreaux-du-sol": _coloured,
    "aire/aire-et-son-unite": _inside_choice,
    "aire/surface-avec-unite": _inside_quantity,
    "aire/voile-en-triangle": _half,
    "aire/mur-a-peindre": _left_over,
    "aire/tout-doubler": _doubled,
    "perimetre/tour-du-rectangle": _rectangle,
    "perimetre/tour-ou-interieur": _edge_or_inside,
    "perimetre/cadre-en-deux-unites": _two_units,
    "perimetre/tour-en-l": _l_shape,
    "perimetre/prix-de-la-bordure": _fence,
    "perimetre/cote-a-retrouver": _missing_side,
}
ITEMS = bank_items("geometrie/perimetre", "geometrie/aire")
each = pytest.mark.parametrize("name", sorted(ITEMS))


@each
def test_key_is_found_another_way(name: str) -> None:
    check(ITEMS[name], ORACLES[name], SEEDS)


@pytest.mark.slow
@each
def test_key_is_found_another_way_a_thousand_times(name: str) -> None:
    check(ITEMS[name], ORACLES[name], MANY_SEEDS)
