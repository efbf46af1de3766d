"""Fractions on a line: each drawn exercise solved again from what a person is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from math import floor
from typing import Any

from tests.exercises.maths_oracles.equivalences import value
from tests.exercises.oracles import Oracle, Public, numbers


def _gaps(public: Public) -> int:
    """How many gaps there are from 0 to 1."""
    at = {label["text"]: label["at"] for label in public["labels"]}
    return int(at["1"] - at["0"])


def _placed(public: Public) -> Any:
    """So many gaps after 0 that they make the fraction."""
    place = value(public["ask"]) * _gaps(public)
    assert place.denominator == 1
    return int(place)


def _read(public: Public) -> Any:
    return Fraction(public["drawn"]["at"], _gaps(public))


def _between(public: Public) -> Any:
    whole = floor(value(public["ask"]))
    return f"entre {whole} et {whole + 1}"


def _landmarks(public: Public) -> Any:
    found = {}
    for left in public["left"]:
        top, bottom = numbers(left)
        places = [numbers(right) for right in public["right"]]
        at = [whole * bottom + marks for whole, marks in places].index(top)
        found[left] = public["right"][at]
    return found


def _shown(public: Public) -> Any:
    (found,) = [
        one for one in public["choices"] if value(one) == value(public["figure"]["value"])
    ]
    return found


def _holds(statement: str) -> bool:
    top, bottom, *where = numbers(statement)
    placed = top / bottom
    if "entre" in statement:
        return where[0] < placed < where[1]
    if re.search("avant|après", statement):
        return (placed < where[0]) == ("avant" in statement)
    return placed == where[0]


def _judged(public: Public) -> Any:
    return {statement: _holds(statement) for statement in public["statements"]}


ORACLES: Mapping[str, Oracle] = {
    "droite/placer-une-part": _placed,
    "droite/lire-une-part": _read,
    "droite/entre-deux-entiers": _between,
    "droite/placer-au-dela-de-un": _placed,
    "droite/relier-les-reperes": _landmarks,
    "droite/lire-au-dela-de-un": _shown,
    "droite/autre-graduation": _placed,
    "droite/places-a-juger": _judged,
}
