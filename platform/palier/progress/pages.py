"""What the templates of home and the climb may use."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from palier.levels import Glyph
from palier.progress.notices import NoticeCard


@dataclass(frozen=True)
class NextStep:
    """The one clear next action of the home page."""

    kind: str  # placement | resume | practice | given
    title: str
    text: str
    length: str
    button: str
    domain: str | None = None
    served_id: UUID | None = None
    assignment_id: UUID | None = None


@dataclass(frozen=True)
class DomainCard:
    """One of the four domains on the home page."""

    id: str
    label: str
    glyph: Glyph
    words: str
    placed: bool
    ready: bool  # has exercises


@dataclass(frozen=True)
class AwayCard:
    """While she is away and something could be seen again: it waits, unless she chooses."""

    title: str
    text: str


@dataclass(frozen=True)
class BilanCard:
    """A bilan that the dates of her stay propose now."""

    name: str
    domain: str
    label: str


@dataclass(frozen=True)
class WorkLine:
    """Work that a trainer gave, and how far she is in it."""

    id: UUID
    title: str
    when: str
    words: str
    begun: bool
    ready: bool  # has exercises
    done: bool


@dataclass(frozen=True)
class WorksPage:
    """All work given to her: what is to be done, the nearest end first; what will be; what is
    over, the newest first."""

    now: tuple[WorkLine, ...]
    later: tuple[WorkLine, ...]
    over: tuple[WorkLine, ...]


@dataclass(frozen=True)
class HomePage:
    """The learner's home: one next step, then the four domains."""

    first_name: str
    back: bool  # has worked here before
    next: NextStep | None
    domains: tuple[DomainCard, ...]
    away: AwayCard | None
    days: int  # days of the last seven on which something was done
    notices: tuple[NoticeCard, ...]
    bilans: tuple[BilanCard, ...] = ()
    longer: tuple[tuple[str, str], ...] = ()  # placements asked for again: domain, its name
    goal: int = 0  # days of a week that the school proposes; 0: none, or she is away
    works: tuple[WorkLine, ...] = ()  # given, after the one that comes next
    given: int = 0  # all work to be done now


@dataclass(frozen=True)
class KnownSkill:
    """A line of the climb: "Je sais…" once acquired, the bare skill before."""

    sentence: str
    news: str
    glyph: Glyph
    words: str


@dataclass(frozen=True)
class Landing:
    """One palier of a domain with its skills."""

    number: int
    label: str
    skills: tuple[KnownSkill, ...]
    known: int
    glyph: Glyph
    state: str  # full | here | ahead


@dataclass(frozen=True)
class ClimbPage:
    """Progress in one domain as the climb of four paliers."""

    domain: str
    domain_label: str
    domains: tuple[DomainCard, ...]
    placed: bool
    sentence: str
    nuance: str
    landings: tuple[Landing, ...]
    next_label: str | None
