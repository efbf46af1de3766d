"""Tables, products and mental arithmetic: each key found another way, from what is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from tests.exercises.oracles import Oracle, Public, numbers


def worth(calculation: str) -> Fraction:
    """The value of « 24 × 10 + 24 × 2 »: products, then their signs from left to right."""
    total, sign = Fraction(0), 1
    for part in re.split(r"\s([+−])\s", calculation):
        if part in "+−":
            sign = 1 if part == "+" else -1
            continue
        product = Fraction(1)
        for factor in numbers(part):
            product *= factor
        total += sign * product
    return total


def mended(public: Public) -> Any:
    """The row whose calculation is not what follows its first « = », and what it gives."""
    rights = [worth(value.split("=")[0]) for value in public["values"]]
    lasts = [numbers(value)[-1] for value in public["values"]]
    wrong = [at for at, one in enumerate(rights) if one != lasts[at]]
    assert len(wrong) == 1, public["values"]
    return wrong[0], rights[wrong[0]]


def _delivery(public: Public) -> Any:
    """Each total counted by adding the same number again and again."""
    for at, value in enumerate(public["values"]):
        times, each, total = numbers(value)
        if sum([each] * int(times)) != total:
            return at, sum([each] * int(times))
    raise AssertionError(public)


def equalities(public: Public) -> Any:
    """Statements « calculation = calculation », or « one est plus petit que other »."""
    found = {}
    for text in public["statements"]:
        if " est plus petit que " in text:
            one, other = text.split(" est plus petit que ")
            found[text] = worth(one) < worth(other)
        else:
            one, other = text.split("=")
            found[text] = worth(one) == worth(other)
    return found


def paired_by_worth(public: Public) -> Any:
    """Each « 5 paquets de 35 feutres » with the sum that is worth as much."""
    found = {}
    for left in public["left"]:
        times, each = numbers(left)
        (found[left],) = [one for one in public["right"] if worth(one) == times * each]
    return found


def _halves(public: Public) -> Any:
    return {
        left: next(one for one in public["right"] if 2 * numbers(one)[0] == numbers(left)[0])
        for left in public["left"]
    }


def _to_hundred(public: Public) -> Any:
    used = [int(numbers(row[1])[0]) for row in public["rows"]]
    return [next(n for n in range(100) if n + one == 100) for one in used]


def _sorted_products(public: Public) -> Any:
    right, wrong = public["categories"]
    return {
        one: right if worth(one) == worth(right.removeprefix("donne ")) else wrong
        for one in public["elements"]
    }


def _said(public: Public) -> Any:
    found = {}
    for text in public["statements"]:
        times, each, total = numbers(text)
        found[text] = sum([each] * int(times)) == total
    return found


def _rows_times(public: Public) -> Any:
    return [sum([numbers(row[2])[0]] * int(row[1])) for row in public["rows"]]


ORACLES: Mapping[str, Oracle] = {
    "multiplication/relier-commandes-et-calculs": paired_by_worth,
    "multiplication/facture-a-verifier": mended,
    "multiplication/calculs-en-deux-morceaux": equalities,
    "multiplication/stock-a-verifier": mended,
    "calcul-mental/moities-de-prix": _halves,
    "calcul-mental/rendre-sur-cent-euros": _to_hundred,
    "calcul-mental/compteur-a-corriger": mended,
    "calcul-mental/classer-les-calculs": _sorted_products,
    "tables/boites-vides-ou-seules": _said,
    "tables/commande-a-remplir": _rows_times,
    "tables/livraison-a-verifier": _delivery,
}
