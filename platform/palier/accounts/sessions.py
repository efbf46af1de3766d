"""Sessions: a random token in the browser, its hash and its end in the database."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, update
from sqlalchemy.orm import Session

from palier.accounts import queries
from palier.accounts.cards import digest
from palier.app import Services
from palier.models import ADMIN, TRAINER, Person, WebSession
from palier.people.settings import from_json
from palier.security import Actor

TOUCH_EVERY = timedelta(minutes=5)  # a use is written down at most this often
TOKEN_BYTES = 32


@dataclass(frozen=True)
class Visit:
    """A signed-in browser and its person."""

    token: str
    actor: Actor
    comfort: dict[str, Any]
    followed: bool = False  # the live room of her group is open


def open_session(session: Session, person: Person, now: datetime, hours: float) -> str:
    """A new session's token. ``hours`` without use close it."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    # What is over serves nobody: it is not kept.
    over = (WebSession.person_id == person.id, WebSession.expires_at <= now)
    session.execute(delete(WebSession).where(*over))
    session.add(
        WebSession(
            school_id=person.school_id,
            person_id=person.id,
            token_hash=digest(token),
            created_at=now,
            seen_at=now,
            expires_at=now + timedelta(hours=hours),
        )
    )
    return token


def find(services: Services, token: str) -> Visit | None:
    """Who holds this token, or None when it was closed, has run out or never was.

    One statement, and a second one every few minutes.
    """
    now = services.source.now()
    with services.db.read() as session:
        visit = queries.VISIT[services.config.demo]
        rows = session.execute(visit, {"token_hash": digest(token), "now": now}).all()
    if not rows:
        return None
    if now - rows[0].seen_at >= TOUCH_EVERY:
        _touch(services, rows[0].id, now)
    return Visit(token, _actor(rows), rows[0].comfort, bool(rows[0].followed))


def _touch(services: Services, session_id: int, now: datetime) -> None:
    ends = now + timedelta(hours=services.config.session_hours)
    with services.db.write() as session:
        session.execute(
            update(WebSession)
            .where(WebSession.id == session_id)
            .values(seen_at=now, expires_at=ends)
        )


def _actor(rows: Sequence[Row[Any]]) -> Actor:
    """The person in rows of ``queries.visit``. Sites come from the trainer's roles alone."""
    first = rows[0]
    trains = [row for row in rows if row.name in (TRAINER, ADMIN)]
    found = Actor(
        id=first.person_id,
        school_id=first.school_id,
        first_name=first.first_name,
        roles=frozenset(row.name for row in rows if row.name is not None),
        sites=_sites(trains or rows),
        school=from_json(first.settings or {}),
    )
    governs = _sites([row for row in rows if row.name == ADMIN])
    if ADMIN not in found.roles or governs == found.sites:
        return found
    return replace(found, as_admin=replace(found, sites=governs))


def _sites(rows: Sequence[Row[Any]]) -> frozenset[int] | None:
    """The sites that these roles cover; None for all of the school."""
    places = {row.site_id for row in rows}
    return None if None in places else frozenset(places)


def close(services: Services, token: str) -> None:
    """The token opens nothing any more."""
    with services.db.write() as session:
        session.execute(
            update(WebSession)
            .where(WebSession.token_hash == digest(token), WebSession.revoked_at.is_(None))
            .values(revoked_at=services.source.now())
        )


def close_all(session: Session, person_id: UUID, now: datetime) -> None:
    """Every session of a person ends: the card was renewed, the password changed."""
    session.execute(
        update(WebSession)
        .where(WebSession.person_id == person_id, WebSession.revoked_at.is_(None))
        .values(revoked_at=now)
    )
