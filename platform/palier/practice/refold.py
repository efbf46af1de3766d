"""Folding logs again: for new parameters, after a correction, and to verify that the caches
tell the truth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

import adaptive
from adaptive import Event, Parameters, State
from palier.catalogue import Catalogue
from palier.item_parameters import AS_SERVED, Items, of_calibration, of_set
from palier.models import (
    Answer,
    Checkpoint,
    ExerciseServed,
    LearnerState,
    ObservationRow,
    ParameterSet,
    Sitting,
    SkillEvent,
    VerdictRow,
)
from palier.practice import log, memory, queries


@dataclass(frozen=True)
class Difference:
    """A cache that is not the fold of its log."""

    learner_id: UUID
    what: str


@dataclass(frozen=True)
class Correction:
    """What takes the place of an earlier observation: its seq, the kind and what counts now."""

    supersedes: int
    kind: str  # answer | void
    served_id: UUID | None
    data: dict[str, Any]


def fold_log(
    session: Session, learner_id: UUID, parameters: Parameters, items: Items = AS_SERVED
) -> Iterator[tuple[datetime, State, tuple[Event, ...]]]:
    """The instant, state and events after each observation that counts, from the first on."""
    known = log.entries(session, learner_id, items=items)
    for step in log.steps(parameters, memory.beginning(parameters), known):
        if step.counts:
            yield step.at, step.state, step.events


def correct(
    session: Session,
    row: LearnerState,
    parameters: Parameters,
    corrections: list[Correction],
    at: datetime,
) -> None:
    """Append corrections to a learner's log and compute again all that follows the first.

    The caller holds the lock of ``row``, and ``parameters`` are those of its set.
    """
    if not corrections:
        return
    session.execute(
        insert(ObservationRow),
        [
            {
                "learner_id": row.learner_id,
                "seq": seq,
                "school_id": row.school_id,
                "kind": one.kind,
                "served_id": one.served_id,
                "supersedes": one.supersedes,
                "data": one.data,
                "at": at,
            }
            for seq, one in enumerate(corrections, row.seq + 1)
        ],
    )
    items = of_set(session, row.parameter_set_id)
    _refold(session, row, parameters, min(one.supersedes for one in corrections), items)
    # The date is that of her last answer that counts, not that of the correction.
    known = reversed(log.entries(session, row.learner_id))
    counted = (e.at for e in known if e.data and e.served_id)
    row.updated_at = next(counted, row.updated_at)
    session.flush()


def refold_all(session: Session, parameter_set: ParameterSet) -> int:
    """Compute every learner's state again under a parameter set; return how many there were."""
    parameters = Parameters.from_bytes(parameter_set.data)
    items = of_calibration(session, parameter_set.calibration_version_id)
    rows = session.scalars(select(LearnerState).with_for_update()).all()
    for row in rows:
        row.parameter_set_id = parameter_set.id
        _refold(session, row, parameters, 0, items)
    return len(rows)


def refold_one(session: Session, learner_id: UUID, now: Catalogue) -> None:
    """Compute one learner's state again as of a release, in a transaction of her own."""
    row = session.get_one(LearnerState, learner_id, with_for_update=True)
    row.parameter_set_id = now.parameter_set_id
    _refold(session, row, now.parameters, 0, now.counted)


def _refold(
    session: Session, row: LearnerState, parameters: Parameters, since: int, items: Items
) -> None:
    """Compute a learner's caches again, from the last checkpoint before ``since`` on."""
    who, school = row.learner_id, row.school_id
    state = _before(session, row, parameters, since)
    for table in (Checkpoint, SkillEvent):
        session.execute(delete(table).where(table.learner_id == who, table.seq > state.seq))
    last = state.seq
    known = log.entries(session, who, state.seq, items)
    for step in log.steps(parameters, state, known):
        state = step.state
        memory.save_events(session, who, school, parameters, step.events, step.at)
        if state.seq % adaptive.CHECKPOINT_EVERY == 0:
            last = state.seq
            values = memory.checkpoint(
                who, school, row.parameter_set_id, parameters, state, step.at
            )
            session.execute(insert(Checkpoint).values(**values))
    row.seq, row.checkpoint_seq = state.seq, last
    row.levels = adaptive.pack_levels(parameters, state)
    session.flush()


def _before(session: Session, row: LearnerState, parameters: Parameters, since: int) -> State:
    """The state of the last checkpoint of these parameters before a number of the log."""
    data = session.scalar(
        select(Checkpoint.data)
        .where(
            Checkpoint.learner_id == row.learner_id,
            Checkpoint.parameter_set_id == row.parameter_set_id,
            Checkpoint.seq < since,
        )
        .order_by(Checkpoint.seq.desc())
        .limit(1)
    )
    if data is None:
        return memory.beginning(parameters)
    return adaptive.from_checkpoint(parameters, data)


def verify(session: Session) -> tuple[int, list[Difference]]:
    """(learners seen, differences): each log folded anew and compared with the caches."""
    rows = session.scalars(select(LearnerState).order_by(LearnerState.learner_id)).all()
    used = {row.parameter_set_id for row in rows}
    sets = {
        one.id: (
            Parameters.from_bytes(one.data),
            of_calibration(session, one.calibration_version_id),
        )
        for one in session.scalars(select(ParameterSet).where(ParameterSet.id.in_(used)))
    }
    found = [d for row in rows for d in _differences(session, row, *sets[row.parameter_set_id])]
    return len(rows), found


def _differences(
    session: Session, row: LearnerState, parameters: Parameters, items: Items
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
    entries = log.entries(session, row.learner_id, items=items)
    state, seen = memory.beginning(parameters), set()
    for step in log.steps(parameters, state, entries):
        state = step.state
        seen |= {(event.seq, parameters.ids[event.skill], event.kind) for event in step.events}
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
    if _told(entries) != _judged(session, row.learner_id):
        yield Difference(row.learner_id, "verdicts and observations")


def _told(entries: list[log.Entry]) -> dict[UUID, float | None]:
    """The score that the engine knows of each answer, None when it is not counted."""
    return {
        entry.served_id: None if entry.data is None else entry.data["score"]
        for entry in entries
        if entry.served_id is not None
    }


def _judged(session: Session, learner_id: UUID) -> dict[UUID, float | None]:
    """The score of each answer's newest verdict; None where it is not counted: its sitting was
    taken back, or it weighs nothing yet."""
    weight = VerdictRow.detail["weight"].as_float()
    rows = session.execute(
        select(Answer.served_id, VerdictRow.score, Sitting.voided_at, weight)
        .join(ExerciseServed, ExerciseServed.id == Answer.served_id)
        .join(Sitting, Sitting.id == ExerciseServed.sitting_id)
        .join(VerdictRow, VerdictRow.served_id == Answer.served_id)
        .where(Answer.learner_id == learner_id, VerdictRow.number == queries.newest_verdict())
    )
    return {i: None if voided or w == 0 else score for i, score, voided, w in rows}
