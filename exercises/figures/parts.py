"""Bars cut in parts (fractions, problems in bars), and a balance (equations)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from exercises import french
from exercises.figures.charts import Drawn, Json, Label
from exercises.figures.svg import element, picture, text

WIDTH = 320.0
_ROW, _BAR = 62.0, 36.0


class Segment(Drawn):
    """A part of a bar: how long beside the others, what is written in it, coloured or not."""

    size: Annotated[int, Field(ge=1, le=100)] = 1
    text: Label | None = None
    filled: bool = False


class Strip(Drawn):
    """One bar and its name. ``parts`` and ``filled`` cut it in equal parts, without words."""

    label: Label | None = None
    parts: Annotated[int, Field(ge=1, le=24)] | None = None
    filled: Annotated[int, Field(ge=0, le=24)] = 0
    segments: tuple[Segment, ...] = Field(default=(), max_length=12)


class Strips(Drawn):
    """Bars one under the other, all from the same edge."""

    kind: Literal["strips"]
    strips: tuple[Strip, ...] = Field(min_length=1, max_length=4)
    equal: bool = True  # every bar as long as the others; else by the sum of its sizes


def _segments(strip: Json) -> list[tuple[int, str | None, bool]]:
    if strip["parts"]:
        return [(1, None, at < strip["filled"]) for at in range(strip["parts"])]
    found = [(one["size"], one["text"], one["filled"]) for one in strip["segments"]]
    return found or [(1, None, False)]


def draw_strips(figure: Json) -> str:
    """Each bar under its name, its parts marked off."""
    rows = [_segments(strip) for strip in figure["strips"]]
    longest = max(sum(size for size, _, _ in row) for row in rows)
    parts = []
    for at, (strip, row) in enumerate(zip(figure["strips"], rows, strict=True)):
        y = 20 + at * _ROW
        if strip["label"]:
            parts.append(text(strip["label"], 2, y - 6))
        whole = sum(size for size, _, _ in row) if figure["equal"] else longest
        x = 2.0
        for size, words, filled in row:
            wide = (WIDTH - 4) * size / whole
            look = "part-drawn filled" if filled else "part-drawn"
            box = {"x": x, "y": y, "width": wide, "height": _BAR}
            parts.append(element("rect", **box, class_=look))
            if words:
                middle = x + wide / 2
                parts.append(text(words, middle, y + 23, text_anchor="middle", class_="strong"))
            x += wide
    return picture(WIDTH, len(rows) * _ROW, *parts, class_="strips-drawn")


def told_strips(figure: dict[str, Any]) -> str:
    """Each bar: equal parts and how many are coloured, or what is written in each part."""
    said = []
    for strip in figure["strips"]:
        name = f"{strip['label']}{french.NBSP}: une bande" if strip["label"] else "Une bande"
        if strip["parts"]:
            many = "s" if strip["filled"] > 1 else ""
            cut = f"en {strip['parts']} parts égales, {strip['filled']} coloriée{many}"
        else:
            words = [_named(words) for _, words, _ in _segments(strip)]
            cut = f"en {len(words)} parties{french.NBSP}: {', '.join(words)}"
        said.append(f"{name} {cut}.")
    return " ".join(said)


def _named(words: str | None) -> str:
    if words == "?":
        return "un point d’interrogation"
    return words or "sans nombre"


class Weight(Drawn):
    """What lies on a pan: "x" in a box, or a weight with its number; ``count`` of them."""

    text: Label
    box: bool = False
    count: Annotated[int, Field(ge=1, le=6)] = 1


class Balance(Drawn):
    """A balance at rest: what is on the left weighs as much as what is on the right."""

    kind: Literal["balance"]
    left: tuple[Weight, ...] = Field(min_length=1, max_length=4)
    right: tuple[Weight, ...] = Field(min_length=1, max_length=4)


def _pan(side: list[Json], middle: float) -> list[str]:
    """Boxes and weights in rows of three, on a pan."""
    things = [one for one in side for _ in range(one["count"])]
    parts = [element("path", d=f"M{middle - 70} 128h140", class_="axis")]
    for at, one in enumerate(things):
        line = min(3, len(things) - at // 3 * 3)
        x = middle + (at % 3 - (line - 1) / 2) * 47
        y = 126 - at // 3 * 34
        look = "part-drawn filled" if one["box"] else "part-drawn"
        box = {
            "x": x - 21,
            "y": y - 31,
            "width": 44,
            "height": 31,
            "rx": 3 if one["box"] else 12,
        }
        parts.append(element("rect", **box, class_=look))
        parts.append(text(one["text"], x, y - 10, text_anchor="middle", class_="strong"))
    return parts


def draw_balance(figure: Json) -> str:
    """Both pans level."""
    parts = [*_pan(figure["left"], 82), *_pan(figure["right"], 238)]
    parts += [
        element("path", d="M82 128v18M238 128v18M82 146h156", class_="axis-open"),
        element("path", d="M160 146l26 44h-52Z", class_="part-drawn"),
        element("circle", cx=160, cy=146, r=5, class_="hub"),
    ]
    return picture(WIDTH, 196, *parts, class_="balance-drawn")


def told_balance(figure: dict[str, Any]) -> str:
    """What is on each pan."""
    sides = []
    for name in ("left", "right"):
        things = [f"{one['count']} {_thing(one)} « {one['text']} »" for one in figure[name]]
        sides.append(french.join_list(things))
    return (
        f"Une balance en équilibre. À gauche{french.NBSP}: {sides[0]}. "
        f"À droite{french.NBSP}: {sides[1]}."
    )


def _thing(one: Json) -> str:
    name = "boîte" if one["box"] else "poids"
    return f"{name}s" if one["box"] and one["count"] > 1 else name
