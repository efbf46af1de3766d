"""What the platform owes people about their data: who looked at it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from palier.models.base import Base, BigId


class AccessLine(Base):
    """Somebody of the team opened a page about a learner. For her to read: it measures nobody.

    There is no index by who looked, and no page that counts by them.
    """

    __tablename__ = "access_line"
    __table_args__ = (Index(None, "learner_id", "at"), Index(None, "school_id", "at"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    what: Mapped[str] = mapped_column(String(20))  # a code of palier.privacy.looked
    at: Mapped[datetime]
