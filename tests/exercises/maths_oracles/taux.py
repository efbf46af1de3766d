"""Rates: each drawn exercise solved again from what a person is shown."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from tests.exercises.oracles import Oracle, Public, numbers


def rate(part: Fraction, whole: Fraction) -> int:
    """The whole per cent that gives the part, tried one by one."""
    return next(p for p in range(1, 1_000) if whole * p / 100 == part)


def _part(public: Public) -> Any:
    return rate(*numbers(public["context"]))


def _division(public: Public) -> Any:
    part, other = numbers(public["context"])
    (found,) = [
        one for one in public["choices"] if numbers(one) == [part, part + other, Fraction(100)]
    ]
    return found


def _cut(public: Public) -> Any:
    before, after = numbers(public["context"])
    return rate(before - after, before)


def _rise(public: Public) -> Any:
    before, after = (numbers(row[1])[0] for row in public["rows"][:2])
    return [after - before, rate(after - before, before)]


def _points(public: Public) -> Any:
    before, after = numbers(public["context"])
    rise = after - before
    (found,) = [one for one in public["choices"] if numbers(one) == [rise, rate(rise, before)]]
    return found


def _parts(public: Public) -> Any:
    return [rate(*(numbers(cell)[0] for cell in row[1:3])) for row in public["rows"]]


ORACLES: Mapping[str, Oracle] = {
    "pourcentage-calculer/part-du-total": _part,
    "pourcentage-calculer/quelle-division": _division,
    "pourcentage-calculer/taux-de-remise": _cut,
    "pourcentage-calculer/taux-de-hausse": _rise,
    "pourcentage-calculer/points-ou-pourcentage": _points,
    "pourcentage-calculer/comparer-deux-parts": _parts,
}
