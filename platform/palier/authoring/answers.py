"""Correcting the answers already given to an exercise, for one school.

An author mends a file and publishes it; here a person looks at what changes and confirms. Keys
are everybody's, answers are a school's: a page only ever touches those of its own, the command
``palier regrade`` those of all (ADR 0032).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from palier.app import Services
from palier.engine_time import local
from palier.errors import NotFound
from palier.models import Enrolment, ExerciseServed, Group, Site
from palier.practice import regrade
from palier.practice.queries import DEFAULT_TIMEZONE
from palier.practice.regrade import FROM_RIGHT, OTHER, TO_RIGHT, WORDS, NotComparable, Plan
from palier.security import Actor

AT_ONCE = 20  # learners in one request: a few seconds of work
LISTED = 10


@dataclass(frozen=True)
class AnswersPage:
    """What correcting the answers to an item would change."""

    skill_id: str
    slug: str
    answers: int
    changes: int
    learners: int
    to_right: int
    from_right: int
    other: int
    words: int
    waiting: int
    left: int
    examples: tuple[NotComparable, ...]  # some of those left as they are
    version: int
    missing: bool  # no reason was given
    typed: str


@dataclass(frozen=True)
class Corrected:
    """What one request did, and the learners that remain."""

    written: int
    remaining: int


def page(
    services: Services,
    actor: Actor,
    skill_id: str,
    slug: str,
    missing: bool = False,
    typed: str = "",
) -> AnswersPage:
    """What would change in the actor's school. Raises NotFound."""
    found = _plan(services, actor, skill_id, slug)
    return AnswersPage(
        skill_id=skill_id,
        slug=slug,
        answers=found.answers,
        changes=found.changes,
        learners=len(found.learners),
        to_right=found.counts[TO_RIGHT],
        from_right=found.counts[FROM_RIGHT],
        other=found.counts[OTHER],
        words=found.counts[WORDS],
        waiting=found.waiting,
        left=len(found.not_comparable),
        examples=_on_local_clocks(services, found.not_comparable[:LISTED]),
        version=found.version_id,
        missing=missing,
        typed=typed,
    )


def _on_local_clocks(
    services: Services, found: Sequence[NotComparable]
) -> tuple[NotComparable, ...]:
    """The same, at the hours of the sites of those who answered."""
    query = (
        select(ExerciseServed.id, Site.timezone)
        .join(Enrolment, Enrolment.learner_id == ExerciseServed.learner_id)
        .join(Group, Group.id == Enrolment.group_id)
        .join(Site, Site.id == Group.site_id)
        .where(ExerciseServed.id.in_([one.served_id for one in found]))
        .order_by(Enrolment.id)
    )
    with services.db.read() as session:
        zones = dict(session.execute(query).all())
    return tuple(
        replace(one, at=local(one.at, zones.get(one.served_id, DEFAULT_TIMEZONE)))
        for one in found
    )


def correct(
    services: Services, actor: Actor, skill_id: str, slug: str, version: int, reason: str
) -> Corrected:
    """Correct the answers of ``AT_ONCE`` learners at most. Raises NotFound, Republished."""
    found = _plan(services, actor, skill_id, slug)
    if found.version_id != version:
        raise regrade.Republished
    now = found.learners[:AT_ONCE]
    written = sum(regrade.carry_out(services, found, now, reason, actor.id))
    return Corrected(written, len(found.learners) - len(now))


def _plan(services: Services, actor: Actor, skill_id: str, slug: str) -> Plan:
    if actor.sites is not None:  # bound to some sites: a key concerns the whole school
        raise NotFound
    return regrade.plan(services, f"{skill_id}/{slug}", actor.school_id)
