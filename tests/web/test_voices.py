"""A learner's voice: kept with her exercise, heard by her trainers."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from sqlalchemy import select

from palier.models import Answer, LearnerState, ObservationRow, Recording, Sound
from palier.sounds import service
from palier.sounds.media import LARGEST_VOICE

VOICE = b"\x1a\x45\xdf\xa3" + b"voice" * 200


def sent(browser: Any, page: str, to: str, data: bytes) -> Any:
    found = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(page).text)
    assert found
    headers = {"X-CSRFToken": found[1], "Content-Type": "audio/webm"}
    return browser.client.post(to, data=data, headers=headers)


def voice(pupil: Any, served_id: UUID, data: bytes = VOICE) -> Any:
    page = f"/exercice/{served_id}"
    return sent(pupil.browser(), page, f"{page}/voix", data)


def test_a_voice_is_kept_answered_with_and_heard_by_her_trainer(room: Any, ines: Any) -> None:
    served_id = ines.serve("spoken")
    page = f"/exercice/{served_id}"
    early = ines.browser().post(f"{page}/reponse", page, {"how": ["voice"]})
    assert early.status_code == 422
    assert "pas reçu votre voix" in early.text
    assert voice(ines, served_id).status_code == 204
    assert voice(ines, served_id, VOICE + b"again").status_code == 204
    assert ines.browser().post(f"{page}/reponse", page, {"how": ["voice"]}).status_code == 303
    shown = ines.browser().get(page).text
    assert "C’est envoyé" in shown
    assert ines.browser().get(f"{page}/voix").data == VOICE + b"again"
    team = room.browser(room.trainer.id)
    address = f"/stagiaires/{ines.actor.id}"
    assert team.get(f"{address}/voix/{served_id}").data == VOICE + b"again"
    answer = team.get(f"{address}/reponses/{served_id}").text
    assert f"{address}/voix/{served_id}" in answer
    assert "À lire ou à écouter" in answer
    with room.services.db.read() as session:
        row = session.scalars(
            select(ObservationRow).where(ObservationRow.served_id == served_id)
        ).one()
    assert (row.data["weight"], row.data["direct"]) == (0, False)
    assert voice(ines, served_id).status_code == 404  # answered: nothing changes any more


def test_what_is_no_voice_is_refused_kindly(room: Any, ines: Any) -> None:
    served_id = ines.serve("spoken")
    for data, status in (
        (b"", 422),
        (b"<script>" * 200, 422),
        (VOICE[:50], 422),
        (VOICE + b"x" * LARGEST_VOICE, 413),
    ):
        reply = voice(ines, served_id, data)
        assert reply.status_code == status
        assert "Recommencez" in reply.text or status == 413
    assert room.count(Recording) == 0
    assert voice(ines, served_id, VOICE + b"x" * (LARGEST_VOICE - 2_000)).status_code == 204


def test_a_voice_is_hers_alone(room: Any, ines: Any) -> None:
    other = room.pupil("Sofiane")
    other.place("maths")
    served_id = ines.serve("spoken")
    assert voice(ines, served_id).status_code == 204
    browser = other.browser()
    assert browser.get(f"/exercice/{served_id}/voix").status_code == 404
    page = f"/exercice/{other.start('maths')}"
    assert sent(browser, page, f"/exercice/{served_id}/voix", VOICE).status_code == 404
    team = room.browser(room.trainer.id)
    assert team.get(f"/stagiaires/{other.actor.id}/voix/{served_id}").status_code == 404
    assert voice(ines, ines.serve("mcq")).status_code == 404  # no voice is asked for there


def test_a_trainer_gives_a_voice_to_a_text_then_takes_it_back(room: Any, ines: Any) -> None:
    team = room.browser(room.trainer.id)
    page = team.get("/enregistrer").text
    found = re.search(r'data-to="(/enregistrer/([0-9a-f]{64}))"', page)
    assert found
    waiting = page.count("Retirer cette voix")
    assert sent(team, "/enregistrer", found[1], VOICE).status_code == 204
    assert sent(team, "/enregistrer", found[1], b"no sound").status_code == 422
    after = team.get("/enregistrer").text
    assert after.count("Retirer cette voix") == waiting + 1
    assert found[1] not in re.findall(r'data-to="([^"]+)"', after)
    assert team.get(f"{found[1]}/son").data == VOICE
    assert room.count(Sound) == 1
    team.post(f"{found[1]}/retirer", "/enregistrer")
    assert room.count(Sound) == 0
    unknown = service.text_hash("nulle part").hex()
    assert sent(team, "/enregistrer", f"/enregistrer/{unknown}", VOICE).status_code == 404
    assert ines.browser().get("/enregistrer").status_code == 404


HEAD = 48  # bytes before the levels, with the number of the last row


def levels(room: Any, pupil: Any) -> bytes:
    """What is believed of her, packed."""
    with room.services.db.read() as session:
        found: bytes = session.get_one(LearnerState, pupil.actor.id).levels
    return found[HEAD:]


def test_an_answer_to_hear_counts_for_nothing_until_it_is_marked(room: Any, ines: Any) -> None:
    """Its row holds its place, also after its sitting was taken back and put back."""
    before = levels(room, ines)
    for form in ({"how": ["later"]}, {"passe": ["1"]}):
        served_id = ines.serve("spoken")
        page = f"/exercice/{served_id}"
        assert ines.browser().post(f"{page}/reponse", page, form).status_code == 303
        assert levels(room, ines) == before
    sitting = ines.served(served_id).sitting_id
    room.void(ines, sitting)
    room.restore(ines, sitting)
    with room.services.db.read() as session:
        mine = ObservationRow.served_id == served_id
        kinds = session.scalars(select(ObservationRow.kind).where(mine)).all()
    assert kinds == ["void", "void", "void"]
    assert levels(room, ines) == before
    assert room.differences() == []


def test_the_microphone_is_open_on_pages_of_exercises_alone(room: Any, ines: Any) -> None:
    page = ines.browser().get(f"/exercice/{ines.serve('spoken')}").headers
    assert "microphone=(self)" in page["Permissions-Policy"]
    assert "media-src 'self' blob:" in page["Content-Security-Policy"]
    home = ines.browser().get("/accueil").headers
    assert "microphone=()" in home["Permissions-Policy"]
    assert "media-src" not in home["Content-Security-Policy"]


def test_a_text_full_of_checks_proves_nothing_and_is_sent_when_sent_again(
    room: Any, ines: Any
) -> None:
    served_id = ines.serve("writing")
    page = f"/exercice/{served_id}"
    form = {"text": ["je ne viens pas demin"], "reread": ["1"], "misspelt": ["inventé"]}
    once = ines.browser().post(f"{page}/reponse", page, form)
    assert once.status_code == 422
    assert "Relisez une fois" in once.text
    assert "demin" in once.text
    assert "inventé" not in once.text
    assert (
        ines.browser().post(f"{page}/reponse", page, {"text": form["text"]}).status_code == 303
    )
    with room.services.db.read() as session:
        row = session.scalars(
            select(ObservationRow).where(ObservationRow.served_id == served_id)
        ).one()
        kept = session.get_one(Answer, served_id).raw
    assert (row.kind, row.data["direct"], row.data["weight"]) == ("answer", False, 0.25)
    assert kept == {"text": form["text"], "misspelt": ["demin"]}
