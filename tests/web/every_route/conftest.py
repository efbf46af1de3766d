"""Two schools with somebody in every place, and a browser for each: what every route is asked.

Each place holds the same things (a group, a learner, what she did), full of words that are
found nowhere else, so that a page that shows one of another place gives itself away.
"""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from exercises.items import examples
from palier.accounts import service as accounts
from palier.accounts import sessions, staff
from palier.acting import assigning
from palier.acting import words as acting
from palier.app import Services, create_app
from palier.calendar import service as calendar
from palier.calendar.days import COMPANY
from palier.calendar.pages import Typed
from palier.config import Config
from palier.demo.source import DemoSecrets, DemoSource
from palier.models import (
    ADMIN,
    AUTHOR,
    LEARNER,
    TRAINER,
    Answer,
    Assigned,
    CalendarPeriod,
    CalibrationProposal,
    Decision,
    Goal,
    Notice,
    Person,
    School,
    Site,
    TrainerNote,
    TrainerWord,
    VerdictRow,
)
from palier.plan import goals, interview
from palier.plan import service as plan
from palier.plan.goals import Asked
from palier.practice import queries, service
from palier.reports import service as reports
from palier.security import Actor
from palier.trainer import notes

PASSWORD = "lampe-orage-violon-tuile"  # noqa: S105  # of this test's schools alone
MORNING = datetime(2026, 9, 15, 8, 0, tzinfo=UTC)
# What a parameter of a route names. Somebody's: a field of Place, and one that does not exist.
NOBODY = UUID("01990000-0000-7000-8000-000000000000")
PERSONAL = {
    "group_id": 999_999,
    "learner_id": NOBODY,
    "other_id": NOBODY,
    "served_id": NOBODY,
    "sitting_id": NOBODY,
    "notice_id": 999_999,
    "period_id": 999_999,
    "member_id": NOBODY,
    "note_id": 999_999,
    "word_id": NOBODY,
    "assignment_id": NOBODY,
    "goal_id": NOBODY,
    "decision_id": NOBODY,
    "interview_id": NOBODY,
    "document_id": NOBODY,
    "report_id": NOBODY,
}
# The same for everybody: one that exists, and one that does not.
SKILL = "maths.calcul.tables"
COMMON = {
    "domain": ("maths", "latin"),
    "skill": (SKILL, "maths.nulle.part"),
    "skill_id": (SKILL, "maths.nulle.part"),
    "group": ("1", "99"),  # of words, of an exercise to hear
    "seed": ("0", "0"),
    "text_hash": ("0" * 64, "0" * 64),  # none of theirs is said
    "n": ("1", "41"),  # of an exercise that staff try
    "slug": ("", "nulle-part"),  # the first exercise of the skill, found in the catalogue
}
ONE = {"other_id": "learner_id"}  # the field of a place, when it has another name
PLACES = ("own", "neighbour", "other_site", "other_school")


@dataclass(frozen=True)
class Place:
    """A group of one learner, what she did, and the words that are found nowhere else."""

    name: str
    school_id: int
    site_id: int
    group_id: int
    learner_id: UUID
    served_id: UUID  # answered
    open_id: UUID  # waiting
    sitting_id: UUID  # over
    notice_id: int
    period_id: int
    member_id: UUID  # a trainer of this site
    note_id: int  # on her, by who heads the school
    word_id: UUID  # what a trainer saw
    assignment_id: UUID  # work given to her
    goal_id: UUID
    decision_id: UUID
    interview_id: UUID
    document_id: UUID  # signed
    report_id: UUID  # of the group
    words: tuple[str, ...]


@dataclass(frozen=True)
class World:
    """The two schools as a database file, and who is in them."""

    file: Path
    places: dict[str, Place]
    people: dict[str, UUID | None]  # by role: "learner", "trainer", "head", "author"…


