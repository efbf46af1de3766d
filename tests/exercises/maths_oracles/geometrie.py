"""Shapes: each key found another way, from what the learner is shown."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from tests.exercises.oracles import Oracle, Public, numbers

# maths.geometrie.figures


def _is_square(path: str) -> bool:
    """Four equal sides and four right angles, from the points that are drawn."""
    found = re.findall(r"(\d+) (\d+)", path)
    points = [(int(x), int(y)) for x, y in found]
    sides = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise([*points, points[0]])]
    right = all(a[0] * b[0] + a[1] * b[1] == 0 for a, b in pairwise(sides))
    return len(sides) == 4 and right and len({x * x + y * y for x, y in sides}) == 1


def _square(public: Public) -> Any:
    (at,) = (at for at, zone in enumerate(public["zones"]) if _is_square(zone["path"]))
    return at


_OBJECTS = {
    "boule": ("ballon", "bille", "orange", "balle"),
    "cube": ("dé ", "glaçon", "égaux", "sucre"),
    "cylindre": ("conserve", "tuyau", "rouleau", "pot "),
    "pavé": ("brique", "chaussures", "frigo"),
}


def _solids(public: Public) -> Any:
    return {
        thing: next(
            solid
            for solid, words in _OBJECTS.items()
            if any(word in f"{thing} " for word in words)
        )
        for thing in public["left"]
    }


def _box() -> tuple[int, int, int]:
    """Faces, edges and vertices of a box, counted on its eight corners."""
    corners = [(x, y, z) for x in (0, 1) for y in (0, 1) for z in (0, 1)]
    edges = [
        (a, b)
        for a in corners
        for b in corners
        if a < b and sum(x != y for x, y in zip(a, b, strict=True)) == 1
    ]
    return 2 - len(corners) + len(edges), len(edges), len(corners)  # Euler


_TRUE = {
    "Un carré est un rectangle.",
    "Un carré a 4 angles droits, comme un rectangle.",
    "Une arête est un bord entre deux faces.",
    f"Un carton fermé a {_box()[0]} faces.",
    f"Un carton fermé a {_box()[1]} arêtes.",
    f"Un carton fermé a {_box()[2]} sommets.",
    "Un carré penché reste un carré.",
    "Quand on tourne un panneau carré, ses angles restent droits.",
}
_RECTANGLES = ("carré", "porte", "billet", "écran", "feuille")


def _true(public: Public) -> Any:
    return {text: text.replace("\u00a0", " ") in _TRUE for text in public["statements"]}


def _rectangles(public: Public) -> Any:
    yes, no = public["categories"]
    return {
        text: yes if any(word in text for word in _RECTANGLES) else no
        for text in public["elements"]
    }


def _solid(text: str) -> tuple[int, int, int]:
    """Faces, edges, vertices of a prism, of a pyramid, else of a box."""
    for words, sides in _PRISMS.items():
        if words in text:
            return 2 + sides, 3 * sides, 2 * sides
    for words, sides in _PYRAMIDS.items():
        if words in text:
            return sides + 1, 2 * sides, sides + 1
    return _box()


_PRISMS = {"tente": 3, "bouts en triangle": 3, "a 5 côtés": 5, "a 6 côtés": 6}
_PYRAMIDS = {"pyramide": 4, "toit pointu": 4, "4 triangles": 3}


def _count(public: Public) -> Any:
    faces, edges, corners = _solid(public["context"])
    asked = {"faces": faces, "arêtes": edges, "sommets": corners}
    return next(count for word, count in asked.items() if word in public["ask"])


def _parts(public: Public) -> Any:
    faces, edges, corners = _box()
    asked = {"par face": faces, "par bord": edges, "par pointe": corners}
    one = next(count for word, count in asked.items() if word in public["ask"])
    return sum(one for _ in range(int(numbers(public["context"])[0])))


def _name(public: Public) -> Any:
    return "un losange" if "Aucun angle" in public["context"] else "un carré"


ORACLES: dict[str, Oracle] = {
    "figures/toucher-le-carre": _square,
    "figures/solides-de-tous-les-jours": _solids,
    "figures/proprietes-a-juger": _true,
    "figures/rectangle-ou-pas": _rectangles,
    "figures/faces-aretes-sommets": _count,
    "figures/tubes-et-coins": _parts,
    "figures/nom-le-plus-juste": _name,
}
