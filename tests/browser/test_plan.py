"""A trainer with a learner: a longer placement, a goal, an interview on two pages, a report."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from sqlalchemy import select

from palier.models import Person

Violations = Callable[[Page], list[str]]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["360", "1280"])
def test_what_is_agreed_with_a_learner(
    hand: Any, violations: Violations, faults: list[str], size: Any
) -> None:
    page, found = hand.page, []

    def look(name: str) -> None:
        found.extend(violations(page))
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= size["width"], name

    page.set_viewport_size(size)
    hand.is_in("Nadia")
    with hand.demo.services.db.read() as session:
        who = session.scalars(select(Person.id).where(Person.first_name == "Sonia")).one()
    page.goto(f"{hand.demo.url}/stagiaires/{who}/positionnement")
    look("positionnement")
    hand.press("Proposer l’approfondi")
    expect(page.get_by_role("status").first).to_contain_text("C’est proposé")
    hand.press("Positionnement 1", "link")
    expect(page.locator("main")).to_contain_text("mot pour mot")
    look("signed")
    hand.press("Plan", "link")
    look("plan")
    day = hand.demo.services.source.now().date() + timedelta(days=40)
    page.get_by_label("Ou avec vos mots").fill("Lire sa fiche de paie")
    page.locator("#pour-new").fill(day.isoformat())
    page.locator("#propose-new").select_option("nouveau")
    hand.press("Mettre dans le plan")
    expect(page.locator("main")).to_contain_text("relié à aucune compétence")
    look("give")
    page.locator("#competence").select_option(label="Connaître les tables de multiplication")
    hand.press("Proposer ces 6 exercices")
    expect(page.locator(".goals").first).to_contain_text("Lire sa fiche de paie")
    hand.press("Entretien", "link")
    look("sheet")
    printed = page.pdf(prefer_css_page_size=True)
    assert len(PdfReader(io.BytesIO(printed)).pages) == 2
    hand.press("Enregistrer l’entretien")
    expect(page.get_by_role("alert")).to_contain_text("Écrivez une décision")
    page.get_by_label("Décision 1").fill("Revoir les prix")
    page.locator("#pour-0").fill(day.isoformat())
    hand.press("Enregistrer l’entretien")
    expect(page.locator("main")).to_contain_text("Revoir les prix")
    look("held")
    page.goto(f"{hand.demo.url}/rapports")
    look("reports")
    hand.press("Faire le PDF")
    expect(page.get_by_role("status").first).to_contain_text("C’est prêt")
    look("report")
    with page.expect_download() as download:
        hand.press("Télécharger", "link")
    assert download.value.suggested_filename.endswith(".pdf")
    page.context.clear_cookies()
    hand.is_in("Sonia")
    page.goto(f"{hand.demo.url}/mon-plan")
    expect(page.locator("main")).to_contain_text("Lire sa fiche de paie")
    look("mine")
    assert found == []
    assert [one for one in faults if "422" not in one] == []  # the refused form
