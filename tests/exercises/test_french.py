"""Numbers written and read as French people do."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises import french


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1500.5", "1\u202f500,5"),
        (999, "999"),
        (1000, "1\u202f000"),
        (1234567, "1\u202f234\u202f567"),
        (Decimal("0.10"), "0,1"),
        (Fraction(1, 3), "1/3"),
        (-3, "\u22123"),
        ("0,25", "0,25"),
    ],
)
def test_numbers_are_written_in_french(value: french.Exactish, text: str) -> None:
    assert french.number(value) == text


def test_decimals_are_rounded_half_up_and_never_minus_zero() -> None:
    assert french.number("2.5", 0) == "3"
    assert french.number("12.345", 2) == "12,35"
    assert french.number("-0.001", 2) == "0,00"


def test_prices_have_cents_only_when_they_need_them() -> None:
    assert french.euros("12.5") == "12,50\u00a0€"
    assert french.euros("0.025") == "0,025\u00a0€"
    assert french.euros(Fraction(1, 3)) == "0,33\u00a0€"
    assert french.euros(12) == "12\u00a0€"
    assert french.euros(12, cents=True) == "12,00\u00a0€"
    assert french.percent("5.5") == "5,5\u00a0%"


def test_an_angle_is_written_without_a_space() -> None:
    assert french.with_unit("140", "°") == "140°"
    assert french.with_unit("20", "°C") == "20\u00a0°C"
    assert french.with_unit("7", None) == "7"


def test_a_float_is_refused_because_it_is_not_exact() -> None:
    with pytest.raises(TypeError, match="not exact"):
        french.number(0.1)  # type: ignore[arg-type]


def test_lists_are_joined_with_et() -> None:
    assert french.join_list(["a", "b", "c"]) == "a, b et c"
    assert french.join_list(["a", "b"], "ou") == "a ou b"
    assert french.join_list(["a"]) == "a"
    assert french.join_list([]) == ""


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 500,5", Fraction(3001, 2)),
        ("1\u202f500", 1500),
        ("1\u00a0500", 1500),
        (" 12.5 ", Fraction(25, 2)),
        ("+4", 4),
        ("\u22123", -3),
        ("- 3", -3),
        ("1/2", Fraction(1, 2)),
        ("1 1/2", Fraction(3, 2)),
        ("-3/4", Fraction(-3, 4)),
        ("12,", 12),
        (",5", Fraction(1, 2)),
        ("007", 7),
    ],
)
def test_what_people_type_is_read(text: str, value: Fraction) -> None:
    assert french.parse_number(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        ",",
        "-",
        "douze",
        "1.234,5",
        "1,5,5",
        "15 00",
        "1 500/2",
        "1 3/2",
        "1/0",
        "1/",
        "1e9",
        "1e999",
        "9**9",
        "0x1F",
        "1_000",
        "\u0663",
        "\uff11",
        "\u00bd",
        "nan",
        "inf",
        "9" * 41,
        "1" * 16,
    ],
)
def test_what_cannot_be_read_without_guessing_is_not(text: str) -> None:
    assert french.parse_number(text) is None


@given(st.fractions(min_value=-(10**9), max_value=10**9, max_denominator=1000))
def test_what_we_write_we_read(value: Fraction) -> None:
    assert french.parse_number(french.number(value)) == value


@given(st.text(max_size=60))
def test_any_text_is_a_number_or_nothing(text: str) -> None:
    value = french.parse_number(text)
    assert value is None or abs(value) < 10**16
