"""What the trainer's templates may use. A level never comes without its certainty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from exercises.instance import Verdict
from palier.domains import Tab
from palier.levels import Glyph, SkillLevel


@dataclass(frozen=True)
class GroupCard:
    """A group in the list of groups."""

    id: int
    name: str
    site: str
    learners: int
    last_answer: datetime | None


@dataclass(frozen=True)
class GroupsPage:
    """The groups a trainer follows."""

    groups: tuple[GroupCard, ...]


@dataclass(frozen=True)
class Finding:
    """A fact above the map, and the people it is about, each a link to her page."""

    fact: str
    people: tuple[tuple[str, str], ...]  # name, address


@dataclass(frozen=True)
class SkillHead:
    """A column of the map."""

    id: str
    label: str
    first_of_strand: bool
    acquired: int  # learners of the group


@dataclass(frozen=True)
class StrandHead:
    """A group of columns."""

    label: str
    columns: int


@dataclass(frozen=True)
class MapRow:
    """A learner's row: her name, when she last worked, and one level a column."""

    learner_id: UUID
    name: str
    note: str
    cells: tuple[SkillLevel, ...]


@dataclass(frozen=True)
class LegendEntry:
    """A sign and what it says."""

    glyph: Glyph
    words: str


@dataclass(frozen=True)
class MapPage:
    """The mastery map of a group in one domain."""

    group_id: int
    group: str
    site: str
    domain: str
    domain_label: str
    tabs: tuple[Tab, ...]
    findings: tuple[Finding, ...]
    strands: tuple[StrandHead, ...]
    skills: tuple[SkillHead, ...]
    rows: tuple[MapRow, ...]
    everything: bool  # all skills of the domain, also those without exercises
    height: tuple[LegendEntry, ...]
    certainty: tuple[LegendEntry, ...]
    states: tuple[LegendEntry, ...]


@dataclass(frozen=True)
class Mark:
    """An answer on the chart."""

    x: float
    y: float
    right: bool


@dataclass(frozen=True)
class Tick:
    """A date under the chart."""

    x: float
    label: str
    anchor: str


@dataclass(frozen=True)
class Trajectory:
    """The level in a domain over time, as coordinates of an SVG of ``width`` × ``height``."""

    width: int
    height: int
    left: int
    lines: tuple[float, ...]  # y of the borders between paliers
    labels: tuple[tuple[float, str, bool], ...]  # y, palier, whether it is hers
    band: str  # path of the 90 % interval
    trend: str  # path of the median
    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]
    title: str
    description: str
    change: str  # "progrès réel" or "trop tôt pour le dire", with its reason


@dataclass(frozen=True)
class SkillLine:
    """A skill on a learner's page: level, interval in words, evidence behind it."""

    level: SkillLevel
    label: str
    interval: str
    address: str
    chosen: bool


@dataclass(frozen=True)
class AnswerLine:
    """One answer behind an estimate."""

    served_id: UUID
    at: datetime
    skill: str
    question: str
    given: str
    help_used: int
    kind: str  # placement | practice
    outcome: str
    shows: tuple[str, ...]  # misconceptions, in the team's words


@dataclass(frozen=True)
class Recurring:
    """A misconception that comes back."""

    label: str
    times: int


@dataclass(frozen=True)
class LearnerPage:
    """One learner in one domain."""

    learner_id: UUID
    name: str
    group_id: int | None
    group: str
    domain: str
    domain_label: str
    tabs: tuple[Tab, ...]
    placed: bool
    palier: str
    acquired: int
    retained: int
    trajectory: Trajectory | None
    skills: tuple[SkillLine, ...]
    answers: tuple[AnswerLine, ...]
    total: int
    everything: bool
    skill_label: str | None  # when the answers are those of one skill
    recurring: tuple[Recurring, ...]


@dataclass(frozen=True)
class AnswerPage:
    """One answer in full: what was asked, answered, and why it was asked."""

    learner_id: UUID
    name: str
    domain: str
    at: datetime
    public: dict[str, Any]
    verdict: Verdict
    outcome: str
    help_used: int
    predicted: int  # per cent
    why: str
    skill: str
    shows: tuple[str, ...]
