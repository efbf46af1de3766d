"""Time, identifiers and secrets of the demonstration: given, so that each build is the same."""

from __future__ import annotations

import base64
import random
from datetime import datetime, timedelta
from uuid import UUID

from palier.accounts import words
from palier.clock import uuid7

PASSWORD = "escalier-demo"  # noqa: S105  # published: a real school refuses it


class DemoSource:
    """A clock that is set by hand and a seeded source of everything random."""

    def __init__(self, seed: int, start: datetime) -> None:
        self._random = random.Random(seed)  # noqa: S311  # demonstration data, not secrets
        self._now = start

    def now(self) -> datetime:
        return self._now

    def set(self, now: datetime) -> None:
        """Go to an instant."""
        self._now = now

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self._now += timedelta(seconds=seconds)

    def new_id(self) -> UUID:
        return uuid7(int(self._now.timestamp() * 1000), self._random.getrandbits(74))

    def seed(self) -> int:
        return self._random.getrandbits(63)


class DemoSecrets:
    """Cards with published words. Only a demonstration school may have them."""

    def __init__(self, first: str) -> None:
        self._random = random.Random(f"card {first}")  # noqa: S311  # published on purpose

    def token(self) -> str:
        return base64.urlsafe_b64encode(self._random.randbytes(16)).rstrip(b"=").decode()

    def words(self) -> tuple[str, ...]:
        return tuple(self._random.choice(words.words()) for _ in range(words.COUNT))
