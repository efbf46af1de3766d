"""Adding and subtracting decimal numbers, with the slips of a misplaced comma."""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction

from exercises.content import Choice, Content, Step
from exercises.french import NBSP, number
from exercises.generators import Params, generator
from exercises.generators.maths_common import (
    distinct,
    draw_until,
    exact,
    int_list_param,
    pick_choices,
    typeset,
    wrong,
)
from exercises.types.mcq import McqContent
from exercises.types.numeric import NumericContent, WrongNumber


@dataclass(frozen=True)
class _Number:
    """A decimal number of units and ``decimals`` as they are written ("" for a whole one)."""

    whole: int
    decimals: str

    @property
    def value(self) -> Fraction:
        return self.whole + self.part

    @property
    def part(self) -> Fraction:
        """What stands after the comma: 0.25 for 3,25."""
        return Fraction(int(self.decimals or "0"), 10 ** len(self.decimals))

    @property
    def text(self) -> str:
        return f"{self.whole},{self.decimals}" if self.decimals else str(self.whole)

    def padded(self, places: int) -> str:
        """With zeros to ``places`` decimals: 7,00 for 7."""
        return f"{self.whole},{self.decimals.ljust(places, '0')}"

    @property
    def digits(self) -> int:
        """The number read without its comma: 125 for 1,25."""
        return int(f"{self.whole}{self.decimals}")


def _number(rng: random.Random, places: int, low: int, high: int) -> _Number:
    """A number from ``low`` to ``high`` whose last decimal is not 0."""
    whole = rng.randint(low, high)
    if not places:
        return _Number(whole, "")
    end = rng.choice([n for n in range(10**places) if n % 10])
    return _Number(whole, str(end).rjust(places, "0"))


@dataclass(frozen=True)
class _Scene:
    """Two quantities: a context with two places, a question, a unit."""

    context: str
    ask: str
    unit: str


_ADD = (
    _Scene("Un carton pèse {} kg. Un autre pèse {} kg.", "Combien pèsent-ils ensemble ?", "kg"),
    _Scene("Une planche mesure {} m. Une autre mesure {} m.", "Quelle longueur en tout ?", "m"),
    _Scene("Le bus fait {} km, puis encore {} km.", "Combien de kilomètres en tout ?", "km"),
    _Scene(
        "Un bidon contient {} L. Un autre contient {} L.", "Combien de litres en tout ?", "L"
    ),
    _Scene(
        "Sonia pose {} m de câble, puis {} m.", "Quelle longueur pose-t-elle en tout ?", "m"
    ),
)
_TAKE = (
    _Scene("Un rouleau fait {} m. On coupe {} m.", "Quelle longueur reste-t-il ?", "m"),
    _Scene("Un sac contient {} kg de sable. On prend {} kg.", "Combien reste-t-il ?", "kg"),
    _Scene("Un bidon contient {} L. On verse {} L.", "Combien de litres reste-t-il ?", "L"),
    _Scene(
        "Le trajet fait {} km. Yanis a fait {} km.", "Combien de kilomètres reste-t-il ?", "km"
    ),
)
_PAY = (
    _Scene("Mehdi achète un câble à {} € et un chargeur à {} €.", "Combien paie-t-il ?", "€"),
    _Scene("Léa achète des gants à {} € et une lampe à {} €.", "Combien paie-t-elle ?", "€"),
    _Scene("Un billet de car coûte {} €. Un repas coûte {} €.", "Quel est le total ?", "€"),
)
_CHANGE = (
    _Scene("Inès donne {} €. Elle paie {} €.", "Combien lui rend-on ?", "€"),
    _Scene(
        "Enzo a {} € sur sa carte de transport. Il dépense {} €.", "Combien reste-t-il ?", "€"
    ),
)


def _common(*terms: _Number) -> int:
    return max(len(term.decimals) for term in terms)


def _shown(value: Fraction, unit: str) -> str:
    return number(value, 2 if unit == "€" and value.denominator > 1 else None)


def _right_aligned(left: _Number, right: _Number, sign: int) -> Fraction:
    """The result of digits put under one another from the right: 3,5 + 1,25 = 1,60."""
    return Fraction(left.digits + sign * right.digits, 10 ** _common(left, right))


