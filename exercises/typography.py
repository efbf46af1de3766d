"""French typography and tone, checked on every text that learners read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from exercises.content import Content

KINDS = (
    "Apostrophe droite",
    "Espace ordinaire avant un signe",
    "Pas d’espace avant un signe",
    "Espace à changer après «",
    "Espace ordinaire dans un nombre",
    "Point décimal",
    "Trois points",
)
Remark = tuple[str, str, bool]  # what, remedy, is it only a warning

_APOSTROPHE = re.compile(r"\w'\w")
# A plain space, or none, where French wants a no-break one. A mark followed at once by a letter
# belongs to an address, an hour or a formula, and is left alone.
_PLAIN_SPACE = re.compile(r"\S+ (?:[;?!%€»]|:(?=\s|$))")
_NO_SPACE = re.compile(r"[^\s\u00a0\u202f;:?!(«/\\.…]+(?:[;:?!%](?=[\s\u00a0»)]|$)|€|»)")
_OPENING = re.compile(r"«(?!\u00a0|\u202f)\s?\S*")
_THOUSANDS = re.compile(r"(?<![\d,.] )(?<![\d,.])\d{1,3} \d{3}(?!\d| \d{2}\b)")
_DECIMAL_POINT = re.compile(r"(?<![\w.])\d+\.\d+(?![\w.])")
_PLACEHOLDER = re.compile(r"\{\w+\}")
_BLAME = re.compile(r"(?<!«\u00a0)\b(faux|fausse|erreur|raté|échec|échoué)\b", re.IGNORECASE)

_NO_BREAK = "Mettez l’espace insécable (U+00A0)."
# Said once the answer is known: what must never blame.
_SAID_AFTER = ("feedback", "good", "praise")
# Numbers and names for the program, not for people.
_NOT_READ = (
    "misconception",
    "difference",
    "any",
    "sort",
    "answer",
    "tolerance",
    "start",
    "size",
    "north",
    "stop",
    "step",
    "labels",
    *("solutions", "date", "time", "total", "kind", "look", "values", "map", "path", "id"),
)


def texts(content: Content) -> Iterator[tuple[str, str]]:
    """Every text of a content that people read, with the name of its field."""
    return _texts(content.model_dump(mode="json"), "")


def _texts(value: Any, name: str) -> Iterator[tuple[str, str]]:  # JSON
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, dict):
        number = "misconception" in value and "value" in value  # an anticipated wrong number
        for key, part in value.items():
            if key not in _NOT_READ and not (number and key == "value"):
                yield from _texts(part, key)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part, name)


def remarks(name: str, text: str) -> Iterator[Remark]:
    """What is not French typography, or not our tone, in the text of a field."""
    if match := _PLACEHOLDER.search(text):
        what = f"« {match[0]} » n’est pas remplacé."
        yield what, "Donnez sa valeur dans « cases ».", False
    if text.lstrip().startswith("="):
        return  # a spreadsheet formula
    if match := _APOSTROPHE.search(text):
        yield f"Apostrophe droite : {_around(text, match)}", "Écrivez ’.", False
    yield from _spaces(text)
    if match := _DECIMAL_POINT.search(text):
        yield f"Point décimal : {_around(text, match)}", "Écrivez une virgule.", True
    if "..." in text:
        yield f"Trois points : {text[:60]!r}", "Écrivez … (un seul caractère).", True
    if name in _SAID_AFTER and (match := _BLAME.search(text)):
        what = f"« {match[0]} » dans « {name} »."
        yield what, "Dites ce qui bloque et comment regarder.", True


def _spaces(text: str) -> Iterator[Remark]:
    words = text.split(" ")
    alone = len(words) == 1  # a password, an address: its marks are its own
    if match := _PLAIN_SPACE.search(text):
        yield f"Espace ordinaire avant un signe : {_around(text, match)}", _NO_BREAK, False
    elif (match := _no_space(text)) and not (alone and match[0][-1] not in "€»"):
        yield f"Pas d’espace avant un signe : {_around(text, match)}", _NO_BREAK, False
    if match := _OPENING.search(text):
        yield f"Espace à changer après « : {_around(text, match)}", _NO_BREAK, False
    if match := _THOUSANDS.search(text):
        remedy = "Mettez l’espace fine insécable (U+202F)."
        yield f"Espace ordinaire dans un nombre : {_around(text, match)}", remedy, False


def _no_space(text: str) -> re.Match[str] | None:
    """The first word that touches its mark; "Bbm9!" is a password, and its mark is its own."""
    for match in _NO_SPACE.finditer(text):
        word, mark = match[0][:-1], match[0][-1]
        mixed = any(sign.isdigit() for sign in word) and any(sign.isalpha() for sign in word)
        if mark in "€»%" or not mixed:
            return match
    return None


def _around(text: str, match: re.Match[str]) -> str:
    return repr(text[max(0, match.start() - 8) : match.end() + 8])


def mended(source: str) -> str:
    """The text of a bank file with apostrophes and no-break spaces as French wants them."""
    source = re.sub(r"(?<=\w)'(?=\w)", "’", source)
    source = re.sub(r"(?<=\S) (?=[;?!%€»]|:(?: |$))", "\u00a0", source, flags=re.MULTILINE)
    source = re.sub(r"«[ ]?(?!\u00a0|\u202f)", "«\u00a0", source)
    return re.sub(
        r"(?<![\d,.] )(?<![\d,.])(\d{1,3}) (?=\d{3}(?!\d| \d{2}\b))", "\\1\u202f", source
    )
