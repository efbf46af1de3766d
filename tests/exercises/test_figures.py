"""Drawn figures: sound SVG, and words that say where things are, never what is to be read."""

from __future__ import annotations

import re
from math import atan2, degrees
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from exercises import figures
from exercises import items as play
from exercises.checks import content_remarks
from exercises.content import Step
from exercises.figures import Figure, money
from exercises.figures.clock import Clock, angles
from exercises.items import Item
from exercises.types.numeric import NumericContent

ADAPTER: TypeAdapter[Any] = TypeAdapter(Figure)
AXIS: dict[str, Any] = {
    "categories": ["a<b", "b & c"],
    "values": ["3", "7"],
    "stop": 10,
    "step": 1,
}
GAUGE: dict[str, Any] = {
    "kind": "gauge",
    "start": 0,
    "stop": 20,
    "step": 1,
    "labels": [0, 10, 20],
    "value": 13,
}
SHAPES: list[dict[str, Any]] = [
    {"kind": "bars", "labels": [0, 5, 10], "unit": "€", "title": "Prix", **AXIS},
    {"kind": "line", **AXIS},
    {"kind": "pie", "slices": [{"label": "<x>", "percent": 60}, {"label": "y", "percent": 40}]},
    {"kind": "clock", "hour": 15, "minute": 40},
    *({"look": look, **GAUGE} for look in ("jug", "thermometer", "ruler", "dial")),
    {"kind": "coins", "cents": [200, 200, 50, 1000]},
    {
        "kind": "shape",
        "form": "rectangle",
        "size": [5, 3],
        "labels": {"top": "5 m", "left": "?"},
    },
    {"kind": "shape", "form": "square", "labels": {"bottom": "4 m"}, "inside": "<salon>"},
    {"kind": "shape", "form": "triangle", "size": [6, 4], "labels": {"height": "4 m"}},
    {"kind": "shape", "form": "right-triangle", "size": [4, 3], "labels": {"slope": "?"}},
    {"kind": "shape", "form": "l-shape", "size": [8, 6, 3, 2], "labels": {"step": "3 m"}},
    {"kind": "shape", "form": "disc", "labels": {"radius": "2 m"}},
    {"kind": "shape", "form": "box", "size": [6, 2, 3], "labels": {"width": "3 m"}},
    {"kind": "shape", "form": "cylinder", "size": [2, 3], "labels": {"diameter": "2 m"}},
    {
        **{"kind": "squares", "columns": 6, "rows": 4, "names": True, "north": "left"},
        **{"filled": [[1, 1, 3, 2]], "marks": [{"at": [5, 3], "text": "A"}], "square": "1 m²"},
    },
    {"kind": "strips", "strips": [{"label": "Prix", "parts": 8, "filled": 3}, {}]},
    {"kind": "strips", "strips": [{"segments": [{"size": 3, "text": "60 €"}, {"text": "?"}]}]},
    {
        **{"kind": "balance", "left": [{"text": "x", "box": True, "count": 3}]},
        "right": [{"text": "12 kg"}],
    },
    {"kind": "angle", "degrees": 50, "start": 180, "protractor": True},
]


