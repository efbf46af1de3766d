"""Decimal numbers to compare, to put in order, to place between two others."""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction

from exercises.content import Choice, Content, Step
from exercises.french import NBSP, number
from exercises.generators import Params, generator
from exercises.generators.maths_common import (
    draw_until,
    exact,
    int_list_param,
    int_param,
    typeset,
    wrong,
)
from exercises.types.mcq import McqContent
from exercises.types.numeric import NumericContent
from exercises.types.order import OrderContent, WrongOrder


@dataclass(frozen=True)
class _Setting:
    """What is measured: context, "quel…" noun, its unit, low and high adjectives, range."""

    context: str
    one: str
    many: str
    unit: str
    low: str
    high: str
    wholes: tuple[int, int]


_SETTINGS = (
    _Setting(
        "Vous triez des colis.", "Quel colis", "ces colis", "kg", "léger", "lourd", (1, 9)
    ),
    _Setting(
        "Vous pesez des bagages.", "Quel bagage", "ces bagages", "kg", "léger", "lourd", (5, 19)
    ),
    _Setting(
        "Vous triez des tuyaux.", "Quel tuyau", "ces tuyaux", "m", "court", "long", (1, 6)
    ),
    _Setting(
        "Vous comparez des trajets à vélo.",
        "Quel trajet",
        "ces trajets",
        "km",
        "court",
        "long",
        (2, 14),
    ),
    _Setting("Vous pesez des sacs.", "Quel sac", "ces sacs", "kg", "léger", "lourd", (2, 24)),
    _Setting(
        "Vous triez des câbles.", "Quel câble", "ces câbles", "m", "court", "long", (1, 9)
    ),
)


@dataclass(frozen=True)
class _Number:
    """A decimal number as it is written: "2" and "14" for 2,14."""

    whole: int
    decimals: str

    @property
    def value(self) -> Fraction:
        return self.whole + Fraction(int(self.decimals), 10 ** len(self.decimals))

    @property
    def text(self) -> str:
        return f"{self.whole},{self.decimals}"

    def padded(self, places: int) -> str:
        """The same number with zeros to ``places`` decimals."""
        return f"{self.whole},{self.decimals.ljust(places, '0')}"


def _places(count: int) -> str:
    return ("dixième", "centième", "millième")[count - 1] + "s"


def _digits(rng: random.Random, tenth: int, length: int) -> str:
    """``length`` decimals that start with ``tenth`` and do not end with 0."""
    rest = "".join(str(rng.randint(0, 9)) for _ in range(length - 2))
    return str(tenth) if length == 1 else f"{tenth}{rest}{rng.randint(1, 9)}"


def _numbers(rng: random.Random, lengths: list[int], kind: str, whole: int) -> list[_Number]:
    """Numbers of one whole part; with kind "court" the short ones are the big ones."""

    def attempt() -> list[_Number] | None:
        low = 0 if max(lengths) > 2 else 1
        tenths = sorted(rng.sample(range(low, 10), len(lengths)), reverse=kind == "court")
        pairs = list(zip(tenths, sorted(lengths), strict=True))
        if (0, 1) in pairs:
            return None
        return [_Number(whole, _digits(rng, tenth, length)) for tenth, length in pairs]

    return draw_until(attempt)


def _taken(values: list[_Number], kind: str, up: bool) -> tuple[_Number, str]:
    """The number taken for the biggest (smallest) one, and the idea that leads to it."""
    pick = max if up else min
    if kind == "court":
        return pick(values, key=lambda n: int(n.decimals)), "plus-long"
    return pick(values, key=lambda n: (-len(n.decimals), n.value)), "plus-court"


def _why(left: _Number, right: _Number) -> str:
    """Two numbers with the same count of decimals, and the parts to compare."""
    places = max(len(left.decimals), len(right.decimals))
    parts = [int(n.decimals.ljust(places, "0")) for n in (left, right)]
    shown = next((n for n in (left, right) if len(n.decimals) < places), None)
    same = f"{shown.text} = {shown.padded(places)}. " if shown else ""
    return f"{same}Comparez {parts[0]} et {parts[1]} {_places(places)}."


def _steps(values: list[_Number], result: str) -> tuple[Step, ...]:
    places = max(len(value.decimals) for value in values)
    word = "chiffres" if places > 1 else "chiffre"
    padded = " ; ".join(value.padded(places) for value in values)
    return (
        Step(text=f"Le nombre avant la virgule est le même partout : {values[0].whole}."),
        Step(text=f"Écrivez {places} {word} après la virgule partout.", working=padded),
        Step(text=f"Comparez les {_places(places)}.", result=result),
    )


