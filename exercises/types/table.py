"""A table to fill, or one cell or row of it to find (curriculum name: ``table``)."""

from __future__ import annotations

import random
import re
from typing import Annotated, Any, Self

from pydantic import Discriminator, Field, Tag, model_validator

from exercises.content import Choice, Content, Part, Short, Slug, Text, check_choices
from exercises.french import NBSP, join_list, quoted
from exercises.instance import Examples, FormatError, Instance, Json, Judged, Raw, line
from exercises.types import numeric
from exercises.types.assign import MOST_BLOCKS, MOST_NAMED, SEVERAL
from exercises.types.kind import (
    Form,
    Kind,
    Messages,
    blank,
    blocks,
    choice_key,
    faces,
    position,
    shown_choices,
)
from exercises.types.numeric import Number, Typed

_MARK = re.compile(r"\[(\d+)\]")
MOST_COLUMNS = 6


class ListCell(Part):
    """A cell filled from a short list."""

    choices: tuple[Choice, ...] = Field(min_length=2, max_length=5)
    shuffle: bool = Field(default=True, strict=True)

    @model_validator(mode="after")
    def _one_right(self) -> Self:
        check_choices(self.choices, "choices")
        return self


def _sort(cell: Any) -> str:  # YAML or a model
    given = cell if isinstance(cell, dict) else dict(cell)
    return "list" if "choices" in given else "number"


Cell = Annotated[
    Annotated[Number, Tag("number")] | Annotated[ListCell, Tag("list")], Discriminator(_sort)
]


class Place(Part):
    """A cell by the heads of its row and column; a row by its head alone."""

    row: Short
    column: Short | None = None


class WrongPlace(Place):
    """A place that a known misconception leads to."""

    misconception: Slug | None = None
    feedback: Text | None = None
    good: Text | None = None


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
        marks = [
            int(found[1]) for row in self.rows for cell in row[1:] if (found := _mark(cell))
        ]
        if marks != list(range(1, len(self.fill) + 1)):
            wanted = " ".join(f"[{number}]" for number in range(1, len(self.fill) + 1))
            what = "Les cases à remplir ne sont pas dans l’ordre du tableau."
            raise ValueError(f"{what} | Placez-y {wanted}, une par case.")
        if self.wrong:
            raise ValueError("« wrong » va avec « find ». | Mettez-le dans « fill ».")

    def _check_places(self, places: list[Any]) -> None:  # Place and WrongPlace
        heads = [row[0] for row in self.rows]
        if len(set(heads)) < len(heads) or len(set(self.head)) < len(self.head):
            raise ValueError("Deux lignes ou deux colonnes ont le même nom. | Changez-en un.")
        for place in places:
            by_row = place.column is None
            if place.row not in heads or not (by_row or place.column in self.head[1:]):
                what = f"« {place.row}, {place.column} » n’est pas dans le tableau."
                raise ValueError(f"{what} | Reprenez les titres de la ligne et de la colonne.")
            if by_row != (places[0].column is None):
                raise ValueError("On choisit une ligne, ou une case. | Pas les deux.")
        found = [(place.row, place.column) for place in places]
        if len(set(found)) < len(found):
            raise ValueError("« wrong » répète une case, ou celle de « find ». | Retirez-la.")


def _mark(cell: str) -> re.Match[str] | None:
    return _MARK.fullmatch(cell)


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
        shown, secret = _to_find(content, content.find, messages)
    else:
        shown, secret = _to_fill(content, rng, messages)
    return public | shown, secret


def _to_fill(
    content: TableContent, rng: random.Random, messages: Messages
) -> tuple[Json, Json]:
    fields: list[Json] = []
    keys: list[Json] = []
    for cell in content.fill:
        if isinstance(cell, ListCell):
            choices = shown_choices(cell.choices, cell.shuffle, rng)
            fields.append({"choices": [choice.text for choice in choices]})
            keys.append(choice_key(choices, messages))
        else:
            field, key = numeric.number_parts(cell, messages)
            fields.append(field)
            keys.append(key)
    rows = []
    for row in content.rows:
        marks = [_mark(cell) for cell in row]
        rows.append([int(mark[1]) if mark else 0 for mark in marks])
    return {"find": None, "fields": fields, "marks": rows}, {"keys": keys}


def _to_find(content: TableContent, find: Place, messages: Messages) -> tuple[Json, Json]:
    by = "cell" if find.column else "row"
    wrong = [
        {
            "at": _number(content, place),
            "misconception": place.misconception,
            "blocks": blocks(place.feedback, place.misconception, messages),
            "good": place.good,
        }
        for place in content.wrong
    ]
    return {"find": by}, {"at": _number(content, find), "wrong": wrong}


