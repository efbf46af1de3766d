"""Signing in and out over HTTP, and the pages of people."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from werkzeug.routing import IntegerConverter, UnicodeConverter, UUIDConverter

from palier.accounts import service
from palier.accounts.cards import NewCard
from palier.accounts.visitor import local
from palier.models import AUTHOR, Group, Person

if TYPE_CHECKING:
    from tests.web.accounts.conftest import SchoolKit

WRONG = ("lampe", "orage", "violon", "tuile", "zèbre")


def test_words_lead_home(kit: SchoolKit) -> None:
    browser = kit.browser()
    assert not browser.is_in()
    answer = browser.sign_in(kit.card())
    assert (answer.status_code, answer.location) == (303, "/")
    assert browser.is_in()


def test_card_leads_home_and_its_page_holds_no_token(kit: SchoolKit) -> None:
    card, browser = kit.card(), kit.browser()
    page = browser.get("/carte").text
    assert card.token not in page
    assert "Entrer avec mes 5 mots" in page  # what remains without script
    answer = browser.post("/carte", jeton=card.token)
    assert (answer.status_code, answer.location) == (303, "/")
    assert browser.is_in()


@pytest.mark.parametrize("token", ["", "x", "t" * 22, "é" * 22, "t" * 5000])
def test_a_card_that_does_not_exist_opens_nothing(kit: SchoolKit, token: str) -> None:
    browser = kit.browser()
    answer = browser.post("/carte", jeton=token)
    assert answer.status_code == 422
    assert "n’ouvre plus Palier" in answer.text
    assert not browser.is_in()


def test_wrong_name_and_wrong_words_are_answered_alike(kit: SchoolKit) -> None:
    card = kit.card()
    texts = []
    for name in (card.login_name, "nobody"):
        answer = kit.browser().try_words(name, WRONG)
        assert answer.status_code == 422
        assert f'value="{name}"' in answer.text  # what was typed stays
        assert 'value="violon"' in answer.text
        without_name = answer.text.replace(f'value="{name}"', "")
        texts.append(re.sub(r'name="csrf_token" value="[^"]+"', "", without_name))
    assert texts[0] == texts[1]


def test_misspelt_words_are_shown_and_are_no_try(kit: SchoolKit) -> None:
    card, browser = kit.card(), kit.browser()
    for _ in range(12):
        answer = browser.try_words(card.login_name, ("lanpe", *card.words[1:]))
        assert answer.status_code == 422
    assert "Essayez «\u00a0lampe\u00a0»." in answer.text
    assert browser.sign_in(card).status_code == 303


def test_missing_fields_are_named(kit: SchoolKit) -> None:
    answer = kit.browser().post("/entrer")
    assert answer.status_code == 422
    assert answer.text.count('aria-invalid="true"') == 6


def test_too_many_tries_say_how_long_and_what_to_do(kit: SchoolKit) -> None:
    card, browser = kit.card(), kit.browser()
    for _ in range(10):
        browser.try_words(card.login_name, WRONG)
    answer = browser.sign_in(card)
    assert answer.status_code == 429
    assert "15 minutes" in answer.text
    assert "Votre carte marche toujours" in answer.text
    assert browser.post("/carte", jeton=card.token).status_code == 303


def test_a_class_of_30_behind_one_address_signs_in(kit: SchoolKit) -> None:
    cards = [kit.card(f"Stagiaire{chr(97 + n % 26) * (1 + n // 26)}") for n in range(30)]
    browsers = [kit.browser() for _ in cards]
    for _ in range(3):
        for browser, card in zip(browsers, cards, strict=True):
            assert browser.try_words(card.login_name, WRONG).status_code == 422
    arrived = [b.sign_in(c).status_code for b, c in zip(browsers, cards, strict=True)]
    assert arrived == [303] * 30
    assert all(browser.is_in() for browser in browsers)


@pytest.mark.parametrize(
    "path", ["/entrer", "/carte", "/equipe/entrer", "/quitter", "/confort"]
)
def test_forms_without_their_token_are_refused(kit: SchoolKit, path: str) -> None:
    card, browser = kit.card(), kit.browser()
    fields = {"nom": card.login_name, "jeton": card.token}
    assert browser.client.post(path, data=fields).status_code == 400
    other = kit.browser()
    other.get("/entrer")
    stolen = re.search(r'name="csrf_token" value="([^"]+)"', other.get("/entrer").text)
    assert stolen
    fields["csrf_token"] = stolen[1]  # of another browser
    assert browser.client.post(path, data=fields).status_code == 400
    assert not browser.is_in()


def test_no_route_takes_a_form_without_its_token(kit: SchoolKit) -> None:
    filled = {UUIDConverter: uuid4(), IntegerConverter: 1, UnicodeConverter: "x"}
    client = kit.app.test_client()
    address = kit.app.url_map.bind("localhost")
    posts = [
        address.build(
            rule.endpoint,
            {name: filled[type(rule._converters[name])] for name in rule.arguments},
        )
        for rule in kit.app.url_map.iter_rules()
        if "POST" in (rule.methods or ())
    ]
    assert len(posts) > 8
    assert {path: client.post(path).status_code for path in posts} == dict.fromkeys(posts, 400)


def test_signing_in_makes_a_new_session_and_token(kit: SchoolKit) -> None:
    card, browser = kit.card(), kit.browser()
    browser.get("/entrer")
    with browser.client.session_transaction() as before:
        planted = dict(before)
    browser.sign_in(card)
    with browser.client.session_transaction() as after:
        assert after["_user_id"] not in planted.values()
        assert after.get("csrf_token") != planted["csrf_token"]


def test_a_cookie_kept_by_a_thief_is_worth_nothing_after_leaving(kit: SchoolKit) -> None:
    browser, thief = kit.browser(), kit.browser()
    browser.sign_in(kit.card())
    stolen = browser.client.get_cookie("palier")
    assert stolen is not None
    thief.client.set_cookie("palier", stolen.value)
    assert thief.is_in()
    left = browser.post("/quitter", form="/confort")
    assert (left.status_code, left.location) == (303, "/entrer")
    assert not browser.is_in()
    assert not thief.is_in()


def test_another_card_on_the_same_computer_closes_the_first_session(kit: SchoolKit) -> None:
    first, second = kit.card("Inès"), kit.card("Malik")
    browser, copy = kit.browser(), kit.browser()
    browser.sign_in(first)
    cookie = browser.client.get_cookie("palier")
    assert cookie is not None
    copy.client.set_cookie("palier", cookie.value)
    browser.post("/carte", jeton=second.token)
    assert "Malik" in browser.get("/confort").text
    assert not copy.is_in()


def test_the_cookie_is_closed_to_scripts_and_to_other_sites(kit: SchoolKit) -> None:
    answer = kit.browser().sign_in(kit.card())
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires" not in cookie  # it ends with the browser


def test_changing_network_does_not_sign_out(kit: SchoolKit) -> None:
    browser = kit.browser()
    browser.sign_in(kit.card())
    moved = browser.client.get(
        "/",
        headers={"User-Agent": "another"},
        environ_overrides={"REMOTE_ADDR": "203.0.113.9"},
    )
    assert moved.location == "/accueil"


def test_closed_doors_lead_to_the_right_door_and_back(kit: SchoolKit) -> None:
    browser = kit.browser()
    asked = browser.get("/montee?domaine=maths")
    assert asked.location == "/entrer?suite=/montee?domaine%3Dmaths"
    assert browser.get("/mot-de-passe").location == "/equipe/entrer?suite=/mot-de-passe"
    page = browser.get(asked.location).text
    assert 'name="suite" value="/montee?domaine=maths"' in page
    card = kit.card()
    answer = browser.try_words(card.login_name, card.words, suite="/montee?domaine=maths")
    assert answer.location == "/montee?domaine=maths"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        " /accueil",
        "/accueil\nSet-Cookie: a=b",
        "",
        None,
    ],
)
def test_only_paths_of_this_site_are_followed(target: str | None) -> None:
    assert local(target) == ""


def test_a_forged_next_address_leads_home(kit: SchoolKit) -> None:
    card = kit.card()
    answer = kit.browser().try_words(card.login_name, card.words, suite="//evil.example/x")
    assert answer.location == "/"


# Staff


def test_staff_sign_in_and_leave_by_their_door(kit: SchoolKit) -> None:
    browser = kit.trainer_browser()
    assert browser.get("/mot-de-passe").status_code == 200
    assert browser.post("/quitter", form="/mot-de-passe").location == "/equipe/entrer"
    assert not browser.is_in()


def test_staff_mistakes_say_nothing_and_keep_no_password(kit: SchoolKit) -> None:
    for email in ("nadia@ecole.example", "nobody@ecole.example"):
        answer = kit.browser().post(
            "/equipe/entrer", adresse=email, mot_de_passe="secret-typed"
        )
        assert answer.status_code == 422
        assert "ne vont pas ensemble" in answer.text
        assert email in answer.text
        assert "secret-typed" not in answer.text


def test_a_learner_has_no_password_door(kit: SchoolKit) -> None:
    card = kit.card()
    answer = kit.browser().post("/equipe/entrer", adresse=card.login_name, mot_de_passe="")
    assert answer.status_code == 422


def test_changing_the_password_closes_other_sessions(kit: SchoolKit) -> None:
    here, elsewhere = kit.trainer_browser(), kit.trainer_browser()
    new = "tulipe-wagon-cerise"

    def change(old: str, new: str, again: str) -> str:
        fields = {"actuel": old, "nouveau": new, "encore": again}
        answer = here.post("/mot-de-passe", **fields)
        return answer.text if answer.status_code == 422 else str(answer.status_code)

    assert "pas les mêmes" in change(kit.password, new, new + "s")
    assert "pas votre mot de passe" in change("autre-chose-ici", new, new)
    assert "trop connu" in change(kit.password, "motdepasse2026", "motdepasse2026")
    assert elsewhere.is_in()
    assert change(kit.password, new, new) == "303"
    assert "est changé" in here.get("/mot-de-passe").text
    assert not elsewhere.is_in()
    old = kit.browser().post(
        "/equipe/entrer", adresse="nadia@ecole.example", mot_de_passe=kit.password
    )
    assert old.status_code == 422


# Groups, learners, cards


def add(kit: SchoolKit, **fields: str) -> str:
    path = f"/groupes/{kit.group_id}/stagiaires/nouveau"
    return kit.trainer_browser().post(path, **fields).text


def shown_card(page: str) -> NewCard:
    """The card as a trainer reads it on the page."""
    words = tuple(re.findall(r"<li>([^<]+)</li>", page.split("face-words")[1]))
    name = re.search(r"<b>([a-z0-9]+)</b>", page.split("face-login")[1])
    assert name
    return NewCard(uuid4(), name[1], words, "")


def test_a_trainer_adds_a_learner_who_can_enter(kit: SchoolKit) -> None:
    page = add(kit, prenom="  Inès ", initiale="b", demande=str(uuid4()))
    assert "Inès B." in page
    assert "<svg" in page.split("face-qr")[1]
    assert "style=" not in page
    card = shown_card(page)
    assert len(card.words) == 5
    assert kit.browser().sign_in(card).status_code == 303


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"prenom": " "}, "Écrivez le prénom"),
        ({"prenom": "123"}, "Écrivez le prénom"),
        ({"prenom": "a" * 61}, "trop long"),
        ({"prenom": "Inès", "initiale": "1"}, "est une lettre"),
    ],
)
def test_names_that_are_no_names_are_said(
    kit: SchoolKit, fields: dict[str, str], said: str
) -> None:
    assert said in add(kit, **fields)
    with kit.services.db.read() as session:
        learners = select(func.count()).where(Person.login_name.is_not(None))
        assert session.scalar(learners) == 0


def test_a_name_is_text_never_markup(kit: SchoolKit) -> None:
    page = add(kit, prenom="<script>alert(1)</script>")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_words_are_shown_once_and_renewed_after_a_warning(kit: SchoolKit) -> None:
    card, browser = kit.card(), kit.trainer_browser()
    path = f"/stagiaires/{card.learner_id}/carte"
    page = browser.get(path).text
    assert not any(f"<li>{word}</li>" in page for word in card.words)
    assert card.login_name in page
    warning = browser.get(f"{path}/renouveler").text
    assert "ne marcheront plus, tout de suite" in warning
    assert kit.browser().sign_in(card).status_code == 303
    new = shown_card(browser.post(f"{path}/renouveler").text)
    assert kit.browser().sign_in(card).status_code == 422
    assert kit.browser().sign_in(new).status_code == 303


def test_a_trainer_makes_a_group(kit: SchoolKit) -> None:
    browser = kit.trainer_browser()
    site = str(kit.site_id)
    answer = browser.post("/groupes/nouveau", nom="  Groupe   B ", site=site)
    assert answer.status_code == 303
    with kit.services.db.read() as session:
        group = session.scalars(select(Group).where(Group.name == "Groupe B")).one()
    assert answer.location == f"/groupes/{group.id}/stagiaires/nouveau"
    again = browser.post("/groupes/nouveau", nom="Groupe B", site=site)
    assert (again.status_code, "déjà un groupe" in again.text) == (422, True)
    assert browser.post("/groupes/nouveau", nom=" ", site=site).status_code == 422
    other = str(kit.other_site_id)
    assert browser.post("/groupes/nouveau", nom="Groupe C", site=other).status_code == 404


def test_foreign_and_absent_people_and_groups_are_alike(kit: SchoolKit) -> None:
    whole_school = replace(kit.trainer, sites=None)
    far = service.create_group(kit.services, whole_school, "Loin", kit.other_site_id)
    assert far is not None
    foreign = service.add_learner(kit.services, whole_school, far, "Malik")
    assert foreign is not None
    browser = kit.trainer_browser()
    for learner_id in (foreign.learner_id, uuid4(), kit.trainer.id):
        assert browser.get(f"/stagiaires/{learner_id}/carte").status_code == 404
        assert browser.get(f"/stagiaires/{learner_id}/carte/renouveler").status_code == 404
        path = f"/stagiaires/{learner_id}/carte/renouveler"
        assert browser.post(path, form="/mot-de-passe").status_code == 404
    for group_id in (far, 9999):
        path = f"/groupes/{group_id}/stagiaires/nouveau"
        assert browser.get(path).status_code == 404
        answer = browser.post(path, form="/mot-de-passe", prenom="Inès")
        assert answer.status_code == 404


def test_learners_and_authors_do_not_see_the_trainers_pages(kit: SchoolKit) -> None:
    learner = kit.browser()
    learner.sign_in(kit.card())
    kit.staff(AUTHOR, "auteur@ecole.example", None)
    author = kit.browser()
    author.post("/equipe/entrer", adresse="auteur@ecole.example", mot_de_passe=kit.password)
    assert author.is_in()
    for browser in (learner, author):
        assert browser.get("/groupes/nouveau").status_code == 404
        assert browser.get(f"/groupes/{kit.group_id}/stagiaires/nouveau").status_code == 404
    assert learner.get("/mot-de-passe").status_code == 404


# Comfort


def test_comfort_before_signing_in_holds_until_one_leaves(kit: SchoolKit) -> None:
    browser = kit.browser()
    assert "data-text" not in browser.get("/entrer").text
    answer = browser.post("/confort", text="1.5", theme="dark", suite="/entrer")
    assert answer.location == "/entrer"
    assert 'data-text="1.5" data-theme="dark"' in browser.get("/entrer").text
    browser.sign_in(kit.card())
    assert 'data-text="1.5"' in browser.get("/confort").text
    browser.post("/quitter", form="/confort")
    assert "data-text" not in browser.get("/entrer").text


def test_comfort_stays_with_the_person(kit: SchoolKit) -> None:
    card, browser, phone = kit.card(), kit.browser(), kit.browser()
    browser.sign_in(card)
    browser.post("/confort", text="1.25", spacing="1", guide="1", theme="contrast")
    phone.sign_in(card)
    page = phone.get("/confort").text
    wanted = 'data-text="1.25" data-spacing="wide" data-guide="on" data-theme="contrast"'
    assert wanted in page
    browser.post("/confort", text="9", theme="<b>")
    assert "data-text" not in phone.get("/confort").text


# When something is wrong


def test_without_a_database_the_page_says_so(kit: SchoolKit) -> None:
    browser = kit.browser()
    browser.sign_in(kit.card())
    kit.services.db.dispose()
    with kit.services.db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE web_session RENAME TO hidden")
    answer = browser.get("/accueil")
    assert answer.status_code == 503
    assert "palier upgrade" in answer.text
