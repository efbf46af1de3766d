"""Durations and arrival times: one hour is 60 minutes."""

from __future__ import annotations

import random
from dataclasses import dataclass

from exercises.content import Choice, Content, Step
from exercises.french import NBSP
from exercises.generators import Params, generator
from exercises.generators.maths_common import (
    PEOPLE,
    distinct,
    draw_until,
    int_param,
    pick_choices,
    typeset,
    wrong,
)
from exercises.generators.maths_heure import clock
from exercises.types.mcq import McqContent
from exercises.types.numeric import NumericContent, WrongNumber


def lasting(minutes: int) -> str:
    """A duration as it is written: "45 min", "2 h", "1 h 25 min"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}{NBSP}min"
    tail = f"{NBSP}{rest:02d}{NBSP}min" if rest else ""
    return f"{hours}{NBSP}h{tail}"


def _at(minutes: int) -> str:
    """The time so many minutes after midnight."""
    return clock(minutes // 60, minutes % 60)


def _bridge(start: int, end: int) -> tuple[Step, ...]:
    """From a time to a later one, by way of the next full hour."""
    full = start // 60 * 60 + 60
    first = f"De {_at(start)} à {_at(full)}."
    return (
        Step(text=first, result=lasting(full - start)),
        Step(text=f"De {_at(full)} à {_at(end)}.", result=lasting(end - full)),
    )


_TRIPS = (
    ("Le bus part à {}.", "Le trajet dure {}.", "À quelle heure arrive-t-il ?"),
    ("La formation commence à {}.", "Elle dure {}.", "À quelle heure finit-elle ?"),
    ("Vous mettez un plat au four à {}.", "Il cuit {}.", "À quelle heure est-il prêt ?"),
    ("La machine démarre à {}.", "Le cycle dure {}.", "À quelle heure finit-il ?"),
    ("Le rendez-vous commence à {}.", "Il dure {}.", "À quelle heure finit-il ?"),
    ("Le ménage du bureau commence à {}.", "Il dure {}.", "À quelle heure finit-il ?"),
)


@dataclass(frozen=True)
class _Trip:
    """A start, in minutes from midnight, and a duration that passes a full hour."""

    start: int
    lasts: int

    @property
    def end(self) -> int:
        return self.start + self.lasts


def _trip(rng: random.Random, low: int, high: int) -> _Trip:
    """A trip of ``low`` to ``high`` minutes, by fives, whose minutes add up past 60."""

    def attempt() -> _Trip | None:
        start = rng.randint(7, 19) * 60 + rng.randrange(15, 60, 5)
        trip = _Trip(start, rng.randrange(low, high + 1, 5))
        return trip if start % 60 + trip.lasts % 60 > 60 else None

    return draw_until(attempt)


def _arrival_slips(trip: _Trip) -> list[Choice]:
    """80 minutes left as they are, kept with a carry of 100, or the hour not passed."""
    hour = trip.start // 60 + trip.lasts // 60
    minutes = trip.start % 60 + trip.lasts % 60
    why = f"{minutes} minutes, c'est 1 h et {minutes - 60} min."
    slips = [
        Choice(
            text=clock(hour, minutes) if minutes < 100 else clock(hour + 1, minutes - 100),
            misconception="base-100",
            feedback=f"Une heure fait 60 minutes. {why}",
            good="Vous avez bien additionné les minutes.",
        ),
        Choice(
            text=clock(hour, minutes - 60),
            misconception="base-100",
            feedback=f"{why} Ajoutez aussi cette heure.",
            good="Les minutes sont justes.",
        ),
    ]
    if minutes - 40 < 60:
        slips.append(
            Choice(
                text=clock(hour + 1, minutes - 40),
                misconception="base-100",
                feedback=f"De {_at(trip.start)} à {trip.start // 60 + 1} h, il y a "
                f"{60 - trip.start % 60} min.",
                good="Le nombre d'heures est juste.",
            )
        )
    before = trip.start - trip.lasts
    slips.append(Choice(text=_at(before), feedback="La fin vient après le début. On avance."))
    return slips


@generator("maths.durees.arrivee", version=1)
def arrival(rng: random.Random, params: Params) -> Content:
    """When something ends. ``low``, ``high``: how long it lasts, in minutes."""
    low, high = int_param(params, "low", 15), int_param(params, "high", 55)

    def attempt() -> tuple[_Trip, tuple[Choice, ...]] | None:
        trip = _trip(rng, low, high)
        choices = pick_choices(rng, _at(trip.end), _arrival_slips(trip), 4)
        return (trip, choices) if choices and trip.end < 24 * 60 else None

    trip, choices = draw_until(attempt)
    begins, lasts, ask = rng.choice(_TRIPS)
    full = trip.start // 60 * 60 + 60
    rest = trip.lasts - (full - trip.start)
    return typeset(
        McqContent(
            context=f"{begins.format(_at(trip.start))} {lasts.format(lasting(trip.lasts))}",
            ask=ask,
            choices=choices,
            help=(
                f"Combien de minutes de {_at(trip.start)} à {_at(full)} ?",
                f"Allez d'abord jusqu'à {_at(full)}. Puis ajoutez ce qui reste.",
            ),
            solution=(
                Step(
                    text=f"De {_at(trip.start)} à {_at(full)}.",
                    result=lasting(full - trip.start),
                ),
                Step(
                    text="Il reste à ajouter :",
                    working=f"{lasting(trip.lasts)} − {lasting(full - trip.start)}",
                    result=lasting(rest),
                ),
                Step(text=f"{_at(full)} + {lasting(rest)}", result=_at(trip.end)),
            ),
            praise="Vous avez avancé par étapes.",
        )
    )


_SPANS = (
    ("Le train part à {} et arrive à {}.", "Combien de minutes dure le trajet ?"),
    ("La réunion va de {} à {}.", "Combien de minutes dure-t-elle ?"),
    ("Mehdi attend de {} à {}.", "Combien de minutes attend-il ?"),
    ("Un cours de conduite va de {} à {}.", "Combien de minutes dure-t-il ?"),
    ("La visite du chantier va de {} à {}.", "Combien de minutes dure-t-elle ?"),
)


def _hundred(start: int, end: int) -> int:
    """16,10 − 14,45 = 1,65: what hours written as decimals give, as an integer (165)."""
    return (end // 60 * 100 + end % 60) - (start // 60 * 100 + start % 60)


def _gap_slips(trip: _Trip, bridge: str) -> list[WrongNumber]:
    """Hours subtracted as decimals, and hours of 100 minutes."""
    decimal = _hundred(trip.start, trip.end)
    why = f"Une heure fait 60 minutes. {bridge}, il y a {60 - trip.start % 60} min."
    wrongs: list[WrongNumber] = [wrong(decimal, "soustraction-decimale", why)]
    if decimal > 100:
        mixed = decimal // 100 * 60 + decimal % 100
        wrongs.append(wrong(mixed, "soustraction-decimale", why))
        hours = trip.lasts // 60
        if hours:
            wrongs.append(
                wrong(
                    hours * 100 + trip.lasts % 60,
                    "base-100",
                    f"{hours} h, c'est {hours * 60} minutes, pas {hours * 100}.",
                    "Vous avez trouvé les bonnes heures et minutes.",
                )
            )
    return wrongs


@generator("maths.durees.ecart", version=2)
def gap(rng: random.Random, params: Params) -> Content:
    """Minutes between two times. ``low``, ``high``: the duration, in minutes."""
    trip = _trip(rng, int_param(params, "low", 25), int_param(params, "high", 55))
    bridge = f"De {_at(trip.start)} à {_at(trip.start // 60 * 60 + 60)}"
    context, ask = rng.choice(_SPANS)
    steps = _bridge(trip.start, trip.end)
    first = 60 - trip.start % 60
    rest = trip.lasts - first
    if rest > 60:
        steps += (
            Step(text="Écrivez tout en minutes.", working=lasting(rest), result=f"{rest} min"),
        )
    return typeset(
        NumericContent(
            context=context.format(_at(trip.start), _at(trip.end)),
            ask=ask,
            answer=str(trip.lasts),
            unit="min",
            wrong=distinct(trip.lasts, _gap_slips(trip, bridge)),
            help=(
                "Quelle heure pile vient juste après le début ?",
                f"{bridge}, combien de minutes ? Puis jusqu'à la fin ?",
            ),
            solution=(
                *steps,
                Step(
                    text="Additionnez les minutes.",
                    working=f"{first} + {rest}",
                    result=lasting(trip.lasts) if trip.lasts < 60 else f"{trip.lasts} min",
                ),
            ),
            praise="Vous avez avancé par étapes.",
        )
    )


@generator("maths.durees.travail", version=1)
def worked(rng: random.Random, params: Params) -> Content:
    """How long someone worked, without the break."""

    def attempt() -> tuple[int, int, int, tuple[Choice, ...]] | None:
        start = rng.randint(6, 13) * 60 + rng.choice((0, 15, 30, 45))
        end = start + rng.randint(5, 8) * 60 + rng.choice((0, 15, 30, 45))
        rest = rng.choice((20, 30, 45))
        slips = _worked_slips(start, end, rest)
        choices = pick_choices(rng, lasting(end - start - rest), slips, 4)
        return (start, end, rest, choices) if choices and start % 60 > end % 60 else None

    start, end, rest, choices = draw_until(attempt)
    name, total = rng.choice(PEOPLE), end - start
    return typeset(
        McqContent(
            context=f"{name} travaille de {_at(start)} à {_at(end)}. "
            f"Sa pause dure {lasting(rest)}. Elle n'est pas comptée.",
            ask="Combien de temps de travail compte-t-on ?",
            choices=choices,
            help=(
                "Combien de temps du début à la fin ?",
                "Que devez-vous retirer de ce temps ?",
            ),
            solution=(
                *_bridge(start, end),
                Step(text="Du début à la fin :", result=lasting(total)),
                Step(
                    text="Retirez la pause.",
                    working=f"{lasting(total)} − {lasting(rest)}",
                    result=lasting(total - rest),
                ),
            ),
            praise="Vous avez retiré la pause de la durée totale.",
        )
    )


def _worked_slips(start: int, end: int, rest: int) -> list[Choice]:
    """The break forgotten or added, the hours subtracted as decimals."""
    total, decimal = end - start, _hundred(start, end)
    slips = [
        Choice(
            text=lasting(total),
            misconception="pause",
            feedback=f"C'est le temps de {_at(start)} à {_at(end)}. Retirez {lasting(rest)}.",
            good="La durée du début à la fin est juste.",
        ),
        Choice(
            text=lasting(total + rest),
            misconception="pause",
            feedback=f"La pause n'est pas du travail. Retirez {lasting(rest)}.",
        ),
    ]
    wrong_total = decimal // 100 * 60 + decimal % 100
    slips.append(
        Choice(
            text=lasting(wrong_total - rest),
            misconception="soustraction-decimale",
            feedback=f"De {_at(start)} à {_at(start // 60 * 60 + 60)}, "
            f"il y a {60 - start % 60} min. Une heure fait 60 minutes.",
            good="Vous avez pensé à la pause.",
        )
    )
    return slips
