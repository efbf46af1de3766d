"""Sittings, over HTTP and through the services: what is served, said, counted, the end."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from palier.demo.exhibit import exhibit
from palier.models import (
    Answer,
    ExerciseServed,
    ObservationRow,
    Sitting,
)
from palier.practice import service
from palier.practice.serving import PLACEMENT_LENGTH, PRACTICE_EXTRA, PRACTICE_LENGTH

KINDS = ["mcq", "numeric", "order", "dropdown"]


@pytest.fixture
def room(sqlite_room: Any) -> Any:
    """Pages are the same on both databases: one is enough here."""
    return sqlite_room


def observation_of(kit: Any, served_id: UUID) -> dict[str, Any]:
    """What the engine was told of an answer."""
    with kit.services.db.read() as session:
        query = select(ObservationRow.data).where(ObservationRow.served_id == served_id)
        data: dict[str, Any] = session.scalars(query).one()
    return data


def sit(who: Any, pattern: str) -> list[service.Replied]:
    """Practise to the end: "+" right, "-" wrong, the last sign for all that follow."""
    replies: list[service.Replied] = []
    following = who.start()
    while following is not None:
        sign = pattern[min(len(replies), len(pattern) - 1)]
        replies.append(who.answer(following, right=sign == "+"))
        following = replies[-1].next_id
    return replies


# Ends


@pytest.mark.parametrize(
    ("pattern", "count"),
    [
        ("+", PRACTICE_LENGTH),
        ("-----+", PRACTICE_LENGTH),
        ("+++++-+", PRACTICE_LENGTH + 1),
        ("-", PRACTICE_LENGTH + PRACTICE_EXTRA),
    ],
)
def test_a_sitting_ends_on_a_success_or_two_later(ines: Any, pattern: str, count: int) -> None:
    assert len(sit(ines, pattern)) == count


def test_a_placement_ends_says_where_from_and_is_not_sat_twice(room: Any, ines: Any) -> None:
    with room.services.db.read() as session:
        sitting = session.scalars(select(Sitting)).one()
        count = len(session.scalars(select(ExerciseServed.id)).all())
    assert sitting.ended_at is not None
    assert sitting.outcome in {"enough", "limit"}
    assert 5 <= count <= PLACEMENT_LENGTH
    shown = ines.browser().get(f"/seance/{sitting.id}/fin").text
    assert "Nous savons d’où partir" in shown
    assert service.start_placement(room.services, ines.actor, "maths") is None


def test_the_end_of_a_sitting_is_shown_once_it_is_over(room: Any, ines: Any) -> None:
    first = ines.start()
    sitting_id = ines.served(first).sitting_id
    browser = ines.browser()
    assert browser.get(f"/seance/{sitting_id}/fin").status_code == 404
    assert len(sit(ines, "+")) == PRACTICE_LENGTH
    shown = browser.get(f"/seance/{sitting_id}/fin").text
    assert "Séance finie" in shown
    assert f"{PRACTICE_LENGTH} exercices" in shown
    assert room.pupil("Karim").browser().get(f"/seance/{sitting_id}/fin").status_code == 404


# Placement says nothing


def test_a_placement_shows_no_result_and_has_no_help(room: Any) -> None:
    pupil = room.pupil("Karim")
    browser = pupil.browser()
    address = browser.post("/depart/francais", "/accueil").location
    served_id = UUID(address.rpartition("/")[2])
    page = browser.get(address).text
    assert "Un coup de pouce" not in page
    assert browser.post(f"{address}/aide", "/confort").status_code == 404
    reply = browser.post(f"{address}/reponse", address, pupil.known(served_id).wrong[0][0])
    assert reply.status_code == 303
    followed = browser.client.get(reply.location, follow_redirects=True)
    assert followed.request.path != address
    for result in ("Pas encore", "C’est juste", "Presque", "Ce qui bloque"):
        assert result not in followed.text
    assert browser.get(address).status_code == 303  # going back shows no result either
    assert pupil.served(served_id).help_used == 0


def test_a_placement_begun_goes_on_where_it_was(room: Any) -> None:
    pupil = room.pupil("Karim")
    first = service.start_placement(room.services, pupil.actor, "culture")
    assert first is not None
    second = pupil.answer(first).next_id
    assert service.start_placement(room.services, pupil.actor, "culture") == second
    shown = pupil.browser().get("/accueil").text
    assert f"/exercice/{second}" in shown
    assert "Reprendre" in shown


def test_an_unknown_domain_does_not_exist(room: Any) -> None:
    browser = room.pupil("Karim").browser()
    assert browser.post("/depart/latin", "/confort").status_code == 404


def test_without_a_placement_practice_sends_home_with_a_word(room: Any) -> None:
    browser = room.pupil("Karim").browser()
    reply = browser.post("/seance", "/accueil", {"domaine": ["francais"]})
    assert reply.location == "/accueil"
    assert "Choisissez un autre domaine" in browser.get("/accueil").text


# Before the answer


def secrets_of(exercise: ExerciseServed) -> list[str]:
    """The author's texts that only come after the answer, as they would stand in the page."""
    secret, public = exercise.secret, json.dumps(exercise.public, ensure_ascii=False)
    texts = [step["text"] for step in secret["solution"]] + [secret["praise"] or ""]
    texts += secret["help"]
    for wrong in (secret, *secret.get("wrong", []), *secret.get("gaps", [])):
        for name in ("blocks", "good"):
            told = wrong.get(name) or []
            texts += [told] if isinstance(told, str) else [text for text in told if text]
    return [text for text in texts if len(text) > 12 and text not in public]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_the_key_is_in_the_page_before_the_answer(
    room: Any, ines: Any, kind: str
) -> None:
    browser = ines.browser()
    for seed in range(1, 9):
        served_id = ines.serve(kind, seed)
        exercise = ines.served(served_id)
        hidden = secrets_of(exercise)
        assert hidden
        raw = ines.known(served_id).unreadable[0]
        pages = [
            browser.get(f"/exercice/{served_id}"),
            browser.get(f"/exercice/{served_id}", **{"HX-Request": "true"}),
            browser.post(f"/exercice/{served_id}/reponse", "/confort", raw),
        ]
        for page in pages:
            bare = re.sub(r"<[^>]+>", "", page.text).replace("&#39;", "'").replace("&gt;", ">")
            assert [text for text in hidden if text.replace("*", "") in bare] == []
            assert "misconception" not in page.text
            assert "checked" not in page.text


