"""A session that ends in the middle of an exercise: the way back leads to that exercise."""

from __future__ import annotations

from typing import Any

from palier.accounts import sessions


def test_an_answer_sent_after_the_session_ended_leads_back_to_its_exercise(
    sqlite_room: Any,  # the Class of conftest.py, which cannot be imported
) -> None:
    pupil = sqlite_room.pupil()
    pupil.place()
    served_id = pupil.start()
    browser = sqlite_room.browser(pupil.actor.id)
    page = f"/exercice/{served_id}"
    token = browser.get(page).text.split('name="csrf_token" value="')[1].split('"')[0]
    with sqlite_room.services.db.write() as session:
        sessions.close_all(session, pupil.actor.id, sqlite_room.source.now())

    reply = browser.client.post(f"{page}/reponse", data={"csrf_token": token, "passe": "1"})
    assert reply.status_code == 303
    assert reply.headers["Location"] == f"/entrer?suite={page}"

    partial = browser.client.post(
        f"{page}/reponse",
        data={"csrf_token": token, "passe": "1"},
        headers={"HX-Request": "true"},
    )
    assert partial.headers["HX-Redirect"] == f"/entrer?suite={page}"
