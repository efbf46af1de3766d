"""A table to fill, or one cell or row of it to find (curriculum name: ``table``)."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Self

from pydantic import Field, model_validator

from exercises.content import Content, Short
from exercises.instance import Examples, FormatError, Instance, Json, Judged
from exercises.types import table_fill, table_find
from exercises.types.kind import Form, Kind, Messages, faces
from exercises.types.table_fill import Cell, ListCell, Values
from exercises.types.table_find import Place, WrongPlace

MOST_COLUMNS = 6


class TableContent(Content):
    """``head``, then ``rows`` whose first cell names them.

    To fill: cells written ``[1]``, ``[2]``… are ``fill``, in this order. To read: ``find`` is
    the cell or the row to choose, and ``wrong`` the places that are expected instead.
    """

    title: Short
    head: tuple[Short, ...] = Field(min_length=2, max_length=MOST_COLUMNS)
    rows: tuple[tuple[Short, ...], ...] = Field(min_length=2, max_length=8)
    fill: tuple[Cell, ...] = Field(default=(), max_length=8)
    find: Place | None = None
    wrong: tuple[WrongPlace, ...] = ()

    @model_validator(mode="after")
    def _square(self) -> Self:
        short = next((row for row in self.rows if len(row) != len(self.head)), None)
        if short is not None:
            what = (
                f"La ligne « {short[0]} » a {len(short)} cases, et « head » {len(self.head)}."
            )
            raise ValueError(f"{what} | Donnez-lui autant de cases.")
        if bool(self.fill) == bool(self.find):
            what = "Un tableau se remplit (« fill ») ou se lit (« find »)."
            raise ValueError(f"{what} | Écrivez un des deux.")
        if self.find:
            self._check_places([self.find, *self.wrong])
        else:
            self._check_marks()
        return self

    def _check_marks(self) -> None:
        marks = [n for row in self.rows for cell in row[1:] if (n := table_fill.mark(cell))]
        if marks != list(range(1, len(self.fill) + 1)):
            wanted = " ".join(f"[{number}]" for number in range(1, len(self.fill) + 1))
            what = "Les cases à remplir ne sont pas dans l’ordre du tableau."
            raise ValueError(f"{what} | Placez-y {wanted}, une par case.")
        if self.wrong:
            raise ValueError("« wrong » va avec « find ». | Mettez-le dans « fill ».")

    def _check_places(self, places: Sequence[Place]) -> None:
        heads = [row[0] for row in self.rows]
        if len(set(heads)) < len(heads) or len(set(self.head)) < len(self.head):
            raise ValueError("Deux lignes ou deux colonnes ont le même nom. | Changez-en un.")
        for place in places:
            by_row = place.column is None
            if place.row not in heads or not (by_row or place.column in self.head[1:]):
                named = ", ".join(part for part in (place.row, place.column) if part)
                what = f"« {named} » n’est pas dans le tableau."
                raise ValueError(f"{what} | Reprenez les titres de la ligne et de la colonne.")
            if by_row != (places[0].column is None):
                raise ValueError("On choisit une ligne, ou une case. | Pas les deux.")
        found = [(place.row, place.column) for place in places]
        if len(set(found)) < len(found):
            raise ValueError("« wrong » répète une case, ou celle de « find ». | Retirez-la.")


def _identity(content: TableContent) -> Json:
    cells = [
        faces(cell.choices, cell.shuffle)
        if isinstance(cell, ListCell)
        else [cell.answer, cell.unit]
        for cell in content.fill
    ]
    find = content.find.model_dump() if content.find else None
    rows = [list(row) for row in content.rows]
    table = {"title": content.title, "head": list(content.head), "rows": rows}
    return table | {"fill": cells, "find": find}


def _build(content: TableContent, rng: random.Random, messages: Messages) -> tuple[Json, Json]:
    public: Json = {
        "title": content.title,
        "head": list(content.head),
        "rows": [list(row) for row in content.rows],
    }
    if content.find:
        shown, secret = table_find.build(
            content.rows, content.head, content.find, content.wrong, messages
        )
    else:
        shown, secret = table_fill.build(content.rows, content.fill, rng, messages)
    return public | shown, secret


def _parse(instance: Instance, raw: Form) -> int | Values | FormatError:
    finding = instance.public["find"]
    return table_find.parse(instance, raw) if finding else table_fill.parse(instance, raw)


def _grade(instance: Instance, value: int | Values) -> Judged:
    if isinstance(value, tuple):
        return table_fill.grade(instance, value)
    return table_find.grade(instance, value)


def _examples(instance: Instance) -> Examples:
    finding = instance.public["find"]
    return table_find.examples(instance) if finding else table_fill.examples(instance)


def _chance(public: Json) -> float:
    if public["find"]:
        return 1 / table_find.count(public)
    chances = [1 / len(f["choices"]) if "choices" in f else 0.0 for f in public["fields"]]
    return sum(chances) / len(chances)


def _speech(public: Json) -> list[str]:
    lines = [public["head"], *public["rows"]]
    return [
        public["title"],
        *(", ".join("…" if table_fill.mark(cell) else cell for cell in row) for row in lines),
        *(
            ", ".join(field["choices"])
            for field in public.get("fields", ())
            if "choices" in field
        ),
    ]


KIND: Kind[TableContent, int | Values] = Kind(
    "table", TableContent, _identity, _build, _parse, _grade, _examples, _chance, _speech
)
