"""Dates to type and boxes to tick: fields too small to be types of their own."""

from __future__ import annotations

import re
from datetime import date

from exercises.instance import Examples, FormatError, Instance, Judged, Raw
from exercises.types.kind import Form, blank, blocks

_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet"),
    *("août", "septembre", "octobre", "novembre", "décembre"),
)
_FOLDED = [month.replace("é", "e").replace("û", "u") for month in _MONTHS]
_DATE = re.compile(
    r"(?P<day>\d{1,2})(?:er)?(?:\s*[/.\-]\s*|\s+)"
    r"(?P<month>\d{1,2}|[a-zéû]+)(?:\s*[/.\-]\s*|\s+)(?P<year>\d{4}|\d{2})",
    re.IGNORECASE,
)
_HOW_DATE = "Écrivez par exemple : 05/09/2021"


def _day(text: str) -> date | None:
    found = _DATE.fullmatch(" ".join(text.split()))
    if found is None:
        return None
    month = found["month"].lower().replace("é", "e").replace("û", "u")
    number = (
        int(month) if month.isdigit() else _FOLDED.index(month) + 1 if month in _FOLDED else 0
    )
    year = int(found["year"]) + (2000 if len(found["year"]) == 2 else 0)
    try:
        return date(year, number, int(found["day"]))
    except ValueError:
        return None


def parse_day(instance: Instance, raw: Form) -> date | FormatError:
    """The date that was typed, or why it cannot be read."""
    values = raw.get("date", ())
    texts = [values] if isinstance(values, str) else list(values)
    day = _day(texts[0]) if len(texts) == 1 and len(texts[0]) <= 40 else None
    return day or FormatError("Nous n’arrivons pas à lire cette date.", _HOW_DATE)


def _written_day(day: date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year}"


def grade_day(instance: Instance, day: date) -> Judged:
    """Right, or what was taken for it."""
    key = date.fromisoformat(instance.secret["date"])
    given, expected = _written_day(day), _written_day(key)
    if day == key:
        return Judged((1.0,), 1.0, given, expected)
    for wrong in instance.secret["wrong"]:
        if wrong["value"] == day.isoformat():
            known = (wrong["misconception"],) if wrong["misconception"] else ()
            return Judged(
                (0.0,), 0.0, given, expected, known, wrong["good"], (wrong["blocks"],)
            )
    swapped = (day.day, day.month) == (key.month, key.day) and day.year == key.year
    said = "D’abord le jour, puis le mois." if swapped else blocks(None, None, {})
    return Judged((0.0,), 0.0, given, expected, blocks=(said,))


def examples_day(instance: Instance) -> Examples:
    """Dates as they must be judged."""
    key = date.fromisoformat(instance.secret["date"])
    known = [(one["value"], one["misconception"]) for one in instance.secret["wrong"]]
    wrong = [({"date": [_written_day(date.fromisoformat(v))]}, name) for v, name in known]
    year = key.year - 1
    while any(value.startswith(str(year)) for value, _ in known):
        year -= 1
    other: Raw = {"date": [f"01/01/{year}"]}
    right = (
        f"{key.day}/{key.month}/{key.year}",
        f"{key.day} {_MONTHS[key.month - 1]} {key.year}",
    )
    return Examples(
        tuple({"date": [text]} for text in right),
        (*wrong, (other, None)),
        (),
        ({"date": ["hier"]},),
    )


def parse_tick(instance: Instance, raw: Form) -> bool | FormatError:
    """Whether the box was ticked."""
    return not blank(raw, "tick")


def grade_tick(instance: Instance, ticked: bool) -> Judged:
    """Right, or which way it should be."""
    key = instance.secret["ticked"]
    given, expected = ("coché" if one else "pas coché" for one in (ticked, key))
    if ticked == key:
        return Judged((1.0,), 1.0, given, expected)
    name = instance.secret["misconception"]
    said = instance.secret["blocks"]
    return Judged((0.0,), 0.0, given, expected, (name,) if name else (), None, (said,))


def examples_tick(instance: Instance) -> Examples:
    """Ticked or not, as it must be judged."""
    ticked: Raw = {"tick": ["1"]}
    right, wrong = (ticked, {}) if instance.secret["ticked"] else ({}, ticked)
    return Examples((right,), ((wrong, instance.secret["misconception"]),), (), ())
