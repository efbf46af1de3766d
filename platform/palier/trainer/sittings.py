"""A learner's sittings, and taking one back: it was not her."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from exercises.curriculum import Curriculum
from palier.app import Services
from palier.engine_time import local
from palier.errors import NotFound
from palier.i18n import N_, _
from palier.models import Answer, ExerciseServed, Person, Sitting
from palier.practice import bilans, corrections
from palier.practice.views import domain_label
from palier.privacy import looked
from palier.security import Actor
from palier.trainer import queries

SHOWN, MOST = 5, 200
LONGEST_WORDS = 120
REASONS: Mapping[str, str] = {
    "autre-personne": N_("Une autre personne a utilisé son accès"),
    "a-sa-place": N_("Quelqu’un a répondu à sa place"),
    "essai": N_("Un essai ou une démonstration de l’équipe"),
    "autre": N_("Une autre raison"),
}


@dataclass(frozen=True)
class SittingLine:
    """A sitting: when, what, how much, and who took it back, when and why."""

    id: UUID
    at: datetime
    what: str
    kind: str
    answers: int
    open: bool
    voided_at: datetime | None
    voided_by: str
    reason: str


@dataclass(frozen=True)
class SittingsPage:
    """All sittings of a learner."""

    learner_id: UUID
    name: str
    sittings: tuple[SittingLine, ...]


@dataclass(frozen=True)
class VoidPage:
    """One sitting, to be taken back or put back, and what happens then."""

    learner_id: UUID
    name: str
    sitting: SittingLine
    reasons: tuple[tuple[str, str], ...]
    missing: bool = False  # no reason was chosen


def newest(
    session: Session,
    learner_id: UUID,
    curriculum: Curriculum,
    timezone: str,
    most: int = SHOWN,
    only: UUID | None = None,
) -> tuple[SittingLine, ...]:
    """The learner's sittings, the newest first. The caller knows that they may be seen."""
    query = (
        select(Sitting, func.count(Answer.served_id), Person.first_name)
        .outerjoin(ExerciseServed, ExerciseServed.sitting_id == Sitting.id)
        .outerjoin(Answer, Answer.served_id == ExerciseServed.id)
        .outerjoin(Person, Person.id == Sitting.voided_by)
        .where(Sitting.learner_id == learner_id)
        .group_by(Sitting.id, Person.first_name)
        .order_by(Sitting.number.desc())
        .limit(most)
    )
    if only is not None:
        query = query.where(Sitting.id == only)
    return tuple(_line(curriculum, timezone, *row) for row in session.execute(query))


def _line(
    curriculum: Curriculum, timezone: str, sitting: Sitting, answers: int, by: str | None
) -> SittingLine:
    domain = domain_label(curriculum, sitting.domain)
    if sitting.kind == "placement":
        what = _("Point de départ, %(domain)s", domain=domain)
        if sitting.moment:
            what = f"{bilans.name(sitting.moment)}, {domain}"
    else:
        what = domain or _("Tous les domaines")
    voided = sitting.voided_at
    return SittingLine(
        id=sitting.id,
        at=local(sitting.started_at, timezone),
        what=what,
        kind=sitting.kind,
        answers=answers,
        open=sitting.ended_at is None,
        voided_at=local(voided, timezone) if voided else None,
        voided_by=by or "",
        reason=sitting.void_reason or "",
    )


def page(services: Services, actor: Actor, learner_id: UUID) -> SittingsPage:
    """All sittings of a learner. Raises NotFound for one out of reach."""
    with services.db.read() as session:
        row, group = queries.learner(session, actor, learner_id)
        curriculum = services.catalogue.current(session).curriculum
        found = newest(session, learner_id, curriculum, group.timezone, MOST)
        looked.record(services, session, actor, learner_id, looked.SITTINGS)
    return SittingsPage(row.id, row.name, found)


def one(
    services: Services, actor: Actor, learner_id: UUID, sitting_id: UUID, missing: bool = False
) -> VoidPage:
    """One sitting of a learner, with what taking it back does. Raises NotFound."""
    with services.db.read() as session:
        row, group = queries.learner(session, actor, learner_id)
        curriculum = services.catalogue.current(session).curriculum
        found = newest(session, learner_id, curriculum, group.timezone, only=sitting_id)
        if not found:
            raise NotFound
        looked.record(services, session, actor, learner_id, looked.SITTINGS)
    reasons = tuple((code, _(words)) for code, words in REASONS.items())
    return VoidPage(row.id, row.name, found[0], reasons, missing)


def void(
    services: Services,
    actor: Actor,
    learner_id: UUID,
    sitting_id: UUID,
    reason: str,
    words: str,
) -> bool:
    """Take a sitting back; False when no reason is given. Raises NotFound."""
    with services.db.write() as session:
        queries.learner(session, actor, learner_id)
        if reason not in REASONS:
            return False
        said, typed = _(REASONS[reason]), " ".join(words.split())[:LONGEST_WORDS]
        why = f"{said}. {typed}" if typed else said
        corrections.void(services, session, learner_id, sitting_id, actor.id, why)
    return True


def restore(services: Services, actor: Actor, learner_id: UUID, sitting_id: UUID) -> None:
    """Put a sitting back. Raises NotFound."""
    with services.db.write() as session:
        queries.learner(session, actor, learner_id)
        corrections.restore(services, session, learner_id, sitting_id, actor.id)
