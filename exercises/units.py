"""Units people type after a number, and the ways they write them."""

from __future__ import annotations

from collections.abc import Mapping

_WRITINGS: Mapping[str, tuple[str, ...]] = {
    "€": ("euro", "euros", "eur"),
    "centimes": ("centime", "cts"),
    "%": ("pour cent", "pourcent", "pourcents"),
    "h": ("heure", "heures"),
    "min": ("mn", "minute", "minutes"),
    "s": ("sec", "seconde", "secondes"),
    "jours": ("jour", "j"),
    "km": ("kilomètre", "kilomètres", "kilometre", "kilometres"),
    "m": ("mètre", "mètres", "metre", "metres"),
    "cm": ("centimètre", "centimètres", "centimetre", "centimetres"),
    "mm": ("millimètre", "millimètres", "millimetre", "millimetres"),
    "kg": ("kilo", "kilos", "kilogramme", "kilogrammes"),
    "g": ("gr", "gramme", "grammes"),
    "t": ("tonne", "tonnes"),
    "L": ("litre", "litres"),
    "cL": ("centilitre", "centilitres"),
    "mL": ("millilitre", "millilitres"),
    "m²": ("m2", "m^2", "mètres carrés", "metres carres"),
    "cm²": ("cm2", "cm^2"),
    "m³": ("m3", "m^3"),
    "km/h": ("kmh", "km par heure"),
    "°C": ("°", "degré", "degrés", "degre", "degres"),
    "°": ("degré", "degrés", "degre", "degres"),
}

_SPOKEN: Mapping[str, str] = {
    "€": "euros",
    "%": "pour cent",
    "h": "heures",
    "min": "minutes",
    "s": "secondes",
    "km": "kilomètres",
    "m": "mètres",
    "cm": "centimètres",
    "mm": "millimètres",
    "kg": "kilogrammes",
    "g": "grammes",
    "t": "tonnes",
    "L": "litres",
    "cL": "centilitres",
    "mL": "millilitres",
    "°C": "degrés",
    "°": "degrés",
}


def spoken(unit: str) -> str:
    """The unit in full words: "euros" for "€"; itself when it is already a word."""
    return _SPOKEN.get(unit, unit)


def _folded(unit: str) -> str:
    return " ".join(unit.casefold().rstrip(".").split())


def same_unit(typed: str, unit: str) -> bool:
    """True when ``typed`` is a way to write ``unit``; case, dots and a plural do not matter."""
    said = _folded(typed)
    ways = {_folded(way) for way in (unit, *_WRITINGS.get(unit, ()))}
    return said in ways or said.removesuffix("s") in {way.removesuffix("s") for way in ways}
