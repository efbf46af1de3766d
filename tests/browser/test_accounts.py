"""Signing in in a real browser: the card's token, words to tap, the camera, leaving."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect
from pydantic import SecretStr

from palier.accounts import service, staff
from palier.accounts.cards import NewCard
from palier.app import Services, create_app
from palier.config import Config
from palier.models import TRAINER
from palier.security import Actor

DESK = {"width": 1280, "height": 800}
PASSWORD = "lampe-orage-violon-tuile"  # noqa: S105  # of this test's school alone
# Chromium for Linux reads no codes: this one sees nothing, then another code, then the card.
DETECTOR = """
window.BarcodeDetector = class {
  static getSupportedFormats() { return Promise.resolve(["qr_code"]); }
  detect() {
    this.looks = (this.looks || 0) + 1;
    if (this.looks < 3) return Promise.resolve([]);
    const seen = this.looks < 6 ? "https://example.org/menu" : "https://ecole.example/carte#TOKEN";
    return Promise.resolve([{ rawValue: seen }]);
  }
};
navigator.mediaDevices.getUserMedia = () => {
  window.asked = (window.asked || 0) + 1;
  return Promise.resolve(document.createElement("canvas").captureStream());
};
HTMLMediaElement.prototype.play = () => Promise.resolve(); // an empty canvas never begins
"""


@dataclass(frozen=True)
class Place:
    """Where the school is served, its group and one learner's card."""

    url: str
    group_id: int
    card: NewCard


@pytest.fixture
def place(sqlite_url: str, serve: Callable[..., str]) -> Iterator[Place]:
    """A school with a trainer, a group and one learner."""
    app = create_app(Config(database_url=sqlite_url, secret_key=SecretStr("test")))
    services: Services = app.extensions["palier"]
    school = staff.create_school(services, "École de Reims", "Reims")
    args = (school.school_id, TRAINER, "nadia@ecole.example", "Nadia", PASSWORD)
    person_id = staff.add_staff(services, *args)
    trainer = Actor(person_id, school.school_id, "Nadia", frozenset({TRAINER}))
    group_id = service.create_group(services, trainer, "Groupe A", school.site_id)
    assert group_id is not None
    card = service.add_learner(services, trainer, group_id, "Inès")
    assert card is not None
    yield Place(serve(app), group_id, card)
    services.db.dispose()


def test_the_cards_token_leaves_the_address_and_reaches_no_log(
    page: Page, place: Place
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.split("#")[0]))
    page.goto(f"{place.url}/carte#{place.card.token}")
    page.wait_for_url("**/accueil")
    page.goto(f"{place.url}/confort")
    expect(page.get_by_text("Inès")).to_be_visible()
    page.go_back()
    page.go_back()
    assert place.card.token not in page.url
    assert not any(place.card.token in url for url in asked)


def test_a_card_that_is_not_ours_says_what_to_do(page: Page, place: Place) -> None:
    page.goto(f"{place.url}/carte#{'x' * 22}")
    expect(page.get_by_role("heading", name="Cette carte n’ouvre plus Palier.")).to_be_focused()
    page.get_by_role("link", name="Entrer avec mes 5 mots").click()
    expect(page).to_have_url(f"{place.url}/entrer")


def test_words_are_tapped_after_a_few_letters(
    page: Page, place: Place, violations: Callable[[Page], list[str]], faults: list[str]
) -> None:
    page.goto(f"{place.url}/entrer")
    page.get_by_label("Mon nom pour entrer").fill("Inès")
    for number, word in enumerate(place.card.words, 1):
        expect(page.get_by_label(f"Mot {number}")).to_be_editable()
        page.get_by_label(f"Mot {number}").press_sequentially(word[:4].upper())
        if number == 1:
            assert violations(page) == []
        page.get_by_role("option", name=word, exact=True).click()
    expect(page.get_by_role("button", name="Entrer")).to_be_focused()
    assert faults == []
    page.keyboard.press("Enter")
    page.wait_for_url("**/accueil")


