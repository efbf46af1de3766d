"""Paying and giving change. Amounts are whole numbers of cents."""

from __future__ import annotations

import random
from fractions import Fraction

from exercises.content import Choice, Content, Step
from exercises.french import join_list
from exercises.generators import Params, generator
from exercises.generators.maths_common import (
    distinct,
    draw_until,
    exact,
    int_param,
    pick_choices,
    price,
    typeset,
    wrong,
)
from exercises.types.mcq import McqContent
from exercises.types.numeric import NumericContent, WrongNumber

BANKNOTES = (500, 1000, 2000, 5000)
MONEY = (5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1)  # euro notes and coins, in cents

# shop, then its articles with their lowest and highest price in cents
_SHOPS = (
    ("Au snack", (("un sandwich", 380, 690), ("une salade", 420, 790), ("un plat", 720, 1390))),
    ("Chez le fleuriste", (("un bouquet", 790, 1890), ("une plante", 650, 2490))),
    ("Au magasin", (("un tee-shirt", 790, 1790), ("une ceinture", 890, 1890))),
    ("À la librairie", (("un livre", 610, 1490), ("un agenda", 590, 1390))),
    ("Au garage", (("un bidon d'huile", 1490, 3490), ("une ampoule", 390, 990))),
    ("À la quincaillerie", (("un pot de peinture", 1290, 3990), ("un pinceau", 310, 890))),
    ("Au marché", (("un fromage", 420, 980), ("un poulet rôti", 990, 1490))),
)


def draw_price(rng: random.Random, low: int, high: int, step: int) -> int:
    """A price from ``low`` to ``high`` cents, multiple of ``step``, never whole euros."""
    choices = [cents for cents in range(low - low % step, high + 1, step) if cents % 100]
    return rng.choice(choices)


def pieces(cents: int) -> str:
    """The fewest notes and coins that make an amount: "5 € + 1 € + 20 c"."""
    found = []
    for value in MONEY:
        count, cents = divmod(cents, value)
        found += [f"{value // 100} €" if value >= 100 else f"{value} c"] * count
    return " + ".join(found)


def _banknote(cents: int) -> int | None:
    """The smallest note worth at least one euro and some cents more than the amount."""
    return next((note for note in BANKNOTES if note - cents > 100), None)


