"""Cells to fill in a table: the writing side of ``table``."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from typing import Annotated, Any, Self

from pydantic import Discriminator, Field, Tag, model_validator

from exercises.content import Choice, Part, check_choices
from exercises.french import NBSP, join_list, quoted
from exercises.instance import Examples, FormatError, Instance, Json, Judged, Raw, line
from exercises.types import numeric
from exercises.types.assign import MOST_BLOCKS, MOST_NAMED, SEVERAL
from exercises.types.kind import (
    Form,
    Messages,
    blank,
    choice_key,
    position,
    shown_choices,
)
from exercises.types.numeric import Number, Typed

_MARK = re.compile(r"\[(\d+)\]")

Values = tuple[int | Typed, ...]


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


def mark(cell: str) -> int:
    """The number of a cell to fill, 0 for another."""
    found = _MARK.fullmatch(cell)
    return int(found[1]) if found else 0


def build(
    rows: Sequence[Sequence[str]],
    cells: Sequence[Number | ListCell],
    rng: random.Random,
    messages: Messages,
) -> tuple[Json, Json]:
    """The fields of the cells to fill, as shown, and their keys; choices in a drawn order."""
    fields: list[Json] = []
    keys: list[Json] = []
    for cell in cells:
        if isinstance(cell, ListCell):
            choices = shown_choices(cell.choices, cell.shuffle, rng)
            fields.append({"choices": [choice.text for choice in choices]})
            keys.append(choice_key(choices, messages))
        else:
            field, key = numeric.number_parts(cell, messages)
            fields.append(field)
            keys.append(key)
    marks = [[mark(cell) for cell in row] for row in rows]
    return {"find": None, "fields": fields, "marks": marks}, {"keys": keys}


def _cell(instance: Instance, at: int) -> Instance:
    """A number cell as an exercise of its own: it is read and judged like any number."""
    public, secret = instance.public["fields"][at], instance.secret["keys"][at]
    return Instance(instance.item_id, "numeric", instance.seed, "", public, secret)


def _heads(public: Json) -> list[str]:
    """What each field is about: "Gants, Total"; "Gants" when one column alone is to fill."""
    found = [
        (public["rows"][row][0], public["head"][column])
        for row, marks in enumerate(public["marks"])
        for column, mark in enumerate(marks)
        if mark
    ]
    alone = len({column for _, column in found}) == 1
    return [row if alone else f"{row}, {column}" for row, column in found]


def parse(instance: Instance, raw: Form) -> Values | FormatError:
    """A value for each cell, in order; FormatError when one is empty or unreadable."""
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
    for at, (name, head) in enumerate(zip(names, heads, strict=True)):
        value = _read_cell(_cell(instance, at), raw, name)
        if isinstance(value, FormatError):
            what = value.message if value.message else "Votre choix ne se lit pas."
            return FormatError(f"{head}{NBSP}: {what[0].lower()}{what[1:]}", value.example)
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


def grade(instance: Instance, values: Values) -> Judged:
    """Each cell judged apart; all count the same."""
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


def _cell_answers(cell: Instance) -> tuple[str, list[tuple[str, str | None]]]:
    """(the right answer of a cell as posted, its wrong ones with their misconception)."""
    if "choices" not in cell.public:
        known = numeric.KIND.examples(cell)
        wrong = [(raw["number"][0], name) for raw, name in known.wrong]
        return known.right[0]["number"][0], wrong
    secret = cell.secret
    others = [at for at in range(len(secret["texts"])) if at != secret["right"]]
    return str(secret["right"]), [(str(at), secret["misconceptions"][at]) for at in others]


def examples(instance: Instance) -> Examples:
    """The key, what is often written instead, and what cannot be read."""
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
