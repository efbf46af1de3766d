"""Alembic's entry: run the migrations on the connection that palier.schema gives."""

from __future__ import annotations

from typing import Literal

from alembic import context
from sqlalchemy import Connection

from palier.models import Base
from palier.models.base import UtcDateTime


def _plain(_kind: str, value: object, _context: object) -> str | Literal[False]:
    """Migrations name the database's types, not ours: ours may change later."""
    return "sa.DateTime(timezone=True)" if isinstance(value, UtcDateTime) else False


def run(connection: Connection) -> None:
    """Run the wanted migrations; SQLite alters a table by making it anew."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=_plain,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
