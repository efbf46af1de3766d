"""Staff do exercises as learners do, and nothing is kept of it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from exercises.instance import Examples
from exercises.items import examples, make
from exercises.types import TYPES
from palier.models import ADMIN, AUTHOR, Base, Sound, WebSession
from palier.practice import serving
from palier.trying.trial import Trial

START, LEAVE = "/essayer", "/essayer/quitter"
HX = {"HX-Request": "true"}


def _rows(room: Any) -> dict[str, int]:
    """How many rows each table has, but for who is signed in and the sounds of texts."""
    with room.services.db.read() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
            if table.name not in (WebSession.__tablename__, Sound.__tablename__)
        }


def _trial(browser: Any) -> Trial:
    with browser.client.session_transaction() as cookie:
        return Trial.from_json(cookie["trial"])


def _known(room: Any, trial: Trial) -> Examples:
    assert trial.shown
    with room.services.db.read() as session:
        catalogue = room.services.catalogue.current(session)
    entry = catalogue.items[catalogue.row_of[trial.shown.version_id]]
    return examples(make(entry.item, trial.shown.seed))


def _finish(room: Any, browser: Any, **headers: str) -> Trial:
    """Answer to the end, the second one wrong and the third unknown."""
    while (trial := _trial(browser)).shown:
        n, known = trial.position, _known(room, trial)
        here = f"/essayer/exercice/{n}"
        raw = known.wrong[0][0] if n == 2 and known.wrong else known.right[0]
        data = {"passe": "1"} if n == 3 else raw
        reply = browser.post(f"{here}/reponse", here, data, **headers)
        assert reply.status_code in {200, 204, 303}, reply.text
    return trial


def test_a_trial_goes_to_its_end_and_leaves_no_row(sqlite_room: Any) -> None:
    room, browser = sqlite_room, sqlite_room.staff(ADMIN)
    before = _rows(room)
    back = "/exercices"
    browser.post(START, START, {"quoi": "placement", "domaine": "maths", "retour": back})
    placed = _finish(room, browser)
    assert placed.kind == "placement"
    assert placed.outcome in {"enough", "limit"}
    assert "Nous savons d’où partir" in browser.get("/essayer/fin").text
    assert browser.post(LEAVE, "/essayer/fin").location == back
    assert browser.get("/essayer/fin", **HX).headers["HX-Redirect"] == START
    browser.post(START, START, {"domaine": "maths"})
    page = browser.get("/essayer/exercice/1").text
    assert "rien n’est gardé" in page
    practised = _finish(room, browser, **HX)
    assert len(practised.done) in range(serving.PRACTICE_LENGTH, serving.PRACTICE_LENGTH + 3)
    assert [one.kind for one in practised.done[:3]] == ["answer", "answer", "unknown"]
    assert "Revenir à ma place" in browser.get("/essayer/fin").text
    assert _rows(room) == before


def test_an_answer_counts_once_and_what_cannot_be_read_not_at_all(sqlite_room: Any) -> None:
    browser = sqlite_room.staff(AUTHOR)
    form = {"competence": "maths.calcul.tables"}
    browser.post(START, START, form)
    trial = _trial(browser)
    first = "/essayer/exercice/1"
    helped = browser.post(f"{first}/aide", first).text
    assert "Un coup de pouce (1 sur" in helped
    assert "personne n’est prévenu" in browser.post(f"{first}/besoin-aide", first).text
    raw = _known(sqlite_room, trial).unreadable[0]
    assert browser.post(f"{first}/reponse", first, raw).status_code == 422
    assert _trial(browser).done == ()
    right = _known(sqlite_room, trial).right[0]
    assert "C’est juste" in browser.post(f"{first}/reponse", first, right).text
    again = browser.post(f"{first}/reponse", START, right)
    assert again.location == "/essayer/exercice/2"
    (done,) = _trial(browser).done
    assert (done.score, done.help_used >= 1) == (1.0, True)
    shown = _trial(browser).shown
    assert shown
    assert shown.reason["skill"] == form["competence"]


@pytest.mark.parametrize("who", ["learner", "nobody"])
def test_only_staff_may_try(sqlite_room: Any, who: str) -> None:
    pupil = sqlite_room.pupil()
    browser = sqlite_room.browser(pupil.actor.id if who == "learner" else None)
    assert browser.get(START).status_code == (404 if who == "learner" else 303)


def test_every_type_of_exercise_may_be_tried(sqlite_room: Any) -> None:
    browser = sqlite_room.staff(AUTHOR)
    browser.post(START, START, {})
    with sqlite_room.services.db.read() as session:
        items = sqlite_room.services.catalogue.current(session).items
    seen = set()
    for entry in {e.item.type: e for e in items}.values():
        skill, slug = entry.item.id.rsplit("/", 1)
        browser.post(START, START, {"competence": skill, "exercice": slug})
        page = browser.get("/essayer/exercice/1")
        if entry.item.type in ("dictation", "listen") and page.status_code == 303:
            continue  # no voice on this machine: it is not asked
        assert page.status_code == 200, entry.item.id
        assert "/exercice/00000000" not in page.text  # every form is the trial's own
        seen.add(entry.item.type)
    assert seen | {"dictation", "listen"} == set(TYPES)
