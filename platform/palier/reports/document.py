"""A report as plain data: what a page, a PDF and a workbook are all made from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Share:
    """A part of a whole, which a page also draws; ``said``: "3 sur 12"."""

    part: int
    whole: int
    said: str

    def __str__(self) -> str:
        return self.said


Cell = str | int | float | Share


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

    def to_json(self) -> bytes:
        """The same as JSON, to be kept."""
        return json.dumps(asdict(self), ensure_ascii=False).encode()

    @classmethod
    def of_json(cls, data: bytes) -> Document:
        """A document that was kept."""
        found: dict[str, Any] = json.loads(data)
        sections = [_section(one) for one in found.pop("sections")]
        facts = [(str(name), str(value)) for name, value in found.pop("facts")]
        return cls(sections=sections, facts=facts, **found)

    def in_words(self) -> dict[str, Any]:
        """The same as plain JSON whose cells are all words or numbers: nothing is drawn."""
        found = asdict(self)
        for section, made in zip(self.sections, found["sections"], strict=True):
            made["rows"] = [[_plain(cell) for cell in row] for row in section.rows]
        return found


def _plain(cell: Cell) -> str | int | float:
    return str(cell) if isinstance(cell, Share) else cell


def _section(found: Mapping[str, Any]) -> Section:
    rows = [
        [Share(**cell) if isinstance(cell, dict) else cell for cell in row]
        for row in found["rows"]
    ]
    bands = [Band(**band) for band in found["bands"]]
    return Section(**{**found, "rows": rows, "bands": bands})
