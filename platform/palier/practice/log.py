"""The log of observations as it counts now: corrections in the place of what they correct.

Rows are only ever appended. A row with ``supersedes`` stands, in the fold, at the number of the
first row about the same answer; the newest one counts (ADR 0032). Nothing else in the program
reads ``supersedes``: whoever wants the state, the events or the history goes through here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

import adaptive
from adaptive import Event, Observation, Parameters, State
from palier.item_parameters import AS_SERVED, Items
from palier.models import ExerciseServed, ObservationRow

ANSWER, VOID = "answer", "void"

_COLUMNS = (
    ObservationRow.seq,
    ObservationRow.supersedes,
    ObservationRow.kind,
    ObservationRow.data,
    ObservationRow.at,
    ObservationRow.served_id,
)
_SINCE = (
    select(*_COLUMNS)
    .where(
        ObservationRow.learner_id == bindparam("learner_id"),
        ObservationRow.seq > bindparam("after"),
    )
    .order_by(ObservationRow.seq)
)
_SINCE_WITH_ITEMS = _SINCE.add_columns(ExerciseServed.item_version_id).outerjoin(
    ExerciseServed, ExerciseServed.id == ObservationRow.served_id
)


@dataclass(frozen=True)
class Entry:
    """One number of the log. ``data`` is what counts there now, None for nothing: an answer
    taken back, or a row that corrects another."""

    seq: int
    at: datetime
    data: dict[str, Any] | None
    served_id: UUID | None  # of an answer; None for the rows that correct one


@dataclass(frozen=True)
class Step:
    """The state and events after one number of the log; ``counts``: something was told."""

    at: datetime
    counts: bool
    state: State
    events: tuple[Event, ...]


def entries(
    session: Session, learner_id: UUID, after: int = 0, items: Items = AS_SERVED
) -> list[Entry]:
    """A learner's log from after a number on, each number with what counts there now.

    ``after`` is that of a state that already knows the corrections of what it contains;
    ``items``: those of a calibration, in the place of what they were when served.
    """
    statement = _SINCE_WITH_ITEMS if items else _SINCE
    rows = session.execute(statement, {"learner_id": learner_id, "after": after}).all()
    return as_they_count(rows, items)


def as_they_count(rows: Sequence[Row[Any]], items: Items = AS_SERVED) -> list[Entry]:
    """Rows (seq, supersedes, kind, data, at, served_id), in order, as entries; with ``items``,
    each has its item version too."""
    newest = {row.supersedes: row for row in rows if row.supersedes is not None}
    found = []
    for row in rows:
        if row.supersedes is not None:
            found.append(Entry(row.seq, row.at, None, None))
            continue
        counted = newest.get(row.seq, row)
        data = None if counted.kind == VOID else counted.data
        if data is not None and items:
            data = {**data, **items.get(row.item_version_id, {})}
        found.append(Entry(row.seq, row.at, data, row.served_id))
    return found


def steps(parameters: Parameters, state: State, log: Iterable[Entry]) -> Iterator[Step]:
    """The fold: the state after each entry, from ``state`` on."""
    for entry in log:
        events: tuple[Event, ...] = ()
        if entry.data is None:
            state = adaptive.pass_over(state, entry.seq)
        else:
            seen = from_json(parameters, entry.seq, entry.data)
            state, events = adaptive.observe(parameters, state, seen)
        yield Step(entry.at, entry.data is not None, state, events)


def fold(parameters: Parameters, state: State, log: Iterable[Entry]) -> State:
    """The state after all entries."""
    for step in steps(parameters, state, log):
        state = step.state
    return state


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
