"""The form that gives work, and how far everybody is in what was given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from flask import url_for
from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from palier.acting.assigning import DOCUMENTS, USUAL, Asked
from palier.acting.pages import Choice, ChoiceGroup, GivePage, HerPart, Work, WorksPage
from palier.app import Services
from palier.catalogue import Catalogue
from palier.engine_time import local
from palier.i18n import _, ngettext
from palier.models import (
    Answer,
    Assigned,
    Assignment,
    ExerciseServed,
    Person,
    Sitting,
)
from palier.practice import given
from palier.practice.given import CHOSEN, DOCUMENT, ITEMS, SKILL
from palier.presentation import day
from palier.security import Actor
from palier.trainer import map_state, queries
from palier.trainer.learner_pages import Way
from palier.trainer.lines import way_back
from palier.trainer.queries import GroupRow, LearnerRow

KEPT = timedelta(days=60)  # how long work that is over stays in the list


def form(
    services: Services,
    actor: Actor,
    group_id: int,
    asked: Asked,
    fault: str = "",
    carte: str | None = None,
) -> GivePage:
    """The form to give work, filled in with what was asked; ``carte``: the view of the map one
    comes from. Raises NotFound."""
    with services.db.read() as session:
        group = queries.group(session, actor, group_id)
        rows = queries.learners(session, group_id)
        catalogue = services.catalogue.seen_by(session, actor.school)
    today = local(services.source.now(), group.timezone).date()
    skills = catalogue.curriculum.skills
    skill = asked.skill if asked.skill in catalogue.covered else ""
    way = _way(catalogue, carte, group, skill.split(".")[0])
    return GivePage(
        group_id=group.id,
        group=group.name,
        skills=tuple(skills_with(catalogue, skill)),
        skill_id=skill,
        skill=skills[skill].label if skill else "",
        items=tuple(items_of(catalogue, skill, asked.items)),
        people=tuple(Choice(str(r.id), r.name, str(r.id) in asked.people) for r in rows),
        what=asked.what if asked.what in (SKILL, ITEMS) else SKILL,
        starts=asked.starts or today.isoformat(),
        due=asked.due or (today + USUAL).isoformat(),
        today=today.isoformat(),
        fault=fault,
        way=(way.address, way.label),
        carte=way.carte or "",
    )


def _way(catalogue: Catalogue, carte: str | None, group: GroupRow, domain: str) -> Way:
    """Back to the view of the map one came from, when it is of this group."""
    known = map_state.unpack(carte, catalogue.curriculum)
    here = carte if known is not None and known[0] == group.id else None
    return way_back(catalogue.curriculum, here, group, domain)


def skills_with(catalogue: Catalogue, chosen: str) -> Iterator[ChoiceGroup]:
    """Every skill that has exercises, domain by domain, one of them chosen."""
    for domain in catalogue.curriculum.domains:
        found = tuple(
            Choice(skill.id, skill.label, skill.id == chosen)
            for strand in domain.strands
            for skill in strand.skills
            if skill.id in catalogue.covered
        )
        if found:
            yield ChoiceGroup(domain.label, found)


def items_of(catalogue: Catalogue, skill: str, chosen: Sequence[str]) -> Iterator[Choice]:
    """The exercises of a skill, easiest first: what each asks, and whether it is a document."""
    mine = [entry for entry in catalogue.items if entry.item.skill == skill]
    for entry in sorted(mine, key=lambda one: (one.item.tier, one.item.id)):
        minutes = max(round(entry.item.seconds / 60), 1)
        what = _("document, ") if entry.item.type in DOCUMENTS else ""
        note = _(
            "%(what)spalier %(tier)s sur 3, %(n)s min",
            what=what,
            tier=entry.item.tier,
            n=minutes,
        )
        name = entry.item.id.rsplit("/", 1)[-1].replace("-", " ")
        yield Choice(entry.item.id, name.capitalize(), entry.item.id in chosen, note)


def works(
    services: Services, actor: Actor, group_id: int, carte: str | None = None
) -> WorksPage:
    """What was given in a group, and how far each is. Raises NotFound."""
    with services.db.read() as session:
        group = queries.group(session, actor, group_id)
        rows = {row.id: row for row in queries.learners(session, group_id)}
        today = local(services.source.now(), group.timezone).date()
        found = _given(session, list(rows), today - KEPT)
        parts = _parts(session, [work.id for work, _by in found], list(rows))
        catalogue = services.catalogue.current(session)
        whom = _whom(session, [work.id for work, _by in found], list(rows))
    lines = [
        _line(catalogue, work, by, today, [rows[one] for one in whom[work.id]], parts)
        for work, by in found
    ]
    way = _way(catalogue, carte, group, "")
    return WorksPage(
        group.id,
        group.name,
        tuple(line for line in lines if line.open),
        tuple(line for line in reversed(lines) if not line.open),
        (way.address, way.label),
        way.carte or "",
    )


def _given(
    session: Session, people: Sequence[UUID], since: date
) -> Sequence[Row[Assignment, str | None]]:
    of_them = Assigned.learner_id.in_(people) & (Assigned.assignment_id == Assignment.id)
    return session.execute(
        select(Assignment, Person.first_name)
        .outerjoin(Person, Person.id == Assignment.by_id)
        .where(Assignment.due >= since, select(Assigned.learner_id).where(of_them).exists())
        .order_by(Assignment.due, Assignment.created_at)
    ).all()


def _whom(
    session: Session, works: Sequence[UUID], people: Sequence[UUID]
) -> Mapping[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = {work: [] for work in works}
    for work, who in session.execute(
        select(Assigned.assignment_id, Assigned.learner_id).where(
            Assigned.assignment_id.in_(works), Assigned.learner_id.in_(people)
        )
    ):
        found[work].append(who)
    return found


@dataclass(frozen=True)
class _Part:
    """What somebody did of some work: answers, and whether it is done."""

    answers: int
    done: bool


def _parts(
    session: Session, works: Sequence[UUID], people: Sequence[UUID]
) -> Mapping[tuple[UUID, UUID], _Part]:
    ended = Sitting.ended_at.is_not(None) & Sitting.outcome.is_distinct_from("cut")
    rows = session.execute(
        select(
            Sitting.assignment_id,
            Sitting.learner_id,
            func.count(Answer.served_id),
            func.count(func.distinct(Sitting.id)).filter(ended),
        )
        .outerjoin(ExerciseServed, ExerciseServed.sitting_id == Sitting.id)
        .outerjoin(Answer, Answer.served_id == ExerciseServed.id)
        .where(
            Sitting.assignment_id.in_(works),
            Sitting.learner_id.in_(people),
            Sitting.voided_at.is_(None),
        )
        .group_by(Sitting.assignment_id, Sitting.learner_id)
    )
    return {(work, who): _Part(answers, done > 0) for work, who, answers, done in rows if work}


def _line(
    catalogue: Catalogue,
    work: Assignment,
    by: str | None,
    today: date,
    people: Sequence[LearnerRow],
    parts: Mapping[tuple[UUID, UUID], _Part],
) -> Work:
    mine = given.Given(work.id, work.kind, work.skill, tuple(work.items), work.due, by or "")
    planned = given.length(catalogue, mine)
    hers = tuple(_part(row, parts.get((work.id, row.id)), planned) for row in people)
    over = all(part.done for part in hers) or work.due < today
    return Work(
        id=work.id,
        title=given.title(catalogue, mine),
        what=_what(work, planned),
        by=by or _("l’équipe"),
        dates=_("du %(start)s au %(due)s", start=day(work.starts), due=day(work.due)),
        state=_state(work, today, hers),
        open=work.closed_at is None and not over,
        people=hers,
    )


def _what(work: Assignment, planned: int) -> str:
    if work.kind in CHOSEN:
        return _("exercices choisis pour chacun")
    if work.kind == DOCUMENT:
        return ngettext("%(number)s document", "%(number)s documents", planned)
    return ngettext("%(number)s exercice choisi", "%(number)s exercices choisis", planned)


def _state(work: Assignment, today: date, people: Sequence[HerPart]) -> str:
    done = sum(part.done for part in people)
    if work.closed_at is not None:
        return _("retiré")
    if people and done == len(people):
        return _("terminé par tous")
    if work.due < today:
        return _("fini le %(day)s", day=day(work.due))
    if work.starts > today:
        return _("commence le %(day)s", day=day(work.starts))
    return _("fait par %(n)s sur %(all)s", n=done, all=len(people))


def _part(row: LearnerRow, part: _Part | None, planned: int) -> HerPart:
    if part is None or not (part.answers or part.done):
        words = _("pas commencé")
    elif part.done:
        words = _("fait")
    else:
        words = _("%(n)s sur %(all)s", n=part.answers, all=max(planned, part.answers))
    address = url_for("trainer.learner", learner_id=row.id)
    return HerPart(row.name, address, words, part is not None and part.done)
