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
