"""The trainer’s day: alerts open and close by themselves, and say why."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from palier.accounts import staff
from palier.calendar import service as calendar
from palier.calendar.pages import Typed
from palier.models import AUTHOR
from palier.today import alerts
from palier.today.pages import Alert

TODAY = "/aujourdhui"


def seen(room: Any, address: str = TODAY) -> str:
    return unescape(room.browser(room.trainer.id).get(address).text)


def test_a_call_for_help_comes_first_and_closes_with_a_success(room: Any, ines: Any) -> None:
    assert "demande de l’aide" not in seen(room)
    served_id = ines.serve("numeric")
    page = f"/exercice/{served_id}"
    ines.browser().post(f"{page}/besoin-aide", page)
    text = seen(room)
    assert "demande de l’aide" in text
    assert alerts.RULES[alerts.HELP] in text
    ines.answer(served_id, right=True)
    assert "demande de l’aide" not in seen(room)


def test_a_faulty_exercise_is_reported_until_it_is_seen(sqlite_room: Any) -> None:
    ines = sqlite_room.pupil("Inès")
    ines.place("maths")
    served_id = ines.serve("numeric")
    ines.answer(served_id)
    page, hers = f"/exercice/{served_id}", ines.browser()
    assert hers.post(f"{page}/signaler", page, {"raison": ["<b>"]}).status_code == 303
    assert "signale un exercice" not in seen(sqlite_room)
    hers.post(f"{page}/signaler", page, {"raison": ["correction"]})
    assert "C’est transmis à l’équipe" in unescape(hers.get(page).text)
    text = seen(sqlite_room)
    assert "signale un exercice (la correction me semble fausse)" in text
    assert alerts.RULES[alerts.REPORT] in text
    answer = f"/stagiaires/{ines.actor.id}/reponses/{served_id}"
    trainer = sqlite_room.browser(sqlite_room.trainer.id)
    assert "Exercice signalé" in trainer.get(answer).text
    trainer.post(f"/stagiaires/{ines.actor.id}/signalement/{served_id}", answer)
    assert "C’est vu" not in unescape(trainer.get(answer).text)
    assert "signale un exercice" not in seen(sqlite_room)


def test_an_author_closes_a_report_without_knowing_whose_it_is(sqlite_room: Any) -> None:
    room, ines = sqlite_room, sqlite_room.pupil("Inès")
    ines.place("maths")
    who = (room.trainer.school_id, AUTHOR, "a@e.fr", "Alice", "Marée 12 haute")
    author = staff.add_staff(room.services, *who)
    served_id = ines.serve("numeric")
    page, hers, alice = f"/exercice/{served_id}", ines.browser(), room.browser(author)
    shown = hers.post(f"{page}/signaler", page, {"raison": ["question"], "number": ["12"]})
    assert shown.status_code == 200  # the exercise again, with what was typed
    assert 'value="12"' in shown.text
    assert "C’est transmis à l’équipe" in unescape(shown.text)
    answer = f"/stagiaires/{ines.actor.id}/reponses/{served_id}"
    trainer = room.browser(room.trainer.id)
    assert "Pas encore de réponse" in unescape(trainer.get(answer).text)
    reports = "/signalements"
    text = unescape(alice.get(reports).text)
    assert "La question n’est pas claire" in text
    assert not any(one in text for one in ("Inès", str(ines.actor.id)))
    close = f"{reports}/{served_id}"
    assert alice.post(close, reports, {"mot": ["  "]}).status_code == 422
    assert alice.post(close, reports, {"mot": ["Réécrite"]}).status_code == 303
    again = alice.post(close, "/mot-de-passe", {"mot": ["Autre"]})
    assert again.status_code == 303
    assert "Réécrite" in alice.get(reports).text
    assert "Réécrite" in hers.get("/accueil").text
    for closed in (seen(room), unescape(trainer.get(answer).text)):
        assert "par Alice : Réécrite" in closed
        assert "signale un exercice" not in closed
    assert trainer.get(reports).status_code == 404


def test_nobody_is_absent_while_in_a_company(sqlite_room: Any) -> None:
    pupil = sqlite_room.pupil("Inès")
    pupil.place("maths")
    began = sqlite_room.source.now().date()
    sqlite_room.source.wait(timedelta(days=20).total_seconds())
    assert "sans activité depuis 20 jours" in seen(sqlite_room)
    away = Typed(
        (began + timedelta(days=1)).isoformat(),
        (began + timedelta(days=10)).isoformat(),
        "company",
    )
    where = (sqlite_room.trainer, sqlite_room.group_id)
    assert calendar.add(sqlite_room.services, *where, away) is None
    found = seen(sqlite_room)
    assert "sans activité" not in found
    # The map says the same of her: it filters by the same days.
    absent = f"/groupes/{sqlite_room.group_id}?qui=absents-14"
    assert "Inès" not in seen(sqlite_room, absent).partition("<table")[2]


@pytest.mark.parametrize("wanted", ["999999", "0", "x", "9" * 25, "²"])
def test_a_group_that_is_not_hers_and_one_that_is_not_are_not_found(
    sqlite_room: Any, wanted: str
) -> None:
    browser = sqlite_room.browser(sqlite_room.trainer.id)
    assert browser.get(f"{TODAY}?groupe={wanted}").status_code == 404


def test_what_does_not_come_first_is_behind_more(sqlite_room: Any) -> None:
    for number in range(6):
        pupil = sqlite_room.pupil(f"Inès {number}")
        pupil.place("maths")
    sqlite_room.source.wait(timedelta(days=20).total_seconds())
    text = seen(sqlite_room)
    assert "Voir plus\u00a0: 1 autre" in text
    first, more = text.split("Voir plus", 1)
    assert first.count("sans activité") == 5
    assert more.count("sans activité") == 1


def alert(kind: str, name: str = "Inès") -> Alert:
    return Alert(kind, name, "Groupe A", "", "", "", "")


def test_at_most_five_come_first_and_no_kind_hides_the_others() -> None:
    many = [alert(alerts.STUCK, str(n)) for n in range(9)]
    one = [alert(alerts.READY), alert(alerts.HELP)]
    first, more = alerts.in_order([*many, *one])
    assert [a.kind for a in first] == [alerts.HELP, *[alerts.STUCK] * 3, alerts.READY]
    assert len(first) + len(more) == len(many) + len(one)
    assert alerts.in_order([]) == ((), ())
