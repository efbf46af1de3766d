"""What the templates of privacy may use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Look:
    """Views of a day: what was looked at, by whom, how often, from when to when."""

    who: str
    what: str
    times: int
    first: str
    last: str


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


@dataclass(frozen=True)
class ErasePage:
    """A learner to erase: what goes, what stays; ``reason``: "" while it is asked for."""

    learner_id: UUID
    name: str
    login_name: str
    here: bool
    reasons: tuple[tuple[str, str], ...]
    reason: str
    reason_words: str
    gone: tuple[str, ...]
    stays: tuple[str, ...]
    fault: str = ""


@dataclass(frozen=True)
class EraseStaffPage:
    """A member of staff to erase; ``reason``: "" while it is asked for; ``forbidden``: why it
    cannot be done at all."""

    member_id: UUID
    name: str
    email: str
    closed: bool
    reasons: tuple[tuple[str, str], ...]
    reason: str
    reason_words: str
    gone: tuple[str, ...]
    nameless: tuple[str, ...]  # what stays, without saying who wrote it
    stays: tuple[str, ...]
    forbidden: str = ""
    fault: str = ""


@dataclass(frozen=True)
class MinePage:
    """One's own data: the school, each kind; the months they stay after a learner left, and
    for staff those of what they changed and looked at."""

    school: str
    months: int
    lines: tuple[Line, ...]
    audit_months: int = 0
    access_months: int = 0


@dataclass(frozen=True)
class CopyPart:
    """One kind of data in a copy: its columns and rows in words."""

    data: str
    purpose: str
    kept: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Copy:
    """All that is kept of a person; ``data``: the same for programs, ``files``: the sounds."""

    name: str
    school: str
    made: str
    own: bool
    parts: tuple[CopyPart, ...]
    data: Mapping[str, Any]
    files: Mapping[str, bytes]


@dataclass(frozen=True)
class Change:
    """A line of the journal: who did what to whom; "" where there is nothing to say."""

    iso_day: str
    day: str
    hour: str
    who: str
    what: str
    whom: str
    whom_id: UUID | None  # a learner whose record opens
    before: str
    after: str
    detail: str


@dataclass(frozen=True)
class ChangesPage:
    """The journal, as it was asked for."""

    since: str
    until: str
    who: str
    kind: str
    kinds: tuple[tuple[str, str], ...]
    lines: tuple[Change, ...]
    page: int
    more: bool
