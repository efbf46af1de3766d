"""Zones to touch on maps and pictures, events to place on a line of time."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises import items as play
from exercises.figures import timeline
from exercises.instance import FormatError, Instance, Verdict
from exercises.items import Item
from exercises.maps import places
from exercises.types import TYPES

ZONES: list[dict[str, Any]] = [
    {"id": "55", "text": "Meuse", "where": "à l’est", "right": True},
    {"id": "14", "text": "Calvados", "where": "à l’ouest", "misconception": "m"},
    {"id": "03", "text": "Allier", "where": "au centre", "feedback": "f"},
]
EVENTS = [{"text": "a", "year": 1918}, {"text": "b", "year": 1945}]
LINE: dict[str, Any] = {"start": 1900, "stop": 2000, "step": 10, "events": EVENTS}


def made(kind: str, seed: int = 0, **content: Any) -> Instance:
    known = {"ask": "Faites.", "solution": [{"text": "x"}]}
    full = TYPES[kind].content.model_validate({**known, **content})
    item = Item("x/a", "x", 1, kind, 30, contents=(full,), messages={"m": "Message."})
    return play.make(item, seed)


def answer(instance: Instance, **typed: str) -> Verdict | FormatError:
    value = play.parse(instance, {name: [text] for name, text in typed.items()})
    return value if isinstance(value, FormatError) else play.grade(instance, value)


def judged(instance: Instance, **typed: str) -> Verdict:
    verdict = answer(instance, **typed)
    assert isinstance(verdict, Verdict), verdict
    return verdict


@given(seed=st.integers(0, 10_000))
def test_only_the_right_zone_is_right(seed: int) -> None:
    instance = made("map", seed, map="france-departements", zones=ZONES)
    found = {
        instance.secret["texts"][at]: judged(instance, zone=str(at)) for at in range(len(ZONES))
    }
    assert [name for name, verdict in found.items() if verdict.right] == ["Meuse"]
    assert found["Calvados"].misconceptions == ("m",)
    assert found["Calvados"].blocks == ("Message.",)
    assert found["Allier"].blocks == ("f",)
    assert found["Meuse"].expected.endswith(", Meuse")
    mean = sum(verdict.score for verdict in found.values()) / len(found)
    assert play.chance(instance.public) == pytest.approx(mean)
    assert "Meuse" not in str(instance.public)


def test_a_touch_outside_is_said_and_not_counted() -> None:
    instance = made("map", map="france-departements", zones=ZONES)
    outside = answer(instance, zone="", outside="1")
    assert isinstance(outside, FormatError)
    assert "en dehors" in outside.message
    assert not outside.missing
    nothing = answer(instance)
    assert isinstance(nothing, FormatError)
    assert nothing.missing


def test_a_picture_of_ones_own() -> None:
    drawn = [
        {**{k: v for k, v in zone.items() if k != "id"}, "path": "M1 1H9V9Z", "at": [5, 5]}
        for zone in ZONES
    ]
    instance = made("map", picture={"width": 100, "height": 80}, zones=drawn)
    assert judged(instance, zone=str(instance.secret["right"])).right


def test_the_places_of_the_maps() -> None:
    assert len(places("france-departements")) == 96
    assert places("france-departements")["2A"] == "Corse-du-Sud"
    assert places("europe")["250"] == "France"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"map": "lune"}, "map"),
        ({"map": "europe"}, "n’est pas une zone"),
        ({"picture": {"width": 90, "height": 90}}, "carte ou un dessin"),
        ({"zones": [*ZONES, {**ZONES[1], "right": True}]}, "une seule"),
        ({"zones": [{**ZONES[0], "where": "dans la Meuse"}, *ZONES[1:]]}, "nomme la zone"),
    ],
)
def test_authors_are_told_what_does_not_hold(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        made("map", **{"map": "france-departements", "zones": ZONES, **change})


def test_no_text_of_an_author_is_more_than_a_line() -> None:
    zone = {"text": "x", "where": "y", "path": "M0 0'/><script>", "at": [1, 1], "right": True}
    with pytest.raises(ValueError, match="path"):
        made("map", picture={"width": 90, "height": 90}, zones=[zone, *ZONES[1:]])


# Time lines


def chosen(instance: Instance, **periods: int) -> dict[str, str]:
    events = instance.public["events"]
    return {f"event{events.index(name) + 1}": str(at) for name, at in periods.items()}


def test_each_event_in_its_period_counts() -> None:
    instance = made("timeline", **LINE)
    assert instance.public["periods"][:2] == ["de 1900 à 1910", "de 1910 à 1920"]
    assert judged(instance, **chosen(instance, a=1, b=4)).right
    half = judged(instance, **chosen(instance, a=1, b=5))
    assert (half.score, half.good) == (0.5, "L’ordre des événements est juste.")
    turned = judged(instance, **chosen(instance, a=4, b=1))
    assert (turned.score, turned.good) == (0.0, None)


def test_a_known_wrong_year_is_named() -> None:
    events = [{**EVENTS[0], "wrong": [{"value": 1945, "misconception": "m"}]}, EVENTS[1]]
    instance = made("timeline", **{**LINE, "events": events})
    assert judged(instance, **chosen(instance, a=4, b=4)).misconceptions == ("m",)


@pytest.mark.parametrize("tolerance", [0, 1])
def test_tolerance_and_chance(tolerance: int) -> None:
    instance = made("timeline", tolerance=tolerance, **LINE)
    scores = {
        (a, b): judged(instance, **chosen(instance, a=a, b=b))
        for a, b in product(range(10), repeat=2)
    }
    rights = {pair for pair, verdict in scores.items() if verdict.right}
    assert rights == {
        (a, b) for a, b in scores if abs(a - 1) <= tolerance and abs(b - 4) <= tolerance
    }
    mean = sum(verdict.score for verdict in scores.values()) / len(scores)
    assert play.chance(instance.public) == pytest.approx(mean)
    near = scores[2, 4]
    assert near.given.count("de 1920 à 1930") == 1
    assert [line["right"] for line in near.lines].count(True) == 1 + tolerance


def test_before_the_answer_nothing_tells_the_years() -> None:
    other = [{"text": "a", "year": 1990}, {"text": "b", "year": 1905}]
    assert (
        made("timeline", **LINE).public == made("timeline", **{**LINE, "events": other}).public
    )


def test_years_before_our_era() -> None:
    events = [{"text": "a", "year": -52}, {"text": "b", "year": 40}]
    line: dict[str, Any] = {
        "start": -100,
        "stop": 100,
        "step": 50,
        "events": events,
        "labels": [-100, 0, 100],
    }
    instance = made("timeline", **line)
    assert instance.public["periods"][0] == "de 100 av. J.-C. à 50 av. J.-C."
    assert judged(instance, **chosen(instance, a=0, b=2)).right
    drawn = timeline.draw({"edges": instance.public["edges"], "rows": 2})
    assert "100 av. J.-C." in drawn


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"step": 7}, "ne va pas juste"),
        ({"step": 2}, "périodes"),
        ({"labels": [1905]}, "au bord"),
        ({"events": [{"text": "a", "year": 2000}, EVENTS[1]]}, "n’est pas sur la frise"),
    ],
)
def test_lines_that_do_not_hold(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        made("timeline", **{**LINE, **change})
