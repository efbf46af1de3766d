"""A dictated text beside what was typed: aligned word by word, each difference named.

Both texts are cut into words, aligned at the least cost (Needleman and Wunsch, 1970, with words
that were joined or cut), then each difference gets the name that helps most: "a" for "à" is a
homophone before it is an accent. Spellings of 1990 and numbers in figures are no difference.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Levenshtein

from exercises.french_1990 import plain_form, same_number, without_accents

Kind = Literal[
    "homophone",
    "agreement",
    "accent",
    "segmentation",
    "lexical",
    "missing",
    "extra",
    "punctuation",
    "capital",
]
KINDS: Mapping[Kind, str] = {
    "homophone": "Un mot qui se prononce pareil",
    "agreement": "L’accord ou la fin du mot",
    "accent": "Un accent",
    "segmentation": "Mots collés ou coupés",
    "lexical": "Les lettres du mot",
    "missing": "Un mot oublié",
    "extra": "Un mot en trop",
    "punctuation": "La ponctuation",
    "capital": "La majuscule",
}
MOST_JOINED = 3  # words that may have been written as one
_GAP = 1.0  # cost of a word left out or added
_FAR = 1.6  # of one word for another: less than leaving one out and adding one
_CUT = 0.3  # of the same letters, cut otherwise
_NEAR = 0.5  # similarity from which two words are one word misspelt

_WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*'?")
_SIGNS = re.compile(r"[.,;:?!]")
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ´`′", "'") | dict.fromkeys("‐‑", "-"))

_SOUND_ALIKE = (
    "a à as ah",
    "et est es ai hait",
    "on ont",
    "son sont",
    "ou où",
    "ce se",
    "ces ses c'est s'est sait sais",
    "mes mais met mets m'est",
    "la là l'a l'as",
    "peu peut peux",
    "leur leurs",
    "sans s'en c'en sang cent",
    "quand quant qu'en",
    "ni n'y",
    "dans d'en dent",
    "tout tous",
    "quel quelle quels quelles qu'elle qu'elles",
    "si s'y",
    "ma m'a m'as",
    "ta t'a t'as",
    "mon m'ont",
    "ton t'ont",
    "cour cours court",
    "voie voix vois voit",
    "fin faim",
    "près prêt",
    "vers vert verre",
    "foi fois",
    "compte conte",
    "du dû",
    "sur sûr",
    "des dès",
)
_UP_TO_TWENTY = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze "
    "seize dix-sept dix-huit dix-neuf vingt"
)
_FIGURES = {str(number): word for number, word in enumerate(_UP_TO_TWENTY.split())}
_GROUP = {word: group for group in _SOUND_ALIKE for word in group.split()}
_BARE = {without_accents(word.replace("'", "")): group for word, group in _GROUP.items()}
_NUMBERED = frozenset({"", "s", "x", "e", "es", "ent", "nt", "t", "ts", "d", "ds"})
_PARTICIPLE = frozenset({"é", "és", "ée", "ées"})
_IMPERFECT = frozenset({"ais", "ait", "aient"})
_PLURAL = frozenset({"al", "aux", "als", "ail", "ails"})
_VERB_END = _PARTICIPLE | _IMPERFECT | {"er", "ez", "ai"}
_AGREEING = (_NUMBERED, _PARTICIPLE, _IMPERFECT, _PLURAL)


@dataclass(frozen=True)
class Word:
    """A word of a text: as written, in the form compared, and the sign after it."""

    text: str
    form: str
    sign: str = ""


@dataclass(frozen=True)
class Pair:
    """Expected words facing typed ones; either side may be empty. No ``kind``: the same."""

    expected: tuple[int, ...]
    typed: tuple[int, ...]
    kind: Kind | None = None


def tidy(text: str) -> str:
    """``text`` with composed accents, single spaces, straight apostrophes and hyphens."""
    seen = "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Cs"))
    return " ".join(unicodedata.normalize("NFC", seen).translate(_APOSTROPHES).split())


def cut(text: str) -> list[Word]:
    """The words of a text, in order."""
    clean = tidy(text)
    found = list(_WORD.finditer(clean))
    ends = [*(match.start() for match in found), len(clean)][1:]
    return [
        Word(
            match[0].replace("'", "’"),
            _FIGURES.get(match[0], match[0].lower()),
            "".join(_SIGNS.findall(clean[match.end() : end])),
        )
        for match, end in zip(found, ends, strict=True)
    ]


def align(expected: Sequence[Word], typed: Sequence[Word]) -> list[Pair]:
    """The pairs of least cost, in order; each word is in exactly one of them."""
    rows, columns = len(expected), len(typed)
    best = [[0.0] * (columns + 1) for _row in range(rows + 1)]
    came: list[list[tuple[int, int]]] = [[(0, 0)] * (columns + 1) for _row in range(rows + 1)]
    for row in range(rows + 1):
        for column in range(columns + 1):
            if row or column:
                best[row][column], came[row][column] = min(
                    (best[row - down][column - right] + cost, (down, right))
                    for down, right, cost in _moves(expected, typed, row, column)
                )
    pairs: list[Pair] = []
    row, column = rows, columns
    while row or column:
        down, right = came[row][column]
        mine, theirs = tuple(range(row - down, row)), tuple(range(column - right, column))
        pairs.append(
            Pair(
                mine,
                theirs,
                difference([expected[n] for n in mine], [typed[n] for n in theirs]),
            )
        )
        row, column = row - down, column - right
    return pairs[::-1]


def _moves(
    expected: Sequence[Word], typed: Sequence[Word], row: int, column: int
) -> list[tuple[int, int, float]]:
    """(expected words, typed words, cost) of the ways to end here."""
    moves = []
    if row:
        moves.append((1, 0, _GAP))
    if column:
        moves.append((0, 1, _GAP))
    if row and column:
        moves.append((1, 1, _apart(expected[row - 1].form, typed[column - 1].form)))
    for count in range(2, MOST_JOINED + 1):
        if row >= count and column:
            words = [word.form for word in expected[row - count : row]]
            moves += [(count, 1, _CUT)] if _joined(words, [typed[column - 1].form]) else []
        if column >= count and row:
            words = [word.form for word in typed[column - count : column]]
            moves += [(1, count, _CUT)] if _joined([expected[row - 1].form], words) else []
    return moves


def _apart(mine: str, other: str) -> float:
    if plain_form(mine) == plain_form(other):
        return 0.0
    if mine in _GROUP and _GROUP.get(other) == _GROUP[mine]:
        return 0.2
    likeness: float = Levenshtein.normalized_similarity(
        without_accents(mine), without_accents(other)
    )
    return 0.2 + 0.8 * (1 - likeness) if likeness >= _NEAR else _FAR


def _letters(words: Sequence[str]) -> str:
    return without_accents(re.sub("['-]", "", "".join(words)))


def _joined(mine: Sequence[str], others: Sequence[str]) -> bool:
    return _letters(mine) == _letters(others)


def difference(expected: Sequence[Word], typed: Sequence[Word]) -> Kind | None:
    """The name of what sets typed words apart from the expected ones; None when nothing."""
    if not typed:
        return "missing"
    if not expected:
        return "extra"
    mine, theirs = [word.form for word in expected], [word.form for word in typed]
    if len(mine) + len(theirs) > 2:
        return None if same_number(mine, theirs) else "segmentation"
    return _of_words(mine[0], theirs[0])


def _of_words(mine: str, other: str) -> Kind | None:
    if plain_form(mine) == plain_form(other):
        return None
    if mine in _GROUP and _GROUP.get(other) == _GROUP[mine]:
        return "homophone"
    if without_accents(mine) == without_accents(other):
        return "accent"
    if (
        "'" in mine
        and not _joined([mine], [other])
        and _BARE.get(other) == _GROUP.get(mine, "")
    ):
        return "homophone"  # "sest" for "c'est"
    if _joined([mine], [other]):
        return "segmentation"
    return _ending(mine, other) or "lexical"


def _ending(mine: str, other: str) -> Kind | None:
    """Whether two forms of one word differ by a mark of agreement, or by "-é" and "-er"."""
    for start in range(min(len(mine), len(other)), 1, -1):
        if plain_form(mine[:start]) != plain_form(other[:start]):
            continue
        ends = {mine[start:], other[start:]}
        if any(ends <= group for group in _AGREEING):
            return "agreement"
        if ends <= _VERB_END:
            return "homophone"
    return None