def _apart(left: _Number, right: _Number) -> Fraction | None:
    """2,7 + 1,5 = 3,12: both sides of the comma on their own; None without a carry."""
    places = _common(left, right)
    parts = [int(term.decimals.ljust(places, "0")) for term in (left, right)]
    if sum(parts) < 10**places:
        return None
    return left.whole + right.whole + Fraction(sum(parts), 10 ** (places + 1))


def _digits_apart(left: _Number, right: _Number) -> Fraction | None:
    """3,5 + 1,25 = 4,30: 5 + 25 after the comma; None when it says nothing else."""
    if len(left.decimals) == len(right.decimals) or not (left.decimals and right.decimals):
        return None
    after = str(int(left.decimals) + int(right.decimals))
    return left.whole + right.whole + Fraction(int(after), 10 ** len(after))


def _sum_slips(left: _Number, right: _Number) -> list[WrongNumber]:
    places = _common(left, right)
    lined = f"{left.padded(places)} + {right.padded(places)}"
    made = []
    apart = _apart(left, right)
    if apart is not None:
        parts = " + ".join(t.decimals.ljust(places, "0") for t in (left, right))
        rank = "dixièmes" if places == 1 else "centièmes"
        made.append(
            wrong(
                apart,
                "parties-separees",
                f"Après la virgule, {parts} font plus d'une unité : "
                f"{10**places} {rank} font 1. Mettez une retenue.",
                "Vous avez bien additionné les chiffres.",
            )
        )
    split = _digits_apart(left, right)
    if split is not None:
        made.append(
            wrong(
                split,
                "parties-separees",
                f"{left.decimals} et {right.decimals} ne sont pas du même rang. "
                f"Écrivez {lined}.",
            )
        )
    if len(left.decimals) != len(right.decimals):
        made.append(
            wrong(
                _right_aligned(left, right, 1),
                "virgule-non-alignee",
                f"Les chiffres sont alignés à droite. Alignez les virgules : {lined}.",
            )
        )
    return made


def _add_steps(terms: tuple[_Number, ...], mark: str, total: str) -> tuple[Step, ...]:
    places = _common(*terms)
    lined = f" {mark} ".join(term.padded(places) for term in terms)
    zero = any(len(term.decimals) != places for term in terms)
    first = "Ajoutez des zéros, puis alignez les virgules." if zero else "Alignez les virgules."
    verb = "Additionnez" if mark == "+" else "Soustrayez"
    return (
        Step(text=first, working=lined),
        Step(text=f"{verb} de droite à gauche. Pensez aux retenues.", result=total),
    )


_HELP_ADD = (
    "Les nombres ont-ils autant de chiffres après la virgule ?",
    "Écrivez-les l'un sous l'autre, virgule sous virgule.",
    "Commencez par la droite. N'oubliez pas la retenue.",
)


def _pair(rng: random.Random, params: Params) -> tuple[_Number, _Number, list[WrongNumber]]:
    """Two numbers with ``places`` decimals, in any order, that a slip tempts."""
    places = int_list_param(params, "places", [1, 1])

    def attempt() -> tuple[_Number, _Number, list[WrongNumber]] | None:
        left, right = (_number(rng, count, 1, 19) for count in rng.sample(places, 2))
        wrongs = _sum_slips(left, right)
        return (left, right, wrongs) if wrongs else None

    return draw_until(attempt)


@generator("maths.decimaux.somme", version=1)
def add(rng: random.Random, params: Params) -> Content:
    """The sum of two decimals. ``places``: their decimals ([2, 2] are prices)."""
    left, right, wrongs = _pair(rng, params)
    prices = len(left.decimals) == len(right.decimals) == 2
    scene = rng.choice(_PAY if prices else _ADD)
    key = left.value + right.value
    total = f"{_shown(key, scene.unit)}{NBSP}{scene.unit}"
    return typeset(
        NumericContent(
            context=scene.context.format(left.text, right.text),
            ask=scene.ask,
            answer=exact(key),
            unit=scene.unit,
            wrong=distinct(key, wrongs),
            help=_HELP_ADD,
            solution=_add_steps((left, right), "+", total),
            praise="Vous avez aligné les virgules.",
        )
    )


