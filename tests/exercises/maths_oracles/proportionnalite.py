"""Proportion and percentages: each drawn exercise solved again from what a person is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from tests.exercises.oracles import Oracle, Public, numbers


def told(public: Public) -> list[Fraction]:
    """The numbers of the situation."""
    return numbers(public["context"])


def asked(public: Public) -> list[Fraction]:
    """The numbers of the question."""
    return numbers(public["ask"])


def cross(known: Fraction, gives: Fraction, wanted: Fraction) -> Fraction:
    """The fourth number of a table of proportion."""
    return gives * wanted / known


def _recipe(public: Public) -> Any:
    return cross(*told(public))


def _prices(public: Public) -> Any:
    (one,) = numbers(public["rows"][0][1])
    return [numbers(row[0])[0] * one for row in public["rows"][1:]]


def _by_weight(public: Public) -> Any:
    return told(public)[0] * asked(public)[0] / 1000


def _recipe_table(public: Public) -> Any:
    few, many = (numbers(head)[0] for head in public["head"][1:])
    return [cross(few, numbers(row[1])[0], many) for row in public["rows"]]


def _dilution(public: Public) -> Any:
    one, water, poured = told(public)
    return cross(one, water, poured)


def _dilution_total(public: Public) -> Any:
    one, water, total = told(public)
    return cross(one + water, one, total)


def _by_one(public: Public) -> Any:
    known, gives = told(public)
    return cross(known, gives, asked(public)[0])


def _dose(public: Public) -> Any:
    dose, weight, child = told(public)
    return f"{cross(weight, dose, child)} mg"


def _doubled(public: Public) -> Any:
    (few, cheap), (many, dear) = (
        [numbers(cell)[0] for cell in row] for row in public["document"]["cells"]
    )
    return dict.fromkeys(public["statements"], few * dear == many * cheap)


def _sorted(public: Public) -> Any:
    """A price of one, and nothing else, makes a proportion."""
    return {
        text: "proportionnel" if re.search(r":[^,]*€[^,]*$", text) else "pas proportionnel"
        for text in public["elements"]
    }


def _offer(public: Public) -> Any:
    (found,) = [text for text in public["choices"] if len(numbers(text)) == 1]
    return found


def _mended(public: Public) -> Any:
    """The one line whose ratio is not that of the three others."""
    pairs = [
        (numbers(name)[0], numbers(value)[0])
        for name, value in zip(public["names"], public["values"], strict=True)
    ]
    ratios = [price / count for count, price in pairs]
    usual = max(ratios, key=ratios.count)
    (odd,) = [at for at, ratio in enumerate(ratios) if ratio != usual]
    return odd, usual * pairs[odd][0]


def _subscription(public: Public) -> Any:
    fixed, each = told(public)
    one, two = (fixed + each * numbers(row[0])[0] for row in public["rows"][:2])
    return [one, two, "oui" if two == 2 * one else "non"]


def _not_twice(public: Public) -> Any:
    fixed, each, few, price = told(public)
    assert fixed + few * each == price
    return fixed + each * asked(public)[0]


def _unknown(public: Public) -> Any:
    (found,) = [text for text in public["choices"] if not numbers(text)]
    return found


def _steady(public: Public) -> Any:
    """The same rate: what a single hour, or night, gives, as often as asked."""
    length, amount = told(public)
    due = asked(public)[0] * amount / length
    return next(one for one in public["choices"] if numbers(one)[:1] == [due])


def _percent(public: Public) -> Any:
    base, percent = told(public)[-2:]
    return base * percent / 100


def _percents(public: Public) -> Any:
    (base,) = told(public)
    of = {numbers(text)[0]: text for text in public["right"]}
    return {text: of[base * numbers(text)[0] / 100] for text in public["left"]}


def _multiplier(public: Public) -> Any:
    (percent,) = told(public)
    (found,) = [one for one in public["choices"] if numbers(one)[0] == percent / 100]
    return found


def _pie(public: Public) -> Any:
    slices = {one["label"]: one["percent"] for one in public["figure"]["slices"]}
    return told(public)[0] * slices["Loyer"] / 100


def _right_base(public: Public) -> Any:
    """The line that the sentence names."""
    (line,) = [
        row
        for row in public["document"]["rows"]
        if row["label"].casefold() in public["context"].casefold()
    ]
    return numbers(line["value"])[0] * told(public)[0] / 100


ORACLES: Mapping[str, Oracle] = {
    "quatrieme/recette-multipliee": _recipe,
    "quatrieme/prix-de-plusieurs": _prices,
    "quatrieme/prix-au-kilo": _by_weight,
    "quatrieme/recette-par-personne": _recipe_table,
    "quatrieme/dilution": _dilution,
    "quatrieme/dilution-total": _dilution_total,
    "quatrieme/peinture-et-surface": _by_one,
    "quatrieme/dose-de-medicament": _dose,
    "reconnaitre/test-du-double": _doubled,
    "reconnaitre/classer-des-situations": _sorted,
    "reconnaitre/offre-sans-part-fixe": _offer,
    "reconnaitre/case-a-corriger": _mended,
    "reconnaitre/abonnement-en-tableau": _subscription,
    "reconnaitre/prix-du-double": _not_twice,
    "reconnaitre/peut-on-savoir": _unknown,
    "reconnaitre/quand-le-rythme-est-le-meme": _steady,
    "pourcentage-appliquer/dix-vingt-cinq-cinquante": _percent,
    "pourcentage-appliquer/relier-pourcentage-et-somme": _percents,
    "pourcentage-appliquer/prime-ou-cotisation": _percent,
    "pourcentage-appliquer/pourcentage-en-virgule": _multiplier,
    "pourcentage-appliquer/budget-en-secteurs": _pie,
    "pourcentage-appliquer/petit-pourcentage": _percent,
    "pourcentage-appliquer/la-bonne-base": _right_base,
}
