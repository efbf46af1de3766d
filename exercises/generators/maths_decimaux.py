"""Decimal numbers: prices, dictated numbers, what each digit is worth, useless zeros."""

from __future__ import annotations

import random
from fractions import Fraction

from exercises.content import Choice, Content, Step
from exercises.french import join_list, number
from exercises.generators import Params, generator
from exercises.generators.maths_common import (
    PEOPLE,
    distinct,
    draw_until,
    exact,
    pick_choices,
    price,
    typeset,
    word_param,
    wrong,
)
from exercises.generators.maths_words import in_words
from exercises.types.mcq import McqContent
from exercises.types.numeric import NumericContent

_SPOKEN_PRICES = (
    "Le vendeur annonce : « {e} euros et {c} centimes ».",
    "{who} doit {e} euros et {c} centimes à un collègue.",
    "À la cantine, le repas coûte {e} euros et {c} centimes.",
    "Sur la paie, la prime est de {e} euros et {c} centimes.",
    "Le colis coûte {e} euros et {c} centimes à envoyer.",
)


@generator("maths.decimaux.euros-centimes", version=1)
def euros_and_cents(rng: random.Random, params: Params) -> Content:
    """A price said in euros and cents. ``cents``: grands (11 to 99), petits (1 to 9)."""
    small = word_param(params, "cents", ("grands", "petits")) == "petits"
    cents = rng.randint(1, 9) if small else rng.randint(11, 99)
    euros = rng.randint(2, 45)
    key = euros + Fraction(cents, 100)
    said = f"{cents} centimes, c'est {price(cents)} : il faut deux chiffres après la virgule."
    comma = f"La virgule sépare les euros et les centimes : {euros} euros avant la virgule."
    good = f"Les {euros} euros sont bien placés."
    wrongs = [
        wrong(euros * 100 + cents, "centimes", comma),
        wrong(euros + Fraction(cents, 1000), "centimes", said, good),
    ]
    if small:
        wrongs.insert(0, wrong(euros + Fraction(cents, 10), "centimes", said, good))
        wrongs.append(wrong(euros * 10 + cents, "centimes", comma))
    context = rng.choice(_SPOKEN_PRICES).format(e=euros, c=cents, who=rng.choice(PEOPLE))
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
                    working=f"{cents} centimes → {cents:02d}",
                    result=price(int(key * 100)),
                ),
            ),
            praise="Vous avez écrit deux chiffres après la virgule.",
        )
    )


_DICTATED = (
    ("{who} dicte le poids d'un colis : « {words} kilos ».", "kg"),
    ("{who} dicte une longueur sur le chantier : « {words} mètres ».", "m"),
    ("{who} pèse une valise : « {words} kilos ».", "kg"),
    ("{who} lit le niveau de la cuve : « {words} litres ».", "L"),
    ("{who} dicte la distance d'une livraison : « {words} kilomètres ».", "km"),
)


