"""Multiplying and dividing by 10, 100 and 1 000."""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction

from exercises.content import Choice, Content, Step
from exercises.french import number
from exercises.generators import Params, generator
from exercises.generators.maths_common import (
    distinct,
    draw_until,
    exact,
    int_list_param,
    pick_choices,
    typeset,
    word_param,
    wrong,
)
from exercises.types.mcq import McqContent
from exercises.types.numeric import NumericContent, WrongNumber


@dataclass(frozen=True)
class _Thing:
    """Something counted, and its size: ``low`` to ``high``, in units of 10**-``places``."""

    one: str
    many: str
    unit: str
    low: int
    high: int
    places: int


_WHOLE = (
    _Thing("une chaise", "chaises", "€", 12, 79, 0),
    _Thing("un casque", "casques", "€", 13, 45, 0),
    _Thing("un sac de ciment", "sacs de ciment", "kg", 15, 45, 0),
    _Thing("un rouleau de câble", "rouleaux de câble", "m", 12, 150, 0),
    _Thing("un repas", "repas", "€", 6, 18, 0),
    _Thing("une caisse", "caisses", "kg", 11, 35, 0),
)
_DECIMAL = (
    _Thing("un stylo", "stylos", "€", 15, 295, 2),
    _Thing("une paire de gants", "paires de gants", "€", 115, 890, 2),
    _Thing("un carreau", "carreaux", "€", 105, 695, 2),
    _Thing("une brique", "briques", "kg", 12, 38, 1),
    _Thing("un sachet", "sachets", "kg", 15, 250, 2),
    _Thing("une planche", "planches", "m", 105, 395, 2),
    _Thing("un tuyau", "tuyaux", "m", 12, 58, 1),
)
_TINY = (
    _Thing("une vis", "vis", "kg", 2, 45, 3),
    _Thing("un écrou", "écrous", "kg", 3, 38, 3),
    _Thing("un bouchon", "bouchons", "kg", 2, 18, 3),
    _Thing("un clou", "clous", "kg", 2, 19, 3),
    _Thing("un gobelet", "gobelets", "kg", 3, 25, 3),
    _Thing("une enveloppe", "enveloppes", "kg", 4, 27, 3),
)
_SIZES = {"entier": _WHOLE, "decimal": _DECIMAL, "petit": _TINY}
_VERBS = {"€": ("coûte", "coûtent"), "kg": ("pèse", "pèsent"), "m": ("mesure", "mesurent")}


def _draw(rng: random.Random, params: Params) -> tuple[_Thing, Fraction, int]:
    """A thing, its size and a power of ten; the size does not end in 0."""
    things = _SIZES[word_param(params, "size", tuple(_SIZES))]
    thing = rng.choice(things)
    power = rng.choice(int_list_param(params, "powers", [1, 2]))
    size = rng.choice([n for n in range(thing.low, thing.high + 1) if n % 10])
    return thing, Fraction(size, 10**thing.places), power


def _ranks(power: int) -> str:
    return "1 rang" if power == 1 else f"{power} rangs"


def _shown(value: Fraction, unit: str) -> str:
    """A number as its unit is written: prices with two decimals, unless they need more."""
    cents = unit == "€" and value.denominator != 1 and (value * 100).denominator == 1
    return number(value, 2 if cents else None)


def _parts_apart(shown: str, power: int) -> str:
    """2,5 × 10 with each side of the comma on its own: "20,50"."""
    whole, _, decimals = shown.partition(",")
    return f"{number(int(whole) * 10**power)},{decimals}{'0' * power}"


def _times_slips(value: Fraction, power: int, unit: str) -> list[Choice]:
    """What each misconception makes of ``value`` × 10**power, as it is written."""
    factor = number(10**power)
    shown = _shown(value, unit)
    away = Choice(
        text=_shown(value / 10**power, unit),
        misconception="sens",
        feedback=f"{_shown(value / 10**power, unit)} est plus petit que {shown}. "
        f"Multiplier par {factor} agrandit.",
        good=f"Vous déplacez bien les chiffres de {_ranks(power)}.",
    )
    if value.denominator == 1:
        return [away]
    zeros = f"{shown}{'0' * power}"
    apart = _parts_apart(shown, power)
    return [
        Choice(
            text=zeros,
            misconception="ajoute-zero",
            feedback=f"{zeros} et {shown} sont le même nombre. "
            f"Chaque chiffre doit avancer de {_ranks(power)}.",
        ),
        Choice(
            text=apart,
            misconception="deux-parties",
            feedback=f"Dans {apart}, seule la partie avant la virgule est multipliée. "
            f"Le {shown.partition(',')[2]} avance aussi.",
        ),
        away,
    ]


