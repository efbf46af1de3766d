"""Centuries: from a year to its century, Roman numerals, bounds of a century, timelines."""

from __future__ import annotations

import random
from collections.abc import Iterable

from exercises.content import Choice, Content, Document, Step
from exercises.generators import Params, generator
from exercises.generators.culture_dates import (
    BEFORE,
    EARLY,
    LOOKALIKES,
    MODERN,
    OBJECTS,
    ROUND,
    bounds,
    century,
    century_of,
    roman,
)
from exercises.types.mcq import McqContent
from exercises.types.numeric import NumericContent, WrongNumber

LAST_CENTURY = 21

OLD_UNTIL = 1950  # an "old door" is not from 2019

READ_CONTEXTS = (
    "Un musée présente une statue du {century}.",
    "Une affiche annonce : visite d’un château du {century}.",
    "Sur un plan de ville, on lit : église du {century}.",
    "Un livre parle d’une foire du {century}.",
    "Un chantier restaure un mur du {century}.",
    "Un guide parle d’un port du {century}.",
)


def _dated(rng: random.Random, kind: str) -> tuple[int, str]:
    """Draw a year of the kind asked for, with the sentence that gives it."""
    if kind == "ordinaire" and rng.random() < 0.5:
        year = rng.choice([y for y in range(1001, OLD_UNTIL) if y % 100])
        return year, rng.choice(OBJECTS).format(year=year)
    if kind == "cent" and rng.random() < 0.6:
        year = 100 * rng.randint(10, 19)
        return year, rng.choice(OBJECTS).format(year=year)
    events = {"ordinaire": MODERN, "debut": EARLY, "cent": ROUND, "avant": BEFORE}[kind]
    event = rng.choice(events)
    when = f"l’an {event.year}" if kind == "debut" else f"{event.year}"
    return event.year, f"{event.label}, c’est en {when}."


def _hundreds(count: int) -> str:
    return f"{count} centaines" if count > 1 else f"{count} centaine"


def _reason(year: int) -> tuple[Step, ...]:
    """Worked solution: from the year to its century."""
    number, before = century_of(year), year < 0
    name = century(number, before=before)
    count = abs(year)
    if count % 100 == 0:
        first, last = bounds(number)
        return (
            Step(text=f"{year} finit par 00 : cette année termine un siècle."),
            Step(text=f"Ce siècle va de {first} à {last}.", result=name),
        )
    hundreds = count // 100
    where = f"En {count} avant Jésus-Christ" if before else f"En {year}"
    return (
        Step(text=f"Cherchez les centaines. {where}, il y a {_hundreds(hundreds)}.")
        if hundreds
        else Step(text=f"{count} est plus petit que 100 : il y a 0 centaine."),
        Step(text="Ajoutez 1.", working=f"{hundreds} + 1 = {number}", result=name),
    )


def _century_choice(year: int, number: int) -> Choice:
    """A wrong century, with the misconception that leads there when one does."""
    right, before = century_of(year), year < 0
    name = century(number, before=before)
    if LOOKALIKES.get(right) == number:
        return Choice(
            text=name,
            misconception="romains",
            feedback=f"{roman(number)}, c’est {number}. {right} s’écrit {roman(right)}.",
            good="Ce siècle s’écrit presque avec les mêmes lettres.",
        )
    if abs(year) % 100 == 0 and number == right + 1:
        first, last = bounds(right)
        return Choice(
            text=name,
            misconception="annee-zero",
            feedback=f"{year} est la dernière année de son siècle, de {first} à {last}.",
        )
    if number == right - 1:
        good = f"Vous avez bien compté {_hundreds(number)}." if abs(year) % 100 else None
        return Choice(
            text=name, misconception="siecle-moins-un", feedback=_count(year), good=good
        )
    return Choice(text=name, feedback=_count(year))


def _count(year: int) -> str:
    """What to say of a wrong century that no known misconception leads to."""
    right = century_of(year)
    if abs(year) % 100 == 0:
        first, last = bounds(right)
        return f"{year} est la dernière année de son siècle, de {first} à {last}."
    hundreds = abs(year) // 100
    return f"Comptez les centaines, puis ajoutez 1 : {hundreds} + 1 = {right}."


