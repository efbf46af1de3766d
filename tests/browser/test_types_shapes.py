"""Exercises with a shape, on a phone: pairs, categories, graduated line, table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from palier.models import Answer

KINDS = ["match", "sort", "numberline", "table"]
# Both ways of a line and of a table: to place or to read, to fill or to find.
WAYS = [
    ("match", ""),
    ("sort", ""),
    ("numberline", "maths.nombres.decimaux-lire/placer"),
    ("numberline", "maths.nombres.decimaux-lire/lire"),
    ("table", "maths.problemes"),
    ("table", "francais.lecture.tableau/toucher-la-case"),
    ("table", "francais.lecture.tableau/toucher-la-ligne"),
]
WHO = "Inès"
PAGE = 360


def go(hand: Any, kind: str, item: str = "", seed: int = 1) -> None:
    """Inès, signed in, before an exercise of a type."""
    hand.is_in(WHO)
    served_id = hand.demo.serve(WHO, kind, seed, item)
    hand.page.goto(f"{hand.demo.url}/exercice/{served_id}")


def looked_at(page: Page, violations: Callable[[Page], list[str]]) -> None:
    """Clean in axe, and no wider than the phone."""
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PAGE


@pytest.mark.parametrize(("kind", "item"), WAYS)
def test_by_finger_unreadable_then_right(
    hand: Any,
    violations: Callable[[Page], list[str]],
    faults: list[str],
    kind: str,
    item: str,
) -> None:
    page = hand.page
    page.emulate_media(reduced_motion="reduce")
    go(hand, kind, item)
    looked_at(page, violations)
    page.evaluate("document.documentElement.dataset.text = '1.5'")
    assert page.evaluate("document.documentElement.scrollWidth") <= PAGE
    page.evaluate("delete document.documentElement.dataset.text")
    before = hand.demo.count(Answer)
    hand.press("Valider")
    expect(page.locator("#illisible")).to_contain_text("Rien n’est compté")
    looked_at(page, violations)
    assert hand.demo.count(Answer) == before
    hand.answer("right")
    expect(page.locator("#v")).to_contain_text("C’est juste")
    looked_at(page, violations)
    assert hand.demo.count(Answer) == before + 1
    assert [fault for fault in faults if "422" not in fault] == []


@pytest.mark.parametrize("kind", KINDS)
def test_not_yet_shows_what_was_given_and_what_was_asked(
    hand: Any, violations: Callable[[Page], list[str]], kind: str
) -> None:
    page = hand.page
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    go(hand, kind)
    _exercise, known = hand.demo.known(hand.here())
    hand.fill_in(known.wrong[0][0])
    hand.press("Valider")
    expect(page.locator("#v")).not_to_contain_text("C’est juste")
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    looked_at(page, violations)
    expect(page.locator("main")).to_contain_text("La réponse")


@pytest.mark.parametrize(("kind", "item"), WAYS)
def test_by_keyboard(keyboard: Any, kind: str, item: str) -> None:
    go(keyboard, kind, item)
    keyboard.answer("right")
    expect(keyboard.page.locator("#v")).to_contain_text("C’est juste")


@pytest.mark.parametrize(("kind", "item"), WAYS)
def test_without_script_nothing_typed_is_lost(bare: Any, kind: str, item: str) -> None:
    go(bare, kind, item)
    page = bare.page
    _exercise, known = bare.demo.known(bare.here())
    partly = dict(list(known.right[0].items())[:-1])
    bare.fill_in(partly)
    bare.press("Valider")
    expect(page.locator("#illisible")).to_contain_text("Rien n’est compté")
    for name, values in partly.items():
        kept = page.locator(f'[name="{name}"]:checked, select[name="{name}"]').or_(
            page.locator(f'input[name="{name}"]:not([type="radio"])')
        )
        expect(kept).to_have_value(values[0])
    bare.answer("right")
    expect(page.locator("#v")).to_contain_text("C’est juste")


def test_an_untouched_line_is_no_answer_and_the_middle_is_one(hand: Any) -> None:
    page = hand.page
    go(hand, "numberline", "maths.nombres.comparer-ranger/placer")
    marker = page.locator("[data-line] input[type=range]")
    middle = marker.input_value()
    expect(marker).to_have_attribute("aria-valuetext", "pas encore placé")
    hand.press("Valider")
    expect(page.locator("#illisible")).to_contain_text("placé le repère")
    hand.place(int(middle))
    expect(page.locator("select[name=place]")).to_have_value(middle)
    exercise, _known = hand.demo.known(hand.here())
    said = exercise.public["names"][int(middle)]
    expect(marker).to_have_attribute("aria-valuetext", said)
    hand.press("Un trait à droite")
    expect(page.locator("select[name=place]")).to_have_value(str(int(middle) + 1))
    expect(page.locator("#annonce")).to_contain_text("1er trait après")
