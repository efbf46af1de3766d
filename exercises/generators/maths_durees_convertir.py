"""Durations written another way: in minutes, or in decimal hours as on a pay slip."""

from __future__ import annotations

import random
from fractions import Fraction

from exercises.content import Content, Step
from exercises.french import number
from exercises.generators import Params, generator
from exercises.generators.maths_common import (
    PEOPLE,
    distinct,
    exact,
    int_param,
    typeset,
    wrong,
)
from exercises.generators.maths_durees import lasting
from exercises.types.numeric import NumericContent, WrongNumber


def _minute_slips(hours: int, rest: int) -> list[WrongNumber]:
    """An hour of 100, of 1 or of 10 minutes."""
    return [
        wrong(
            hours * 100 + rest,
            "base-100",
            f"Une heure fait 60 minutes, pas 100. Comptez {hours} × 60.",
            "Vous avez pensé à ajouter les minutes.",
        ),
        wrong(
            hours + rest,
            "base-100",
            f"{hours} h, c'est {hours} fois 60 minutes.",
        ),
        wrong(
            hours * 10 + rest,
            "base-100",
            f"Une heure fait 60 minutes, pas 10. Comptez {hours} × 60.",
        ),
    ]


@generator("maths.durees.en-minutes", version=1)
def to_minutes(rng: random.Random, params: Params) -> Content:
    """Hours and minutes in minutes. ``hours``: how many hours at most."""
    hours, rest = rng.randint(1, int_param(params, "hours", 3)), rng.randrange(5, 60, 5)
    key = hours * 60 + rest
    what = rng.choice(("Un film", "Un trajet", "Une réunion", "Un cours", "Une cuisson"))
    return typeset(
        NumericContent(
            context=f"{what} dure {lasting(key)}.",
            ask="Écrivez cette durée en minutes.",
            answer=str(key),
            unit="min",
            wrong=distinct(key, _minute_slips(hours, rest)),
            help=(
                "Combien de minutes dans une heure ?",
                "Changez les heures en minutes. Ajoutez le reste.",
            ),
            solution=(
                Step(
                    text=f"{hours} h, en minutes.",
                    working=f"{hours} × 60",
                    result=f"{hours * 60} min",
                ),
                Step(
                    text="Ajoutez les minutes.",
                    working=f"{hours * 60} + {rest}",
                    result=f"{key} min",
                ),
            ),
            praise="Vous avez compté 60 minutes par heure.",
        )
    )


_PARTS = {15: "un quart d'heure", 30: "une demi-heure", 45: "trois quarts d'heure"}


def _decimal_slips(hours: int, rest: int) -> list[WrongNumber]:
    """The minutes written as they are after the comma: 1,15 for 1 h 15; 2,6 for 2 h 06."""
    if rest in _PARTS:
        said = f"{rest} min, c'est {_PARTS[rest]}."
    else:
        as_read = number(Fraction(rest, 100))
        said = f"{rest} min, ce n'est pas {as_read} h : une heure fait 60 minutes."
    sizes = (100, 10) if rest < 10 else (100,)
    return [
        wrong(
            hours + Fraction(rest, size),
            "decimal",
            f"{said} Calculez {rest} ÷ 60.",
            "Le nombre d'heures est juste.",
        )
        for size in sizes
    ]


@generator("maths.durees.decimal", version=1)
def to_decimal(rng: random.Random, params: Params) -> Content:
    """Hours and minutes as a decimal number of hours, as on a pay slip."""
    hours, rest = rng.randint(1, 9), rng.choice((15, 30, 45, 6, 12, 18, 24, 36))
    key, part = hours + Fraction(rest, 60), number(Fraction(rest, 60))
    return typeset(
        NumericContent(
            context=f"{rng.choice(PEOPLE)} a fait {lasting(hours * 60 + rest)} en plus. "
            "La fiche de paie compte en heures, avec une virgule.",
            ask="Combien d'heures la fiche de paie doit-elle montrer ?",
            answer=exact(key),
            unit="h",
            wrong=distinct(key, _decimal_slips(hours, rest)),
            help=(
                f"Quelle part d'une heure font {rest} minutes ?",
                "Une heure fait 60 minutes. Divisez les minutes par 60.",
            ),
            solution=(
                Step(
                    text="Changez les minutes en heures.",
                    working=f"{rest} ÷ 60",
                    result=f"{part} h",
                ),
                Step(
                    text="Ajoutez les heures.",
                    working=f"{hours} + {part}",
                    result=f"{number(key)} h",
                ),
            ),
            praise="Vous avez divisé les minutes par 60.",
        )
    )
