"""What the templates about one learner may use. Days are those of her site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from exercises.instance import Verdict
from palier.acting.pages import WordsPanel
from palier.levels import Glyph, SkillLevel
from palier.trainer.sittings import SittingLine


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
    narrow: Trajectory | None = None  # the same for a phone


@dataclass(frozen=True)
class DomainLine:
    """One of the four domains: where she stands there."""

    label: str
    glyph: Glyph
    words: str
    address: str
    current: bool


@dataclass(frozen=True)
class StateLine:
    """What a word about skills means, and what is true of her."""

    glyph: Glyph
    word: str
    count: int
    rule: str
    facts: tuple[tuple[str, str], ...]  # a skill's address ("" for none), and what is true


@dataclass(frozen=True)
class SkillLine:
    """A skill on a learner's page: level and interval in words."""

    level: SkillLevel
    label: str
    interval: str
    news: str  # "acquis le 8 septembre"
    address: str
    stuck: bool


@dataclass(frozen=True)
class StrandLines:
    """The skills of a strand."""

    id: str
    label: str
    proved: int
    skills: tuple[SkillLine, ...]


@dataclass(frozen=True)
class AnswerLine:
    """One answer behind an estimate."""

    served_id: UUID
    at: datetime  # local
    skill: str
    question: str
    given: str
    help_used: int
    sitting: str
    outcome: str
    right: bool
    counted: bool
    shows: tuple[str, ...]  # misconceptions, in the team's words


@dataclass(frozen=True)
class OwnAnswer:
    """What she answered to a question."""

    question: str
    given: str
    address: str


@dataclass(frozen=True)
class Recurring:
    """A misconception that comes back."""

    label: str
    times: int
    address: str
    examples: tuple[OwnAnswer, ...]  # the newest two


@dataclass(frozen=True)
class Way:
    """Where one came from: the map, as it was."""

    carte: str | None  # to hand on, as a page's argument
    address: str
    label: str


@dataclass(frozen=True)
class AheadReview:
    """A skill to see again in a week, and the success foreseen if it is not."""

    label: str
    address: str
    chance: str


@dataclass(frozen=True)
class AheadWeek:
    """A week that comes: there or away, what may come back in it, room for the rest."""

    monday: str
    days: tuple[str, ...]  # present | company | holiday, from Monday to Friday
    words: str
    now: bool
    room: str  # "" when she is away
    reviews: tuple[AheadReview, ...]
    more: int  # reviews that are not named
    waiting: str  # what another week will take, "" for nothing


@dataclass(frozen=True)
class WeeksAhead:
    """The plan of the weeks that come, and why it is so."""

    weeks: tuple[AheadWeek, ...]
    quiet: bool  # nothing is to be seen again in all of them
    hours: str  # what it counts on
    why: str
    calendar: str


@dataclass(frozen=True)
class AskedHelp:
    """A request for help that waits: on which exercise, and since when."""

    served_id: UUID
    skill: str
    question: str
    at: datetime


@dataclass(frozen=True)
class LearnerPage:
    """One learner in one domain."""

    learner_id: UUID
    name: str
    asked: tuple[AskedHelp, ...]
    way: Way
    site: str
    last_answer: str
    days: int  # worked, of the last seven
    domain: str
    domain_label: str
    domains: tuple[DomainLine, ...]
    placed: bool
    palier: str
    acquired: int
    retained: int
    trajectory: Trajectory | None
    recomputed: datetime | None  # the weeks since then were, a sitting having been taken back
    states: tuple[StateLine, ...]
    strands: tuple[StrandLines, ...]
    answers: tuple[AnswerLine, ...]
    total: int
    everything: bool
    recurring: tuple[Recurring, ...]
    sittings: tuple[SittingLine, ...]
    ahead: WeeksAhead | None  # none for who never began


@dataclass(frozen=True)
class Check:
    """A condition of a state, and whether it is met."""

    met: bool
    text: str


@dataclass(frozen=True)
class Related:
    """A skill that says something of another."""

    label: str
    relation: str
    level: SkillLevel
    address: str


@dataclass(frozen=True)
class EvidencePage:
    """What one cell of the map rests on."""

    learner_id: UUID
    name: str
    way: Way
    domain: str
    skill: str
    serves: str  # what it is good for
    level: SkillLevel
    interval: str
    meaning: str
    next_state: str  # title of the conditions
    checks: tuple[Check, ...]
    review: str
    stuck: bool
    words: WordsPanel  # what the team saw or decided
    direct: str
    answers: tuple[AnswerLine, ...]
    related: tuple[Related, ...]


@dataclass(frozen=True)
class ReportSaid:
    """What she says is wrong with an exercise, and what came of it."""

    reason: str
    closed: str  # the day it was seen to, "" while it waits
    by: str
    word: str


@dataclass(frozen=True)
class AnswerPage:
    """One answer in full: what was asked, answered, and why it was asked. Without a verdict:
    it waits for its answer, and was reported."""

    learner_id: UUID
    served_id: UUID
    name: str
    way: Way
    domain: str
    skill_id: str
    at: datetime
    public: dict[str, Any]
    verdict: Verdict | None
    outcome: str
    counted: bool
    help_used: int
    predicted: int  # per cent
    why: str
    skill: str
    shows: tuple[str, ...]
    reported: ReportSaid | None = None
