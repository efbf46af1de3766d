"""Putting other parameters in force: nobody waits, and it happens all at once or not at all.

Each log is folded beside, in the memory of this process, while people answer under the old
parameters; the log of whoever answered meanwhile is folded again. Then one short transaction
writes all that was computed, and the release that names the new set. Before it, nothing is
written of them: a stop at any moment leaves everything as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

import adaptive
from adaptive import Parameters
from palier.accounts import locks
from palier.calibration import queries
from palier.calibration.queries import InForce
from palier.db import Database
from palier.item_parameters import Items, fingerprint, of_calibration
from palier.models import Checkpoint, LearnerState, ParameterSet, Release, SkillEvent
from palier.practice import log, memory, snapshots

Progress = Callable[[int, int], None]  # learners done, learners there are

PASSES = 3  # over those who answered meanwhile; the few left wait in the last transaction
CLEANED_AT_ONCE = 10  # learners; a checkpoint is 90 KB, and each has one every 16 answers

# Of tables, without the ORM's own work: everybody waits while these run.
_STATE, _CHECKPOINT, _EVENT = LearnerState.__table__, Checkpoint.__table__, SkillEvent.__table__
_MOVED = (
    update(_STATE)  # type: ignore[arg-type]  # a Table, as declared
    .where(_STATE.c.learner_id == bindparam("learner"))
    .values(
        parameter_set_id=bindparam("set_id"),
        checkpoint_seq=bindparam("last"),
        levels=bindparam("packed"),
    )
)
_REPLACED = delete(_CHECKPOINT).where(  # type: ignore[arg-type]  # a Table, as declared
    _CHECKPOINT.c.learner_id == bindparam("learner"), _CHECKPOINT.c.seq == bindparam("last")
)


class Overtaken(Exception):
    """Something else was put in force meanwhile; nothing was changed."""


@dataclass(frozen=True)
class Folded:
    """A learner's caches under other parameters, after ``seq`` numbers of her log."""

    seq: int
    levels: bytes
    checkpoint: Mapping[str, Any] | None  # the last one; its parameter set is not yet a row
    events: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Rules:
    """What logs are folded with: the engine's parameters and the items of a calibration."""

    parameters: Parameters
    calibration_id: int | None
    items: Items


def fold(session: Session, row: LearnerState, rules: Rules) -> Folded:
    """A learner's log folded from its beginning, nothing written."""
    parameters = rules.parameters
    who, school = row.learner_id, row.school_id
    state, last = memory.beginning(parameters), None
    events: list[dict[str, Any]] = []
    for step in log.steps(parameters, state, log.entries(session, who, items=rules.items)):
        state = step.state
        events += memory.event_rows(who, school, parameters, step.events, step.at)
        if state.seq % adaptive.CHECKPOINT_EVERY == 0:
            last = state, step.at
    checkpoint = None
    if last is not None:
        checkpoint = memory.checkpoint(who, school, 0, parameters, *last)
    return Folded(state.seq, adaptive.pack_levels(parameters, state), checkpoint, tuple(events))


def keep_what_was_shown(db: Database, now: datetime, progress: Progress) -> None:
    """Write the weekly levels that nobody wrote yet, while the old parameters are in force."""
    with db.read() as session:
        everybody = queries.learners(session)
    for done, learner_id in enumerate(everybody, 1):
        with db.write() as session:
            snapshots.hold(session, learner_id)
            written = snapshots.fill(session, learner_id, now)
        if written:
            db.breathe()
        progress(done, len(everybody))


def fold_all(db: Database, rules: Rules, progress: Progress) -> dict[UUID, Folded]:
    """Every log folded under other parameters, those of who answered meanwhile once more."""
    folded: dict[UUID, Folded] = {}
    for _ in range(PASSES):
        with db.read() as session:
            heads = session.execute(
                select(LearnerState.learner_id, LearnerState.seq).order_by(
                    LearnerState.learner_id
                )
            ).all()
        waiting = [who for who, seq in heads if who not in folded or folded[who].seq != seq]
        for done, who in enumerate(waiting, 1):
            with db.read() as session:
                folded[who] = fold(session, session.get_one(LearnerState, who), rules)
            progress(len(heads) - len(waiting) + done, len(heads))
        if not waiting:
            break
    return folded


