"""Marking what only a person can: by rubric, once, or twice without seeing the first mark.

The mark is a newer verdict in the place of the first (ADR 0059). While a second opinion is
awaited there is none: nothing says what the first one was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from exercises.instance import Verdict
from palier.acting import rubrics
from palier.acting.words import Told
from palier.app import Services
from palier.catalogue import MARKED_BY_PEOPLE
from palier.errors import NotFound
from palier.i18n import _
from palier.models import Answer, ExerciseServed, Mark, ObservationRow, Sitting, VerdictRow
from palier.people.trace import record
from palier.practice import corrections
from palier.practice.corrections import Locked
from palier.practice.queries import newest_verdict
from palier.practice.refold import Correction
from palier.practice.service import ANSWER, PERSON
from palier.security import Actor
from palier.trainer import queries

LONGEST_COMMENT = 400
MOST_MARKS = 2
MARKED = "marked"  # a kind of notice


@dataclass(frozen=True)
class Said:
    """What the form said. ``read``: how many marks of others there were when it was opened."""

    levels: tuple[int, ...]
    comment: str = ""
    second: bool = False
    read: int = 0


@dataclass(frozen=True)
class Work:
    """A text or a voice to mark, with the verdict that counts."""

    exercise: ExerciseServed
    answer: Answer
    verdict: VerdictRow


def work(session: Session, learner_id: UUID, served_id: UUID) -> Work:
    """What a learner wrote or said. Raises NotFound for anything else, or taken back."""
    row = session.execute(
        select(ExerciseServed, Answer, VerdictRow)
        .join(Answer, Answer.served_id == ExerciseServed.id)
        .join(Sitting, Sitting.id == ExerciseServed.sitting_id)
        .join(VerdictRow, VerdictRow.served_id == Answer.served_id)
        .where(
            ExerciseServed.id == served_id,
            ExerciseServed.learner_id == learner_id,
            ExerciseServed.type.in_(MARKED_BY_PEOPLE),
            Answer.kind == ANSWER,
            Sitting.voided_at.is_(None),
            VerdictRow.number == newest_verdict(),
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return Work(*row)


def marks_of(session: Session, served_id: UUID) -> list[Mark]:
    """The marks of a work, the first one first."""
    mine = select(Mark).where(Mark.served_id == served_id).order_by(Mark.number)
    return list(session.scalars(mine))


def waits(marks: Sequence[Mark]) -> bool:
    """Whether a second opinion is awaited."""
    return len(marks) == 1 and marks[0].second_asked


def mark(
    services: Services, actor: Actor, learner_id: UUID, served_id: UUID, said: Said
) -> str:
    """Keep a mark; what the trainer is told. One's own may be changed.

    Raises NotFound, and Told when it cannot be or when somebody else was faster.
    """
    with services.db.write() as session:
        queries.learner(session, actor, learner_id)
        held = corrections.lock(services, session, learner_id)
        here = work(session, learner_id, served_id)
        rubric = rubrics.rubric_of(here.exercise.public)
        if not rubrics.sound(rubric, said.levels):
            raise Told(_("Choisissez un niveau à chaque ligne."))
        marks = marks_of(session, served_id)
        mine = next((one for one in marks if one.by_id == actor.id), None)
        others = len(marks) - (mine is not None)
        if others != said.read:
            raise Told(
                _(
                    "Quelqu’un vient de donner son avis sur ce travail. Le vôtre est gardé à "
                    "l’écran : envoyez-le, il comptera comme un second avis."
                )
            )
        if mine is None and len(marks) >= MOST_MARKS:
            raise Told(_("Deux personnes ont déjà donné leur avis."))
        detail = _keep(session, actor, held, here, mine, said, len(marks))
        record(services, session, actor, "answer.marked", learner_id, detail)
        marks = marks_of(session, served_id)
        if waits(marks):
            return _("Votre avis est gardé. Il attend le second, sans lui être montré.")
        _count(session, actor, held, here, rubric, marks)
    return _("C’est noté. Le stagiaire est prévenu.")


def _keep(
    session: Session,
    actor: Actor,
    held: Locked,
    here: Work,
    mine: Mark | None,
    said: Said,
    count: int,
) -> dict[str, Any]:
    """Write the mark; what the audit log keeps of it."""
    before = list(mine.levels) if mine else None
    comment = said.comment.strip()[:LONGEST_COMMENT] or None
    if mine is None:
        mine = Mark(
            served_id=here.answer.served_id,
            number=count + 1,
            school_id=held.row.school_id,
            learner_id=held.row.learner_id,
            by_id=actor.id,
        )
        session.add(mine)
    mine.levels, mine.comment, mine.at = list(said.levels), comment, held.now
    mine.second_asked = said.second and mine.number == 1
    session.flush()
    return {"answer": str(here.answer.served_id), "marks": [before, mine.levels]}


def _count(
    session: Session,
    actor: Actor,
    held: Locked,
    here: Work,
    rubric: Sequence[rubrics.Criterion],
    marks: Sequence[Mark],
) -> None:
    """The verdict that the marks make, in the log and in words."""
    served_id = here.answer.served_id
    comments = [one.comment for one in marks if one.comment]
    before = Verdict.from_json(here.verdict.detail)
    after = rubrics.verdict(before, rubric, [one.levels for one in marks], comments)
    if after == before:
        return
    session.execute(
        insert(VerdictRow).values(
            school_id=here.exercise.school_id,
            served_id=served_id,
            number=here.verdict.number + 1,
            score=after.score,
            detail=after.to_json(),
            grader=PERSON,
            at=held.now,
        )
    )
    first = session.execute(
        select(ObservationRow.seq, ObservationRow.data).where(
            ObservationRow.learner_id == held.row.learner_id,
            ObservationRow.served_id == served_id,
            ObservationRow.supersedes.is_(None),
        )
    ).one()
    data = corrections.judged(first.data, after, here.answer.help_used)
    change = Correction(first.seq, corrections.kind_of(after), served_id, data)
    detail = {"answer": str(served_id), "score": [before.score, after.score]}
    corrections.apply(session, held, [change], "answer.counted", actor.id, detail)
    name = str(served_id)
    corrections.forget_unread(
        session, held.row.learner_id, MARKED, lambda data: name in data["right"]
    )
    told = {"right": [name], "at": here.answer.at.isoformat(), "type": here.exercise.type}
    corrections.tell(session, held, MARKED, told)
