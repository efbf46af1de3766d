"""A line of time, cut in equal periods; events are marked on it, each in its own row."""

from __future__ import annotations

from typing import Any

from exercises.figures.svg import element, picture, text

WIDTH, LEFT, RIGHT = 320, 14, 14
ROW, TOP = 24, 14


def draw(figure: dict[str, Any]) -> str:
    """``edges``: years between periods, "" where none is written; ``rows``: how many events.

    Marks are hidden until script moves them: ``data-from`` is the middle of the first period.
    """
    edges, rows = figure["edges"], figure["rows"]
    wide = (WIDTH - LEFT - RIGHT) / (len(edges) - 1)
    axis = TOP + ROW * rows + 6
    parts = []
    for at, year in enumerate(edges):
        x = LEFT + wide * at
        look = "mark major" if year else "mark"
        parts.append(element("line", x1=x, x2=x, y1=TOP - 8, y2=axis, class_="grid minor"))
        parts.append(element("line", x1=x, x2=x, y1=axis - 5, y2=axis + 7, class_=look))
        if year:
            parts.append(text(year, x, axis + 23, text_anchor="middle"))
    parts.append(element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=axis, y2=axis, class_="axis"))
    for row in range(rows):
        y = TOP + ROW * row
        mark = element("circle", cx=0, cy=y, r=10.5, class_="event") + text(
            "ABCDEF"[row], 0, y + 5, text_anchor="middle", class_="letter"
        )
        box: dict[str, str | float] = {"data_level": "slide", "data_from": LEFT + wide / 2}
        box |= {"data_step": wide, "data_name": str(row + 1), "overflow": "visible"}
        parts.append(element("svg", mark, x=LEFT, y=0, class_="untouched", **box))
    return picture(WIDTH, axis + 32, *parts, class_="time-drawn")
