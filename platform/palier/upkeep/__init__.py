"""Looking after a running Palier: backups, restoring, checks, upgrades, health, logs."""

from __future__ import annotations

from collections.abc import Callable

Say = Callable[[str], None]  # tells the person at the keyboard what is being done


class UpkeepError(Exception):
    """What was asked for cannot be done, or went wrong. ``str()`` says what and what to do."""


def silent(_text: str) -> None:
    """A ``Say`` for callers that have nobody to tell."""
