"""A class that works: published exercises, a trainer, learners who sit down and answer.

Publishing takes seconds, so it is done once for each kind of database and copied for each test.
"""

from __future__ import annotations

import re
import shutil
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import func, make_url, select
from werkzeug.test import TestResponse

from exercises.instance import Examples, Raw
from exercises.items import examples
from palier.accounts import service as accounts
from palier.accounts import sessions, staff
from palier.app import Services, create_app
from palier.authoring.service import sync
from palier.catalogue import Catalogue
from palier.config import Config, banks_folder
from palier.demo.exhibit import exhibit
from palier.demo.source import DemoSecrets, DemoSource
from palier.models import LEARNER, TRAINER, Base, ExerciseServed, Group, Notice, Person
from palier.practice import corrections, service
from palier.practice.refold import verify
from palier.security import Actor

MONDAY = datetime(2026, 9, 14, 8, 0, tzinfo=UTC)
Copy = Callable[[str], AbstractContextManager[str]]
SCHOOL, SITE, GROUP = "École d’essai", "Reims", "Groupe A"


class Browser:
    """Someone signed in, through Flask's client: each form is sent with its CSRF token."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(path, headers=headers)

    def post(
        self, path: str, form: str, data: Raw | None = None, **headers: str
    ) -> TestResponse:
        """Send the form found on the page at ``form``."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(form).text)
        assert found, f"no form at {form}"
        fields = {"csrf_token": [found[1]], **(data or {})}
        return self.client.post(path, data=fields, headers=headers)


@dataclass
class Pupil:
    """A learner: what she does through the services, and her browser."""

    kit: Class
    actor: Actor

    def place(self, domain: str = "maths", right: bool = True) -> None:
        """Sit a placement to its end."""
        following = service.start_placement(self.kit.services, self.actor, domain)
        while following is not None:
            following = self.answer(following, right).next_id

    def start(self, domain: str | None = None) -> UUID:
        """Sit down to practise; the first exercise."""
        found = service.start_practice(self.kit.services, self.actor, domain)
        assert found is not None
        return found

    def sit(self, wrong: bool = False) -> UUID:
        """Practise to the end of a sitting, three answers in four right or none; its id."""
        following, count = self.start(), 0
        sitting_id = self.served(following).sitting_id
        while (
            after := self.answer(following, not wrong and count % 4 < 3).next_id
        ) is not None:
            following, count = after, count + 1
        return sitting_id

    def known(self, served_id: UUID) -> Examples:
        """Right, wrong and unreadable answers of an exercise served."""
        with self.kit.services.db.read() as session:
            exercise = session.get_one(ExerciseServed, served_id)
            return examples(service.instance_of(exercise))

    def answer(self, served_id: UUID, right: bool = True) -> service.Replied:
        """Answer after half a minute."""
        known = self.known(served_id)
        raw = known.right[0] if right or not known.wrong else known.wrong[0][0]
        self.kit.source.wait(30)
        reply = service.answer(self.kit.services, self.actor, served_id, raw)
        assert isinstance(reply, service.Replied)
        return reply

    def serve(self, kind: str, seed: int = 1) -> UUID:
        """Put an exercise of a type before her, in a practice of its own."""
        services = self.kit.services
        with services.db.read() as session:
            items = services.catalogue.current(session).items
        entry = next(e for e in items if e.item.type == kind)
        return exhibit(services, self.actor, entry, seed)

    def served(self, served_id: UUID) -> ExerciseServed:
        """The row of an exercise."""
        with self.kit.services.db.read() as session:
            return session.get_one(ExerciseServed, served_id)

    def browser(self) -> Browser:
        """A browser where she is signed in."""
        return self.kit.browser(self.actor.id)


