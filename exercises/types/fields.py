"""Several things to answer in one exercise: the questions of a document, the fields of a form.

Each is read and judged as an exercise of its own kind would be: a choice, a number, words, a
date, a box to tick. Together they are one observation (``docs/adr/0058``): the score is the
share that is right.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Self

from pydantic import Discriminator, Field, Tag, model_validator

from exercises.content import Choice, Part, Short, Slug, Text, check_choices
from exercises.french import NBSP, join_list, quoted
from exercises.instance import Examples, FormatError, Instance, Json, Judged, Raw, line
from exercises.types import field_small, mcq, numeric, short, text_match
from exercises.types.assign import MOST_BLOCKS, MOST_NAMED, SEVERAL
from exercises.types.kind import (
    DEFAULT_BLOCKS,
    Form,
    Kind,
    Messages,
    blank,
    blocks,
    choice_key,
    shown_choices,
)
from exercises.types.numeric import Number
from exercises.types.wrong import note

Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class ChoiceField(Part):
    """One of a short list."""

    label: Short
    choices: tuple[Choice, ...] = Field(min_length=2, max_length=5)
    shuffle: bool = Field(default=True, strict=True)

    @model_validator(mode="after")
    def _one_right(self) -> Self:
        check_choices(self.choices, "choices")
        return self


class NumberField(Number):
    """A number to type."""

    label: Short


class WordsField(text_match.Typed):
    """Words to type."""

    label: Short


class WrongDay(Part):
    """A date that is often given instead."""

    value: Day
    misconception: Slug | None = None
    feedback: Text | None = None
    good: Text | None = None


class DateField(Part):
    """A date to type: ``date`` is written 2026-03-12 in the bank."""

    label: Short
    date: Day
    wrong: tuple[WrongDay, ...] = ()

    @model_validator(mode="after")
    def _exist(self) -> Self:
        try:
            days = [date.fromisoformat(text) for text in (self.date, *self._values())]
        except ValueError:
            raise ValueError("Cette date n’existe pas. | Écrivez 2026-03-12.") from None
        if len(set(days)) < len(days):
            raise ValueError("« wrong » répète une date, ou la bonne. | Retirez-la.")
        return self

    def _values(self) -> list[str]:
        return [one.value for one in self.wrong]


class TickField(Part):
    """A box to tick, or not."""

    label: Short
    ticked: bool = Field(strict=True)
    misconception: Slug | None = None
    feedback: Text | None = None


def _sort(field: Any) -> str:  # YAML or a model
    given = field if isinstance(field, dict) else dict(field)
    for name in ("choices", "answers", "date", "ticked"):
        if name in given:
            return name
    return "answer"


AnyField = Annotated[
    Annotated[ChoiceField, Tag("choices")]
    | Annotated[NumberField, Tag("answer")]
    | Annotated[WordsField, Tag("answers")]
    | Annotated[DateField, Tag("date")]
    | Annotated[TickField, Tag("ticked")],
    Discriminator(_sort),
]
Fields = Sequence[ChoiceField | NumberField | WordsField | DateField | TickField]


@dataclass(frozen=True)
class Words:
    """How a type speaks of its parts; ``prefix`` begins the names of its form."""

    prefix: str
    empty: str  # "Vous n’avez pas encore répondu."
    left: str  # "Il reste une question"
    how: str
    one: str  # "1 réponse est juste"
    some: str  # "{} réponses sont justes"


# kind -> (its field's name in its own form, parse, grade, examples)
_KINDS: dict[str, tuple[str, Any, Any, Any]] = {
    "choice": ("choice", mcq.KIND.parse, mcq.KIND.grade, mcq.KIND.examples),
    "number": ("number", numeric.KIND.parse, numeric.KIND.grade, numeric.KIND.examples),
    "words": ("text", short.KIND.parse, short.KIND.grade, short.KIND.examples),
    "date": ("date", field_small.parse_day, field_small.grade_day, field_small.examples_day),
    "tick": ("tick", field_small.parse_tick, field_small.grade_tick, field_small.examples_tick),
}


def build(fields: Fields, rng: random.Random, messages: Messages) -> tuple[Json, Json]:
    """(public, secret) of the fields, in their order."""
    built = [_built(field, rng, messages) for field in fields]
    return {"fields": [public for public, _ in built]}, {
        "keys": [secret for _, secret in built]
    }


def _built(field: Any, rng: random.Random, messages: Messages) -> tuple[Json, Json]:
    if isinstance(field, ChoiceField):
        shown = shown_choices(field.choices, field.shuffle, rng)
        public: Json = {"choices": [choice.text for choice in shown]}
        return _public(field, "choice", public), choice_key(shown, messages)
    if isinstance(field, NumberField):
        number, secret = numeric.number_parts(field, messages)
        return _public(field, "number", number), secret
    if isinstance(field, WordsField):
        public = {
            "tells": text_match.tells(field.counts, field.expects),
            "keyboard": text_match.keyboard(field.expects),
        }
        key = text_match.key(field, field.counts, field.expects, messages)
        return _public(field, "words", public), key
    if isinstance(field, DateField):
        wrong = [
            {
                "value": one.value,
                **note(one, messages),
            }
            for one in field.wrong
        ]
        return _public(field, "date", {}), {"date": field.date, "wrong": wrong}
    said = blocks(field.feedback, field.misconception, messages)
    name = field.misconception
    return _public(field, "tick", {}), {
        "ticked": field.ticked,
        "misconception": name,
        "blocks": said,
    }


def _public(field: Any, kind: str, parts: Json) -> Json:
    return {"label": field.label, "kind": kind, **parts}


def identity(fields: Fields) -> list[Json]:
    """What makes the fields of two drawn exercises the same."""
    return [field.model_dump(mode="json", exclude={"wrong"}) for field in fields]


def _alone(instance: Instance, at: int) -> Instance:
    """A field as an exercise of its own."""
    public, secret = instance.public["fields"][at], instance.secret["keys"][at]
    return Instance(instance.item_id, public["kind"], instance.seed, "", public, secret)


def parse(instance: Instance, raw: Form, words: Words) -> tuple[Any, ...] | FormatError:
    """The value of each field, or which ones cannot be read."""
    fields = instance.public["fields"]
    names = [f"{words.prefix}{number}" for number in range(1, len(fields) + 1)]
    typed = [at for at, field in enumerate(fields) if field["kind"] != "tick"]
    empty = [fields[at]["label"] for at in typed if blank(raw, names[at])]
    if len(empty) == len(typed):
        return FormatError(words.empty, words.how, missing=True)
    if empty:
        named = [quoted(label) for label in empty[:MOST_NAMED]]
        if len(empty) > MOST_NAMED:
            named.append(f"{len(empty) - MOST_NAMED} de plus")
        return FormatError(f"{words.left}{NBSP}: {join_list(named)}.", words.how)
    values = []
    for at, name in enumerate(names):
        own, read, _grade, _examples = _KINDS[fields[at]["kind"]]
        value = read(_alone(instance, at), {own: raw[name]} if name in raw else {})
        if isinstance(value, FormatError):
            where = quoted(fields[at]["label"])
            return FormatError(f"{where}{NBSP}: {_lower(value.message)}", value.example)
        values.append(value)
    return tuple(values)


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


def grade(instance: Instance, values: tuple[Any, ...], words: Words) -> Judged:
    """One part a field; the score is the share of fields that are right."""
    fields = instance.public["fields"]
    judged: list[Judged] = [
        _KINDS[field["kind"]][2](_alone(instance, at), value)
        for at, (field, value) in enumerate(zip(fields, values, strict=True))
    ]
    labels = [field["label"] for field in fields]
    parts = tuple(one.score for one in judged)
    right = sum(part == 1 for part in parts)
    good = next((one.good for one in judged if one.good), None)
    if good is None and 0 < right < len(parts):
        kept = words.one if right == 1 else words.some.format(right)
        good = f"{kept}, sur {len(parts)}."
    return Judged(
        parts,
        sum(parts) / len(parts),
        _all(labels, [one.given for one in judged]),
        _all(labels, [one.expected for one in judged]),
        tuple(dict.fromkeys(name for one in judged for name in one.misconceptions)),
        good,
        _said(judged),
        lines=tuple(
            line(label, one.given, one.expected, one.score >= 1)
            for label, one in zip(labels, judged, strict=True)
        ),
    )


def _said(judged: Sequence[Judged]) -> tuple[str, ...]:
    """What blocks in each part; what is said when nothing else is comes only alone."""
    said = list(dict.fromkeys(text for one in judged for text in one.blocks))
    own = [text for text in said if text != DEFAULT_BLOCKS]
    return tuple(own or said)[:MOST_BLOCKS]


def _all(labels: list[str], texts: list[str]) -> str:
    pairs = zip(labels, texts, strict=True)
    return SEVERAL.join(f"{label.rstrip(' ?:' + NBSP)}{NBSP}: {text}" for label, text in pairs)


def examples(instance: Instance, words: Words) -> Examples:
    """All right; all wrong; each known wrong answer alone; unreadable ones."""
    fields = instance.public["fields"]
    known: list[tuple[str, Examples]] = []
    for at, field in enumerate(fields):
        own, _parse, _grade, example = _KINDS[field["kind"]]
        known.append((own, example(_alone(instance, at))))

    def raw(alone: Sequence[Raw]) -> Raw:
        named = enumerate(zip(known, alone, strict=True), 1)
        return {f"{words.prefix}{n}": one[own] for n, ((own, _), one) in named if own in one}

    key = [found.right[0] for _, found in known]
    all_off = [found.wrong[0][0] for _, found in known]
    one_off = [
        (raw([*key[:at], one, *key[at + 1 :]]), name)
        for at, (_, found) in enumerate(known)
        for one, name in found.wrong
    ]
    first = next(at for at, field in enumerate(fields) if field["kind"] != "tick")
    typed = f"{words.prefix}{first + 1}"
    return Examples(
        right=(raw(key), raw([found.right[-1] for _, found in known])),
        wrong=((raw(all_off), known[0][1].wrong[0][1]), *(o for o in one_off if o[1])),
        partly=(one_off[0][0],),
        unreadable=({}, {**raw(key), typed: [""]}, {**raw(key), typed: ["?!"]}),
    )


def chance(public: Json) -> float:
    """The mean of 1/k over the fields; 0 where it is typed, one half for a box to tick."""
    worth = {"choice": lambda field: 1 / len(field["choices"]), "tick": lambda field: 0.5}
    found = [worth.get(field["kind"], lambda field: 0.0)(field) for field in public["fields"]]
    return sum(found) / len(found)


def speech(public: Json) -> list[str]:
    """Each field's label, then its choices."""
    return [
        text
        for field in public["fields"]
        for text in (field["label"], *field.get("choices", ()))
    ]


def kind(name: str, content: type[Any], fields_of: Any, words: Words) -> Kind[Any, Any]:
    """The type whose content's fields ``fields_of`` gives."""
    return Kind(
        name,
        content,
        lambda one: {"fields": identity(fields_of(one))},
        lambda one, rng, messages: build(fields_of(one), rng, messages),
        lambda instance, raw: parse(instance, raw, words),
        lambda instance, values: grade(instance, values, words),
        lambda instance: examples(instance, words),
        chance,
        speech,
    )
