"""Periods of a group, or of one learner in it, from a file: shown first, then written all
together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from palier.app import Services
from palier.calendar import files, queries
from palier.calendar.days import PRESENT, Span
from palier.calendar.service import AROUND, KIND_WORDS, LONGEST_DAYS, WORDS, dates
from palier.engine_time import local
from palier.i18n import _
from palier.models import AuditEvent, CalendarPeriod, Group, ImportDraft
from palier.people import drafts
from palier.people.reading import Unreadable
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
    note: str = ""  # to know, and no fault


@dataclass(frozen=True)
class FilePage:
    """A file to send, or one that was read and waits for a yes.

    ``who``: the id of the learner whose days it holds, "" for the whole group; ``done``: how
    many periods were written of it, None while it waits.
    """

    group_id: int
    group: str
    learners: tuple[tuple[str, str], ...]  # id, name
    who: str
    name: str  # of the learner
    kinds: tuple[tuple[str, str], ...]
    draft_id: UUID | None = None
    file_name: str = ""
    lines: tuple[Line, ...] = ()
    fault: str = ""
    done: int | None = None


@dataclass(frozen=True)
class Written:
    """What became of the periods of a file."""

    added: int
    left: int  # to be mended, or left out by the person


@dataclass(frozen=True)
class _Whose:
    """Whose days: the kinds they may be, those written that new ones may not touch, and those
    of the group, that a learner's own go before."""

    kinds: Mapping[str, str]
    written: Sequence[Span]
    common: Sequence[Span] = ()


def page(
    services: Services,
    actor: Actor,
    group_id: int,
    draft_id: UUID | None,
    who: str = "",
    fault: str = "",
    kinds: Mapping[int, str] | None = None,
) -> FilePage:
    """The page of a file. ``kinds``: what the person already chose. Raises NotFound."""
    with services.db.read() as session:
        group = groups.group(session, actor, group_id)
        people = {str(one.id): one.name for one in groups.learners(session, group_id)}
        draft = drafts.find(session, actor, "calendar", draft_id) if draft_id else None
        who = who if who in people else ""
        whose = _whose(session, group_id, UUID(who) if who else None)
    today = local(services.source.now(), group.timezone).date()
    return FilePage(
        group_id=group.id,
        group=group.name,
        learners=tuple(people.items()),
        who=who,
        name=people.get(who, ""),
        kinds=tuple((kind, _(words)) for kind, words in whose.kinds.items()),
        draft_id=draft_id,
        file_name=draft.file_name if draft else "",
        lines=_lines(draft.rows or [], whose, today, kinds or {}) if draft else (),
        fault=fault,
        done=draft.done.get("added", 0) if draft and draft.done_at else None,
    )


def send(
    services: Services, actor: Actor, group_id: int, who: str, name: str, data: bytes
) -> UUID:
    """Read a file and keep its periods. Raises NotFound and reading.Unreadable."""
    with services.db.read() as session:
        group = groups.group(session, actor, group_id)
        _learner(session, group_id, who)
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
    who: str,
    draft_id: UUID,
    kinds: Mapping[int, str],
) -> Written:
    """Write the periods that are right and have a kind, all or none; how many.

    ``kinds``: what the person says each is, by number; no effect a second time. Raises
    NotFound, and Unreadable when the learner is not in the group any more or nothing is chosen.
    """
    now = services.source.now()
    with services.db.write() as session:
        group = groups.group(session, actor, group_id)
        # As a single period does: two written at once must not overlap.
        session.get_one(Group, group_id, with_for_update=True)
        draft = drafts.find(session, actor, "calendar", draft_id, lock=True)
        if draft.done_at is not None or draft.group_id != group_id:
            return Written(draft.done.get("added", 0), draft.done.get("left", 0))
        learner_id = _learner(session, group_id, who)
        whose = _whose(session, group_id, learner_id)
        rows = draft.rows or []
        lines = _lines(rows, whose, local(now, group.timezone).date(), kinds)
        chosen = [
            (row, line)
            for row, line in zip(rows, lines, strict=True)
            if line.kind in whose.kinds and not line.fault and not line.known
        ]
        if not chosen:
            raise Unreadable(_("Rien n’est à écrire : aucune période n’est juste et choisie."))
        for row, line in chosen:
            session.add(_period(actor, group_id, learner_id, row, line.kind, now))
        done = Written(len(chosen), sum(not line.known for line in lines) - len(chosen))
        _conclude(session, actor, group_id, learner_id, draft, done, now)
        return done


