"""What trainers look at together with a learner: the live room, notes, a faulty exercise."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from palier.models.base import Base, BigId


class LiveRoom(Base):
    """A group is looked at live, until ``until`` at most. Closed, the row is deleted: what it
    shows is read from what exists anyway, and none of it is kept."""

    __tablename__ = "live_room"

    group_id: Mapped[int] = mapped_column(
        ForeignKey("learner_group.id"), primary_key=True, autoincrement=False
    )
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    opened_at: Mapped[datetime]
    until: Mapped[datetime]
    opened_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class TrainerNote(Base):
    """What a trainer writes down about a learner, for the team of her group; in her copy."""

    __tablename__ = "trainer_note"
    __table_args__ = (Index(None, "learner_id", "written_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)  # who edits says which one she read


class ItemReport(Base):
    """A learner says that an exercise has a fault; open until it is seen to."""

    __tablename__ = "item_report"
    __table_args__ = (Index(None, "learner_id", "closed_at"),)

    served_id: Mapped[UUID] = mapped_column(ForeignKey("exercise_served.id"), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    word: Mapped[str | None] = mapped_column(String(200))  # what was done about it, for her too
