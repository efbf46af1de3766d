"""Multiplication on paper, and the slips people make in its columns."""

from __future__ import annotations

import random
from dataclasses import dataclass

from exercises.content import Choice, Content, Step
from exercises.french import number
from exercises.generators import Params, generator
from exercises.generators.maths_columns import digits_up, from_digits_up
from exercises.generators.maths_common import (
    distinct,
    draw_until,
    pick_choices,
    typeset,
    word_param,
    wrong,
)
from exercises.types.mcq import McqContent
from exercises.types.numeric import NumericContent, WrongNumber


@dataclass(frozen=True)
class _Scene:
    """So many things, each of a size: a context with the count then the size, a question."""

    context: str
    ask: str
    unit: str | None


_SCENES = (
    _Scene("L'atelier achète {} outils à {} € l'un.", "Combien coûtent-ils en tout ?", "€"),
    _Scene("Le foyer commande {} meubles à {} € l'un.", "Combien coûtent-ils en tout ?", "€"),
    _Scene("Le camion porte {} caisses de {} kg.", "Combien pèsent-elles en tout ?", "kg"),
    _Scene("On reçoit {} cartons de {} vis.", "Combien de vis en tout ?", None),
    _Scene("On imprime {} livrets de {} pages.", "Combien de pages en tout ?", None),
)
# Two digits at most: no room has rows of 508 chairs.
_SMALL = (
    *_SCENES,
    _Scene("Une salle a {} rangées de {} chaises.", "Combien de chaises en tout ?", None),
    _Scene("Le livreur fait {} tournées de {} km.", "Combien de kilomètres en tout ?", "km"),
)


_COLUMNS = ("unités", "dizaines", "centaines")


