"""A trial as the signed cookie of a browser holds it: what was asked, how it went. No table."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

MOST = 40  # exercises: a sitting has 14 at most


@dataclass(frozen=True)
class Done:
    """An exercise that was answered: enough to draw it again and to tell the engine."""

    version_id: int
    seed: int
    kind: str  # answer | unknown
    score: float
    weight: float
    pending: bool
    help_used: int


@dataclass(frozen=True)
class Shown:
    """The exercise that waits. ``reason``: code, skill and those it rests on."""

    version_id: int
    seed: int
    reason: dict[str, Any]
    help_used: int = 0
    read_instead: bool = False
    asked: bool = False


@dataclass(frozen=True)
class Trial:
    """A sitting that is kept nowhere. ``skill`` and ``item`` say what it is bound to, "" for
    nothing; ``chance`` is what its draws begin with; ``back`` where its staff came from."""

    kind: str  # placement | practice
    domain: str | None
    skill: str
    item: str
    planned: int
    chance: int
    began: float  # engine time: all of a trial is at one instant
    back: str
    done: tuple[Done, ...] = ()
    shown: Shown | None = None
    outcome: str = ""  # why it is over

    @property
    def position(self) -> int:
        """The number of the exercise that waits, from 1."""
        return len(self.done) + 1

    def changed(self, **fields: Any) -> Trial:
        """The same with the exercise that waits changed."""
        if self.shown is None:
            return self
        return replace(self, shown=replace(self.shown, **fields))

    def to_json(self) -> dict[str, Any]:
        """What the cookie holds."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Trial:
        """A trial as the cookie held it."""
        shown = data["shown"]
        done = tuple(Done(**one) for one in data["done"])
        return cls(**{**data, "done": done, "shown": Shown(**shown) if shown else None})
