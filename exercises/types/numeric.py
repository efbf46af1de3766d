"""A number to type, with or without a unit (curriculum name: ``numeric``)."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from exercises.content import Content, Part, Short, Slug, Text

Exact = Annotated[str, StringConstraints(pattern=r"^-?\d+([.,]\d+)?(/\d+)?$", max_length=24)]


class WrongNumber(Part):
    """A number that a known misconception leads to, and what to say of it."""

    value: Exact
    misconception: Slug
    feedback: Text | None = None
    good: Text | None = None


class NumericContent(Content):
    """A question whose answer is one exact number.

    ``answer``: "12", "12.5" or "3/4". ``unit`` is shown after the field and may be typed or not;
    another known unit typed instead is said to be unreadable ("écrivez en euros"), never wrong.
    ``tolerance`` is an absolute difference, 0 by default. ``wrong`` lists anticipated answers.
    """

    answer: Exact
    unit: Short | None = None
    tolerance: Exact = "0"
    wrong: tuple[WrongNumber, ...] = ()
