"""One at a time, where a unique constraint alone does not do."""

from __future__ import annotations

import hashlib

from sqlalchemy import func, select
from sqlalchemy.orm import Session

RELEASE = b"release"  # held alone to publish, shared to begin with what is published


def hold(session: Session, what: bytes, shared: bool = False) -> None:
    """Wait until no other transaction holds ``what``, and hold it until this one ends.

    Those who hold it ``shared`` do not wait for each other.
    SQLite has one writer anyway; PostgreSQL needs an advisory lock.
    """
    if session.get_bind().dialect.name == "postgresql":
        key = int.from_bytes(hashlib.sha256(what).digest()[:8], signed=True)
        lock = func.pg_advisory_xact_lock_shared if shared else func.pg_advisory_xact_lock
        session.execute(select(lock(key)))
