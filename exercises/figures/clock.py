"""The face of a clock."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from exercises.figures.charts import Drawn
from exercises.figures.svg import around, element, picture, text

SIZE, CENTRE = 220, 110.0


class Clock(Drawn):
    """A time on a dial: ``hour`` 0 to 23, ``minute`` 0 to 59."""

    kind: Literal["clock"]
    hour: int = Field(ge=0, le=23)
    minute: int = Field(ge=0, le=59)


def angles(hour: int, minute: int) -> tuple[float, float]:
    """Degrees from the top of the short and the long hand."""
    return (hour % 12) * 30 + minute * 0.5, minute * 6.0


def _hand(name: str, degrees: float, length: float) -> str:
    line = element("line", x1=CENTRE, y1=CENTRE + 14, x2=CENTRE, y2=CENTRE - length)
    turn = f"rotate({degrees:g} {CENTRE:g} {CENTRE:g})"
    step = 15 if name == "short" else 30  # from one place it may be set to, to the next
    box: dict[str, str | float] = {"data_level": "turn", "data_from": 0, "data_step": step}
    return element("g", line, class_=f"hand {name}", transform=turn, data_name=name, **box)


def draw(figure: dict[str, Any]) -> str:
    """A face with its twelve numbers and sixty marks; without hour, hands at twelve."""
    parts = [element("circle", cx=CENTRE, cy=CENTRE, r=104, class_="face")]
    for minute in range(60):
        hour = minute % 5 == 0
        (x1, y1), (x2, y2) = (
            around(minute * 6, radius, CENTRE, CENTRE) for radius in (98, 88 if hour else 93)
        )
        look = "mark major" if hour else "mark"
        parts.append(element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=look))
    for number in range(1, 13):
        x, y = around(number * 30, 73, CENTRE, CENTRE)
        parts.append(text(str(number), x, y + 6.5, text_anchor="middle"))
    short, long = angles(figure["hour"] or 0, figure["minute"] or 0)
    parts += [_hand("short", short, 46), _hand("long", long, 78)]
    parts.append(element("circle", cx=CENTRE, cy=CENTRE, r=6, class_="hub"))
    return picture(SIZE, SIZE, *parts, class_="clock-drawn")


def told(figure: dict[str, Any]) -> str:
    """Where the hands are on the dial; the time is left to be read."""
    hour, minute = figure["hour"] % 12 or 12, figure["minute"]
    after = hour % 12 + 1
    short = f"sur le {hour}" if minute == 0 else f"entre le {hour} et le {after}"
    number, more = divmod(minute, 5)
    long = f"sur le {number or 12}"
    if more:
        marks = "1 trait" if more == 1 else f"{more} traits"
        long = f"{marks} après le {number or 12}"
    return f"Une horloge. La petite aiguille est {short}. La grande aiguille est {long}."
