"""What the platform owes people about their data: who looked, what was erased, for how long."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
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
    """The ledger: somebody was erased, known by the SHA-256 of an id that no other row holds.

    A backup of before is erased again with it when it is restored.
    """

    __tablename__ = "erasure"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    person_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    at: Mapped[datetime]


class KeptResponse(Base):
    """An answer of somebody erased, as the statistics of exercises need it: of nobody.

    ``who`` is drawn when she is erased and kept nowhere else; ``month`` is all that is left of
    the date; no words, no drawing of the exercise, no group, no school.
    """

    __tablename__ = "kept_response"
    __table_args__ = (UniqueConstraint("who", "rank"), Index(None, "item_id"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    who: Mapped[UUID]
    rank: Mapped[int]  # 1, 2, 3… in the order they were given
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    month: Mapped[date]  # its first day
    help_used: Mapped[int]
    score: Mapped[float]
    predicted: Mapped[float]
    draw: Mapped[int] = mapped_column(BigId)  # 32 bits: whether a part counts as right


class InformationGiven(Base):
    """A person opened « Vos données »: which version of it, and when first."""

    __tablename__ = "information_given"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    at: Mapped[datetime]
