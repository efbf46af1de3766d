"""What is planted of a person in every declared column: found by a copy, gone once erased."""

from __future__ import annotations

import io
import json
import logging
import zipfile
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Text, cast, delete, event, make_url, select

from palier.models import AuditEvent, Base, Erasure, ItemTally, Person, TrainerNote
from palier.practice.refold import verify
from palier.privacy import copying, erasing, ledger
from palier.privacy.entry import Erased, Whose
from palier.privacy.register import REGISTER
from palier.upkeep import backup, checks, silent

KEPT = [Base.metadata.tables[e.table] for e in REGISTER if e.erased is Erased.KEPT]
STAYS = {("school_setting", "values")}  # of the school: nothing in it is of anybody
STAYS |= {(e.table, c) for e in REGISTER if e.erased is Erased.UNLINKED for c in e.withheld}
STAYS |= {("assignment", c.name) for c in Base.metadata.tables["assignment"].columns}
STAYS |= {("audit_event", "action"), ("audit_event", "at")}
# Of staff: what is about a learner stays with her, without saying who wrote it.
ABOUT_OTHERS = {e.table for e in REGISTER if e.whose is Whose.LEARNER}


def dump(room: Any) -> bytes:
    """All that the database keeps: the bytes of SQLite's files, the rows of PostgreSQL."""
    db = room.services.db
    if db.engine.dialect.name == "sqlite":
        folder = Path(str(make_url(db.url).database)).parent
        files = [file for file in sorted(folder.rglob("*")) if file.is_file()]
        assert any(file.suffix == ".db" for file in files)
        return b"".join(file.read_bytes() for file in files)
    with db.read() as session:
        return b"".join(
            str(row).encode()
            for table in Base.metadata.sorted_tables
            for row in session.execute(select(*(cast(c, Text) for c in table.columns)))
        )


def wanted(room: Any, planted: Any) -> list[str]:
    """What must be found while she is there, and nowhere after."""
    hers = {key: text for key, text in planted.values.items() if key not in STAYS}
    if planted.mark == "zs":
        hers = {key: text for key, text in hers.items() if key[0] not in ABOUT_OTHERS}
    words = [text for text in hers.values() if text.startswith(planted.mark)]
    if room.services.db.engine.dialect.name == "postgresql":  # bytes are written in base 16
        sounds = [word for word in words if "octets" in word]
        words = [*(w for w in words if w not in sounds), *(w.encode().hex() for w in sounds)]
        return [*words, planted.ids[0]]
    return [*words, *planted.ids]


def left(room: Any, planted: Any) -> list[str]:
    """What of the planted is still found."""
    whole = dump(room)
    return [word for word in wanted(room, planted) if word.encode() in whole]


def leave_deleted(connection: Any, _record: Any) -> None:
    """As some builds of SQLite do: what is deleted stays in the file, in free pages."""
    connection.execute("PRAGMA secure_delete=OFF")


def signed_ones_end(room: Any) -> None:
    """What the law keeps for its own time was kept; that time passes."""
    with room.services.db.write() as session:
        for table in KEPT:
            assert session.execute(select(table)).all()
            session.execute(delete(table))
    erasing.clean(room.services.db)


def erase(room: Any, person_id: UUID, folder: Path) -> bool:
    """Erase as the command does."""
    services, now = room.services, room.source.now()
    with services.db.write() as session:
        trace = AuditEvent(
            school_id=room.trainer.school_id, at=now, action="person.erased", detail={}
        )
        done = erasing.erase(session, person_id, now, folder, trace)
    erasing.clean(services.db)
    return done


def test_nothing_of_an_erased_person_is_left_and_a_backup_does_not_bring_her_back(
    room: Any,
    planted: Any,
    planted_staff: Any,
    tmp_path_factory: pytest.TempPathFactory,
    caplog: Any,
) -> None:
    """A learner, and a member of staff."""
    caplog.set_level(logging.DEBUG)
    folder, db = tmp_path_factory.mktemp("backups"), room.services.db
    if db.engine.dialect.name == "sqlite":
        event.listen(db.engine, "connect", leave_deleted)
        db.dispose()
    other = room.pupil("Karim")
    other.place()
    both = (planted, planted_staff)
    for who, least in zip(both, (60, 12), strict=True):
        assert left(room, who) == wanted(room, who), "or the search would find nothing"
        assert len(wanted(room, who)) > least
    made = backup.back_up(db, folder, room.source.now(), silent)
    for who in both:
        assert erase(room, who.person_id, folder)
    stays_of_staff(room, planted_staff)
    signed_ones_end(room)
    for who in both:
        assert left(room, who) == []
        assert not erase(room, who.person_id, folder), "once"
    listed = (folder / ledger.FILE).read_text()
    assert listed == "".join(f"{ledger.digest(w.person_id).hex()} 2026-09-14\n" for w in both)
    assert not any(word in listed + caplog.text for who in both for word in who.ids)
    assert checks.check(db, silent).clean
    with db.read() as session:
        assert verify(session)[1] == []  # of those who stay
    backup.put_back(db, made, silent)
    with db.read() as session:
        assert all(session.get(Person, who.person_id) for who in both)
    assert erasing.again(db, folder, room.source.now()) == 2
    signed_ones_end(room)
    assert [left(room, who) for who in both] == [[], []]
    assert erasing.again(db, folder, room.source.now()) == 0
    assert room.count(Erasure) == 2


