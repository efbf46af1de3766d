"""Where time, identifiers and chance come from: one object, replaced as a whole in tests.

The demonstration school and the tests give their own, so that the same run gives the same data.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID


class Source(Protocol):
    """What the services ask of the outside world."""

    def now(self) -> datetime:
        """The present instant, aware, UTC."""

    def new_id(self) -> UUID:
        """A fresh identifier (UUIDv7: sortable by time)."""

    def seed(self) -> int:
        """A fresh 63-bit seed."""


def uuid7(milliseconds: int, chance: int) -> UUID:
    """UUID version 7 (RFC 9562, 5.7) of a Unix time in ms and 74 random bits."""
    high, low = (chance >> 62) & 0xFFF, chance & ((1 << 62) - 1)
    return UUID(
        int=(milliseconds & ((1 << 48) - 1)) << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low
    )


class SystemSource:
    """The real clock and the system's randomness."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def new_id(self) -> UUID:
        return uuid7(int(self.now().timestamp() * 1000), secrets.randbits(74))

    def seed(self) -> int:
        return secrets.randbits(63)
