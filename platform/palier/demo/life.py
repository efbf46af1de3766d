"""What the team and a learner of the demonstration do beside exercises: a function a deed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from palier.acting import assigning, marking, words
from palier.acting.assigning import Asked
from palier.acting.rubrics import rubric_of
from palier.app import Services
from palier.authoring import reports as reported
from palier.demo import agreed
from palier.demo.learner import Simulated
from palier.demo.source import DemoSource
from palier.models import Answer, ExerciseServed, ItemReport
from palier.people import learners as records
from palier.plan import service as plans
from palier.practice import asking, queries, reporting
from palier.practice.given import ITEMS, SKILL
from palier.reports import schedules
from palier.security import Actor
from palier.trainer import bilans, notes
from palier.trainer import queries as trainers

# What is given, by its name here: a skill or exercises of one, and to whom of the group; for
# about a week.
WORKS: Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "message": (
        "francais.ecriture.message-court",
        ("francais.ecriture.message-court/prevenir-l-equipe",),
        ("Aïssatou", "Lucie", "Yanis"),
    ),
    "prices": ("maths.nombres.decimaux-comparer", (), ("Mehdi",)),
    "tabs": ("bureautique.web.navigateur", (), ("Dylan",)),
    "project": (
        "culture.vie-pratique.orientation",
        ("culture.vie-pratique.orientation/presenter-son-projet",),
        ("Manon", "Tatiana"),
    ),
}


@dataclass(frozen=True)
class Team:
    """Who does what: the trainer of a site, who sees all sites, who heads the school,
    who writes exercises."""

    trainer: Actor
    colleague: Actor
    head: Actor
    author: Actor


@dataclass(frozen=True)
class Scene:
    """A deed about one learner, on the day that the source has."""

    services: Services
    source: DemoSource
    team: Team
    group_id: int
    person: Simulated
    what: str

    @property
    def who(self) -> UUID:
        return self.person.actor.id


def _exit(scene: Scene) -> None:
    """The end of her stay is planned, so many days from now."""
    day = scene.source.now().date() + timedelta(days=int(scene.what))
    _expect(bilans.plan_exit(scene.services, scene.team.trainer, scene.who, day.isoformat()))


def _note(scene: Scene) -> None:
    _expect(notes.write(scene.services, scene.team.trainer, scene.who, scene.what))


def _see(scene: Scene) -> None:
    skill, place, *helped = scene.what.split(" ")
    said = words.Seen(place, aided=bool(helped))
    words.see(scene.services, scene.team.trainer, scene.who, skill, said)


def _decide(scene: Scene) -> None:
    skill, choice, reason = scene.what.split(" ")
    said = words.Decision(choice, reason)
    words.decide(scene.services, scene.team.trainer, scene.who, skill, said)


def _give(scene: Scene) -> None:
    skill, items, names = WORKS[scene.what]
    with scene.services.db.read() as session:
        rows = trainers.learners(session, scene.group_id)
    ids = [str(row.id) for row in rows if row.name.split(" ")[0] in names]
    due = scene.source.now().date() + timedelta(days=11)
    asked = Asked(skill, ITEMS if items else SKILL, items, ids, due=due.isoformat())
    assigning.give(scene.services, scene.team.trainer, scene.group_id, asked)


def _do(scene: Scene) -> None:
    most = int(scene.what) if scene.what else None
    scene.person.given(scene.services, scene.source, most)


def _mark(scene: Scene) -> None:
    """What waits the longest is marked; by a colleague who asks for a second opinion."""
    with scene.services.db.read() as session:
        (_who, served_id, _skill), *_later = trainers.to_mark(session, [scene.who])
        exercise = session.get_one(ExerciseServed, served_id)
        rubric = rubric_of(exercise.public)
    second = scene.what == "second"
    levels = tuple(max(len(one.levels) - 2, 0) for one in rubric)
    said = marking.Said(levels, "Le message est clair. Relisez la deuxième phrase.", second)
    by = scene.team.colleague if second else scene.team.trainer
    marking.mark(scene.services, by, scene.who, served_id, said)


def _ask(scene: Scene) -> None:
    """She asks for help on the exercise that waits for her."""
    with scene.services.db.read() as session:
        served_id = queries.open_exercise(session, scene.who, "practice")
    if served_id is not None:
        asking.ask(scene.services, scene.person.actor, served_id)


def _report(scene: Scene) -> None:
    """She reports the exercise that she answered last."""
    newest = (
        select(Answer.served_id)
        .where(Answer.learner_id == scene.who)
        .order_by(Answer.at.desc())
        .limit(1)
    )
    with scene.services.db.read() as session:
        served_id = session.scalars(newest).one()
    reporting.report(scene.services, scene.person.actor, served_id, scene.what)


def _close(scene: Scene) -> None:
    """An author sees to what she reported, and says what was done."""
    mine = (ItemReport.learner_id == scene.who) & ItemReport.closed_at.is_(None)
    with scene.services.db.read() as session:
        served_id = session.scalars(select(ItemReport.served_id).where(mine)).one()
    reported.close(scene.services, scene.team.author, served_id, scene.what)


def _follow(scene: Scene) -> None:
    """What somebody who left does now, so many months later."""
    months, situation = scene.what.split(" ")
    records.follow(scene.services, scene.team.trainer, scene.who, int(months), situation)


def _leave(scene: Scene) -> None:
    """The end of a stay: her record is closed, and followed for a year."""
    scene_day = scene.source.now().date().isoformat()
    form = {"raison": "projet", "destination": "formation", "le": scene_day}
    page = records.page(scene.services, scene.team.trainer, scene.who)
    records.leave(scene.services, scene.team.trainer, scene.who, form, page.mark)


def _look(scene: Scene) -> None:
    """The team prepares a meeting: each page leaves its line."""
    bilans.page(scene.services, scene.team.trainer, scene.who)
    scene.source.wait(240.0)
    plans.page(scene.services, scene.team.trainer, scene.who)
    scene.source.wait(3_000.0)
    records.page(scene.services, scene.team.head, scene.who)


def _schedule(scene: Scene) -> None:
    """Reports that come by themselves: of the group, and of the whole school."""
    group = {
        "quoi": "group",
        "rythme": "month",
        "format": "xlsx",
        "groupe": str(scene.group_id),
    }
    schedules.schedule(scene.services, scene.team.trainer, group)
    school = {"quoi": "school", "rythme": "month", "format": "pdf"}
    schedules.schedule(scene.services, scene.team.head, school)


def _due(scene: Scene) -> None:
    """The reports of the months that are over, as the timer of the night makes them."""
    schedules.due(scene.services)


def _expect(fault: str) -> None:
    if fault:
        raise RuntimeError(fault)


def _agree(scene: Scene) -> None:
    agreed.begin(scene.services, scene.source, scene.team.trainer, scene.person)


def _talk(scene: Scene) -> None:
    agreed.talk(scene.services, scene.source, scene.team.trainer, scene.person)


def _follow_up(scene: Scene) -> None:
    agreed.follow(scene.services, scene.team.trainer, scene.person, scene.what)


def _bilan(scene: Scene) -> None:
    scene.person.bilan(scene.services, scene.source, scene.what)


DEEDS: Mapping[str, Callable[[Scene], None]] = {
    "agree": _agree,
    "ask": _ask,
    "bilan": _bilan,
    "close": _close,
    "decide": _decide,
    "do": _do,
    "due": _due,
    "exit": _exit,
    "follow": _follow,
    "follow-up": _follow_up,
    "give": _give,
    "leave": _leave,
    "look": _look,
    "mark": _mark,
    "note": _note,
    "report": _report,
    "schedule": _schedule,
    "see": _see,
    "talk": _talk,
}
