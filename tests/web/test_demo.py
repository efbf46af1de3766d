"""The demonstration school: the same every time, at every stage, and never a real school."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copy
from typing import Any

import pytest

from palier import schema
from palier.accounts.staff import Impossible
from palier.config import Config, banks_folder
from palier.db import Database
from palier.demo import builder, people
from palier.demo.accounts import shown_accounts
from palier.demo.people import Stage
from palier.demo.timetable import school_day, timetable
from palier.practice.refold import verify

DAY = datetime(2026, 9, 16, tzinfo=UTC)
LEVELS = (0.0, 0.5, -0.5, 1.0)
SMALL: people.Sites = {
    "Reims": {
        "Groupe Un": (
            Stage("Inès", "B", LEVELS, since=3, until=2, rhythm=1, placed=("maths",), left=1),
            Stage("Maëva", "J", LEVELS, placed=()),
        )
    },
    "Châlons-en-Champagne": {
        "Groupe Deux": (Stage("Rayan", "T", LEVELS, placed=(), unfinished=3),)
    },
}
SALTED = {"words_hash", "password_hash"}  # a salt of the system's own, as it must be


def synchronous(db: Database) -> int:
    """How a connection of this database waits for the disk: 0 not at all, 2 fully."""
    with db.engine.connect() as connection:
        return int(connection.exec_driver_sql("PRAGMA synchronous").scalar_one())


def build_small(file: Path) -> tuple[builder.Built, set[int]]:
    """Build a few people; also what the disk was asked meanwhile."""
    db = Database(f"sqlite:///{file}")
    schema.upgrade(db)
    assert synchronous(db) == 2
    meanwhile: set[int] = set()

    def look(_done: int, _total: int, _at: datetime) -> None:
        meanwhile.add(synchronous(db))

    config = Config(database_url=db.url)
    built = builder.build(db, config, banks_folder(config), DAY, look, SMALL)
    assert synchronous(db) == 2, "the database is to be served as any other"
    db.dispose()
    return built, meanwhile


def contents(file: Path) -> dict[str, str]:
    """A digest of every table's rows, but for what is salted."""
    found = {}
    with closing(sqlite3.connect(file)) as db:
        tables = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
            kept = ", ".join(f'"{name}"' for name in columns if name not in SALTED)
            rows = db.execute(f"SELECT {kept} FROM {table} ORDER BY rowid")  # noqa: S608
            found[table] = hashlib.sha256(repr(rows.fetchall()).encode()).hexdigest()
    return found


def test_two_builds_of_a_day_are_the_same_and_wait_for_no_disk(tmp_path: Path) -> None:
    first, meanwhile = build_small(tmp_path / "one.db")
    second, _again = build_small(tmp_path / "two.db")
    assert first == second
    assert first.learners == 3
    assert first.answers >= 15
    assert meanwhile == {0}
    before = contents(tmp_path / "one.db")
    assert before == contents(tmp_path / "two.db")
    with pytest.raises(Impossible):  # there is a school already
        build_small(tmp_path / "one.db")
    assert contents(tmp_path / "one.db") == before


@pytest.mark.parametrize("weekday", range(7))
def test_everything_happens_on_school_days_before_today_in_order(weekday: int) -> None:
    today = DAY + timedelta(days=weekday)
    deeds = timetable(people.everyone(), today)
    assert [d.at for d in deeds] == sorted(d.at for d in deeds)
    assert max(d.at for d in deeds).date() == school_day(today, 1).date() < today.date()
    assert {d.at.weekday() for d in deeds} <= set(range(5))
    assert Counter(d.kind for d in deeds) == Counter(
        d.kind for d in timetable(people.everyone(), DAY)
    )


def test_nobody_does_anything_before_coming_nor_after_leaving() -> None:
    seen: dict[int, list[str]] = {}
    for deed in timetable(people.everyone(), DAY):
        seen.setdefault(deed.person, []).append(deed.kind)
    assert len(seen) == len(people.everyone())
    for person, kinds in seen.items():
        assert kinds.index("come") == 0, people.everyone()[person].name
        hers = [kind for kind in kinds if kind != "follow"]  # what the team notes later
        assert "leave" not in hers[:-1], people.everyone()[person].name


# The whole school


