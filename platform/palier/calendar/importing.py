"""Periods of a group from a file: shown first, then written all together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from palier.accounts import locks
from palier.app import Services
from palier.calendar import files, queries
from palier.calendar.days import Span
from palier.calendar.service import AROUND, KIND_WORDS, LONGEST_DAYS, WORDS, dates
from palier.engine_time import local
from palier.i18n import _
from palier.models import AuditEvent, CalendarPeriod
from palier.people import drafts
from palier.security import Actor
from palier.trainer import queries as groups

BEFORE, AHEAD = timedelta(days=31), timedelta(days=400)  # of events that repeat


@dataclass(frozen=True)
class Line:
    """A period of a file: its days, what it says, what becomes of it."""

    number: int
    dates: str
    words: str
    kind: str
    fault: str
    known: bool = False


@dataclass(frozen=True)
class FilePage:
    """A file to send, or one that was read and waits for a yes."""

    group_id: int
    group: str
    kinds: tuple[tuple[str, str], ...]
    draft_id: UUID | None = None
    file_name: str = ""
    lines: tuple[Line, ...] = ()
    fault: str = ""


def page(
    services: Services, actor: Actor, group_id: int, draft_id: UUID | None, fault: str = ""
) -> FilePage:
    """The page of a group's file. Raises NotFound."""
    kinds = tuple((kind, _(words)) for kind, words in KIND_WORDS.items())
    with services.db.read() as session:
        group = groups.group(session, actor, group_id)
        if draft_id is None:
            return FilePage(group.id, group.name, kinds, fault=fault)
        draft = drafts.find(session, actor, "calendar", draft_id)
        written = _spans(session, group_id)
    today = local(services.source.now(), group.timezone).date()
    lines = _lines(draft.rows or [], written, today, {})
    return FilePage(group.id, group.name, kinds, draft_id, draft.file_name, lines, fault)


def send(services: Services, actor: Actor, group_id: int, name: str, data: bytes) -> UUID:
    """Read a file and keep its periods. Raises NotFound and reading.Unreadable."""
    with services.db.read() as session:
        group = groups.group(session, actor, group_id)
    today = local(services.source.now(), group.timezone).date()
    found = files.read(data, group.timezone, today - BEFORE, today + AHEAD)
    rows = [
        [
            one.number,
            one.words,
            one.first.isoformat() if one.first else "",
            one.last.isoformat() if one.last else "",
            one.kind,
            one.fault,
        ]
        for one in found
    ]
    with services.db.write() as session:
        return drafts.keep(services, session, actor, "calendar", name, rows, group_id)


def take_in(
    services: Services,
    actor: Actor,
    group_id: int,
    draft_id: UUID,
    kinds: Mapping[int, str],
) -> int:
    """Write the periods that are right and have a kind, all or none; how many. Raises NotFound.

    ``kinds``: what the person says each is, by number; no effect a second time.
    """
    now = services.source.now()
    with services.db.write() as session:
        group = groups.group(session, actor, group_id)
        locks.hold(session, b"calendar %d" % group_id)
        draft = drafts.find(session, actor, "calendar", draft_id, lock=True)
        if draft.done_at is not None or draft.group_id != group_id:
            return 0
        today = local(now, group.timezone).date()
        rows = draft.rows or []
        lines = _lines(rows, _spans(session, group_id), today, kinds)
        chosen = [
            (row, line)
            for row, line in zip(rows, lines, strict=True)
            if line.kind in KIND_WORDS and not line.fault and not line.known
        ]
        for row, line in chosen:
            session.add(_period(actor, group_id, row, line.kind, now))
        draft.rows, draft.done_at, draft.done = None, now, {"added": len(chosen)}
        detail = {"group": group_id, "added": len(chosen)}
        session.add(
            AuditEvent(
                school_id=actor.school_id,
                at=now,
                actor_id=actor.id,
                action="calendar.imported",
                subject_id=None,
                detail=detail,
            )
        )
        return len(chosen)


def _period(
    actor: Actor, group_id: int, row: Sequence[Any], kind: str, now: datetime
) -> CalendarPeriod:
    return CalendarPeriod(
        school_id=actor.school_id,
        group_id=group_id,
        kind=kind,
        first_day=date.fromisoformat(row[2]),
        last_day=date.fromisoformat(row[3]),
        created_at=now,
        created_by=actor.id,
    )


def _spans(session: Session, group_id: int) -> list[Span]:
    return [
        Span(r.first, r.last, r.kind)
        for r in queries.of_group(session, group_id)
        if r.learner_id is None
    ]


def _lines(
    rows: Sequence[Sequence[Any]],
    written: Sequence[Span],
    today: date,
    kinds: Mapping[int, str],
) -> tuple[Line, ...]:
    """Each period with its fault: among them, one that touches a period before it."""
    found, taken = [], list(written)
    for number, words, first_text, last_text, read_kind, read_fault in rows:
        kind, fault, said, known = kinds.get(number, read_kind), read_fault, "", False
        if first_text and last_text:
            first, last = date.fromisoformat(first_text), date.fromisoformat(last_text)
            said = f"{dates(first, last)} {last.year}"
            known = any((s.first, s.last, s.kind) == (first, last, kind) for s in written)
            if not fault and not known and kind in KIND_WORDS:
                fault = _fault(first, last, taken, today)
                if not fault:
                    taken.append(Span(first, last, kind))
        found.append(Line(number, said[:1].upper() + said[1:], words, kind, fault, known))
    return tuple(found)


def _fault(first: date, last: date, taken: Sequence[Span], today: date) -> str:
    if abs(first - today) > AROUND:
        return _("Ce jour est à plus de 3 ans d’ici. Vérifiez l’année.")
    if (last - first).days >= LONGEST_DAYS:
        return _("Cette période dure plus de 3 mois. Vérifiez les dates.")
    for span in taken:
        if span.first <= last and first <= span.last:
            return _(
                "Touche une autre période : %(what)s, %(dates)s.",
                what=_(WORDS[span.kind]).lower(),
                dates=dates(span.first, span.last),
            )
    return ""
