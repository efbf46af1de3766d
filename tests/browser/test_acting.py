"""A trainer acts at her desk, and what the learner sees of it on his phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect
from sqlalchemy import select

from palier.models import Enrolment, Person
from palier.practice.refold import verify

Violations = Callable[[Page], list[str]]
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
LEARNER, TRAINER = "Inès", "Nadia"
SKILL = "maths.calcul.tables"


def _fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def _ids(hand: Any) -> tuple[str, int]:
    with hand.demo.services.db.read() as session:
        row = session.execute(
            select(Person.id, Enrolment.group_id)
            .join(Enrolment, Enrolment.learner_id == Person.id)
            .where(Person.first_name == LEARNER, Enrolment.left_at.is_(None))
        ).one()
    return str(row.id), row.group_id


def test_seen_given_and_marked(
    hand: Any, bare: Any, violations: Violations, faults: list[str]
) -> None:
    page, phone = hand.page, bare.page
    page.set_viewport_size(DESK)
    phone.set_viewport_size(PHONE)
    learner, group = _ids(hand)
    served = hand.demo.serve(LEARNER, "writing")
    bare.is_in(LEARNER)
    phone.goto(f"{hand.demo.url}/exercice/{served}")
    bare.fill_in(hand.demo.known(served)[1].right[0])
    bare.press("Valider")
    expect(phone.get_by_role("heading", name="C’est envoyé")).to_be_visible()

    # On a phone, from the learner: two taps.
    hand.is_in(TRAINER)
    page.set_viewport_size(PHONE)
    page.goto(f"{hand.demo.url}/stagiaires/{learner}")
    page.get_by_role("link", name="Je l’ai vu faire").click()
    assert violations(page) == []
    assert _fits(page)
    page.locator(".seen-here button").first.click()
    expect(page.get_by_text("C’est noté").first).to_be_visible()
    page.set_viewport_size(DESK)

    # From the cell: one tap more, and it is seen.
    page.goto(f"{hand.demo.url}/stagiaires/{learner}/competences/{SKILL}")
    hand.press("En stage")
    expect(page.locator(".words-said b")).to_contain_text("Vue faire en stage")
    assert violations(page) == []
    page.get_by_role("link", name="Proposer un travail sur cette compétence").click()
    assert violations(page) == []
    hand.press("Proposer ce travail")
    expect(page.get_by_text("C’est proposé à 1 personne.")).to_be_visible()
    assert violations(page) == []

    # Marked by keyboard alone: a figure a line, then Enter.
    page.goto(f"{hand.demo.url}/evaluer")
    assert violations(page) == []
    page.get_by_role("link", name=LEARNER).first.click()
    expect(page.get_by_text("Au clavier")).to_be_visible()
    for _line in page.locator("[data-criterion]").all():
        page.keyboard.press("2")
    assert page.locator("[data-criterion] input:checked").count() == (
        page.locator("[data-criterion]").count()
    )
    assert violations(page) == []
    page.set_viewport_size(PHONE)
    assert _fits(page)
    page.keyboard.press("Enter")
    expect(page.get_by_text("C’est noté. Le stagiaire est prévenu.")).to_be_visible()
    page.goto(f"{hand.demo.url}/groupes/{group}/besoins")
    assert violations(page) == []
    assert _fits(page)

    # She reads both, and does what is proposed first.
    phone.goto(f"{hand.demo.url}/accueil")
    expect(phone.get_by_text("Votre formateur vous propose")).to_be_visible()
    phone.get_by_role("link", name="Revoir l’exercice").click()
    expect(phone.get_by_role("heading", name="Votre texte a été lu")).to_be_visible()
    assert _fits(phone)
    phone.goto(f"{hand.demo.url}/propose")
    expect(phone.get_by_text("Proposé par Nadia")).to_be_visible()
    assert _fits(phone)
    phone.goto(f"{hand.demo.url}/accueil")
    bare.press("Commencer")
    with hand.demo.services.db.read() as session:
        assert verify(session)[1] == []
    assert hand.demo.known(bare.here())[0].reason["code"] == "assigned"
    assert faults == []