def change_steps(due: int, given: int) -> tuple[Step, ...]:
    """Forward from the price to the next euro, then to the sum that was given."""
    euro = -(-due // 100) * 100
    return (
        Step(
            text="Partez du prix. Avancez jusqu'à l'euro suivant.",
            working=f"{price(due)} → {price(euro)}",
            result=price(euro - due),
        ),
        Step(
            text="Avancez jusqu'à la somme donnée.",
            working=f"{price(euro)} → {price(given)}",
            result=price(given - euro),
        ),
        Step(
            text="Additionnez.",
            working=f"{price(euro - due)} + {price(given - euro)}",
            result=price(given - due),
        ),
    )


def _change_slips(due: int, given: int) -> list[tuple[int, str, str, str | None]]:
    """Wrong change in cents, misconception, what blocks, what is right."""
    euro = -(-due // 100) * 100
    said = (
        f"De {price(due)} à {price(euro)}, il y a {price(euro - due)}. "
        f"Comptez ensuite les euros à partir de {price(euro)}."
    )
    good = f"Les {euro - due} centimes sont bons."
    total = f"{price(due)}, c'est le prix à payer. Comptez de {price(due)} à {price(given)}."
    # The price first: on a price near half the note, other slips give the same amount.
    return [
        (due, "rendu-total", total, None),
        (given - due + 100, "centimes", said, good),
        (given - due // 100 * 100 + due % 100, "centimes", said, None),
    ]


def _change_wrongs(due: int, given: int) -> list[WrongNumber]:
    return [
        wrong(Fraction(cents, 100), misconception, said, good)
        for cents, misconception, said, good in _change_slips(due, given)
    ]


_CHANGE_HELP = (
    "Que cherche-t-on : le prix, ou la monnaie à rendre ?",
    "Partez du prix. Combien de centimes jusqu'à l'euro suivant ?",
    "Ajoutez ensuite les euros jusqu'à la somme donnée.",
)


Sold = list[tuple[str, int]]


def _draw_sale(rng: random.Random, step: int, count: int) -> tuple[str, Sold, int]:
    """A shop, ``count`` articles with their prices in cents, the note that is given."""

    def attempt() -> tuple[str, Sold, int] | None:
        shop, articles = rng.choice(_SHOPS)
        sold = [
            (name, draw_price(rng, low, high, step))
            for name, low, high in rng.sample(articles, count)
        ]
        due = sum(cents for _, cents in sold)
        given = _banknote(due)
        carried = count == 1 or sum(cents % 100 for _, cents in sold) > 100
        return None if given is None or due % 100 == 0 or not carried else (shop, sold, given)

    return draw_until(attempt)


@generator("maths.monnaie.rendre", version=2)
def give_change(rng: random.Random, params: Params) -> Content:
    """Change on a note. ``step``: of prices, in cents; ``articles``: 1 or 2."""
    count = int_param(params, "articles", 1)
    shop, sold, given = _draw_sale(rng, int_param(params, "step", 50), count)
    due = sum(cents for _, cents in sold)
    basket = join_list([f"{name} à {price(cents)}" for name, cents in sold])
    wrongs = _change_wrongs(due, given)
    steps = change_steps(due, given)
    hints = _CHANGE_HELP
    if count > 1:
        total = " + ".join(price(cents) for _, cents in sold)
        steps = (Step(text="Calculez le prix total.", working=total, result=price(due)), *steps)
        hints = ("Combien coûtent les deux achats ensemble ?", *_CHANGE_HELP[1:])
        name, last = sold[-1]
        forgot = f"Il y a deux achats : comptez aussi {name} à {price(last)}."
        wrongs.append(wrong(Fraction(given - due + last, 100), "oubli-ligne", forgot))
    key = Fraction(given - due, 100)
    return typeset(
        NumericContent(
            context=f"{shop}, vous vendez {basket}. On vous donne {price(given)}.",
            ask="Combien d'argent devez-vous rendre ?",
            answer=exact(key),
            unit="€",
            wrong=distinct(key, wrongs),
            help=hints,
            solution=steps,
            praise="Vous avez avancé du prix jusqu'à la somme donnée.",
        )
    )


@generator("maths.monnaie.rendre-pieces", version=2)
def change_in_coins(rng: random.Random, params: Params) -> Content:
    """Which notes and coins to give back. ``step``: prices are multiples of it, in cents."""
    step = int_param(params, "step", 10)

    def attempt() -> tuple[str, int, int, tuple[Choice, ...]] | None:
        shop, articles = rng.choice(_SHOPS)
        name, low, high = rng.choice(articles)
        due = draw_price(rng, low, high, step)
        given = _banknote(due)
        if given is None:
            return None
        slips = [
            Choice(text=pieces(cents), misconception=misconception, feedback=said, good=good)
            for cents, misconception, said, good in _change_slips(due, given)
        ]
        choices = pick_choices(rng, pieces(given - due), slips, 4)
        return None if choices is None else (f"{shop}, vous vendez {name}", due, given, choices)

    sale, due, given, choices = draw_until(attempt)
    given_back = Step(text="Choisissez les billets et les pièces.", result=pieces(given - due))
    return typeset(
        McqContent(
            context=f"{sale} à {price(due)}. On vous donne {price(given)}.",
            ask="Quelle monnaie devez-vous rendre ?",
            choices=choices,
            help=_CHANGE_HELP,
            solution=(*change_steps(due, given), given_back),
            praise="Vous avez avancé du prix jusqu'à la somme donnée.",
        )
    )


_PAYING = (
    "{name} coûte {p}. Vous donnez la somme exacte.",
    "{name} coûte {p}. Vous payez en espèces.",
    "{name} coûte {p}. La caisse n'a plus de monnaie.",
)


def _exact_money_slips(due: int) -> list[Choice]:
    """Amounts near the price, with what each one makes."""
    whole, cents = due // 100 * 100, due % 100
    said = "Ici, il y a {found}. Il faut {due}."
    mixed = cents * 10 if cents < 10 else cents // 10
    found = [(whole + mixed, "centimes"), (due + 100, None), (whole + 100 - cents, "centimes")]
    found.append((due - 100, None))
    return [
        Choice(
            text=pieces(amount),
            misconception=misconception,
            feedback=said.format(found=price(amount), due=price(due))
            + (
                f" Comptez les centimes : il en faut {cents}."
                if misconception
                else " Comptez les euros."
            ),
            good=None if misconception else "Les centimes sont bons.",
        )
        for amount, misconception in found
    ]


@generator("maths.monnaie.appoint", version=2)
def exact_money(rng: random.Random, params: Params) -> Content:
    """Which notes and coins make a price exactly. ``step``: of prices, in cents."""
    step = int_param(params, "step", 10)

    def attempt() -> tuple[str, int, tuple[Choice, ...]] | None:
        name, low, high = rng.choice(rng.choice(_SHOPS)[1])
        due = draw_price(rng, low, high, step)
        choices = pick_choices(rng, pieces(due), _exact_money_slips(due), 4)
        return None if choices is None else (name, due, choices)

    name, due, choices = draw_until(attempt)
    context = rng.choice(_PAYING).format(name=name[0].upper() + name[1:], p=price(due))
    whole, cents = due // 100 * 100, due % 100
    return typeset(
        McqContent(
            context=context,
            ask="Choisissez les billets et les pièces pour payer la somme exacte.",
            choices=choices,
            help=(
                "Comptez d'abord les euros, puis les centimes.",
                "Additionnez les pièces et les billets de chaque réponse.",
            ),
            solution=(
                Step(text="Comptez les euros.", working=pieces(whole), result=price(whole)),
                Step(text="Comptez les centimes.", working=pieces(cents), result=price(cents)),
                Step(text="Le compte est juste.", working=pieces(due), result=price(due)),
            ),
            praise="Vous avez compté les euros, puis les centimes.",
        )
    )
