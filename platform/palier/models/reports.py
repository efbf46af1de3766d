"""Reports asked for, and those that come by themselves."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from palier.models.base import Base, BigId


class ReportFile(Base):
    """A report: asked for, being made, then its file, kept a month for those who may see it."""

    __tablename__ = "report_file"
    __table_args__ = (Index(None, "school_id", "created_at"), Index(None, "learner_id"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    kind: Mapped[str] = mapped_column(
        String(20)
    )  # placement | plan | progress | group | school
    format: Mapped[str] = mapped_column(String(8))  # page | pdf | xlsx | csv | xapi
    learner_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("learner_group.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    done: Mapped[int]  # learners read so far
    total: Mapped[int]
    data: Mapped[bytes | None] = mapped_column(LargeBinary)  # none until it is made
    fault: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class ReportSchedule(Base):
    """A report that comes by itself, for the one who asked for it."""

    __tablename__ = "report_schedule"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(
        String(20)
    )  # as of a file; a learner’s: for each of the group
    format: Mapped[str] = mapped_column(String(8))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("learner_group.id"))
    every: Mapped[str] = mapped_column(String(8))  # month | quarter | year
    next_on: Mapped[date]
    created_at: Mapped[datetime]
