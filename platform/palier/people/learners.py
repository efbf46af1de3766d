"""The record of a learner: another group, leaving, coming back, what became of her."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from palier.accounts import locks, sessions
from palier.accounts.queries import last_card
from palier.app import Services
from palier.engine_time import local
from palier.errors import NotFound
from palier.i18n import N_, _
from palier.models import (
    ADMIN,
    TRAINER,
    CalendarPeriod,
    Card,
    Departure,
    Enrolment,
    Group,
    Person,
    ReportFile,
    Role,
)
from palier.people import queries
from palier.people.pages import Due, FollowPage, FollowUp, Gone, RecordPage, Stay
from palier.people.queries import Known
from palier.people.settings import of_school
from palier.people.trace import record
from palier.plan import signing
from palier.presentation import day as in_words
from palier.privacy import looked
from palier.security import Actor
from palier.trainer.queries import full_name

MONTHS = (6, 12)
FOLLOWED = timedelta(days=550)  # how long somebody who left stays in the list
REASONS: Mapping[str, str] = {
    "projet": N_("Son projet est prêt"),
    "fin": N_("Fin du parcours"),
    "arret": N_("Arrêt avant la fin"),
    "autre_structure": N_("Va vers une autre structure"),
    "demenage": N_("Déménagement"),
    "autre": N_("Autre raison"),
}
DESTINATIONS: Mapping[str, str] = {
    "emploi_long": N_("Emploi : CDI, ou CDD de 6 mois et plus"),
    "emploi_court": N_("Emploi : CDD de moins de 6 mois, intérim"),
    "alternance": N_("Apprentissage ou alternance"),
    "formation": N_("Formation"),
    "scolaire": N_("Retour à l’école"),
    "service": N_("Service civique, volontariat"),
    "recherche": N_("En recherche"),
    "inconnue": N_("On ne sait pas"),
}


class Told(Exception):
    """It was not done. ``str()`` says why; ``about``: the form it is about."""

    def __init__(self, about: str, said: str) -> None:
        super().__init__(said)
        self.about = about


def page(
    services: Services,
    actor: Actor,
    learner_id: UUID,
    told: Told | None = None,
    typed: dict[str, str] | None = None,
) -> RecordPage:
    """The record of a learner. Raises NotFound."""
    with services.db.read() as session:
        known = queries.learner(session, actor, learner_id)
        looked.record(services, session, actor, learner_id, looked.RECORD)
        stays = queries.history(session, learner_id)
        gone = queries.departure(session, learner_id) if not known.here else None
        named = _names(session, gone)
        groups = queries.groups(session, actor)
        card = last_card(session, learner_id)
        zone = known.site.timezone
        documents = () if known.here else signing.of_learner(session, learner_id, zone)
        months = of_school(session, actor.school_id).keep_departed
    today = local(services.source.now(), zone).date()
    return RecordPage(
        learner_id=learner_id,
        name=full_name(known.person.first_name, known.person.last_name),
        login_name=known.person.login_name or "",
        here=known.here,
        group_id=known.group.id,
        group=known.group.name,
        site=known.site.name,
        mark=mark_of(known),
        has_card=card is not None,
        stays=tuple(
            Stay(
                group.name,
                site.name,
                local(stay.joined_at, site.timezone).date(),
                local(stay.left_at, site.timezone).date() if stay.left_at else None,
            )
            for stay, group, site in stays
        ),
        gone=_gone(gone, today, named) if gone else None,
        documents=documents,
        kept_until=months_later(gone.left_on, months) if gone else None,
        groups=tuple(
            (str(group.id), f"{group.name} · {site.name}")
            for group, site in groups
            if not known.here or group.id != known.group.id
        ),
        reasons=tuple((key, _(words)) for key, words in REASONS.items()),
        destinations=_destinations(),
        situations=(*_destinations(), ("sans_nouvelles", _("Pas de réponse"))),
        today=today,
        admin=ADMIN in actor.roles,
        fault=str(told) if told else "",
        about=told.about if told else "",
        typed=typed or {},
    )


def _destinations() -> tuple[tuple[str, str], ...]:
    return tuple((key, _(words)) for key, words in DESTINATIONS.items())


def mark_of(known: Known) -> str:
    """What a form says it read: a stay, still going on or over."""
    return f"s{known.enrolment.id}{'o' if known.here else 'f'}"


def _same(known: Known, mark: str, about: str) -> None:
    """Raise Told when somebody else changed the stay since the page was read."""
    if mark != mark_of(known):
        raise Told(
            about,
            _(
                "Quelqu’un vient de changer ce dossier. Rien n’a été fait. "
                "Regardez-le, puis recommencez s’il le faut."
            ),
        )


def move(services: Services, actor: Actor, learner_id: UUID, group_id: int, mark: str) -> str:
    """Put a learner into another group; also one who left. The new group's name.

    Raises NotFound, and Told when somebody was faster.
    """
    now = services.source.now()
    with services.db.write() as session:
        locks.hold(session, learner_id.bytes)
        known = queries.learner(session, actor, learner_id)
        to = next(
            (group for group, _site in queries.groups(session, actor) if group.id == group_id),
            None,
        )
        if to is None:
            raise NotFound
        _same(known, mark, "groupe")
        if known.here and to.id == known.group.id:
            raise Told("groupe", _("Ce stagiaire est déjà dans ce groupe."))
        back = not known.here
        _follow_her(session, known, to, now)
        if back:
            session.execute(
                update(Departure)
                .where(Departure.learner_id == learner_id, Departure.returned_at.is_(None))
                .values(returned_at=now)
            )
        detail = {"group": [known.group.id, to.id]}
        record(
            services,
            session,
            actor,
            "learner.returned" if back else "learner.moved",
            learner_id,
            detail,
        )
        return to.name


def _follow_her(session: Session, known: Known, to: Group, now: datetime) -> None:
    """Her new time in a group, with what goes with her: her own days and, unless she had left,
    the end planned of her stay. The reports made of her at a site that she leaves go, as those
    of the school for who heads some sites alone: they can be asked for again."""
    before, planned = known.enrolment, None
    if known.here:
        planned, before.planned_exit, before.left_at = before.planned_exit, None, now
    session.add(
        Enrolment(
            school_id=to.school_id,
            group_id=to.id,
            learner_id=before.learner_id,
            joined_at=now,
            planned_exit=planned,
            fls_course=before.fls_course,
        )
    )
    session.execute(
        update(CalendarPeriod)
        .where(CalendarPeriod.learner_id == before.learner_id)
        .values(group_id=to.id)
    )
    if to.site_id != known.site.id:
        hers = ReportFile.learner_id == before.learner_id
        of_group = ReportFile.group_id == known.group.id
        everywhere = select(Role.person_id).where(
            Role.site_id.is_(None), Role.name.in_((TRAINER, ADMIN))
        )
        of_sites = (
            (ReportFile.school_id == to.school_id)
            & (ReportFile.kind == "school")
            & ReportFile.created_by.not_in(everywhere)
        )
        session.execute(delete(ReportFile).where(hers | of_group | of_sites))


def leave(
    services: Services, actor: Actor, learner_id: UUID, form: Mapping[str, str], mark: str
) -> None:
    """A learner leaves the school: her stay ends, her card stops; what she did is kept.

    Raises NotFound, and Told with what is to be mended.
    """
    now = services.source.now()
    with services.db.write() as session:
        locks.hold(session, learner_id.bytes)
        known = queries.learner(session, actor, learner_id)
        if not known.here:
            raise Told("depart", _("Ce départ est déjà noté."))
        today = local(now, known.site.timezone).date()
        joined = local(known.enrolment.joined_at, known.site.timezone).date()
        left_on = _departed(form, joined, today)
        _same(known, mark, "depart")
        known.enrolment.left_at = now
        session.execute(
            update(Card)
            .where(Card.learner_id == learner_id, Card.revoked_at.is_(None))
            .values(revoked_at=now)
        )
        sessions.close_all(session, learner_id, now)
        session.add(
            Departure(
                school_id=actor.school_id,
                learner_id=learner_id,
                group_id=known.group.id,
                left_on=left_on,
                reason=form["raison"],
                destination=form["destination"],
                recorded_at=now,
                recorded_by=actor.id,
                followed={},
            )
        )
        detail = {
            "group": known.group.id,
            "left_on": left_on.isoformat(),
            "why": form["raison"],
            "destination": form["destination"],
        }
        record(services, session, actor, "learner.left", learner_id, detail)


def _departed(form: Mapping[str, str], joined: date, today: date) -> date:
    """The last day, once all of the form is right. Raises Told."""
    if form.get("raison") not in REASONS:
        raise Told("depart", _("Choisissez la raison du départ."))
    if form.get("destination") not in DESTINATIONS:
        raise Told("depart", _("Choisissez ce qui vient après."))
    try:
        left_on = date.fromisoformat(form.get("le", ""))
    except ValueError:
        raise Told("depart", _("Choisissez le dernier jour.")) from None
    if left_on > today:
        raise Told("depart", _("Ce jour n’est pas encore passé. Notez le départ ce jour-là."))
    if left_on < joined:
        said = _("Ce stagiaire est arrivé le %(day)s : le départ vient après.")
        raise Told("depart", said % {"day": in_words(joined, year=True)})
    return left_on


def follow(
    services: Services, actor: Actor, learner_id: UUID, months: int, situation: str
) -> None:
    """Note what somebody who left does now. Raises NotFound and Told."""
    now = services.source.now()
    with services.db.write() as session:
        locks.hold(session, learner_id.bytes)
        queries.learner(session, actor, learner_id)
        gone = queries.departure(session, learner_id)
        if gone is None or months not in MONTHS:
            raise Told("suivi", _("Ce suivi n’est pas attendu."))
        if situation != "sans_nouvelles" and situation not in DESTINATIONS:
            raise Told("suivi", _("Choisissez la situation."))
        if str(months) in gone.followed:
            raise Told("suivi", _("Ce suivi est déjà noté, peut-être par un collègue."))
        said = {"situation": situation, "at": now.isoformat(), "by": str(actor.id)}
        detail = {"months": months, "situation": situation}
        gone.followed = {**gone.followed, str(months): said}
        record(services, session, actor, "learner.followed", learner_id, detail)


def follow_page(services: Services, actor: Actor) -> FollowPage:
    """Those who left, and whom to ask now."""
    now = services.source.now()
    with services.db.read() as session:
        rows = queries.departures(session, actor, (now - FOLLOWED).date())
        named = _names(session, *(gone for gone, _known in rows))
    lines = []
    for gone, known in rows:
        today = local(now, known.site.timezone).date()
        name = full_name(known.person.first_name, known.person.last_name)
        where = f"{known.group.name} · {known.site.name}"
        lines.append(Due(known.person.id, name, where, _gone(gone, today, named)))
    waiting = [line for line in lines if any(f.waits for f in line.gone.follow_ups)]
    return FollowPage(tuple(waiting), tuple(line for line in lines if line not in waiting))


def _names(session: Session, *gone: Departure | None) -> dict[str, str]:
    """The first names of those who noted a follow-up, by their ids."""
    ids = {UUID(said["by"]) for one in gone if one for said in one.followed.values()}
    rows = session.execute(select(Person.id, Person.first_name).where(Person.id.in_(ids)))
    return {str(person_id): name for person_id, name in rows}


def months_later(day: date, months: int) -> date:
    """The same day some months later, or the last of that month."""
    index = day.month - 1 + months
    year, month = day.year + index // 12, index % 12 + 1
    for last in range(day.day, 27, -1):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    return date(year, month, min(day.day, 28))


def _gone(gone: Departure, today: date, named: Mapping[str, str]) -> Gone:
    found = []
    for months in MONTHS:
        due, said = months_later(gone.left_on, months), gone.followed.get(str(months))
        found.append(
            FollowUp(
                months,
                due,
                _situation(said) if said else "",
                _said(said, named) if said else "",
                said is None and due <= today,
            )
        )
    return Gone(
        gone.left_on, _(REASONS[gone.reason]), _(DESTINATIONS[gone.destination]), tuple(found)
    )


def _situation(said: Mapping[str, Any]) -> str:
    known = {**DESTINATIONS, "sans_nouvelles": N_("Pas de réponse")}
    return _(known[said["situation"]])


def _said(said: Mapping[str, Any], named: Mapping[str, str]) -> str:
    on = in_words(datetime.fromisoformat(said["at"]))
    name = named.get(said["by"])
    if name is None:
        return _("noté le %(day)s", day=on)
    return _("noté le %(day)s par %(name)s", day=on, name=name)
