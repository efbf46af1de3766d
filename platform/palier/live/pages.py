"""What the templates of the live room may use. What was answered is not there."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Seat:
    """A learner in the room, as far as a trainer sees her: never what she types."""

    learner_id: UUID
    name: str
    state: str  # help | idle | still | work | away
    words: str
    what: str  # the skill she works on, "" for none
    kind: str  # the kind of exercise
    served_id: UUID | None  # that she asks for help on


@dataclass(frozen=True)
class Count:
    """How many are in a state."""

    state: str
    words: str


@dataclass(frozen=True)
class RoomPage:
    """The room of a group, open or not."""

    group_id: int
    group: str
    site: str
    open: bool
    until: str  # the time at which it closes by itself, "" when it is not open
    opened_by: str
    seats: tuple[Seat, ...]
    counts: tuple[Count, ...]

    @property
    def digest(self) -> str:
        """Changes with what is shown, and with nothing else."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]
