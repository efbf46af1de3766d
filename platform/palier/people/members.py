"""Members of staff: asked in by a link that works once, their roles, their accounts closed."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from palier.accounts import locks, passwords, sessions
from palier.accounts.cards import digest
from palier.accounts.queries import sites as sites_of
from palier.accounts.sessions import open_session
from palier.accounts.staff import ADDRESS, LONGEST_ADDRESS
from palier.app import Services
from palier.errors import NotFound
from palier.i18n import N_, _
from palier.models import ADMIN, AUTHOR, TRAINER, Person, Role, StaffLink
from palier.people import queries
from palier.people.pages import Choices, InvitePage, MemberPage, RoleLine
from palier.people.trace import record
from palier.security import Actor

LINK_LASTS = timedelta(days=7)
LONGEST_NAME = 60
EVERYWHERE = "tous"
ROLE_WORDS = {
    TRAINER: N_("Formatrice ou formateur"),
    ADMIN: N_("Administration"),
    AUTHOR: N_("Autrice ou auteur d’exercices"),
}


def role_words(name: str, site: str | None) -> str:
    """A role in words: "Administration, toute l’école"."""
    return f"{_(ROLE_WORDS[name])}, {site or _('toute l’école')}"


def invite_page(services: Services, actor: Actor) -> InvitePage:
    """The form of a new member of staff."""
    with services.db.read() as session:
        return InvitePage(_role_choices(), _places(session, actor))


def _role_choices() -> Choices:
    return tuple((name, _(words)) for name, words in ROLE_WORDS.items())


def _places(session: Session, actor: Actor) -> Choices:
    whole = ((EVERYWHERE, _("Toute l’école")),) if actor.sites is None else ()
    return (*whole, *((str(site.id), site.name) for site in sites_of(session, actor)))


def invite(
    services: Services, actor: Actor, asked: InvitePage
) -> InvitePage | tuple[UUID, str]:
    """A new member of staff and the code of the link; or the form with what is to be mended."""
    name, email = " ".join(asked.first_name.split()), asked.email.strip().lower()
    fault = ""
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        fault = _("Écrivez le prénom, en 60 lettres au plus.")
    elif len(email) > LONGEST_ADDRESS or not ADDRESS.fullmatch(email):
        fault = _("Écrivez une adresse, par exemple : nadia@ecole.fr.")
    elif asked.role not in ROLE_WORDS:
        fault = _("Choisissez un rôle.")
    if fault:
        return replace(asked, fault=fault)
    with services.db.write() as session:
        site_id = _place(session, actor, asked.place)
        locks.hold(session, b"addresses")
        if session.scalar(select(Person.id).where(Person.email == email)) is not None:
            said = _("Cette adresse a déjà un compte.")
            return replace(asked, fault=said)
        person = Person(
            id=services.source.new_id(),
            school_id=actor.school_id,
            first_name=name,
            email=email,
            comfort={},
            created_at=services.source.now(),
        )
        session.add(person)
        session.flush()
        mine = {"school_id": actor.school_id, "person_id": person.id}
        session.add(Role(**mine, site_id=site_id, name=asked.role))
        detail = {"role": asked.role, "site": site_id}
        record(services, session, actor, "staff.invited", person.id, detail)
        return person.id, _link(services, session, actor, person.id)


def _place(session: Session, actor: Actor, place: str) -> int | None:
    """The site of a role, None for the whole school. Raises NotFound for one out of reach."""
    if place not in {value for value, _words in _places(session, actor)}:
        raise NotFound
    return None if place == EVERYWHERE else int(place)


def _link(services: Services, session: Session, actor: Actor, member_id: UUID) -> str:
    """A fresh code for a link; older ones stop."""
    now, code = services.source.now(), secrets.token_urlsafe(32)
    _use_up(session, member_id, now)
    session.add(
        StaffLink(
            school_id=actor.school_id,
            person_id=member_id,
            token_hash=digest(code),
            created_at=now,
            created_by=actor.id,
            expires_at=now + LINK_LASTS,
        )
    )
    return code


def _use_up(session: Session, member_id: UUID, now: object) -> None:
    session.execute(
        update(StaffLink)
        .where(StaffLink.person_id == member_id, StaffLink.used_at.is_(None))
        .values(used_at=now)
    )


def page(services: Services, actor: Actor, member_id: UUID, fault: str = "") -> MemberPage:
    """A member of staff. Raises NotFound."""
    with services.db.read() as session:
        person, roles = queries.member(session, actor, member_id)
        places = _places(session, actor)
    names = dict(places)
    return MemberPage(
        member_id=member_id,
        name=person.first_name,
        email=person.email or "",
        closed=person.disabled_at is not None,
        waiting=person.password_hash is None,
        me=person.id == actor.id,
        roles=tuple(
            RoleLine(
                role.id,
                role_words(role.name, names.get(str(role.site_id)) if role.site_id else None),
                role.name == ADMIN and person.id == actor.id,
            )
            for role in roles
            if role.name in ROLE_WORDS
        ),
        role_choices=_role_choices(),
        places=places,
        fault=fault,
    )


def add_role(services: Services, actor: Actor, member_id: UUID, name: str, place: str) -> str:
    """One more role; what is to be mended, or "". Raises NotFound."""
    with services.db.write() as session:
        _person, roles = queries.member(session, actor, member_id)
        if name not in ROLE_WORDS:
            return _("Choisissez un rôle.")
        site_id = _place(session, actor, place)
        if any((role.name, role.site_id) == (name, site_id) for role in roles):
            return _("Cette personne a déjà ce rôle.")
        session.add(
            Role(school_id=actor.school_id, person_id=member_id, site_id=site_id, name=name)
        )
        detail = {"role": name, "site": site_id}
        record(services, session, actor, "role.added", member_id, detail)
        return ""


def remove_role(services: Services, actor: Actor, member_id: UUID, role_id: str) -> str:
    """One role less; why not, or "". Raises NotFound."""
    with services.db.write() as session:
        locks.hold(session, b"roles %d" % actor.school_id)
        _person, roles = queries.member(session, actor, member_id)
        role = next((role for role in roles if str(role.id) == role_id), None)
        if role is None:
            return _("Cette personne n’a plus ce rôle.")
        if len(roles) == 1:
            return _("C’est son seul rôle. Ajoutez-en un autre d’abord, ou fermez le compte.")
        if role.name == ADMIN and member_id == actor.id:
            return _("Vous ne pouvez pas vous retirer l’administration. Un collègue le peut.")
        session.delete(role)
        detail = {"role": role.name, "site": role.site_id}
        record(services, session, actor, "role.removed", member_id, detail)
        return ""


def new_link(services: Services, actor: Actor, member_id: UUID) -> str | None:
    """The code of a fresh link, None for a closed account. Raises NotFound."""
    with services.db.write() as session:
        person, _roles = queries.member(session, actor, member_id)
        if person.disabled_at is not None:
            return None
        record(services, session, actor, "staff.link", member_id)
        return _link(services, session, actor, member_id)


def close(services: Services, actor: Actor, member_id: UUID) -> str:
    """Close an account at once, its sessions and links with it; why not, or ""."""
    now = services.source.now()
    with services.db.write() as session:
        locks.hold(session, b"roles %d" % actor.school_id)
        person, roles = queries.member(session, actor, member_id)
        if person.id == actor.id:
            return _("Vous ne pouvez pas fermer votre propre compte. Un collègue le peut.")
        if is_last_head(session, person, roles):
            return last_head_words()
        if person.disabled_at is None:
            person.disabled_at = now
            sessions.close_all(session, person.id, now)
            _use_up(session, person.id, now)
            record(services, session, actor, "staff.closed", person.id)
        return ""


def is_last_head(session: Session, person: Person, roles: Sequence[Role]) -> bool:
    """Whether nobody else heads all of the school. Call it under the lock of its roles."""
    heads = any(role.name == ADMIN and role.site_id is None for role in roles)
    return heads and _other_heads(session, person.school_id, person.id) == 0


def last_head_words() -> str:
    """What is said of the last one."""
    return _("C’est le dernier administrateur de l’école. Nommez-en un autre d’abord.")


def _other_heads(session: Session, school_id: int, but: UUID) -> int:
    return (
        session.scalar(
            select(func.count(Person.id.distinct()))
            .join(Role, Role.person_id == Person.id)
            .where(
                Person.school_id == school_id,
                Person.id != but,
                Person.disabled_at.is_(None),
                Role.name == ADMIN,
                Role.site_id.is_(None),
            )
        )
        or 0
    )


def reopen(services: Services, actor: Actor, member_id: UUID) -> None:
    """Open a closed account again, with the password it had."""
    with services.db.write() as session:
        person, _roles = queries.member(session, actor, member_id)
        if person.disabled_at is not None:
            person.disabled_at = None
            record(services, session, actor, "staff.reopened", person.id)


def choose_password(services: Services, code: str, new: str) -> str | list[str]:
    """Who has the code of a link chooses a password: the token of a session, or why not."""
    now = services.source.now()
    asked = (
        select(StaffLink, Person)
        .join(Person, Person.id == StaffLink.person_id)
        .where(
            StaffLink.token_hash == digest(code),
            StaffLink.used_at.is_(None),
            StaffLink.expires_at > now,
            Person.disabled_at.is_(None),
        )
    )
    over = [
        _("Ce lien ne marche plus : il sert une fois, pendant 7 jours. Demandez-en un autre.")
    ]
    with services.db.read() as session:
        row = session.execute(asked).one_or_none()
    if row is None:
        return over
    found = passwords.faults(new, row.Person.first_name, row.Person.email or "")
    if found:
        return found
    hash_ = passwords.hashed(new)
    with services.db.write() as session:
        row = session.execute(asked.with_for_update(of=StaffLink)).one_or_none()
        if row is None:  # used meanwhile
            return over
        row.Person.password_hash = hash_
        _use_up(session, row.Person.id, now)
        sessions.close_all(session, row.Person.id, now)
        me = Actor(row.Person.id, row.Person.school_id, row.Person.first_name, frozenset())
        record(services, session, me, "password.chosen", row.Person.id)
        return open_session(session, row.Person, now, services.config.session_hours)
