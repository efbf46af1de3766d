"""Fractions in two boxes."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises import items as play
from exercises.instance import FormatError, Instance, Verdict
from exercises.items import Item
from exercises.types.fraction import FractionContent


def made(answer: str = "3/4", **content: object) -> Instance:
    full = FractionContent.model_validate(
        {"ask": "Écrivez.", "solution": [{"text": "x"}], "answer": answer, **content}
    )
    item = Item("x/a", "x", 1, "fraction", 30, contents=(full,), messages={"m": "Message."})
    return play.make(item, 0)


def answer(instance: Instance, **boxes: str) -> Verdict | FormatError:
    value = play.parse(instance, {name: [text] for name, text in boxes.items()})
    return value if isinstance(value, FormatError) else play.grade(instance, value)


def judged(instance: Instance, **boxes: str) -> Verdict:
    verdict = answer(instance, **boxes)
    assert isinstance(verdict, Verdict), verdict
    return verdict


@given(top=st.integers(-60, 60), bottom=st.integers(1, 60), times=st.integers(1, 20))
def test_any_equal_fraction_is_right_and_no_other(top: int, bottom: int, times: int) -> None:
    key = Fraction(top, bottom)
    plain, strict = made(str(key)), made(str(key), simplified=True)
    boxes = {"top": str(top * times), "bottom": str(bottom * times)}
    assert judged(plain, **boxes).right
    written = Fraction(top * times, bottom * times)
    reduced = (written.numerator, written.denominator) == (top * times, bottom * times)
    assert judged(strict, **boxes).score == (1.0 if reduced else 0.5)
    assert judged(plain, top=str(top * times + 1), bottom=boxes["bottom"]).score == 0


@given(whole=st.integers(1, 30), top=st.integers(1, 11), bottom=st.integers(12, 20))
def test_mixed_numbers(whole: int, top: int, bottom: int) -> None:
    key = whole + Fraction(top, bottom)
    instance = made(str(key), mixed=True)
    assert judged(instance, whole=str(whole), top=str(top), bottom=str(bottom)).right
    assert judged(instance, top=f"{whole} {top}/{bottom}").right
    assert not judged(instance, top=str(top), bottom=str(bottom)).right


def test_a_decimal_number_is_read_where_it_is_accepted() -> None:
    refused = answer(made(), top="0,75")
    assert isinstance(refused, FormatError)
    assert "virgule" in refused.message
    assert judged(made(decimals=True), top="0,75").right
    assert not judged(made(decimals=True), top="0,5").right


def test_a_known_wrong_fraction_is_named_in_any_writing() -> None:
    instance = made(wrong=[{"value": "1/4", "misconception": "m"}])
    assert judged(instance, top="2", bottom="8").misconceptions == ("m",)


@pytest.mark.parametrize(
    ("boxes", "said"),
    [
        ({}, "pas encore"),
        ({"top": "3"}, "en bas"),
        ({"bottom": "4"}, "en haut"),
        ({"top": "3", "bottom": "0"}, "ne peut pas être 0"),
        ({"top": "a", "bottom": "4"}, "nombre entier"),
        ({"top": "3/4/5"}, "lire"),
    ],
)
def test_why_it_cannot_be_read_is_said(boxes: dict[str, str], said: str) -> None:
    refused = answer(made(), **boxes)
    assert isinstance(refused, FormatError)
    assert said in refused.message
