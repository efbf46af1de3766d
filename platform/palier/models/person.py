"""Persons, what they may do and how they sign in."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from palier.models.base import Base, BigId

LEARNER, TRAINER, AUTHOR, ADMIN = "learner", "trainer", "author", "admin"
ROLES = (LEARNER, TRAINER, AUTHOR, ADMIN)


class Person(Base):
    """Someone who signs in: a learner (no e-mail) or staff (e-mail and password).

    No birth date, origin, health or first language: the platform has no use for them.
    """

    __tablename__ = "person"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    first_name: Mapped[str] = mapped_column(String(60))
    last_name: Mapped[str] = mapped_column(String(60), default="")  # an initial is enough
    login_name: Mapped[str | None] = mapped_column(String(40), unique=True)  # learners
    email: Mapped[str | None] = mapped_column(String(254), unique=True)  # staff, lower case
    password_hash: Mapped[str | None] = mapped_column(String(200))  # staff, argon2id
    comfort: Mapped[dict[str, Any]] = mapped_column(default=dict)  # never shown to staff
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class Role(Base):
    """What a person may do: at one site, or in the whole school when ``site_id`` is null."""

    __tablename__ = "role"
    __table_args__ = (UniqueConstraint("person_id", "site_id", "name"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    name: Mapped[str] = mapped_column(String(10))


class Card(Base):
    """A learner's printed card: hashes of its token and five words. Renewed, not edited."""

    __tablename__ = "card"
    __table_args__ = (Index(None, "learner_id", "revoked_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)  # SHA-256, 128 bits
    words_hash: Mapped[str] = mapped_column(String(200))  # argon2id of the normalised words
    issued_at: Mapped[datetime]
    issued_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    revoked_at: Mapped[datetime | None]


class WebSession(Base):
    """A signed-in browser. The cookie holds a random token, this row its SHA-256."""

    __tablename__ = "web_session"
    __table_args__ = (Index(None, "person_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]  # written at most every few minutes
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class SignInAttempt(Base):
    """Failed sign-ins of one account name, for throttling: per account, never per address."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index(None, "account", "at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account: Mapped[bytes] = mapped_column(LargeBinary(32))  # SHA-256 of the name as typed
    at: Mapped[datetime]


class AuditEvent(Base):
    """Who changed or read what, for staff actions on persons and content."""

    __tablename__ = "audit_event"
    __table_args__ = (Index(None, "school_id", "at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None]
    action: Mapped[str] = mapped_column(String(60))  # "card.renewed"
    subject_id: Mapped[UUID | None]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
