"""What the templates of the calendar may use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PeriodLine:
    """A period of a group: when, what, how long, who wrote it."""

    id: int
    dates: str
    what: str
    length: str
    by: str
    who: str = ""  # the learner, when it is hers alone


@dataclass(frozen=True)
class StripWeek:
    """A week of the strip: its five working days as drawn, and in words."""

    monday: str
    days: tuple[str, ...]  # present | company | holiday, from Monday to Friday
    words: str
    now: bool


@dataclass(frozen=True)
class Typed:
    """The form as it was typed, and what is to be mended in it."""

    first: str = ""
    last: str = ""
    kind: str = ""
    fault: str = ""
    about: str = ""  # the field that the fault is about: "du", "au", "quoi", "qui"
    who: str = ""  # the id of a learner; "" for the whole group


@dataclass(frozen=True)
class CalendarPage:
    """The calendar of a group."""

    group_id: int
    group: str
    site: str
    weeks: tuple[StripWeek, ...]
    coming: tuple[PeriodLine, ...]
    past: tuple[PeriodLine, ...]
    kinds: tuple[tuple[str, str], ...]
    typed: Typed
    learners: tuple[tuple[str, str], ...] = ()  # id, name
    strip_of: str = ""  # whose weeks are drawn; "" for the group


@dataclass(frozen=True)
class PeriodPage:
    """A period about to be removed, and what happens then."""

    group_id: int
    group: str
    period: PeriodLine
