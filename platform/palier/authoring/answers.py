"""Correcting the answers already given to an exercise, for one school.

An author mends a file and publishes it; here a person looks at what changes and confirms. Keys
are everybody's, answers are a school's: a page only ever touches those of its own, the command
``palier regrade`` those of all (ADR 0032).
"""

from __future__ import annotations

from dataclasses import dataclass

from palier.app import Services
from palier.errors import NotFound
from palier.practice import regrade
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
        examples=found.not_comparable[:LISTED],
        version=found.version_id,
        missing=missing,
        typed=typed,
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
