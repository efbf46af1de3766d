"""What has been kept for as long as a school said: shown, then deleted.

The durations are those of the register: of the settings of the school, or the same everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Table, delete, func, select
from sqlalchemy.orm import Session

from palier.accounts import locks
from palier.db import Database
from palier.i18n import _
from palier.models import AuditEvent, Base, Departure, Enrolment, Person, School
from palier.people.learners import months_later
from palier.people.settings import Settings, of_school
from palier.privacy import erasing
from palier.privacy.entry import Entry, Kept
from palier.privacy.register import REGISTER
from palier.upkeep import Say, silent

OVER = "person.retention"  # in the journal: erased because her time is over
FIXED_MONTHS = {Kept.MONTH: 1, Kept.YEAR: 12}


@dataclass(frozen=True)
class Due:
    """What is to go in one school: whose time is over, and rows of a table older than a day."""

    school_id: int
    school: str
    people: tuple[tuple[UUID, date], ...]  # id, the day she left
    staff: tuple[tuple[UUID, date], ...]  # id, the day the account was closed
    rows: tuple[tuple[str, date, int], ...]  # table, before which day or instant, how many


def due(db: Database, now: datetime) -> tuple[Due, ...]:
    """What is to go, school by school, by each one's settings."""
    with db.read() as session:
        schools = session.execute(select(School.id, School.name).order_by(School.id)).all()
        return tuple(_of_school(session, key, name, now) for key, name in schools)


def _of_school(session: Session, school_id: int, school: str, now: datetime) -> Due:
    mine, today = of_school(session, school_id), now.astimezone(UTC).date()
    rows: list[tuple[str, date, int]] = []
    for entry in REGISTER:
        ends_now = entry.kept is Kept.WHILE_ON
        before = now if ends_now else cutoff(entry.kept, mine, today)
        if before is None or not entry.since:
            continue
        table = Base.metadata.tables[entry.table]
        query = select(func.count()).select_from(table)
        count = session.scalar(query.where(*_older(table, entry, school_id, before))) or 0
        if count:
            rows.append((entry.table, before, count))
    left = months_before(today, mine.keep_departed)
    return Due(
        school_id,
        school,
        _gone(session, school_id, left),
        _closed(session, school_id, left),
        tuple(rows),
    )


def said(one: Due) -> list[str]:
    """The same in words, naming nobody."""
    lines = []
    if one.people:
        oldest, newest = one.people[0][1], one.people[-1][1]
        lines.append(
            _(
                "Stagiaires partis depuis assez longtemps : %(count)d "
                "(du %(oldest)s au %(newest)s)",
                count=len(one.people),
                oldest=oldest.isoformat(),
                newest=newest.isoformat(),
            )
        )
    if one.staff:
        lines.append(
            _(
                "Comptes de l’équipe fermés depuis assez longtemps : %(count)d "
                "(du %(oldest)s au %(newest)s)",
                count=len(one.staff),
                oldest=one.staff[0][1].isoformat(),
                newest=one.staff[-1][1].isoformat(),
            )
        )
    words = {entry.table: _(entry.data) for entry in REGISTER}
    for table, before, count in one.rows:
        what, day = words[table], before.isoformat()[:10]
        lines.append(
            _("%(what)s : %(count)d, avant le %(day)s", what=what, count=count, day=day)
        )
    return lines or [_("Rien n’est gardé trop longtemps.")]


def cutoff(kept: Kept, mine: Settings, today: date) -> date | None:
    """The first day whose rows stay today; None for what goes with the person, or never, and
    for what ends at an instant of its own."""
    if kept is Kept.A_DAY:
        return today - timedelta(days=1)
    if kept in (Kept.DEPARTED, Kept.REPLACED, Kept.WHILE_ON):
        return None
    return months_before(today, FIXED_MONTHS.get(kept) or getattr(mine, kept.value))


def months_before(today: date, months: int) -> date:
    """The first day of which some months are not over today: what came before it goes."""
    index = today.year * 12 + today.month - 1 - months
    day = date(index // 12, index % 12 + 1, 1) + timedelta(days=31)
    while months_later(day - timedelta(days=1), months) >= today:
        day -= timedelta(days=1)
    return day


def _older(
    table: Table, entry: Entry, school_id: int, before: date
) -> tuple[ColumnElement[bool], ...]:
    column = table.c[entry.since]
    is_day = isinstance(column.type, Date)
    at = before if isinstance(before, datetime) else datetime.combine(before, time(), UTC)
    bound = before if is_day else at
    return table.c.school_id == school_id, column < bound


def _closed(session: Session, school_id: int, before: date) -> tuple[tuple[UUID, date], ...]:
    """Members of staff whose account was closed before a day, and on which."""
    query = select(Person.id, Person.disabled_at).where(
        Person.school_id == school_id,
        Person.login_name.is_(None),
        Person.disabled_at < datetime.combine(before, time(), UTC),
    )
    found = [(one, at.date()) for one, at in session.execute(query) if at]
    return tuple(sorted(found, key=lambda f: f[1]))


def _gone(session: Session, school_id: int, before: date) -> tuple[tuple[UUID, date], ...]:
    """Learners who left for good before a day, and the day they did."""
    here = select(Enrolment.learner_id).where(Enrolment.left_at.is_(None))
    ended = func.max(Enrolment.left_at)
    left = (
        select(Departure.learner_id, func.max(Departure.left_on).label("on"))
        .where(Departure.returned_at.is_(None))
        .group_by(Departure.learner_id)
        .subquery()
    )
    query = (
        select(Enrolment.learner_id, ended, left.c.on)
        .outerjoin(left, left.c.learner_id == Enrolment.learner_id)
        .where(Enrolment.school_id == school_id, Enrolment.learner_id.not_in(here))
        .group_by(Enrolment.learner_id, left.c.on)
    )
    found = [(one, on or ended.date()) for one, ended, on in session.execute(query)]
    return tuple(sorted((f for f in found if f[1] < before), key=lambda f: f[1]))


def apply(
    db: Database, found: tuple[Due, ...], folder: Path, now: datetime, say: Say = silent
) -> int:
    """Delete what is due; how many persons and rows went. Stopped, it is to be run again."""
    count = 0
    for one in found:
        for person_id, _left in (*one.people, *one.staff):
            with db.write() as session:
                count += _erase(session, one, person_id, folder, now)
            db.breathe()
        if one.people or one.staff:
            say(f"{one.school} : {len(one.people) + len(one.staff)}")
        for name, before, _rows in one.rows:
            count += _delete(db, one.school_id, name, before)
    erasing.clean(db)  # also what an erasure could not, while people worked
    return count


def _erase(session: Session, one: Due, person_id: UUID, folder: Path, now: datetime) -> bool:
    """Unless she came back meanwhile."""
    back = select(Enrolment.id).where(
        Enrolment.learner_id == person_id, Enrolment.left_at.is_(None)
    )
    open_again = select(Person.id).where(
        Person.id == person_id, Person.login_name.is_(None), Person.disabled_at.is_(None)
    )
    locks.hold(session, person_id.bytes)  # as a return does
    if session.scalar(back.limit(1)) is not None or session.scalar(open_again) is not None:
        return False
    trace = AuditEvent(school_id=one.school_id, at=now, action=OVER, detail={})
    return erasing.erase(session, person_id, now, folder, trace)


def _delete(db: Database, school_id: int, name: str, before: date) -> int:
    entry = next(entry for entry in REGISTER if entry.table == name)
    table = Base.metadata.tables[name]
    with db.write() as session:
        query = delete(table).where(*_older(table, entry, school_id, before))
        return session.connection().execute(query).rowcount
