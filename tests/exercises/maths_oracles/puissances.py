"""Powers: each drawn exercise solved again from what a person is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from tests.exercises.oracles import Oracle, Public, numbers

RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
FACTOR = re.compile(r"(\d+(?:,\d+)?)([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]*)")
WORDS = {"un": 1, "dix": 10, "cent": 100, "mille": 1_000, "million": 10**6, "milliard": 10**9}


def worth(text: str) -> Fraction:
    """The value of « 3,8 × 10⁶ octets »: each power multiplied, or divided, one step a time."""
    value = Fraction(1)
    for base, raised in FACTOR.findall(text):
        times = int(raised.translate(RAISED) or "1")
        for _ in range(abs(times)):
            number = numbers(base)[0]
            value = value * number if times > 0 else value / number
    return value


def _written(public: Public) -> Any:
    return worth(public["context"])


def _rows(public: Public) -> Any:
    rows, each = numbers(public["context"])[:2]
    return sum([each] * int(rows))


def _layers(public: Public) -> Any:
    length, width, height = (int(one) for one in numbers(public["context"])[:3])
    return sum(1 for _ in range(length) for _ in range(width) for _ in range(height))


def _repeated(public: Public) -> Any:
    base, steps = numbers(public["context"])[:2]
    found = Fraction(1)
    for _ in range(int(steps)):
        found = sum([found] * int(base), Fraction(0))
    return found


def _said(text: str) -> int:
    found = 1
    for word in text.split():
        found *= WORDS.get(word.removesuffix("s"), 1)
    return found


def _named(public: Public) -> Any:
    return {
        left: next(right for right in public["right"] if worth(right) == _said(left))
        for left in public["left"]
    }


def _ranked(public: Public) -> Any:
    return sorted(public["elements"], key=worth)


def _held(public: Public) -> Any:
    room, one = public["context"].split("octets.")[:2]
    return worth(room) / worth(one)


ORACLES: Mapping[str, Oracle] = {
    "puissances/carre": _rows,
    "puissances/dix-en-chiffres": _written,
    "puissances/mots-et-puissances": _named,
    "puissances/cube": _layers,
    "puissances/puissance-d-un-nombre": _repeated,
    "puissances/ranger-par-puissance": _ranked,
    "puissances/puissance-negative": _written,
    "puissances/ecriture-scientifique": _written,
    "puissances/ranger-avec-negatifs": _ranked,
    "puissances/combien-de-fichiers": _held,
}
