"""The database: one engine, read sessions, and short write transactions.

SQLite is one process's embedded database: write-ahead log, full synchronisation, and a write
transaction takes the write lock at once (``BEGIN IMMEDIATE``), since one that reads first and
then writes fails under load. PostgreSQL locks the rows the services name.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import Engine, ExceptionContext
from sqlalchemy.exc import (
    DBAPIError,
    InterfaceError,
    InternalError,
    OperationalError,
    ProgrammingError,
)
from sqlalchemy.orm import Session

from palier.i18n import _

BUSY_TIMEOUT_MS = 5_000
BREATH_S = 0.12  # who waits for SQLite's one writer looks again every 0.1 s
LARGEST_ID = 2**63 - 1  # of a numbered row: neither database can be asked for a larger one
# The database as a whole is at fault: mute, without its tables, not to be written.
UNAVAILABLE = (OperationalError, ProgrammingError, InternalError, InterfaceError)


_AFTERWARDS = "afterwards"


class DatabaseUnavailable(Exception):
    """The database is missing, locked or not of this version. ``str()`` says what to do."""


class Database:
    """Sessions on one engine. ``write()`` commits at its end, or rolls everything back."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)
        # A page is of one instant: never the release of before with the levels of after.
        self._reading = (
            self.engine
            if self.engine.dialect.name == "sqlite"  # a transaction there is of one instant
            else self.engine.execution_options(isolation_level="REPEATABLE READ")
        )

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for queries only: all of them see the database as of the first one."""
        with Session(self._reading, autoflush=False) as session:
            yield session
        rows = session.info.pop(_AFTERWARDS, [])
        if rows:
            with self.write() as session:
                session.add_all(rows)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        with (
            self.engine.connect().execution_options(palier_write=True) as connection,
            Session(connection, autoflush=False) as session,
            session.begin(),
        ):
            yield session
            session.add_all(session.info.pop(_AFTERWARDS, []))

    def breathe(self) -> None:
        """Between many writes in a row: on SQLite, let the answers that wait come through."""
        if self.engine.dialect.name == "sqlite":
            time.sleep(BREATH_S)

    def dispose(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def afterwards(session: Session, row: object) -> None:
    """Have a row written when a reading is over, or at the end of this transaction."""
    session.info.setdefault(_AFTERWARDS, []).append(row)


def _engine(url: str) -> Engine:
    if not url.startswith(("sqlite:", "postgresql+psycopg:")):
        raise DatabaseUnavailable(
            _(
                "PALIER_DATABASE_URL n’est pas une adresse de base de données. "
                "Exemples : sqlite:///palier.db, postgresql+psycopg://…"
            )
        )
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    # hide_parameters: a failed statement goes to the log without names, answers and hashes.
    timeout = {"timeout": BUSY_TIMEOUT_MS / 1000}
    engine = create_engine(url, connect_args=timeout, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "handle_error", _forget_read_only)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:  # a DB-API connection has no type
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("palier_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _forget_read_only(context: ExceptionContext) -> None:
    """A connection opened while the file could not be written stays so: open others."""
    if "readonly database" in str(context.original_exception):
        context.is_disconnect = True


def explain(error: DBAPIError) -> str:
    """One French sentence on why the database does not answer, and what to do."""
    cause = str(error.orig).lower()
    if "locked" in cause or "busy" in cause:
        return _("La base de données est occupée. Réessayez dans un instant.")
    if "no such table" in cause or "does not exist" in cause:
        return _("La base de données n’est pas prête. Lancez « palier upgrade ».")
    if "unable to open" in cause or "not a database" in cause:
        return _(
            "Le fichier de la base de données ne s’ouvre pas. Vérifiez PALIER_DATABASE_URL."
        )
    if "readonly" in cause or "read-only" in cause or "full" in cause:
        return _(
            "La base de données ne peut pas être écrite. Vérifiez le disque et les droits."
        )
    return _("La base de données ne répond pas. Vérifiez qu’elle est démarrée.")