def test_words_are_chosen_by_keyboard(page: Page, place: Place) -> None:
    page.goto(f"{place.url}/entrer")
    first = page.get_by_label("Mot 1")
    first.press_sequentially("ca")
    expect(first).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    second = page.get_by_role("option").nth(1)
    expect(second).to_have_attribute("aria-selected", "true")
    assert first.get_attribute("aria-activedescendant") == second.get_attribute("id")
    word = second.text_content()
    page.keyboard.press("Enter")
    expect(first).to_have_value(word or "")
    expect(page.get_by_label("Mot 2")).to_be_focused()
    page.keyboard.type("z")
    page.keyboard.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)


def test_the_camera_opens_only_when_asked_and_reads_the_card(page: Page, place: Place) -> None:
    page.add_init_script(DETECTOR.replace("TOKEN", place.card.token))
    page.goto(f"{place.url}/entrer")
    button = page.get_by_role("button", name="Scanner ma carte")
    expect(button).to_be_visible()
    assert page.evaluate("window.asked") is None
    button.click()
    expect(page.get_by_role("button", name="Arrêter la caméra")).to_be_focused()
    expect(page.get_by_text("Ce carré n’est pas celui d’une carte Palier.")).to_be_visible()
    page.wait_for_url("**/accueil")


def test_without_a_reader_no_camera_is_offered(page: Page, place: Place) -> None:
    page.goto(f"{place.url}/entrer")
    expect(page.get_by_role("button", name="Scanner ma carte")).to_be_hidden()


def test_going_back_after_leaving_shows_nobody(page: Page, place: Place) -> None:
    page.goto(f"{place.url}/carte#{place.card.token}")
    page.wait_for_url("**/accueil")
    page.goto(f"{place.url}/confort")
    page.get_by_role("button", name="Quitter").click()
    page.wait_for_url("**/entrer")
    for _ in range(2):
        page.go_back()
        page.wait_for_load_state()
        expect(page.get_by_text("Inès")).to_have_count(0)


def test_every_page_of_accounts_is_clean_in_axe(
    page: Page, place: Place, violations: Callable[[Page], list[str]], faults: list[str]
) -> None:
    page.goto(f"{place.url}/entrer")
    assert violations(page) == []
    page.goto(f"{place.url}/carte")
    assert violations(page) == []
    page.goto(f"{place.url}/confort")
    assert violations(page) == []
    page.set_viewport_size(DESK)  # type: ignore[arg-type]  # Playwright's own TypedDict
    page.goto(f"{place.url}/equipe/entrer")
    assert violations(page) == []
    page.get_by_label("Adresse e-mail").fill("nadia@ecole.example")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Entrer").click()
    page.wait_for_url("**/aujourdhui")
    card = f"stagiaires/{place.card.learner_id}/carte"
    for path in ("groupes/nouveau", "mot-de-passe", "confort", card, f"{card}/renouveler"):
        page.goto(f"{place.url}/{path}")
        assert violations(page) == []
    assert faults == []


def test_a_trainer_adds_a_learner_and_prints_a_card_of_85_by_54_mm(
    page: Page, place: Place, violations: Callable[[Page], list[str]], faults: list[str]
) -> None:
    page.set_viewport_size(DESK)  # type: ignore[arg-type]  # Playwright's own TypedDict
    page.goto(f"{place.url}/groupes/{place.group_id}/stagiaires/nouveau")
    page.get_by_label("Adresse e-mail").fill("nadia@ecole.example")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Entrer").click()
    page.get_by_label("Prénom").fill("Marie-Charlotte")
    page.get_by_role("button", name="Ajouter et voir la carte").click()
    expect(page.get_by_role("button", name="Imprimer la carte")).to_be_visible()
    assert violations(page) == []
    assert faults == []
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Imprimer la carte")).to_be_hidden()
    face = page.locator(".face").first.bounding_box()
    assert face is not None
    millimetre = 96 / 25.4
    assert face["width"] / millimetre == pytest.approx(85, abs=1)
    assert face["height"] / millimetre == pytest.approx(54, abs=1)
