"""What the templates of the trainer's deeds may use."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from palier.levels import SkillLevel


@dataclass(frozen=True)
class WordLine:
    """A trainer's word as the evidence of a cell shows it."""

    id: UUID
    title: str
    text: str
    decided: bool


@dataclass(frozen=True)
class WordsPanel:
    """What the team saw or decided of a skill, and the form to say so."""

    skill_id: str
    lines: tuple[WordLine, ...]
    places: tuple[tuple[str, str], ...]  # code, words
    today: str  # as a browser writes dates
    oldest: str
    fault: str = ""
    note: str = ""


@dataclass(frozen=True)
class ReasonsOf:
    """A choice and the reasons it may have."""

    code: str
    label: str
    effect: str
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class DecidePage:
    """The form to decide of a level, beside what the engine says of it."""

    learner_id: UUID
    name: str
    skill_id: str
    skill: str
    carte: str | None
    level: SkillLevel
    interval: str
    choices: tuple[ReasonsOf, ...]
    now: WordLine | None  # the decision in force
    read: str
    fault: str
    note: str
