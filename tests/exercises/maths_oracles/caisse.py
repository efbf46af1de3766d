"""Sums, differences and money: each key found another way, from what is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.exercises.maths_oracles.calcul_quotidien import equalities, mended, worth
from tests.exercises.oracles import Oracle, Public, numbers


def paired_sums(public: Public) -> Any:
    """Each calculation with the only number that is as much."""
    found = {}
    for left in public["left"]:
        (found[left],) = [
            right for right in public["right"] if numbers(right)[0] == worth(left)
        ]
    return found


def _receipt(public: Public) -> Any:
    """The total in cents; then what is added to it, cent by cent, up to the note."""
    cents = {row[0]: numbers(row[1]) for row in public["rows"]}
    first, second, _, note, _ = (values[0] * 100 if values else 0 for values in cents.values())
    total = first + second
    given = sum(1 for _ in range(int(total), int(note)))
    return [total / 100, f"{given // 100},{given % 100:02}"]


def _fewest(public: Public) -> Any:
    """Every way with as few pieces as possible, by their number: the first that is right."""
    (euros, *_) = numbers(public["ask"])
    pieces = [one["cents"] for one in public["pieces"]]
    best: dict[int, list[int]] = {0: []}
    for sum_ in range(10, int(euros * 100) + 1, 10):
        ways = [[*best[sum_ - piece], piece] for piece in pieces if sum_ - piece in best]
        best[sum_] = min(ways, key=len)
    taken = best[int(euros * 100)]
    return {piece: taken.count(piece) for piece in pieces}


def _till(public: Public) -> Any:
    """What is missing from the price to what is given, in steps of ten cents."""
    found = []
    for _, price, given, _ in public["rows"]:
        at, steps = numbers(price)[0] * 10, 0
        while at < numbers(given)[0] * 10:
            at, steps = at + 1, steps + 1
        found.append(f"{steps // 10},{steps % 10}")
    return found


def _bill(public: Public) -> Any:
    for at, (label, value) in enumerate(zip(public["names"], public["values"], strict=True)):
        count, each = numbers(label)
        right = sum([each] * int(count))
        if numbers(value)[0] != right:
            return at, right
    raise AssertionError(public)


def _budgets(public: Public) -> Any:
    fixed = sum(numbers(public["context"]))
    for at, value in enumerate(public["values"]):
        shopping, total = numbers(value)
        if fixed + shopping != total:
            return at, fixed + shopping
    raise AssertionError(public)


ORACLES: Mapping[str, Oracle] = {
    "addition-soustraction/relier-achats-et-totaux": paired_sums,
    "addition-soustraction/stock-du-rayon-a-verifier": mended,
    "addition-soustraction/additions-a-juger": equalities,
    "addition-soustraction/reste-a-livrer-a-verifier": mended,
    "decimaux-add/relier-deux-mesures": paired_sums,
    "decimaux-add/ticket-et-monnaie": _receipt,
    "decimaux-add/mesures-a-verifier": mended,
    "monnaie-budget/payer-avec-le-moins": _fewest,
    "monnaie-budget/caisse-de-la-matinee": _till,
    "monnaie-budget/note-a-verifier": _bill,
    "monnaie-budget/budgets-a-verifier": _budgets,
}
