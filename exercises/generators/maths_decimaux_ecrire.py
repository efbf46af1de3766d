"""Decimal numbers to write: prices in euros and cents, dictated measures."""

from __future__ import annotations

import random
from fractions import Fraction

from exercises.content import Content, Step
from exercises.french import number
from exercises.generators import Params, generator
from exercises.generators.maths_common import (
    PEOPLE,
    distinct,
    exact,
    price,
    typeset,
    word_param,
    wrong,
)
from exercises.generators.maths_words import counted, in_words
from exercises.types.numeric import NumericContent, WrongNumber

_SPOKEN_PRICES = (
    "Le vendeur annonce : « {e} euros et {c} ».",
    "{who} paie {e} euros et {c} au supermarché.",
    "Au restaurant, le repas coûte {e} euros et {c}.",
    "Sur la paie, l'aide au transport est de {e} euros et {c}.",
    "L'envoi du colis coûte {e} euros et {c}.",
)


@generator("maths.decimaux.euros-centimes", version=4)
def euros_and_cents(rng: random.Random, params: Params) -> Content:
    """A price said in euros and cents. ``cents``: grands (11 to 99), petits (1 to 9)."""
    small = word_param(params, "cents", ("grands", "petits")) == "petits"
    cents = rng.randint(1, 9) if small else rng.randint(11, 99)
    euros = rng.randint(2, 45)
    key = euros + Fraction(cents, 100)
    coins = counted(cents, "centime")
    said = f"{coins}, c'est {price(cents)} : il faut deux chiffres après la virgule."
    comma = f"La virgule sépare les euros et les centimes : {euros} euros avant la virgule."
    good = f"Les {euros} euros sont bien placés."
    wrongs = [
        wrong(euros * 100 + cents, "centimes", comma),
        wrong(euros + Fraction(cents, 1000), "centimes", said, good),
    ]
    if small:
        wrongs.insert(0, wrong(euros + Fraction(cents, 10), "centimes", said, good))
        wrongs.append(wrong(euros * 10 + cents, "centimes", comma))
    context = rng.choice(_SPOKEN_PRICES).format(e=euros, c=coins, who=rng.choice(PEOPLE))
    return typeset(
        NumericContent(
            context=context,
            ask="Écrivez cette somme avec une virgule.",
            answer=exact(key),
            unit="€",
            wrong=distinct(key, wrongs),
            help=(
                "Que met-on avant la virgule ? Et après ?",
                "Les centimes prennent toujours deux places après la virgule.",
            ),
            solution=(
                Step(text="Écrivez les euros avant la virgule.", result=f"{euros},"),
                Step(
                    text="Écrivez les centimes après, avec deux chiffres.",
                    working=f"{coins} → {cents:02d}",
                    result=price(int(key * 100)),
                ),
            ),
            praise="Vous avez écrit deux chiffres après la virgule.",
        )
    )


_DICTATED = (
    ("{who} dicte le poids d'un colis : « {words} kilos ».", "kg"),
    ("{who} dicte une longueur sur le chantier : « {words} mètres ».", "m"),
    ("{who} pèse un carton : « {words} kilos ».", "kg"),
    ("{who} lit le niveau de la cuve : « {words} litres ».", "L"),
    ("{who} dicte la distance d'une livraison : « {words} kilomètres ».", "km"),
)


_TWO_DIGITS = (11, 25, 34, 48, 65, 72, 75, 86, 95, 97)  # said after the comma, no final zero


def _dictated_wrongs(whole: int, digits: str, words: str) -> list[WrongNumber]:
    """A zero left out or added after the comma; no comma at all."""
    heard = (
        f"Après « virgule », on entend « {words} » : écrivez {' puis '.join(digits)}, "
        "juste après la virgule."
    )
    comma = f"Le mot « virgule » s'écrit aussi : une virgule juste après {whole}."
    slipped = digits[1:] if digits.startswith("0") else f"0{digits}"
    return [
        wrong(
            whole + Fraction(int(slipped), 10 ** len(slipped)),
            "centimes",
            heard,
            f"Le {whole} est bien écrit.",
        ),
        wrong(int(f"{whole}{digits}"), "centimes", comma),
    ]


@generator("maths.decimaux.dictee", version=2)
def dictated(rng: random.Random, params: Params) -> Content:
    """A decimal number as it is said: "douze virgule zéro huit". ``form``: simple, zeros."""
    whole, digit = rng.randint(2, 79), rng.randint(1, 9)
    zeros = word_param(params, "form", ("simple", "zeros")) == "zeros"
    if zeros:
        digits, words = f"0{digit}", f"zéro {in_words(digit)}"
    else:
        spoken = rng.choice((digit, rng.choice(_TWO_DIGITS)))
        digits, words = str(spoken), in_words(spoken)
    key = whole + Fraction(int(digits), 10 ** len(digits))
    context, unit = rng.choice(_DICTATED)
    said = f"{in_words(whole)} virgule {words}"
    return typeset(
        NumericContent(
            context=context.format(who=rng.choice(PEOPLE), words=said),
            ask="Écrivez ce nombre en chiffres.",
            answer=exact(key),
            unit=unit,
            wrong=distinct(key, _dictated_wrongs(whole, digits, words)),
            help=(
                "Qu'entend-on avant « virgule » ? Et après ?",
                "Écrivez chaque zéro que l'on entend."
                if zeros
                else "On n'entend pas de zéro : n'en ajoutez pas.",
            ),
            solution=(
                Step(text="Écrivez ce qui vient avant « virgule ».", result=f"{whole},"),
                Step(
                    text="Écrivez ce qui vient après « virgule ».",
                    working=f"{words} → {digits}",
                    result=number(key),
                ),
            ),
            praise="Vous avez écrit chaque chiffre à sa place après la virgule.",
        )
    )
