"""Additions and subtractions of whole numbers, in work situations."""

from __future__ import annotations

import random

from exercises.content import Choice, Content, Document, Row
from exercises.french import number
from exercises.generators import Params, generator
from exercises.generators.maths_columns import borrows, carries
from exercises.generators.maths_columns_feedback import (
    difference_steps,
    difference_wrongs,
    sum_steps,
    sum_wrongs,
)
from exercises.generators.maths_common import (
    PEOPLE,
    draw_until,
    int_list_param,
    int_param,
    pick_choices,
    typeset,
)
from exercises.types.mcq import McqContent
from exercises.types.numeric import NumericContent, WrongNumber

# context, question, unit
_TWO_TERMS = (
    (
        "Lundi, vous recevez {a} cartons. Mardi, vous en recevez {b}.",
        "Combien de cartons recevez-vous en tout ?",
        None,
    ),
    (
        "En mars, {who} roule {a} km. En avril, {who} roule {b} km.",
        "Combien de kilomètres cela fait-il en tout ?",
        "km",
    ),
    (
        "Un devis indique {a} € de matériel et {b} € de pose.",
        "Quel est le total du devis ?",
        "€",
    ),
    (
        "Le stock est de {a} flacons. Une livraison ajoute {b} flacons.",
        "Quel est le nouveau stock ?",
        None,
    ),
    (
        "À la cantine, {a} personnes mangent à midi. {b} personnes mangent le soir.",
        "Combien de repas faut-il en tout ?",
        None,
    ),
    (
        "{who} dépense {a} € en courses et {b} € en transport.",
        "Combien dépense {who} en tout ?",
        "€",
    ),
)
# title, row labels, question, unit
_THREE_TERMS = (
    (
        "Dépenses de l'atelier",
        ("Janvier", "Février", "Mars"),
        "Quel est le total des dépenses ?",
        "€",
    ),
    (
        "Entrées à la piscine",
        ("Avril", "Mai", "Juin"),
        "Combien d'entrées y a-t-il en trois mois ?",
        None,
    ),
    (
        "Inventaire : gants",
        ("Réserve", "Atelier", "Camion"),
        "Combien de gants y a-t-il en tout ?",
        None,
    ),
    (
        "Kilomètres du camion",
        ("Semaine 1", "Semaine 2", "Semaine 3"),
        "Combien de kilomètres cela fait-il en tout ?",
        "km",
    ),
)
_DIFFERENCES = (
    (
        "Le stock est de {a} cartons. Vous en expédiez {b}.",
        "Combien de cartons reste-t-il ?",
        None,
    ),
    (
        "Le camion doit rouler {a} km. Il a déjà roulé {b} km.",
        "Combien de kilomètres reste-t-il ?",
        "km",
    ),
    ("Le matériel coûte {a} €. Vous avez déjà {b} €.", "Combien d'euros manque-t-il ?", "€"),
    (
        "Il faut préparer {a} repas. {b} repas sont prêts.",
        "Combien de repas manque-t-il ?",
        None,
    ),
    (
        "Il faut ranger {a} dossiers. {who} en a rangé {b}.",
        "Combien de dossiers reste-t-il à ranger ?",
        None,
    ),
)
_SUM_HELP = (
    "Où écrivez-vous les unités de chaque nombre ?",
    "Alignez à droite, puis commencez par les unités.",
    "Une colonne dépasse 9 ? Notez la retenue dans la colonne de gauche.",
)
_DIFFERENCE_HELP = (
    "Quel nombre écrivez-vous en haut ?",
    "Commencez par les unités. Le chiffre du haut suffit-il ?",
    "S'il ne suffit pas, prenez 1 dans la colonne de gauche.",
)
_SUM_PRAISE = "Vous avez aligné à droite et compté chaque retenue."
_DIFFERENCE_PRAISE = "Vous avez calculé « haut moins bas » dans chaque colonne."


def _of_length(rng: random.Random, length: int) -> int:
    """A number of ``length`` digits that does not end in 0."""
    value: int = rng.randrange(10 ** (length - 1) + 1, 10**length)
    return value if value % 10 else value + rng.randint(1, 9)


def _draw_terms(rng: random.Random, lengths: list[int]) -> list[int]:
    """Terms of an addition with a carry that is not only in the last column."""

    def attempt() -> list[int] | None:
        terms = [_of_length(rng, length) for length in lengths]
        return terms if any(carries(terms)[:-1]) else None

    return draw_until(attempt)


def _draw_difference(rng: random.Random, params: Params) -> tuple[int, int]:
    """Two numbers whose difference needs a borrow; ``zeros`` zeros inside the big one."""
    lengths = int_list_param(params, "lengths", [2, 2])
    zeros = int_param(params, "zeros", 0)

    def attempt() -> tuple[int, int] | None:
        big, small = _of_length(rng, lengths[0]), _of_length(rng, lengths[1])
        if zeros:
            scale = 10 ** (zeros + 1)
            big = big // scale * scale + big % 10
        elif "0" in str(big):
            return None
        owing = borrows(big, small)
        if big - small in (small, *range(10)) or big < small or not any(owing):
            return None
        if zeros and not owing[0]:
            return None
        return big, small

    return draw_until(attempt)


