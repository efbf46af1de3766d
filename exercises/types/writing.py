"""A short text to write, for a person to mark (curriculum name: ``rubric``).

What a machine can see is checked and said kindly: length, what must be in it, a greeting, a
date, capitals and full stops, words in full. It weighs little and is never a refusal: a trainer
reads the text.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from exercises.content import Content, Part, Short, Slug, Text
from exercises.dictated import cut, tidy
from exercises.french_1990 import without_accents
from exercises.instance import Examples, FormatError, Instance, Json, Judged, Raw, line
from exercises.types.kind import Form, Kind, Messages, blank

WEIGHT = 0.25  # of what the machine saw, beside an answer that is marked
LONGEST = 2_000  # characters
EXAMPLE = "Écrivez votre message, même court."
DONE, TO_DO = "c’est fait", "à compléter"
_GREETINGS = re.compile(r"\b(bonjour|bonsoir|madame|monsieur|chere?s?|salut)\b")
_CLOSINGS = re.compile(
    r"\b(merci|cordialement|bonne (journee|soiree)|respectueu\w+|salutations|au revoir|"
    r"a (bientot|demain|lundi))\b"
)
_DATE = re.compile(
    r"\b(lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|aujourd'?hui|demain|"
    r"\d{1,2} ?/ ?\d{1,2}|\d{1,2}(er)? (janvier|fevrier|mars|avril|mai|juin|juillet|aout|"
    r"septembre|octobre|novembre|decembre))\b"
)
_SHORTENED = re.compile(
    r"\b(slt|bjr|bsr|dsl|stp|svp|pk|pq|tkt|mdr|lol|cc|jsp|jpp|rdv|msg|tt|bcp|pr|ds|ms|c|g|t|"
    r"koi|ki|ke|jai|jui|chui)\b"
)

Pattern = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=40)]


class Must(Part):
    """Something the text must say, known by one of these beginnings of words."""

    says: Short  # "Dire pourquoi vous serez absent"
    any: tuple[Pattern, ...] = Field(min_length=1, max_length=20)
    misconception: Slug | None = None
    feedback: Text | None = None


class Shortened(Part):
    """What words that are not written in full show."""

    misconception: Slug


class WritingContent(Content):
    """``must`` lists what is to be said; the rest is what is checked besides."""

    must: tuple[Must, ...] = Field(min_length=1, max_length=6)
    least: int = Field(default=10, ge=3, le=150, strict=True)  # words
    most: int = Field(default=120, ge=10, le=300, strict=True)
    greeting: bool = Field(default=False, strict=True)
    closing: bool = Field(default=False, strict=True)
    day: bool = Field(default=False, strict=True)  # True: a day or a date is said
    shortened: Shortened | None = None
    model: Text  # an example, shown after

    @model_validator(mode="after")
    def _model_passes(self) -> Self:
        if self.least >= self.most:
            raise ValueError("« least » dépasse « most ». | Changez l’un des deux.")
        failed = [
            check["says"] for check in _checks(self, {}) if not _passes(check, self.model)
        ]
        if failed:
            what = f"« model » ne fait pas ceci : {failed[0]}"
            raise ValueError(f"{what} | Complétez « model », ou la liste.")
        return self


def _checks(content: WritingContent, messages: Messages) -> list[Json]:
    """What is checked, in the order it is shown: ``says``, how, and what to say when not."""
    short = content.shortened.misconception if content.shortened else None
    found: list[Json] = [
        {
            "says": must.says,
            "kind": "any",
            "any": list(must.any),
            "misconception": must.misconception,
            "blocks": must.feedback or messages.get(must.misconception or "") or "",
        }
        for must in content.must
    ]
    size = f"Écrire de {content.least} à {content.most} mots"
    found.append({"says": size, "kind": "size", "least": content.least, "most": content.most})
    for wanted, kind, says in (
        (content.greeting, "greeting", "Commencer par une formule : bonjour, madame, monsieur"),
        (content.closing, "closing", "Finir par une formule : merci, cordialement"),
        (content.day, "date", "Dire quand : un jour ou une date"),
    ):
        found += [{"says": says, "kind": kind}] if wanted else []
    found.append(
        {"says": "Mettre une majuscule au début et un point à la fin", "kind": "signs"}
    )
    found.append(
        {
            "says": "Écrire les mots en entier",
            "kind": "whole",
            "misconception": short,
            "blocks": messages.get(short or "") or "",
        }
    )
    return found


def _plain(text: str) -> str:
    return without_accents(tidy(text).lower())


def _passes(check: Json, text: str) -> bool:
    plain = _plain(text)
    kind = check["kind"]
    if kind == "any":
        return any(
            re.search(rf"\b{re.escape(_plain(start))}", plain) is not None
            for start in check["any"]
        )
    if kind == "size":
        return bool(check["least"] <= len(cut(text)) <= check["most"])
    if kind == "signs":
        stripped = text.strip()
        first = next((sign for sign in stripped if sign.isalpha()), "a")
        return first.isupper() and any(sign in ".!?" for sign in stripped)
    if kind == "whole":
        return _SHORTENED.search(plain) is None
    pattern = {"greeting": _GREETINGS, "closing": _CLOSINGS, "date": _DATE}[kind]
    return pattern.search(plain) is not None


def _identity(content: WritingContent) -> Json:
    return {"must": [must.says for must in content.must], "least": content.least}


def _build(
    content: WritingContent, rng: random.Random, messages: Messages
) -> tuple[Json, Json]:
    checks = _checks(content, messages)
    return {"checks": [check["says"] for check in checks]}, {
        "checks": checks,
        "model": content.model,
    }


def _parse(instance: Instance, raw: Form) -> str | FormatError:
    if blank(raw, "text"):
        return FormatError("Vous n’avez pas encore écrit.", EXAMPLE, missing=True)
    values = raw["text"]
    texts = [values] if isinstance(values, str) else values
    if len(texts) != 1 or (len(texts[0]) <= LONGEST and not cut(texts[0])):
        return FormatError("Nous n’arrivons pas à lire votre texte.", EXAMPLE)
    if len(texts[0]) > LONGEST:
        return FormatError("Votre texte est trop long.", f"Au plus {LONGEST} signes.")
    return texts[0].strip()


def _grade(instance: Instance, text: str) -> Judged:
    checks = instance.secret["checks"]
    passed = [_passes(check, text) for check in checks]
    missed = [check for check, ok in zip(checks, passed, strict=True) if not ok]
    known = [check["misconception"] for check in missed if check.get("misconception")]
    return Judged(
        tuple(map(float, passed)),
        sum(passed) / len(passed),
        text,
        instance.secret["model"],
        tuple(dict.fromkeys(known)),
        None,
        tuple(check.get("blocks") or f"{check['says']}." for check in missed),
        tuple(
            line(check["says"], DONE if ok else TO_DO, DONE, ok)
            for check, ok in zip(checks, passed, strict=True)
        ),
        weight=WEIGHT,
        pending=True,
    )


def _raw(text: str) -> Raw:
    return {"text": [text]}


def _examples(instance: Instance) -> Examples:
    model: str = instance.secret["model"]
    return Examples(
        right=(_raw(model), _raw(f"  {model} ")),
        wrong=((_raw("slt"), None),),
        partly=(_raw(model.lower()),) if model != model.lower() else (),
        unreadable=({}, _raw(" "), _raw("…?!"), _raw("a" * (LONGEST + 1))),
    )


def _chance(public: Json) -> float:
    return 0.0


def _speech(public: Json) -> Sequence[str]:
    return [str(says) for says in public["checks"]]


KIND = Kind(
    "writing",
    WritingContent,
    _identity,
    _build,
    _parse,
    _grade,
    _examples,
    _chance,
    lambda public: list(_speech(public)),
)
