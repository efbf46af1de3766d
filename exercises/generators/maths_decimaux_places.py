"""Decimal numbers and their places: tens, units, tenths, hundredths."""

from __future__ import annotations

import random
from fractions import Fraction

from exercises.content import Choice, Content, Step
from exercises.french import join_list, number
from exercises.generators import Params, generator
from exercises.generators.maths_common import (
    PEOPLE,
    distinct,
    exact,
    typeset,
    word_param,
    wrong,
)
from exercises.types.dropdown import DropdownContent, Gap
from exercises.types.numeric import NumericContent, WrongNumber

_PLACES = {
    "centaines": Fraction(100),
    "dizaines": Fraction(10),
    "unités": Fraction(1),
    "dixièmes": Fraction(1, 10),
    "centièmes": Fraction(1, 100),
}
_MIRROR = {
    "dizaines": "dixièmes",
    "dixièmes": "dizaines",
    "centaines": "centièmes",
    "centièmes": "centaines",
}
_WHERE = {
    "centaines": "à la troisième place avant la virgule",
    "dizaines": "à la deuxième place avant la virgule",
    "dixièmes": "juste après la virgule",
    "centièmes": "à la deuxième place après la virgule",
}
_MEASURES = (
    "La facture est de {n} €.",
    "La balance affiche {n} kg.",
    "Le trajet fait {n} km.",
    "La palette pèse {n} kg.",
    "Le terrain mesure {n} m de long.",
)


def _value(digits: dict[str, int]) -> Fraction:
    """The number made of these digits, by the name of their place."""
    return sum((digit * _PLACES[name] for name, digit in digits.items()), Fraction(0))


def _place_wrongs(digits: dict[str, int], asked: str) -> list[WrongNumber]:
    """The place that sounds alike, and the other place after the comma."""
    other = _MIRROR[asked]
    side = "après" if _PLACES[asked] < 1 else "avant"
    said = f"{digits[other]} est le chiffre des {other}. Les {asked} sont {side} la virgule."
    wrongs = [wrong(digits[other], "dizaine-dixieme", said)]
    if side == "après":
        near = "centièmes" if asked == "dixièmes" else "dixièmes"
        place = f"{digits[near]} est le chiffre des {near}. Les {asked} sont {_WHERE[asked]}."
        good = "Vous avez bien regardé après la virgule."
        wrongs.append(wrong(digits[near], "centimes", place, good))
    return wrongs


@generator("maths.decimaux.chiffre-du-rang", version=2)
def digit_of_place(rng: random.Random, params: Params) -> Content:
    """The digit of a place. ``places``: deux (tens, tenths), quatre (hundreds too)."""
    four = word_param(params, "places", ("deux", "quatre")) == "quatre"
    names = [*_PLACES] if four else [*_PLACES][1:]
    digits = dict(zip(names, rng.sample(range(1, 10), len(names)), strict=True))
    value = _value(digits)
    asked = rng.choice([*_MIRROR] if four else ["dizaines", "dixièmes", "dixièmes"])
    after = _PLACES[asked] < 1
    return typeset(
        NumericContent(
            context=rng.choice(_MEASURES).format(n=number(value)),
            ask=f"Quel est le chiffre des {asked} dans {number(value)} ?",
            answer=str(digits[asked]),
            wrong=distinct(digits[asked], _place_wrongs(digits, asked)),
            help=(
                f"Les {asked} sont-{'ils' if after else 'elles'} avant ou après la virgule ?",
                "Repérez les unités : c'est le chiffre juste avant la virgule.",
            ),
            solution=(
                Step(text="Nommez les places de gauche à droite.", working=join_list(names)),
                Step(
                    text=f"Les {asked} sont {_WHERE[asked]}.",
                    working=number(value),
                    result=str(digits[asked]),
                ),
            ),
            praise="Vous avez nommé les places à partir de la virgule.",
        )
    )


def _assembly_wrongs(digits: dict[str, int], spoken: list[str], low: str) -> list[WrongNumber]:
    """Tens and tenths exchanged, tenths and hundredths exchanged, digits side by side."""
    key, ten, small = _value(digits), digits["dizaines"], digits[low]
    both = (
        f"{ten} dizaines, c'est {ten * 10}, avant la virgule. "
        f"{small} {low}, c'est {number(small * _PLACES[low])}, après la virgule."
    )
    place = f"{small} {low}, c'est {number(small * _PLACES[low])}. Regardez après la virgule."
    near = "centièmes" if low == "dixièmes" else "dixièmes"
    exchanged = key + ten * (_PLACES["dixièmes"] - _PLACES["dizaines"])
    if low == "dixièmes":
        exchanged += small * (_PLACES["dizaines"] - _PLACES["dixièmes"])
    moved = key + small * (_PLACES[near] - _PLACES[low])
    side_by_side = int("".join(piece.split()[0] for piece in spoken))
    return [
        wrong(exchanged, "dizaine-dixieme", both),
        wrong(moved, "centimes", place, "La partie avant la virgule est bonne."),
        wrong(side_by_side, "dizaine-dixieme", both),
    ]


