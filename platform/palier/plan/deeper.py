"""Longer placements, on which a signed positionnement stands: asked for by a trainer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from palier.accounts import locks
from palier.app import Services
from palier.i18n import _
from palier.models import DeeperPlacement
from palier.people.trace import record
from palier.plan import standing
from palier.plan.told import Told
from palier.practice import deeper
from palier.security import Actor


def ask(services: Services, actor: Actor, learner_id: UUID, domain: str) -> None:
    """Propose a longer placement in a domain that has a first one. Raises NotFound, and Told.

    No effect when one is asked for already, or done since the first.
    """
    with services.db.write() as session:
        locks.hold(session, learner_id.bytes)
        known = standing.load(services, session, actor, learner_id)
        if domain not in known.placed or domain not in known.catalogue.domains:
            raise Told(_("Choisissez un domaine qui a déjà son premier point de départ."))
        if domain in deeper.waiting(session, learner_id):
            return
        session.add(
            DeeperPlacement(
                school_id=actor.school_id,
                learner_id=learner_id,
                domain=domain,
                asked_at=services.source.now(),
                asked_by=actor.id,
            )
        )
        record(services, session, actor, "placement.deeper", learner_id, {"domain": domain})


def asked(session: Session, learner_id: UUID) -> Mapping[str, datetime]:
    """When a longer placement was last asked for, by domain."""
    rows = session.execute(
        select(DeeperPlacement.domain, func.max(DeeperPlacement.asked_at))
        .where(DeeperPlacement.learner_id == learner_id)
        .group_by(DeeperPlacement.domain)
    )
    return {domain: at for domain, at in rows}  # noqa: C416  # rows are not pairs
