"""What is missing before learners can work."""

from __future__ import annotations

import sqlite3
from functools import cache

from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from palier import schema
from palier.app import Services
from palier.models import Release

_revision = cache(schema.head)  # of this program: it does not change while it runs


def lacking(known: Services) -> str | None:
    """What is missing: database, schema or catalogue; None when all is there."""
    if schema.absent(known.db):
        return "database"
    try:
        with known.db.read() as session:
            session.execute(text("SELECT 1"))
    except (DBAPIError, sqlite3.Error):
        return "database"
    try:
        with known.db.read() as session:
            found = session.execute(text("SELECT version_num FROM alembic_version")).scalar()
            if found != _revision():
                return "schema"
            return None if session.scalar(select(func.max(Release.id))) else "catalogue"
    except DBAPIError:
        return "schema"
