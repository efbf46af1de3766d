"""One cell or one row to find in a table: the reading side of ``table``."""

from __future__ import annotations

from collections.abc import Sequence

from exercises.content import Part, Short, Slug, Text
from exercises.french import NBSP
from exercises.instance import Examples, FormatError, Instance, Json, Judged, Raw
from exercises.types.kind import Form, Messages, blank, blocks, position

Rows = Sequence[Sequence[str]]


class Place(Part):
    """A cell by the heads of its row and column; a row by its head alone."""

    row: Short
    column: Short | None = None


class WrongPlace(Place):
    """A place that a known misconception leads to."""

    misconception: Slug | None = None
    feedback: Text | None = None
    good: Text | None = None


def build(
    rows: Rows,
    head: Sequence[str],
    find: Place,
    wrong: Sequence[WrongPlace],
    messages: Messages,
) -> tuple[Json, Json]:
    """The place to touch, and what another place shows, numbered from 0 row by row."""
    by = "cell" if find.column else "row"
    known = [
        {
            "at": _number(rows, head, place),
            "misconception": place.misconception,
            "blocks": blocks(place.feedback, place.misconception, messages),
            "good": place.good,
        }
        for place in wrong
    ]
    return {"find": by}, {"at": _number(rows, head, find), "wrong": known}


def _number(rows: Rows, head: Sequence[str], place: Place) -> int:
    """The number of a cell (row after row, without the heads), or of a row."""
    row = [row[0] for row in rows].index(place.row)
    if place.column is None:
        return row
    return row * (len(head) - 1) + head.index(place.column) - 1


def count(public: Json) -> int:
    """How many places can be touched."""
    rows: int = len(public["rows"])
    return rows * (len(public["head"]) - 1) if public["find"] == "cell" else rows


def _text(public: Json, at: int) -> str:
    """A place in words: "Mardi, Inès : 8 h 30", or the head of a row."""
    if public["find"] == "row":
        return str(public["rows"][at][0])
    row, column = divmod(at, len(public["head"]) - 1)
    cells = public["rows"][row]
    return f"{cells[0]}, {public['head'][column + 1]}{NBSP}: {cells[column + 1]}"


def parse(instance: Instance, raw: Form) -> int | FormatError:
    """The number of the place that was touched."""
    chosen = position(raw, "cell", count(instance.public))
    if chosen is not None:
        return chosen
    what = "une case" if instance.public["find"] == "cell" else "une ligne"
    example = f"Touchez {what} du tableau, puis validez."
    if blank(raw, "cell"):
        return FormatError("Vous n’avez pas encore choisi.", example, missing=True)
    return FormatError("Nous n’arrivons pas à lire votre choix.", example)


def grade(instance: Instance, at: int) -> Judged:
    """Right at the place asked for, else what the other one shows."""
    public, secret = instance.public, instance.secret
    given, expected = _text(public, at), _text(public, secret["at"])
    if at == secret["at"]:
        return Judged((1.0,), 1.0, given, expected)
    wrong = next((wrong for wrong in secret["wrong"] if wrong["at"] == at), None)
    if wrong is None:
        return Judged((0.0,), 0.0, given, expected, blocks=(_where(public, at, secret["at"]),))
    known = (wrong["misconception"],) if wrong["misconception"] else ()
    return Judged((0.0,), 0.0, given, expected, known, wrong["good"], (wrong["blocks"],))


def _where(public: Json, at: int, right: int) -> str:
    if public["find"] == "row":
        return "Relisez les conditions une par une, ligne après ligne."
    columns = len(public["head"]) - 1
    if at // columns == right // columns:
        return "La ligne est bonne. Regardez le titre de la colonne."
    if at % columns == right % columns:
        return "La colonne est bonne. Regardez le titre de la ligne."
    return "Cherchez d’abord le titre de la ligne, puis celui de la colonne."


def examples(instance: Instance) -> Examples:
    """The place asked for, the others, and what is no place."""
    secret, places = instance.secret, count(instance.public)

    def raw(at: int) -> Raw:
        return {"cell": [str(at)]}

    known = {wrong["at"]: wrong["misconception"] for wrong in secret["wrong"]}
    other = [at for at in range(places) if at != secret["at"] and at not in known][:1]
    return Examples(
        right=(raw(secret["at"]),),
        wrong=tuple(
            (raw(at), name) for at, name in [*known.items(), *((n, None) for n in other)]
        ),
        partly=(),
        unreadable=({}, {"cell": [""]}, raw(places), {"cell": ["0", "1"]}),
    )
