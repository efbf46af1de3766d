"""The gallery at a trainer's desk: from the list to an exercise of each type, drawn thrice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from exercises.types import TYPES

DESK = {"width": 1280, "height": 800}


def one_a_type(demo: Any) -> dict[str, str]:
    """An exercise of each type, by its name; one that differs at each draw if there is one."""
    with demo.services.db.read() as session:
        items = demo.services.catalogue.current(session).items
    found: dict[str, str] = {}
    for entry in sorted(items, key=lambda entry: bool(entry.item.generator)):
        found[entry.item.type] = entry.item.id
    return found


def test_from_the_list_to_an_exercise_of_each_type(
    hand: Any, violations: Callable[[Page], list[str]], faults: list[str]
) -> None:
    page, told = hand.page, {}
    page.set_viewport_size(DESK)
    account = hand.demo.account("Formatrice")
    page.goto(f"{hand.demo.url}/equipe/entrer")
    page.get_by_label("Adresse e-mail").fill(account.name)
    page.get_by_label("Mot de passe").fill(account.secret)
    hand.press("Entrer")
    page.get_by_role("link", name="Exercices").click()
    told["list"] = violations(page)
    page.locator("table.skills a").first.click()
    expect(page.get_by_role("heading", name="Exercices publiés")).to_be_visible()
    told["skill"] = violations(page)
    page.locator("#ex ~ .scroll a").first.click()
    expect(page.get_by_role("heading", name="Tirage 1")).to_be_visible()
    names = one_a_type(hand.demo)
    assert names.keys() == TYPES.keys()
    for kind, name in names.items():
        page.goto(f"{hand.demo.url}/exercices/{name}")
        expect(page.get_by_role("heading", name="Tirage 1")).to_be_visible()
        tags = set(page.locator(".judged > .tag").all_inner_texts())
        assert {"Juste", "Illisible"} < tags, kind
        assert tags & {"Pas encore", "Presque"}, kind
        assert page.evaluate("document.documentElement.scrollWidth") <= DESK["width"], kind
        told[kind] = violations(page)
    assert {where: found for where, found in told.items() if found} == {}
    assert faults == []