_HELP = (
    "Les nombres ont-ils autant de chiffres après la virgule ?",
    "Ajoutez des zéros à droite pour avoir autant de chiffres partout.",
    "Comparez ensuite les chiffres après la virgule.",
)
_PRAISE = "Vous avez comparé avec autant de chiffres après la virgule."


@generator("maths.decimaux.plus-grand", version=2)
def biggest(rng: random.Random, params: Params) -> Content:
    """The biggest or smallest of some decimals. ``lengths``: how many decimals each has."""
    setting = rng.choice(_SETTINGS)
    kind = rng.choice(("court", "long"))
    lengths = int_list_param(params, "lengths", [1, 2, 2])
    values = _numbers(rng, lengths, kind, rng.randint(*setting.wholes))
    up = rng.random() < 0.5
    key = (max if up else min)(values, key=lambda n: n.value)
    taken, idea = _taken(values, kind, up)
    unit = f"{NBSP}{setting.unit}"
    choices = [
        Choice(
            text=n.text + unit,
            right=n == key,
            misconception=idea if n == taken != key else None,
            feedback=None if n == key else _why(n, key),
            good=None if n == key else "Vous avez bien vu que le début est le même.",
        )
        for n in values
    ]
    word = setting.high if up else setting.low
    return typeset(
        McqContent(
            context=setting.context,
            ask=f"{setting.one} est le plus {word} ?",
            choices=tuple(choices),
            help=(
                *_HELP[:2],
                f"Cherchez ensuite le nombre le plus {'grand' if up else 'petit'}.",
            ),
            solution=_steps(values, key.text + unit),
            praise=_PRAISE,
        )
    )


def _orders(values: list[_Number], right: list[_Number], unit: str) -> tuple[WrongOrder, ...]:
    """The orders that reading the decimals as whole numbers, or by length, leads to."""
    down = right[0].value > right[-1].value
    whole = sorted(values, key=lambda n: int(n.decimals), reverse=down)
    # "The longer, the smaller"; equal lengths are compared rightly.
    length = sorted(values, key=lambda n: (-len(n.decimals), n.value), reverse=down)
    made: list[tuple[list[_Number], str]] = []
    for order, name in ((whole, "plus-long"), (length, "plus-court")):
        if order in (right, *(o for o, _ in made)):
            continue
        made.append((order, name))
    return tuple(
        WrongOrder(
            elements=tuple(n.text + unit for n in order),
            misconception=name,
            feedback=_first_gap(order, right),
        )
        for order, name in made
    )


def _first_gap(order: list[_Number], right: list[_Number]) -> str:
    """Where an order leaves the right one, and the two numbers to compare there."""
    at = next(i for i, (a, b) in enumerate(zip(order, right, strict=True)) if a != b)
    return f"Regardez {order[at].text} et {right[at].text}. {_why(order[at], right[at])}"


@generator("maths.decimaux.ranger", version=1)
def put_in_order(rng: random.Random, params: Params) -> Content:
    """Decimals of one whole part to put in order. ``lengths``: how many decimals each has."""
    setting = rng.choice(_SETTINGS)
    lengths = int_list_param(params, "lengths", [1, 1, 2])
    whole = rng.randint(*setting.wholes)

    def attempt() -> tuple[list[_Number], tuple[WrongOrder, ...]] | None:
        low = 0 if max(lengths) > 2 else 1
        values = [
            _Number(whole, _digits(rng, rng.randint(low if n > 1 else 1, 9), n))
            for n in lengths
        ]
        if len({n.value for n in values}) < len(values):
            return None
        right = sorted(values, key=lambda n: n.value, reverse=down)
        wrongs = _orders(values, right, unit)
        return (right, wrongs) if len(wrongs) == 2 else None

    down = rng.random() < 0.5
    unit = f"{NBSP}{setting.unit}"
    right, wrongs = draw_until(attempt)
    ends = (setting.high, setting.low) if down else (setting.low, setting.high)
    return typeset(
        OrderContent(
            context=setting.context,
            ask=f"Rangez {setting.many} du plus {ends[0]} au plus {ends[1]}.",
            elements=tuple(n.text + unit for n in right),
            first=f"le plus {ends[0]}",
            last=f"le plus {ends[1]}",
            wrong=wrongs,
            help=_HELP,
            solution=_steps(right, " ; ".join(n.text for n in right)),
            praise=_PRAISE,
        )
    )


