"""A learner's whole journey on a phone of 360 px: with script, without, and by keyboard alone.

Sign in with five words, be placed in a domain to its end, ten exercises over two sittings,
progress, leave. Answers are taken from each exercise's own examples.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from palier.models import Answer, ObservationRow, VerdictRow
from palier.practice.refold import verify

TITLES = {"right": "C’est juste", "wrong": "Pas encore", "unknown": "D’accord"}
RESULTS = ("C’est juste", "Pas encore", "Presque", "Ce qui bloque", "D’accord")
# How the ten exercises are answered; "?" asks for help first, "!" sends something unreadable.
PLAN = ("right", "wrong", "?right", "unknown", "!right", "right", "right", "wrong", "right")
Look = Callable[[], None]
# What tells two kinds of page apart: its address, the tone of a feedback, what it holds.
KIND_OF_PAGE = """() => {
  const parts = [".choices", "#nombre", "select", ".order", "#illisible", ".hints"];
  const held = parts.filter((part) => document.querySelector(part));
  const tone = document.querySelector("#v")?.textContent;
  return [location.pathname.split("/")[1], tone, ...held].join(" ");
}"""


def look_nowhere() -> None:
    """For journeys in which axe is not asked."""


def fits(page: Page) -> None:
    """Nothing sticks out of a phone's width."""
    box = page.locator("body").bounding_box()
    assert box is not None
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360, page.url


def placement(hand: Any, look: Look) -> int:
    """Sit the placement of the page to its end; the number of answers."""
    page = hand.page
    hand.press("Commencer")
    page.wait_for_url("**/exercice/*")
    done = 0
    while "/exercice/" in page.url:
        expect(page.get_by_role("button", name="Valider")).to_be_visible()
        expect(page.get_by_role("button", name="coup de pouce")).to_have_count(0)
        for result in RESULTS:
            expect(page.get_by_text(result, exact=True)).to_have_count(0)
        if done < 2:
            look()
        if done == 1:
            hand.send_unreadable()
            look()
        before = page.url
        hand.answer(("right", "right", "wrong", "right", "unknown")[done % 5])
        page.wait_for_url(lambda url: url != before)  # noqa: B023  # used within the turn
        done += 1
        assert done <= 12
    return done


def one_exercise(hand: Any, how: str, look: Look) -> None:
    """Answer the exercise on the screen, read the feedback."""
    page = hand.page
    expect(page.get_by_role("button", name="Valider")).to_be_visible()
    fits(page)
    if how.startswith("?"):
        # The first is there already when the exercise is a big step for her.
        told = page.get_by_role("heading", name="Un coup de pouce (1 sur").count()
        hand.press("Un coup de pouce")
        shown = page.get_by_role("heading", name=f"Un coup de pouce ({told + 1} sur")
        expect(shown).to_be_visible()
        look()
    if how.startswith("!"):
        hand.send_unreadable()
        look()
    hand.answer(how.strip("?!"))
    expect(page.locator("#v")).to_contain_text(
        TITLES[how.strip("?!")] if "wrong" not in how else "P"  # pas encore, or presque
    )
    expect(page.get_by_role("button", name="Valider")).to_have_count(0)
    fits(page)
    look()


def go_home(hand: Any) -> None:
    """From the end of a sitting to the home page."""
    hand.press("Revenir à l’accueil", "link")
    hand.page.wait_for_url("**/accueil")


def practice(
    hand: Any, look: Look, sittings: int = 2, again: Callable[[Any], None] = go_home
) -> int:
    """All exercises of some sittings; their number. ``again``: to where the next one begins."""
    page, done = hand.page, 0
    for sitting in range(sittings):
        if sitting:
            again(hand)
            look()
            hand.press("Continuer")
        page.wait_for_url("**/exercice/*")
        while True:
            one_exercise(hand, PLAN[done % len(PLAN)], look)
            done += 1
            if page.get_by_role("link", name="Terminer la séance").count():
                break
            before = page.url
            hand.press("Continuer", "link")
            page.wait_for_url(lambda url: url != before)  # noqa: B023  # used within the turn
        hand.press("Terminer la séance", "link")
        expect(page.get_by_role("heading", name="Séance finie")).to_be_visible()
        look()
    return done


def journey(hand: Any, look: Look) -> int:
    """From the door to the door; the number of answers, each kept once."""
    page, demo = hand.page, hand.demo
    # What trainers saw a learner do is observed too, and is no answer.
    answered, observed = demo.count(Answer), demo.count(ObservationRow)
    hand.sign_in(demo.account("Maëva"))
    expect(page.get_by_role("heading", name="Bienvenue Maëva")).to_be_visible()
    look()
    fits(page)
    done = placement(hand, look)
    expect(page.get_by_role("heading", name="Nous savons d’où partir")).to_be_visible()
    look()
    fits(page)
    hand.press("Commencer les exercices")
    exercises = practice(hand, look)
    assert exercises >= 10
    hand.press("Ma montée", "link")
    expect(page.get_by_text("Vous êtes ici")).to_be_visible()
    look()
    fits(page)
    hand.press("Quitter")
    page.wait_for_url("**/entrer")
    for table in (Answer, VerdictRow):
        assert demo.count(table) == answered + done + exercises
    assert demo.count(ObservationRow) == observed + done + exercises
    with demo.services.db.read() as session:
        assert verify(session)[1] == []
    return done + exercises


def test_a_learners_journey_with_script(
    hand: Any, faults: list[str], violations: Callable[[Page], list[str]]
) -> None:
    found: dict[str, list[str]] = {}

    def look() -> None:
        """Ask axe, once a kind of page: what it is called, its type and its tone."""
        kind = hand.page.evaluate(KIND_OF_PAGE)
        if kind not in found:
            found[kind] = violations(hand.page)

    journey(hand, look)
    unreadable = [fault for fault in faults if "422" not in fault]
    assert unreadable == []
    assert {kind: told for kind, told in found.items() if told} == {}
    assert len(found) >= 8


def test_a_learners_journey_without_script(bare: Any) -> None:
    assert journey(bare, look_nowhere) > 10


def test_a_learners_journey_by_keyboard_alone(keyboard: Any) -> None:
    assert journey(keyboard, look_nowhere) > 10


@pytest.mark.slow
def test_a_placement_and_three_sittings_of_maths_on_a_phone(
    hand: Any, faults: list[str], violations: Callable[[Page], list[str]], tmp_path: Path
) -> None:
    """Each screen is kept as a picture, to be looked at."""
    page, base = hand.page, hand.demo.url
    seen: list[str] = []
    found: dict[str, list[str]] = {}

    def look() -> None:
        fits(page)
        name = f"{len(seen):02d}.png"
        page.screenshot(path=tmp_path / name, full_page=True, caret="initial")
        seen.append(name)
        if told := violations(page):
            found[name] = told

    def to_maths(_hand: Any) -> None:
        page.goto(f"{base}/montee?domaine=maths")

    hand.sign_in(hand.demo.account("Maëva"))
    to_maths(hand)
    assert placement(hand, look) >= 6
    look()
    hand.press("Commencer les exercices")
    assert practice(hand, look, sittings=3, again=to_maths) >= 18
    assert len(seen) >= 24
    assert found == {}
    assert [fault for fault in faults if "422" not in fault] == []
