"""What the templates of groups and of the map may use. A level never comes without its
certainty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from markupsafe import Markup

from palier.levels import Glyph


@dataclass(frozen=True)
class GroupCard:
    """A group in the list of groups."""

    id: int
    name: str
    learners: int
    active: int  # in the last seven days
    last_answer: datetime | None


@dataclass(frozen=True)
class SiteGroups:
    """The groups of one site."""

    site: str
    groups: tuple[GroupCard, ...]


@dataclass(frozen=True)
class GroupsPage:
    """The groups a trainer follows, site by site."""

    sites: tuple[SiteGroups, ...]


@dataclass(frozen=True)
class Finding:
    """A fact above the map, and the people it is about, each a link to her page."""

    fact: str
    people: tuple[tuple[str, str], ...]  # name, address


@dataclass(frozen=True)
class Column:
    """A column of the map: a skill, a strand or a domain."""

    id: str
    label: str
    first_of_strand: bool
    total: int  # learners shown who have it
    sort_address: str
    sorted: str  # "", "ascending" or "descending", as aria-sort says it
    address: str  # what it opens, "" for a skill


@dataclass(frozen=True)
class StrandHead:
    """A group of columns; it opens the strand alone."""

    label: str
    columns: int
    address: str


@dataclass(frozen=True)
class Look:
    """How a level looks: shared by all the cells that look the same."""

    glyph: Glyph
    words: str
    state: str
    certainty: str

    @cached_property
    def drawn(self) -> Markup:
        """As it stands in a cell: the drawing, by symbols of the page, and the words."""
        said = Markup('<span class="vh">{}</span>').format(self.words)
        return Markup('<svg class="g {}" aria-hidden="true">{}</svg>{}').format(
            self.glyph.tone, self._uses, said
        )

    @cached_property
    def short(self) -> Markup:
        """The same where there are thousands: its style says what is drawn and what is read."""
        return Markup('<svg class="{}">{}</svg><b>{}</b>').format(
            self.glyph.tone, self._uses, self.words
        )

    @property
    def _uses(self) -> Markup:
        names = (name for name in (self.glyph.steps, self.glyph.mark) if name)
        return Markup("").join(Markup('<use href="#{}"/>').format(name) for name in names)


class Cell(NamedTuple):
    """A learner's level in a column, and what it opens. There may be thousands on a page."""

    look: Look
    address: str
    rank: float  # to sort by
    proved: bool
    detail: str = ""  # "3 sur 7" beside a summary
    stuck: bool = False
    hit: bool = True  # whether it is what the filter shows


@dataclass(frozen=True)
class MapRow:
    """A learner's row: her name, when she last worked, and one cell a column."""

    learner_id: UUID
    name: str
    note: str
    address: str
    cells: tuple[Cell, ...]
    stuck: int  # skills she is stuck on
    summary: str  # the row in one line, where there is no room for a table
    gaps: int  # columns shown that are not proved
    notable: tuple[tuple[str, str, Glyph], ...]  # label, address, drawing: stuck, to see again
    chosen: Cell | None  # of the column that sorts


@dataclass(frozen=True)
class LegendEntry:
    """A sign and what it says."""

    glyph: Glyph
    words: str


@dataclass(frozen=True)
class Option:
    """A choice of the toolbar."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Tools:
    """The toolbar: what can be chosen, and what is."""

    domain: str
    columns: tuple[Option, ...]
    strands: tuple[Option, ...]
    paliers: tuple[Option, ...]
    sorts: tuple[Option, ...]
    shows: tuple[Option, ...]  # none for summaries
    who: tuple[Option, ...]
    down: bool
    changed: bool  # whether something hides or orders otherwise than at first


@dataclass(frozen=True)
class DomainTab:
    """A domain, or all four, as a link."""

    label: str
    address: str
    current: bool


@dataclass(frozen=True)
class MapPage:
    """The mastery map of a group."""

    group_id: int
    group: str
    site: str
    title: str
    tabs: tuple[DomainTab, ...]
    tools: Tools
    findings: tuple[Finding, ...]
    strands: tuple[StrandHead, ...]
    columns: tuple[Column, ...]
    rows: tuple[MapRow, ...]
    people: int  # of the group, shown or not
    active: int
    updated: str
    total_label: str
    whole_address: str
    height_label: str
    height: tuple[LegendEntry, ...]
    certainty: tuple[LegendEntry, ...]
    states: tuple[LegendEntry, ...]  # none for summaries
    drawings: tuple[str, ...]  # symbols of the sprite that its cells use
    starts: frozenset[int]  # columns where a group begins
    whole: bool  # so many columns that a cell is as short as can be
    ticked: bool  # all are ticked, to give them work
    tick_address: str  # the same view with all ticked; ticked, with none
    given_skill: str  # the skill looked at, which work would be on; "" for none
    carte: str  # this view in one word, for pages that lead back here
