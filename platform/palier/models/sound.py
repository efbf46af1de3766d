"""What is heard and asked for: sounds of exercises, voices of learners, requests for help."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from palier.models.base import Base, BigId


class Sound(Base):
    """A text said aloud: by a person of a school, or by this machine for all schools.

    ``text_hash`` is the SHA-256 of the text, so that a text changed is recorded again.
    """

    __tablename__ = "sound"
    __table_args__ = (UniqueConstraint("text_hash", "school_id", "kind"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    text_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    school_id: Mapped[int | None] = mapped_column(ForeignKey("school.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))  # person | machine
    mime: Mapped[str] = mapped_column(String(40))
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class Recording(Base):
    """A learner's spoken answer, for her and her trainers alone; goes when she goes."""

    __tablename__ = "recording"

    served_id: Mapped[UUID] = mapped_column(ForeignKey("exercise_served.id"), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    mime: Mapped[str] = mapped_column(String(40))
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    at: Mapped[datetime]


class HelpRequest(Base):
    """« J’ai besoin d’aide », on an exercise: for her trainers to see, until it is closed."""

    __tablename__ = "help_request"
    __table_args__ = (Index(None, "learner_id", "closed_at"),)

    served_id: Mapped[UUID] = mapped_column(ForeignKey("exercise_served.id"), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    skill: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))  # None: went on
