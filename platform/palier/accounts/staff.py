"""Schools and their staff: made by commands, not by pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select
from sqlalchemy.orm import Session

from palier.accounts import passwords, sessions
from palier.app import Services
from palier.db import Database
from palier.i18n import N_, _
from palier.models import AuditEvent, Person, Role, School, Site

ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
LONGEST_ADDRESS = 254


DEMONSTRATION_CLOSED = N_(
    "Cette base de données est celle d’une école de démonstration : ses comptes, qui sont "
    "publics, ne s’ouvrent pas ici. Pour l’essayer : palier demo."
)


class Impossible(Exception):
    """It cannot be done. ``str()`` says why and what to do."""


@dataclass(frozen=True)
class Place:
    """A new school and its first site."""

    school_id: int
    site_id: int


def create_school(
    services: Services, name: str, site: str, timezone: str = "Europe/Paris", demo: bool = False
) -> Place:
    """A school with one site. Raises Impossible.

    A database holds real schools or a demonstration school, whose secrets are published.
    """
    _check_zone(timezone)
    name, site = _named(name), _named(site)
    with services.db.write() as session:
        _keep_apart(session, demo)
        if session.scalar(select(School.id).where(School.name == name)) is not None:
            raise Impossible(_("L’école « %(name)s » existe déjà.", name=name))
        school = School(name=name, demo=demo, created_at=services.source.now())
        session.add(school)
        session.flush()
        place = Site(school_id=school.id, name=site, timezone=timezone)
        session.add(place)
        session.flush()
        return Place(school.id, place.id)


def add_site(
    services: Services, school_id: int, name: str, timezone: str = "Europe/Paris"
) -> int:
    """One more site of a school; its id. Raises Impossible."""
    with services.db.write() as session:
        return place_site(session, school_id, name, timezone)


def place_site(session: Session, school_id: int, name: str, timezone: str) -> int:
    """The same as a part of somebody’s deed. Raises Impossible."""
    _check_zone(timezone)
    name = _named(name)
    taken = select(Site.id).where(Site.school_id == school_id, Site.name == name)
    if session.scalar(taken) is not None:
        raise Impossible(_("Cette école a déjà un site « %(name)s ».", name=name))
    place = Site(school_id=school_id, name=name, timezone=timezone)
    session.add(place)
    session.flush()
    return place.id


def _check_zone(timezone: str) -> None:
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        said = _("Le fuseau « %(zone)s » n’existe pas. Exemple : Europe/Paris.", zone=timezone)
        raise Impossible(said) from error


def _keep_apart(session: Session, demo: bool) -> None:
    """Raise Impossible when a demonstration and another school would share the database."""
    there = set(session.scalars(select(School.demo)))
    if True in there:
        raise Impossible(
            _(
                "Cette base de données est celle d’une école de démonstration : ses mots de "
                "passe sont publics. Prenez une base vide."
            )
        )
    if demo and there:
        raise Impossible(
            _(
                "Cette base de données est celle d’une vraie école. La démonstration se fait "
                "dans une base vide."
            )
        )


def holds_demonstration(db: Database) -> bool:
    """Whether the database is that of a demonstration school."""
    with db.read() as session:
        return session.scalar(select(School.id).where(School.demo).limit(1)) is not None


def add_staff(
    services: Services,
    school_id: int,
    role: str,
    email: str,
    first_name: str,
    password: str,
    site_id: int | None = None,
) -> UUID:
    """A new member of staff; without a site, for the whole school. Raises Impossible.

    A demonstration school takes any password; a real one refuses the well-known ones.
    """
    address, first_name = email.strip().lower(), _named(first_name, 60)
    if len(address) > LONGEST_ADDRESS or not ADDRESS.fullmatch(address):
        raise Impossible(_("« %(email)s » n’est pas une adresse.", email=email[:60]))
    hash_ = passwords.hashed(password)
    with services.db.write() as session:
        school = session.get_one(School, school_id)
        if not school.demo:
            _check(password, first_name, address)
        if session.scalar(select(Person.id).where(Person.email == address)) is not None:
            raise Impossible(_("%(email)s a déjà un compte.", email=address))
        person = Person(
            id=services.source.new_id(),
            school_id=school_id,
            first_name=first_name,
            last_name="",
            email=address,
            password_hash=hash_,
            comfort={},
            created_at=services.source.now(),
        )
        session.add(person)
        session.flush()
        session.add(Role(school_id=school_id, person_id=person.id, site_id=site_id, name=role))
        _record(services, session, person, "staff.added")
        return person.id


def set_password(services: Services, email: str, password: str) -> None:
    """A new password, by command; sessions end. Raises Impossible."""
    hash_ = passwords.hashed(password)
    with services.db.write() as session:
        person = session.scalar(select(Person).where(Person.email == email.strip().lower()))
        if person is None:
            raise Impossible(_("Personne n’a l’adresse %(email)s.", email=email))
        _check(password, person.first_name, person.email or "")
        person.password_hash = hash_
        sessions.close_all(session, person.id, services.source.now())
        _record(services, session, person, "password.changed")


def site_named(
    services: Services, school: str | None, site: str | None
) -> tuple[int, int | None]:
    """The ids of a school and of one of its sites, by their names. Raises Impossible.

    The school's name may be left out when there is only one.
    """
    with services.db.read() as session:
        found = _only_school(session, school)
        if site is None:
            return found, None
        place = session.scalar(
            select(Site.id).where(Site.school_id == found, Site.name == site)
        )
    if place is None:
        raise Impossible(_("Cette école n’a pas de site « %(name)s ».", name=site))
    return found, place


def _only_school(session: Session, name: str | None) -> int:
    chosen = select(School.id) if name is None else select(School.id).where(School.name == name)
    found = list(session.scalars(chosen))
    if not found:
        raise Impossible(
            _("Il n’y a pas cette école. Créez-la : palier school create NOM --site SITE.")
        )
    if len(found) > 1:
        raise Impossible(_("Il y a plusieurs écoles. Ajoutez --school NOM."))
    return found[0]


def _named(text: str, longest: int = 120) -> str:
    """A name without spaces around it. Raises Impossible for an empty or too long one."""
    found = text.strip()
    if not found or len(found) > longest or not found.isprintable():
        said = _("Donnez un nom de 1 à %(number)d caractères.", number=longest)
        raise Impossible(said)
    return found


def _check(password: str, first_name: str, email: str) -> None:
    found = passwords.faults(password, first_name, email)
    if found:
        raise Impossible(" ".join(found))


def _record(services: Services, session: Session, person: Person, action: str) -> None:
    """Done at the console: there is no actor."""
    session.add(
        AuditEvent(
            school_id=person.school_id,
            at=services.source.now(),
            actor_id=None,
            action=action,
            subject_id=person.id,
            detail={},
        )
    )