@dataclass(frozen=True)
class House:
    """A copy of the world, open: its application and its browsers."""

    app: Flask
    services: Services
    source: DemoSource
    places: dict[str, Place]
    people: dict[str, UUID | None]
    file: Path

    def client(self, who: str) -> FlaskClient:
        """A browser where somebody is signed in, or nobody."""
        client = self.app.test_client()
        person_id = self.people[who]
        if person_id is not None:
            with self.services.db.write() as session:
                person = session.get_one(Person, person_id)
                token = sessions.open_session(session, person, self.source.now(), 12.0)
            with client.session_transaction() as cookie:
                cookie["_user_id"] = token
                cookie["_fresh"] = True
        return client

    def rules(self, method: str) -> list[Rule]:
        """The routes that take a method, but the static files."""
        found = self.app.url_map.iter_rules()
        return [r for r in found if method in (r.methods or ()) and r.endpoint != "static"]

    def personal(self, rule: Rule) -> list[str]:
        """The parameters of a route that name somebody's, in the order of their names."""
        return sorted(rule.arguments & PERSONAL.keys())

    def undeclared(self, rule: Rule) -> set[str]:
        """The parameters of a route that nobody said the meaning of."""
        return rule.arguments - PERSONAL.keys() - COMMON.keys()

    def address(self, rule: Rule, cell: Sequence[str] = (), common: int = 0) -> str:
        """A route's address, for a place a personal parameter; all one's own by default."""
        names = self.personal(rule)
        values: dict[str, Any] = {}
        for name, place in zip(names, cell or ["own"] * len(names), strict=True):
            absent = PERSONAL[name]
            values[name] = (
                absent
                if place == "absent"
                else getattr(self.places[place], ONE.get(name, name))
            )
        for name in rule.arguments & COMMON.keys():
            values[name] = COMMON[name][common] or self._first_slug()
        built: str = self.app.url_map.bind("localhost").build(rule.endpoint, values)
        return built

    def _first_slug(self) -> str:
        with self.services.db.read() as session:
            items = self.services.catalogue.current(session).items
        name: str = next(e.item.id for e in items if e.item.skill == SKILL)
        return name.rsplit("/", 1)[-1]

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """The SQL statements sent meanwhile."""
        sent: list[str] = []

        def note(_connection: Any, _cursor: Any, text: str, *_rest: Any) -> None:
            sent.append(text)

        event.listen(self.services.db.engine, "before_cursor_execute", note)
        yield sent
        event.remove(self.services.db.engine, "before_cursor_execute", note)


class _Readable(TestResponse):
    """A reply whose text is also that of the files in an archive."""

    @property
    def text(self) -> str:
        if self.mimetype != "application/zip":
            return super().text
        with zipfile.ZipFile(io.BytesIO(self.data)) as found:
            return "\n".join(found.read(n).decode("utf-8", "replace") for n in found.namelist())


class _Reader(FlaskClient):
    def __init__(self, application: Flask, _wrapper: object, **settings: Any) -> None:
        super().__init__(application, _Readable, **settings)


def _open(file: Path, seed: int) -> tuple[Flask, Services, DemoSource]:
    source = DemoSource(seed, MORNING)
    config = Config(
        database_url=f"sqlite:///{file}", testing=True, secret_key=SecretStr("test")
    )
    app = create_app(config, source)
    app.test_client_class = _Reader
    return app, app.extensions["palier"], source


def _practise(services: Services, source: DemoSource, actor: Actor) -> tuple[UUID, UUID, UUID]:
    """A placement and a sitting to their ends, then one exercise that waits."""

    def answer(served_id: UUID, right: bool) -> service.Replied:
        with services.db.read() as session:
            known = examples(
                service.instance_of(queries.served(session, actor.id, served_id).exercise)
            )
        source.wait(30)
        raw = known.right[0] if right or not known.wrong else known.wrong[0][0]
        reply = service.answer(services, actor, served_id, raw)
        assert isinstance(reply, service.Replied)
        return reply

    following = service.start_placement(services, actor, "maths")
    while following is not None:
        following = answer(following, right=True).next_id
    served_id = following = service.start_practice(services, actor, "maths")
    while following is not None:
        following = answer(following, right=False).next_id
    open_id = service.start_practice(services, actor, None)
    assert served_id is not None
    assert open_id is not None
    with services.db.read() as session:
        found = queries.served(session, actor.id, served_id)
        return served_id, open_id, found.sitting.id


