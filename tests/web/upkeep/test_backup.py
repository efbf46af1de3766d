"""Backups are whole, made while people work, and restored only when proved."""

from __future__ import annotations

import json
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, insert, select, text

from palier import schema
from palier.db import Database
from palier.models import Base, School
from palier.practice import service
from palier.upkeep import UpkeepError, backup, checks, copies, postgresql, silent
from palier.upkeep.contents import contents

NOW = datetime(2026, 9, 14, 8, 0, tzinfo=UTC)


def answer_once(room: Any) -> None:
    pupil = room.pupil("Zoé")
    first = service.start_placement(room.services, pupil.actor, "maths")
    assert first is not None
    pupil.answer(first)


@pytest.fixture
def db(room: Any) -> Iterator[Database]:
    """A database with a class that has worked a little, and nobody connected."""
    answer_once(room)
    room.services.db.dispose()
    database = Database(room.services.config.database_url)
    yield database
    database.dispose()


def sealed(db: Database, folder: Path) -> copies.Backup:
    return backup.back_up(db, folder, NOW, silent)


def rename_school(db: Database, name: str) -> None:
    with db.write() as session:
        session.scalars(select(School)).one().name = name
    db.dispose()


def school(db: Database) -> str:
    with db.read() as session:
        return session.scalars(select(School.name)).one()


def test_what_is_restored_is_what_was_there(db: Database, tmp_path: Path) -> None:
    before, name = backup.held_by(db), school(db)
    made = sealed(db, tmp_path / "backups")
    assert made.manifest.contents == before.sha256
    assert before.tables["answer"].rows == 1
    rename_school(db, "Une autre")
    assert backup.held_by(db).sha256 != before.sha256
    former = backup.restore(
        db, copies.find(made.file), tmp_path / "before", NOW, replace=True, say=silent
    )
    assert backup.held_by(db) == before
    assert school(db) == name
    assert schema.fit(db) is schema.Fit.CURRENT
    assert checks.check(db, silent).clean
    # What stood there was kept, and is as good a backup as the other.
    assert isinstance(former, copies.Backup)
    backup.restore(db, former, tmp_path / "before", NOW, replace=True, say=silent)
    assert school(db) == "Une autre"
    with db.write() as session:  # numbered rows go on from where they were
        session.add(School(name="La suivante", created_at=NOW))


def test_a_backup_is_two_closed_files_that_are_never_written_over(
    db: Database, tmp_path: Path
) -> None:
    first, second = sealed(db, tmp_path), sealed(db, tmp_path)
    assert first.file != second.file
    assert first.manifest.contents == second.manifest.contents
    files = sorted(f for f in tmp_path.iterdir() if f.name.startswith("palier-"))
    assert len(files) == 4
    assert all(stat.S_IMODE(f.stat().st_mode) == 0o600 for f in files)
    assert copies.find(first.file.with_suffix(".json")) == first


def test_a_database_that_holds_something_is_not_replaced_unasked(
    db: Database, tmp_path: Path
) -> None:
    made = sealed(db, tmp_path)
    rename_school(db, "Une autre")
    with pytest.raises(UpkeepError, match="--replace"):
        backup.restore(db, made, tmp_path, NOW, replace=False, say=silent)
    assert school(db) == "Une autre"


def test_nothing_is_restored_under_a_running_program(db: Database, tmp_path: Path) -> None:
    made = sealed(db, tmp_path)
    other = Database(db.url)
    with other.read() as session:
        session.scalars(select(School)).all()
    with pytest.raises(UpkeepError, match="Arrêtez Palier"):
        backup.restore(db, made, tmp_path, NOW, replace=True, say=silent)
    other.dispose()
    assert len(list(tmp_path.glob("palier-*.json"))) == 1


def test_a_damaged_or_half_copied_backup_is_refused(db: Database, tmp_path: Path) -> None:
    made = sealed(db, tmp_path)
    whole = made.file.read_bytes()
    made.file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(UpkeepError, match="abîmé"):
        copies.find(made.file)
    made.file.unlink()
    with pytest.raises(UpkeepError, match="manque"):
        copies.find(made.file.with_suffix(".json"))
    made.file.with_suffix(".json").unlink()
    with pytest.raises(UpkeepError, match="relevé"):
        copies.find(made.file)


def test_a_backup_of_a_newer_version_takes_the_place_of_nothing(
    db: Database, tmp_path: Path
) -> None:
    """It was put in place, and nothing could open it any more."""
    before, made = backup.held_by(db), sealed(db, tmp_path)
    db.dispose()
    newer = copies.Backup(made.file, replace(made.manifest, revision="9999"))
    with pytest.raises(UpkeepError, match="plus récente"):
        backup.restore(db, newer, tmp_path, NOW, replace=True, say=silent)
    assert backup.held_by(db) == before


