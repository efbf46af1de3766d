"""Elements to pair with one another (curriculum name: ``match``)."""

from __future__ import annotations

import random
from typing import Self

from pydantic import Field, model_validator

from exercises.content import Content, Part, Short, Slug, Text
from exercises.instance import Examples, FormatError, Instance, Json, Judged
from exercises.types import assign
from exercises.types.assign import Element, Misplaced, Words
from exercises.types.kind import Form, Kind, Messages


def _kept(right: int, count: int) -> str:
    if right == 1:
        return f"1 lien est déjà juste, sur {count}."
    return f"{right} liens sont déjà justes, sur {count}."


_WORDS = Words("match", "Il reste à relier", "Choisissez une réponse dans chaque liste.", _kept)


class Pair(Part):
    """Two texts that go together.

    ``wrong`` names what a misconception pairs ``left`` with; ``misconception`` and ``feedback``
    are for any other text.
    """

    left: Short
    right: Short
    misconception: Slug | None = None
    feedback: Text | None = None
    wrong: tuple[Misplaced, ...] = ()


class MatchContent(Content):
    """Three to six pairs; ``extra``: one or two texts on the right that fit nothing."""

    pairs: tuple[Pair, ...] = Field(min_length=3, max_length=6)
    extra: tuple[Short, ...] = Field(default=(), max_length=2)

    @model_validator(mode="after")
    def _texts_differ(self) -> Self:
        assign.check(elements(self), targets(self), ("pairs", "right"))
        return self


def elements(content: MatchContent) -> list[Element]:
    """The pairs, as elements to place."""
    return [
        Element(pair.left, pair.right, pair.misconception, pair.feedback, pair.wrong)
        for pair in content.pairs
    ]


def targets(content: MatchContent) -> list[str]:
    """Every text on the right, sorted."""
    return sorted([*(pair.right for pair in content.pairs), *content.extra])


def _identity(content: MatchContent) -> Json:
    return {"pairs": assign.faces(elements(content)), "extra": sorted(content.extra)}


def _build(content: MatchContent, rng: random.Random, messages: Messages) -> tuple[Json, Json]:
    # Both sides are shuffled from their sorted order, one after the other: no trace of the key.
    left = sorted(elements(content), key=lambda one: one.text)
    rng.shuffle(left)
    right = targets(content)
    rng.shuffle(right)
    public = {"left": [one.text for one in left], "right": right}
    return public, assign.secret(left, right, messages)


def _parse(instance: Instance, raw: Form) -> tuple[int, ...] | FormatError:
    return assign.parse(instance, raw, _WORDS)


def _grade(instance: Instance, chosen: tuple[int, ...]) -> Judged:
    return assign.grade(instance, chosen, _WORDS)


def _examples(instance: Instance) -> Examples:
    return assign.examples(instance, _WORDS)


def _chance(public: Json) -> float:
    # The same for somebody who uses each text once: each pair is then right 1 time in k too.
    return 1 / len(public["right"])


def _speech(public: Json) -> list[str]:
    return [*public["left"], *public["right"]]


KIND = Kind(
    "match", MatchContent, _identity, _build, _parse, _grade, _examples, _chance, _speech
)
