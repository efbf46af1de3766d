"""Equal writings: each drawn exercise solved again from what a person is shown."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from tests.exercises.oracles import Oracle, Public, numbers


def value(text: str) -> Fraction:
    """What a fraction, a percentage or a number with a comma is worth."""
    top = numbers(text)
    found = top[0] / top[1] if "/" in text else top[0]
    return found / 100 if "%" in text else found


def _written(public: Public) -> Any:
    return value(public["context"])


def _largest(public: Public) -> Any:
    return max((one for one in public["choices"] if "/" in one), key=value)


def _equal(public: Public) -> Any:
    wanted = value(public["ask"])
    (found,) = [one for one in public["choices"] if value(one) == wanted]
    return found


def _percent(public: Public) -> Any:
    shown = re.search(r"\d[\d,/]*", public["context"])
    assert shown
    return value(shown[0]) * 100


def _pairs(public: Public) -> Any:
    return {
        left: next(right for right in public["right"] if value(right) == value(left))
        for left in public["left"]
    }


def _ranked(public: Public) -> Any:
    return sorted(public["elements"], key=value)


ORACLES: dict[str, Oracle] = {
    "equivalences/fraction-en-nombre": _written,
    "equivalences/plus-grande-part": _largest,
    "equivalences/fraction-simplifiee": _equal,
    "equivalences/en-pourcentage": _percent,
    "equivalences/relier-les-ecritures": _pairs,
    "equivalences/ranger-des-ecritures": _ranked,
}
