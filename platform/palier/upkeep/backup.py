"""Backups: made while people work, restored only when proved."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path
from types import ModuleType

import psycopg
from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError

from palier import schema
from palier.db import Database
from palier.i18n import _
from palier.upkeep import Say, UpkeepError, copies, postgresql, sqlite
from palier.upkeep.contents import REVISIONS, Contents, contents
from palier.upkeep.copies import Backup


def kind_of(db: Database) -> str:
    """sqlite or postgresql."""
    return db.engine.dialect.name


def _means(db: Database) -> ModuleType:
    return sqlite if kind_of(db) == "sqlite" else postgresql


def alone(db: Database) -> None:
    """Raise UpkeepError while another process has the database open."""
    _means(db).alone(db)


def held_by(db: Database) -> Contents:
    """What the database holds now."""
    with db.engine.connect() as connection:
        return contents(connection)


def back_up(db: Database, folder: Path, now: datetime, say: Say) -> Backup:
    """Copy the database into a folder; what could not be finished leaves nothing behind."""
    if schema.fit(db) is schema.Fit.EMPTY:
        raise UpkeepError(_("La base de données est vide ou absente : rien à sauvegarder."))
    kind = kind_of(db)
    part = copies.begin(folder, kind, now)
    say(_("Copie de la base de données…"))
    try:
        held = _means(db).dump(db, part, say)
        return copies.keep(part, kind, now, held)
    except (sqlite3.Error, psycopg.Error) as error:
        raise UpkeepError(_("La copie ne s’est pas faite. %(why)s", why=_why(error))) from error
    finally:
        for left in (part, *part.parent.glob(f"{part.name}-*")):
            left.unlink(missing_ok=True)


def restore(
    db: Database, backup: Backup, folder: Path, now: datetime, replace: bool, say: Say
) -> Backup | Path | None:
    """Put a backup in the database's place; on failure, what was there still is.

    Gives where what was there before is kept: its own backup, or the file that could not be
    read any more. Raises UpkeepError when there is something and ``replace`` is not given.
    """
    if backup.manifest.database != kind_of(db):
        raise UpkeepError(
            _(
                "Cette sauvegarde est de %(one)s, la base de données est de %(other)s.",
                one=backup.manifest.database,
                other=kind_of(db),
            )
        )
    if not schema.knows(backup.manifest.revision):
        raise UpkeepError(
            _(
                "Cette sauvegarde vient d’une version plus récente de Palier. "
                "Installez cette version, puis recommencez."
            )
        )
    former: Backup | Path | None = None
    if kind_of(db) == "sqlite" and sqlite.file_of(db).exists():
        former = _damaged(db, now, replace)
    if former is None and _filled(db):
        if not replace:
            raise _not_empty()
        alone(db)
        say(_("Ce qui s’y trouve est d’abord sauvegardé."))
        former = back_up(db, folder, now, say)
    put_back(db, backup, say)
    return former


def put_back(db: Database, backup: Backup, say: Say) -> Contents:
    """Restore, without asking and without keeping what was there."""
    say(_("Remise en place de %(name)s…", name=backup.file.name))
    try:
        held: Contents = _means(db).load(db, backup, say)
    except (sqlite3.Error, psycopg.Error, DBAPIError, OSError) as error:
        raise UpkeepError(
            _(
                "La sauvegarde n’a pas pu être remise en place. %(why)s "
                "La base de données est comme avant.",
                why=_why(error),
            )
        ) from error
    return held


def _damaged(db: Database, now: datetime, replace: bool) -> Path | None:
    if not replace:
        return None
    return sqlite.set_aside(db, now)


def _filled(db: Database) -> bool:
    """Whether there is something to lose. A database of another program is never touched."""
    if schema.absent(db):
        return False
    with db.engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        if tables and REVISIONS not in tables:
            raise UpkeepError(
                _("Cette base de données n’est pas de Palier. Rien n’y est touché.")
            )
        return contents(connection).rows > 0


def _not_empty() -> UpkeepError:
    return UpkeepError(
        _(
            "La base de données n’est pas vide. Pour mettre la sauvegarde à sa place, "
            "ajoutez --replace : ce qui s’y trouve sera d’abord sauvegardé."
        )
    )


def _why(error: Exception) -> str:
    """The first line of the cause: the others may quote what a row holds."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    text = str(cause).strip() or type(cause).__name__
    return text.splitlines()[0].rstrip(".") + "."
