"""A person with a value found nowhere else in every declared column."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import JSON, Column, Table, insert, select, update

from palier.models import Base
from palier.models.base import UtcDateTime
from palier.privacy.entry import Entry
from palier.privacy.register import REGISTER

BEGIN = datetime(1987, 3, 1, 4, 5, 6, tzinfo=UTC)  # no day of theirs
TABLES = Base.metadata.tables


@dataclass
class Planted:
    """Who she is, and what was planted: by (table, column), as text finds it again."""

    person_id: UUID
    values: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def ids(self) -> tuple[str, str]:
        """Her id, as texts and as SQLite write it."""
        return str(self.person_id), self.person_id.hex


class Planter:
    """Writes one row about a person into each table of the register."""

    def __init__(self, room: Any, person_id: UUID) -> None:
        self.room, self.found = room, Planted(person_id)
        self.numbers = count(41)
        self.keys: dict[str, dict[str, Any]] = {"person": {"id": person_id}}

    def plant(self) -> Planted:
        """All of it."""
        entries = {entry.table: entry for entry in REGISTER}
        with self.room.services.db.write() as session:
            for table in Base.metadata.sorted_tables:
                entry = entries.get(table.name)
                if entry is not None:
                    self._row(session, table, entry)
        return self.found

    def _row(self, session: Any, table: Table, entry: Entry) -> None:
        row = {}
        for column in table.columns:
            value = self._value(session, column, entry)
            if value is not None:
                row[column.name] = value
        where = [
            column == row[column.name] for column in table.primary_key if column.name in row
        ]
        there = where and session.execute(select(table).where(*where)).first()
        if there:  # the person herself, the settings of the school
            session.execute(update(table).where(*where).values(row))
        else:
            key = session.execute(insert(table).values(row)).inserted_primary_key
            names = [column.name for column in table.primary_key]
            row |= dict(zip(names, key, strict=True))
        self.keys.setdefault(table.name, {}).update(row)

    def _value(self, session: Any, column: Column[Any], entry: Entry) -> Any:
        if column.name in {*entry.person, *entry.by}:
            return self.found.person_id
        if column.name == "school_id":
            return self.room.trainer.school_id
        for key in column.foreign_keys:
            other = key.column.table
            mine = self.keys.get(other.name)
            return (
                mine[key.column.name] if mine else session.scalar(select(key.column).limit(1))
            )
        return self._planted(column, entry)

    def _planted(self, column: Column[Any], entry: Entry) -> Any:
        if column.name == "disabled_at":
            return None  # she must come in to take her copy
        number = next(self.numbers)
        kind = datetime if isinstance(column.type, UtcDateTime) else column.type.python_type
        if column.name in entry.mentions:
            self._note(column, f"zqmot{number}")
            return {"mot": f"zqmot{number}", "by": str(self.found.person_id)}
        if isinstance(column.type, JSON):
            self._note(column, f"zqmot{number}")
            return {"mot": f"zqmot{number}"}
        if kind is str:
            return self._note(column, f"zq{number}"[: getattr(column.type, "length", None)])
        if kind is bytes:
            return self._note(column, f"zqoctets{number}").encode().ljust(32, b"z")
        if kind is datetime:
            at = BEGIN + timedelta(days=number, hours=number % 24)
            if column.name == "expires_at":
                at = at.replace(year=2087)  # one that is over goes when another begins
            self._note(column, f"{at:%Y-%m-%d}")
            return at
        if kind is date:
            day = (BEGIN + timedelta(days=100)).date()  # periods end on the day they begin
            self._note(column, str(day))
            return day
        if kind is UUID:
            return self.room.source.new_id()
        if column.primary_key and kind is int and column.name == "id":
            return None
        return True if kind is bool else number

    def _note(self, column: Column[Any], text: str) -> str:
        self.found.values[column.table.name, column.name] = text
        return text


@pytest.fixture
def planted(room: Any) -> Planted:
    """A learner of the class who is also, for good measure, everybody who wrote about her."""
    pupil = room.pupil("Inès")
    return Planter(room, pupil.actor.id).plant()
