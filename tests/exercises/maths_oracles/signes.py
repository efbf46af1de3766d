"""Signed numbers and fractions: each key found another way, from what is shown."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from tests.exercises.oracles import Oracle, Public, numbers


def signed(text: str) -> list[Fraction]:
    """Every number of a text, with the minus sign that touches it."""
    found = re.findall(r"[−-]?\d[\d\u00a0\u202f]*(?:,\d+)?", text)
    return [numbers(one)[0] * (-1 if one[0] in "−-" else 1) for one in found]


def _rows(public: Public) -> list[Fraction]:
    return [signed(row["value"])[0] for row in public["document"]["rows"]]


def _tick(public: Public, value: Fraction) -> int:
    """The mark of the line, from 0 at its left end, which stands for ``value``."""
    first, last = public["labels"][0], public["labels"][-1]
    low, high = (signed(one["text"])[0] for one in (first, last))
    return int(first["at"] + (last["at"] - first["at"]) * (value - low) / (high - low))


def _colder(public: Public) -> Any:
    start, fall = signed(public["context"])
    return _tick(public, start - fall)


def _both(public: Public) -> Any:
    total = sum(signed(public["context"]))
    return next(one for one in public["choices"] if signed(one) == [total])


def _repeated(public: Public) -> Any:
    times, amount = signed(public["ask"])
    return sum(amount for _ in range(int(times)))


def _equal(statement: str) -> bool:
    left, right = statement.split("=")
    first, second = signed(left.replace("− ", "−\u2007"))
    if "×" in left:
        return first * second == signed(right)[0]
    return first + (second if "+" in left else -second) == signed(right)[0]


def _gap(public: Public) -> Any:
    cold, warm = signed(public["context"])
    return warm - cold


def _parts(text: str) -> list[Fraction]:
    return [Fraction(one) for one in re.findall(r"\d+/\d+", text)]


def _repeated_part(public: Public) -> Any:
    (part,) = _parts(public["context"])
    total = part * numbers(public["context"])[-1]
    return next(one for one in public["choices"] if _parts(one) == [total])


def _share_of_share(public: Public) -> Any:
    first, second = _parts(public["context"])
    return first * second


def _wrong_line(public: Public) -> Any:
    lines = [line.split("=") for line in public["names"]]
    at, line = next(
        (at, line)
        for at, line in enumerate(lines)
        if sum(_parts(line[0])) != _parts(line[1])[0]
    )
    return at, sum(_parts(line[0])) * Fraction(line[1].split("/")[1])


ORACLES: dict[str, Oracle] = {
    "relatifs-calculer/temperature-qui-baisse": _colder,
    "relatifs-calculer/versement-sur-le-compte": lambda public: sum(_rows(public)),
    "relatifs-calculer/deux-baisses-a-ajouter": _both,
    "relatifs-calculer/plusieurs-prelevements": _repeated,
    "relatifs-calculer/egalites-a-juger": lambda public: {
        one: _equal(one) for one in public["statements"]
    },
    "relatifs-calculer/ecart-de-temperature": _gap,
    "operations/meme-taille-de-parts": lambda public: sum(_parts(public["context"])),
    "operations/plusieurs-fois-une-fraction": _repeated_part,
    "operations/ajouter-deux-durees": lambda public: sum(_parts(public["context"])),
    "operations/fraction-d-une-fraction": _share_of_share,
    "operations/ce-qui-reste": lambda public: 1 - sum(_parts(public["context"])),
    "operations/calcul-a-corriger": _wrong_line,
}
