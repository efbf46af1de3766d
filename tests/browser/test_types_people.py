"""What a person judges, in the browser: a message to write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from palier.models import Answer, ObservationRow

WHO = "Inès"
ITEM = "francais.ecriture.message-court/prevenir"
MOST = 'document.documentElement.setAttribute("data-text", "1.5")'


def go(hand: Any, kind: str, item: str) -> None:
    """Inès, signed in, before an exercise of a type."""
    hand.is_in(WHO)
    hand.page.goto(f"{hand.demo.url}/exercice/{hand.demo.serve(WHO, kind, 1, item)}")


@pytest.mark.parametrize("way", ["bare", "keyboard"])
def test_a_text_is_unreadable_then_improved_then_sent_once(
    request: pytest.FixtureRequest, way: str
) -> None:
    hand = request.getfixturevalue(way)
    go(hand, "writing", ITEM)
    before = hand.demo.count(Answer)
    hand.send_unreadable()
    expect(hand.page.locator("#illisible")).to_contain_text("Rien n’est compté")
    text = hand.page.locator("#texte")
    hand.type_in(text, "je vien en retard")
    hand.press("Valider")
    advice = hand.page.locator(".once-more")
    expect(advice).to_contain_text("Commencez par « Bonjour »".replace("« ", "«\u00a0")[:10])
    expect(advice).to_contain_text("«\u00a0vien\u00a0»")
    expect(text).to_have_value("je vien en retard")
    assert hand.demo.count(Answer) == before
    hand.type_in(text, "Bonjour, je viens en retard.")
    hand.press("Valider")
    expect(hand.page.locator("#v")).to_contain_text("C’est envoyé")
    assert hand.demo.count(Answer) == before + 1


def test_with_a_finger_on_a_phone(
    hand: Any, violations: Callable[[Page], list[str]], faults: list[str]
) -> None:
    page, found = hand.page, dict[str, list[str]]()

    def look(state: str, *schemes: Any) -> None:
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found[f"{state} {scheme}"] = violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, state

    go(hand, "writing", ITEM)
    page.locator("summary").first.click()
    look("question", "light", "dark")
    page.evaluate(MOST)
    look("enlarged", "light")
    hand.type_in(page.locator("#texte"), "je suis en retard a cause du buss")
    hand.press("Valider")
    expect(page.locator(".once-more")).to_be_visible()
    look("once more", "light", "dark")
    hand.press("Valider")
    expect(page.locator("#v")).to_be_focused()
    expect(page.locator("#v")).to_contain_text("C’est envoyé")
    look("sent", "light", "dark")
    assert {state: told for state, told in found.items() if told} == {}
    assert [fault for fault in faults if "422" not in fault] == []


def test_a_whole_list_is_sent_at_once_and_proves_nothing(hand: Any) -> None:
    go(hand, "writing", ITEM)
    served_id = hand.here()
    hand.answer("right")
    expect(hand.page.locator("#v")).to_contain_text("C’est envoyé")
    with hand.demo.services.db.read() as session:
        row = session.query(ObservationRow).filter_by(served_id=served_id).one()
    assert (row.data["score"], row.data["weight"], row.data["direct"]) == (1.0, 0.25, False)
