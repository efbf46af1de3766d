"""Words for calculations: each drawn exercise solved again from what a person is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import sympy  # type: ignore[import-untyped]
from sympy.parsing.sympy_parser import parse_expr  # type: ignore[import-untyped]

from tests.exercises.oracles import Oracle, Public, numbers

NAMES = {"+": "la somme", "−": "la différence", "×": "le produit", "÷": "le quotient"}
SIGNS = {name: sign for sign, name in NAMES.items()}


def worth(calculation: str) -> Fraction:
    """The value of « 4 × (7 + 5) », as sympy reads it."""
    spaced = re.sub(r"\s", " ", calculation)
    read = spaced.replace("×", "*").replace("÷", "/").replace("−", "-")
    return Fraction(str(sympy.Rational(parse_expr(read))))


def _apply(name: str, one: Fraction, other: Fraction) -> Fraction:
    return {
        "la somme": one + other,
        "la différence": one - other,
        "le produit": one * other,
        "le quotient": one / other,
    }[name]


def said(phrase: str) -> Fraction:
    """The value of « le produit de 4 par la somme de 7 et 5 », its inner phrase first."""
    low = phrase.replace("du produit", "de le produit")
    names = list(re.finditer("|".join(SIGNS), low))
    name, rest = names[0][0], low[names[0].end() :]
    if len(names) == 1:
        one, other = numbers(rest)
        return _apply(name, one, other)
    return _apply(name, numbers(rest)[0], said(rest[rest.index(names[1][0]) :]))


def _paired(public: Public) -> Any:
    return {
        left: next(right for right in public["right"] if worth(right) == said(left))
        for left in public["left"]
    }


def _named(public: Public) -> Any:
    sign = re.search(r"\d ([+−×÷]) \d", public["context"])
    assert sign
    return NAMES[sign[1]]


def _explained(public: Public) -> Any:
    """The one that names the operation which leads to the total."""
    count, price, total = numbers(public["context"])
    (found,) = [
        choice
        for choice in public["choices"]
        for name in SIGNS
        if name in choice and _apply(name, count, price) == total
    ]
    return found


def _taken_away(public: Public) -> Any:
    less, start = numbers(public["context"])
    return next(one for one in public["choices"] if worth(one) == start - less)


def _changed(public: Public) -> Any:
    found = {}
    for left in public["left"]:
        parts = {"double": 2, "triple": 3, "quadruple": 4, "moitié": 2, "tiers": 3, "quart": 4}
        word = next((word for word in parts if re.search(rf"\b{word}\b", left)), None)
        if word is None:
            change, start = numbers(left)
            value = start + change if "plus" in left else start - change
        else:
            (start,) = numbers(left)
            less = word in ("moitié", "tiers", "quart")
            value = start / parts[word] if less else start * parts[word]
        found[left] = next(right for right in public["right"] if worth(right) == value)
    return found


def _told_in_order(public: Public) -> Any:
    """Each sentence starts from what the one before it finds; the last only says it."""
    left = [one for one in public["elements"] if "=" in one]
    (last,) = [one for one in public["elements"] if "=" not in one]
    results = {one: numbers(one.rpartition("=")[2])[0] for one in left}
    starts = {one: numbers(one.rpartition(":")[2])[0] for one in left}
    (told,) = [one for one in left if starts[one] not in results.values()]
    order = [told]
    while len(order) < len(left):
        (told,) = [one for one in left if starts[one] == results[told]]
        order.append(told)
    assert numbers(last) == [results[told]]
    return [*order, last]


def _written(public: Public) -> Any:
    """The product as an addition said again and again."""
    times, one, other = numbers(public["ask"])
    return " + ".join([f"{one} + {other}"] * int(times))


def _judged(public: Public) -> Any:
    lines = [numbers(row["value"])[0] for row in public["document"]["rows"]]
    lot, delivery, discount, _ = lines
    count, price = numbers(public["document"]["rows"][0]["label"])
    product, taken, result, before = public["statements"]
    name = next(name for name in SIGNS if name in product)
    calculation = taken.partition("calcule ")[2].rstrip(".")
    whole = next(name for name in SIGNS if name in before)
    return {
        product: _apply(name, count, price) == lot,
        taken: worth(calculation) == lot + delivery - discount,
        result: "seulement" in result,
        before: _apply(whole, lot, delivery) == lot + delivery,
    }


ORACLES: Mapping[str, Oracle] = {
    "expliquer-calcul/mots-et-operations": _paired,
    "expliquer-calcul/quel-mot": _named,
    "expliquer-calcul/la-bonne-explication": _explained,
    "expliquer-calcul/retire-de": _taken_away,
    "expliquer-calcul/double-et-moitie": _changed,
    "expliquer-calcul/facture-expliquee": _told_in_order,
    "expliquer-calcul/produit-et-somme": _written,
    "expliquer-calcul/phrases-emboitees": _paired,
    "expliquer-calcul/note-expliquee": _judged,
}
