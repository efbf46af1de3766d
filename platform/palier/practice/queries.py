"""Reading the log: one exercise served, what was answered, what came before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    Uuid,
    bindparam,
    func,
    select,
    update,
)
from sqlalchemy.orm import Session

from palier.errors import NotFound
from palier.models import (
    Answer,
    Enrolment,
    ExerciseServed,
    Group,
    LearnerState,
    Release,
    Site,
    Sitting,
    VerdictRow,
)

WINDOW = timedelta(days=14)  # no instance twice in this time
WINDOW_ROWS = 400
CUT = "cut"  # the outcome of a sitting that was closed because it was taken back
DEFAULT_TIMEZONE = "Europe/Paris"


@dataclass(frozen=True)
class Served:
    """An exercise served to this learner, with its sitting, the release and her time zone."""

    exercise: ExerciseServed
    sitting: Sitting
    release_id: int
    timezone: str


@dataclass(frozen=True)
class Past:
    """An exercise served lately: which, and the score (None while unanswered)."""

    version_id: int
    variant: str
    here: bool  # in the sitting asked about
    score: float | None


@dataclass(frozen=True)
class Replied:
    """An answer and the verdict that counts."""

    answer: Answer
    verdict: VerdictRow


# Built once: the answer transaction runs them, and building costs more than running.
TIMEZONE = (
    select(Site.timezone)
    .join(Group, Group.site_id == Site.id)
    .join(Enrolment, Enrolment.group_id == Group.id)
    .where(Enrolment.learner_id == bindparam("learner_id"), Enrolment.left_at.is_(None))
    .order_by(Enrolment.id.desc())
    .limit(1)
    .scalar_subquery()
)
_SERVED = (
    select(ExerciseServed, Sitting, select(func.max(Release.id)).scalar_subquery(), TIMEZONE)
    .join(Sitting, Sitting.id == ExerciseServed.sitting_id)
    .where(
        ExerciseServed.id == bindparam("served_id"),
        ExerciseServed.learner_id == bindparam("learner_id"),
    )
)
_REPLIED = (
    select(Answer, VerdictRow)
    .join(VerdictRow, VerdictRow.served_id == Answer.served_id)
    .where(Answer.served_id == bindparam("served_id"))
    .order_by(VerdictRow.number.desc())
    .limit(1)
)
# Plain tables where no object is wanted: the ORM would take as long as the database.
_EXERCISE, _VERDICT = ExerciseServed.__table__, VerdictRow.__table__
_HERE = _EXERCISE.c.sitting_id == bindparam("sitting_id", type_=Uuid())
_RECENT = (
    select(_EXERCISE.c.item_version_id, _EXERCISE.c.variant, _HERE, _VERDICT.c.score)
    .select_from(
        _EXERCISE.outerjoin(
            _VERDICT, (_VERDICT.c.served_id == _EXERCISE.c.id) & (_VERDICT.c.number == 1)
        )
    )
    .where(
        _EXERCISE.c.learner_id == bindparam("learner_id"),
        # A sitting taken up again after weeks is still whole: its positions go on from there.
        (_EXERCISE.c.served_at > bindparam("since")) | _HERE,
    )
    .order_by(_HERE.desc(), _EXERCISE.c.served_at.desc())
    .limit(WINDOW_ROWS)
)


def served(session: Session, learner_id: UUID, served_id: UUID) -> Served:
    """One of this learner's exercises. Raises NotFound for any other id."""
    row = session.execute(
        _SERVED, {"served_id": served_id, "learner_id": learner_id}
    ).one_or_none()
    if row is None:
        raise NotFound
    exercise, sitting, release_id, timezone = row
    return Served(exercise, sitting, release_id, timezone or DEFAULT_TIMEZONE)


def replied(session: Session, served_id: UUID) -> Replied:
    """The answer to an exercise, with its newest verdict."""
    answer, verdict = session.execute(_REPLIED, {"served_id": served_id}).one()
    return Replied(answer, verdict)


def newest_verdict() -> ScalarSelect[int]:
    """The number of an answer's verdict that counts; for a query that names Answer."""
    return (
        select(func.max(VerdictRow.number))
        .where(VerdictRow.served_id == Answer.served_id)
        .correlate(Answer)
        .scalar_subquery()
    )


def unmarked() -> ColumnElement[bool]:
    """Whether a person is still to mark an answer: until then it proves nothing (ADR 0059).
    For a query that names VerdictRow."""
    return func.coalesce(VerdictRow.detail["pending"].as_boolean(), False)


def recent(
    session: Session, learner_id: UUID, now: datetime, sitting_id: UUID | None = None
) -> list[Past]:
    """What was served in the window, oldest first, then all of the sitting (``here``)."""
    values = {"learner_id": learner_id, "since": now - WINDOW, "sitting_id": sitting_id}
    rows = session.execute(_RECENT, values)
    return [Past(i, variant, bool(here), score) for i, variant, here, score in rows][::-1]


def open_exercise(
    session: Session,
    learner_id: UUID,
    kind: str,
    domain: str | None = None,
    assignment_id: UUID | None = None,
) -> UUID | None:
    """The exercise waiting in an open sitting of this kind, newest sitting first."""
    query = _waiting(learner_id).where(Sitting.kind == kind)
    if assignment_id is not None:
        query = query.where(Sitting.assignment_id == assignment_id)
    if domain is not None:
        query = query.where(Sitting.domain == domain)
    return session.scalar(query)


def _waiting(learner_id: UUID) -> Select[UUID]:
    return (
        select(ExerciseServed.id)
        .join(Sitting, Sitting.id == ExerciseServed.sitting_id)
        .where(
            Sitting.learner_id == learner_id,
            Sitting.ended_at.is_(None),
            ExerciseServed.answered_at.is_(None),
        )
        .order_by(Sitting.number.desc(), ExerciseServed.position.desc())
        .limit(1)
    )


def placement_done() -> ColumnElement[bool]:
    """Whether a sitting is a placement that gave a starting point: one taken back did not, nor
    one that was closed when it was, even if its answers count again."""
    return (
        (Sitting.kind == "placement")
        & Sitting.ended_at.is_not(None)
        & Sitting.voided_at.is_(None)
        & Sitting.outcome.is_distinct_from(CUT)
    )


def placed_domains(session: Session, learner_id: UUID) -> Sequence[str]:
    """The domains whose placement is finished."""
    return session.scalars(
        select(Sitting.domain)
        .where(Sitting.learner_id == learner_id, placement_done(), Sitting.domain.is_not(None))
        .distinct()
        .order_by(Sitting.domain)
    ).all()  # type: ignore[return-value]  # the domain of a placement is never null


def sitting_of(session: Session, learner_id: UUID, sitting_id: UUID) -> Sitting:
    """One of this learner's sittings. Raises NotFound for any other id."""
    found = session.scalar(
        select(Sitting).where(Sitting.id == sitting_id, Sitting.learner_id == learner_id)
    )
    if found is None:
        raise NotFound
    return found


def take_sitting_number(session: Session, learner_id: UUID) -> int:
    """The number of the learner's next sitting: 1, 2, 3… The caller holds her lock."""
    return session.scalars(
        update(LearnerState)
        .where(LearnerState.learner_id == learner_id)
        .values(sittings=LearnerState.sittings + 1)
        .returning(LearnerState.sittings)
    ).one()
