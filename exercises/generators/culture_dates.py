"""Dates, centuries and Roman numerals used by the history generators.

Years follow the historians' count: 1 BC is written -1 and is followed by year 1; there is no
year 0. Dates: the school reference dates (``referential.md`` 3.3) and dated public events.
"""

from __future__ import annotations

from dataclasses import dataclass

ROMAN = (
    ("X", 10),
    ("IX", 9),
    ("V", 5),
    ("IV", 4),
    ("I", 1),
)

LOOKALIKES = {4: 6, 6: 4, 9: 11, 11: 9, 14: 16, 16: 14, 19: 21, 21: 19}
"""Pairs of numbers that people mix up when I stands before or after V or X."""


@dataclass(frozen=True)
class Event:
    """A dated event. ``label`` opens a sentence: "La prise de la Bastille"."""

    year: int
    label: str

    @property
    def inside(self) -> str:
        """The label inside a sentence: "la prise de la Bastille"."""
        first = self.label.split(maxsplit=1)[0]
        if first in {"Le", "La", "Les"} or first.startswith("L’"):
            return self.label[0].lower() + self.label[1:]
        return self.label


BEFORE = (
    Event(-490, "La bataille de Marathon"),
    Event(-480, "La bataille de Salamine"),
    Event(-323, "La mort d’Alexandre le Grand"),
    Event(-218, "Le passage des Alpes par Hannibal"),
    Event(-146, "La destruction de Carthage"),
    Event(-52, "La bataille d’Alésia"),
    Event(-44, "La mort de Jules César"),
    Event(-30, "La mort de Cléopâtre"),
)

EARLY = (
    Event(14, "La mort de l’empereur Auguste"),
    Event(64, "L’incendie de Rome"),
    Event(79, "L’éruption du Vésuve à Pompéi"),
    Event(117, "La mort de l’empereur Trajan"),
    Event(212, "L’édit de Caracalla"),
    Event(451, "La bataille contre Attila"),
    Event(476, "La chute de l’Empire romain d’Occident"),
    Event(768, "Le début du règne de Charlemagne"),
    Event(843, "Le traité de Verdun"),
    Event(987, "Le sacre d’Hugues Capet"),
)

MODERN = (
    Event(1066, "La bataille d’Hastings"),
    Event(1214, "La bataille de Bouvines"),
    Event(1337, "Le début de la guerre de Cent Ans"),
    Event(1431, "La mort de Jeanne d’Arc"),
    Event(1492, "Le premier voyage de Christophe Colomb"),
    Event(1515, "La bataille de Marignan"),
    Event(1539, "Le choix du français pour l’administration"),
    Event(1598, "L’édit de Nantes"),
    Event(1610, "La mort d’Henri IV"),
    Event(1682, "L’arrivée de la cour à Versailles"),
    Event(1715, "La mort de Louis XIV"),
    Event(1783, "Le premier vol d’un ballon à air chaud"),
    Event(1789, "La prise de la Bastille"),
    Event(1804, "Le Code civil"),
    Event(1815, "La bataille de Waterloo"),
    Event(1848, "L’abolition de l’esclavage en France"),
    Event(1889, "L’inauguration de la tour Eiffel"),
    Event(1895, "La première séance de cinéma payante"),
    Event(1936, "Les premiers congés payés"),
    Event(1945, "La création de la Sécurité sociale"),
    Event(1969, "Les premiers pas sur la Lune"),
    Event(1989, "La chute du mur de Berlin"),
    Event(2002, "L’arrivée des billets en euros"),
    Event(2024, "Les Jeux olympiques de Paris"),
)

ROUND = (
    Event(800, "Le couronnement de l’empereur Charlemagne"),
    Event(1500, "L’arrivée de Cabral au Brésil"),
    Event(1800, "La création de la Banque de France"),
    Event(1900, "La première ligne du métro parisien"),
    Event(2000, "Les Jeux olympiques de Sydney"),
)

OBJECTS = (
    "Sur une vieille porte, on lit : {year}.",
    "Un pont porte une date : {year}.",
    "Un vieil acte de vente est daté de {year}.",
    "Sur le mur d’un moulin, on lit : {year}.",
    "Une pierre d’église porte la date {year}.",
    "Une cloche ancienne porte la date {year}.",
)
"""Lines where any year from 1000 to 1950 can stand."""


def roman(number: int) -> str:
    """Write 1 to 39 in Roman numerals. Raises ValueError outside."""
    if not 1 <= number <= 39:
        raise ValueError(f"{number} is outside 1 to 39")
    text = ""
    for letters, value in ROMAN:
        while number >= value:
            text += letters
            number -= value
    return text


def century_of(year: int) -> int:
    """Century of a year, counted from 1 on both sides (1789: 18; -52: 1 BC). No year 0."""
    if year == 0:
        raise ValueError("there is no year 0")
    return (abs(year) - 1) // 100 + 1


def century(number: int, *, before: bool = False) -> str:
    """French name of a century: "XIXe siècle", "Ier siècle avant Jésus-Christ"."""
    rank = "Ier" if number == 1 else f"{roman(number)}e"
    return f"{rank} siècle avant Jésus-Christ" if before else f"{rank} siècle"


def bounds(number: int) -> tuple[int, int]:
    """First and last year of a century of our era: 18 gives (1701, 1800)."""
    return 100 * (number - 1) + 1, 100 * number


def years_between(first: int, last: int) -> int:
    """Years from one year to a later one, without a year 0: -1 to 1 is 1."""
    if 0 in (first, last) or first > last:
        raise ValueError(f"cannot count from {first} to {last}")
    return last - first - (1 if first < 0 < last else 0)
