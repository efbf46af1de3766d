"""The live room with a trainer at her desk and a learner on her phone; the pages beside it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, Page, expect

Violations = Callable[[Page], list[str]]
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}


def test_the_room_follows_a_learner_who_is_told(
    browser: Browser, page: Page, hand: Any, violations: Violations, faults: list[str]
) -> None:
    hand.is_in("Nadia")
    page.set_viewport_size(DESK)  # type: ignore[arg-type]  # Playwright's own TypedDict
    page.goto(f"{hand.demo.url}/aujourdhui")
    page.get_by_role("link", name="Salle : Groupe Horizon").click()
    page.get_by_role("button", name="Ouvrir la salle").click()
    expect(page.locator(".seats > .away")).to_have_count(10)
    phone = browser.new_context(viewport=PHONE).new_page()  # type: ignore[arg-type]
    learner = type(hand)(phone, hand.demo)
    learner.is_in("Inès")
    phone.goto(f"{hand.demo.url}/accueil")
    expect(phone.get_by_text("Séance suivie en direct")).to_be_visible()
    phone.locator(".landing.next .btn-main").click()
    expect(page.locator(".seats > .work")).to_contain_text("Inès")
    phone.get_by_role("button", name="J’ai besoin d’aide").click()
    # Nobody touches the desk: the room asks by itself.
    expect(page.locator(".seats > .help")).to_contain_text("Inès")
    found = {"salle": violations(page), "exercice": violations(phone)}
    page.get_by_role("button", name="J’y vais").click()
    expect(page.locator(".seats > .help")).to_have_count(0)
    page.get_by_role("button", name="Fermer la salle").click()
    expect(page.get_by_role("heading", name="La salle est fermée")).to_be_visible()
    phone.goto(f"{hand.demo.url}/accueil")
    expect(phone.get_by_text("Séance suivie en direct")).to_have_count(0)
    phone.context.close()
    # Beside it: what there is to read of one learner, and the map of everything.
    page.goto(f"{hand.demo.url}/groupes/1?domaine=tous&colonnes=competences&voir=tout")
    page.locator("table.map tbody th a").first.focus()
    for key in ("ArrowRight", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url(re.compile(r"/competences/\d+$"))
    page.get_by_role("link", name="Retour à la carte").click()
    page.wait_for_url("**colonnes=competences**")
    page.locator("table.map tbody th a").first.click()
    for name in ("Bilans", "Notes et temps"):
        page.get_by_role("navigation", name="Pages sur").get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(name)
        found[name] = violations(page)
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, name
        page.set_viewport_size(DESK)  # type: ignore[arg-type]
    assert {name: told for name, told in found.items() if told} == {}
    assert faults == []
