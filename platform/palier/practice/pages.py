"""What the practice templates may use: one frozen dataclass a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Progress:
    """Where one is in a sitting. ``low`` and ``high``: exercises still likely (placement)."""

    kind: str  # placement | practice
    position: int
    planned: int
    domain_label: str
    low: int = 0
    high: int = 0


@dataclass(frozen=True)
class ExercisePage:
    """An exercise to answer, made from the public part alone."""

    served_id: UUID
    type: str
    public: dict[str, Any]
    draft: dict[str, list[str]]  # what was typed, when shown again
    progress: Progress
    kicker: str  # "Maths · Pourcentages"
    why: str
    hints: tuple[str, ...]  # those already asked for
    hints_left: int
    unreadable: str | None = None  # what could not be read
    moved: str | None = None  # said aloud after a move in an ordering
    moved_id: int | None = None
    noted: bool = False  # the previous answer of the placement was kept


@dataclass(frozen=True)
class FeedbackPage:
    """What is said after an answer, and the one next action."""

    served_id: UUID
    tone: str  # right | nearly | not_yet | unknown
    given: str
    expected: str
    good: str | None
    blocks: tuple[str, ...]
    praise: str | None
    public: dict[str, Any]
    solution: tuple[dict[str, Any], ...]
    progress: Progress
    kicker: str
    why_this: str
    next_id: UUID | None  # the next exercise, or None when the sitting is over
    why_next: str | None
    sitting_id: UUID


@dataclass(frozen=True)
class Learned:
    """A skill met in a sitting, in the learner's words."""

    sentence: str
    news: str  # "Acquis aujourd’hui", "En route"


@dataclass(frozen=True)
class SittingEndPage:
    """The end of a practice sitting: what one can do now, and what comes after."""

    learned: tuple[Learned, ...]
    count: int
    dry: bool


@dataclass(frozen=True)
class PlacementEndPage:
    """The end of a placement: strengths first, then where to go on. No score."""

    domain_label: str
    level_sentence: str
    certainty: str
    strengths: tuple[str, ...]
    next_steps: tuple[str, ...]
    outcome: str
    others: tuple[tuple[str, str], ...]  # domains not placed yet: id, label
