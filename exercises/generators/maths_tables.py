"""The multiplication tables from 0 to 10: products, missing factors, times 0 and 1."""

from __future__ import annotations

import random
from dataclasses import dataclass

from exercises.content import Choice, Content, Step
from exercises.generators import Params, generator
from exercises.generators.maths_common import (
    PEOPLE,
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
class _Packs:
    """Things that come in packs: "cartons" of "verres"."""

    verb: str
    pack: str
    thing: str

    @property
    def of_things(self) -> str:
        return f"d'{self.thing}" if self.thing[0] in "aeiouéœ" else f"de {self.thing}"


_PACKS = (
    _Packs("range", "cartons", "verres"),
    _Packs("porte", "packs", "bouteilles"),
    _Packs("pose", "rangées", "carreaux"),
    _Packs("livre", "caisses", "salades"),
    _Packs("remplit", "boîtes", "gâteaux"),
    _Packs("installe", "rangées", "chaises"),
    _Packs("prépare", "sachets", "vis"),
    _Packs("commande", "paquets", "stylos"),
    _Packs("sert", "tables", "clients"),
)
_FACTS = {
    "faciles": [(a, b) for a in (2, 3, 4, 5, 10) for b in range(2, 8) if a != b],
    "ordinaires": [(a, b) for a in range(3, 10) for b in range(3, 10) if a != b],
    "durs": [(a, b) for a in range(6, 10) for b in range(6, 10)],
}
_CONFUSED = {(7, 8): 54, (6, 9): 56}


def _fact(rng: random.Random, params: Params) -> tuple[int, int]:
    """Two factors in any order, their sum different from their product."""
    left, right = rng.choice(_FACTS[word_param(params, "facts", tuple(_FACTS))])
    return (left, right) if rng.random() < 0.5 else (right, left)


def _times(left: int, right: int) -> str:
    return f"{left} × {right}"


def _anchor(left: int, right: int) -> tuple[str, str]:
    """A known product of ``left`` near ``right``, and the way from it to the result."""
    tens = f"{left} × 10 = {left * 10}"
    if right == 9:
        return tens, f"{left * 10} − {left}"
    start = 5 if right > 5 else 4 if right == 5 else 2 if right > 2 else 1
    return f"{left} × {start} = {left * start}", f"{left * start} + {left * (right - start)}"


def table_slips(left: int, right: int) -> list[WrongNumber]:
    """The usual wrong products of ``left`` and ``right``."""
    made = []
    confused = _CONFUSED.get((min(left, right), max(left, right)))
    if confused:
        others = "6 × 9" if confused == 54 else "7 × 8"
        made.append(
            wrong(
                confused,
                "confusion-56-54",
                f"{confused}, c'est {others}. {left} fois {right}, c'est {right} de plus "
                f"que {left - 1} × {right} = {(left - 1) * right}.",
            )
        )
    made.append(
        wrong(
            left + right,
            "addition",
            f"{left} + {right} font {left + right}. Ici, on prend {left} fois {right}.",
        )
    )
    near = ((left, right + 1), (left, right - 1), (left + 1, right), (left - 1, right))
    for a, b in near:
        made.append(
            wrong(
                a * b,
                "table-voisine",
                f"{a * b}, c'est {a} × {b}. Vous cherchez {left} × {right}.",
                "Vous êtes dans la bonne table, tout près.",
            )
        )
    return made


def _product_steps(left: int, right: int, unit: str) -> tuple[Step, ...]:
    taken = Step(text=f"On prend {left} fois {right}.", working=_times(left, right))
    found = f"{left * right} {unit}"
    if right == 10:
        return taken, Step(text=f"{left} fois 10, c'est {left} dizaines.", result=found)
    if right == 5:
        fives = " ; ".join(str(5 * n) for n in range(1, left + 1))
        return taken, Step(text="Comptez de 5 en 5.", working=fives, result=found)
    known, way = _anchor(left, right)
    return (
        taken,
        Step(text="Partez d'un résultat connu.", working=known),
        Step(text="Avancez jusqu'au résultat.", working=way, result=found),
    )


@generator("maths.tables.produit", version=2)
def product(rng: random.Random, params: Params) -> Content:
    """How many things in some packs. ``facts``: faciles, ordinaires or durs."""
    left, right = _fact(rng, params)
    packs, name = rng.choice(_PACKS), rng.choice(PEOPLE)
    key = left * right
    return typeset(
        NumericContent(
            context=f"{name} {packs.verb} {left} {packs.pack} de {right} {packs.thing}.",
            ask=f"Combien {packs.of_things} en tout ?",
            answer=str(key),
            wrong=distinct(key, table_slips(left, right)),
            help=(
                f"Combien de fois prenez-vous {right} {packs.thing} ?",
                "Quel résultat de cette table connaissez-vous déjà ?",
                f"Partez de ce résultat. Avancez ou reculez de {left} en {left}.",
            ),
            solution=_product_steps(left, right, packs.thing),
            praise="Vous avez pris le même nombre plusieurs fois.",
        )
    )


@generator("maths.tables.choix", version=2)
def choose_product(rng: random.Random, params: Params) -> Content:
    """Which number is the product. ``facts``: faciles, ordinaires or durs."""

    def attempt() -> tuple[int, int, tuple[Choice, ...]] | None:
        left, right = _fact(rng, params)
        wrongs = [
            Choice(
                text=w.value, misconception=w.misconception, feedback=w.feedback, good=w.good
            )
            for w in table_slips(left, right)
        ]
        choices = pick_choices(rng, str(left * right), wrongs, 4)
        return (left, right, choices) if choices else None

    left, right, choices = draw_until(attempt)
    packs = rng.choice(_PACKS)
    return typeset(
        McqContent(
            context=f"Il y a {left} {packs.pack} de {right} {packs.thing}.",
            ask=f"Combien font {left} × {right} ?",
            choices=choices,
            help=(
                f"{left} × {right}, c'est {left} fois {right}.",
                f"Partez d'un résultat connu. Avancez ou reculez de {left} en {left}.",
            ),
            solution=_product_steps(left, right, packs.thing),
            praise="Vous avez retrouvé le bon résultat de la table.",
        )
    )


def _factor_slips(count: int, size: int) -> list[WrongNumber]:
    """The neighbours of the missing factor, and the missing term of a sum."""
    total = count * size
    wrongs = [
        wrong(
            near,
            "table-voisine",
            f"{near} × {size} = {near * size}. Vous cherchez {total}.",
            "Vous êtes dans la bonne table, tout près.",
        )
        for near in (count - 1, count + 1)
    ]
    wrongs.append(
        wrong(
            total - size,
            "addition",
            f"{size} + {total - size} font bien {total}. "
            f"Ici, cherchez combien de fois {size} il faut.",
        )
    )
    return wrongs


@generator("maths.tables.facteur", version=2)
def missing_factor(rng: random.Random, params: Params) -> Content:
    """How many packs hold so many things. ``facts``: faciles, ordinaires or durs."""
    count, size = _fact(rng, params)
    total = count * size
    packs, name = rng.choice(_PACKS[:8]), rng.choice(PEOPLE)
    known, way = _anchor(size, count)
    return typeset(
        NumericContent(
            context=f"{name} a {total} {packs.thing}. "
            f"Il en faut {size} par {packs.pack.removesuffix('s')}.",
            ask=f"Combien de {packs.pack} faut-il ?",
            answer=str(count),
            wrong=distinct(count, _factor_slips(count, size)),
            help=(
                f"Combien de fois faut-il {size} pour faire {total} ?",
                f"Récitez la table de {size} jusqu'à {total}.",
            ),
            solution=(
                Step(text=f"On cherche le nombre caché : {size} × ? = {total}."),
                Step(text=f"On part d'un résultat connu de la table de {size}.", working=known),
                Step(
                    text="On avance jusqu'au total.",
                    working=f"{way} = {total}",
                    result=f"{count} {packs.pack}",
                ),
            ),
            praise="Vous avez cherché le nombre qui manque dans la table.",
        )
    )


def _zero_one_rule(size: int, count: int) -> str:
    if count == 0:
        return f"Zéro fois {size} : on ne prend rien."
    return f"Une fois {size} : on garde {size}."


def _zero_one_choices(size: int, count: int) -> tuple[Choice, ...]:
    """``size`` × ``count`` (0 or 1), and what is said instead."""
    key, slip = size * count, size if count == 0 else 1
    rule = _zero_one_rule(size, count)
    other = 1 if count == 0 else size + 1
    near = Choice(
        text=str(other),
        misconception="zero-un" if count == 0 else "addition",
        feedback=rule if count == 0 else f"{size} + 1 font {other}. Ici, on multiplie. {rule}",
    )
    return (
        Choice(text=str(key), right=True),
        Choice(text=str(slip), misconception="zero-un", feedback=rule),
        near,
        Choice(
            text=str(size * 10),
            feedback=f"{size * 10}, c'est {size} × 10. {rule}",
        ),
    )


@generator("maths.tables.zero-un", version=2)
def zero_or_one(rng: random.Random, params: Params) -> Content:
    """A number times 0 or times 1, in one order or the other."""
    size, count = rng.randint(2, 10), rng.choice((0, 1))
    packs = rng.choice(_PACKS[:8])
    left, right = (count, size) if rng.random() < 0.5 else (size, count)
    return typeset(
        McqContent(
            context=f"Vous comptez des {packs.pack} {packs.of_things}.",
            ask=f"Combien font {left} × {right} ?",
            choices=_zero_one_choices(size, count),
            help=(
                "Combien de fois prend-on le nombre ?",
                f"Imaginez des {packs.pack} {packs.of_things}. Combien en prenez-vous ?",
            ),
            solution=(
                Step(
                    text=_zero_one_rule(size, count),
                    working=_times(left, right),
                    result=str(size * count),
                ),
            ),
            praise="Vous savez ce que font 0 et 1 dans une multiplication.",
        )
    )