def _other_centuries(right: int, *, limit: int) -> list[int]:
    """Wrong centuries, the most telling first: one before, the lookalike, one after…"""
    wanted = [
        right - 1,
        LOOKALIKES.get(right, 0),
        right + 1,
        right + 2,
        right - 2,
        right + 3,
        right - 3,
    ]
    found: list[int] = []
    for number in wanted:
        if 1 <= number <= limit and number not in found:
            found.append(number)
    return found[:3]


@generator("culture.siecles.siecle-d-une-annee", version=2)
def century_of_year(rng: random.Random, params: Params) -> Content:
    """The century of a year. ``annee``: ordinaire, debut (1–999), cent (…00), avant (BC)."""
    kind = str(params["annee"])
    year, context = _dated(rng, kind)
    right = century_of(year)
    help_texts = [
        "Combien de centaines y a-t-il dans cette année ?",
        "Un siècle dure 100 ans. Le premier commence en l’an 1.",
    ]
    if kind == "cent":
        help_texts.append("Une année qui finit par 00 est la dernière de son siècle.")
    else:
        help_texts.append("Prenez le nombre de centaines. Ajoutez 1.")
    if kind == "avant":
        help_texts[0] = f"{year} veut dire {-year} avant Jésus-Christ. Combien de centaines ?"
    others = _other_centuries(right, limit=7 if year < 0 else LAST_CENTURY)
    choices = [Choice(text=century(right, before=year < 0), right=True)]
    choices += [_century_choice(year, number) for number in others]
    if kind == "avant":
        sign = f"Regardez le signe : {year} vient avant le Ier siècle de notre calendrier."
        choices[-1] = Choice(text=century(right), feedback=sign)
    return McqContent(
        ask="Choisissez le siècle de cette année.",
        context=context,
        choices=tuple(choices),
        help=tuple(help_texts),
        solution=_reason(year),
        praise=(
            "Vous avez vu que cette année termine son siècle."
            if kind == "cent"
            else "Vous avez compté les centaines, puis ajouté 1."
        ),
    )


def _roman_steps(number: int) -> tuple[Step, ...]:
    """Worked solution: X, V and I one after the other."""
    tens, units = divmod(number, 10)
    parts = [*["X"] * tens, *([roman(units)] if units else [])]
    values = [*["10"] * tens, *([str(units)] if units else [])]
    split = Step(text="X vaut 10, V vaut 5, I vaut 1.")
    if units in {4, 9}:
        big = "V" if units == 4 else "X"
        split = Step(text=f"Un I placé avant {big} enlève 1 : {roman(units)} vaut {units}.")
    if len(parts) == 1:
        return (split, Step(text="Lisez le nombre.", result=f"{roman(number)} = {number}"))
    working = f"{' + '.join(parts)} = {' + '.join(values)}"
    return (split, Step(text="Ajoutez les morceaux.", working=working, result=str(number)))


@generator("culture.siecles.lire-romain", version=1)
def read_roman(rng: random.Random, params: Params) -> Content:
    """Write a Roman century in digits. ``pieges`` true: only numbers with IV or IX beside."""
    numbers: Iterable[int] = (
        LOOKALIKES if params["pieges"] else (2, 3, 7, 8, 12, 13, 15, 17, 18)
    )
    number = rng.choice(sorted(numbers))
    context = rng.choice(READ_CONTEXTS).format(century=century(number))
    wrong: tuple[WrongNumber, ...] = ()
    if number in LOOKALIKES:
        other = LOOKALIKES[number]
        feedback = f"{other} s’écrit {roman(other)}. Regardez la place du I, avant ou après."
        wrong = (
            WrongNumber(
                value=str(other),
                misconception="romains",
                feedback=feedback,
                good="Vous connaissez la valeur des lettres.",
            ),
        )
    return NumericContent(
        ask=f"Écrivez {roman(number)} en chiffres.",
        context=context,
        answer=str(number),
        wrong=wrong,
        help=(
            "Que vaut chaque lettre ?",
            "X vaut 10, V vaut 5, I vaut 1.",
            "Un I à droite ajoute 1. Un I à gauche enlève 1.",
        ),
        solution=_roman_steps(number),
        praise="Vous avez regardé la valeur et la place de chaque lettre.",
    )


def _span(first: int, last: int) -> str:
    return f"de {first} à {last}"


