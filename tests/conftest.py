"""Fixtures of every test: two kinds of database, each test with its own.

PostgreSQL is a private cluster in a temporary folder, started once a session and stopped at
its end: no service of the machine is used or touched. `make test` installs the program.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import make_url
from werkzeug.routing import Rule

from tests.postgresql import Cluster

# A test database may lose everything when the machine stops: that is what makes it quick.
FAST = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=60"


@pytest.fixture(scope="session", autouse=True)
def _templates_compiled_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Each test has an application of its own: the pages are compiled for the first one."""
    cache = FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))
    Flask.jinja_options = {"bytecode_cache": cache}


@pytest.fixture(scope="session", autouse=True)
def _addresses_compiled_once() -> Iterator[None]:
    """Each test has an application of its own: most of making one is compiling, for each
    route, how its address is built, which depends on nothing but these."""
    compiled: dict[object, Any] = {}
    compile_builder = Rule._compile_builder

    def once(rule: Rule, append_unknown: bool = True) -> Any:
        key = (rule.rule, str(rule.defaults), rule.subdomain, rule.host, append_unknown)
        if key not in compiled:
            compiled[key] = compile_builder(rule, append_unknown)
        return compiled[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", once)
        yield


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """The address of a private PostgreSQL server, on a socket of its own folder."""
    cluster = Cluster(Path(tempfile.mkdtemp(prefix="palier-pg-")), FAST)
    cluster.start()
    try:
        yield cluster.url
    finally:
        cluster.stop()
        shutil.rmtree(cluster.folder, ignore_errors=True)


def _statement(server: str, sql: str) -> None:
    address = make_url(server)
    with psycopg.connect(
        host=str(address.query["host"]), user="postgres", dbname="postgres", autocommit=True
    ) as connection:
        connection.execute(sql.encode())


def _create_tables(url: str) -> None:
    from palier import schema  # the tests of the engine and exercises do without palier
    from palier.db import Database

    database = Database(url)
    schema.upgrade(database)
    database.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the tables and no row, copied for each test."""
    file = tmp_path_factory.mktemp("database") / "template.db"
    _create_tables(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgresql_template(postgresql_url: str) -> str:
    """The name of a PostgreSQL database with the tables and no row, copied for each test."""
    _statement(postgresql_url, "CREATE DATABASE palier_template")
    _create_tables(_at(postgresql_url, "palier_template"))
    return "palier_template"


def _at(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


_numbers = count(1)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A database of this test alone, on SQLite, with tables and no row."""
    file = tmp_path / "palier.db"
    shutil.copy(sqlite_template, file)
    return f"sqlite:///{file}"


@contextmanager
def _database(server: str, like: str = "template1") -> Iterator[str]:
    """The address of a new database, a copy of another; gone at the end, with its files."""
    name = f"palier_{next(_numbers)}"
    _statement(server, f"CREATE DATABASE {name} TEMPLATE {like}")
    yield _at(server, name)
    with suppress(psycopg.OperationalError):
        _statement(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgresql_database_url(postgresql_url: str, postgresql_template: str) -> Iterator[str]:
    """A database of this test alone, on PostgreSQL, with tables and no row."""
    with _database(postgresql_url, postgresql_template) as url:
        yield url


@pytest.fixture(scope="session")
def postgresql_copy(postgresql_url: str) -> Callable[[str], AbstractContextManager[str]]:
    """Give the address of a new copy of the database of this name, for the time of a block."""
    return partial(_database, postgresql_url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A database of this test alone, with tables and no row: each test runs on both kinds."""
    fixture = {"sqlite": "sqlite_url", "postgresql": "postgresql_database_url"}
    url: str = request.getfixturevalue(fixture[request.param])
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """As `database_url`, without tables: for the migrations."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    with _database(request.getfixturevalue("postgresql_url")) as url:
        yield url


DEMO_DAY = datetime(2026, 9, 16, tzinfo=UTC)  # a Wednesday of term; the school is as of then


@pytest.fixture(scope="session")
def demo_school(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Path:
    """The demonstration school as an SQLite file: to be copied, not used.

    Built once for all workers, and kept in pytest's cache for as long as nothing of what
    makes it has changed.
    """
    cache: pytest.Cache = pytestconfig.cache
    folder = cache.mkdir("demo")
    kept = folder / f"{_demo_key()}.db"
    mine = tmp_path_factory.mktemp("demo") / "demo.db"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            for old in folder.glob("*.db*"):
                old.unlink()
            draft = folder / "building.db"
            _build_demo(draft)
            draft.rename(kept)
        shutil.copy(kept, mine)  # another run, of other code, may replace the kept one
    return mine


def _demo_key() -> str:
    """A digest of all that the school is made from: code, exercises, libraries, the day."""
    import adaptive
    import exercises
    import palier

    found = hashlib.sha256(f"{sys.version} {DEMO_DAY}".encode())
    for name in ("numpy", "sqlalchemy", "pydantic"):
        found.update(f"{name} {version(name)}".encode())
    for package in (adaptive, exercises, palier):
        root = Path(str(package.__file__)).parent
        for file in sorted(root.rglob("*")):
            if file.suffix in {".py", ".yaml", ".json", ".lark", ".npz", ".txt"}:
                found.update(str(file.relative_to(root)).encode())
                found.update(file.read_bytes())
    return found.hexdigest()[:24]


def _build_demo(file: Path) -> None:
    from palier import schema
    from palier.config import Config, banks_folder
    from palier.db import Database
    from palier.demo import builder

    config = Config(database_url=f"sqlite:///{file}")
    database = Database(config.database_url)
    schema.upgrade(database)
    builder.build(database, config, banks_folder(config), DEMO_DAY)
    database.dispose()
