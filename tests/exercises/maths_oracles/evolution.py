"""Rises and discounts: each key found another way, from what the learner is shown."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.exercises.oracles import Oracle, Public, numbers


def _after(price: Fraction, *signed: Fraction) -> Fraction:
    """A price after changes one by one: each hundred of it becomes 100 + the change."""
    for change in signed:
        price = price / 100 * (100 + change)
    return price


def _cut(public: Public) -> Any:
    price, *cuts = numbers(public["context"])
    return _after(price, *(-cut for cut in cuts))


def _rise(public: Public) -> Any:
    return _after(*numbers(public["context"]))


def _there_and_back(public: Public) -> Any:
    price, one, other = numbers(public["context"])
    up = public["context"].index("hausse") < public["context"].index("baisse")
    return _after(price, one, -other) if up else _after(price, -one, other)


def _sale(public: Public) -> Any:
    (cut,) = numbers(public["context"])
    one, other = (numbers(row[1])[0] for row in public["rows"])
    paid = _after(other, -cut)
    return [_after(one, -cut), other - paid, paid]


def _quote(public: Public) -> Any:
    (rate, one), (less, other) = (
        (numbers(row[0])[0], numbers(row[1])[0]) for row in public["rows"]
    )
    return [_after(one, rate) - one, _after(one, rate), _after(other, less)]


def _multiplier(public: Public) -> Any:
    (change,) = numbers(public["context"])
    signed = change if "augmente" in public["context"] else -change
    (found,) = [
        one for one in public["choices"] if numbers(one) == [_after(Fraction(1), signed)]
    ]
    return found


def _bill(public: Public) -> Any:
    (cut,) = numbers(public["context"])
    one, other, total, less, paid = (numbers(value)[0] for value in public["values"])
    assert one + other == total
    right = _after(total, -cut)
    return (
        (3, total - right) if less != total - right else (4, right) if paid != right else None
    )


def _before_tax(public: Public) -> Any:
    paid, rate = numbers(public["context"])
    (found,) = [guess for guess in range(1, int(paid)) if _after(Fraction(guess), rate) == paid]
    return found


ORACLES: dict[str, Oracle] = {
    "pourcentage-evolution/prix-apres-remise": _cut,
    "pourcentage-evolution/ticket-de-solde": _sale,
    "pourcentage-evolution/hausse-du-mois": _rise,
    "pourcentage-evolution/devis-et-tva": _quote,
    "pourcentage-evolution/un-seul-calcul": _multiplier,
    "pourcentage-evolution/facture-a-corriger": _bill,
    "pourcentage-evolution/deux-baisses": _cut,
    "pourcentage-evolution/monte-puis-redescend": _there_and_back,
    "pourcentage-evolution/retrouver-le-prix-ht": _before_tax,
}
