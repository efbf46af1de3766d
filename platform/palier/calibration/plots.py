"""Pictures of findings: where each mark goes. Templates draw them; words stay in HTML.

A picture is as wide as a phone’s page, so that its text is never smaller than the text around.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT, HEIGHT_OF_TIME = 296, 174, 190
LEFT, RIGHT, TOP, FLOOR = 70.0, 290.0, 12.0, 150.0
LEAST_SPAN = 2.0  # logits across, however close the learners are
STEPS = 40


@dataclass(frozen=True)
class Mark:
    """Something seen, with its 95 % interval; ``form``: disc or open."""

    x: float
    y: float
    low: float
    high: float
    form: str


@dataclass(frozen=True)
class Tick:
    """A value along an axis."""

    at: float
    label: str


@dataclass(frozen=True)
class Plot:
    """Curves and marks. ``path``: the curve found; ``dashed``: what was announced; ``across``
    and ``upwards``: the values along the axes; ``even``: where a line of no change stands."""

    marks: tuple[Mark, ...]
    path: str
    dashed: str
    across: tuple[Tick, ...]
    upwards: tuple[Tick, ...]
    even: float | None = None
    width: int = WIDTH
    height: int = HEIGHT
    left: float = LEFT
    right: float = RIGHT
    top: float = TOP
    floor: float = FLOOR


Curve = Callable[[float], float]


def found_curve(finding: Mapping[str, Any]) -> Curve:
    """The curve that the calibration found."""
    a, shift, d, c = map(float, finding["curve"])
    return lambda theta: c + (1.0 - c) * _logistic(a * (theta - shift) + d)


def author_curve(finding: Mapping[str, Any]) -> Curve:
    """The curve that the author’s difficulty announces."""
    b, c = float(finding["author"]), float(finding["curve"][3])
    return lambda theta: c + (1.0 - c) * _logistic(theta - b)


def expected(finding: Mapping[str, Any]) -> float:
    """The share of right answers that the author’s difficulty announces of those who answered:
    every range of ability holds as many answers."""
    curve = author_curve(finding)
    points = finding["points"]
    return sum(curve(point[0]) for point in points) / len(points) if points else math.nan


def curves(finding: Mapping[str, Any]) -> Plot:
    """Success against the learner’s level: announced, found, and seen."""
    points = finding["points"]
    along = _along([point[0] for point in points])
    return Plot(
        marks=tuple(_seen(along, point, "disc") for point in points),
        path=_path(along, found_curve(finding)),
        dashed=_path(along, author_curve(finding)),
        across=(),
        upwards=_shares(),
    )


def two_groups(finding: Mapping[str, Any]) -> Plot:
    """The same of two groups: the others as discs, the group compared as open signs."""
    others, group = finding["groups"]
    along = _along([point[0] for point in (*others, *group)])
    marks = [_seen(along, point, "disc", -3.0) for point in others]
    marks += [_seen(along, point, "open", 3.0) for point in group]
    path = _path(along, found_curve(finding))
    return Plot(tuple(marks), path, "", (), _shares())


def over_time(finding: Mapping[str, Any], names: Sequence[str]) -> Plot:
    """How far the difficulty has moved since the first period, upwards for harder."""
    shifts: dict[int, tuple[float, float, float]] = {0: (0.0, 0.0, 0.0)} | {
        k: (at, lo, hi) for k, at, lo, hi in finding["shifts"]
    }
    most = max(0.7, *(abs(one) for three in shifts.values() for one in three))
    middle, half = (TOP + FLOOR) / 2.0, (FLOOR - TOP) / 2.0 - 6.0
    width = (RIGHT - LEFT) / len(names)

    def up(value: float) -> float:
        return round(middle - half * value / most, 1)

    marks = []
    for place, (at, low, high) in shifts.items():
        x = round(LEFT + width * (place + 0.5), 1)
        marks.append(Mark(x, up(at), up(low), up(high), "disc"))
    path = "M" + "L".join(f"{mark.x} {mark.y}" for mark in marks)
    across = tuple(
        Tick(round(LEFT + width * (place + 0.5), 1), name) for place, name in enumerate(names)
    )
    return Plot(tuple(marks), path, "", across, (), even=middle, height=HEIGHT_OF_TIME)


def _seen(
    along: tuple[float, float], point: Sequence[float], form: str, aside: float = 0.0
) -> Mark:
    theta, share, low, high = point
    return Mark(round(_x(along, theta) + aside, 1), _y(share), _y(low), _y(high), form)


def _along(levels: Sequence[float]) -> tuple[float, float]:
    low, high = min(levels, default=-1.0), max(levels, default=1.0)
    room = max((LEAST_SPAN - (high - low)) / 2.0, 0.25)
    return low - room, high + room


def _x(along: tuple[float, float], theta: float) -> float:
    low, high = along
    share = min(max((theta - low) / (high - low), 0.0), 1.0)
    return round(LEFT + (RIGHT - LEFT) * share, 1)


def _y(share: float) -> float:
    return round(FLOOR - (FLOOR - TOP) * min(max(share, 0.0), 1.0), 1)


def _path(along: tuple[float, float], curve: Curve) -> str:
    low, high = along
    thetas = [low + (high - low) * step / STEPS for step in range(STEPS + 1)]
    return "M" + "L".join(f"{_x(along, theta)} {_y(curve(theta))}" for theta in thetas)


def _shares() -> tuple[Tick, ...]:
    return tuple(
        Tick(_y(share), f"{round(4 * share)}/4") for share in (0.0, 0.25, 0.5, 0.75, 1.0)
    )


def _logistic(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-min(max(x, -500.0), 500.0)))
