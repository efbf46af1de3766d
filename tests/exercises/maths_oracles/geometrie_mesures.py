"""Lengths and surfaces: each key found another way, from what is drawn and written."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import product
from math import hypot
from typing import Any

from exercises.figures import told
from tests.exercises.oracles import Oracle, Public, numbers, typed


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


_EDGES = ["plinthe", "ourlet", "clôturer", "joint", "ruban", "ligne", "cadre", "border"]


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


# maths.geometrie.pythagore


def _root(square: Fraction) -> int:
    return next(n for n in range(1, 999) if n * n == square)


def _slope(public: Public) -> Any:
    return _root(sum((one**2 for one in _labels(public).values()), Fraction(0)))


def _upright(public: Public) -> Any:
    side = _labels(public)
    return next(n for n in range(1, 999) if n * n + side["bottom"] ** 2 == side["slope"] ** 2)


def _first_step(public: Public) -> Any:
    """The sum of two squares, whatever the others are worth."""
    wanted = sum((one**2 for one in _labels(public).values()), Fraction(0))
    (found,) = (
        choice
        for choice in public["choices"]
        if "+" in choice and "−" not in choice
        if sum(a * b for a, b in _pairs(numbers(choice))) == wanted
    )
    return found


def _pairs(values: list[Fraction]) -> list[tuple[Fraction, ...]]:
    found = [tuple(values[at : at + 2]) for at in range(0, len(values), 2)]
    return [one if len(one) == 2 else (*one, Fraction(0)) for one in found]


def _square_corner(public: Public) -> Any:
    a, b, c = sorted(numbers(public["context"]))
    word = "Oui" if hypot(float(a), float(b)) == float(c) else "Non"
    return next(choice for choice in public["choices"] if choice.startswith(word))


def _shortcut(public: Public) -> Any:
    a, b = numbers(public["context"])
    return f"{a + b - _root(a * a + b * b)} m"


# maths.geometrie.volume


def _cubes(long: Fraction, wide: Fraction, high: Fraction) -> Fraction:
    """Layer by layer of five centimetres."""
    return sum((long * wide / 20 for _ in range(int(high * 20))), Fraction(0))


def _full(public: Public) -> Any:
    return _cubes(*_labels(public).values())


def _cube(public: Public) -> Any:
    (side,) = numbers(public["context"])
    return next(
        one for one in public["choices"] if one.endswith("dm³") and numbers(one)[0] == side**3
    )


def _poured(public: Public) -> Any:
    long, wide, thick = numbers(public["context"])
    return f"{typed(_cubes(long, wide, thick / 100))} m³"


def _round_tank(public: Public) -> Any:
    (pi,) = numbers(public["ask"])
    side = _labels(public)
    return _cubes(pi * side["radius"], side["radius"], side["height"])


def _boxes(public: Public) -> Any:
    (side,) = numbers(public["context"])
    rows = [int(one * 100 // side) for one in _labels(public).values()]
    return sum(1 for _ in product(*map(range, rows)))


# maths.geometrie.disque


def _pi(public: Public) -> Fraction:
    return numbers(public["ask"])[-1]


def _circle(public: Public) -> Any:
    return _labels(public)["diameter"] / 2 * 2 * _pi(public)


def _disc(public: Public) -> Any:
    """From the diameter or the radius: a quarter of π times the square around it."""
    side = _labels(public)
    around = side["diameter"] if "diameter" in side else 2 * side["radius"]
    return _pi(public) * around * around / 4


def _disc_quantity(public: Public) -> Any:
    return f"{typed(_disc(public))} m²"


def _disc_calculation(public: Public) -> Any:
    radius = numbers(public["context"])[0]
    return next(
        one
        for one in public["choices"]
        if one.count("×") == 2 and numbers(one)[1:] == [radius, radius]
    )


def _wheel(public: Public) -> Any:
    across, turns = numbers(public["context"])
    return sum((_pi(public) * across / 100 for _ in range(int(turns))), Fraction(0))


# maths.mesures.aire-volume-unites


_CUBE, _SQUARE = 10**3, 100**2  # litres in a cubic metre (10 dm a side), cm² in a square metre


def _litres(public: Public) -> Any:
    return numbers(public["context"])[0] * _CUBE


def _same_amounts(public: Public) -> Any:
    words = {"bâche": (_SQUARE, "cm²"), "eau": (_CUBE, "L"), "sable": (1, "L")}
    found = {}
    for text in public["left"]:
        times, unit = next(worth for word, worth in words.items() if word in text)
        wanted = numbers(text)[0] * times
        found[text] = next(
            one for one in public["right"] if numbers(one)[0] == wanted and one.endswith(unit)
        )
    return found


def _small_squares(public: Public) -> Any:
    return numbers(public["context"])[0] * _SQUARE


def _cubic_metres(public: Public) -> Any:
    litres = numbers(public["context"])[-1]
    return next(one for one in public["choices"] if numbers(one)[0] * _CUBE == litres)


def _litres_inside(public: Public) -> Any:
    long, wide, high = (side / 10 for side in _labels(public).values())  # dm
    return f"{typed(long * wide * high)} L"


def _slabs(public: Public) -> Any:
    metres, slab = numbers(public["context"])
    return metres / (slab / _SQUARE)


# maths.geometrie.angles


def _same_opening(public: Public) -> Any:
    return next(one for one in public["choices"] if one in public["context"])


def _right_angle(public: Public) -> Any:
    closed, open_ = public["categories"]
    right = Fraction(360, 4)
    return {one: closed if numbers(one)[0] < right else open_ for one in public["elements"]}


def _protractor(public: Public) -> Any:
    """On the row of numbers that is at 0 under the first arm."""
    outer, inner, first_outer, _ = numbers(told(public["figure"]))
    return outer if first_outer == 0 else inner


def _third(public: Public) -> Any:
    known = sum(numbers(public["context"]))
    return next(one for one in range(1, 180) if known + one == 180)


def _both(public: Public) -> Any:
    (top,) = numbers(public["context"])
    return next(one for one in range(1, 180) if top + one + one == 180)


# maths.geometrie.plan


def _square(public: Public, right: int = 0) -> Any:
    """From the words of the drawing: the column is counted from A, the row from 1."""
    column, row = re.findall(r"(\d+)(?:re|e) (?:colonne|ligne)", told(public["figure"]))
    return f"{chr(ord('A') + int(column) - 1 + right)}{row}"


_WAYS = {"haut": 1j, "droite": 1, "bas": -1j, "gauche": -1}  # on the page


def _turn(public: Public) -> Any:
    ahead = next(way for word, way in _WAYS.items() if f"{word} du plan" in public["context"])
    aside = ahead * (-1j if "tournez à droite" in public["context"] else 1j)
    return next(one for one in public["choices"] if _WAYS[one.split()[-1]] == aside)


def _north(public: Public) -> Any:
    north = {"up": 1j, "right": 1, "left": -1}[public["figure"]["north"]]
    (x, y), (u, v) = (mark["at"] for mark in public["figure"]["marks"])
    turned = complex(u - x, y - v) / north  # 1: ahead, to the north
    words = {1: "nord", -1j: "est", -1: "sud", 1j: "ouest"}
    word = next(word for way, word in words.items() if abs(turned / abs(turned) - way) < 0.01)
    return next(one for one in public["choices"] if re.search(rf"\b{word}$", one))


ORACLES: dict[str, Oracle] = {
    "aire/carreaux-du-sol": _coloured,
    "aire/aire-et-son-unite": _inside_choice,
    "aire/surface-avec-unite": _inside_quantity,
    "aire/voile-en-triangle": _half,
    "aire/mur-a-peindre": _left_over,
    "aire/tout-doubler": _doubled,
    "pythagore/longueur-penchee": _slope,
    "pythagore/choisir-le-calcul": _first_step,
    "pythagore/hauteur-atteinte": _upright,
    "pythagore/coin-d-equerre": _square_corner,
    "pythagore/raccourci": _shortcut,
    "volume/volume-du-pave": _full,
    "volume/volume-et-son-unite": _cube,
    "volume/beton-de-la-dalle": _poured,
    "volume/cuve-ronde": _round_tank,
    "volume/cartons-dans-le-camion": _boxes,
    "disque/tour-du-rond": _circle,
    "disque/calcul-de-l-interieur": _disc_calculation,
    "disque/aire-avec-le-rayon": _disc,
    "disque/diametre-donne": _disc_quantity,
    "disque/tours-de-roue": _wheel,
    "aire-volume-unites/metres-cubes-en-litres": _litres,
    "aire-volume-unites/memes-quantites": _same_amounts,
    "aire-volume-unites/surface-en-petits-carres": _small_squares,
    "aire-volume-unites/litres-en-metres-cubes": _cubic_metres,
    "aire-volume-unites/bac-en-litres": _litres_inside,
    "aire-volume-unites/nombre-de-dalles": _slabs,
    "angles/cotes-plus-longs": _same_opening,
    "angles/ferme-ou-ouvert": _right_angle,
    "angles/lire-le-rapporteur": _protractor,
    "angles/troisieme-angle": _third,
    "angles/deux-angles-egaux": _both,
    "plan/case-du-plan": _square,
    "plan/case-a-ecrire": lambda public: _square(public, right=1),
    "plan/tourner-sur-le-plan": _turn,
    "plan/chercher-le-nord": _north,
    "perimetre/tour-du-rectangle": _rectangle,
    "perimetre/tour-ou-interieur": _edge_or_inside,
    "perimetre/cadre-en-deux-unites": _two_units,
    "perimetre/tour-en-l": _l_shape,
    "perimetre/prix-de-la-bordure": _fence,
    "perimetre/cote-a-retrouver": _missing_side,
}
