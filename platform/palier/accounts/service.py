"""What people do with accounts: sign in, be added, get a card, change a password."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from palier.accounts import locks, passwords, queries, sessions, throttle, words
from palier.accounts.cards import SYSTEM_SECRETS, NewCard, Secrets, digest, is_token
from palier.accounts.comfort import Comfort
from palier.accounts.pages import CardPage, NewGroupPage, NewLearnerPage, SiteChoice
from palier.accounts.sessions import open_session as open_session  # others open sessions too
from palier.accounts.throttle import Wait
from palier.app import Services
from palier.demo.accounts import is_published
from palier.errors import NotFound
from palier.i18n import _
from palier.models import (
    LEARNER,
    AuditEvent,
    Card,
    Enrolment,
    Group,
    Person,
    Role,
    School,
)
from palier.privacy import looked
from palier.security import Actor

LONGEST_NAME = 60
# A form sent twice (double click) within this time makes one learner, and shows the last card.
SAME_FORM = timedelta(minutes=1)


@dataclass(frozen=True)
class Refused:
    """Name and secret do not go together. Which of the two is not said."""


# Signing in


def sign_in_by_words(
    services: Services, login_name: str, typed: Sequence[str]
) -> str | Refused | Wait:
    """A session's token for a learner's name and five words, in their order."""
    name = words.normalise(login_name)
    number = _reserve(services, "learner", name)
    if isinstance(number, Wait):
        return number
    with services.db.read() as session:
        cards = queries.active_cards(services.config.demo)
        row = session.execute(cards.where(Person.login_name == name)).first()
        card_id, hash_ = (row.Card.id, row.Card.words_hash) if row else (0, None)
    if not passwords.matches(hash_, words.secret(typed)):
        return Refused()
    with services.db.write() as session:
        throttle.give_back(session, number)
        return _open_by_card(services, session, Card.id == card_id)


def sign_in_by_card(services: Services, token: str) -> str | Refused:
    """A session's token for the token of a card. 128 bits need no throttle."""
    if not is_token(token):
        return Refused()
    with services.db.write() as session:
        return _open_by_card(services, session, Card.token_hash == digest(token))


def _open_by_card(services: Services, session: Session, condition: Any) -> str | Refused:
    """Open a session if the card still holds: it may have been renewed a moment ago."""
    # Locked: a renewal either sees this session, and ends it, or is seen by it.
    cards = queries.active_cards(services.config.demo)
    held = cards.where(condition).with_for_update(of=Card)
    row = session.execute(held).first()
    return _open(services, session, row.Person) if row else Refused()


def _open(services: Services, session: Session, person: Person) -> str:
    hours = services.config.session_hours
    return open_session(session, person, services.source.now(), hours)


def sign_in_by_password(services: Services, email: str, password: str) -> str | Refused | Wait:
    """A session's token for a member of staff."""
    number = _reserve(services, "staff", email)
    if isinstance(number, Wait):
        return number
    with services.db.read() as session:
        person = queries.staff(session, email.strip().lower(), services.config.demo)
        hash_ = person.password_hash if person else None
    if not passwords.matches(hash_, password):
        return Refused()
    with services.db.write() as session:
        throttle.give_back(session, number)
        person = queries.staff(session, email.strip().lower(), services.config.demo)
        if person is None or person.password_hash != hash_:
            return Refused()  # changed while we were looking
        return _open(services, session, person)


def _reserve(services: Services, kind: str, name: str) -> int | Wait:
    with services.db.write() as session:
        return throttle.reserve(session, throttle.account(kind, name), services.source.now())


# Groups, learners and their cards


def create_group(services: Services, actor: Actor, name: str, site_id: int) -> int | None:
    """A new group's id; None when the site has one of this name. Raises NotFound."""
    with services.db.write() as session:
        if site_id not in {site.id for site in queries.sites(session, actor)}:
            raise NotFound
        locks.hold(session, f"groups of {site_id}".encode())
        taken = select(Group.id).where(Group.site_id == site_id, Group.name == name)
        if session.scalar(taken) is not None:
            return None
        group = Group(
            school_id=actor.school_id,
            site_id=site_id,
            name=name,
            created_at=services.source.now(),
        )
        session.add(group)
        session.flush()
        _record(services, session, actor, "group.created", None, {"group": group.id})
        return group.id


def add_learner(
    services: Services,
    actor: Actor,
    group_id: int,
    first_name: str,
    initial: str = "",
    learner_id: UUID | None = None,
    secrets: Secrets = SYSTEM_SECRETS,
) -> NewCard | None:
    """A new learner of a group and the card to give. Raises NotFound.

    ``learner_id`` is the form's own: the same form sent again within a minute gives the same
    learner a fresh card, and later on None.
    """
    now = services.source.now()
    new = _Secret(secrets)
    with services.db.write() as session:
        group = queries.group(session, actor, group_id)
        if learner_id is not None:
            locks.hold(session, learner_id.bytes)  # a double click sends two at once
        known = session.get(Person, learner_id) if learner_id else None
        if known is not None:
            queries.learner(session, actor, known.id)
            if now - known.created_at > SAME_FORM:
                return None
            return _issue(services, session, actor, known, new)
        last_name = f"{initial.strip()[0].upper()}." if initial.strip() else ""
        person = new_person(services, session, actor, first_name, last_name, learner_id)
        school = {"school_id": actor.school_id}
        session.add(Role(person_id=person.id, name=LEARNER, **school))
        session.add(Enrolment(group_id=group.id, learner_id=person.id, joined_at=now, **school))
        _record(services, session, actor, "learner.added", person.id, {"group": group.id})
        return _issue(services, session, actor, person, new)


