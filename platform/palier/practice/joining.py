"""Two logs of one person become one: nothing is lost, no answer counts twice.

The rows of both are put in the order of their instants, each log’s own order kept, and numbered
anew; so are the sittings. Everything that was computed from the logs is computed again.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.orm import Session

from palier.accounts import locks
from palier.catalogue import Catalogue
from palier.engine_time import engine_time
from palier.models import (
    Checkpoint,
    LearnerState,
    LevelSnapshot,
    ObservationRow,
    Sitting,
    SkillEvent,
    TrainerWord,
)
from palier.practice import memory, refold, snapshots

# Computed from the log: they go, and are computed again for the one who stays.
CACHES = (Checkpoint, SkillEvent, LevelSnapshot)
_COLUMNS = (
    ObservationRow.learner_id,
    ObservationRow.seq,
    ObservationRow.kind,
    ObservationRow.served_id,
    ObservationRow.supersedes,
    ObservationRow.data,
    ObservationRow.at,
)
Old = tuple[UUID, int]  # whose, and the number it had


@dataclass(frozen=True)
class Joined:
    """How many rows of the log, and how many sittings, are now one person's."""

    observations: int
    sittings: int


def join(
    session: Session, catalogue: Catalogue, kept_id: UUID, gone_id: UUID, now: datetime
) -> Joined:
    """Give the log and the sittings of ``gone_id`` to ``kept_id``.

    Takes the locks of both, so that no answer is written meanwhile. The caller then moves what
    was served and answered, and calls ``settle``.
    """
    locks.hold(session, locks.RELEASE, shared=True)
    both = (kept_id, gone_id)
    states = {
        row.learner_id: row
        for row in session.scalars(
            select(LearnerState)
            .where(LearnerState.learner_id.in_(both))
            .order_by(LearnerState.learner_id)
            .with_for_update()
        )
    }
    if gone_id not in states:  # she never began: there is nothing to join
        return Joined(states[kept_id].seq, states[kept_id].sittings) if states else Joined(0, 0)
    school_id, updated_at = states[gone_id].school_id, states[gone_id].updated_at
    memory.ensure(session, catalogue, kept_id, school_id, now)
    numbers = _number_sittings(session, both, kept_id, states[gone_id].seq > 0)
    seqs = _number_log(session, both, kept_id, school_id, numbers)
    _number_words(session, both, kept_id, seqs)
    for table in CACHES:
        session.execute(delete(table).where(table.learner_id.in_(both)))
    kept = session.get_one(LearnerState, kept_id, populate_existing=True)
    if kept_id in states:
        updated_at = max(updated_at, states[kept_id].updated_at)
    kept.sittings, kept.updated_at = len(numbers), updated_at
    session.execute(delete(LearnerState).where(LearnerState.learner_id == gone_id))
    session.flush()
    return Joined(len(seqs), len(numbers))


def settle(session: Session, catalogue: Catalogue, kept_id: UUID, now: datetime) -> None:
    """Compute the state, levels, events and weeks of a joined log."""
    if session.get(LearnerState, kept_id) is None:
        return
    refold.refold_one(session, kept_id, catalogue)
    snapshots.rebuild(session, kept_id, now)


def _number_sittings(
    session: Session, both: Sequence[UUID], kept_id: UUID, told: bool
) -> dict[Old, int]:
    """Number the sittings of both from 1, in the order they began; the new number of each.

    When nothing was ``told`` of who goes, hers come last: the log keeps its numbers, and what
    a process remembers of them.
    """
    rows = session.execute(
        select(Sitting.id, Sitting.learner_id, Sitting.number)
        .where(Sitting.learner_id.in_(both))
        .order_by(
            *(() if told else (Sitting.learner_id != kept_id,)),
            Sitting.started_at,
            Sitting.number,
            Sitting.id,
        )
    ).all()
    # Twice: on the way no two may have the same number.
    for sign in (-1, 1):
        for number, row in enumerate(rows, 1):
            values: dict[str, Any] = {"number": sign * number}
            if sign > 0:
                values["learner_id"] = kept_id
            session.execute(update(Sitting).where(Sitting.id == row.id).values(**values))
    return {(row.learner_id, row.number): n for n, row in enumerate(rows, 1)}


def _number_log(
    session: Session,
    both: Sequence[UUID],
    kept_id: UUID,
    school_id: int,
    sittings: dict[Old, int],
) -> dict[Old, int]:
    """Write one log in the place of two; the new number of each row."""
    of_both = ObservationRow.learner_id.in_(both)
    rows = session.execute(select(*_COLUMNS).where(of_both).order_by(ObservationRow.seq)).all()
    logs = ([row for row in rows if row.learner_id == who] for who in both)
    merged = [row for _at, row in heapq.merge(*map(_timed, logs), key=lambda pair: pair[0])]
    seqs = {(row.learner_id, row.seq): seq for seq, row in enumerate(merged, 1)}
    session.execute(delete(ObservationRow).where(of_both))
    new = [_renumbered(row, kept_id, school_id, seqs, sittings) for row in merged]
    if new:
        session.execute(insert(ObservationRow), new)
    return seqs


def _timed(rows: Iterable[Row[Any]]) -> Iterator[tuple[float, Row[Any]]]:
    """Rows of a log with their engine times, which never go back: clocks may have."""
    last = float("-inf")
    for row in rows:
        said = row.data.get("at") if row.supersedes is None else None
        last = max(last, engine_time(row.at) if said is None else said)
        yield last, row


def _renumbered(
    row: Row[Any], kept_id: UUID, school_id: int, seqs: dict[Old, int], sittings: dict[Old, int]
) -> dict[str, Any]:
    who, data = row.learner_id, dict(row.data)
    if "sitting" in data:  # a trainer's word counts in a day of its own, which stays
        data["sitting"] = sittings.get((who, data["sitting"]), data["sitting"])
    return {
        "learner_id": kept_id,
        "seq": seqs[who, row.seq],
        "school_id": school_id,
        "kind": row.kind,
        "served_id": row.served_id,
        "supersedes": None if row.supersedes is None else seqs[who, row.supersedes],
        "data": data,
        "at": row.at,
    }


def _number_words(
    session: Session, both: Sequence[UUID], kept_id: UUID, seqs: dict[Old, int]
) -> None:
    """A trainer's word has the number of its observation."""
    rows = session.execute(
        select(TrainerWord.id, TrainerWord.learner_id, TrainerWord.seq).where(
            TrainerWord.learner_id.in_(both)
        )
    ).all()
    for sign in (-1, 1):
        for row in rows:
            seq = sign * seqs[row.learner_id, row.seq]
            mine = kept_id if sign > 0 else row.learner_id
            session.execute(
                update(TrainerWord)
                .where(TrainerWord.id == row.id)
                .values(learner_id=mine, seq=seq)
            )
