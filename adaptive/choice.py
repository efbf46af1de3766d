"""What a choice is: the exercise, its predicted success, and a reason that is true."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from adaptive.gaussian import Floats

ReasonCode = Literal[
    "start",  # placing: one of the first eight, likely to succeed, or the easiest there is
    "probe",  # placing: what tells most about the domain now
    "confirm",  # placing: likely to succeed, or the easiest there is, to end on a success
    "frontier",  # not known yet, and everything it stands on is
    "onward",  # not known yet, and what it stands on is under way
    "strengthen",  # probably known, not proved to the end: one or two more
    "review",  # acquis or retenu, not seen right for a while, likely to fade
    "upkeep",  # acquis or retenu, and not to be seen again yet: kept alive
    "goal",  # on the way to a goal a person set
    "ease",  # two failures in a row: something easier
    "assigned",  # a person gave this work: only the choice within it is the engine's
    "explore",  # its difficulty is little known, and it is well within reach
    "fallback",  # nothing left is both open and within reach: the easiest there is, with help
]


@dataclass(frozen=True)
class Reason:
    """Why: the code, the skill of the exercise, and the skills the sentence may name.

    ``because``: for "frontier" the prerequisites that are présumés or acquis, for "onward"
    those under way, for "goal" the goals it leads to; else empty.
    """

    code: ReasonCode
    skill: int
    because: tuple[int, ...] = ()


@dataclass(frozen=True)
class Choice:
    """The item (row of the pool), its predicted success ``p``, the reason, the score's terms.

    ``help_first``: success is less likely than the floor: show the first hint at once.
    ``tell_trainer``: nothing fits, say it.
    """

    item: int
    p: float
    reason: Reason
    terms: dict[str, float]
    help_first: bool = False
    tell_trainer: bool = False


@dataclass(frozen=True)
class Stop:
    """No exercise: "enough" is known, the "limit" of items is reached, or the pool is "dry"."""

    reason: Literal["enough", "limit", "dry"]


def draw_among_best(
    scores: Floats, draw: np.random.Generator, *, few: int = 5, near: float = 0.7
) -> int:
    """Position of one of the ``few`` best scores at least ``near`` times the best, drawn in
    proportion to the score. One number is drawn, whatever the scores (≥ 0, at least one)."""
    top = np.flatnonzero(scores >= near * scores.max())
    top = top[np.lexsort((top, -scores[top]))][:few]
    steps = np.cumsum(scores[top])
    at = draw.random() * float(steps[-1])
    return int(top[min(int(np.searchsorted(steps, at, side="right")), len(top) - 1)])
