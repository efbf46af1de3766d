"""What the template of « Ce que valent les exercices » may use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from palier.calibration.plots import Plot


@dataclass(frozen=True)
class Option:
    """A choice of a list."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class FindingCard:
    """One thing found of an exercise. ``slug`` is empty when it is not published any more."""

    skill_id: str
    skill: str
    slug: str
    name: str
    kind: str
    title: str
    said: str
    counted: str  # with the answers of persons erased, "" when there are none
    unsure: str
    advice: str
    picture: Plot
    picture_kind: str  # curve | time | groups
    picture_title: str
    picture_said: str


@dataclass(frozen=True)
class DomainLine:
    """What a domain’s answers allow."""

    label: str
    answers: int  # those of persons erased among them
    among: str  # how many of them, in words
    learners: int
    items: int
    judged: int
    said: str


@dataclass(frozen=True)
class BesideLine:
    """What each way to foresee answers cost in a domain: smaller is better."""

    label: str
    answers: int
    engine: str
    two_way: str
    model: str  # "" when it was not compared
    said: str
    otherwise: tuple[str, ...]  # items that the two-way filter places elsewhere


@dataclass(frozen=True)
class Summary:
    """The calibration looked at: what it stands on and what it would change."""

    number: int
    state: str
    answers: int
    erased: str  # that those of persons erased are counted and not used, "" when there are none
    learners: int
    since: datetime
    until: datetime
    made: datetime
    measured: int  # exercises with enough answers to be judged
    moved: int  # whose difficulty changes by a level and more
    domains: tuple[DomainLine, ...]
    outdated: bool  # another calibration came into force since


@dataclass(frozen=True)
class Past:
    """A calibration of before: ``version`` is None when it was never in force."""

    number: int | None
    version: int | None
    at: datetime
    said: str
    who: str
    reason: str
    in_force: bool


@dataclass(frozen=True)
class WorthPage:
    """What the last calibration found, the decision that waits, and those of before."""

    summary: Summary | None
    domains: tuple[Option, ...]
    kinds: tuple[Option, ...]
    findings: tuple[FindingCard, ...]
    total: int
    fairness: str
    beside: tuple[BesideLine, ...]
    history: tuple[Past, ...]
    may_decide: bool
    missing: bool  # a refusal without a reason
    command: str  # to approve, when there are too many answers for a page
