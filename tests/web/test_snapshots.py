"""Weekly snapshots: written when a week is over, rebuilt from the log, kept as shown."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from palier.engine_time import week_of
from palier.models import LearnerState, LevelSnapshot, Site
from palier.practice import snapshots

FIRST, SECOND, THIRD = date(2026, 9, 14), date(2026, 9, 21), date(2026, 9, 28)


def sit(pupil: Any, right: bool = True) -> None:
    """A whole practice."""
    following = pupil.start("maths")
    while following is not None:
        following = pupil.answer(following, right).next_id


def kept(room: Any) -> dict[date, tuple[datetime, bytes]]:
    """The snapshots there are."""
    with room.services.db.read() as session:
        rows = session.scalars(select(LevelSnapshot).order_by(LevelSnapshot.week)).all()
        return {row.week: (row.at, row.levels) for row in rows}


def levels(room: Any) -> bytes:
    """The packed levels as they stand."""
    with room.services.db.read() as session:
        return bytes(session.scalars(select(LearnerState.levels)).one())


@pytest.fixture
def weeks(room: Any, ines: Any) -> dict[date, bytes]:
    """Three weeks of work of a learner placed in the first; the levels at the end of each."""
    ends = {}
    for week, right in ((FIRST, True), (SECOND, False), (THIRD, True)):
        sit(ines, right)
        ends[week] = levels(room)
        room.source.wait(7 * 86_400)
    return ends


def test_the_first_sitting_of_a_week_keeps_the_levels_of_the_last_one(
    room: Any, weeks: dict[date, bytes]
) -> None:
    found = kept(room)
    assert list(found) == [FIRST, SECOND]  # the third is not over, or nobody has come since
    assert {week: data for week, (_at, data) in found.items()} == {
        week: weeks[week] for week in (FIRST, SECOND)
    }


def test_the_command_adds_what_is_missing_and_rebuilding_gives_the_same_bytes(
    room: Any, ines: Any, weeks: dict[date, bytes]
) -> None:
    services, now, who = room.services, room.source.now(), ines.actor.id
    with services.db.write() as session:
        assert snapshots.fill(session, who, now) == 1
        assert snapshots.fill(session, who, now) == 0
    whole = kept(room)
    assert {week: data for week, (_at, data) in whole.items()} == weeks
    with services.db.write() as session:
        assert snapshots.rebuild(session, who, now) == 3
    assert kept(room) == whole
    with services.db.write() as session:
        stale = delete(LevelSnapshot).where(LevelSnapshot.week == SECOND)
        session.execute(stale)
        assert snapshots.fill(session, who, now) == 1
        assert snapshots.different(session, who) == []
    assert kept(room) == whole


def test_a_snapshot_that_is_not_of_the_log_is_found(
    room: Any, ines: Any, weeks: dict[date, bytes]
) -> None:
    with room.services.db.write() as session:
        session.execute(
            update(LevelSnapshot).where(LevelSnapshot.week == FIRST).values(levels=weeks[THIRD])
        )
        assert snapshots.different(session, ines.actor.id) == [FIRST]


def test_weeks_since_an_instant_alone_are_computed_again(
    room: Any, ines: Any, weeks: dict[date, bytes]
) -> None:
    shown = weeks[THIRD]
    with room.services.db.write() as session:
        session.execute(update(LevelSnapshot).values(levels=shown))
        since = datetime(2026, 9, 23, tzinfo=UTC)
        assert snapshots.rebuild(session, ines.actor.id, room.source.now(), since) == 2
    found = {week: data for week, (_at, data) in kept(room).items()}
    assert found == {**weeks, FIRST: shown}


def test_a_week_begins_on_the_sites_own_monday(room: Any, ines: Any) -> None:
    """Sunday 23:30 in Paris is Monday 9:30 in Nouméa: another week."""
    sunday_evening = datetime(2026, 9, 20, 21, 30, tzinfo=UTC)
    assert week_of(sunday_evening, "Europe/Paris") == FIRST
    assert week_of(sunday_evening, "Pacific/Noumea") == SECOND
    with room.services.db.write() as session:
        session.execute(update(Site).values(timezone="Pacific/Noumea"))
    room.source.set(sunday_evening)
    sit(ines)
    room.source.set(sunday_evening + timedelta(days=7))
    sit(ines)
    assert list(kept(room)) == [FIRST, SECOND]


def test_a_week_begun_in_a_sitting_left_open_is_kept_at_the_next_start(
    room: Any, ines: Any
) -> None:
    """Going on with last week's sitting starts none: nobody closes that week then."""
    following = ines.start("maths")
    ends = {}
    for week in (FIRST, SECOND):
        following = ines.answer(following).next_id
        ends[week] = levels(room)
        room.source.wait(7 * 86_400)
    assert kept(room) == {}
    while following is not None:
        following = ines.answer(following).next_id
    room.source.wait(7 * 86_400)
    last = levels(room)
    ines.start("maths")
    found = {week: data for week, (_at, data) in kept(room).items()}
    assert found == {**ends, THIRD: last}
