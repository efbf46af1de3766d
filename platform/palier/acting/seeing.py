"""The short way to « Je l’ai vu faire »: a learner’s likely skills, each with its places."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from palier import levels as shown
from palier.accounts.words import normalise
from palier.acting.pages import SeenPage, SeenSkill
from palier.acting.words import PLACES
from palier.app import Services
from palier.i18n import _
from palier.levels import PROVED, skill_level
from palier.models import Assigned, Assignment
from palier.plan import goals, standing
from palier.plan.standing import Known
from palier.privacy import looked
from palier.security import Actor
from palier.trainer import group_facts, queries

MOST = 12  # skills shown at once: what is seen in a workshop is among the first
MOST_NEXT = 6  # of those, the ones to come
LONGEST_ASKED = 60


def page(services: Services, actor: Actor, learner_id: UUID, typed: str) -> SeenPage:
    """The likely skills, or those that are searched for. Raises NotFound."""
    asked = " ".join(typed.split())[:LONGEST_ASKED]
    with services.db.read() as session:
        known = standing.load(services, session, actor, learner_id)
        looked.record(services, session, actor, learner_id, looked.LEARNER)
        likely = list(_searched(known, asked) if asked else _likely(session, known))
    found = dict.fromkeys(skill for skill, _why in likely)
    whys = dict(reversed(likely))  # the first reason said of each
    return SeenPage(
        learner_id=learner_id,
        name=known.row.name,
        asked=asked,
        places=tuple((code, _(place)) for code, place in PLACES.items()),
        skills=tuple(_line(known, skill, whys[skill]) for skill in list(found)[:MOST]),
        more=max(len(found) - MOST, 0),
    )


def _line(known: Known, skill: str, why: str) -> SeenSkill:
    return SeenSkill(
        id=skill,
        label=known.catalogue.curriculum.skills[skill].label,
        why=why,
        level=skill_level(known.catalogue.parameters, known.levels, skill),
    )


def _searched(known: Known, asked: str) -> Iterator[tuple[str, str]]:
    """Skills in use whose names have every word typed, accents and capitals aside."""
    wanted = [normalise(word) for word in asked.split()]
    for domain in known.catalogue.curriculum.domains:
        for strand in domain.strands:
            for skill in strand.skills:
                text = normalise(f"{strand.label} {skill.label} {skill.je_sais}")
                if skill.id in known.catalogue.covered and all(one in text for one in wanted):
                    yield skill.id, strand.label


def _likely(session: Session, known: Known) -> Iterator[tuple[str, str]]:
    """(skill, why) of her plan, of work given, worked on lately, then what comes next."""
    covered, who = known.catalogue.covered, known.row.id
    for goal in goals.of_learner(session, who):
        if goal.closed_at is None and goal.kind == goals.SKILL and goal.target in covered:
            yield goal.target, _("dans son plan")
    given = session.scalars(
        select(Assignment.skill)
        .join(Assigned, Assigned.assignment_id == Assignment.id)
        .where(
            Assigned.learner_id == who,
            Assignment.closed_at.is_(None),
            Assignment.due >= known.today.date(),
        )
        .order_by(Assignment.due, Assignment.id)
    )
    for skill in given:
        if skill in covered:
            yield skill, _("travail donné")
    lately = queries.lately(session, [who], known.now - group_facts.LATELY)
    for row in reversed(lately):
        if row.skill in covered:
            yield row.skill, _("travaillée ces trois semaines")
    yield from ((skill, _("à venir")) for skill in _next(known))


def _next(known: Known) -> list[str]:
    """Not proved yet, the likeliest to be done now first."""
    index, levels = known.catalogue.parameters.index, known.levels
    open_ = [
        skill
        for skill in known.catalogue.curriculum.skills
        if skill in known.catalogue.covered
        and standing.state_of(known.catalogue, levels, skill) not in (*PROVED, shown.PRESUMED)
    ]
    return sorted(open_, key=lambda skill: -float(levels.p_success[index[skill]]))[:MOST_NEXT]