def _written(text: str) -> Fraction:
    """The value of a number written by ``exercises.french.number``."""
    return Fraction(text.replace("\u202f", "").replace(",", "."))


def times_wrongs(value: Fraction, power: int, unit: str) -> list[WrongNumber]:
    """What each misconception makes of ``value`` × 10**power."""
    return [
        wrong(_written(slip.text), slip.misconception or "", slip.feedback or "", slip.good)
        for slip in _times_slips(value, power, unit)
    ]


def _divided_wrongs(value: Fraction, power: int, unit: str) -> list[WrongNumber]:
    """What each misconception makes of ``value`` ÷ 10**power."""
    factor = number(10**power)
    bigger = f"{_shown(value * 10**power, unit)} est plus grand que {_shown(value, unit)}."
    wrongs = [
        wrong(
            value * 10**power,
            "sens",
            f"{bigger} Diviser par {factor} rend plus petit.",
            f"Vous déplacez bien les chiffres de {_ranks(power)}.",
        )
    ]
    whole, decimals = divmod(value, 1)
    if decimals and whole:
        wrongs.append(
            wrong(
                whole + decimals / 10**power,
                "ajoute-zero",
                f"Avec des zéros ajoutés après la virgule, le {whole} n'a pas bougé. "
                f"Chaque chiffre recule de {_ranks(power)}.",
            )
        )
        wrongs.append(
            wrong(
                Fraction(whole, 10**power) + decimals,
                "deux-parties",
                f"Le {whole} est divisé, mais le {number(decimals)} n'a pas bougé. "
                "Déplacez tous les chiffres ensemble.",
            )
        )
    return wrongs


def _steps(start: Fraction, end: Fraction, power: int, unit: str) -> tuple[Step, ...]:
    """From ``start`` to ``end``: which way the digits move, the result, a check."""
    factor = number(10**power)
    up = end > start
    move = "avance" if up else "recule"
    side = "gauche" if up else "droite"
    before, after = _shown(start, unit), _shown(end, unit)
    return (
        Step(
            text=f"{'Multiplier' if up else 'Diviser'} par {factor} : "
            f"chaque chiffre {move} de {_ranks(power)} vers la {side}."
        ),
        Step(
            text="Calculez.",
            working=f"{before} {'×' if up else '÷'} {factor}",
            result=f"{after} {unit}",
        ),
        Step(text=f"Vérifiez : {after} est plus {'grand' if up else 'petit'} que {before}."),
    )


def _help(power: int, up: bool) -> tuple[str, ...]:
    move = "avance vers la gauche" if up else "recule vers la droite"
    return (
        "Le résultat est-il plus grand ou plus petit ?",
        f"Comptez les zéros de {number(10**power)} : c'est le nombre de rangs.",
        f"Chaque chiffre {move}. Une place est vide ? Mettez un zéro.",
    )


@generator("maths.calcul.fois-puissance", version=2)
def times(rng: random.Random, params: Params) -> Content:
    """The price, mass or length of 10, 100 or 1 000 things. ``size``, ``powers``."""
    thing, size, power = _draw(rng, params)
    key = size * 10**power
    one, many = _VERBS[thing.unit]
    count = f"{number(10**power)} {thing.many}"
    asks = {"m": f"Combien de mètres font {count} bout à bout ?"}
    return typeset(
        NumericContent(
            context=f"{thing.one.capitalize()} {one} {_shown(size, thing.unit)} {thing.unit}.",
            ask=asks.get(thing.unit, f"Combien {many} {count} ?"),
            answer=exact(key),
            unit=thing.unit,
            wrong=distinct(key, times_wrongs(size, power, thing.unit)),
            help=_help(power, up=True),
            solution=_steps(size, key, power, thing.unit),
            praise="Vous avez déplacé tous les chiffres ensemble.",
        )
    )


@generator("maths.calcul.divise-puissance", version=2)
def divided(rng: random.Random, params: Params) -> Content:
    """The price, mass or length of one thing, from 10, 100 or 1 000. ``size``, ``powers``."""
    thing, size, power = _draw(rng, params)
    whole = size * 10**power
    one, many = _VERBS[thing.unit]
    together = " bout à bout" if thing.unit == "m" else ""
    return typeset(
        NumericContent(
            context=f"{number(10**power)} {thing.many} identiques {many} "
            f"{_shown(whole, thing.unit)} {thing.unit}{together}.",
            ask=f"Combien {one} {thing.one} ?",
            answer=exact(size),
            unit=thing.unit,
            wrong=distinct(size, _divided_wrongs(whole, power, thing.unit)),
            help=_help(power, up=False),
            solution=_steps(whole, size, power, thing.unit),
            praise="Vous avez déplacé tous les chiffres ensemble.",
        )
    )


