"""Whole numbers: what each digit is worth, counting by packets."""

from __future__ import annotations

import random

from exercises.content import Content, Document, Row, Step
from exercises.french import join_list, number
from exercises.generators import Params, generator
from exercises.generators.maths_common import (
    PEOPLE,
    distinct,
    int_param,
    typeset,
    word_param,
    wrong,
)
from exercises.types.numeric import NumericContent, WrongNumber

_RANKS = {10: "dizaines", 100: "centaines", 1000: "milliers"}
_COUNTERS = (
    "Le compteur du camion affiche {n} km.",
    "Le bon de commande indique {n} feuilles.",
    "{who} lit un devis de {n} €.",
    "L'entrepôt garde {n} articles.",
    "La salle a accueilli {n} personnes cette année.",
)
_PACKED = (
    ("feuilles", "paquets"),
    ("vis", "sachets"),
    ("gants", "lots"),
    ("carreaux", "cartons"),
    ("gobelets", "tubes"),
    ("serviettes", "paquets"),
)


def _distinct_digits(rng: random.Random, digits: int) -> int:
    """A number whose digits all differ, so that each digit says which place was read."""
    drawn = rng.sample(range(1, 10), digits)
    return int("".join(map(str, drawn)))


@generator("maths.entiers.chiffre-du-rang", version=2)
def digit_of_rank(rng: random.Random, params: Params) -> Content:
    """The digit of a rank, not the number of tens or hundreds. ``digits``: 4 or 5."""
    digits = int_param(params, "digits", 4)
    rank = rng.choice([r for r in _RANKS if r * 10 < 10**digits])
    value = _distinct_digits(rng, digits)
    answer = value // rank % 10
    count = value // rank
    said = (
        f"{number(count)}, c'est le nombre de {_RANKS[rank]} dans {number(value)}. "
        f"Le chiffre des {_RANKS[rank]}, c'est un seul signe."
    )
    return typeset(
        NumericContent(
            context=rng.choice(_COUNTERS).format(n=number(value), who=rng.choice(PEOPLE)),
            ask=f"Quel est le chiffre des {_RANKS[rank]} dans {number(value)} ?",
            answer=str(answer),
            wrong=distinct(answer, [wrong(count, "chiffre-nombre", said)]),
            help=(
                "Un chiffre est un seul signe. Un nombre peut en avoir plusieurs.",
                "Comptez les places depuis la droite : unités, dizaines, centaines, milliers.",
            ),
            solution=(
                Step(text="Partez de la droite : unités, dizaines, centaines, milliers."),
                Step(
                    text=f"Arrêtez-vous à la place des {_RANKS[rank]}.",
                    working=number(value),
                    result=str(answer),
                ),
            ),
            praise="Vous avez compté les places depuis la droite.",
        )
    )


@generator("maths.entiers.nombre-de-paquets", version=2)
def full_packets(rng: random.Random, params: Params) -> Content:
    """Full packets of 10 or 100: the number of tens or hundreds. ``digits``: 4 or 5."""
    digits = int_param(params, "digits", 4)
    rank = rng.choice((10, 100))
    value = _distinct_digits(rng, digits)
    answer, left = divmod(value, rank)
    digit = answer % 10
    things, packets = rng.choice(_PACKED)
    hidden = "le dernier chiffre" if rank == 10 else "les deux derniers chiffres"
    above = number((answer - digit) * rank)
    said = (
        f"{digit} est le chiffre des {_RANKS[rank]}. Dans {above}, "
        f"il y a encore {number(answer - digit)} {_RANKS[rank]}."
    )
    return typeset(
        NumericContent(
            context=f"{rng.choice(PEOPLE)} range {number(value)} {things} "
            f"par {packets} de {rank}.",
            ask=f"Combien de {packets} complets peut-on faire ?",
            answer=str(answer),
            wrong=distinct(answer, [wrong(digit, "chiffre-nombre", said)]),
            help=(
                f"Combien de {things} faut-il pour un {packets.removesuffix('s')} complet ?",
                f"On cherche combien de fois il y a {rank} dans {number(value)}.",
                f"Cachez {hidden}.",
            ),
            solution=(
                Step(
                    text=f"Séparez le nombre à la place des {_RANKS[rank]}.",
                    working=f"{number(value)} = {number(answer)} × {rank} + {left}",
                ),
                Step(
                    text=f"Le reste est plus petit que {rank} : c'est fini.",
                    result=f"{number(answer)} {packets}",
                ),
            ),
            praise=f"Vous avez compté toutes les {_RANKS[rank]}, même les cachées.",
        )
    )


