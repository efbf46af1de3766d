"""The migrations make what the models say, on both kinds of database."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from palier import schema
from palier.db import Database, DatabaseUnavailable
from palier.models import Base


@pytest.fixture
def empty(empty_database_url: str) -> Iterator[Database]:
    database = Database(empty_database_url)
    yield database
    database.dispose()


@pytest.fixture
def current(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.dispose()


def _set_revision(database: Database, revision: str) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :r"), {"r": revision})


def test_upgrading_an_empty_database_gives_what_the_models_say(empty: Database) -> None:
    assert schema.fit(empty) is schema.Fit.EMPTY
    schema.upgrade(empty)
    assert schema.fit(empty) is schema.Fit.CURRENT
    with empty.engine.connect() as connection:
        # SQLite keeps no exact types: only the names can be compared there.
        types = connection.dialect.name == "postgresql"
        context = MigrationContext.configure(connection, opts={"compare_type": types})
        assert compare_metadata(context, Base.metadata) == []


def test_upgrading_again_changes_nothing(current: Database) -> None:
    schema.upgrade(current)
    assert schema.fit(current) is schema.Fit.CURRENT


def test_a_database_of_a_later_version_is_refused_in_one_sentence(current: Database) -> None:
    _set_revision(current, "9999")
    assert schema.fit(current) is schema.Fit.NEWER
    for ask in (schema.require_current, schema.upgrade):
        with pytest.raises(DatabaseUnavailable, match="plus récente"):
            ask(current)


def test_an_empty_database_is_said_to_be_empty(empty: Database) -> None:
    with pytest.raises(DatabaseUnavailable, match="palier upgrade"):
        schema.require_current(empty)


def test_every_personal_table_names_its_school() -> None:
    """school_id from the first migration: the row of a person says whose it is."""
    personal = {
        table.name
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "person"
    }
    assert personal
    bare = {
        name
        for name in personal | {"person"}
        if "school_id" not in Base.metadata.tables[name].columns
    }
    assert bare == set()


def _insert(database: Database, table: str, **values: object) -> None:
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    with database.engine.begin() as connection:
        connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), values)  # noqa: S608  # our own names


def _rows(database: Database, table: str) -> list[tuple[object, ...]]:
    columns = "id, school_id, learner_id, number, kind, domains, planned, started_at"
    with database.engine.connect() as connection:
        found = connection.execute(text(f"SELECT {columns} FROM {table}"))  # noqa: S608  # our own names
        return [tuple(row) for row in found]


def test_a_filled_database_goes_up_and_down_without_losing_a_row(empty: Database) -> None:
    """A person and a sitting stay as they were, both ways."""

    def go(revision: str, down: bool = False) -> None:
        with empty.engine.connect() as connection:
            config = schema._config(connection)
            (command.downgrade if down else command.upgrade)(config, revision)
            connection.commit()

    go("0001")
    at, who = "2026-09-14 08:00:00", uuid4().hex
    _insert(empty, "school", id=1, name="Une école", demo=False, created_at=at)
    person = {"id": who, "school_id": 1, "first_name": "Inès", "last_name": "", "comfort": "{}"}
    _insert(empty, "person", **person, created_at=at)
    sitting = {"id": uuid4().hex, "school_id": 1, "learner_id": who, "number": 1}
    more = {"kind": "practice", "domains": "[]", "planned": 6, "started_at": at}
    _insert(empty, "sitting", **sitting, **more)
    before = _rows(empty, "sitting")
    assert len(before) == 1
    schema.upgrade(empty)
    assert _rows(empty, "sitting") == before
    with empty.engine.begin() as connection:
        connection.execute(text("UPDATE sitting SET voided_at = :at"), {"at": at})
    go("0001", down=True)
    assert _rows(empty, "sitting") == before
    assert schema.fit(empty) is schema.Fit.OLDER
    schema.upgrade(empty)
    assert _rows(empty, "sitting") == before
