"""A person decides which domains a fitted model may foresee in (ADR 0051).

What is compared stands on every answer so far, each foreseen before it was given. The models
are fitted beside; one short transaction then writes the decisions with a release of their own,
by which every process reads them. Stopped before it, nothing has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from adaptive.prediction import exercises, fit, to_bytes
from palier import foreseers
from palier.accounts import locks
from palier.app import Services
from palier.calibration import queries, shadowing
from palier.calibration.refolding import Overtaken
from palier.calibration.service import NothingPublished
from palier.calibration.shadowing import Answered, Progress
from palier.models import AuditEvent, PredictionDecision, Release, School

DECIDED = "prediction.decided"
Share = Callable[[str, float], None]  # a domain, how much of its model is fitted


@dataclass(frozen=True)
class Found:
    """What the answers say of a domain. ``compared`` as ``shadowing.compare`` gives it, None
    with too few answers; ``serving``: the decision whose model serves now."""

    domain: str
    compared: Mapping[str, Any] | None
    serving: int | None

    @property
    def better(self) -> bool:
        """Whether the rule lets a model serve."""
        model = self.compared and self.compared.get("model")
        return bool(model and model["on"])

    @property
    def changes(self) -> bool:
        """Whether there is something to decide: a model to put in force, newer than the one
        that serves, or one to take out."""
        return self.better or self.serving is not None


@dataclass(frozen=True)
class Looked:
    """All domains, the answers they stand on, and the decisions that counted then."""

    answered: Answered
    domains: tuple[Found, ...]
    decisions: Mapping[str, int]


def look(services: Services, progress: Progress) -> Looked:
    """Compare the filter with a model in each domain. Raises NothingPublished."""
    with services.db.read() as session:
        if queries.in_force(session) is None:
            raise NothingPublished
        catalogue = services.catalogue.current(session)
        answered = shadowing.read(session)
        decisions = foreseers.newest(session)
        serving = {name: one.decision_id for name, one in catalogue.foreseers.items()}
    found = tuple(
        Found(
            domain,
            shadowing.compare(answered, domain, {}, with_model=True, progress=progress),
            serving.get(domain),
        )
        for domain in catalogue.domains
    )
    return Looked(answered, found, decisions)


def decide(
    services: Services, looked: Looked, share: Share, by: UUID | None = None
) -> tuple[str, ...]:
    """Put models in force where they are better, take out those that are not any more; the
    domains decided on. Raises Overtaken: somebody decided meanwhile, nothing is changed."""
    changing = [one for one in looked.domains if one.changes]
    rows = [_decision(services, looked, one, share, by) for one in changing]
    _write(services, rows, looked.decisions, by)
    return tuple(one.domain for one in changing)


def switch_off(
    services: Services, domains: Sequence[str], by: UUID | None = None
) -> tuple[str, ...]:
    """The filter alone foresees again in these domains; those where a model served.

    Raises Overtaken, NothingPublished.
    """
    with services.db.read() as session:
        if queries.in_force(session) is None:
            raise NothingPublished
        serving = services.catalogue.current(session).foreseers
        decisions = foreseers.newest(session)
    ending = tuple(domain for domain in domains if domain in serving)
    rows = [_row(services, domain, {"asked": True}, by) for domain in ending]
    _write(services, rows, decisions, by)
    return ending


def _row(
    services: Services, domain: str, found: Mapping[str, Any], by: UUID | None
) -> PredictionDecision:
    """A decision by which no model serves."""
    return PredictionDecision(
        domain=domain,
        serves=False,
        found=dict(found),
        items=[],
        model=None,
        created_at=services.source.now(),
        decided_by=by,
    )


def _decision(
    services: Services, looked: Looked, one: Found, share: Share, by: UUID | None
) -> PredictionDecision:
    compared = one.compared or {}
    row = _row(services, one.domain, compared.get("model") or {}, by)
    if one.better:
        answered = looked.answered
        log, names, skill_of = shadowing.numbered(answered, answered.of_domain(one.domain))
        model = fit(
            exercises([[int(skill)] for skill in skill_of]),
            log,
            progress=lambda done: share(one.domain, done),
        )
        row.serves, row.items, row.model = True, names, to_bytes(model)
    return row


def _write(
    services: Services,
    rows: Sequence[PredictionDecision],
    decisions: Mapping[str, int],
    by: UUID | None,
) -> None:
    if not rows:
        return
    with services.db.write() as session:
        locks.hold(session, locks.RELEASE)
        if foreseers.newest(session) != decisions:
            raise Overtaken
        session.add_all(rows)
        session.flush()
        _release(services, session)
        for school_id in session.scalars(select(School.id)):
            for row in rows:
                session.add(
                    AuditEvent(
                        school_id=school_id,
                        at=row.created_at,
                        actor_id=by,
                        action=DECIDED,
                        detail={
                            "domain": row.domain,
                            "decision": row.id,
                            "serves": row.serves,
                        },
                    )
                )


def _release(services: Services, session: Session) -> None:
    """What is in force stays; the new number makes every process read again."""
    newest = session.scalars(select(Release).order_by(Release.id.desc()).limit(1)).one()
    session.add(
        Release(
            curriculum_version_id=newest.curriculum_version_id,
            parameter_set_id=newest.parameter_set_id,
            calibration_version_id=newest.calibration_version_id,
            created_at=services.source.now(),
        )
    )
