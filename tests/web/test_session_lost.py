"""A session that ends in the middle of a form: one signs in, and what was typed is there."""

from __future__ import annotations

import re
from typing import Any

import pytest

from palier.accounts import service, sessions
from palier.models import Answer
from palier.resume import KEPT_FOR

OURS = {"Origin": "http://localhost"}  # what a browser adds to a form sent from our own page
HTMX = {**OURS, "HX-Request": "true"}
GUARDED = "Votre réponse est gardée."
LOST = ("closed", "cookie gone", "token gone")


@pytest.fixture
def room(sqlite_room: Any) -> Any:  # the Class of conftest.py, which cannot be imported
    """What a cookie holds does not depend on the database."""
    return sqlite_room


@pytest.fixture
def pupil(room: Any) -> Any:
    """A learner placed in maths."""
    found = room.pupil()
    found.place()
    return found


def token_of(browser: Any, page: str) -> str:
    """The token of the form on a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(page).text)
    assert found
    return found[1]


def lose(room: Any, browser: Any, person_id: Any, how: str) -> None:
    """End a session, as a computer room or a phone does it."""
    if how == "closed":
        with room.services.db.write() as session:
            sessions.close_all(session, person_id, room.source.now())
        return
    with browser.client.session_transaction() as cookie:
        cookie.pop("csrf_token") if how == "token gone" else cookie.clear()


def enter(room: Any, browser: Any, person_id: Any) -> Any:
    """Sign this browser in at the door, as a right card does; the reply."""
    card = service.renew_card(room.services, room.trainer, person_id)
    return browser.post("/carte", "/entrer", {"jeton": [card.token]})


def typed_number(text: str) -> str:
    return f'name="number" value="{text}"'


@pytest.mark.parametrize("how", LOST[:2])
@pytest.mark.parametrize("headers", [OURS, HTMX], ids=["plain", "htmx"])
def test_an_answer_sent_after_the_session_ended_waits_for_its_owner(
    room: Any, pupil: Any, how: str, headers: dict[str, str]
) -> None:
    served_id = pupil.serve("numeric")
    browser, page = pupil.browser(), f"/exercice/{served_id}"
    data = {"csrf_token": token_of(browser, page), "number": "12 3"}
    answers = room.count(Answer)
    lose(room, browser, pupil.actor.id, how)

    reply = browser.client.post(f"{page}/reponse", data=data, headers=headers)
    door = reply.headers.get("HX-Redirect") or reply.headers["Location"]
    assert reply.status_code == (401 if "HX-Request" in headers else 303)
    assert door == f"/entrer?suite={page}"
    shown = browser.get(door).text
    assert f"Votre session est fermée. {GUARDED}" in shown
    assert "12 3" not in shown  # whoever sits here now does not read it

    assert enter(room, browser, pupil.actor.id).location == page
    again = browser.get(page).text
    assert typed_number("12 3") in again
    assert GUARDED in again
    assert room.count(Answer) == answers  # nothing is sent without her
    assert browser.post(f"{page}/reponse", page, {"number": ["12"]}).status_code == 303
    assert room.count(Answer) == answers + 1


@pytest.mark.parametrize("headers", [OURS, HTMX], ids=["plain", "htmx"])
@pytest.mark.parametrize("deed", ["reponse", "aide"])
def test_a_form_older_than_its_token_comes_back_filled_in(
    room: Any, pupil: Any, headers: dict[str, str], deed: str
) -> None:
    page = f"/exercice/{pupil.serve('numeric')}"
    browser = pupil.browser()
    data = {"csrf_token": token_of(browser, page), "number": "3,50"}
    lose(room, browser, pupil.actor.id, "token gone")
    reply = browser.client.post(f"{page}/{deed}", data=data, headers=headers)
    assert (reply.headers.get("HX-Redirect") or reply.headers["Location"]) == page
    assert typed_number("3,50") in browser.get(page).text
    assert GUARDED in browser.get(page).text  # loading the page again loses nothing
    browser.post(f"{page}/aide", page, {"number": ["4"]})
    assert GUARDED not in browser.get(page).text  # what was sent since counts


def test_not_knowing_yet_and_a_move_are_kept_too(room: Any, pupil: Any) -> None:
    browser = pupil.browser()
    page = f"/exercice/{pupil.serve('order')}"
    token = token_of(browser, page)
    count = len(re.findall(r'name="order"', browser.get(page).text))
    order = [str(n) for n in range(count)]
    lose(room, browser, pupil.actor.id, "closed")
    data = {"csrf_token": token, "order": order, "descendre": "0"}
    browser.client.post(f"{page}/ranger", data=data, headers=OURS)
    enter(room, browser, pupil.actor.id)
    shown = re.findall(r'name="order" value="(\d+)"', browser.get(page).text)
    assert shown == ["1", "0", *order[2:]]

    token = token_of(browser, page)
    answers = room.count(Answer)
    lose(room, browser, pupil.actor.id, "closed")
    reply = browser.client.post(
        f"{page}/reponse", data={"csrf_token": token, "passe": "1"}, headers=OURS
    )
    assert "Rien n’est perdu." in browser.get(reply.location).text
    assert enter(room, browser, pupil.actor.id).location == page
    assert room.count(Answer) == answers
    assert "Vous reprenez ici." in browser.get(page).text


def test_what_one_person_typed_is_never_another_s(room: Any, pupil: Any) -> None:
    page = f"/exercice/{pupil.serve('numeric')}"
    browser = pupil.browser()
    data = {"csrf_token": token_of(browser, page), "number": "1234"}
    lose(room, browser, pupil.actor.id, "closed")
    browser.client.post(f"{page}/reponse", data=data, headers=OURS)
    other = room.pupil("Karim")
    assert enter(room, browser, other.actor.id).location == page
    away = browser.get(page)
    assert away.location == "/accueil"
    home = browser.get("/accueil").text
    assert "celle d’une autre personne" in home
    assert "1234" not in home
    assert browser.get(page).status_code == 404  # and it is forgotten
    with browser.client.session_transaction() as cookie:
        assert "1234" not in str(dict(cookie))


def test_it_waits_an_hour_and_leaving_forgets_it(room: Any, pupil: Any) -> None:
    page = f"/exercice/{pupil.serve('numeric')}"
    for wait in (True, False):
        browser = pupil.browser()
        data = {"csrf_token": token_of(browser, page), "number": "77"}
        lose(room, browser, pupil.actor.id, "token gone")
        browser.client.post(f"{page}/reponse", data=data, headers=OURS)
        assert typed_number("77") in browser.get(page).text
        if wait:
            room.source.wait(KEPT_FOR.total_seconds() + 1)
        else:
            browser.post("/quitter", page)
            enter(room, browser, pupil.actor.id)
        assert typed_number("77") not in browser.get(page).text


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://ailleurs.example"}, {"Sec-Fetch-Site": "cross-site"}, {}]
)
def test_another_site_can_neither_fill_in_nor_sign_out(
    room: Any, pupil: Any, headers: dict[str, str]
) -> None:
    page = f"/exercice/{pupil.serve('numeric')}"
    browser = pupil.browser()
    reply = browser.client.post(f"{page}/reponse", data={"number": "5"}, headers=headers)
    assert reply.status_code == 400
    assert "Set-Cookie" not in reply.headers
    assert typed_number("5") not in browser.get(page).text
    nobody = room.browser().client.post(f"{page}/reponse", data={}, headers=headers)
    assert nobody.status_code == 400
    assert "Set-Cookie" not in nobody.headers


def test_more_than_a_cookie_holds_is_not_said_to_be_kept(room: Any, pupil: Any) -> None:
    page = f"/exercice/{pupil.serve('numeric')}"
    browser = pupil.browser()
    odd = "".join(chr(0x4E00 + 37 * n % 20_000) for n in range(3_000))
    data = {"csrf_token": token_of(browser, page), "number": odd}
    lose(room, browser, pupil.actor.id, "closed")
    reply = browser.client.post(f"{page}/reponse", data=data, headers=OURS)
    assert len(reply.headers.get("Set-Cookie", "")) < 4096
    assert GUARDED not in browser.get(reply.location).text


def test_staff_find_the_form_they_were_filling_in(room: Any) -> None:
    browser = room.browser(room.trainer.id)
    page = f"/groupes/{room.group_id}/stagiaires/nouveau"
    data = {"csrf_token": token_of(browser, page), "prenom": "Léopoldine", "initiale": "K"}
    lose(room, browser, room.trainer.id, "closed")
    door = browser.client.post(page, data=data, headers=OURS).location
    assert door == f"/equipe/entrer?suite={page}"
    assert "Ce que vous avez écrit est gardé." in browser.get(door).text
    secret = {"adresse": ["nadia@ecole.example"], "mot_de_passe": ["lampe-orage-violon-tuile"]}
    reply = browser.post("/equipe/entrer", door, {**secret, "suite": [page]})
    assert reply.location == page
    assert 'value="Léopoldine"' in browser.get(page).text
    assert 'value="K"' in browser.get(page).text


def test_a_password_is_never_kept(room: Any) -> None:
    browser = room.browser(room.trainer.id)
    data = {"csrf_token": token_of(browser, "/mot-de-passe"), "nouveau": "secret-de-nadia"}
    lose(room, browser, room.trainer.id, "closed")
    reply = browser.client.post("/mot-de-passe", data=data, headers=OURS)
    assert reply.location == "/equipe/entrer?suite=/mot-de-passe"
    with browser.client.session_transaction() as cookie:
        assert "secret-de-nadia" not in str(dict(cookie))


def test_a_door_open_for_too_long_keeps_the_words(room: Any) -> None:
    browser = room.browser()
    words = {f"mot{n}": "lampe" for n in range(1, 6)}
    data = {"csrf_token": "vieux", "nom": "ines", **words}
    reply = browser.client.post("/entrer", data=data, headers=OURS)
    assert reply.status_code == 400
    assert "Votre page était ouverte depuis longtemps." in reply.text
    assert reply.text.count('value="lampe"') == 5


def test_the_door_leads_only_where_a_role_may_go(room: Any, pupil: Any) -> None:
    browser = pupil.browser()
    assert browser.get("/entrer?suite=/montee").location == "/montee"
    for target in ("/groupes", "/nulle-part", "https://ailleurs.example", "//ailleurs.example"):
        assert browser.get(f"/entrer?suite={target}").location == "/"
