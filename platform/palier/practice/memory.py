"""The engine's state of a learner: loaded from the log, written back as caches.

The log of observations is the truth. A checkpoint every 16 observations and the packed levels
are caches of its fold; ``palier verify`` refolds them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

import adaptive
from adaptive import Observation, Parameters, State
from palier.catalogue import Catalogue
from palier.engine_time import engine_time
from palier.models import Checkpoint, LearnerState, ObservationRow, SkillEvent

def variant_number(variant: str) -> int:
    """A 63-bit number of an instance's variant, as the engine wants it."""
    return int.from_bytes(hashlib.sha256(variant.encode()).digest()[:8], "big") >> 1


@dataclass(frozen=True)
class Remembered:
    """A learner's row, locked, and her state at its sequence number."""

    row: LearnerState
    state: State


def beginning(parameters: Parameters) -> State:
    """The state every log is folded from: the prior, which does not change with time."""
    return adaptive.prior(parameters, 0.0)


def ensure(
    session: Session, catalogue: Catalogue, learner_id: UUID, school_id: int, now: datetime
) -> None:
    """Make the learner's row when she starts for the first time; two at once make one."""
    parameters = catalogue.parameters
    at = engine_time(now)
    levels = adaptive.levels(parameters, adaptive.prior(parameters, at), at)
    insert_or_leave = postgresql_insert if _is_postgresql(session) else sqlite_insert
    session.execute(
        insert_or_leave(LearnerState)
        .values(
            learner_id=learner_id,
            school_id=school_id,
            parameter_set_id=catalogue.parameter_set_id,
            seq=0,
            sittings=0,
            levels=adaptive.pack_levels(parameters, levels),
            updated_at=now,
        )
        .on_conflict_do_nothing()
    )


def _is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def lock(session: Session, learner_id: UUID) -> LearnerState:
    """The learner's row, locked until the transaction ends."""
    return session.execute(
        select(LearnerState).where(LearnerState.learner_id == learner_id).with_for_update()
    ).scalar_one()


def load_state(session: Session, row: LearnerState, parameters: Parameters) -> State:
    """The state after ``row.seq`` observations: the newest checkpoint, then the few since."""
    saved = session.execute(
        select(Checkpoint.seq, Checkpoint.data)
        .where(
            Checkpoint.learner_id == row.learner_id,
            Checkpoint.parameter_set_id == row.parameter_set_id,
            Checkpoint.seq <= row.seq,
        )
        .order_by(Checkpoint.seq.desc())
        .limit(1)
    ).one_or_none()
    state = (
        adaptive.from_checkpoint(parameters, saved.data) if saved else beginning(parameters)
    )
    since = session.execute(
        select(ObservationRow.seq, ObservationRow.data)
        .where(
            ObservationRow.learner_id == row.learner_id,
            ObservationRow.seq > (saved.seq if saved else 0),
        )
        .order_by(ObservationRow.seq)
    )
    log = [from_json(parameters, seq, data) for seq, data in since]
    return adaptive.fold(parameters, state, log)[0]


def to_json(observation: Observation, skills: dict[str, float]) -> dict[str, Any]:
    """What is stored of an observation: all its fields, with skills named by id."""
    return {
        "at": observation.at,
        "day": observation.day,
        "sitting": observation.sitting,
        "skills": skills,
        "score": observation.score,
        "weight": observation.weight,
        "a": observation.a,
        "b": observation.b,
        "b_var": observation.b_var,
        "c": observation.c,
        "u": observation.u,
        "variant": observation.variant,
        "practised": observation.practised,
        "direct": observation.direct,
        "aided": observation.aided,
        "kind": observation.kind,
    }


def from_json(parameters: Parameters, seq: int, data: dict[str, Any]) -> Observation:
    """The stored observation, its skills as indices of ``parameters``."""
    fields = dict(data)
    skills = fields.pop("skills")
    return Observation(
        seq=seq,
        skills=tuple(parameters.index[skill] for skill in skills),
        weights=tuple(float(weight) for weight in skills.values()),
        **fields,
    )


def append(
    session: Session,
    remembered: Remembered,
    parameters: Parameters,
    observation: Observation,
    skills: dict[str, float],
    served_id: UUID | None,
    at: datetime,
) -> State:
    """Write one observation and what follows from it; return the new state.

    The caller holds the learner's lock. Writes the log row, the events, the packed levels and,
    every 16 observations, a checkpoint.
    """
    row = remembered.row
    state, events = adaptive.observe(parameters, remembered.state, observation)
    session.execute(
        insert(ObservationRow).values(
            learner_id=row.learner_id,
            seq=observation.seq,
            school_id=row.school_id,
            kind=observation.kind,
            served_id=served_id,
            supersedes=None,
            data=to_json(observation, skills),
            at=at,
        )
    )
    save_events(session, row, parameters, events, at)
    if observation.seq % adaptive.CHECKPOINT_EVERY == 0:
        session.execute(insert(Checkpoint).values(**checkpoint(row, parameters, state, at)))
    return state


def save_events(
    session: Session,
    row: LearnerState,
    parameters: Parameters,
    events: Sequence[adaptive.Event],
    at: datetime,
) -> None:
    """Write the dated events of skills that an observation brought."""
    if events:
        session.execute(
            insert(SkillEvent),
            [
                {
                    "school_id": row.school_id,
                    "learner_id": row.learner_id,
                    "seq": event.seq,
                    "skill": parameters.ids[event.skill],
                    "kind": event.kind,
                    "at": at,
                }
                for event in events
            ],
        )


def checkpoint(
    row: LearnerState, parameters: Parameters, state: State, at: datetime
) -> dict[str, Any]:
    """The values of a checkpoint row."""
    return {
        "learner_id": row.learner_id,
        "seq": state.seq,
        "school_id": row.school_id,
        "parameter_set_id": row.parameter_set_id,
        "engine_version": adaptive.ENGINE_VERSION,
        "data": adaptive.to_checkpoint(parameters, state),
        "at": at,
    }


def save_levels(
    session: Session, row: LearnerState, parameters: Parameters, state: State, now: datetime
) -> None:
    """Write the learner's row: sequence number and packed levels."""
    levels = adaptive.levels(parameters, state, engine_time(now))
    session.execute(
        update(LearnerState)
        .where(LearnerState.learner_id == row.learner_id)
        .values(
            seq=state.seq,
            sittings=row.sittings,
            levels=adaptive.pack_levels(parameters, levels),
            updated_at=now,
        )
    )
