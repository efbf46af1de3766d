"""Numbers to place, or to read, on a graduated line."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from exercises.content import Content, Step
from exercises.french import number
from exercises.generators import Params, generator
from exercises.generators.maths_common import exact, int_param, typeset, wrong
from exercises.generators.maths_words import counted
from exercises.types.numberline import NumberlineContent
from exercises.types.numeric import WrongNumber

_TENTHS = 10


@dataclass(frozen=True)
class _Scale:
    """What a line of tenths measures: the context to read it, the context to place on it."""

    reading: str
    placing: str
    lowest: int
    highest: int


_SCALES = (
    _Scale("La flèche montre le poids d’un sac, en kilos.", "Un sac pèse {} kg.", 1, 8),
    _Scale("La flèche montre une longueur, en mètres.", "Un câble mesure {} m.", 1, 8),
    _Scale("La flèche montre un trajet, en kilomètres.", "Un trajet fait {} km.", 2, 14),
    _Scale("La flèche montre un volume, en litres.", "Un bidon contient {} L.", 1, 8),
    _Scale("La flèche montre une température, en degrés.", "Il fait {} °C.", 11, 29),
)


def _tenths(rng: random.Random) -> tuple[_Scale, int, int]:
    """A scale, its first whole number, and a tenth that is not a half nor an end."""
    scale = rng.choice(_SCALES)
    return scale, rng.randint(scale.lowest, scale.highest), rng.choice([2, 3, 4, 6, 7, 8])


_TENTH_STEPS = "Entre deux nombres entiers, il y a 10 écarts. Un écart vaut 0,1."


@generator("maths.droite.lire-dixiemes", version=2)
def read_tenths(rng: random.Random, params: Params) -> Content:
    """A decimal with one digit after the comma, to read on a line of tenths."""
    scale, whole, tenths = _tenths(rng)
    value = whole + Fraction(tenths, _TENTHS)
    shown = number(value)
    return typeset(
        NumberlineContent(
            ask="Quel nombre montre la flèche ?",
            context=scale.reading,
            start=str(whole),
            stop=str(whole + 1),
            step="0.1",
            read=True,
            answer=exact(value),
            wrong=(
                wrong(
                    whole + Fraction(tenths, 100),
                    "centimes",
                    f"Il y a 10 écarts de {whole} à {whole + 1} : un écart vaut 0,1, pas 0,01.",
                    f"Vous avez bien compté {tenths} écarts après {whole}.",
                ),
                WrongNumber(
                    value=str(whole + tenths),
                    feedback=f"La flèche est entre {whole} et {whole + 1}. "
                    "Chaque écart vaut 0,1.",
                    good=f"Vous avez bien compté {tenths} écarts.",
                ),
            ),
            help=(
                "Entre quels nombres entiers est la flèche ?",
                "Combien d’écarts y a-t-il entre ces deux nombres ? Combien vaut un écart ?",
            ),
            solution=(
                Step(text=_TENTH_STEPS),
                Step(
                    text=f"Après {whole}, on compte {tenths} écarts.",
                    working=f"{whole} + {tenths} × 0,1",
                    result=shown,
                ),
            ),
            praise="Vous avez cherché combien vaut un écart.",
        )
    )


@generator("maths.droite.placer-dixiemes", version=3)
def place_tenths(rng: random.Random, params: Params) -> Content:
    """A decimal to place on a line of tenths over two wholes. ``zero``: written with a zero."""
    scale, whole, tenths = _tenths(rng)
    zero = "0" if int_param(params, "zero", 0) else ""
    shown = f"{whole},{tenths}{zero}"
    value = whole + Fraction(tenths, _TENTHS)
    far = _hundredth(whole, tenths) if not zero else _written_zero(whole, tenths)
    return typeset(
        NumberlineContent(
            ask=f"Placez {shown} sur la droite.",
            context=scale.placing.format(shown),
            start=str(whole),
            stop=str(whole + 2),
            step="0.1",
            labels=(str(whole), str(whole + 1), str(whole + 2)),
            answer=exact(value),
            wrong=(far, _after_next(whole, tenths)),
            help=(
                f"Entre quels nombres entiers est {shown} ?",
                "Combien vaut l’écart entre deux traits ?",
            ),
            solution=(
                Step(text=_TENTH_STEPS),
                Step(
                    text=f"{shown}, c’est {whole} et {counted(tenths, 'dixième')}.",
                    result=f"{counted(tenths, 'trait')} après {whole}",
                ),
            ),
            praise="Vous avez compté les dixièmes après la virgule.",
        )
    )


def _hundredth(whole: int, tenths: int) -> WrongNumber:
    return wrong(
        Fraction(whole),
        "centimes",
        f"{whole},{tenths} est plus loin : le chiffre {tenths} compte des dixièmes.",
        f"Vous partez bien de {whole}.",
    )


def _written_zero(whole: int, tenths: int) -> WrongNumber:
    return wrong(
        whole + Fraction(tenths + 1, _TENTHS),
        "zeros-inutiles",
        f"{whole},{tenths}0 = {whole},{tenths}. Le zéro à la fin ne change rien.",
        f"Vous partez bien de {whole}.",
    )


def _after_next(whole: int, tenths: int) -> WrongNumber:
    return WrongNumber(
        value=exact(whole + 1 + Fraction(tenths, _TENTHS)),
        feedback=f"Avant la virgule, on lit {whole} : partez de {whole}, pas de {whole + 1}.",
        good=f"Vous avez bien compté {counted(tenths, 'dixième')}.",
    )


@generator("maths.droite.placer-centiemes", version=3)
def place_hundredths(rng: random.Random, params: Params) -> Content:
    """A decimal with two digits after the comma, to place between two neighbouring tenths."""
    whole, tenths, hundredths = (
        rng.randint(1, 9),
        rng.randint(1, 8),
        rng.choice([2, 3, 4, 6, 7]),
    )
    low = whole + Fraction(tenths, _TENTHS)
    value = low + Fraction(hundredths, 100)
    ends = f"{number(low)} et {number(low + Fraction(1, 10))}"
    high = low + Fraction(1, _TENTHS)
    return typeset(
        NumberlineContent(
            ask=f"Placez {number(value)} sur la droite.",
            context=f"La droite va de {number(low)} à {number(high)}.",
            start=exact(low),
            stop=exact(high),
            step="0.01",
            answer=exact(value),
            wrong=(
                wrong(
                    high,
                    "rien-entre",
                    f"Entre {ends}, il y a de la place : 10 centièmes.",
                ),
                wrong(
                    low,
                    "rien-entre",
                    f"{number(value)} est plus grand que {number(low)} : comparez "
                    f"{tenths}{hundredths} et {tenths}0 centièmes.",
                ),
            ),
            help=(
                f"Écrivez {ends} avec deux chiffres après la virgule.",
                "Combien vaut l’écart entre deux traits ?",
            ),
            solution=(
                Step(
                    text="On ajoute un zéro.", working=f"{number(low, 2)} et {number(high, 2)}"
                ),
                Step(
                    text="Un écart vaut 0,01. On compte depuis le premier trait.",
                    result=f"{counted(hundredths, 'trait')} après {number(low)}",
                ),
            ),
            praise="Vous avez écrit tous les nombres avec deux chiffres.",
        )
    )


# First label, distance between labels.
_WHOLES = ((0, 100), (200, 100), (600, 100), (0, 1000), (3000, 1000), (7000, 1000))


@generator("maths.droite.entiers", version=2)
def place_whole(rng: random.Random, params: Params) -> Content:
    """A whole number on a line. ``read``: 1 to read it, 0 to place it; ``gaps``: 10 or 5."""
    first, gap = rng.choice(_WHOLES)
    count = int_param(params, "gaps", 10)
    step = gap // count
    ticks = rng.choice([n for n in range(2, 2 * count) if n not in (count, count - 1)])
    value, middle = first + ticks * step, first + gap
    read = bool(int_param(params, "read", 0))
    start = first if value < middle else middle
    after = (value - start) // step
    shown = number(value)
    return typeset(
        NumberlineContent(
            ask="Quel nombre montre la flèche ?" if read else f"Placez {shown} sur la droite.",
            start=str(first),
            stop=str(first + 2 * gap),
            step=str(step),
            labels=tuple(str(first + n * gap) for n in range(3)),
            read=read,
            answer=str(value),
            wrong=tuple(_one_by_one(start, after, step) if read else _next(value, step)),
            help=(
                "Quels nombres écrits sont juste avant et juste après ?",
                f"Comptez les écarts de {number(start)} à {number(start + gap)}.",
            ),
            solution=(
                Step(
                    text=f"De {number(start)} à {number(start + gap)}, il y a {count} écarts.",
                    working=f"{number(gap)} ÷ {count}",
                    result=number(step),
                ),
                Step(
                    text=f"On compte par {number(step)} depuis {number(start)}.",
                    result=shown
                    if read
                    else f"{counted(after, 'trait')} après {number(start)}",
                ),
            ),
            praise="Vous avez cherché combien vaut un écart.",
        )
    )


def _one_by_one(start: int, after: int, step: int) -> Iterable[WrongNumber]:
    yield WrongNumber(
        value=str(start + after),
        feedback=f"Un écart vaut {number(step)}, pas 1. Comptez par {number(step)}.",
        good=f"Vous partez bien de {number(start)}.",
    )


def _next(value: int, step: int) -> Iterable[WrongNumber]:
    for other in (value - step, value + step):
        yield WrongNumber(
            value=str(other),
            feedback=f"Votre repère est un trait à côté, sur {number(other)}. Recomptez.",
            good="Vous êtes tout près.",
        )


_COUNTED = (
    "Le stock compte {} vis.",
    "Le compteur du camion marque {} km.",
    "La facture est de {} €.",
)


@generator("maths.droite.arrondir", version=1)
def place_rounded(rng: random.Random, params: Params) -> Content:
    """The ten or the hundred nearest to a number, to place. ``rank``: 10 or 100."""
    rank = int_param(params, "rank", 10)
    low = rng.randint(2, 8) * rank * 10
    value = low + rng.choice(
        [
            n
            for n in range(rank, rank * 9)
            if n % rank * 2 != rank and n % rank and n // rank != 4
        ]
    )
    under = value // rank * rank
    up = (value - under) * 2 > rank
    key, other = (under + rank, under) if up else (under, under + rank)
    far = low + (rank * 10 if value - low > rank * 5 else 0)
    named = "dizaine" if rank == 10 else "centaine"
    ends = f"{number(under)} et {number(under + rank)}"
    cut = "Vous avez coupé le nombre. " if up else ""
    return typeset(
        NumberlineContent(
            ask=f"Placez l'arrondi de {number(value)} à la {named}.",
            context=rng.choice(_COUNTED).format(number(value)),
            start=str(low),
            stop=str(low + rank * 10),
            step=str(rank),
            labels=(str(low), str(low + rank * 5), str(low + rank * 10)),
            answer=str(key),
            wrong=(
                WrongNumber(
                    value=str(other),
                    misconception="troncature" if up else None,
                    feedback=f"{cut}De {ends}, lequel est le plus près de {number(value)} ?",
                    good=f"{number(value)} est bien entre {ends}.",
                ),
                wrong(
                    far,
                    "rang",
                    f"C'est trop loin de {number(value)}. On arrondit à la {named} : "
                    f"un écart vaut {rank}.",
                ),
            ),
            help=(
                "Combien vaut l'écart entre deux traits ?",
                f"Entre quels traits est {number(value)} ?",
                "Lequel des deux traits est le plus près ?",
            ),
            solution=(
                Step(text=f"{number(value)} est entre {ends}."),
                Step(text="On prend le trait le plus près.", result=number(key)),
            ),
            praise="Vous avez cherché le trait le plus près.",
        )
    )
