"""Means, medians and chances: each drawn exercise solved again from what a person is shown."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from tests.exercises.oracles import Oracle, Public, numbers


def mean(values: Iterable[Fraction]) -> Fraction:
    """Their sum, shared."""
    shared = list(values)
    return sum(shared, Fraction(0)) / len(shared)


def told(public: Public) -> list[Fraction]:
    """The numbers of the situation."""
    return numbers(public["context"])


def series(public: Public) -> list[Fraction]:
    """The values written after the colon."""
    return numbers(public["context"].rpartition(":")[2])


def _mean(public: Public) -> Any:
    return mean(told(public)[-5 if "Lundi" in public["context"] else -3 :])


def _calculation(public: Public) -> Any:
    """The choice that adds every value, and divides by their number."""
    values = series(public)
    (found,) = [
        one
        for one in public["choices"]
        if "÷" in one
        and numbers(one.rpartition("÷")[2])[0] == len(values)
        and sorted(numbers(one.partition("÷")[0])) == sorted(values)
    ]
    return found


def _weighted(public: Public) -> Any:
    """Every value, written out as many times as it comes back."""
    rows = public["document"]["cells"]
    return mean(numbers(value)[0] for value, count in rows for _ in range(int(count)))


def _missing(public: Public) -> Any:
    """Tried one by one until the mean is the one wanted."""
    wanted, count, *done = told(public)
    assert count == 4
    return next(x for x in map(Fraction, range(1_000)) if mean([*done[-3:], x]) == wanted)


def _said_by_a_mean(public: Public) -> Any:
    (known,) = told(public)
    return {
        text: numbers(text)[-1] == known * 4
        if text.startswith("Ensemble")
        else text.startswith("L’un")
        for text in public["statements"]
    }


def _range(public: Public) -> Any:
    return max(series(public)) - min(series(public))


def _ranked(public: Public) -> Any:
    return sorted(public["elements"], key=lambda text: numbers(text)[0])


def _median(public: Public) -> Any:
    return statistics.median(series(public))


def _half(public: Public) -> Any:
    people, median = told(public)
    (found,) = [one for one in public["choices"] if numbers(one) == [people / 2, median]]
    return found


def _compared(public: Public) -> Any:
    parts = re.findall(r":\s((?:\d+(?:, )?)+)", public["context"])
    first, second = (numbers(part) for part in parts)
    return [
        *(statistics.median(one) for one in (first, second)),
        *(max(one) - min(one) for one in (first, second)),
    ]


def _chances(public: Public) -> Any:
    right, other = told(public)
    (found,) = [one for one in public["choices"] if numbers(one) == [right, right + other]]
    return found


def _fraction(public: Public) -> Any:
    right, other = told(public)[:2]
    return right / (right + other)


def _percent(public: Public) -> Any:
    right, other = told(public)
    return 100 * right / (right + other)


def _unchanged(public: Public) -> Any:
    (found,) = [one for one in public["choices"] if "comme à chaque fois" in one]
    top, bottom = numbers(found)
    text = public["context"]
    known = {"pièce": 2, "dé": 6}
    sides = next(
        (n for word, n in known.items() if f"une {word}" in text or f"un {word}" in text), 0
    )
    assert bottom == (sides or numbers(text)[0])
    if "pair" in text:
        assert top == len([n for n in range(1, 7) if n % 2 == 0])
    return found


def _better(public: Public) -> Any:
    first, many, second, more = told(public)
    letter = "A" if first / many > second / more else "B"
    (found,) = [one for one in public["choices"] if f" {letter}\u00a0:" in one]
    return found


SURE = ("moins de 7", "jeton vert d’un sac de jetons verts", "pile ou face", "24 heures")
NEVER = ("rouge d’un sac de jetons verts", "faire 7", "caisse de pièces", "nombre 12")


def _sure_or_not(public: Public) -> Any:
    return {
        text: "certain"
        if any(words in text for words in SURE)
        else "impossible"
        if any(words in text for words in NEVER)
        else "possible, pas sûr"
        for text in public["elements"]
    }


ORACLES: Mapping[str, Oracle] = {
    "moyenne/moyenne-de-trois": _mean,
    "moyenne/quel-calcul": _calculation,
    "moyenne/avec-un-zero": _mean,
    "moyenne/moyenne-avec-effectifs": _weighted,
    "moyenne/valeur-pour-une-moyenne": _missing,
    "moyenne/ce-que-dit-une-moyenne": _said_by_a_mean,
    "mediane-etendue/etendue-d-une-serie": _range,
    "mediane-etendue/ranger-la-serie": _ranked,
    "mediane-etendue/mediane-de-cinq": _median,
    "mediane-etendue/mediane-de-six": _median,
    "mediane-etendue/mediane-ou-moyenne": _half,
    "mediane-etendue/comparer-deux-series": _compared,
    "probabilites/chances-sur": _chances,
    "probabilites/tombola": _fraction,
    "probabilites/le-hasard-n-a-pas-de-memoire": _unchanged,
    "probabilites/quelle-boite-choisir": _better,
    "probabilites/probabilite-en-pourcentage": _percent,
    "probabilites/gagnant-impossible-certain": _sure_or_not,
}
