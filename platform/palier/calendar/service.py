"""The calendar of a group: reading it, writing a period, removing one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from palier.app import Services
from palier.calendar import queries
from palier.calendar.days import (
    COMPANY,
    HOLIDAY,
    PRESENT,
    WORKING_DAYS,
    Span,
    kinds,
    monday_of,
)
from palier.calendar.pages import CalendarPage, PeriodLine, PeriodPage, StripWeek, Typed
from palier.calendar.queries import PeriodRow
from palier.engine_time import local
from palier.i18n import N_, _, ngettext
from palier.models import AuditEvent, CalendarPeriod, Group
from palier.presentation import day as in_words
from palier.presentation import short_day
from palier.security import Actor
from palier.trainer import queries as groups

STRIP_WEEKS = 12
LONGEST_DAYS = 92  # three months: a longer period is more likely a slip in a year
AROUND = timedelta(days=3 * 365)
KIND_WORDS: Mapping[str, str] = {COMPANY: N_("En entreprise"), HOLIDAY: N_("Congés")}
CHOICES: Mapping[str, str] = {**KIND_WORDS, PRESENT: N_("Présent, pour une personne seule")}
WORDS: Mapping[str, str] = {PRESENT: N_("À l’école"), **KIND_WORDS}


def page(
    services: Services, actor: Actor, group_id: int, typed: Typed | None = None
) -> CalendarPage:
    """The calendar of a group. Raises NotFound for one out of reach."""
    with services.db.read() as session:
        group = groups.group(session, actor, group_id)
        rows = queries.of_group(session, group_id)
        people = {str(one.id): one.name for one in groups.learners(session, group_id)}
    typed = typed or Typed()
    if typed.who not in people:
        typed = replace(typed, who="")
    today = local(services.source.now(), group.timezone).date()
    return CalendarPage(
        group_id=group.id,
        group=group.name,
        site=group.site,
        weeks=_strip(_spans(rows, typed.who), today),
        coming=tuple(_line(row, today) for row in rows if row.last >= today),
        past=tuple(_line(row, today) for row in reversed(rows) if row.last < today),
        kinds=tuple((kind, _(words)) for kind, words in CHOICES.items()),
        typed=typed,
        learners=tuple(people.items()),
        strip_of=people.get(typed.who, ""),
    )


def one(services: Services, actor: Actor, group_id: int, period_id: int) -> PeriodPage:
    """One period, about to be removed. Raises NotFound."""
    with services.db.read() as session:
        group = groups.group(session, actor, group_id)
        found = queries.period(session, group_id, period_id)
        rows = queries.of_group(session, group_id)
    today = local(services.source.now(), group.timezone).date()
    row = next(row for row in rows if row.id == found.id)
    return PeriodPage(group.id, group.name, _line(row, today))


def add(services: Services, actor: Actor, group_id: int, asked: Typed) -> Typed | None:
    """Write a period of a group; None, or the form with what is to be mended.

    Raises NotFound for a group out of reach.
    """
    now = services.source.now()
    with services.db.write() as session:
        group = groups.group(session, actor, group_id)
        first, last = _date(asked.first), _date(asked.last or asked.first)
        fault = _fault(asked, first, last, local(now, group.timezone).date())
        people = {str(one.id): one.id for one in groups.learners(session, group_id)}
        learner_id = people.get(asked.who)
        if fault is None and asked.who and learner_id is None:
            fault = "qui", _("Cette personne n’est pas dans ce groupe. Choisissez de nouveau.")
        if fault is None and first and last:
            # Locked: two periods written at once must not overlap.
            session.get_one(Group, group_id, with_for_update=True)
            rows = queries.of_group(session, group_id)
            fault = _overlap([r for r in rows if r.learner_id == learner_id], first, last)
        if fault is not None or not first or not last:
            about, said = fault or ("du", _("Choisissez le premier jour."))
            return replace(asked, fault=said, about=about)
        period = CalendarPeriod(
            school_id=actor.school_id,
            group_id=group_id,
            learner_id=learner_id,
            kind=asked.kind,
            first_day=first,
            last_day=last,
            created_at=now,
            created_by=actor.id,
        )
        session.add(period)
        _record(session, actor, now, "calendar.added", group_id, period)
    return None


def remove(services: Services, actor: Actor, group_id: int, period_id: int) -> None:
    """Remove a period of a group. Raises NotFound."""
    with services.db.write() as session:
        groups.group(session, actor, group_id)
        period = queries.period(session, group_id, period_id)
        _record(session, actor, services.source.now(), "calendar.removed", group_id, period)
        session.delete(period)


def _record(
    session: Session,
    actor: Actor,
    now: datetime,
    action: str,
    group_id: int,
    period: CalendarPeriod,
) -> None:
    detail: dict[str, Any] = {
        "group": group_id,
        "kind": period.kind,
        "first": period.first_day.isoformat(),
        "last": period.last_day.isoformat(),
    }
    session.add(
        AuditEvent(
            school_id=actor.school_id,
            at=now,
            actor_id=actor.id,
            action=action,
            subject_id=period.learner_id,
            detail=detail,
        )
    )


def _date(typed: str) -> date | None:
    """A day as browsers send it, or as people write it where there is no date field."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(typed, form).date()  # noqa: DTZ007  # a day, no instant
        except ValueError:
            continue
    return None


