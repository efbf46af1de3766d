"""Work made for a goal of a plan, whatever the goal is: a skill of ours, a competence of the
school’s framework by the skills it needs, or free words by a skill that the trainer chooses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from palier import levels as shown
from palier.acting import assigning, work_pages
from palier.acting.pages import Choice, ChoiceGroup
from palier.acting.words import Told as Refused
from palier.app import Services
from palier.errors import NotFound
from palier.i18n import _
from palier.models import FrameworkCompetence, Goal
from palier.plan import goals, standing
from palier.plan.goals import COMPETENCE, SKILL
from palier.plan.pages import GivePage
from palier.plan.standing import Known
from palier.plan.told import Told
from palier.practice import given
from palier.privacy import looked
from palier.security import Actor


@dataclass(frozen=True)
class Asked:
    """The work as it was chosen: exercises chosen for her on some skills, or these exercises of
    one skill. Days as the browser writes them."""

    skills: Sequence[str] = ()
    items: Sequence[str] = ()
    of: str = ""  # the skill whose exercises are listed
    starts: str = ""
    due: str = ""
    chosen: bool = True  # something was: nothing is ticked beforehand


def page(
    services: Services,
    actor: Actor,
    learner_id: UUID,
    goal_id: UUID,
    asked: Asked,
    fault: str = "",
) -> GivePage:
    """The form that gives work for a goal. Raises NotFound, also for one that is closed."""
    with services.db.read() as session:
        known = standing.load(services, session, actor, learner_id)
        looked.record(services, session, actor, learner_id, looked.PLAN)
        goal = goals.find(session, learner_id, goal_id)
        if goal.closed_at is not None:
            raise NotFound
        rows = standing.framework(session, actor.school_id)
        number, _who = goals.version(session, learner_id)
    catalogue, today = known.catalogue, known.today.date()
    offered = _offered(known, goal, rows)
    ticked = set(asked.skills) if asked.chosen else set(offered[: given.SKILL_LENGTH])
    of = asked.of if asked.of in catalogue.covered else ""
    if not of and len(offered) == 1:
        of = offered[0]
    return GivePage(
        learner_id=learner_id,
        goal_id=goal_id,
        name=known.row.name,
        goal=goals.label(catalogue.curriculum, goal, rows),
        skills=tuple(_choice(known, skill, skill in ticked) for skill in offered),
        every=()
        if offered
        else tuple(work_pages.skills_with(catalogue, next(iter(ticked), ""))),
        lists=_lists(known, offered, of),
        of=of,
        of_words=catalogue.curriculum.skills[of].label if of else "",
        items=tuple(work_pages.items_of(catalogue, of, asked.items)) if of else (),
        precise=bool(asked.of),
        starts=asked.starts or today.isoformat(),
        due=asked.due or assigning.until(today, max(goal.due, today)),
        today=today.isoformat(),
        mark=f"v{number}",
        fault=fault,
    )


def _offered(known: Known, goal: Goal, rows: Sequence[FrameworkCompetence]) -> list[str]:
    """The skills that a goal names, those that have exercises, in the order of the curriculum;
    of a competence, also those of what is under it."""
    named: set[str] = {goal.target} if goal.kind == SKILL else set()
    if goal.kind == COMPETENCE:
        inside = _under(goal.target, {row.code: row.parent for row in rows})
        named = {skill for row in rows if row.code in inside for skill in row.skills}
    every = known.catalogue.curriculum.skills
    return [one for one in every if one in named and one in known.catalogue.covered]


def _under(code: str, parents: Mapping[str, str | None]) -> set[str]:
    """A code and all that is under it; the import refused circles."""
    found, before = {code}, 0
    while len(found) > before:
        before = len(found)
        found |= {one for one, parent in parents.items() if parent in found}
    return found


def _choice(known: Known, skill: str, chosen: bool) -> Choice:
    """A skill, with where she is in it."""
    level = shown.skill_level(known.catalogue.parameters, known.levels, skill)
    label = known.catalogue.curriculum.skills[skill].label
    return Choice(skill, label, chosen, level.words)


def _lists(known: Known, offered: Sequence[str], of: str) -> tuple[ChoiceGroup, ...]:
    """The skills whose exercises may be listed."""
    if not offered:
        return tuple(work_pages.skills_with(known.catalogue, of))
    labels = known.catalogue.curriculum.skills
    return (
        ChoiceGroup("", tuple(Choice(one, labels[one].label, one == of) for one in offered)),
    )


def give(
    services: Services, actor: Actor, learner_id: UUID, goal_id: UUID, asked: Asked, mark: str
) -> None:
    """Give the work and point the goal to it. Raises NotFound, and Told."""
    with services.db.write() as session:
        goal = goals.find(session, learner_id, goal_id)
        known = goals.begin(services, session, actor, learner_id, mark, "work")
        if goal.closed_at is not None:
            raise Told(_("Ce but est déjà fermé."), "work")
        goal.assignment_id = _give(services, session, actor, known, asked)
        goals.written(services, session, actor, learner_id, "goal.changed", goal, {})


def _give(
    services: Services, session: Session, actor: Actor, known: Known, asked: Asked
) -> UUID:
    dates = (asked.starts, asked.due)
    if asked.of:
        work = assigning.Asked(asked.of, given.ITEMS, asked.items, (), *dates)
    elif asked.skills:
        work = assigning.Asked("", given.SKILLS, asked.skills, (), *dates)
    else:
        raise Told(_("Choisissez au moins une compétence."), "work")
    try:
        today = known.today.date()
        args = (known.catalogue, known.row.id, work, today)
        return assigning.give_one(services, session, actor, *args)
    except Refused as refused:
        raise Told(str(refused), "work") from refused
