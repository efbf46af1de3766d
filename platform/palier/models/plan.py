"""What is agreed with a learner: longer placements, goals, interviews, signatures."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from palier.models.base import Base, BigId


class DeeperPlacement(Base):
    """A trainer asks that a starting point be looked at again, longer."""

    __tablename__ = "deeper_placement"
    __table_args__ = (Index(None, "learner_id", "domain"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    domain: Mapped[str] = mapped_column(String(40))
    asked_at: Mapped[datetime]
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class SignedDocument(Base):
    """What a learner and a trainer signed, word for word. Immutable: the next one has a number
    of its own. It has its own retention, longer than the account's: no foreign key to her."""

    __tablename__ = "signed_document"
    __table_args__ = (UniqueConstraint("subject_id", "kind", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    subject_id: Mapped[UUID]  # the learner
    kind: Mapped[str] = mapped_column(String(20))  # positionnement | plan
    number: Mapped[int]  # 1, 2, 3… of this kind for her
    content: Mapped[dict[str, Any]]
    content_hash: Mapped[str] = mapped_column(String(64))  # SHA-256 of content, canonical JSON
    learner_name: Mapped[str] = mapped_column(String(80))  # as she typed it
    trainer_name: Mapped[str] = mapped_column(String(80))
    signed_at: Mapped[datetime]
    signed_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class FrameworkCompetence(Base):
    """A competence of the school's own framework, and the skills of ours that it needs."""

    __tablename__ = "framework_competence"
    __table_args__ = (UniqueConstraint("school_id", "code"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    code: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    parent: Mapped[str | None] = mapped_column(String(40))  # the code of another
    position: Mapped[int]  # as in the file
    skills: Mapped[list[Any]]  # ids of skills


class LearningPlan(Base):
    """A learner’s plan: its number goes up at each change; who writes says which she read."""

    __tablename__ = "learning_plan"

    learner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    version: Mapped[int]
    updated_at: Mapped[datetime]
    updated_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class Goal(Base):
    """A goal of a plan: a skill, a competence of the school's framework, or free words."""

    __tablename__ = "goal"
    __table_args__ = (Index(None, "learner_id", "closed_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(12))  # skill | competence | free
    target: Mapped[str] = mapped_column(String(200))  # id of the skill, code, or the words
    due: Mapped[date]
    after_id: Mapped[UUID | None] = mapped_column(ForeignKey("goal.id"))  # what comes before it
    work: Mapped[str] = mapped_column(String(400))  # what she does for it, "" for free work
    assigned: Mapped[bool]  # given by the trainer, or free
    assignment_id: Mapped[UUID | None]  # work given for it, whose progress is followed
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(12))  # reached | changed


class Interview(Base):
    """A talk about her progress: what its sheet showed, and when it took place."""

    __tablename__ = "interview"
    __table_args__ = (Index(None, "learner_id", "held_on"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    held_on: Mapped[date]
    sheet: Mapped[dict[str, Any]]  # what moved and what is stuck, as shown
    words: Mapped[str] = mapped_column(Text)  # what she says of it
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class Decision(Base):
    """What was decided in an interview, and later what came of it."""

    __tablename__ = "decision"
    __table_args__ = (Index(None, "learner_id", "outcome"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    interview_id: Mapped[UUID] = mapped_column(ForeignKey("interview.id"), index=True)
    what: Mapped[str] = mapped_column(String(200))
    who: Mapped[str] = mapped_column(String(10))  # learner | trainer | both
    due: Mapped[date]
    outcome: Mapped[str | None] = mapped_column(String(10))  # done | partly | not
    outcome_words: Mapped[str | None] = mapped_column(String(200))
    outcome_at: Mapped[datetime | None]
    outcome_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
