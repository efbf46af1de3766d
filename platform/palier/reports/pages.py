"""What the templates of reports may use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from palier.reports.document import Document


@dataclass(frozen=True)
class FileLine:
    """A report in the list."""

    id: UUID
    title: str
    about: str
    format: str
    days: str
    at: datetime
    state: str  # ready | making | fault


@dataclass(frozen=True)
class ScheduleLine:
    """A report that comes by itself."""

    id: int
    title: str
    about: str
    format: str
    every: str
    next_on: date


@dataclass(frozen=True)
class ReportsPage:
    """The reports one asked for, and what may be asked for."""

    files: tuple[FileLine, ...]
    schedules: tuple[ScheduleLine, ...]
    groups: tuple[tuple[str, str], ...]
    of_each: tuple[tuple[str, str], ...]  # reports that may come for each of a group
    school: bool  # whether the report of the school may be asked for
    columns: tuple[tuple[str, str], ...]  # of an export of answers, and what each holds
    everies: tuple[tuple[str, str], ...]
    first: str
    last: str
    typed: Mapping[str, str]
    about: str
    fault: str


@dataclass(frozen=True)
class ReportPage:
    """A report: being made, or ready to be kept."""

    file: FileLine
    done: int
    total: int
    size: str
    fault: str
    kept_until: date
    learner_id: UUID | None
    again: Mapping[str, str]  # the form that asks for the same
    document: Document | None = None  # of one that is read on the page
