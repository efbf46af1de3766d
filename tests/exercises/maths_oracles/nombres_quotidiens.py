"""Whole numbers and decimals read, compared, rounded: each key found another way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from tests.exercises.oracles import Oracle, Public, numbers


def _tens(public: Public) -> Any:
    found = {}
    for text in public["statements"]:
        if "partagés" in text:
            amount, parts, each = numbers(text)
            found[text] = sum([each] * int(parts)) == amount
        else:
            times, each, total = numbers(text)
            found[text] = sum([each] * int(times)) == total
    return found


def _lots(public: Public) -> Any:
    for at, (label, value) in enumerate(zip(public["names"], public["values"], strict=True)):
        (count,), (each, total) = numbers(label), numbers(value)
        if sum([each] * int(count)) != total:
            return at, sum([each] * int(count))
    raise AssertionError(public)


def _extreme(best: Any) -> Oracle:
    def found(public: Public) -> Any:
        values = [numbers(row[1])[0] for row in public["rows"]]
        return values.index(best(values))

    return found


def _limit(public: Public) -> Any:
    (limit,), (under, over) = numbers(public["context"]), public["categories"]
    return {one: under if numbers(one)[0] <= limit else over for one in public["elements"]}


def _between(public: Public) -> Any:
    (low, high), (fits, not_) = numbers(public["context"]), public["categories"]
    return {one: fits if low <= numbers(one)[0] <= high else not_ for one in public["elements"]}


def _signs(public: Public) -> Any:
    found = {}
    for text in public["statements"]:
        one, other = numbers(text)
        found[text] = one > other if ">" in text else one < other
    return found


_SMALL = [
    *("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"),
    *("dix", "onze", "douze", "treize", "quatorze", "quinze", "seize"),
    *("dix-sept", "dix-huit", "dix-neuf"),
]
_TENS = {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}


def _heard(words: str) -> int:
    """A number below ten thousand in words, read from left to right."""
    if "mille" in words:
        thousands, rest = (part.strip() for part in words.split("mille"))
        return 1_000 * (_SMALL.index(thousands) if thousands else 1) + _heard(rest)
    if words in _SMALL:
        return _SMALL.index(words)
    if words.startswith("quatre-vingt-"):
        return 80 + _heard(words.removeprefix("quatre-vingt-"))
    ten, _, unit = words.partition("-")
    return _TENS[ten] + (_SMALL.index(unit) if unit else 0)


def _in_words(public: Public) -> Any:
    for at, value in enumerate(public["values"]):
        words, digits = re.split("\u00a0: ", value)
        if numbers(digits)[0] != _heard(words):
            return at, _heard(words)
    raise AssertionError(public)


def _packs(public: Public) -> Any:
    """Digits are read on the written number; packs are filled one at a time."""
    found = {}
    for text in public["statements"]:
        one, other = (int(value) for value in numbers(text))
        if "chiffre des centaines" in text:
            found[text] = str(one)[-3] == str(other)
        else:
            size = 10 if "dizaines" in text else 100
            found[text] = sum(1 for _ in range(size, one + 1, size)) == other
    return found


def _nearest(value: Fraction, step: int) -> int:
    """The multiple nearest to a value, the upper one at the same distance."""
    below = int(value) - int(value) % step
    return below if value - below < below + step - value else below + step


def _estimates(public: Public) -> Any:
    for at, value in enumerate(public["values"]):
        exact, about = numbers(value)
        if about != _nearest(exact, 10):
            return at, _nearest(exact, 10)
    raise AssertionError(public)


def _roundings(public: Public) -> Any:
    steps = {"à la centaine": 100, "à la dizaine": 10, "à l’euro": 1}
    found = {}
    for text in public["statements"]:
        exact, about = numbers(text)
        (step,) = [size for rank, size in steps.items() if rank in text]
        found[text] = about == _nearest(exact, step)
    return found


def _labels(public: Public) -> Any:
    for at, value in enumerate(public["values"]):
        euros, cents, shown = numbers(value)
        if shown != euros + cents / 100:
            return at, f"{euros},{int(cents):02}"
    raise AssertionError(public)


def _readings(public: Public) -> Any:
    found = {}
    for text in public["statements"]:
        if "pareil" in text:
            one, other = numbers(text)
            found[text] = one == other
        elif "dixièmes" in text:
            number, digit = re.findall(r"[\d,]*\d", text)
            found[text] = number.split(",")[1][0] == digit
        else:
            euros, cents, shown = numbers(text)
            found[text] = shown * 100 == euros * 100 + cents
    return found


ORACLES: Mapping[str, Oracle] = {
    "fois-10-100/calculs-par-dix-a-juger": _tens,
    "fois-10-100/prix-par-lot-a-verifier": _lots,
    "comparer-ranger/devis-le-moins-cher": _extreme(min),
    "comparer-ranger/sous-la-limite": _limit,
    "comparer-ranger/signes-a-juger": _signs,
    "lire-ecrire-entiers/bons-en-lettres-a-verifier": _in_words,
    "lire-ecrire-entiers/cheques-a-verifier": _in_words,
    "lire-ecrire-entiers/chiffre-ou-nombre-a-juger": _packs,
    "arrondir/devis-arrondi-a-verifier": _estimates,
    "arrondir/arrondis-a-juger": _roundings,
    "decimaux-lire/etiquettes-a-verifier": _labels,
    "decimaux-lire/mesures-pareilles-a-juger": _readings,
    "decimaux-comparer/toucher-le-plus-grand": _extreme(max),
    "decimaux-comparer/entre-deux-mesures": _between,
}
