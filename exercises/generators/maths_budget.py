"""Totals of a ticket and a month's budget. Amounts are whole numbers of cents or of euros."""

from __future__ import annotations

import random
from fractions import Fraction

from exercises.content import Choice, Content, Document, Row, Step
from exercises.french import number
from exercises.generators import Params, generator
from exercises.generators.maths_common import (
    PEOPLE,
    distinct,
    draw_until,
    exact,
    int_param,
    pick_choices,
    price,
    typeset,
    word_param,
    wrong,
)
from exercises.generators.maths_monnaie import draw_price
from exercises.types.mcq import McqContent
from exercises.types.numeric import NumericContent, WrongNumber

Lines = list[tuple[str, int]]

_SHELVES = (
    (
        "Courses",
        (
            ("Pâtes", 95, 240),
            ("Fromage", 180, 420),
            ("Légumes", 250, 690),
            ("Poulet", 550, 1090),
            ("Lessive", 590, 1190),
        ),
    ),
    (
        "Magasin de bricolage",
        (
            ("Peinture", 1490, 3990),
            ("Rouleau", 450, 1290),
            ("Bâche", 290, 890),
            ("Ruban adhésif", 250, 590),
            ("Gants", 290, 790),
        ),
    ),
    (
        "Fournitures",
        (
            ("Cahier", 150, 390),
            ("Stylos", 220, 590),
            ("Classeur", 290, 690),
            ("Clé USB", 590, 1490),
            ("Feuilles", 350, 590),
        ),
    ),
    (
        "Pause déjeuner",
        (("Salade", 420, 790), ("Plat chaud", 790, 1290), ("Eau", 80, 190), ("Café", 110, 220)),
    ),
)


def _draw_ticket(rng: random.Random, lines: int, step: int) -> tuple[str, Lines]:
    """A ticket whose cents make one euro or more together."""

    def attempt() -> tuple[str, Lines] | None:
        title, shelf = rng.choice(_SHELVES)
        bought = [
            (name, draw_price(rng, low, high, step))
            for name, low, high in rng.sample(shelf, lines)
        ]
        return (title, bought) if sum(cents % 100 for _, cents in bought) >= 100 else None

    return draw_until(attempt)


def _rows(lines: Lines) -> tuple[Row, ...]:
    return tuple(Row(label=name, value=price(cents)) for name, cents in lines)


def _total(lines: Lines) -> int:
    return sum(cents for _, cents in lines)


