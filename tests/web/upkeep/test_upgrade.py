"""An upgrade that goes wrong leaves the database as it was, and says where its backup is."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text, update

import adaptive
from palier import schema
from palier.cli import main
from palier.db import Database, DatabaseUnavailable
from palier.models import LearnerState, Person, WebSession
from palier.practice import service
from palier.upkeep import UpkeepError, backup, checks, copies, silent
from palier.upkeep.upgrade import upgrade

NOW = datetime(2026, 9, 14, 8, 0, tzinfo=UTC)
HEADER = """
import sqlalchemy as sa
from alembic import op
revision = "9000"
down_revision = {head!r}
def upgrade():
"""
# ruff: noqa: S608 - bodies of migrations
COLUMN = '    op.add_column("school", sa.Column("motto", sa.String(40), nullable=True))\n'
BREAKS_MIDWAY = (
    COLUMN + '    op.execute("UPDATE school SET name = \'x\'")\n    raise OSError("no")\n'
)
COMMITS_MIDWAY = (
    COLUMN + "    op.get_bind().commit()\n    op.execute('SELECT * FROM nothing_here')\n"
)
SPOILS_LEVELS = COLUMN + '    op.execute("UPDATE learner_state SET seq = seq + 1")\n'


@pytest.fixture
def db(room: Any) -> Iterator[Database]:
    """A database with a class that has worked a little, and nobody connected."""
    pupil = room.pupil("Zoé")
    first = service.start_placement(room.services, pupil.actor, "maths")
    assert first is not None
    pupil.answer(first)
    room.services.db.dispose()
    database = Database(room.services.config.database_url)
    yield database
    database.dispose()


@pytest.fixture
def migration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Add a migration of this body to a program of this test alone."""

    def add(body: str) -> None:
        folder = tmp_path / "migrations"
        shutil.copytree(schema.MIGRATIONS, folder)
        added = folder / "versions" / "9000_essai.py"
        added.write_text(HEADER.format(head=schema.head()) + body)
        monkeypatch.setattr(schema, "MIGRATIONS", folder)

    return add


def backups(folder: Path) -> list[Path]:
    return sorted(folder.glob("palier-*.json"))


def test_an_upgrade_backs_up_migrates_and_verifies(
    db: Database, tmp_path: Path, migration: Callable[[str], None]
) -> None:
    migration(COLUMN)
    assert schema.fit(db) is schema.Fit.OLDER
    before = backup.held_by(db)
    db.dispose()
    done = upgrade(db, tmp_path, NOW, silent)
    assert schema.fit(db) is schema.Fit.CURRENT
    assert done.backup is not None
    assert copies.find(done.backup.file).manifest.contents == before.sha256
    assert backup.held_by(db).tables["answer"] == before.tables["answer"]
    # Once more: nothing to do, nothing copied.
    assert not upgrade(db, tmp_path, NOW, silent).changed
    assert len(backups(tmp_path)) == 1


@pytest.mark.parametrize("body", [BREAKS_MIDWAY, COMMITS_MIDWAY, SPOILS_LEVELS])
def test_what_goes_wrong_is_undone(
    db: Database, tmp_path: Path, migration: Callable[[str], None], body: str
) -> None:
    before = backup.held_by(db)
    db.dispose()
    migration(body)
    with pytest.raises(UpkeepError, match="telle qu’avant") as caught:
        upgrade(db, tmp_path, NOW, silent)
    (kept,) = backups(tmp_path)
    assert str(kept.with_suffix("")) in str(caught.value)
    assert backup.held_by(db) == before
    assert schema.fit(db) is schema.Fit.OLDER


@pytest.mark.parametrize("body", ["", COLUMN])
def test_a_new_engine_computes_all_levels_again(
    db: Database,
    tmp_path: Path,
    migration: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
    body: str,
) -> None:
    """It was taken for a migration that spoils levels, and undone; or, alone, not seen."""
    with db.write() as session:
        session.execute(update(LearnerState).values(levels=b"of another engine"))
    db.dispose()
    if body:
        migration(body)
    monkeypatch.setattr(adaptive, "ENGINE_VERSION", "next")
    assert upgrade(db, tmp_path, NOW, silent).changed
    assert checks.check(db, silent).clean
    db.dispose()
    assert len(backups(tmp_path)) == 1
    assert not upgrade(db, tmp_path, NOW, silent).changed


