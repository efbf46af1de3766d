"""Whole numbers to put in order."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import pairwise

from exercises.content import Content, Step
from exercises.french import join_list, number
from exercises.generators import Params, generator
from exercises.generators.maths_common import draw_until, int_param, typeset, word_param
from exercises.generators.maths_comparison import permuted
from exercises.types.order import OrderContent, WrongOrder


@dataclass(frozen=True)
class _Setting:
    """What is put in order: context, plural noun, unit, words for the two ends."""

    context: str
    noun: str
    unit: str
    low: str
    high: str


_SETTINGS = (
    _Setting("Vous classez des dossiers.", "numéros", "", "le plus petit", "le plus grand"),
    _Setting("Vous faites l'inventaire.", "quantités", "", "la plus petite", "la plus grande"),
    _Setting("Vous comparez des devis.", "prix", " €", "le plus bas", "le plus haut"),
)
_SMALL = (
    *_SETTINGS,
    _Setting(
        "Vous étiquetez un rayon de meubles.", "prix", " €", "le plus bas", "le plus haut"
    ),
    _Setting("Vous chargez un camion.", "poids", " kg", "le plus léger", "le plus lourd"),
    _Setting(
        "Vous comparez des trajets.", "distances", " km", "la plus courte", "la plus longue"
    ),
)
_LARGE = (
    *_SETTINGS,
    _Setting("Vous suivez des camions.", "compteurs", " km", "le plus petit", "le plus grand"),
    _Setting("Vous comparez des ventes.", "montants", " €", "le plus petit", "le plus grand"),
)


def _mixed(rng: random.Random, count: int, digits: int) -> list[int] | None:
    """Numbers of ``digits`` and ``digits`` + 1 digits whose first digits tell another order."""
    short = count // 2
    shorts = rng.sample(range(3 * 10 ** (digits - 1), 10**digits), short)
    longs = rng.sample(range(10**digits, 40 * 10 ** (digits - 1)), count - short)
    values = sorted(shorts + longs)
    return None if sorted(values, key=str) == values else values


def _draw_values(rng: random.Random, kind: str, count: int, digits: int) -> list[int]:
    """``count`` increasing numbers: of mixed lengths, or made of the same digits."""
    if kind == "permutes":
        return permuted(rng, count, digits)
    if kind == "simple":
        return sorted(rng.sample(range(10 ** (digits - 1), 10**digits), count))
    return draw_until(lambda: _mixed(rng, count, digits))


def _by_first_digit(values: list[int], texts: list[str], down: bool) -> list[WrongOrder]:
    """The order one finds by comparing first digits whatever the lengths."""
    order = sorted(range(len(values)), key=lambda i: str(values[i]), reverse=down)
    shortest, longest = values[0], values[-1]
    if len(str(shortest)) == len(str(longest)):
        return []
    said = (
        f"{number(shortest)} a {len(str(shortest))} chiffres, {number(longest)} en a "
        f"{len(str(longest))}. Rangez d'abord selon la longueur des nombres."
    )
    return [
        WrongOrder(
            elements=tuple(texts[i] for i in order),
            misconception="premier-chiffre",
            feedback=said,
        )
    ]


@generator("maths.entiers.ranger", version=2)
def put_in_order(rng: random.Random, params: Params) -> Content:
    """Numbers to put in order.

    ``kind``: simple (same length), mixte (two lengths), permutes (same digits); ``count``: 3 to
    6; ``digits``: of the shorter ones; ``words``: bouts (the ends are labelled), termes (the
    question says "croissant" or "décroissant").
    """
    kind = word_param(params, "kind", ("simple", "mixte", "permutes"))
    words = word_param(params, "words", ("bouts", "termes"))
    values = _draw_values(
        rng, kind, int_param(params, "count", 3), int_param(params, "digits", 3)
    )
    setting = rng.choice(_LARGE if values[-1] > 3999 else _SMALL)
    down = rng.random() < 0.5
    texts = [f"{number(value)}{setting.unit}" for value in values]
    right = texts[::-1] if down else texts
    wrongs = [*_by_first_digit(values, texts, down), _reversed(right, words, down)]
    kept = {order.elements: order for order in reversed(wrongs)}
    kept.pop(tuple(right), None)
    return typeset(
        OrderContent(
            context=setting.context,
            ask=_ask(setting, words, down),
            elements=tuple(right),
            first=None if words == "termes" else (setting.high if down else setting.low),
            last=None if words == "termes" else (setting.low if down else setting.high),
            wrong=tuple(kept.values()),
            help=_help(words, down),
            solution=_steps(values, texts, right, down),
            praise="Vous avez comparé la longueur, puis les chiffres depuis la gauche.",
        )
    )


def _ask(setting: _Setting, words: str, down: bool) -> str:
    if words == "termes":
        return f"Rangez ces {setting.noun} dans l'ordre {'dé' if down else ''}croissant."
    start, end = (setting.high, setting.low) if down else (setting.low, setting.high)
    start = start.replace("le ", "du ", 1) if start.startswith("le ") else f"de {start}"
    end = end.replace("le ", "au ", 1) if end.startswith("le ") else f"à {end}"
    return f"Rangez ces {setting.noun} {start} {end}."


def _reversed(right: list[str], words: str, down: bool) -> WrongOrder:
    meaning = "du plus grand au plus petit" if down else "du plus petit au plus grand"
    term = "Décroissant" if down else "Croissant"
    asked = f"{term} veut dire : {meaning}." if words == "termes" else "Relisez la consigne."
    return WrongOrder(
        elements=tuple(reversed(right)),
        misconception="decroissant",
        feedback=f"{asked} La liste commence par {right[0]}.",
        good="Vous avez bien comparé les nombres.",
    )


def _help(words: str, down: bool) -> tuple[str, ...]:
    start = "grand" if down else "petit"
    word = "décroissant" if down else "croissant"
    first = f"« Ordre {word} » : on commence par le plus {start}."
    return (
        "Combien de chiffres a chaque nombre ?",
        "Même longueur ? Comparez les chiffres en partant de la gauche.",
        first if words == "termes" else f"Commencez par le plus {start}.",
    )


def _closest(values: list[int], texts: list[str]) -> str:
    """Two numbers of one length that start most alike, with the first digits that differ."""
    shared, place = max(
        (_first_difference(str(low), str(high)), place)
        for place, (low, high) in enumerate(pairwise(values))
        if len(str(low)) == len(str(high))
    )
    low, high = str(values[place]), str(values[place + 1])
    return f"{texts[place]} et {texts[place + 1]} : {low[shared]} < {high[shared]}"


def _first_difference(low: str, high: str) -> int:
    return next(at for at, (a, b) in enumerate(zip(low, high, strict=True)) if a != b)


def _steps(
    values: list[int], texts: list[str], right: list[str], down: bool
) -> tuple[Step, ...]:
    """By length first, then digit by digit."""
    lengths = sorted({len(str(value)) for value in values})
    if len(lengths) > 1:
        count = sum(1 for value in values if len(str(value)) == lengths[0])
        short = join_list(texts[:count])
        start = Step(
            text=f"Les nombres à {lengths[0]} chiffres sont les plus petits.", result=short
        )
    else:
        start = Step(
            text=f"Tous les nombres ont {lengths[0]} chiffres : la longueur ne suffit pas."
        )
    return (
        start,
        Step(
            text="À longueur égale, comparez chiffre par chiffre depuis la gauche.",
            working=_closest(values, texts),
        ),
        Step(
            text=f"Commencez par le plus {'grand' if down else 'petit'}.",
            result=" ; ".join(right),
        ),
    )
