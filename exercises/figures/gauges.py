"""Measures with graduations: a jug, a thermometer, a ruler, the dial of scales."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import Field, model_validator

from exercises import french
from exercises.figures.charts import Drawn, Exact, Json, Label
from exercises.figures.svg import around, element, picture, text
from exercises.rulers import Ruler, graduated

Look = Literal["jug", "thermometer", "ruler", "dial"]
NAMES: dict[str, str] = {
    "jug": "Un verre doseur gradué",
    "thermometer": "Un thermomètre gradué",
    "ruler": "Une règle graduée, posée contre un objet",
    "dial": "Un cadran gradué",
}
WHERE: dict[str, str] = {
    "jug": "Le liquide arrive",
    "thermometer": "Le liquide arrive",
    "ruler": "L’objet commence au premier trait et finit",
    "dial": "L’aiguille est",
}
MOST_PLACES = 41
_SWEEP = 270.0  # degrees of a dial


class Gauge(Drawn):
    """A measure and what it shows; ``value`` falls on a graduation."""

    kind: Literal["gauge"]
    look: Look
    start: Exact = "0"
    stop: Exact
    step: Exact
    labels: tuple[Exact, ...] = Field(default=(), max_length=11)
    unit: Label | None = None
    value: Exact

    @model_validator(mode="after")
    def _on_a_graduation(self) -> Self:
        if ruler(self.model_dump()).place(self.value) is None:
            what = "La valeur n’est pas sur une graduation."
            raise ValueError(f"{what} | Changez-la, ou changez « step ».")
        return self


def ruler(figure: Json) -> Ruler:
    """The graduations of a figure's data. Raises ValueError ("what | remedy", in French)."""
    ends = (figure["start"], figure["stop"], figure["step"])
    return graduated(ends, figure["labels"], figure["unit"])


def _place(figure: Json, line: Ruler) -> int | None:
    if figure.get("at") is not None:
        return int(figure["at"])
    return line.place(figure["value"]) if figure.get("value") is not None else None


def draw(figure: Json) -> str:
    """The measure; without a value it is empty. ``data-from`` and ``data-step`` let script
    move what shows the value: the place of the first graduation, and from one to the next."""
    line = ruler(figure)
    drawn = {"jug": _jug, "thermometer": _thermometer, "ruler": _rule, "dial": _dial}
    return drawn[figure["look"]](line, _place(figure, line), figure["unit"] or "")


def _ladder(line: Ruler, x: float, low: float, high: float, side: int) -> list[str]:
    """Graduations up a vertical edge; ``side`` is 1 to the right of it, −1 to the left."""
    labelled = {line.place(str(label)) for label in line.labels}
    parts = []
    for place in range(line.count):
        y = low - (low - high) * place / (line.count - 1)
        major = place in labelled
        end = x + side * (18 if major else 10)
        look = "mark major" if major else "mark"
        parts.append(element("line", x1=x, x2=end, y1=y, y2=y, class_=look))
        if major:
            anchor = "start" if side > 0 else "end"
            words = line.written(line.at(place))
            parts.append(text(words, end + side * 5, y + 5, text_anchor=anchor))
    return parts


def _level(place: int | None, count: int, room: tuple[float, float, float, float]) -> str:
    """What fills a vertical measure, in the room (left, width, low, high)."""
    left, width, low, high = room
    step = (low - high) / (count - 1)
    height = step * (place or 0)
    box: dict[str, str | float] = {"x": left, "width": width, "y": low - height}
    box |= {"height": height, "data_level": "up", "data_from": low, "data_step": step}
    return element("rect", **box, class_=_look("level", place))


def _look(name: str, place: int | None) -> str:
    return name if place is not None else f"{name} untouched"


