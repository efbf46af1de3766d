"""What a domain's fitted model knows of a learner: her answers so far, as its features.

Prepared while reading, never inside a transaction: one kept from her last answer costs
nothing; else her answers in the domain are read again. What is prepared holds for one number
of her log only: when somebody was faster, the filter chooses this once.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

import numpy as np
from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from adaptive.gaussian import Floats
from adaptive.parameters import Ints
from adaptive.practising import Foresee
from adaptive.prediction import FeatureState
from palier.catalogue import Catalogue
from palier.engine_time import engine_time
from palier.foreseers import Foreseer
from palier.models import (
    Answer,
    ExerciseServed,
    Item,
    ItemVersion,
    LearnerState,
    Sitting,
    VerdictRow,
)
from palier.practice.queries import unmarked


@dataclass(frozen=True, eq=False)
class Followed:
    """A learner's answers in one domain as its model wants them; ``at``: of the last one."""

    decision_id: int
    state: FeatureState
    at: float


class Kept:
    """Of the learners who answered last, by learner: some 20 KB a domain with a model."""

    MOST = 64

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[UUID, tuple[int, Mapping[str, Followed]]] = OrderedDict()

    def get(self, learner_id: UUID, seq: int) -> Mapping[str, Followed]:
        """What is kept of a learner after ``seq`` numbers of her log, by domain."""
        with self._lock:
            number, followed = self._kept.get(learner_id, (-1, {}))
        return followed if number == seq else {}

    def put(self, learner_id: UUID, seq: int, followed: Mapping[str, Followed]) -> None:
        """Keep it, in place of the learner's older one or of the longest unused."""
        with self._lock:
            number, before = self._kept.get(learner_id, (-1, {}))
            together = {**before, **followed} if number == seq else dict(followed)
            self._kept[learner_id] = (seq, together)
            self._kept.move_to_end(learner_id)
            while len(self._kept) > self.MOST:
                self._kept.popitem(last=False)


@dataclass(frozen=True)
class Foreseeing:
    """The models of some domains, ready for one learner after ``seq`` numbers of her log."""

    seq: int = -1
    followed: Mapping[str, Followed] = field(default_factory=dict)

    def foresee(self, catalogue: Catalogue, seq: int, at: float) -> Foresee | None:
        """What ``practise`` asks at ``at``, or None: no model, or another log by now."""
        if seq != self.seq or not self.followed:
            return None

        def foresee(rows: Ints) -> Floats:
            said = np.full(len(rows), np.nan)
            for domain, one in self.followed.items():
                foreseer = catalogue.foreseers.get(domain)
                if foreseer is None or foreseer.decision_id != one.decision_id:
                    continue  # another decision came in between
                exercises = catalogue.foreseen[domain][rows]
                mine = np.flatnonzero(exercises >= 0)
                if len(mine):
                    now = max(at, one.at)
                    said[mine] = foreseer.chances(one.state, exercises[mine], now)
            return said

        return foresee

    def after(
        self, catalogue: Catalogue, version_id: int, score: float, silent: bool, at: float
    ) -> Foreseeing:
        """The same after one more answer of hers, which is one number of her log; she
        who is not followed, or an exercise not published any more, leaves nothing to go on.
        ``silent``: given with help, or marked by nobody yet, it says nothing."""
        row = catalogue.row_of.get(version_id)
        if self.seq < 0 or row is None:
            return Foreseeing()
        followed = dict(self.followed)
        domain = catalogue.items[row].item.skill.split(".")[0]
        if domain in followed and not silent and domain in catalogue.foreseen:
            exercise = int(catalogue.foreseen[domain][row])
            followed[domain] = _observed(followed[domain], exercise, score, at)
        return Foreseeing(self.seq + 1, followed)


def _observed(one: Followed, exercise: int, score: float, at: float) -> Followed:
    """One more answer: on a copy, the transaction may yet fail."""
    if exercise < 0:  # published since the model was fitted: it has no place for it
        return one
    now = max(at, one.at)
    state = one.state.copy()
    state.observe(exercise, score, now)
    return replace(one, state=state, at=now)


NOTHING = Foreseeing()


def prepare(
    session: Session,
    kept: Kept,
    catalogue: Catalogue,
    learner_id: UUID,
    domains: Sequence[str],
) -> Foreseeing:
    """The models of those domains that have one, with what this learner answered so far.

    For a reading session, and of no effect where no model is in force.
    """
    here = [catalogue.foreseers[domain] for domain in domains if domain in catalogue.foreseers]
    if not here:
        return NOTHING
    seq = session.scalar(_SEQ, {"learner_id": learner_id})
    if seq is None:
        return NOTHING
    known = kept.get(learner_id, seq)
    followed = {}
    for foreseer in here:
        one = known.get(foreseer.domain)
        if one is None or one.decision_id != foreseer.decision_id:
            one = _read(session, foreseer, learner_id)
        followed[foreseer.domain] = one
    kept.put(learner_id, seq, followed)
    return Foreseeing(seq, followed)


_SEQ = select(LearnerState.seq).where(LearnerState.learner_id == bindparam("learner_id"))
_NEWEST_VERDICT = (
    select(func.max(VerdictRow.number))
    .where(VerdictRow.served_id == Answer.served_id)
    .correlate(Answer)
    .scalar_subquery()
)
# The answers a model is fitted on (calibration.shadowing.read), of one learner in one domain.
_ANSWERS = (
    select(Item.name, VerdictRow.score, Answer.at)
    .join(ExerciseServed, ExerciseServed.id == Answer.served_id)
    .join(Sitting, Sitting.id == ExerciseServed.sitting_id)
    .join(ItemVersion, ItemVersion.id == ExerciseServed.item_version_id)
    .join(Item, Item.id == ItemVersion.item_id)
    .join(VerdictRow, VerdictRow.served_id == Answer.served_id)
    .where(
        Answer.learner_id == bindparam("learner_id"),
        Answer.help_used == 0,
        Sitting.voided_at.is_(None),
        VerdictRow.number == _NEWEST_VERDICT,
        ~unmarked(),
        Item.skill.startswith(bindparam("begins"), autoescape=False),
    )
    .order_by(Answer.at)
)


def _read(session: Session, foreseer: Foreseer, learner_id: UUID) -> Followed:
    state, last = foreseer.model.state(), float("-inf")
    asked = {"learner_id": learner_id, "begins": f"{foreseer.domain}."}
    for name, score, at in session.execute(_ANSWERS, asked):
        exercise = foreseer.number.get(name)
        if exercise is not None:
            last = max(engine_time(at), last)
            state.observe(exercise, score, last)
    return Followed(foreseer.decision_id, state, last)
