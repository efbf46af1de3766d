"""What the practice templates may use: one frozen dataclass a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from exercises.instance import FormatError, Verdict
from palier.i18n import _
from palier.levels import Glyph
from palier.practice.reporting import BEFORE, REASONS


@dataclass(frozen=True)
class Progress:
    """Where one is in a sitting."""

    kind: str  # placement | practice
    position: int
    planned: int
    domain_label: str
    bilan: str = ""  # what a placement is called once it is not the first


@dataclass(frozen=True)
class Heard:
    """What is said aloud in an exercise."""

    groups: int  # of words, each with its sound
    synthetic: bool  # whether some of it is said by the machine
    text: str | None = None  # once it was asked to be read instead


@dataclass(frozen=True)
class ExercisePage:
    """An exercise to answer, made from the public part alone."""

    served_id: UUID
    public: dict[str, Any]
    draft: dict[str, list[str]]  # what was typed, when shown again
    progress: Progress
    kicker: str  # "Maths · Pourcentages"
    why: str
    hints: tuple[str, ...]  # those already asked for
    hints_left: int
    aloud: bool = True  # read aloud more than the question: not where reading is what is learnt
    unreadable: FormatError | None = None
    moved: int | None = None  # the element just moved, in an ordering
    heard: Heard | None = None
    asked: bool = False  # whether her trainers are told that she needs help here
    reported: bool = False  # whether she says that it has a fault, and nobody has seen to it
    taken_up: str = ""  # typed | pressed: what waited while she signed in again
    trial: bool = False  # staff try it: nothing is kept

    @property
    def order(self) -> list[int]:
        """The elements of an ordering as they stand: as moved so far, or as first shown."""
        elements = {str(n): n for n in range(len(self.public["elements"]))}
        kept = [elements[n] for n in self.draft.get("order", []) if n in elements]
        return kept if sorted(kept) == [*elements.values()] else [*elements.values()]

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What may be wrong with an exercise before it is answered, to report it."""
        return [(code, _(REASONS[code])) for code in BEFORE]

    def typed(self, field: str) -> str:
        """What was typed in a field, "" when nothing was."""
        return (self.draft.get(field) or [""])[0][:2_000]

    def ticked(self, field: str, value: object) -> bool:
        """Whether one of the boxes of a field was ticked."""
        return str(value) in self.draft.get(field, ())


@dataclass(frozen=True)
class FeedbackPage:
    """What is said after an answer, and the one next action."""

    served_id: UUID
    tone: str  # right | nearly | not_yet | unknown | kept
    verdict: Verdict
    public: dict[str, Any]
    progress: Progress
    kicker: str
    why_this: str
    next_id: UUID | None  # the next exercise, or None when the sitting is over
    why_next: str | None
    sitting_id: UUID
    revised: datetime | None = None  # since when it says something else than at first
    trial: bool = False

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What may be wrong with an exercise, to report it."""
        return [(code, _(words)) for code, words in REASONS.items()]


@dataclass(frozen=True)
class Elsewhere:
    """An answered exercise of a placement shows nothing: one goes on. Without a sitting to go
    on with, home: it was taken back, and a notice there says so."""

    next_id: UUID | None
    sitting_id: UUID | None


@dataclass(frozen=True)
class Learned:
    """A skill at the end of a sitting, in the learner's words."""

    sentence: str
    news: str
    glyph: Glyph


@dataclass(frozen=True)
class SittingEndPage:
    """The end of a practice sitting: what was worked on, and what comes after."""

    learned: tuple[Learned, ...]
    count: int
    dry: bool
    trial: bool = False


@dataclass(frozen=True)
class PlacementEndPage:
    """The end of a placement: strengths first, then where to go on. No score."""

    domain: str
    level_sentence: str
    why_over: str
    strengths: tuple[Learned, ...]
    next_steps: tuple[Learned, ...]
    trial: bool = False
    bilan: str = ""  # what it is called once it is not the first
