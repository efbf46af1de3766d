"""A sitting taken back at a trainer's desk, and what its learner reads of it on her phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect
from sqlalchemy import select

from palier.models import Person
from palier.practice.refold import verify

Violations = Callable[[Page], list[str]]
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
LEARNER = "Inès"


def _fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def _enter(hand: Any) -> None:
    account = hand.demo.account("Formatrice")
    hand.page.goto(f"{hand.demo.url}/equipe/entrer")
    hand.page.get_by_label("Adresse e-mail").fill(account.name)
    hand.page.get_by_label("Mot de passe").fill(account.secret)
    hand.press("Entrer")
    hand.page.wait_for_url("**/aujourdhui")


def _person(hand: Any) -> Person:
    with hand.demo.services.db.read() as session:
        found: Person = session.scalars(
            select(Person).where(Person.first_name == LEARNER)
        ).one()
    return found


def test_it_was_not_her_then_it_was(
    hand: Any, bare: Any, violations: Violations, faults: list[str]
) -> None:
    page, phone = hand.page, bare.page
    page.set_viewport_size(DESK)
    phone.set_viewport_size(PHONE)
    _enter(hand)
    page.goto(f"{hand.demo.url}/stagiaires/{_person(hand).id}")
    page.locator(".sittings").get_by_role("link", name="Retirer").first.click()
    assert violations(page) == []
    hand.press("Retirer cette séance")
    assert "/seances/" in page.url  # the browser asks for a reason first
    hand.choose("raison", "autre-personne")
    hand.press("Retirer cette séance")
    expect(page.get_by_text("Les niveaux sont recalculés.")).to_be_visible()
    expect(page.get_by_text("non comptée")).to_have_count(1)
    assert violations(page) == []
    assert _fits(page)

    bare.sign_in(bare.demo.account(LEARNER))
    told = phone.get_by_role("heading", name="Une séance retirée")
    expect(told).to_be_visible()
    assert _fits(phone)
    bare.press("J’ai compris")
    phone.wait_for_url("**/accueil")
    expect(told).to_have_count(0)

    page.get_by_role("link", name="Remettre").click()
    assert violations(page) == []
    hand.press("Remettre cette séance")
    expect(page.get_by_text("La séance compte de nouveau.")).to_be_visible()
    expect(page.get_by_text("non comptée")).to_have_count(0)
    phone.reload()
    expect(phone.get_by_text("compte de nouveau")).to_be_visible()
    with hand.demo.services.db.read() as session:
        assert verify(session)[1] == []
    assert faults == []