@generator("maths.decimaux.assembler", version=1)
def assemble(rng: random.Random, params: Params) -> Content:
    """A number given by its pieces, in any order: "3 dixièmes et 4 dizaines"."""
    del params
    low = rng.choice(("dixièmes", "dixièmes", "centièmes"))
    names = ["dizaines", *rng.choice(((), ("unités",))), low]
    digits = dict(zip(names, rng.sample(range(2, 10), len(names)), strict=True))
    key = _value(digits)
    spoken = [f"{digit} {name}" for name, digit in digits.items()]
    values = [number(digit * _PLACES[name]) for name, digit in digits.items()]
    pieces = [
        Step(text=f"Écrivez {piece}.", result=shown)
        for piece, shown in zip(spoken, values, strict=True)
    ]
    rng.shuffle(spoken)
    return typeset(
        NumericContent(
            context=f"{rng.choice(PEOPLE)} décrit un nombre, morceau par morceau.",
            ask=f"Écrivez le nombre : {join_list(spoken)}.",
            answer=exact(key),
            wrong=distinct(key, _assembly_wrongs(digits, spoken, low)),
            help=(
                "Quels morceaux vont avant la virgule ?",
                "Dizaines : avant la virgule. Dixièmes, centièmes : après.",
                "Mettez un zéro à chaque place vide.",
            ),
            solution=(
                *pieces,
                Step(
                    text="Réunissez les morceaux.",
                    working=" + ".join(values),
                    result=number(key),
                ),
            ),
            praise="Vous avez donné sa place à chaque morceau.",
        )
    )


_PAIRS_READ = (
    "{who} relève deux compteurs d’eau, en m³.",
    "{who} pèse deux colis, en kg.",
    "{who} mesure deux planches, en m.",
    "{who} remplit deux cuves, en litres.",
    "{who} note deux distances, en km.",
)
_AFTER = {1: "dixièmes", 2: "centièmes"}


def _gap(shown: str, digit: int, places: int) -> Gap:
    """The names a digit after the comma may be given."""
    right = _AFTER[places]
    near = _AFTER[3 - places]
    where = "juste après la virgule" if places == 1 else "à la deuxième place après la virgule"
    return Gap(
        shuffle=False,
        choices=(
            Choice(
                text="dizaines",
                misconception="dizaine-dixieme",
                feedback=f"Les dizaines s'écrivent avant la virgule. Dans {shown}, "
                f"le {digit} vient après.",
            ),
            *(
                Choice(text=name, right=True)
                if name == right
                else Choice(
                    text=name,
                    misconception="centimes",
                    feedback=f"Dans {shown}, le {digit} est {where}.",
                    good="Le chiffre est bien après la virgule.",
                )
                for name in sorted((right, near), key=list(_AFTER.values()).index)
            ),
        ),
    )


_STEPS = {
    1: "Première place après la virgule : les dixièmes.",
    2: "Deuxième place après la virgule : les centièmes.",
}


@generator("maths.decimaux.lire", version=2)
def name_places(rng: random.Random, params: Params) -> Content:
    """Two numbers to read: "4,07, c'est 4 unités et 7 […]"."""
    del params
    wholes, digits = rng.sample(range(2, 40), 2), rng.sample(range(2, 10), 2)
    places = rng.choice(((1, 2), (2, 1)))
    read = [
        (f"{whole},{'0' * (place - 1)}{digit}", whole, digit, place)
        for whole, digit, place in zip(wholes, digits, places, strict=True)
    ]
    return typeset(
        DropdownContent(
            context=rng.choice(_PAIRS_READ).format(who=rng.choice(PEOPLE)),
            ask="Complétez la lecture des deux nombres.",
            text=" ".join(
                f"{shown}, c'est {whole} unités et {digit} [{index}]."
                for index, (shown, whole, digit, _) in enumerate(read, start=1)
            ),
            gaps=tuple(_gap(shown, digit, place) for shown, _, digit, place in read),
            help=(
                "À quelle place est le chiffre, après la virgule ?",
                "Première place : les dixièmes. Deuxième place : les centièmes.",
            ),
            solution=tuple(
                Step(
                    text=_STEPS[place],
                    working=shown,
                    result=f"{whole} unités et {digit} {_AFTER[place]}",
                )
                for shown, whole, digit, place in read
            ),
            praise="Vous avez compté les places après la virgule.",
        )
    )
