"""Selects on persons, cards, sessions and groups."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, select, true
from sqlalchemy.orm import Session

from palier.errors import NotFound
from palier.models import (
    LEARNER,
    Card,
    Enrolment,
    Group,
    LiveRoom,
    Person,
    Role,
    School,
    SchoolSetting,
    Site,
    WebSession,
)
from palier.security import Actor


def _admitted(demo: bool) -> ColumnElement[bool]:
    """That a person may be let in: those of a demonstration only where one is served."""
    real = select(School.id).where(School.demo.is_(False))
    return Person.disabled_at.is_(None) & (true() if demo else Person.school_id.in_(real))


def _followed() -> ColumnElement[bool]:
    """That the live room of a group of the Person is open."""
    return (
        select(LiveRoom.group_id)
        .join(Enrolment, Enrolment.group_id == LiveRoom.group_id)
        .where(
            Enrolment.learner_id == Person.id,
            Enrolment.left_at.is_(None),
            LiveRoom.until > bindparam("now"),
        )
        .correlate(Person)
        .exists()
    )


def _visit(demo: bool) -> Select[Any]:
    return (
        select(
            WebSession.id,
            WebSession.seen_at,
            Person.id.label("person_id"),
            Person.school_id,
            Person.first_name,
            Person.comfort,
            Role.name,
            Role.site_id,
            _followed().label("followed"),
            SchoolSetting.values.label("settings"),
        )
        .join(Person, Person.id == WebSession.person_id)
        .outerjoin(SchoolSetting, SchoolSetting.school_id == Person.school_id)
        .outerjoin(Role, Role.person_id == Person.id)
        .where(
            WebSession.token_hash == bindparam("token_hash"),
            WebSession.revoked_at.is_(None),
            WebSession.expires_at > bindparam("now"),
            _admitted(demo),
        )
    )


# Run on every request, so built once: ``token_hash`` and ``now`` are bound.
# Session, person and roles: a row for each role; none when the session is closed.
VISIT = {demo: _visit(demo) for demo in (False, True)}


def active_cards(demo: bool) -> Select[Card, Person]:
    """Cards that open something, with their learners."""
    return (
        select(Card, Person)
        .join(Person, Person.id == Card.learner_id)
        .where(Card.revoked_at.is_(None), _admitted(demo))
    )


def within_sites(actor: Actor, site_id: Any) -> ColumnElement[bool]:
    """The condition that a site is one of the actor's. ``site_id`` is a column."""
    found: ColumnElement[bool] = true() if actor.sites is None else site_id.in_(actor.sites)
    return found


def group(session: Session, actor: Actor, group_id: int) -> Group:
    """A group the actor looks after. Raises NotFound."""
    found = session.scalar(
        select(Group).where(
            Group.id == group_id,
            Group.school_id == actor.school_id,
            Group.archived_at.is_(None),
            within_sites(actor, Group.site_id),
        )
    )
    if found is None:
        raise NotFound
    return found


def learner(session: Session, actor: Actor, learner_id: UUID) -> tuple[Person, Group]:
    """A learner of one of the actor's groups, and that group. Raises NotFound."""
    row = session.execute(
        select(Person, Group)
        .join(Enrolment, Enrolment.learner_id == Person.id)
        .join(Group, Group.id == Enrolment.group_id)
        .where(
            Person.id == learner_id,
            Person.school_id == actor.school_id,
            Person.login_name.is_not(None),
            Person.disabled_at.is_(None),
            Enrolment.left_at.is_(None),
            Group.archived_at.is_(None),
            within_sites(actor, Group.site_id),
        )
        .order_by(Enrolment.joined_at.desc())
        .limit(1)
    ).first()
    if row is None:
        raise NotFound
    return row.Person, row.Group


def sites(session: Session, actor: Actor) -> list[Site]:
    """The actor's sites, by name."""
    return list(
        session.scalars(
            select(Site)
            .where(Site.school_id == actor.school_id, within_sites(actor, Site.id))
            .order_by(Site.name)
        )
    )


def last_card(session: Session, learner_id: UUID) -> Card | None:
    """The card that works, or None."""
    return session.scalar(
        select(Card).where(Card.learner_id == learner_id, Card.revoked_at.is_(None))
    )


def login_names(session: Session, stem: str) -> set[str]:
    """Login names in use that begin with ``stem``."""
    found = session.scalars(select(Person.login_name).where(Person.login_name.startswith(stem)))
    return {name for name in found if name is not None}


def staff(session: Session, email: str, demo: bool) -> Person | None:
    """The member of staff with this address who may be let in, or None."""
    return session.scalar(
        select(Person)
        .join(Role, Role.person_id == Person.id)
        .where(Person.email == email, Role.name != LEARNER, _admitted(demo))
        .limit(1)
    )
