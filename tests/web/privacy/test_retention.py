"""What is kept too long goes, on its day and not before; what is not, stays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from palier.models import AccessLine, AuditEvent, Base, Departure, Enrolment, Person
from palier.people.learners import months_later
from palier.people.settings import RETENTION
from palier.privacy import retention
from palier.privacy.entry import Kept
from palier.privacy.register import REGISTER

DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))


@given(DAYS, st.integers(1, 120), st.integers(-40, 40))
def test_a_day_is_kept_for_its_months_and_no_longer(day: date, months: int, near: int) -> None:
    today = months_later(day, months) + timedelta(days=near)
    stays = day >= retention.months_before(today, months)
    assert stays == (months_later(day, months) >= today)


def test_each_duration_of_its_own_says_from_when_it_counts() -> None:
    for entry in REGISTER:
        table = Base.metadata.tables[entry.table]
        counted = entry.kept not in (Kept.DEPARTED, Kept.REPLACED)
        assert bool(entry.since) == counted, entry.table
        if counted:
            assert entry.since in table.columns
            assert "school_id" in table.columns
    assert {kept.value for kept in Kept} >= set(RETENTION)


def test_those_gone_for_long_go_and_so_do_old_lines(room: Any, tmp_path: Path) -> None:
    services, team = room.services, room.trainer
    gone, back, here = (room.pupil(name) for name in ("Inès", "Karim", "Zoé"))
    gone.place()
    left_at = room.source.now()
    with services.db.write() as session:
        for pupil in (gone, back):
            session.execute(
                update(Enrolment)
                .where(Enrolment.learner_id == pupil.actor.id)
                .values(left_at=left_at)
            )
            session.add(
                Departure(
                    school_id=team.school_id,
                    learner_id=pupil.actor.id,
                    group_id=room.group_id,
                    left_on=left_at.date(),
                    reason="fin",
                    destination="formation",
                    recorded_at=left_at,
                    followed={},
                )
            )
    room.source.set(datetime(2028, 9, 14, 12, 0, tzinfo=UTC))  # 24 months later, to the day
    with services.db.write() as session:
        session.add(
            AccessLine(
                school_id=team.school_id,
                learner_id=here.actor.id,
                what="learner",
                at=room.source.now() - timedelta(days=1),
            )
        )
    assert [one.people for one in retention.due(services.db, room.source.now())] == [()]
    room.source.wait(24 * 3600)
    found = retention.due(services.db, room.source.now())
    assert {one for one, _on in found[0].people} == {gone.actor.id, back.actor.id}
    assert "2" in retention.said(found[0])[0]
    with services.db.write() as session:  # she comes back after the list is made
        session.add(
            Enrolment(
                school_id=team.school_id,
                group_id=room.group_id,
                learner_id=back.actor.id,
                joined_at=room.source.now(),
            )
        )
    retention.apply(services.db, found, tmp_path, room.source.now())
    with services.db.read() as session:
        people = set(session.scalars(select(Person.id)))
        lines = session.scalars(select(AccessLine)).all()
        said = session.scalars(
            select(AuditEvent).where(AuditEvent.action == retention.OVER)
        ).all()
    assert gone.actor.id not in people
    assert {back.actor.id, here.actor.id, team.id} <= people
    assert len(lines) == 1, "of yesterday"
    assert [(one.subject_id, one.actor_id, one.detail) for one in said] == [(None, None, {})]
    room.source.wait(400 * 24 * 3600)
    later = retention.due(services.db, room.source.now())[0]
    assert later.people == ()
    assert any(table == "access_line" and count == 1 for table, _day, count in later.rows)
