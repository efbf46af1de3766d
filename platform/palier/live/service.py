"""Opening and closing the live room of a group, and what it shows meanwhile.

Nothing is recorded: a row says that the room is open, and is deleted when it is closed. What is
shown is what is known already: the exercise that waits, a call for help, a browser in use.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from exercises.curriculum import Curriculum
from palier.app import Services
from palier.authoring.gallery import TYPE_WORDS
from palier.calendar import queries as calendars
from palier.calendar.days import AWAY, COMPANY, kind_of
from palier.engine_time import local
from palier.i18n import N_, _, ngettext
from palier.live import queries
from palier.live.pages import Count, RoomPage, Seat
from palier.live.queries import Doing, Present
from palier.models import LiveRoom
from palier.practice import asking
from palier.practice.asking import Asked
from palier.practice.views import domain_label
from palier.presentation import hour
from palier.security import Actor
from palier.trainer import queries as groups
from palier.trainer.queries import GroupRow

LONGEST = timedelta(hours=4)  # a room that is forgotten closes
TODAY = timedelta(hours=12)  # what was served, or asked for, before is of another session
STILL = timedelta(minutes=15)
HELP, IDLE, STILL_ON, WORK, AWAY_NOW = "help", "idle", "still", "work", "away"
ORDER = (HELP, IDLE, STILL_ON, WORK, AWAY_NOW)
WORDS: Mapping[str, str] = {
    HELP: N_("demande de l’aide"),
    IDLE: N_("attend : pas d’exercice en cours"),
    STILL_ON: N_("sans signe depuis un moment"),
    WORK: N_("travaille"),
    AWAY_NOW: N_("pas connecté"),
}


def room(services: Services, actor: Actor, group_id: int) -> RoomPage:
    """The room of one of the actor's groups; those forgotten end here. Raises NotFound."""
    now = services.source.now()
    with services.db.read() as session:
        group = groups.group(session, actor, group_id)
        found, over = queries.room(session, group_id, now), queries.some_over(session, now)
        seats = _seats(services, session, group, now) if found else []
    if over:
        with services.db.write() as session:
            queries.close_over(session, now)
    if found is None:
        return RoomPage(group.id, group.name, group.site, False, "", "", (), ())
    row, opened_by = found
    seats.sort(key=lambda seat: ORDER.index(seat.state))
    return RoomPage(
        group_id=group.id,
        group=group.name,
        site=group.site,
        open=True,
        until=hour(local(row.until, group.timezone)),
        opened_by=opened_by,
        seats=tuple(seats),
        counts=_counts(seats),
    )


def open_room(services: Services, actor: Actor, group_id: int) -> None:
    """Open it, or go on with the one that is open. Raises NotFound."""
    now = services.source.now()
    with services.db.write() as session:
        groups.group(session, actor, group_id)
        queries.close_over(session, now)
        postgresql = session.get_bind().dialect.name == "postgresql"
        insert_or_leave = postgresql_insert if postgresql else sqlite_insert
        session.execute(  # two who open it at once open one
            insert_or_leave(LiveRoom)
            .values(
                group_id=group_id,
                school_id=actor.school_id,
                opened_at=now,
                until=now + LONGEST,
                opened_by=actor.id,
            )
            .on_conflict_do_nothing()
        )


def close_room(services: Services, actor: Actor, group_id: int) -> None:
    """Close it: nothing of it is left. Raises NotFound."""
    with services.db.write() as session:
        groups.group(session, actor, group_id)
        session.execute(delete(LiveRoom).where(LiveRoom.group_id == group_id))


def _seats(services: Services, session: Session, group: GroupRow, now: datetime) -> list[Seat]:
    curriculum = services.catalogue.current(session).curriculum
    people = queries.present(session, group.id)
    doing = queries.doing(session, [one.id for one in people], now - TODAY)
    waiting = asking.waiting(session, [one.id for one in people if one.asks])
    asked = [one for one in waiting if now - one.at <= TODAY]
    spans = calendars.of_groups(session, [group.id], now).get(group.id, calendars.NOTHING)
    today = local(now, group.timezone).date()
    first: dict[UUID, Asked] = {}
    for one in asked:
        first.setdefault(one.learner_id, one)
    seats = []
    for person in people:
        kind = kind_of(spans.of(person.id), today)
        away = _away(kind) if kind in AWAY else _(WORDS[AWAY_NOW])
        seats.append(
            _seat(curriculum, person, doing.get(person.id), first.get(person.id), away, now)
        )
    return seats


def _away(kind: str) -> str:
    return _("en entreprise") if kind == COMPANY else _("en congés")


def _seat(
    curriculum: Curriculum,
    person: Present,
    doing: Doing | None,
    asked: Asked | None,
    away: str,
    now: datetime,
) -> Seat:
    """Where a learner is. A call for help stays until it is seen, even if she left."""
    here = _state(person, doing, now)
    state = HELP if asked else here
    words = away if state == AWAY_NOW else _(WORDS[state])
    on = doing if here != AWAY_NOW else None
    return Seat(
        learner_id=person.id,
        name=person.name,
        state=state,
        words=words,
        what=_what(curriculum, on, asked),
        kind=_(TYPE_WORDS.get(on.type, "")) if on else "",
        served_id=asked.served_id if asked else None,
    )


def _state(person: Present, doing: Doing | None, now: datetime) -> str:
    served_at = doing.served_at if doing else None
    signs = [at for at in (person.seen_at, served_at) if at is not None]
    if not signs or now - max(signs) > TODAY:
        return AWAY_NOW
    if now - max(signs) > STILL:
        return STILL_ON if doing else AWAY_NOW
    return WORK if doing else IDLE


def _what(curriculum: Curriculum, doing: Doing | None, asked: Asked | None) -> str:
    """What she works on, or what she asked for help about. A placement says its domain alone:
    its skills follow one another to find a level, they are no work on them."""
    if asked is None and doing is not None and doing.sitting == "placement":
        return _("Point de départ, %(domain)s", domain=domain_label(curriculum, doing.domain))
    skill = asked.skill if asked else doing.skill if doing else ""
    known = curriculum.skills.get(skill)
    return known.label if known else skill


def _counts(seats: list[Seat]) -> tuple[Count, ...]:
    """How many ask, wait, work and are away, those that nobody does left out."""
    found = Counter(seat.state for seat in seats)
    waiting = found[IDLE] + found[STILL_ON]
    said = (
        (
            HELP,
            found[HELP],
            ngettext(
                "%(number)s demande de l’aide", "%(number)s demandent de l’aide", found[HELP]
            ),
        ),
        (IDLE, waiting, ngettext("%(number)s attend", "%(number)s attendent", waiting)),
        (
            WORK,
            found[WORK],
            ngettext("%(number)s travaille", "%(number)s travaillent", found[WORK]),
        ),
        (
            AWAY_NOW,
            found[AWAY_NOW],
            ngettext("%(number)s pas connecté", "%(number)s pas connectés", found[AWAY_NOW]),
        ),
    )
    return tuple(Count(state, words) for state, number, words in said if number)
