"""Finding words, mending: each type in the browser, in every way of using it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from palier.models import Answer

ITEMS = [
    ("highlight", "francais.grammaire"),
    ("highlight", "bureautique.mail"),
    ("mend", "francais.orthographe"),
    ("mend", "maths.problemes"),
    ("dictation", "francais.orthographe.homophones-1"),
    ("listen", "francais.oral.comprendre-consigne/ou-aller"),
]
WHO = "Inès"
MOST = 'document.documentElement.setAttribute("data-text", "1.5")'


def go(hand: Any, kind: str, item: str) -> None:
    """Inès, signed in, before an exercise of a type."""
    hand.is_in(WHO)
    hand.page.goto(f"{hand.demo.url}/exercice/{hand.demo.serve(WHO, kind, 1, item)}")


@pytest.mark.parametrize(("kind", "item"), ITEMS)
@pytest.mark.parametrize("way", ["bare", "keyboard"])
def test_unreadable_then_right_counts_once(
    request: pytest.FixtureRequest, way: str, kind: str, item: str
) -> None:
    hand = request.getfixturevalue(way)
    go(hand, kind, item)
    before = hand.demo.count(Answer)
    hand.send_unreadable()
    expect(hand.page.locator("#illisible")).to_contain_text("Rien n’est compté")
    assert hand.demo.count(Answer) == before
    hand.answer("right")
    expect(hand.page.locator("#v")).to_contain_text("C’est juste")
    assert hand.demo.count(Answer) == before + 1


@pytest.mark.parametrize(("kind", "item"), ITEMS)
def test_with_a_finger_on_a_phone_partly_then_looked_at(
    hand: Any,
    violations: Callable[[Page], list[str]],
    faults: list[str],
    kind: str,
    item: str,
) -> None:
    """axe on the question (light, dark, enlarged), when unreadable and after a partly right
    answer; targets large enough; nothing wider than the screen."""
    page = hand.page
    found: dict[str, list[str]] = {}

    def look(state: str, *schemes: Any) -> None:
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found[f"{state} {scheme}"] = violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, state

    go(hand, kind, item)
    look("question", "light", "dark")
    for target in page.locator(
        "fieldset label, .field :is(input, textarea), .player button"
    ).all():
        box = target.bounding_box()
        assert box is not None
        assert min(box["height"], box["width"]) >= 48
    page.evaluate(MOST)
    look("enlarged", "light")
    hand.send_unreadable()
    look("unreadable", "light")
    _exercise, known = hand.demo.known(hand.here())
    hand.fill_in((known.partly or (known.wrong[0][0],))[0])
    hand.press("Valider")
    expect(page.locator("#v")).to_be_focused()
    expect(page.locator("#v")).to_contain_text("Presque" if known.partly else "Pas encore")
    look("partly", "light", "dark")
    assert {state: told for state, told in found.items() if told} == {}
    assert [fault for fault in faults if "422" not in fault] == []


def test_the_text_comes_back_with_signs_and_words_not_colour_alone(hand: Any) -> None:
    go(hand, "highlight", "francais.grammaire")
    exercise, _known = hand.demo.known(hand.here())
    key = exercise.secret["key"]
    hand.tick("word", [str(key[0]), next(iter(exercise.secret["wrong"]))])
    hand.press("Valider")
    for sign, words in (
        ("found", "bien trouvé"),
        ("missed", "à trouver"),
        ("extra", "en trop"),
    ):
        expect(hand.page.locator(f".marked .text mark.{sign}").first).to_contain_text(words)
        expect(hand.page.locator(".mark-key")).to_contain_text(words)


def test_what_is_mended_is_said_beside_the_field_and_kept_when_something_is_missing(
    hand: Any,
) -> None:
    go(hand, "mend", "francais.orthographe")
    hand.choose("place", "1")
    told = hand.page.locator("[data-chosen]")
    expect(told).to_contain_text(
        hand.page.locator('[name="place"][value="1"] + span').inner_text()
    )
    hand.press("Valider")
    expect(hand.page.locator("#illisible")).to_contain_text("écrire la correction")
    expect(hand.page.locator('[name="place"][value="1"]')).to_be_checked()


def test_the_rule_is_recalled_also_after_a_right_answer(hand: Any) -> None:
    go(hand, "mend", "francais.orthographe")
    hand.answer("right")
    expect(hand.page.locator(".rule")).to_contain_text("La règle")
