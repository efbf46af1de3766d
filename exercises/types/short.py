"""A few words to type (curriculum name: ``short``). What counts is said before the answer."""

from __future__ import annotations

import random

from exercises.content import Content
from exercises.instance import Examples, FormatError, Instance, Json, Judged, Raw
from exercises.types import text_match
from exercises.types.kind import Form, Kind, Messages, blank, blocks

EXAMPLE = "Écrivez un mot, ou quelques mots."


class ShortContent(Content, text_match.Typed):
    """A question answered with a few words: ``answers``, ``wrong`` ones, what ``counts``."""


def _identity(content: ShortContent) -> Json:
    return {"answers": list(content.answers)}


def _build(content: ShortContent, rng: random.Random, messages: Messages) -> tuple[Json, Json]:
    public = {
        "tells": text_match.tells(content.counts, content.expects),
        "keyboard": text_match.keyboard(content.expects),
    }
    return public, text_match.key(content, content.counts, content.expects, messages)


def _parse(instance: Instance, raw: Form) -> str | FormatError:
    if blank(raw, "text"):
        return FormatError("Vous n’avez pas encore écrit.", EXAMPLE, missing=True)
    values = raw["text"]
    texts = [values] if isinstance(values, str) else values
    if len(texts) != 1:
        return FormatError("Nous n’arrivons pas à lire votre réponse.", EXAMPLE)
    refused = text_match.unreadable(texts[0], instance.secret)
    return refused or text_match.tidy(texts[0])


def _grade(instance: Instance, typed: str) -> Judged:
    secret = instance.secret
    found = text_match.find(typed, secret)
    expected = secret["answers"][0]
    if found.answer is not None:
        note = text_match.note(typed, found, secret["counts"])
        return Judged((1.0,), 1.0, typed, expected, note=note)
    if found.wrong is not None:
        wrong = secret["wrong"][found.wrong]
        known = (wrong["misconception"],) if wrong["misconception"] else ()
        said = (wrong["blocks"],)
        return Judged((0.0,), 0.0, typed, expected, known, wrong["good"], said)
    if found.missed:
        said = (text_match.misses(found.missed),)
        good = text_match.good_words(expected)
        return Judged((0.0,), 0.0, typed, expected, good=good, blocks=said)
    return Judged((0.0,), 0.0, typed, expected, blocks=(blocks(None, None, {}),))


def _raw(text: str) -> Raw:
    return {"text": [text]}


def _examples(instance: Instance) -> Examples:
    secret = instance.secret
    right = [*secret["answers"], f"  {secret['answers'][0]} "]
    if "capitals" not in secret["counts"]:
        right.append(secret["answers"][0].upper())
    other = text_match.another(secret)
    wrong: list[tuple[Raw, str | None]] = [
        (_raw(one["value"]), one["misconception"]) for one in secret["wrong"]
    ]
    return Examples(
        right=tuple(_raw(text) for text in dict.fromkeys(right)),
        wrong=(*wrong, (_raw(other), None)),
        partly=(),
        unreadable=({}, _raw(" "), _raw("…"), _raw("?!"), _raw("très " * 40)),
    )


def _chance(public: Json) -> float:
    return 0.0


def _speech(public: Json) -> list[str]:
    return [public["tells"]]


KIND = Kind(
    "short", ShortContent, _identity, _build, _parse, _grade, _examples, _chance, _speech
)
