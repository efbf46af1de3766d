"""A limit on wrong sign-ins, for one account name: never for an address, where a class sits.

A try is written down before the secret is looked at, so tries that arrive together count too.
Names that do not exist are counted like the others.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from palier.accounts import locks
from palier.accounts.words import normalise
from palier.models import SignInAttempt

TRIES = 10  # wrong tries in a window: 960 a day at most, of 2^50
WINDOW = timedelta(minutes=15)


@dataclass(frozen=True)
class Wait:
    """Too many wrong tries: how long until the next one."""

    minutes: int


def account(kind: str, name: str) -> bytes:
    """What stands for an account name in the table: existing or not, it cannot be read back."""
    return hashlib.sha256(f"{kind}:{normalise(name)}".encode()).digest()


def reserve(session: Session, key: bytes, now: datetime) -> int | Wait:
    """Count one try for this account: its number, to give back if it is right; or the wait."""
    locks.hold(session, key)
    session.execute(delete(SignInAttempt).where(SignInAttempt.at <= now - WINDOW))
    tries, oldest = session.execute(
        select(func.count(), func.min(SignInAttempt.at)).where(SignInAttempt.account == key)
    ).one()
    if tries >= TRIES:
        left: timedelta = oldest + WINDOW - now
        return Wait(max(1, -(-int(left.total_seconds()) // 60)))
    attempt = SignInAttempt(account=key, at=now)
    session.add(attempt)
    session.flush()
    return attempt.id


def give_back(session: Session, number: int) -> None:
    """The try was right: it does not count. Earlier wrong ones still do."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.id == number))
