"""Mental arithmetic: complements, halves and doubles, plus or minus 9, splitting a factor."""

from __future__ import annotations

import random

from exercises.content import Choice, Content, Step
from exercises.french import number
from exercises.generators import Params, generator
from exercises.generators.maths_common import (
    PEOPLE,
    distinct,
    draw_until,
    int_list_param,
    int_param,
    pick_choices,
    typeset,
    wrong,
)
from exercises.types.mcq import McqContent
from exercises.types.numeric import NumericContent, WrongNumber

_JARS = (
    ("{} a déjà rangé {} dossiers sur {}.", "Combien de dossiers reste-t-il à ranger ?", None),
    ("{} a parcouru {} km sur {}.", "Combien de kilomètres reste-t-il ?", "km"),
    ("{} a collé {} étiquettes sur {}.", "Combien d'étiquettes reste-t-il à coller ?", None),
    ("{} a économisé {} € sur {} €.", "Combien d'euros lui manque-t-il ?", "€"),
    ("{} a posé {} carreaux sur {}.", "Combien de carreaux reste-t-il à poser ?", None),
)


def _with(unit: str | None, value: int) -> str:
    """A result with its unit, when it has one."""
    return number(value) + (f" {unit}" if unit else "")


def _next_round(value: int, size: int) -> int:
    """The next multiple of ``size`` after ``value``."""
    return value // size * size + size


def _complement_slips(value: int, whole: int) -> list[WrongNumber]:
    """A ten too many or too few, or every digit completed to ten."""
    key, size = whole - value, whole // 10
    middle = _next_round(value, size)
    # Each place completed on its own: 63 and 37 look like 73 and 37.
    slip = key + size
    feedback = f"{number(value)} + {number(slip)} font {number(value + slip)}. C'est trop."
    wrongs = [
        wrong(
            slip,
            "complement-100",
            f"{feedback} Passez par {number(middle)}.",
            "Le dernier chiffre est juste.",
        ),
        wrong(
            key - size,
            "complement-100",
            f"{number(value)} + {number(key - size)} font {number(whole - size)}. "
            f"Passez par {number(middle)}.",
        ),
    ]
    if whole == 1000:
        # Each digit completed to ten: 1 000 - 374 said 736.
        wrongs.append(
            wrong(
                key + 110 if value % 100 and value // 10 % 10 else key + 10,
                "complement-100",
                f"Le total dépasse {number(whole)}. Avancez d'abord jusqu'à {number(middle)}.",
            )
        )
    return wrongs


def _complement_steps(
    value: int, middle: int, whole: int, unit: str | None
) -> tuple[Step, ...]:
    first, rest = middle - value, whole - middle
    ten = _next_round(value, 10)
    by_ten = f"{ten - value} + {middle - ten}" if ten < middle else None
    return (
        Step(
            text=f"De {number(value)} à {number(middle)} :",
            working=by_ten,
            result=number(first),
        ),
        Step(text=f"De {number(middle)} à {number(whole)} :", result=number(rest)),
        Step(
            text="Additionnez les deux étapes.",
            working=f"{number(first)} + {number(rest)}",
            result=_with(unit, whole - value),
        ),
    )


@generator("maths.mental.complement", version=2)
def complement(rng: random.Random, params: Params) -> Content:
    """What is missing to 100 or 1 000. ``to``: 100 or 1000."""
    whole = int_param(params, "to", 100)
    size = whole // 10
    value = rng.choice([n for n in range(size + 1, 9 * size) if n % 10 and n % size])
    key, middle = whole - value, _next_round(value, size)
    context, ask, unit = rng.choice(_JARS)
    return typeset(
        NumericContent(
            context=context.format(rng.choice(PEOPLE), number(value), number(whole)),
            ask=ask,
            answer=str(key),
            unit=unit,
            wrong=distinct(key, _complement_slips(value, whole)),
            help=(
                f"Quelle {'dizaine' if whole == 100 else 'centaine'} vient juste après "
                f"{number(value)} ?",
                f"Avancez jusqu'à {number(middle)}, puis jusqu'à {number(whole)}.",
            ),
            solution=_complement_steps(value, middle, whole, unit),
            praise="Vous avez avancé par un nombre rond.",
        )
    )


_CHANGES = (
    ("Un article à {} € augmente de {} €.", "Quel est le nouveau prix ?", "€", 1),
    ("Le stock est de {} cartons. On en livre {}.", "Combien de cartons maintenant ?", None, 1),
    ("Un article à {} € baisse de {} €.", "Quel est le nouveau prix ?", "€", -1),
    ("Il y a {} personnes dans le train. {} descendent.", "Combien en reste-t-il ?", None, -1),
    ("Votre carte a {} points. Vous en gagnez {}.", "Combien de points maintenant ?", None, 1),
)