@generator("maths.calcul.somme", version=2)
def addition(rng: random.Random, params: Params) -> Content:
    """A total with carries. ``lengths``: the digits of two or three numbers."""
    terms = _draw_terms(rng, int_list_param(params, "lengths", [2, 2]))
    total = sum(terms)
    if len(terms) == 2:
        context, ask, unit = rng.choice(_TWO_TERMS)
        who = rng.choice(PEOPLE)
        values = {"a": number(terms[0]), "b": number(terms[1]), "who": who}
        said: dict[str, object] = {"context": context.format(**values)}
        ask = ask.format(who=who)
    else:
        title, labels, ask, unit = rng.choice(_THREE_TERMS)
        rng.shuffle(terms)
        suffix = f" {unit}" if unit else ""
        rows = tuple(
            Row(label=label, value=f"{number(term)}{suffix}")
            for label, term in zip(labels, terms, strict=True)
        )
        said = {"document": Document(title=title, rows=rows)}
    return typeset(
        NumericContent.model_validate(
            said
            | {
                "ask": ask,
                "answer": str(total),
                "unit": unit,
                "wrong": sum_wrongs(terms),
                "help": _SUM_HELP,
                "solution": sum_steps(terms),
                "praise": _SUM_PRAISE,
            }
        )
    )


@generator("maths.calcul.difference", version=2)
def subtraction(rng: random.Random, params: Params) -> Content:
    """What remains or is missing. ``lengths``: digits of both; ``zeros``: inside the first."""
    big, small = _draw_difference(rng, params)
    context, ask, unit = rng.choice(_DIFFERENCES)
    values = {"a": number(big), "b": number(small), "who": rng.choice(PEOPLE)}
    return typeset(
        NumericContent(
            context=context.format(**values),
            ask=ask,
            answer=str(big - small),
            unit=unit,
            wrong=tuple(difference_wrongs(big, small)),
            help=_DIFFERENCE_HELP,
            solution=difference_steps(big, small),
            praise=_DIFFERENCE_PRAISE,
        )
    )


_TARGETS = (
    "Objectif : {a} colis. {b} colis sont déjà partis.",
    "Prix d'une machine : {a} €. Acompte versé : {b} €.",
    "Places de la salle : {a}. Places réservées : {b}.",
    "Commande : {a} carreaux. Carreaux livrés : {b}.",
)


@generator("maths.calcul.nombre-manquant", version=2)
def missing_number(rng: random.Random, params: Params) -> Content:
    """``b + ? = a``. ``lengths`` and ``zeros`` as for a difference."""
    big, small = _draw_difference(rng, params)
    # The slips are those of the subtraction, which the question does not write.
    lead = f"Posez {number(big)} − {number(small)}."
    wrongs = tuple(
        slip.model_copy(update={"feedback": f"{lead} {slip.feedback}"})
        for slip in difference_wrongs(big, small)
    )
    return typeset(
        NumericContent(
            context=rng.choice(_TARGETS).format(a=number(big), b=number(small)),
            ask=f"Quel nombre manque ? {number(small)} + … = {number(big)}",
            answer=str(big - small),
            wrong=wrongs,
            help=(
                f"Combien faut-il ajouter à {number(small)} ?",
                f"Calculez {number(big)} − {number(small)}.",
                "Un chiffre du haut ne suffit pas ? Prenez 1 dans la colonne de gauche.",
            ),
            solution=difference_steps(big, small),
            praise="Vous avez fait une soustraction pour trouver le nombre qui manque.",
        )
    )


_CHECKS = (
    "{who} et trois collègues comptent le stock. Leurs résultats diffèrent.",
    "Quatre personnes vérifient la même facture.",
    "{who} vérifie la caisse avec trois collègues.",
    "Quatre chauffeurs calculent leurs kilomètres.",
)


def _as_choices(
    rng: random.Random, key: int, wrongs: list[WrongNumber]
) -> tuple[Choice, ...] | None:
    """The key and three wrong results, as choices; None when there are too few."""
    others = [
        Choice(
            text=number(w.value),
            misconception=w.misconception,
            feedback=w.feedback,
            good=w.good,
        )
        for w in wrongs
    ]
    return pick_choices(rng, number(key), others, 4)


@generator("maths.calcul.somme-choix", version=1)
def check_addition(rng: random.Random, params: Params) -> Content:
    """Which total is right: each other one comes from a slip. ``lengths``: [3, 2]…"""
    lengths = int_list_param(params, "lengths", [3, 2])

    def attempt() -> tuple[list[int], tuple[Choice, ...]] | None:
        terms = _draw_terms(rng, lengths)
        choices = _as_choices(rng, sum(terms), sum_wrongs(terms))
        return None if choices is None else (terms, choices)

    terms, choices = draw_until(attempt)
    return typeset(
        McqContent(
            context=rng.choice(_CHECKS).format(who=rng.choice(PEOPLE)),
            ask=f"Choisissez le bon résultat : {' + '.join(map(number, terms))}",
            choices=choices,
            help=_SUM_HELP,
            solution=sum_steps(terms),
            praise=_SUM_PRAISE,
        )
    )


@generator("maths.calcul.difference-choix", version=2)
def check_subtraction(rng: random.Random, params: Params) -> Content:
    """Which difference is right. ``lengths`` and ``zeros`` as for a difference."""

    def attempt() -> tuple[int, int, tuple[Choice, ...]] | None:
        big, small = _draw_difference(rng, params)
        choices = _as_choices(rng, big - small, difference_wrongs(big, small))
        return None if choices is None else (big, small, choices)

    big, small, choices = draw_until(attempt)
    return typeset(
        McqContent(
            context=rng.choice(_CHECKS).format(who=rng.choice(PEOPLE)),
            ask=f"Choisissez le bon résultat : {number(big)} − {number(small)}",
            choices=choices,
            help=_DIFFERENCE_HELP,
            solution=difference_steps(big, small),
            praise=_DIFFERENCE_PRAISE,
        )
    )
