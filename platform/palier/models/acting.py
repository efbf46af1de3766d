"""What trainers do about a learner: what they saw or decided, work they give, marks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from palier.models.base import Base


class TrainerWord(Base):
    """What a trainer told the engine of a skill: seen done, or decided. Its observation is the
    row of the log of the same number; withdrawn, that row counts no more (ADR 0032)."""

    __tablename__ = "trainer_word"
    __table_args__ = (UniqueConstraint("learner_id", "seq"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))  # seen_at_work | override
    skill: Mapped[str] = mapped_column(String(120))
    known: Mapped[bool]  # what it says of the skill; False only for an override
    reason: Mapped[str] = mapped_column(String(20))  # where it was seen, or why it was decided
    aided: Mapped[bool] = mapped_column(default=False, server_default=false())
    note: Mapped[str | None] = mapped_column(String(120))
    day: Mapped[date]  # on which it was seen, or decided
    # What the engine said just before: state, chance and its 90 % interval, certainty.
    before: Mapped[dict[str, Any]]
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class Assignment(Base):
    """Work that a trainer gives: a skill, several, or exercises chosen one by one."""

    __tablename__ = "assignment"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(10))  # skill | skills | items | document
    skill: Mapped[str] = mapped_column(String(120))  # of several, the first one
    items: Mapped[list[Any]]  # names of the exercises, in order; ids of skills; none for one
    starts: Mapped[date]
    due: Mapped[date]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]  # taken back: proposed to nobody any more


class Assigned(Base):
    """Whom an assignment is for. How far she is comes from her sittings of it."""

    __tablename__ = "assigned"
    __table_args__ = (Index(None, "learner_id"),)

    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignment.id"), primary_key=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)


class Mark(Base):
    """What one person said of a text or a voice, level by level. The verdict is made of it; a
    second opinion asked for is awaited first."""

    __tablename__ = "mark"
    __table_args__ = (Index(None, "learner_id"),)

    served_id: Mapped[UUID] = mapped_column(ForeignKey("answer.served_id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)  # 1, then 2 for a second opinion
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    levels: Mapped[list[Any]]  # one a criterion, from 0
    comment: Mapped[str | None] = mapped_column(String(400))  # for the learner
    second_asked: Mapped[bool] = mapped_column(default=False, server_default=false())
    at: Mapped[datetime]
