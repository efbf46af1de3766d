"""A message to write: a list to keep beside it, what a machine can see said at once, the rest
left to a person.

What is checked is on the surface (words that must be there, length, capitals): it is worth
little to the engine, is never a wrong answer, and proves nothing (decision 59). What is missing
is said once before sending (``reread``); the learner improves the text, or sends it as it is.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from exercises.content import Content, Part, Short, Slug, Text
from exercises.french import NBSP, join_list, quoted
from exercises.instance import Examples, FormatError, Instance, Json, Judged, Raw, line
from exercises.types.kind import Form, Kind, Messages, blank, blocks
from exercises.types.text_match import tidy

LONGEST = 1_500  # characters
FEWEST = 3  # words: fewer is no text
LEAST = 0.25  # what any text is worth: it is never a wrong answer
WEIGHT = 0.25  # of an observation: what a machine can see of a text
MOST_SPELLING = 8  # words to look up again, at most
EXAMPLE = "Écrivez au moins une phrase."
SPELLING = "Des mots à vérifier"

Long = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1_000)]
Sort = Literal["greeting", "closing", "date", "capitals", "stops", "whole"]

_DAYS = "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
_MONTHS = "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
_DATE = re.compile(
    rf"\b(?:{_DAYS}|demain|aujourd'hui|hier|\d{{1,2}}[/.-]\d{{1,2}}(?:[/.-]\d{{2,4}})?"
    rf"|(?:1er|\d{{1,2}}) (?:{_MONTHS}))\b"
)
_GREETING = re.compile(r"\b(?:bonjour|bonsoir|salut|madame|monsieur|chere?s?)\b")
_CLOSING = re.compile(
    r"\b(?:cordialement|salutations|merci|respectueusement|bien a vous|a bientot|a demain"
    r"|a plus tard|bonne (?:journee|soiree|fin de journee|reception)|bon (?:week-end|courage)"
    rf"|a (?:{_DAYS}))\b"
)
# What a person who writes at work writes in full.
_SHORTENED = re.compile(
    r"\b(?:slt|bjr|bsr|dsl|stp|svp|pk|pq|tkt|mdr|lol|cc|jsp|jpp|rdv|msg|tt|bcp|pr|ds|ms|koi|ki|ke"
    r"|jai|jui|chui)\b"
)
_END = re.compile(r"[.!?…]+(?=[\s»\")]|$)|(?<![,\n])\n+")
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")


class Check(Part):
    """One thing the text must have: words (``any``: one is enough, ``*`` ends a beginning of a
    word) or a ``sort`` that is known."""

    label: Short | None = None  # a sort has its own
    any: tuple[Short, ...] = Field(default=(), max_length=24)
    sort: Sort | None = None
    advice: Text | None = None
    misconception: Slug | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if bool(self.any) == bool(self.sort):
            what = "Un point à vérifier a des mots (« any ») ou une sorte (« sort »)."
            raise ValueError(f"{what} | Écrivez un des deux.")
        if self.any and not (self.label and self.advice):
            what = "Un point à vérifier par des mots dit ce qu’il demande."
            raise ValueError(f"{what} | Écrivez « label » et « advice ».")
        if any(not _WORD.search(words.replace("*", "")) for words in self.any):
            raise ValueError("Un mot de « any » est vide. | Écrivez au moins une lettre.")
        if any(re.search(r"(?<!\w)\*|\*(?!\s|$)", words) for words in self.any):
            what = "« * » n’est pas à la fin d’un mot."
            raise ValueError(f"{what} | Écrivez le début du mot, puis « * » : retard*.")
        return self


class Criterion(Part):
    """What a person looks at, from what is not there yet to what is done well."""

    label: Short
    levels: tuple[Text, ...] = Field(min_length=2, max_length=4)


class Range(Part):
    """How many, at least and at most."""

    least: int = Field(ge=1, le=200, strict=True)
    most: int = Field(ge=1, le=200, strict=True)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.least > self.most:
            raise ValueError("« least » dépasse « most ». | Échangez-les.")
        return self


class WritingContent(Content):
    """``model`` is one way to write it, shown after. Its length is in sentences or in words."""

    sentences: Range | None = None
    words: Range | None = None
    checks: tuple[Check, ...] = Field(min_length=2, max_length=6)
    rubric: tuple[Criterion, ...] = Field(min_length=1, max_length=4)
    model: Long

    @model_validator(mode="after")
    def _one_length(self) -> Self:
        if (self.sentences is None) == (self.words is None):
            what = "La longueur se dit en phrases (« sentences ») ou en mots (« words »)."
            raise ValueError(f"{what} | Écrivez une des deux.")
        labels = [label_of(check) for check in self.checks]
        if len(set(labels)) < len(labels):
            raise ValueError("Deux points à vérifier ont le même nom. | Changez-en un.")
        if failed := [
            row["label"] for row in _looked_at(self.model, _key(self, {})) if not row["right"]
        ]:
            what = f"« model » ne fait pas ceci : {failed[0]}"
            raise ValueError(f"{what} | Complétez « model », ou la liste.")
        return self


@dataclass(frozen=True)
class Known:
    """A sort of check: what is asked, what to say when it is not there, how it is seen."""

    label: str
    advice: str
    found: Callable[[str], str | None]


@dataclass(frozen=True)
class Written:
    """A text as it came, and its words that no dictionary has."""

    text: str
    misspelt: tuple[str, ...] = ()


# Looking at a text


def _flat(text: str) -> str:
    """``text`` as it is compared: small letters, without accents, plain apostrophes."""
    parts = unicodedata.normalize("NFD", tidy(text).casefold().replace("’", "'"))
    return "".join(c for c in parts if not unicodedata.combining(c))


def words_of(text: str) -> list[str]:
    """The words of a text, as written."""
    return _WORD.findall(text)


def sentences_of(text: str) -> list[str]:
    """The sentences: two words or more, up to a full stop or the end of a line."""
    pieces = (piece.strip() for piece in _END.split(text))
    return [piece for piece in pieces if len(_WORD.findall(piece)) > 1]


def _seen(pattern: re.Pattern[str]) -> Callable[[str], str | None]:
    def find(text: str) -> str | None:
        match = pattern.search(_flat(text))
        return match[0] if match else None

    return find


def _capitals(text: str) -> str | None:
    """How it begins, when each sentence begins with a capital letter or a digit."""
    starts = [next((c for c in one if c.isalnum()), "") for one in sentences_of(text)]
    return " ".join(starts) if starts and not any(c.islower() for c in starts) else None


def _whole(text: str) -> str | None:
    """Its first word, when no word is shortened."""
    return None if _SHORTENED.search(_flat(text)) else next(iter(words_of(text)), None)


def _stops(text: str) -> str | None:
    """The signs that end its sentences, when each line of four words or more has one."""
    lines = [row.strip().rstrip('»") \u00a0') for row in text.splitlines()]
    long = [row for row in lines if len(_WORD.findall(row)) > 3 and not row.endswith(",")]
    signs = [row[-1] for row in long if row[-1] in ".!?…"]
    return " ".join(signs) if signs and len(signs) == len(long) else None


KNOWN: Mapping[str, Known] = {
    "greeting": Known(
        "Saluer au début", "Commencez par « Bonjour », puis le nom.", _seen(_GREETING)
    ),
    "closing": Known(
        "Finir par un mot poli",
        "Finissez par « Merci », « Bonne journée » ou « Cordialement ».",
        _seen(_CLOSING),
    ),
    "date": Known("Dire le jour", "Écrivez le jour ou la date.", _seen(_DATE)),
    "capitals": Known(
        "Une majuscule au début des phrases",
        "Regardez la première lettre de chaque phrase.",
        _capitals,
    ),
    "stops": Known(
        "Un point à la fin des phrases", "Mettez un point à la fin de chaque phrase.", _stops
    ),
    "whole": Known(
        "Écrire les mots en entier",
        "Un mot est raccourci comme dans un texto : écrivez-le en entier.",
        _whole,
    ),
}


def label_of(check: Check) -> str:
    """What the list asks for."""
    return check.label or (KNOWN[check.sort].label if check.sort else "")


def _pattern(words: str) -> str:
    flat = re.escape(_flat(words)).replace(r"\*", r"\w*").replace(r"\ ", r"\s+")
    return rf"(?<!\w){flat}(?!\w)"


def _found(text: str, check: Json) -> str | None:
    """What answers a check in a text, None when nothing does."""
    if check["sort"]:
        return KNOWN[check["sort"]].found(text)
    flat = _flat(text)
    for words in check["any"]:
        if match := re.search(_pattern(words), flat):
            return match[0]
    return None


def _length(content: WritingContent) -> tuple[str, Range]:
    if content.sentences:
        return "sentences", content.sentences
    return "words", content.words or Range(least=1, most=1)  # one of the two is there


def _range(kind: str, least: int, most: int) -> str:
    name = ("phrase" if kind == "sentences" else "mot") + ("s" if most > 1 else "")
    if least == most:
        return f"{least} {name}"
    return f"De {least} à {most} {name}"


def _count(text: str, kind: str) -> int:
    return len(sentences_of(text) if kind == "sentences" else words_of(text))


# The type


def _identity(content: WritingContent) -> Json:
    return {"checks": [check.model_dump(mode="json") for check in content.checks]}


def _build(
    content: WritingContent, rng: random.Random, messages: Messages
) -> tuple[Json, Json]:
    kind, bounds = _length(content)
    secret = _key(content, messages)
    public = {
        "list": [secret["length"]["said"], *(check["label"] for check in secret["checks"])],
        "rubric": [one.model_dump(mode="json") for one in content.rubric],
        "rows": min(12, 3 + bounds.most * (2 if kind == "sentences" else 1) // 2),
    }
    return public, secret


def _key(content: WritingContent, messages: Messages) -> Json:
    kind, bounds = _length(content)
    said = _range(kind, bounds.least, bounds.most)
    checks = [
        {
            "label": label_of(check),
            "sort": check.sort,
            "any": list(check.any),
            "advice": _advice(check, messages),
            "misconception": check.misconception,
        }
        for check in content.checks
    ]
    length = {"kind": kind, "least": bounds.least, "most": bounds.most, "said": said}
    return {"length": length, "checks": checks, "model": content.model}


def _advice(check: Check, messages: Messages) -> str:
    if check.advice or not check.sort:
        return blocks(check.advice, check.misconception, messages)
    return KNOWN[check.sort].advice


def _looked_at(text: str, secret: Json) -> list[Json]:
    """One line a point of the list: what was found, or what to do."""
    length = secret["length"]
    count = _count(text, length["kind"])
    name = "phrase" if length["kind"] == "sentences" else "mot"
    had = f"{count} {name}{'s' if count > 1 else ''}"
    fits = length["least"] <= count <= length["most"]
    how = "Ajoutez une phrase." if count < length["least"] else "Gardez le plus important."
    rows = [line(length["said"], had, f"Vous avez écrit {had}. {how}", fits)]
    for check in secret["checks"]:
        found = _found(text, check)
        told = found if check["any"] or check["sort"] in ("greeting", "closing", "date") else ""
        rows.append(line(check["label"], told or "", check["advice"], found is not None))
    return rows


def _parse(instance: Instance, raw: Form) -> Written | FormatError:
    if blank(raw, "text"):
        return FormatError("Vous n’avez pas encore écrit.", EXAMPLE, missing=True)
    values = raw["text"]
    texts = [values] if isinstance(values, str) else values
    if len(texts) != 1:
        return FormatError("Nous n’arrivons pas à lire votre texte.", EXAMPLE)
    text = unicodedata.normalize("NFC", texts[0].replace("\r\n", "\n")).strip()
    if len(text) > LONGEST:
        return FormatError(
            f"Votre texte dépasse {LONGEST} signes.", "Gardez le plus important."
        )
    if any(unicodedata.category(c) in ("Cc", "Cs") and not c.isspace() for c in text):
        return FormatError("Nous n’arrivons pas à lire votre texte.", EXAMPLE)
    if len([word for word in words_of(text) if word[0].isalpha()]) < FEWEST:
        return FormatError("Votre texte est très court.", EXAMPLE)
    written = Written(text, _misspelt(raw))
    if blank(raw, "reread"):
        return written
    return _once_more(instance, written) or written


def _misspelt(raw: Form) -> tuple[str, ...]:
    """What the program found in no dictionary: it says so, since this module reads no file."""
    values = raw.get("misspelt", ())
    return tuple([values] if isinstance(values, str) else values)[:MOST_SPELLING]


def _once_more(instance: Instance, written: Written) -> FormatError | None:
    """What to look at before sending, once; None when all of the list is there."""
    rows = _looked_at(written.text, instance.secret)
    advice = [row["expected"] for row in rows if not row["right"]]
    if written.misspelt:
        advice.append(_spelling(written.misspelt))
    if not advice:
        return None
    return FormatError("Relisez une fois avant d’envoyer.", advice=tuple(advice))


def _spelling(misspelt: Sequence[str]) -> str:
    names = join_list([quoted(word) for word in misspelt])
    return f"{SPELLING}{NBSP}: {names}. Un nom propre peut manquer au dictionnaire."


def _grade(instance: Instance, written: Written) -> Judged:
    secret = instance.secret
    rows = _looked_at(written.text, secret)
    parts = tuple(float(row["right"]) for row in rows)
    known = [
        check["misconception"]
        for check, row in zip(secret["checks"], rows[1:], strict=True)
        if check["misconception"] and not row["right"]
    ]
    return Judged(
        parts,
        LEAST + (1 - LEAST) * sum(parts) / len(parts),
        written.text,
        secret["model"],
        tuple(dict.fromkeys(known)),
        blocks=tuple(row["expected"] for row in rows if not row["right"]),
        lines=tuple(rows),
        note=_spelling(written.misspelt) if written.misspelt else None,
        weight=WEIGHT,
        pending=True,
    )


def _raw(text: str) -> Raw:
    return {"text": [text]}


def _examples(instance: Instance) -> Examples:
    model = instance.secret["model"]
    bare = "voilà ce que je veux dire"
    return Examples(
        right=(_raw(model), _raw(f"  {model}\n")),
        wrong=((_raw(bare), None),),
        partly=(_raw(bare),),
        unreadable=({}, _raw(" "), _raw("…"), _raw("12 34 56"), _raw("très " * 400)),
    )


def _chance(public: Json) -> float:
    return 0.0


def _speech(public: Json) -> list[str]:
    said = [f"{one['label']}{NBSP}: {' '.join(one['levels'])}" for one in public["rubric"]]
    return [*public["list"], *said]


KIND: Kind[WritingContent, Written] = Kind(
    "writing",
    WritingContent,
    _identity,
    _build,
    _parse,
    _grade,
    _examples,
    _chance,
    _speech,
)
