"""Elements to sort into a few categories (curriculum name: ``sort``)."""

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
        return f"1 élément est déjà à sa place, sur {count}."
    return f"{right} éléments sont déjà à leur place, sur {count}."


_WORDS = Words("place", "Il reste à classer", "Touchez une place pour chaque élément.", _kept)


class Sorted(Part):
    """An element and its category.

    ``wrong`` names the category that a misconception leads to; ``misconception`` and
    ``feedback`` are for any other category.
    """

    text: Short
    category: Short
    misconception: Slug | None = None
    feedback: Text | None = None
    wrong: tuple[Misplaced, ...] = ()


class SortContent(Content):
    """Four to eight elements in two to four categories, shown in the author's order."""

    categories: tuple[Short, ...] = Field(min_length=2, max_length=4)
    elements: tuple[Sorted, ...] = Field(min_length=4, max_length=8)

    @model_validator(mode="after")
    def _all_have_a_place(self) -> Self:
        assign.check(elements(self), self.categories, ("elements", "categories"))
        for element in self.elements:
            if element.category not in self.categories:
                what = f"« {element.category} » n’est pas dans « categories »."
                raise ValueError(f"{what} | Reprenez un de ses textes.")
        empty = [c for c in self.categories if c not in {e.category for e in self.elements}]
        if empty:
            what = f"Rien ne va dans « {empty[0]} »."
            raise ValueError(f"{what} | Ajoutez un élément, ou retirez cette catégorie.")
        return self


def elements(content: SortContent) -> list[Element]:
    """The elements to place."""
    return [
        Element(one.text, one.category, one.misconception, one.feedback, one.wrong)
        for one in content.elements
    ]


def _identity(content: SortContent) -> Json:
    return {
        "categories": list(content.categories),
        "elements": assign.faces(elements(content)),
    }


def _build(content: SortContent, rng: random.Random, messages: Messages) -> tuple[Json, Json]:
    shown = sorted(elements(content), key=lambda one: one.text)
    rng.shuffle(shown)
    categories = list(content.categories)
    public = {"elements": [one.text for one in shown], "categories": categories}
    return public, assign.secret(shown, categories, messages)


def _parse(instance: Instance, raw: Form) -> tuple[int, ...] | FormatError:
    return assign.parse(instance, raw, _WORDS)


def _grade(instance: Instance, chosen: tuple[int, ...]) -> Judged:
    return assign.grade(instance, chosen, _WORDS)


def _examples(instance: Instance) -> Examples:
    return assign.examples(instance, _WORDS)


def _chance(public: Json) -> float:
    return 1 / len(public["categories"])


def _speech(public: Json) -> list[str]:
    return [*public["categories"], *public["elements"]]


KIND = Kind("sort", SortContent, _identity, _build, _parse, _grade, _examples, _chance, _speech)
