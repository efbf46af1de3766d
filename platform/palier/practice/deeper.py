"""Longer placements that a trainer asked for and that are not done yet."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from palier.models import DeeperPlacement, Sitting
from palier.practice.queries import placement_done

LENGTH = 24  # exercises: twice a first placement, in as many times as one likes
EPSILON = 0.005  # it goes on while an exercise explains as much of what was unknown


def waiting(session: Session, learner_id: UUID) -> tuple[str, ...]:
    """The domains in which a longer placement is asked for and not done."""
    done = (
        select(Sitting.id)
        .where(
            Sitting.learner_id == learner_id,
            Sitting.domain == DeeperPlacement.domain,
            Sitting.started_at >= DeeperPlacement.asked_at,
            Sitting.planned >= LENGTH,
            placement_done(),
        )
        .correlate(DeeperPlacement)
        .exists()
    )
    rows = session.scalars(
        select(DeeperPlacement.domain)
        .where(DeeperPlacement.learner_id == learner_id, ~done)
        .distinct()
        .order_by(DeeperPlacement.domain)
    )
    return tuple(rows)
