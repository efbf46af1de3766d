"""People of a school as those may see them who look after them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from palier import natural
from palier.accounts import words
from palier.accounts.queries import within_sites
from palier.errors import NotFound
from palier.models import (
    LEARNER,
    Card,
    Departure,
    Enrolment,
    Group,
    Person,
    Role,
    Site,
)
from palier.security import Actor

PAGE = 50


@dataclass(frozen=True)
class Known:
    """A learner with her last time in a group, which may be over."""

    person: Person
    enrolment: Enrolment
    group: Group
    site: Site

    @property
    def here(self) -> bool:
        """Whether she is in a group now."""
        return self.enrolment.left_at is None


# The time in a group that counts: the one that goes on, else the newest.
_LAST = (
    select(Enrolment.id)
    .where(Enrolment.learner_id == Person.id)
    .order_by(Enrolment.left_at.is_not(None), Enrolment.id.desc())
    .limit(1)
    .correlate(Person)
    .scalar_subquery()
)


def _known(actor: Actor) -> Select[Person, Enrolment, Group, Site]:
    return (
        select(Person, Enrolment, Group, Site)
        .join(Enrolment, Enrolment.id == _LAST)
        .join(Group, Group.id == Enrolment.group_id)
        .join(Site, Site.id == Group.site_id)
        .where(
            Person.school_id == actor.school_id,
            Person.disabled_at.is_(None),
            within_sites(actor, Site.id),
        )
    )


def learner(session: Session, actor: Actor, learner_id: UUID) -> Known:
    """A learner in reach, also one who left. Raises NotFound for any other."""
    row = session.execute(_known(actor).where(Person.id == learner_id)).one_or_none()
    if row is None:
        raise NotFound
    return Known(*row)


def ids(actor: Actor) -> Select[UUID]:
    """The ids of the learners in reach, those who left too."""
    return _known(actor).with_only_columns(Person.id)


def learners(session: Session, actor: Actor) -> list[Known]:
    """Every learner in reach, those who left too, by their names."""
    rows = session.execute(
        _known(actor).order_by(Person.first_name, Person.last_name, Person.id)
    )
    return [Known(*row) for row in rows]


def groups(session: Session, actor: Actor) -> list[tuple[Group, Site]]:
    """The groups in reach with their sites, by their names."""
    rows = session.execute(
        select(Group, Site)
        .join(Site, Site.id == Group.site_id)
        .where(
            Group.school_id == actor.school_id,
            Group.archived_at.is_(None),
            within_sites(actor, Site.id),
        )
    )
    found = [(row.Group, row.Site) for row in rows]
    return sorted(found, key=lambda both: natural.key(both[1].name, both[0].name))


def history(session: Session, learner_id: UUID) -> list[tuple[Enrolment, Group, Site]]:
    """Where a learner was, the newest first."""
    rows = session.execute(
        select(Enrolment, Group, Site)
        .join(Group, Group.id == Enrolment.group_id)
        .join(Site, Site.id == Group.site_id)
        .where(Enrolment.learner_id == learner_id)
        .order_by(Enrolment.joined_at.desc(), Enrolment.id.desc())
    )
    return [(row.Enrolment, row.Group, row.Site) for row in rows]


def departure(session: Session, learner_id: UUID) -> Departure | None:
    """The last departure of a learner who did not come back."""
    return session.scalar(
        select(Departure)
        .where(Departure.learner_id == learner_id, Departure.returned_at.is_(None))
        .order_by(Departure.id.desc())
        .limit(1)
    )


def departures(session: Session, actor: Actor, since: date) -> list[tuple[Departure, Known]]:
    """Those who left since a day and did not come back, the longest gone first."""
    last = aliased(Departure)
    newest = (
        select(func.max(last.id))
        .where(last.learner_id == Departure.learner_id, last.returned_at.is_(None))
        .correlate(Departure)
        .scalar_subquery()
    )
    rows = session.execute(
        _known(actor)
        .add_columns(Departure)
        .join(Departure, Departure.learner_id == Person.id)
        .where(
            Departure.id == newest, Departure.left_on >= since, Enrolment.left_at.is_not(None)
        )
        .order_by(Departure.left_on, Person.first_name)
    )
    return [(row[4], Known(*row[:4])) for row in rows]


# The list of people


@dataclass(frozen=True)
class Listed:
    """A person of the list; a learner has a group, staff have roles."""

    person: Person
    enrolment: Enrolment | None
    group: str
    site: str
    roles: tuple[tuple[str, str | None], ...]  # name, site or None for the whole school


def _in_reach(actor: Actor) -> ColumnElement[bool]:
    if actor.sites is None:
        return true()
    mine = select(Role.id).where(Role.person_id == Person.id, Role.site_id.in_(actor.sites))
    return Group.site_id.in_(actor.sites) | mine.correlate(Person).exists()


def _matches(asked: str) -> ColumnElement[bool]:
    """First name, name to enter by or address; capitals and accents do not matter."""
    plain = words.normalise(asked)
    found = [Person.first_name.icontains(asked, autoescape=True)]
    found.append(Person.email.icontains(asked, autoescape=True))
    if plain:
        found.append(Person.login_name.contains(plain, autoescape=True))
    return or_(*found)


def people(
    session: Session, actor: Actor, asked: str, kind: str, site_id: int | None, page: int
) -> tuple[list[Listed], bool]:
    """A page of people in reach, and whether more follow.

    ``kind``: here, left, staff, closed.
    """
    staff = Person.login_name.is_(None)
    kinds = {
        "here": ~staff & Enrolment.left_at.is_(None) & Person.disabled_at.is_(None),
        "left": ~staff & Enrolment.left_at.is_not(None) & Person.disabled_at.is_(None),
        "staff": staff & Person.disabled_at.is_(None),
        "closed": Person.disabled_at.is_not(None),
    }
    query = (
        select(Person, Enrolment, Group.name, Site.name)
        .outerjoin(Enrolment, Enrolment.id == _LAST)
        .outerjoin(Group, Group.id == Enrolment.group_id)
        .outerjoin(Site, Site.id == Group.site_id)
        .where(Person.school_id == actor.school_id, _in_reach(actor), kinds[kind])
    )
    if asked:
        query = query.where(_matches(asked))
    if site_id is not None:
        there = select(Role.id).where(Role.person_id == Person.id, Role.site_id == site_id)
        query = query.where((Group.site_id == site_id) | there.correlate(Person).exists())
    query = query.order_by(Person.first_name, Person.last_name, Person.id)
    rows = session.execute(query.limit(PAGE + 1).offset(PAGE * page)).all()
    roles = roles_of(session, [row[0].id for row in rows[:PAGE]])
    found = [
        Listed(person, enrolment, group or "", site or "", roles.get(person.id, ()))
        for person, enrolment, group, site in rows[:PAGE]
    ]
    return found, len(rows) > PAGE


def roles_of(
    session: Session, ids: Sequence[UUID]
) -> dict[UUID, tuple[tuple[str, str | None], ...]]:
    """The staff roles of some people: name, and the site's name or None."""
    rows = session.execute(
        select(Role.person_id, Role.name, Site.name)
        .outerjoin(Site, Site.id == Role.site_id)
        .where(Role.person_id.in_(ids), Role.name != LEARNER)
        .order_by(Role.id)
    )
    found: dict[UUID, tuple[tuple[str, str | None], ...]] = {}
    for person_id, name, site in rows:
        found[person_id] = (*found.get(person_id, ()), (name, site))
    return found


