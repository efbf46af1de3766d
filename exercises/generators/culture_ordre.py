"""Order in time: dates to put in order, dates between two marks, length of a period."""

from __future__ import annotations

import random

from exercises.content import Choice, Content, Document, Row, Step
from exercises.generators import Params, generator
from exercises.generators.culture_dates import (
    BEFORE,
    EARLY,
    MODERN,
    Event,
    bounds,
    century,
    century_of,
    years_between,
)
from exercises.types.mcq import McqContent
from exercises.types.numeric import NumericContent, WrongNumber
from exercises.types.order import OrderContent, WrongOrder

FIRST, LAST = "le plus ancien", "le plus récent"

SORT = "Rangez les années, de la plus petite à la plus grande."

TRIES = 60  # draws before giving up on a set of dates where the usual slip changes the order

LIVES = (
    ("Une route romaine est construite", "elle est réparée"),
    ("Un pont est construit", "il est détruit"),
    ("Un atelier de potier ouvre", "il ferme"),
    ("Un port de commerce ouvre", "il est agrandi"),
    ("Un marché couvert ouvre", "il brûle"),
    ("Un mur de ville est construit", "il est abattu"),
)
"""What happens at the two ends of an invented period across year 1."""

WORKING_LIVES = (
    ("L’usine ouvre", "L’usine ferme"),
    ("L’immeuble est construit", "L’immeuble est rénové"),
    ("La boulangerie ouvre", "La boulangerie change de propriétaire"),
    ("Le club de sport est créé", "Le club construit un stade"),
    ("La ligne de train ouvre", "La ligne de train ferme"),
    ("L’hôpital est construit", "L’hôpital est agrandi"),
)
"""The two ends of an invented period of our time."""


def _spread(rng: random.Random, events: tuple[Event, ...], count: int) -> list[Event]:
    """Draw events of different centuries, oldest first."""
    chosen: list[Event] = []
    for event in rng.sample(events, len(events)):
        if all(century_of(event.year) != century_of(other.year) for other in chosen):
            chosen.append(event)
        if len(chosen) == count:
            break
    return sorted(chosen, key=lambda event: event.year)


def _dated(event: Event) -> str:
    return f"{event.label} : {event.year}"


@generator("culture.siecles.ordre", version=2)
def order_dates(rng: random.Random, params: Params) -> Content:
    """Events to put in order. ``dates``: annees, melange (some as centuries), avant (BC)."""
    kind = str(params["dates"])
    if kind == "avant":
        return _order_before(rng)
    if kind == "melange":
        return _order_mixed(rng)
    events = _spread(rng, EARLY[6:] + MODERN, 4)
    return OrderContent(
        ask="Rangez du plus ancien au plus récent.",
        elements=tuple(_dated(event) for event in events),
        first=FIRST,
        last=LAST,
        help=("Quelle date est la plus ancienne ?", "Comparez d’abord les centaines."),
        solution=(
            Step(text="Regardez les années. La plus petite est la plus ancienne."),
            Step(text=SORT, result=_years(events)),
        ),
        praise="Vous avez comparé les dates deux à deux.",
    )


def _years(events: list[Event]) -> str:
    return ", ".join(str(event.year) for event in events)


def _order_mixed(rng: random.Random) -> OrderContent:
    """Four events, two of them given by their century."""
    for _ in range(TRIES):
        events = _spread(rng, EARLY[6:] + MODERN, 4)
        by_century = sorted(rng.sample(range(4), 2))
        texts = [_dated(event) for event in events]
        for k in by_century:
            texts[k] = f"{events[k].label} : {century(century_of(events[k].year))}"
        wrong = _shifted(events, texts)
        if wrong:
            break
    steps = [
        Step(text=f"Le {century(c)} va de {bounds(c)[0]} à {bounds(c)[1]}.")
        for c in (century_of(events[k].year) for k in by_century)
    ]
    return OrderContent(
        ask="Rangez du plus ancien au plus récent.",
        elements=tuple(texts),
        first=FIRST,
        last=LAST,
        wrong=wrong,
        help=(
            "Quelles dates sont des années ? Lesquelles sont des siècles ?",
            "Changez chaque siècle en années.",
            "Par exemple, le IIe siècle va de 101 à 200.",
        ),
        solution=(*steps, Step(text=SORT, result=_years(events))),
        praise="Vous avez changé les siècles en années avant de comparer.",
    )


def _shifted(events: list[Event], texts: list[str]) -> tuple[WrongOrder, ...]:
    """The order of someone who reads "XVIIIe siècle" as the 1800s, when it differs."""

    def read(k: int) -> float:
        year = events[k].year
        return 100 * century_of(year) + 50 if texts[k].endswith("siècle") else year

    order = sorted(range(len(events)), key=read)
    if order == list(range(len(events))):
        return ()
    return (
        WrongOrder(
            elements=tuple(texts[k] for k in order),
            misconception="siecle-moins-un",
            feedback="Un siècle commence avant son numéro : le IIe siècle va de 101 à 200.",
        ),
    )


