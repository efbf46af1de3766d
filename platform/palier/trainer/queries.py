"""What trainers may see: always bounded by their school and sites."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ColumnElement, Select, case, false, func, select, true, type_coerce
from sqlalchemy.orm import Session

from palier import natural
from palier.errors import NotFound
from palier.models import (
    Answer,
    Enrolment,
    ExerciseServed,
    Group,
    HelpRequest,
    LearnerState,
    LevelSnapshot,
    Mark,
    Person,
    Site,
    Sitting,
    VerdictRow,
)
from palier.practice.queries import newest_verdict, placement_done
from palier.security import Actor

MARKED_BY_PEOPLE = ("writing", "spoken")


@dataclass(frozen=True)
class GroupRow:
    """A group with its site."""

    id: int
    name: str
    site: str
    timezone: str


@dataclass(frozen=True)
class LatelyRow:
    """A recent answer, as much as facts about a group need."""

    learner_id: UUID
    skill: str
    sitting_id: UUID
    at: datetime
    score: float
    misconceptions: tuple[str, ...]


@dataclass(frozen=True)
class LearnerRow:
    """A learner of a group, with her packed levels and when she last answered."""

    id: UUID
    name: str
    levels: bytes | None
    last_answer: datetime | None
    asks: bool = False  # whether she asked for help and no trainer has seen it


@dataclass(frozen=True)
class AnsweredRow:
    """An answer with the verdict that counts."""

    served_id: UUID
    learner_id: UUID
    at: datetime
    kind: str
    text: str
    help_used: int
    score: float
    detail: dict[str, Any]
    public: dict[str, Any]
    skill: str
    sitting: str  # its kind; of a bilan, which one
    sitting_number: int
    counted: bool  # not of a sitting that was voided


def full_name(first: str, last: str) -> str:
    """First name and initial: "Inès B."."""
    return f"{first} {last}".strip()


def _of_actor(actor: Actor) -> ColumnElement[bool]:
    """Groups of the actor's school and, when his role is bound to sites, of those sites."""
    sites = true() if actor.sites is None else Group.site_id.in_(actor.sites)
    return (Group.school_id == actor.school_id) & sites & Group.archived_at.is_(None)


def _has_worked() -> ColumnElement[bool]:
    """That an answer of the learner of a LearnerState counts: of no sitting taken back."""
    return (
        select(Answer.served_id)
        .join(ExerciseServed, ExerciseServed.id == Answer.served_id)
        .join(Sitting, Sitting.id == ExerciseServed.sitting_id)
        .where(Answer.learner_id == LearnerState.learner_id, Sitting.voided_at.is_(None))
        .correlate(LearnerState)
        .exists()
    )


def _asks() -> ColumnElement[bool]:
    """That a request for help of a person waits: what it is about is read only then."""
    return (
        select(HelpRequest.served_id)
        .where(HelpRequest.learner_id == Person.id, HelpRequest.closed_at.is_(None))
        .correlate(Person)
        .exists()
    )


def groups(
    session: Session, actor: Actor, since: datetime
) -> Sequence[tuple[GroupRow, int, int, datetime | None]]:
    """The actor's groups: learners, those who answered since an instant, the last answer."""
    lately = case((LearnerState.updated_at > since, Person.id))
    worked = (LearnerState.learner_id == Person.id) & _has_worked()
    rows = session.execute(
        select(
            Group.id,
            Group.name,
            Site.name,
            Site.timezone,
            func.count(func.distinct(Person.id)),
            func.count(func.distinct(lately)),
            func.max(LearnerState.updated_at),
        )
        .join(Site, Site.id == Group.site_id)
        .outerjoin(Enrolment, (Enrolment.group_id == Group.id) & Enrolment.left_at.is_(None))
        .outerjoin(Person, (Person.id == Enrolment.learner_id) & Person.disabled_at.is_(None))
        .outerjoin(LearnerState, worked)
        .where(_of_actor(actor))
        .group_by(Group.id, Group.name, Site.name, Site.timezone)
    )
    found = [(GroupRow(*row[:4]), *row[4:]) for row in rows]
    return sorted(found, key=lambda row: _place(row[0]))


def _place(group: GroupRow) -> tuple[natural.Key, natural.Key, int]:
    """Where a group comes in a list."""
    return *natural.key(group.site, group.name), group.id


def group(session: Session, actor: Actor, group_id: int) -> GroupRow:
    """One of the actor's groups. Raises NotFound for any other."""
    row = session.execute(
        select(Group.id, Group.name, Site.name, Site.timezone)
        .join(Site, Site.id == Group.site_id)
        .where(Group.id == group_id, _of_actor(actor))
    ).one_or_none()
    if row is None:
        raise NotFound
    return GroupRow(*row)


