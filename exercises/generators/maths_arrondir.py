"""Rounding whole numbers and prices, and telling the order of magnitude of a result."""

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
    int_list_param,
    pick_choices,
    price,
    typeset,
    word_param,
    wrong,
)
from exercises.types.mcq import McqContent
from exercises.types.numeric import NumericContent, WrongNumber

_RANKS = {10: "à la dizaine", 100: "à la centaine", 1000: "au millier"}
_PLACE = {10: "dizaines", 100: "centaines", 1000: "milliers"}
_CONTEXTS = (
    "Le stock compte {} vis.",
    "{} personnes sont venues au salon de l'emploi.",
    "Le compteur du camion marque {} km.",
    "L'atelier a fabriqué {} pièces.",
    "Le devis est de {} €.",
    "L'entrepôt a reçu {} colis.",
)


def rounded(value: Fraction | int, rank: int) -> int:
    """``value`` to the nearest multiple of ``rank``, half up."""
    return int((Fraction(value) / rank + Fraction(1, 2)) // 1) * rank


def _cascade(value: int, rank: int) -> int:
    """Rounded at every rank up to ``rank``: 149 to 150, then 200."""
    step = 10
    while step <= rank:
        value, step = rounded(value, step), step * 10
    return value


@dataclass(frozen=True)
class _Task:
    """A number to round at a rank, and its two neighbours of that rank."""

    value: int
    rank: int

    @property
    def key(self) -> int:
        return rounded(self.value, self.rank)

    @property
    def low(self) -> int:
        return self.value // self.rank * self.rank

    @property
    def high(self) -> int:
        return self.low + self.rank

    @property
    def next_digit(self) -> int:
        """The digit just after the rank."""
        return self.value * 10 // self.rank % 10


def _task(rng: random.Random, params: Params) -> _Task:
    """``ranks``: where to round; ``kind``: simple, or cascade (149, 2 847…)."""
    ranks = int_list_param(params, "ranks", [10])
    kind = word_param(params, "kind", ("simple", "cascade"))

    def attempt() -> _Task | None:
        rank = rng.choice(ranks)
        task = _Task(rng.randrange(rank, 100 * rank if rank < 1000 else 60 * rank), rank)
        if task.value % rank == 0 or task.value % 10 == 0 or task.low == 0:
            return None
        traps = _cascade(task.value, rank) != task.key
        return task if traps == (kind == "cascade") else None

    return draw_until(attempt)


def _rule(task: _Task) -> str:
    """What the digit after the rank says."""
    digit = task.next_digit
    side = "5 ou plus : on monte" if digit >= 5 else "moins de 5 : on descend"
    return f"Juste après les {_PLACE[task.rank]}, il y a {digit}. C'est {side}."


def _other_rank(task: _Task) -> int:
    """The same number rounded one rank further down, or up when there is none."""
    other = task.rank // 10 if task.rank > 10 else task.rank * 10
    return rounded(task.value, other)


def _slips(task: _Task) -> list[WrongNumber]:
    """What each misconception makes of a rounding."""
    shown, name = number(task.value), _RANKS[task.rank]
    made = []
    if task.key == task.high:
        made.append(wrong(task.low, "troncature", f"Vous avez coupé le nombre. {_rule(task)}"))
    cascade = _cascade(task.value, task.rank)
    if cascade != task.key:
        made.append(
            wrong(
                cascade,
                "cascade",
                f"Partez de {shown}, une seule fois. {_rule(task)}",
                "Vous avez choisi la bonne place.",
            )
        )
    made.append(
        wrong(
            task.key // task.rank,
            "zero-oublie",
            f"{number(task.key // task.rank)} est bien plus petit que {shown}. "
            "Gardez la taille du nombre avec des zéros.",
            "Vous avez trouvé le bon début.",
        )
    )
    other = _other_rank(task)
    if other:
        made.append(
            wrong(
                other,
                "rang",
                f"Soulignez le chiffre des {_PLACE[task.rank]} dans {shown}. "
                f"On arrondit {name}.",
            )
        )
    return made


def _steps(task: _Task) -> tuple[Step, ...]:
    low, high = number(task.low), number(task.high)
    return (
        Step(text=f"{number(task.value)} est entre {low} et {high}."),
        Step(text=_rule(task)),
        Step(text=f"Arrondi {_RANKS[task.rank]} :", result=number(task.key)),
    )


def _help(task: _Task) -> tuple[str, ...]:
    return (
        f"Où est le chiffre des {_PLACE[task.rank]} dans {number(task.value)} ?",
        "Regardez seulement le chiffre juste à sa droite.",
        "De 0 à 4, on descend. De 5 à 9, on monte.",
    )


_PRAISE = "Vous avez regardé le chiffre juste après."


@generator("maths.arrondir.nombre", version=1)
def round_number(rng: random.Random, params: Params) -> Content:
    """A whole number to round. ``ranks``, ``kind``: simple or cascade."""
    task = _task(rng, params)
    return typeset(
        NumericContent(
            context=rng.choice(_CONTEXTS).format(number(task.value)),
            ask=f"Arrondissez {number(task.value)} {_RANKS[task.rank]}.",
            answer=str(task.key),
            wrong=distinct(task.key, _slips(task)),
            help=_help(task),
            solution=_steps(task),
            praise=_PRAISE,
        )
    )


@generator("maths.arrondir.choix", version=1)
def choose_rounded(rng: random.Random, params: Params) -> Content:
    """Which number is the rounded one. ``ranks``, ``kind``: simple or cascade."""

    def attempt() -> tuple[_Task, tuple[Choice, ...]] | None:
        task = _task(rng, params)
        wrongs = [
            Choice(
                text=number(slip.value),
                misconception=slip.misconception,
                feedback=slip.feedback,
                good=slip.good,
            )
            for slip in _slips(task)
        ]
        if task.key == task.low:
            far = Choice(text=number(task.high), feedback=_rule(task))
            wrongs.append(far)
        choices = pick_choices(rng, number(task.key), wrongs, 4)
        return (task, choices) if choices else None

    task, choices = draw_until(attempt)
    return typeset(
        McqContent(
            context=rng.choice(_CONTEXTS).format(number(task.value)),
            ask=f"Quel est l'arrondi de {number(task.value)} {_RANKS[task.rank]} ?",
            choices=choices,
            help=_help(task),
            solution=_steps(task),
            praise=_PRAISE,
        )
    )


_GOODS = ("Un casque", "Un pantalon", "Un sac", "Un repas", "Un outil", "Un trajet", "Un plein")


def _price_slips(cents: int, why: str) -> list[WrongNumber]:
    """A price rounded to the tenth or to the ten, or cut; ``why`` says what the cents ask."""
    key, low = rounded(Fraction(cents, 100), 1), cents // 100
    tenth = Fraction(rounded(Fraction(cents, 10), 1), 10)
    wrongs = [
        wrong(
            tenth,
            "rang",
            "Il reste des centimes. À l'euro, le prix n'a plus de virgule.",
            "Vous avez bien arrondi, mais à une autre place.",
        ),
        wrong(
            rounded(Fraction(cents, 100), 10),
            "rang",
            "C'est l'arrondi à la dizaine. Soulignez le chiffre juste avant la virgule.",
        ),
    ]
    if key > low:
        wrongs.insert(0, wrong(low, "troncature", f"Vous avez coupé le prix. {why}"))
    return wrongs


@generator("maths.arrondir.prix", version=2)
def round_price(rng: random.Random, params: Params) -> Content:
    """A price to round to the euro."""
    # 50,01 € is 50 € to whatever place: nobody could round it wrong.
    cents = rng.choice(
        [n for n in range(310, 8990) if n % 100 not in (0, 50) and n % 10 and n % 1000 > 4]
    )
    key, low = rounded(Fraction(cents, 100), 1), cents // 100
    left = cents % 100
    side = (
        "plus de 50 centimes : on monte" if left > 50 else "moins de 50 centimes : on descend"
    )
    why = f"Il y a {left} centimes. C'est {side}."
    return typeset(
        NumericContent(
            context=f"{rng.choice(_GOODS)} coûte {price(cents)}.",
            ask=f"Arrondissez {price(cents)} à l'euro.",
            answer=str(key),
            unit="€",
            wrong=distinct(key, _price_slips(cents, why)),
            help=(
                "Entre quels prix sans centimes se trouve ce prix ?",
                "Comparez les centimes avec 50.",
            ),
            solution=(
                Step(text=f"{price(cents)} est entre {low} € et {low + 1} €."),
                Step(text=why, result=f"{key} €"),
            ),
            praise="Vous avez comparé les centimes avec 50.",
        )
    )


def _near(rng: random.Random, tens: int) -> int:
    """A price in cents, a little under or over ``tens`` tens of euros."""
    return tens * 1000 + rng.choice((-110, -90, -55, -25, -5, 5, 20, 45, 90, 110))


def _total_choices(prices: list[int], tens: int, sums: str) -> tuple[Choice, ...]:
    """The total of the rounded prices, of the prices cut, ten times more, ten times less."""
    key, cut = tens * 10, sum(cents // 1000 for cents in prices)
    under = next(cents for cents in prices if cents % 1000 > 500)
    return (
        Choice(text=f"{key} €", right=True),
        Choice(
            text=f"{cut * 10} €",
            misconception="troncature",
            feedback=f"{price(under)}, c'est presque {under // 1000 * 10 + 10} €. "
            "Arrondissez au plus proche.",
            good="Vous avez bien cherché des prix simples.",
        ),
        Choice(
            text=f"{number(key * 10)} €",
            misconception="rang",
            feedback=f"Aucun prix n'atteint 100 €. Arrondissez à la dizaine : {sums}.",
        ),
        Choice(
            text=f"{tens} €",
            misconception="zero-oublie",
            feedback=f"Un seul article coûte déjà {price(max(prices))}. "
            "Gardez le zéro des dizaines.",
        ),
    )


@generator("maths.arrondir.total", version=2)
def estimate_total(rng: random.Random, params: Params) -> Content:
    """The order of magnitude of three prices. All are near a multiple of 10 €."""

    def attempt() -> tuple[list[int], int] | None:
        tens = [rng.randint(1, 6) for _ in range(3)]
        prices = [_near(rng, ten) for ten in tens]
        cut = sum(cents // 1000 for cents in prices)
        return (prices, sum(tens)) if cut < sum(tens) else None

    prices, tens = draw_until(attempt)
    rounds = [rounded(Fraction(cents, 100), 10) for cents in prices]
    shown = ", ".join(price(cents) for cents in prices)
    sums = " + ".join(str(value) for value in rounds)
    key = tens * 10
    return typeset(
        McqContent(
            context=f"Votre panier : {shown}.",
            ask="Environ combien allez-vous payer ?",
            choices=_total_choices(prices, tens, sums),
            help=(
                "Remplacez chaque prix par un prix simple, très proche.",
                "Arrondissez chaque prix à la dizaine, puis additionnez.",
            ),
            solution=(
                Step(text="Arrondissez chaque prix à la dizaine.", working=sums),
                Step(text="Additionnez.", result=f"environ {key} €"),
            ),
            praise="Vous avez arrondi chaque prix avant d'additionner.",
        )
    )


_LOTS = ("chaises", "casques", "repas", "pneus", "tickets", "lampes", "sacs de ciment")


def _product_slips(count: int, each: int) -> tuple[Choice, ...]:
    """Numbers cut instead of rounded, a zero too many, a zero too few."""
    count_ten, price_ten = rounded(count, 10) // 10, rounded(each, 10) // 10
    about = f"{count_ten * 10} × {price_ten * 10}"
    key = count_ten * price_ten * 100
    cut = (count_ten - 1) * 10 * (each // 10 * 10)
    return (
        Choice(
            text=f"{number(cut)} €",
            misconception="troncature",
            feedback=f"{count} est tout près de {count_ten * 10}. Arrondissez au plus proche.",
        ),
        Choice(
            text=f"{number(key * 10)} €",
            misconception="rang",
            feedback=f"Comptez les zéros : {about}. Deux zéros en tout.",
        ),
        Choice(
            text=f"{number(key // 10)} €",
            misconception="zero-oublie",
            feedback=f"Comptez les zéros : {about}. Il en manque un.",
            good="Vous avez trouvé les bons premiers chiffres.",
        ),
    )


@generator("maths.arrondir.produit", version=2)
def estimate_product(rng: random.Random, params: Params) -> Content:
    """The order of magnitude of a count times a price, both just under or over a ten."""
    count_ten, price_ten = rng.randint(2, 9), rng.randint(2, 9)
    count = count_ten * 10 - rng.choice((1, 2))
    each = price_ten * 10 + rng.choice((-2, -1, 1, 2))
    about = f"{count_ten * 10} × {price_ten * 10}"
    key = count_ten * price_ten * 100
    thing = rng.choice(_LOTS)
    return typeset(
        McqContent(
            context=f"Une entreprise achète {count} {thing} à {each} € l'unité.",
            ask="Environ combien paie-t-elle en tout ?",
            choices=(Choice(text=f"{number(key)} €", right=True), *_product_slips(count, each)),
            help=(
                "Quels nombres simples sont tout près ?",
                "Arrondissez les deux nombres à la dizaine, puis multipliez.",
            ),
            solution=(
                Step(text="Arrondissez les deux nombres à la dizaine.", working=about),
                Step(
                    text=f"Calculez {count_ten} × {price_ten}, puis écrivez les deux zéros.",
                    result=f"environ {number(key)} €",
                ),
            ),
            praise="Vous avez arrondi avant de multiplier.",
        )
    )
