"""What the platform owes people about their data: who looked at it, that it is erased."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String
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


class Erasure(Base):
    """A person was erased: the SHA-256 of her id, and the day. It finds her again in a backup
    that is put back, and nowhere else: an id has 74 random bits."""

    __tablename__ = "erasure"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    erased_on: Mapped[date]


class ItemTally(Base):
    """First unaided answers of all the persons erased, added up: of nobody any more.

    One row an item and a tenth of the chance foreseen when it was chosen, 0 to 9.
    """

    __tablename__ = "item_tally"

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    band: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    answers: Mapped[int]
    right: Mapped[int]  # one right in part is right as often as its part says
