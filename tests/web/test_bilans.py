"""Bilans by the dates of a stay, notes of their authors alone, active time, own answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest

from adaptive.change import Standing
from palier import active_time, moved
from palier.models import TRAINER, AuditEvent, TrainerNote
from palier.people.settings import Settings
from palier.practice import bilans, service
from palier.practice.bilans import EXIT, MID, Sat, Stay

WEEK = 7 * 86_400


def seen(browser: Any, path: str) -> str:
    reply = browser.get(path)
    assert reply.status_code == 200
    return unescape(reply.text).replace("\u00a0", " ")


def test_a_bilan_is_proposed_by_its_date_and_once_a_domain() -> None:
    began = datetime(2026, 9, 1, 8, tzinfo=UTC)
    stay = Stay("Europe/Paris", began.date(), began.date() + timedelta(weeks=24))
    entry = [Sat(None, "maths", "entry", began, began)]  # type: ignore[arg-type]  # unread

    def due(weeks: float, sat: list[Sat]) -> dict[str, str]:
        return bilans.due(stay, sat, began + timedelta(weeks=weeks))

    assert due(11.8, entry) == {}
    assert due(12.2, entry) == {"maths": MID}
    assert due(20.8, entry) == {"maths": MID}
    assert due(21.2, entry) == {"maths": EXIT}
    assert due(12.2, []) == {}  # nothing to compare with
    at = began + timedelta(weeks=18)
    mid = [*entry, Sat(None, "maths", MID, at, at)]  # type: ignore[arg-type]
    assert due(19, mid) == {}
    assert due(21.2, mid) == {}  # too soon after the last one
    assert due(22.2, mid) == {"maths": EXIT}
    assert bilans.due(Stay("Europe/Paris", began.date(), None), entry, at) == {}


def test_from_the_date_of_exit_to_a_change_said_with_its_reason(
    sqlite_room: Any, sqlite_room_ines: Any
) -> None:
    room, ines = sqlite_room, sqlite_room_ines
    trainer, page = room.browser(room.trainer.id), f"/stagiaires/{ines.actor.id}/bilans"
    assert "Sans date de sortie prévue" in seen(trainer, page)
    joined = room.source.now().date()
    for wrong in ("demain", str(joined), "2050-01-01"):
        post = trainer.post(
            f"/stagiaires/{ines.actor.id}/sortie-prevue", page, {"sortie": [wrong]}
        )
        assert post.status_code == 422
    out = str(joined + timedelta(weeks=12))
    trainer.post(f"/stagiaires/{ines.actor.id}/sortie-prevue", page, {"sortie": [out]})
    hers = ines.browser()
    assert "Bilan de mi-parcours" not in hers.get("/accueil").text
    room.source.wait(7 * WEEK)
    hers = ines.browser()
    assert "Bilan de mi-parcours" in seen(hers, "/accueil")
    reply = hers.post("/bilan/maths", "/accueil")
    assert reply.status_code == 303
    following = service.start_bilan(room.services, ines.actor, "maths")
    text = seen(hers, f"/exercice/{following}")
    assert "Bilan de mi-parcours" in text
    assert "Votre point de départ" not in text
    while following is not None:
        following = ines.answer(following, right=False).next_id
    text = seen(room.browser(room.trainer.id), page)
    assert "Mi-parcours" in text
    assert "Changement réel, vers le bas" in text  # all right at first, nothing now
    assert "Bilan de mi-parcours" not in hers.get("/accueil").text
    assert room.differences() == []


@pytest.fixture
def sqlite_room_ines(sqlite_room: Any) -> Any:
    """A learner placed in maths, all right."""
    pupil = sqlite_room.pupil("Inès")
    pupil.place("maths")
    return pupil


def test_what_is_said_of_a_change() -> None:
    def stood(mean: float, var: float, answers: int) -> Standing:
        return Standing(mean, var, 2.0, 0.01, float(answers), min(answers, 4), answers)

    low, high, later = stood(-1.0, 0.1, 12), stood(1.0, 0.1, 36), stood(-1.0, 0.1, 60)
    assert (moved.said(low, high).word, moved.said(low, high).way) == ("Progrès réel", 1)
    assert "À regarder ensemble" in moved.said(high, later).reason
    noise = moved.said(stood(0.0, 0.5, 12), stood(0.4, 0.5, 36))
    assert (noise.word, noise.real) == ("Bruit possible", False)
    assert "il en faut 95" in noise.reason.replace("\u00a0", " ")
    assert "Trop peu de réponses" in moved.said(low, stood(1.0, 0.1, 15)).reason
    assert "Aucune réponse directe" in moved.said(stood(0, 0.5, 0), stood(0, 0.5, 0)).reason


def test_a_note_is_its_author_s_to_change_and_the_team_s_to_read(sqlite_room: Any) -> None:
    room = sqlite_room
    ines = room.pupil("Inès")
    page = f"/stagiaires/{ines.actor.id}/notes"
    author, other = room.browser(room.trainer.id), room.staff(TRAINER)
    assert author.post(page, page, {"note": ["  "]}).status_code == 422
    assert author.post(page, page, {"note": ["Vise le CAP <b>cuisine</b>."]}).status_code == 303
    assert "Vise le CAP &lt;b&gt;" in other.get(page).text
    with room.services.db.read() as session:
        note = session.query(TrainerNote).one()
    one = f"{page}/{note.id}"
    assert "Seule la personne" in seen(other, one)
    assert other.post(f"{one}/supprimer", page, {}).status_code == 404
    changed = {"note": ["Vise le CAP."], "version": ["1"]}
    assert author.post(one, one, changed).status_code == 303
    # The same page in another window: told, and what was typed is still there.
    late = author.post(one, one, {"note": ["Autre texte"], "version": ["1"]})
    assert late.status_code == 422
    assert "Autre texte" in late.text
    assert "modifiée le" in seen(other, page)
    assert author.post(f"{one}/supprimer", one).status_code == 303
    assert room.count(TrainerNote) == 0
    with room.services.db.read() as session:
        said = [event.action for event in session.query(AuditEvent).order_by(AuditEvent.id)]
    assert [a for a in said if a.startswith("note.")] == [
        "note.written",
        "note.changed",
        "note.removed",
    ]


def test_active_time_is_cut_at_two_minutes_and_told_apart_by_the_clock() -> None:
    monday = datetime(2026, 9, 14, 9, tzinfo=UTC)  # 11 h in Reims
    night, sunday = monday.replace(hour=20), monday - timedelta(days=1)
    minute = timedelta(minutes=1)
    found = active_time.by_week(
        [
            (monday, monday + minute),
            (monday, monday + 30 * minute),
            (night, night + minute / 2),
            (monday + minute, monday),  # clocks that disagree take nothing away
            (sunday, sunday + minute),
        ],
        "Europe/Paris",
    )
    week = found[monday.date()]
    assert (week.inside, week.outside) == (3 * minute, minute / 2)
    assert found[(monday - timedelta(days=7)).date()].outside == minute
    # The hours are those the school says: Sundays from half past ten, its own words for them.
    sundays = Settings(open_days=(6,), opens=630, closes=720)
    other = active_time.by_week([(sunday, sunday + minute)], "Europe/Paris", sundays)
    assert other[(monday - timedelta(days=7)).date()].inside == minute
    assert active_time.hours_said(sundays).replace("\u00a0", " ") == (
        "le dimanche, de 10 h 30 à 12 h"
    )


def test_a_misconception_that_comes_back_is_shown_with_her_own_answers(
    sqlite_room: Any, sqlite_room_ines: Any
) -> None:
    room, ines = sqlite_room, sqlite_room_ines
    said: list[tuple[str, str]] = []  # misconception, where
    for seed in range(1, 60):
        served_id = ines.serve("numeric", seed)
        named = [(raw, cause) for raw, cause in ines.known(served_id).wrong if cause]
        if named and all(cause == named[0][1] for cause, _where in said):
            room.source.wait(30)
            service.answer(room.services, ines.actor, served_id, named[0][0])
            said.append((named[0][1], ines.served(served_id).skill))
        if len(said) == 3:
            break
    domain = said[0][1].split(".")[0]
    page = f"/stagiaires/{ines.actor.id}?domaine={domain}"
    text = seen(room.browser(room.trainer.id), page)
    part = text.partition("Ce qui revient")[2].partition("</section>")[0]
    assert "3 fois" in part
    assert part.count("« ") == 2
