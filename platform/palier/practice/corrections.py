"""Taking a sitting back, and putting it back: it was somebody else on her account.

Nothing is erased. New rows of the log take the place of the old ones (ADR 0032), the levels are
computed again, what they were stays in the trace, and the learner is told.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select
from sqlalchemy.orm import Session

import adaptive
from adaptive import Parameters
from exercises.instance import Verdict
from palier.accounts import locks
from palier.app import Services
from palier.errors import NotFound
from palier.models import (
    Answer,
    AuditEvent,
    ExerciseServed,
    LearnerState,
    LevelSnapshot,
    Notice,
    ObservationRow,
    Sitting,
    SkillEvent,
    VerdictRow,
)
from palier.practice import log, memory, queries, snapshots
from palier.practice.refold import Correction, correct

VOIDED, RESTORED, REGRADED = "void", "restore", "regrade"  # kinds of notices


@dataclass(frozen=True)
class Locked:
    """A learner's log, held until the transaction ends."""

    row: LearnerState
    parameters: Parameters
    now: datetime


def lock(services: Services, session: Session, learner_id: UUID) -> Locked:
    """Hold a learner's log: no answer, no publication comes between. Raises NotFound."""
    locks.hold(session, locks.RELEASE, shared=True)
    catalogue = services.catalogue.current(session)
    row = session.scalar(
        select(LearnerState).where(LearnerState.learner_id == learner_id).with_for_update()
    )
    if row is None:
        raise NotFound
    if row.parameter_set_id != catalogue.parameter_set_id:
        raise memory.NewParameters
    return Locked(row, catalogue.parameters, services.source.now())


def void(
    services: Services,
    session: Session,
    learner_id: UUID,
    sitting_id: UUID,
    by: UUID,
    reason: str,
) -> None:
    """No answer of a sitting counts any more; an open one is closed. No effect a second time.

    Raises NotFound for a sitting that is not this learner's.
    """
    held = lock(services, session, learner_id)
    sitting = _sitting(session, learner_id, sitting_id)
    if sitting.voided_at is not None:
        return
    sitting.voided_at, sitting.voided_by, sitting.void_reason = held.now, by, reason
    if sitting.ended_at is None:
        sitting.ended_at, sitting.outcome = held.now, queries.CUT
    session.flush()
    rows = _answers(session, sitting.id)
    with_nothing = [Correction(row.seq, log.VOID, row.served_id, {}) for row in rows]
    detail: dict[str, Any] = {
        "sitting": str(sitting.id),
        "on": sitting.started_at.date().isoformat(),
        "reason": reason,
        "answers": len(rows),
    }
    detail |= _weeks(session, sitting)
    apply(session, held, with_nothing, "sitting.voided", by, detail)
    snapshots.rebuild(session, learner_id, held.now, sitting.started_at)
    if not _take_back(session, learner_id, sitting_id, RESTORED):
        tell(session, held, VOIDED, _about(sitting))


def restore(
    services: Services, session: Session, learner_id: UUID, sitting_id: UUID, by: UUID
) -> None:
    """The answers of a sitting count again, at their newest verdicts. It stays closed.

    Raises NotFound as ``void`` does.
    """
    held = lock(services, session, learner_id)
    sitting = _sitting(session, learner_id, sitting_id)
    if sitting.voided_at is None:
        return
    sitting.voided_at = sitting.voided_by = sitting.void_reason = None
    session.flush()
    rows = _answers(session, sitting.id)
    again = [
        Correction(
            row.seq,
            kind_of(verdict),
            row.served_id,
            judged(row.data, verdict, row.help_used),
        )
        for row in rows
        for verdict in (Verdict.from_json(row.detail),)
    ]
    on = sitting.started_at.date().isoformat()
    detail = {"sitting": str(sitting.id), "on": on, "answers": len(rows)}
    detail |= _weeks(session, sitting)
    apply(session, held, again, "sitting.restored", by, detail)
    snapshots.rebuild(session, learner_id, held.now, sitting.started_at)
    if not _take_back(session, learner_id, sitting_id, VOIDED):
        tell(session, held, RESTORED, _about(sitting))


def kind_of(verdict: Verdict) -> str:
    """The kind of the row of an answer: one that weighs nothing only holds its place."""
    return log.ANSWER if verdict.weight > 0 else log.VOID


