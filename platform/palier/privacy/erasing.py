"""Erasing a person: every table of the register, in one transaction, and not half."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import (
    JSON,
    ColumnElement,
    Table,
    Text,
    cast,
    delete,
    func,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.orm import Session

from palier.accounts import locks
from palier.db import Database
from palier.models import AuditEvent, Base, Erasure, ImportDraft, LearnerState, Person
from palier.privacy import ledger, tallies
from palier.privacy.entry import Entry, Erased
from palier.privacy.register import REGISTER
from palier.upkeep import Say, silent

# In the place of an erased person's id where it says who did something: inside a text, and in a
# column that refers to no table (empty there, it was the platform itself).
NOBODY = UUID(int=0)
AGAIN = "person.erased_again"
_ENTRIES = {entry.table: entry for entry in REGISTER}
Json = JSON(none_as_null=True)

MERGED = "learner.merged"  # an audit line of the kept record, with the other one's id


def erase(
    session: Session, person_id: UUID, now: datetime, folder: Path, trace: AuditEvent
) -> bool:
    """Erase a person, in the caller's transaction; whether there was one.

    The line of the ledger is on the disk before anything is: stopped in between, she is
    erased by the next restore, as was asked. Raises UpkeepError when it cannot be written.
    """
    locks.hold(session, person_id.bytes)
    # As an answer takes them, so that neither waits for the other for ever.
    state = select(LearnerState.seq).where(LearnerState.learner_id == person_id)
    session.execute(state.with_for_update())
    person = session.scalar(select(Person).where(Person.id == person_id).with_for_update())
    if person is None:
        return False
    today, school_id = now.date(), person.school_id
    tallies.keep(session, person_id)
    gone = {ledger.digest(one): today for one in (person_id, *_merged(session, person_id))}
    _forget_drafts(session, person)
    session.expunge_all()
    for table in reversed(Base.metadata.sorted_tables):
        if (entry := _ENTRIES.get(table.name)) is not None:
            _erase_from(session, table, entry, person_id)
            if entry.of_many:
                session.execute(delete(table).where(table.c.school_id == school_id))
    for digest in gone:
        session.merge(Erasure(digest=digest, erased_on=today))
    session.add(trace)
    session.flush()
    ledger.write(folder, gone)
    return True


def _merged(session: Session, person_id: UUID) -> list[UUID]:
    """The ids of records that were merged into hers: a backup of before has them still."""
    lines = session.scalars(
        select(AuditEvent.detail).where(
            AuditEvent.subject_id == person_id, AuditEvent.action == MERGED
        )
    )
    return [UUID(detail["merged"]) for detail in lines]


def of_person(table: Table, entry: Entry, person_id: UUID) -> ColumnElement[bool] | None:
    """The rows of a table that are about a person; None for a table where nobody is."""
    if entry.through:
        key = next(k for k in table.foreign_keys if k.column.table.name == entry.through)
        other = key.column.table
        inner = of_person(other, _ENTRIES[entry.through], person_id)
        return None if inner is None else key.parent.in_(select(key.column).where(inner))
    if not entry.person:
        return None
    return or_(*(table.c[name] == person_id for name in entry.person))


def _erase_from(session: Session, table: Table, entry: Entry, person_id: UUID) -> None:
    hers = of_person(table, entry, person_id)
    if hers is not None and entry.erased is Erased.DELETED:
        session.execute(delete(table).where(hers))
    elif hers is not None and entry.erased is Erased.UNLINKED:
        if entry.cleared:
            nothing: dict[str, object] = {name: {} for name in entry.cleared}
            session.execute(update(table).where(hers).values(nothing))
        for name in entry.person:
            _empty(session, table, name, person_id)
    for name in entry.by:
        _empty(session, table, name, person_id, instead=NOBODY)
    for name in entry.mentions:
        _unname(session, table, name, person_id)


def _empty(
    session: Session, table: Table, name: str, person_id: UUID, instead: UUID | None = None
) -> None:
    column = table.c[name]
    value = None if column.foreign_keys else instead
    session.execute(update(table).where(column == person_id).values({name: value}))


def _unname(session: Session, table: Table, name: str, person_id: UUID) -> None:
    """Put nobody's id in the place of hers, wherever a JSON column says it."""
    text = cast(table.c[name], Text)
    without = func.replace(text, str(person_id), str(NOBODY))
    sqlite = session.get_bind().dialect.name == "sqlite"
    value = type_coerce(without, Json) if sqlite else cast(without, JSON)
    session.execute(update(table).where(text.contains(str(person_id))).values({name: value}))


def _forget_drafts(session: Session, person: Person) -> None:
    """Files of her school that were read and name her: they can be sent again."""
    query = select(ImportDraft).where(ImportDraft.school_id == person.school_id)
    names = {n.casefold() for n in (person.first_name, person.login_name, person.email) if n}
    for draft in session.scalars(query):
        said = str([draft.rows, draft.file_name]).casefold()
        if any(name in said for name in names):
            session.execute(delete(ImportDraft).where(ImportDraft.id == draft.id))


@dataclass(frozen=True)
class Found:
    """Somebody to erase."""

    id: UUID
    school_id: int
    name: str


def find(db: Database, who: str) -> Found | None:
    """The person of this name to enter by, address or id."""
    named = (Person.login_name == who) | (Person.email == who.lower())
    with suppress(ValueError):
        named |= Person.id == UUID(who)
    with db.read() as session:
        person = session.scalars(select(Person).where(named)).one_or_none()
        return Found(person.id, person.school_id, person.first_name) if person else None


def again(db: Database, folder: Path, now: datetime, say: Say = silent) -> int:
    """Erase those whom the ledger names and a backup brought back. How many there were."""
    complete(db, folder)
    with db.read() as session:
        known = ledger.of_table(session)
        people = session.execute(select(Person.id, Person.school_id)).all()
    back = [(one, school) for one, school in people if ledger.digest(one) in known]
    for person_id, school_id in back:
        with db.write() as session:
            trace = AuditEvent(school_id=school_id, at=now, action=AGAIN, detail={})
            erase(session, person_id, now, folder, trace)
    if back:
        clean(db)
    return len(back)


def complete(db: Database, folder: Path) -> None:
    """Have the table and the file say the same."""
    lines = ledger.of_file(folder)
    with db.read() as session:
        kept = ledger.of_table(session)
    ledger.write(folder, kept)
    with db.write() as session:
        for digest, day in lines.items():
            if digest not in kept:
                session.add(Erasure(digest=digest, erased_on=day))


def clean(db: Database) -> bool:
    """Leave no trace of what was deleted in the file of SQLite: whether it could be done now.

    Its free pages and its log still hold it; PostgreSQL's own vacuum clears its tables. While
    others read or write all the time it cannot: what was erased is erased, its traces go with
    the next cleaning.
    """
    if db.engine.dialect.name != "sqlite":
        return True
    try:
        with closing(db.engine.raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute("VACUUM")
            (busy, *_pages) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            cursor.close()
    except sqlite3.OperationalError:
        return False
    return not busy
