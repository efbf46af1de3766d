"""The calendar, from the trainer's form to the learner's phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

Violations = Callable[[Page], list[str]]
DESK = {"width": 1280, "height": 800}
LATER = timedelta(days=75)


@pytest.fixture
def later(hand: Any) -> Any:
    """The demonstration, long enough after for skills to be "à revoir"; its hands."""
    hand.demo.services.source.wait(LATER.total_seconds())
    return hand


def climb(hand: Any) -> str:
    """What a learner reads on her climb, all domains."""
    said = ""
    for domain in ("maths", "francais", "bureautique", "culture"):
        hand.page.goto(f"{hand.demo.url}/montee?domaine={domain}")
        said += hand.page.locator("main").inner_text()
    return said


def test_a_learner_in_a_company_sees_no_review_unless_she_chooses(
    later: Any, violations: Violations, faults: list[str]
) -> None:
    page, found = later.page, []
    later.is_in("Fatoumata")
    assert "À revoir" in climb(later)

    page.context.clear_cookies()
    page.set_viewport_size(DESK)
    later.is_in("Nadia")
    page.goto(f"{later.demo.url}/groupes")
    later.press("Groupe Horizon", "link")
    later.press("Calendrier de l’alternance", "link")
    found += violations(page)
    today = later.demo.services.source.now().date()
    monday = today - timedelta(days=today.weekday())
    page.get_by_label("Premier jour").fill(monday.isoformat())
    page.get_by_label("Dernier jour").fill((monday - timedelta(days=1)).isoformat())
    later.choose("quoi", "company")
    later.press("Ajouter cette période")
    expect(page.get_by_role("alert")).to_contain_text("vient avant le premier")
    found += violations(page)
    page.get_by_label("Dernier jour").fill((monday + timedelta(days=11)).isoformat())
    page.get_by_label("Dernier jour").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("La période est écrite")
    expect(page.locator(".strip .now")).to_contain_text("En entreprise")
    expect(page.locator(".strip .now .company")).to_have_count(5)
    found += violations(page)

    page.goto(f"{later.demo.url}/groupes")
    later.press("Groupe Horizon", "link")
    later.press("Fatoumata", "link")
    weeks = page.locator("#semaines")
    expect(weeks.locator("li.now")).to_contain_text("Rien n’est demandé.")
    expect(weeks).to_contain_text("À revoir :")
    found += violations(page)

    page.context.clear_cookies()
    page.set_viewport_size({"width": 360, "height": 740})
    later.is_in("Fatoumata")
    assert "À revoir" not in climb(later)
    page.goto(f"{later.demo.url}/accueil")
    expect(page.get_by_role("heading", name="Vous êtes en entreprise")).to_be_visible()
    found += violations(page)
    later.press("Revoir quand même")
    page.wait_for_url(re.compile("/exercice/"))
    why = page.locator("details.why", has_text="Pourquoi cet exercice")
    why.locator("summary").click()
    expect(why).to_contain_text(re.compile("Vous l’avez déjà su|mieux régler les suivants"))
    assert found == []
    assert [said for said in faults if "422" not in said] == []  # the form to be mended


def test_a_period_is_removed_after_it_was_asked_again(later: Any) -> None:
    page = later.page
    later.is_in("Nadia")
    page.goto(f"{later.demo.url}/groupes")
    later.press("Groupe Tremplin", "link")
    later.press("Calendrier de l’alternance", "link")
    begins = later.demo.services.source.now().date() + timedelta(days=30)
    page.get_by_label("Premier jour").fill(begins.isoformat())
    page.get_by_label("Dernier jour").fill(begins.isoformat())
    later.choose("quoi", "holiday")
    later.press("Ajouter cette période")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    later.press("Supprimer", "link")
    later.press("La garder", "link")
    later.press("Supprimer", "link")
    later.press("Supprimer cette période")
    expect(page.get_by_text("Aucune période à venir")).to_be_visible()
