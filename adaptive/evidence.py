"""Direct evidence of each skill, and the rules by which it becomes acquis, retenu or revoked.

Inference opens doors (présumé, see ``mastery``), only direct evidence proves:

- *acquis*: P(θ > t) ≥ .90 and at least 3 right unaided answers on different instances, in at
  least 2 sittings. Lost only when a direct answer is wrong and leaves P below .60.
- *retenu*: acquis, and a right unaided answer at least 7 local days after the day it became so.
- a trainer's override sets the state at once (score 1: acquis; score 0: revoked), because a
  decision a person took and signed must be what the screens show. Its weight moves the level.
"""

from __future__ import annotations

import struct
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
_PACKED = struct.Struct("<3I3IIifHBB")  # the same 40 bytes, for one record
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


@dataclass(slots=True)
class _Record:
    """The evidence of one skill as plain numbers: numpy takes ten times longer to read one."""

    right: list[int]
    seen: list[int]
    sitting: int
    day: int
    success_at: float
    answers: int
    sittings: int
    stage: int

    @classmethod
    def read(cls, data: bytearray, skill: int) -> _Record:
        """The record of a skill, from the bytes of the evidence."""
        numbers = _PACKED.unpack_from(data, skill * _PACKED.size)
        return cls(
            list(numbers[:RIGHTS]), list(numbers[RIGHTS : 2 * RIGHTS]), *numbers[2 * RIGHTS :]
        )

    def write(self, data: bytearray, skill: int) -> None:
        """Put the record of a skill back among the bytes of the evidence."""
        _PACKED.pack_into(
            data,
            skill * _PACKED.size,
            *self.right,
            *self.seen,
            self.sitting,
            self.day,
            self.success_at,
            self.answers,
            self.sittings,
            self.stage,
        )


def no_evidence(n: int) -> Evidence:
    """Evidence of n skills before any answer, shape (n,)."""
    return np.zeros(n, dtype=RECORD)


def credit(
    evidence: Evidence, observation: Observation, p_above: float
) -> tuple[Evidence, tuple[Event, ...]]:
    """Evidence and events after an observation whose main skill now has P(θ > t) = p_above."""
    if not (observation.direct or observation.kind == "override"):
        return evidence, ()
    skill = observation.skills[0]
    data = bytearray(evidence.tobytes())
    record = _Record.read(data, skill)
    if observation.kind == "override":
        kind = _decided(record.stage, observation.score)
    else:
        _count(record, observation)
        kind = _earned(record, observation, p_above)
    if kind is not None:
        _enter(record, kind, observation.day)
    if kind == "acquis" and observation.kind == "override":
        record.success_at = observation.at
    record.write(data, skill)
    after: Evidence = np.frombuffer(data, dtype=RECORD)
    after.setflags(write=False)
    if kind is None:
        return after, ()
    return after, (Event(kind, skill, observation.seq, observation.at, observation.day),)


def _count(record: _Record, observation: Observation) -> None:
    mark = (observation.variant & 0xFFFFFFFF) or 1
    record.answers = min(record.answers + 1, 65_535)
    _remember(record.seen, mark)
    if not observation.right:
        return
    sitting = observation.sitting & 0xFFFFFFFF
    if record.sittings == 0 or record.sitting != sitting:
        record.sittings = min(record.sittings + 1, 255)
        record.sitting = sitting
    record.success_at = observation.at
    _remember(record.right, mark)


def _remember(slots: list[int], mark: int) -> None:
    """Puts the mark in the first empty slot, unless it is there or all are taken."""
    if mark not in slots and 0 in slots:
        slots[slots.index(0)] = mark


def _earned(record: _Record, observation: Observation, p_above: float) -> EventKind | None:
    if record.stage == NONE:
        enough = 0 not in record.right and record.sittings >= SITTINGS
        return "acquis" if enough and observation.right and p_above >= PRESUMED else None
    if observation.score < 0.5 and p_above < REVOKED:
        return "revoque"
    waited = observation.day - record.day >= RETENTION_DAYS
    if record.stage == ACQUIS and observation.right and waited and p_above >= REVOKED:
        return "retenu"
    return None


def _decided(stage: int, score: float) -> EventKind | None:
    if score >= RIGHT_SCORE:
        return "acquis" if stage == NONE else None
    return "revoque" if score <= 1.0 - RIGHT_SCORE and stage != NONE else None


def _enter(record: _Record, kind: EventKind, day: int) -> None:
    record.stage = {"acquis": ACQUIS, "retenu": RETENU, "revoque": NONE}[kind]
    record.day = day
    if kind == "revoque":  # to be proved again from the start; what was seen stays seen
        record.right = [0] * RIGHTS
        record.sittings = 0
        record.sitting = 0
