"""Tables that people send: CSV of any usual encoding and separator, XLSX. Pure: bytes in.

Nothing is executed: formulas of a sheet are read as the values they were saved with.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from palier.accounts.words import normalise
from palier.i18n import _

LARGEST = 1_000_000  # bytes: thousands of people
MOST_ROWS = 1_000
MOST_COLUMNS = 40
LONGEST_CELL = 200
LARGEST_UNPACKED = 30_000_000  # of an XLSX, which is a ZIP
SEPARATORS = ";\t,|"
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv january jan",
            "fevrier fevr fev february feb",
            "mars march mar",
            "avril avr april apr",
            "mai may",
            "juin june jun",
            "juillet juil july jul",
            "aout august aug",
            "septembre sept september sep",
            "octobre oct october",
            "novembre nov november",
            "decembre dec december",
        ),
        1,
    )
    for name in names.split()
}


# UTF-8 read as if it were of Windows, once and for all (« InÃ¨s »); letters lost altogether;
# and those of an old Mac or of DOS (« AndrŽ », « H‚lŠne »), which no French name has.
SPOILT = re.compile(
    r"\u00c3[\u0080-\u00bf\u0152-\u2122]|\ufffd"
    r"|[\u0192\u201a\u201e\u2020-\u2022\u02c6\u2030\u2039]"
    r"|(?<=[a-zA-Z\u201a])[\u0160\u017d](?![A-Z])"
)


class Unreadable(Exception):
    """The file as a whole cannot be read. ``str()`` says why and what to do."""


@dataclass(frozen=True)
class Row:
    """A line of the table with its number in the file, as people count: the head is 1."""

    number: int
    cells: dict[str, str]  # by the names asked for; a column that is not there gives ""


@dataclass(frozen=True)
class Table:
    """The lines of a file, and the columns that were understood."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read(data: bytes, columns: Mapping[str, Sequence[str]]) -> Table:
    """A file as a table; ``columns``: each name with the heads it may have.

    :raises Unreadable: too large, of another kind, without a head that is known, without lines.
    """
    if len(data) > LARGEST:
        raise Unreadable(too_large())
    lines = _sheet(data) if data[:2] == b"PK" else _text(data)
    lines = [(n, cells) for n, cells in lines if any(cell for cell in cells)]
    if not lines:
        raise Unreadable(_("Ce fichier est vide. Rien n’a été importé."))
    known = _heads(lines[0][1], columns)
    if any(SPOILT.search(cell) for cell in lines[0][1]):
        raise Unreadable(spoilt(" ".join(lines[0][1])[:40]))
    if not known:
        heads = ", ".join(names[0] for names in columns.values())
        raise Unreadable(
            _(
                "La première ligne doit nommer les colonnes, par exemple : %(heads)s. "
                "Rien n’a été importé.",
                heads=heads,
            )
        )
    if len(lines) == 1:
        raise Unreadable(_("Ce fichier n’a que sa première ligne. Rien n’a été importé."))
    if len(lines) - 1 > MOST_ROWS:
        raise Unreadable(
            _(
                "Ce fichier a plus de %(number)s lignes. Coupez-le en plusieurs fichiers. "
                "Rien n’a été importé.",
                number=MOST_ROWS,
            )
        )
    rows = (
        Row(number, {name: cells[at] if at < len(cells) else "" for name, at in known.items()})
        for number, cells in lines[1:]
    )
    missing = {name: "" for name in columns if name not in known}
    return Table(tuple(known), tuple(Row(row.number, {**row.cells, **missing}) for row in rows))


def spoilt(text: str) -> str:
    """What is said of a text whose accents are lost."""
    return _(
        "Les accents de « %(cell)s » sont abîmés. Enregistrez le fichier en "
        "« CSV UTF-8 », ou en XLSX.",
        cell=text,
    )


def too_large() -> str:
    """What is said of a file that is too large."""
    return _(
        "Ce fichier est trop gros : 1 Mo au plus. Gardez les colonnes utiles, ou coupez-le en "
        "plusieurs fichiers. Rien n’a été importé."
    )


