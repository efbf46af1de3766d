"""Fractions: each drawn exercise solved again from what a person is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from tests.exercises.oracles import Oracle, Public, numbers

WORDS = {
    "la moitié": Fraction(1, 2),
    "les deux tiers": Fraction(2, 3),
    "deux tiers": Fraction(2, 3),
    "un tiers": Fraction(1, 3),
    "le tiers": Fraction(1, 3),
    "les trois quarts": Fraction(3, 4),
    "un quart": Fraction(1, 4),
    "le quart": Fraction(1, 4),
    "un cinquième": Fraction(1, 5),
    "un sixième": Fraction(1, 6),
    "un dixième": Fraction(1, 10),
}


def said(text: str | None) -> Fraction:
    """The fraction a text says: « 3/4 », or in words."""
    written = re.search(r"(\d+)/(\d+)", text or "")
    if written:
        return Fraction(int(written[1]), int(written[2]))
    low = (text or "").casefold()
    return next(value for words, value in WORDS.items() if words in low)


def _filled(public: Public) -> Any:
    figure = public["figure"]
    return f"{figure['value']}/{figure['stop']}"


def _matched(public: Public) -> Any:
    written = {Fraction(one): one for one in public["right"] if re.fullmatch(r"\d+/\d+", one)}
    return {one: written[said(one)] for one in public["left"]}


def _share_of_lot(public: Public) -> Any:
    return said(public["context"]) * numbers(public["context"])[0]


def _group(public: Public) -> Any:
    total, some = numbers(public["context"])
    return some / total


def _minutes(public: Public) -> Any:
    return said(public["context"]) * 60


def _bar(public: Public) -> Any:
    """The bar whose cuts are equal and whose coloured width is the fraction asked for."""
    wanted = said(public["ask"])
    shapes = [one["path"] for one in public["picture"]["shapes"]]
    found = []
    for at, zone in enumerate(public["zones"]):
        top = re.match(r"M10,(\d+)", zone["path"])
        mine = [path for path in shapes if top and path.startswith(top[0])]
        colour = int(re.findall(r"h(\d+)v40h-\1Z", mine[0])[0])
        cuts = [int(one) for one in re.findall(r"m(\d+),", mine[-1])]
        cuts.append(300 - sum(cuts))
        if len(set(cuts)) == 1 and Fraction(colour, 300) == wanted:
            found.append(at)
    assert len(found) == 1
    return found[0]


def _judged(public: Public) -> Any:
    parts = int(numbers(public["context"])[0])
    one, taken = (said(public["statements"][0]), numbers(public["statements"][2])[1])
    good = said(public["statements"][2]) == taken / parts
    judged = (one == Fraction(1, parts), False, good)
    return dict(zip(public["statements"], judged, strict=True))


def _poured(public: Public) -> Any:
    amount = said(public["ask"]) * numbers(public["context"])[0]
    marks = [numbers(mark)[0] for mark in public["marks"]]
    return marks.index(amount)


def _decimal(public: Public) -> Any:
    wanted = said(public["context"])
    return next(one for one in public["choices"] if numbers(one)[0] == wanted)


def _left(public: Public) -> Any:
    total, one, other = numbers(public["context"])
    return (total - one - other) / total


def _taken(public: Public) -> Any:
    return numbers(public["context"])[0] * said(public["context"])


def _calculation(public: Public) -> Any:
    """The one way of calculating that gives the share."""
    found = [one for one in public["choices"] if _run(one) == _taken(public)]
    assert len(found) == 1, public
    return found[0]


def _run(calculation: str) -> Fraction:
    """« 50 ÷ 5, puis × 2 », step by step."""
    value = numbers(calculation)[0]
    for sign, by in re.findall(r"([×÷])\s*(\d+)", calculation):
        value = value * int(by) if sign == "×" else value / int(by)
    return value


LONG = {"1 heure": 60, "2 heures": 120, "3 heures": 180, "une heure et demie": 90}


def _time(public: Public) -> Any:
    context = re.sub(r"\s", " ", public["context"])
    (total,) = [minutes for words, minutes in LONG.items() if f"dure {words}." in context]
    return f"{total * said(context)} min"


def _budget(public: Public) -> Any:
    (total,) = numbers(public["context"])
    shares = [total * said(row[1]) for row in public["rows"][:2]]
    return [*shares, total - sum(shares)]


def _not_taken(public: Public) -> Any:
    return numbers(public["context"])[0] * (1 - said(public["context"]))


def _whole(public: Public) -> Any:
    return numbers(public["context"])[0] / said(public["context"])


ORACLES: Mapping[str, Oracle] = {
    "partage/part-remplie": _filled,
    "partage/mots-et-fractions": _matched,
    "partage/une-part-d-un-lot": _share_of_lot,
    "partage/part-d-une-equipe": _group,
    "partage/fraction-d-heure": _minutes,
    "partage/barre-bien-coupee": _bar,
    "partage/partages-a-juger": _judged,
    "partage/verser-une-fraction": _poured,
    "partage/fraction-a-virgule": _decimal,
    "partage/part-qui-reste": _left,
    "quantite/une-part": _taken,
    "quantite/choisir-le-calcul": _calculation,
    "quantite/plusieurs-parts": _taken,
    "quantite/fraction-du-temps": _time,
    "quantite/parts-d-un-budget": _budget,
    "quantite/ce-qui-reste": _not_taken,
    "quantite/retrouver-le-tout": _whole,
}
