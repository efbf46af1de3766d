"""Reports and exports as tables: XLSX and CSV, in which nothing is ever executed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from palier.i18n import _
from palier.reports.document import Cell, Document, Share

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "|", "%")
WIDEST = 60  # characters
LONGEST_SHEET = 31
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def harmless(cell: Cell) -> str | int | float:
    """A cell that no program takes for a formula: an apostrophe before what looks like one.
    Control characters, which no workbook can hold, go."""
    if isinstance(cell, Share):
        cell = str(cell)
    if not isinstance(cell, str):
        return cell
    cell = ILLEGAL_CHARACTERS_RE.sub("", cell)
    return f"'{cell}" if cell.lstrip().startswith(FORMULAS) else cell


def csv_file(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV as French programs open it: semicolons, UTF-8 with its mark."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def workbook(document: Document) -> bytes:
    """A report as XLSX: a sheet of what it is, then one for each table."""
    book = Workbook(write_only=True)
    _sheet(book, _("À lire d’abord"), (), _opening(document))
    for section in document.sections:
        if section.rows:
            _sheet(book, section.title, section.head, section.rows)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _opening(document: Document) -> list[Sequence[Cell]]:
    """The words of a report: a workbook has them all before its figures."""
    found: list[Sequence[Cell]] = [(document.title,), (document.subtitle,), *document.facts]
    for section in document.sections:
        found += [("",), (section.title,)]
        found += [(words,) for words in (*section.words, section.note) if words]
    return [*found, ("",), (document.foot,)]


def _sheet(
    book: Workbook, title: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> None:
    taken = set(book.sheetnames)
    name = plain = title.translate(FORBIDDEN)[:LONGEST_SHEET].strip()
    number = 2
    while name in taken:
        name, number = f"{plain[: LONGEST_SHEET - 3]} {number}", number + 1
    sheet = book.create_sheet(name)
    kept = list(rows)
    for at in range(max([len(head), *(len(row) for row in kept)], default=0)):
        longest = max((len(str(row[at])) for row in (head, *kept) if at < len(row)), default=8)
        sheet.column_dimensions[get_column_letter(at + 1)].width = min(longest + 2, WIDEST)
    if head:
        sheet.freeze_panes = "A2"
        sheet.append([_cell(sheet, words, bold=True) for words in head])
    for row in kept:
        sheet.append([_cell(sheet, cell) for cell in row])


def _cell(sheet: Any, value: Cell, bold: bool = False) -> Any:  # openpyxl gives it no type
    said = harmless(value)
    cell = WriteOnlyCell(sheet, value=said)
    if isinstance(said, str):
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=len(said) > WIDEST, vertical="top")
    if bold:
        cell.font = Font(bold=True)
    return cell