def data(shape: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = ADAPTER.validate_python(shape).model_dump(mode="json")
    return found


@pytest.mark.parametrize(
    "shape", SHAPES, ids=[f"{s['kind']}-{s.get('look') or s.get('form')}" for s in SHAPES]
)
def test_a_drawing_is_sound_hidden_and_without_style(shape: dict[str, Any]) -> None:
    svg = figures.draw(data(shape))
    root = ElementTree.fromstring(svg)  # noqa: S314  # our own text
    assert root.tag == "svg"
    assert root.get("aria-hidden") == "true"
    assert not any("style" in part.attrib for part in root.iter())
    width, height = map(float, (root.get("viewBox") or "").split()[2:])
    for part in root.iter("text"):
        assert -1 <= float(part.get("x") or 0) <= width
        assert 0 <= float(part.get("y") or 0) <= height + 16
    assert figures.told(data(shape)).endswith(".")


def test_words_of_a_chart_say_places_not_values() -> None:
    told = figures.told(data(SHAPES[0]))
    assert "a<b, sur le 3e trait après 0" in told
    assert "b & c, sur le 2e trait après 5" in told
    assert not re.search(r"\b7\b", told)


@given(hour=st.integers(0, 23), minute=st.integers(0, 59))
def test_hands_point_where_the_time_is(hour: int, minute: int) -> None:
    short, long = angles(hour, minute)
    assert short == pytest.approx((hour % 12 + minute / 60) * 30)
    assert long == pytest.approx(minute * 6)
    svg = figures.draw(Clock(kind="clock", hour=hour, minute=minute).model_dump())
    turns = [float(found) for found in re.findall(r"rotate\(([\d.]+) 110 110\)", svg)]
    assert turns == pytest.approx([short, long], abs=0.01)
    told = figures.told({"kind": "clock", "hour": hour, "minute": minute})
    assert f"{hour % 12 or 12}" in told
    assert " h" not in told.replace(" horloge", "")


def test_the_numbers_of_a_dial_turn_clockwise_from_the_top() -> None:
    svg = figures.draw({"kind": "clock", "hour": 0, "minute": 0})
    root = ElementTree.fromstring(svg)  # noqa: S314  # our own text
    for part in root.iter("text"):
        x, y = float(part.get("x") or 0) - 110, 110 - (float(part.get("y") or 0) - 6.5)
        assert round(degrees(atan2(x, y)) / 30) % 12 == int(part.text or 0) % 12


def test_coins_are_counted_in_words() -> None:
    told = money.told({"kind": "coins", "cents": [200, 200, 50, 1000]})
    said = told.replace("\u00a0", " ")
    assert said == "Sur la table : 1 billet de 10 €, 2 pièces de 2 € et 1 pièce de 50 c."


@pytest.mark.parametrize(
    "shape",
    [
        {**SHAPES[0], "values": ["3"]},
        {**SHAPES[0], "values": ["3", "7.5"]},
        {**SHAPES[0], "step": "0.1"},
        {**SHAPES[2], "slices": [{"label": "x", "percent": 60}, {"label": "y", "percent": 50}]},
        {**SHAPES[3], "hour": 24},
        {**SHAPES[4], "value": "13.5"},
        {"kind": "coins", "cents": [300]},
        {"kind": "cube"},
        {"kind": "shape", "form": "rectangle", "size": [5], "labels": {}},
        {"kind": "shape", "form": "rectangle", "size": [5, 0], "labels": {}},
        {"kind": "shape", "form": "disc", "labels": {"top": "5 m"}},
        {"kind": "shape", "form": "l-shape", "size": [5, 4, 5, 1]},
        {"kind": "squares", "columns": 4, "rows": 3, "filled": [[3, 1, 3, 1]]},
        {"kind": "angle", "degrees": 200},
    ],
)
def test_a_figure_that_cannot_be_is_refused(shape: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        data(shape)


def test_any_exercise_may_have_a_figure_and_is_another_exercise_with_it() -> None:
    plain = NumericContent(ask="Combien ?", solution=(Step(text="x"),), answer="3")
    clock = Clock(kind="clock", hour=3, minute=0)
    drawn = plain.model_copy(update={"figure": clock})
    one, other = (
        play.make(Item("x/a", "x", 1, "numeric", 30, contents=(content,)), 0)
        for content in (plain, drawn)
    )
    assert "figure" not in one.public
    assert other.public["figure"] == clock.model_dump(mode="json")
    assert one.variant != other.variant
    assert figures.told(other.public["figure"]) in play.speech(other.public)


def test_a_drawing_that_writes_the_answer_is_said() -> None:
    square = {"kind": "shape", "form": "square", "labels": {"top": "12 m", "left": "?"}}
    told = NumericContent(ask="Combien ?", solution=(Step(text="x"),), answer="12")
    for answer, wanted in (("12", True), ("48", False)):
        content = told.model_copy(
            update={"answer": answer, "figure": ADAPTER.validate_python(square)}
        )
        item = Item("x/a", "x", 1, "numeric", 30, contents=(content,))
        said = [what for what, _, _ in content_remarks(item, content)]
        assert any("Le dessin écrit la réponse" in what for what in said) == wanted


def test_words_of_squares_count_by_row_and_name_places() -> None:
    (squares,) = (shape for shape in SHAPES if shape["kind"] == "squares")
    told = figures.told(data(squares)).replace("\u00a0", " ")
    assert "Ligne 1 : 3 cases coloriées. Ligne 2 : 3 cases coloriées." in told
    assert "« A » : 5e colonne à partir de la gauche, 3e ligne à partir du haut." in told
    assert "6 cases" not in told
    assert "E3" not in told