def _number(content: TableContent, place: Place) -> int:
    """The number of a cell (row after row, without the heads), or of a row."""
    row = [row[0] for row in content.rows].index(place.row)
    if place.column is None:
        return row
    return row * (len(content.head) - 1) + content.head.index(place.column) - 1


# To find a place


def _count(public: Json) -> int:
    rows: int = len(public["rows"])
    return rows * (len(public["head"]) - 1) if public["find"] == "cell" else rows


def _place_text(public: Json, at: int) -> str:
    """A place in words: "Mardi, Inès : 8 h 30", or the head of a row."""
    if public["find"] == "row":
        return str(public["rows"][at][0])
    row, column = divmod(at, len(public["head"]) - 1)
    cells = public["rows"][row]
    return f"{cells[0]}, {public['head'][column + 1]}{NBSP}: {cells[column + 1]}"


def _read_place(instance: Instance, raw: Form) -> int | FormatError:
    chosen = position(raw, "cell", _count(instance.public))
    if chosen is not None:
        return chosen
    what = "une case" if instance.public["find"] == "cell" else "une ligne"
    example = f"Touchez {what} du tableau, puis validez."
    if blank(raw, "cell"):
        return FormatError("Vous n’avez pas encore choisi.", example, missing=True)
    return FormatError("Nous n’arrivons pas à lire votre choix.", example)


def _judge_place(instance: Instance, at: int) -> Judged:
    public, secret = instance.public, instance.secret
    given, expected = _place_text(public, at), _place_text(public, secret["at"])
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


# To fill


def _cell(instance: Instance, at: int) -> Instance:
    """A number cell as an exercise of its own: it is read and judged like any number."""
    public, secret = instance.public["fields"][at], instance.secret["keys"][at]
    return Instance(instance.item_id, "numeric", instance.seed, "", public, secret)


def _heads(public: Json) -> list[str]:
    """What each field is about: "Gants, Total"."""
    return [
        f"{public['rows'][row][0] if column else public['head'][0]}, {public['head'][column]}"
        for row, marks in enumerate(public["marks"])
        for column, mark in enumerate(marks)
        if mark
    ]


def _read_cells(instance: Instance, raw: Form) -> tuple[int | Typed, ...] | FormatError:
    public = instance.public
    fields, heads = public["fields"], _heads(public)
    names = [f"cell{number}" for number in range(1, len(fields) + 1)]
    empty = [head for name, head in zip(names, heads, strict=True) if blank(raw, name)]
    example = "Une réponse par case vide."
    if len(empty) == len(fields):
        return FormatError("Vous n’avez pas encore rempli le tableau.", example, missing=True)
    if empty:
        named = [quoted(head) for head in empty[:MOST_NAMED]]
        if len(empty) > MOST_NAMED:
            named.append(f"{len(empty) - MOST_NAMED} de plus")
        return FormatError(f"Il reste à remplir{NBSP}: {join_list(named)}.", example)
    values: list[int | Typed] = []
    for at, (name, field, head) in enumerate(zip(names, fields, heads, strict=True)):
        value = _read_cell(_cell(instance, at), raw, name)
        if isinstance(value, FormatError):
            what = value.message if "choices" not in field else "Votre choix ne se lit pas."
            return FormatError(f"Dans la case {quoted(head)}. {what}", value.example)
        values.append(value)
    return tuple(values)


def _read_cell(cell: Instance, raw: Form, name: str) -> int | Typed | FormatError:
    if "choices" not in cell.public:
        typed: Typed | FormatError = numeric.KIND.parse(cell, {"number": raw[name]})
        return typed
    chosen = position(raw, name, len(cell.public["choices"]))
    return FormatError("", "Choisissez dans la liste.") if chosen is None else chosen


def _judge_cell(cell: Instance, value: int | Typed) -> Judged:
    if isinstance(value, Typed):
        return numeric.KIND.grade(cell, value)
    secret = cell.secret
    given, expected = secret["texts"][value], secret["texts"][secret["right"]]
    if value == secret["right"]:
        return Judged((1.0,), 1.0, given, expected)
    name = secret["misconceptions"][value]
    known, said = (name,) if name else (), (secret["blocks"][value],)
    return Judged((0.0,), 0.0, given, expected, known, secret["good"][value], said)


