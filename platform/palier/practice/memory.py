"""The engine's state of a learner: loaded from the log, written back as caches.

The log of observations is the truth. A checkpoint every 16 observations and the packed levels
are caches of its fold; ``palier verify`` refolds them.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

import adaptive
from adaptive import Observation, Parameters, State
from palier.catalogue import Catalogue
from palier.models import Checkpoint, LearnerState, ObservationRow, SkillEvent
from palier.practice import log


def variant_number(variant: str) -> int:
    """A 63-bit number of an instance's variant, as the engine wants it."""
    return int.from_bytes(hashlib.sha256(variant.encode()).digest()[:8], "big") >> 1


class NewParameters(Exception):
    """Another release came into force between reading the catalogue and taking the lock."""


@dataclass(frozen=True)
class Remembered:
    """A learner's row as locked, and her state at its sequence number."""

    learner_id: UUID
    school_id: int
    parameter_set_id: int
    checkpoint_seq: int
    state: State


def beginning(parameters: Parameters) -> State:
    """The state every log is folded from: the prior, which does not change with time."""
    return adaptive.prior(parameters, 0.0)


def ensure(
    session: Session, catalogue: Catalogue, learner_id: UUID, school_id: int, now: datetime
) -> None:
    """Make the learner's row when she starts for the first time; two at once make one."""
    if session.execute(_ROW, {"learner_id": learner_id}).one_or_none() is not None:
        return
    parameters = catalogue.parameters
    insert_or_leave = postgresql_insert if _is_postgresql(session) else sqlite_insert
    session.execute(
        insert_or_leave(LearnerState)
        .values(
            learner_id=learner_id,
            school_id=school_id,
            parameter_set_id=catalogue.parameter_set_id,
            seq=0,
            checkpoint_seq=0,
            sittings=0,
            levels=adaptive.pack_levels(parameters, beginning(parameters)),
            updated_at=now,
        )
        .on_conflict_do_nothing()
    )


def _is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


class States:
    """The newest state of the learners who answered last: about 0.3 MB each."""

    MOST = 64

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[UUID, tuple[int, State]] = OrderedDict()

    def get(self, learner_id: UUID, parameter_set_id: int, seq: int) -> State | None:
        """The state after ``seq`` observations under a parameter set, if it is kept."""
        with self._lock:
            kept = self._kept.get(learner_id)
        if kept is None or kept[0] != parameter_set_id or kept[1].seq != seq:
            return None
        return kept[1]

    def put(self, learner_id: UUID, parameter_set_id: int, state: State) -> None:
        """Keep a state, in place of the learner's older one or of the longest unused."""
        with self._lock:
            self._kept[learner_id] = (parameter_set_id, state)
            self._kept.move_to_end(learner_id)
            while len(self._kept) > self.MOST:
                self._kept.popitem(last=False)

    def forget(self, learner_id: UUID) -> None:
        """Keep nothing more of a learner."""
        with self._lock:
            self._kept.pop(learner_id, None)


# The answer transaction runs these: built once, since building costs more than running.
_ROW = select(
    LearnerState.school_id,
    LearnerState.parameter_set_id,
    LearnerState.seq,
    LearnerState.checkpoint_seq,
).where(LearnerState.learner_id == bindparam("learner_id"))
_LOCK = _ROW.with_for_update()
_SAVED = select(Checkpoint.data).where(
    Checkpoint.learner_id == bindparam("learner_id"), Checkpoint.seq == bindparam("seq")
)
_INSERT = insert(ObservationRow.__table__)  # type: ignore[arg-type]  # a Table, as declared
_LEVELS = (
    update(LearnerState.__table__)  # type: ignore[arg-type]  # a Table, as declared
    .where(LearnerState.__table__.c.learner_id == bindparam("learner"))
    .values(
        seq=bindparam("new_seq"),
        checkpoint_seq=bindparam("new_checkpoint"),
        levels=bindparam("new_levels"),
        updated_at=bindparam("now"),
    )
)


def remember(
    session: Session, states: States, learner_id: UUID, catalogue: Catalogue
) -> Remembered:
    """Lock the learner's row until the transaction ends, and give her state.

    The state of a sequence number never changes (a correction takes numbers of its own), so one
    kept by this process is as good as one folded again; any number of processes may keep their
    own. Raises NewParameters when the catalogue is no longer the one her state was folded with:
    read it again.
    """
    row = session.execute(_LOCK, {"learner_id": learner_id}).one()
    return _remembered(session, states, learner_id, catalogue, row)


