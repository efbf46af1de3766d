"""Amounts with their units as French people write them: « 2 h 30 », « 1,5 kg », « 12,50 € ».

A table of the units of school and work, each an exact multiple of the first of its kind.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from exercises import french
from exercises.units import same_unit

LONGEST = 40  # characters


@dataclass(frozen=True)
class Unit:
    """A unit: what it measures, and how many of the first unit of its kind it makes."""

    name: str
    kind: str
    factor: Fraction


_TABLE: Mapping[str, Mapping[str, str]] = {
    "length": {"m": "1", "mm": "1/1000", "cm": "1/100", "dm": "1/10", "km": "1000"},
    "mass": {"g": "1", "mg": "1/1000", "kg": "1000", "t": "1000000"},
    "volume": {
        **{"L": "1", "mL": "1/1000", "cL": "1/100", "dL": "1/10", "hL": "100"},
        **{"cm³": "1/1000", "dm³": "1", "m³": "1000"},
    },
    "area": {"m²": "1", "cm²": "1/10000", "dm²": "1/100", "km²": "1000000", "ha": "10000"},
    "time": {"s": "1", "min": "60", "h": "3600", "jours": "86400", "semaines": "604800"},
    "money": {"€": "1", "centimes": "1/100"},
    "speed": {"km/h": "1", "m/s": "18/5"},
    "data": {
        **{"octets": "1", "Ko": "1000", "Mo": "1000000"},
        **{"Go": "1000000000", "To": "1000000000000"},
    },
    "share": {"%": "1"},
    "temperature": {"°C": "1"},
    "angle": {"°": "1"},
}

UNITS: Mapping[str, Unit] = MappingProxyType(
    {
        name: Unit(name, kind, Fraction(factor))
        for kind, units in _TABLE.items()
        for name, factor in units.items()
    }
)

# "2 h 30" is 30 minutes, "1 m 20" 20 centimetres: what a last number without unit counts.
_NEXT = MappingProxyType(
    {"h": "min", "min": "s", "m": "cm", "kg": "g", "€": "centimes", "km": "m", "L": "cL"}
)
_TWO_DIGITS = ("m", "€", "L")  # "1 m 5" may be 5 or 50 centimetres
_MOST_PARTS = 3
_PART = re.compile(
    r"\s*(?P<number>[-−\u2013]?\d[\d .,/]*)\s*"
    r"(?P<unit>[^\W\d_]+(?:/[^\W\d_]+)?(?:[²³]|\^?[23](?!\d))?"
    r"(?: (?:carrés?|cubes?|par heure|par seconde|cents?))?|[€%]|°C?)?"
)


class Unreadable(ValueError):
    """What was typed is no amount; the text says why, in French."""


@dataclass(frozen=True)
class Quantity:
    """An amount as it was written: its number, in its first unit."""

    number: Fraction
    unit: Unit

    @property
    def amount(self) -> Fraction:
        """The same in the first unit of its kind."""
        return self.number * self.unit.factor

    def within(self, unit: Unit) -> Fraction:
        """The number it would have in another unit of its kind."""
        return self.amount / unit.factor


def find(text: str) -> Unit | None:
    """The unit that a text is a way to write, None when it is none we know."""
    exact = UNITS.get(text.strip())
    return exact or next((u for name, u in UNITS.items() if same_unit(text, name)), None)


def written(number: Fraction | str, unit: str) -> str:
    """An amount as it is printed: "1 500 g", "12,50 €", "2 h 30"."""
    exact = french.fraction(number)
    if unit == "€":
        return french.euros(exact)
    if unit == "h" and exact > 0 and (exact * 60).denominator == 1:
        hours, minutes = divmod(int(exact * 60), 60)
        if minutes and hours:
            return f"{hours}{french.NBSP}h{french.NBSP}{minutes:02}"
    return french.with_unit(french.number(exact), unit)


def read(text: str) -> Quantity:
    """The amount that a text says, with its unit. Raises Unreadable, nothing else."""
    body = re.sub(r"[\u00a0\u202f\u2007\u2009\t]", " ", text).strip()
    if len(body) > LONGEST:
        raise Unreadable("Votre réponse est trop longue.")
    body = re.sub(r"^€\s*(.*\d)$", r"\1 €", body)
    parts = _parts(body)
    first = parts[0]
    for smaller in parts[1:]:
        if smaller.unit.kind != first.unit.kind or smaller.unit.factor >= first.unit.factor:
            raise Unreadable("Ces deux unités ne vont pas ensemble.")
    total = sum((part.amount for part in parts), Fraction(0))
    return Quantity(total / first.unit.factor, first.unit)


def _parts(body: str) -> list[Quantity]:
    parts: list[Quantity] = []
    end = 0
    while end < len(body):
        found = _PART.match(body, end)
        if found is None or len(parts) == _MOST_PARTS:
            raise Unreadable("Nous n’arrivons pas à lire cette réponse.")
        end = found.end()
        parts.append(_part(found["number"].strip(), found["unit"], parts))
    if not parts:
        raise Unreadable("Nous n’arrivons pas à lire cette réponse.")
    return parts


def _part(number: str, unit: str | None, before: list[Quantity]) -> Quantity:
    value = french.parse_number(number)
    if value is None:
        raise Unreadable("Nous n’arrivons pas à lire ce nombre.")
    if unit is not None:
        known = find(unit)
        if known is None:
            raise Unreadable(f"Nous ne connaissons pas l’unité {french.quoted(unit[:20])}.")
        return Quantity(value, known)
    if not before:
        raise Unreadable("Il manque l’unité.")
    larger = before[-1].unit
    following = UNITS[_NEXT[larger.name]] if larger.name in _NEXT else None
    loose = larger.name in _TWO_DIGITS and len(number) != 2
    if following is None or loose or value.denominator != 1:
        raise Unreadable("Il manque une unité.")
    if value * following.factor >= larger.factor:
        raise Unreadable(f"Après les {larger.name}, le nombre est trop grand.")
    return Quantity(value, following)
