"""Whole numbers: from words to digits, from digits to words."""

from __future__ import annotations

import random

from exercises.content import Choice, Content, Step
from exercises.french import number
from exercises.generators import Params, generator
from exercises.generators.maths_common import (
    PEOPLE,
    distinct,
    draw_until,
    int_param,
    pick_choices,
    typeset,
    word_param,
    wrong,
)
from exercises.generators.maths_words import in_words
from exercises.types.mcq import McqContent
from exercises.types.numeric import NumericContent, WrongNumber

# The nouns are masculine: "vingt et un cartons", never "vingt et une boîtes".
_SMALL_CONTEXTS = (
    "{who} écrit à l'équipe : « Il reste {words} cartons. »",
    "{who} lit sur le bon de livraison : « {words} colis ».",
    "Au téléphone, un client commande {words} carreaux.",
    "{who} dicte l'inventaire : « {words} gobelets ».",
    "{who} annonce à l'accueil : « {words} visiteurs aujourd'hui ».",
    "La consigne dit : « Préparez {words} plateaux. »",
)
_LARGE_CONTEXTS = (
    "{who} lit sur un devis : « {words} euros ».",
    "{who} lit le compteur d'un vieux camion : « {words} kilomètres ».",
    "À la radio, on annonce {words} visiteurs.",
    "{who} dicte le stock de l'entrepôt : « {words} articles ».",
    "Un rapport indique : « {words} voyageurs ce mois-ci ».",
)


def _draw_number(rng: random.Random, zone: str) -> int:
    """A number of the zone, with zeros in the middle or an ending from 70 to 99."""
    if zone == "70-99":
        return rng.randint(70, 99)
    if zone == "centaines":
        tail = rng.choice((rng.randint(1, 9), rng.randint(70, 99)))
        return 100 * rng.randint(1, 9) + tail
    thousands = rng.randint(1, 9) if zone == "milliers" else rng.randint(10, 899)
    small = rng.choice((rng.randint(1, 9), rng.randint(10, 69), rng.randint(70, 99)))
    rest = rng.choice((small, small, 100 * rng.randint(1, 9) + rng.randint(1, 9)))
    return 1000 * thousands + rest


def _run_together(value: int) -> str:
    """The pieces one hears, written one after another: 207 -> "2007", 75 -> "75"."""
    hundreds, tail = divmod(value, 100)
    return f"{hundreds}00{tail:d}" if hundreds and tail else str(value)


def _zero_wrongs(value: int) -> list[WrongNumber]:
    """Misconception ``zeros``: pieces written side by side, or a place left out."""
    base, places = (1000, 3) if value >= 1000 else (100, 2)
    head, tail = divmod(value, base)
    if head == 0:
        return []
    pieces = f"{number(head * base)} et {number(tail)}"
    good = f"Vous entendez les bons morceaux : {pieces}."
    beside = (
        f"Vous écrivez {number(head * base)}, puis {number(tail)} à côté. "
        f"Le {number(tail)} prend la place des derniers zéros."
    )
    heard = "les milliers" if base == 1000 else "les centaines"
    missing = (
        f"Après {heard}, gardez {places} places : mettez un zéro là où il manque un chiffre."
    )
    joined = [
        (int(f"{head * base}{tail}"), beside),
        (int(f"{head}{tail}"), missing),
        (
            int(f"{head}{_run_together(tail)}"),
            f"{number(tail)} s'écrit avec {places} chiffres.",
        ),
        (int(f"{head * base}{_run_together(tail)}"), beside),
    ]
    return [wrong(found, "zeros", said, good) for found, said in joined]


def _seventies(tail: int) -> tuple[int, int]:
    """70 to 99 as it is heard: soixante-douze -> (60, 12), quatre-vingt-cinq -> (80, 5)."""
    heard = 60 if tail < 80 else 80
    return heard, tail - heard


