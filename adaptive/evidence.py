"""Direct evidence of each skill, and the rules by which it becomes acquis, retenu or revoked.

Inference opens doors (présumé, see ``mastery``), only direct evidence proves:

- *acquis*: P(θ > t) ≥ .90 and at least 3 right unaided answers on different instances, in at
  least 2 sittings. Lost only when a direct answer is wrong and leaves P below .60.
- *retenu*: acquis, and a right unaided answer at least 7 local days after the day it became so.
- a trainer's override sets the state at once (score 1: acquis; score 0: revoked), because a
  decision a person took and signed must be what the screens show. Its weight moves the level.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from adaptive.observation import RIGHT_SCORE, Observation

NONE, ACQUIS, RETENU = 0, 1, 2

PRESUMED = 0.90
REVOKED = 0.60
RIGHTS = 3
SITTINGS = 2
RETENTION_DAYS = 7

# One record a skill, 40 bytes. Hashes and sitting numbers keep their low 32 bits: enough to
# tell three instances apart, and a checkpoint stays small. 0 in a hash slot means empty.
RECORD = np.dtype(
    [
        ("right", "<u4", (RIGHTS,)),  # the first different instances answered right, unaided
        ("seen", "<u4", (RIGHTS,)),  # the first different instances answered at all
        ("sitting", "<u4"),  # the last sitting with a right answer
        ("day", "<i4"),  # local day on which the stage was reached
        ("success_at", "<f4"),  # time of the last right answer, days; meaningless before one
        ("answers", "<u2"),  # direct answers, up to 65,535
        ("sittings", "u1"),  # different sittings with a right answer, up to 255
        ("stage", "u1"),
    ]
)
Evidence = NDArray[np.void]
EventKind = Literal["acquis", "retenu", "revoque"]


@dataclass(frozen=True)
class Event:
    """A dated change of a skill's state, as it is shown to people."""

    kind: EventKind
    skill: int
    seq: int
    at: float
    day: int


def no_evidence(n: int) -> Evidence:
    """Evidence of n skills before any answer, shape (n,)."""
    return np.zeros(n, dtype=RECORD)


def credit(
    evidence: Evidence, observation: Observation, p_above: float
) -> tuple[Evidence, tuple[Event, ...]]:
    """Evidence and events after an observation whose main skill now has P(θ > t) = p_above."""
    if not (observation.direct or observation.kind == "override"):
        return evidence, ()
    # Copied as plain bytes: numpy copies records field by field, ten times slower.
    after: Evidence = np.frombuffer(bytearray(evidence.tobytes()), dtype=RECORD)
    skill = observation.skills[0]
    record = after[skill]
    if observation.kind == "override":
        kind = _decided(int(record["stage"]), observation.score)
    else:
        _count(record, observation)
        kind = _earned(record, observation, p_above)
    if kind is not None:
        _enter(record, kind, observation.day)
    if kind == "acquis" and observation.kind == "override":
        record["success_at"] = observation.at
    after.flags.writeable = False
    if kind is None:
        return after, ()
    return after, (Event(kind, skill, observation.seq, observation.at, observation.day),)


def _count(record: np.void, observation: Observation) -> None:
    mark = (observation.variant & 0xFFFFFFFF) or 1
    record["answers"] = min(int(record["answers"]) + 1, 65_535)
    _remember(record["seen"], mark)
    if not observation.right:
        return
    sitting = observation.sitting & 0xFFFFFFFF
    if record["sittings"] == 0 or record["sitting"] != sitting:
        record["sittings"] = min(int(record["sittings"]) + 1, 255)
        record["sitting"] = sitting
    record["success_at"] = observation.at
    _remember(record["right"], mark)


def _remember(slots: NDArray[np.uint32], mark: int) -> None:
    for i, taken in enumerate(slots.tolist()):
        if taken == mark:
            return
        if taken == 0:
            slots[i] = mark
            return


def _earned(record: np.void, observation: Observation, p_above: float) -> EventKind | None:
    stage = int(record["stage"])
    if stage == NONE:
        rights = sum(mark != 0 for mark in record["right"].tolist())
        enough = rights >= RIGHTS and record["sittings"] >= SITTINGS
        return "acquis" if enough and observation.right and p_above >= PRESUMED else None
    if observation.score < 0.5 and p_above < REVOKED:
        return "revoque"
    waited = observation.day - int(record["day"]) >= RETENTION_DAYS
    if stage == ACQUIS and observation.right and waited and p_above >= REVOKED:
        return "retenu"
    return None


def _decided(stage: int, score: float) -> EventKind | None:
    if score >= RIGHT_SCORE:
        return "acquis" if stage == NONE else None
    return "revoque" if score <= 1.0 - RIGHT_SCORE and stage != NONE else None


def _enter(record: np.void, kind: EventKind, day: int) -> None:
    record["stage"] = {"acquis": ACQUIS, "retenu": RETENU, "revoque": NONE}[kind]
    record["day"] = day
    if kind == "revoque":  # to be proved again from the start; what was seen stays seen
        record["right"] = 0
        record["sittings"] = 0
        record["sitting"] = 0
