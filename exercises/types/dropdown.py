"""Gaps in a text, each filled from a short list (curriculum name: ``dropdown``)."""

from __future__ import annotations

from pydantic import Field

from exercises.content import Choice, Content, Part, Text


class Gap(Part):
    """One gap: two to five choices, one right."""

    choices: tuple[Choice, ...] = Field(min_length=2, max_length=5)
    shuffle: bool = True


class DropdownContent(Content):
    """``text`` holds ``[1]``, ``[2]``… where the gaps are, in the order of ``gaps``."""

    text: Text
    gaps: tuple[Gap, ...] = Field(min_length=1, max_length=5)