def _total_steps(lines: Lines) -> tuple[Step, ...]:
    """Euros with euros, cents with cents, then the euros hidden in the cents."""
    euros = [cents // 100 for _, cents in lines]
    rest = [cents % 100 for _, cents in lines]
    return (
        Step(
            text="Additionnez les euros.",
            working=" + ".join(map(str, euros)),
            result=price(100 * sum(euros)),
        ),
        Step(
            text="Additionnez les centimes. 100 centimes font 1 euro.",
            working=" + ".join(map(str, rest)),
            result=f"{sum(rest)} c, donc {price(sum(rest))}",
        ),
        Step(
            text="Réunissez les deux.",
            working=f"{price(100 * sum(euros))} + {price(sum(rest))}",
            result=price(_total(lines)),
        ),
    )


@generator("maths.budget.total-ticket", version=2)
def ticket_total(rng: random.Random, params: Params) -> Content:
    """The total of a ticket. ``lines``: 2 to 4; ``step``: of prices, in cents."""
    title, lines = _draw_ticket(
        rng, int_param(params, "lines", 2), int_param(params, "step", 50)
    )
    euros = sum(cents // 100 for _, cents in lines)
    rest = sum(cents % 100 for _, cents in lines)
    said = f"Les centimes font {rest} : c'est {price(rest)}. Ajoutez-les aux {euros} euros."
    good = f"Vous avez bien additionné les euros : {euros}."
    key = Fraction(_total(lines), 100)
    wrongs = [
        wrong(key - rest // 100, "centimes", said, good),
        wrong(euros + Fraction(rest, 1000), "centimes", said, good),
        *(
            wrong(
                key - Fraction(cents, 100),
                "oubli-ligne",
                f"Comptez toutes les lignes : il y a aussi {price(cents)} ({name}).",
            )
            for name, cents in lines
        ),
    ]
    return typeset(
        NumericContent(
            document=Document(title=title, rows=(*_rows(lines), _asked("Total"))),
            ask="Quel est le total à payer ?",
            answer=exact(key),
            unit="€",
            wrong=distinct(key, wrongs),
            help=(
                "Combien font les euros ? Combien font les centimes ?",
                "100 centimes font 1 euro.",
            ),
            solution=_total_steps(lines),
            praise="Vous avez changé 100 centimes en 1 euro.",
        )
    )


def _asked(label: str) -> Row:
    return Row(label=label, value="? €", asked=True)


_FIXED = (
    ("Téléphone", 10, 29),
    ("Assurance", 24, 68),
    ("Transport", 30, 75),
    ("Électricité", 38, 92),
    ("Internet", 22, 40),
)
_AIDS = ("Prime d'activité", "Aide au logement")


def _draw_budget(rng: random.Random, level: str) -> tuple[Lines, Lines]:
    """A month's incomes and expenses in euros; at least 20 € remain."""

    def attempt() -> tuple[Lines, Lines] | None:
        incomes = [("Salaire", rng.randint(980, 1480))]
        if level == "complet":
            incomes.append((rng.choice(_AIDS), rng.randint(80, 240)))
        spent = [("Loyer", rng.randint(390, 640)), ("Courses", rng.randint(170, 290))]
        fixed = rng.sample(_FIXED, 2 if level == "simple" else 3)
        spent += [(name, rng.randint(low, high)) for name, low, high in fixed]
        amounts = [amount for _, amount in spent]
        left = sum(amount for _, amount in incomes) - sum(amounts)
        return (incomes, spent) if left >= 20 and len(set(amounts)) == len(amounts) else None

    return draw_until(attempt)


def _budget_wrongs(incomes: Lines, spent: Lines) -> list[WrongNumber]:
    """A line left out, or the total of the expenses instead of what remains."""
    total = _total(spent)
    left = _total(incomes) - total
    wrongs = [
        wrong(
            left + amount,
            "oubli-ligne",
            f"Comptez aussi {price(100 * amount)} ({name.lower()}) dans les dépenses.",
        )
        for name, amount in reversed(spent)
    ]
    spends = f"{price(100 * total)}, c'est le total des dépenses. Retirez-le de l'argent reçu."
    wrongs.append(wrong(total, "rendu-total", spends, "Le total des dépenses est bon."))
    if len(incomes) > 1:
        name, amount = incomes[1]
        also = f"L'argent reçu compte aussi {price(100 * amount)} ({name.lower()})."
        wrongs.append(wrong(left - amount, "oubli-ligne", also))
    return wrongs


def _budget_steps(incomes: Lines, spent: Lines) -> tuple[Step, ...]:
    received, total = _total(incomes), _total(spent)
    steps = []
    if len(incomes) > 1:
        working = " + ".join(number(amount) for _, amount in incomes)
        steps.append(
            Step(
                text="Additionnez l'argent reçu.", working=working, result=price(100 * received)
            )
        )
    return (
        *steps,
        Step(
            text="Additionnez toutes les dépenses.",
            working=" + ".join(number(amount) for _, amount in spent),
            result=price(100 * total),
        ),
        Step(
            text="Retirez les dépenses de l'argent reçu.",
            working=f"{price(100 * received)} − {price(100 * total)}",
            result=price(100 * (received - total)),
        ),
    )


@generator("maths.budget.reste", version=1)
def what_remains(rng: random.Random, params: Params) -> Content:
    """What remains at the end of a month.

    ``level``: simple (one income), complet (two incomes, one expense told in the context).
    """
    level = word_param(params, "level", ("simple", "complet"))
    incomes, spent = _draw_budget(rng, level)
    who = rng.choice(PEOPLE)
    told = spent[-1] if level == "complet" else None
    listed = spent[:-1] if told else spent
    key = _total(incomes) - _total(spent)
    context = f"{who} prépare son budget du mois."
    if told:
        context += f" À payer aussi : {told[0].lower()}, {price(100 * told[1])} par mois."
    lines = [(name, 100 * amount) for name, amount in (*incomes, *listed)]
    return typeset(
        NumericContent(
            context=context,
            document=Document(
                title=f"Budget du mois : {who}", rows=(*_rows(lines), _asked("Reste"))
            ),
            ask="Combien reste-t-il à la fin du mois ?",
            answer=str(key),
            unit="€",
            wrong=distinct(key, _budget_wrongs(incomes, spent)),
            help=(
                "Quelles lignes sont de l'argent reçu ? Lesquelles sont des dépenses ?",
                "Additionnez toutes les dépenses, une par une.",
                "Retirez ce total de l'argent reçu.",
            ),
            solution=_budget_steps(incomes, spent),
            praise="Vous avez compté toutes les dépenses avant de les retirer.",
        )
    )


def outcome(budget: int, total: int) -> str:
    """What happens at the till, in cents: "Il reste 4,30 €." or "Il manque 4,30 €."."""
    verb = "reste" if budget >= total else "manque"
    return f"Il {verb} {price(abs(budget - total))}."


def _till_slips(budget: int, lines: Lines) -> list[Choice]:
    total = _total(lines)
    cents = sum(amount % 100 for _, amount in lines)
    name, last = lines[-1]
    opposite = 2 * budget - total
    return [
        Choice(
            text=outcome(budget, total - cents // 100 * 100),
            misconception="centimes",
            feedback=f"Les centimes font {cents} : c'est {price(cents)}. "
            "Ajoutez-les au total des euros.",
        ),
        Choice(
            text=outcome(budget, total - last),
            misconception="oubli-ligne",
            feedback=f"Comptez aussi la ligne « {name} » : {price(last)}.",
        ),
        Choice(
            text=f"Il reste {price(total)}.",
            misconception="rendu-total",
            feedback=f"{price(total)}, c'est le total à payer. Comparez-le à {price(budget)}.",
        ),
        Choice(
            text=outcome(budget, opposite),
            feedback=f"Comparez : le total est {price(total)}, et il y a {price(budget)}.",
            good="L'écart est bon.",
        ),
    ]


@generator("maths.budget.assez", version=2)
def enough_money(rng: random.Random, params: Params) -> Content:
    """Whether a sum is enough for a ticket, and by how much. ``lines``: 3 or 4; ``step``."""
    count = int_param(params, "lines", 3)
    step = int_param(params, "step", 5)

    def attempt() -> tuple[str, Lines, int, tuple[Choice, ...]] | None:
        title, lines = _draw_ticket(rng, count, step)
        total = _total(lines)
        budget = (total // 500 + rng.choice((0, 1))) * 500
        if budget == total:
            return None
        choices = pick_choices(rng, outcome(budget, total), _till_slips(budget, lines), 4)
        return None if choices is None else (title, lines, budget, choices)

    title, lines, budget, choices = draw_until(attempt)
    total = _total(lines)
    bigger, smaller = max(budget, total), min(budget, total)
    return typeset(
        McqContent(
            context=f"{rng.choice(PEOPLE)} a {price(budget)} pour ces achats.",
            document=Document(title=title, rows=_rows(lines)),
            ask="Que se passe-t-il à la caisse ?",
            choices=choices,
            help=(
                "Quel est le total des achats ?",
                f"Comparez ce total à {price(budget)}.",
                "Total plus grand : il manque de l'argent. Total plus petit : il en reste.",
            ),
            solution=(
                *_total_steps(lines),
                Step(
                    text=f"Comparez avec {price(budget)}.",
                    working=f"{price(bigger)} − {price(smaller)}",
                    result=outcome(budget, total),
                ),
            ),
            praise="Vous avez calculé le total, puis vous l'avez comparé.",
        )
    )
