"""Tables to fill: each cell is one operation, with the slips of that operation."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction

from exercises.content import Content, Step
from exercises.french import number
from exercises.generators import Params, generator
from exercises.generators.maths_columns import borrows
from exercises.generators.maths_columns_feedback import difference_wrongs
from exercises.generators.maths_common import distinct, draw_until, exact, typeset, wrong
from exercises.generators.maths_fois import times_wrongs
from exercises.generators.maths_multiplication import Product, product_slips
from exercises.generators.maths_tables import table_slips
from exercises.types.numeric import Number, WrongNumber
from exercises.types.table import TableContent


def _cell(key: int | Fraction, wrongs: Sequence[WrongNumber], unit: str | None) -> Number:
    return Number(answer=exact(key), unit=unit, wrong=distinct(key, wrongs))


def _line(label: str, working: str, result: str) -> Step:
    return Step(text=f"{label} :", working=working, result=result)


_STOCKS = (
    ("Stock de l'atelier", "Vendu", ("Gants", "Casques", "Lampes", "Vestes", "Bottes")),
    ("Stock de la cuisine", "Utilisé", ("Assiettes", "Verres", "Serviettes", "Barquettes")),
    ("Stock de l'entrepôt", "Expédié", ("Cartons", "Palettes", "Sacs", "Bacs", "Caisses")),
)


@generator("maths.tableau.reste", version=1)
def stock(rng: random.Random, params: Params) -> Content:
    """What is left of three articles: three subtractions with a borrow, the last over a 0."""

    def pair(zero: bool) -> tuple[int, int]:
        def attempt() -> tuple[int, int] | None:
            big, small = rng.randint(201, 989), rng.randint(24, 189)
            held = "0" in str(big)
            owing = borrows(big, small)
            fits = held == zero and (big // 10 % 10 == 0 and big % 10 > 0) == zero
            return (big, small) if fits and small % 10 and owing[0] else None

        return draw_until(attempt)

    title, gone, articles = rng.choice(_STOCKS)
    pairs = [pair(False), pair(False), pair(True)]
    names = rng.sample(articles, 3)
    return typeset(
        TableContent(
            ask="Complétez la colonne « Reste ».",
            title=title,
            head=("Article", "Au départ", gone, "Reste"),
            rows=tuple(
                (name, str(big), str(small), f"[{at}]")
                for at, (name, (big, small)) in enumerate(zip(names, pairs, strict=True), 1)
            ),
            fill=tuple(
                _cell(big - small, difference_wrongs(big, small), None) for big, small in pairs
            ),
            help=(
                "Sur une ligne, quelle opération donne le reste ?",
                "Posez chaque soustraction, en commençant par les unités.",
                "Le chiffre du haut ne suffit pas ? Prenez 1 dans la colonne de gauche.",
            ),
            solution=tuple(
                _line(name, f"{big} − {small}", str(big - small))
                for name, (big, small) in zip(names, pairs, strict=True)
            ),
            praise="Vous avez calculé « haut moins bas » dans chaque colonne.",
        )
    )


_GOODS = (
    ("Bon de commande de l'atelier", ("Casque", "Veste", "Lampe", "Perceuse", "Échelle")),
    ("Bon de commande de la cuisine", ("Plat", "Mixeur", "Bac", "Chariot", "Plaque")),
    ("Bon de commande du foyer", ("Chaise", "Table", "Matelas", "Bureau", "Étagère")),
)


@generator("maths.tableau.commande", version=1)
def order_form(rng: random.Random, params: Params) -> Content:
    """The amounts of an order: a one-digit count, a price with a 0, a two-digit count."""

    def product(top: tuple[int, int], bottom: tuple[int, int], zero: bool) -> Product:
        def attempt() -> Product | None:
            made = Product(rng.randint(*top), rng.randint(*bottom))
            inner = made.top // 10 % 10 == 0
            carried = made.top % 10 * (made.bottom % 10) > 9
            ends = made.top % 10 and made.bottom % 10 > 1
            return made if ends and carried and inner == zero else None

        return draw_until(attempt)

    title, articles = rng.choice(_GOODS)
    made = [
        product((23, 89), (3, 9), False),
        product((102, 409), (3, 9), True),
        product((13, 69), (12, 29), False),
    ]
    names = rng.sample(articles, 3)
    return typeset(
        TableContent(
            ask="Complétez la colonne « À payer ».",
            title=title,
            head=("Article", "Prix", "Quantité", "À payer"),
            rows=tuple(
                (name, f"{one.top} €", str(one.bottom), f"[{at}]")
                for at, (name, one) in enumerate(zip(names, made, strict=True), 1)
            ),
            fill=tuple(_cell(one.key, product_slips(one), "€") for one in made),
            help=(
                "Sur une ligne, quelle opération donne le prix à payer ?",
                "Posez chaque multiplication. Notez les retenues.",
                "Deux chiffres en bas ? À la deuxième ligne, écrivez d'abord un zéro à droite.",
            ),
            solution=tuple(
                _line(name, one.shown, f"{number(one.key)} €")
                for name, one in zip(names, made, strict=True)
            ),
            praise="Vous avez multiplié chaque chiffre, avec les retenues.",
        )
    )


@generator("maths.tableau.tables", version=2)
def grid(rng: random.Random, params: Params) -> Content:
    """A corner of the multiplication table, four cells of six to fill.

    Three rows of two columns: a phone still shows it as a grid.
    """
    downs = sorted(rng.sample(range(4, 10), 3))
    first = rng.randint(4, 8)
    across = (first, first + 1)
    shown = {(row, rng.randrange(2)) for row in rng.sample(range(3), 2)}
    facts: list[tuple[int, int]] = []
    rows = []
    for at, down in enumerate(downs):
        cells = [str(down)]
        for column, factor in enumerate(across):
            if (at, column) in shown:
                cells.append(str(down * factor))
            else:
                facts.append((down, factor))
                cells.append(f"[{len(facts)}]")
        rows.append(tuple(cells))
    return typeset(
        TableContent(
            ask="Complétez la table de multiplication.",
            context="Une case donne le nombre de la ligne, multiplié par celui de la colonne.",
            title="Table de multiplication",
            head=("×", *(str(factor) for factor in across)),
            rows=tuple(rows),
            fill=tuple(_cell(a * b, table_slips(a, b), None) for a, b in facts),
            help=(
                "Lisez le nombre au début de la ligne, puis celui en haut de la colonne.",
                "Sur une ligne, chaque case ajoute une fois le nombre du début.",
            ),
            solution=tuple(
                Step(text=f"Ligne {a}, colonne {b}.", working=f"{a} × {b}", result=str(a * b))
                for a, b in facts
            ),
            praise="Vous avez avancé de case en case.",
        )
    )


_LOTS = (
    (
        "Tarif de l'atelier",
        "€",
        ("Vis (boîte)", "Gants", "Carreau", "Pinceau", "Brosse"),
        2,
        980,
    ),
    ("Poids des colis", "kg", ("Brique", "Sac", "Pot", "Planche", "Bidon"), 1, 98),
    ("Longueurs de câble", "m", ("Câble fin", "Câble rond", "Câble plat", "Tuyau"), 1, 98),
)


def _shown(value: Fraction, unit: str) -> str:
    """Prices with their cents, unless there are none."""
    return number(value, 2 if unit == "€" and value.denominator > 1 else None)


@generator("maths.tableau.lots", version=2)
def lots(rng: random.Random, params: Params) -> Content:
    """For one article the size is known: what 10 and 100 make, for two articles."""
    title, unit, articles, places, most = rng.choice(_LOTS)
    names = rng.sample(articles, 2)
    sizes = [
        Fraction(rng.choice([n for n in range(12, most) if n % 10]), 10**places) for _ in names
    ]
    shown = [_shown(size, unit) for size in sizes]
    cells = [(size, power) for size in sizes for power in (1, 2)]
    return typeset(
        TableContent(
            ask="Complétez pour 10 et pour 100.",
            title=title,
            head=("Article", "Pour 1", "Pour 10", "Pour 100"),
            rows=tuple(
                (name, f"{one} {unit}", f"[{2 * at + 1}]", f"[{2 * at + 2}]")
                for at, (name, one) in enumerate(zip(names, shown, strict=True))
            ),
            fill=tuple(
                _cell(size * 10**power, times_wrongs(size, power, unit), unit)
                for size, power in cells
            ),
            help=(
                "Pour 10, le résultat est-il plus grand ou plus petit ?",
                "Pour 10, chaque chiffre avance d'un rang. Pour 100, de deux rangs.",
            ),
            solution=tuple(
                Step(
                    text=f"{name}, pour 10 puis pour 100.",
                    working=f"{one} × 10 = {_shown(size * 10, unit)} ; "
                    f"{one} × 100 = {_shown(size * 100, unit)}",
                )
                for name, one, size in zip(names, shown, sizes, strict=True)
            ),
            praise="Vous avez déplacé tous les chiffres ensemble.",
        )
    )


_DAYS = ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi")
_ROUNDS = (
    ("Kilomètres à vélo", "km", (2, 18)),
    ("Tissu coupé", "m", (3, 24)),
    ("Déchets triés", "kg", (4, 29)),
    ("Peinture utilisée", "L", (2, 19)),
)


def _decimal_sum(left: int, right: int) -> list[WrongNumber]:
    """Tenths plus hundredths: 3,5 (35) + 1,25 (125) aligned on the right, or side by side."""
    a, b = number(Fraction(left, 10)), number(Fraction(right, 100), 2)
    lined = f"{number(Fraction(left, 10), 2)} + {b}"
    after = str(left % 10 + right % 100)
    return [
        wrong(
            Fraction(left + right, 100),
            "virgule-non-alignee",
            f"Alignez les virgules, pas les derniers chiffres : {lined}.",
        ),
        wrong(
            left // 10 + right // 100 + Fraction(int(after), 10 ** len(after)),
            "parties-separees",
            f"Dans {a}, le {left % 10} compte des dixièmes. Écrivez {lined}.",
            "Les nombres avant la virgule sont bien additionnés.",
        ),
    ]


@generator("maths.tableau.semaine", version=1)
def week(rng: random.Random, params: Params) -> Content:
    """Morning and evening of three days, one with tenths, the other with hundredths."""
    title, unit, (low, high) = rng.choice(_ROUNDS)
    start = rng.randint(0, 2)
    days = _DAYS[start : start + 3]
    sums = []
    for _ in days:
        left = rng.randint(low, high) * 10 + rng.randint(2, 9)
        right = rng.randint(low, high) * 100 + rng.choice(
            [n for n in range(11, 99) if n % 10 and n + left % 10 * 10 > 100]
        )
        sums.append((left, right))
    totals = [Fraction(left * 10 + right, 100) for left, right in sums]
    return typeset(
        TableContent(
            ask="Complétez la colonne « Jour entier ».",
            title=title,
            head=("Jour", "Matin", "Soir", "Jour entier"),
            rows=tuple(
                (
                    day,
                    f"{number(Fraction(left, 10))} {unit}",
                    f"{number(Fraction(right, 100))} {unit}",
                    f"[{at}]",
                )
                for at, (day, (left, right)) in enumerate(zip(days, sums, strict=True), 1)
            ),
            fill=tuple(
                _cell(total, _decimal_sum(*pair), unit)
                for total, pair in zip(totals, sums, strict=True)
            ),
            help=(
                "Les deux nombres ont-ils autant de chiffres après la virgule ?",
                "Ajoutez un zéro au plus court, puis alignez les virgules.",
            ),
            solution=tuple(
                _line(
                    day,
                    f"{number(Fraction(left, 10), 2)} + {number(Fraction(right, 100), 2)}",
                    f"{number(total)} {unit}",
                )
                for day, (left, right), total in zip(days, sums, totals, strict=True)
            ),
            praise="Vous avez aligné les virgules.",
        )
    )
