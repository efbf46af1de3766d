"""A document, then two to four questions on it (curriculum name: ``passage``)."""

from __future__ import annotations

from pydantic import Field

from exercises.content import Content, Document
from exercises.types import fields
from exercises.types.fields import AnyField, Words


class PassageContent(Content):
    """An everyday paper and its questions; each question that is right counts.

    The document says who wrote it and when (``sender``), so that it can be dated.
    """

    document: Document
    questions: tuple[AnyField, ...] = Field(min_length=2, max_length=4)


WORDS = Words(
    prefix="question",
    empty="Vous n’avez pas encore répondu.",
    left="Il reste à répondre à",
    how="Une réponse par question.",
    one="1 réponse est juste",
    some="{} réponses sont justes",
)
KIND = fields.kind("passage", PassageContent, lambda content: content.questions, WORDS)
