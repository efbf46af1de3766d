"""Single choice among two to six (curriculum name: ``mcq``)."""

from __future__ import annotations

import random
from typing import Self

from pydantic import Field, model_validator

from exercises.content import Choice, Content, check_choices
from exercises.instance import Examples, FormatError, Instance, Json, Judged
from exercises.types.kind import (
    Form,
    Kind,
    Messages,
    blank,
    choice_key,
    faces,
    position,
    shown_choices,
)


class McqContent(Content):
    """A question with one right choice."""

    choices: tuple[Choice, ...] = Field(min_length=2, max_length=6)
    shuffle: bool = Field(
        default=True, strict=True
    )  # False keeps the author's order (hours, sizes…)

    @model_validator(mode="after")
    def _one_right(self) -> Self:
        check_choices(self.choices, "choices")
        return self


def _identity(content: McqContent) -> Json:
    return {"choices": faces(content.choices, content.shuffle)}


def _build(content: McqContent, rng: random.Random, messages: Messages) -> tuple[Json, Json]:
    shown = shown_choices(content.choices, content.shuffle, rng)
    return {"choices": [choice.text for choice in shown]}, choice_key(shown, messages)


def _parse(instance: Instance, raw: Form) -> int | FormatError:
    chosen = position(raw, "choice", len(instance.public["choices"]))
    if chosen is not None:
        return chosen
    example = "Touchez une réponse, puis validez."
    if blank(raw, "choice"):
        return FormatError("Vous n’avez pas encore choisi.", example, missing=True)
    return FormatError("Nous n’arrivons pas à lire votre choix.", example)


def _grade(instance: Instance, chosen: int) -> Judged:
    secret = instance.secret
    given, expected = secret["texts"][chosen], secret["texts"][secret["right"]]
    if chosen == secret["right"]:
        return Judged((1.0,), 1.0, given, expected)
    misconception = secret["misconceptions"][chosen]
    return Judged(
        (0.0,),
        0.0,
        given,
        expected,
        (misconception,) if misconception else (),
        secret["good"][chosen],
        (secret["blocks"][chosen],),
    )


def _examples(instance: Instance) -> Examples:
    secret = instance.secret
    count = len(secret["texts"])
    others = [at for at in range(count) if at != secret["right"]]
    return Examples(
        right=({"choice": [str(secret["right"])]},),
        wrong=tuple(({"choice": [str(at)]}, secret["misconceptions"][at]) for at in others),
        partly=(),
        unreadable=({}, {"choice": [""]}, {"choice": [str(count)]}, {"choice": ["0", "1"]}),
    )


def _chance(public: Json) -> float:
    return 1 / len(public["choices"])


def _speech(public: Json) -> list[str]:
    return list(public["choices"])


KIND = Kind("mcq", McqContent, _identity, _build, _parse, _grade, _examples, _chance, _speech)
