"""Whole numbers: the signs < and >, the smallest of a list, the number just before or after."""

from __future__ import annotations

import random
from itertools import pairwise

from exercises.content import Choice, Content, Step
from exercises.french import number
from exercises.generators import Params, generator
from exercises.generators.maths_common import (
    distinct,
    draw_until,
    int_param,
    typeset,
    word_param,
    wrong,
)
from exercises.generators.maths_comparison import cheapest_first, explain, sign, tempting_pair
from exercises.types.dropdown import DropdownContent, Gap
from exercises.types.mcq import McqContent
from exercises.types.numeric import NumericContent

_SMALL_PAIRS = (
    "Vous comparez les stocks de plusieurs magasins.",
    "Vous comparez des factures d'électricité, en euros.",
    "Vous comparez des numéros de dossier.",
    "Vous comparez le poids de plusieurs livraisons, en kg.",
    "Vous comparez des trajets de livraison, en km.",
)
_LARGE_PAIRS = (
    "Vous comparez les compteurs de plusieurs camions, en km.",
    "Vous comparez les stocks de plusieurs entrepôts.",
    "Vous comparez des numéros de dossier.",
    "Vous comparez les ventes de plusieurs magasins, en euros.",
    "Vous comparez le nombre de visiteurs de plusieurs sites.",
)


def _gap(left: int, right: int) -> Gap:
    """The choices < > = between two different numbers, with what each wrong one shows."""
    key = sign(left, right)
    other = ">" if key == "<" else "<"
    why = explain(left, right)
    longer = len(str(left)) != len(str(right))
    points = f"La pointe du signe montre le plus petit nombre. {why}"
    return Gap(
        shuffle=False,
        choices=tuple(
            Choice(text=text, right=True)
            if text == key
            else Choice(
                text=text,
                misconception=("premier-chiffre" if longer else "signe")
                if text == other
                else None,
                feedback=points
                if text == other
                else f"Le signe = veut dire « pareil ». Ici, les deux nombres diffèrent. {why}",
            )
            for text in ("<", ">", "=")
        ),
    )


def _same_length_pair(rng: random.Random, digits: int) -> tuple[int, int]:
    """Two numbers made of the same digits in another order: 3 742 and 3 724."""

    def attempt() -> tuple[int, int] | None:
        drawn = rng.sample(range(1, 10), digits)
        place = rng.randrange(1, digits) if digits > 2 else 1
        other = drawn.copy()
        other[place - 1], other[place] = other[place], other[place - 1]
        left, right = (int("".join(map(str, part))) for part in (drawn, other))
        return (left, right) if left != right else None

    return draw_until(attempt)


@generator("maths.entiers.signe", version=2)
def choose_sign(rng: random.Random, params: Params) -> Content:
    """Two comparisons to complete with < or >. ``digits``: 3 to 6."""
    digits = int_param(params, "digits", 3)
    pairs = [_same_length_pair(rng, digits), tempting_pair(rng, digits)]
    rng.shuffle(pairs)
    shown = [(number(left), number(right)) for left, right in pairs]
    return typeset(
        DropdownContent(
            context=rng.choice(_LARGE_PAIRS if digits > 3 else _SMALL_PAIRS),
            ask="Complétez chaque comparaison avec le bon signe.",
            text=" et ".join(f"{a} [{i}] {b}" for i, (a, b) in enumerate(shown, start=1)),
            gaps=tuple(_gap(left, right) for left, right in pairs),
            help=(
                "Combien de chiffres a chaque nombre ?",
                "Même longueur ? Comparez chiffre par chiffre, en partant de la gauche.",
                "La pointe du signe est du côté du plus petit nombre.",
            ),
            solution=tuple(
                Step(text=explain(left, right), result=f"{a} {sign(left, right)} {b}")
                for (left, right), (a, b) in zip(pairs, shown, strict=True)
            ),
            praise="Vous avez regardé la longueur, puis les chiffres depuis la gauche.",
        )
    )