def learners(session: Session, group_id: int) -> list[LearnerRow]:
    """The learners now in a group, by first name."""
    rows = session.execute(
        select(
            Person.id,
            Person.first_name,
            Person.last_name,
            LearnerState.levels,
            case((_has_worked(), LearnerState.updated_at)),
            _asks(),
        )
        .join(Enrolment, Enrolment.learner_id == Person.id)
        .outerjoin(LearnerState, LearnerState.learner_id == Person.id)
        .where(
            Enrolment.group_id == group_id,
            Enrolment.left_at.is_(None),
            Person.disabled_at.is_(None),
        )
        .order_by(Person.first_name, Person.last_name, Person.id)
    )
    return [LearnerRow(i, full_name(first, last), *rest) for i, first, last, *rest in rows]


def _here(actor: Actor) -> Select[Any]:
    """The learners now in the actor's groups, each with her group."""
    return (
        select(
            Person.id,
            Person.first_name,
            Person.last_name,
            LearnerState.levels,
            case((_has_worked(), LearnerState.updated_at)),
            _asks(),
            Group.id,
            Group.name,
            Site.name,
            Site.timezone,
        )
        .join(Enrolment, Enrolment.learner_id == Person.id)
        .join(Group, Group.id == Enrolment.group_id)
        .join(Site, Site.id == Group.site_id)
        .outerjoin(LearnerState, LearnerState.learner_id == Person.id)
        .where(Enrolment.left_at.is_(None), Person.disabled_at.is_(None), _of_actor(actor))
    )


def _both(row: Sequence[Any]) -> tuple[LearnerRow, GroupRow]:
    i, first, last, levels, at, asks, *group = row
    return LearnerRow(i, full_name(first, last), levels, at, asks), GroupRow(*group)


def everybody(session: Session, actor: Actor) -> list[tuple[LearnerRow, GroupRow]]:
    """The learners now in the actor's groups, by group then first name."""
    rows = session.execute(_here(actor).order_by(Person.first_name, Person.last_name))
    return sorted((_both(row) for row in rows), key=lambda both: _place(both[1]))


def to_mark(
    session: Session, learner_ids: Sequence[UUID], by: UUID | None = None
) -> list[tuple[UUID, UUID, str]]:
    """(learner, exercise, skill) that only a person can mark and nobody has, oldest first.

    ``by``: what waits for this person, who does not give a second opinion on her own.
    """
    hers = Mark.by_id == by if by else false()
    rows = session.execute(
        select(Answer.learner_id, Answer.served_id, ExerciseServed.skill)
        .join(ExerciseServed, ExerciseServed.id == Answer.served_id)
        .join(Sitting, Sitting.id == ExerciseServed.sitting_id)
        .join(VerdictRow, (VerdictRow.served_id == Answer.served_id) & _NEWEST)
        .where(
            Answer.learner_id.in_(learner_ids),
            ExerciseServed.type.in_(MARKED_BY_PEOPLE),
            Sitting.voided_at.is_(None),
            func.coalesce(VerdictRow.detail["pending"].as_boolean(), False),
            ~select(Mark.number).where(Mark.served_id == Answer.served_id, hers).exists(),
        )
        .order_by(Answer.at)
    )
    return [(learner_id, served_id, skill) for learner_id, served_id, skill in rows]


def learner(session: Session, actor: Actor, learner_id: UUID) -> tuple[LearnerRow, GroupRow]:
    """A learner now in one of the actor's groups. Raises NotFound for any other."""
    hers = _here(actor).where(Person.id == learner_id)
    row = session.execute(hers.order_by(Enrolment.id.desc()).limit(1)).one_or_none()
    if row is None:
        raise NotFound
    return _both(row)


def placements(
    session: Session, learner_ids: Sequence[UUID], before: datetime | None = None
) -> set[tuple[UUID, str]]:
    """(learner, domain) of each placement finished, before an instant when one is given."""
    query = select(Sitting.learner_id, Sitting.domain).where(
        Sitting.learner_id.in_(learner_ids), placement_done()
    )
    rows = session.execute(query if before is None else query.where(Sitting.ended_at < before))
    return {(learner_id, domain or "") for learner_id, domain in rows}


_NEWEST = VerdictRow.number == newest_verdict()


