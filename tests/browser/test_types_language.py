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


@pytest.mark.parametrize("kind", ["writing", "spoken"])
@pytest.mark.parametrize("way", ["bare", "keyboard"])
def test_what_a_person_marks_is_sent_and_waits(
    request: pytest.FixtureRequest, way: str, kind: str
) -> None:
    hand = request.getfixturevalue(way)
    go(hand, kind, "")
    before = hand.demo.count(Answer)
    hand.send_unreadable()
    assert hand.demo.count(Answer) == before
    _exercise, known = hand.demo.known(hand.here())
    hand.fill_in({"text": known.right[-1]["text"]})
    hand.press("Valider")
    expect(hand.page.locator("#v")).to_contain_text("C’est envoyé")
    assert hand.demo.count(Answer) == before + 1


@pytest.mark.parametrize("kind", ["spoken"])  # writing: test_types_people
def test_what_a_person_marks_is_clean_in_axe_on_a_phone(
    hand: Any, violations: Callable[[Page], list[str]], faults: list[str], kind: str
) -> None:
    page = hand.page
    go(hand, kind, "")
    found = violations(page)
    if kind == "spoken":  # a voice, by the browser's own microphone of tests
        page.context.grant_permissions(["microphone"])
        page.get_by_role("button", name="Enregistrer").click()
        page.get_by_role("button", name="Arrêter").wait_for()
        page.wait_for_timeout(800)
        page.get_by_role("button", name="Arrêter").click()
        expect(page.locator("[data-state]")).to_contain_text("C’est gardé")
        found += violations(page)
    else:
        hand.type_in(page.locator("#texte"), "slt jsp si je viens")
    for target in page.locator(".player button, .field textarea, form .btn").all():
        box = target.bounding_box()
        assert box is None or min(box["height"], box["width"]) >= 48
    hand.press("Valider")
    expect(page.locator("#v")).to_contain_text("C’est envoyé")
    expect(page.locator("#v")).to_be_focused()
    found += violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert found == []
    assert faults == []


def test_what_is_heard_plays_pauses_and_slows_down(hand: Any, faults: list[str]) -> None:
    go(hand, "dictation", "francais.orthographe.homophones-1")
    page = hand.page
    page.get_by_role("button", name="Lent").click()
    expect(page.get_by_role("button", name="Lent")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Tout écouter").click()
    expect(page.locator("[data-heard]")).to_contain_text("Groupe 1 sur")
    first = page.locator("audio").first
    assert first.evaluate("sound => [sound.playbackRate, sound.preservesPitch]") == [0.6, True]
    for _wait in range(100):
        if first.evaluate("sound => sound.currentTime") > 0.1:
            break
        page.wait_for_timeout(100)
    assert first.evaluate("sound => sound.currentTime") > 0.1
    page.get_by_role("button", name="Pause").first.click()
    assert first.evaluate("sound => sound.paused")
    expect(page.locator("[data-heard]")).to_be_visible()
    assert faults == []


def test_reading_instead_is_offered_to_those_who_do_not_hear(bare: Any) -> None:
    go(bare, "listen", "francais.oral.comprendre-consigne/ou-aller")
    expect(bare.page.locator("audio").first).to_be_visible()
    bare.press("Lire le texte au lieu d’écouter")
    expect(bare.page.locator("#dit")).to_be_visible()
    expect(bare.page.locator("audio")).to_have_count(0)


def test_help_is_asked_for_and_said_to_be(bare: Any) -> None:
    go(bare, "mend", "francais.orthographe")
    bare.type_in(bare.page.locator("#correction"), "est")
    bare.press("J’ai besoin d’aide")
    expect(bare.page.get_by_role("status").filter(has_text="C’est transmis")).to_be_visible()
    expect(bare.page.locator("#correction")).to_have_value("est")