@generator("culture.siecles.bornes", version=1)
def century_bounds(rng: random.Random, params: Params) -> Content:
    """First and last year of a century. ``zero`` true: 1700–1799 stands beside 1701–1800."""
    number = rng.randint(11, 20)
    first, last = bounds(number)
    name = century(number)
    choices = [Choice(text=_span(first, last), right=True)]
    after = Choice(
        text=_span(first + 100, last + 100),
        misconception="siecle-moins-un",
        feedback=f"L’année {first + 150} est dans le {century(number + 1)}. Ici, enlevez 1 : "
        f"{number} − 1 = {number - 1}.",
    )
    choices.append(after)
    if number in LOOKALIKES and LOOKALIKES[number] <= LAST_CENTURY:
        other = LOOKALIKES[number]
        feedback = f"{roman(number)}, c’est {number}. {roman(other)}, c’est {other}."
        span = _span(*bounds(other))
        choices.append(Choice(text=span, misconception="romains", feedback=feedback))
    else:
        span = _span(first - 100, last - 100)
        feedback = f"C’est un siècle trop tôt : le {century(number - 1)}."
        choices.append(Choice(text=span, feedback=feedback))
    if params["zero"]:
        choices.append(
            Choice(
                text=_span(first - 1, last - 1),
                misconception="annee-zero",
                feedback=f"Le Ier siècle va de l’an 1 à l’an 100. Donc {last} compte encore.",
                good="Vous êtes tout près : le décalage est d’un an.",
            )
        )
    return McqContent(
        ask=f"Quand commence et quand finit le {name} ?",
        context=rng.choice(READ_CONTEXTS).format(century=name),
        choices=tuple(choices),
        help=(
            f"Que vaut {roman(number)} en chiffres ?",
            "Le Ier siècle va de 1 à 100. Le IIe siècle va de 101 à 200.",
            "Enlevez 1 au numéro du siècle : ce sont les premières centaines.",
        ),
        solution=(
            Step(text=f"{roman(number)}, c’est {number}."),
            Step(text="Enlevez 1.", working=f"{number} − 1 = {number - 1}"),
            Step(text=f"La première année est {first}. La dernière est {last}."),
        ),
        praise="Vous avez enlevé 1 pour trouver la première année.",
    )


@generator("culture.siecles.frise", version=2)
def timeline(rng: random.Random, params: Params) -> Content:
    """Find the box of a year on a timeline. ``cases``: annees or romains (centuries)."""
    event = rng.choice(MODERN)
    right = century_of(event.year)
    in_years = params["cases"] == "annees"
    # With centuries, the box just before is always there: it is the usual slip.
    latest = min(right if in_years else right - 1, LAST_CENTURY - 3)
    start = rng.randint(max(1, right - 3), latest)
    numbers = range(start, start + 4)
    names = [_span(*bounds(n)) if in_years else century(n) for n in numbers]
    letters = "ABCD"
    choices = tuple(
        _box(letters[k], names[k], event.year, n, in_years=in_years)
        for k, n in enumerate(numbers)
    )
    name = names[right - start]
    ending = Step(text=f"C’est la case {letters[right - start]}.", result=name)
    where = (
        Step(text=f"{event.year} est dans les années qui vont {name}.") if in_years else None
    )
    steps = (where, ending) if where else (*_reason(event.year), ending)
    return McqContent(
        ask=f"Dans quelle case se place l’année {event.year} ?",
        context=f"{event.label}, c’est en {event.year}.",
        document=Document(
            title="Frise : le temps va de gauche à droite",
            head=tuple(f"Case {letter}" for letter in letters),
            cells=(tuple(names),),
        ),
        choices=choices,
        shuffle=False,
        help=(
            "Quelle est la première année de chaque case ? Et la dernière ?",
            f"Cherchez la case qui commence avant {event.year} et qui finit après.",
        )
        if in_years
        else (
            "De quel siècle est cette année ?",
            "Prenez le nombre de centaines. Ajoutez 1.",
            "Écrivez ce nombre en chiffres romains. Cherchez-le sur la frise.",
        ),
        solution=steps,
        praise="Vous avez cherché entre quelles dates se place l’année.",
    )


def _box(letter: str, name: str, year: int, number: int, *, in_years: bool) -> Choice:
    """The choice for a box of the timeline."""
    text = f"Case {letter}"
    right = century_of(year)
    if number == right:
        return Choice(text=text, right=True)
    if in_years:
        side = "après" if number < right else "avant"
        return Choice(
            text=text,
            feedback=f"La case {letter} va {name}. {year} vient {side}.",
        )
    given = _century_choice(year, number)
    return given.model_copy(update={"text": text})
