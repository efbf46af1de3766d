"""Decimal numbers and zeros: at the end they change nothing, inside they do."""

from __future__ import annotations

import random

from exercises.content import Choice, Content, Step
from exercises.generators import Params, generator
from exercises.generators.maths_common import draw_until, pick_choices, typeset
from exercises.types.mcq import McqContent

_TWO_DISPLAYS = (
    "La balance affiche {a} kg. L'étiquette dit {b} kg.",
    "Le rayon affiche {a} €. La caisse affiche {b} €.",
    "Le plan indique {a} m. Le mètre indique {b} m.",
    "Le bidon contient {a} L. La fiche dit {b} L.",
    "Le bon indique {a} tonnes de sable. La balance affiche {b} tonnes.",
)


def _draw_displays(rng: random.Random) -> tuple[str, str, str]:
    """Two writings, and how they compare: "=", or ">" when the first is bigger."""
    # From 2 on: one writes "2,5 tonnes", but "1,5 tonne".
    whole, digit = rng.randint(2, 35), rng.randint(1, 9)
    kind = rng.choice(("tenths", "tenths", "whole", "inside", "inside"))
    if kind == "tenths":
        return f"{whole},{digit}", f"{whole},{digit}0", "="
    if kind == "whole":
        return f"{whole}", f"{whole},{'0' * rng.randint(1, 2)}", "="
    return f"{whole},{digit}", f"{whole},0{digit}", ">"


def _comparisons(first: str, second: str, shown: list[str]) -> tuple[Choice, ...]:
    """The answers on two writings of the same number."""
    useless = (
        f"Les zéros à la fin de {second} ne changent"
        if second.endswith(",00")
        else f"Le zéro à la fin de {second} ne change"
    )
    said = f"{useless} rien : {second} = {first}."
    return (
        *(
            Choice(
                text=f"{text} est le plus grand.",
                misconception="zeros-inutiles",
                feedback=said,
            )
            for text in shown
        ),
        Choice(text="Les deux nombres sont égaux.", right=True),
    )


def _unequal(first: str, second: str, shown: list[str]) -> tuple[Choice, ...]:
    """The answers when ``first`` (2,5) is bigger than ``second`` (2,05)."""
    inside = f"Dans {second}, le zéro est juste après la virgule : il change le nombre."
    more = f"Écrivez deux chiffres après la virgule : {first}0 et {second}. Comparez."
    return (
        *(
            Choice(text=f"{text} est le plus grand.", right=True)
            if text == first
            else Choice(text=f"{text} est le plus grand.", feedback=more)
            for text in shown
        ),
        Choice(
            text="Les deux nombres sont égaux.", misconception="zeros-inutiles", feedback=inside
        ),
    )


@generator("maths.decimaux.zero-inutile", version=3)
def useless_zero(rng: random.Random, params: Params) -> Content:
    """Two displays to compare: a zero at the end changes nothing, a zero inside does."""
    del params
    first, second, comparison = _draw_displays(rng)
    context = rng.choice(_TWO_DISPLAYS)
    shown = [first, second]
    rng.shuffle(shown)
    if comparison == "=":
        choices = _comparisons(first, second, shown)
        step = Step(text="Un zéro tout à la fin ne change rien.", result=f"{second} = {first}")
    else:
        choices = _unequal(first, second, shown)
        tenths = int(first[-1])
        small = "1 centième" if tenths == 1 else f"{tenths} centièmes"
        step = Step(
            text="Écrivez deux chiffres après la virgule : "
            f"{tenths * 10} centièmes, c'est plus que {small}.",
            result=f"{first}0 > {second}",
        )
    return typeset(
        McqContent(
            context=context.format(a=shown[0], b=shown[1]),
            ask=f"Comparez {shown[0]} et {shown[1]}.",
            choices=choices,
            shuffle=False,
            help=(
                "Regardez après la virgule : le zéro est-il tout à la fin ?",
                "Écrivez les deux nombres avec deux chiffres après la virgule.",
            ),
            solution=(
                Step(text="Regardez la place des zéros après la virgule.", working=second),
                step,
            ),
            praise="Vous avez regardé la place du zéro.",
        )
    )


_SAME_CONTEXTS = (
    "Vous saisissez {n} dans un tableur.",
    "L'étiquette indique {n} kg.",
    "La calculatrice affiche {n}.",
    "Le plan indique {n} m.",
    "Le compteur indique {n} km.",
)


def _other_numbers(whole: int, digit: int, zero: bool) -> list[Choice]:
    """Numbers that look like ``whole``,``digit`` (or ``whole``,0``digit`` when ``zero``)."""
    after = (
        [f"{whole},{digit}", f"{whole},{digit}0", f"{whole},00{digit}"]
        if zero
        else [f"{whole},0{digit}", f"{whole},00{digit}"]
    )
    moved = f"{whole}0,{digit}" if zero else f"{whole}{digit}"
    place = "la deuxième" if zero else "la première"
    return [
        *(
            Choice(
                text=text,
                misconception="centimes",
                feedback=f"Le {digit} doit rester à {place} place après la virgule. "
                f"Regardez-le dans {text}.",
            )
            for text in after
        ),
        Choice(
            text=moved,
            misconception="dizaine-dixieme",
            feedback=f"Avant la virgule, gardez {whole}. "
            + (f"Dans {moved}, il y a {whole}0." if zero else f"Le {digit} vient après."),
        ),
    ]


@generator("maths.decimaux.meme-nombre", version=2)
def same_number(rng: random.Random, params: Params) -> Content:
    """Which writing is the same number: zeros at the end, in the middle, a moved comma."""
    del params

    def attempt() -> tuple[str, tuple[Choice, ...]] | None:
        whole, digit, zero = rng.randint(2, 59), rng.randint(1, 9), rng.random() < 0.5
        shown = f"{whole},0{digit}" if zero else f"{whole},{digit}"
        choices = pick_choices(rng, f"{shown}0", _other_numbers(whole, digit, zero), 4)
        return None if choices is None else (shown, choices)

    shown, choices = draw_until(attempt)
    return typeset(
        McqContent(
            context=rng.choice(_SAME_CONTEXTS).format(n=shown),
            ask=f"Quel nombre est égal à {shown} ?",
            choices=choices,
            help=(
                "Quels zéros peut-on retirer sans rien changer ?",
                "Seul un zéro tout à la fin, après la virgule, ne change rien.",
            ),
            solution=(
                Step(
                    text="Retirez le zéro tout à la fin, après la virgule.", working=f"{shown}0"
                ),
                Step(text="On retrouve le nombre de départ.", result=f"{shown}0 = {shown}"),
            ),
            praise="Vous avez retiré seulement le zéro de la fin.",
        )
    )
