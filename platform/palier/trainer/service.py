"""The groups a trainer follows, and one answer in full."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from uuid import UUID

from exercises.instance import Verdict
from palier.app import Services
from palier.catalogue import Catalogue
from palier.engine_time import local
from palier.errors import NotFound
from palier.i18n import _
from palier.models import ExerciseServed, ItemReport
from palier.practice import asking, reasons, reporting
from palier.practice.reporting import Reported
from palier.presentation import day
from palier.privacy import looked
from palier.security import Actor
from palier.trainer import lines, queries
from palier.trainer.learner_pages import AnswerPage, ReportSaid
from palier.trainer.map_state import ACTIVE_DAYS
from palier.trainer.pages import GroupCard, GroupsPage, SiteGroups
from palier.trainer.queries import GroupRow, LearnerRow


def groups(services: Services, actor: Actor) -> GroupsPage:
    """The groups the trainer follows, site by site."""
    since = services.source.now() - timedelta(days=ACTIVE_DAYS)
    with services.db.read() as session:
        rows = queries.groups(session, actor, since)
    cards = [
        (
            group.site,
            GroupCard(
                group.id,
                group.name,
                count,
                active,
                local(last, group.timezone) if last else None,
            ),
        )
        for group, count, active, last in rows
    ]
    return GroupsPage(
        tuple(
            SiteGroups(site, tuple(card for _site, card in found))
            for site, found in groupby(cards, key=lambda pair: pair[0])
        )
    )


def help_seen(services: Services, actor: Actor, learner_id: UUID, served_id: UUID) -> None:
    """Close a request for help of a learner one may see. Raises NotFound."""
    with services.db.write() as session:
        queries.learner(session, actor, learner_id)
        if not asking.close(services, session, actor, learner_id, served_id):
            raise NotFound


def report_seen(
    services: Services, actor: Actor, learner_id: UUID, served_id: UUID, word: str
) -> None:
    """Close the report of an exercise by a learner one may see. Raises NotFound."""
    with services.db.write() as session:
        queries.learner(session, actor, learner_id)
        row = session.get(ItemReport, served_id)
        mine = row if row is not None and row.learner_id == learner_id else None
        reporting.close(services, session, actor, mine, word)


def answer(
    services: Services, actor: Actor, learner_id: UUID, served_id: UUID, carte: str | None
) -> AnswerPage:
    """One answer in full, for staff who may see this learner; an exercise that she reported
    without having answered it, in its place. Raises NotFound."""
    with services.db.read() as session:
        row, group = queries.learner(session, actor, learner_id)
        about = reporting.of_exercise(session, learner_id, served_id)
        found, served = queries.answer(session, learner_id, served_id, about is not None)
        looked.record(services, session, actor, learner_id, looked.ANSWER)
        catalogue = services.catalogue.seen_by(session, actor.school)
    curriculum = catalogue.curriculum
    reported = _said(about, group.timezone)
    if found is None:
        return _unanswered(row, group, served, catalogue, carte, reported)
    line = lines.answer_line(curriculum, found, group.timezone)
    domain = found.skill.split(".")[0]
    return AnswerPage(
        learner_id=row.id,
        served_id=served_id,
        name=row.name,
        way=lines.way_back(curriculum, carte, group, domain),
        domain=domain if catalogue.uses(domain) else "",
        skill_id=found.skill if found.skill in curriculum.skills else "",
        at=line.at,
        public=found.public,
        verdict=Verdict.from_json(found.detail),
        outcome=line.outcome,
        counted=line.counted,
        help_used=found.help_used,
        predicted=round(100 * served.predicted),
        why=reasons.sentence(curriculum, served.reason),
        skill=line.skill,
        shows=line.shows,
        reported=reported,
    )


def _said(about: Reported | None, timezone: str) -> ReportSaid | None:
    """A report in words."""
    if about is None:
        return None
    closed = about.closed_at and day(local(about.closed_at, timezone))
    return ReportSaid(_(reporting.REASONS[about.reason]), closed or "", about.by, about.word)


def _unanswered(
    row: LearnerRow,
    group: GroupRow,
    served: ExerciseServed,
    catalogue: Catalogue,
    carte: str | None,
    reported: ReportSaid | None,
) -> AnswerPage:
    """An exercise that waits for its answer: the question alone."""
    curriculum, domain = catalogue.curriculum, served.skill.split(".")[0]
    known = curriculum.skills.get(served.skill)
    return AnswerPage(
        learner_id=row.id,
        served_id=served.id,
        name=row.name,
        way=lines.way_back(curriculum, carte, group, domain),
        domain=domain if catalogue.uses(domain) else "",
        skill_id=served.skill if known else "",
        at=local(served.served_at, group.timezone),
        public=served.public,
        verdict=None,
        outcome="",
        counted=True,
        help_used=served.help_used,
        predicted=round(100 * served.predicted),
        why=reasons.sentence(curriculum, served.reason),
        skill=known.label if known else served.skill,
        shows=(),
        reported=reported,
    )
