"""« Ce que valent les exercices »: what it says, who reads, who decides."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from palier.calibration import cards, counted, measuring, proposals, worth
from palier.calibration.counted import Counted
from palier.models import (
    ADMIN,
    AUTHOR,
    TRAINER,
    AuditEvent,
    CalibrationProposal,
    CalibrationVersion,
    ExerciseServed,
    Item,
    ItemVersion,
)
from palier.privacy import erasing

PAGE = "/valeur-des-exercices"
FOUND = Path(__file__).parents[1] / "calibration_found.json"


@pytest.fixture(autouse=True)
def _few_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "LEAST_ANSWERS", 5)
    monkeypatch.setattr(measuring, "LEAST_LEARNERS", 1)


def propose(fitting: Any) -> int:
    """A proposal of this class’s answers, with findings of each kind."""
    number = proposals.propose(fitting.services, proposals.read(fitting.services))
    found = json.loads(FOUND.read_text("utf-8"))
    with fitting.services.db.write() as session:
        row = session.get_one(CalibrationProposal, number)
        row.findings = {"items": found["items"], "beside": found["beside"]}
        row.basis = {**row.basis, "figures": found["figures"]}
    return number


def found_first() -> str:
    """The item that the two-way filter is said to place elsewhere."""
    name: str = json.loads(FOUND.read_text("utf-8"))["items"][0]["item"]
    return name


def state(fitting: Any, number: int) -> tuple[str, str | None]:
    with fitting.services.db.read() as session:
        row = session.get_one(CalibrationProposal, number)
        return row.state, row.reason


def test_without_a_calibration_it_says_when_there_will_be_one(sqlite_room: Any) -> None:
    page = sqlite_room.staff(AUTHOR).get(PAGE)
    assert page.status_code == 200
    assert "Pas encore de mesure" in page.text
    assert "palier calibrate" in page.text
    assert "Approuver" not in page.text


def test_each_kind_has_a_sentence_a_picture_and_a_way_on(sqlite_fitting: Any) -> None:
    propose(sqlite_fitting)
    page = sqlite_fitting.room.staff(AUTHOR).get(PAGE).text
    page = page.replace("\xa0", " ").replace("\u202f", " ")
    assert page.count("<article") == 6
    assert page.count('class="plot"') == 6
    for title in cards.TITLES.values():
        assert title in page
    for said in (
        "Plus difficile depuis le 5 novembre",  # half of the days: since then it is
        "moins souvent réussi par qui suit un cours de français",
        "Ceux qui savent le plus ne le réussissent guère plus souvent",
        "À la difficulté que son",
        "Trop peu de réponses : les auteurs gardent le dernier mot.",
        "tenue par 147 exercices déjà mesurés : ils gardent leur difficulté.",
        "leur difficulté a changé : maths.calcul.addition-soustraction/completer-le-stock.",
    ):
        assert said in page, said
    assert page.count("Voir l’exercice") == 6
    assert "trop peu pour le dire" in page
    assert "Placés ailleurs par le filtre à deux côtés : " + found_first() in page
    assert not re.search(r"\bnan\b|\binf\b|None", page)
    assert "Inès" not in page
    assert "Karim" not in page


def test_an_erased_person_changes_nothing_in_what_is_counted(
    fitting: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services, ines = fitting.services, fitting.ines.actor
    monkeypatch.setattr(counted, "LEAST", 1)
    monkeypatch.setattr(measuring, "LEAST_ANSWERS", 1)

    def of_items() -> dict[str, Counted]:
        met = select(Item.name).join(ItemVersion).join(ExerciseServed).distinct()
        with services.db.read() as session:
            return {name: counted.of_item(session, name) for name in session.scalars(met)}

    def of_domains() -> dict[str, int]:
        known = proposals.read(services)
        return {d: known.counts(d)[0] + known.gone(d) for d in known.domains}

    before, answers = of_items(), of_domains()
    hers = max(before, key=lambda name: before[name].right)
    assert sum(one.answers for one in before.values()) == sum(answers.values()) > 15
    assert 0 < sum(one.right for one in before.values()) < sum(answers.values())
    assert not any(one.erased for one in before.values())
    with services.db.write() as session:
        trace = AuditEvent(
            school_id=ines.school_id, at=fitting.room.source.now(), action="", detail={}
        )
        assert erasing.erase(session, ines.id, fitting.room.source.now(), tmp_path, trace)
    with services.db.read() as session:
        after = {name: counted.of_item(session, name) for name in before}
    for name, one in before.items():
        assert (after[name].answers, after[name].right) == (one.answers, one.right), name
    assert of_domains() == answers
    erased = sum(one.erased for one in after.values())
    assert erased == sum(answers.values()) - 2  # Karim’s two
    number = proposals.propose(services, proposals.read(services))
    with services.db.read() as session:
        basis = session.get_one(CalibrationProposal, number).basis
    assert sum(one["erased"] for one in basis["figures"].values()) == erased
    assert basis["answers"] == 2
    browser = fitting.room.staff(AUTHOR)
    page = unescape(browser.get(PAGE).text).replace("\xa0", " ")
    assert f"dont {erased} réponses de personnes effacées" in page
    assert "Le calcul de la difficulté ne peut pas s’en servir" in page
    item = unescape(browser.get(f"/exercices/{hers}").text)
    assert after[hers].words in item
    assert "effacée" in after[hers].words


def test_filters_keep_what_is_asked_for(sqlite_fitting: Any) -> None:
    propose(sqlite_fitting)
    browser = sqlite_fitting.room.staff(TRAINER)
    assert browser.get(f"{PAGE}?constat=drift").text.count("<article") == 1
    assert browser.get(f"{PAGE}?domaine=maths").text.count("<article") == 6
    none = browser.get(f"{PAGE}?domaine=francais&constat=drift")
    assert "Aucun exercice avec ce filtre" in none.text
    assert browser.get(f"{PAGE}?domaine=latin").status_code == 404
    assert browser.get(f"{PAGE}?constat=rien").status_code == 404


@pytest.mark.parametrize("role", [AUTHOR, ADMIN])
def test_who_decides_approves_and_goes_back(sqlite_fitting: Any, role: str) -> None:
    number, browser = propose(sqlite_fitting), sqlite_fitting.room.staff(role)
    done = browser.post(f"{PAGE}/approuver", PAGE, {"proposition": [str(number)]})
    assert (done.status_code, done.location) == (303, PAGE)
    page = browser.get(PAGE).text
    assert "Niveaux recalculés pour 2 stagiaires" in page
    assert "Approuvée" in page
    assert role.title() in page  # who decided
    assert sqlite_fitting.room.differences() == []
    again = browser.post(f"{PAGE}/approuver", PAGE, {"proposition": [str(number)]})
    assert again.status_code == 303
    assert "n’attend plus de décision" in browser.get(PAGE).text
    browser.post(f"{PAGE}/reprendre", PAGE, {"version": ["1"]})
    assert "retour à 1" in browser.get(PAGE).text.replace("\xa0", " ")
    assert sqlite_fitting.room.differences() == []
    for version in ("0", "-1", "x", "9" * 30, "999"):
        browser.post(f"{PAGE}/reprendre", PAGE, {"version": [version]})
        assert "Cette version n’existe pas" in browser.get(PAGE).text
    assert sqlite_fitting.room.count(CalibrationVersion) == 3


def test_a_refusal_needs_a_reason(sqlite_fitting: Any) -> None:
    number, browser = propose(sqlite_fitting), sqlite_fitting.room.staff(AUTHOR)
    fields = {"proposition": [str(number)], "raison": ["  "]}
    bare = browser.post(f"{PAGE}/refuser", PAGE, fields)
    assert bare.status_code == 422
    assert 'aria-invalid="true"' in bare.text
    assert state(sqlite_fitting, number) == (proposals.PROPOSED, None)
    fields["raison"] = ["Deux  exercices à revoir d’abord" + "x" * 300]
    assert browser.post(f"{PAGE}/refuser", PAGE, fields).status_code == 303
    kept, reason = state(sqlite_fitting, number)
    assert kept == proposals.REFUSED
    assert reason is not None
    assert reason.startswith("Deux exercices à revoir d’abord")
    assert len(reason) == 200
    assert "Deux exercices à revoir" in browser.get(PAGE).text


def test_trainers_and_those_of_one_site_read_and_do_not_decide(sqlite_fitting: Any) -> None:
    number, room = propose(sqlite_fitting), sqlite_fitting.room
    room.app.config["WTF_CSRF_ENABLED"] = False
    for browser in (room.staff(TRAINER), room.staff(ADMIN, room.site_id)):
        page = browser.get(PAGE)
        assert page.status_code == 200
        assert "Approuver</button>" not in page.text
        assert "décident" in page.text
        for path in ("approuver", "refuser", "reprendre"):
            sent = {"proposition": number, "version": 1, "raison": "Non"}
            assert browser.client.post(f"{PAGE}/{path}", data=sent).status_code == 404
    assert room.pupils[0].browser().get(PAGE).status_code == 404
    assert state(sqlite_fitting, number) == (proposals.PROPOSED, None)


def test_too_many_answers_for_a_page_are_for_the_command(
    sqlite_fitting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = propose(sqlite_fitting)
    monkeypatch.setattr(worth, "MOST_ON_PAGE", 3)
    browser = sqlite_fitting.room.staff(AUTHOR)
    page = browser.get(PAGE).text
    assert f"palier calibrate --approve {number}" in page
    assert "Approuver</button>" not in page
    sqlite_fitting.room.app.config["WTF_CSRF_ENABLED"] = False
    browser.client.post(f"{PAGE}/approuver", data={"proposition": number})
    assert state(sqlite_fitting, number) == (proposals.PROPOSED, None)


def test_an_item_that_is_not_published_any_more_has_no_link(sqlite_fitting: Any) -> None:
    number = propose(sqlite_fitting)
    with sqlite_fitting.services.db.write() as session:
        row = session.scalars(select(CalibrationProposal)).one()
        one = {**row.findings["items"][0], "item": "maths.ancienne.competence/retire"}
        session.execute(
            update(CalibrationProposal)
            .where(CalibrationProposal.id == number)
            .values(findings={"items": [one]})
        )
    page = sqlite_fitting.room.staff(AUTHOR).get(PAGE)
    assert page.status_code == 200
    assert "Il n’est plus publié." in page.text.replace("\xa0", " ")
