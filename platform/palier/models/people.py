"""What a school decides for itself, who is asked in, who left and what became of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from palier.models.base import Base, BigId


class SchoolSetting(Base):
    """The settings of a school; a school without a row has the defaults."""

    __tablename__ = "school_setting"

    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True)
    values: Mapped[dict[str, Any]]
    version: Mapped[int]  # of the row: who writes says which one she read
    updated_at: Mapped[datetime]
    updated_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class StaffLink(Base):
    """A link by which a member of staff chooses a password, once; this row is its hash."""

    __tablename__ = "staff_link"
    __table_args__ = (Index(None, "person_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Departure(Base):
    """A learner left the school: when, why, where to, and what became of her in the year."""

    __tablename__ = "departure"
    __table_args__ = (Index(None, "learner_id", "returned_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    group_id: Mapped[int] = mapped_column(ForeignKey("learner_group.id"))
    left_on: Mapped[date]  # local day of the site
    reason: Mapped[str] = mapped_column(String(20))
    destination: Mapped[str] = mapped_column(String(20))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    returned_at: Mapped[datetime | None]  # she came back: nothing more is asked
    # "6" and "12" months later: what she does, said when, by whom.
    followed: Mapped[dict[str, Any]] = mapped_column(default=dict)


class ImportDraft(Base):
    """A file read and not yet taken in. Its rows go when it is, or a day later."""

    __tablename__ = "import_draft"
    __table_args__ = (Index(None, "school_id", "created_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))  # who sent it
    kind: Mapped[str] = mapped_column(String(10))  # people | calendar
    group_id: Mapped[int | None] = mapped_column(ForeignKey("learner_group.id"))
    file_name: Mapped[str] = mapped_column(String(120))
    rows: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done: Mapped[dict[str, Any]] = mapped_column(default=dict)  # how many of what, which groups