@dataclass
class Class:
    """A school with one group, its trainer and its learners, and a clock set by hand."""

    app: Flask
    services: Services
    source: DemoSource
    trainer: Actor
    site_id: int
    group_id: int
    pupils: list[Pupil] = field(default_factory=list)

    def pupil(self, first_name: str = "Inès") -> Pupil:
        """A new learner of the group."""
        card = accounts.add_learner(
            self.services,
            self.trainer,
            self.group_id,
            first_name,
            secrets=DemoSecrets(f"{first_name} {len(self.pupils)}"),
        )
        assert card is not None
        actor = Actor(card.learner_id, self.trainer.school_id, first_name, frozenset({LEARNER}))
        self.pupils.append(Pupil(self, actor))
        return self.pupils[-1]

    def browser(self, person_id: UUID | None = None) -> Browser:
        """A browser where this person, or nobody, is signed in."""
        client = self.app.test_client()
        if person_id is not None:
            with self.services.db.write() as session:
                person = session.get_one(Person, person_id)
                token = sessions.open_session(session, person, self.source.now(), 12.0)
            with client.session_transaction() as cookie:
                cookie["_user_id"] = token
                cookie["_fresh"] = True
        return Browser(client)

    def void(
        self, pupil: Pupil, sitting_id: UUID, reason: str = "Ce n’était pas elle."
    ) -> None:
        """The trainer takes a sitting back."""
        with self.services.db.write() as session:
            who = (pupil.actor.id, sitting_id, self.trainer.id)
            corrections.void(self.services, session, *who, reason)

    def restore(self, pupil: Pupil, sitting_id: UUID) -> None:
        """The trainer puts a sitting back."""
        with self.services.db.write() as session:
            who = (pupil.actor.id, sitting_id, self.trainer.id)
            corrections.restore(self.services, session, *who)

    def differences(self) -> list[str]:
        """What `palier verify` finds."""
        with self.services.db.read() as session:
            return [found.what for found in verify(session)[1]]

    def told(self, pupil: Pupil) -> list[tuple[str, bool]]:
        """(kind, whether closed) of the notices a learner got."""
        with self.services.db.read() as session:
            rows = session.scalars(
                select(Notice).where(Notice.learner_id == pupil.actor.id).order_by(Notice.id)
            )
            return [(notice.kind, notice.seen_at is not None) for notice in rows]

    def staff(self, role: str, site_id: int | None = None) -> Browser:
        """A browser where a new member of the team is signed in."""
        name = f"{role}{site_id or 0}"
        email, password = f"{name}@ecole.example", "tuile-lampe-orage-9"
        who = (self.trainer.school_id, role, email, name.title(), password)
        return self.browser(staff.add_staff(self.services, *who, site_id))

    def count(self, table: type[Base]) -> int:
        """The rows of a table."""
        with self.services.db.read() as session:
            return session.scalar(select(func.count()).select_from(table)) or 0


_CATALOGUES: dict[str, Catalogue] = {}  # as published, by kind of database


def _open(url: str, seed: int) -> tuple[Flask, Services, DemoSource]:
    source = DemoSource(seed, MONDAY)
    config = Config(database_url=url, testing=True, secret_key=SecretStr("test"))
    app = create_app(config, source)
    return app, app.extensions["palier"], source


def _publish(url: str) -> None:
    """Publish the banks, and make a school with a trainer and a group."""
    _app, services, _source = _open(url, 1)
    sync(services, banks_folder(services.config))
    place = staff.create_school(services, SCHOOL, SITE)
    args = (
        place.school_id,
        TRAINER,
        "nadia@ecole.example",
        "Nadia",
        "lampe-orage-violon-tuile",
    )
    person_id = staff.add_staff(services, *args, place.site_id)
    trainer = _trainer(person_id, place.school_id, place.site_id)
    accounts.create_group(services, trainer, GROUP, place.site_id)
    if services.db.engine.dialect.name == "sqlite":
        with services.db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    services.db.dispose()


def _trainer(person_id: UUID, school_id: int, site_id: int) -> Actor:
    return Actor(person_id, school_id, "Nadia", frozenset({TRAINER}), frozenset({site_id}))


@pytest.fixture(scope="session")
def sqlite_class(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with a class and no learner, copied for each test."""
    file = tmp_path_factory.mktemp("class") / "class.db"
    shutil.copy(sqlite_template, file)
    _publish(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgresql_class(postgresql_template: str, postgresql_copy: Copy) -> Iterator[str]:
    """The name of a PostgreSQL database with a class and no learner, copied for each test."""
    with postgresql_copy(postgresql_template) as url:
        _publish(url)
        yield str(make_url(url).database)


def _class(url: str, test: str) -> Iterator[Class]:
    # Each test has its own ids, since some caches of the process know learners by their id.
    app, services, source = _open(url, zlib.crc32(test.encode()))
    kind = services.db.engine.dialect.name
    # Copies of one database hold the same release: it is read once a process.
    services.catalogue.keep(_CATALOGUES.get(kind))
    with services.db.read() as session:
        _CATALOGUES[kind] = services.catalogue.current(session)
        person = session.scalars(select(Person)).one()
        group = session.scalars(select(Group)).one()
    trainer = _trainer(person.id, person.school_id, group.site_id)
    yield Class(app, services, source, trainer, group.site_id, group.id)
    services.db.dispose()


@pytest.fixture
def sqlite_room(
    sqlite_class: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Class]:
    """A class of this test alone, on SQLite."""
    file = tmp_path / "class.db"
    shutil.copy(sqlite_class, file)
    yield from _class(f"sqlite:///{file}", request.node.nodeid)


@pytest.fixture
def postgresql_room(
    postgresql_class: str, postgresql_copy: Copy, request: pytest.FixtureRequest
) -> Iterator[Class]:
    """A class of this test alone, on PostgreSQL."""
    with postgresql_copy(postgresql_class) as url:
        yield from _class(url, request.node.nodeid)


@pytest.fixture(params=["sqlite", "postgresql"])
def room(request: pytest.FixtureRequest) -> Class:
    """A class of this test alone: each test runs on both kinds of database."""
    found: Class = request.getfixturevalue(f"{request.param}_room")
    return found


@pytest.fixture
def ines(room: Class) -> Pupil:
    """A learner who has just been placed in maths."""
    pupil = room.pupil("Inès")
    pupil.place("maths")
    return pupil