_CHEAPEST = (
    ("Vous comparez des devis de peinture.", "Quel devis est le moins cher ?", " €"),
    ("Vous comparez des factures.", "Quelle facture est la plus basse ?", " €"),
    ("Vous comparez les stocks de magasins.", "Quel stock est le plus petit ?", ""),
)
_CHEAPEST_SMALL = (
    *_CHEAPEST,
    ("Vous pesez des colis.", "Quel colis est le plus léger ?", " g"),
    ("Vous cherchez un scooter d'occasion.", "Quel scooter est le moins cher ?", " €"),
)
_CHEAPEST_LARGE = (
    *_CHEAPEST,
    (
        "Vous cherchez une voiture d'occasion.",
        "Quelle voiture a le moins de kilomètres ?",
        " km",
    ),
    ("Vous comparez des camions d'occasion.", "Quel camion est le moins cher ?", " €"),
)


def _smallest_choices(shown: list[str], count: str) -> tuple[Choice, ...]:
    """Four increasing numbers: the key, two that start lower, the biggest."""
    first = "Le premier chiffre ne suffit pas. "
    return (
        Choice(text=shown[0], right=True),
        *(
            Choice(text=text, misconception="premier-chiffre", feedback=first + count)
            for text in shown[1:3]
        ),
        Choice(
            text=shown[3],
            misconception="decroissant",
            feedback=f"{shown[3]}, c'est le plus grand des quatre nombres. "
            "On cherche le plus petit.",
            good="Vous avez bien comparé les quatre nombres.",
        ),
    )


@generator("maths.entiers.plus-petit", version=2)
def smallest(rng: random.Random, params: Params) -> Content:
    """The smallest of four; the shortest number starts with the biggest digit."""
    digits = int_param(params, "digits", 3)
    context, ask, unit = rng.choice(_CHEAPEST_LARGE if digits > 3 else _CHEAPEST_SMALL)
    shown = [f"{number(value)}{unit}" for value in cheapest_first(rng, digits)]
    count = f"{shown[0]} a {digits} chiffres. Les autres nombres en ont {digits + 1}."
    return typeset(
        McqContent(
            context=context,
            ask=ask,
            choices=_smallest_choices(shown, count),
            help=(
                "Combien de chiffres a chaque nombre ?",
                "Un nombre qui a moins de chiffres est plus petit.",
            ),
            solution=(
                Step(text="Comptez les chiffres de chaque nombre."),
                Step(text=count, result=shown[0]),
            ),
            praise="Vous avez compté les chiffres avant de comparer.",
        )
    )


_NEIGHBOURS = (
    "Vous classez les dossiers. Vous tenez le dossier {n}.",
    "Vous posez des étiquettes. La dernière porte le numéro {n}.",
    "Vous remplissez une facture. La dernière facture porte le numéro {n}.",
    "Vous rangez des cartons numérotés. Vous tenez le carton {n}.",
)
_NEIGHBOURS_SMALL = (
    *_NEIGHBOURS,
    "Au vestiaire, vous êtes devant le casier {n}.",
    "Au guichet, l'écran affiche le numéro {n}.",
)


