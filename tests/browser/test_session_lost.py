"""A session lost in the middle of an answer, at 360 px, with and without script."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from palier.models import Answer

WORDS = "Votre session est fermée. Votre réponse est gardée."


@pytest.mark.parametrize("which", ["hand", "bare"])
def test_cookies_gone_in_the_middle_of_an_answer(
    which: str, request: pytest.FixtureRequest, violations: Callable[[Page], list[str]]
) -> None:
    hand: Any = request.getfixturevalue(which)
    page, demo = hand.page, hand.demo
    account = demo.account("Inès")
    hand.sign_in(account)
    served_id = demo.serve("Inès", "numeric")
    page.goto(f"{demo.url}/exercice/{served_id}")
    exercise, known = demo.known(served_id)
    typed = known.right[0]["number"][0]
    hand.type_in(page.locator("#nombre"), typed)
    answers = demo.count(Answer)

    page.context.clear_cookies()
    hand.press("Valider")
    page.wait_for_url(re.compile("/entrer"))
    expect(page.locator(".notice")).to_contain_text(WORDS)
    if which == "hand":
        assert violations(page) == []
    hand.type_in(page.get_by_label("Mon nom pour entrer"), account.name)
    for number, word in enumerate(account.secret.split(), 1):
        hand.type_in(page.get_by_label(f"Mot {number}"), word)
    hand.press("Entrer")

    page.wait_for_url(f"**/exercice/{exercise.id}")
    expect(page.locator("#nombre")).to_have_value(typed)
    expect(page.get_by_role("status").first).to_contain_text("Votre réponse est gardée.")
    if which == "hand":
        assert violations(page) == []
    assert demo.count(Answer) == answers
    hand.press("Valider")
    expect(page.locator("#v")).to_contain_text("C’est juste")
    assert demo.count(Answer) == answers + 1
