"""An administrator brings people in from a file, prints their cards, and notes a departure."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

Violations = Callable[[Page], list[str]]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
FILE = (
    "Prénom;Nom;Groupe;Site\nZoé;Martin;Groupe Zénith;Reims\n"
    "Inès;B;Groupe Horizon;Reims\n;;X;\n"
)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["360", "1280"])
def test_people_come_from_a_file_get_cards_and_leave(
    hand: Any, violations: Violations, faults: list[str], tmp_path: Path, size: Any
) -> None:
    page, found = hand.page, []

    def look(name: str) -> None:
        found.extend(violations(page))
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= size["width"], name
        page.screenshot(path=str(tmp_path / f"{name}.png"), full_page=True)

    page.set_viewport_size(size)
    hand.is_in("Samir")
    hand.page.goto(f"{hand.demo.url}/personnes")
    look("people")
    hand.press("École et réglages", "link")
    look("school")
    page.goto(f"{hand.demo.url}/personnes/importer")
    look("import")
    file = tmp_path / "liste.csv"
    file.write_text(FILE, "cp1252")
    page.get_by_label("Fichier, 1 Mo").set_input_files(file)
    hand.press("Lire le fichier")
    expect(page.locator("main")).to_contain_text("Écrivez le prénom")
    look("draft")
    hand.press("Ajouter 1 personne")
    look("done")
    hand.press("Cartes", "link")
    look("cards")
    hand.press("Faire les cartes")
    expect(page.locator(".print-card")).to_have_count(1)
    look("sheet")
    page.goto(f"{hand.demo.url}/personnes?nom=zoe")
    hand.press("Zoé M.", "link")
    look("record")
    hand.select("raison", "projet")
    hand.select("destination", "formation")
    hand.press("Noter le départ")
    expect(page.get_by_role("status").first).to_contain_text("Le départ est noté")
    look("gone")
    page.goto(f"{hand.demo.url}/suivi")
    expect(page.locator("main")).to_contain_text("Zoé M.")
    look("follow")
    page.goto(f"{hand.demo.url}/registre")
    expect(page.get_by_role("heading", name="Où il n’y a personne")).to_be_visible()
    look("register")
    page.goto(f"{hand.demo.url}/personnes?nom=ines")
    hand.press("Inès", "link")
    hand.press("Cette fiche est en double", "link")
    look("twins")
    hand.press("Comparer", "link")
    look("two")
    hand.press("Garder cette fiche")
    expect(page.locator("main")).to_contain_text("revenir en arrière")
    look("sure")
    hand.press("Ne rien changer", "link")
    page.goto(f"{hand.demo.url}/essayer")
    look("try")
    hand.press("Tous les domaines")
    look("tried")
    hand.press("Je ne sais pas encore")
    expect(page.locator("h1")).to_contain_text("D’accord")
    look("feedback")
    hand.press("Quitter l’essai")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Essayer")
    page.goto(f"{hand.demo.url}/personnes?qui=staff")
    hand.press("Nadia", "link")
    look("member")
    assert found == []
    assert faults == []
