"""What was decided in interviews, and later what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from palier.accounts import locks
from palier.app import Services
from palier.errors import NotFound
from palier.i18n import N_, _
from palier.models import Decision, Interview
from palier.people.trace import record
from palier.plan.pages import DecisionLine, Talk
from palier.plan.told import Told
from palier.security import Actor
from palier.trainer import queries

WHO: Mapping[str, str] = {
    "learner": N_("Le stagiaire"),
    "trainer": N_("Le formateur"),
    "both": N_("Les deux"),
}
OUTCOMES: Mapping[str, str] = {
    "done": N_("Fait"),
    "partly": N_("Fait en partie"),
    "not": N_("Pas fait"),
}
LONGEST = 200


def of_learner(session: Session, learner_id: UUID) -> Sequence[tuple[Decision, date]]:
    """(decision, day of its interview), those without an outcome first, by their day."""
    rows = session.execute(
        select(Decision, Interview.held_on)
        .join(Interview, Interview.id == Decision.interview_id)
        .where(Decision.learner_id == learner_id)
        .order_by(Decision.outcome.is_not(None), Decision.due, Decision.id)
    )
    return [(row, held) for row, held in rows]


def talks(session: Session, learner_id: UUID) -> tuple[Talk, ...]:
    """The interviews of a learner, the newest first."""
    rows = session.execute(
        select(Interview.id, Interview.held_on, func.count(Decision.id))
        .outerjoin(Decision, Decision.interview_id == Interview.id)
        .where(Interview.learner_id == learner_id)
        .group_by(Interview.id, Interview.held_on)
        .order_by(Interview.held_on.desc(), Interview.id.desc())
    )
    return tuple(Talk(*row) for row in rows)


def line(row: Decision, held_on: date, today: date) -> DecisionLine:
    """A decision in words."""
    return DecisionLine(
        id=row.id,
        what=row.what,
        who=_(WHO[row.who]),
        due=row.due,
        late=row.outcome is None and row.due < today,
        outcome=_(OUTCOMES[row.outcome]) if row.outcome else "",
        words=row.outcome_words or "",
        held_on=held_on,
    )


def follow(
    services: Services,
    actor: Actor,
    learner_id: UUID,
    decision_id: UUID,
    outcome: str,
    words: str,
) -> None:
    """Note what came of a decision. Raises NotFound, and Told."""
    with services.db.write() as session:
        locks.hold(session, learner_id.bytes)
        queries.learner(session, actor, learner_id)
        row = session.get(Decision, decision_id)
        if row is None or row.learner_id != learner_id:
            raise NotFound
        about = str(decision_id)
        if outcome not in OUTCOMES:
            raise Told(_("Dites ce qu’a donné cette décision."), about)
        if row.outcome is not None and row.outcome_by != actor.id:
            raise Told(_("Un collègue vient de noter la suite de cette décision."), about)
        was = row.outcome
        row.outcome, row.outcome_words = outcome, " ".join(words.split())[:LONGEST] or None
        row.outcome_at, row.outcome_by = services.source.now(), actor.id
        detail = {"decision": about, "outcome": [was, outcome]}
        record(services, session, actor, "decision.followed", learner_id, detail)
