"""Calculation: each key found another way, from what the learner is shown."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from exercises import french
from tests.exercises.oracles import Oracle, Public, numbers

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


# maths.calcul.calculatrice


def _on_screen(public: Public) -> Any:
    found = re.search(r"(\d+)\.(\d+)", public["context"])
    assert found
    return french.euros(Fraction(f"{found[1]}.{found[2]}"))


def _near(public: Public) -> Any:
    """Among the choices that begin again, the one whose amount is near the product."""
    wanted = _product(public["context"])
    again = [text for text in public["choices"] if text.startswith("Je recommence")]
    return min(again, key=lambda text: abs(numbers(text)[0] - wanted))


def _kept(public: Public) -> Any:
    """The screen shows the product, so the choice that writes it."""
    wanted = _product(public["context"])
    assert numbers(public["ask"])[0] == wanted
    return next(text for text in public["choices"] if numbers(text)[0] == wanted)


def _typed_in(keys: str) -> Fraction:
    """What a simple calculator shows: each sign is worked out as soon as it is typed."""
    total, *others = numbers(keys)
    for sign, value in zip(re.findall("[+×]", keys), others, strict=True):
        total = total + value if sign == "+" else total * value
    return total


def _keys(public: Public) -> Any:
    fixed, count, price = numbers(public["context"])
    wanted = fixed + sum([price] * int(count))
    (right,) = [keys for keys in public["choices"] if _typed_in(keys) == wanted]
    return right


def _right_total(public: Public) -> Any:
    fixed, count, price, *_ = numbers(public["context"])
    return fixed + sum([price] * int(count))


def _screens(public: Public) -> Any:
    def true(said: str) -> bool:
        one, other, shown = numbers(said)
        return one * other == shown

    return {said: true(said) for said in public["statements"]}


def _inverse(public: Public) -> Any:
    def holds(text: str) -> bool:
        if not numbers(text):
            return False
        one, other, found = numbers(text)
        made = {"×": one * other, "+": one + other, "÷": one / other}
        return next(made[sign] for sign in made if sign in text) == found

    (right,) = [text for text in public["choices"] if holds(text)]
    return right


def _slips(one: str, other: str) -> dict[str, set[int]]:
    """What the screen shows after each slip."""

    def with_zero(n: str) -> set[str]:
        return {n[:at] + "0" + n[at:] for at in range(1, len(n) + 1)}

    def shorter(n: str) -> set[str]:
        return {n[:at] + n[at + 1 :] for at in range(len(n))}

    def products(changed: Callable[[str], set[str]]) -> set[int]:
        first = {int(n) * int(other) for n in changed(one)}
        return first | {int(one) * int(n) for n in changed(other)}

    return {
        "J’ai tapé + au lieu de ×.": {int(one) + int(other)},
        "J’ai tapé un zéro en trop.": products(with_zero),
        "J’ai oublié un chiffre.": products(shorter),
    }


def _slip(public: Public) -> Any:
    one, other, *_, shown = (int(n) for n in numbers(public["context"]))
    slips = _slips(str(one), str(other))
    (right,) = [text for text, screens in slips.items() if shown in screens]
    return right


def _bad_line(public: Public) -> Any:
    rows = [numbers(value) for value in public["values"]]
    (bad,) = [at for at, (count, price, paid) in enumerate(rows) if count * price != paid]
    return bad, rows[bad][0] * rows[bad][1]


def _two_products(public: Public) -> Any:
    a, p, b, q = numbers(public["context"])
    return sum([p] * int(a)) + sum([q] * int(b))


# maths.calcul.priorites


def _value(written: str) -> Fraction:
    """A calculation with one pair of parentheses at most: inside, then ×, then + and −."""
    inside = re.search(r"\(([^)]*)\)", written)
    if inside:
        written = written.replace(inside[0], str(_value(inside[1])))
    total, sign = Fraction(0), 1
    for part in re.split(r"([+−])", written):
        if part in ("+", "−"):
            sign = 1 if part == "+" else -1
        else:
            factors = [Fraction(one) for one in part.split("×")]
            total += sign * math.prod(factors)
    return total


def _fee_and_units(public: Public) -> Any:
    fee, count, price = numbers(public["context"])
    return fee + sum([price] * int(count))


def _first(public: Public) -> Any:
    found = re.search(r"\d+ \+ \d+(?=\))|\d+ × \d+", public["context"])
    assert found
    return found[0]


def _both_each_time(public: Public) -> Any:
    one, other, times = numbers(public["context"])
    return sum([one + other] * int(times))


def _written_another_way(public: Public) -> Any:
    one, other, times = (int(n) for n in numbers(public["context"]))
    return f"{times} × {one} + {times} × {other}"


def _situations(public: Public) -> Any:
    one, other = numbers(public["context"])

    def paid(said: str) -> Fraction:
        (times,) = numbers(said)
        if "avec" in said:
            return sum([one + other] * int(times), Fraction(0))
        often, once = (other, one) if said.startswith("une fois") else (one, other)
        return once + sum([often] * int(times))

    return {
        said: next(text for text in public["right"] if _value(text) == paid(said))
        for said in public["left"]
    }


def _bad_order(public: Public) -> Any:
    rows = [value.split(" = ") for value in public["values"]]
    sums = [(_value(done), numbers(paid)[0]) for done, paid in rows]
    (bad,) = [at for at, (right, paid) in enumerate(sums) if right != paid]
    return bad, sums[bad][0]


def _everyone(public: Public) -> Any:
    one, other, people = numbers(public["context"])
    return next(share for share in range(1_000) if share * people == one + other)


def _gain_less_cost(public: Public) -> Any:
    a, p, b, q = numbers(public["context"])
    return sum([p] * int(a)) - sum([q] * int(b))


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
    "calculatrice/lire-l-ecran": _on_screen,
    "calculatrice/affichage-a-garder": _kept,
    "calculatrice/affichage-possible": _near,
    "calculatrice/quelles-touches": _keys,
    "calculatrice/corriger-l-ordre": _right_total,
    "calculatrice/juger-l-ecran": _screens,
    "calculatrice/calcul-de-controle": _inverse,
    "calculatrice/faute-de-frappe": _slip,
    "calculatrice/controler-une-facture": _bad_line,
    "calculatrice/enchainer-deux-produits": _two_products,
    "priorites/frais-plus-quantite": _fee_and_units,
    "priorites/premiere-operation": _first,
    "priorites/avec-parentheses": _both_each_time,
    "priorites/ecrire-le-calcul": _written_another_way,
    "priorites/relier-situation-et-calcul": _situations,
    "priorites/ligne-a-corriger": _bad_order,
    "priorites/trait-de-fraction": _everyone,
    "priorites/quatre-nombres": _gain_less_cost,
}
