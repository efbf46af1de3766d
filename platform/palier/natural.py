"""The order in which people look for a name: "Promotion 2" comes before "Promotion 10"."""

from __future__ import annotations

import re
from unicodedata import combining, normalize

Key = tuple[tuple[int, int, str], ...]
_NUMBERS = re.compile(r"(\d+)")


def key(site: str, group: str) -> tuple[Key, Key]:
    """Where a group comes in a list: its site first, and numbers as numbers."""
    return of(site), of(group)


def of(name: str) -> Key:
    """Where a name comes in a list, without case or accents."""
    plain = "".join(c for c in normalize("NFKD", name).casefold() if not combining(c))
    return tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in _NUMBERS.split(plain)
        if part
    )
