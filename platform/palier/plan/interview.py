"""The interview: a sheet of two pages made from what is known, then what is decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from palier.accounts import locks
from palier.app import Services
from palier.errors import NotFound
from palier.i18n import _
from palier.models import Decision, Interview
from palier.people.reading import day as read_day
from palier.people.trace import record
from palier.plan import decisions, sheet, standing
from palier.plan.decisions import WHO
from palier.plan.pages import SheetPage
from palier.plan.standing import Known
from palier.plan.told import Told
from palier.privacy import looked
from palier.security import Actor

ROWS = 4  # decisions of one interview
LONGEST_WORDS = 600
FARTHEST = timedelta(days=366)


def prepare(
    services: Services,
    actor: Actor,
    learner_id: UUID,
    form: Mapping[str, str] | None = None,
    fault: str = "",
) -> SheetPage:
    """The sheet of the next interview. Raises NotFound."""
    form = form or {}
    with services.db.read() as session:
        known = standing.load(services, session, actor, learner_id)
        looked.record(services, session, actor, learner_id, looked.INTERVIEW)
        before = _last(session, learner_id)
        made = sheet.make(session, known, before)
        mark = _mark(session, learner_id)
    today = known.today.date()
    return SheetPage(
        learner_id=learner_id,
        name=known.row.name,
        group=known.group.name,
        sheet=made,
        held_on=read_day(form.get("le", "")) or today,
        words=form.get("mots", "")[:LONGEST_WORDS],
        decisions=(),
        whos=_whos(),
        interview_id=None,
        rows=tuple(_row(form, n) for n in range(ROWS)),
        mark=mark,
        fault=fault,
        today=today,
    )


def _whos() -> tuple[tuple[str, str], ...]:
    return tuple((key, _(words)) for key, words in WHO.items())


def _row(form: Mapping[str, str], n: int) -> tuple[str, str, str]:
    return (
        " ".join(form.get(f"quoi-{n}", "").split())[: decisions.LONGEST],
        form.get(f"qui-{n}", "both")[:10],
        form.get(f"pour-{n}", "")[:20],
    )


def _last(session: Session, learner_id: UUID) -> Interview | None:
    return session.scalar(
        select(Interview)
        .where(Interview.learner_id == learner_id)
        .order_by(Interview.held_on.desc(), Interview.created_at.desc())
        .limit(1)
    )


def _mark(session: Session, learner_id: UUID) -> str:
    """What a form says it read: the interview kept last, whatever the day it was held on."""
    newest = session.scalar(
        select(Interview.id)
        .where(Interview.learner_id == learner_id)
        .order_by(Interview.created_at.desc(), Interview.id.desc())
        .limit(1)
    )
    return f"e{newest}" if newest else "e0"


def hold(services: Services, actor: Actor, learner_id: UUID, form: Mapping[str, str]) -> UUID:
    """Keep an interview with its sheet and decisions. Raises NotFound, and Told."""
    with services.db.write() as session:
        locks.hold(session, learner_id.bytes)
        known = standing.load(services, session, actor, learner_id)
        before = _last(session, learner_id)
        if form.get("lu") != _mark(session, learner_id):
            raise Told(
                _(
                    "Un collègue vient d’enregistrer un entretien. Rien n’est enregistré, et "
                    "ce que vous avez écrit est gardé. Regardez le sien, puis validez s’il "
                    "le faut."
                )
            )
        today = known.today.date()
        held_on = read_day(form.get("le", ""))
        if held_on is None or not today - FARTHEST < held_on <= today:
            raise Told(_("Choisissez le jour de l’entretien, aujourd’hui ou avant."))
        rows = _decided([_row(form, n) for n in range(ROWS)], held_on)
        interview = Interview(
            id=services.source.new_id(),
            school_id=actor.school_id,
            learner_id=learner_id,
            held_on=held_on,
            sheet=sheet.make(session, known, before),
            words=" ".join(form.get("mots", "").split())[:LONGEST_WORDS],
            created_at=services.source.now(),
            created_by=actor.id,
        )
        session.add(interview)
        session.flush()
        for what, who, due in rows:
            session.add(
                Decision(
                    id=services.source.new_id(),
                    school_id=actor.school_id,
                    learner_id=learner_id,
                    interview_id=interview.id,
                    what=what,
                    who=who,
                    due=due,
                )
            )
        detail = {
            "interview": str(interview.id),
            "on": held_on.isoformat(),
            "decisions": len(rows),
        }
        record(services, session, actor, "interview.held", learner_id, detail)
        return interview.id


def _decided(
    rows: Sequence[tuple[str, str, str]], held_on: date
) -> list[tuple[str, str, date]]:
    """The decisions that were typed. Raises Told naming the line to be mended."""
    found = []
    for number, (what, who, typed) in enumerate(rows, 1):
        if not what:
            continue
        due = read_day(typed)
        if due is None or not held_on <= due <= held_on + FARTHEST:
            said = _("Décision %(n)s : choisissez pour quand, dans l’année qui vient.")
            raise Told(said % {"n": number})
        if who not in WHO:
            raise Told(_("Décision %(n)s : choisissez qui s’en charge.", n=number))
        found.append((what, who, due))
    if not found:
        raise Told(_("Écrivez une décision au moins : c’est ce que l’on suivra ensuite."))
    return found


def page(services: Services, actor: Actor, learner_id: UUID, interview_id: UUID) -> SheetPage:
    """An interview as it was held, and what came of its decisions. Raises NotFound."""
    with services.db.read() as session:
        known = standing.load(services, session, actor, learner_id)
        row = session.get(Interview, interview_id)
        if row is None or row.learner_id != learner_id:
            raise NotFound
        looked.record(services, session, actor, learner_id, looked.INTERVIEW)
        found = session.scalars(
            select(Decision).where(Decision.interview_id == interview_id).order_by(Decision.id)
        ).all()
    return _held(known, row, found)


def _held(known: Known, row: Interview, found: Sequence[Decision]) -> SheetPage:
    today = known.today.date()
    sheet_kept: Mapping[str, Any] = row.sheet
    return SheetPage(
        learner_id=row.learner_id,
        name=known.row.name,
        group=known.group.name,
        sheet=sheet_kept,
        held_on=row.held_on,
        words=row.words,
        decisions=tuple(decisions.line(one, row.held_on, today) for one in found),
        whos=_whos(),
        interview_id=row.id,
        rows=(),
        mark="",
        fault="",
        today=today,
    )