def _nine_slips(value: int, near: int, sign: int) -> list[WrongNumber]:
    """Not corrected after the round number, or corrected the wrong way."""
    step, round_one = near - 1, value + sign * near
    mark, back = ("+", "retirez 1") if sign > 0 else ("−", "ajoutez 1")
    return [
        wrong(
            round_one,
            "plus9",
            f"{value} {mark} {near} = {round_one}. C'est {step}, pas {near} : {back}.",
            "Le passage par un nombre rond est juste.",
        ),
        wrong(
            round_one + sign,
            "plus9",
            f"{step}, c'est {near} moins 1. Après {round_one}, {back}.",
            "Le passage par un nombre rond est juste.",
        ),
    ]


@generator("maths.mental.plus-neuf", version=2)
def plus_nine(rng: random.Random, params: Params) -> Content:
    """A number plus or minus 9, 19, 29, 99. ``near``: the rounds (10, 20, 100)."""
    rounds = int_list_param(params, "near", [10])
    near = rng.choice(rounds)
    value = rng.choice([n for n in range(near + 13, 3 * near + 88) if n % 10 not in (0, 9)])
    context, ask, unit, sign = rng.choice(_CHANGES)
    step = near - 1
    key = value + sign * step
    mark, back = ("+", "retirez 1") if sign > 0 else ("−", "ajoutez 1")
    round_one = value + sign * near
    return typeset(
        NumericContent(
            context=context.format(value, step),
            ask=ask,
            answer=str(key),
            unit=unit,
            wrong=distinct(key, _nine_slips(value, near, sign)),
            help=(
                f"Quel nombre rond est tout près de {step} ?",
                f"Comptez d'abord avec {near}. Puis corrigez de 1.",
            ),
            solution=(
                Step(text=f"{step}, c'est {near} moins 1."),
                Step(
                    text="Passez par le nombre rond.",
                    working=f"{value} {mark} {near}",
                    result=str(round_one),
                ),
                Step(text=f"Puis {back}.", result=_with(unit, key)),
            ),
            praise="Vous avez compté avec un nombre rond, puis corrigé.",
        )
    )


_HALVES = (
    ("{} choisit un pantalon à {} €, à moitié prix.", "Combien coûte-t-il maintenant ?", "€"),
    ("{} partage {} € en deux parts égales.", "Combien vaut une part ?", "€"),
    ("{} doit faire {} km. La moitié est faite.", "Combien de kilomètres sont faits ?", "km"),
    ("{} a {} g de farine. Il en faut la moitié.", "Combien de grammes faut-il ?", "g"),
    ("{} coupe {} cm de câble en deux parts égales.", "Combien mesure une part ?", "cm"),
)


def _half_slips(value: int) -> list[WrongNumber]:
    """The half without its odd ten: 70 -> 30, and with it rounded up: 70 -> 40."""
    tens = value // 10
    low = (tens - 1) * 5 + value % 10 // 2
    split = f"Séparez {value} en {(tens - 1) * 10} et {10 + value % 10}"
    return [
        wrong(
            low,
            "moitie-impair",
            f"{low} + {low} font {low * 2}. {split}, puis prenez chaque moitié.",
            "Vous avez bien commencé par les dizaines.",
        ),
        wrong(
            low + 10,
            "moitie-impair",
            f"{low + 10} + {low + 10} font {2 * low + 20}. {split}.",
        ),
    ]


@generator("maths.mental.moitie", version=2)
def half(rng: random.Random, params: Params) -> Content:
    """Half of a number whose tens are odd. ``high``: the greatest number of tens."""
    tens = rng.randrange(3, int_param(params, "high", 9) + 1, 2)
    value = tens * 10 + rng.choice((0, 2, 4, 6, 8) if params.get("units") else (0,))
    head, tail = (tens - 1) * 10, 10 + value % 10
    context, ask, unit = rng.choice(_HALVES)
    key = value // 2
    return typeset(
        NumericContent(
            context=context.format(rng.choice(PEOPLE), value),
            ask=ask,
            answer=str(key),
            unit=unit,
            wrong=distinct(key, _half_slips(value)),
            help=(
                f"Comment couper {value} en deux nombres faciles à partager ?",
                f"Séparez {value} en {head} et {tail}. Prenez la moitié de chacun.",
            ),
            solution=(
                Step(text=f"Séparez {value} en {head} et {tail}."),
                Step(
                    text="Prenez les deux moitiés.",
                    working=f"{head // 2} + {tail // 2}",
                    result=_with(unit, key),
                ),
                Step(text="Vérifiez.", working=f"{key} + {key} = {value}"),
            ),
            praise="Vous avez séparé le nombre avant de partager.",
        )
    )


_LOTS = ("chaises", "casques", "repas", "tickets", "paquets", "livres", "lampes")


