"""A director proves what was done in the year, settles the school, follows who left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

Violations = Callable[[Page], list[str]]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
HALF_A_YEAR = timedelta(days=184)
INDICATORS = ("8", "10", "11", "12", "19")  # of Qualiopi


def test_the_year_is_proved_the_school_settled_and_who_left_followed(
    hand: Any, violations: Violations, faults: list[str], tmp_path: Path
) -> None:
    page, found, sizes = hand.page, [], [PHONE, DESK]
    page.set_viewport_size(PHONE)

    def look(name: str) -> None:
        """At both widths; what follows is done at the other one than what came before."""
        sizes.reverse()
        for size in reversed(sizes):
            page.set_viewport_size(size)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= size["width"], name
        found.extend(violations(page))

    def said(words: str) -> None:
        expect(page.get_by_role("status").first).to_contain_text(words)

    hand.is_in("Samir")
    page.goto(f"{hand.demo.url}/rapports")
    school = page.locator('form:has(input[value="school"])').first
    school.get_by_label("Du", exact=True).fill("2025-10-01")
    look("reports")
    school.get_by_role("button", name="Voir à l’écran").click()
    ready = page.get_by_role("link", name="Les mêmes en tableur")
    expect(ready).to_be_visible(timeout=60_000)
    for number in INDICATORS:
        title = page.get_by_role("heading", name=f"Indicateur {number}\u00a0:")
        expect(title).to_be_visible()
    look("figures")
    with page.expect_download() as waiting:
        ready.click()
    assert waiting.value.suggested_filename.startswith("rapport-de-l-ecole")
    sheet = tmp_path / "rapport.xlsx"
    waiting.value.save_as(sheet)
    book = load_workbook(sheet)
    cells = {str(cell) for one in book for row in one.values for cell in row if cell}
    titles = "\n".join(cells | set(book.sheetnames))
    assert [one for one in INDICATORS if f"Indicateur {one}" not in titles] == []
    # The settings of the school, on a phone.
    page.goto(f"{hand.demo.url}/ecole")
    hand.select("jours", "4")
    hand.press("Enregistrer")
    said("enregistrés")
    look("school")
    # To another site, where she leaves from; half a year later one asks what she does.
    page.goto(f"{hand.demo.url}/personnes?nom=fatoumata")
    hand.press("Fatoumata", "link")
    record = page.url
    page.locator("#groupe").select_option(label="Groupe Canopée · Châlons-en-Champagne")
    hand.press("Changer de groupe")
    expect(page.locator(".stays li")).to_have_count(2)
    hand.select("raison", "projet")
    hand.select("destination", "emploi_long")
    hand.press("Noter le départ")
    said("Le départ est noté")
    look("archived")
    hand.demo.services.source.wait(HALF_A_YEAR.total_seconds())
    page.context.clear_cookies()
    hand.is_in("Samir")
    page.goto(f"{hand.demo.url}/suivi")
    expect(page.locator("main")).to_contain_text("Fatoumata D.")
    look("follow")
    page.goto(record)
    page.locator("#situation-6").select_option("emploi_long")
    hand.press("Noter à 6 mois")
    said("C’est noté")
    page.goto(record)
    hand.press("Reprendre dans ce groupe")
    expect(page.locator(".stays li")).to_have_count(3)
    # The team: a role more, then somebody who is erased; one's own data.
    page.goto(f"{hand.demo.url}/personnes?qui=staff")
    hand.press("Alice", "link")
    hand.select("role", "trainer")
    hand.press("Ajouter ce rôle")
    said("Le rôle est ajouté")
    hand.press("Effacer ses données…", "link")
    look("erase")
    page.get_by_label("La personne a quitté").check()
    hand.press("Continuer")
    page.get_by_role("textbox").fill("autrice@demo.example")
    hand.press("Effacer pour toujours")
    said("sont effacées")
    hand.press("Mon compte", "link")
    hand.press("Vos données", "link")
    look("mine")
    assert found == []
    assert faults == []
