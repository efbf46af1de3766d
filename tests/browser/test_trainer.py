"""A trainer's journey on a desk of 1280 px, and the pages that no other journey meets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from palier.demo.accounts import Account
from palier.demo.people import DOMAINS

Violations = Callable[[Page], list[str]]
DESK = {"width": 1280, "height": 800}


@pytest.fixture
def desk(page: Page, hand: Any) -> Any:
    """The trainer of the demonstration, signed in, at her desk."""
    page.set_viewport_size(DESK)  # type: ignore[arg-type]  # Playwright's own TypedDict
    account = hand.demo.account("Formatrice")
    page.goto(f"{hand.demo.url}/equipe/entrer")
    page.get_by_label("Adresse e-mail").fill(account.name)
    page.get_by_label("Mot de passe").fill(account.secret)
    page.get_by_role("button", name="Entrer").click()
    page.wait_for_url("**/groupes")
    return hand


def test_from_the_groups_to_one_answer(
    desk: Any, violations: Violations, faults: list[str]
) -> None:
    page = desk.page
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        found[name] = violations(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 1280, name

    look("groupes")
    page.get_by_role("link", name="Groupe Horizon").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Groupe Horizon")
    look("carte maths")
    for name in ("Français", "Bureautique et numérique", "Culture générale"):
        page.get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(name)
        look(name)
    page.get_by_role("link", name="Mathématiques").click()
    rows = page.locator("table.map tbody tr")
    expect(rows).to_have_count(10)
    fatoumata = rows.filter(has_text="Fatoumata")
    cell = fatoumata.locator("a.cell").first
    assert "Acquis" in cell.inner_text() or "Retenu" in cell.inner_text()
    cell.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/stagiaires/*competence=*")
    expect(page.locator("#reponses")).to_be_in_viewport()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Fatoumata")
    look("preuves")
    page.get_by_role("link", name="Tout le domaine").click()
    expect(page.get_by_role("img", name="Mathématiques")).to_be_visible()
    look("stagiaire")
    page.locator("#reponses tbody a").first.click()
    page.wait_for_url("**/reponses/*")
    for said in ("Réponse donnée", "Réponse attendue", "Pourquoi cet exercice"):
        expect(page.get_by_text(said).first).to_be_visible()
    look("réponse")
    page.get_by_role("link", name="Fatoumata").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Fatoumata")
    assert {name: told for name, told in found.items() if told} == {}
    assert faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_whole_map_is_clean_and_holds_in_its_box(
    desk: Any, violations: Violations, scheme: str
) -> None:
    page = desk.page
    page.emulate_media(color_scheme=scheme)
    page.get_by_role("link", name="Groupe Horizon").click()
    page.get_by_role("link", name="Montrer toutes les compétences").click()
    expect(page.locator("table.map thead th .up").nth(20)).to_be_attached()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def card_on_screen(page: Page) -> Account:
    """The name and the words that the card shows."""
    name = page.locator(".face-login b").inner_text()
    words = page.locator(".face-words li").all_inner_texts()
    assert len(words) == 5
    return Account("Stagiaire", name, " ".join(words))


def try_words(page: Page, url: str, account: Account) -> None:
    """Type a name and five words, and send them."""
    page.goto(f"{url}/entrer")
    page.get_by_label("Mon nom pour entrer").fill(account.name)
    for number, word in enumerate(account.secret.split(), 1):
        page.get_by_label(f"Mot {number}").fill(word)
    page.get_by_role("button", name="Entrer").click()


def test_a_new_learner_enters_with_the_card_until_it_is_renewed(
    desk: Any, violations: Violations, browser: Any, browser_context_args: dict[str, Any]
) -> None:
    page, url = desk.page, desk.demo.url
    page.get_by_role("link", name="Groupe Tremplin").click()
    page.get_by_role("link", name="Ajouter un stagiaire").click()
    page.get_by_label("Prénom").fill("Sélim")
    page.get_by_role("button", name="Ajouter et voir la carte").click()
    card = card_on_screen(page)
    assert card.name == "selim"
    assert violations(page) == []
    page.emulate_media(media="print")
    expect(page.locator(".face-qr svg")).to_be_visible()
    for hidden in ("Imprimer la carte", "Quitter"):
        expect(page.get_by_role("button", name=hidden)).to_be_hidden()
    page.emulate_media(media="screen")
    with browser.new_context(**browser_context_args) as context:
        phone = context.new_page()
        try_words(phone, url, card)
        expect(phone.get_by_role("heading", name="Bienvenue Sélim")).to_be_visible()
        page.get_by_role("link", name="Groupe Tremplin").click()
        page.get_by_role("link", name="Sélim", exact=True).click()
        page.get_by_role("link", name="Sa carte de connexion").click()
        for word in card.secret.split():
            expect(page.get_by_text(word, exact=True)).to_have_count(0)
        page.get_by_role("link", name="Renouveler la carte").click()
        page.get_by_role("button", name="Renouveler la carte").click()
        renewed = card_on_screen(page)
        assert renewed.name == card.name
        assert renewed.secret != card.secret
        phone.reload()
        expect(phone.get_by_role("heading", name="Entrer")).to_be_visible()  # shut out at once
        try_words(phone, url, card)
        expect(phone.get_by_text("Ce nom et ces mots ne vont pas ensemble")).to_be_visible()
        try_words(phone, url, renewed)
        expect(phone.get_by_role("heading", name="Bienvenue Sélim")).to_be_visible()


def test_a_learners_evening_is_seen_by_the_trainer(
    desk: Any, browser: Any, browser_context_args: dict[str, Any]
) -> None:
    """What a learner answers on a phone is on the trainer's map at once."""
    demo = desk.demo
    with browser.new_context(**browser_context_args) as context:
        phone = type(desk)(context.new_page(), demo)
        phone.page.goto(f"{demo.url}/carte#{demo.account('Inès').token}")
        phone.page.wait_for_url("**/accueil")
        assert phone.page.url == f"{demo.url}/accueil"
        served_id = demo.serve("Inès", "numeric", item="maths.")
        phone.page.goto(f"{demo.url}/exercice/{served_id}")
        phone.answer("wrong")
        phone.page.wait_for_selector("#v")
    page = desk.page
    page.get_by_role("link", name="Groupe Horizon").click()
    row = page.locator("table.map tbody tr").filter(has_text="Inès")
    expect(row).to_contain_text("aujourd’hui")
    row.get_by_role("rowheader").get_by_role("link").click()
    exercise, _known = demo.known(served_id)
    first = page.locator("#reponses tbody tr").first
    expect(first).to_contain_text(exercise.public["ask"].replace("*", "")[:20])
    expect(first).to_contain_text("Pas encore")