def switch(
    session: Session,
    known: InForce,
    rules: Rules,
    folded: Mapping[UUID, Folded],
    now: datetime,
) -> ParameterSet:
    """Put rules in force for everybody; the caller's transaction makes it one moment.

    No answer, no beginning and no publication comes between. Raises Overtaken when what was in
    force is no longer ``known``, or items were published since they were read.
    """
    locks.hold(session, locks.RELEASE)
    newest = queries.in_force(session)
    if newest is None or newest.release.parameter_set_id != known.release.parameter_set_id:
        raise Overtaken
    if of_calibration(session, rules.calibration_id) != rules.items:
        raise Overtaken
    new = _parameter_set(session, newest, rules, now)
    rows = session.scalars(
        select(LearnerState).order_by(LearnerState.learner_id).with_for_update()
    ).all()
    final = {}
    for row in rows:
        done = folded.get(row.learner_id)
        if done is None or done.seq != row.seq:
            done = fold(session, row, rules)
        final[row.learner_id] = done
    _write(session, new.id, final)
    session.add(
        Release(
            curriculum_version_id=newest.release.curriculum_version_id,
            parameter_set_id=new.id,
            calibration_version_id=rules.calibration_id
            or newest.release.calibration_version_id,
            created_at=now,
        )
    )
    session.flush()
    return new


def _parameter_set(
    session: Session, newest: InForce, rules: Rules, now: datetime
) -> ParameterSet:
    """The row of a parameter set: the one there is, or a new one."""
    mark = fingerprint(rules.parameters.version, rules.calibration_id)
    row = session.scalars(
        select(ParameterSet).where(ParameterSet.fingerprint == mark)
    ).one_or_none()
    if row is None:
        row = ParameterSet(
            curriculum_version_id=newest.release.curriculum_version_id,
            engine_version=adaptive.ENGINE_VERSION,
            calibration_version_id=rules.calibration_id,
            fingerprint=mark,
            data=rules.parameters.to_bytes(),
            created_at=now,
        )
        session.add(row)
    row.engine_version = adaptive.ENGINE_VERSION  # the one that folded all logs just now
    session.flush()
    return row


def _write(session: Session, set_id: int, final: Mapping[UUID, Folded]) -> None:
    """Replace everybody's levels, last checkpoint and events, in a few statements.

    Older checkpoints are only left behind: nothing reads those of another set.
    """
    if not final:
        return
    checkpoints = [
        {**one.checkpoint, "parameter_set_id": set_id}
        for one in final.values()
        if one.checkpoint
    ]
    moved = [
        {
            "learner": who,
            "set_id": set_id,
            "last": one.checkpoint["seq"] if one.checkpoint else 0,
            "packed": one.levels,
        }
        for who, one in final.items()
    ]
    events = [event for one in final.values() for event in one.events]
    session.execute(_MOVED, moved)
    session.execute(_REPLACED, [{"learner": m["learner"], "last": m["last"]} for m in moved])
    session.execute(delete(_EVENT))  # type: ignore[arg-type]  # a Table, as declared
    if checkpoints:
        session.execute(insert(_CHECKPOINT), checkpoints)  # type: ignore[arg-type]  # a Table
    if events:
        session.execute(insert(_EVENT), events)  # type: ignore[arg-type]  # a Table


def clean_up(db: Database, progress: Progress) -> None:
    """Remove the checkpoints of parameters that their learners left. Stopped, it can wait."""
    with db.read() as session:
        everybody = queries.learners(session)
    current = (
        select(LearnerState.parameter_set_id)
        .where(LearnerState.learner_id == Checkpoint.learner_id)
        .scalar_subquery()
    )
    for first in range(0, len(everybody), CLEANED_AT_ONCE):
        some = everybody[first : first + CLEANED_AT_ONCE]
        with db.write() as session:
            session.execute(
                delete(Checkpoint).where(
                    Checkpoint.learner_id.in_(some), Checkpoint.parameter_set_id != current
                )
            )
        db.breathe()
        progress(first + len(some), len(everybody))
