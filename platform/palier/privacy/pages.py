"""What the templates of privacy may use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """One view: what was looked at, by whom, at what time of its day."""

    who: str
    what: str
    hour: str


@dataclass(frozen=True)
class DayOfLooks:
    """The views of one day."""

    day: str
    looks: tuple[Look, ...]


@dataclass(frozen=True)
class LookedPage:
    """The newest views of one learner, day by day; ``more``: there are older ones."""

    days: tuple[DayOfLooks, ...]
    more: bool


@dataclass(frozen=True)
class Line:
    """A kind of data in the register, in words."""

    data: str
    purpose: str
    whose: str
    basis: str
    kept: str
    erased: str
    copied: str


@dataclass(frozen=True)
class RegisterPage:
    """The register of processing, and the tables where nobody is, each with why."""

    lines: tuple[Line, ...]
    nobody: tuple[str, ...]
