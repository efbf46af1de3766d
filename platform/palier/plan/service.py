"""A learner’s plan: goals, decisions, what was signed; for her trainers and for herself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from adaptive import Levels
from palier import levels as shown
from palier.accounts import locks
from palier.app import Services
from palier.catalogue import Catalogue
from palier.engine_time import local
from palier.i18n import _
from palier.models import FrameworkCompetence, Goal
from palier.people import queries as people
from palier.plan import decisions, goal_work, goals, signing, standing
from palier.plan.goals import COMPETENCE, OUTCOMES, SKILL, Asked
from palier.plan.pages import GoalLine, MinePage, PlanPage, SignedPage
from palier.plan.positionnement import heading
from palier.plan.signing import Names
from palier.plan.standing import Known
from palier.plan.told import Told
from palier.practice import given
from palier.practice.given import Part
from palier.practice.queries import DEFAULT_TIMEZONE, TIMEZONE
from palier.privacy import looked
from palier.progress import queries as progress
from palier.security import Actor
from palier.trainer.queries import full_name

BACK = timedelta(days=90)  # of a report on one learner


def page(
    services: Services,
    actor: Actor,
    learner_id: UUID,
    typed: Asked | None = None,
    about: str = "",
    fault: str = "",
    names: Names | None = None,
) -> PlanPage:
    """The plan of a learner. Raises NotFound for one out of reach."""
    with services.db.read() as session:
        known = standing.load(services, session, actor, learner_id)
        looked.record(services, session, actor, learner_id, looked.PLAN)
        rows = goals.of_learner(session, learner_id)
        number, _who = goals.version(session, learner_id)
        framework = standing.framework(session, actor.school_id)
        signed = signing.of_learner(session, learner_id, known.group.timezone)
        decided = decisions.of_learner(session, learner_id)
        talks = decisions.talks(session, learner_id)
        parts = given.of_learner(session, learner_id)
    today, zone = known.today.date(), known.group.timezone
    plan = Plan(known.catalogue, known.levels, framework, _by_id(parts), today, zone)
    lines = _lines(plan, rows, rows)
    return PlanPage(
        learner_id=learner_id,
        name=known.row.name,
        group=known.group.name,
        version=number,
        open=tuple(line for line in lines if not line.outcome),
        closed=tuple(line for line in lines if line.outcome),
        targets=_targets(known, framework),
        competences=standing.competences(known.catalogue, known.levels, framework),
        decisions=tuple(decisions.line(row, held, today) for row, held in decided),
        talks=talks,
        signed=tuple(one for one in signed if one.kind == signing.PLAN),
        outcomes=tuple((key, _(words)) for key, words in OUTCOMES.items()),
        decided=tuple((key, _(words)) for key, words in decisions.OUTCOMES.items()),
        names=names or Names(),
        typed=typed or Asked(),
        about=about,
        fault=fault,
        today=today,
        since=today - BACK,
        works=goal_work.choices(known.catalogue, parts, today),
    )


@dataclass(frozen=True)
class Plan:
    """What the lines of a plan are made from; ``parts``: work given to her."""

    catalogue: Catalogue
    levels: Levels
    framework: Sequence[FrameworkCompetence]
    parts: Mapping[UUID, Part]
    today: date
    timezone: str


def _by_id(parts: Iterable[Part]) -> Mapping[UUID, Part]:
    return {part.given.id: part for part in parts}


def _lines(plan: Plan, rows: Sequence[Goal], every: Sequence[Goal]) -> tuple[GoalLine, ...]:
    """Some of her goals, that may come after any of ``every``, closed ones too."""
    catalogue, levels, framework = plan.catalogue, plan.levels, plan.framework
    labels = {row.id: goals.label(catalogue.curriculum, row, framework) for row in every}
    return tuple(
        GoalLine(
            id=row.id,
            label=labels[row.id],
            due=row.due,
            late=row.closed_at is None and row.due < plan.today,
            after=labels[row.after_id] if row.after_id else "",
            after_id=str(row.after_id or ""),
            work=row.work,
            assigned=row.assigned,
            state=_state(catalogue, levels, row, framework),
            glyph=_glyph(catalogue, levels, row),
            outcome=_(OUTCOMES[row.outcome]) if row.outcome else "",
            given=goal_work.work(catalogue, plan.parts, row, plan.today, plan.timezone),
            may_give=row.kind == SKILL and row.target in catalogue.covered,
        )
        for row in rows
    )


def _glyph(catalogue: Catalogue, levels: Levels, goal: Goal) -> shown.Glyph | None:
    if goal.kind != SKILL or goal.target not in catalogue.parameters.index:
        return None
    return shown.skill_level(catalogue.parameters, levels, goal.target).glyph


def _state(
    catalogue: Catalogue,
    levels: Levels,
    goal: Goal,
    framework: Sequence[FrameworkCompetence],
) -> str:
    """What her answers say of a goal, "" for one in free words."""
    if goal.kind == SKILL and goal.target in catalogue.parameters.index:
        return shown.skill_level(catalogue.parameters, levels, goal.target).words
    if goal.kind == COMPETENCE:
        found = standing.competences(catalogue, levels, framework)
        return next((one.words for one in found if one.code == goal.target), "")
    return ""


def _targets(
    known: Known, framework: Sequence[FrameworkCompetence]
) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """What a goal may be, part by part."""
    found = []
    if framework:
        own = tuple(
            (f"{COMPETENCE}:{row.code}", f"{row.code} {row.title}") for row in framework
        )
        found.append((_("Référentiel de l’école"), own))
    for domain in known.catalogue.curriculum.domains:
        for strand in domain.strands:
            skills = tuple(
                (f"{SKILL}:{skill.id}", skill.label)
                for skill in strand.skills
                if skill.id in known.catalogue.covered
            )
            if skills:
                found.append((f"{domain.label}, {strand.label}", skills))
    return tuple(found)


def sign(services: Services, actor: Actor, learner_id: UUID, form: Mapping[str, str]) -> UUID:
    """Sign the plan as it stands; the document. Raises NotFound, and Told."""
    names = Names.of(form)
    with services.db.write() as session:
        locks.hold(session, learner_id.bytes)
        known = standing.load(services, session, actor, learner_id)
        goals.current(session, learner_id, form.get("lu", ""), "sign")
        every = goals.of_learner(session, learner_id)
        if all(one.closed_at for one in every):
            raise Told(_("Ce plan n’a pas encore de but. Écrivez-en un d’abord."), "sign")
        if names.missing:
            raise Told(names.missing, "sign")
        content = _content(session, actor, known, every)
        return signing.sign(services, session, actor, learner_id, signing.PLAN, content, names)


def _content(
    session: Session, actor: Actor, known: Known, every: Sequence[Goal]
) -> dict[str, Any]:
    framework = standing.framework(session, actor.school_id)
    rows = [one for one in every if not one.closed_at]
    parts = goal_work.of_goals(session, known.row.id, rows)
    today, zone = known.today.date(), known.group.timezone
    plan = Plan(known.catalogue, known.levels, framework, parts, today, zone)
    lines = _lines(plan, rows, every)
    competences = standing.competences(known.catalogue, known.levels, framework)
    return {
        **heading(session, actor, known),
        "goals": [
            {
                "goal": line.label,
                "due": line.due.isoformat(),
                "after": line.after,
                "work": line.work,
                "assigned": line.assigned,
                "given": line.given.said(line.label, line.due) if line.given else "",
                "state": line.state,
            }
            for line in lines
        ],
        "framework": [
            {"code": one.code, "title": one.title, "words": one.words} for one in competences
        ],
    }


def signed(services: Services, actor: Actor, learner_id: UUID, document_id: UUID) -> SignedPage:
    """A document that a learner in reach signed, also one who left. Raises NotFound."""
    with services.db.read() as session:
        known = people.learner(session, actor, learner_id)
        name = full_name(known.person.first_name, known.person.last_name)
        found = _signed(session, learner_id, document_id, name, known.site.timezone)
        looked.record(services, session, actor, learner_id, looked.SIGNED)
    return replace(found, gone=not known.here)


def own_signed(services: Services, actor: Actor, document_id: UUID) -> SignedPage:
    """A document that the actor signed herself. Raises NotFound."""
    with services.db.read() as session:
        zone = _zone(session, actor)
        return _signed(session, actor.id, document_id, actor.first_name, zone, hers=True)


def _signed(
    session: Session,
    learner_id: UUID,
    document_id: UUID,
    name: str,
    timezone: str,
    hers: bool = False,
) -> SignedPage:
    row = signing.find(session, learner_id, document_id)
    return SignedPage(
        learner_id,
        name,
        signing.brief(row, timezone),
        row.content,
        row.content_hash,
        signing.intact(row),
        row.number == signing.last(session, learner_id, row.kind),
        hers,
    )


def mine(services: Services, actor: Actor) -> MinePage:
    """The actor's own plan, as she reads it."""
    now = services.source.now()
    with services.db.read() as session:
        zone = _zone(session, actor)
        catalogue = services.catalogue.seen_by(session, actor.school)
        rows = goals.of_learner(session, actor.id)
        framework = standing.framework(session, actor.school_id)
        signed = signing.of_learner(session, actor.id, zone)
        decided = decisions.of_learner(session, actor.id)
        levels = progress.levels(session, catalogue, actor.id, now)
        parts = goal_work.of_goals(session, actor.id, rows)
    today = local(now, zone).date()
    lines = _lines(Plan(catalogue, levels, framework, parts, today, zone), rows, rows)
    return MinePage(
        tuple(line for line in lines if not line.outcome),
        tuple(line for line in lines if line.outcome),
        tuple(decisions.line(row, held, today) for row, held in decided),
        signed,
    )


def _zone(session: Session, actor: Actor) -> str:
    """The time zone of a learner’s own site."""
    return session.scalar(select(TIMEZONE), {"learner_id": actor.id}) or DEFAULT_TIMEZONE
