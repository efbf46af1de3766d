"""Calculation: each key found another way, from what the learner is shown."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.exercises.oracles import Oracle, Public, bank_items, check, numbers

SEEDS, MANY_SEEDS = 30, 1_000


# maths.calcul.division


def _shared(public: Public) -> tuple[int, int]:
    """What is shared, and in how many parts: the two numbers of the situation."""
    total, parts = (int(one) for one in numbers(public["context"]))
    return total, parts


def _deal(total: int, parts: int) -> tuple[int, int]:
    """One to each part while there is enough for all: (share, rest)."""
    share = 0
    while total >= parts:
        total, share = total - parts, share + 1
    return share, total


def _division(public: Public) -> Any:
    return "{} ÷ {}".format(*_shared(public))


def _share(public: Public) -> Any:
    return _deal(*_shared(public))[0]


def _rest(public: Public) -> Any:
    return _deal(*_shared(public))[1]


def _enough(public: Public) -> Any:
    """Boxes are added until everything fits."""
    total, room = _shared(public)
    return next(boxes for boxes in range(total + 1) if boxes * room >= total)


def _share_and_rest(public: Public) -> Any:
    return _deal(*_shared(public))


def _full_lots(public: Public) -> Any:
    return "{}, et il reste {}".format(*_deal(*_shared(public)))


def _delivery(public: Public) -> Any:
    (parts,) = numbers(public["context"])
    totals = [numbers(row[1])[0] for row in public["rows"]]
    return [next(q for q in range(1_000) if q * parts == total) for total in totals]


def _bill(public: Public) -> Any:
    total, parts = numbers(public["context"])
    cents = next(c for c in range(100_000) if c * parts == total * 100)
    return Fraction(cents, 100)


# maths.calcul.decimaux-mult


def _product(text: str) -> Fraction:
    """The two numbers of a text, multiplied as whole numbers; the comma comes last."""
    one, other = numbers(text)
    whole = int(one * 1_000) * int(other * 1_000)
    return Fraction(whole, 1_000_000)


def _multiplied(public: Public) -> Any:
    return _product(public["context"])


def _comma(public: Public) -> Any:
    wanted = _product(public["context"].partition(".")[0])
    return next(text for text in public["choices"] if numbers(text) == [wanted])


def _times_in(public: Public) -> Any:
    """How many times the small one can be taken away."""
    left, small = numbers(public["context"])
    times = 0
    while left > 0:
        left, times = left - small, times + 1
    assert left == 0
    return times


def _bigger_or_smaller(public: Public) -> Any:
    def true(said: str) -> bool:
        one, other, start = numbers(said)
        found = one * other if "×" in said else one / other
        return found < start if "plus petit" in said else found > start

    return {said: true(said) for said in public["statements"]}


def _note(public: Public) -> Any:
    return [_product(f"{row[1]} {row[2]}") for row in public["rows"]]


def _less_than_one(public: Public) -> Any:
    price, amount = numbers(public["context"])
    (right,) = [
        text
        for text in public["choices"]
        if "×" in text and sorted(numbers(text)) == sorted([price, amount])
    ]
    return right


def _price_of_one(public: Public) -> Any:
    amount, paid = numbers(public["context"])
    return next(price for price in range(1, 1_000) if price * amount == paid)


ORACLES: dict[str, Oracle] = {
    "division/quel-calcul": _division,
    "division/partage-juste": _share,
    "division/part-et-reste": _share_and_rest,
    "division/zero-dans-le-resultat": _share,
    "division/tout-ranger": _enough,
    "division/ce-qui-reste": _rest,
    "division/lots-complets": _full_lots,
    "division/repartir-une-livraison": _delivery,
    "division/grand-diviseur": _enough,
    "division/moins-d-une-unite": _division,
    "division/partager-l-addition": _bill,
    "decimaux-mult/prix-au-poids": _multiplied,
    "decimaux-mult/placer-la-virgule": _comma,
    "decimaux-mult/heures-et-taux": _multiplied,
    "decimaux-mult/remplir-des-flacons": _times_in,
    "decimaux-mult/plus-grand-ou-plus-petit": _bigger_or_smaller,
    "decimaux-mult/completer-la-note": _note,
    "decimaux-mult/choisir-le-calcul": _less_than_one,
    "decimaux-mult/prix-d-un-kilo": _price_of_one,
    "decimaux-mult/surface-a-couvrir": _multiplied,
}
ITEMS = bank_items("calcul/division", "calcul/decimaux-mult")


def test_every_template_has_its_oracle() -> None:
    assert set(ITEMS) == set(ORACLES)


@pytest.mark.parametrize("name", ORACLES)
def test_the_key_is_found_another_way(name: str) -> None:
    check(ITEMS[name], ORACLES[name], SEEDS)


@pytest.mark.slow
@pytest.mark.parametrize("name", ORACLES)
def test_the_key_is_found_another_way_on_many_seeds(name: str) -> None:
    check(ITEMS[name], ORACLES[name], MANY_SEEDS)