def judged(data: dict[str, Any], verdict: Verdict, help_used: int) -> dict[str, Any]:
    """A stored observation as a verdict has it: when, where and how hard do not change."""
    weight = verdict.weight * adaptive.helped_weight(verdict.score, help_used)
    direct = not verdict.pending  # what nobody marked yet proves nothing
    return {**data, "score": verdict.score, "weight": weight, "direct": direct}


def apply(
    session: Session,
    held: Locked,
    corrections: list[Correction],
    action: str,
    by: UUID | None,
    detail: dict[str, Any],
) -> None:
    """Correct the log, and write who did it and what was shown until now."""
    row = held.row
    before, levels = _events(session, row.learner_id), row.levels
    correct(session, row, held.parameters, corrections, held.now)
    after = _events(session, row.learner_id)
    kept = {
        "levels": b64encode(levels).decode(),
        "parameter_set": row.parameter_set_id,
        "events_gone": sorted(before - after),
        "events_new": sorted(after - before),
    }
    session.add(
        AuditEvent(
            school_id=row.school_id,
            at=held.now,
            actor_id=by,
            action=action,
            subject_id=row.learner_id,
            detail=detail | (kept if corrections else {}),
        )
    )


def tell(session: Session, held: Locked, kind: str, data: dict[str, Any]) -> None:
    """Leave a word for the learner on her home page."""
    session.execute(
        insert(Notice).values(
            school_id=held.row.school_id,
            learner_id=held.row.learner_id,
            kind=kind,
            data=data,
            at=held.now,
        )
    )


def forget_unread(
    session: Session, learner_id: UUID, kind: str, about: Callable[[dict[str, Any]], bool]
) -> bool:
    """Drop the notices of a kind that she has not closed; whether there were any."""
    unread = session.scalars(
        select(Notice).where(
            Notice.learner_id == learner_id, Notice.seen_at.is_(None), Notice.kind == kind
        )
    ).all()
    gone = [notice for notice in unread if about(notice.data)]
    for notice in gone:
        session.delete(notice)
    return bool(gone)


def _take_back(session: Session, learner_id: UUID, sitting_id: UUID, kind: str) -> bool:
    """What was not read yet and is no longer so need not be said, nor its contrary."""
    return forget_unread(
        session, learner_id, kind, lambda data: data.get("sitting") == str(sitting_id)
    )


def _weeks(session: Session, sitting: Sitting) -> dict[str, Any]:
    """The weekly levels that were shown and are computed again: they stay in the trace."""
    since = snapshots.since_week_of(session, sitting.learner_id, sitting.started_at)
    rows = session.scalars(select(LevelSnapshot).where(since))
    return {"weeks": {row.week.isoformat(): b64encode(row.levels).decode() for row in rows}}


def _about(sitting: Sitting) -> dict[str, Any]:
    return {"sitting": str(sitting.id), "at": sitting.started_at.isoformat()}


def _sitting(session: Session, learner_id: UUID, sitting_id: UUID) -> Sitting:
    """The sitting as it is now that the lock is held."""
    found = session.scalar(
        select(Sitting)
        .where(Sitting.id == sitting_id, Sitting.learner_id == learner_id)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def _answers(session: Session, sitting_id: UUID) -> list[Row[Any]]:
    """Each answer of a sitting: its first observation, the help used, its newest verdict."""
    rows = session.execute(
        select(
            ObservationRow.seq,
            ObservationRow.served_id,
            ObservationRow.data,
            Answer.help_used,
            VerdictRow.detail,
        )
        .join(ExerciseServed, ExerciseServed.id == ObservationRow.served_id)
        .join(Answer, Answer.served_id == ExerciseServed.id)
        .join(VerdictRow, VerdictRow.served_id == Answer.served_id)
        .where(
            ExerciseServed.sitting_id == sitting_id,
            ObservationRow.learner_id == ExerciseServed.learner_id,
            ObservationRow.supersedes.is_(None),
            VerdictRow.number == queries.newest_verdict(),
        )
        .order_by(ObservationRow.seq)
    )
    return list(rows)


def _events(session: Session, learner_id: UUID) -> set[tuple[str, str, str]]:
    rows = session.execute(
        select(SkillEvent.skill, SkillEvent.kind, SkillEvent.at).where(
            SkillEvent.learner_id == learner_id
        )
    )
    return {(skill, kind, at.isoformat()) for skill, kind, at in rows}
