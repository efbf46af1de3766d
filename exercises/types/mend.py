"""A thing to mend: find where, then write what it should be (curriculum name: ``errorclick``).

In a text, in a calculation line by line, or on a paper row by row. The place and the correction
are judged apart, each for half.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Annotated, Any, Self

from pydantic import Discriminator, Field, Tag, model_validator

from exercises.content import Content, Part, Row, Short, Slug, Text
from exercises.french import NBSP, quoted
from exercises.instance import Examples, FormatError, Instance, Json, Judged, Raw, line
from exercises.types import numeric, short, text_match, words
from exercises.types.highlight import LongText
from exercises.types.kind import Form, Kind, Messages, blank, blocks, position
from exercises.types.numeric import Number
from exercises.types.text_match import Typed

ARROW = " → "
HOW = {
    "text": "Touchez le mot à corriger, puis écrivez-le comme il faut.",
    "rows": "Touchez la ligne à corriger, puis écrivez ce qu’il faut.",
    "steps": "Touchez la ligne à corriger, puis écrivez ce qu’il faut.",
}
WHERE = {
    "text": "Relisez mot par mot.",
    "rows": "Vérifiez les lignes une par une.",
    "steps": "Refaites le calcul ligne par ligne.",
}
PLACE, FIX = "L’endroit", "La correction"

Value = tuple[int, Any]  # the place; what was typed, as its own type reads it


class WrongPlace(Part):
    """A place that is chosen by mistake, why, and what to say of it."""

    value: Text
    misconception: Slug | None = None
    feedback: Text | None = None
    good: Text | None = None


def _sort(fix: Any) -> str:  # YAML or a model
    given = fix if isinstance(fix, dict) else dict(fix)
    return "words" if "answers" in given else "number"


Fix = Annotated[
    Annotated[Number, Tag("number")] | Annotated[Typed, Tag("words")], Discriminator(_sort)
]


class MendContent(Content):
    """``text`` with its word between brackets, or ``rows`` or ``steps`` with ``error`` naming
    one of them; ``fix`` is what is to be written instead, words or a number."""

    text: LongText | None = None
    title: Short | None = None
    rows: tuple[Row, ...] = Field(default=(), max_length=10)
    steps: tuple[Short, ...] = Field(default=(), max_length=8)
    error: Short | None = None  # the label of a row, or one of the steps
    fix: Fix
    places: tuple[WrongPlace, ...] = ()
    rule: Text | None = None  # recalled after any answer

    @model_validator(mode="after")
    def _one_error(self) -> Self:
        if sum(map(bool, (self.text, self.rows, self.steps))) != 1:
            what = (
                "On corrige un texte (« text »), un papier (« rows ») ou un calcul (« steps »)."
            )
            raise ValueError(f"{what} | Écrivez un des trois.")
        if self.text:
            words.check_marks(self.text)
        names = places(self)
        if len(names) < 3:
            raise ValueError("Il y a trop peu d’endroits. | Donnez au moins trois lignes.")
        if not self.text and len(set(names)) < len(names):
            raise ValueError("Deux lignes sont pareilles. | Changez-en une.")
        if len(faulty(self)) != 1:
            what = "Il faut un seul endroit à corriger."
            remedy = "Mettez un mot entre crochets [ ], ou nommez la ligne dans « error »."
            raise ValueError(f"{what} | {remedy}")
        right = names[faulty(self)[0]]
        for wrong in self.places:
            if wrong.value not in names or wrong.value == right:
                what = f"« {wrong.value} », dans « places », n’est pas un autre endroit."
                raise ValueError(f"{what} | Reprenez un mot ou une ligne de l’exercice.")
        return self


def shape(content: MendContent) -> str:
    """text, rows or steps."""
    return "text" if content.text else "rows" if content.rows else "steps"


def places(content: MendContent) -> list[str]:
    """What may be touched, in order: words, labels of rows, or lines."""
    if content.text:
        return [piece.text for piece in words.words(content.text)]
    return [row.label for row in content.rows] or list(content.steps)


def faulty(content: MendContent) -> list[int]:
    """The places to mend: a content that is right has one."""
    if content.text:
        return [at for at, piece in enumerate(words.words(content.text)) if piece.marked]
    return [at for at, name in enumerate(places(content)) if name == content.error]


def _identity(content: MendContent) -> Json:
    rows = [[row.label, row.value] for row in content.rows]
    fix = content.fix.model_dump(mode="json", include={"answers", "answer"})
    return {
        "text": content.text,
        "rows": rows,
        "steps": list(content.steps),
        "error": content.error,
        "fix": fix,
    }


def _build(content: MendContent, rng: random.Random, messages: Messages) -> tuple[Json, Json]:
    kind = shape(content)
    names = places(content)
    public: Json = {"shape": kind, "title": content.title, "names": names, "how": HOW[kind]}
    if content.text:
        public["lines"] = words.by_line(words.words(content.text))
    public["values"] = [row.value for row in content.rows]
    field, key = field_parts(content.fix, messages)
    known = {
        wrong.value: {
            "misconception": wrong.misconception,
            "blocks": blocks(wrong.feedback, wrong.misconception, messages),
            "good": wrong.good,
        }
        for wrong in content.places
    }
    secret = {
        "at": faulty(content)[0],
        "places": {str(at): known[name] for at, name in enumerate(names) if name in known},
        "fix": key,
        "rule": content.rule,
    }
    return public | {"field": field}, secret


def field_parts(fix: Number | Typed, messages: Messages) -> tuple[Json, Json]:
    """(public, secret) of words or a number to write, told apart by ``type``."""
    if isinstance(fix, Number):
        public, key = numeric.number_parts(fix, messages)
        return {"type": "numeric", "tells": None, **public}, key
    public = {
        "type": "short",
        "unit": None,
        "tells": text_match.tells(fix.counts, fix.expects),
        "keyboard": text_match.keyboard(fix.expects),
    }
    return public, text_match.key(fix, fix.counts, fix.expects, messages)


def _part(instance: Instance) -> tuple[Instance, Any]:
    """The correction as an exercise of its own type, read and judged like any other."""
    public = instance.public["field"]
    kind = numeric.KIND if public["type"] == "numeric" else short.KIND
    made = Instance(
        instance.item_id, kind.name, instance.seed, "", public, instance.secret["fix"]
    )
    return made, kind


def _field(kind: Any, values: Sequence[str]) -> dict[str, Sequence[str]]:
    return {"number" if kind is numeric.KIND else "text": values}


def _parse(instance: Instance, raw: Form) -> Value | FormatError:
    how = instance.public["how"]
    empty = [blank(raw, "place"), blank(raw, "fix")]
    if all(empty):
        return FormatError("Vous n’avez pas encore répondu.", how, missing=True)
    if empty[0]:
        return FormatError("Il reste à toucher l’endroit à corriger.", how)
    if empty[1]:
        return FormatError("Il reste à écrire la correction.", how)
    at = position(raw, "place", len(instance.public["names"]))
    if at is None:
        return FormatError("Nous n’arrivons pas à lire votre choix.", how)
    made, kind = _part(instance)
    typed = kind.parse(made, _field(kind, raw["fix"]))
    return typed if isinstance(typed, FormatError) else (at, typed)


def _grade(instance: Instance, value: Value) -> Judged:
    at, typed = value
    secret, names = instance.secret, instance.public["names"]
    made, kind = _part(instance)
    fix: Judged = kind.grade(made, typed)
    there = at == secret["at"]
    parts = (float(there), fix.score)
    known, good, said = list(fix.misconceptions), fix.good, list(fix.blocks)
    if not there:
        note = secret["places"].get(str(at))
        said.insert(0, note["blocks"] if note else _elsewhere(instance, at))
        known[:0] = [note["misconception"]] if note and note["misconception"] else []
        good = (note["good"] if note else None) or good
        if fix.score >= 1:
            good = good or f"{quoted(fix.given)}{NBSP}: c’est ce qu’il faut écrire."
    elif fix.score < 1:
        good = good or "Vous avez trouvé l’endroit à corriger."
    return Judged(
        parts,
        sum(parts) / 2,
        f"{names[at]}{ARROW}{fix.given}",
        f"{names[secret['at']]}{ARROW}{fix.expected}",
        tuple(dict.fromkeys(known)),
        good if sum(parts) < 2 else None,
        tuple(dict.fromkeys(said)),
        (
            line(PLACE, names[at], names[secret["at"]], there),
            line(FIX, fix.given, fix.expected, fix.score >= 1),
        ),
        fix.note,
        rule=secret["rule"],
    )


def _elsewhere(instance: Instance, at: int) -> str:
    public = instance.public
    return f"{quoted(public['names'][at])} est juste. {WHERE[public['shape']]}"


def _examples(instance: Instance) -> Examples:
    secret, count = instance.secret, len(instance.public["names"])
    made, kind = _part(instance)
    sub: Examples = kind.examples(made)
    name = "number" if kind is numeric.KIND else "text"
    key: int = secret["at"]

    def raw(at: int, fix: Raw) -> Raw:
        return {"place": [str(at)], "fix": fix[name]}

    right = sub.right[0]
    # A place nothing is said of, when there is one.
    free = [at for at in range(count) if at != key and str(at) not in secret["places"]]
    wrong_fix, cause = sub.wrong[0]
    named = [
        (raw(int(at), right), one["misconception"]) for at, one in secret["places"].items()
    ]
    return Examples(
        right=tuple(raw(key, one) for one in sub.right),
        wrong=(
            *((raw(at, wrong_fix), cause) for at in free[:1]),
            *named,
            *((raw(key, one), cause) for one, cause in sub.wrong),
        ),
        partly=(*(raw(at, right) for at in free[:1]), raw(key, wrong_fix)),
        unreadable=(
            {},
            {"place": [str(key)]},
            {"fix": right[name]},
            raw(count, right),
            *(raw(key, one) for one in sub.unreadable if one.get(name, [""])[0].strip()),
        ),
    )


def _chance(public: Json) -> float:
    return 0.5 / len(public["names"])


def _speech(public: Json) -> list[str]:
    told = [public["title"] or "", public["how"], public["field"]["tells"] or ""]
    if public["values"]:
        pairs = zip(public["names"], public["values"], strict=True)
        return [*(f"{name}{NBSP}: {value}" for name, value in pairs), *told]
    if public["shape"] == "steps":
        return [*public["names"], *told]
    return [*words.said(public["lines"]), *told]


KIND: Kind[MendContent, Value] = Kind(
    "mend", MendContent, _identity, _build, _parse, _grade, _examples, _chance, _speech
)
