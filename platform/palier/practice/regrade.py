"""Judging answers again when the key of an exercise was wrong.

The answer as it came is read again with the key that the published item now has, for the
choices the learner saw. Each verdict that changes is a new one beside the old; the log is
corrected, the levels are computed again, and the learner is told. Done learner by learner:
stopped in the middle, it goes on where it was; done twice, it changes nothing the second time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from exercises import items
from exercises.instance import FormatError, Instance, Verdict
from exercises.rekey import rekeyed
from palier.app import Services
from palier.catalogue import PoolItem
from palier.errors import NotFound
from palier.models import (
    Answer,
    ExerciseServed,
    ItemVersion,
    ObservationRow,
    Sitting,
    VerdictRow,
)
from palier.models import Item as ItemRow
from palier.practice import corrections, queries
from palier.practice.corrections import REGRADED, Locked
from palier.practice.judging import unknown_verdict
from palier.practice.refold import Correction
from palier.practice.service import GRADER, PERSON, UNKNOWN

TO_RIGHT, FROM_RIGHT, OTHER, WORDS = "to_right", "from_right", "other", "words"
LONGEST_REASON = 200


class Republished(Exception):
    """Another version of the item came into force since the plan was looked at."""


class Given(NamedTuple):
    """An exercise served, and, once answered, the answer with the verdict that counts."""

    exercise: ExerciseServed
    sitting: Sitting
    answer: Answer | None
    verdict: VerdictRow | None


@dataclass(frozen=True)
class Change:
    """An answer whose verdict would change."""

    given: Given
    verdict: Verdict
    kind: str  # to_right | from_right | other (partly) | words (only what is said of it)


@dataclass(frozen=True)
class NotComparable:
    """An answer to a question that the item no longer asks."""

    served_id: UUID
    at: datetime
    text: str


@dataclass(frozen=True)
class Plan:
    """What a regrade would change, for a person to confirm."""

    item: str
    version_id: int
    answers: int  # looked at
    learners: tuple[UUID, ...]  # with something to change
    counts: Counter[str]  # of changes, by kind
    waiting: int  # exercises not answered yet, whose key is wrong
    not_comparable: tuple[NotComparable, ...]

    @property
    def changes(self) -> int:
        """The verdicts that would be written."""
        return sum(self.counts.values())


def plan(services: Services, name: str, school_id: int | None = None) -> Plan:
    """Look at all answers to an item, of one school or of all. Raises NotFound."""
    with services.db.read() as session:
        entry = _published(services, session, name)
        looked, counts, waiting = 0, Counter[str](), 0
        learners: dict[UUID, None] = {}
        not_comparable = []
        for given in _given(session, name, school_id=school_id):
            found = _look(entry, given)
            looked += given.answer is not None
            if isinstance(found, NotComparable):
                not_comparable.append(found)
            elif found is not None:
                learners[given.exercise.learner_id] = None
                if isinstance(found, Change):
                    counts[found.kind] += 1
                else:
                    waiting += 1
    return Plan(
        name,
        entry.version_id,
        looked,
        tuple(learners),
        counts,
        waiting,
        tuple(not_comparable),
    )


def carry_out(
    services: Services,
    decided: Plan,
    learners: Sequence[UUID],
    reason: str,
    by: UUID | None,
) -> Iterator[int]:
    """Regrade these learners' answers, a transaction each; the verdicts written for each.

    Raises Republished when the item is no longer the one the plan was made with.
    """
    for done, learner_id in enumerate(learners):
        if done:
            services.db.breathe()
        with services.db.write() as session:
            held = corrections.lock(services, session, learner_id)
            entry = _published(services, session, decided.item)
            if entry.version_id != decided.version_id:
                raise Republished
            written = _regrade(session, held, entry, reason[:LONGEST_REASON], by)
        yield written


def _published(services: Services, session: Session, name: str) -> PoolItem:
    catalogue = services.catalogue.current(session)
    found = next((e for e in catalogue.items if e.item.id == name), None)
    if found is None:
        raise NotFound
    return found


def _regrade(
    session: Session, held: Locked, entry: PoolItem, reason: str, by: UUID | None
) -> int:
    learner_id = held.row.learner_id
    changes: list[Change] = []
    for given in list(_given(session, entry.item.id, learner_id=learner_id)):
        found = _look(entry, given)
        if isinstance(found, Change):
            changes.append(found)
        elif isinstance(found, Instance):
            _mend_waiting(session, given.exercise.id, found)
    if not changes:
        return 0
    _write_verdicts(session, changes, reason, held.now)
    detail = {
        "item": entry.item.id,
        "reason": reason,
        "answers": [str(change.given.exercise.id) for change in changes],
    }
    log_changes = _corrections(session, learner_id, changes)
    corrections.apply(session, held, log_changes, "answers.regraded", by, detail)
    _tell(session, held, entry.item.id, changes)
    return len(changes)


def _given(
    session: Session, name: str, school_id: int | None = None, learner_id: UUID | None = None
) -> Iterator[Given]:
    """The exercises served from any version of an item, learner by learner, oldest first."""
    versions = (
        select(ItemVersion.id)
        .join(ItemRow, ItemRow.id == ItemVersion.item_id)
        .where(ItemRow.name == name)
    )
    query = (
        select(ExerciseServed, Sitting, Answer, VerdictRow)
        .join(Sitting, Sitting.id == ExerciseServed.sitting_id)
        .outerjoin(Answer, Answer.served_id == ExerciseServed.id)
        .outerjoin(
            VerdictRow,
            (VerdictRow.served_id == Answer.served_id)
            & (VerdictRow.number == queries.newest_verdict()),
        )
        .where(ExerciseServed.item_version_id.in_(versions))
        .order_by(ExerciseServed.learner_id, ExerciseServed.served_at)
    )
    if school_id is not None:
        query = query.where(ExerciseServed.school_id == school_id)
    if learner_id is not None:
        query = query.where(ExerciseServed.learner_id == learner_id)
    for row in session.execute(query, execution_options={"yield_per": 200}):
        yield Given(*row)


def _look(entry: PoolItem, given: Given) -> Change | Instance | NotComparable | None:
    """What the item's key now says of an exercise: a change, or, not answered yet, its new key;
    None when all is as it was, or when a person has judged: no key takes that back."""
    exercise, answer = given.exercise, given.answer
    if given.verdict is not None and given.verdict.grader == PERSON:
        return None
    mended = rekeyed(entry.item, exercise.seed, exercise.public)
    if answer is None or given.verdict is None:
        waits = given.sitting.voided_at is None
        if mended is None or not waits or mended.secret == exercise.secret:
            return None
        return mended
    verdict = None if mended is None else _judge(mended, answer)
    if verdict is None:
        if exercise.item_version_id == entry.version_id:
            return None
        return NotComparable(exercise.id, answer.at, answer.text)
    kind = _kind(Verdict.from_json(given.verdict.detail), verdict)
    return None if kind is None else Change(given, verdict, kind)


def _judge(mended: Instance, answer: Answer) -> Verdict | None:
    """The verdict of a stored answer; None when it cannot be read as the question now is."""
    if answer.kind == UNKNOWN:
        return unknown_verdict(mended)
    value = items.parse(mended, answer.raw)
    return None if isinstance(value, FormatError) else items.grade(mended, value)


def _kind(before: Verdict, after: Verdict) -> str | None:
    if (before.score, before.weight) != (after.score, after.weight):
        if after.score >= 1:
            return TO_RIGHT
        return FROM_RIGHT if before.score >= 1 else OTHER
    said = [(v.parts, v.misconceptions, v.expected) for v in (before, after)]
    return None if said[0] == said[1] else WORDS


def _mend_waiting(session: Session, served_id: UUID, mended: Instance) -> None:
    """The new key of an exercise that waits for its answer: nothing was said of it yet."""
    session.execute(
        update(ExerciseServed)
        .where(ExerciseServed.id == served_id, ExerciseServed.answered_at.is_(None))
        .values(secret=mended.secret)
    )


def _write_verdicts(
    session: Session, changes: Iterable[Change], reason: str, now: datetime
) -> None:
    session.execute(
        insert(VerdictRow),
        [
            {
                "school_id": change.given.exercise.school_id,
                "served_id": change.given.exercise.id,
                "number": (change.given.verdict.number if change.given.verdict else 0) + 1,
                "score": change.verdict.score,
                "detail": change.verdict.to_json(),
                "grader": GRADER,
                "reason": reason,
                "at": now,
            }
            for change in changes
        ],
    )


def _counted(changes: Iterable[Change]) -> dict[UUID, Change]:
    """The changes that move levels, by exercise: not of words only, nor of a voided sitting.

    A voided sitting that is put back later counts with its newest verdicts.
    """
    return {
        change.given.exercise.id: change
        for change in changes
        if change.kind != WORDS and change.given.sitting.voided_at is None
    }


def _corrections(
    session: Session, learner_id: UUID, changes: Iterable[Change]
) -> list[Correction]:
    counted = _counted(changes)
    rows = session.execute(
        select(ObservationRow.seq, ObservationRow.served_id, ObservationRow.data)
        .where(
            ObservationRow.learner_id == learner_id,
            ObservationRow.served_id.in_(counted),
            ObservationRow.supersedes.is_(None),
        )
        .order_by(ObservationRow.seq)
    )
    found = []
    for seq, served_id, data in rows:
        change = counted[served_id]
        help_used = change.given.answer.help_used if change.given.answer else 0
        now = corrections.judged(data, change.verdict, help_used)
        found.append(Correction(seq, corrections.kind_of(change.verdict), served_id, now))
    return found


def _tell(session: Session, held: Locked, name: str, changes: Iterable[Change]) -> None:
    """Tell the learner, when levels moved; which answers, when she was told of them before."""
    counted = _counted(changes)
    if not counted:
        return
    seen = [c for c in counted.values() if c.given.sitting.kind == "practice"]
    right = [str(c.given.exercise.id) for c in seen if c.kind == TO_RIGHT]
    other = [str(c.given.exercise.id) for c in seen if c.kind != TO_RIGHT]
    about = {str(served_id) for served_id in counted}
    corrections.forget_unread(
        session,
        held.row.learner_id,
        REGRADED,
        lambda data: bool(about.intersection(data["right"] + data["other"])),
    )
    answered = (seen or list(counted.values()))[0].given.answer
    at = answered.at if answered else held.now
    data = {"item": name, "right": right, "other": other, "at": at.isoformat()}
    corrections.tell(session, held, REGRADED, data)