def stays_of_staff(room: Any, planted: Any) -> None:
    """What was written about a learner is still there, by nobody; the journal says somebody."""
    with room.services.db.read() as session:
        note = session.scalars(
            select(TrainerNote).where(
                TrainerNote.text == planted.values["trainer_note", "text"]
            )
        ).one()
        (line,) = session.scalars(
            select(AuditEvent).where(
                AuditEvent.action == planted.values["audit_event", "action"]
            )
        )
    assert note.author_id is None
    assert (line.actor_id, line.subject_id, line.detail) == (erasing.NOBODY, None, {})
    assert "une personne partie depuis" in room.staff("admin").get("/journal").text


def copied(reply: Any) -> tuple[str, str, bytes]:
    """The page, the data and the sounds of a copy."""
    with zipfile.ZipFile(io.BytesIO(reply.data)) as found:
        sounds = [name for name in found.namelist() if name.startswith("fichiers/")]
        page, data = (found.read(name).decode() for name in (copying.PAGE, copying.DATA))
        return unescape(page), data, b"".join(found.read(name) for name in sounds)


def test_a_copy_holds_all_that_is_declared_and_nothing_of_others(
    room: Any, planted: Any, planted_staff: Any
) -> None:
    other = room.pupil("Karim")
    other.place()
    of_staff(room, planted_staff)
    hers = room.browser(planted.person_id).get("/vos-donnees/copie")
    page, data, sounds = copied(hers)
    admin = room.staff("admin")
    theirs = copied(admin.get(f"/stagiaires/{planted.person_id}/dossier/copie"))
    json.loads(data)
    found = 0
    for entry in REGISTER:
        for name in entry.columns:
            text = planted.values.get((entry.table, name))
            if text is None:  # a number, or yes and no: beside the others of its row
                continue
            whole = data if "octets" not in text else sounds.decode()
            assert text in whole, (entry.table, name)
            assert text[:4] != "zqmo" or text in page, (entry.table, name)
            if text.startswith("zq"):
                assert (text in "".join((*theirs[:2], theirs[2].decode()))) == (
                    name not in entry.hers
                ), (entry.table, name)
            found += 1
        for name in entry.withheld:
            text = planted.values.get((entry.table, name), "zq?")
            assert not text.startswith("zq") or f'"{text}' not in data, (entry.table, name)
    assert found > 90
    assert "Karim" not in page + data
    own = f"/stagiaires/{planted.person_id}/dossier/copie"
    assert room.browser(room.trainer.id).get(own).status_code == 404


def of_staff(room: Any, planted: Any) -> None:
    """A member of staff takes a copy: all of his own, of what he did the days alone."""
    browser = room.browser(planted.person_id)
    assert "/vos-donnees" in browser.get("/mot-de-passe").text
    assert "jamais une mesure" in browser.get("/vos-donnees").text
    page, data, sounds = copied(browser.get("/vos-donnees/copie"))
    said = {p["table"]: p["rows"] for p in json.loads(data)["parts"]}
    assert {"person", "role", "audit_event", "access_line"} <= said.keys()
    for entry in REGISTER:
        for name in entry.columns:
            text = planted.values.get((entry.table, name))
            whole = data + sounds.decode()
            if text and text.startswith("zs"):
                assert (text in whole) == (entry.whose is not Whose.LEARNER), (
                    entry.table,
                    name,
                )
    assert planted.values["access_line", "at"] in data
    assert "Léo" not in page + data


def test_answers_stay_as_counts_of_nobody(sqlite_room: Any, tmp_path: Path) -> None:
    """As many first unaided answers as a calibration would have read, added to the others."""
    from palier.calibration import firsts

    counted = []
    for name in ("Inès", "Karim"):
        pupil = sqlite_room.pupil(name)
        pupil.place()
        pupil.sit()
        with sqlite_room.services.db.read() as session:
            read = firsts.read(session)
        assert len(read) > 10
        for kind in ("writing", "spoken"):  # marked by nobody yet: they say nothing
            pupil.answer(pupil.serve(kind))
        counted.append((len(read), int(read.right.sum())))
        assert erase(sqlite_room, pupil.actor.id, tmp_path)
    with sqlite_room.services.db.read() as session:
        assert len(firsts.read(session)) == 0
        rows = session.scalars(select(ItemTally)).all()
    assert sum(row.answers for row in rows) == sum(count for count, _right in counted)
    assert sum(row.right for row in rows) == sum(right for _count, right in counted)
    assert any(row.answers == 2 for row in rows)


def test_an_erasure_that_a_backup_would_undo_is_not_made(
    sqlite_room: Any, tmp_path: Path
) -> None:
    from palier.upkeep import UpkeepError

    pupil = sqlite_room.pupil("Inès")
    taken = tmp_path / "taken"
    taken.write_text("a file, not a folder")
    with pytest.raises(UpkeepError, match="PALIER_BACKUPS"):
        erase(sqlite_room, pupil.actor.id, taken)
    with sqlite_room.services.db.read() as session:
        assert session.get(Person, pupil.actor.id) is not None


def test_an_erasure_stands_when_the_file_cannot_be_cleaned_yet(
    sqlite_room: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pupil, db = sqlite_room.pupil("Inès"), sqlite_room.services.db
    monkeypatch.setattr("palier.db.BUSY_TIMEOUT_MS", 50)
    db.dispose()
    with db.engine.connect() as reader:
        reader.execute(select(Person.id)).all()  # a page that takes its time
        db.engine.dispose(close=False)
        assert erase(sqlite_room, pupil.actor.id, tmp_path)
        assert not erasing.clean(db)
    assert erasing.clean(db)
