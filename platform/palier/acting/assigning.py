"""Giving work to one or several learners, and taking it back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from palier.accounts import locks
from palier.acting.words import Told
from palier.app import Services
from palier.catalogue import Catalogue
from palier.engine_time import local
from palier.errors import NotFound
from palier.i18n import _, ngettext
from palier.models import Assigned, Assignment, Enrolment, Person
from palier.people.trace import record
from palier.practice.given import DOCUMENT, ITEMS, SKILL, SKILLS, done_by
from palier.security import Actor
from palier.trainer import queries
from palier.trainer.queries import LearnerRow

MOST_ITEMS = 12
LONGEST = timedelta(days=366)
USUAL = timedelta(days=7)
DOCUMENTS = ("passage",)


@dataclass(frozen=True)
class Asked:
    """What the form said; dates as the browser writes them, "" for the usual ones."""

    skill: str
    what: str  # skill | skills | items
    items: Sequence[str] = ()  # names of exercises, or ids of skills
    people: Sequence[str] = ()  # ids
    starts: str = ""
    due: str = ""


def give(services: Services, actor: Actor, group_id: int, asked: Asked) -> str:
    """Give work to learners of a group; what the trainer is told.

    Who already has the same is left as she is, and named. Raises NotFound, also for somebody of
    another group, and Told.
    """
    with services.db.write() as session:
        group = queries.group(session, actor, group_id)
        locks.hold(session, _school(actor))  # two clicks at once give it once
        rows = {str(row.id): row for row in queries.learners(session, group_id)}
        if any(one not in rows for one in asked.people):
            raise NotFound
        catalogue = services.catalogue.seen_by(session, actor.school)
        today = local(services.source.now(), group.timezone).date()
        work = _work(services, actor, catalogue, asked, today)
        people = [rows[one] for one in dict.fromkeys(asked.people)]
        if not people:
            raise Told(_("Choisissez au moins une personne."))
        had = _had(session, work, [row.id for row in people], today)
        new = [row for row in people if row.id not in had]
        already = _already(people, had)
        if not new:
            raise Told(already)
        _hand_out(services, session, actor, work, [row.id for row in new])
    said = ngettext(
        "C’est proposé à %(number)s personne.",
        "C’est proposé à %(number)s personnes.",
        len(new),
    )
    return f"{said} {already}" if already else said


def give_one(
    services: Services,
    session: Session,
    actor: Actor,
    catalogue: Catalogue,
    learner_id: UUID,
    asked: Asked,
    today: date,
) -> UUID:
    """Give work to a learner, whom the caller found in reach: the work, or the same if she has
    it to do already. Raises Told."""
    locks.hold(session, _school(actor))
    work = _work(services, actor, catalogue, asked, today)
    known = _same(work, [learner_id], today).with_only_columns(Assignment.id, Assignment.items)
    for same_id, items in session.execute(known):
        if set(items) == set(work.items):
            found: UUID = same_id
            return found
    _hand_out(services, session, actor, work, [learner_id])
    return work.id


def until(today: date, due: date) -> str:
    """The last day of work that is given for a day: a year from now at most."""
    return min(due, today + LONGEST).isoformat()


def _hand_out(
    services: Services, session: Session, actor: Actor, work: Assignment, ids: Iterable[UUID]
) -> None:
    session.add(work)
    session.flush()
    for learner_id in ids:
        session.add(
            Assigned(assignment_id=work.id, learner_id=learner_id, school_id=actor.school_id)
        )
        record(services, session, actor, "work.given", learner_id, _detail(work))


def take_back(services: Services, actor: Actor, group_id: int, assignment_id: UUID) -> None:
    """Propose it to nobody of this group any more; what is begun goes on.

    Who has moved to another group keeps it; when nobody has, it is closed, and that once.
    Raises NotFound for work given to nobody of this group.
    """
    with services.db.write() as session:
        queries.group(session, actor, group_id)
        locks.hold(session, _school(actor))
        ids = [row.id for row in queries.learners(session, group_id)]
        mine = Assigned.learner_id.in_(ids) & (Assigned.assignment_id == Assignment.id)
        work = session.scalar(
            select(Assignment).where(
                Assignment.id == assignment_id, select(Assigned.learner_id).where(mine).exists()
            )
        )
        if work is None:
            raise NotFound
        if work.closed_at is None:
            if _elsewhere(session, work.id, group_id, ids):
                hers = (Assigned.assignment_id == work.id, Assigned.learner_id.in_(ids))
                session.execute(delete(Assigned).where(*hers))
            else:
                work.closed_at = services.source.now()
            detail = {**_detail(work), "group": group_id}
            record(services, session, actor, "work.taken_back", None, detail)


def _detail(work: Assignment) -> dict[str, Any]:
    """What the journal of changes keeps of it."""
    skills = {"all_skills": list(work.items)} if work.kind == SKILLS else {"skill": work.skill}
    return {
        "assignment": str(work.id),
        "kind": work.kind,
        **skills,
        "starts": work.starts.isoformat(),
        "due": work.due.isoformat(),
    }


def _school(actor: Actor) -> bytes:
    """What is held to give work and to take it back."""
    return b"given %d" % actor.school_id


def _elsewhere(
    session: Session, work_id: UUID, group_id: int, people: Collection[UUID]
) -> bool:
    """Whether somebody who is now in another group alone has it."""
    found = session.scalar(
        select(Assigned.learner_id)
        .join(Enrolment, Enrolment.learner_id == Assigned.learner_id)
        .where(
            Assigned.assignment_id == work_id,
            Assigned.learner_id.not_in(people),
            Enrolment.group_id != group_id,
            Enrolment.left_at.is_(None),
        )
        .limit(1)
    )
    return found is not None


def _work(
    services: Services, actor: Actor, catalogue: Catalogue, asked: Asked, today: date
) -> Assignment:
    """The row of what was asked. Raises Told for what cannot be."""
    skill = asked.items[0] if asked.what == SKILLS and asked.items else asked.skill
    if skill not in catalogue.covered:
        raise Told(_("Choisissez une compétence qui a des exercices."))
    kind, items = _items(catalogue, asked)
    starts, due = _dates(asked, today)
    return Assignment(
        id=services.source.new_id(),
        school_id=actor.school_id,
        by_id=actor.id,
        kind=kind,
        skill=skill,
        items=items,
        starts=starts,
        due=due,
        created_at=services.source.now(),
    )


def _items(catalogue: Catalogue, asked: Asked) -> tuple[str, list[str]]:
    if asked.what == SKILL:
        return SKILL, []
    if asked.what == SKILLS:
        skills = [one for one in dict.fromkeys(asked.items) if one in catalogue.covered]
        return (SKILLS, skills) if len(skills) > 1 else (SKILL, [])
    if asked.what != ITEMS:
        raise Told(_("Choisissez ce que vous proposez."))
    types = {e.item.id: e.item.type for e in catalogue.items if e.item.skill == asked.skill}
    chosen = [name for name in types if name in set(asked.items)]
    if not chosen:
        raise Told(_("Choisissez au moins un exercice."))
    if len(chosen) > MOST_ITEMS:
        raise Told(_("%(n)s exercices au plus : une séance reste courte.", n=MOST_ITEMS))
    documents = all(types[name] in DOCUMENTS for name in chosen)
    return (DOCUMENT if documents else ITEMS), chosen


def _dates(asked: Asked, today: date) -> tuple[date, date]:
    try:
        starts = date.fromisoformat(asked.starts) if asked.starts else today
        due = date.fromisoformat(asked.due) if asked.due else _usual(starts)
    except ValueError:
        raise Told(_("Nous n’arrivons pas à lire une des dates.")) from None
    if due < starts:
        raise Told(_("La fin est avant le début. Échangez les deux dates."))
    if due < today:
        raise Told(_("Cette fin est déjà passée. Choisissez une date à venir."))
    if due > today + LONGEST:
        raise Told(_("Choisissez une fin dans l’année qui vient."))
    return starts, due


def _usual(starts: date) -> date:
    """The usual end; the last day there is when a start is that far, which is refused."""
    return min(starts, date.max - USUAL) + USUAL


def _had(
    session: Session, work: Assignment, people: Collection[UUID], today: date
) -> dict[UUID, str]:
    """Who has the same work to do already, and the first name of who gave it."""
    rows = session.execute(_same(work, people, today))
    return {who: by or "" for who, items, by in rows if set(items) == set(work.items)}


def _same(work: Assignment, people: Collection[UUID], today: date) -> Select[Any]:
    """Work of the same kind on the same skill that people have to do."""
    return (
        select(Assigned.learner_id, Assignment.items, Person.first_name)
        .join(Assignment, Assignment.id == Assigned.assignment_id)
        .outerjoin(Person, Person.id == Assignment.by_id)
        .where(
            Assigned.learner_id.in_(people),
            Assignment.skill == work.skill,
            Assignment.kind == work.kind,
            Assignment.closed_at.is_(None),
            Assignment.due >= today,
            ~done_by(Assigned.learner_id),
        )
    )


def _already(people: Sequence[LearnerRow], had: dict[UUID, str]) -> str:
    """Who had it, and from whom: two trainers who give the same are told."""
    names = ", ".join(row.name for row in people if row.id in had)
    by = ", ".join(sorted({name for name in had.values() if name}))
    if not names:
        return ""
    if not by:
        return _("Déjà proposé : %(names)s.", names=names)
    return _("Déjà proposé par %(by)s : %(names)s.", by=by, names=names)
