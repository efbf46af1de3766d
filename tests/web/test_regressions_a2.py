"""Faults found by attacking the second version: each test is named after what went wrong."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from palier.authoring import answers
from palier.clock import SystemSource
from palier.models import AuditEvent, ExerciseServed, LevelSnapshot, Site, VerdictRow
from palier.practice import corrections, service, snapshots
from palier.practice.commands import snapshot
from palier.practice.regrade import NotComparable
from palier.trainer import queries

SUNDAY_LATE = datetime(2026, 9, 20, 23, 30, tzinfo=UTC)  # Monday 21 in Paris already
FIRST, SECOND = date(2026, 9, 14), date(2026, 9, 21)


# Days are those of the site


def test_a_notice_gives_the_day_of_the_site(room: Any, ines: Any) -> None:
    """A sitting begun on Monday at 1:30 was said to be of Sunday."""
    room.source.set(SUNDAY_LATE)
    room.void(ines, ines.sit())
    assert "La séance du 21 septembre a été retirée" in ines.browser().get("/accueil").text


def test_a_revised_correction_gives_the_day_of_the_site(room: Any, ines: Any) -> None:
    served_id = ines.start()
    ines.answer(served_id)
    room.source.set(SUNDAY_LATE)
    with room.services.db.write() as session:
        kept = session.scalars(
            select(VerdictRow).where(VerdictRow.served_id == served_id)
        ).one()
        session.add(
            VerdictRow(
                school_id=kept.school_id,
                served_id=served_id,
                number=2,
                score=kept.score,
                detail=kept.detail,
                grader=kept.grader,
                at=room.source.now(),
            )
        )
    page = ines.browser().get(f"/exercice/{served_id}").text
    assert "Cette correction a été revue le 21 septembre" in page


def test_answers_that_are_left_give_the_day_of_their_site(room: Any, ines: Any) -> None:
    served_id = ines.start()
    with room.services.db.write() as session:
        session.execute(update(Site).values(timezone="Pacific/Noumea"))
    left = NotComparable(served_id, SUNDAY_LATE, "12")
    (shown,) = answers._on_local_clocks(room.services, [left])
    assert (shown.at.day, shown.at.hour) == (21, 10)
    assert answers._on_local_clocks(room.services, []) == ()


# Answers that do not count


def test_whoever_has_nothing_that_counts_has_no_last_activity(room: Any) -> None:
    """Her only sitting taken back, the date of it stayed as that of her last activity."""
    pupil = room.pupil("Inès")
    first = service.start_placement(room.services, pupil.actor, "maths")
    assert first is not None
    pupil.answer(first)
    sitting_id = pupil.served(first).sitting_id
    trainer = room.browser(room.trainer.id)

    def seen() -> tuple[Any, ...]:
        with room.services.db.read() as session:
            since = datetime(2026, 9, 1, tzinfo=UTC)
            (row,) = queries.groups(session, room.trainer, since)
            (line,) = queries.learners(session, room.group_id)
            alone, _group = queries.learner(session, room.trainer, pupil.actor.id)
        return row[1:], line.last_answer, alone.last_answer

    at = seen()[1]
    assert at is not None
    assert seen() == ((1, 1, at), at, at)
    room.void(pupil, sitting_id)
    assert seen() == ((1, 0, None), None, None)
    assert "pas commencé" in trainer.get(f"/groupes/{room.group_id}?domaine=maths").text
    room.restore(pupil, sitting_id)
    assert seen() == ((1, 1, at), at, at)


def seen_at(browser: Any, path: str) -> str:
    """A page, without what differs each time it is asked for."""
    return re.sub(r'name="csrf_token" value="[^"]+"', "", browser.get(path).text)


def test_a_cell_shows_an_answer_that_was_taken_back_and_counts_it_no_more(
    room: Any, ines: Any
) -> None:
    served_id = ines.start()
    shown = ines.served(served_id)
    following = served_id
    while following is not None:
        following = ines.answer(following).next_id
    trainer = room.browser(room.trainer.id)
    cell = f"/stagiaires/{ines.actor.id}/competences/{shown.skill}"
    the_map = f"/groupes/{room.group_id}?domaine={shown.skill.split('.')[0]}"
    before, drawn = seen_at(trainer, cell), seen_at(trainer, the_map)
    assert "non comptée" not in before
    room.void(ines, shown.sitting_id)
    after = seen_at(trainer, cell)
    assert f"/reponses/{served_id}" in after
    assert "non comptée" in after
    assert seen_at(trainer, the_map) != drawn
    room.restore(ines, shown.sitting_id)
    assert seen_at(trainer, cell) == before
    assert seen_at(trainer, the_map) == drawn


def test_a_cell_shows_all_its_answers_beside_a_skill_of_a_longer_name(
    room: Any, ines: Any
) -> None:
    """Answers were cut to the newest hundred before those of another skill were set aside."""
    served_id = ines.start()
    ines.answer(served_id)
    skill = ines.served(served_id).skill
    ines.answer(following := ines.serve("mcq"))
    with room.services.db.write() as session:
        one = session.get_one(ExerciseServed, following)
        one.skill = f"{skill}-suite"
    with room.services.db.read() as session:
        found = queries.answers_of(session, ines.actor.id, skill, 100)
        domain = queries.answers_of(session, ines.actor.id, f"{skill.split('.')[0]}.", 100)
        assert queries.count_answers(session, ines.actor.id, skill)[0] == len(found)
    assert {row.skill for row in found} == {skill}
    assert {f"{skill}-suite", skill} <= {row.skill for row in domain}


# Weeks that were shown


def test_the_weekly_command_waits_for_a_correction_under_way(
    postgresql_room: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It kept for ever, as the week's levels, those of a sitting that was being taken back."""
    room, pupil = postgresql_room, postgresql_room.pupil("Inès")
    first = service.start_placement(room.services, pupil.actor, "maths")
    assert first is not None
    pupil.answer(first)
    sitting_id = pupil.served(first).sitting_id
    monkeypatch.setenv("PALIER_DATABASE_URL", room.services.config.database_url)
    later = room.source.now() + timedelta(days=14)
    monkeypatch.setattr(SystemSource, "now", lambda _self: later)
    with ThreadPoolExecutor(1) as other:
        with room.services.db.write() as session:
            who = (pupil.actor.id, sitting_id, room.trainer.id)
            corrections.void(room.services, session, *who, "Ce n’était pas elle.")
            done = other.submit(CliRunner().invoke, snapshot)
            with pytest.raises(TimeoutError):
                done.result(timeout=1.5)
        assert done.result(timeout=30).exit_code == 0
    assert room.count(LevelSnapshot) == 0


