"""What a learner reads of her progress: one clear next step, no score, her own data alone."""

from __future__ import annotations

import re
from typing import Any

import pytest

DAY = 86_400


@pytest.fixture
def room(sqlite_room: Any) -> Any:
    """Pages are the same on both databases: one is enough here."""
    return sqlite_room


def text_of(page: str) -> str:
    """What a person reads of a page."""
    body = re.sub(r"(?s)<(head|template|script)\b.*?</\1>", " ", page)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def sit(who: Any, right: bool = True) -> None:
    """One practice to its end."""
    following = who.start()
    while following is not None:
        following = who.answer(following, right).next_id


def main_actions(page: str) -> int:
    """How many main buttons a page has."""
    return len(re.findall(r'class="[^"]*\bbtn-main\b', page))


def test_the_first_time_there_is_one_thing_to_do(room: Any) -> None:
    page = room.pupil("Karim").browser().get("/accueil").text
    assert "Bienvenue Karim" in page
    assert "Trouver votre point de départ" in page
    assert main_actions(page) == 1
    assert page.count("Point de départ à trouver") == 4


def test_after_a_placement_the_next_step_is_to_practise(ines: Any) -> None:
    page = ines.browser().get("/accueil").text
    assert "Bonjour Inès" in page
    assert main_actions(page) == 1
    assert page.count("Point de départ à trouver") == 3
    assert 'action="/seance"' in page


def test_a_sitting_left_in_the_middle_waits_at_home(ines: Any) -> None:
    second = ines.answer(ines.start()).next_id
    page = ines.browser().get("/accueil").text
    assert "Reprendre" in page
    assert f"/exercice/{second}" in page


def test_the_front_page_leads_where_one_belongs(room: Any, ines: Any) -> None:
    assert room.browser().get("/").location == "/entrer"
    assert ines.browser().get("/").location == "/accueil"
    assert room.browser(room.trainer.id).get("/").location == "/aujourdhui"


def test_no_score_no_percentage_no_rank_is_shown(room: Any, ines: Any) -> None:
    for _day in range(3):
        sit(ines, right=False)
        room.source.wait(DAY)
    browser = ines.browser()
    for address in ("/accueil", "/montee", "/montee?domaine=maths"):
        said = text_of(browser.get(address).text)
        assert (
            re.search(r"\d\s*%|\d+\s*/\s*\d+|score|note :|point\(s\)|échec|faux", said) is None
        )


def test_the_climb_says_what_is_known_only_once_it_is_acquired(room: Any, ines: Any) -> None:
    first = text_of(ines.browser().get("/montee?domaine=maths").text)
    assert "Je sais " not in first
    for _day in range(6):
        sit(ines)
        room.source.wait(2 * DAY)
    page = text_of(ines.browser().get("/montee?domaine=maths").text)
    assert "Je sais " in page
    assert re.search(r"Acquis le \d+ \w+|Retenu : réussi encore le \d+ \w+", page)


def test_the_climb_of_a_domain_without_placement_offers_it(ines: Any) -> None:
    page = ines.browser().get("/montee?domaine=francais").text
    assert 'action="/depart/francais"' in page
    assert main_actions(page) == 1
    assert "Vous êtes ici" not in page


def test_an_unknown_domain_does_not_exist(ines: Any) -> None:
    assert ines.browser().get("/montee?domaine=latin").status_code == 404


def test_days_are_counted_not_times(room: Any, ines: Any) -> None:
    sit(ines)
    sit(ines)
    assert "1 jour." in text_of(ines.browser().get("/accueil").text)
    room.source.wait(DAY)
    sit(ines)
    assert "2 jours." in text_of(ines.browser().get("/accueil").text)
    room.source.wait(8 * DAY)
    assert "Ces 7 jours" not in text_of(ines.browser().get("/accueil").text)


def test_one_learner_sees_nothing_of_another(room: Any, ines: Any) -> None:
    sit(ines)
    other = room.pupil("Karim").browser()
    for address in ("/accueil", "/montee?domaine=maths"):
        page = other.get(address).text
        assert "Inès" not in page
        assert "Vous êtes ici" not in page