def _fault(
    asked: Typed, first: date | None, last: date | None, today: date
) -> tuple[str, str] | None:
    """What is to be mended: the field, and a sentence; None when nothing is."""
    if first is None:
        return "du", _("Choisissez le premier jour, par exemple : 23/11/2026.")
    if last is None:
        return "au", _("Choisissez le dernier jour, par exemple : 27/11/2026.")
    if asked.kind not in (WORDS if asked.who else KIND_WORDS):
        if asked.who:
            return "quoi", _("Dites où est cette personne pendant ces jours.")
        return "quoi", _("Dites ce que le groupe fait pendant ces jours.")
    if abs(first - today) > AROUND:
        return "du", _("Ce jour est à plus de 3 ans d’ici. Vérifiez l’année.")
    if last < first:
        return "au", _("Le dernier jour vient avant le premier. Échangez-les.")
    if (last - first).days >= LONGEST_DAYS:
        return "au", _(
            "Cette période dure plus de 3 mois. Vérifiez l’année, "
            "ou écrivez-la en plusieurs fois."
        )
    return None


def _overlap(rows: Sequence[PeriodRow], first: date, last: date) -> tuple[str, str] | None:
    for row in rows:
        if row.first <= last and first <= row.last:
            return "du", _(
                "Ces jours touchent une période déjà écrite : %(what)s, %(dates)s. "
                "Changez les dates, ou supprimez-la d’abord.",
                what=_(WORDS[row.kind]).lower(),
                dates=dates(row.first, row.last),
            )
    return None


def dates(first: date, last: date) -> str:
    """A period in words: "du 3 au 14 novembre", "le 1er novembre"."""
    if first == last:
        return _("le %(day)s", day=_day(first))
    same = (first.year, first.month) == (last.year, last.month)
    begins = _day(first).split()[0] if same else _day(first)
    return _("du %(first)s au %(last)s", first=begins, last=_day(last))


def _day(day: date) -> str:
    """A day in words that stay together."""
    return in_words(day).replace(" ", "\u00a0")


def _line(row: PeriodRow, today: date) -> PeriodLine:
    days = (row.last - row.first).days + 1
    said = dates(row.first, row.last)
    if row.last.year != today.year:
        said = f"{said} {row.last.year}"
    by = _("écrit par %(name)s", name=row.created_by) if row.created_by else ""
    return PeriodLine(
        id=row.id,
        dates=said[:1].upper() + said[1:],
        what=_(WORDS[row.kind]),
        length=ngettext("%(number)s jour", "%(number)s jours", days),
        by=by,
        who=row.learner,
    )


def _spans(rows: Sequence[PeriodRow], who: str) -> list[Span]:
    """The periods that count for a learner, or for the whole group."""
    return [
        Span(row.first, row.last, row.kind, row.learner_id is not None)
        for row in rows
        if row.learner_id is None or str(row.learner_id) == who
    ]


def _strip(spans: Sequence[Span], today: date) -> tuple[StripWeek, ...]:
    """This week and those that follow, working days only."""
    monday = monday_of(today)
    found = []
    for number in range(STRIP_WEEKS):
        start = monday + timedelta(weeks=number)
        days = kinds(spans, start, WORKING_DAYS)
        found.append(StripWeek(short_day(start), days, week_words(days), number == 0))
    return tuple(found)


def week_words(days: Sequence[str]) -> str:
    """Working days of a week in words: "En entreprise", "À l’école 3 jours, congés 2 jours"."""
    present = [kind for kind in WORDS if kind in days]
    if len(present) == 1:
        return _(WORDS[present[0]])
    parts = [
        ngettext(
            "%(what)s %(number)s jour",
            "%(what)s %(number)s jours",
            days.count(kind),
            what=_(WORDS[kind]),
        )
        for kind in present
    ]
    return ", ".join([parts[0], *(part[:1].lower() + part[1:] for part in parts[1:])])
