"""What the templates of bilans, notes and decisions may use. Days are those of her site."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from palier.moved import Moved


@dataclass(frozen=True)
class Seen:
    """How a part of a domain stood at a bilan: never without its uncertainty."""

    words: str  # "entre 4 et 6 fois sur 10"
    low: float  # per cent, of a bar from 0 to 100
    middle: float
    high: float


@dataclass(frozen=True)
class PartLine:
    """A domain, or one of its strands, at each bilan."""

    label: str
    whole: bool  # the domain
    seen: tuple[Seen | None, ...]  # as the columns
    moved: Moved | None  # from the first to the last of them


@dataclass(frozen=True)
class BilanColumn:
    """A bilan: what it is, when it was, how many exercises."""

    word: str
    detail: str
    done: bool


@dataclass(frozen=True)
class DomainBilans:
    """The bilans of a domain, side by side."""

    label: str
    columns: tuple[BilanColumn, ...]
    lines: tuple[PartLine, ...]

    @property
    def whole(self) -> tuple[PartLine, ...]:
        """The line of the domain."""
        return tuple(line for line in self.lines if line.whole)

    @property
    def strands(self) -> tuple[PartLine, ...]:
        """Those of its strands."""
        return tuple(line for line in self.lines if not line.whole)

    @property
    def real(self) -> int:
        """In how many strands the level moved."""
        return sum(line.moved is not None and line.moved.real for line in self.strands)


@dataclass(frozen=True)
class StayCard:
    """The dates of a stay, and what they propose."""

    joined: str
    half: str
    exit: str
    exit_iso: str
    says: str


@dataclass(frozen=True)
class BilansPage:
    """Entry, half-way and exit, compared; the dates that propose them."""

    learner_id: UUID
    name: str
    stay: StayCard
    domains: tuple[DomainBilans, ...]
    fault: str = ""  # of the date that was typed


@dataclass(frozen=True)
class Note:
    """What a trainer wrote."""

    id: int
    text: str
    by: str
    at: str
    edited: str  # "" for never
    mine: bool
    version: int


@dataclass(frozen=True)
class Decision:
    """What somebody of the team decided."""

    at: str
    what: str
    by: str
    why: str


@dataclass(frozen=True)
class TimeWeek:
    """Minutes at work in a week: in the hours of the school, and out of them."""

    monday: str
    inside: int
    outside: int
    inside_share: float  # per cent of the longest week shown
    outside_share: float


@dataclass(frozen=True)
class FollowPage:
    """Notes, decisions and active time of a learner."""

    learner_id: UUID
    name: str
    notes: tuple[Note, ...]
    decisions: tuple[Decision, ...]
    weeks: tuple[TimeWeek, ...]
    inside: str  # in all, "12 h 30"
    outside: str
    hours: str  # of the school, in words
    draft: str = ""  # what was typed, when shown again
    fault: str = ""


@dataclass(frozen=True)
class NotePage:
    """A note to change or to remove."""

    learner_id: UUID
    name: str
    note: Note
    draft: str
    fault: str = ""
