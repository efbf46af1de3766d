"""A database that is missing, locked, older or newer than the code is said in one sentence."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import SecretStr
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from palier import db as database
from palier import schema
from palier.app import create_app
from palier.cli import main
from palier.config import Config, SettingMissing
from palier.db import Database, DatabaseUnavailable
from palier.models import School


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An address where no database is yet; the commands read it too."""
    address = f"sqlite:///{tmp_path / 'school.db'}"
    monkeypatch.setenv("PALIER_DATABASE_URL", address)
    return address


def at_revision(url: str, revision: str) -> None:
    """Make a database, then say that it is of another revision."""
    db = Database(url)
    schema.upgrade(db)
    with db.engine.connect() as connection:
        connection.execute(
            text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision}
        )
        connection.commit()
    db.dispose()


@pytest.mark.parametrize("command", ["verify", "serve"])
def test_a_missing_database_is_said_and_not_made(url: str, command: str) -> None:
    done = CliRunner().invoke(main, [command])
    assert done.exit_code == 1
    assert done.output.count("\n") == 1
    assert "palier upgrade" in done.output
    assert not Path(url.removeprefix("sqlite:///")).exists()


def test_a_newer_database_is_refused_also_by_upgrade(url: str) -> None:
    at_revision(url, "9999")
    for command in ("verify", "upgrade"):
        done = CliRunner().invoke(main, [command])
        assert done.exit_code == 1
        assert "plus récente" in done.output


def test_an_older_database_asks_for_the_upgrade(url: str) -> None:
    db = Database(url)
    schema.upgrade(db)
    assert schema.fit(db) is schema.Fit.CURRENT
    at_revision(url, "0001")
    assert schema.fit(db) is schema.Fit.OLDER
    with pytest.raises(DatabaseUnavailable, match="trop ancienne"):
        schema.require_current(db)
    db.dispose()


def test_a_server_that_does_not_answer_is_said() -> None:
    db = Database("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    with pytest.raises(DatabaseUnavailable, match="ne répond pas"):
        schema.require_current(db)
    db.dispose()


def test_a_page_says_that_nothing_is_ready(url: str) -> None:
    """No table at all: a page in plain words, status 503, and nothing of the machine's."""
    app = create_app(Config(database_url=url, testing=True, secret_key=SecretStr("test")))
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = "a token of before"
    reply = client.get("/accueil")
    assert reply.status_code == 503
    assert "palier upgrade" in reply.text
    assert "Traceback" not in reply.text
    app.extensions["palier"].db.dispose()


def test_a_locked_database_is_refused_and_recovers_alone(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 50)
    db = Database(url)
    schema.upgrade(db)
    other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError) as caught, db.write() as session:
        session.scalars(select(School)).all()
    assert "occupée" in database.explain(caught.value)
    other.execute("ROLLBACK")
    other.close()
    with db.write() as session:
        assert session.scalars(select(School)).all() == []
    db.dispose()


def test_several_processes_must_share_the_key_that_signs_cookies() -> None:
    """Regression: each worker drew its own key, and one in two requests was signed out."""
    shared = "postgresql+psycopg://palier@127.0.0.1:1/palier"
    with pytest.raises(SettingMissing, match="PALIER_SECRET_KEY"):
        create_app(Config(database_url=shared))
    app = create_app(Config(database_url=shared, secret_key=SecretStr("the same for all")))
    app.extensions["palier"].db.dispose()
