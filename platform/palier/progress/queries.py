"""What a learner's own pages read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from adaptive import Levels
from palier.catalogue import Catalogue
from palier.engine_time import local, local_day
from palier.levels import unpack
from palier.models import Answer, ExerciseServed, LearnerState, Sitting, SkillEvent
from palier.practice.queries import DEFAULT_TIMEZONE, TIMEZONE


def levels(session: Session, catalogue: Catalogue, learner_id: UUID, now: datetime) -> Levels:
    """A learner's levels, decayed to now."""
    data = session.scalar(
        select(LearnerState.levels).where(LearnerState.learner_id == learner_id)
    )
    return unpack(catalogue.parameters, data, now)


def days_present(session: Session, learner_id: UUID, now: datetime) -> int:
    """On how many of the last seven days of her site something was answered, by herself."""
    rows = session.execute(
        select(Answer.at, TIMEZONE)
        .join(ExerciseServed, ExerciseServed.id == Answer.served_id)
        .join(Sitting, Sitting.id == ExerciseServed.sitting_id)
        .where(
            Answer.learner_id == learner_id,
            Answer.at > now - timedelta(days=7),
            Sitting.voided_at.is_(None),
        ),
        {"learner_id": learner_id},
    )
    zones = [(at, zone or DEFAULT_TIMEZONE) for at, zone in rows]
    days = {(local_day(at, zone), local_day(now, zone)) for at, zone in zones}
    return sum(today - 7 < day for day, today in days)


def open_sitting(session: Session, learner_id: UUID) -> Sitting | None:
    """The newest sitting that is not finished."""
    return session.scalar(
        select(Sitting)
        .where(Sitting.learner_id == learner_id, Sitting.ended_at.is_(None))
        .order_by(Sitting.number.desc())
        .limit(1)
    )


def newest_events(session: Session, learner_id: UUID) -> Mapping[tuple[str, str], datetime]:
    """The newest event of each skill and kind, as the clocks of her site show it."""
    rows = session.execute(
        select(SkillEvent.skill, SkillEvent.kind, SkillEvent.at, TIMEZONE)
        .where(SkillEvent.learner_id == learner_id)
        .order_by(SkillEvent.seq),
        {"learner_id": learner_id},
    )
    return {
        (skill, kind): local(at, zone or DEFAULT_TIMEZONE) for skill, kind, at, zone in rows
    }