def _seventy_wrongs(value: int) -> list[WrongNumber]:
    """Misconception ``70-90``: 72 written 6012, or 62."""
    tail = value % 100
    if tail < 70:
        return []
    start = str(value // 100) if value >= 100 else ""
    heard, added = _seventies(tail)
    name = in_words(tail)
    if added == 0:
        said = f"« {name} » veut dire 4 fois 20. Écrivez le résultat, en deux chiffres."
        return [wrong(int(f"{start}420"), "70-90", said)]
    said = f"« {name} » est un seul nombre : additionnez {heard} et {added}."
    found = [wrong(int(f"{start}{heard}{added}"), "70-90", said)]
    if added >= 10:
        ten = f"À la fin, on entend « {in_words(added)} » : ajoutez {added} à {heard}."
        found.append(wrong(value - 10, "70-90", ten))
    return found


def _steps(value: int) -> tuple[Step, ...]:
    """From the pieces one hears to the number."""
    steps = []
    tail = value % 100
    if tail >= 70:
        heard, added = _seventies(tail)
        working = f"{heard} + {added}" if added else "4 × 20"
        steps.append(
            Step(
                text=f"« {in_words(tail)} » cache un calcul.", working=working, result=str(tail)
            )
        )
    if value >= 100:
        base, places = (1000, 3) if value >= 1000 else (100, 2)
        head, rest = divmod(value, base)
        pieces = f"{number(head * base)} et {number(rest)}"
        steps.append(Step(text="Séparez les morceaux que vous entendez.", result=pieces))
        after = "le mot « mille »" if base == 1000 else "les centaines"
        steps.append(
            Step(
                text=f"Après {after}, il faut {places} chiffres.",
                working=f"{head} | {rest:0{places}d}",
                result=number(value),
            )
        )
    return tuple(steps)


def _help(value: int) -> tuple[str, ...]:
    hints = ["Quels morceaux entendez-vous dans ce nombre ?"]
    if value >= 1000:
        hints.append("Après les milliers, il faut toujours trois chiffres.")
        hints.append("Si une place est vide, écrivez un zéro.")
    elif value >= 100:
        hints.append("Après les centaines, il faut toujours deux chiffres.")
    if value % 100 >= 70:
        hints.append(
            "La fin du nombre cache un calcul : soixante plus…, ou quatre-vingts plus…"
        )
    return tuple(hints[:2] + hints[-1:] if len(hints) > 3 else hints)


@generator("maths.entiers.lettres-en-chiffres", version=2)
def from_words(rng: random.Random, params: Params) -> Content:
    """A number in words, to type in digits. ``zone``: 70-99, centaines, milliers, grands."""
    zone = word_param(params, "zone", ("70-99", "centaines", "milliers", "grands"))
    value = _draw_number(rng, zone)
    contexts = _LARGE_CONTEXTS if zone == "grands" else _SMALL_CONTEXTS
    context = rng.choice(contexts).format(who=rng.choice(PEOPLE), words=in_words(value))
    praise = (
        "Vous avez fait le calcul caché dans le mot."
        if value % 100 >= 70
        else "Vous avez gardé la place des zéros."
    )
    return typeset(
        NumericContent(
            context=context,
            ask="Écrivez ce nombre en chiffres.",
            answer=str(value),
            wrong=distinct(value, [*_zero_wrongs(value), *_seventy_wrongs(value)]),
            help=_help(value),
            solution=_steps(value),
            praise=praise,
        )
    )


def _misplaced_zeros(value: int) -> set[int]:
    """Numbers that look like ``value``, with a zero moved, left out or added."""
    digits = str(value)
    found = set()
    for place, digit in enumerate(digits):
        if digit != "0":
            continue
        found.add(int(digits[:place] + digits[place + 1 :]))
        found.add(int(digits[:place] + "0" + digits[place:]))
        for other in (place - 1, place + 1):
            if 0 < other < len(digits):
                moved = list(digits)
                moved[place], moved[other] = moved[other], moved[place]
                found.add(int("".join(moved)))
    return {other for other in found if other <= 999_999 and other != value}


def _reading_wrongs(value: int) -> list[Choice]:
    """Readings that each misconception leads to, in words."""
    choices = [
        Choice(
            text=in_words(other),
            misconception="zeros",
            feedback=f"« {in_words(other)} » s'écrit {number(other)}. "
            f"Regardez la place du zéro dans {number(value)}.",
        )
        for other in sorted(_misplaced_zeros(value))
    ]
    tail = value % 100
    if 70 <= tail <= 79 or 90 <= tail <= 99:
        neighbours = [value - 10, value + 20 if tail < 80 else value - 20]
        choices += [
            Choice(
                text=in_words(other),
                misconception="70-90",
                feedback=f"« {in_words(other % 100)} » s'écrit {other % 100}. "
                f"Ici, la fin du nombre est {tail}.",
            )
            for other in neighbours
        ]
    return choices


_READ_CONTEXTS = (
    "Le compteur indique {n}.",
    "Le dossier porte le numéro {n}.",
    "{who} lit le stock à voix haute : {n} articles.",
    "Le devis est de {n} €. {who} l'écrit aussi en lettres.",
    "Le site internet a reçu {n} visites.",
)


@generator("maths.entiers.chiffres-en-lettres", version=2)
def to_words(rng: random.Random, params: Params) -> Content:
    """A number with a zero inside, to recognise in words. ``digits``: 3 to 6."""
    digits = int_param(params, "digits", 3)

    def attempt() -> tuple[int, tuple[Choice, ...]] | None:
        tail = (
            rng.choice((rng.randint(1, 9), rng.randint(70, 99)))
            if digits > 3
            else rng.randint(1, 9)
        )
        value = rng.randrange(10 ** (digits - 3), 10 ** (digits - 2)) * 100 + tail
        if digits > 3:
            value = value // 1000 * 1000 + rng.choice((0, rng.randint(1, 9))) * 100 + tail
        if "0" not in str(value):
            return None
        choices = pick_choices(rng, in_words(value), _reading_wrongs(value), 4)
        return None if choices is None else (value, choices)

    value, choices = draw_until(attempt)
    return typeset(
        McqContent(
            context=rng.choice(_READ_CONTEXTS).format(n=number(value), who=rng.choice(PEOPLE)),
            ask=f"Comment se lit {number(value)} ?",
            choices=choices,
            help=(
                "Combien de chiffres y a-t-il ?",
                "Coupez le nombre par groupes de trois chiffres, en partant de la droite."
                if digits > 3
                else "Lisez le chiffre des centaines, puis les deux chiffres qui restent.",
            ),
            solution=_reading_steps(value),
            praise="Vous avez regardé la place de chaque chiffre.",
        )
    )


def _reading_steps(value: int) -> tuple[Step, ...]:
    base = 1000 if value >= 1000 else 100
    head, tail = divmod(value, base)
    cut = f"{number(head * base)} et {number(tail)}"
    first = (
        "Séparez les milliers et le reste."
        if base == 1000
        else "Séparez les centaines et le reste."
    )
    return (
        Step(
            text=first,
            working=f"{number(value)} = {number(head * base)} + {number(tail)}",
            result=cut,
        ),
        Step(text=f"Lisez {number(head * base)}.", result=in_words(head * base)),
        Step(text=f"Lisez la suite : {number(tail)}.", result=in_words(value)),
    )
