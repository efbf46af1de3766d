"""Answers that are often given instead of the right one: why, and what to say of them."""

from __future__ import annotations

from typing import Protocol, Self

from pydantic import model_validator

from exercises.content import Part, Slug, Text
from exercises.instance import Json
from exercises.types.kind import Messages, blocks


class Foreseen(Protocol):
    """An answer that an author foresaw."""

    @property
    def misconception(self) -> str | None:
        """The misconception it shows."""

    @property
    def feedback(self) -> str | None:
        """What blocks, in the author's words."""

    @property
    def good(self) -> str | None:
        """What is right in it."""


class Wrong(Part):
    """Base of such answers; what they are, ``value``, is of each type."""

    value: str
    misconception: Slug | None = None
    feedback: Text | None = None
    good: Text | None = None

    @model_validator(mode="after")
    def _explained(self) -> Self:
        if not self.misconception and not self.feedback:
            what = f"La réponse {self.value} n’explique rien."
            raise ValueError(f"{what} | Nommez « misconception », ou écrivez « feedback ».")
        return self


def note(one: Foreseen, messages: Messages) -> Json:
    """What is said when this answer is given."""
    return {
        "misconception": one.misconception,
        "blocks": blocks(one.feedback, one.misconception, messages),
        "good": one.good,
    }
