"""« Ce que valent les exercices », in a browser: read, filtered, refused, put back in force."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from palier.models import CalibrationProposal

Violations = Callable[[Page], list[str]]
FOUND = Path(__file__).parents[1] / "web" / "calibration_found.json"


@pytest.fixture
def author(page: Page, hand: Any) -> Any:
    """The author of the demonstration, signed in; findings of each kind beside its own."""
    found = json.loads(FOUND.read_text("utf-8"))
    services = hand.demo.services
    with services.db.write() as session:
        row = session.scalars(select(CalibrationProposal)).one()
        row.findings = {
            "items": row.findings["items"] + found["items"],
            "beside": found["beside"],
        }
    account = hand.demo.account("Autrice d’exercices")
    page.goto(f"{hand.demo.url}/equipe/entrer")
    page.get_by_label("Adresse e-mail").fill(account.name)
    page.get_by_label("Mot de passe").fill(account.secret)
    page.get_by_role("button", name="Entrer").click()
    page.wait_for_url("**/exercices**")
    return hand


def test_an_author_reads_filters_approves_and_goes_back(
    author: Any, violations: Violations, faults: list[str]
) -> None:
    page = author.page
    page.get_by_role("link", name="Ce que valent les exercices").click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Ce que valent les exercices")
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    pictures = page.locator("svg.plot")
    every = pictures.count()
    assert every >= 6
    page.get_by_label("Constat").select_option(label="A changé avec le temps")
    page.get_by_role("button", name="Appliquer").click()
    expect(page.locator("article")).to_have_count(1)
    expect(page.locator("article").first).to_contain_text("à niveau égal")
    page.goto(f"{author.demo.url}/valeur-des-exercices")
    page.get_by_role("button", name="Approuver").focus()
    page.keyboard.press("Enter")
    # Every log is folded again before the page comes back.
    expect(page.get_by_role("status").first).to_contain_text("En vigueur", timeout=60_000)
    expect(page.get_by_role("button", name="Approuver")).to_have_count(0)
    page.get_by_role("button", name="Remettre en vigueur").click()
    expect(page.get_by_text("retour à 1")).to_be_visible(timeout=60_000)
    assert violations(page) == []
    assert faults == []
