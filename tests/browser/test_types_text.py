"""Ticking, judging, typing words: each type in the browser, in every way of using it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from palier.models import Answer

KINDS = ["multi", "truefalse", "short", "cloze"]
WHO = "Inès"
MOST = 'document.documentElement.setAttribute("data-text", "1.5")'


def go(hand: Any, kind: str, item: str = "") -> None:
    """Inès, signed in, before an exercise of a type."""
    hand.is_in(WHO)
    hand.page.goto(f"{hand.demo.url}/exercice/{hand.demo.serve(WHO, kind, 1, item)}")


def open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", ["hand", "bare", "keyboard"])
def test_unreadable_then_right_counts_once(
    request: pytest.FixtureRequest, way: str, kind: str
) -> None:
    hand = request.getfixturevalue(way)
    go(hand, kind)
    before = hand.demo.count(Answer)
    hand.send_unreadable()
    expect(hand.page.locator("#illisible")).to_contain_text("Rien n’est compté")
    assert hand.demo.count(Answer) == before
    hand.answer("right")
    expect(hand.page.locator("#v")).to_contain_text("C’est juste")
    assert hand.demo.count(Answer) == before + 1


@pytest.mark.parametrize("kind", KINDS)
def test_clean_in_axe_and_within_the_screen(
    hand: Any, violations: Callable[[Page], list[str]], faults: list[str], kind: str
) -> None:
    page = hand.page
    found: dict[str, list[str]] = {}

    def look(state: str, *schemes: Any) -> None:
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found[f"{state} {scheme}"] = violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, state

    go(hand, kind)
    look("question", "light", "dark")
    page.evaluate(MOST)
    look("question enlarged", "light")
    hand.send_unreadable()
    look("unreadable", "light")
    hand.answer("wrong")
    expect(page.locator("#v")).to_be_focused()
    open_all(page)
    look("not yet", "light", "dark")
    assert {state: told for state, told in found.items() if told} == {}
    assert [fault for fault in faults if "422" not in fault] == []


@pytest.mark.parametrize("kind", KINDS)
def test_targets_are_large_enough_for_a_finger(hand: Any, kind: str) -> None:
    go(hand, kind)
    targets = hand.page.locator(".choices label, .field input, .gap-text input")
    assert targets.count()
    for target in targets.all():
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 48
        assert box["width"] >= 48


def test_what_was_ticked_is_there_again_when_something_is_missing(bare: Any) -> None:
    go(bare, "truefalse", "francais.")
    bare.choose("statement1", "faux")
    bare.choose("statement3", "inconnu")
    bare.press("Valider")
    expect(bare.page.locator("#illisible")).to_contain_text("la phrase 2")
    expect(bare.page.locator('[name="statement1"][value="faux"]')).to_be_checked()
    expect(bare.page.locator('[name="statement3"][value="inconnu"]')).to_be_checked()
    expect(bare.page.locator('[name="statement2"]:checked')).to_have_count(0)


def test_what_was_ticked_is_there_again_after_a_hint(hand: Any) -> None:
    go(hand, "multi")
    hand.tick("choice", ["0", "2"])
    hand.press("Un coup de pouce")
    hand.page.wait_for_selector("#pouce")
    kept = [box.is_checked() for box in hand.page.locator('[name="choice"]').all()]
    assert kept[:3] == [True, False, True]
    assert not any(kept[3:])


def test_what_was_typed_is_there_again_and_the_empty_gap_is_shown(bare: Any) -> None:
    go(bare, "cloze", "francais.")
    bare.type_in(bare.page.get_by_label("Trou 1"), 'l’été "<b>')
    bare.press("Valider")
    expect(bare.page.locator("#illisible")).to_contain_text("le trou 2 est vide")
    expect(bare.page.get_by_label("Trou 1")).to_have_value('l’été "<b>')
    expect(bare.page.get_by_label("Trou 2")).to_have_attribute("aria-invalid", "true")
    expect(bare.page.locator('[aria-invalid="true"]')).to_have_count(1)


def test_the_feedback_shows_each_part(hand: Any) -> None:
    go(hand, "truefalse", "francais.")
    exercise, known = hand.demo.known(hand.here())
    hand.fill_in(known.partly[0])
    hand.press("Valider")
    expect(hand.page.locator("#v")).to_contain_text("Presque")
    shown = hand.page.locator(".parts > li")
    expect(shown).to_have_count(len(exercise.public["statements"]))
    expect(hand.page.locator(".parts .look")).to_have_count(1)
    expect(hand.page.locator(".parts .look")).to_contain_text("La réponse :")


def test_words_read_loosely_are_said_back(hand: Any) -> None:
    go(hand, "short", "culture.")
    exercise, _known = hand.demo.known(hand.here())
    answer = exercise.secret["answers"][0]
    hand.type_in(hand.page.locator("#texte"), answer.upper())
    hand.press("Valider")
    expect(hand.page.locator("#v")).to_contain_text("C’est juste")
    expect(hand.page.locator(".feedback")).to_contain_text(f"Nous avons lu «\u00a0{answer}")


def test_nothing_of_the_page_helps_to_spell_or_tells_the_length(hand: Any) -> None:
    go(hand, "cloze", "francais.")
    fields = hand.page.locator(".gap-text input")
    widths = set()
    for field in fields.all():
        box = field.bounding_box()
        assert box is not None
        widths.add(round(box["width"]))
        assert field.get_attribute("spellcheck") == "false"
        assert field.get_attribute("autocomplete") == "off"
        assert field.get_attribute("maxlength") == "120"
        assert field.get_attribute("size") is None
    assert len(widths) == 1


def test_on_ne_sait_pas_is_an_answer_and_not_the_button(hand: Any) -> None:
    go(hand, "truefalse", "francais.")
    page = hand.page
    expect(page.get_by_role("radio", name="On ne sait pas").first).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Je ne sais pas encore"))).to_have_count(
        1
    )
    expect(page.get_by_text("est une réponse : le document ne le dit pas")).to_be_visible()
