"""Numbers: each key found another way, from what the learner is shown."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from exercises import french
from tests.exercises.oracles import Oracle, Public, numbers

# maths.nombres.droite-graduee


def _written(text: str) -> Fraction:
    value = french.parse_number(text)
    assert value is not None
    return value


def _ends(public: Public) -> tuple[int, Fraction, Fraction]:
    """The place and the value of the first label, and what one graduation is worth."""
    first, last = public["labels"][0], public["labels"][-1]
    rise = _written(last["text"]) - _written(first["text"])
    return first["at"], _written(first["text"]), rise / (last["at"] - first["at"])


def _read(public: Public) -> Any:
    """The value under the arrow, by the rule of three between the ends of the line."""
    place, value, step = _ends(public)
    at = public["arrow"] if "arrow" in public else public["drawn"]["at"]
    return value + (at - place) * step


def _put(public: Public) -> Any:
    """The graduation of the only number of the question."""
    (wanted,) = numbers(public["ask"])
    place, value, step = _ends(public)
    return place + (wanted - value) / step


def _one_gap(public: Public) -> Any:
    figure = public["figure"]
    low, high = (Fraction(label) for label in figure["labels"][:2])
    gaps, at = 0, low
    while at < high:
        gaps, at = gaps + 1, at + Fraction(figure["step"])
    (right,) = [text for text in public["choices"] if numbers(text) == [(high - low) / gaps]]
    return right


def _missing(public: Public) -> Any:
    figure = public["figure"]
    return Fraction(figure["stop"]) - Fraction(figure["value"])


# maths.nombres.relatifs


def _signed(text: str) -> list[Fraction]:
    """The numbers of a text with their signs: "−8 °C" is −8."""
    found = re.findall(rf"{french.MINUS}?\d[\d,\u202f]*", text)
    return [_written(one.rstrip(",")) for one in found]


def _put_signed(public: Public) -> Any:
    (wanted,) = _signed(public["ask"])
    place, value, step = _ends(public)
    return place + (wanted - value) / step


def _lowest(public: Public) -> Any:
    return min(public["choices"], key=lambda text: _signed(text)[0])


def _rising(public: Public) -> Any:
    return sorted(public["elements"], key=lambda text: _signed(text)[0])


def _rows(public: Public) -> dict[str, Fraction]:
    return {row["label"]: _signed(row["value"])[0] for row in public["document"]["rows"]}


def _owed(public: Public) -> Any:
    (balance,) = _rows(public).values()
    name = public["document"]["title"].split()[-1]
    assert balance < 0
    return f"{name} doit {french.euros(-balance)} à la banque."


def _back_to_zero(public: Public) -> Any:
    balance, paid = _rows(public)["Solde"], 0
    while balance + paid < 0:
        paid += 1
    return paid


def _freezers(public: Public) -> Any:
    rows = _rows(public)
    limit, a, b = (rows[name] for name in ("Limite", "Congélateur A", "Congélateur B"))
    truths = (a <= limit, b <= limit, a < b, limit >= 0)
    return dict(zip(public["statements"], truths, strict=True))


ORACLES: dict[str, Oracle] = {
    "droite-graduee/lire-un-instrument": _read,
    "droite-graduee/placer-depuis-zero": _put,
    "droite-graduee/valeur-d-un-ecart": _one_gap,
    "droite-graduee/lire-sans-partir-de-zero": _read,
    "droite-graduee/completer-le-reservoir": _missing,
    "droite-graduee/placer-avec-deux-reperes": _put,
    "droite-graduee/lire-une-mesure-a-virgule": _read,
    "relatifs/regler-le-thermometre": _put_signed,
    "relatifs/que-dit-le-solde": _owed,
    "relatifs/ranger-des-temperatures": _rising,
    "relatifs/le-plus-bas": _lowest,
    "relatifs/lire-sous-zero": _read,
    "relatifs/sortir-du-decouvert": _back_to_zero,
    "relatifs/ranger-des-soldes": _rising,
    "relatifs/controler-les-congelateurs": _freezers,
    "relatifs/placer-un-negatif-a-virgule": _put_signed,
    "relatifs/ranger-avec-des-virgules": _rising,
}
