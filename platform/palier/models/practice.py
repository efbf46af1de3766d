"""The log: sittings, exercises served, answers, verdicts, observations; and its caches."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from palier.models.base import Base, BigId


class LearnerState(Base):
    """One row a learner: the row that is locked, the last sequence number, the packed levels.

    ``levels`` is a cache of the fold (mean, sd, stage of every skill), decayed when read.
    """

    __tablename__ = "learner_state"

    learner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    parameter_set_id: Mapped[int] = mapped_column(ForeignKey("parameter_set.id"))
    seq: Mapped[int] = mapped_column(default=0)  # of the last observation
    checkpoint_seq: Mapped[int] = mapped_column(default=0)  # of the last checkpoint, 0 for none
    sittings: Mapped[int] = mapped_column(default=0)
    levels: Mapped[bytes] = mapped_column(LargeBinary)
    updated_at: Mapped[datetime]


class Sitting(Base):
    """One time a learner sits down: a placement in a domain, or some practice."""

    __tablename__ = "sitting"
    __table_args__ = (UniqueConstraint("learner_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    number: Mapped[int]  # 1, 2, 3… for this learner
    kind: Mapped[str] = mapped_column(String(12))  # placement | practice
    # Of a placement: none for the first of a domain, else the bilan it is, mid | exit.
    moment: Mapped[str | None] = mapped_column(String(8))
    domain: Mapped[str | None] = mapped_column(String(40))  # None: wherever it helps most
    domains: Mapped[list[Any]]  # those it draws from
    planned: Mapped[int]  # exercises foreseen
    # Practice: the local day it was begun, and the skills that may come back as a review on
    # that day, by the calendar; no skills named: any.
    reviews: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    assignment_id: Mapped[UUID | None] = mapped_column(index=True)  # of work a trainer gave
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(12))  # done | enough | limit | dry | cut
    voided_at: Mapped[datetime | None]  # its answers are not counted while this is set
    voided_by: Mapped[UUID | None]
    void_reason: Mapped[str | None] = mapped_column(String(200))


class ExerciseServed(Base):
    """An exercise as put before a learner: enough to show it again exactly, years later."""

    __tablename__ = "exercise_served"
    __table_args__ = (
        UniqueConstraint("sitting_id", "position"),  # two "next" posts cannot both serve
        Index(None, "learner_id", "served_at"),
        Index(None, "item_version_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"))
    position: Mapped[int]  # 1, 2, 3… in the sitting
    item_version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id"))
    type: Mapped[str] = mapped_column(String(20))
    skill: Mapped[str] = mapped_column(String(120))  # the main one
    seed: Mapped[int] = mapped_column(BigId)
    variant: Mapped[str] = mapped_column(String(32))
    public: Mapped[dict[str, Any]]  # the only part pages are made from before the answer
    secret: Mapped[dict[str, Any]]
    item_parameters: Mapped[dict[str, Any]]  # skills, weights, a, b, b_var, c, u as used
    reason: Mapped[dict[str, Any]]  # code, skill, because, terms: why this one
    predicted: Mapped[float]  # chance of success as predicted when chosen
    help_used: Mapped[int] = mapped_column(default=0)
    # What is said aloud was read instead: said to the engine as help, never shown to staff.
    read_instead: Mapped[bool] = mapped_column(default=False, server_default=false())
    served_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]  # set once, under the learner's lock


class Answer(Base):
    """What was answered, once, as it came. Immutable; shares the id of the exercise served."""

    __tablename__ = "answer"
    __table_args__ = (Index(None, "learner_id", "at"),)

    served_id: Mapped[UUID] = mapped_column(ForeignKey("exercise_served.id"), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(10))  # answer | unknown ("je ne sais pas encore")
    raw: Mapped[dict[str, Any]]
    text: Mapped[str] = mapped_column(Text)  # the answer in words, for people
    help_used: Mapped[int]
    seconds: Mapped[float]  # kept for authors' timings; never used against the learner
    next_served_id: Mapped[UUID | None]  # what the reply led to: the same for a repeated post
    at: Mapped[datetime]


class VerdictRow(Base):
    """A grading of an answer. Append-only: a regrade supersedes, it does not overwrite."""

    __tablename__ = "verdict"
    __table_args__ = (UniqueConstraint("served_id", "number"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    served_id: Mapped[UUID] = mapped_column(ForeignKey("answer.served_id"))
    number: Mapped[int]  # 1 at the answer, 2… for regrades
    score: Mapped[float]
    detail: Mapped[dict[str, Any]]  # parts, misconceptions, what was said
    grader: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str | None] = mapped_column(String(200))
    at: Mapped[datetime]


class ObservationRow(Base):
    """What the engine was told, in the server's order. The state is the fold of these rows.

    A row that supersedes an earlier one takes its place in the fold (ADR 0032).
    """

    __tablename__ = "observation"

    learner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))  # answer | override | seen_at_work | void
    served_id: Mapped[UUID | None] = mapped_column(ForeignKey("exercise_served.id"))
    supersedes: Mapped[int | None]  # seq of the first row about the same answer
    data: Mapped[dict[str, Any]]  # the fields of adaptive.Observation, skills by id
    at: Mapped[datetime]


class Checkpoint(Base):
    """The engine's state after ``seq`` observations, every 16: a cache of the fold."""

    __tablename__ = "checkpoint"

    learner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    parameter_set_id: Mapped[int] = mapped_column(ForeignKey("parameter_set.id"))
    engine_version: Mapped[str] = mapped_column(String(20))
    data: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]


class SkillEvent(Base):
    """A dated event of a skill: acquis, retenu, révoqué."""

    __tablename__ = "skill_event"
    __table_args__ = (UniqueConstraint("learner_id", "seq", "skill", "kind"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    seq: Mapped[int]
    skill: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime]


class LevelSnapshot(Base):
    """A learner's packed levels at the end of a week, as they were shown.

    Computed again only when a sitting of that week or before is voided or put back.
    """

    __tablename__ = "level_snapshot"

    learner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    week: Mapped[date] = mapped_column(primary_key=True)  # its Monday, in the site's time zone
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    parameter_set_id: Mapped[int] = mapped_column(ForeignKey("parameter_set.id"))
    at: Mapped[datetime]
    levels: Mapped[bytes] = mapped_column(LargeBinary)


class Notice(Base):
    """Something to tell a learner on her home page until she closes it."""

    __tablename__ = "notice"
    __table_args__ = (Index(None, "learner_id", "seen_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(12))  # void | restore | regrade | seen | marked…
    data: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
