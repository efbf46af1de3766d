"""Bars, lines and pies, to read or to set."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from exercises import french
from exercises.figures.svg import around, element, picture, text
from exercises.rulers import Ruler, graduated

Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=24)]
Exact = Annotated[str, StringConstraints(pattern=r"^-?\d+([.,]\d+)?(/\d+)?$", max_length=24)]
Json = dict[str, Any]

MOST_GRADUATIONS = 26
WIDTH, HEIGHT = 320, 240
LEFT, RIGHT, TOP, BOTTOM = 46, 8, 22, 44
_SLICES = ("one", "two", "three", "four", "five", "six")


class Drawn(BaseModel):
    """Base of the figures' data: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class Axis(Drawn):
    """A vertical axis: from ``start`` to ``stop``, a graduation every ``step``."""

    title: Label | None = None
    categories: tuple[Label, ...] = Field(min_length=2, max_length=8)
    values: tuple[Exact, ...] = ()
    start: Exact = "0"
    stop: Exact
    step: Exact
    labels: tuple[Exact, ...] = ()
    unit: Label | None = None

    @model_validator(mode="after")
    def _on_graduations(self) -> Self:
        line = axis(self.model_dump())
        if line.count > MOST_GRADUATIONS:
            what = f"L’axe a {line.count} graduations."
            raise ValueError(f"{what} | Au plus {MOST_GRADUATIONS} : changez « step ».")
        if len(self.values) != len(self.categories):
            raise ValueError("Il faut une valeur par catégorie. | Complétez « values ».")
        for value in self.values:
            if line.place(value) is None:
                what = f"La valeur {value} n’est pas sur une graduation."
                raise ValueError(f"{what} | Changez-la, ou changez « step ».")
        return self


class Bars(Axis):
    """One bar a category."""

    kind: Literal["bars"]


class Line(Axis):
    """One point a category, joined by a line."""

    kind: Literal["line"]


class Slice(Drawn):
    """A part of a pie, in per cent."""

    label: Label
    percent: int = Field(ge=1, le=99)


class Pie(Drawn):
    """Parts of a whole; each says its percentage."""

    kind: Literal["pie"]
    title: Label | None = None
    slices: tuple[Slice, ...] = Field(min_length=2, max_length=6)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if sum(part.percent for part in self.slices) != 100:
            raise ValueError("Les parts ne font pas 100 %. | Changez « percent ».")
        return self


def axis(figure: Json) -> Ruler:
    """The axis of a figure's data. Raises ValueError ("what | remedy", in French)."""
    ends = (figure["start"], figure["stop"], figure["step"])
    return graduated(ends, figure["labels"], figure["unit"])


def _height(line: Ruler, place: float) -> float:
    room = HEIGHT - TOP - BOTTOM
    return HEIGHT - BOTTOM - room * place / (line.count - 1)


def _words(label: str) -> list[str]:
    """A label on one line, or on two when it is long."""
    if len(label) <= 8 or " " not in label:
        return [label]
    middle = min(
        (at for at, sign in enumerate(label) if sign == " "),
        key=lambda at: abs(at - len(label) / 2),
    )
    return [label[:middle], label[middle + 1 :]]


def draw_axes(figure: Json) -> str:
    """Bars or a line over their axis. A figure without values is an empty chart, to set."""
    line = axis(figure)
    labelled = {line.place(str(label)) for label in line.labels}
    right = WIDTH - RIGHT
    parts = []
    for place in range(line.count):
        y = _height(line, place)
        major = place in labelled
        grid = "grid" if major else "grid minor"
        parts.append(element("line", x1=LEFT, x2=right, y1=y, y2=y, class_=grid))
        if major:
            words = line.written(line.at(place))
            parts.append(text(words, LEFT - 6, y + 4.5, text_anchor="end"))
    if figure["unit"]:
        parts.append(text(figure["unit"], 2, 12, class_="unit"))
    parts += _marks(figure, line)
    parts.append(
        element("line", x1=LEFT, x2=LEFT, y1=TOP - 6, y2=_height(line, 0), class_="axis")
    )
    parts.append(
        element(
            "line", x1=LEFT, x2=right, y1=_height(line, 0), y2=_height(line, 0), class_="axis"
        )
    )
    return picture(WIDTH, HEIGHT, *parts, class_="chart-drawn")


