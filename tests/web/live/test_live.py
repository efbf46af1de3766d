"""The live room: who is where, nothing of what is answered, nothing kept; she sees it is on."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

from sqlalchemy import select

from palier.live import service
from palier.models import Answer, LiveRoom
from palier.practice import asking
from palier.practice import service as practice
from palier.privacy import retention

HTMX = {"HX-Request": "true"}


def test_who_is_where_is_seen_as_it_changes_and_nothing_is_kept(room: Any, ines: Any) -> None:
    browser, page = room.browser(room.trainer.id), f"/groupes/{room.group_id}/salle"
    hers = ines.browser()
    assert "Séance suivie en direct" not in hers.get("/accueil").text
    assert "La salle est fermée" in browser.get(page).text
    assert browser.post(f"{page}/ouvrir", page).status_code == 303
    # She sees it: at home, on an exercise, and in the part of a page that htmx swaps.
    first = ines.start("maths")
    for path, how in (
        ("/accueil", {}),
        (f"/exercice/{first}", {}),
        (f"/exercice/{first}", HTMX),
    ):
        assert hers.get(path, **how).text.count("Séance suivie en direct") == 1
    served = ines.served(first)

    def polled(seen: str) -> Any:
        return browser.get(f"{page}/etat?vu={seen}", **HTMX)

    text = browser.get(page).text
    seen = re.findall(r"etat\?vu=(\w+)", text)[0]
    assert polled(seen).status_code == 204
    with room.services.db.read() as session:
        skills = room.services.catalogue.current(session).curriculum.skills
    assert "1 travaille" in text
    assert skills[served.skill].label in unescape(text)
    assert served.public["ask"][:20] not in unescape(text)
    # Another exercise, then a call for help: the next question is answered.
    following = ines.answer(first).next_id
    hers.post(f"/exercice/{following}/besoin-aide", f"/exercice/{following}")
    changed = polled(seen)
    assert changed.status_code == 200
    assert "1 demande de l’aide" in changed.text
    with room.services.db.read() as session:
        answers = session.scalars(select(Answer.text).where(Answer.learner_id == ines.actor.id))
        given = [one for one in answers if len(one) > 4]
    assert not any(one in unescape(changed.text) for one in given)
    who = f"{page}/vue/{ines.actor.id}/{following}"
    assert browser.post(who, page).status_code == 303
    assert "demande de l’aide" not in browser.get(page).text
    assert browser.post(f"{page}/fermer", page).status_code == 303
    assert "La salle est fermée" in polled(seen).text
    assert "etat?vu" not in polled(seen).text  # and no question any more
    assert room.count(LiveRoom) == 0
    assert "Séance suivie en direct" not in hers.get("/accueil").text


def test_who_waits_who_is_still_and_who_is_away(sqlite_room: Any) -> None:
    room = sqlite_room
    for name in ("Ali", "Bea", "Cyr"):
        room.pupil(name).place("maths")
    ali, bea, _cyr = room.pupils
    room.source.wait(13 * 3600)
    service.open_room(room.services, room.trainer, room.group_id)
    ali.browser()  # is there, and has nothing to do
    practice.start_practice(room.services, bea.actor, None)
    bea.browser()

    def states() -> dict[str, str]:
        seats = service.room(room.services, room.trainer, room.group_id).seats
        return {seat.name.split()[0]: seat.state for seat in seats}

    assert states() == {"Ali": "idle", "Bea": "work", "Cyr": "away"}
    room.source.wait(timedelta(minutes=16).total_seconds())
    assert states() == {"Bea": "still", "Ali": "away", "Cyr": "away"}
    # Forgotten, it ends by itself; a call for help that nobody saw is of that session.
    asking.ask(room.services, ali.actor, ali.start())
    assert states()["Ali"] == "help"
    browser = ali.browser()
    room.source.wait(service.LONGEST.total_seconds())
    assert "Séance suivie en direct" not in browser.get("/accueil").text
    assert not service.room(room.services, room.trainer, room.group_id).open
    assert room.count(LiveRoom) == 0, "closed by who reads"
    room.source.wait(service.TODAY.total_seconds())
    service.open_room(room.services, room.trainer, room.group_id)
    assert states()["Ali"] == "away"


def test_the_daily_commands_leave_no_room_that_is_over(
    sqlite_room: Any, tmp_path: Path
) -> None:
    room, ends = sqlite_room, service.LONGEST.total_seconds()
    service.open_room(room.services, room.trainer, room.group_id)
    for wait, count in ((ends - 1, 1), (2, 0)):
        room.source.wait(wait)
        found = retention.due(room.services.db, room.source.now())
        retention.apply(room.services.db, found, tmp_path, room.source.now())
        assert room.count(LiveRoom) == count
    assert "jusqu’à sa fin" in room.staff("admin").get("/registre").text


def test_opened_by_several_at_once_it_is_one_room(room: Any) -> None:
    who = (room.services, room.trainer, room.group_id)
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda _n: service.open_room(*who), range(6)))
    assert room.count(LiveRoom) == 1
    assert service.room(*who).open
