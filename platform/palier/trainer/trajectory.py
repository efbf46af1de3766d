"""The level of a domain over time, drawn: median and 90 % interval at the end of each week."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np

from adaptive import DomainLevel
from palier.i18n import _
from palier.levels import PALIER_WORDS
from palier.moved import Moved
from palier.presentation import day
from palier.trainer.learner_pages import Mark, Tick, Trajectory

WIDTH, HEIGHT = 720, 262
LEFT, RIGHT, TOP, BOTTOM = 150, 16, 12, 36
NARROW, NARROW_LEFT = 340, 126  # for a phone: the same, without scrolling to the present
PALIERS = 4
MOST_MARKS = 120
TICK_ROOM = 90.0
ROW, GAP = 4, 10.0  # signs side by side, and the room of one


@dataclass(frozen=True)
class Point:
    """A domain's level at an instant: quantiles, on a scale where palier k spans k − 1 to k."""

    at: datetime
    low: float
    median: float
    high: float


@dataclass(frozen=True)
class Dot:
    """An answer: when, the palier of its skill, and whether it was right."""

    at: datetime
    palier: int
    right: bool


def quantile(level: DomainLevel, q: float) -> float:
    """Quantile of the palier as a continuous height in [0, 4], linear inside each palier."""
    below = np.concatenate(([0.0], np.cumsum(level.chances)))
    below[-1] = 1.0
    return float(np.interp(q, below, np.arange(PALIERS + 1.0)))


def point(at: datetime, level: DomainLevel) -> Point:
    """A domain's level at an instant, as a height with its interval."""
    return Point(at, *(quantile(level, q) for q in (0.05, 0.5, 0.95)))


def change(moved: Moved | None) -> str:
    """Whether the level moved since the first week, said with its reason."""
    if moved is None:
        return _("Un seul jour de travail : trop tôt pour parler de progrès.")
    return _("Depuis la première semaine : %(said)s", said=moved.sentence)


def draw(
    found: Sequence[Point], dots: Sequence[Dot], label: str, moved: Moved | None
) -> Trajectory:
    """The chart of at least one point, wide and narrow."""
    return replace(
        _draw(found, dots, label, WIDTH, LEFT),
        narrow=_draw(found, dots, label, NARROW, NARROW_LEFT),
        change=change(moved),
    )


def _draw(
    found: Sequence[Point], dots: Sequence[Dot], label: str, width: int, left: int
) -> Trajectory:
    """A chart of some width. The answers of the first week stand before it."""
    start, end = min([found[0].at, *(dot.at for dot in dots)]), found[-1].at
    palier = _step(found[-1].median) + 1
    span = max((end - start).total_seconds(), 1.0)

    def x(at: datetime) -> float:
        share = min(max((at - start).total_seconds() / span, 0.0), 1.0)
        return round(left + 24 + share * (width - left - RIGHT - 38), 1)

    def y(height: float) -> float:
        return round(HEIGHT - BOTTOM - height / PALIERS * (HEIGHT - TOP - BOTTOM), 1)

    # A single week is drawn as a short stretch rather than as a point nobody sees.
    at = [x(p.at) for p in found]
    if len(found) == 1:
        found, at = [found[0], found[0]], [left + 14.0, width - RIGHT - 14.0]
    upper = [f"{a},{y(p.high)}" for a, p in zip(at, found, strict=True)]
    lower = [f"{a},{y(p.low)}" for a, p in zip(at, found, strict=True)]
    middle = [f"{a},{y(p.median)}" for a, p in zip(at, found, strict=True)]
    return Trajectory(
        width=width,
        height=HEIGHT,
        left=left,
        lines=tuple(y(float(k)) for k in range(PALIERS + 1)),
        labels=tuple(
            (y(k + 0.5) + 5, _(PALIER_WORDS[k]), k + 1 == palier) for k in range(PALIERS)
        ),
        band="M" + " ".join(upper) + " L" + " ".join(reversed(lower)) + "Z",
        trend="M" + " L".join(middle),
        marks=_marks([dot for dot in dots if start <= dot.at <= end], x, y),
        ticks=_ticks(found, x),
        title=_(
            "Niveau estimé en %(domain)s, du %(start)s au %(end)s",
            domain=label,
            start=day(start),
            end=day(end),
        ),
        description=_(
            "Au début : %(first)s. Maintenant : %(now)s. La bande contient le vrai niveau "
            "9 fois sur 10.",
            first=_(PALIER_WORDS[_step(found[0].median)]),
            now=_(PALIER_WORDS[_step(found[-1].median)]),
        ),
        change="",
    )


def _step(height: float) -> int:
    return min(int(height), PALIERS - 1)


def _marks(
    dots: Sequence[Dot], x: Callable[[datetime], float], y: Callable[[float], float]
) -> tuple[Mark, ...]:
    """Answers of one day stand at one place: each column is spread, a sign beside the other."""
    columns: dict[tuple[date, int], list[Dot]] = {}
    for dot in sorted(dots[:MOST_MARKS], key=lambda dot: dot.at):
        columns.setdefault((dot.at.date(), dot.palier), []).append(dot)
    return tuple(
        Mark(
            round(x(column[0].at) + (at % ROW - (min(len(column), ROW) - 1) / 2) * GAP, 1),
            y(dot.palier - 0.5) + GAP * (at // ROW - (len(column) - 1) // ROW / 2),
            dot.right,
        )
        for column in columns.values()
        for at, dot in enumerate(column)
    )


def _ticks(found: Sequence[Point], x: Callable[[datetime], float]) -> tuple[Tick, ...]:
    """Dates that have room between them, the last one always."""
    ticks: list[Tick] = []
    for point in reversed(found):
        where = x(point.at)
        # The last one stands wholly to the left of its place, the others half.
        room = TICK_ROOM * (1.5 if len(ticks) == 1 else 1.0)
        if not ticks or ticks[-1].x - where > room:
            ticks.append(Tick(where, day(point.at), "middle" if ticks else "end"))
    return tuple(reversed(ticks))
