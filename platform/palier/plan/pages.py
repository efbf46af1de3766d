"""What the templates of plans may use. Days are those of her site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from palier.acting.pages import Choice, ChoiceGroup
from palier.levels import Glyph
from palier.plan.goal_work import GoalWork
from palier.plan.goals import Asked
from palier.plan.signing import Names, Signed
from palier.plan.standing import CompetenceLine, Standing


@dataclass(frozen=True)
class DomainChoice:
    """A domain on the positionnement: what is estimated, what was asked, what was typed."""

    standing: Standing
    asked: str  # "demandé le 8 septembre", "" when nothing waits
    palier: str
    words: str


@dataclass(frozen=True)
class PositionnementPage:
    """The positionnement to be signed, and those that were."""

    learner_id: UUID
    name: str
    group: str
    domains: tuple[DomainChoice, ...]
    paliers: tuple[tuple[str, str], ...]
    competences: tuple[CompetenceLine, ...]
    signed: tuple[Signed, ...]
    ready: bool  # a domain at least may be signed
    mark: str
    names: Names
    today: str
    fault: str


@dataclass(frozen=True)
class SignedPage:
    """A signed document, as it was signed; ``way``: back to the plan it is of."""

    learner_id: UUID
    name: str
    signed: Signed
    content: Mapping[str, Any]
    digest: str
    intact: bool
    newest: bool
    hers: bool  # she reads it herself
    gone: bool = False  # she has left: her record alone opens


@dataclass(frozen=True)
class GoalLine:
    """A goal of a plan."""

    id: UUID
    label: str
    due: date
    late: bool
    after: str
    after_id: str
    work: str
    assigned: bool
    state: str  # of its skills, with what is not known
    glyph: Glyph | None
    outcome: str
    given: GoalWork | None = None
    may_give: bool = False  # its skill may be given to work on


@dataclass(frozen=True)
class GivePage:
    """The form that gives work for a goal."""

    learner_id: UUID
    goal_id: UUID
    name: str
    goal: str
    skills: tuple[Choice, ...]  # that the goal names, with where she is in each
    every: tuple[ChoiceGroup, ...]  # all skills, for a goal that names none
    lists: tuple[ChoiceGroup, ...]  # skills whose exercises may be listed
    of: str  # the one whose exercises are, "" for none
    of_words: str
    items: tuple[Choice, ...]
    precise: bool  # the form of exercises one by one is the one that was sent
    starts: str
    due: str
    today: str
    mark: str
    fault: str


@dataclass(frozen=True)
class DecisionLine:
    """What was decided, and what came of it."""

    id: UUID
    what: str
    who: str
    due: date
    late: bool
    outcome: str
    words: str
    held_on: date


@dataclass(frozen=True)
class Talk:
    """An interview in a list."""

    id: UUID
    held_on: date
    decisions: int


@dataclass(frozen=True)
class PlanPage:
    """The plan of a learner."""

    learner_id: UUID
    name: str
    group: str
    version: int
    open: tuple[GoalLine, ...]
    closed: tuple[GoalLine, ...]
    targets: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]  # part, (value, words)
    competences: tuple[CompetenceLine, ...]
    decisions: tuple[DecisionLine, ...]
    talks: tuple[Talk, ...]
    signed: tuple[Signed, ...]
    outcomes: tuple[tuple[str, str], ...]
    decided: tuple[tuple[str, str], ...]
    names: Names
    typed: Asked
    about: str  # which form is to be mended: "new", "sign" or the id of a goal
    fault: str
    today: date
    since: date  # from which a report looks back
    works: tuple[tuple[str, str], ...]  # given to her, that a goal may point to: id, words


@dataclass(frozen=True)
class MinePage:
    """One's own plan: goals, decisions, what one signed."""

    open: tuple[GoalLine, ...]
    closed: tuple[GoalLine, ...]
    decisions: tuple[DecisionLine, ...]
    signed: tuple[Signed, ...]


@dataclass(frozen=True)
class SheetPage:
    """The sheet of an interview: to be prepared, or as it was held."""

    learner_id: UUID
    name: str
    group: str
    sheet: Mapping[str, Any]
    held_on: date
    words: str
    decisions: tuple[DecisionLine, ...]
    whos: tuple[tuple[str, str], ...]
    interview_id: UUID | None  # none: it is being prepared
    rows: tuple[tuple[str, str, str], ...]  # of the form: what, who, for when
    mark: str
    fault: str
    today: date


@dataclass(frozen=True)
class FrameworkPage:
    """The school's own framework; a file that waits; a competence to be mapped."""

    competences: tuple[tuple[str, str, int, int], ...]  # code, title, depth, skills
    draft_id: UUID | None
    file_name: str
    lines: tuple[tuple[int, str, str, str, str], ...]  # line, code, title, parent, fault
    gone: tuple[str, ...]  # codes that the file has no more
    fault: str
    chosen: str  # the code that is mapped
    title: str
    skills: tuple[tuple[str, tuple[tuple[str, str, bool], ...]], ...]  # strand, skills