def test_a_restore_that_cannot_be_proved_leaves_what_was_there(
    db: Database, tmp_path: Path
) -> None:
    """The file is whole, yet its rows are not those that the manifest was written for."""
    made = sealed(db, tmp_path)
    manifest = made.file.with_suffix(".json")
    fields = json.loads(manifest.read_text())
    manifest.write_text(json.dumps({**fields, "contents": "0" * 64}))
    rename_school(db, "Une autre")
    held = backup.held_by(db)
    db.dispose()
    with pytest.raises(UpkeepError, match="relevé"):
        backup.restore(db, copies.find(made.file), tmp_path, NOW, replace=True, say=silent)
    assert backup.held_by(db) == held
    assert not list(tmp_path.glob("*.restoring"))


WRITER = """
import sys
from palier.db import Database
from palier.models import School
from datetime import UTC, datetime
db = Database(sys.argv[1])
print("ready", flush=True)
for number in range(100_000):
    with db.write() as session:  # two rows at a time: a copy never holds one of them alone
        session.add(School(name=f"a{number}", created_at=datetime(2026, 1, 1, tzinfo=UTC)))
        session.flush()
        session.add(School(name=f"b{number}", created_at=datetime(2026, 1, 1, tzinfo=UTC)))
"""


def test_another_process_writes_all_along(db: Database, tmp_path: Path) -> None:
    program = [sys.executable, "-c", WRITER, db.url]
    with subprocess.Popen(program, stdout=subprocess.PIPE) as writer:  # noqa: S603 - ours
        assert writer.stdout is not None
        try:
            writer.stdout.readline()
            made = [sealed(db, tmp_path) for _ in range(3)]
            assert writer.poll() is None
        finally:
            writer.kill()
    for one in made:
        assert (one.manifest.tables["school"]["rows"] - 1) % 2 == 0
    assert len({one.manifest.contents for one in made}) > 1, "nothing was written meanwhile"
    db.dispose()
    backup.restore(db, made[1], tmp_path / "before", NOW, replace=True, say=silent)
    assert backup.held_by(db).sha256 == made[1].manifest.contents


def test_the_hash_does_not_depend_on_the_kind_of_database(
    sqlite_room: Any, postgresql_database_url: str
) -> None:
    """The same rows on SQLite and PostgreSQL: texts, dates, numbers, JSON, bytes, nothing."""
    answer_once(sqlite_room)
    source = sqlite_room.services.db.engine
    target = create_engine(postgresql_database_url)
    with source.connect() as one, target.begin() as other:
        other.execute(text("SET session_replication_role = replica"))
        for table in Base.metadata.sorted_tables:
            rows = [dict(row) for row in one.execute(select(table)).mappings()]
            if rows:
                other.execute(insert(table), rows)
        here, there = contents(one), contents(other)
    target.dispose()
    assert here.rows > 500
    assert here == there


def test_a_file_that_sqlite_cannot_read_is_kept_aside(sqlite_room: Any, tmp_path: Path) -> None:
    db = sqlite_room.services.db
    db.dispose()
    made = sealed(db, tmp_path / "backups")
    db.dispose()
    file = Path(db.url.removeprefix("sqlite:///"))
    file.write_bytes(b"not a database" * 1000)
    kept = backup.restore(db, made, tmp_path, NOW, replace=True, say=silent)
    assert isinstance(kept, Path)
    assert kept.read_bytes().startswith(b"not a database")
    assert backup.held_by(db).sha256 == made.manifest.contents


def test_a_backup_of_one_kind_is_not_put_into_the_other(
    sqlite_room: Any, postgresql_room: Any, tmp_path: Path
) -> None:
    made = sealed(sqlite_room.services.db, tmp_path)
    postgresql_room.services.db.dispose()
    with pytest.raises(UpkeepError, match="postgresql"):
        backup.restore(postgresql_room.services.db, made, tmp_path, NOW, True, silent)


def test_tables_of_another_program_are_never_touched(sqlite_room: Any, tmp_path: Path) -> None:
    made = sealed(sqlite_room.services.db, tmp_path)
    file = tmp_path / "theirs.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE theirs (id INTEGER)")
    connection.close()
    theirs = Database(f"sqlite:///{file}")
    with pytest.raises(UpkeepError, match="pas de Palier"):
        backup.restore(theirs, made, tmp_path, NOW, replace=True, say=silent)
    theirs.dispose()


def test_a_disk_that_refuses_leaves_no_half_backup(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_file: Path) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(copies, "digest", full)
    with pytest.raises(UpkeepError, match="No space left"):
        sealed(db, tmp_path / "backups")
    assert list((tmp_path / "backups").iterdir()) == []


def test_postgresql_says_which_program_is_missing_or_too_old(
    postgresql_room: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n")
    old.chmod(0o755)
    monkeypatch.setattr(postgresql, "_program", lambda _name: str(old))
    with pytest.raises(UpkeepError, match="postgresql-client-"):
        sealed(postgresql_room.services.db, tmp_path)
    assert list(tmp_path.glob("palier-*")) == []


def test_two_backups_at_the_same_instant_get_two_names(
    sqlite_room: Any, tmp_path: Path
) -> None:
    made: list[copies.Backup] = []
    threads = [
        threading.Thread(
            target=lambda: made.append(sealed(Database(sqlite_room.services.db.url), tmp_path))
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({one.file for one in made}) == 4