def _place(
    services: Services, source: DemoSource, name: str, head: Actor, site_id: int
) -> Place:
    mark = f"Canari{''.join(part.title() for part in name.split('_'))}"
    group_id = accounts.create_group(services, head, f"{mark}Groupe", site_id)
    assert group_id is not None
    secrets = DemoSecrets(name)
    card = accounts.add_learner(services, head, group_id, f"{mark}Prenom", "", None, secrets)
    assert card is not None
    actor = Actor(card.learner_id, head.school_id, f"{mark}Prenom", frozenset({LEARNER}))
    served_id, open_id, sitting_id = _practise(services, source, actor)
    far = {"other_site": ("CanariEcoleUneSecond",), "other_school": ("CanariEcoleDeux",)}
    agreed = tuple(f"{mark}{word}" for word in ("But", "Decision", "Mots", "Signe"))
    words = (f"{mark}Groupe", f"{mark}Prenom", f"{mark}Nom", f"{mark}Reponse")
    with services.db.write() as session:
        notice_id = _mark(session, actor, mark, source.now())
    asked = Typed("2026-10-05", "2026-10-16", COMPANY)
    assert calendar.add(services, head, group_id, asked) is None
    with services.db.read() as session:
        of_group = CalendarPeriod.group_id == group_id
        period_id = session.scalars(select(CalendarPeriod.id).where(of_group)).one()
    member = (TRAINER, f"{name}@membre.example", f"{mark}Membre", PASSWORD, site_id)
    member_id = staff.add_staff(services, head.school_id, *member)
    return Place(
        name,
        head.school_id,
        site_id,
        group_id,
        card.learner_id,
        served_id,
        open_id,
        sitting_id,
        notice_id,
        period_id,
        member_id,
        _noted(services, head, card.learner_id, mark),
        _seen(services, head, card.learner_id, mark),
        _given(services, head, group_id, card.learner_id),
        *_agreed(services, source, head, card.learner_id, mark),
        _report(services, head, group_id),
        (*words, *agreed, card.login_name, *far.get(name, ())),
    )


def _noted(services: Services, head: Actor, learner_id: UUID, mark: str) -> int:
    """A note on her, in words of this place."""
    assert notes.write(services, head, learner_id, f"{mark}Reponse") == ""
    with services.db.read() as session:
        mine = TrainerNote.learner_id == learner_id
        return session.scalars(select(TrainerNote.id).where(mine)).one()


def _seen(services: Services, head: Actor, learner_id: UUID, mark: str) -> UUID:
    """Something a trainer saw her do, said in words of this place."""
    said = acting.Seen("stage", note=f"{mark}Reponse")
    acting.see(services, head, learner_id, SKILL, said)
    with services.db.read() as session:
        mine = TrainerWord.learner_id == learner_id
        return session.scalars(select(TrainerWord.id).where(mine)).one()


def _given(services: Services, head: Actor, group_id: int, learner_id: UUID) -> UUID:
    """Work given to her."""
    asked = assigning.Asked(SKILL, "skill", people=[str(learner_id)])
    assigning.give(services, head, group_id, asked)
    with services.db.read() as session:
        mine = Assigned.learner_id == learner_id
        return session.scalars(select(Assigned.assignment_id).where(mine)).one()


def _mark(session: Session, actor: Actor, mark: str, now: datetime) -> int:
    """Words found nowhere else, wherever this learner's own words are kept; her notice."""
    mine = Answer.learner_id == actor.id
    session.execute(update(Person).where(Person.id == actor.id).values(last_name=f"{mark}Nom"))
    session.execute(update(Answer).where(mine).values(text=f"{mark}Reponse"))
    verdicts = select(VerdictRow).join(Answer, Answer.served_id == VerdictRow.served_id)
    for row in session.scalars(verdicts.where(mine)):
        row.detail = {**row.detail, "given": f"{mark}Reponse"}
    notice = Notice(
        school_id=actor.school_id,
        learner_id=actor.id,
        kind="void",
        data={"at": now.isoformat()},
        at=now,
    )
    session.add(notice)
    session.flush()
    return notice.id


def _agreed(
    services: Services, source: DemoSource, head: Actor, learner_id: UUID, mark: str
) -> tuple[UUID, UUID, UUID, UUID]:
    """A goal, an interview with a decision, a signed plan: in words found nowhere else."""
    goals.add(services, head, learner_id, Asked(words=f"{mark}But", due="2026-12-18"), "v0")
    form = {"lu": "e0", "le": source.now().date().isoformat(), "quoi-0": f"{mark}Decision"}
    form |= {"qui-0": "both", "pour-0": "2026-11-02", "mots": f"{mark}Mots"}
    interview_id = interview.hold(services, head, learner_id, form)
    names = {"stagiaire_signe": f"{mark}Signe", "formateur_signe": "A", "accord": "oui"}
    document_id = plan.sign(services, head, learner_id, {"lu": "v1", **names})
    with services.db.read() as session:
        goal_id = session.scalars(select(Goal.id).where(Goal.learner_id == learner_id)).one()
        held = Decision.interview_id == interview_id
        decision_id = session.scalars(select(Decision.id).where(held)).one()
    return goal_id, decision_id, interview_id, document_id


