"""What the templates of the day may use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Alert:
    """A fact about one person, the rule behind it, and where to look."""

    kind: str
    name: str
    group: str
    fact: str
    rule: str
    address: str
    act: str  # what the link says


@dataclass(frozen=True)
class GroupChoice:
    """A group one may look at alone: its day, its map, its live room."""

    id: int
    name: str
    site: str
    learners: int
    chosen: bool


@dataclass(frozen=True)
class Answered:
    """An exercise that a learner reported, and that somebody has seen to."""

    name: str
    skill: str
    day: str
    by: str
    word: str
    address: str


@dataclass(frozen=True)
class TodayPage:
    """At most five alerts first; the others behind « voir plus »."""

    first: tuple[Alert, ...]
    more: tuple[Alert, ...]
    groups: tuple[GroupChoice, ...]
    one_group: str  # its name when one alone is looked at
    bounded: bool  # too many people for all groups at once
    updated: str
    answered: tuple[Answered, ...] = ()  # reports closed these days
