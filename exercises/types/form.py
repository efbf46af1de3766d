"""A form to fill, checked field by field (curriculum name: ``form``)."""

from __future__ import annotations

import random
from typing import Self

from pydantic import Field, model_validator

from exercises.content import Content, Short
from exercises.instance import Json
from exercises.types import fields
from exercises.types.fields import AnyField, TickField, Words
from exercises.types.kind import Kind, Messages


class FormContent(Content):
    """``title`` is written at the head of the paper; each field that is right counts."""

    title: Short
    fields: tuple[AnyField, ...] = Field(min_length=2, max_length=8)

    @model_validator(mode="after")
    def _something_to_write(self) -> Self:
        labels = [field.label for field in self.fields]
        if len(set(labels)) < len(labels):
            raise ValueError("« fields » nomme deux fois la même case. | Changez un « label ».")
        if all(isinstance(field, TickField) for field in self.fields):
            what = "Ce formulaire n’a que des cases à cocher."
            raise ValueError(f"{what} | Ajoutez une case à écrire, ou prenez « multi ».")
        return self


WORDS = Words(
    prefix="field",
    empty="Vous n’avez pas encore rempli le formulaire.",
    left="Il reste à remplir",
    how="Remplissez chaque case.",
    one="1 case est juste",
    some="{} cases sont justes",
)
_SHARED = fields.kind("form", FormContent, lambda content: content.fields, WORDS)


def _build(content: FormContent, rng: random.Random, messages: Messages) -> tuple[Json, Json]:
    public, secret = _SHARED.build(content, rng, messages)
    return {"title": content.title, **public}, secret


def _identity(content: FormContent) -> Json:
    return {"title": content.title, **_SHARED.identity(content)}


KIND = Kind(
    "form",
    FormContent,
    _identity,
    _build,
    _SHARED.parse,
    _SHARED.grade,
    _SHARED.examples,
    _SHARED.chance,
    lambda public: [public["title"], *_SHARED.speech(public)],
)
