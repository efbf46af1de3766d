"""Graduated lines in exact numbers: on paper, on an axis, on a jug or a thermometer.

A graduation is named by where it is ("sur le 3e trait après 2"), never by its value: what is
said of a drawing to who does not see it must leave the reading to be done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from exercises import french

NOT_A_NUMBER = "Un nombre de la droite n’existe pas. | Écrivez 12, 12.5 ou 3/4."


@dataclass(frozen=True)
class Ruler:
    """A graduated line, in exact numbers."""

    start: Fraction
    step: Fraction
    count: int
    labels: tuple[Fraction, ...]
    bottom: int  # written as fractions over this number; 0 for decimals
    unit: str | None

    def value(self, text: str) -> Fraction:
        """The exact value of a text of the bank."""
        return french.fraction(text)

    def at(self, place: int) -> Fraction:
        """The value of a graduation."""
        return self.start + place * self.step

    def place(self, text: str) -> int | None:
        """The graduation of a value, None when it falls on none."""
        steps = (self.value(text) - self.start) / self.step
        return int(steps) if steps.denominator == 1 and 0 <= steps < self.count else None

    def written(self, value: Fraction) -> str:
        """A value as people write it, without its unit."""
        if self.bottom and value.denominator != 1:
            sign = french.MINUS if value < 0 else ""
            return f"{sign}{abs(value) * self.bottom}/{self.bottom}"
        return french.number(value)

    def name(self, place: int) -> str:
        """Where a graduation is, without saying its value: "sur le 3e trait après 2"."""
        before = max(label for label in self.labels if label <= self.at(place))
        after = (self.at(place) - before) / self.step
        if after == 0:
            return f"sur le trait {self.written(before)}"
        rank = "1er" if after == 1 else f"{after}e"
        return f"sur le {rank} trait après {self.written(before)}"

    def marked(self, place: int) -> str:
        """The value of a graduation with its unit."""
        value = self.written(self.at(place))
        return french.with_unit(value, self.unit)


def graduated(
    ends: tuple[str, str, str], labels: Sequence[str], unit: str | None = None
) -> Ruler:
    """The line of (start, stop, step). Raises ValueError ("what | remedy", in French)."""
    try:
        start, stop, step = map(french.fraction, ends)
        written = [french.fraction(text) for text in labels] or [start, stop]
    except (ValueError, ZeroDivisionError):
        raise ValueError(NOT_A_NUMBER) from None
    if step <= 0 or stop <= start or ((stop - start) / step).denominator != 1:
        what = "« step » ne va pas juste de « start » à « stop »."
        raise ValueError(f"{what} | Changez un des trois nombres.")
    count = int((stop - start) / step) + 1
    bottom = int(ends[2].partition("/")[2] or 0)
    line = Ruler(start, step, count, tuple(sorted(set(written))), bottom, unit)
    if bottom and (start * bottom).denominator != 1:
        raise ValueError("« start » ne s’écrit pas avec cette fraction. | Changez « start ».")
    if any(line.place(str(label)) is None for label in written):
        what = "Un nombre de « labels » n’est pas sur une graduation."
        raise ValueError(f"{what} | Changez-le.")
    return line
