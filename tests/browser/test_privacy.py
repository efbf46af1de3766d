"""A learner takes a copy of her data on her phone; an administrator erases her for good."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

Violations = Callable[[Page], list[str]]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}


def test_a_copy_on_the_phone_then_an_erasure_and_its_line_in_the_journal(
    hand: Any, violations: Violations, faults: list[str], tmp_path: Path
) -> None:
    page, found = hand.page, []

    def look(name: str, *sizes: dict[str, int]) -> None:
        for size in sizes or (PHONE, DESK):
            page.set_viewport_size(size)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= size["width"], name
            page.screenshot(path=str(tmp_path / f"{name}-{size['width']}.png"), full_page=True)
        found.extend(violations(page))

    page.set_viewport_size(PHONE)
    hand.is_in("Inès")
    page.goto(f"{hand.demo.url}/accueil")
    hand.press("Vos données", "link")
    look("mine")
    with page.expect_download() as waiting:
        hand.press("Prendre une copie", "link")
    with zipfile.ZipFile(waiting.value.path()) as copy:
        assert "Inès" in copy.read("vos-donnees.html").decode()
        (tmp_path / "copy.html").write_bytes(copy.read("vos-donnees.html"))
    hand.press("Voir qui a regardé", "link")
    look("looked", PHONE)
    page.context.clear_cookies()
    hand.is_in("Samir")
    page.goto(f"{hand.demo.url}/personnes?nom=Ines")
    page.locator("main .people a").first.click()
    look("record")
    hand.press("Effacer ses données…", "link")
    look("erase")
    page.get_by_label("La personne, ou ses parents").check()
    hand.press("Continuer")
    look("confirm")
    page.get_by_role("textbox").fill("quelqu’un d’autre")
    hand.press("Effacer pour toujours")
    expect(page.get_by_role("alert")).to_contain_text("Rien n’est effacé")
    look("refused", PHONE)
    name = page.get_by_role("textbox").evaluate("e => e.labels[0].textContent.split(': ')[1]")
    page.get_by_role("textbox").fill(name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("sont effacées")
    hand.press("Journal", "link")
    expect(page.locator("main")).to_contain_text("Personne effacée")
    look("journal")
    page.goto(f"{hand.demo.url}/registre")
    look("register")
    assert found == []
    assert [said for said in faults if "422" not in said] == []  # the name to be mended
