"""Copying an SQLite database while it is written, and putting one in its place."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from palier.db import Database
from palier.i18n import _
from palier.upkeep import Say, UpkeepError, copies
from palier.upkeep.contents import Contents, contents
from palier.upkeep.copies import Backup

WAIT_S = 5.0
BESIDE = ("-wal", "-shm", "-journal")


def file_of(db: Database) -> Path:
    """The database's file."""
    name = make_url(db.url).database
    if not name or name == ":memory:":
        raise UpkeepError(_("Une base de données en mémoire ne se sauvegarde pas."))
    return Path(name)


@contextmanager
def reading(file: Path) -> Iterator[Connection]:
    """A connection that leaves the file as it is."""
    address = f"{file.resolve().as_uri()}?mode=ro"
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(address, uri=True, timeout=WAIT_S),
        poolclass=NullPool,
        hide_parameters=True,
    )
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def dump(db: Database, part: Path, say: Say) -> Contents:
    """Write a copy of the database as of one instant; writers go on meanwhile."""
    with closing(sqlite3.connect(file_of(db), timeout=WAIT_S)) as source:
        source.execute("VACUUM INTO ?", (str(part),))
    return sound(part, say)


def sound(file: Path, say: Say) -> Contents:
    """What a copy holds. Raises UpkeepError when SQLite finds it damaged."""
    with reading(file) as connection:
        faults = integrity(connection)
        if faults:
            raise UpkeepError(
                _("%(file)s est abîmé : %(what)s.", file=file.name, what=faults[0])
            )
        return contents(connection, say)


def integrity(connection: Connection) -> list[str]:
    """What SQLite's own check of a file finds."""
    found = connection.exec_driver_sql("PRAGMA integrity_check(20)").scalars()
    return [line for line in found if line != "ok"]


def alone(db: Database) -> None:
    """Raise UpkeepError while another process has the database open; write its log away."""
    db.dispose()
    file = file_of(db)
    if not file.exists():
        return
    try:
        with closing(sqlite3.connect(file, timeout=1.0)) as connection:
            # Leaving the write-ahead log is refused as long as anybody else is there.
            (mode,) = connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.OperationalError as error:
        raise _in_use() from error
    if mode != "delete":
        raise _in_use()


def _in_use() -> UpkeepError:
    return UpkeepError(
        _("Un programme utilise la base de données. Arrêtez Palier, puis recommencez.")
    )


def load(db: Database, backup: Backup, say: Say) -> Contents:
    """Put a backup in the database's place, once it is proved beside it."""
    file = file_of(db)
    draft = file.with_name(f"{file.name}.restoring")
    draft.unlink(missing_ok=True)
    try:
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        shutil.copyfile(backup.file, draft)
        held = sound(draft, say)
        if held.sha256 != backup.manifest.contents:
            raise UpkeepError(_("La copie ne contient pas ce que dit le relevé."))
        copies.sync(draft)
        alone(db)
        if file.exists():
            _same_owner(file, draft)
        for (
            suffix
        ) in BESIDE:  # of a database that is no longer: they would be taken for its own
            file.with_name(file.name + suffix).unlink(missing_ok=True)
        draft.replace(file)
        copies.sync(file.parent)
    finally:
        draft.unlink(missing_ok=True)
    return held


def _same_owner(former: Path, draft: Path) -> None:
    """The server must still be able to open what an administrator restores."""
    was = former.stat()
    draft.chmod(was.st_mode & 0o777)
    if hasattr(os, "chown") and os.geteuid() == 0:
        os.chown(draft, was.st_uid, was.st_gid)


def set_aside(db: Database, now: datetime) -> Path | None:
    """Move a file that SQLite cannot read out of the way; None when it can read it."""
    file = file_of(db)
    try:
        with closing(sqlite3.connect(file, timeout=WAIT_S)) as connection:
            if connection.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",):
                return None
    except sqlite3.OperationalError as error:
        raise _in_use() from error
    except sqlite3.DatabaseError:
        pass  # not a database any more
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    aside = file.with_name(f"{file.name}.damaged-{stamp}")
    if aside.exists():
        raise UpkeepError(_("%(file)s existe déjà.", file=aside))
    db.dispose()
    for suffix in ("", *BESIDE):
        part = file.with_name(file.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix))
    return aside
