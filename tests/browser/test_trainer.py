"""A trainer's journey on a desk of 1280 px, and the pages that no other journey meets."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

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
    page.wait_for_url("**/aujourdhui")
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
    page.get_by_role("link", name="Groupe Horizon", exact=True).click()
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
    cell = fatoumata.locator("a.cell").filter(has_text=re.compile("Acquis|Retenu")).first
    cell.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/competences/*")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Fatoumata")
    expect(page.get_by_role("heading", name="Les réponses directes")).to_be_visible()
    look("preuves")
    page.get_by_role("link", name="Fatoumata").first.click()
    expect(page.get_by_role("img", name="Mathématiques")).to_be_visible()
    expect(page.get_by_text("Réussi encore sans aide 7 jours après")).to_be_visible()
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
    page.get_by_role("link", name="Groupe Horizon", exact=True).click()
    page.locator("#voir").select_option("tout")
    expect(page.locator("table.map thead th .up").nth(20)).to_be_attached()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    if scheme == "dark":
        page.goto(f"{page.url.partition('?')[0]}?domaine=tous&colonnes=competences&voir=tout")
        printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
        assert len(printed) == len(DOMAINS)  # a sheet of A3 each, with the names again
        for sheet in printed:
            assert (round(sheet.mediabox.width), round(sheet.mediabox.height)) == (1191, 842)
            assert "Fatoumata" in sheet.extract_text()
        expect(page.locator(".map-sheets")).to_have_count(0)


def test_views_sorts_and_filters_keep_the_state_there_and_back(
    desk: Any, violations: Violations, faults: list[str]
) -> None:
    page = desk.page
    found: dict[str, list[str]] = {}
    page.get_by_role("link", name="Groupe Horizon", exact=True).click()
    page.locator("#colonnes").select_option("volets")
    expect(page.locator("table.summary")).to_be_visible()  # applied at once
    expect(page).to_have_url(re.compile("colonnes=volets"))
    found["volets"] = violations(page)
    page.go_back()
    expect(page.locator("table.summary")).to_have_count(0)
    page.get_by_role("link", name="Les quatre").click()
    found["les quatre"] = violations(page)
    page.get_by_role("link", name="Mathématiques").first.click()
    page.locator("#voir").select_option("pas-acquis")
    expect(page).to_have_url(re.compile("voir=pas-acquis"))
    page.locator("table.map a.up").first.click()
    expect(page.locator("th[aria-sort=ascending]")).to_have_count(1)
    found["triée"] = violations(page)
    view, rows = page.url, page.locator("table.map tbody th a").all_inner_texts()
    page.locator("a.cell").nth(3).click()
    page.wait_for_url("**/competences/*")
    page.get_by_role("link", name="Retour à la carte").click()
    page.wait_for_url("**/groupes/*")
    assert parse_qs(urlsplit(page.url).query) == parse_qs(urlsplit(view).query)
    assert page.locator("table.map tbody th a").all_inner_texts() == rows
    assert {name: told for name, told in found.items() if told} == {}
    assert faults == []


def test_arrows_move_from_cell_to_cell_and_the_focus_is_never_hidden(desk: Any) -> None:
    page = desk.page
    page.get_by_role("link", name="Groupe Horizon", exact=True).click()
    page.locator("#voir").select_option("tout")
    # More than 24 skills have exercises: "many" is there before the whole map has come.
    expect(page.locator("a.cell").first).to_have_attribute("href", re.compile("~tout$"))
    expect(page.locator("table.many")).to_be_visible()
    expect(page.locator("[data-map-hint]")).to_be_visible()
    page.locator("table.map tbody th a").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    second = page.locator("table.map tbody tr").nth(1).locator("a.cell")
    expect(second.first).to_be_focused()
    page.keyboard.press("End")
    expect(second.last).to_be_focused()
    page.keyboard.press("PageDown")
    seen = """() => {
      const link = document.activeElement, box = link.getBoundingClientRect();
      const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
      return link.classList.contains("cell") && link.contains(top);
    }"""
    assert page.evaluate(seen)
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    for _press in range(4):
        page.keyboard.press("ArrowUp")
        assert page.evaluate(seen)
    # Space ticks her, from any cell of hers; before her name is the box itself.
    status = page.locator("[data-picked] [role=status]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(status).to_have_text("1 stagiaire choisi")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(status).to_have_text("2 stagiaires choisis")
    page.locator("#voir").select_option("pas-acquis")
    expect(page).to_have_url(re.compile("voir=pas-acquis"))
    expect(status).to_have_text("2 stagiaires choisis")
    assert page.evaluate(
        "document.querySelector('.map-box').getBoundingClientRect().height"
        " + document.querySelector('[data-picked]').offsetHeight <= innerHeight"
    )
    page.locator("table.map tbody th a").first.focus()
    stop = page.evaluate("document.activeElement.href")
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('table')")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.href") == stop


def test_without_script_every_cell_is_a_link_and_the_toolbar_a_form(bare: Any) -> None:
    page = bare.page
    page.set_viewport_size(DESK)
    account = bare.demo.account("Formatrice")
    page.goto(f"{bare.demo.url}/equipe/entrer")
    page.get_by_label("Adresse e-mail").fill(account.name)
    page.get_by_label("Mot de passe").fill(account.secret)
    page.get_by_role("button", name="Entrer").click()
    page.get_by_role("link", name="Groupe Horizon", exact=True).click()
    page.locator("#qui").select_option("actifs")
    page.get_by_role("button", name="Appliquer").click()
    page.wait_for_url("**qui=actifs**")
    page.locator("table.map tbody th a").first.focus()
    page.keyboard.press("Tab")
    expect(page.locator("a.cell").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/competences/*")
    page.get_by_role("link", name="Retour à la carte").click()
    expect(page.locator("#qui")).to_have_value("actifs")
    page.get_by_role("link", name="Tout cocher").click()
    expect(page.locator("#choisis input:checked").first).to_be_visible()
    page.get_by_role("button", name="Proposer un travail").click()
    expect(page.get_by_text(re.compile("^Pour\\s:"))).to_be_visible()


def test_on_a_phone_the_map_is_a_list(desk: Any, violations: Violations) -> None:
    page = desk.page
    page.set_viewport_size({"width": 360, "height": 740})
    page.get_by_role("link", name="Groupe Horizon", exact=True).click()
    expect(page.locator("table.map")).to_be_hidden()
    lines = page.locator(".map-list > li")
    expect(lines).to_have_count(page.locator("table.map tbody tr").count())
    page.get_by_role("button", name="Tout cocher").click()
    expect(page.locator("[data-picked]")).to_contain_text("stagiaires choisis")
    assert violations(page) == []
    lines.first.get_by_role("link").first.click()
    page.wait_for_url("**/stagiaires/*")
    page.locator("#competences a").first.click()
    expect(page.get_by_role("heading", name="Les réponses directes")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


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
    page.get_by_role("link", name="Groupe Tremplin", exact=True).click()
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
        page.get_by_role("link", name="Groupe Tremplin", exact=True).click()
        page.get_by_role("rowheader").get_by_role("link", name="Sélim").click()
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
    page.get_by_role("link", name="Groupe Horizon", exact=True).click()
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
    pages = ("confort", "accueil", "qui-a-regarde", "montee?domaine=maths")
    for path in (*pages, f"exercice/{served_id}"):
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
    page.locator(".map-list a").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