@pytest.fixture(scope="module")
def school(demo_school: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The whole school, to be asked in SQL."""
    file = tmp_path_factory.mktemp("school") / "demo.db"
    copy(demo_school, file)
    with closing(sqlite3.connect(file)) as connection:
        yield connection.execute
    file.unlink()


def one(row: Any) -> Any:
    """The value of a query for one."""
    return row.fetchone()[0]


@pytest.mark.timeout(600)  # the school is built first
def test_the_school_is_as_large_as_we_say(school: Any) -> None:
    counts = {
        table: one(school(f"SELECT count(*) FROM {table}"))  # noqa: S608  # names of ours
        for table in ("site", "learner_group", "enrolment", "answer")
    }
    assert counts["site"] == 2
    assert counts["learner_group"] == 4
    assert counts["enrolment"] == 40
    assert counts["answer"] >= 5_000
    weeks = "SELECT count(DISTINCT week) FROM level_snapshot"
    assert one(school(weeks)) >= 10


@pytest.mark.timeout(600)
def test_the_school_shows_every_stage(school: Any) -> None:
    people_with = {
        "nothing done": "SELECT count(*) FROM enrolment WHERE learner_id NOT IN "
        "(SELECT learner_id FROM sitting)",
        "a placement under way": "SELECT count(*) FROM sitting "
        "WHERE kind = 'placement' AND ended_at IS NULL",
        "a practice under way": "SELECT count(*) FROM sitting "
        "WHERE kind = 'practice' AND ended_at IS NULL",
        "left": "SELECT count(*) FROM enrolment WHERE left_at IS NOT NULL",
        "not seen for four weeks": "SELECT count(*) FROM learner_state "
        "WHERE updated_at < '2026-08-19'",
        "je ne sais pas encore": "SELECT count(*) FROM answer WHERE kind = 'unknown'",
        "a hint": "SELECT count(*) FROM answer WHERE help_used > 0",
        "right in part": "SELECT count(*) FROM verdict WHERE score > 0 AND score < 1",
        "acquis": "SELECT count(*) FROM skill_event WHERE kind = 'acquis'",
        "retenu": "SELECT count(*) FROM skill_event WHERE kind = 'retenu'",
    }
    assert [what for what, query in people_with.items() if one(school(query)) < 2] == []


@pytest.mark.timeout(600)
def test_the_school_shows_what_its_team_does(school: Any) -> None:
    queries = {
        "a bilan half-way": "SELECT 1 FROM sitting WHERE moment = 'mid' AND ended_at > ''",
        "a bilan of exit": "SELECT 1 FROM sitting WHERE moment = 'exit' AND ended_at > ''",
        "given, and done": "SELECT 1 FROM sitting WHERE assignment_id IS NOT NULL "
        "AND ended_at IS NOT NULL",
        "given, and under way": "SELECT 1 FROM sitting WHERE assignment_id IS NOT NULL "
        "AND ended_at IS NULL",
        "given to several": "SELECT 1 FROM assigned GROUP BY assignment_id HAVING count(*) > 1",
        "seen done": "SELECT 1 FROM trainer_word WHERE kind = 'seen_at_work'",
        "decided": "SELECT 1 FROM trainer_word WHERE kind = 'override'",
        "a second opinion awaited": "SELECT 1 FROM mark WHERE second_asked",
        "a note": "SELECT 1 FROM trainer_note",
        "a report by itself": "SELECT 1 FROM report_schedule",
        "a report made": "SELECT 1 FROM report_file WHERE data IS NOT NULL",
        "asked for help": "SELECT 1 FROM help_request",
        "a fault reported": "SELECT 1 FROM item_report",
        "looked at": "SELECT 1 FROM access_line",
        "left, followed": "SELECT 1 FROM departure WHERE followed != '{}'",
        "left, to be asked": "SELECT 1 FROM departure WHERE followed = '{}'",
    }
    assert [what for what, query in queries.items() if not school(query).fetchall()] == []


@pytest.mark.timeout(600)
def test_what_someone_wrongly_believes_comes_back(school: Any) -> None:
    mehdi = next(stage for stage in people.everyone() if stage.name == "Mehdi")
    rows = school(
        "SELECT e.skill, v.detail FROM verdict v "
        "JOIN exercise_served e ON e.id = v.served_id JOIN person p ON p.id = e.learner_id "
        "WHERE p.first_name = 'Mehdi'"
    )
    shown = Counter(
        f"{skill} {idea}" for skill, said in rows for idea in json.loads(said)["misconceptions"]
    )
    assert max(shown[idea] for idea in mehdi.believes) >= 3, shown


@pytest.mark.timeout(600)
def test_first_names_and_the_accounts_shown_are_those_of_the_school(school: Any) -> None:
    everyone = people.everyone()
    assert len({stage.name for stage in everyone}) == len(everyone) == 40
    names = {row[0] for row in school("SELECT coalesce(login_name, email) FROM person")}
    assert {account.name for account in shown_accounts()} <= names


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_level_of_the_school_is_the_fold_of_its_log(
    demo_school: Path, tmp_path: Path
) -> None:
    file = tmp_path / "demo.db"
    copy(demo_school, file)
    db = Database(f"sqlite:///{file}")
    with db.read() as session:
        learners, differences = verify(session)
    db.dispose()
    assert learners == 38
    assert differences == []
