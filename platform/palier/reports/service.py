"""Reports asked for by the team: made, kept a month, and those that come by themselves."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from unicodedata import combining, normalize
from uuid import UUID

from sqlalchemy import ColumnElement, delete, false, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, defer

from palier.app import Services
from palier.engine_time import local
from palier.errors import NotFound
from palier.i18n import _
from palier.models import (
    ADMIN,
    AuditEvent,
    Group,
    Person,
    ReportFile,
    ReportSchedule,
)
from palier.people import queries as people
from palier.people.trace import record
from palier.plan.told import Told
from palier.practice.queries import DEFAULT_TIMEZONE
from palier.privacy import looked
from palier.reports import asked, exports, making, whom
from palier.reports.asked import EVERY, FORMATS, KINDS, MIMES, PAGE, PDF, SCHOOL, XLSX, Asked
from palier.reports.document import Document
from palier.reports.pages import FileLine, ReportPage, ReportsPage, ScheduleLine
from palier.reports.whom import Period, Someone
from palier.reports.words import period as in_words
from palier.security import Actor
from palier.trainer import queries

KEPT = timedelta(days=31)
STALLED = timedelta(minutes=10)  # a year of 300 learners takes seconds: its process stopped
SHOWN = 40
AT_ONCE = 60  # learners: more are made beside, with progress


@dataclass(frozen=True)
class Download:
    """A file to be sent."""

    data: bytes
    mime: str
    name: str


def page(
    services: Services,
    actor: Actor,
    form: Mapping[str, str] | None = None,
    told: Told | None = None,
) -> ReportsPage:
    """The reports that one asked for, and what may be asked for."""
    here = Group.school_id == actor.school_id
    now = services.source.now()
    with services.db.read() as session:
        groups = queries.groups(session, actor, now)
        files = session.execute(
            select(ReportFile, ReportFile.data.is_not(None), Group.name, Person.first_name)
            .options(defer(ReportFile.data))
            .outerjoin(Group, (Group.id == ReportFile.group_id) & here)
            .outerjoin(Person, Person.id == ReportFile.learner_id)
            .where(
                ReportFile.created_by == actor.id, _opens(actor, [g.id for g, *_rest in groups])
            )
            .order_by(ReportFile.created_at.desc(), ReportFile.id)
            .limit(SHOWN)
        ).all()
        schedules = session.execute(
            select(ReportSchedule, Group.name)
            .outerjoin(Group, (Group.id == ReportSchedule.group_id) & here)
            .where(ReportSchedule.person_id == actor.id)
            .order_by(ReportSchedule.next_on, ReportSchedule.id)
        ).all()
    today = local(now, DEFAULT_TIMEZONE).date()
    return ReportsPage(
        files=tuple(
            _line(row, group or name or "", made, now) for row, made, group, name in files
        ),
        schedules=tuple(
            ScheduleLine(
                row.id,
                _(KINDS[row.kind]),
                group or "",
                _(FORMATS[row.format]),
                _(EVERY[row.every][0]),
                row.next_on,
            )
            for row, group in schedules
        ),
        groups=tuple((str(g.id), f"{g.name}, {g.site}") for g, *_rest in groups),
        of_each=tuple((kind, _(KINDS[kind])) for kind in asked.OF_LEARNER),
        school=ADMIN in actor.roles,
        columns=tuple((name, _(words)) for name, words in exports.COLUMNS.items()),
        everies=tuple((key, _(words)) for key, (words, _months) in EVERY.items()),
        first=(today - timedelta(days=90)).isoformat(),
        last=today.isoformat(),
        typed=form or {},
        about=told.about if told else "",
        fault=str(told) if told else "",
    )


def _line(row: ReportFile, about: str, made: bool, now: datetime) -> FileLine:
    stopped = row.fault or now - row.created_at > STALLED
    state = "ready" if made else "fault" if stopped else "making"
    return FileLine(
        row.id,
        _(KINDS[row.kind]),
        about,
        _(FORMATS[row.format]),
        in_words(Period(row.first_day, row.last_day)),
        local(row.created_at, DEFAULT_TIMEZONE),
        state,
    )


def ask(services: Services, actor: Actor, form: Mapping[str, str]) -> UUID:
    """A report of a group or of the school. Raises NotFound, and Told."""
    kind = form.get("quoi", "")
    if kind not in KINDS or kind in asked.OF_LEARNER:
        raise Told(_("Choisissez un rapport."))
    if kind == SCHOOL and ADMIN not in actor.roles:
        raise NotFound
    return _ask(services, actor, asked.read(form, kind, today(services)))


def ask_of(services: Services, actor: Actor, learner_id: UUID, form: Mapping[str, str]) -> UUID:
    """A report on one learner. Raises NotFound, and Told."""
    with services.db.read() as session:
        whom.of_one(session, actor, learner_id)
        looked.record(services, session, actor, learner_id, looked.REPORT)
    kind = form.get("quoi", "")
    if kind not in asked.OF_LEARNER:
        raise Told(_("Choisissez un rapport."))
    one = asked.read(form, kind, today(services), learner_id)
    return _ask(services, actor, one)


def today(services: Services) -> date:
    return local(services.source.now(), DEFAULT_TIMEZONE).date()


def _ask(services: Services, actor: Actor, one: Asked) -> UUID:
    """Note that it is asked for, then make it: here if it is short, beside if it is long."""
    some = making.people(services, actor, one)
    if not some:
        raise Told(_("Il n’y a personne sur ces dates."), one.kind)
    with services.db.write() as session:
        forget(session, services.source.now())
        report_id = note(services, session, actor, one, len(some))
    if len(some) <= AT_ONCE:
        make(services, actor, report_id, one, some)
    else:
        args = (services, actor, report_id, one, some)
        threading.Thread(target=make, args=args, daemon=True).start()
    return report_id


def note(services: Services, session: Session, actor: Actor, one: Asked, total: int) -> UUID:
    row = ReportFile(
        id=services.source.new_id(),
        school_id=actor.school_id,
        kind=one.kind,
        format=one.format,
        learner_id=one.learner_id,
        group_id=one.group_id,
        first_day=one.period.first,
        last_day=one.period.last,
        done=0,
        total=total,
        created_at=services.source.now(),
        created_by=actor.id,
    )
    session.add(row)
    detail: dict[str, Any] = {
        "report": str(row.id),
        "kind": one.kind,
        "format": one.format,
        "first": one.period.first.isoformat(),
        "last": one.period.last.isoformat(),
    }
    if one.group_id is not None:
        detail["group"] = one.group_id
    record(services, session, actor, "bilan.asked", one.learner_id, detail)
    return row.id


def make(
    services: Services, actor: Actor, report_id: UUID, one: Asked, some: list[Someone]
) -> None:
    """Make the file and keep it; short transactions alone, also while it is long."""

    def done(count: int) -> None:
        write(services, report_id, done=count)

    try:
        data = making.make(services, actor, one, some, done)
    except Told as told:
        write(services, report_id, fault=str(told)[:200])
    except Exception:
        write(services, report_id, fault=_("Le problème vient de nous. Rien n’est perdu."))
        raise
    else:
        write(services, report_id, data=data, done=len(some))


def write(services: Services, report_id: UUID, **values: object) -> None:
    with services.db.write() as session:
        session.execute(update(ReportFile).where(ReportFile.id == report_id).values(**values))


def one_page(services: Services, actor: Actor, report_id: UUID) -> ReportPage:
    """A report being made, or ready. Raises NotFound."""
    with services.db.read() as session:
        row, about = _find(session, actor, report_id)
    line = _line(row, about, row.data is not None, services.source.now())
    stalled = _("Il n’avance plus : la machine s’est arrêtée pendant qu’il se faisait.")
    fault = (row.fault or stalled) if line.state == "fault" else ""
    return ReportPage(
        line,
        row.done,
        row.total,
        _size(len(row.data)) if row.data is not None else "",
        fault,
        (row.created_at + KEPT).date(),
        row.learner_id,
        {
            "quoi": row.kind,
            "format": row.format,
            "du": row.first_day.isoformat(),
            "au": row.last_day.isoformat(),
            "groupe": str(row.group_id or ""),
        },
        Document.of_json(row.data) if row.format == PAGE and row.data is not None else None,
    )


def _size(count: int) -> str:
    return _("%(n)s Ko", n=max(round(count / 1000), 1))


def download(services: Services, actor: Actor, report_id: UUID, form: str = "") -> Download:
    """The file of a report; of one that is read on its page, in the form asked for, with the
    very same figures. Raises NotFound while there is none."""
    with services.db.read() as session:
        row, about = _find(session, actor, report_id)
        if row.data is None:
            raise NotFound
        if row.learner_id is not None:
            looked.record(services, session, actor, row.learner_id, looked.REPORT)
    data = row.data
    if row.format == PAGE:
        if form not in (PDF, XLSX):
            raise NotFound
        data = making.as_file(Document.of_json(data), form)
    mime, ending = MIMES[form if row.format == PAGE else row.format]
    words = " ".join(part for part in (_(KINDS[row.kind]), about) if part)
    return Download(data, mime, f"{_plain(words)}-{row.last_day.isoformat()}.{ending}")


def _plain(words: str) -> str:
    """Words as the name of a file; with other letters, browsers take another name."""
    letters = "".join(c for c in normalize("NFKD", words.lower()) if not combining(c))
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


def _find(session: Session, actor: Actor, report_id: UUID) -> tuple[ReportFile, str]:
    """A report on people in the actor’s reach, and whom it is about. Raises NotFound."""
    row = session.get(ReportFile, report_id)
    if row is None or row.school_id != actor.school_id:
        raise NotFound
    if row.learner_id is not None:
        return row, whom.of_one(session, actor, row.learner_id).name
    if row.group_id is not None:
        return row, queries.group(session, actor, row.group_id).name
    if row.created_by != actor.id or not _still_heads(session, actor, row.created_at):
        raise NotFound  # of the school, with the sites of who asked
    return row, ""


def _still_heads(session: Session, actor: Actor, since: datetime) -> bool:
    """Whether one sees the whole school, or the same sites of it as at an instant."""
    if ADMIN not in actor.roles:
        return False
    return actor.sites is None or not session.scalar(select(_moved(actor, since)))


def _moved(
    actor: Actor, since: datetime | InstrumentedAttribute[datetime]
) -> ColumnElement[bool]:
    """Whether the roles of the actor changed since an instant."""
    return (
        select(AuditEvent.id)
        .where(
            AuditEvent.school_id == actor.school_id,
            AuditEvent.at >= since,
            AuditEvent.subject_id == actor.id,
            AuditEvent.action.in_(("role.added", "role.removed")),
        )
        .exists()
    )


def _opens(actor: Actor, group_ids: Sequence[int]) -> ColumnElement[bool]:
    """The reports that ``_find`` would open: the list has no line that leads nowhere."""
    school: ColumnElement[bool] = false()
    if ADMIN in actor.roles:
        school = ReportFile.kind == SCHOOL
        if actor.sites is not None:
            school &= ~_moved(actor, ReportFile.created_at)
    return (
        ReportFile.learner_id.in_(people.ids(actor))
        | ReportFile.group_id.in_(group_ids)
        | school
    )


def forget(session: Session, now: datetime) -> None:
    """Reports older than a month go."""
    session.execute(delete(ReportFile).where(ReportFile.created_at < now - KEPT))