def _jug(line: Ruler, place: int | None, unit: str) -> str:
    low, high = 226.0, 34.0
    body = "M70 16V236a10 10 0 0 0 10 10H200a10 10 0 0 0 10-10V16"
    handle = "M210 60h26a14 14 0 0 1 14 14v84a14 14 0 0 1-14 14h-26"
    parts = [
        element("path", d=handle, class_="glass"),
        _level(place, line.count, (72, 136, low, high)),
        element("rect", x=72, y=low, width=136, height=18, class_="level base"),
        element("path", d=body, class_="glass"),
        *_ladder(line, 74, low, high, 1),
        text(unit, 200, 30, text_anchor="end", class_="unit"),
    ]
    return picture(300, 254, *parts, class_="gauge-drawn")


def _thermometer(line: Ruler, place: int | None, unit: str) -> str:
    low, high = 212.0, 22.0
    parts = [
        element("rect", x=133, y=10, width=24, height=212, rx=12, class_="glass"),
        element("circle", cx=145, cy=232, r=18, class_="level base"),
        element("rect", x=140, y=low, width=10, height=12, class_="level base"),
        _level(place, line.count, (140, 10, low, high)),
        *_ladder(line, 159, low, high, 1),
        text(unit, 120, 26, text_anchor="end", class_="unit"),
    ]
    return picture(300, 254, *parts, class_="gauge-drawn")


def _rule(line: Ruler, place: int | None, unit: str) -> str:
    left, right = 18.0, 302.0
    step = (right - left) / (line.count - 1)
    labelled = {line.place(str(label)) for label in line.labels}
    box: dict[str, str | float] = {"x": left, "y": 26, "width": step * (place or 0)}
    box |= {"height": 26, "data_level": "right", "data_from": left, "data_step": step}
    parts = [
        element("rect", x=4, y=58, width=312, height=60, rx=3, class_="glass"),
        element("rect", **box, class_=_look("level", place)),
    ]
    for at in range(line.count):
        x, major = left + step * at, at in labelled
        look = "mark major" if major else "mark"
        parts.append(element("line", x1=x, x2=x, y1=58, y2=76 if major else 68, class_=look))
        if major:
            words = line.written(line.at(at))
            parts.append(text(words, x, 94, text_anchor="middle"))
    parts.append(text(unit, 310, 113, text_anchor="end", class_="unit"))
    return picture(320, 124, *parts, class_="gauge-drawn")


def _dial(line: Ruler, place: int | None, unit: str) -> str:
    x = y = 120.0
    step = _SWEEP / (line.count - 1)
    labelled = {line.place(str(label)) for label in line.labels}
    parts = [element("circle", cx=x, cy=y, r=112, class_="face")]
    for at in range(line.count):
        turn, major = at * step - _SWEEP / 2, at in labelled
        (x1, y1), (x2, y2) = around(turn, 104, x, y), around(turn, 88 if major else 95, x, y)
        look = "mark major" if major else "mark"
        parts.append(element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=look))
        if major:
            tx, ty = around(turn, 70, x, y)
            words = line.written(line.at(at))
            parts.append(text(words, tx, ty + 5, text_anchor="middle"))
    turn = (place or 0) * step - _SWEEP / 2
    needle = element("line", x1=x, y1=y + 16, x2=x, y2=y - 92)
    box: dict[str, str | float] = {"transform": f"rotate({turn:g} {x:g} {y:g})"}
    box |= {"data_level": "turn", "data_from": -_SWEEP / 2, "data_step": step}
    parts.append(element("g", needle, **box, class_=_look("hand long", place)))
    parts.append(element("circle", cx=x, cy=y, r=7, class_="hub"))
    parts.append(text(unit, x, y + 62, text_anchor="middle", class_="unit"))
    return picture(240, 240, *parts, class_="gauge-drawn dial")


def told(figure: dict[str, Any]) -> str:
    """The measure, its labels, and on which graduation it stands."""
    line = ruler(figure)
    labels = french.join_list([line.written(label) for label in line.labels])
    unit = f", en {figure['unit']}" if figure["unit"] else ""
    said = f"{NAMES[figure['look']]}{unit}. On y lit {labels}."
    place = _place(figure, line)
    if place is not None:
        said += f" {WHERE[figure['look']]} {line.name(place)}."
    return said
