"""« J’ai besoin d’aide »: asked on an exercise, for her trainers to see until it is closed.

It closes when a trainer says it was seen, or by itself once she goes on with success: no
statement is added to an answer, it is known when it is read.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from palier.app import Services
from palier.models import Answer, ExerciseServed, HelpRequest, VerdictRow
from palier.practice import queries
from palier.practice.serving import SUCCESS
from palier.security import Actor


@dataclass(frozen=True)
class Asked:
    """A request that waits for a trainer."""

    served_id: UUID
    learner_id: UUID
    skill: str
    at: datetime
    public: dict[str, Any]  # of the exercise it was made on


def ask(services: Services, actor: Actor, served_id: UUID) -> None:
    """Ask the trainers for help on an exercise; once, however often it is pressed.

    Asked again after it was seen, it waits again. Raises NotFound.
    """
    now = services.source.now()
    with services.db.write() as session:
        exercise = queries.served(session, actor.id, served_id).exercise
        request = session.get(HelpRequest, served_id)
        if request is None:
            session.add(
                HelpRequest(
                    served_id=served_id,
                    school_id=exercise.school_id,
                    learner_id=actor.id,
                    skill=exercise.skill,
                    at=now,
                )
            )
        elif request.closed_at is not None:
            request.at, request.closed_at, request.closed_by = now, None, None


def is_asked(session: Session, served_id: UUID) -> bool:
    """Whether help is asked for on an exercise, and not yet seen."""
    request = session.get(HelpRequest, served_id)
    return request is not None and request.closed_at is None


def waiting(session: Session, learner_ids: Collection[UUID]) -> list[Asked]:
    """The requests of these learners that no trainer has seen and no success has closed."""
    if not learner_ids:
        return []
    later = aliased(ExerciseServed)
    went_on = (
        select(Answer.served_id)
        .join(later, later.id == Answer.served_id)
        .join(VerdictRow, VerdictRow.served_id == Answer.served_id)
        .where(
            Answer.learner_id == HelpRequest.learner_id,
            later.skill == HelpRequest.skill,
            Answer.at > HelpRequest.at,
            VerdictRow.score >= SUCCESS,
        )
        .correlate(HelpRequest)
        .exists()
    )
    rows = session.execute(
        select(HelpRequest, ExerciseServed.public)
        .join(ExerciseServed, ExerciseServed.id == HelpRequest.served_id)
        .where(
            HelpRequest.learner_id.in_(learner_ids),
            HelpRequest.closed_at.is_(None),
            ~went_on,
        )
        .order_by(HelpRequest.at)
    )
    return [
        Asked(row.served_id, row.learner_id, row.skill, row.at, public) for row, public in rows
    ]


def close(
    services: Services, session: Session, actor: Actor, learner_id: UUID, served_id: UUID
) -> bool:
    """A trainer has seen it; False when there is none of this learner.

    The caller has checked that the learner is one of hers.
    """
    request = session.get(HelpRequest, served_id)
    if request is None or request.learner_id != learner_id:
        return False
    if request.closed_at is None:
        request.closed_at, request.closed_by = services.source.now(), actor.id
    return True
