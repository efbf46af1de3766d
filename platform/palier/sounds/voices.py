"""The voices of learners: kept with the exercise they answer, heard by her and her trainers."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from palier.app import Services
from palier.errors import NotFound
from palier.models import ExerciseServed, Recording
from palier.practice import queries
from palier.privacy import looked
from palier.security import Actor
from palier.sounds.media import LARGEST_VOICE, Heard, mime, readable
from palier.trainer import queries as trainers

SPOKEN = "spoken"


def keep(services: Services, actor: Actor, served_id: UUID, data: bytes) -> bool:
    """Keep a voice for an exercise that waits for one, in place of an earlier try.

    False when it is no sound we can keep. Raises NotFound: another exercise, or answered.
    """
    kind = mime(data)
    with services.db.write() as session:
        exercise = queries.served(session, actor.id, served_id).exercise
        if exercise.type != SPOKEN or exercise.answered_at is not None:
            raise NotFound
        if kind is None or not readable(data, LARGEST_VOICE):
            return False
        row = session.get(Recording, served_id)
        if row is None:
            row = Recording(
                served_id=served_id, school_id=exercise.school_id, learner_id=actor.id
            )
            session.add(row)
        row.mime, row.data, row.at = kind, data, services.source.now()
    return True


def own(services: Services, actor: Actor, served_id: UUID) -> Heard:
    """One's own voice. Raises NotFound."""
    with services.db.read() as session:
        return _heard(session, actor.id, served_id)


def of_learner(services: Services, actor: Actor, learner_id: UUID, served_id: UUID) -> Heard:
    """The voice of a learner whom one follows. Raises NotFound."""
    with services.db.read() as session:
        trainers.learner(session, actor, learner_id)
        found = _heard(session, learner_id, served_id)
        looked.record(services, session, actor, learner_id, looked.VOICE)
    return found


def _heard(session: Session, learner_id: UUID, served_id: UUID) -> Heard:
    row = session.scalars(
        select(Recording)
        .options(undefer(Recording.data))
        .join(ExerciseServed, ExerciseServed.id == Recording.served_id)
        .where(Recording.served_id == served_id, Recording.learner_id == learner_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return Heard(row.data, row.mime)
