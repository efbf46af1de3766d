"""A school whose learners come from outside: over HTTP, to processes that may be killed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from random import Random

import psycopg
import pytest
from pydantic import SecretStr
from sqlalchemy import make_url

from palier import schema
from palier.accounts import service as accounts
from palier.accounts import staff
from palier.app import Services, create_app
from palier.authoring.service import sync
from palier.config import Config, banks_folder
from palier.demo.source import DemoSecrets
from palier.models import ADMIN
from palier.security import Actor
from tests.faults.client import Learner, Load, Log
from tests.faults.oracle import Findings, Store, compare, same_replies
from tests.faults.servers import App
from tests.postgresql import Cluster

LEARNERS = 6
SEED = int(os.environ.get("PALIER_FAULTS_SEED", "20260914"))
LONG = {"PALIER_FAULTS_CYCLES": "100", "PALIER_FAULTS_SENDS": "20000"}
# The server is killed, the machine is not: what is written need not reach the disk, but it
# must have left the server, or a kill would lose it.
DURABLE = "-c fsync=off -c full_page_writes=off -c synchronous_commit=on -c max_connections=60"


def scale(request: pytest.FixtureRequest, setting: str, small: int) -> int:
    """A little in the ordinary tests; in `make test-faults` as much as was asked for."""
    long = request.node.get_closest_marker("faults") is not None
    return int(os.environ.get(setting, LONG[setting])) if long else small


def _school(url: str, folder: Path) -> list[str]:
    """Make tables, publish, add learners; the tokens of their cards."""
    config = Config(database_url=url, testing=True, secret_key=SecretStr("of the test"))
    services: Services = create_app(config).extensions["palier"]
    schema.upgrade(services.db)
    sync(services, banks_folder(config))
    place = staff.create_school(services, "École d’essai", "Reims")
    who = (place.school_id, ADMIN, "nadia@ecole.example", "Nadia", "lampe-orage-violon-tuile")
    admin = Actor(staff.add_staff(services, *who), place.school_id, "Nadia", frozenset({ADMIN}))
    accounts.create_group(services, admin, "Groupe A", place.site_id)
    with services.db.engine.connect() as connection:
        group_id = connection.exec_driver_sql("SELECT id FROM learner_group").scalar_one()
    tokens = []
    for n in range(LEARNERS):
        secrets = DemoSecrets(f"faults {n}")
        card = accounts.add_learner(services, admin, group_id, "Inès", secrets=secrets)
        assert card is not None
        tokens.append(card.token)
    services.db.dispose()
    return tokens


@dataclass
class School:
    """One database, the processes that serve it, the learners who come to it."""

    url: str
    folder: Path
    tokens: list[str]
    app: App
    store: Store
    chance: Random
    seed: int
    until_the_end: ExitStack  # what is closed when the test is over

    @property
    def kind(self) -> str:
        """The kind of database."""
        return "SQLite" if self.store.sqlite else "PostgreSQL"

    def learners(self, count: int = LEARNERS) -> list[Learner]:
        """Learners, each with her log and her own way of answering."""
        return [self._learner(n) for n in range(count)]

    def _learner(self, n: int) -> Learner:
        log = self.until_the_end.enter_context(closing(Log(self.folder / f"learner-{n}.log")))
        chance = Random(f"{self.seed} {n}")  # noqa: S311  # not a secret
        return Learner(self.app.address, self.tokens[n], log, chance)

    def check(self, load: Load) -> Findings:
        """Everything that must hold, once the load is over; the app must be running."""
        changed = same_replies(load.learners)
        self.app.kill()
        found = compare(self.store, [learner.log.file for learner in load.learners])
        found.other += changed + load.failures
        found.other += [line for line in [self.store.differences()] if line]
        return found


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """An SQLite file with a school, copied for each test, and its learners' cards."""
    folder = tmp_path_factory.mktemp("faults")
    file = folder / "school.db"
    tokens = _school(f"sqlite:///{file}", folder)
    return file, tokens


@pytest.fixture
def open_school() -> Iterator[Callable[[str, Path, list[str], App], School]]:
    """Serve a database until the test ends."""
    with ExitStack() as started:

        def start(url: str, folder: Path, tokens: list[str], app: App) -> School:
            started.callback(app.kill)
            chance = Random(SEED)  # noqa: S311  # chooses moments, not secrets
            return School(url, folder, tokens, app, Store(url), chance, SEED, started)

        yield start


@pytest.fixture
def sqlite_school(
    published: tuple[Path, list[str]],
    tmp_path: Path,
    open_school: Callable[[str, Path, list[str], App], School],
) -> School:
    """A school on SQLite, not yet served."""
    file = tmp_path / "school.db"
    shutil.copy(published[0], file)
    url = f"sqlite:///{file}"
    return open_school(url, tmp_path, published[1], App(url, tmp_path))


@pytest.fixture(scope="session")
def own_cluster() -> Iterator[Cluster]:
    """A PostgreSQL server to be killed: not the one of the other tests."""
    cluster = Cluster(Path(tempfile.mkdtemp(prefix="palier-pg-")), DURABLE)
    cluster.start()
    try:
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(cluster.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def own_template(
    own_cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, list[str]]:
    """The name of a PostgreSQL database with a school, copied for each test."""
    _sql(own_cluster, "CREATE DATABASE faults_template")
    url = make_url(own_cluster.url).set(database="faults_template")
    address = url.render_as_string(hide_password=False)
    return "faults_template", _school(address, tmp_path_factory.mktemp("faults"))


def _sql(cluster: Cluster, statement: str) -> None:
    with psycopg.connect(
        host=str(cluster.folder), user="postgres", dbname="postgres", autocommit=True
    ) as connection:
        connection.execute(statement.encode())


@pytest.fixture
def postgresql_school(
    own_cluster: Cluster,
    own_template: tuple[str, list[str]],
    tmp_path: Path,
    open_school: Callable[[str, Path, list[str], App], School],
) -> School:
    """A school on PostgreSQL, not yet served."""
    name = f"faults_{tmp_path.name}"
    _sql(own_cluster, f'CREATE DATABASE "{name}" TEMPLATE {own_template[0]}')
    url = make_url(own_cluster.url).set(database=name).render_as_string(hide_password=False)
    return open_school(url, tmp_path, own_template[1], App(url, tmp_path))
