"""The groups a trainer follows, and one answer in full."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from uuid import UUID

from exercises.instance import Verdict
from palier.app import Services
from palier.engine_time import local
from palier.errors import NotFound
from palier.i18n import _
from palier.practice import asking, reasons, reporting
from palier.privacy import looked
from palier.security import Actor
from palier.trainer import lines, queries
from palier.trainer.learner_pages import AnswerPage
from palier.trainer.map_state import ACTIVE_DAYS
from palier.trainer.pages import GroupCard, GroupsPage, SiteGroups


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


def report_seen(services: Services, actor: Actor, learner_id: UUID, served_id: UUID) -> None:
    """Close the report of an exercise by a learner one may see. Raises NotFound."""
    with services.db.write() as session:
        queries.learner(session, actor, learner_id)
        reporting.close(services, session, actor, learner_id, served_id)


def answer(
    services: Services, actor: Actor, learner_id: UUID, served_id: UUID, carte: str | None
) -> AnswerPage:
    """One answer in full, for staff who may see this learner."""
    with services.db.read() as session:
        row, group = queries.learner(session, actor, learner_id)
        found, served = queries.answer(session, learner_id, served_id)
        looked.record(services, session, actor, learner_id, looked.ANSWER)
        waiting = reporting.waiting(session, [learner_id])
        catalogue = services.catalogue.seen_by(session, actor.school)
    curriculum = catalogue.curriculum
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
        reported=next(
            (_(reporting.REASONS[r.reason]) for r in waiting if r.served_id == served_id), ""
        ),
    )