def answered() -> Select[Any]:
    """A select of answers with the verdict that counts, newest first; callers bound it."""
    return (
        select(
            Answer.served_id,
            Answer.learner_id,
            Answer.at,
            Answer.kind,
            Answer.text,
            Answer.help_used,
            VerdictRow.score,
            VerdictRow.detail,
            ExerciseServed.public,
            ExerciseServed.skill,
            func.coalesce(Sitting.moment, Sitting.kind).label("sitting"),
            Sitting.number.label("sitting_number"),
            Sitting.voided_at.is_(None).label("counted"),
        )
        .join(ExerciseServed, ExerciseServed.id == Answer.served_id)
        .join(Sitting, Sitting.id == ExerciseServed.sitting_id)
        .join(VerdictRow, (VerdictRow.served_id == Answer.served_id) & _NEWEST)
        .order_by(Answer.at.desc(), Answer.served_id.desc())
    )


def answers_of(
    session: Session, learner_id: UUID, prefix: str, limit: int | None
) -> list[AnsweredRow]:
    """A learner's newest answers on a skill, or on a domain's skills ("maths.")."""
    query = answered().where(Answer.learner_id == learner_id, _about(prefix))
    return [AnsweredRow(*row) for row in session.execute(query.limit(limit))]


def missed(
    session: Session, learner_id: UUID, prefix: str, since: datetime, limit: int
) -> list[AnsweredRow]:
    """A learner's newest answers on a domain's skills that were not right, since an instant."""
    query = answered().where(
        Answer.learner_id == learner_id,
        _about(prefix),
        Answer.at > since,
        VerdictRow.score < 1,
        Sitting.voided_at.is_(None),
    )
    return [AnsweredRow(*row) for row in session.execute(query.limit(limit))]


def count_answers(
    session: Session, learner_id: UUID, prefix: str
) -> tuple[int, datetime | None]:
    """How many answers there are on a skill or on a domain's skills; and when the first of the
    sittings that were taken back was started."""
    voided = (
        select(func.min(Sitting.started_at))
        .where(Sitting.learner_id == learner_id, Sitting.voided_at.is_not(None))
        .scalar_subquery()
    )
    total, first = session.execute(
        select(func.count(), type_coerce(voided, Sitting.started_at.type))
        .select_from(Answer)
        .join(ExerciseServed, ExerciseServed.id == Answer.served_id)
        .where(Answer.learner_id == learner_id, _about(prefix))
    ).one()
    return total, first


def _about(prefix: str) -> ColumnElement[bool]:
    """One skill may begin like another: only a whole domain is looked for by its beginning."""
    if prefix.endswith("."):
        return ExerciseServed.skill.startswith(prefix, autoescape=True)
    return ExerciseServed.skill == prefix


def lately(session: Session, learner_ids: Sequence[UUID], since: datetime) -> list[LatelyRow]:
    """The answers of learners since an instant that count, oldest first."""
    detail = type_coerce(case((VerdictRow.score < 1, VerdictRow.detail)), JSON)
    rows = session.execute(
        select(
            Answer.learner_id,
            ExerciseServed.skill,
            ExerciseServed.sitting_id,
            Answer.at,
            VerdictRow.score,
            detail,
        )
        .join(ExerciseServed, ExerciseServed.id == Answer.served_id)
        .join(Sitting, Sitting.id == ExerciseServed.sitting_id)
        .join(VerdictRow, (VerdictRow.served_id == Answer.served_id) & _NEWEST)
        .where(
            Answer.learner_id.in_(learner_ids),
            Answer.at > since,
            Sitting.voided_at.is_(None),
            # What nobody marked yet is held against nobody.
            func.coalesce(VerdictRow.detail["pending"].as_boolean(), False).is_(False),
        )
        .order_by(Answer.at)
    )
    return [
        LatelyRow(i, skill, sitting, at, score, tuple(told["misconceptions"]) if told else ())
        for i, skill, sitting, at, score, told in rows
    ]


def answer(
    session: Session, learner_id: UUID, served_id: UUID, unanswered: bool = False
) -> tuple[AnsweredRow | None, ExerciseServed]:
    """One answer of a learner, and the exercise as served; ``unanswered``: even without an
    answer. Raises NotFound for any other."""
    row = session.execute(
        answered().where(Answer.served_id == served_id, Answer.learner_id == learner_id)
    ).one_or_none()
    served = session.get(ExerciseServed, served_id)
    if served is None or served.learner_id != learner_id or (row is None and not unanswered):
        raise NotFound
    return AnsweredRow(*row) if row is not None else None, served


def snapshots(session: Session, learner_id: UUID) -> list[tuple[datetime, int, bytes]]:
    """(instant, parameter set, packed levels) at the end of each week she worked."""
    rows = session.execute(
        select(LevelSnapshot.at, LevelSnapshot.parameter_set_id, LevelSnapshot.levels)
        .where(LevelSnapshot.learner_id == learner_id)
        .order_by(LevelSnapshot.week)
    )
    return [(at, number, levels) for at, number, levels in rows]