def _split_slips(left: int, right: int) -> list[Choice]:
    """12 × 15 as 10 × 10 + 2 × 5, or one part left out."""
    tens, units = right // 10 * 10, right % 10
    partial = left // 10 * 10 * tens + left % 10 * units
    why = f"Gardez {left} entier : {left} × {tens}, puis {left} × {units}."
    kept = "Vous avez bien séparé les dizaines et les unités."
    return [
        Choice(text=number(partial), misconception="distributif", feedback=why, good=kept),
        Choice(
            text=number(left * tens + units),
            misconception="distributif",
            feedback=f"Le {units} se multiplie aussi par {left}. {why}",
            good=f"{left} × {tens} est juste.",
        ),
        Choice(
            text=number(left * tens),
            misconception="distributif",
            feedback=f"C'est {left} × {tens}. Il reste {left} × {units}.",
            good=f"{left} × {tens} est juste.",
        ),
    ]


@generator("maths.mental.produit", version=1)
def split_product(rng: random.Random, params: Params) -> Content:
    """A product of two numbers of two digits, told by splitting one of them."""

    def attempt() -> tuple[int, int, tuple[Choice, ...]] | None:
        left = rng.randint(12, 25)
        right = rng.choice((11, 12, 15, 21, 25, 31, 32))
        if left % 10 == 0 or left == right:
            return None
        slips = _split_slips(left, right)
        choices = pick_choices(rng, number(left * right), slips, 4)
        return (left, right, choices) if choices else None

    left, right, choices = draw_until(attempt)
    tens, units = right // 10 * 10, right % 10
    return typeset(
        McqContent(
            context=f"Vous commandez {right} {rng.choice(_LOTS)} à {left} € l'unité.",
            ask=f"Combien font {left} × {right} ?",
            choices=choices,
            help=(
                f"Comment séparer {right} en deux nombres faciles ?",
                f"Gardez {left} entier. Multipliez par {tens}, puis par {units}.",
            ),
            solution=(
                Step(text=f"Séparez {right} en {tens} et {units}. Gardez {left} entier."),
                Step(
                    text="Calculez les deux morceaux.",
                    working=f"{left} × {tens} = {left * tens} ; "
                    f"{left} × {units} = {left * units}",
                ),
                Step(
                    text="Additionnez.",
                    working=f"{left * tens} + {left * units}",
                    result=number(left * right),
                ),
            ),
            praise="Vous avez séparé un nombre et gardé l'autre entier.",
        )
    )


def _ways(value: int, near: int, up: bool) -> tuple[Choice, ...]:
    """The way by the round number, and those corrected badly or with the other sign."""
    mark, other = ("+", "−") if up else ("−", "+")
    back, more = other, mark

    def choice(text: str, feedback: str) -> Choice:
        return Choice(text=text, misconception="plus9", feedback=feedback)

    return (
        Choice(text=f"{value} {mark} {near} {back} 1", right=True),
        choice(
            f"{value} {mark} {near} {more} 1",
            f"{near - 1}, c'est {near} moins 1. "
            f"Avec {near}, on {'ajoute' if up else 'retire'} 1 de trop.",
        ),
        choice(
            f"{value} {mark} {near} {back} 9",
            f"De {near - 1} à {near}, il y a 1, pas 9.",
        ),
        Choice(
            text=f"{value} {other} {near} {back} 1",
            feedback=f"Ici, on {'ajoute' if up else 'retire'} {near - 1}. "
            f"Gardez le signe {mark}.",
        ),
    )


@generator("maths.mental.methode", version=1)
def method(rng: random.Random, params: Params) -> Content:
    """Which way leads to the result of a sum, a difference or a product."""
    value = rng.choice([n for n in range(23, 88) if n % 10 not in (0, 9)])
    near = rng.choice((10, 20, 30, 100))
    up = rng.random() < 0.5 or near == 100
    mark, back = ("+", "−") if up else ("−", "+")
    value += 0 if up else near
    calc = f"{value} {mark} {near - 1}"
    reached = value + near if up else value - near

    return typeset(
        McqContent(
            context=f"Vous voulez calculer {calc} de tête.",
            ask=f"Quel calcul donne le même résultat que {calc} ?",
            choices=_ways(value, near, up),
            help=(
                f"Quel nombre rond est près de {near - 1} ?",
                f"Avec {near}, avez-vous compté 1 de trop ou 1 de moins ?",
            ),
            solution=(
                Step(text=f"{near - 1}, c'est {near} moins 1."),
                Step(
                    text=f"Avec {near}, on {'ajoute' if up else 'retire'} 1 de trop.",
                    working=f"{value} {mark} {near} = {reached}",
                ),
                Step(
                    text="On corrige de 1.",
                    working=f"{reached} {back} 1",
                    result=str(value + near - 1 if up else value - near + 1),
                ),
            ),
            praise="Vous avez choisi un nombre rond, puis corrigé de 1.",
        )
    )
