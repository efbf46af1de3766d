"""What a learner's own pages read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from adaptive import Levels
from palier.catalogue import Catalogue
from palier.levels import unpack
from palier.models import Answer, ExerciseServed, LearnerState, Sitting, SkillEvent


def levels(session: Session, catalogue: Catalogue, learner_id: UUID, now: datetime) -> Levels:
    """A learner's levels, decayed to now."""
    data = session.scalar(
        select(LearnerState.levels).where(LearnerState.learner_id == learner_id)
    )
    return unpack(catalogue.parameters, data, now)


def days_present(session: Session, learner_id: UUID, now: datetime) -> int:
    """On how many of the last seven days something was answered, by herself."""
    instants = session.scalars(
        select(Answer.at)
        .join(ExerciseServed, ExerciseServed.id == Answer.served_id)
        .join(Sitting, Sitting.id == ExerciseServed.sitting_id)
        .where(
            Answer.learner_id == learner_id,
            Answer.at > now - timedelta(days=7),
            Sitting.voided_at.is_(None),
        )
    )
    return len({at.date() for at in instants})


def open_sitting(session: Session, learner_id: UUID) -> Sitting | None:
    """The newest sitting that is not finished."""
    return session.scalar(
        select(Sitting)
        .where(Sitting.learner_id == learner_id, Sitting.ended_at.is_(None))
        .order_by(Sitting.number.desc())
        .limit(1)
    )


def newest_events(session: Session, learner_id: UUID) -> Mapping[tuple[str, str], datetime]:
    """The date of the newest event of each skill and kind."""
    rows = session.execute(
        select(SkillEvent.skill, SkillEvent.kind, SkillEvent.at)
        .where(SkillEvent.learner_id == learner_id)
        .order_by(SkillEvent.seq)
    )
    return {(skill, kind): at for skill, kind, at in rows}