def _near_round(rng: random.Random, digits: int, after: bool) -> int:
    """A number whose neighbour changes several digits: 1 099 before 1 100."""
    step: int = rng.choice([10**power for power in range(1, digits)])
    base = step * rng.randrange(10 ** (digits - 1) // step + 1, 10**digits // step)
    return base - 1 if after else base


@generator("maths.entiers.voisin", version=1)
def neighbour(rng: random.Random, params: Params) -> Content:
    """The number just before or just after, across a ten. ``digits``: 3 to 5."""
    digits = int_param(params, "digits", 4)
    after = rng.random() < 0.5
    value = _near_round(rng, digits, after)
    answer, opposite = (value + 1, value - 1) if after else (value - 1, value + 1)
    word = "après" if after else "avant"
    action = "ajoutez 1" if after else "retirez 1"
    said = (
        f"{number(opposite)} vient juste {'avant' if after else 'après'} {number(value)}. "
        f"Pour le numéro juste {word}, {action}."
    )
    return typeset(
        NumericContent(
            context=rng.choice(_NEIGHBOURS if digits > 3 else _NEIGHBOURS_SMALL).format(
                n=number(value)
            ),
            ask=f"Quel numéro vient juste {word} {number(value)} ?",
            answer=str(answer),
            wrong=distinct(answer, [wrong(opposite, "decroissant", said)]),
            help=(
                f"« Juste {word} » : le numéro est-il plus grand ou plus petit ?",
                f"Pour le numéro juste {word}, {action}.",
            ),
            solution=(
                Step(
                    text=f"« Juste {word} » veut dire : {action}.",
                    working=f"{number(value)} {'+' if after else '−'} 1",
                    result=number(answer),
                ),
            ),
            praise="Vous avez bien changé tous les chiffres de la fin.",
        )
    )


_PLACES = (
    ("Votre casier porte le numéro {n}.", "Dans quelle zone est votre casier ?", "Zone"),
    ("Vous rangez le dossier {n}.", "Dans quelle armoire va ce dossier ?", "Armoire"),
    ("Vous déchargez la palette {n}.", "À quel quai va cette palette ?", "Quai"),
    ("Le carton porte le code {n}.", "Dans quelle allée va ce carton ?", "Allée"),
    ("Votre ticket porte le numéro {n}.", "À quel guichet allez-vous ?", "Guichet"),
)


def _draw_interval(rng: random.Random, unit: int) -> tuple[list[tuple[int, int]], int, int]:
    """Four ranges (first and last number), a number, and the place of its range."""
    limits = [1, 2 * unit // 10, unit, 2 * unit, 10 * unit]
    bounds = [(low, high - 1) for low, high in pairwise(limits)]
    # The number is short and starts with a big digit, or long and starts with 1.
    if rng.random() < 0.5:
        return bounds, rng.randint(2, 8) * unit // 10 + rng.randint(1, unit // 10 - 1), 1
    return bounds, unit + rng.randint(unit // 10, unit - 2), 2


def _outside(value: int, low: int, high: int) -> str:
    """Why ``value`` does not lie between ``low`` and ``high``."""
    if value > high:
        return f"{explain(high, value)} Continuez plus loin dans la liste."
    return f"{explain(value, low)} Remontez dans la liste."


@generator("maths.entiers.intervalle", version=2)
def interval(rng: random.Random, params: Params) -> Content:
    """Between which bounds a number lies. ``level``: court (3 digits), long (4 digits)."""
    level = word_param(params, "level", ("court", "long"))
    bounds, value, place = _draw_interval(rng, 100 if level == "court" else 1000)
    context, ask, noun = rng.choice(_PLACES)
    ranges = [
        f"{noun} {letter} : de {number(low)} à {number(high)}"
        for letter, (low, high) in zip("ABCD", bounds, strict=True)
    ]
    # By first digits alone, 1 530 lies between 1 and 199, and 333 between 2 000 and 9 999.
    tempting = 3 if place == 1 else 0
    choices = [
        Choice(
            text=text,
            misconception="premier-chiffre" if index == tempting else None,
            feedback=_outside(value, *bounds[index]),
        )
        for index, text in enumerate(ranges)
        if index != place
    ]
    choices.insert(place, Choice(text=ranges[place], right=True))
    why = f"{number(bounds[place][0])} < {number(value)} < {number(bounds[place][1])}"
    return typeset(
        McqContent(
            context=context.format(n=number(value)),
            ask=ask,
            shuffle=False,
            choices=tuple(choices),
            help=(
                f"Combien de chiffres a {number(value)} ?",
                "Le numéro est entre le premier et le dernier nombre de la ligne.",
            ),
            solution=(
                Step(text="Cherchez un nombre plus petit et un nombre plus grand."),
                Step(text="Le numéro est entre les deux.", working=why, result=ranges[place]),
            ),
            praise="Vous avez comparé le numéro au début et à la fin de la ligne.",
        )
    )
