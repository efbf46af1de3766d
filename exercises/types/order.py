"""Elements to put in order (curriculum name: ``order``)."""

from __future__ import annotations

from pydantic import Field

from exercises.content import Content, Part, Short, Slug, Text


class WrongOrder(Part):
    """An order a known misconception leads to: the elements' texts, first to last."""

    elements: tuple[Short, ...]
    misconception: Slug
    feedback: Text | None = None
    good: Text | None = None


class OrderContent(Content):
    """Three to six distinct elements, written in the right order; pages show them shuffled.

    ``first`` and ``last`` label the two ends ("le plus petit", "le plus grand").
    """

    elements: tuple[Short, ...] = Field(min_length=3, max_length=6)
    first: Short | None = None
    last: Short | None = None
    wrong: tuple[WrongOrder, ...] = ()
