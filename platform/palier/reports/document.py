"""A report as plain data: what a PDF and a workbook are both made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

Cell = str | int | float


@dataclass(frozen=True)
class Band:
    """A level on the scale of the four paliers, 0 to 4: its 90 % interval, its median, and
    where it was before (None when it is not known)."""

    label: str
    low: float
    median: float
    high: float
    before: float | None


@dataclass(frozen=True)
class Section:
    """A part of a report: words, levels drawn, a table."""

    title: str
    words: Sequence[str] = ()
    bands: Sequence[Band] = ()
    head: Sequence[str] = ()
    rows: Sequence[Sequence[Cell]] = ()
    note: str = ""


@dataclass(frozen=True)
class Document:
    """A report. ``facts``: pairs said under the title."""

    title: str
    subtitle: str
    facts: Sequence[tuple[str, str]]
    sections: Sequence[Section]
    foot: str  # on each page
    wide: bool = False  # landscape

    def to_json(self) -> dict[str, Any]:
        """The same as JSON."""
        return asdict(self)
