"""What trainers said of a learner's skills: read by her pages and by theirs."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from palier.models import Person, TrainerWord


def words_of(
    session: Session, learner_id: UUID, skill: str | None = None
) -> Sequence[tuple[TrainerWord, str | None]]:
    """(word, first name of who said it) that count, on a skill or on all; the oldest first."""
    query = (
        select(TrainerWord, Person.first_name)
        .outerjoin(Person, Person.id == TrainerWord.by_id)
        .where(TrainerWord.learner_id == learner_id, TrainerWord.withdrawn_at.is_(None))
        .order_by(TrainerWord.seq)
    )
    if skill is not None:
        query = query.where(TrainerWord.skill == skill)
    return [(word, name) for word, name in session.execute(query)]
