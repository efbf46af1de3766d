"""What a picture is: whose page, what is done on it first, and through which screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from playwright.sync_api import Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from palier.models import TRAINER, Person, Role
from palier.security import Actor

NOBODY = ""
TRAINER_AT, AUTHOR_AT = "formatrice@demo.example", "autrice@demo.example"
ADMIN_AT, COLLEAGUE_AT = "admin@demo.example", "coordination@demo.example"
OTHER_AT = "formateur@demo.example"  # of the other site
Act = Callable[[Page], None]


@dataclass(frozen=True)
class Shot:
    """One picture: its file's name, who looks, which page, and what is done there first."""

    name: str
    who: str  # a first name of the demonstration, an address of the team, or nobody
    address: str
    act: Act | None = None
    comfort: bool = False  # also with large text, and with the strong contrast
    paper: bool = False  # as it is printed, and nothing else
    sheet: bool = False  # the same, on a sheet of A3
    leaves: bool = False  # what is done signs its person out: taken after the others


@dataclass(frozen=True)
class View:
    """A screen, or a sheet of paper, and what its reader asked for."""

    name: str
    width: int
    height: int
    dark: bool = False
    marks: Mapping[str, str] = field(default_factory=dict)  # data-… of <html>
    paper: bool = False
    sheet: bool = False

    def takes(self, shot: Shot) -> bool:
        """Whether a picture is taken through this view."""
        same = (shot.paper, shot.sheet) == (self.paper, self.sheet)
        return same and (shot.comfort or not self.marks)


VIEWS = (
    View("360-clair", 360, 740),
    View("360-sombre", 360, 740, dark=True),
    View("1280-clair", 1280, 800),
    View("1280-sombre", 1280, 800, dark=True),
    View("360-agrandi", 360, 740, marks={"text": "1.5"}),
    View("360-contraste", 360, 740, marks={"theme": "contrast"}),
    View("papier", 718, 1016, paper=True),  # A4 upright, its margins taken off
    View("papier-couche", 1016, 718, paper=True),
    View("papier-a3", 1527, 1061, sheet=True),
)


def actor(session: Session, first_name: str) -> Actor:
    """The actor a first name of the demonstration stands for."""
    row = session.execute(
        select(Person, Role)
        .join(Role, Role.person_id == Person.id)
        .where(Person.first_name == first_name)
        .limit(1)
    ).one()
    sites = frozenset({row.Role.site_id}) if row.Role.name == TRAINER else None
    return Actor(
        row.Person.id, row.Person.school_id, first_name, frozenset({row.Role.name}), sites
    )
