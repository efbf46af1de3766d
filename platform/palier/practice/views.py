"""The pages of practice, put together from what is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

import adaptive
from exercises.curriculum import Curriculum
from exercises.instance import FormatError
from palier.app import Services
from palier.catalogue import MARKED_BY_PEOPLE, Catalogue
from palier.engine_time import local, not_before
from palier.models import ExerciseServed, Sitting
from palier.practice import (
    asking,
    bilans,
    foreseeing,
    memory,
    queries,
    reasons,
    reporting,
    serving,
)
from palier.practice.pages import Elsewhere, ExercisePage, FeedbackPage, Heard, Progress
from palier.practice.queries import Served
from palier.practice.reviews import Allowed
from palier.practice.service import UNKNOWN, Replied, instance_of, stored_reply
from palier.security import Actor
from palier.sounds import service as sounds

READING = "francais.lecture."
RIGHT, NEARLY, NOT_YET, KEPT = "right", "nearly", "not_yet", "kept"
MARKED = "marked"  # by a person


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
            if found.sitting.voided_at is not None:
                return Elsewhere(None, None)
            heard = heard_of(session, found.exercise)
            asked = asking.is_asked(session, served_id)
            reported = reporting.is_reported(session, served_id)
            shown = to_answer(
                catalogue.curriculum, found, dict(draft or {}), error, moved, heard
            )
            return replace(shown, asked=asked, reported=reported)
        return replied(stored_reply(session, catalogue.curriculum, found))


def to_answer(
    curriculum: Curriculum,
    found: Served,
    draft: dict[str, Sequence[str]],
    error: FormatError | None,
    moved: int | None,
    heard: Heard | None,
) -> ExercisePage:
    """The page of an exercise that waits for its answer."""
    served = found.exercise
    if len(draft.get("order", ())) != len(served.public.get("elements", ())):
        moved = None  # a forged order: the page shows its own, where nothing has moved
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
        heard=heard,
    )


def heard_of(session: Session, served: ExerciseServed) -> Heard | None:
    """What is said aloud; its words only once they were asked for in place of the sound."""
    groups = served.secret.get("groups")
    if groups is None:
        return None
    text = served.secret["said"] if served.read_instead else None
    return Heard(len(groups), sounds.synthetic(session, served.school_id, groups), text)


def replied(reply: Replied) -> FeedbackPage | Elsewhere:
    """What is shown after an answer, the first time and every time."""
    served, sitting, curriculum = reply.served.exercise, reply.served.sitting, reply.curriculum
    if sitting.kind == "placement":
        return Elsewhere(reply.next_id, None if sitting.voided_at else sitting.id)
    reason, revised = reply.next_reason, reply.revised
    return FeedbackPage(
        served_id=served.id,
        tone=_tone(reply),
        verdict=reply.verdict,
        public=served.public,
        progress=_progress(curriculum, served, sitting),
        kicker=kicker(curriculum, served),
        why_this=reasons.sentence(curriculum, served.reason),
        next_id=reply.next_id,
        why_next=reasons.sentence(curriculum, reason) if reason else None,
        sitting_id=sitting.id,
        revised=local(revised, reply.served.timezone) if revised else None,
    )


def _tone(reply: Replied) -> str:
    if reply.kind == UNKNOWN:
        return UNKNOWN
    if reply.verdict.pending:
        return KEPT
    by_person = reply.served.exercise.type in MARKED_BY_PEOPLE
    return MARKED if by_person else tone(reply.verdict.score)


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
        bilan=bilans.name(sitting.moment),
    )


def announced(
    services: Services,
    session: Session,
    catalogue: Catalogue,
    learner_id: UUID,
    domain: str | None,
    domains: Sequence[str],
    now: datetime,
    allowed: Allowed = None,
) -> str | None:
    """The skill a practice started now would begin with, or None."""
    chosen = (domain,) if domain else domains
    known = memory.look(session, services.states, learner_id, catalogue) if chosen else None
    if known is None:
        return None
    at = not_before(now, known.state.at)
    state = adaptive.advance(catalogue.parameters, known.state, at)
    past = queries.recent(session, learner_id, now)
    ahead = foreseeing.prepare(session, services.followed, catalogue, learner_id, chosen)
    choice = serving.announced(
        catalogue, state, learner_id, domain, past, chosen, now, allowed, ahead
    )
    return None if choice is None else catalogue.items[choice.item].item.skill