def new_person(
    services: Services,
    session: Session,
    actor: Actor,
    first_name: str,
    last_name: str,
    learner_id: UUID | None = None,
) -> Person:
    """A new learner, in no group yet. ``last_name``: an initial with its point, or ""."""
    person = Person(
        id=learner_id or services.source.new_id(),
        school_id=actor.school_id,
        first_name=first_name.strip()[:LONGEST_NAME],
        last_name=last_name,
        login_name=_free_login_name(session, first_name),
        comfort={},
        created_at=services.source.now(),
    )
    session.add(person)
    session.flush()
    return person


class _Secret:
    """A card's token and words, with the slow hash made before any lock is taken."""

    def __init__(self, secrets: Secrets) -> None:
        self.token, self.words = secrets.token(), secrets.words()
        self.words_hash = passwords.hashed(words.secret(self.words))


def _free_login_name(session: Session, first_name: str) -> str:
    """ "ines", or "ines2" when there is one already: plain letters, unique for everyone."""
    letters = (c for c in words.normalise(first_name) if c.isascii() and c.isalpha())
    stem = "".join(letters)[:30] or "stagiaire"
    locks.hold(session, b"login names")
    taken = queries.login_names(session, stem)
    number = 1
    name = stem
    while name in taken:
        number += 1
        name = f"{stem}{number}"
    return name


def _issue(
    services: Services, session: Session, actor: Actor, person: Person, new: _Secret
) -> NewCard:
    """A card in place of any other; sessions opened with the old one end."""
    now = services.source.now()
    if is_published(new.token) and not session.get_one(School, person.school_id).demo:
        raise ValueError("a published card, in a school that is no demonstration")
    locks.hold(session, person.id.bytes)  # two renewals at once leave one card
    session.execute(
        update(Card)
        .where(Card.learner_id == person.id, Card.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    sessions.close_all(session, person.id, now)
    session.add(
        Card(
            school_id=person.school_id,
            learner_id=person.id,
            token_hash=digest(new.token),
            words_hash=new.words_hash,
            issued_at=now,
            issued_by=actor.id,
        )
    )
    return NewCard(person.id, person.login_name or "", new.words, new.token)


def renew_card(
    services: Services, actor: Actor, learner_id: UUID, secrets: Secrets = SYSTEM_SECRETS
) -> NewCard:
    """A new card; the old one and its sessions stop at once. Raises NotFound."""
    new = _Secret(secrets)
    with services.db.write() as session:
        person, _group = queries.learner(session, actor, learner_id)
        _record(services, session, actor, "card.renewed", person.id)
        return _issue(services, session, actor, person, new)


def new_group_page(services: Services, actor: Actor) -> NewGroupPage:
    """The form of a new group, with the actor's sites."""
    with services.db.read() as session:
        found = queries.sites(session, actor)
        return NewGroupPage(tuple(SiteChoice(site.id, site.name) for site in found))


def new_learner_page(services: Services, actor: Actor, group_id: int) -> NewLearnerPage:
    """The form of a new learner. Raises NotFound."""
    with services.db.read() as session:
        group = queries.group(session, actor, group_id)
        return NewLearnerPage(group.id, group.name, services.source.new_id())


def card_of(services: Services, actor: Actor, learner_id: UUID) -> CardPage:
    """A learner's card as staff may see it later, without its secrets. Raises NotFound."""
    with services.db.read() as session:
        person, group = queries.learner(session, actor, learner_id)
        card = queries.last_card(session, person.id)
        looked.record(services, session, actor, learner_id, looked.CARD)
        return CardPage(
            learner_id=person.id,
            first_name=person.first_name,
            last_name=person.last_name,
            login_name=person.login_name or "",
            group_id=group.id,
            group_name=group.name,
            issued_at=card.issued_at if card else None,
        )


# One's own account


def change_password(services: Services, actor: Actor, old: str, new: str) -> str | list[str]:
    """Why it is refused; or the token of the one session that stays open."""
    with services.db.read() as session:
        person = session.get_one(Person, actor.id)
    email = person.email or ""
    number = _reserve(services, "staff", email)
    if isinstance(number, Wait):
        return [_("Attendez %(number)d minutes avant de réessayer.", number=number.minutes)]
    if not passwords.matches(person.password_hash, old):
        return [_("Ce n’est pas votre mot de passe actuel.")]
    found = passwords.faults(new, person.first_name, email)
    hash_ = passwords.hashed(new)
    with services.db.write() as session:
        throttle.give_back(session, number)
        if found:
            return found
        mine = session.get_one(Person, actor.id)
        mine.password_hash = hash_
        sessions.close_all(session, mine.id, services.source.now())
        _record(services, session, actor, "password.changed", mine.id)
        return _open(services, session, mine)


def keep_comfort(services: Services, actor: Actor, comfort: Comfort) -> None:
    """Keep a person's reading comfort. It is nobody else's business: no trace of it."""
    with services.db.write() as session:
        session.execute(
            update(Person).where(Person.id == actor.id).values(comfort=comfort.data())
        )


def _record(
    services: Services,
    session: Session,
    actor: Actor,
    action: str,
    subject_id: UUID | None,
    detail: dict[str, Any] | None = None,
) -> None:
    session.add(
        AuditEvent(
            school_id=actor.school_id,
            at=services.source.now(),
            actor_id=actor.id,
            action=action,
            subject_id=subject_id,
            detail=detail or {},
        )
    )
