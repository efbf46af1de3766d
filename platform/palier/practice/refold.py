"""Folding logs again: for new parameters, and to verify that the caches tell the truth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

import adaptive
from adaptive import Event, Parameters, State
from palier.models import Checkpoint, LearnerState, ObservationRow, ParameterSet, SkillEvent
from palier.practice import memory


@dataclass(frozen=True)
class Difference:
    """A cache that is not the fold of its log."""

    learner_id: UUID
    what: str


def fold_log(
    session: Session, learner_id: UUID, parameters: Parameters
) -> Iterator[tuple[datetime, State, tuple[Event, ...]]]:
    """The instant, state and events after each observation of a learner, from the first on."""
    rows = session.execute(
        select(ObservationRow.seq, ObservationRow.data, ObservationRow.at)
        .where(ObservationRow.learner_id == learner_id)
        .order_by(ObservationRow.seq)
    )
    state = memory.beginning(parameters)
    for seq, data, at in rows:
        observation = memory.from_json(parameters, seq, data)
        state, events = adaptive.observe(parameters, state, observation)
        yield at, state, events


def refold_all(session: Session, parameter_set: ParameterSet) -> int:
    """Compute every learner's state again under a parameter set; return how many there were."""
    parameters = Parameters.from_bytes(parameter_set.data)
    rows = session.scalars(select(LearnerState).with_for_update()).all()
    for row in rows:
        row.parameter_set_id = parameter_set.id
        _refold(session, row, parameters)
    return len(rows)


def _refold(session: Session, row: LearnerState, parameters: Parameters) -> None:
    who, school = row.learner_id, row.school_id
    for table in (Checkpoint, SkillEvent):
        session.execute(delete(table).where(table.learner_id == who))
    state, last = memory.beginning(parameters), 0
    for at, state, events in fold_log(session, who, parameters):
        memory.save_events(session, who, school, parameters, events, at)
        if state.seq % adaptive.CHECKPOINT_EVERY == 0:
            last = state.seq
            values = memory.checkpoint(who, school, row.parameter_set_id, parameters, state, at)
            session.execute(insert(Checkpoint).values(**values))
    row.seq, row.checkpoint_seq = state.seq, last
    row.levels = adaptive.pack_levels(parameters, state)


def verify(session: Session) -> tuple[int, list[Difference]]:
    """(learners seen, differences): each log folded anew and compared with the caches."""
    sets = {
        row.id: Parameters.from_bytes(row.data) for row in session.scalars(select(ParameterSet))
    }
    rows = session.scalars(select(LearnerState).order_by(LearnerState.learner_id)).all()
    found = [d for row in rows for d in _differences(session, row, sets[row.parameter_set_id])]
    return len(rows), found


def _differences(
    session: Session, row: LearnerState, parameters: Parameters
) -> Iterator[Difference]:
    saved = dict(
        session.execute(
            select(Checkpoint.seq, Checkpoint.data).where(
                Checkpoint.learner_id == row.learner_id,
                Checkpoint.parameter_set_id == row.parameter_set_id,
            )
        ).all()
    )
    events_kept = {
        (seq, skill, kind)
        for seq, skill, kind in session.execute(
            select(SkillEvent.seq, SkillEvent.skill, SkillEvent.kind).where(
                SkillEvent.learner_id == row.learner_id
            )
        )
    }
    state, seen = memory.beginning(parameters), set()
    for _at, state, events in fold_log(session, row.learner_id, parameters):
        seen |= {(event.seq, parameters.ids[event.skill], event.kind) for event in events}
        kept = saved.pop(state.seq, None)
        if kept is not None and kept != adaptive.to_checkpoint(parameters, state):
            yield Difference(row.learner_id, f"checkpoint {state.seq}")
    if state.seq != row.seq:
        yield Difference(row.learner_id, f"sequence number {row.seq}, log {state.seq}")
    if row.checkpoint_seq != state.seq - state.seq % adaptive.CHECKPOINT_EVERY:
        yield Difference(row.learner_id, f"last checkpoint {row.checkpoint_seq}")
    if saved:
        yield Difference(row.learner_id, f"checkpoints without observations: {sorted(saved)}")
    if seen != events_kept:
        yield Difference(row.learner_id, "events of skills")
    if adaptive.pack_levels(parameters, state) != row.levels:
        yield Difference(row.learner_id, "levels")
