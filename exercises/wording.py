"""Spelling, rare words and long sentences, in every text that we say to learners.

What a wrong answer looks like is not ours: misspelt choices, anticipated words and anything
between « » are left alone. The dictionaries come from the caller (``Lexicon``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from exercises.content import Content
from exercises.markup import plain
from exercises.typography import Remark

WORDS_FILE = "words.txt"

# Words in a sentence, at most, by level of the skill: P1 learners stop at the end of a line.
# Referential 4.4 aims at twelve; these are where a sentence is said to be long.
MOST_WORDS: Mapping[str, int] = {"P1": 16, "P2": 18, "P3": 22, "P4": 25}
# Zipf frequency (van Heuven et al. 2014: log10 of uses in a billion words) below which a word
# is rare for a reader of that level. 3 is one use in a million.
RAREST: Mapping[str, float] = {"P1": 2.6, "P2": 2.3, "P3": 2.0, "P4": 1.7}

_SENTENCE_END = re.compile(r"(?<=[.!?…])[\s\u00a0]+|\n")
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”")
# A gap ([1], gar…on), or the word between brackets that is to be mended.
_GAP = re.compile(r"\S*(?:\[[^]]*\]|…(?=\w))\S*")
_LETTERS = "A-Za-zÀ-ÖØ-öø-ÿŒœ"
_WORD = re.compile(rf"[{_LETTERS}]+(?:[’'-][{_LETTERS}]+)*")
# An address, a file name, a code, a time: not words.
_NOT_WORDS = re.compile(r"[\d@/\\_|]|\w[.…]+\w|://|^-|…")
_ELISION = re.compile(r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)[’']", re.IGNORECASE)
_EDGES = ".,’';:!?…()[]\"“”«»*+=−–—€%°\u00a0\u202f"
_LONGEST_ACRONYM = 5
_SHORTEST = 3  # letters, endings and groups of sounds that are spoken of: « ge », « é »
# Rows of papers and tables are read cell by cell, and are no sentences.
_NO_SENTENCES = ("value", "label", "cells", "head", "rows", "working", "result")


@dataclass(frozen=True)
class Lexicon:
    """What is known of French words.

    ``known(word)``: it is in the dictionary, 1990 spellings included. ``zipf(word)``: its
    frequency, whatever its form. ``listed``: names and words of ours, in small letters.
    """

    known: Callable[[str], bool]
    zipf: Callable[[str], float]
    listed: frozenset[str]

    @cached_property
    def _misspelt(self) -> dict[str, bool]:
        return {}

    def misspelt(self, word: str) -> bool:
        """True when neither the dictionary nor our list has the word."""
        if word not in self._misspelt:
            self._misspelt[word] = not self._spelt(word)
        return self._misspelt[word]

    def _spelt(self, word: str) -> bool:
        bare = _ELISION.sub("", word, count=1)
        acronym = bare.isupper() and len(bare) <= _LONGEST_ACRONYM
        if len(bare) < _SHORTEST or acronym or bare.casefold() in self.listed:
            return True
        # Capitals are another matter: a name in small letters may be what is to be mended.
        if any(self.known(form.replace("’", "'")) for form in (word, bare, bare.capitalize())):
            return True
        parts = bare.split("-")
        return len(parts) > 1 and all(self._spelt(part) for part in parts)

    @cached_property
    def _rare(self) -> dict[tuple[str, float], bool]:
        return {}

    def rare(self, word: str, below: float) -> bool:
        """True when the word is less frequent than ``below`` and not one of ours."""
        if (word, below) not in self._rare:
            self._rare[word, below] = self._is_rare(word, below)
        return self._rare[word, below]

    def _is_rare(self, word: str, below: float) -> bool:
        bare = _ELISION.sub("", word, count=1)
        # A name, or the first word of a sentence; « aujourd’hui », « quelqu’un ».
        if bare[:1].isupper() or "’" in bare or len(bare) < _SHORTEST:
            return False
        return all(
            part.casefold() not in self.listed and self.zipf(part) < below
            for part in (bare, *bare.split("-"))
        )


def read_words(file: Path) -> frozenset[str]:
    """Our own words: one a line, in small letters, after # a remark; empty without the file."""
    if not file.is_file():
        return frozenset()
    lines = file.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if (word := line.split("#")[0].strip().casefold()))


def said(content: Content) -> Iterator[tuple[str, str]]:
    """The texts that are ours, with the name of their field: not what wrong answers are."""
    return _said(content.model_dump(mode="json"), "")


_AROUND_WRONG = ("feedback", "good")
# For the program: numbers, and words of a closed list.
_SKIPPED = (
    *("misconception", "answer", "expects", "counts", "keyboard", "unit"),
    *("by", "form", "letters", "units", "kind", "look", "date", "time", "id", "path", "map"),
    *("any", "sort", "difference", "north"),
)


def _said(value: Any, name: str) -> Iterator[tuple[str, str]]:  # JSON
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, list):
        for part in value[:1] if name == "answers" else value:
            if name == "wrong" or (isinstance(part, dict) and part.get("right") is False):
                part = {key: part[key] for key in _AROUND_WRONG if part.get(key)}
            yield from _said(part, name)
    elif isinstance(value, dict):
        for key, part in value.items():
            if key not in _SKIPPED:
                yield from _said(part, key)


def words(text: str) -> list[str]:
    """The words of a text, without what is quoted, addresses, codes and words with a gap."""
    body = _GAP.sub(" ", _QUOTED.sub(" ", plain(text)))
    chunks = [chunk.strip(_EDGES) for chunk in body.split()]
    kept = [chunk for chunk in chunks if chunk and not _NOT_WORDS.search(chunk)]
    return [match[0] for chunk in kept for match in _WORD.finditer(chunk)]


def sentences(text: str) -> list[str]:
    """The sentences of a text, one a line at least."""
    return [part for part in _SENTENCE_END.split(plain(text)) if part]


def wording_remarks(content: Content, level: str, lexicon: Lexicon) -> Iterator[Remark]:
    """Words that are misspelt (to mend), rare ones and long sentences (remarks)."""
    most, rarest = MOST_WORDS.get(level, 25), RAREST.get(level, 0.0)
    misspelt: dict[str, None] = {}
    rare: dict[str, None] = {}
    for name, text in said(content):
        found = words(text)
        misspelt |= dict.fromkeys(word for word in found if lexicon.misspelt(word))
        rare |= dict.fromkeys(word for word in found if lexicon.rare(word, rarest))
        if name not in _NO_SENTENCES:
            yield from _long(text, most, level)
    if misspelt:
        yield (
            f"Mots qui ne sont pas au dictionnaire : {_listed(misspelt)}.",
            f"Corrigez-les ; un nom propre s’ajoute à {WORDS_FILE} ; un exemple mal écrit "
            "se met entre « ».",
            False,
        )
    if rest := [word for word in rare if word not in misspelt]:
        yield (
            f"Mots rares pour {level} : {_listed(rest)}.",
            f"Prenez un mot courant, ou expliquez-le ; appris ici, il va dans {WORDS_FILE}.",
            True,
        )


def _long(text: str, most: int, level: str) -> Iterator[Remark]:
    for sentence in sentences(text):
        count = sum(any(sign.isalnum() for sign in chunk) for chunk in sentence.split())
        if count > most:
            what = f"Phrase de {count} mots : {sentence[:50]!r}."
            yield what, f"Pour {level}, {most} au plus : coupez-la en deux.", True


def _listed(found: Sequence[str] | Mapping[str, None]) -> str:
    return ", ".join(sorted(found))
