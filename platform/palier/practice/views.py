"""The pages of practice, put together from what is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from exercises.curriculum import Curriculum
from exercises.instance import FormatError, Verdict
from palier.app import Services
from palier.catalogue import Catalogue
from palier.models import ExerciseServed, Sitting
from palier.practice import queries, reasons
from palier.practice.pages import Elsewhere, ExercisePage, FeedbackPage, Progress
from palier.practice.queries import Served
from palier.practice.service import UNKNOWN, instance_of
from palier.security import Actor

READING = "francais.lecture."
RIGHT, NEARLY, NOT_YET = "right", "nearly", "not_yet"


def exercise(
    services: Services,
    actor: Actor,
    served_id: UUID,
    draft: Mapping[str, Sequence[str]] | None = None,
    error: FormatError | None = None,
    moved: int | None = None,
) -> ExercisePage | FeedbackPage | Elsewhere:
    """The page of one exercise, as its state asks for. Raises NotFound."""
    with services.db.read() as session:
        found = queries.served(session, actor.id, served_id)
        catalogue = services.catalogue.current(session, found.release_id)
        if found.exercise.answered_at is None:
            return _to_answer(catalogue.curriculum, found, dict(draft or {}), error, moved)
        return _answered(session, catalogue, found)


def _to_answer(
    curriculum: Curriculum,
    found: Served,
    draft: dict[str, Sequence[str]],
    error: FormatError | None,
    moved: int | None,
) -> ExercisePage:
    served = found.exercise
    opened = min(served.help_used, served.public["helps"])
    return ExercisePage(
        served_id=served.id,
        public=served.public,
        draft={name: list(values) for name, values in draft.items()},
        progress=_progress(curriculum, served, found.sitting),
        kicker=kicker(curriculum, served),
        why=reasons.sentence(curriculum, served.reason),
        # Only the hints that were asked for leave the secret part.
        hints=tuple(instance_of(served).secret["help"][:opened]),
        hints_left=served.public["helps"] - opened,
        aloud=not served.skill.startswith(READING),
        unreadable=error,
        moved=moved,
    )


def _answered(
    session: Session, catalogue: Catalogue, found: Served
) -> FeedbackPage | Elsewhere:
    served, sitting = found.exercise, found.sitting
    kept = queries.replied(session, served.id)
    next_id = kept.answer.next_served_id
    if sitting.kind == "placement":
        return Elsewhere(next_id, sitting.id)
    verdict = Verdict.from_json(kept.verdict.detail)
    next_reason = (
        session.scalar(select(ExerciseServed.reason).where(ExerciseServed.id == next_id))
        if next_id
        else None
    )
    curriculum = catalogue.curriculum
    return FeedbackPage(
        served_id=served.id,
        tone=UNKNOWN if kept.answer.kind == UNKNOWN else tone(verdict.score),
        verdict=verdict,
        public=served.public,
        progress=_progress(curriculum, served, sitting),
        kicker=kicker(curriculum, served),
        why_this=reasons.sentence(curriculum, served.reason),
        next_id=next_id,
        why_next=reasons.sentence(curriculum, next_reason) if next_reason else None,
        sitting_id=sitting.id,
    )


def tone(score: float) -> str:
    """How an answer is spoken of: right, nearly, not yet."""
    if score >= 1:
        return RIGHT
    return NEARLY if score > 0 else NOT_YET


def kicker(curriculum: Curriculum, served: ExerciseServed) -> str:
    """Domain and strand of an exercise: "Maths · Les nombres"."""
    skill = served.skill
    domain = next(d for d in curriculum.domains if d.id == skill.split(".")[0])
    strand = next(s for s in domain.strands if s.id == skill.rsplit(".", 1)[0])
    return f"{domain.label} · {strand.label}"


def domain_label(curriculum: Curriculum, domain: str | None) -> str:
    """The name of a domain; "" for none."""
    return next((d.label for d in curriculum.domains if d.id == domain), "")


def _progress(curriculum: Curriculum, served: ExerciseServed, sitting: Sitting) -> Progress:
    return Progress(
        kind=sitting.kind,
        position=served.position,
        planned=max(sitting.planned, served.position),
        domain_label=domain_label(curriculum, sitting.domain),
    )
