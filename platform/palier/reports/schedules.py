"""Reports that come by themselves, or whose maker stopped: by ``palier reports --due``."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from palier.app import Services
from palier.errors import NotFound
from palier.i18n import _
from palier.models import ADMIN, TRAINER, Person, ReportFile, ReportSchedule, Role
from palier.people import settings
from palier.people.trace import record
from palier.plan.told import Told
from palier.reports import asked, making, service
from palier.reports.asked import EVERY, GROUP, OF_LEARNER, SCHOOL, Asked
from palier.reports.whom import Period, Someone
from palier.security import Actor
from palier.trainer import queries

SCHEDULED = (GROUP, *OF_LEARNER, SCHOOL)  # those of a learner: for each of a group
log = logging.getLogger("palier.reports")
FORGOTTEN = timedelta(minutes=30)  # a report that nobody makes any more: it is made again


def schedule(services: Services, actor: Actor, form: Mapping[str, str]) -> None:
    """Have a report come by itself. Raises NotFound, and Told."""
    kind, every = form.get("quoi", ""), form.get("rythme", "")
    about = "schedule"
    if kind not in SCHEDULED or (kind == SCHOOL and ADMIN not in actor.roles):
        raise Told(_("Choisissez un rapport."), about)
    if every not in EVERY or form.get("format", "") not in asked.formats_of(kind):
        raise Told(_("Choisissez le rythme et le format."), about)
    group = form.get("groupe", "")
    with services.db.write() as session:
        group_id = None
        if kind != SCHOOL:
            if not group.isascii() or not group.isdigit() or len(group) > 18:
                raise Told(_("Choisissez un groupe."), about)
            group_id = queries.group(session, actor, int(group)).id
        row = ReportSchedule(
            school_id=actor.school_id,
            person_id=actor.id,
            kind=kind,
            format=form["format"],
            group_id=group_id,
            every=every,
            next_on=asked.months_on(service.today(services), 1),
            created_at=services.source.now(),
        )
        session.add(row)
        detail = {"kind": kind, "format": row.format, "group": group_id, "every": every}
        record(services, session, actor, "bilan.scheduled", None, detail)


def unschedule(services: Services, actor: Actor, typed: str) -> None:
    """Stop one’s own. Raises NotFound for any other; ``typed``: "s" and its number."""
    number = typed.removeprefix("s")
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        raise NotFound
    with services.db.write() as session:
        row = session.get(ReportSchedule, int(number))
        if row is None or row.person_id != actor.id:
            raise NotFound
        session.delete(row)
        detail = {"kind": row.kind, "format": row.format, "group": row.group_id}
        detail["every"] = row.every
        record(services, session, actor, "bilan.unscheduled", None, detail)


def due(services: Services) -> tuple[int, int]:
    """Make what is due and what was forgotten; delete what is too old: (made, failed)."""
    today, made, failed = service.today(services), 0, 0
    with services.db.write() as session:
        service.forget(session, services.source.now())
        forgotten = _forgotten(session, services.source.now())
        waiting = session.scalars(
            select(ReportSchedule).where(ReportSchedule.next_on <= today)
        ).all()
        todo = [(row.id, row.person_id) for row in waiting]
    for report_id in forgotten:
        done = _safely(_again, services, report_id)
        made, failed = made + done, failed + (not done)
    for schedule_id, person_id in todo:
        done = _safely(_due, services, schedule_id, person_id, today)
        made, failed = made + done, failed + (not done)
    return made, failed


def _safely(make: Callable[..., bool], *about: object) -> bool:
    """Whether it was made: one that fails, which its page says, keeps no other from being."""
    try:
        return make(*about)
    except Exception:
        log.exception("a report could not be made")
        return False


def _forgotten(session: Session, now: datetime) -> list[UUID]:
    rows = session.scalars(
        select(ReportFile.id).where(
            ReportFile.data.is_(None),
            ReportFile.fault.is_(None),
            ReportFile.created_at < now - FORGOTTEN,
        )
    )
    return list(rows)


def _again(services: Services, report_id: UUID) -> bool:
    """Make a report whose process stopped, for who asked for it."""
    with services.db.read() as session:
        row = session.get_one(ReportFile, report_id)
        actor = _actor(session, row.created_by)
        days = Period(row.first_day, row.last_day)
        one = Asked(row.kind, row.format, days, row.learner_id, row.group_id)
    if actor is None:
        service.write(services, report_id, fault=_("Qui l’a demandé n’a plus de compte."))
        return False
    if one.kind == SCHOOL and ADMIN not in actor.roles:
        service.write(services, report_id, fault=_("Ces stagiaires ne sont plus à vous."))
        return False
    try:
        service.make(services, actor, report_id, one, making.people(services, actor, one))
    except NotFound:
        service.write(services, report_id, fault=_("Ces stagiaires ne sont plus à vous."))
        return False
    return True


def _due(services: Services, schedule_id: int, person_id: UUID, today: date) -> bool:
    """Make a scheduled report for the months that are over.

    Its next day is noted with what is to be made: a process that stops here leaves a report
    that is made again. Months in which nobody ran this come one after the other, one a run.
    """
    with services.db.read() as session:
        row = session.get_one(ReportSchedule, schedule_id)
        due_on, months = row.next_on, EVERY[row.every][1]
        one = Asked(row.kind, row.format, asked.before(due_on, months), None, row.group_id)
        actor = _actor(session, person_id)
    some = _whom(services, actor, one)
    each = [(replace(one, learner_id=who.id, group_id=None), [who]) for who in some]
    wanted = each if one.kind in OF_LEARNER else [(one, some)] if some else []
    with services.db.write() as session:
        row = session.get_one(ReportSchedule, schedule_id, with_for_update=True)
        if row.next_on != due_on or due_on > today:
            return True  # made meanwhile
        row.next_on = asked.months_on(due_on, months)
        if actor is None or not wanted:
            return False
        ids = [service.note(services, session, actor, o, len(them)) for o, them in wanted]
    for report_id, (asked_for, them) in zip(ids, wanted, strict=True):
        service.make(services, actor, report_id, asked_for, them)
    return True


def _whom(services: Services, actor: Actor | None, one: Asked) -> list[Someone]:
    """Whom a scheduled report is about; nobody when it is no more to be made for the actor."""
    if actor is None or (one.kind == SCHOOL and ADMIN not in actor.roles):
        return []
    try:
        return making.people(services, actor, one)
    except NotFound:
        return []


def _actor(session: Session, person_id: UUID | None) -> Actor | None:
    """Somebody of the team as services see them, with the roles of now; None when closed."""
    person = session.get(Person, person_id) if person_id else None
    if person is None or person.disabled_at is not None:
        return None
    mine = (Role.person_id == person.id) & Role.name.in_((TRAINER, ADMIN))
    roles = session.scalars(select(Role).where(mine)).all()
    if not roles:
        return None
    everywhere = any(role.site_id is None for role in roles)
    sites = None if everywhere else frozenset(role.site_id for role in roles if role.site_id)
    names = frozenset(role.name for role in roles)
    school = settings.of_school(session, person.school_id)
    return Actor(person.id, person.school_id, person.first_name, names, sites, school)