def test_an_upgrade_waits_until_the_program_is_stopped(
    db: Database, tmp_path: Path, migration: Callable[[str], None]
) -> None:
    migration(COLUMN)
    running = Database(db.url)
    with running.read() as session:
        session.scalars(select(Person)).all()
    with pytest.raises(UpkeepError, match="Arrêtez Palier"):
        upgrade(db, tmp_path, NOW, silent)
    running.dispose()
    assert backups(tmp_path) == []
    assert upgrade(db, tmp_path, NOW, silent).changed


def test_sqlite_may_make_anew_a_table_that_others_refer_to(
    sqlite_room: Any, tmp_path: Path, migration: Callable[[str], None]
) -> None:
    db = sqlite_room.services.db
    sqlite_room.pupil("Zoé")
    before = backup.held_by(db)
    db.dispose()
    migration(
        '    with op.batch_alter_table("person", recreate="always") as batch:\n'
        '        batch.add_column(sa.Column("note", sa.String(9)))\n'
    )
    upgrade(db, tmp_path, NOW, silent)
    assert backup.held_by(db).tables["card"] == before.tables["card"]
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_migration_that_loses_what_others_refer_to_is_undone(
    sqlite_room: Any, migration: Callable[[str], None]
) -> None:
    db = sqlite_room.services.db
    sqlite_room.pupil("Zoé")
    before = backup.held_by(db)
    migration('    op.execute("DELETE FROM person")\n')
    with pytest.raises(DatabaseUnavailable, match="perdrait"):
        schema.upgrade(db)
    db.dispose()
    assert backup.held_by(db) == before


def test_the_commands_say_what_they_did(
    sqlite_room: Any,
    tmp_path: Path,
    migration: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sqlite_room.services.db.dispose()
    monkeypatch.setenv("PALIER_DATABASE_URL", sqlite_room.services.config.database_url)
    monkeypatch.setenv("PALIER_BACKUPS", str(tmp_path / "kept"))
    run = CliRunner().invoke
    made = run(main, ["backup"])
    assert made.exit_code == 0
    file = made.stdout.strip()
    refused = run(main, ["restore", file])
    assert refused.exit_code == 1
    assert "--replace" in refused.output
    done = run(main, ["restore", file, "--replace"])
    assert done.exit_code == 0
    assert "Prouvé" in done.output
    assert "0 différences" in done.output
    migration(BREAKS_MIDWAY)
    failed = run(main, ["upgrade"])
    assert failed.exit_code == 1
    assert "telle qu’avant" in failed.output
    assert "Traceback" not in failed.output


def test_verify_tells_what_it_finds_and_refold_mends_it(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = checks.check(db, silent)
    assert report.clean
    assert len(report.looked_at) == 5
    with db.write() as session:
        session.execute(update(LearnerState).values(levels=b"spoilt"))
    db.dispose()
    monkeypatch.setenv("PALIER_DATABASE_URL", db.url)
    found = CliRunner().invoke(main, ["verify"])
    assert found.exit_code == 1
    assert "palier refold" in found.output
    assert CliRunner().invoke(main, ["refold"]).exit_code == 0
    assert CliRunner().invoke(main, ["verify"]).exit_code == 0


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        ("UPDATE exercise_served SET answered_at = NULL", "pas marqué répondu"),
        ("DELETE FROM verdict", "sans correction"),
        ("UPDATE observation SET seq = seq + 1", "numéros"),
        ("UPDATE verdict SET number = 2", "ne se suivent pas"),
        (
            "UPDATE answer SET learner_id = (SELECT id FROM person WHERE id <> learner_id)",
            "autre personne",
        ),
        ("UPDATE web_session SET school_id = 2", "autre école"),
        ("DELETE FROM sitting", "n’existe pas"),
    ],
)
def test_verify_sees_rows_that_do_not_hold_together(
    sqlite_room: Any, spoil: str, said: str
) -> None:
    pupil = sqlite_room.pupil("Zoé")
    first = service.start_placement(sqlite_room.services, pupil.actor, "maths")
    assert first is not None
    pupil.answer(first)
    pupil.browser()
    db = sqlite_room.services.db
    with db.read() as session:
        assert session.scalars(select(WebSession)).all()
    with db.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        raw.execute("PRAGMA foreign_keys=OFF")
        connection.execute(
            text("INSERT INTO school SELECT 2, 'B', demo, created_at FROM school")
        )
        connection.execute(text(spoil))
        connection.commit()
        raw.execute("PRAGMA foreign_keys=ON")
    assert said in " ".join(finding.what for finding in checks.check(db, silent).findings)
