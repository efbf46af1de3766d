"""Cost of one answer through the full stack: `make bench NAME=answer_request`.

Four applications in one process, called in turn through Flask's test client, each on its own
SQLite file with the same settings (write-ahead log, full synchronisation): Palier with its real
banks, a Flask page that says hello, and the least that keeps an answer with SQLAlchemy's ORM:
read a level, insert the answer under a unique key, update the level, render a fragment.
A second Palier has a fitted model in force in the domain that is practised.
CPU is the process's own (user and system), so waiting for the disk does not count.
"""

from __future__ import annotations

import re
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from flask import Flask, render_template_string, request
from flask.testing import FlaskClient
from sqlalchemy import Engine, ForeignKey, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from benchmarks._report import cannot_run, machine, measure
from exercises.instance import Instance, Raw
from exercises.items import examples
from palier import schema
from palier.accounts import service as accounts
from palier.accounts import staff
from palier.app import Services, create_app
from palier.authoring.service import sync
from palier.calibration import predicting
from palier.calibration.shadowing import Answered
from palier.config import Config, banks_folder
from palier.db import Database
from palier.models import TRAINER, ExerciseServed
from palier.practice.service import instance_of, start_placement
from palier.security import Actor

ROUNDS, WARM_UP = 150, 20
LEARNERS, EACH = 60, 60  # whose answers the model is fitted on
FRAGMENT = "<section><h1>{{ title }}</h1><p>{{ text }}</p></section>"
HTMX = {"HX-Request": "true"}