@generator("maths.decimaux.somme-choix", version=1)
def choose_sum(rng: random.Random, params: Params) -> Content:
    """Which number is the sum of two decimals. ``places``: their decimals."""

    def attempt() -> tuple[_Number, _Number, tuple[Choice, ...]] | None:
        left, right, wrongs = _pair(rng, params)
        key = left.value + right.value
        slips = [
            Choice(
                text=number(slip.value),
                misconception=slip.misconception,
                feedback=slip.feedback,
                good=slip.good,
            )
            for slip in wrongs
        ]
        forgot = Choice(
            text=number(key - 1),
            feedback="Une retenue passe avant la virgule. Ajoutez-la aux unités.",
            good="Les chiffres après la virgule sont justes.",
        )
        if left.part + right.part >= 1:
            slips.append(forgot)
        choices = pick_choices(rng, number(key), slips, 3)
        return (left, right, choices) if choices else None

    left, right, choices = draw_until(attempt)
    scene = rng.choice(_ADD)
    return typeset(
        McqContent(
            context=scene.context.format(left.text, right.text),
            ask=f"Combien font {left.text} + {right.text} ?",
            choices=choices,
            help=_HELP_ADD,
            solution=_add_steps((left, right), "+", number(left.value + right.value)),
            praise="Vous avez aligné les virgules.",
        )
    )


def _short_slips(big: _Number, small: _Number, lined: str) -> list[WrongNumber]:
    """The slips when ``big`` has one decimal and ``small`` two: 9,5 − 3,25."""
    same = f"{big.text} = {big.padded(2)}."
    last = int(small.decimals[-1])
    brought = wrong(
        big.value - small.value + Fraction(2 * last, 100),
        "oubli-entier",
        f"{same} Le {last} des centièmes se retire aussi : {lined}.",
        "Vous avez bien aligné les virgules.",
    )
    tail = int(small.decimals) - int(big.decimals)
    if tail <= 0:
        return [brought]
    apart = wrong(
        big.whole - small.whole + Fraction(tail, 100),
        "parties-separees",
        f"{same} Retirez tout ensemble : {lined}.",
    )
    return [brought, apart]


def _take_slips(big: _Number, small: _Number) -> list[WrongNumber]:
    places = _common(big, small)
    lined = f"{big.padded(places)} − {small.padded(places)}"
    made = []
    if not big.decimals:
        made.append(
            wrong(
                big.whole - small.whole + small.part,
                "oubli-entier",
                f"Le {small.decimals} après la virgule se retire aussi. Écrivez {lined}.",
                "Vous avez bien soustrait les nombres avant la virgule.",
            )
        )
        made.append(
            wrong(
                big.whole - small.whole,
                "oubli-entier",
                f"Il reste à retirer {number(small.part)}. Écrivez {lined}.",
                "Vous avez bien soustrait les nombres avant la virgule.",
            )
        )
    elif len(big.decimals) < len(small.decimals):
        made += _short_slips(big, small, lined)
    if len(big.decimals) != len(small.decimals) and big.digits > small.digits:
        made.append(
            wrong(
                _right_aligned(big, small, -1),
                "virgule-non-alignee",
                f"Les chiffres sont alignés à droite. Alignez les virgules : {lined}.",
            )
        )
    return made


@generator("maths.decimaux.difference", version=1)
def take(rng: random.Random, params: Params) -> Content:
    """What is left. ``places``: the decimals of the two numbers, the big one first."""
    first, second = int_list_param(params, "places", [0, 1])

    def attempt() -> tuple[_Number, _Number, list[WrongNumber]] | None:
        small = _number(rng, second, 1, 14)
        big = _number(rng, first, small.whole + 1, small.whole + 12)
        if not first and second == 2:
            big = _Number(rng.choice([n for n in (5, 10, 20, 50) if n > small.whole]), "")
        wrongs = _take_slips(big, small)
        return (big, small, wrongs) if wrongs else None

    big, small, wrongs = draw_until(attempt)
    scene = rng.choice(_CHANGE if not first and second == 2 else _TAKE)
    key = big.value - small.value
    left = f"{_shown(key, scene.unit)}{NBSP}{scene.unit}"
    return typeset(
        NumericContent(
            context=scene.context.format(big.text, small.text),
            ask=scene.ask,
            answer=exact(key),
            unit=scene.unit,
            wrong=distinct(key, wrongs),
            help=(
                "Le premier nombre a-t-il assez de chiffres après la virgule ?",
                "Ajoutez des zéros, virgule sous virgule, puis soustrayez.",
            ),
            solution=(
                *_add_steps((big, small), "−", left),
                Step(
                    text="Vérifiez avec une addition.",
                    working=f"{number(key)} + {small.text} = {big.text}",
                ),
            ),
            praise="Vous avez ajouté des zéros avant de soustraire.",
        )
    )