@pytest.mark.parametrize("settings", ["text-1.5", "spacing", "contrast"])
def test_comfort_changes_the_pages_and_they_hold(
    hand: Any, violations: Violations, settings: str
) -> None:
    page = hand.page
    hand.sign_in(hand.demo.account("Inès"))
    page.goto(f"{hand.demo.url}/confort")
    label = {
        "text-1.5": "Très grande",
        "spacing": "Plus d’espace",
        "contrast": "Contraste fort",
    }[settings]
    page.locator("label", has_text=label).click()
    hand.press("Garder")
    expect(page.get_by_text("C’est gardé")).to_be_visible()
    served_id = hand.demo.serve("Inès", "order")
    for path in ("confort", "accueil", "montee?domaine=maths", f"exercice/{served_id}"):
        page.goto(f"{hand.demo.url}/{path}")
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_the_climb_of_each_domain_and_errors_are_clean(
    hand: Any, violations: Violations, faults: list[str]
) -> None:
    page = hand.page
    hand.sign_in(hand.demo.account("Inès"))
    for domain in DOMAINS:
        page.goto(f"{hand.demo.url}/montee?domaine={domain}")
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        assert violations(page) == [], domain
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, domain
    assert faults == []
    page.goto(f"{hand.demo.url}/nulle-part")
    expect(page.get_by_role("heading", name="Cette page n’existe pas")).to_be_visible()
    assert violations(page) == []
    page.goto(f"{hand.demo.url}/groupes")  # staff only
    expect(page.get_by_role("heading", name="Cette page n’existe pas")).to_be_visible()


def test_a_refused_sign_in_is_clean_and_says_what_to_do(
    page: Page, demo: Any, violations: Violations
) -> None:
    account = demo.account("Inès")
    try_words(page, demo.url, Account("", account.name, "table table table table table"))
    expect(page.get_by_text("Ce nom et ces mots ne vont pas ensemble")).to_be_visible()
    assert violations(page) == []
    try_words(page, demo.url, Account("", account.name, "table table tabel table table"))
    expect(page.get_by_text("Nous ne connaissons pas ce mot")).to_be_visible()
    assert violations(page) == []
    page.set_viewport_size(DESK)  # type: ignore[arg-type]  # Playwright's own TypedDict
    page.goto(f"{demo.url}/equipe/entrer")
    page.get_by_label("Adresse e-mail").fill("formatrice@demo.example")
    page.get_by_label("Mot de passe").fill("ce-n-est-pas-lui")
    page.get_by_role("button", name="Entrer").click()
    expect(page.get_by_text("ne vont pas ensemble")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("path", ["groupes", "groupes/1", "groupes/1?voir=tout"])
def test_staff_pages_hold_on_a_phone(desk: Any, path: str) -> None:
    page = desk.page
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{desk.demo.url}/{path}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.goto(f"{desk.demo.url}/groupes/1")
    page.locator("table.map tbody th a").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
