"""Numbers with their units, read as pint reads them; value and unit judged apart."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pint
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exercises import items as play
from exercises import quantities
from exercises.instance import FormatError, Instance, Verdict
from exercises.items import Item
from exercises.quantities import UNITS, Unreadable, read, written
from exercises.types.quantity import QuantityContent

REGISTRY: pint.UnitRegistry[Any] = pint.UnitRegistry(non_int_type=Fraction)
THEIRS = {
    **{"L": "liter", "mL": "milliliter", "cL": "centiliter", "dL": "deciliter"},
    **{"hL": "hectoliter", "h": "hour", "min": "minute", "s": "second", "jours": "day"},
    **{"semaines": "week", "t": "metric_ton", "ha": "hectare", "km/h": "kilometer/hour"},
    **{"m/s": "meter/second", "octets": "byte", "Ko": "kilobyte", "Mo": "megabyte"},
    **{"Go": "gigabyte", "To": "terabyte"},
}
OURS_ALONE = {"€", "centimes", "%", "°C", "°"}  # pint knows no money; the others have one unit
CONVERTED = [name for name in UNITS if name not in OURS_ALONE]
numbers = st.fractions(0, 5000).filter(lambda n: n > 0).map(lambda n: round(n, 2))


def theirs(name: str) -> Any:  # pint is loosely typed
    return REGISTRY.Quantity(
        Fraction(1), THEIRS.get(name, name.replace("²", "**2").replace("³", "**3"))
    )


@pytest.mark.parametrize("name", CONVERTED)
def test_the_table_of_units_is_pints(name: str) -> None:
    first = next(n for n, unit in UNITS.items() if unit.kind == UNITS[name].kind)
    ratio = theirs(name).to(theirs(first).units).magnitude
    assert float(UNITS[name].factor) == pytest.approx(float(ratio), rel=1e-12)


@settings(max_examples=60)
@given(number=numbers, name=st.sampled_from(CONVERTED))
def test_an_amount_is_read_as_it_is_printed(number: Fraction, name: str) -> None:
    found = read(written(number, name))
    assert found.unit == UNITS[name]
    assert found.amount == number * UNITS[name].factor
    assert read(f"{float(number)} {name}").amount == found.amount


@given(hours=st.integers(1, 48), minutes=st.integers(0, 59))
def test_hours_and_minutes(hours: int, minutes: int) -> None:
    for text in (
        f"{hours} h {minutes:02}",
        f"{hours}h{minutes:02}",
        f"{hours} h {minutes} min",
    ):
        assert read(text).amount == hours * 3600 + minutes * 60


@given(text=st.text("0123456789 ,./hminskg€°²m-", max_size=45) | st.text(max_size=20))
def test_any_text_is_an_amount_or_refused(text: str) -> None:
    try:
        found = read(text)
    except Unreadable:
        return
    assert found.unit.name in quantities.UNITS


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12,50 €", Fraction(25, 2)),
        ("12 € 50", Fraction(25, 2)),
        ("€ 12.5", Fraction(25, 2)),
        ("1250 centimes", Fraction(25, 2)),
        ("1 m 20", Fraction(6, 5)),
        ("1 kg 200", 1200),
        ("1 500 g", 1500),
        ("1,5 kilos", 1500),
        ("12 m2", 12),
        ("12 mètres carrés", 12),
        ("1 h 05 min 30 s", 3930),
        ("-5 °C", -5),
        ("3/4 h", 2700),
    ],
)
def test_ways_to_write(text: str, amount: int | Fraction) -> None:
    assert read(text).amount == amount


@pytest.mark.parametrize(
    "text", ["12", "2 h 75", "1 m 5", "2 kg 30 min", "5 min 2 h", "12 parsecs", "h", "1e3 m"]
)
def test_what_is_not_clear_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read(text)


def made(**content: object) -> Instance:
    known = {"ask": "Écrivez.", "solution": [{"text": "x"}], "answer": "1.5"}
    known |= {"unit": "kg", "units": ["kg", "g", "L"]}
    full = QuantityContent.model_validate({**known, **content})
    item = Item("x/a", "x", 1, "quantity", 30, contents=(full,), messages={"m": "Message."})
    return play.make(item, 0)


def judged(instance: Instance, text: str) -> Verdict:
    value = play.parse(instance, {"quantity": [text]})
    assert not isinstance(value, FormatError), value
    return play.grade(instance, value)


def test_value_and_unit_are_judged_apart() -> None:
    instance = made()
    right = judged(instance, "1 500 g")
    assert right.right
    assert right.note == "1\u202f500\u00a0g, c’est 1,5\u00a0kg."
    other_unit = judged(instance, "1,5 g")
    assert (other_unit.score, other_unit.parts) == (0.5, (1.0, 0.0))
    other_value = judged(instance, "2 kg")
    assert (other_value.score, other_value.parts) == (0.0, (0.0, 1.0))
    assert other_value.good == "L’unité est juste."
    assert judged(instance, "2 m").parts == (0.0, 0.0)


def test_one_unit_may_be_asked_for() -> None:
    instance = made(convert=False)
    assert "en kg" in instance.public["tells"]
    half = judged(instance, "1500 g")
    assert (half.score, half.good) == (0.5, "C’est la bonne quantité.")
    assert judged(instance, "1,5 kg").right


def test_a_known_wrong_amount_is_named() -> None:
    wrong = [
        {"value": "15", "misconception": "m"},
        {"value": "1.5", "unit": "L", "feedback": "f"},
    ]
    instance = made(wrong=wrong)
    assert judged(instance, "15 kg").misconceptions == ("m",)
    with_unit = judged(instance, "1,5 L")
    assert (with_unit.score, with_unit.blocks) == (0.5, ("f",))


def test_tolerance_is_in_the_unit_asked_for() -> None:
    instance = made(tolerance="0.1")
    assert judged(instance, "1590 g").right
    assert not judged(instance, "1610 g").right


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"unit": "parsec"}, "n’est pas dans la table"),
        ({"units": ["g", "t"]}, "ne propose pas"),
        ({"wrong": [{"value": "1500", "unit": "g", "feedback": "f"}]}, "accepte"),
        ({"wrong": [{"value": "2"}]}, "n’explique rien"),
    ],
)
def test_authors_are_told_what_does_not_hold(content: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        made(**content)