def _judge_cells(instance: Instance, values: tuple[int | Typed, ...]) -> Judged:
    judged = [_judge_cell(_cell(instance, at), value) for at, value in enumerate(values)]
    heads = _heads(instance.public)
    parts = tuple(one.score for one in judged)
    good = next((one.good for one in judged if one.good), None)
    if good is None and 0 < sum(parts) < len(parts):
        right = int(sum(parts))
        cases = "1 case est déjà juste" if right == 1 else f"{right} cases sont déjà justes"
        good = f"{cases}, sur {len(parts)}."
    return Judged(
        parts,
        sum(parts) / len(parts),
        _filled(heads, [one.given for one in judged]),
        _filled(heads, [one.expected for one in judged]),
        tuple(dict.fromkeys(name for one in judged for name in one.misconceptions)),
        good,
        tuple(dict.fromkeys(said for one in judged for said in one.blocks))[:MOST_BLOCKS],
        lines=tuple(
            line(head, one.given, one.expected, one.score >= 1)
            for head, one in zip(heads, judged, strict=True)
        ),
    )


def _filled(heads: list[str], texts: list[str]) -> str:
    pairs = zip(heads, texts, strict=True)
    return SEVERAL.join(f"{head}{NBSP}: {text}" for head, text in pairs)


# Both


def _parse(instance: Instance, raw: Form) -> int | tuple[int | Typed, ...] | FormatError:
    if instance.public["find"]:
        return _read_place(instance, raw)
    return _read_cells(instance, raw)


def _grade(instance: Instance, value: int | tuple[int | Typed, ...]) -> Judged:
    if isinstance(value, tuple):
        return _judge_cells(instance, value)
    return _judge_place(instance, value)


def _examples(instance: Instance) -> Examples:
    return _find_examples(instance) if instance.public["find"] else _fill_examples(instance)


def _find_examples(instance: Instance) -> Examples:
    secret, count = instance.secret, _count(instance.public)

    def raw(at: int) -> Raw:
        return {"cell": [str(at)]}

    known = {wrong["at"]: wrong["misconception"] for wrong in secret["wrong"]}
    other = [at for at in range(count) if at != secret["at"] and at not in known][:1]
    return Examples(
        right=(raw(secret["at"]),),
        wrong=tuple(
            (raw(at), name) for at, name in [*known.items(), *((n, None) for n in other)]
        ),
        partly=(),
        unreadable=({}, {"cell": [""]}, raw(count), {"cell": ["0", "1"]}),
    )


def _cell_answers(cell: Instance) -> tuple[str, list[tuple[str, str | None]]]:
    """(the right answer of a cell as posted, its wrong ones with their misconception)."""
    if "choices" not in cell.public:
        known = numeric.KIND.examples(cell)
        wrong = [(raw["number"][0], name) for raw, name in known.wrong]
        return known.right[0]["number"][0], wrong
    secret = cell.secret
    others = [at for at in range(len(secret["texts"])) if at != secret["right"]]
    return str(secret["right"]), [(str(at), secret["misconceptions"][at]) for at in others]


def _fill_examples(instance: Instance) -> Examples:
    answers = [_cell_answers(_cell(instance, at)) for at in range(len(instance.secret["keys"]))]

    def raw(texts: list[str]) -> Raw:
        return {f"cell{number}": [text] for number, text in enumerate(texts, 1)}

    key = [right for right, _ in answers]
    all_off = [wrong[0] for _, wrong in answers]
    one_off = [
        (raw([*key[:at], text, *key[at + 1 :]]), name)
        for at, (_, wrong) in enumerate(answers)
        for text, name in wrong
    ]
    many = len(answers) > 1
    first = raw([text for text, _ in all_off]), all_off[0][1]
    return Examples(
        right=(raw(key),),
        wrong=(first, *((one, name) for one, name in one_off if name))
        if many
        else tuple(one_off),
        partly=(one_off[0][0],) if many else (),
        unreadable=({}, {**raw(key), "cell1": [""]}, {**raw(key), "cell1": ["beaucoup"]}),
    )


def _chance(public: Json) -> float:
    if public["find"]:
        return 1 / _count(public)
    chances = [1 / len(f["choices"]) if "choices" in f else 0.0 for f in public["fields"]]
    return sum(chances) / len(chances)


def _speech(public: Json) -> list[str]:
    lines = [public["head"], *public["rows"]]
    return [
        public["title"],
        *(", ".join("…" if _mark(cell) else cell for cell in row) for row in lines),
        *(
            ", ".join(field["choices"])
            for field in public.get("fields", ())
            if "choices" in field
        ),
    ]


KIND: Kind[TableContent, int | tuple[int | Typed, ...]] = Kind(
    "table", TableContent, _identity, _build, _parse, _grade, _examples, _chance, _speech
)
