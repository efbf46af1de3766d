"""Reading the time: hands told in words, hours said aloud, twelve and twenty-four hours."""

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
    int_list_param,
    pick_choices,
    typeset,
    wrong,
)
from exercises.generators.maths_words import in_words
from exercises.types.mcq import McqContent
from exercises.types.numeric import NumericContent
from exercises.types.order import OrderContent, WrongOrder


def clock(hour: int, minute: int) -> str:
    """A time as it is written: "8 h", "8 h 05"."""
    return f"{hour}{NBSP}h" + (f"{NBSP}{minute:02d}" if minute else "")


def _twelve(hour: int) -> int:
    """The hour on a dial, from 1 to 12."""
    return (hour - 1) % 12 + 1


@dataclass(frozen=True)
class _Dial:
    """A time on a dial: the hour from 1 to 12, the minutes a multiple of 5."""

    hour: int
    minute: int

    @property
    def mark(self) -> int:
        """The number the long hand shows."""
        return self.minute // 5 or 12

    @property
    def short_hand(self) -> str:
        if self.minute == 0:
            return f"sur le {self.hour}"
        return f"entre le {self.hour} et le {_twelve(self.hour + 1)}"


def _dial_slips(dial: _Dial) -> list[Choice]:
    """The hands exchanged, the next hour, the number of the long hand read as minutes."""
    slips = []
    if dial.mark != dial.hour:
        slips.append(
            Choice(
                text=clock(dial.mark, dial.hour % 12 * 5),
                misconception="aiguilles",
                feedback=f"La petite aiguille dit les heures. Elle est {dial.short_hand}.",
                good="Vous avez bien compté de 5 en 5.",
            )
        )
    if dial.minute:
        slips.append(
            Choice(
                text=clock(_twelve(dial.hour + 1), dial.minute),
                misconception="moins",
                feedback=f"La petite aiguille n'est pas encore au {_twelve(dial.hour + 1)}.",
                good="Les minutes sont justes.",
            )
        )
    slips.append(
        Choice(
            text=clock(dial.hour, dial.mark),
            misconception="aiguilles",
            feedback="Avec la grande aiguille, comptez les minutes de 5 en 5.",
            good="Les heures sont justes.",
        )
    )
    return slips


@generator("maths.heure.aiguilles", version=1)
def hands(rng: random.Random, params: Params) -> Content:
    """What time the two hands show. ``minutes``: those that are drawn."""
    places = ("de la salle", "de la gare", "de l'atelier", "du hall", "de la cuisine")

    def attempt() -> tuple[_Dial, tuple[Choice, ...]] | None:
        minute = rng.choice(int_list_param(params, "minutes", [15, 30, 45]))
        dial = _Dial(rng.randint(1, 12), minute)
        key = clock(dial.hour, dial.minute)
        choices = pick_choices(rng, key, _dial_slips(dial), 4)
        return (dial, choices) if choices else None

    dial, choices = draw_until(attempt)
    return typeset(
        McqContent(
            context=f"Horloge {rng.choice(places)} : la petite aiguille est {dial.short_hand}. "
            f"La grande est sur le {dial.mark}.",
            ask="Quelle heure est-il ?",
            choices=choices,
            help=(
                "Quelle aiguille dit les heures ?",
                "La petite aiguille dit les heures. Prenez le nombre déjà dépassé.",
                "Pour la grande aiguille, comptez de 5 en 5 depuis le 12.",
            ),
            solution=(
                Step(
                    text=f"La petite aiguille est {dial.short_hand}.", result=f"{dial.hour} h"
                ),
                Step(
                    text="La grande aiguille dit les minutes, de 5 en 5.",
                    working=f"{dial.mark} × 5 = {dial.minute}",
                    result=clock(dial.hour, dial.minute),
                ),
            ),
            praise="Vous avez lu la petite aiguille, puis la grande.",
        )
    )


_SAID = {
    15: "et quart",
    30: "et demie",
    45: "moins le quart",
    40: "moins vingt",
    50: "moins dix",
    55: "moins cinq",
    35: "moins vingt-cinq",
    20: "vingt",
    10: "dix",
}


def _hour_words(hour: int) -> str:
    """ "une heure", "quatre heures"."""
    word = "une" if hour == 1 else in_words(hour)
    return f"{word} heure{'s' if hour > 1 else ''}"


def said(hour: int, minute: int) -> str:
    """A time from 1 h to 11 h 55 as people say it: "quatre heures moins le quart"."""
    named = hour + 1 if minute > 30 else hour
    return f"{_hour_words(named)} {_SAID[minute]}"


_COUNTED = {15: "comptez un quart d'heure.", 30: "comptez une demi-heure."}