def test_the_page_is_the_same_whatever_the_key(room: Any, ines: Any) -> None:
    """The page of an exercise whose secret part is replaced does not change by one byte."""
    for kind in KINDS:
        served_id = ines.serve(kind)
        browser = ines.browser()
        before = browser.get(f"/exercice/{served_id}").text
        with room.services.db.write() as session:
            exercise = session.get_one(ExerciseServed, served_id)
            other = dict.fromkeys(exercise.secret)
            exercise.secret = {**other, "help": ["x"] * len(exercise.secret["help"])}
        after = browser.get(f"/exercice/{served_id}").text
        token = re.compile(r'name="csrf_token" value="[^"]+"')
        assert token.sub("", after) == token.sub("", before)


SLOWLY = (pytest.mark.slow, pytest.mark.timeout(1200))


@pytest.mark.parametrize("one_in", [4, pytest.param(1, marks=SLOWLY)])
def test_every_item_published_has_a_page_and_a_feedback_without_stray_marks(
    room: Any, ines: Any, one_in: int
) -> None:
    with room.services.db.read() as session:
        entries = room.services.catalogue.current(session).items
    browser, faulty = ines.browser(), []
    for entry in entries[::one_in]:
        served_id = exhibit(room.services, ines.actor, entry, 5)
        asked = browser.get(f"/exercice/{served_id}")
        ines.answer(served_id, right=False)
        told = browser.get(f"/exercice/{served_id}")
        for page in (asked, told):
            bare = re.sub(r"<[^>]+>", " ", page.text)
            stray = re.search(r"&lt;/?\w|&amp;\w+;|\*\w|\bNone\b|\{\{|\}\}|%\(\w+\)", bare)
            if page.status_code != 200 or stray:
                faulty.append((entry.item.id, page.status_code, stray))
    assert len(entries) > 100
    assert faulty == []


# Help, "je ne sais pas encore"


def test_i_do_not_know_yet_is_kept_as_no_slip(room: Any, ines: Any) -> None:
    served_id = ines.start()
    browser = ines.browser()
    reply = browser.post(f"/exercice/{served_id}/reponse", "/confort", {"passe": ["1"]})
    shown = browser.get(reply.location).text
    assert "D’accord" in shown
    assert "Pas à pas" in shown
    told = observation_of(room, served_id)
    assert (told["u"], told["score"], told["weight"]) == (1.0, 0.0, 1.0)
    with room.services.db.read() as session:
        assert session.get_one(Answer, served_id).kind == "unknown"


def test_a_wrong_answer_keeps_the_items_own_slip(room: Any, ines: Any) -> None:
    served_id = ines.start()
    ines.answer(served_id, right=False)
    assert observation_of(room, served_id)["u"] == ines.served(served_id).item_parameters["u"]


def test_help_lowers_what_a_right_answer_weighs(room: Any, ines: Any) -> None:
    alone, helped = ines.serve("numeric", 1), ines.serve("numeric", 2)
    browser = ines.browser()
    steps = ines.served(helped).public["helps"]
    for step in range(1, steps + 1):
        page = browser.post(f"/exercice/{helped}/aide", "/confort", {"number": ["12"]})
        assert f"({step} sur {steps})" in page.text
        assert 'value="12"' in page.text  # what was typed stays
    assert "Un coup de pouce</button>" not in page.text
    browser.post(f"/exercice/{helped}/aide", "/confort")
    assert ines.served(helped).help_used == steps  # there is no more than there is
    ines.answer(alone)
    ines.answer(helped)
    first, second = observation_of(room, alone), observation_of(room, helped)
    assert (first["aided"], second["aided"]) == (False, True)
    assert 0 < second["weight"] < first["weight"] == 1.0
    browser.post(f"/exercice/{helped}/aide", "/confort")
    assert ines.served(helped).help_used == steps