class Counter:
    """Statements and commits that an engine sees."""

    def __init__(self, engine: Engine) -> None:
        self.statements = self.commits = 0
        event.listen(engine, "before_cursor_execute", self._statement)
        event.listen(engine, "commit", self._commit)

    def _statement(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        self.statements += not statement.startswith("BEGIN")

    def _commit(self, _connection: Any) -> None:  # SQLAlchemy's event
        self.commits += 1


class Palier:
    """The application with one learner in the middle of her practice."""

    def __init__(self, folder: Path, with_model: bool = False) -> None:
        folder.mkdir(exist_ok=True)
        self.path = folder / "palier.db"
        config = Config(database_url=f"sqlite:///{self.path}", testing=True, demo=True)
        self.app = create_app(config)
        self.services: Services = self.app.extensions["palier"]
        event.listen(self.services.db.engine, "connect", _keep_log)
        schema.upgrade(self.services.db)
        sync(self.services, banks_folder(config))
        if with_model:
            put_model_in_force(self.services)
        self.client, self.learner = self._learner()
        self._place()
        self.counter = Counter(self.services.db.engine)
        self.waiting = self._next()

    def _learner(self) -> tuple[FlaskClient, Actor]:
        place = staff.create_school(self.services, "Bench", "Bench", demo=True)
        who = staff.add_staff(
            self.services, place.school_id, TRAINER, "t@bench.example", "T", "unlikely-secret"
        )
        trainer = Actor(who, place.school_id, "T", frozenset({TRAINER}))
        group = accounts.create_group(self.services, trainer, "G", place.site_id)
        card = accounts.add_learner(self.services, trainer, group or 0, "Inès")
        if card is None:
            cannot_run("no learner could be added")
        client = self.app.test_client()
        client.post("/carte", data={"jeton": card.token, **token(client, "/carte")})
        return client, Actor(card.learner_id, place.school_id, "Inès", frozenset({"learner"}))

    def _place(self) -> None:
        served_id = start_placement(self.services, self.learner, "maths")
        self.token = token(self.client, f"/exercice/{served_id}")
        while served_id is not None:
            self._send(served_id, reply_to(served_id, self._served(served_id)))
            served_id = self._waiting()

    def _served(self, served_id: UUID) -> Instance:
        with self.services.db.read() as session:
            return instance_of(session.get_one(ExerciseServed, served_id))

    def _waiting(self) -> UUID | None:
        with self.services.db.read() as session:
            return session.scalar(
                select(ExerciseServed.id).where(
                    ExerciseServed.learner_id == self.learner.id,
                    ExerciseServed.answered_at.is_(None),
                )
            )

    def _next(self) -> tuple[UUID, Raw]:
        if self._waiting() is None:
            self.client.post("/seance", data=self.token)
        served_id = self._waiting()
        if served_id is None:
            cannot_run("no exercise is served: is somebody signed in?")
        return served_id, reply_to(served_id, self._served(served_id))

    def _send(self, served_id: UUID, raw: Raw) -> None:
        address = f"/exercice/{served_id}/reponse"
        reply = self.client.post(address, data={**raw, **self.token}, headers=HTMX)
        if reply.status_code not in (200, 204):
            cannot_run(f"an answer was refused: {reply.status}")

    def answer(self) -> None:
        """One answer: right two times in three."""
        self._send(*self.waiting)

    def ready(self) -> None:
        """Between two answers, not measured: the next exercise."""
        self.waiting = self._next()

    def log_bytes(self) -> int:
        """Size of the write-ahead log."""
        return self.path.with_name("palier.db-wal").stat().st_size


def put_model_in_force(services: Services) -> None:
    """A model of maths, fitted on drawn answers: what it is worth does not matter here."""
    draw = np.random.default_rng(1)
    with services.db.read() as session:
        items = services.catalogue.current(session).items
    names = tuple(e.item.id for e in items if e.item.skill.startswith("maths."))
    learner = np.tile(np.arange(LEARNERS), EACH)
    item = draw.integers(0, len(names), len(learner))
    score = (draw.random(len(item)) < 0.75).astype(float)
    at, half = np.arange(len(item)) / 500.0, np.full(len(item), 0.5)
    skills = tuple(name.rsplit("/", 1)[0] for name in names)
    answered = Answered(learner, item, score, at, half, names, skills)
    better = predicting.Found("maths", {"model": {"on": True}}, None)
    looked = predicting.Looked(answered, (better,), {})
    predicting.decide(services, looked, lambda _domain, _done: None)


def _keep_log(connection: Any, _record: Any) -> None:  # a DB-API connection has no type
    """The log only grows, so that its growth is what an answer writes."""
    connection.execute("PRAGMA wal_autocheckpoint=0")


def reply_to(served_id: UUID, instance: Instance) -> Raw:
    """Form fields that answer an exercise: right two times in three."""
    known = examples(instance)
    wrong = served_id.int % 3 == 0 and known.wrong
    return known.wrong[0][0] if wrong else known.right[0]


def token(client: FlaskClient, address: str) -> dict[str, str]:
    """The form token of a page, as its forms send it."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(address).text)
    if found is None:
        cannot_run(f"no form on {address}")
    return {"csrf_token": found[1]}


def hello_app() -> Flask:
    """The least a Flask application does."""
    app = Flask("hello")
    app.add_url_rule("/", view_func=lambda: "ok", methods=["POST"])
    return app


class Base(DeclarativeBase):
    """Tables of the minimal application."""


class Level(Base):
    """A learner's level."""

    __tablename__ = "level"
    learner: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[float]


class Kept(Base):
    """An answer, once."""

    __tablename__ = "kept"
    exercise: Mapped[int] = mapped_column(primary_key=True)
    learner: Mapped[int] = mapped_column(ForeignKey("level.learner"))
    text: Mapped[str]
    at: Mapped[datetime]


def minimal_app(folder: Path) -> tuple[Flask, Database]:
    """Read a level, insert an answer under its unique key, update the level, one commit."""
    db = Database(f"sqlite:///{folder / 'minimal.db'}")
    Base.metadata.create_all(db.engine)
    with db.write() as session:
        session.add(Level(learner=1, value=0.0))
    app = Flask("minimal")

    @app.post("/<int:exercise>")
    def answer(exercise: int) -> str:
        with db.write() as session:
            level = session.get_one(Level, 1)
            text = request.form["number"]
            session.add(Kept(exercise=exercise, learner=1, text=text, at=datetime.now(UTC)))
            level.value += 0.1
        return render_template_string(FRAGMENT, title="Juste", text=text)

    return app, db


def cpu(call: Callable[[], object]) -> float:
    """Milliseconds of CPU of a call."""
    start = time.process_time_ns()
    call()
    return (time.process_time_ns() - start) / 1e6


def main() -> None:
    """Prints the counts of one answer, and its CPU against the two others."""
    machine("SQLite, synchronous=FULL, Flask test client, medians")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        palier, other = Palier(folder), Palier(folder / "model", with_model=True)
        minimal, minimal_db = minimal_app(folder)
        run(palier, other, hello_app().test_client(), minimal.test_client())
        minimal_db.dispose()
        other.services.db.dispose()
        palier.services.db.dispose()


def run(palier: Palier, other: Palier, hello: FlaskClient, minimal: FlaskClient) -> None:
    """The rounds: each application once a round, so that they share the machine's moods."""
    took: dict[str, list[float]] = {"answer": [], "model": [], "hello": [], "minimal": []}
    statements, commits, written = [], [], []
    for at in range(ROUNDS + WARM_UP):
        palier.ready()
        other.ready()
        palier.counter.statements = palier.counter.commits = 0
        before = palier.log_bytes()
        mine = cpu(palier.answer)
        counts = (palier.counter.statements, palier.counter.commits)
        grown = palier.log_bytes() - before
        foreseen = cpu(other.answer)
        least = cpu(lambda: minimal.post(f"/{at}", data={"number": "12"}))  # noqa: B023
        bare = cpu(lambda: hello.post("/"))
        if at >= WARM_UP:
            took["answer"].append(mine)
            took["model"].append(foreseen)
            took["minimal"].append(least)
            took["hello"].append(bare)
            statements.append(counts[0])
            commits.append(counts[1])
            written.append(grown)
    median = {name: statistics.median(values) for name, values in took.items()}
    measure("sql_statements_most", max(statements), "statements", at_most=14)
    measure("commits_most", max(commits), "commits", at_most=1)
    measure("wal_bytes", statistics.median(written), "bytes")
    for name, value in median.items():
        measure(f"cpu_{name}", value, "ms")
    measure("cpu_against_hello", median["answer"] / median["hello"], "times", at_most=25)
    measure("cpu_with_model_against_without", median["model"] / median["answer"], "times")
    measure("cpu_against_minimal", median["answer"] / median["minimal"], "times", at_most=3)


if __name__ == "__main__":
    main()
