"""Pictures of numbers: where each mark goes. Templates draw them as SVG; words stay in HTML.

A picture is as wide as a phone's page, so that its text is never smaller than the text around
it; on a desk several stand side by side.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from adaptive.simulation.intervals import Interval

WIDTH = 296.0  # a phone of 360 px, its margins and those of the frame taken off
LEFT, RIGHT = 6.0, 290.0
ROW, AXIS, TOP = 48.0, 26.0, 4.0

Written = Callable[[float], str]


@dataclass(frozen=True)
class Scale:
    """Values to places, and the round values to write along it."""

    low: float
    high: float
    ticks: tuple[float, ...]
    start: float = LEFT
    end: float = RIGHT

    def at(self, value: float) -> float:
        """The place of a value; one beyond the scale stands at its end."""
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + (self.end - self.start) * min(max(share, 0.0), 1.0), 1)


@dataclass(frozen=True)
class Tick:
    """A round value along a scale."""

    at: float
    label: str
    anchor: str


@dataclass(frozen=True)
class Mark:
    """A value with its interval. ``form``: ours, other, later."""

    x: float
    low: float
    high: float
    y: float
    form: str


@dataclass(frozen=True)
class Line:
    """A row of a dot plot: what it is, its value in words, its marks."""

    label: str
    said: str
    y: float
    strong: bool
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class DotPlot:
    """Rows of values on one scale; ``reference``: where a line of comparison stands."""

    title: str
    desc: str
    height: float
    floor: float
    lines: tuple[Line, ...]
    ticks: tuple[Tick, ...]
    reference: float | None = None
    width: float = WIDTH


@dataclass(frozen=True)
class Row:
    """What a line of a dot plot is made of."""

    label: str
    said: str
    values: tuple[tuple[str, Interval], ...]  # form, value
    strong: bool = False


def scale(
    values: Sequence[float], *, low: float | None = None, high: float | None = None
) -> Scale:
    """A scale that holds all values, from ``low`` to ``high`` when they are given, with four to
    six round steps."""
    least, most = min(values, default=0.0), max(values, default=1.0)
    least, most = (least if low is None else low), (most if high is None else high)
    if most - least < 1e-6:
        most = least + 1e-2
    step = _round_step((most - least) / 4.0)
    first = math.floor(least / step + 1e-9) if low is None else math.ceil(least / step - 1e-9)
    last = math.ceil(most / step - 1e-9) if high is None else math.floor(most / step + 1e-9)
    ticks = tuple(round(step * n, 10) for n in range(first, last + 1))
    return Scale(min(least, ticks[0]), max(most, ticks[-1]), ticks)


def _round_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * n for n in (1.0, 2.0, 2.5, 5.0, 10.0) if power * n >= rough * 0.999)


def dot_plot(
    title: str,
    desc: str,
    rows: Sequence[Row],
    along: Scale,
    written: Written,
    reference: float | None = None,
) -> DotPlot:
    """Values in rows, on a scale."""
    lines = tuple(_line(row, TOP + ROW * place, along) for place, row in enumerate(rows))
    floor = TOP + ROW * len(rows)
    return DotPlot(
        title=title,
        desc=desc,
        height=floor + AXIS,
        floor=floor,
        lines=lines,
        ticks=_ticks(along, written),
        reference=None if reference is None else along.at(reference),
    )


def _line(row: Row, y: float, along: Scale) -> Line:
    middle = y + 33.0 - 4.0 * (len(row.values) - 1)
    marks = tuple(
        Mark(
            along.at(value.value),
            along.at(value.low),
            along.at(value.high),
            middle + 8.0 * place,
            form,
        )
        for place, (form, value) in enumerate(row.values)
    )
    return Line(row.label, row.said, y, row.strong, marks)


def _ticks(along: Scale, written: Written) -> tuple[Tick, ...]:
    found = []
    for value in along.ticks:
        place = along.at(value)
        near = 16.0  # a label near an edge is written inwards
        anchor = "start" if place < near else "end" if place > WIDTH - near else "middle"
        found.append(Tick(place, written(value), anchor))
    return tuple(found)


@dataclass(frozen=True)
class Bar:
    """A share as a bar."""

    label: str
    said: str
    y: float
    length: float
    strong: bool


@dataclass(frozen=True)
class BarPlot:
    """Shares as bars from nothing to the whole."""

    title: str
    desc: str
    height: float
    floor: float
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    start: float = LEFT
    width: float = WIDTH


def bar_plot(
    title: str,
    desc: str,
    rows: Sequence[tuple[str, str, float, bool]],
    written: Written,
) -> BarPlot:
    """Rows of (label, words, share, strong)."""
    along = Scale(0.0, 1.0, (0.0, 0.25, 0.5, 0.75, 1.0))
    bars = tuple(
        Bar(label, said, TOP + ROW * place, round(along.at(share) - LEFT, 1), strong)
        for place, (label, said, share, strong) in enumerate(rows)
    )
    floor = TOP + ROW * len(rows)
    return BarPlot(title, desc, floor + AXIS, floor, bars, _ticks(along, written))


@dataclass(frozen=True)
class Point:
    """A bin of predictions: predicted across, happened upwards, and its interval."""

    x: float
    y: float
    low: float
    high: float
    radius: float


@dataclass(frozen=True)
class CurvePlot:
    """Predicted against happened; on the diagonal, what was said is what happened."""

    title: str
    desc: str
    points: tuple[Point, ...]
    across: tuple[Tick, ...]
    upwards: tuple[Tick, ...]
    side: float
    left: float
    top: float
    width: float = WIDTH
    height: float = WIDTH


def curve_plot(
    title: str, desc: str, bins: Sequence[tuple[float, Interval]], written: Written
) -> CurvePlot:
    """Bins of (mean prediction, what happened)."""
    left, top, side = 42.0, 8.0, 248.0
    across = Scale(0.0, 1.0, (0.0, 0.25, 0.5, 0.75, 1.0), left, left + side)
    upwards = Scale(0.0, 1.0, across.ticks, top + side, top)
    most = max((found.n for _, found in bins), default=1)
    points = tuple(
        Point(
            across.at(predicted),
            upwards.at(found.value),
            upwards.at(found.low),
            upwards.at(found.high),
            round(3.5 + 5.0 * math.sqrt(found.n / most), 1),
        )
        for predicted, found in bins
    )
    labels = tuple(Tick(across.at(v), written(v), "middle") for v in across.ticks)
    sides = tuple(Tick(upwards.at(v), written(v), "end") for v in across.ticks)
    return CurvePlot(
        title, desc, points, labels, sides, side, left, top, height=top + side + 40.0
    )
