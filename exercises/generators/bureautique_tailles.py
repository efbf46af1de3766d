"""Sizes of files: order Ko, Mo and Go, convert them, count what fits on a USB stick."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise

from exercises.content import Content, Step
from exercises.french import number
from exercises.generators import Params, generator
from exercises.types.numeric import NumericContent, WrongNumber
from exercises.types.order import OrderContent, WrongOrder

UNITS = ("Ko", "Mo", "Go")
PLACES = (
    "sur la clé USB",
    "dans le téléphone",
    "dans le dossier du stage",
    "sur le poste de l’accueil",
    "dans le dossier de logement",
    "sur l’ordinateur de l’atelier",
)
PEOPLE = ("Inès", "Mehdi", "Kévin", "Aïssatou", "Lucie", "Yanis", "Sonia", "Enzo", "Fatoumata")
FILES = (
    ("photos", "Chaque photo", (2, 4, 5, 8)),
    ("plans", "Chaque plan", (10, 20, 25)),
    ("vidéos", "Chaque vidéo", (40, 50, 100, 200)),
)
"""What is copied, how one of them is called, and usual sizes in Mo (divisors of 400)."""
RULE = "1\u00a0Go fait environ 1\u202f000\u00a0Mo."


def _size(value: int | Fraction, unit: str) -> str:
    return f"{number(value)}\u00a0{unit}"


def _order(
    context: str, right: list[str], wrong: list[WrongOrder], steps: list[Step]
) -> OrderContent:
    return OrderContent(
        ask="Rangez les fichiers du plus léger au plus lourd.",
        context=context,
        elements=tuple(right),
        first="le plus léger",
        last="le plus lourd",
        wrong=tuple(wrong),
        help=(
            "Les tailles ont-elles toutes la même unité\u00a0?",
            "Entre Ko, Mo et Go, laquelle est la plus petite\u00a0? Chacune fait environ "
            "1\u202f000 fois celle d’avant.",
        ),
        solution=tuple(steps),
        praise="Vous avez regardé l’unité avant le nombre.",
    )


@generator("bureautique.fichiers.ranger-tailles", version=1)
def rank_sizes(rng: random.Random, params: Params) -> Content:
    """Rank sizes from light to heavy.

    ``converti`` false: one size a unit, the unit decides; true: Mo and Go must be converted.
    """
    context = f"Vous regardez la taille des fichiers {rng.choice(PLACES)}."
    if params["converti"]:
        return _mixed(rng, context)
    # Usual sizes: the numbers often go down while the units go up.
    values = (rng.randint(90, 900), rng.randint(4, 800), rng.randint(2, 60))
    small, middle, large = (
        _size(value, unit) for value, unit in zip(values, UNITS, strict=True)
    )
    swapped = WrongOrder(
        elements=(small, large, middle),
        misconception="mo-go",
        feedback=f"{middle} et {large}\u00a0: regardez les unités. {RULE}",
        good=f"{small} est bien le plus léger.",
    )
    reverse = WrongOrder(
        elements=(large, middle, small),
        misconception="mo-go",
        feedback="Du plus petit au plus grand, les unités sont\u00a0: Ko, Mo, Go.",
    )
    steps = [
        Step(text="Du plus petit au plus grand, les unités sont\u00a0: Ko, Mo, Go."),
        Step(text="On range d’après l’unité.", result=f"{small}, {middle}, {large}"),
    ]
    return _order(context, [small, middle, large], [swapped, reverse], steps)


def _interleaved(rng: random.Random) -> list[tuple[Fraction, str]]:
    """Two sizes in Mo and two in Go, (Mo, text), sorted, that the unit alone does not rank."""
    while True:
        in_mo = [100 * tenth for tenth in rng.sample(range(11, 80), 2)]
        in_go = [Fraction(half, 2) for half in rng.sample(range(3, 16), 2)]
        sizes = [(Fraction(value), _size(value, "Mo")) for value in in_mo]
        sizes += [(1000 * value, _size(value, "Go")) for value in in_go]
        sizes.sort()
        # "About 1 000": sizes must stay apart whichever way a Go is counted.
        apart = all(low[0] * 23 < high[0] * 20 for low, high in pairwise(sizes))
        units = [text[-2:] for _, text in sizes]
        if apart and units not in (["Mo", "Mo", "Go", "Go"], ["Go", "Go", "Mo", "Mo"]):
            return sizes


def _mixed(rng: random.Random, context: str) -> Content:
    sizes = _interleaved(rng)
    right = [text for _, text in sizes]
    lightest = min(value for value, text in sizes if text.endswith("Mo"))
    mo = [text for text in right if text.endswith("Mo")]
    go = [text for text in right if text.endswith("Go")]
    said = f"{mo[0]}, c’est environ {_size(lightest / 1000, 'Go')}."
    wrong = [
        WrongOrder(
            elements=(*go, *mo),
            misconception="mo-go",
            feedback=f"{said} Le nombre seul ne suffit pas\u00a0: regardez l’unité.",
        ),
        WrongOrder(
            elements=(*mo, *go),
            misconception="mo-go",
            feedback=f"{said} Des Mo peuvent faire plus d’un Go\u00a0: mettez la même unité.",
        ),
    ]
    steps = [Step(text=f"On met tout en Mo. {RULE}")]
    steps += [
        Step(text=text, working=f"{number(value / 1000)} × 1\u202f000", result=result)
        for value, text in sizes
        if text.endswith("Go") and (result := _size(value, "Mo"))
    ]
    steps.append(Step(text="On range les nombres de Mo.", result=", ".join(right)))
    return _order(context, right, wrong, steps)


@generator("bureautique.fichiers.combien-sur-la-cle", version=1)
def fits_on_stick(rng: random.Random, params: Params) -> Content:
    """How many files of some Mo fit on an empty stick of some Go. No parameter."""
    name, each, usual = rng.choice(FILES)
    size, stick = rng.choice(usual), rng.choice((4, 8, 16, 32, 64))
    total = 1000 * stick
    count = total // size
    wrong = [
        WrongNumber(
            value=str(100 * stick // size),
            misconception="mo-go",
            feedback=f"Vous comptez 100\u00a0Mo dans 1\u00a0Go. {RULE}",
            good="La division est bien la bonne opération.",
        )
    ]
    if stick >= size and stick % size == 0:
        wrong.append(
            WrongNumber(
                value=str(stick // size),
                misconception="mo-go",
                feedback=f"{stick} est en Go, {size} est en Mo. Mettez la même unité. {RULE}",
                good="La division est bien la bonne opération.",
            )
        )
    return NumericContent(
        ask=f"Combien de {name} tiennent sur la clé, au plus\u00a0?",
        context=f"{rng.choice(PEOPLE)} a une clé USB vide de {_size(stick, 'Go')}. "
        f"{each} fait {_size(size, 'Mo')}. On compte 1\u00a0Go = 1\u202f000\u00a0Mo.",
        answer=str(count),
        unit=name,
        wrong=tuple(wrong),
        help=(
            "Les deux tailles ont-elles la même unité\u00a0?",
            f"Combien de Mo y a-t-il sur la clé\u00a0? {each} en prend {size}.",
        ),
        solution=(
            Step(
                text="On met la clé en Mo.",
                working=f"{stick} × 1\u202f000",
                result=_size(total, "Mo"),
            ),
            Step(
                text=f"{each} prend {_size(size, 'Mo')}.",
                working=f"{number(total)} ÷ {size}",
                result=f"{number(count)} {name}",
            ),
        ),
        praise="Vous avez mis la même unité avant de diviser.",
    )