def _heads(cells: Sequence[str], columns: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Where each column is, by its head."""
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        plain = normalise(cell)
        for name, heads in columns.items():
            if name not in found and plain in {normalise(head) for head in heads}:
                found[name] = at
                break
    return found


def _clean(text: str) -> str:
    """A cell on one line, without what nobody can see; cut when it is endless."""
    seen = "".join(c if c.isprintable() else " " for c in text[: 4 * LONGEST_CELL])
    return " ".join(seen.split())[:LONGEST_CELL]


def decoded(data: bytes) -> str:
    """The text of a file, of whichever usual encoding."""
    wide = _wide(data)
    if wide:
        return data.decode(wide, "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")  # what it has no letter for is seen as spoilt


def _wide(data: bytes) -> str:
    """The encoding of a text of two bytes a letter, "" for any other: it has a mark, or, since
    our letters leave one of the two at zero, zeros on one side alone."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    start = data[:4096]
    first, second = start[::2].count(0), start[1::2].count(0)
    most = len(start) // 2
    if second > 0.8 * most and not first:
        return "utf-16-le"
    return "utf-16-be" if first > 0.8 * most and not second else ""


def _text(data: bytes) -> list[tuple[int, list[str]]]:
    if b"\x00" in data and not _wide(data):
        raise Unreadable(
            _("Ce fichier n’est ni un CSV ni un XLSX. Enregistrez-le dans l’un des deux.")
        )
    text = decoded(data)
    head = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=head.count)
    if not head.count(separator):
        separator = ";"
    found: list[tuple[int, list[str]]] = []
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        for cells in islice(reader, MOST_ROWS + 50):
            found.append((reader.line_num, [_clean(c) for c in cells[:MOST_COLUMNS]]))
    except csv.Error as error:
        raise Unreadable(
            _("Nous n’arrivons pas à lire ce fichier CSV. Enregistrez-le de nouveau.")
        ) from error
    return found


def _sheet(data: bytes) -> list[tuple[int, list[str]]]:
    refused = _(
        "Nous n’arrivons pas à lire ce classeur. Enregistrez-le en XLSX ou en CSV, "
        "sans mot de passe."
    )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(one.file_size for one in archive.infolist()) > LARGEST_UNPACKED:
                raise Unreadable(too_large())
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS)
        found = [
            (number, [_clean(_said(value)) for value in row])
            for number, row in enumerate(islice(rows, MOST_ROWS + 50), 1)
        ]
        book.close()
    except Unreadable:
        raise
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        KeyError,
        ValueError,
        IndexError,
        TypeError,
        AttributeError,
        OSError,
        SyntaxError,
    ) as error:
        raise Unreadable(refused) from error
    return found


def _said(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


_WEEKDAY = r"(?:(?:lun|mar|mer|jeu|ven|sam|dim)[a-z]*[., ]+)?"
_HOUR = r"(?:[t ,]+(?:à )?\d{1,2}[:h]\d{0,2}[\d:.]*\s*(?:z|[+-]\d\d:?\d\d)?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_HOUR}")
_YEAR_LAST = re.compile(
    rf"{_WEEKDAY}(\d{{1,2}})\s*[-/. ]\s*(\d{{1,2}})\s*[-/. ]\s*(\d{{4}}|\d{{2}}){_HOUR}"
)
_IN_WORDS = re.compile(
    rf"(?:\w+[., ]+)?(\d{{1,2}})(?:er)?[ -]([^\W\d]+)\.?[ -](\d{{4}}|\d{{2}}){_HOUR}"
)


def day(text: str) -> date | None:
    """A day as people write it: 2026-11-23, lun. 23/11/2026, 23.11.26, 23 novembre 2026,
    20261123, 23112026; an hour after it is left out.

    Day before month, as in France; None for what is no day.
    """
    plain = text.strip().lower()
    if packed := re.fullmatch(r"(\d{4})(\d{2})(\d{2})", plain):
        last = re.fullmatch(r"(\d{2})(\d{2})(\d{4})", plain)
        first = _day(int(packed[1]), int(packed[2]), int(packed[3]))
        return first or (_day(int(last[3]), int(last[2]), int(last[1])) if last else None)
    if found := _YEAR_FIRST.fullmatch(plain):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _YEAR_LAST.fullmatch(plain):
        return _day(_year(found[3]), int(found[2]), int(found[1]))
    found = _IN_WORDS.fullmatch(plain)
    month = MONTHS.get(normalise(found[2])) if found else None
    if found and month:
        return _day(_year(found[3]), month, int(found[1]))
    if re.fullmatch(r"[3-6]\d{4}", plain):  # how sheets count days: 46349
        return date.fromordinal(date(1899, 12, 30).toordinal() + int(plain))
    return None


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _day(year: int, month: int, number: int) -> date | None:
    try:
        found = date(year, month, number)
    except ValueError:
        return None
    return found if 1950 <= year <= 2100 else None
