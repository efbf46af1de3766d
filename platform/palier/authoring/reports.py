"""Exercises that learners reported, for authors: what is said of an exercise, never by whom."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from palier.app import Services
from palier.authoring.pages import ReportLine, ReportsPage
from palier.engine_time import local
from palier.errors import NotFound
from palier.i18n import _
from palier.models import ExerciseServed, Item, ItemReport, ItemVersion, Person
from palier.practice import reporting
from palier.practice.queries import DEFAULT_TIMEZONE
from palier.presentation import day
from palier.security import Actor

MOST, MOST_CLOSED = 100, 20


def page(
    services: Services, actor: Actor, about: UUID | None = None, fault: str = ""
) -> ReportsPage:
    """The reports of the school: those that wait, and the last ones closed. Raises NotFound
    for who has some sites only. ``about``: where a word is missing."""
    _whole_school(actor)
    with services.db.read() as session:
        curriculum = services.catalogue.current(session).curriculum
        labels = {skill.id: skill.label for skill in curriculum.skills.values()}
        waiting = _read(session, actor, labels, closed=False)
        closed = _read(session, actor, labels, closed=True)
    return ReportsPage(waiting, closed, about, fault)


def _read(
    session: Session, actor: Actor, labels: dict[str, str], closed: bool
) -> tuple[ReportLine, ...]:
    query = (
        select(ItemReport, ExerciseServed.skill, ExerciseServed.public, Item.name, Person)
        .join(ExerciseServed, ExerciseServed.id == ItemReport.served_id)
        .join(ItemVersion, ItemVersion.id == ExerciseServed.item_version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .outerjoin(Person, Person.id == ItemReport.closed_by)
        .where(ItemReport.school_id == actor.school_id)
    )
    if closed:
        query = query.where(ItemReport.closed_at.is_not(None))
        query = query.order_by(ItemReport.closed_at.desc(), ItemReport.served_id)
    else:
        query = query.where(ItemReport.closed_at.is_(None))
        query = query.order_by(ItemReport.at, ItemReport.served_id)
    rows = session.execute(query.limit(MOST_CLOSED if closed else MOST))
    found = []
    for row, skill, public, name, by in rows:
        skill_id, slug = name.split("/", 1)
        found.append(
            ReportLine(
                served_id=row.served_id,
                skill_id=skill_id,
                slug=slug,
                skill=labels.get(skill, skill),
                reason=_(reporting.REASONS[row.reason]),
                day=day(local(row.at, DEFAULT_TIMEZONE)),
                public=public,
                closed=day(local(row.closed_at, DEFAULT_TIMEZONE)) if row.closed_at else "",
                by=by.first_name if by else "",
                word=row.word or "",
            )
        )
    return tuple(found)


def close(services: Services, actor: Actor, served_id: UUID, typed: str) -> bool:
    """Close a report with a word; False when somebody did before. Raises NotFound, and
    ValueError without a word."""
    _whole_school(actor)
    word = reporting.tidy(typed)
    with services.db.write() as session:
        row = session.get(ItemReport, served_id)
        if row is not None and row.school_id != actor.school_id:
            raise NotFound
        if row is not None and row.closed_at is None and not word:
            raise ValueError
        return reporting.close(services, session, actor, row, word)


def _whole_school(actor: Actor) -> None:
    if actor.sites is not None:
        raise NotFound