def test_every_week_that_a_correction_replaces_stays_in_the_trace(room: Any, ines: Any) -> None:
    """A sitting begun on Sunday and answered on Monday: Sunday's week was computed again, and
    what it had shown was written nowhere."""
    room.source.set(datetime(2026, 9, 20, 20, 0, tzinfo=UTC))
    following = ines.start()
    sitting_id = ines.served(following).sitting_id
    room.source.wait(86_400)
    ines.answer(following)
    room.source.wait(7 * 86_400)
    with room.services.db.write() as session:
        assert snapshots.fill(session, ines.actor.id, room.source.now()) == 2
        shown = dict(session.execute(select(LevelSnapshot.week, LevelSnapshot.levels)).all())
    room.void(ines, sitting_id)
    with room.services.db.read() as session:
        traced = session.scalars(
            select(AuditEvent.detail).where(AuditEvent.action == "sitting.voided")
        ).one()["weeks"]
        left = dict(session.execute(select(LevelSnapshot.week, LevelSnapshot.levels)).all())
    assert sorted(traced) == [FIRST.isoformat(), SECOND.isoformat()]
    assert left == {FIRST: shown[FIRST]}  # nothing of hers went on that Sunday
    room.restore(ines, sitting_id)
    with room.services.db.read() as session:
        assert session.scalars(select(LevelSnapshot.week)).all() == [FIRST, SECOND]
        assert snapshots.different(session, ines.actor.id) == []
    assert room.differences() == []