@generator("maths.decimaux.dictee", version=1)
def dictated(rng: random.Random, params: Params) -> Content:
    """A decimal number as it is said: "douze virgule zéro huit". ``form``: simple, zeros."""
    form = word_param(params, "form", ("simple", "zeros"))
    whole = rng.randint(2, 79)
    spoken, places = (
        (rng.randint(1, 9), 2)
        if form == "zeros"
        else rng.choice(
            ((rng.randint(1, 9), 1), (rng.choice((11, 25, 34, 48, 65, 72, 75, 86, 95, 97)), 2))
        )
    )
    key = whole + Fraction(spoken, 10**places)
    digits = str(spoken).rjust(places, "0")
    words = f"zéro {in_words(spoken)}" if form == "zeros" else in_words(spoken)
    other = whole + Fraction(spoken, 10 if form == "zeros" else 10 ** (places + 1))
    said = (
        f"Après « virgule », on entend « {words} » : écrivez {' puis '.join(digits)}, "
        f"juste après la virgule."
    )
    context, unit = rng.choice(_DICTATED)
    return typeset(
        NumericContent(
            context=context.format(
                who=rng.choice(PEOPLE), words=f"{in_words(whole)} virgule {words}"
            ),
            ask="Écrivez ce nombre en chiffres.",
            answer=exact(key),
            unit=unit,
            wrong=distinct(
                key,
                [
                    wrong(other, "centimes", said, f"Le {whole} est bien écrit."),
                    wrong(
                        int(f"{whole}{digits}"),
                        "centimes",
                        f"Le mot « virgule » s'écrit aussi : une virgule juste après {whole}.",
                    ),
                ],
            ),
            help=("Qu'entend-on avant « virgule » ?", "Écrivez chaque zéro que l'on entend."),
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


_PLACES = {
    "centaines": Fraction(100),
    "dizaines": Fraction(10),
    "unités": Fraction(1),
    "dixièmes": Fraction(1, 10),
    "centièmes": Fraction(1, 100),
}
_MIRROR = {
    "dizaines": "dixièmes",
    "dixièmes": "dizaines",
    "centaines": "centièmes",
    "centièmes": "centaines",
}
_MEASURES = (
    "La facture est de {n} €.",
    "La balance affiche {n} kg.",
    "Le trajet fait {n} km.",
    "La palette pèse {n} kg.",
    "Le terrain mesure {n} m de long.",
)


@generator("maths.decimaux.chiffre-du-rang", version=1)
def digit_of_place(rng: random.Random, params: Params) -> Content:
    """The digit of a place. ``places``: deux (tens, tenths), quatre (hundreds too)."""
    four = word_param(params, "places", ("deux", "quatre")) == "quatre"
    drawn = rng.sample(range(1, 10), 5)
    value = sum(
        (digit * place for digit, place in zip(drawn, _PLACES.values(), strict=True)),
        Fraction(0),
    )
    if not four:
        value -= 100 * drawn[0]
    asked = rng.choice([*_MIRROR] if four else ["dizaines", "dixièmes", "dixièmes"])
    digit_of = dict(zip(_PLACES, drawn, strict=True))
    answer, mirrored = digit_of[asked], digit_of[_MIRROR[asked]]
    side = "avant" if _PLACES[asked] > 1 else "après"
    said = (
        f"{mirrored} est le chiffre des {_MIRROR[asked]}. Les {asked} sont {side} la virgule."
    )
    order = join_list([name for name in _PLACES if four or name != "centaines"])
    return typeset(
        NumericContent(
            context=rng.choice(_MEASURES).format(n=number(value)),
            ask=f"Quel est le chiffre des {asked} dans {number(value)} ?",
            answer=str(answer),
            wrong=distinct(answer, [wrong(mirrored, "dizaine-dixieme", said)]),
            help=(
                f"Les {asked} sont-ils avant ou après la virgule ?"
                if side == "après"
                else f"Les {asked} sont-elles avant ou après la virgule ?",
                "Repérez les unités : c'est le chiffre juste avant la virgule.",
            ),
            solution=(
                Step(text="Nommez les places de gauche à droite.", working=order),
                Step(
                    text=f"Les {asked} sont {side} la virgule.",
                    working=number(value),
                    result=str(answer),
                ),
            ),
            praise="Vous avez nommé les places à partir de la virgule.",
        )
    )


@generator("maths.decimaux.assembler", version=1)
def assemble(rng: random.Random, params: Params) -> Content:
    """A number given by its pieces, in any order: "3 dixièmes et 4 dizaines"."""
    del params
    tenths = rng.random() < 0.6
    names = ["dizaines", "dixièmes" if tenths else "centièmes"]
    if rng.random() < 0.5:
        names.append("unités")
    digits = rng.sample(range(2, 10), len(names))
    pieces = dict(zip(names, digits, strict=True))
    key = sum((digit * _PLACES[name] for name, digit in pieces.items()), Fraction(0))
    low = names[1]
    swapped = key + (pieces["dizaines"] - pieces[low]) * (Fraction(1, 10) - 10)
    shifted = (
        key
        - pieces[low] * _PLACES[low]
        + pieces[low] * (Fraction(1, 100) if tenths else Fraction(1, 10))
    )
    spoken = [f"{digit} {name}" for name, digit in pieces.items()]
    rng.shuffle(spoken)
    value_low = number(pieces[low] * _PLACES[low])
    tens = (
        f"{pieces['dizaines']} dizaines, c'est {pieces['dizaines'] * 10}, avant la virgule. "
        f"{pieces[low]} {low}, c'est {value_low}, après la virgule."
    )
    place = f"{pieces[low]} {low}, c'est {value_low}. Regardez la place après la virgule."
    wrongs = [
        wrong(shifted, "centimes", place, "La partie avant la virgule est bonne."),
        wrong(int("".join(s.split()[0] for s in spoken)), "dizaine-dixieme", tens),
    ]
    if tenths:
        wrongs.insert(0, wrong(swapped, "dizaine-dixieme", tens))
    else:
        tens_low = pieces["dizaines"] * (Fraction(1, 10) - 10)
        wrongs.insert(0, wrong(key + tens_low, "dizaine-dixieme", tens))
    return typeset(
        NumericContent(
            context=f"{rng.choice(PEOPLE)} décrit un nombre, morceau par morceau.",
            ask=f"Écrivez le nombre : {join_list(spoken)}.",
            answer=exact(key),
            wrong=distinct(key, wrongs),
            help=(
                "Quels morceaux vont avant la virgule ?",
                "Dizaines : avant la virgule. Dixièmes, centièmes : après.",
                "Mettez un zéro à chaque place vide.",
            ),
            solution=(
                *(
                    Step(
                        text=f"Écrivez {digit} {name}.",
                        result=number(digit * _PLACES[name]),
                    )
                    for name, digit in pieces.items()
                ),
                Step(
                    text="Réunissez les morceaux.",
                    working=" + ".join(
                        number(digit * _PLACES[name]) for name, digit in pieces.items()
                    ),
                    result=number(key),
                ),
            ),
            praise="Vous avez donné sa place à chaque morceau.",
        )
    )


_TWO_DISPLAYS = (
    ("La balance affiche {a} kg. L'étiquette dit {b} kg.", " kg"),
    ("Le rayon affiche {a} €. La caisse affiche {b} €.", " €"),
    ("Le plan indique {a} m. Le mètre indique {b} m.", " m"),
    ("Le bidon contient {a} L. La fiche dit {b} L.", " L"),
    ("Le bon indique {a} t de sable. Le camion affiche {b} t.", " t"),
)


def _draw_displays(rng: random.Random) -> tuple[str, str, str]:
    """Two writings, and how they compare: "=", or ">" when the first is bigger."""
    whole, digit = rng.randint(1, 35), rng.randint(1, 9)
    kind = rng.choice(("tenths", "tenths", "whole", "inside"))
    if kind == "tenths":
        return f"{whole},{digit}", f"{whole},{digit}0", "="
    if kind == "whole":
        return f"{whole}", f"{whole},{'0' * rng.randint(1, 2)}", "="
    return f"{whole},{digit}", f"{whole},0{digit}", ">"


@generator("maths.decimaux.zero-inutile", version=1)
def useless_zero(rng: random.Random, params: Params) -> Content:
    """Two displays to compare: a zero at the end changes nothing, a zero inside does."""
    del params
    first, second, comparison = _draw_displays(rng)
    context, unit = rng.choice(_TWO_DISPLAYS)
    shown = [first, second]
    rng.shuffle(shown)
    end = f"Le zéro à la fin de {second} ne change rien : {second} = {first}."
    inside = f"Dans {second}, le zéro est juste après la virgule : il change le nombre."
    more = f"Écrivez deux chiffres après la virgule : {first}0 et {second}. Comparez."
    equal = Choice(text="Les deux nombres sont égaux.", right=True)
    if comparison != "=":
        equal = Choice(text=equal.text, misconception="zeros-inutiles", feedback=inside)
    bigger = [
        Choice(text=f"{text}{unit} est le plus grand.", right=True)
        if comparison == ">" and text == first
        else Choice(
            text=f"{text}{unit} est le plus grand.",
            misconception="zeros-inutiles" if comparison == "=" else None,
            feedback=end if comparison == "=" else more,
        )
        for text in shown
    ]
    step = (
        Step(
            text="Un zéro tout à la fin, après la virgule, ne change rien.",
            result=f"{second} = {first}",
        )
        if comparison == "="
        else Step(text="Écrivez deux chiffres après la virgule.", result=f"{first}0 > {second}")
    )
    return typeset(
        McqContent(
            context=context.format(a=shown[0], b=shown[1]),
            ask=f"Comparez {shown[0]} et {shown[1]}.",
            choices=(*bigger, equal),
            shuffle=False,
            help=(
                "Où est le zéro : tout à la fin, ou entre deux chiffres ?",
                "Écrivez les deux nombres avec deux chiffres après la virgule.",
            ),
            solution=(Step(text="Regardez où est le zéro.", working=second), step),
            praise="Vous avez regardé la place du zéro.",
        )
    )


_SAME_CONTEXTS = (
    "Vous saisissez {n} dans un tableur.",
    "L'étiquette indique {n} kg.",
    "La facture indique {n} €.",
    "Le plan indique {n} m.",
    "Le compteur indique {n} km.",
)


@generator("maths.decimaux.meme-nombre", version=1)
def same_number(rng: random.Random, params: Params) -> Content:
    """Which writing is the same number: zeros at the end, in the middle, a moved comma."""
    del params

    def attempt() -> tuple[str, str, tuple[Choice, ...]] | None:
        whole, digit = rng.randint(2, 59), rng.randint(1, 9)
        shown = rng.choice((f"{whole},{digit}", f"{whole},0{digit}"))
        zero = shown.split(",")[1].startswith("0")
        added = "le zéro juste après la virgule change la place du chiffre."
        moved = f"{whole}{digit}" if not zero else f"{whole}0,{digit}"
        wrongs = [
            Choice(
                text=f"{whole},{digit}" if zero else f"{whole},0{digit}",
                misconception="centimes",
                feedback=f"Comparez : {added}",
            ),
            Choice(
                text=f"{whole},{digit}0" if zero else f"{whole},00{digit}",
                misconception="centimes",
                feedback=f"Regardez le {digit} : {added}",
            ),
            Choice(
                text=moved,
                misconception="dizaine-dixieme",
                feedback=f"Avant la virgule, gardez {whole}. Le {digit} vient après la virgule.",
            ),
        ]
        choices = pick_choices(rng, f"{shown}0", wrongs, 4)
        return None if choices is None else (shown, f"{shown}0", choices)

    shown, key, choices = draw_until(attempt)
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
                Step(text="Retirez les zéros tout à la fin, après la virgule.", working=key),
                Step(text="On retrouve le nombre de départ.", result=f"{key} = {shown}"),
            ),
            praise="Vous avez retiré seulement le zéro de la fin.",
        )
    )