@generator("maths.calcul.fois-choix", version=2)
def choose_product(rng: random.Random, params: Params) -> Content:
    """Which result of a decimal × 10, 100 or 1 000 is right. ``size``, ``powers``."""

    def attempt() -> tuple[_Thing, Fraction, int, tuple[Choice, ...]] | None:
        thing, size, power = _draw(rng, params)
        choices = pick_choices(
            rng, _shown(size * 10**power, thing.unit), _times_slips(size, power, thing.unit), 4
        )
        if choices is None or len({_written(choice.text) for choice in choices}) < 4:
            return None
        return thing, size, power, choices

    thing, size, power, choices = draw_until(attempt)
    shown = _shown(size, thing.unit)
    return typeset(
        McqContent(
            context=f"{thing.one.capitalize()} {_VERBS[thing.unit][0]} {shown} {thing.unit}. "
            f"On en commande {number(10**power)}.",
            ask=f"Combien font {shown} × {number(10**power)} ?",
            choices=choices,
            help=_help(power, up=True),
            solution=_steps(size, size * 10**power, power, thing.unit),
            praise="Vous avez déplacé tous les chiffres ensemble.",
        )
    )


@dataclass(frozen=True)
class _Move:
    """An operation that goes from ``start`` to ``end``, both as they are written."""

    mark: str
    power: int
    start: str
    end: str

    @property
    def text(self) -> str:
        return f"{self.mark} {number(10**self.power)}"


def _operations(move: _Move, near: int, reached: str) -> tuple[Choice, ...]:
    """The right operation, its opposite, the same with another power of ten."""
    opposite = "÷" if move.mark == "×" else "×"
    change = "rend plus petit" if opposite == "÷" else "agrandit"
    compare = f"Comparez {move.start} et {move.end}."
    other = number(10**near)
    return (
        Choice(text=move.text, right=True),
        Choice(
            text=f"{opposite} {number(10**move.power)}",
            misconception="sens",
            feedback=f"« {opposite} {number(10**move.power)} » {change}. {compare}",
            good=f"Les chiffres se déplacent bien de {_ranks(move.power)}.",
        ),
        Choice(
            text=f"{move.mark} {other}",
            feedback=f"{move.start} {move.mark} {other} donne {reached}. Comptez les rangs.",
            good=f"C'est bien une {'multiplication' if move.mark == '×' else 'division'}.",
        ),
        Choice(
            text=f"{opposite} {other}",
            misconception="sens",
            feedback=f"« {opposite} {other} » {change}. {compare}",
        ),
    )


@generator("maths.calcul.quelle-puissance", version=2)
def which_operation(rng: random.Random, params: Params) -> Content:
    """Which operation goes from one number to the other. ``size``, ``powers``."""
    thing, small, power = _draw(rng, params)
    big = small * 10**power
    up = rng.random() < 0.5
    start, end = (small, big) if up else (big, small)
    move = _Move("×" if up else "÷", power, _shown(start, thing.unit), _shown(end, thing.unit))
    near = rng.choice([p for p in (1, 2, 3) if p != power])
    reached = _shown(start * 10**near if up else start / 10**near, thing.unit)
    one = f"{thing.one.capitalize()} : {_shown(small, thing.unit)} {thing.unit}."
    lot = f"Toute la commande : {_shown(big, thing.unit)} {thing.unit}."
    return typeset(
        McqContent(
            context=f"{one} {lot}" if up else f"{lot} {one}",
            ask=f"Quelle opération fait passer de {move.start} à {move.end} ?",
            choices=_operations(move, near, reached),
            help=(
                "Le nombre devient-il plus grand ou plus petit ?",
                "De combien de rangs les chiffres se déplacent-ils ?",
            ),
            solution=(
                Step(
                    text="Le nombre devient plus "
                    + ("grand : on multiplie." if up else "petit : on divise.")
                ),
                Step(
                    text=f"Les chiffres se déplacent de {_ranks(power)}.",
                    working=f"{move.start} {move.text}",
                    result=move.end,
                ),
            ),
            praise="Vous avez regardé le sens, puis compté les rangs.",
        )
    )
