"""What trainers may see: always bounded by their school and sites."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import Session

from palier.errors import NotFound
from palier.models import (
    Answer,
    Enrolment,
    ExerciseServed,
    Group,
    LearnerState,
    Person,
    Site,
    Sitting,
    VerdictRow,
)
from palier.security import Actor


@dataclass(frozen=True)
class GroupRow:
    """A group with its site."""

    id: int
    name: str
    site: str


@dataclass(frozen=True)
class LearnerRow:
    """A learner of a group, with her packed levels and when she last answered."""

    id: UUID
    name: str
    levels: bytes | None
    last_answer: datetime | None


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
    sitting: str


def full_name(first: str, last: str) -> str:
    """First name and initial: "Inès B."."""
    return f"{first} {last}".strip()


def _of_actor(actor: Actor) -> ColumnElement[bool]:
    """Groups of the actor's school and, when his role is bound to sites, of those sites."""
    sites = true() if actor.sites is None else Group.site_id.in_(actor.sites)
    return (Group.school_id == actor.school_id) & sites & Group.archived_at.is_(None)


def groups(session: Session, actor: Actor) -> Sequence[tuple[GroupRow, int, datetime | None]]:
    """The actor's groups, with the number of learners and the last answer in each."""
    rows = session.execute(
        select(
            Group.id,
            Group.name,
            Site.name,
            func.count(func.distinct(Person.id)),
            func.max(LearnerState.updated_at),
        )
        .join(Site, Site.id == Group.site_id)
        .outerjoin(Enrolment, (Enrolment.group_id == Group.id) & Enrolment.left_at.is_(None))
        .outerjoin(Person, (Person.id == Enrolment.learner_id) & Person.disabled_at.is_(None))
        .outerjoin(
            LearnerState, (LearnerState.learner_id == Person.id) & (LearnerState.seq > 0)
        )
        .where(_of_actor(actor))
        .group_by(Group.id, Group.name, Site.name)
        .order_by(Site.name, Group.name)
    )
    return [(GroupRow(i, name, site), count, last) for i, name, site, count, last in rows]


def group(session: Session, actor: Actor, group_id: int) -> GroupRow:
    """One of the actor's groups. Raises NotFound for any other."""
    row = session.execute(
        select(Group.id, Group.name, Site.name)
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
            LearnerState.seq,
            LearnerState.updated_at,
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
    return [
        LearnerRow(i, full_name(first, last), levels, at if seq else None)
        for i, first, last, levels, seq, at in rows
    ]


def learner(session: Session, actor: Actor, learner_id: UUID) -> tuple[LearnerRow, GroupRow]:
    """A learner now in one of the actor's groups. Raises NotFound for any other."""
    row = session.execute(
        select(
            Person.id,
            Person.first_name,
            Person.last_name,
            LearnerState.levels,
            LearnerState.seq,
            LearnerState.updated_at,
            Group.id,
            Group.name,
            Site.name,
        )
        .outerjoin(LearnerState, LearnerState.learner_id == Person.id)
        .join(Enrolment, Enrolment.learner_id == Person.id)
        .join(Group, Group.id == Enrolment.group_id)
        .join(Site, Site.id == Group.site_id)
        .where(
            Person.id == learner_id,
            Person.disabled_at.is_(None),
            Enrolment.left_at.is_(None),
            _of_actor(actor),
        )
        .order_by(Enrolment.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        raise NotFound
    i, first, last, levels, seq, at, group_id, name, site = row
    return (
        LearnerRow(i, full_name(first, last), levels, at if seq else None),
        GroupRow(group_id, name, site),
    )


def placements(session: Session, learner_ids: Sequence[UUID], domain: str) -> set[UUID]:
    """Those of the learners who have finished the placement of a domain."""
    return set(
        session.scalars(
            select(Sitting.learner_id).where(
                Sitting.learner_id.in_(learner_ids),
                Sitting.kind == "placement",
                Sitting.domain == domain,
                Sitting.ended_at.is_not(None),
            )
        )
    )


def answered() -> Select[Any]:
    """A select of answers with the verdict that counts, newest first; callers bound it."""
    newest = (
        select(VerdictRow.served_id, func.max(VerdictRow.number).label("number"))
        .group_by(VerdictRow.served_id)
        .subquery()
    )
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
            Sitting.kind.label("sitting"),
        )
        .join(ExerciseServed, ExerciseServed.id == Answer.served_id)
        .join(Sitting, Sitting.id == ExerciseServed.sitting_id)
        .join(VerdictRow, VerdictRow.served_id == Answer.served_id)
        .join(
            newest,
            (newest.c.served_id == VerdictRow.served_id)
            & (newest.c.number == VerdictRow.number),
        )
        .order_by(Answer.at.desc())
    )


def answers_of(
    session: Session, learner_id: UUID, prefix: str, limit: int | None
) -> list[AnsweredRow]:
    """A learner's answers on a skill, or on a domain's skills ("maths.")."""
    query = answered().where(
        Answer.learner_id == learner_id,
        ExerciseServed.skill.startswith(prefix, autoescape=True),
    )
    return [AnsweredRow(*row) for row in session.execute(query.limit(limit))]


def count_answers(session: Session, learner_id: UUID, prefix: str) -> int:
    """How many answers there are on a skill or on a domain's skills."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Answer)
            .join(ExerciseServed, ExerciseServed.id == Answer.served_id)
            .where(
                Answer.learner_id == learner_id,
                ExerciseServed.skill.startswith(prefix, autoescape=True),
            )
        )
        or 0
    )


def misconceptions_since(
    session: Session, learner_ids: Sequence[UUID], prefix: str, since: datetime
) -> list[tuple[UUID, str, tuple[str, ...]]]:
    """(learner, skill, misconceptions) of each answer that showed some, since an instant."""
    rows = session.execute(
        select(Answer.learner_id, ExerciseServed.skill, VerdictRow.detail)
        .join(ExerciseServed, ExerciseServed.id == Answer.served_id)
        .join(VerdictRow, VerdictRow.served_id == Answer.served_id)
        .where(
            Answer.learner_id.in_(learner_ids),
            Answer.at > since,
            VerdictRow.number == 1,
            VerdictRow.score < 1,
            ExerciseServed.skill.startswith(prefix, autoescape=True),
        )
    )
    return [(i, s, tuple(d["misconceptions"])) for i, s, d in rows if d["misconceptions"]]


def answer(
    session: Session, learner_id: UUID, served_id: UUID
) -> tuple[AnsweredRow, ExerciseServed]:
    """One answer of a learner, and the exercise as served. Raises NotFound for any other."""
    row = session.execute(
        answered().where(Answer.served_id == served_id, Answer.learner_id == learner_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return AnsweredRow(*row), session.get_one(ExerciseServed, served_id)
