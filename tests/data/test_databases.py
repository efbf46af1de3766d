"""The two kinds of database that the tests run on."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, inspect, text

from palier.models import Base


def test_each_test_gets_the_tables_on_its_own_database(database_url: str) -> None:
    engine = create_engine(database_url)
    assert set(inspect(engine).get_table_names()) >= set(Base.metadata.tables)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE left_behind (id INTEGER)"))
    engine.dispose()


@pytest.mark.parametrize("again", [1, 2])
def test_nothing_of_another_test_is_there(database_url: str, again: int) -> None:
    engine = create_engine(database_url)
    assert "left_behind" not in inspect(engine).get_table_names()
    engine.dispose()


def test_an_empty_database_has_no_table(empty_database_url: str) -> None:
    engine = create_engine(empty_database_url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()