def _draw_counts(rng: random.Random, level: str) -> dict[int, int]:
    """How many packets of each size, biggest first, with an empty place or more than 9 tens."""
    if level == "simple":
        return {100: rng.randint(1, 9), 1: rng.randint(2, 9)}
    if level == "zeros":
        counts = {1000: rng.randint(1, 9)}
        counts[rng.choice((100, 10))] = rng.randint(2, 9)
        return counts | ({1: rng.randint(2, 9)} if rng.random() < 0.5 else {})
    return {100: rng.randint(1, 8), 10: rng.randint(11, 19), 1: rng.randint(2, 9)}


def _packet_wrongs(counts: dict[int, int], packets: str) -> list[WrongNumber]:
    """The counts written side by side; the hundred hidden in more than nine tens."""
    parts = " + ".join(number(size * count) for size, count in counts.items())
    beside = (
        f"Vous écrivez {join_list([str(count) for count in counts.values()])} à la suite. "
        f"Calculez plutôt chaque ligne : {parts}."
    )
    side_by_side = int("".join(str(count) for count in counts.values()))
    wrongs = [wrong(side_by_side, "zeros", beside, "Vous avez lu toutes les lignes.")]
    tens = counts.get(10, 0)
    if tens > 9:
        total = sum(size * count for size, count in counts.items())
        hidden = f"{tens} {packets} de 10, c'est {tens * 10} : il y a une centaine de plus."
        wrongs.append(wrong(total - 100, "chiffre-nombre", hidden))
    return wrongs


def _packet_steps(counts: dict[int, int], rows: tuple[Row, ...]) -> tuple[Step, ...]:
    lines = [
        Step(
            text=f"Calculez la ligne « {row.label} ».",
            working=f"{count} × {number(size)}",
            result=number(size * count),
        )
        for row, (size, count) in zip(rows, counts.items(), strict=True)
        if size > 1
    ]
    parts = " + ".join(number(size * count) for size, count in counts.items())
    total = sum(size * count for size, count in counts.items())
    return (*lines, Step(text="Additionnez les lignes.", working=parts, result=number(total)))


@generator("maths.entiers.compter-paquets", version=2)
def count_packets(rng: random.Random, params: Params) -> Content:
    """Packets of 1 000, 100 and 10 to add up. ``level``: simple, zeros, plus-de-dix."""
    level = word_param(params, "level", ("simple", "zeros", "plus-de-dix"))
    things, packets = rng.choice(_PACKED)
    counts = _draw_counts(rng, level)
    total = sum(size * count for size, count in counts.items())
    largest = number(max(counts))
    rows = tuple(
        Row(
            label="À l'unité" if size == 1 else f"{packets.capitalize()} de {number(size)}",
            value=str(count),
        )
        for size, count in counts.items()
    )
    return typeset(
        NumericContent(
            document=Document(title=f"Stock : {things}", rows=rows),
            ask=f"Combien de {things} y a-t-il en tout ?",
            answer=str(total),
            wrong=distinct(total, _packet_wrongs(counts, packets)),
            help=(
                "Que vaut chaque ligne ?",
                f"La ligne « {packets} de {largest} » : multipliez par {largest}.",
                "Calculez chaque ligne, puis additionnez.",
            ),
            solution=_packet_steps(counts, rows),
            praise="Vous avez donné sa valeur à chaque paquet.",
        )
    )
