"""The database's structure: is it this version's, and bringing it there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from palier.db import Database, DatabaseUnavailable, explain
from palier.i18n import _

MIGRATIONS = Path(__file__).parent / "migrations"


class Fit(Enum):
    """How the database stands to this code."""

    CURRENT = "current"
    EMPTY = "empty"
    OLDER = "older"
    NEWER = "newer"


def _config(connection: Connection | None = None) -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def absent(db: Database) -> bool:
    """Whether there is no SQLite file yet: asking SQLite would make it."""
    url = make_url(db.url)
    file = url.database if url.get_backend_name() == "sqlite" else None
    return bool(file) and file != ":memory:" and not Path(str(file)).exists()


def head() -> str | None:
    """The structure that this program wants."""
    return _script().get_current_head()


def knows(revision: str | None) -> bool:
    """Whether this program can bring a structure to its own: it has met it."""
    return revision in {one.revision for one in _script().walk_revisions()}


def _script() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def fit(db: Database) -> Fit:
    """How the database stands to this code. Raises DatabaseUnavailable when it is mute."""
    if absent(db):
        return Fit.EMPTY
    try:
        with db.engine.connect() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
    except OperationalError as error:
        raise DatabaseUnavailable(explain(error)) from error
    if found is None:
        return Fit.EMPTY
    if found == head():
        return Fit.CURRENT
    return Fit.OLDER if knows(found) else Fit.NEWER


def require_current(db: Database) -> None:
    """Raise DatabaseUnavailable, with one sentence on what to do, unless the database fits."""
    found = fit(db)
    if found is Fit.EMPTY:
        raise DatabaseUnavailable(
            _("La base de données est vide ou absente. Lancez « palier upgrade ».")
        )
    if found is Fit.OLDER:
        raise DatabaseUnavailable(
            _("La base de données est trop ancienne. Lancez « palier upgrade ».")
        )
    if found is Fit.NEWER:
        raise DatabaseUnavailable(
            _("La base de données est plus récente que Palier. Installez la dernière version.")
        )


def upgrade(db: Database) -> None:
    """Bring the structure to this version. Raises DatabaseUnavailable for a newer one."""
    if fit(db) is Fit.NEWER:
        require_current(db)
    with db.engine.connect() as connection, _tables_made_anew(connection):
        connection.begin()  # ours: Alembic then commits nothing by itself
        command.upgrade(_config(connection), "head")
        _nothing_lost(connection)
        connection.commit()


@contextmanager
def _tables_made_anew(connection: Connection) -> Iterator[None]:
    """SQLite alters a table by making it anew: rows that refer to it must stay meanwhile.

    ``_nothing_lost`` looks for them before the end instead.
    """
    raw = connection.connection.dbapi_connection
    if connection.dialect.name != "sqlite" or raw is None:
        yield
        return
    raw.cursor().execute("PRAGMA foreign_keys=OFF")  # before the transaction, else ignored
    try:
        yield
    finally:
        connection.rollback()
        raw.cursor().execute("PRAGMA foreign_keys=ON")


def _nothing_lost(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return  # PostgreSQL sees to it as it goes
    lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if lost:
        raise DatabaseUnavailable(
            _("La mise à jour perdrait des lignes de la table %(table)s.", table=lost[0][0])
        )


def new_revision(db: Database, message: str) -> None:
    """Write a migration from the difference between the models and the database."""
    with db.engine.connect() as connection:
        command.revision(_config(connection), message, autogenerate=True)
