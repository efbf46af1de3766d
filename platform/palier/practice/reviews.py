"""Which skills may come back as a review now: what the calendar and the learner say.

Nothing is asked of who is away, unless she chose it; the week of a return holds what the plan
gives it. It is found when a sitting begins, and kept with it: no answer waits for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy.orm import Session

from adaptive import Levels
from adaptive.calendar import AWAY_BELOW
from palier.app import Services
from palier.calendar import load
from palier.calendar import queries as calendars
from palier.calendar.days import AWAY, PRESENT, away_until, kind_of, kinds, monday_of
from palier.catalogue import Catalogue
from palier.engine_time import instant, local, local_day, midnight
from palier.models import Sitting
from palier.practice import memory
from palier.practice.queries import Served

Allowed = frozenset[int] | None  # indexes of skills; None: all of them


@dataclass(frozen=True)
class Reviews:
    """The skills that may come back in a sitting; ``first``: she asked for them, so they come
    before anything else."""

    allowed: Allowed = None
    first: bool = False


ANY = Reviews()


@dataclass(frozen=True)
class Today:
    """What the calendar says of a learner's day, and the skills it lets come back."""

    kind: str  # present | company | holiday
    until: date | None  # the last day of the absence
    allowed: Allowed
    timezone: str


def today(
    session: Session,
    services: Services,
    catalogue: Catalogue,
    learner_id: UUID,
    now: datetime,
) -> Today:
    """What may come back today. One statement for who has no calendar; never under a lock."""
    known = calendars.of_learner(session, learner_id, now)
    day = local(now, known.timezone).date()
    kind = kind_of(known.spans, day)
    if kind in AWAY:
        return Today(kind, away_until(known.spans, day), frozenset(), known.timezone)
    allowed: Allowed = None
    if _returns(known, monday_of(day)):
        allowed = _of_return(session, services, catalogue, learner_id, known, now)
    return Today(PRESENT, None, allowed, known.timezone)


def _returns(known: calendars.Known, monday: date) -> bool:
    """Whether the week before was one of absence."""
    before = kinds(known.spans, monday - timedelta(days=7), 7)
    return before.count(PRESENT) < 7 * AWAY_BELOW


def _of_return(
    session: Session,
    services: Services,
    catalogue: Catalogue,
    learner_id: UUID,
    known: calendars.Known,
    now: datetime,
) -> Allowed:
    """The reviews of this week's plan, those already seen this week counted."""
    mine = memory.look(session, services.states, learner_id, catalogue)
    if mine is None:
        return None
    monday = monday_of(local(now, known.timezone).date())
    since = instant(midnight(monday, known.timezone))
    seen = calendars.reviewed_since(session, learner_id, since)
    (week,) = load.weeks(catalogue.parameters, mine.state, known, now, 1, len(seen))
    return frozenset(review.skill for review in week.reviews)


def kept(catalogue: Catalogue, wanted: Reviews, now: datetime, timezone: str) -> dict[str, Any]:
    """What a sitting keeps of it: for one local day, skills by their names."""
    ids, allowed = catalogue.parameters.ids, wanted.allowed
    skills = None if allowed is None else sorted(ids[skill] for skill in allowed)
    return {"day": local_day(now, timezone), "skills": skills, "first": wanted.first}


def of_sitting(
    session: Session, services: Services, catalogue: Catalogue, found: Served
) -> Reviews:
    """What may come back in a sitting: as kept; asked again when it goes on another day."""
    sitting, now = found.sitting, services.source.now()
    if sitting.kind != "practice" or sitting.ended_at is not None:
        return ANY
    if (sitting.reviews or {}).get("day") == local_day(now, found.timezone):
        return as_kept(catalogue, sitting)
    return Reviews(today(session, services, catalogue, sitting.learner_id, now).allowed)


def as_kept(catalogue: Catalogue, sitting: Sitting) -> Reviews:
    """What a sitting was begun with."""
    said = sitting.reviews or {}
    skills: Iterable[str] | None = said.get("skills")
    index = catalogue.parameters.index
    allowed = None if skills is None else frozenset(index[s] for s in skills if s in index)
    return Reviews(allowed, said.get("first", False))


def quiet(levels: Levels, allowed: Allowed) -> Levels:
    """The levels as the learner sees them: nothing is "à revoir" that may not come back."""
    if allowed is None:
        return levels
    mask = np.zeros(len(levels.review), dtype=np.bool_)
    mask[sorted(allowed)] = True
    return replace(levels, review=levels.review & mask)
