"""What the templates of trials may use, besides those of practice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TryPage:
    """What may be tried."""

    domains: tuple[tuple[str, str], ...]  # id, label
    position: int | None  # of the exercise that waits in a trial begun before
    fault: str = ""