def _learner(session: Session, group_id: int, who: str) -> UUID | None:
    """The learner of the group that is meant, None for all of it. Raises Unreadable."""
    people = {str(one.id): one.id for one in groups.learners(session, group_id)}
    if who and who not in people:
        raise Unreadable(_("Cette personne n’est pas dans ce groupe. Choisissez de nouveau."))
    return people.get(who)


def _conclude(
    session: Session,
    actor: Actor,
    group_id: int,
    learner_id: UUID | None,
    draft: ImportDraft,
    done: Written,
    now: datetime,
) -> None:
    """The file is done with; the line of the journal."""
    draft.rows, draft.done_at = None, now
    draft.done = {"added": done.added, "left": done.left}
    session.add(
        AuditEvent(
            school_id=actor.school_id,
            at=now,
            actor_id=actor.id,
            action="calendar.imported",
            subject_id=learner_id,
            detail={"group": group_id, "added": done.added},
        )
    )


def _period(
    actor: Actor,
    group_id: int,
    learner_id: UUID | None,
    row: Sequence[Any],
    kind: str,
    now: datetime,
) -> CalendarPeriod:
    return CalendarPeriod(
        school_id=actor.school_id,
        group_id=group_id,
        learner_id=learner_id,
        kind=kind,
        first_day=date.fromisoformat(row[2]),
        last_day=date.fromisoformat(row[3]),
        created_at=now,
        created_by=actor.id,
    )


def _whose(session: Session, group_id: int, learner_id: UUID | None) -> _Whose:
    rows = queries.of_group(session, group_id)
    common = [Span(r.first, r.last, r.kind) for r in rows if r.learner_id is None]
    if learner_id is None:
        return _Whose(KIND_WORDS, common)
    own = [Span(r.first, r.last, r.kind, True) for r in rows if r.learner_id == learner_id]
    return _Whose(WORDS, own, common)


def _lines(
    rows: Sequence[Sequence[Any]], whose: _Whose, today: date, kinds: Mapping[int, str]
) -> tuple[Line, ...]:
    """Each period with its fault: among them, one that touches a period before it."""
    found, taken = [], list(whose.written)
    for number, words, first_text, last_text, read_kind, read_fault in rows:
        kind, fault, said, known, note = kinds.get(number, read_kind), read_fault, "", False, ""
        if first_text and last_text:
            first, last = date.fromisoformat(first_text), date.fromisoformat(last_text)
            said = f"{dates(first, last)} {last.year}"
            known = any((s.first, s.last, s.kind) == (first, last, kind) for s in whose.written)
            if not fault and not known and kind in whose.kinds:
                fault = _fault(first, last, taken, today)
                if not fault:
                    taken.append(Span(first, last, kind))
                    note = _before(Span(first, last, kind), whose.common)
            elif kind == PRESENT and not fault and not known:
                note = _("Un jour à l’école n’a pas à être écrit pour un groupe.")
        found.append(Line(number, said[:1].upper() + said[1:], words, kind, fault, known, note))
    return tuple(found)


def _touched(first: date, last: date, spans: Sequence[Span]) -> str:
    """The first period that some days touch, in words; "" for none."""
    for span in spans:
        if span.first <= last and first <= span.last:
            return f"{_(WORDS[span.kind]).lower()}, {dates(span.first, span.last)}"
    return ""


def _before(one: Span, common: Sequence[Span]) -> str:
    """What a learner's own days go before, when her group is elsewhere on them."""
    other = _touched(one.first, one.last, [span for span in common if span.kind != one.kind])
    return other and _("Passe avant les jours du groupe : %(what)s.", what=other)


def _fault(first: date, last: date, taken: Sequence[Span], today: date) -> str:
    if abs(first - today) > AROUND:
        return _("Ce jour est à plus de 3 ans d’ici. Vérifiez l’année.")
    if (last - first).days >= LONGEST_DAYS:
        return _("Cette période dure plus de 3 mois. Vérifiez les dates.")
    other = _touched(first, last, taken)
    return other and _("Touche une autre période : %(what)s.", what=other)