def look(
    session: Session, states: States, learner_id: UUID, catalogue: Catalogue
) -> Remembered | None:
    """The same without a lock, for pages that only read; None for one who never began."""
    row = session.execute(_ROW, {"learner_id": learner_id}).one_or_none()
    return None if row is None else _remembered(session, states, learner_id, catalogue, row)


def _remembered(
    session: Session,
    states: States,
    learner_id: UUID,
    catalogue: Catalogue,
    row: Row[int, int, int, int],
) -> Remembered:
    if row.parameter_set_id != catalogue.parameter_set_id:
        raise NewParameters
    state = states.get(learner_id, row.parameter_set_id, row.seq)
    if state is None:
        state = _load(session, learner_id, catalogue, row.checkpoint_seq)
    return Remembered(
        learner_id, row.school_id, row.parameter_set_id, row.checkpoint_seq, state
    )


def keep(states: States, known: Remembered, state: State) -> None:
    """Remember a state for the next answer. Only once its transaction is committed: the same
    number may otherwise come to stand for another observation."""
    states.put(known.learner_id, known.parameter_set_id, state)


def _load(
    session: Session, learner_id: UUID, catalogue: Catalogue, checkpoint_seq: int
) -> State:
    """The last checkpoint, then the few observations since."""
    parameters = catalogue.parameters
    state = beginning(parameters)
    if checkpoint_seq:
        asked = {"learner_id": learner_id, "seq": checkpoint_seq}
        data = session.execute(_SAVED, asked).scalar_one()
        state = adaptive.from_checkpoint(parameters, data)
    since = log.entries(session, learner_id, checkpoint_seq, catalogue.counted)
    return log.fold(parameters, state, since)


def append(
    session: Session,
    known: Remembered,
    parameters: Parameters,
    observation: Observation,
    skills: dict[str, float],
    served_id: UUID | None,
    at: datetime,
) -> State:
    """Write one observation and what follows from it; return the new state.

    One of weight 0 tells nothing: its row holds the answer's place in the log (ADR 0059).
    The caller holds the learner's lock. Writes the log row, the events, the packed levels and,
    every 16 observations, a checkpoint.
    """
    counts = observation.weight > 0
    events: tuple[adaptive.Event, ...] = ()
    if counts:
        state, events = adaptive.observe(parameters, known.state, observation)
    else:
        state = adaptive.pass_over(known.state, observation.seq)
    session.execute(
        _INSERT,
        {
            "learner_id": known.learner_id,
            "seq": observation.seq,
            "school_id": known.school_id,
            "kind": observation.kind if counts else log.VOID,
            "served_id": served_id,
            "supersedes": None,
            "data": log.to_json(observation, skills),
            "at": at,
        },
    )
    save_events(session, known.learner_id, known.school_id, parameters, events, at)
    checkpoint_seq = known.checkpoint_seq
    if observation.seq % adaptive.CHECKPOINT_EVERY == 0:
        checkpoint_seq = observation.seq
        row = checkpoint(
            known.learner_id, known.school_id, known.parameter_set_id, parameters, state, at
        )
        session.execute(insert(Checkpoint).values(**row))
    session.execute(
        _LEVELS,
        {
            "learner": known.learner_id,
            "new_seq": state.seq,
            "new_checkpoint": checkpoint_seq,
            "new_levels": adaptive.pack_levels(parameters, state),
            "now": at,
        },
    )
    return state


def save_events(
    session: Session,
    learner_id: UUID,
    school_id: int,
    parameters: Parameters,
    events: Sequence[adaptive.Event],
    at: datetime,
) -> None:
    """Write the dated events of skills that an observation brought."""
    if events:
        rows = event_rows(learner_id, school_id, parameters, events, at)
        session.execute(insert(SkillEvent), rows)


def event_rows(
    learner_id: UUID,
    school_id: int,
    parameters: Parameters,
    events: Sequence[adaptive.Event],
    at: datetime,
) -> list[dict[str, Any]]:
    """The values of the rows of dated events."""
    return [
        {
            "school_id": school_id,
            "learner_id": learner_id,
            "seq": event.seq,
            "skill": parameters.ids[event.skill],
            "kind": event.kind,
            "at": at,
        }
        for event in events
    ]


def checkpoint(
    learner_id: UUID,
    school_id: int,
    parameter_set_id: int,
    parameters: Parameters,
    state: State,
    at: datetime,
) -> dict[str, Any]:
    """The values of a checkpoint row."""
    return {
        "learner_id": learner_id,
        "seq": state.seq,
        "school_id": school_id,
        "parameter_set_id": parameter_set_id,
        "engine_version": adaptive.ENGINE_VERSION,
        "data": adaptive.to_checkpoint(parameters, state),
        "at": at,
    }
