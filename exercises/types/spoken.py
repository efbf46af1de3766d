"""An answer said aloud and recorded, for a trainer to hear (curriculum name: ``record``).

No machine marks it: it weighs nothing until a person does. Who has no microphone, or would
rather not, writes it or says it later: that is an answer too.
"""

from __future__ import annotations

import random

from pydantic import Field

from exercises.content import Content, Short
from exercises.dictated import cut
from exercises.instance import Examples, FormatError, Instance, Json, Judged
from exercises.types.kind import Form, Kind, Messages, blank

VOICE, LATER = "voice", "later"
GIVEN = {VOICE: "Un enregistrement", LATER: "Dit plus tard, en personne"}
SAID_LATER = "Votre formatrice ou votre formateur vous écoutera."
LONGEST = 2_000  # characters, when it is written
EXAMPLE = "Enregistrez votre voix, écrivez, ou dites-le plus tard."


class SpokenContent(Content):
    """``plan`` is what to think of while speaking."""

    plan: tuple[Short, ...] = Field(min_length=1, max_length=5)


def _identity(content: SpokenContent) -> Json:
    return {"plan": list(content.plan)}


def _build(content: SpokenContent, rng: random.Random, messages: Messages) -> tuple[Json, Json]:
    return {"plan": list(content.plan)}, {}


def _parse(instance: Instance, raw: Form) -> str | FormatError:
    values = raw.get("how", ())
    chosen = [values] if isinstance(values, str) else [text for text in values if text]
    if chosen in ([VOICE], [LATER], [VOICE, LATER]):
        return chosen[-1]  # "later" is a button: it was pressed after a voice was recorded
    if blank(raw, "text"):
        return FormatError("Vous n’avez pas encore répondu.", EXAMPLE, missing=True)
    written = raw["text"]
    texts = [written] if isinstance(written, str) else written
    if len(texts) != 1 or len(texts[0]) > LONGEST or not cut(texts[0]):
        return FormatError("Nous n’arrivons pas à lire votre texte.", EXAMPLE)
    return f"text:{texts[0].strip()}"


def _grade(instance: Instance, value: str) -> Judged:
    given = GIVEN.get(value) or value.removeprefix("text:")
    if value == LATER:  # nothing is there to hear yet
        return Judged((), 0.0, given, "", blocks=(SAID_LATER,), weight=0.0, pending=True)
    return Judged((), 1.0, given, "", weight=0.0, pending=True)


def _examples(instance: Instance) -> Examples:
    return Examples(
        right=({"text": ["Bonjour, je me présente."]}, {"text": ["Bonjour."]}),
        wrong=(({"how": [LATER]}, None),),
        partly=(),
        unreadable=({}, {"text": [" "]}, {"text": ["?!"]}, {"text": ["a" * (LONGEST + 1)]}),
    )


def _chance(public: Json) -> float:
    return 0.0


def _speech(public: Json) -> list[str]:
    return list(public["plan"])


KIND = Kind(
    "spoken", SpokenContent, _identity, _build, _parse, _grade, _examples, _chance, _speech
)
