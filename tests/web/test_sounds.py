"""What is heard: a person's voice before the machine's, for who may hear it."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from palier.models import ExerciseServed, ObservationRow, Sound
from palier.practice import service as practice
from palier.sounds import service, speech
from palier.sounds.media import LARGEST, mime, readable

VOICE = b"\x1a\x45\xdf\xa3" + b"voice" * 200
OTHER = b"OggS" + b"other" * 200


def begun(room: Any, name: str = "Inès") -> Any:
    """A learner who has begun: she has levels."""
    pupil = room.pupil(name)
    service_of = practice.start_placement(room.services, pupil.actor, "maths")
    assert service_of
    return pupil


def groups(room: Any, served_id: UUID) -> list[str]:
    with room.services.db.read() as session:
        found: list[str] = session.get_one(ExerciseServed, served_id).secret["groups"]
    return found


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The machine's voice is the text itself: which texts it was asked for."""
    asked: list[str] = []

    def say(text: str) -> bytes:
        asked.append(text)
        return b"ID3" + text.encode() * 40

    monkeypatch.setattr(speech, "say", say)
    return asked


def test_speech_is_made_here_in_french_and_is_a_sound() -> None:
    data = speech.say("Posez-le sous la table.")
    assert mime(data) == speech.MIME
    assert readable(data)
    assert len(data) < 60_000


def test_a_text_is_said_once_by_the_machine_then_kept(room: Any, machine: list[str]) -> None:
    pupil = begun(room)
    served_id = pupil.serve("dictation")
    text = groups(room, served_id)[0]
    first = pupil.browser().get(f"/exercice/{served_id}/son/1")
    again = pupil.browser().get(f"/exercice/{served_id}/son/1")
    assert first.status_code == again.status_code == 200
    assert first.data == again.data
    assert machine == [text]
    assert first.mimetype == "audio/mpeg"
    assert first.headers["Cache-Control"] == "private, max-age=3600"
    part = pupil.browser().get(f"/exercice/{served_id}/son/1", Range="bytes=0-9")
    assert (part.status_code, part.data) == (206, first.data[:10])
    tag = first.headers["ETag"]
    same = pupil.browser().get(f"/exercice/{served_id}/son/1", **{"If-None-Match": tag})
    assert same.status_code == 304


def test_a_voice_of_the_school_comes_before_the_machine(room: Any, machine: list[str]) -> None:
    pupil = begun(room)
    served_id = pupil.serve("dictation")
    texts = groups(room, served_id)
    page = pupil.browser().get(f"/exercice/{served_id}").text
    assert "Voix de synthèse" in page
    for text in texts:
        assert service.record(room.services, room.trainer, text, VOICE)
    heard = pupil.browser().get(f"/exercice/{served_id}/son/1")
    assert (heard.data, heard.mimetype) == (VOICE, "audio/webm")
    assert machine == []
    assert "Voix de synthèse" not in pupil.browser().get(f"/exercice/{served_id}").text
    assert service.record(room.services, room.trainer, texts[0], OTHER)
    assert pupil.browser().get(f"/exercice/{served_id}/son/1").data == OTHER
    service.remove(room.services, room.trainer, texts[0])
    assert pupil.browser().get(f"/exercice/{served_id}/son/1").mimetype == "audio/mpeg"


def test_what_is_no_sound_is_not_kept(room: Any) -> None:
    for data in (b"", b"<html>" * 200, VOICE[:100], b"OggS" + b"x" * LARGEST):
        assert not service.record(room.services, room.trainer, "Un texte.", data)
    with room.services.db.read() as session:
        assert session.scalars(select(Sound)).all() == []


def test_only_her_own_exercise_and_its_own_groups(room: Any, machine: list[str]) -> None:
    pupil, other = begun(room), begun(room, "Sofiane")
    served_id = pupil.serve("dictation")
    count = len(groups(room, served_id))
    for number in (0, count + 1, 999):
        assert pupil.browser().get(f"/exercice/{served_id}/son/{number}").status_code == 404
    assert other.browser().get(f"/exercice/{served_id}/son/1").status_code == 404
    silent = pupil.serve("mcq")
    assert pupil.browser().get(f"/exercice/{silent}/son/1").status_code == 404
    assert machine == []


def test_without_a_voice_it_is_not_found_and_said_in_the_log(
    room: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(speech, "available", lambda: False)
    pupil = begun(room)
    served_id = pupil.serve("dictation")
    assert pupil.browser().get(f"/exercice/{served_id}/son/1").status_code == 404
    assert "No sound could be made" in caplog.text


def test_nothing_said_is_in_the_page_before_the_answer(room: Any) -> None:
    pupil = begun(room)
    for kind in ("dictation", "listen"):
        served_id = pupil.serve(kind)
        page = pupil.browser().get(f"/exercice/{served_id}").text
        assert all(text not in page for text in groups(room, served_id))


def test_reading_instead_of_hearing_is_said_to_the_engine_as_help(room: Any) -> None:
    pupil = begun(room)
    served_id = pupil.serve("listen")
    with room.services.db.read() as session:
        said = session.get_one(ExerciseServed, served_id).secret["said"]
    shown = pupil.browser().post(f"/exercice/{served_id}/lire", f"/exercice/{served_id}")
    assert said in shown.text
    assert "data-player" not in shown.text
    pupil.answer(served_id, True)
    with room.services.db.read() as session:
        row = session.scalars(
            select(ObservationRow).where(ObservationRow.served_id == served_id)
        ).one()
    assert row.data["aided"] is True
    assert row.data["weight"] < 1


def test_the_words_of_a_dictation_cannot_be_read_instead(room: Any) -> None:
    pupil = begun(room)
    served_id = pupil.serve("dictation")
    reply = pupil.browser().post(f"/exercice/{served_id}/lire", f"/exercice/{served_id}")
    assert reply.status_code == 404


def test_no_placement_rests_on_a_sound(room: Any) -> None:
    with room.services.db.read() as session:
        catalogue = room.services.catalogue.current(session)
    types = {
        entry.item.type
        for entry, placed in zip(catalogue.items, catalogue.placeable, strict=True)
        if placed
    }
    assert types
    assert not types & {"dictation", "listen", "writing", "spoken"}


def test_a_long_answer_is_kept_whole(room: Any) -> None:
    pupil = begun(room)
    served_id = pupil.serve("dictation")
    text = "un mot " * 8 + "é" * 300
    reply = practice.answer(room.services, pupil.actor, served_id, {"text": [text]})
    assert isinstance(reply, practice.Replied)
    assert json.loads(json.dumps(reply.verdict.to_json()))["given"] == text