def _said_help(minute: int) -> tuple[str, ...]:
    """Before or after the hour, then what this time needs."""
    side = "Est-ce avant ou après l'heure ?"
    quarters = ("Un quart d'heure fait 15 minutes. Une demi-heure fait 30 minutes.",)
    how = "Sans le mot « moins », c'est après l'heure."
    if minute > 30:
        how = "« Moins » : partez de l'heure et reculez."
    return (side, *(quarters if minute in (15, 30, 45) else ()), how)


def _said_slips(hour: int, minute: int) -> list[Choice]:
    """The minutes read with the wrong hour, or on the wrong side of the hour."""
    if minute > 30:
        named = _hour_words(hour + 1)
        why = f"« Moins » veut dire avant : c'est avant {named}."
        return [
            Choice(
                text=clock(hour + 1, minute),
                misconception="moins",
                feedback=why,
                good="Les minutes sont justes.",
            ),
            Choice(text=clock(hour + 1, 60 - minute), misconception="moins", feedback=why),
            Choice(
                text=clock(hour, 60 - minute),
                misconception="moins",
                feedback=f"Partez de {clock(hour + 1, 0)} et retirez {60 - minute} minutes.",
                good="L'heure est juste.",
            ),
        ]
    after = f"Le mot « {_SAID[minute].split()[0]} » ajoute des minutes après l'heure."
    if minute in (10, 20):
        after = "Sans le mot « moins », les minutes s'ajoutent après l'heure."
    return [
        Choice(text=clock(hour - 1 or 12, 60 - minute), misconception="moins", feedback=after),
        Choice(
            text=clock(minute // 5, hour * 5 % 60),
            misconception="aiguilles",
            feedback=f"« {_hour_words(hour).capitalize()} » dit le nombre d'heures : {hour}.",
        ),
        Choice(text=clock(hour, 60 - minute), misconception="moins", feedback=after),
        Choice(
            text=clock(hour, minute + 5),
            feedback=f"« {_SAID[minute].capitalize()} » : "
            + _COUNTED.get(minute, f"comptez {minute} minutes."),
            good="L'heure est juste.",
        ),
    ]


def _said_steps(hour: int, minute: int) -> tuple[Step, ...]:
    """Before the hour, go back from it; after it, add."""
    if minute > 30:
        return (
            Step(text=f"« Moins » veut dire avant. C'est avant {_hour_words(hour + 1)}."),
            Step(
                text=f"Partez de {clock(hour + 1, 0)} et reculez de {60 - minute} minutes.",
                working=f"60 − {60 - minute} = {minute}",
                result=clock(hour, minute),
            ),
        )
    after = f"« {_SAID[minute].capitalize()} » : {minute} minutes après."
    return (
        Step(text=f"« {_hour_words(hour).capitalize()} » : {clock(hour, 0)}."),
        Step(text=after, result=clock(hour, minute)),
    )


@generator("maths.heure.dite", version=3)
def spoken_time(rng: random.Random, params: Params) -> Content:
    """The figures of a time said aloud. ``minutes``: those that are drawn."""
    minutes = int_list_param(params, "minutes", [15, 30, 45])

    def attempt() -> tuple[int, int, tuple[Choice, ...]] | None:
        hour, minute = rng.randint(1, 10), rng.choice(minutes)
        slips = _said_slips(hour, minute)
        choices = pick_choices(rng, clock(hour, minute), slips, 4)
        return (hour, minute, choices) if choices else None

    hour, minute, choices = draw_until(attempt)
    words, name = said(hour, minute), rng.choice(PEOPLE)
    return typeset(
        McqContent(
            context=f"{name} dit : « Il est {words}. »",
            ask="Comment s'écrit cette heure ?",
            choices=choices,
            help=_said_help(minute),
            solution=_said_steps(hour, minute),
            praise="Vous avez vu si c'est avant ou après l'heure.",
        )
    )


def _moment(hour: int) -> str:
    return "de l'après-midi" if hour < 18 else "du soir"


@generator("maths.heure.vingt-quatre", version=3)
def to_twenty_four(rng: random.Random, params: Params) -> Content:
    """The hour on a screen of an afternoon or evening time, whole."""
    hour = rng.randint(13, 23)
    small, moment, name = hour - 12, _moment(hour), rng.choice(PEOPLE)
    when, added = ("L'après-midi" if hour < 18 else "Le soir"), f"{small} + 12"
    places = ("commence son poste", "a un rendez-vous", "prend le bus", "finit sa journée")
    return typeset(
        NumericContent(
            context=f"{name} {rng.choice(places)} à {small} heure{'s' if small > 1 else ''} "
            f"{moment}.",
            ask="Écrivez cette heure sur 24 heures, comme sur un téléphone.",
            answer=str(hour),
            unit="h",
            wrong=distinct(
                hour,
                [
                    wrong(small, "12-24", f"{small} h, c'est avant midi. {when}, ajoutez 12."),
                    wrong(
                        small + 10,
                        "12-24",
                        "Midi, c'est 12 h. Après midi, on ajoute 12, pas 10.",
                        "Vous avez pensé à changer l'heure.",
                    ),
                ],
            ),
            help=("Est-ce avant ou après midi ?", "L'après-midi et le soir, ajoutez 12."),
            solution=(
                Step(text=f"{when}, on ajoute 12.", working=added, result=clock(hour, 0)),
            ),
            praise="Vous avez ajouté 12 après midi.",
        )
    )


def _screen_steps(hour: int, told: str) -> tuple[Step, ...]:
    return (
        Step(text=f"{hour} est plus grand que 12 : c'est après midi."),
        Step(text="On retire 12.", working=f"{hour} − 12 = {hour - 12}", result=told),
    )


@generator("maths.heure.ecran", version=3)
def from_screen(rng: random.Random, params: Params) -> Content:
    """How a time shown on 24 hours is said."""
    hour, minute = rng.randint(13, 22), rng.choice([m for m in range(2, 59) if m != 30])
    small, moment = hour - 12, _moment(hour)
    why = f"Après midi, retirez 12 : {hour} − 12 = {small}."
    shown = clock(hour, minute)
    choices = (
        Choice(text=f"{clock(small, minute)} {moment}", right=True),
        Choice(
            text=f"{clock(hour - 10, minute)} {moment}",
            misconception="12-24",
            feedback=why,
            good="C'est bien après midi.",
        ),
        Choice(
            text=f"{clock(small, minute)} du matin",
            misconception="12-24",
            feedback=f"Le matin, l'écran montre moins de 12 h. {hour} h, c'est après midi.",
            good="Le nombre d'heures est juste.",
        ),
        Choice(
            text=f"{clock(hour - 10, minute)} du matin", misconception="12-24", feedback=why
        ),
    )
    screens = ("Votre téléphone", "L'écran de la gare", "La badgeuse", "Le four", "La caisse")
    return typeset(
        McqContent(
            context=f"{rng.choice(screens)} affiche {shown}.",
            ask="Quelle est cette heure ?",
            choices=choices,
            help=("Est-ce après 12 h ?", "Combien d'heures sont passées depuis midi ?"),
            solution=_screen_steps(hour, f"{clock(small, minute)} {moment}"),
            praise="Vous avez retiré 12 après midi.",
        )
    )


@dataclass(frozen=True)
class _Told:
    """A time of the day, and how a message tells it."""

    hour: int
    minute: int
    words: bool  # on 12 hours, with its moment

    @property
    def text(self) -> str:
        if not self.words:
            return self.on_screen
        moment = "du matin" if self.hour < 12 else _moment(self.hour)
        return f"{clock(_twelve(self.hour), self.minute)} {moment}"

    @property
    def on_screen(self) -> str:
        return clock(self.hour, self.minute)

    @property
    def seen(self) -> int:
        """Its place for someone who reads only the figures."""
        return (_twelve(self.hour) if self.words else self.hour) * 60 + self.minute


_DAY = ("rendez-vous", "livraisons", "appels", "départs de bus")


@generator("maths.heure.ranger", version=3)
def put_in_order(rng: random.Random, params: Params) -> Content:
    """Times of one day, on 12 and on 24 hours, from the earliest to the latest."""

    def attempt() -> list[_Told] | None:
        hours = [rng.randint(8, 11), *sorted(rng.sample(range(13, 21), 3))]
        words = [rng.random() < 0.6 for _ in hours]
        told = [
            _Told(hour, rng.choice((0, 15, 30, 45)), word)
            for hour, word in zip(hours, words, strict=True)
        ]
        mixed = len(set(words[1:])) == 2
        return told if mixed and sorted(told, key=lambda one: one.seen) != told else None

    told = draw_until(attempt)
    figures = tuple(one.text for one in sorted(told, key=lambda one: one.seen))
    moved = next(one for one in told[1:] if one.words)
    added = " ; ".join(one.on_screen for one in told)
    return typeset(
        OrderContent(
            context=f"Voici les {rng.choice(_DAY)} de la journée.",
            ask="Rangez ces heures, du plus tôt au plus tard.",
            elements=tuple(one.text for one in told),
            first="le plus tôt",
            last="le plus tard",
            wrong=(
                WrongOrder(
                    elements=figures,
                    misconception="12-24",
                    feedback=f"{moved.text}, c'est {moved.on_screen}. Ajoutez 12 après midi.",
                ),
            ),
            help=("Quelles heures sont après midi ?", "Écrivez-les comme sur un téléphone."),
            solution=(
                Step(text="Écrivez tout sur 24 heures : + 12 après midi.", working=added),
                Step(text="Rangez.", result=" ; ".join(one.text for one in told)),
            ),
            praise="Vous avez écrit toutes les heures de la même façon.",
        )
    )
