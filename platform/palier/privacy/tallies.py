"""What stays of an erased person's answers: counts, added to those of all others erased.

No row, no date, no school and no order says which counts were hers (ADR 0075).
"""

from __future__ import annotations

from collections import Counter
from uuid import UUID

import numpy as np
from sqlalchemy import Select, case, func, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session, aliased

from palier.calibration.firsts import rounded
from palier.models import Answer, ExerciseServed, ItemTally, ItemVersion, Sitting, VerdictRow
from palier.practice.queries import unmarked

BANDS = 10  # of the chance foreseen
First = tuple[int, float, float, UUID]  # item, chance foreseen, score, exercise served


def keep(session: Session, learner_id: UUID) -> None:
    """Add up a learner's first unaided answers, item by item. Call it before they go."""
    firsts = _firsts(session, learner_id)
    scores = np.array([score for _item, _foreseen, score, _served in firsts])
    right = rounded(
        scores, [served if 0 < score < 1 else None for *_r, score, served in firsts]
    )
    answers: Counter[tuple[int, int]] = Counter()
    rights: Counter[tuple[int, int]] = Counter()
    for (item, foreseen, _score, _served), is_right in zip(firsts, right.tolist(), strict=True):
        cell = item, min(BANDS - 1, int(foreseen * BANDS))
        answers[cell] += 1
        rights[cell] += is_right
    for (item, band), count in sorted(answers.items()):
        _add(session, item, band, count, rights[item, band])


def _firsts(session: Session, learner_id: UUID) -> list[First]:
    """Her first answer to each item, unless it was given with help or nobody marked it yet."""
    seen: set[int] = set()
    found: list[First] = []
    for item, foreseen, score, served, aids in session.execute(_answers(learner_id)):
        if item not in seen and not aids:
            found.append((item, foreseen, score, served))
        seen.add(item)
    return found


def _answers(learner_id: UUID) -> Select[int, float, float, UUID, int]:
    """As palier.calibration.firsts reads them, for one learner and in their order."""
    newer = aliased(VerdictRow)
    last = (
        select(func.max(newer.number))
        .where(newer.served_id == VerdictRow.served_id)
        .correlate(VerdictRow)
        .scalar_subquery()
    )
    return (
        select(
            ItemVersion.item_id,
            ExerciseServed.predicted,
            VerdictRow.score,
            Answer.served_id,
            Answer.help_used + case((unmarked(), 1), else_=0),
        )
        .join(ExerciseServed, ExerciseServed.id == Answer.served_id)
        .join(Sitting, Sitting.id == ExerciseServed.sitting_id)
        .join(ItemVersion, ItemVersion.id == ExerciseServed.item_version_id)
        .join(VerdictRow, VerdictRow.served_id == Answer.served_id)
        .where(
            Answer.learner_id == learner_id,
            Sitting.voided_at.is_(None),
            VerdictRow.number == last,
        )
        .order_by(Answer.at, Answer.served_id)
    )


def _add(session: Session, item: int, band: int, count: int, right: int) -> None:
    postgresql = session.get_bind().dialect.name == "postgresql"
    insert = postgresql_insert if postgresql else sqlite_insert
    statement = insert(ItemTally).values(item_id=item, band=band, answers=count, right=right)
    more = {
        "answers": ItemTally.answers + statement.excluded.answers,
        "right": ItemTally.right + statement.excluded.right,
    }
    session.execute(
        statement.on_conflict_do_update(index_elements=["item_id", "band"], set_=more)
    )