def test_hints_come_one_at_a_time(ines: Any) -> None:
    served_id = ines.serve("numeric")
    hints = ines.served(served_id).secret["help"]
    browser = ines.browser()
    page = browser.post(f"/exercice/{served_id}/aide", "/confort").text.replace("&#39;", "'")
    assert hints[0].replace("*", "") in re.sub(r"<[^>]+>", "", page)
    assert hints[1].replace("*", "") not in re.sub(r"<[^>]+>", "", page)


# Ordering without script


def test_an_element_moves_up_and_down_and_nothing_is_stored(room: Any, ines: Any) -> None:
    served_id = ines.serve("order")
    elements = ines.served(served_id).public["elements"]
    start = [str(n) for n in range(len(elements))]
    browser, answered = ines.browser(), room.count(Answer)
    address = f"/exercice/{served_id}/ranger"

    def order(page: str) -> list[str]:
        return re.findall(r'name="order" value="(\d+)"', page)

    page = browser.post(address, "/confort", {"order": start, "descendre": ["0"]}).text
    assert order(page) == ["1", "0", *start[2:]]
    assert "position 2 sur" in page
    page = browser.post(address, "/confort", {"order": order(page), "monter": ["0"]}).text
    assert order(page) == start
    page = browser.post(address, "/confort", {"order": start, "monter": ["0"]}).text
    assert order(page) == start  # the first one stays
    for bad in ({}, {"order": ["7", "8"], "monter": ["7"]}, {"order": start, "monter": ["x"]}):
        assert browser.post(address, "/confort", bad).status_code == 400
    assert ines.served(served_id).answered_at is None
    assert room.count(Answer) == answered


# Feedback


@pytest.mark.parametrize(
    ("part", "title"),
    [("right", "C’est juste"), ("partly", "Presque"), ("wrong", "Pas encore")],
)
def test_feedback_says_how_it_went_and_what_to_do(ines: Any, part: str, title: str) -> None:
    served_id = ines.serve("order")
    known = ines.known(served_id)
    raw = known.wrong[0][0] if part == "wrong" else getattr(known, part)[0]
    browser = ines.browser()
    reply = browser.post(f"/exercice/{served_id}/reponse", "/confort", raw)
    shown = browser.get(reply.location).text
    assert title in shown
    assert "Continuer" in shown
    assert "Pourquoi cet exercice" in shown
    for forbidden in ("Faux", "faux !", "erreur", "Bravo", "échec", "score"):
        assert forbidden not in re.sub(r"<[^>]+>", "", shown)


def test_the_feedback_shows_the_same_exercise_for_ever(room: Any, ines: Any) -> None:
    served_id = ines.start()
    ines.answer(served_id, right=False)
    browser = ines.browser()
    token = re.compile(r'name="csrf_token" value="[^"]+"')  # it carries the second it was made
    shown = token.sub("", browser.get(f"/exercice/{served_id}").text)
    room.source.wait(30 * 60)
    sit(ines, "+")
    assert token.sub("", browser.get(f"/exercice/{served_id}").text) == shown


# What is served


def test_no_instance_comes_twice_in_the_window(room: Any, ines: Any) -> None:
    for _day in range(5):
        sit(ines, "++-")
        room.source.wait(86_400)
    with room.services.db.read() as session:
        query = select(ExerciseServed.item_version_id, ExerciseServed.variant)
        served = [tuple(row) for row in session.execute(query)]
    assert len(served) > 30
    assert len(set(served)) == len(served)


def test_the_exercise_served_says_all_that_replaying_it_needs(ines: Any) -> None:
    exercise = ines.served(ines.start())
    assert set(exercise.item_parameters) == {"skills", "a", "b", "b_var", "c", "u"}
    assert 0.0 < exercise.predicted < 1.0
    assert exercise.reason["skill"] == exercise.skill
    assert exercise.reason["code"]
    assert exercise.public["type"] == exercise.type
    assert exercise.variant


# Addresses and fragments


def test_htmx_gets_a_part_of_the_page_and_others_the_whole(ines: Any) -> None:
    served_id = ines.start()
    address = f"/exercice/{served_id}"
    browser = ines.browser()
    part = browser.get(address, **{"HX-Request": "true"})
    assert "<html" not in part.text
    assert part.headers["HX-Push-Url"] == address
    whole = browser.get(address)
    assert whole.text.startswith("<!doctype html>") or "<!doctype html>" in whole.text
    assert "HX-Request" in whole.headers["Vary"]
    restored = browser.get(
        address, **{"HX-Request": "true", "HX-History-Restore-Request": "true"}
    )
    assert "<html" in restored.text


def test_pages_are_never_kept_by_the_browser_and_hold_no_script(ines: Any) -> None:
    reply = ines.browser().get(f"/exercice/{ines.start()}")
    assert reply.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
    assert re.search(r"<script(?![^>]*\bsrc=)", reply.text) is None
    assert re.search(r"\son\w+=|\sstyle=|javascript:", reply.text) is None
    assert re.search(r'(?:src|href|action)="https?://', reply.text) is None
