"""The goals of a plan: several trainers write them, none unknown to the others."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exercises.curriculum import Curriculum
from palier.accounts import locks
from palier.app import Services
from palier.errors import NotFound
from palier.i18n import N_, _
from palier.models import FrameworkCompetence, Goal, LearningPlan, Person
from palier.people.reading import day as read_day
from palier.people.trace import record
from palier.plan import goal_work, standing
from palier.plan.order import loop
from palier.plan.standing import Known
from palier.plan.told import Told
from palier.security import Actor

SKILL, COMPETENCE, FREE = "skill", "competence", "free"
OUTCOMES: Mapping[str, str] = {
    "reached": N_("Atteint"),
    "changed": N_("Laissé de côté"),
}
LONGEST_GOAL, LONGEST_WORK = 200, 400
MOST_GOALS = 20  # open at once: a plan of more is read by nobody
FARTHEST = timedelta(days=3 * 366)


@dataclass(frozen=True)
class Asked:
    """A goal as it was typed."""

    target: str = ""  # "skill:maths.…", "competence:C1", "" for free words
    words: str = ""
    due: str = ""
    after: str = ""
    work: str = ""
    assigned: bool = False
    given: str = ""  # the id of work given to her, or goal_work.NEW

    @classmethod
    def of(cls, form: Mapping[str, str]) -> Asked:
        """The goal in a form."""

        def one(name: str, longest: int) -> str:
            return " ".join(form.get(name, "").split())[:longest]

        return cls(
            one("cible", LONGEST_GOAL + 20),
            one("mots", LONGEST_GOAL),
            one("pour", 20),
            one("apres", 36),
            one("travail", LONGEST_WORK),
            form.get("donne") == "oui",
            one("propose", 36),
        )


def of_learner(session: Session, learner_id: UUID) -> Sequence[Goal]:
    """All goals of a learner, those for the nearest day first."""
    return session.scalars(
        select(Goal).where(Goal.learner_id == learner_id).order_by(Goal.due, Goal.id)
    ).all()


def version(session: Session, learner_id: UUID) -> tuple[int, str]:
    """The number of the plan, and who wrote it last ("" for nobody)."""
    row = session.execute(
        select(LearningPlan.version, Person.first_name)
        .outerjoin(Person, Person.id == LearningPlan.updated_by)
        .where(LearningPlan.learner_id == learner_id)
    ).one_or_none()
    return (row[0], row[1] or "") if row else (0, "")


def label(
    curriculum: Curriculum, goal: Goal, competences: Sequence[FrameworkCompetence]
) -> str:
    """A goal in words."""
    if goal.kind == SKILL:
        known = curriculum.skills.get(goal.target)
        return known.label if known else goal.target
    if goal.kind == COMPETENCE:
        title = next((c.title for c in competences if c.code == goal.target), "")
        return f"{goal.target} {title}".strip()
    return goal.target


def add(services: Services, actor: Actor, learner_id: UUID, asked: Asked, mark: str) -> UUID:
    """A new goal; its id. Raises NotFound, and Told with what is to be mended."""
    with services.db.write() as session:
        known = begin(services, session, actor, learner_id, mark, "new")
        rows = standing.framework(session, actor.school_id)
        goals = [one for one in of_learner(session, learner_id) if one.closed_at is None]
        kind, target = _target(known, rows, asked)
        if len(goals) >= MOST_GOALS:
            raise Told(_("Ce plan a déjà 20 buts. Fermez-en un d’abord."), "new")
        if any((one.kind, one.target) == (kind, target) for one in goals):
            raise Told(_("Ce but est déjà dans le plan."), "new")
        goal = Goal(
            id=services.source.new_id(),
            school_id=actor.school_id,
            learner_id=learner_id,
            kind=kind,
            target=target,
            created_at=services.source.now(),
            created_by=actor.id,
        )
        _fill(known, goal, goals, rows, asked, "new")
        goal_work.attach(services, session, actor, known, goal, asked.given, "new")
        session.add(goal)
        written(services, session, actor, learner_id, "goal.added", goal, _values(goal))
        return goal.id


def change(
    services: Services,
    actor: Actor,
    learner_id: UUID,
    goal_id: UUID,
    asked: Asked,
    mark: str,
) -> None:
    """Another day, order or work for a goal. Raises NotFound, and Told."""
    with services.db.write() as session:
        goal = find(session, learner_id, goal_id)
        known = begin(services, session, actor, learner_id, mark, str(goal_id))
        if goal.closed_at is not None:
            raise Told(_("Ce but est déjà fermé."), str(goal_id))
        rows = standing.framework(session, actor.school_id)
        goals = [one for one in of_learner(session, learner_id) if one.closed_at is None]
        before, work = _values(goal), goal.work
        _fill(known, goal, goals, rows, asked, str(goal_id))
        goal_work.attach(services, session, actor, known, goal, asked.given, str(goal_id))
        after = _values(goal)
        moved: dict[str, Any] = {
            key: [before[key], now] for key, now in after.items() if before[key] != now
        }
        if goal.work != work:
            moved["work"] = True  # by reference: her words are in the plan alone
        written(services, session, actor, learner_id, "goal.changed", goal, moved)


def close(
    services: Services, actor: Actor, learner_id: UUID, goal_id: UUID, outcome: str, mark: str
) -> None:
    """A goal is reached, or left aside. Raises NotFound, and Told."""
    with services.db.write() as session:
        goal = find(session, learner_id, goal_id)
        begin(services, session, actor, learner_id, mark, str(goal_id))
        if outcome not in OUTCOMES:
            raise Told(_("Dites si le but est atteint ou laissé de côté."), str(goal_id))
        if goal.closed_at is None:
            goal.closed_at, goal.outcome = services.source.now(), outcome
            closed = {"outcome": [None, outcome]}
            written(services, session, actor, learner_id, "goal.closed", goal, closed)


def find(session: Session, learner_id: UUID, goal_id: UUID) -> Goal:
    """A goal of a learner. Raises NotFound for any other."""
    goal = session.get(Goal, goal_id)
    if goal is None or goal.learner_id != learner_id:
        raise NotFound
    return goal


def current(session: Session, learner_id: UUID, mark: str, about: str) -> None:
    """Raise Told when somebody changed the plan since it was read."""
    number, who = version(session, learner_id)
    if mark != f"v{number}":
        said = _(
            "%(who)s vient de changer ce plan. Rien n’est enregistré, et ce que vous avez "
            "écrit est gardé. Regardez le plan tel qu’il est, puis validez de nouveau.",
            who=who or _("Un collègue"),
        )
        raise Told(said, about)


def begin(
    services: Services, session: Session, actor: Actor, learner_id: UUID, mark: str, about: str
) -> Known:
    """Hold a plan to change it, as it was read. Raises NotFound, and Told."""
    locks.hold(session, learner_id.bytes)
    known = standing.load(services, session, actor, learner_id)
    current(session, learner_id, mark, about)
    return known


def _target(known: Known, rows: Sequence[FrameworkCompetence], asked: Asked) -> tuple[str, str]:
    kind, _colon, target = asked.target.partition(":")
    if asked.words and asked.target:
        said = _("Choisissez un but dans la liste, ou écrivez-le : l’un ou l’autre.")
        raise Told(said, "new")
    if asked.words:
        return FREE, asked.words
    skills = known.catalogue.curriculum.skills
    if kind == SKILL and target in skills and known.catalogue.uses(target):
        return kind, target
    if kind == COMPETENCE and any(row.code == target for row in rows):
        return kind, target
    raise Told(_("Choisissez un but dans la liste, ou écrivez-le avec vos mots."), "new")


def _fill(
    known: Known,
    goal: Goal,
    goals: Sequence[Goal],
    rows: Sequence[FrameworkCompetence],
    asked: Asked,
    about: str,
) -> None:
    """Set what may change of a goal. Raises Told."""
    due = read_day(asked.due)
    today = known.today.date()
    if due is None:
        raise Told(_("Choisissez la date : pour quand est ce but ?"), about)
    if not today <= due <= today + FARTHEST and due != goal.due:
        raise Told(_("Choisissez une date à venir, dans les 3 ans."), about)
    after = next((one for one in goals if str(one.id) == asked.after), None)
    if asked.after and after is None:
        raise Told(_("Le but d’avant n’est plus dans le plan. Choisissez-en un autre."), about)
    goal.due, goal.after_id = due, after.id if after else None
    goal.work, goal.assigned = asked.work, asked.assigned
    others = [one for one in goals if one.id != goal.id]
    _in_order(known.catalogue.curriculum, goal, [*others, goal], rows, about)


def _in_order(
    curriculum: Curriculum,
    goal: Goal,
    goals: Sequence[Goal],
    rows: Sequence[FrameworkCompetence],
    about: str,
) -> None:
    """Raise Told when a goal would come before what it stands on."""
    if goal.after_id is None:
        return
    needs = {row.code: frozenset(row.skills) for row in rows}
    skills = {one.id: _skills(curriculum, one, needs) for one in goals}
    before = {one.id: _before(curriculum, one, goals, skills) for one in goals}
    way = loop(before, goal.id)
    if way:
        names = {one.id: label(curriculum, one, rows) for one in goals}
        chain = _(" vient après ").join(f"« {names[one]} »" for one in (*way, way[0]))
        said = _("Ces buts tournent en rond : %(chain)s. Choisissez un autre ordre.")
        raise Told(said % {"chain": chain}, about)


def _skills(
    curriculum: Curriculum, goal: Goal, needs: Mapping[str, AbstractSet[str]]
) -> AbstractSet[str]:
    if goal.kind == FREE:
        return frozenset()
    found = {goal.target} if goal.kind == SKILL else needs.get(goal.target, frozenset())
    return {skill for skill in found if skill in curriculum.skills}


def _before(
    curriculum: Curriculum,
    goal: Goal,
    goals: Collection[Goal],
    skills: Mapping[UUID, AbstractSet[str]],
) -> set[UUID]:
    """What comes before a goal: as the plan says, and as a skill stands on others."""
    stands_on = set(curriculum.closure(skills[goal.id])) - skills[goal.id]
    found = {
        one.id
        for one in goals
        if one.kind == SKILL and goal.kind == SKILL and one.target in stands_on
    }
    return found | ({goal.after_id} if goal.after_id else set())


def _values(goal: Goal) -> dict[str, Any]:
    """What the journal of changes keeps of a goal: no word of hers."""
    return {
        "due": goal.due.isoformat(),
        "after_goal": str(goal.after_id) if goal.after_id else None,
        "assigned": goal.assigned,
    }


def written(
    services: Services,
    session: Session,
    actor: Actor,
    learner_id: UUID,
    action: str,
    goal: Goal,
    values: Mapping[str, Any],
) -> None:
    """The plan has a new number, and the change a line in the journal."""
    plan = session.get(LearningPlan, learner_id)
    if plan is None:
        plan = LearningPlan(learner_id=learner_id, school_id=actor.school_id, version=0)
        session.add(plan)
    plan.version += 1
    plan.updated_at, plan.updated_by = services.source.now(), actor.id
    work = {"assignment": str(goal.assignment_id)} if goal.assignment_id else {}
    record(
        services, session, actor, action, learner_id, {"goal": str(goal.id), **values, **work}
    )
