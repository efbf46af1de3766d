"""What the templates of the trainer's deeds may use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from palier.levels import Glyph, SkillLevel


@dataclass(frozen=True)
class WordLine:
    """A trainer's word as the evidence of a cell shows it."""

    id: UUID
    title: str
    text: str
    decided: bool


@dataclass(frozen=True)
class WordsPanel:
    """What the team saw or decided of a skill, and the form to say so."""

    skill_id: str
    lines: tuple[WordLine, ...]
    places: tuple[tuple[str, str], ...]  # code, words
    today: str  # as a browser writes dates
    oldest: str
    group_id: int
    used: bool  # the school uses its domain: new words may be said
    fault: str = ""
    note: str = ""


@dataclass(frozen=True)
class ReasonsOf:
    """A choice and the reasons it may have."""

    code: str
    label: str
    effect: str
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class DecidePage:
    """The form to decide of a level, beside what the engine says of it."""

    learner_id: UUID
    name: str
    skill_id: str
    skill: str
    carte: str | None
    level: SkillLevel
    interval: str
    choices: tuple[ReasonsOf, ...]
    now: WordLine | None  # the decision in force
    read: str
    fault: str
    note: str


@dataclass(frozen=True)
class Choice:
    """Something to tick or to choose."""

    value: str
    label: str
    chosen: bool = False
    note: str = ""


@dataclass(frozen=True)
class ChoiceGroup:
    """Choices under one heading."""

    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class GivePage:
    """The form to give work: a skill first, then what of it, to whom, until when."""

    group_id: int
    group: str
    skills: tuple[ChoiceGroup, ...]
    skill_id: str  # "" before one is chosen
    skill: str
    items: tuple[Choice, ...]
    people: tuple[Choice, ...]
    what: str  # skill | items
    starts: str
    due: str
    today: str
    fault: str
    way: tuple[str, str]  # back to the map: address, words
    carte: str  # the view of the map one came from, "" for none

    @property
    def chosen(self) -> str:
        """The people who are chosen, by their names."""
        return ", ".join(one.label for one in self.people if one.chosen)


@dataclass(frozen=True)
class HerPart:
    """How far one learner is in some work."""

    name: str
    address: str
    words: str
    done: bool


@dataclass(frozen=True)
class Work:
    """Work given to a group's learners."""

    id: UUID
    title: str
    what: str
    by: str
    dates: str
    state: str
    open: bool  # may still be taken back
    people: tuple[HerPart, ...]


@dataclass(frozen=True)
class WorksPage:
    """The work given in a group: what goes on, then what is over."""

    group_id: int
    group: str
    going: tuple[Work, ...]
    over: tuple[Work, ...]
    way: tuple[str, str]  # back to the map: address, words
    carte: str  # the view of the map one came from, "" for none


@dataclass(frozen=True)
class LevelChoice:
    """A level of a criterion, under its key."""

    key: int  # 1 to 4
    text: str
    chosen: bool


@dataclass(frozen=True)
class CriterionLine:
    """What is looked at: its levels, and who said which once that may be seen."""

    label: str
    levels: tuple[LevelChoice, ...]
    said: tuple[tuple[str, int], ...]  # first name, key
    differ: bool


@dataclass(frozen=True)
class MarkPage:
    """A text or a voice, and the form to mark it."""

    learner_id: UUID
    served_id: UUID
    name: str
    skill: str
    day: str
    public: dict[str, Any]
    given: str
    checked: tuple[tuple[str, bool], ...]  # what the machine looked at
    note: str
    voice: bool
    rubric: tuple[CriterionLine, ...]
    comment: str
    second: bool
    read: int
    mine: bool  # one has marked it already
    waiting: bool  # for a second opinion
    seconds: bool  # one's own would be the second opinion
    full: bool  # two others have marked it
    left: int  # works that wait for this person, this one not counted
    fault: str


@dataclass(frozen=True)
class ToMark:
    """A work that waits for a person."""

    name: str
    group: str
    skill: str
    address: str
    second: bool  # a second opinion is asked for


@dataclass(frozen=True)
class QueuePage:
    """All works that wait, the oldest first."""

    works: tuple[ToMark, ...]


@dataclass(frozen=True)
class Member:
    """Somebody of a group by need: her level in the skill, with its certainty."""

    id: UUID
    name: str
    address: str
    glyph: Glyph
    words: str
    unsure: bool  # a first estimate


@dataclass(frozen=True)
class Need:
    """Those who lack the same skill and are ready for it."""

    skill: str
    fact: str
    members: tuple[Member, ...]
    unsure: int
    give: str  # addresses
    workshop: str


@dataclass(frozen=True)
class NeedsPage:
    """The groups that a domain suggests."""

    group_id: int
    group: str
    domain: str
    tabs: tuple[tuple[str, str, bool], ...]  # label, address, current
    needs: tuple[Need, ...]
    unplaced: int  # of whom nothing can be said
    people: int


@dataclass(frozen=True)
class WorkshopPage:
    """The list of a workshop, to print."""

    group_id: int
    group: str
    site: str
    domain_id: str
    skill_id: str
    skill: str
    serves: str
    day: str
    members: tuple[Member, ...]


@dataclass(frozen=True)
class SeenSkill:
    """A skill that may have been seen done."""

    id: str
    label: str
    why: str  # it is shown here
    level: SkillLevel


@dataclass(frozen=True)
class SeenPage:
    """The skills that a learner was likely seen doing, each with its places."""

    learner_id: UUID
    name: str
    asked: str
    places: tuple[tuple[str, str], ...]  # code, words
    skills: tuple[SeenSkill, ...]
    more: int  # found, and not shown
