"""What is written, decided and spent: notes, decisions and active time of one learner."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from exercises.curriculum import Curriculum
from palier import active_time
from palier.active_time import Spent
from palier.app import Services
from palier.calendar.days import monday_of
from palier.engine_time import local
from palier.i18n import _
from palier.models import Decision as DecisionRow
from palier.models import ExerciseServed, Interview, Person, Sitting, TrainerWord
from palier.practice.views import domain_label
from palier.presentation import day, short_day
from palier.privacy import looked
from palier.security import Actor
from palier.trainer import notes, queries
from palier.trainer.bilan_pages import Decision, FollowPage, TimeWeek

WEEKS = 12
MOST = 60  # decisions
Dated = tuple[datetime, Decision]


def page(
    services: Services, actor: Actor, learner_id: UUID, draft: str = "", fault: str = ""
) -> FollowPage:
    """Notes, decisions and active time of a learner. Raises NotFound."""
    now = services.source.now()
    with services.db.read() as session:
        row, group = queries.learner(session, actor, learner_id)
        looked.record(services, session, actor, learner_id, looked.NOTES)
        zone = group.timezone
        curriculum = services.catalogue.current(session).curriculum
        written = notes.of_learner(session, actor, learner_id, zone)
        decided = _decisions(session, curriculum, learner_id, zone)
        monday = monday_of(local(now, zone).date()) - timedelta(weeks=WEEKS - 1)
        since = now - timedelta(weeks=WEEKS)
        spent = active_time.by_week(_exercises(session, learner_id, since), zone, actor.school)
    weeks = [spent.get(monday + timedelta(weeks=n), Spent()) for n in range(WEEKS)]
    return FollowPage(
        learner_id=row.id,
        name=row.name,
        notes=tuple(written),
        decisions=tuple(decided),
        weeks=_weeks(monday, weeks),
        inside=duration(sum((week.inside for week in weeks), timedelta())),
        outside=duration(sum((week.outside for week in weeks), timedelta())),
        hours=active_time.hours_said(actor.school),
        draft=draft,
        fault=fault,
    )


def duration(time: timedelta) -> str:
    """A length of time in words: "45 min", "3 h 05"."""
    hours, minutes = divmod(round(time.total_seconds() / 60), 60)
    if hours == 0:
        return _("%(n)s min", n=minutes)
    return _("%(h)s h %(m)s", h=hours, m=f"{minutes:02}")


def _exercises(
    session: Session, learner_id: UUID, since: datetime
) -> list[tuple[datetime, datetime]]:
    rows = session.execute(
        select(ExerciseServed.served_at, ExerciseServed.answered_at)
        .join(Sitting, Sitting.id == ExerciseServed.sitting_id)
        .where(
            ExerciseServed.learner_id == learner_id,
            ExerciseServed.served_at > since,
            ExerciseServed.answered_at.is_not(None),
            Sitting.voided_at.is_(None),
        )
    )
    return [(shown, answered) for shown, answered in rows if answered is not None]


def _weeks(monday: date, weeks: list[Spent]) -> tuple[TimeWeek, ...]:
    longest = max((w.inside + w.outside for w in weeks), default=timedelta())
    whole = max(longest.total_seconds(), 1.0)
    return tuple(
        TimeWeek(
            monday=short_day(monday + timedelta(weeks=n)),
            inside=round(week.inside.total_seconds() / 60),
            outside=round(week.outside.total_seconds() / 60),
            inside_share=round(100 * week.inside.total_seconds() / whole, 1),
            outside_share=round(100 * week.outside.total_seconds() / whole, 1),
        )
        for n, week in enumerate(weeks)
    )


# Decisions: what the team took back, saw, decided, agreed on


def _decisions(
    session: Session, curriculum: Curriculum, learner_id: UUID, zone: str
) -> list[Decision]:
    found = [
        *_voided(session, curriculum, learner_id, zone),
        *_words(session, curriculum, learner_id, zone),
        *_agreed(session, learner_id, zone),
    ]
    found.sort(key=lambda pair: pair[0], reverse=True)
    return [decision for _at, decision in found[:MOST]]


def _at(at: datetime, zone: str) -> str:
    return day(local(at, zone), year=True)


def _voided(
    session: Session, curriculum: Curriculum, learner_id: UUID, zone: str
) -> list[Dated]:
    rows = session.execute(
        select(Sitting.voided_at, Sitting.domain, Sitting.void_reason, Person.first_name)
        .outerjoin(Person, Person.id == Sitting.voided_by)
        .where(Sitting.learner_id == learner_id, Sitting.voided_at.is_not(None))
    )
    return [
        (
            at,
            Decision(
                _at(at, zone),
                _("Séance retirée : %(what)s", what=domain_label(curriculum, domain) or "—"),
                name or "",
                reason or "",
            ),
        )
        for at, domain, reason, name in rows
        if at is not None
    ]


def _words(
    session: Session, curriculum: Curriculum, learner_id: UUID, zone: str
) -> list[Dated]:
    rows = session.execute(
        select(TrainerWord, Person.first_name)
        .outerjoin(Person, Person.id == TrainerWord.by_id)
        .where(TrainerWord.learner_id == learner_id)
    )
    found = []
    for row, name in rows:
        known = curriculum.skills.get(row.skill)
        label = known.label if known else row.skill
        what = _("Vu en situation : %(skill)s", skill=label)
        if row.kind == "override":
            what = _("Niveau décidé : %(skill)s", skill=label)
        if row.withdrawn_at is not None:
            what = _("%(what)s (retiré)", what=what)
        found.append((row.at, Decision(_at(row.at, zone), what, name or "", row.note or "")))
    return found


def _agreed(session: Session, learner_id: UUID, zone: str) -> list[Dated]:
    """What was decided in interviews, and what came of it."""
    author = aliased(Person)
    rows = session.execute(
        select(DecisionRow, Interview.created_at, author.first_name)
        .join(Interview, Interview.id == DecisionRow.interview_id)
        .outerjoin(author, author.id == Interview.created_by)
        .where(DecisionRow.learner_id == learner_id)
    )
    return [
        (
            at,
            Decision(
                _at(at, zone),
                _("Entretien : %(what)s", what=row.what),
                name or "",
                row.outcome_words or "",
            ),
        )
        for row, at, name in rows
    ]