@dataclass(frozen=True)
class Product:
    """``top`` is written above ``bottom``; ``bottom`` has one or two digits."""

    top: int
    bottom: int

    @property
    def key(self) -> int:
        """The product."""
        return self.top * self.bottom

    @property
    def tens(self) -> int:
        """The second line without its zero: what the tens digit of ``bottom`` gives."""
        return self.top * (self.bottom // 10)

    @property
    def units(self) -> int:
        """The first line: what the units digit of ``bottom`` gives."""
        return self.top * (self.bottom % 10)

    @property
    def shown(self) -> str:
        """As it is written: 47 × 3."""
        return f"{number(self.top)} × {self.bottom}"


def without_carry(top: int, digit: int) -> int:
    """``top`` × ``digit`` when carries are dropped: 47 × 3 -> 121."""
    columns = [place * digit for place in digits_up(top)]
    return from_digits_up([column % 10 for column in columns[:-1]] + columns[-1:])


def _draw(rng: random.Random, params: Params) -> Product:
    """``kind``: un-chiffre (47 × 6), zero (305 × 4), deux-chiffres (34 × 12), zero-deux."""
    kind = word_param(params, "kind", ("un-chiffre", "zero", "deux-chiffres", "zero-deux"))

    def attempt() -> Product | None:
        if kind == "un-chiffre":
            product = Product(rng.randint(13, 98), rng.randint(3, 9))
        elif kind == "deux-chiffres":
            product = Product(rng.randint(13, 89), rng.randint(12, 49))
        else:
            top = rng.randint(1, 8) * 100 + rng.randint(2, 9)
            product = Product(top, rng.randint(3, 9) if kind == "zero" else rng.randint(12, 39))
        if product.top % 10 == 0 or product.bottom % 10 == 0 or product.top == product.bottom:
            return None
        digit = product.bottom % 10
        carried = without_carry(product.top, digit) != product.units
        return product if carried and digit > 1 else None

    return draw_until(attempt)


def _one_line(product: Product) -> tuple[int, str]:
    """The units of ``product``'s top times its last digit, and the carry in words."""
    digit, unit = product.bottom % 10, product.top % 10
    found = unit * digit
    if found < 10:
        return found, f"{unit} × {digit} = {found}."
    return found, f"{unit} × {digit} = {found} : posez {found % 10}, retenez {found // 10}."


def _carry_slip(product: Product) -> WrongNumber:
    lost = without_carry(product.top, product.bottom % 10)
    total = lost + product.tens * 10
    _, said = _one_line(product)
    return wrong(
        total,
        "retenue-oubliee",
        f"{said} Ajoutez la retenue à la colonne suivante.",
        "Vos multiplications de chiffres sont justes.",
    )


def _zero_slips(product: Product) -> list[WrongNumber]:
    """305 read as 35: the zero inside skipped."""
    text = str(product.top)
    if "0" not in text[1:-1]:
        return []
    short = int(text[0] + text[2:])
    said = f"Ici, on a compté {short} et non {number(product.top)}."
    return [
        wrong(
            short * product.bottom,
            "zero-interne",
            f"{said} Le zéro garde la place des dizaines.",
        )
    ]


def _two_digit_slips(product: Product) -> list[WrongNumber]:
    """The second line not shifted, or only digits of a same column multiplied."""
    if product.bottom < 10:
        return []
    unit, ten = product.bottom % 10, product.bottom // 10
    shift = wrong(
        product.units + product.tens,
        "decalage",
        f"Le {ten} de {product.bottom} vaut {ten * 10}. "
        "Écrivez d'abord un zéro à droite, sur la deuxième ligne.",
        "Vos deux lignes sont justes, avant le zéro.",
    )
    if product.top > 99:
        return [shift]
    top_unit, top_ten = product.top % 10, product.top // 10
    partial = wrong(
        top_ten * 10 * ten * 10 + top_unit * unit,
        "partiel",
        f"Il manque {top_unit} × {ten * 10} et {top_ten * 10} × {unit}. "
        "Chaque chiffre du haut rencontre chaque chiffre du bas.",
        "Les unités entre elles et les dizaines entre elles sont justes.",
    )
    return [shift, partial]


def product_slips(product: Product) -> list[WrongNumber]:
    """What is often found instead of the product, and why."""
    return [*_two_digit_slips(product), *_zero_slips(product), _carry_slip(product)]


def _column_steps(product: Product, found: str) -> tuple[Step, ...]:
    """A number times one digit, column by column, with what is carried."""
    columns, carry, steps = digits_up(product.top), 0, []
    for place, digit in enumerate(columns):
        value = digit * product.bottom + carry
        added = f" + {carry}" if carry else ""
        last = place == len(columns) - 1
        kept = f" : posez {value % 10}, retenez {value // 10}"
        text = f"Puis les {_COLUMNS[place]}{', avec la retenue' if carry else ''}."
        steps.append(
            Step(
                text=text if place else "Commencez par les unités.",
                working=f"{digit} × {product.bottom}{added} = {value}"
                + (kept if value > 9 and not last else ""),
                result=found if last else None,
            )
        )
        carry = value // 10
    return tuple(steps)


def _steps(product: Product, unit_name: str | None = None) -> tuple[Step, ...]:
    """One line for each digit of the bottom number, then their sum."""
    top, bottom = product.top, product.bottom
    found = number(product.key) + (f" {unit_name}" if unit_name else "")
    if bottom < 10:
        return _column_steps(product, found)
    unit, ten = bottom % 10, bottom // 10 * 10
    return (
        Step(text="Première ligne.", working=f"{top} × {unit}", result=number(product.units)),
        Step(
            text="Deuxième ligne, avec un zéro à droite.",
            working=f"{top} × {ten}",
            result=number(product.tens * 10),
        ),
        Step(
            text="Additionnez les deux lignes.",
            working=f"{number(product.units)} + {number(product.tens * 10)}",
            result=found,
        ),
    )


def _help(product: Product) -> tuple[str, ...]:
    unit = product.bottom % 10
    first = f"Combien font {product.top % 10} × {unit} ? Y a-t-il une retenue ?"
    if product.bottom < 10:
        zero = "Un zéro se multiplie aussi : 0 fois un nombre, c'est 0."
        last = zero if "0" in str(product.top) else "Continuez avec les dizaines."
        return first, f"{last} Ajoutez la retenue."
    return (
        f"Séparez {product.bottom} en {product.bottom // 10 * 10} et {unit}.",
        first,
        "À la deuxième ligne, écrivez d'abord un zéro à droite.",
    )


@generator("maths.calcul.produit-pose", version=2)
def multiply(rng: random.Random, params: Params) -> Content:
    """A product of things to write on paper. ``kind``: see ``_draw``."""
    product = _draw(rng, params)
    scene = rng.choice(_SCENES if product.top > 99 else _SMALL)
    return typeset(
        NumericContent(
            context=scene.context.format(product.bottom, number(product.top)),
            ask=scene.ask,
            answer=str(product.key),
            unit=scene.unit,
            wrong=distinct(product.key, product_slips(product)),
            help=_help(product),
            solution=_steps(product, scene.unit),
            praise="Vous avez multiplié chaque chiffre, avec les retenues.",
        )
    )


@generator("maths.calcul.produit-choix", version=2)
def choose_product(rng: random.Random, params: Params) -> Content:
    """Which number is the product. ``kind``: see ``_draw``."""

    def attempt() -> tuple[Product, tuple[Choice, ...]] | None:
        product = _draw(rng, params)
        slips = [
            Choice(
                text=number(slip.value),
                misconception=slip.misconception,
                feedback=slip.feedback,
                good=slip.good,
            )
            for slip in product_slips(product)
        ]
        near = Choice(
            text=number(product.key + product.top),
            feedback=f"{number(product.key + product.top)}, c'est "
            f"{number(product.top)} × {product.bottom + 1}. Il y en a un de trop.",
        )
        less = Choice(
            text=number(product.key - product.top),
            feedback=f"{number(product.key - product.top)}, c'est "
            f"{number(product.top)} × {product.bottom - 1}. Il en manque un.",
        )
        choices = pick_choices(rng, number(product.key), [*slips, near, less], 4)
        return (product, choices) if choices else None

    product, choices = draw_until(attempt)
    scene = rng.choice(_SCENES if product.top > 99 else _SMALL)
    return typeset(
        McqContent(
            context=scene.context.format(product.bottom, number(product.top)),
            ask=f"Combien font {product.shown} ?",
            choices=choices,
            help=_help(product),
            solution=_steps(product),
            praise="Vous avez multiplié chaque chiffre, avec les retenues.",
        )
    )
