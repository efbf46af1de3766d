"""What a school decides for itself: how long data stay, domains, a goal, words, hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from palier.models import SchoolSetting

# How long each kind of data stays, months: shortest, longest.
RETENTION = {
    "keep_departed": (6, 60),
    "keep_access": (3, 36),
    "keep_audit": (12, 72),
    "keep_signed": (12, 120),
}


MOST_DAYS = 5
QUARTER = 15  # minutes: the hours of a school begin and end on one, as active time is added up


@dataclass(frozen=True)
class Settings:
    """The settings of a school. Durations are in months."""

    keep_departed: int = 24  # a learner's data, after she left
    keep_access: int = 12  # who looked at whom
    keep_audit: int = 36  # who changed what
    keep_signed: int = 60  # signed documents
    domains_off: tuple[str, ...] = ()  # ids of domains that the school does not use
    weekly_days: int = 3  # days of work proposed for a week; 0: none is said
    learner_word: str = "stagiaire"  # keys of palier.terms
    trainer_word: str = "formateur"
    # The hours of the school, by the clock of each site, which tell active time apart.
    open_days: tuple[int, ...] = (0, 1, 2, 3, 4)  # 0: Monday
    opens: int = 480  # minutes of the day
    closes: int = 1080


DEFAULTS = Settings()


@dataclass(frozen=True)
class Kept:
    """Settings as they are written, with the number of this writing; 0: never written."""

    settings: Settings
    version: int


def of_school(session: Session, school_id: int) -> Settings:
    """The settings of a school."""
    values = session.scalar(
        select(SchoolSetting.values).where(SchoolSetting.school_id == school_id)
    )
    return from_json(values or {})


def kept(session: Session, school_id: int) -> Kept:
    """The same with their number, for who changes them."""
    row = session.get(SchoolSetting, school_id, populate_existing=True)
    return Kept(from_json(row.values), row.version) if row else Kept(Settings(), 0)


def from_json(values: Mapping[str, Any]) -> Settings:
    """Stored values as settings; one that is missing has its default."""
    known = {f.name: values[f.name] for f in fields(Settings) if f.name in values}
    for name in ("domains_off", "open_days"):
        if name in known:
            known[name] = tuple(known[name])
    return Settings(**known)


def to_json(settings: Settings) -> dict[str, Any]:
    """Settings as they are stored."""
    return asdict(settings)