@dataclass(frozen=True)
class _Ends:
    """Two neighbours with ``places`` decimals: 2,3 and 2,4."""

    low: Fraction
    places: int

    @property
    def step(self) -> Fraction:
        return Fraction(1, 10**self.places)

    @property
    def high(self) -> Fraction:
        return self.low + self.step

    def text(self, value: Fraction, more: int = 0) -> str:
        return number(value, self.places + more)


def _ends(rng: random.Random, places: int) -> _Ends:
    """The upper end does not end in 0, so that both ends look alike."""
    units = rng.choice(
        [n for n in range(1 * 10**places, 9 * 10**places) if n % 10 not in (9, 0)]
    )
    return _Ends(Fraction(units, 10**places), places)


def _between_steps(ends: _Ends, shown: str) -> tuple[Step, ...]:
    low, high = ends.text(ends.low, 1), ends.text(ends.high, 1)
    return (
        Step(
            text="Ajoutez un zéro à droite : les nombres ne changent pas.",
            working=f"{low} et {high}",
        ),
        Step(text=f"Entre {low} et {high}, il y a de la place.", result=f"par exemple {shown}"),
    )


_BETWEEN_HELP = (
    "Peut-on écrire un chiffre de plus après la virgule ?",
    "Ajoutez un zéro à droite de chaque nombre, puis comptez.",
)
_PLACES = (
    "Une pièce doit mesurer entre {} et {}{}cm.",
    "Un colis pèse entre {} et {}{}kg.",
    "Le bidon contient entre {} et {}{}L.",
    "Le trajet à vélo fait entre {} et {}{}km.",
)


@generator("maths.decimaux.entre", version=1)
def between(rng: random.Random, params: Params) -> Content:
    """Any number between two neighbours. ``places``: the decimals of the ends."""
    ends = _ends(rng, int_param(params, "places", 1))
    middle = ends.low + ends.step / 2
    low, high = ends.text(ends.low), ends.text(ends.high)
    said = f"{low} = {ends.text(ends.low, 1)} et {high} = {ends.text(ends.high, 1)}. "
    why = f"{said}Cherchez entre les deux."
    place = rng.choice(_PLACES)
    near = ends.step * Fraction(499999, 1000000)
    return typeset(
        NumericContent(
            context=place.format(low, high, NBSP),
            ask=f"Écrivez un nombre entre {low} et {high}, différent des deux.",
            answer=exact(middle),
            tolerance=exact(near),
            wrong=(
                wrong(ends.low, "rien-entre", why),
                wrong(ends.high, "rien-entre", why),
            ),
            help=_BETWEEN_HELP,
            solution=_between_steps(ends, ends.text(middle, 1)),
            praise="Vous avez ajouté un chiffre après la virgule.",
        )
    )


@generator("maths.decimaux.entre-choix", version=1)
def choose_between(rng: random.Random, params: Params) -> Content:
    """Which number lies between two neighbours. ``places``: the decimals of the ends."""
    ends = _ends(rng, int_param(params, "places", 1))
    digit = rng.randint(1, 9)
    key = ends.text(ends.low + ends.step * digit / 10, 1)
    low, high = ends.text(ends.low), ends.text(ends.high)
    above = ends.text(ends.high + ends.step * digit / 10, 1)
    wedge = f"{low[:-1]}0{low[-1]}"
    place = rng.choice(_PLACES)
    return typeset(
        McqContent(
            context=place.format(low, high, NBSP),
            ask=f"Quel nombre est entre {low} et {high} ?",
            choices=(
                Choice(text=key, right=True),
                Choice(
                    text="aucun",
                    misconception="rien-entre",
                    feedback=f"{low} = {low}0 et {high} = {high}0. Il y a de la place.",
                ),
                Choice(
                    text=above,
                    misconception="plus-court",
                    feedback=f"{high} = {high}0. Comparez {high}0 et {above}.",
                ),
                Choice(
                    text=wedge,
                    feedback=f"{low} = {low}0. Comparez {wedge} et {low}0.",
                ),
            ),
            help=_BETWEEN_HELP,
            solution=_between_steps(ends, key),
            praise="Vous avez ajouté un chiffre après la virgule.",
        )
    )
