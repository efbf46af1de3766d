"""What the templates of people may use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from markupsafe import Markup

from palier.people.settings import Settings
from palier.plan.signing import Signed

Choices = tuple[tuple[str, str], ...]  # value, words


@dataclass(frozen=True)
class PersonLine:
    """Somebody in the list."""

    id: UUID
    name: str
    learner: bool
    where: str
    roles: tuple[str, ...]
    how: str  # name to enter by, or address


@dataclass(frozen=True)
class PeoplePage:
    """The list of people, as it was asked for."""

    kind: str
    kinds: Choices
    asked: str
    site: str
    sites: Choices
    lines: tuple[PersonLine, ...]
    page: int
    more: bool


@dataclass(frozen=True)
class Stay:
    """A time in a group."""

    group: str
    site: str
    since: date
    until: date | None


@dataclass(frozen=True)
class FollowUp:
    """What became of somebody some months after leaving."""

    months: int
    due: date
    situation: str  # in words; "" while nobody asked
    said: str  # by whom
    waits: bool  # its day has come, and nobody asked


@dataclass(frozen=True)
class Gone:
    """A departure in words."""

    left_on: date
    reason: str
    destination: str
    follow_ups: tuple[FollowUp, ...]


@dataclass(frozen=True)
class RecordPage:
    """The record of a learner: where she is and was, her departure, what may be done."""

    learner_id: UUID
    name: str
    login_name: str
    here: bool
    group_id: int
    group: str
    site: str
    mark: str  # of the stay that was read
    has_card: bool
    stays: tuple[Stay, ...]
    gone: Gone | None
    groups: Choices
    reasons: Choices
    destinations: Choices
    situations: Choices
    today: date
    admin: bool
    documents: tuple[Signed, ...] = ()  # of one who left: all that was signed
    kept_until: date | None = None
    fault: str = ""
    about: str = ""  # the form that the fault is about: "groupe", "depart", "suivi"
    typed: dict[str, str] | None = None


@dataclass(frozen=True)
class Side:
    """One of two records: who, where, and how much is in it."""

    learner_id: UUID
    name: str
    login_name: str
    where: str
    answers: int
    since: date | None = None
    first: date | None = None  # day of the first answer
    last: date | None = None
    sittings: int = 0
    placed: tuple[str, ...] = ()  # domains that have a starting point
    has_card: bool = False


@dataclass(frozen=True)
class Pair:
    """Two records that may be one person's."""

    one: Side
    other: Side


@dataclass(frozen=True)
class TwinsPage:
    """Records that may be one person's; ``about``: a name, when it is about one record."""

    about: str
    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class TwoPage:
    """Two records side by side; once one is chosen, it is asked again."""

    sides: tuple[Side, Side]
    mark: str
    same_days: int  # on which both answered
    kept: UUID | None = None  # the one to keep, to be confirmed
    fault: str = ""


@dataclass(frozen=True)
class Due:
    """Somebody who left, to be asked what she does now."""

    learner_id: UUID
    name: str
    where: str
    gone: Gone


@dataclass(frozen=True)
class FollowPage:
    """Those who left within a year and a half."""

    waiting: tuple[Due, ...]
    others: tuple[Due, ...]


@dataclass(frozen=True)
class RoleLine:
    """A role of a member of staff."""

    id: int
    words: str
    mine: bool  # the viewer's own right to be here: not to be taken away


@dataclass(frozen=True)
class MemberPage:
    """A member of staff: roles, and what may be done."""

    member_id: UUID
    name: str
    email: str
    closed: bool
    waiting: bool  # has not chosen a password yet
    me: bool
    roles: tuple[RoleLine, ...]
    role_choices: Choices
    places: Choices
    link: str = ""
    fault: str = ""
    news: str = ""


@dataclass(frozen=True)
class InvitePage:
    """A new member of staff."""

    role_choices: Choices
    places: Choices
    first_name: str = ""
    email: str = ""
    role: str = ""
    place: str = ""
    fault: str = ""


@dataclass(frozen=True)
class WelcomePage:
    """A password to choose."""

    shortest: int
    code: str = ""
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class SchoolPage:
    """The settings of a school, and its sites."""

    school: str
    settings: Settings
    version: int
    retention: tuple[tuple[str, str, int, int, int], ...]  # key, words, now, least, most
    sites: tuple[tuple[str, str, int], ...]  # name, time zone, groups
    domains: Choices = ()
    learner_words: Choices = ()
    trainer_words: Choices = ()
    week: tuple[tuple[int, str], ...] = ()  # number of a day, 0 for Monday, and its name
    fault: str = ""
    about: str = ""
    site_name: str = ""
    zone: str = "Europe/Paris"


@dataclass(frozen=True)
class CardsPage:
    """The learners of a group, to choose whose cards are printed."""

    group_id: int
    group: str
    lines: tuple[tuple[UUID, str, bool], ...]  # id, name, whether she has a card
    fault: str = ""


@dataclass(frozen=True)
class PrintedCard:
    """A card just issued."""

    first_name: str
    last_name: str
    login_name: str
    words: tuple[str, ...]
    qr: Markup
    address: str


@dataclass(frozen=True)
class SheetPage:
    """The cards of a group to print, once."""

    group_id: int
    group: str
    cards: tuple[PrintedCard, ...]


@dataclass(frozen=True)
class DraftLine:
    """A line of a file: what it says, what becomes of it, what is to be mended."""

    number: int
    cells: tuple[str, ...]
    outcome: str  # new | known | again | fault
    words: str


@dataclass(frozen=True)
class DraftPage:
    """A file read, before anything is taken in."""

    draft_id: UUID
    file_name: str
    heads: tuple[str, ...]
    lines: tuple[DraftLine, ...]
    counts: tuple[tuple[str, int], ...]
    new: int
    faults: int
    done: dict[str, Any] | None
    groups: tuple[tuple[int, str], ...] = ()
    group_id: int | None = None


@dataclass(frozen=True)
class ImportPage:
    """A file to send."""

    admin: bool
    fault: str = ""
