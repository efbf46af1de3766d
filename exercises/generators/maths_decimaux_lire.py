"""Decimal numbers read as units, tenths and hundredths."""

from __future__ import annotations

import random

from exercises.content import Choice, Content, Step
from exercises.generators import Params, generator
from exercises.generators.maths_common import PEOPLE, typeset
from exercises.types.dropdown import DropdownContent, Gap

_CONTEXTS = (
    "{who} relève deux températures, en degrés.",
    "{who} pèse deux colis, en kg.",
    "{who} mesure deux planches, en m.",
    "{who} remplit deux cuves, en litres.",
    "{who} note deux distances, en km.",
)
_NAMES = {1: "dixièmes", 2: "centièmes"}


def _gap(shown: str, digit: int, places: int) -> Gap:
    """The names a digit after the comma may be given."""
    right = _NAMES[places]
    near = _NAMES[3 - places]
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
                for name in sorted((right, near), key=list(_NAMES.values()).index)
            ),
        ),
    )


@generator("maths.decimaux.lire", version=1)
def name_places(rng: random.Random, params: Params) -> Content:
    """Two numbers to read: "4,07, c'est 4 unités et 7 […]"."""
    del params
    wholes = rng.sample(range(2, 40), 2)
    digits = rng.sample(range(2, 10), 2)
    places = rng.choice(((1, 2), (2, 1)))
    shown = [
        f"{whole},{'0' * (place - 1)}{digit}"
        for whole, digit, place in zip(wholes, digits, places, strict=True)
    ]
    return typeset(
        DropdownContent(
            context=rng.choice(_CONTEXTS).format(who=rng.choice(PEOPLE)),
            ask="Complétez la lecture des deux nombres.",
            text=" ".join(
                f"{number}, c'est {whole} unités et {digit} [{index}]."
                for index, (number, whole, digit) in enumerate(
                    zip(shown, wholes, digits, strict=True), start=1
                )
            ),
            gaps=tuple(
                _gap(number, digit, place)
                for number, digit, place in zip(shown, digits, places, strict=True)
            ),
            help=(
                "À quelle place est le chiffre, après la virgule ?",
                "Première place : les dixièmes. Deuxième place : les centièmes.",
            ),
            solution=tuple(
                Step(
                    text="Première place après la virgule : les dixièmes."
                    if place == 1
                    else "Deuxième place après la virgule : les centièmes.",
                    working=number,
                    result=f"{whole} unités et {digit} {_NAMES[place]}",
                )
                for number, whole, digit, place in zip(
                    shown, wholes, digits, places, strict=True
                )
            ),
            praise="Vous avez compté les places après la virgule.",
        )
    )
