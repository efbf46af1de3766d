"""Work that a trainer gave, as practice needs it: what comes first, and what may be asked.

A sitting names the work it is for; nothing else is written when it is done. So it ends by
itself, and a sitting that is taken back gives the work again.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from palier.catalogue import Catalogue
from palier.errors import NotFound
from palier.models import Assigned, Assignment, ExerciseServed, Person, Sitting
from palier.practice.queries import CUT, Past

SKILL, SKILLS, ITEMS, DOCUMENT = "skill", "skills", "items", "document"  # kinds of work
CHOSEN = (SKILL, SKILLS)  # kinds whose exercises are chosen for each
SKILL_LENGTH = 6  # exercises of one skill or of several: one sitting


@dataclass(frozen=True)
class Given:
    """Work that waits for a learner, and the first name of who gave it."""

    id: UUID
    kind: str
    skill: str
    items: tuple[str, ...]
    due: date
    by: str

    @property
    def skills(self) -> tuple[str, ...]:
        """The skills it is on."""
        return self.items if self.kind == SKILLS else (self.skill,)


@dataclass(frozen=True)
class Part:
    """Work given to a learner, and how far she is in it."""

    given: Given
    starts: date
    closed: bool  # taken back: proposed no more
    done_at: datetime | None
    answers: int  # in what she has begun of it and not ended
    served_id: UUID | None  # the exercise of it that waits

    def waits(self, today: date) -> bool:
        """Whether it is to be done now."""
        open_ = not self.closed and self.done_at is None
        return open_ and self.starts <= today <= self.given.due


def done_by(
    learner_id: ColumnElement[UUID] | InstrumentedAttribute[UUID] | UUID,
) -> ColumnElement[bool]:
    """Whether a learner did an assignment to its end; for a query that names Assignment."""
    return (
        select(Sitting.id)
        .where(
            Sitting.assignment_id == Assignment.id,
            Sitting.learner_id == learner_id,
            Sitting.ended_at.is_not(None),
            Sitting.voided_at.is_(None),
            Sitting.outcome.is_distinct_from(CUT),
        )
        .correlate(Assignment, Assigned)
        .exists()
    )


def waiting(
    session: Session, learner_id: UUID, today: date, only: UUID | None = None
) -> Given | None:
    """The work to do first: that which ends soonest; ``only``: that one, if it waits."""
    query = (
        select(Assignment, Person.first_name)
        .join(Assigned, Assigned.assignment_id == Assignment.id)
        .outerjoin(Person, Person.id == Assignment.by_id)
        .where(
            Assigned.learner_id == learner_id,
            Assignment.closed_at.is_(None),
            Assignment.starts <= today,
            Assignment.due >= today,
            ~done_by(learner_id),
        )
        .order_by(Assignment.due, Assignment.created_at)
        .limit(1)
    )
    if only is not None:
        query = query.where(Assignment.id == only)
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    return _of(*row)


def of_learner(
    session: Session,
    learner_id: UUID,
    since: date | None = None,
    only: Collection[UUID] | None = None,
) -> list[Part]:
    """All work given to a learner, that which ends soonest first, and how far she is in each.

    ``since``: without what ended before; ``only``: these alone.
    """
    mine = (Sitting.assignment_id == Assignment.id, Sitting.learner_id == learner_id)
    whole = (*mine, Sitting.voided_at.is_(None))
    done = select(func.max(Sitting.ended_at)).where(
        *whole, Sitting.outcome.is_distinct_from(CUT)
    )
    answered = ExerciseServed.answered_at.is_not(None)

    def begun(what: Any) -> Select[Any]:
        served = select(what).select_from(ExerciseServed).join(Sitting)
        return served.where(*whole, Sitting.ended_at.is_(None))

    newest = (Sitting.number.desc(), ExerciseServed.position.desc())
    waiting = begun(ExerciseServed.id).where(~answered).order_by(*newest).limit(1)
    answers = begun(func.count()).where(answered)
    query = (
        select(
            Assignment,
            Person.first_name,
            *(one.correlate(Assignment).scalar_subquery() for one in (done, answers, waiting)),
        )
        .join(Assigned, Assigned.assignment_id == Assignment.id)
        .outerjoin(Person, Person.id == Assignment.by_id)
        .where(Assigned.learner_id == learner_id)
        .order_by(Assignment.due, Assignment.created_at, Assignment.id)
    )
    if since is not None:
        query = query.where(Assignment.due >= since)
    if only is not None:
        query = query.where(Assignment.id.in_(only))
    return [
        Part(_of(work, by), work.starts, work.closed_at is not None, *how_far)
        for work, by, *how_far in session.execute(query)
    ]


def _of(work: Assignment, by: str | None) -> Given:
    return Given(work.id, work.kind, work.skill, tuple(work.items), work.due, by or "")


def of_sitting(session: Session, sitting: Sitting) -> Given | None:
    """The work a sitting is for, taken back or not: what is begun goes on."""
    if sitting.assignment_id is None:
        return None
    work = session.get(Assignment, sitting.assignment_id)
    if work is None:
        raise NotFound
    return _of(work, None)


def usable(catalogue: Catalogue, given: Given) -> bool:
    """Whether its school uses the domain of one of its skills at least."""
    return any(catalogue.uses(skill) for skill in given.skills)


def title(catalogue: Catalogue, given: Given) -> str:
    """What it is on, in words."""
    known = catalogue.curriculum.skills
    return "\u00a0; ".join(known[one].label if one in known else one for one in given.skills)


def length(catalogue: Catalogue, given: Given) -> int:
    """How many exercises it has, of those that are published."""
    if given.kind in CHOSEN:
        return SKILL_LENGTH
    return len(_published(catalogue, given.items))


def rows(catalogue: Catalogue, given: Given, here: Sequence[Past]) -> NDArray[np.bool_]:
    """The rows of the pool that may come next in a sitting of it, (m,): exercises named one by
    one come in their order, each once."""
    mask = np.zeros(len(catalogue.items), dtype=np.bool_)
    if given.kind in CHOSEN:
        skills = set(given.skills)
        mask |= np.array([e.item.skill in skills for e in catalogue.items], dtype=np.bool_)
        return mask
    seen = {catalogue.row_of.get(past.version_id) for past in here}
    left = [row for row in _published(catalogue, given.items) if row not in seen]
    mask[left[:1]] = True
    return mask


def _published(catalogue: Catalogue, names: Collection[str]) -> list[int]:
    row = {entry.item.id: at for at, entry in enumerate(catalogue.items)}
    return [row[name] for name in names if name in row]
