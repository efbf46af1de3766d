"""The 1,024 words of the learners' cards, and how what is typed is compared with them.

The list is public: its strength is in the draw, log2(1024) = 10 bits a word. The words are
common and concrete, without homophones among them, and their first four letters differ, accents
aside: four letters are enough to find a word among the suggestions.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

COUNT = 5  # words on a card: 50 bits, what a secret needs when tries are limited (CNIL, 2022)
LONGEST = 40  # characters of one typed word that are looked at


@cache
def words() -> tuple[str, ...]:
    """The list, in alphabetical order."""
    text = files("palier.accounts").joinpath("words.txt").read_text(encoding="utf-8")
    return tuple(text.split())


def normalise(text: str) -> str:
    """Letters and figures only, lower case, without accents: "  Éléphant " → "elephant"."""
    apart = unicodedata.normalize("NFKD", text[:LONGEST]).casefold().replace("œ", "oe")
    return "".join(c for c in unicodedata.normalize("NFKD", apart) if c.isalnum())


@cache
def _by_form() -> dict[str, str]:
    return {normalise(word): word for word in words()}


def find(typed: str) -> str | None:
    """The word of the list that was typed, accents and capitals aside, or None."""
    return _by_form().get(normalise(typed))


def closest(typed: str) -> str | None:
    """The word of the list that looks most like ``typed``, or None when none is near."""
    form = normalise(typed)
    near = get_close_matches(form, _by_form(), n=5, cutoff=0.6)
    if not near:
        return None
    return _by_form()[min(near, key=lambda one: _distance(one, form))]


def _distance(one: str, other: str) -> int:
    """How many letters to add, drop or change to make the other word (Levenshtein, 1965)."""
    above = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            row.append(min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b)))
        above = row
    return above[-1]


def secret(typed: Sequence[str]) -> str:
    """What is hashed and compared: the normalised words, in order, one space between them."""
    return " ".join(normalise(word) for word in typed)