def _order_before(rng: random.Random) -> OrderContent:
    """Two or three dates BC and one of our era."""
    early = _spread(rng, BEFORE, 3)
    events = [*early, rng.choice(EARLY)]
    right = tuple(_dated(event) for event in events)
    mirrored = tuple(_dated(event) for event in [*reversed(early), events[-1]])
    oldest, second = early[0].year, early[1].year
    return OrderContent(
        ask="Rangez du plus ancien au plus récent.",
        context="Le signe « - » veut dire : avant Jésus-Christ.",
        elements=right,
        first=FIRST,
        last=LAST,
        wrong=(
            WrongOrder(
                elements=mirrored,
                misconception="avant-jc-ordre",
                feedback=f"Avant Jésus-Christ, {-oldest} vient avant {-second} : "
                "le plus grand nombre est le plus ancien.",
                good="Vous avez mis les dates avant Jésus-Christ en premier.",
            ),
        ),
        help=(
            "Quelles dates portent le signe « - » ?",
            "Les dates avec « - » viennent avant toutes les autres.",
            "Avec le signe « - », le plus grand nombre est le plus ancien.",
        ),
        solution=(
            Step(text="Mettez d’abord les dates qui portent le signe « - »."),
            Step(text=f"Le plus grand nombre est le plus ancien : {oldest} vient en premier."),
            Step(text="Finissez par l’autre date.", result=_years(events)),
        ),
        praise="Vous avez pensé à compter à l’envers avant Jésus-Christ.",
    )


@generator("culture.siecles.entre", version=2)
def between_marks(rng: random.Random, params: Params) -> Content:
    """Place a year BC against two marks on a timeline."""
    low, middle, high = _spread(rng, BEFORE, 3)
    asked = rng.choice([low, middle, high])
    marks = sorted({low.year, middle.year, high.year} - {asked.year})
    first, second = marks
    places = ("before", "between", "after")
    right = places[[low, middle, high].index(asked)]
    # Someone who forgets the sign reads the timeline the other way round.
    mirrored = {"before": "after", "after": "before", "between": ""}[right]
    names = {
        "before": f"Avant {first}",
        "between": f"Entre {first} et {second}",
        "after": f"Après {second}",
    }
    facts = {
        "before": f"{asked.year} est plus ancien que {first}.",
        "between": f"{asked.year} est entre {first}, plus ancien, et {second}, plus récent.",
        "after": f"{asked.year} est plus récent que {second}.",
    }
    feedback = f"Avant Jésus-Christ, on compte à l’envers : {facts[right]}"
    return McqContent(
        ask=f"Où se place l’année {asked.year} sur la frise ?",
        context=f"{asked.label}, c’est en {asked.year}.",
        document=Document(
            title="Frise : le temps va de gauche à droite",
            head=("plus ancien", "repère 1", "repère 2", "plus récent"),
            cells=(("…", str(first), str(second), "…"),),
            note="Le signe « - » veut dire : avant Jésus-Christ.",
        ),
        choices=tuple(
            Choice(text=names[place], right=True)
            if place == right
            else Choice(
                text=names[place],
                misconception="avant-jc-ordre" if place == mirrored or not mirrored else None,
                feedback=feedback,
            )
            for place in places
        ),
        shuffle=False,
        help=(
            "Quel repère est le plus ancien ?",
            "Avant Jésus-Christ, les nombres diminuent quand le temps passe.",
            f"{first} est à gauche : c’est plus ancien que {second}.",
        ),
        solution=(
            Step(text="Avant Jésus-Christ, le plus grand nombre est le plus ancien."),
            Step(
                text="Rangez les trois dates.",
                result=f"{low.year}, {middle.year}, {high.year}",
            ),
            Step(text=f"Donc {facts[right]}", result=names[right]),
        ),
        praise="Vous avez gardé le sens de la frise.",
    )


@generator("culture.siecles.duree", version=2)
def duration(rng: random.Random, params: Params) -> Content:
    """Years between two dates. ``avant`` true: the first one is BC, and there is no year 0."""
    if params["avant"]:
        return _duration_across(rng)
    first = rng.randint(1850, 1990)
    last = min(first + rng.randint(12, 120), 2020)
    years = years_between(first, last)
    start, end = rng.choice(WORKING_LIVES)
    return NumericContent(
        ask=f"Combien d’années passent de {first} à {last} ?",
        document=Document(
            title="Deux dates",
            rows=(Row(label=start, value=str(first)), Row(label=end, value=str(last))),
        ),
        answer=str(years),
        unit="ans",
        help=(
            "Quelle date est la plus récente ?",
            "Cherchez l’écart entre les deux années.",
            "Faites une soustraction : la plus récente moins la plus ancienne.",
        ),
        solution=(
            Step(text=f"La date la plus récente est {last}."),
            Step(
                text="Calculez l’écart.",
                working=f"{last} − {first}",
                result=f"{years} ans",
            ),
        ),
        praise="Vous avez cherché l’écart entre les deux années.",
    )


def _duration_across(rng: random.Random) -> NumericContent:
    """A road, a bridge or a workshop that lasts from BC into our era."""
    first, last = -5 * rng.randint(1, 12), 5 * rng.randint(1, 16)
    years = years_between(first, last)
    start, end = rng.choice(LIVES)
    return NumericContent(
        ask=f"Combien d’années passent de {first} à {last} ?",
        context=f"{start} en {first} (avant Jésus-Christ), puis {end} en {last}.",
        answer=str(years),
        unit="ans",
        wrong=(
            WrongNumber(
                value=str(last - first),
                misconception="annee-zero",
                feedback=f"{-first} + {last} compte une année 0. Elle n’existe pas. Enlevez 1.",
                good="Vous avez bien ajouté les deux côtés.",
            ),
        ),
        help=(
            "Combien d’années y a-t-il avant l’an 1 ? Combien après ?",
            "Après l’année -1 vient tout de suite l’année 1.",
            "Ajoutez les deux nombres, puis enlevez 1 : l’année 0 n’existe pas.",
        ),
        solution=(
            Step(
                text="Ajoutez les deux nombres.",
                working=f"{-first} + {last}",
                result=str(last - first),
            ),
            Step(text="Après -1 vient 1 : l’année 0 n’existe pas."),
            Step(
                text="Enlevez donc 1.",
                working=f"{last - first} − 1",
                result=f"{years} ans",
            ),
        ),
        praise="Vous avez pensé à l’année 0, qui n’existe pas.",
    )
