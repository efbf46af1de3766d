"""How a learner sits down: to practise, or to find where to start from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

import adaptive
from palier.accounts import locks
from palier.app import Services
from palier.engine_time import local, not_before
from palier.errors import NotFound
from palier.models import Sitting
from palier.practice import (
    bilans,
    deeper,
    foreseeing,
    given,
    memory,
    queries,
    reviews,
    serving,
    snapshots,
)
from palier.practice.queries import DEFAULT_TIMEZONE, TIMEZONE
from palier.security import Actor

CHOSEN = reviews.Reviews(first=True)


@dataclass(frozen=True)
class _Plan:
    """A sitting to begin. ``kept``: what it keeps of ``again``;
    ``ahead``: the models that foresee."""

    kind: str  # placement | practice
    domain: str | None
    length: int
    domains: Sequence[str]
    again: reviews.Reviews = reviews.ANY  # what may come back
    kept: dict[str, Any] | None = None
    ahead: foreseeing.Foreseeing = foreseeing.NOTHING
    assignment_id: UUID | None = None  # of work a trainer gave
    moment: str | None = None  # of a placement that is a bilan


def start_practice(
    services: Services, actor: Actor, domain: str | None, review: bool = False
) -> UUID | None:
    """The exercise to go on with: the one that waits, else the first of a new sitting.

    ``review``: she chose to see again what the calendar would let rest: it comes first in this
    sitting, or in what is left of the one that waits. None when the learner has no placement
    yet, or nothing is ready for her.
    """
    now = services.source.now()
    wanted: _Plan | None = None
    with services.db.read() as session:
        waiting = queries.open_exercise(session, actor.id, "practice", domain)
        off = actor.school.domains_off
        domains = [d for d in queries.placed_domains(session, actor.id) if d not in off]
        if waiting is None and domains and (domain is None or domain in domains):
            catalogue = services.catalogue.current(session)
            today = reviews.today(session, services, catalogue, actor.id, now)
            again = CHOSEN if review else reviews.Reviews(today.allowed)
            kept = reviews.kept(catalogue, again, now, today.timezone)
            chosen = (domain,) if domain else domains
            length = serving.PRACTICE_LENGTH
            ahead = foreseeing.prepare(session, services.followed, catalogue, actor.id, chosen)
            wanted = _Plan("practice", domain, length, chosen, again, kept, ahead)
    if waiting is not None and review:
        _let_come_back(services, actor, waiting, now)
    return _start(services, actor, wanted) if wanted else waiting


def _let_come_back(services: Services, actor: Actor, waiting: UUID, now: datetime) -> None:
    """She chose reviews in a sitting that had none: they come from the next choice on."""
    with services.db.write() as session:
        sitting = queries.served(session, actor.id, waiting)
        catalogue = services.catalogue.current(session)
        kept = reviews.kept(catalogue, CHOSEN, now, sitting.timezone)
        session.execute(
            update(Sitting).where(Sitting.id == sitting.sitting.id).values(reviews=kept)
        )


def start_placement(services: Services, actor: Actor, domain: str) -> UUID | None:
    """The placement's exercise: the one that waits, else the first. Raises NotFound."""
    with services.db.read() as session:
        if domain not in services.catalogue.seen_by(session, actor.school).domains:
            raise NotFound
        waiting = queries.open_exercise(session, actor.id, "placement", domain)
        longer = waiting is None and domain in deeper.waiting(session, actor.id)
        placed = domain in queries.placed_domains(session, actor.id)
        if waiting is None and placed and not longer:
            return None  # already placed: practice goes on from there
    if waiting is not None:
        return waiting
    length = deeper.LENGTH if longer and placed else serving.PLACEMENT_LENGTH
    wanted = _Plan("placement", domain, length, (domain,))
    return _start(services, actor, wanted)


def start_given(services: Services, actor: Actor, assignment_id: UUID) -> UUID | None:
    """The exercise of work that a trainer gave: the one that waits, else the first.

    None when none of its exercises is published any more. Raises NotFound for work that is not
    hers, not for today, taken back, done, or of a domain that her school does not use.
    """
    with services.db.read() as session:
        timezone = session.scalar(select(TIMEZONE), {"learner_id": actor.id})
        today = local(services.source.now(), timezone or DEFAULT_TIMEZONE).date()
        found = given.waiting(session, actor.id, today, assignment_id)
        waiting = queries.open_exercise(
            session, actor.id, "practice", assignment_id=assignment_id
        )
        domains = sorted({one.split(".")[0] for one in found.skills} if found else ())
        domains = [one for one in domains if one not in actor.school.domains_off]
        if found is None or not domains:
            raise NotFound
        catalogue = services.catalogue.current(session)
        planned = given.length(catalogue, found)
    if waiting is not None or not planned:
        return waiting
    wanted = _Plan("practice", None, planned, tuple(domains), assignment_id=found.id)
    return _start(services, actor, wanted)


def start_bilan(services: Services, actor: Actor, domain: str) -> UUID | None:
    """The exercise of the bilan proposed now in a domain: the one that waits, else the first.

    Raises NotFound where none is proposed; None when no exercise would tell anything more.
    """
    with services.db.read() as session:
        waiting = queries.open_exercise(session, actor.id, "placement", domain)
        moment = bilans.proposed(session, actor.id, services.source.now()).get(domain)
        if domain in actor.school.domains_off:
            moment = None
    if waiting is not None:
        return waiting
    if moment is None:
        raise NotFound
    wanted = _Plan("placement", domain, serving.PLACEMENT_LENGTH, (domain,), moment=moment)
    return _start(services, actor, wanted)


def _start(services: Services, actor: Actor, wanted: _Plan) -> UUID | None:
    now = services.source.now()
    with services.db.write() as session:
        # A row made with one release while the next one refolds every row would miss it.
        locks.hold(session, locks.RELEASE, shared=True)
        catalogue = services.catalogue.current(session)
        memory.ensure(session, catalogue, actor.id, actor.school_id, now)
        known = memory.remember(session, services.states, actor.id, catalogue)
        # Two taps at once: the second finds what the first has started.
        waiting = queries.open_exercise(
            session, actor.id, wanted.kind, wanted.domain, wanted.assignment_id
        )
        if waiting is not None:
            return waiting
        snapshots.close_week(session, actor.id, now)
        sitting = Sitting(
            id=services.source.new_id(),
            school_id=actor.school_id,
            learner_id=actor.id,
            number=queries.take_sitting_number(session, actor.id),
            kind=wanted.kind,
            moment=wanted.moment,
            domain=wanted.domain,
            domains=list(wanted.domains),
            planned=wanted.length,
            reviews=wanted.kept,
            assignment_id=wanted.assignment_id,
            started_at=now,
        )
        session.add(sitting)
        session.flush()
        at = not_before(now, known.state.at)
        state = adaptive.advance(catalogue.parameters, known.state, at)
        past = queries.recent(session, actor.id, now)
        following = serving.serve(
            session,
            services.source,
            catalogue,
            state,
            sitting,
            past,
            now,
            serving.opening(actor.id, state.seq),
            wanted.again,
            wanted.ahead,
        )
        if isinstance(following, serving.End):
            session.rollback()  # a sitting without an exercise is no sitting
            return None
        return following.id
