"""The migrations make what the models say, on both kinds of database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
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
