"""Files that were read and wait for a person to say yes: hers alone, gone after a day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from palier.app import Services
from palier.errors import NotFound
from palier.models import ImportDraft
from palier.security import Actor

WAITS = timedelta(days=1)


def keep(
    services: Services,
    session: Session,
    actor: Actor,
    kind: str,
    file_name: str,
    rows: list[Any],
    group_id: int | None = None,
) -> UUID:
    """Keep what a file says until it is taken in; what waited for a day goes."""
    now = services.source.now()
    old = (ImportDraft.school_id == actor.school_id) & (ImportDraft.created_at < now - WAITS)
    session.execute(delete(ImportDraft).where(old))
    draft = ImportDraft(
        id=services.source.new_id(),
        school_id=actor.school_id,
        person_id=actor.id,
        kind=kind,
        group_id=group_id,
        file_name="".join(c for c in file_name if c.isprintable())[-120:],
        rows=rows,
        created_at=now,
        done={},
    )
    session.add(draft)
    return draft.id


def find(
    session: Session, actor: Actor, kind: str, draft_id: UUID | None, lock: bool = False
) -> ImportDraft:
    """One's own file. Raises NotFound for any other."""
    asked = select(ImportDraft).where(
        ImportDraft.id == draft_id,
        ImportDraft.person_id == actor.id,
        ImportDraft.school_id == actor.school_id,
        ImportDraft.kind == kind,
    )
    found = session.scalar(asked.with_for_update() if lock else asked)
    if found is None:
        raise NotFound
    return found
