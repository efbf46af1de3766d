"""A course of French as a second language: declared or not, by the team, for whoever agrees.

It has one use: to see, in aggregate and for twenty learners at least, whether an exercise asks
more of those who learn French (``palier report engine``). No page shows it beside a level, and
neither the engine nor the choice of exercises reads it. Withdrawn, no trace of it is left.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update

from palier.app import Services
from palier.i18n import N_, _
from palier.models import AuditEvent, Enrolment
from palier.privacy import looked
from palier.security import Actor
from palier.trainer import queries

YES, NO, NOTHING = "oui", "non", "rien"
VALUES: Mapping[str, bool | None] = {YES: True, NO: False, NOTHING: None}
WORDS: Mapping[str, str] = {
    YES: N_("Suit ou a suivi un cours de français langue seconde"),
    NO: N_("N’en suit pas"),
    NOTHING: N_("Ne rien déclarer"),
}


@dataclass(frozen=True)
class DeclaredPage:
    """The form, with what is declared now."""

    learner_id: UUID
    name: str
    declared: str
    choices: tuple[tuple[str, str], ...]
    missing: bool = False  # nothing was chosen


def page(
    services: Services, actor: Actor, learner_id: UUID, missing: bool = False
) -> DeclaredPage:
    """The form for a learner. Raises NotFound for one out of reach."""
    with services.db.read() as session:
        row, _group = queries.learner(session, actor, learner_id)
        looked.record(services, session, actor, learner_id, looked.COURSE)
        value = session.scalar(
            select(Enrolment.fls_course)
            .where(Enrolment.learner_id == learner_id, Enrolment.left_at.is_(None))
            .order_by(Enrolment.id.desc())
            .limit(1)
        )
    declared = next(code for code, one in VALUES.items() if one is value)
    choices = tuple((code, _(words)) for code, words in WORDS.items())
    return DeclaredPage(row.id, row.name, declared, choices, missing)


def declare(services: Services, actor: Actor, learner_id: UUID, chosen: str) -> bool:
    """Declare it, or withdraw it, in all her enrolments; False when nothing was chosen.

    The event says that something was declared or withdrawn, never what. Raises NotFound.
    """
    with services.db.write() as session:
        queries.learner(session, actor, learner_id)
        if chosen not in VALUES:
            return False
        session.execute(
            update(Enrolment)
            .where(Enrolment.learner_id == learner_id)
            .values(fls_course=VALUES[chosen])
        )
        session.add(
            AuditEvent(
                school_id=actor.school_id,
                at=services.source.now(),
                actor_id=actor.id,
                action="fls.withdrawn" if chosen == NOTHING else "fls.declared",
                subject_id=learner_id,
                detail={},
            )
        )
    return True
