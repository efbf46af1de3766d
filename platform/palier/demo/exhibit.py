"""A chosen exercise put before a learner: for pictures of every type, and for tests of them."""

from __future__ import annotations

from uuid import UUID

from exercises.items import make
from palier.app import Services
from palier.catalogue import PoolItem
from palier.models import ExerciseServed, Sitting
from palier.practice import queries
from palier.practice.serving import PRACTICE_LENGTH
from palier.security import Actor


def exhibit(services: Services, actor: Actor, entry: PoolItem, seed: int) -> UUID:
    """Serve the instance of ``seed`` as the first of a practice of its own; its id.

    The learner must have begun before: her first placement makes the row of her levels.
    """
    now, source = services.source.now(), services.source
    domain = entry.item.skill.split(".")[0]
    mine = {"school_id": actor.school_id, "learner_id": actor.id}
    instance = make(entry.item, seed)
    with services.db.write() as session:
        sitting = Sitting(
            id=source.new_id(),
            number=queries.take_sitting_number(session, actor.id),
            kind="practice",
            domain=domain,
            domains=[domain],
            planned=PRACTICE_LENGTH,
            started_at=now,
            **mine,
        )
        session.add(sitting)
        session.flush()
        exercise = ExerciseServed(
            id=source.new_id(),
            sitting_id=sitting.id,
            position=1,
            item_version_id=entry.version_id,
            type=instance.type,
            skill=entry.item.skill,
            seed=seed,
            variant=instance.variant,
            public=instance.public,
            secret=instance.secret,
            item_parameters=entry.parameters(),
            reason={"code": "explore", "skill": entry.item.skill, "because": [], "terms": {}},
            predicted=0.8,
            help_used=0,
            served_at=now,
            **mine,
        )
        session.add(exercise)
        return exercise.id
