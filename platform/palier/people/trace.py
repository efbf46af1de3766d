"""A line of the audit log for each change that staff make to people."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from palier.app import Services
from palier.models import AuditEvent
from palier.security import Actor


def record(
    services: Services,
    session: Session,
    actor: Actor,
    action: str,
    subject_id: UUID | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Write who did what to whom; ``detail`` names others by their numbers."""
    session.add(
        AuditEvent(
            school_id=actor.school_id,
            at=services.source.now(),
            actor_id=actor.id,
            action=action,
            subject_id=subject_id,
            detail=detail or {},
        )
    )