def _report(services: Services, head: Actor, group_id: int) -> UUID:
    """The answers of the group, as text."""
    form = {"quoi": "answers", "format": "csv", "groupe": str(group_id)}
    return reports.ask(services, head, {**form, "du": "2026-09-01", "au": "2026-09-30"})


def _school(services: Services, name: str) -> tuple[Actor, int]:
    """A school, somebody who heads it, and its site."""
    place = staff.create_school(services, name, f"{name}Site")
    address = f"head@{name.lower()}.example"
    args = (place.school_id, ADMIN, address, f"{name}Direction", PASSWORD)
    person_id = staff.add_staff(services, *args)
    return Actor(person_id, place.school_id, name, frozenset({ADMIN})), place.site_id


def _build(file: Path) -> World:
    """The schools; a learner for each place; staff of each kind in the first."""
    _app, services, source = _open(file, 11)
    with services.db.write() as session:
        session.execute(update(School).values(name="École d’avant"))
    head, site_id = _school(services, "CanariEcoleUne")
    far, far_site_id = _school(services, "CanariEcoleDeux")
    with services.db.write() as session:
        second = Site(school_id=head.school_id, name="CanariEcoleUneSecond")
        session.add(second)
        session.flush()
        second_id = second.id
    sites = (site_id, site_id, second_id, far_site_id)
    heads = (head, head, head, far)
    places = {
        name: _place(services, source, name, one, site)
        for name, one, site in zip(PLACES, heads, sites, strict=True)
    }
    _calibrated(services, source)
    people: dict[str, UUID | None] = {"nobody": None, "admin": head.id}
    people["learner"] = places["own"].learner_id
    people |= {
        "neighbour_learner": places["neighbour"].learner_id,
        "site_two_learner": places["other_site"].learner_id,
        "far_learner": places["other_school"].learner_id,
        "site_two_trainer": places["other_site"].member_id,
        "far_trainer": places["other_school"].member_id,
        "far_admin": far.id,
    }
    for who, role, where in (
        ("trainer", TRAINER, site_id),
        ("head_trainer", TRAINER, None),
        ("author", AUTHOR, None),
        ("site_admin", ADMIN, site_id),
    ):
        args = (head.school_id, role, f"{who}@une.example", f"Membre{who}", PASSWORD, where)
        people[who] = staff.add_staff(services, *args)
    with services.db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    services.db.dispose()
    return World(file, places, people)


def _calibrated(services: Services, source: DemoSource) -> None:
    """A proposal that waits, with a finding of each kind."""
    found = json.loads(
        (Path(__file__).parents[1] / "calibration_found.json").read_text("utf-8")
    )
    at = source.now().isoformat()
    counts = {"answers": 900, "learners": 30, "aided": 3, "later": 40}
    basis = {**counts, "since": at, "until": at, "calibration": 1, "figures": found["figures"]}
    with services.db.write() as session:
        session.add(
            CalibrationProposal(
                state="proposed",
                created_at=source.now(),
                basis=basis,
                parameters={},
                findings={"items": found["items"], "beside": found["beside"]},
            )
        )


@pytest.fixture(scope="session")
def world(sqlite_class: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    """The two schools, built once: to be copied, not used."""
    file = tmp_path_factory.mktemp("world") / "world.db"
    shutil.copy(sqlite_class, file)
    return _build(file)


@pytest.fixture(scope="module")
def house(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A copy of the world for the tests of one file, which leave it as it is."""
    yield from _house(world, tmp_path_factory.mktemp("house"))


@pytest.fixture
def own_house(world: World, tmp_path: Path) -> Iterator[House]:
    """A copy of the world for one test, which may change it."""
    yield from _house(world, tmp_path)


def _house(world: World, folder: Path) -> Iterator[House]:
    file = folder / "house.db"
    shutil.copy(world.file, file)
    app, services, source = _open(file, 12)
    source.set(MORNING.replace(hour=12))
    yield House(app, services, source, world.places, world.people, file)
    services.db.dispose()
