"""What a database holds, as a hash: the same before a backup and after it is restored.

Independent of the kind of database and of this program's models: it reads the tables that are
there. Each row is one line of JSON, its columns by name, its values written one way; the rows
of a table come in the order of the primary key.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    MetaData,
    String,
    Table,
    Text,
    cast,
    select,
    type_coerce,
)
from sqlalchemy.types import NullType

from palier.i18n import _
from palier.upkeep import Say, silent

REVISIONS = "alembic_version"
ROWS_AT_ONCE = 2_000
ROWS_BETWEEN_NEWS = 200_000


@dataclass(frozen=True)
class TableContents:
    """How many rows a table has, and their hash."""

    rows: int
    sha256: str


@dataclass(frozen=True)
class Contents:
    """What a database holds."""

    revision: str | None  # of the structure
    tables: Mapping[str, TableContents]

    @property
    def sha256(self) -> str:
        """The hash of it all."""
        lines = [f"{name} {table.sha256}\n" for name, table in sorted(self.tables.items())]
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    @property
    def rows(self) -> int:
        """The rows that are data: the note of the structure's version is not."""
        return sum(table.rows for name, table in self.tables.items() if name != REVISIONS)


def contents(connection: Connection, say: Say = silent) -> Contents:
    """Read the whole database, in the caller's transaction."""
    metadata = MetaData()
    metadata.reflect(connection)
    tables = {name: _table(connection, table, say) for name, table in metadata.tables.items()}
    revision = None
    if REVISIONS in metadata.tables:
        revision = connection.execute(select(metadata.tables[REVISIONS].c.version_num)).scalar()
    return Contents(revision, tables)


def _table(connection: Connection, table: Table, say: Say) -> TableContents:
    sqlite = connection.dialect.name == "sqlite"
    columns = sorted(table.columns, key=lambda column: column.name)
    query = select(*(_as_kept(column, sqlite) for column in columns)).order_by(
        *(_sorted(column, sqlite) for column in list(table.primary_key) or columns)
    )
    hashed = hashlib.sha256(_line([table.name, *(column.name for column in columns)]))
    count = 0
    streamed = connection.execution_options(yield_per=ROWS_AT_ONCE)
    for row in streamed.execute(query):
        hashed.update(_line([_plain(value) for value in row]))
        count += 1
        if count % ROWS_BETWEEN_NEWS == 0:
            say(_("  %(table)s : %(count)d lignes lues", table=table.name, count=count))
    return TableContents(count, hashed.hexdigest())


def _as_kept(column: Column[Any], sqlite: bool) -> Any:
    """The value as the database keeps it, not as SQLAlchemy would make of it."""
    if sqlite:
        return type_coerce(column, NullType())
    return cast(column, Text) if isinstance(column.type, JSON) else column


def _sorted(column: Column[Any], sqlite: bool) -> Any:
    """Texts by their bytes: the order of a language differs between databases."""
    return column if sqlite or not isinstance(column.type, String) else column.collate("C")


def _line(values: list[object]) -> bytes:
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return f"{text}\n".encode("utf-8", "surrogatepass")


def _plain(value: object) -> object:
    """One way to write a value, as SQLite keeps it: it has the fewest kinds of them."""
    match value:
        case None | str():
            return value
        case bool() | int():
            return int(value)
        case float():
            return value.hex()
        case bytes() | memoryview():
            return f"x'{bytes(value).hex()}'"
        case UUID():
            return value.hex
        case datetime():
            instant = value.astimezone(UTC) if value.tzinfo else value
            return instant.replace(tzinfo=None).isoformat(" ", "microseconds")
        case date():
            return value.isoformat()
    return str(value)
