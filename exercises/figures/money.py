"""Coins and notes of the euro, drawn plainly: a disc or a note, and its value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Literal

from pydantic import Field, field_validator

from exercises import french
from exercises.figures.charts import Drawn
from exercises.figures.svg import element, picture, text

CENTS = (10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1)
SMALLEST_NOTE = 500
_METALS = {200: "two", 100: "two", 50: "gold", 20: "gold", 10: "gold"}


class Coins(Drawn):
    """Coins and notes laid on a table, in cents."""

    kind: Literal["coins"]
    cents: tuple[int, ...] = Field(min_length=1, max_length=16)

    @field_validator("cents")
    @classmethod
    def _exist(cls, cents: tuple[int, ...]) -> tuple[int, ...]:
        if not set(cents) <= set(CENTS):
            raise ValueError("Cette pièce n’existe pas. | Écrivez des centimes : 200 pour 2 €.")
        return cents


def name(cents: int) -> str:
    """What people call it: "pièce de 2 €", "billet de 10 €", "pièce de 20 centimes"."""
    what = "billet" if cents >= SMALLEST_NOTE else "pièce"
    return f"{what} de {face(cents)}"


def face(cents: int) -> str:
    """What is written on it: "2 €", "20 c"."""
    return french.euros(cents // 100) if cents >= 100 else f"{cents}{french.NBSP}c"


def one(cents: int, x: float = 0, y: float = 0) -> str:
    """One coin or note, in a box of 64 by 40 from (x, y)."""
    middle = text(face(cents), x + 32, y + 25.5, text_anchor="middle", class_="strong")
    if cents >= SMALLEST_NOTE:
        box = element("rect", x=x + 1, y=y + 3, width=62, height=34, rx=3, class_="note")
        inner = element("rect", x=x + 5, y=y + 7, width=54, height=26, class_="note-edge")
        return box + inner + middle
    metal = _METALS.get(cents, "copper")
    disc = element("circle", cx=x + 32, cy=y + 20, r=19, class_=f"coin {metal}")
    ring = element("circle", cx=x + 32, cy=y + 20, r=15.5, class_="coin-edge")
    return disc + ring + middle


def draw_one(cents: int) -> str:
    """One coin or note alone."""
    return picture(64, 40, one(cents), class_="money-drawn")


def draw(figure: dict[str, Any]) -> str:
    """All of them, in rows of four."""
    cents: Sequence[int] = sorted(figure["cents"], reverse=True)
    rows = (len(cents) + 3) // 4
    parts = [one(value, at % 4 * 78, at // 4 * 48) for at, value in enumerate(cents)]
    return picture(300, rows * 48, *parts, class_="money-drawn laid")


def told(figure: dict[str, Any]) -> str:
    """How many of each, the largest first."""
    counts = Counter(figure["cents"])
    parts = []
    for cents in sorted(counts, reverse=True):
        what, _, value = name(cents).partition(" ")
        many = counts[cents] > 1
        parts.append(f"{counts[cents]} {what}{'s' if many else ''} {value}")
    return f"Sur la table{french.NBSP}: {french.join_list(parts)}."
