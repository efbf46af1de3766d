"""Schools, their sites and groups."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from palier.models.base import Base, BigId


class School(Base):
    """A school: persons belong to exactly one."""

    __tablename__ = "school"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    # A demonstration school may use published passwords; a real one refuses them.
    demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class Site(Base):
    """A place of a school. Its time zone says what a local day is."""

    __tablename__ = "site"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    timezone: Mapped[str] = mapped_column(String(64), default="Europe/Paris")


class Group(Base):
    """A group of learners of one site."""

    __tablename__ = "learner_group"
    __table_args__ = (UniqueConstraint("site_id", "name"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    name: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]


class Enrolment(Base):
    """A learner's time in a group. Leaving closes it; the history stays with the learner."""

    __tablename__ = "enrolment"
    __table_args__ = (Index(None, "group_id", "left_at"), Index(None, "learner_id"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("learner_group.id"))
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    planned_exit: Mapped[date | None]  # local day on which the stay is to end
    # Declared by the school; null when it said nothing. Read in aggregate only.
    fls_course: Mapped[bool | None]


class CalendarPeriod(Base):
    """Days of a group, or of one learner in it, that are not as usual; hers go before.

    Local days of the site, both included. A day in no period is a day at the school.
    """

    __tablename__ = "calendar_period"
    __table_args__ = (
        Index(None, "group_id", "last_day"),
        CheckConstraint("last_day >= first_day", name="days_in_order"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("learner_group.id"))
    learner_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(12))  # present | company | holiday
    first_day: Mapped[date]
    last_day: Mapped[date]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
