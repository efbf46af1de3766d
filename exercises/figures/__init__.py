"""Drawn figures: plain data in an exercise, SVG on a page, words for who does not see them.

``draw`` and ``told`` read the same data, so that a picture and its words cannot part. Words say
where things are (on which graduation, by which number of the dial), never the value to be read.
Colours come from the style sheet, by class: figures follow the themes of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import Field

from exercises.figures import angle, charts, clock, gauges, money, parts, shapes, squares
from exercises.figures.angle import Angle
from exercises.figures.charts import Bars, Line, Pie
from exercises.figures.clock import Clock
from exercises.figures.gauges import Gauge
from exercises.figures.money import Coins
from exercises.figures.parts import Balance, Strips
from exercises.figures.shapes import Shape
from exercises.figures.squares import Squares

Figure = Annotated[
    Bars | Line | Pie | Clock | Gauge | Coins | Shape | Squares | Strips | Balance | Angle,
    Field(discriminator="kind"),
]

_DRAW: Mapping[str, Callable[[dict[str, Any]], str]] = {
    "bars": charts.draw_axes,
    "line": charts.draw_axes,
    "pie": charts.draw_pie,
    "clock": clock.draw,
    "gauge": gauges.draw,
    "coins": money.draw,
    "shape": shapes.draw,
    "squares": squares.draw,
    "strips": parts.draw_strips,
    "balance": parts.draw_balance,
    "angle": angle.draw,
}
_TOLD: Mapping[str, Callable[[dict[str, Any]], str]] = {
    "bars": charts.told_axes,
    "line": charts.told_axes,
    "pie": charts.told_pie,
    "clock": clock.told,
    "gauge": gauges.told,
    "coins": money.told,
    "shape": shapes.told,
    "squares": squares.told,
    "strips": parts.told_strips,
    "balance": parts.told_balance,
    "angle": angle.told,
}


def draw(figure: dict[str, Any]) -> str:
    """The SVG of a figure's data, safe to put in a page as it is."""
    return _DRAW[figure["kind"]](figure)


def told(figure: dict[str, Any]) -> str:
    """The figure in words."""
    return _TOLD[figure["kind"]](figure)


def written(figure: dict[str, Any]) -> list[str]:
    """What an author wrote on a shape, a bar or a balance: never the answer."""
    kind = figure["kind"]
    if kind == "shape":
        return [*figure["labels"].values(), figure["inside"] or ""]
    if kind == "strips":
        parts = [one for strip in figure["strips"] for one in strip["segments"]]
        return [one["text"] or "" for one in parts]
    return [figure["label"] or ""] if kind == "angle" else []
