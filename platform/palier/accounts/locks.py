"""One at a time, where a unique constraint alone does not do."""

from __future__ import annotations

import hashlib

from sqlalchemy import func, select
from sqlalchemy.orm import Session


def hold(session: Session, what: bytes) -> None:
    """Wait until no other transaction holds ``what``, and hold it until this one ends.

    SQLite has one writer anyway; PostgreSQL needs an advisory lock.
    """
    if session.get_bind().dialect.name == "postgresql":
        key = int.from_bytes(hashlib.sha256(what).digest()[:8], signed=True)
        session.execute(select(func.pg_advisory_xact_lock(key)))
