"""What the templates of the curriculum and of its exercises may use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from exercises.curriculum import Skill
from exercises.preview import Preview
from palier.domains import Tab


@dataclass(frozen=True)
class SkillLine:
    """A skill in the list: its label, palier and number of exercises."""

    id: str
    label: str
    palier: str
    items: int


@dataclass(frozen=True)
class StrandSection:
    """The skills of a strand."""

    label: str
    skills: tuple[SkillLine, ...]


@dataclass(frozen=True)
class CurriculumPage:
    """The skills of one domain."""

    tabs: tuple[Tab, ...]
    domain_label: str
    sections: tuple[StrandSection, ...]
    version: int


@dataclass(frozen=True)
class ItemLine:
    """An exercise of a skill."""

    name: str
    slug: str
    tier: int
    type: str
    seconds: int
    generated: bool


@dataclass(frozen=True)
class SkillPage:
    """One skill: what it says to learners, what it rests on, its exercises."""

    skill: Skill
    palier: str
    domain: str
    requires: tuple[SkillLine, ...]
    opens: tuple[SkillLine, ...]
    items: tuple[ItemLine, ...]


@dataclass(frozen=True)
class ReportLine:
    """An exercise that somebody reported, as she had it. ``closed``: the day, "" if not."""

    served_id: UUID
    skill_id: str
    slug: str
    skill: str
    reason: str
    day: str
    public: dict[str, Any]
    closed: str
    by: str
    word: str


@dataclass(frozen=True)
class ReportsPage:
    """The reports that wait, and the last ones closed."""

    waiting: tuple[ReportLine, ...]
    closed: tuple[ReportLine, ...]
    about: UUID | None
    fault: str


@dataclass(frozen=True)
class ItemPage:
    """One exercise: some instances of it, with right, wrong and unreadable answers."""

    skill: SkillLine
    item: ItemLine
    previews: tuple[Preview, ...]
    counted: str  # how often it was answered and right, in words
