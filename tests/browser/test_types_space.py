"""Numbers, space and documents: each type by finger, by keys alone, without script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from palier.models import Answer

WAYS = [
    *((kind, "") for kind in ("expression", "quantity", "fraction", "passage", "form")),
    ("chart", "maths."),
    ("chart", "francais."),
    ("clock", "maths.mesures.heure/cadran"),
    ("clock", "maths.mesures.heure/aiguilles"),
    ("money", ""),
    ("scale", "maths.nombres.decimaux-lire/verre"),
    ("scale", "maths.nombres.decimaux-lire/balance"),
    ("map", "culture."),
    ("map", "bureautique."),
    ("timeline", ""),
]
WHO = "Inès"
PAGE = 360


def go(hand: Any, kind: str, item: str = "", seed: int = 1) -> None:
    """Inès, signed in, before an exercise of a type."""
    hand.is_in(WHO)
    hand.page.goto(f"{hand.demo.url}/exercice/{hand.demo.serve(WHO, kind, seed, item)}")


def open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")


@pytest.mark.parametrize(("kind", "item"), WAYS)
def test_by_finger_unreadable_wrong_partly_and_right(
    hand: Any,
    violations: Callable[[Page], list[str]],
    faults: list[str],
    kind: str,
    item: str,
) -> None:
    page = hand.page
    found: dict[str, list[str]] = {}

    def look(state: str, scheme: Any = "light") -> None:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        open_all(page)
        found[state] = violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= PAGE, state

    go(hand, kind, item)
    before = hand.demo.count(Answer)
    look("question")
    page.evaluate("document.documentElement.dataset.text = '1.5'")
    assert page.evaluate("document.documentElement.scrollWidth") <= PAGE
    page.evaluate("delete document.documentElement.dataset.text")
    for target in page.locator("main form button, main form input, main form select").all():
        box = target.bounding_box()
        assert (
            box is None
            or box["height"] >= 40
            or target.get_attribute("type") in ("radio", "checkbox")
        )
    hand.press("Valider")
    expect(page.locator("#illisible")).to_contain_text("Rien n’est compté")
    look("unreadable", "dark")
    assert hand.demo.count(Answer) == before
    hand.answer("wrong")
    expect(page.locator("#v")).not_to_contain_text("C’est juste")
    look("not yet")
    assert hand.demo.count(Answer) == before + 1
    go(hand, kind, item, 2)
    _exercise, known = hand.demo.known(hand.here())
    if known.partly:
        hand.fill_in(known.partly[0])
        hand.press("Valider")
        expect(page.locator("#v")).to_contain_text("Presque")
        look("nearly", "dark")
    assert {state: told for state, told in found.items() if told} == {}
    assert [fault for fault in faults if "422" not in fault] == []


@pytest.mark.parametrize(("kind", "item"), WAYS)
@pytest.mark.parametrize("way", ["keyboard", "bare"])
def test_by_keys_alone_and_without_script(
    request: pytest.FixtureRequest, way: str, kind: str, item: str
) -> None:
    hand = request.getfixturevalue(way)
    go(hand, kind, item)
    hand.answer("right")
    expect(hand.page.locator("#v")).to_contain_text("C’est juste")


def test_keys_write_where_the_caret_is(hand: Any) -> None:
    go(hand, "expression")
    page, field = hand.page, hand.page.locator("#expression")
    expect(field).to_have_attribute("inputmode", "decimal")
    field.fill("34")
    field.evaluate("node => node.setSelectionRange(1, 1)")
    for name in ("multiplié par", "parenthèse ouvrante", "Effacer un signe"):
        page.get_by_role("button", name=name).click()
    expect(field).to_have_value("3×4")
    expect(field).to_be_focused()


def test_a_zone_is_touched_on_the_map_and_one_outside_is_said(hand: Any) -> None:
    go(hand, "map", "culture.histoire.guerres-mondiales/lieux")
    page = hand.page
    zones = page.locator(".map-drawn [data-zone]")
    zones.nth(2).locator("text").click()
    expect(page.locator('[name="zone"][value="2"]')).to_be_checked()
    expect(page.locator("#annonce")).to_contain_text("C.")
    page.locator(".map-drawn").click(position={"x": 2, "y": 2})
    expect(page.locator('[name="zone"]:checked')).to_have_count(0)
    hand.press("Valider")
    expect(page.locator("#illisible")).to_contain_text("en dehors des zones")
    expect(page.locator(".credit")).to_contain_text("CC BY 4.0")


def test_what_is_set_moves_on_the_drawing(hand: Any) -> None:
    go(hand, "clock", "maths.mesures.heure/aiguilles")
    page = hand.page
    hand.slide(hand.cursor("long"), 3)
    hand.slide(hand.cursor("short"), 5)
    turned = {name: f'.clock-drawn [data-name="{name}"]' for name in ("short", "long")}
    expect(page.locator(turned["long"])).to_have_attribute("transform", "rotate(90 110 110)")
    expect(page.locator(turned["short"])).to_have_attribute("transform", "rotate(75 110 110)")
    expect(page.locator('[data-steps="short"] [data-said]')).to_have_text("entre le 2 et le 3")
    go(hand, "timeline")
    hand.slide(hand.cursor("event1"), 2)
    expect(page.locator('.time-drawn [data-name="1"]')).not_to_have_class("untouched")
    go(hand, "money")
    page.get_by_role("button", name="Ajouter : pièce de 2 €").click()
    page.get_by_role("button", name="Ajouter : pièce de 2 €").click()
    page.get_by_role("button", name="Retirer : pièce de 2 €").click()
    expect(page.locator("#coin200")).to_have_value("1")
