"""A person with a value found nowhere else in every declared column."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import JSON, Column, Table, insert, select, true, update

from palier.accounts import staff
from palier.models import TRAINER, Base
from palier.models.base import UtcDateTime
from palier.privacy.entry import Entry, Whose
from palier.privacy.register import REGISTER

BEGIN = datetime(1987, 3, 1, 4, 5, 6, tzinfo=UTC)  # no day of theirs
PASSWORD = "lampe-orage-violon-tuile"  # noqa: S105  # of this test alone
TABLES = Base.metadata.tables


@dataclass
class Planted:
    """Who she is, and what was planted: by (table, column), as text finds it again."""

    person_id: UUID
    values: dict[tuple[str, str], str] = field(default_factory=dict)
    mark: str = "zq"  # what her words begin with

    @property
    def ids(self) -> tuple[str, str]:
        """Her id, as texts and as SQLite write it."""
        return str(self.person_id), self.person_id.hex


class Planter:
    """Writes one row about a person into each table of the register."""

    def __init__(
        self, room: Any, person_id: UUID, about: UUID | None = None, mark: str = "zq"
    ) -> None:
        self.room, self.found = room, Planted(person_id, mark=mark)
        self.about, self.mark = about or person_id, mark  # whom what she writes is about
        self.numbers = count(41)
        self.keys: dict[str, dict[str, Any]] = {"person": {"id": person_id}}

    def plant(self) -> Planted:
        """All of it."""
        entries = {entry.table: entry for entry in REGISTER}
        with self.room.services.db.write() as session:
            for table in Base.metadata.sorted_tables:
                entry = entries.get(table.name)
                if entry is not None and not self._of_her_alone(entry):
                    self._row(session, table, entry)
        return self.found

    @property
    def writes(self) -> bool:
        """Whether it is about somebody else that she writes."""
        return self.about != self.found.person_id

    def _of_her_alone(self, entry: Entry) -> bool:
        """Rows of a learner that no member of staff writes."""
        return self.writes and entry.whose is Whose.LEARNER and not entry.by

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
        if column.name in entry.person and entry.whose is Whose.LEARNER:
            return self.about
        if column.name in {*entry.person, *entry.by}:
            return self.found.person_id
        if column.name == "school_id":
            return self.room.trainer.school_id
        for key in column.foreign_keys:
            other = key.column.table
            if other.name == "person":
                return self.about
            if other is column.table:
                return None  # it comes after none
            mine = self.keys.get(other.name)
            if mine:
                return mine[key.column.name]
            of = other.c.get("learner_id")
            where = true() if of is None or not self.writes else of == self.about
            return session.scalar(select(key.column).where(where).limit(1))
        return self._planted(column, entry)

    def _planted(self, column: Column[Any], entry: Entry) -> Any:
        if column.name == "disabled_at":
            return None  # she must come in to take her copy
        number = next(self.numbers)
        kind = datetime if isinstance(column.type, UtcDateTime) else column.type.python_type
        if column.name in entry.mentions:
            self._note(column, f"{self.mark}mot{number}")
            return {"mot": f"{self.mark}mot{number}", "by": str(self.found.person_id)}
        if isinstance(column.type, JSON):
            self._note(column, f"{self.mark}mot{number}")
            return {"mot": f"{self.mark}mot{number}"}
        if kind is str:
            return self._note(
                column, f"{self.mark}{number}"[: getattr(column.type, "length", None)]
            )
        if kind is bytes:
            return self._note(column, f"{self.mark}octets{number}").encode().ljust(32, b"z")
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


@pytest.fixture
def planted_staff(room: Any) -> Planted:
    """A trainer who wrote a row about a learner into each table, with all that staff have."""
    about = room.pupil("Léo")
    about.place()
    staff_id = staff.add_staff(
        room.services, room.trainer.school_id, TRAINER, "zs@ecole.example", "Claude", PASSWORD
    )
    return Planter(room, staff_id, about.actor.id, "zs").plant()
