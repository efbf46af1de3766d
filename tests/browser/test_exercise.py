"""One exercise in the browser: each type, each tone, and all that may go wrong around it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from palier.models import Answer

KINDS = ["mcq", "numeric", "order", "dropdown"]
WHO = "Inès"
SPEECH = """
window.said = [];
window.voices = [
  { name: "d’ailleurs", lang: "fr-FR", localService: false },
  { name: "anglaise", lang: "en-GB", localService: true },
];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => window.voices,
  addEventListener: (_name, told) => { window.told = told; },
  cancel: () => {},
  speak: (one) => {
    window.said.push({ text: one.text, voice: one.voice && one.voice.name });
    setTimeout(() => one.onend && one.onend(), 1);
  },
} });
"""
HERE = 'window.voices.push({ name: "d’ici", lang: "fr-FR", localService: true });'


def go(hand: Any, kind: str, seed: int = 1, item: str = "") -> str:
    """Inès, signed in, before an exercise of a type; its address."""
    hand.is_in(WHO)
    served_id = hand.demo.serve(WHO, kind, seed, item)
    address = f"{hand.demo.url}/exercice/{served_id}"
    hand.page.goto(address)
    return address


def answers(hand: Any) -> int:
    """How many answers the school has."""
    count: int = hand.demo.count(Answer)
    return count


@pytest.mark.parametrize("kind", KINDS)
def test_each_type_is_clean_in_axe_in_each_state_and_colour(
    hand: Any, violations: Callable[[Page], list[str]], faults: list[str], kind: str
) -> None:
    page = hand.page
    found = {}

    def look(state: str, *schemes: Any) -> None:
        for scheme in schemes or ("light",):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found[f"{state} {scheme}"] = violations(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360, state

    go(hand, kind)
    look("question", "dark", "light")
    hand.press("Un coup de pouce")
    expect(page.get_by_role("heading", name="Un coup de pouce (1 sur")).to_be_focused()
    look("coup de pouce")
    if kind != "order":
        hand.send_unreadable()
        look("illisible")
    hand.answer("wrong")
    expect(page.locator("#v")).to_be_focused()
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    look("pas encore", "dark", "light")
    for seed, how in enumerate(("right", "unknown"), 2):
        served_id = hand.demo.serve(WHO, kind, seed)
        page.goto(f"{hand.demo.url}/exercice/{served_id}")
        hand.answer(how)
        expect(page.locator("#v")).to_be_focused()
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        look(how)
    assert {state: told for state, told in found.items() if told} == {}
    assert [fault for fault in faults if "422" not in fault] == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_solution_reaches_the_browser_only_with_the_feedback(hand: Any, kind: str) -> None:
    bodies: list[str] = []
    hand.page.on(
        "response",
        lambda r: bodies.append(r.text()) if "/exercice/" in r.url and r.ok else None,
    )
    address = go(hand, kind)
    exercise, _known = hand.demo.known(hand.here())
    steps = [step["text"].replace("*", "") for step in exercise.secret["solution"]]
    expect(hand.page.get_by_role("button", name="Valider")).to_be_visible()
    hand.page.reload()
    before = "".join(bodies) + hand.page.content()
    assert address.rpartition("/")[2] in before
    assert [step for step in steps if step in before] == []
    hand.answer("wrong")
    hand.page.wait_for_selector("#v")
    shown = hand.page.locator("ol.worked").first.inner_text()
    assert steps[0][:20] in shown


SEEN = """() => {
  const one = document.activeElement;
  const style = getComputedStyle(one);
  const box = getComputedStyle(one.closest("label") ?? one);
  const ring = [style, box].some((s) => s.outlineStyle !== "none" && s.outlineWidth !== "0px");
  return { name: one.tagName + (one.id || one.name || one.textContent.trim()), ring };
}"""


@pytest.mark.parametrize("kind", KINDS)
def test_the_focus_goes_forth_and_back_and_is_always_seen(hand: Any, kind: str) -> None:
    page = hand.page
    go(hand, kind)
    page.evaluate("document.activeElement.blur()")
    forth, back = [], []
    for _press in range(40):
        page.keyboard.press("Tab")
        seen = page.evaluate(SEEN)
        if seen["name"].startswith("BODY"):
            break
        assert seen["ring"], seen["name"]
        forth.append(seen["name"])
    assert any("Valider" in name for name in forth)
    for _press in forth:
        page.keyboard.press("Shift+Tab")
        back.append(page.evaluate(SEEN)["name"])
    assert [name for name in forth if "Valider" in name] == [
        name for name in back if "Valider" in name
    ]
    assert back[-1] == forth[0]


# Reading aloud


def test_listening_reads_the_question_then_the_choices_with_a_voice_of_this_device(
    page: Page, hand: Any
) -> None:
    page.add_init_script(SPEECH + HERE)
    go(hand, "mcq", item="maths.")
    exercise, _known = hand.demo.known(hand.here())
    page.get_by_role("button", name="Écouter").click()
    expect(page.locator("[data-listen][aria-pressed]")).to_have_count(0)  # it has ended
    said = page.evaluate("window.said")
    assert {one["voice"] for one in said} == {"d’ici"}
    texts = [one["text"] for one in said]
    plain = [" ".join(text.replace("*", "").split()) for text in exercise.public["choices"]]
    ask = " ".join(exercise.public["ask"].replace("*", "").split())
    assert texts[-len(plain) :] == plain
    assert texts.index(ask) == len(texts) - len(plain) - 1


def test_a_second_press_stops_the_reading(page: Page, hand: Any) -> None:
    page.add_init_script(
        SPEECH.replace("setTimeout(() => one.onend && one.onend(), 1)", "") + HERE
    )
    go(hand, "numeric")
    button = page.get_by_role("button", name="Écouter")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".reading")).to_have_count(1)
    button.click()
    expect(page.locator(".reading")).to_have_count(0)
    assert len(page.evaluate("window.said")) == 1


def test_a_voice_from_elsewhere_is_never_used(page: Page, hand: Any) -> None:
    page.add_init_script(SPEECH)
    go(hand, "numeric")
    button = page.locator("[data-listen]")
    expect(button).to_be_hidden()
    page.evaluate(HERE + "window.told();")  # voices often come late
    expect(button).to_be_visible()
    hand.answer("right")
    page.wait_for_selector("#v")
    expect(page.locator("[data-listen]")).to_be_visible()


def test_in_a_reading_exercise_the_text_to_read_is_not_read_aloud(
    page: Page, hand: Any
) -> None:
    page.add_init_script(SPEECH + HERE)
    go(hand, "mcq", item="francais.lecture")
    exercise, _known = hand.demo.known(hand.here())
    page.get_by_role("button", name="Écouter").click()
    expect(page.locator("[data-listen][aria-pressed]")).to_have_count(0)  # it has ended
    texts = {one["text"] for one in page.evaluate("window.said")}
    assert " ".join(exercise.public["ask"].replace("*", "").split()) in texts
    document = exercise.public["document"] or {"lines": []}
    unread = {*document["lines"], *exercise.public["choices"]}
    assert texts & unread == set()


def test_a_line_of_a_reading_exercise_moves_too(hand: Any, faults: list[str]) -> None:
    go(hand, "order", item="francais.lecture")
    before = hand.order()
    hand.page.locator(f"#descendre-{before[0]}").click()
    assert hand.order() == [before[1], before[0], *before[2:]]
    expect(hand.page.locator("#annonce")).to_contain_text("position 2 sur")
    assert faults == []


# Once, whatever happens


def test_two_presses_count_once(hand: Any) -> None:
    go(hand, "mcq")
    before = answers(hand)
    _exercise, known = hand.demo.known(hand.here())
    hand.fill_in(known.right[0])
    hand.page.get_by_role("button", name="Valider").dblclick()
    expect(hand.page.locator("#v")).to_contain_text("C’est juste")
    assert answers(hand) == before + 1


def test_two_presses_count_once_without_script(bare: Any) -> None:
    go(bare, "mcq")
    before = answers(bare)
    _exercise, known = bare.demo.known(bare.here())
    bare.fill_in(known.right[0])
    bare.page.get_by_role("button", name="Valider").dblclick()
    expect(bare.page.locator("#v")).to_contain_text("C’est juste")
    assert answers(bare) == before + 1


@pytest.mark.parametrize("scripted", [True, False])
def test_going_back_and_reloading_show_the_same_feedback(
    request: pytest.FixtureRequest, scripted: bool
) -> None:
    hand = request.getfixturevalue("hand" if scripted else "bare")
    page, address = hand.page, go(hand, "numeric")
    before = answers(hand)
    hand.answer("right")
    page.wait_for_selector("#v")
    page.reload()
    expect(page.locator("#v")).to_contain_text("C’est juste")
    hand.press("Continuer", "link")
    page.wait_for_url(lambda url: url != address)
    expect(page.get_by_role("button", name="Valider")).to_be_visible()
    following = page.url
    page.go_back()
    page.wait_for_url(address)
    expect(page.locator("#v")).to_contain_text("C’est juste")
    expect(page.get_by_role("button", name="Valider")).to_have_count(0)
    page.goto(following)
    expect(page.get_by_role("button", name="Valider")).to_be_visible()
    assert answers(hand) == before + 1


def test_an_exercise_open_in_two_windows_counts_once(
    hand: Any, context: BrowserContext
) -> None:
    address = go(hand, "mcq")
    before = answers(hand)
    other = type(hand)(context.new_page(), hand.demo)
    other.page.goto(address)
    hand.answer("right")
    hand.page.wait_for_selector("#v")
    other.answer("wrong")
    expect(other.page.locator("#v")).to_contain_text("C’est juste")
    assert other.page.locator("main").inner_text() == hand.page.locator("main").inner_text()
    assert answers(hand) == before + 1


def test_going_back_in_a_placement_shows_no_result(hand: Any) -> None:
    page = hand.page
    hand.sign_in(hand.demo.account("Maëva"))
    hand.press("Commencer")
    page.wait_for_url("**/exercice/*")
    first = page.url
    hand.answer("wrong")
    page.wait_for_url(lambda url: url != first)
    second = page.url
    page.go_back()
    page.wait_for_url(second)
    expect(page.get_by_role("button", name="Valider")).to_be_visible()
    expect(page.locator("#v")).to_have_count(0)


# The network


def test_without_network_the_answer_stays_and_goes_once_when_it_is_back(
    hand: Any, context: BrowserContext, violations: Callable[[Page], list[str]]
) -> None:
    page = hand.page
    go(hand, "numeric")
    before = answers(hand)
    _exercise, known = hand.demo.known(hand.here())
    hand.fill_in(known.right[0])
    context.set_offline(True)
    hand.press("Valider")
    expect(page.get_by_role("alert")).to_contain_text("Pas de réseau")
    assert violations(page) == []
    hand.press("Valider")
    expect(page.get_by_role("alert")).to_have_count(1)
    expect(page.locator("#nombre")).to_have_value(known.right[0]["number"][0])
    assert answers(hand) == before
    context.set_offline(False)
    hand.press("Valider")
    expect(page.locator("#v")).to_contain_text("C’est juste")
    expect(page.get_by_role("alert")).to_have_count(0)
    assert answers(hand) == before + 1


def test_an_answer_whose_reply_was_lost_is_shown_not_counted_again(hand: Any) -> None:
    page = hand.page
    go(hand, "numeric")
    before = answers(hand)
    lost: list[int] = []

    def lose(route: Any) -> None:
        """Let the server have it, and lose what it says."""
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort("connectionreset")

    page.route("**/reponse", lose)
    hand.answer("right")
    expect(page.get_by_role("alert")).to_contain_text("Pas de réseau")
    assert lost == [200]
    assert answers(hand) == before + 1
    hand.press("Valider")
    expect(page.locator("#v")).to_contain_text("C’est juste")
    assert answers(hand) == before + 1


def test_a_fault_of_ours_keeps_the_answer_on_the_screen(hand: Any) -> None:
    page = hand.page
    go(hand, "numeric")
    page.route("**/reponse", lambda route: route.fulfill(status=503, body="…"))
    page.fill("#nombre", "12")
    hand.press("Valider")
    expect(page.get_by_role("alert")).to_contain_text("Le problème vient de nous")
    expect(page.locator("#nombre")).to_have_value("12")
