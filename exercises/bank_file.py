"""What a bank file holds, as authors write it: before cases, draws and types are looked at."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from exercises.content import Slug

Param = str | int | float | bool | list[str] | list[int]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Entry(_Model):
    """One item of a bank file: ``content``, alone, with cases or variants; or a generator."""

    id: Slug
    tier: Literal[1, 2, 3]
    type: Literal[
        "mcq",
        "numeric",
        "order",
        "dropdown",
        "multi",
        "truefalse",
        "short",
        "cloze",
        "match",
        "sort",
        "numberline",
        "table",
        "expression",
        "highlight",
        "mend",
        "quantity",
        "fraction",
        "passage",
        "form",
        "chart",
        "clock",
        "money",
        "scale",
        "dictation",
        "listen",
        "map",
        "timeline",
        "writing",
        "spoken",
    ]
    seconds: int = Field(default=45, ge=5, le=900, strict=True)
    why: str | None = None
    draft: StrictBool = False  # read and checked, but not published
    content: dict[str, Any] = {}  # the type's Content, perhaps partial: checked once completed
    cases: list[dict[str, str | int]] = []
    variants: list[dict[str, Any]] = []  # partial contents
    generator: str | None = None
    params: dict[str, Param] = {}
    variables: dict[str, Any] = {}  # a template: see exercises.parametrised
    let: dict[str, Any] = {}
    such_that: list[Any] = []
    facts: list[str] = []  # dated facts that it stands on, by id


class BankFile(_Model):
    """A bank file: the items of one skill."""

    skill: str
    items: list[Entry] = Field(min_length=1)
