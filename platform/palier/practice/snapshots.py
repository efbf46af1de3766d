"""Weekly snapshots: a learner's levels at the end of each local week in which she answered.

What was believed then, kept as it was shown: a later release or a corrected key leaves them
alone. Only a sitting that was not hers has its weeks computed again (ADR 0033).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Uuid, bindparam, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

import adaptive
from adaptive import Parameters
from palier.engine_time import week_of
from palier.item_parameters import of_set
from palier.models import (
    Answer,
    Enrolment,
    ExerciseServed,
    Group,
    LearnerState,
    LevelSnapshot,
    ObservationRow,
    ParameterSet,
    Site,
    Sitting,
)
from palier.practice.queries import DEFAULT_TIMEZONE
from palier.practice.refold import fold_log

# The time zone of the site where she is, or last was.
_TIMEZONE = (
    select(Site.timezone)
    .join(Group, Group.site_id == Site.id)
    .join(Enrolment, Enrolment.group_id == Group.id)
    .where(Enrolment.learner_id == bindparam("learner_id", type_=Uuid()))
    .order_by(Enrolment.id.desc())
    .limit(1)
)
# By a correction, or by a trainer's word, which comes after an answer.
_CORRECTED = (
    select(ObservationRow.seq)
    .where(
        ObservationRow.learner_id == bindparam("learner_id", type_=Uuid()),
        or_(ObservationRow.supersedes.is_not(None), ObservationRow.served_id.is_(None)),
    )
    .exists()
)
_ROW = select(
    LearnerState.learner_id,
    LearnerState.school_id,
    LearnerState.parameter_set_id,
    LearnerState.seq,
    LearnerState.levels,
    LearnerState.updated_at,
    _CORRECTED.label("corrected"),  # her row then has a number the week did not end with
    func.coalesce(_TIMEZONE.scalar_subquery(), DEFAULT_TIMEZONE).label("timezone"),
).where(LearnerState.learner_id == bindparam("learner_id", type_=Uuid()))


def close_week(session: Session, learner_id: UUID, now: datetime) -> None:
    """Keep the levels of the last week she worked, when that week is over.

    Called when a sitting starts, under her lock: her row then still says what the last answer
    of that week left. Once a week it also looks for earlier weeks that nobody closed, since a
    sitting left open goes on in the next week without a start.
    """
    row = session.execute(_ROW, {"learner_id": learner_id}).one()
    if row.seq and week_of(row.updated_at, row.timezone) < week_of(now, row.timezone):
        fill(session, learner_id, now)


def hold(session: Session, learner_id: UUID) -> None:
    """Take her lock: no sitting is taken back while her weeks are read and written.

    Whoever calls ``fill`` or ``rebuild`` holds it.
    """
    session.execute(
        select(LearnerState.learner_id)
        .where(LearnerState.learner_id == learner_id)
        .with_for_update()
    )


def fill(session: Session, learner_id: UUID, now: datetime) -> int:
    """Write the snapshots of past weeks that are missing; return how many there were."""
    row = session.execute(_ROW, {"learner_id": learner_id}).one()
    missing = _worked(session, learner_id, row.timezone, week_of(now, row.timezone))
    for week in session.scalars(
        select(LevelSnapshot.week).where(LevelSnapshot.learner_id == learner_id)
    ):
        missing.pop(week, None)
    if list(missing) == [week_of(row.updated_at, row.timezone)] and not row.corrected:
        _write(session, row, next(iter(missing)), row.updated_at, row.levels)
    elif missing:
        for week, at, levels in _folded(session, learner_id, row.parameter_set_id, missing):
            _write(session, row, week, at, levels)
    return len(missing)


def rebuild(
    session: Session, learner_id: UUID, now: datetime, since: datetime | None = None
) -> int:
    """Compute a learner's snapshots again from her log, all or those from an instant's week on.

    For a sitting that is voided or put back: the weeks since then never were as shown.
    """
    session.flush()
    stale = delete(LevelSnapshot).where(LevelSnapshot.learner_id == learner_id)
    if since is not None:
        stale = stale.where(since_week_of(session, learner_id, since))
    session.execute(stale)
    return fill(session, learner_id, now)


def since_week_of(session: Session, learner_id: UUID, at: datetime) -> ColumnElement[bool]:
    """The snapshots of a learner from an instant's week on."""
    timezone = session.scalar(_TIMEZONE, {"learner_id": learner_id}) or DEFAULT_TIMEZONE
    return (LevelSnapshot.learner_id == learner_id) & (
        LevelSnapshot.week >= week_of(at, timezone)
    )


def different(session: Session, learner_id: UUID) -> list[date]:
    """The weeks whose snapshot is not what the log, as it now stands, gives.

    Snapshots of another parameter set are what was shown under it, and are not compared.
    """
    row = session.execute(_ROW, {"learner_id": learner_id}).one()
    kept = session.scalars(
        select(LevelSnapshot).where(
            LevelSnapshot.learner_id == learner_id,
            LevelSnapshot.parameter_set_id == row.parameter_set_id,
        )
    ).all()
    if not kept:
        return []
    ends = _worked(session, learner_id, row.timezone, date.max)
    folded = _folded(session, learner_id, row.parameter_set_id, ends)
    log = {week: levels for week, _at, levels in folded}
    return sorted(one.week for one in kept if log.get(one.week) != one.levels)


def parameter_sets(session: Session, ids: Sequence[int]) -> dict[int, Parameters]:
    """Parameter sets by their number: snapshots of old weeks are read with theirs."""
    rows = session.execute(
        select(ParameterSet.id, ParameterSet.data).where(ParameterSet.id.in_(set(ids)))
    )
    return {number: Parameters.from_bytes(data) for number, data in rows}


def _worked(
    session: Session, learner_id: UUID, timezone: str, before: date
) -> dict[date, datetime]:
    """The weeks before one in which she answered, each with the instant of its last answer."""
    instants = session.scalars(
        select(Answer.at)
        .join(ExerciseServed, ExerciseServed.id == Answer.served_id)
        .join(Sitting, Sitting.id == ExerciseServed.sitting_id)
        .where(Answer.learner_id == learner_id, Sitting.voided_at.is_(None))
        .order_by(Answer.at)
    )
    found = {week_of(at, timezone): at for at in instants}
    return {week: at for week, at in found.items() if week < before}


def _folded(
    session: Session,
    learner_id: UUID,
    parameter_set_id: int,
    ends: dict[date, datetime],
) -> Iterator[tuple[date, datetime, bytes]]:
    """(week, instant, packed levels) at the end of each of the weeks, from the log."""
    waiting = sorted(ends.items())
    state = None
    parameters = parameter_sets(session, [parameter_set_id])[parameter_set_id]
    items = of_set(session, parameter_set_id)
    for at, following, _events in fold_log(session, learner_id, parameters, items):
        while waiting and state is not None and at > waiting[0][1]:
            week, end = waiting.pop(0)
            yield week, end, adaptive.pack_levels(parameters, state)
        state = following
    for week, end in waiting:
        if state is not None:
            yield week, end, adaptive.pack_levels(parameters, state)


def _write(session: Session, row: Row[Any], week: date, at: datetime, levels: bytes) -> None:
    postgresql = session.get_bind().dialect.name == "postgresql"
    session.execute(
        (postgresql_insert if postgresql else sqlite_insert)(LevelSnapshot)
        .values(
            learner_id=row.learner_id,
            week=week,
            school_id=row.school_id,
            parameter_set_id=row.parameter_set_id,
            at=at,
            levels=levels,
        )
        .on_conflict_do_nothing()
    )