def _marks(figure: Json, line: Ruler) -> list[str]:
    names, values = figure["categories"], figure["values"]
    wide = (WIDTH - LEFT - RIGHT) / len(names)
    places = [line.place(value) or 0 for value in values] or [0] * len(names)
    parts, points = [], []
    for at, name in enumerate(names):
        x = LEFT + wide * (at + 0.5)
        y = _height(line, places[at])
        points.append((x, y))
        if figure["kind"] == "bars":
            parts.append(
                _bar(x - wide * 0.32, wide * 0.64, (places[at], line), at, bool(values))
            )
        for row, words in enumerate(_words(name)):
            parts.append(text(words, x, HEIGHT - BOTTOM + 17 + 15 * row, text_anchor="middle"))
    if figure["kind"] == "line":
        way = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(element("polyline", points=way, class_="trend-drawn"))
        parts += [element("circle", cx=x, cy=y, r=5, class_="point-drawn") for x, y in points]
    return parts


def _bar(x: float, width: float, top: tuple[int, Ruler], at: int, shown: bool) -> str:
    """A bar; one to set says to script where its axis starts and how far graduations are."""
    place, line = top
    y, low = _height(line, place), _height(line, 0)
    step = (low - _height(line, line.count - 1)) / (line.count - 1)
    box: dict[str, str | float] = {"x": x, "width": width, "y": y, "height": low - y}
    box["class_"] = "bar-drawn"
    if not shown:
        box |= {
            "data_level": "up",
            "data_from": low,
            "data_step": step,
            "data_name": str(at + 1),
        }
    return element("rect", **box)


def told_axes(figure: Json) -> str:
    """The axis, then where each category reaches: a place, never a value."""
    line = axis(figure)
    name = "Diagramme en barres" if figure["kind"] == "bars" else "Courbe"
    title = f"{french.NBSP}: {figure['title']}" if figure["title"] else ""
    unit = f", en {figure['unit']}" if figure["unit"] else ""
    labels = french.join_list([line.written(label) for label in line.labels])
    said = f"{name}{title}. Sur l’axe{unit}, on lit {labels}."
    if figure["values"]:
        pairs = zip(figure["categories"], figure["values"], strict=True)
        places = [f"{name}, {line.name(line.place(value) or 0)}" for name, value in pairs]
        said += f" On s’arrête{french.NBSP}: {f'{french.NBSP}; '.join(places)}."
    return said


def draw_pie(figure: Json) -> str:
    """A disc in slices, and its key beside it."""
    x, y, radius = 92.0, 100.0, 86.0
    parts, turned = [], 0.0
    for at, part in enumerate(figure["slices"]):
        share = part["percent"] * 3.6
        large = int(share > 180)
        (x1, y1), (x2, y2) = around(turned, radius, x, y), around(turned + share, radius, x, y)
        way = f"M{x} {y}L{x1:.2f} {y1:.2f}A{radius} {radius} 0 {large} 1 {x2:.2f} {y2:.2f}Z"
        parts.append(element("path", d=way, class_=f"slice {_SLICES[at]}"))
        middle = around(turned + share / 2, radius * 0.66, x, y)
        letter = "ABCDEF"[at]
        parts.append(element("circle", cx=middle[0], cy=middle[1], r=10, class_="plate"))
        parts.append(
            text(letter, middle[0], middle[1] + 5, text_anchor="middle", class_="strong")
        )
        row = 26 + 30 * at
        parts.append(text(f"{letter}. {part['label']}", 190, row))
        shown = french.percent(part["percent"])
        parts.append(text(shown, 208, row + 15, class_="strong"))
        turned += share
    return picture(WIDTH, 200, *parts, class_="chart-drawn")


def told_pie(figure: Json) -> str:
    """Each slice with its percentage, as it is written beside the drawing."""
    title = f"{french.NBSP}: {figure['title']}" if figure["title"] else ""
    parts = [f"{one['label']}, {french.percent(one['percent'])}" for one in figure["slices"]]
    return f"Diagramme en secteurs{title}. {f'{french.NBSP}; '.join(parts)}."
