"""Numbers that make sense: bounded, and wrong ones that look like the right one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from exercises import french
from exercises.content import Choice, Content
from exercises.typography import Remark, texts

# Longer numbers are not read, and seldom met: a population of the world has ten digits.
MOST_DIGITS = 10
MOST_DECIMALS = 6
LARGEST_DENOMINATOR = 1_000
# Ten thousand times the right number: nobody chooses it, even lost among zeros.
FARTHEST = 10_000

_NUMBER = re.compile(r"(?<![\w.,])\d[\d\u00a0\u202f ]*(?:,\d+)?(?![\w])")
_ALONE = re.compile(r"(?P<sign>[−-]?)(?P<number>\d[\d\u00a0\u202f]*(?:,\d+)?)(?P<unit>\D*)")


def number_remarks(content: Content, lists: Sequence[Sequence[Choice]]) -> Iterator[Remark]:
    """Numbers too long to read in any text, and choices of a list that do not look alike."""
    for _, text in texts(content):
        for match in _NUMBER.finditer(text):
            yield from _too_long(match[0])
    answer = getattr(content, "answer", None)
    if isinstance(answer, str) and (value := _exact(answer)) is not None:
        yield from _bounded(value)
    for choices in lists:
        yield from _alike(choices)


def _too_long(text: str) -> Iterator[Remark]:
    whole, _, decimals = re.sub(r"[\s\u00a0\u202f]", "", text).partition(",")
    grouped = " " not in text.strip() and any(sign in text for sign in "\u00a0\u202f")
    if len(decimals) > MOST_DECIMALS or (grouped and len(whole) > MOST_DIGITS):
        yield f"Nombre trop long : {text.strip()}.", "Arrondissez, ou changez d’unité.", False


def _exact(text: str) -> Fraction | None:
    try:
        return french.fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


def _bounded(value: Fraction) -> Iterator[Remark]:
    if abs(value) >= 10**MOST_DIGITS or value.denominator > 10**MOST_DECIMALS:
        yield f"La réponse {value} est trop longue à écrire.", "Changez les nombres.", False
    elif not french.written_exactly(value) and value.denominator > LARGEST_DENOMINATOR:
        yield f"La réponse {value} n’est pas une fraction simple.", "Changez-la.", False


def _alike(choices: Sequence[Choice]) -> Iterator[Remark]:
    found = [(choice, _ALONE.fullmatch(choice.text)) for choice in choices]
    numbers = [(choice, match) for choice, match in found if match is not None]
    if len(numbers) < len(found):
        return
    units = {match["unit"].strip() for _, match in numbers}
    # 2 h 30, 3/4: what follows the number is not a unit.
    if len(units) == 2 and "" in units:
        what = f"Une réponse a une unité, une autre non : {choices[0].text!r}."
        yield what, "Donnez à toutes la même forme.", True
    right = [_value(match["number"]) for choice, match in numbers if choice.right]
    for choice, match in numbers:
        value = _value(match["number"])
        if len(right) == 1 and len(units) == 1 and not _near(value, right[0]):
            what = f"La réponse {choice.text!r} est trop loin de la bonne."
            yield what, "Personne ne la choisirait : rapprochez-la.", True


def _value(text: str) -> Fraction:
    return french.fraction(re.sub(r"[\u00a0\u202f]", "", text))


def _near(value: Fraction, right: Fraction) -> bool:
    low, high = sorted((value, right))
    return low == 0 or high / low <= FARTHEST
