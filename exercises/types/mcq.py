"""Single choice among two to six (curriculum name: ``mcq``)."""

from __future__ import annotations

from pydantic import Field

from exercises.content import Choice, Content


class McqContent(Content):
    """A question with one right choice."""

    choices: tuple[Choice, ...] = Field(min_length=2, max_length=6)
    shuffle: bool = True  # False keeps the author's order (hours, sizes…)
