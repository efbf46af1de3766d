"""Shapes with their measures written on them: plane figures, solids, angles.

``size`` gives proportions only (what is drawn), ``labels`` what is written, side by side, so
that a side may be left without number, or be « ? ».
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from exercises import french
from exercises.figures.charts import Drawn, Exact, Json, Label
from exercises.figures.svg import element, picture, text

Form = Literal[
    "rectangle",
    "square",
    "triangle",
    "right-triangle",
    "l-shape",
    "disc",
    "box",
    "cylinder",
]
Point = tuple[float, float]

NAMES: Mapping[str, str] = {
    "rectangle": "Un rectangle, avec ses 4 angles droits",
    "square": "Un carré : 4 côtés égaux, 4 angles droits",
    "triangle": "Un triangle",
    "right-triangle": "Un triangle avec un angle droit, en bas à gauche",
    "l-shape": "Une figure en L : 6 côtés, tous les angles sont droits",
    "disc": "Un disque, avec son centre",
    "box": "Un pavé, vu en perspective",
    "cylinder": "Un cylindre debout",
}
# Where a measure may be written on each form, and how it is called.
PLACES: Mapping[str, Mapping[str, str]] = {
    "rectangle": {
        "top": "En haut",
        "right": "À droite",
        "bottom": "En bas",
        "left": "À gauche",
    },
    "square": {"top": "En haut", "right": "À droite", "bottom": "En bas", "left": "À gauche"},
    "triangle": {
        "bottom": "En bas",
        "left": "Côté de gauche",
        "right": "Côté de droite",
        "height": "Hauteur, en pointillé",
    },
    "right-triangle": {
        "bottom": "En bas",
        "left": "Côté debout, à gauche",
        "slope": "Côté penché, en face de l’angle droit",
    },
    "l-shape": {
        "bottom": "En bas",
        "left": "À gauche",
        "top": "En haut",
        "notch": "Bord debout, dans le creux",
        "step": "Bord couché, dans le creux",
        "right": "À droite",
    },
    "disc": {"radius": "Du centre au bord", "diameter": "D’un bord à l’autre, par le centre"},
    "box": {"length": "Longueur", "width": "Profondeur", "height": "Hauteur"},
    "cylinder": {
        "radius": "Sur le dessus, du centre au bord",
        "diameter": "Sur le dessus, d’un bord à l’autre",
        "height": "Hauteur",
    },
}
_SIZES: Mapping[str, int] = {"square": 0, "disc": 0, "l-shape": 4, "box": 3}  # else 2
WIDTH, HEIGHT = 320.0, 230.0
ROOM = (196.0, 150.0)  # for the shape itself, labels around it
MOST_SLENDER = Fraction(1, 4)


class Shape(Drawn):
    """A form, its proportions and its written measures.

    ``size``: width and height (rectangle, triangles, cylinder); width, height, then width and
    height of the missing corner (l-shape); length, height, depth (box); nothing for the rest.
    """

    kind: Literal["shape"]
    form: Form
    size: tuple[Exact, ...] = Field(default=(), max_length=4)
    labels: dict[str, Label] = Field(default={}, max_length=6)
    inside: Label | None = None  # words in the middle

    @model_validator(mode="after")
    def _drawable(self) -> Self:
        wanted = _SIZES.get(self.form, 2)
        if len(self.size) != wanted or any(french.fraction(one) <= 0 for one in self.size):
            raise ValueError(
                f"« size » attend {wanted} nombre(s) pour cette forme. | Corrigez."
            )
        unknown = set(self.labels) - set(PLACES[self.form])
        if unknown:
            known = ", ".join(PLACES[self.form])
            raise ValueError(f"« {min(unknown)} » n’est pas un côté. | Il y a : {known}.")
        if self.form == "l-shape":
            wide, high, less, lower = (french.fraction(one) for one in self.size)
            if less >= wide or lower >= high:
                raise ValueError("Le coin enlevé est trop grand. | Changez « size ».")
        return self


def _fitted(width: Fraction, height: Fraction) -> tuple[float, float]:
    """Width and height on the page; very slender ones are made thicker, to be read."""
    least = max(width, height) * MOST_SLENDER
    wide, high = float(max(width, least)), float(max(height, least))
    scale = min(ROOM[0] / wide, ROOM[1] / high)
    return wide * scale, high * scale


def _way(*points: Point) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"


def _line(one: Point, other: Point, look: str) -> str:
    return element("line", x1=one[0], y1=one[1], x2=other[0], y2=other[1], class_=look)


def _corner(x: float, y: float, right: int, down: int) -> str:
    """The mark of a right angle at a corner; the signs say where the shape is from it."""
    way = f"M{x + 13 * right:.1f} {y:.1f}v{13 * down}h{-13 * right}"
    return element("path", d=way, class_="corner-drawn")


def _label(words: str | None, at: Point, anchor: str = "middle") -> list[str]:
    if not words:
        return []
    return [text(words, at[0], at[1], text_anchor=anchor, class_="strong")]


def draw(figure: Json) -> str:
    """The shape, its right angles, and its measures beside what they measure."""
    size = [french.fraction(str(one)) for one in figure["size"]]
    parts = _DRAW[figure["form"]](size or [Fraction(1), Fraction(1)], figure["labels"])
    parts += _label(figure["inside"], (WIDTH / 2, HEIGHT / 2 + 5))
    return picture(WIDTH, HEIGHT, *parts, class_="shape-drawn")


def _box_of(width: float, height: float) -> tuple[float, float, float, float]:
    left, top = (WIDTH - width) / 2, (HEIGHT - height) / 2
    return left, top, left + width, top + height


def _around(box: tuple[float, float, float, float], labels: Mapping[str, str]) -> list[str]:
    left, top, right, low = box
    return [
        *_label(labels.get("top"), ((left + right) / 2, top - 9)),
        *_label(labels.get("bottom"), ((left + right) / 2, low + 21)),
        *_label(labels.get("left"), (left - 8, (top + low) / 2 + 5), "end"),
        *_label(labels.get("right"), (right + 8, (top + low) / 2 + 5), "start"),
    ]


def _rectangle(size: list[Fraction], labels: Mapping[str, str]) -> list[str]:
    box = left, top, right, low = _box_of(*_fitted(size[0], size[1]))
    way = _way((left, top), (right, top), (right, low), (left, low))
    corners = [(left, top, 1, 1), (right, top, -1, 1), (left, low, 1, -1), (right, low, -1, -1)]
    return [
        element("path", d=way, class_="form-drawn"),
        *(_corner(*one) for one in corners),
        *_around(box, labels),
    ]


def _triangle(size: list[Fraction], labels: Mapping[str, str]) -> list[str]:
    left, top, right, low = _box_of(*_fitted(size[0], size[1]))
    foot = left + (right - left) * 0.36
    parts = [
        element("path", d=_way((left, low), (right, low), (foot, top)), class_="form-drawn")
    ]
    if "height" in labels:
        parts += [_line((foot, top), (foot, low), "dashed-drawn"), _corner(foot, low, 1, -1)]
        parts += _label(labels["height"], (foot + 6, (top + low) / 2 + 22), "start")
    parts += _label(labels.get("bottom"), ((left + right) / 2, low + 21))
    parts += _label(labels.get("left"), ((left + foot) / 2 - 10, (top + low) / 2), "end")
    parts += _label(
        labels.get("right"), ((foot + right) / 2 + 10, (top + low) / 2 - 4), "start"
    )
    return parts


def _right_triangle(size: list[Fraction], labels: Mapping[str, str]) -> list[str]:
    left, top, right, low = _box_of(*_fitted(size[0], size[1]))
    return [
        element("path", d=_way((left, top), (right, low), (left, low)), class_="form-drawn"),
        _corner(left, low, 1, -1),
        *_label(labels.get("bottom"), ((left + right) / 2, low + 21)),
        *_label(labels.get("left"), (left - 8, (top + low) / 2 + 5), "end"),
        *_label(labels.get("slope"), ((left + right) / 2 + 10, (top + low) / 2 - 6), "start"),
    ]


def _l_shape(size: list[Fraction], labels: Mapping[str, str]) -> list[str]:
    box = left, top, right, low = _box_of(*_fitted(size[0], size[1]))
    x = right - (right - left) * min(max(float(size[2] / size[0]), 0.3), 0.7)
    y = top + (low - top) * min(max(float(size[3] / size[1]), 0.3), 0.7)
    points = ((left, top), (x, top), (x, y), (right, y), (right, low), (left, low))
    rest = {key: labels[key] for key in ("bottom", "left") if key in labels}
    return [
        element("path", d=_way(*points), class_="form-drawn"),
        *(_corner(*one) for one in ((left, top, 1, 1), (left, low, 1, -1))),
        *(_corner(*one) for one in ((right, low, -1, -1), (right, y, -1, 1), (x, top, -1, 1))),
        _corner(x, y, 1, -1),
        *_around(box, rest),
        *_label(labels.get("top"), ((left + x) / 2, top - 9)),
        *_label(labels.get("notch"), (x + 8, (top + y) / 2), "start"),
        *_label(labels.get("step"), (max((x + right) / 2, x + 38), y - 9)),
        *_label(labels.get("right"), (right + 8, (y + low) / 2 + 5), "start"),
    ]


def _disc(_: list[Fraction], labels: Mapping[str, str]) -> list[str]:
    x, y, radius = WIDTH / 2, HEIGHT / 2, 92.0
    parts = [element("circle", cx=x, cy=y, r=radius, class_="form-drawn")]
    if "radius" in labels:
        parts += [_line((x, y), (x + radius, y), "dashed-drawn")]
        parts += _label(labels["radius"], (x + radius / 2, y - 8))
    if "diameter" in labels:
        parts += [_line((x - radius, y), (x + radius, y), "dashed-drawn")]
        parts += _label(labels["diameter"], (x, y - 10))
    return [*parts, element("circle", cx=x, cy=y, r=4, class_="hub")]


def _solid_box(size: list[Fraction], labels: Mapping[str, str]) -> list[str]:
    wide, high = _fitted(size[0], size[1])
    wide, high = wide * 0.78, high * 0.74
    deep = min(max(float(size[2] / max(size)), 0.3), 1.0) * 62
    left, low = (WIDTH - wide - deep) / 2, (HEIGHT + high + deep * 0.7) / 2
    right, top, up = left + wide, low - high, deep * 0.7
    lid = _way((left, top), (left + deep, top - up), (right + deep, top - up), (right, top))
    side = _way((right, top), (right + deep, top - up), (right + deep, low - up), (right, low))
    front = _way((left, top), (right, top), (right, low), (left, low))
    return [
        *(element("path", d=way, class_="form-drawn") for way in (lid, side, front)),
        *_label(labels.get("length"), ((left + right) / 2, low + 20)),
        *_label(labels.get("height"), (left - 8, (top + low) / 2 + 5), "end"),
        *_label(labels.get("width"), (right + deep / 2 + 10, low - up / 2 + 14), "start"),
    ]


def _cylinder(size: list[Fraction], labels: Mapping[str, str]) -> list[str]:
    wide, high = _fitted(size[0], size[1])
    wide, high = min(wide, 170), max(high * 0.8, 60)
    x, flat = WIDTH / 2, wide * 0.17
    top, low = (HEIGHT - high) / 2, (HEIGHT + high) / 2
    half = wide / 2
    round_low = f"A{half:.1f} {flat:.1f} 0 0 0 {x + half:.1f} {low:.1f}"
    way = f"M{x - half:.1f} {top:.1f}V{low:.1f}{round_low}"
    parts = [
        element("path", d=f"{way}V{top:.1f}Z", class_="form-drawn"),
        element("ellipse", cx=x, cy=top, rx=half, ry=flat, class_="form-drawn"),
    ]
    for name, start in (("radius", x), ("diameter", x - half)):
        if name in labels:
            parts += [_line((start, top), (x + half, top), "dashed-drawn")]
            parts += _label(labels[name], (x, top - flat - 8))
    parts += _label(labels.get("height"), (x + half + 8, (top + low) / 2 + 8), "start")
    return [*parts, element("circle", cx=x, cy=top, r=3, class_="hub")]


_DRAW: Mapping[str, Any] = {
    "rectangle": _rectangle,
    "square": _rectangle,
    "triangle": _triangle,
    "right-triangle": _right_triangle,
    "l-shape": _l_shape,
    "disc": _disc,
    "box": _solid_box,
    "cylinder": _cylinder,
}


def told(figure: dict[str, Any]) -> str:
    """The form, then each measure and where it is written."""
    form = figure["form"]
    said = [f"{NAMES[form].replace(' :', french.NBSP + ':')}."]
    for place, name in PLACES[form].items():
        if place in figure["labels"]:
            words = figure["labels"][place]
            value = "un point d’interrogation" if words == "?" else words
            said.append(f"{name}{french.NBSP}: {value}.")
    if figure["inside"]:
        said.append(f"Dedans, on lit{french.NBSP}: {figure['inside']}.")
    return " ".join(said)