def member(session: Session, actor: Actor, member_id: UUID) -> tuple[Person, list[Role]]:
    """A member of staff, all of whose roles are in reach. Raises NotFound for any other.

    Who looks after one site may not touch somebody who has a right elsewhere.
    """
    person = session.scalar(
        select(Person).where(
            Person.id == member_id,
            Person.school_id == actor.school_id,
            Person.login_name.is_(None),
        )
    )
    roles = list(session.scalars(select(Role).where(Role.person_id == member_id)))
    if person is None:
        raise NotFound
    if actor.sites is not None and not (roles and {r.site_id for r in roles} <= actor.sites):
        raise NotFound
    return person, roles


def cards_of(session: Session, group_id: int) -> list[tuple[Person, bool]]:
    """The learners of a group, and whether each has a card that works."""
    has = select(Card.id).where(Card.learner_id == Person.id, Card.revoked_at.is_(None))
    rows = session.execute(
        select(Person, has.correlate(Person).exists())
        .join(Enrolment, Enrolment.learner_id == Person.id)
        .where(
            Enrolment.group_id == group_id,
            Enrolment.left_at.is_(None),
            Person.disabled_at.is_(None),
        )
        .order_by(Person.first_name, Person.last_name, Person.id)
    )
    return [(person, bool(card)) for person, card in rows]
