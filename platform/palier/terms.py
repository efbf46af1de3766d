"""The words of a school: « stagiaire » and « formateur » as its people say them.

Texts are written with these two words, and the words of a school take their place where a
text is made (``palier.i18n``): one list of words, of which the forms are known, no free text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass

from palier.people.settings import Settings

# Singular and plural; each is masculine or both, so that articles stay as they are.
LEARNERS: Mapping[str, tuple[str, str]] = {
    "stagiaire": ("stagiaire", "stagiaires"),
    "apprenant": ("apprenant", "apprenants"),
    "jeune": ("jeune", "jeunes"),
    "volontaire": ("volontaire", "volontaires"),
    "participant": ("participant", "participants"),
}
# For a man, for a woman; a consonant comes first.
TRAINERS: Mapping[str, tuple[str, str]] = {
    "formateur": ("formateur", "formatrice"),
    "formateur_referent": ("formateur référent", "formatrice référente"),
    "referent": ("référent", "référente"),
    "conseiller": ("conseiller", "conseillère"),
}
_LEARNER = re.compile(r"(?:\b(le|du|au|ce|de|que|nouveau) )?\b(stagiaire)(s?)\b", re.IGNORECASE)
_TRAINER = re.compile(r"\b(format(?:eur|rice))(s?)\b", re.IGNORECASE)
_BEFORE_VOWEL = {
    "le": "l’",
    "du": "de l’",
    "au": "à l’",
    "ce": "cet ",
    "de": "d’",
    "que": "qu’",
    "nouveau": "nouvel ",
}


@dataclass(frozen=True)
class Terms:
    """The words that take the place of the usual ones."""

    learner: tuple[str, str]
    trainer: tuple[str, str]

    def said(self, text: str) -> str:
        """A text of ours in the words of the school."""
        return _TRAINER.sub(self._trainer, _LEARNER.sub(self._learner, text))

    def _learner(self, found: re.Match[str]) -> str:
        before, word, many = found[1] or "", found[2], found[3]
        new = _as(self.learner[bool(many)], word)
        if not before:
            return new
        if new[0] in "aàâeéèêiîoôuAÀÂEÉÈÊIÎOÔU" and not (many and before.lower() != "de"):
            return _as(_BEFORE_VOWEL[before.lower()], before) + new
        return f"{before} {new}"

    def _trainer(self, found: re.Match[str]) -> str:
        word, many = found[1], found[2]
        new = self.trainer[word.lower() == "formatrice"]
        if many:
            new = " ".join(f"{part}s" for part in new.split())
        return _as(new, word)


def _as(new: str, old: str) -> str:
    """A word with its first letter a capital when that of another is."""
    return new[:1].upper() + new[1:] if old[:1].isupper() else new


_USED: ContextVar[Terms | None] = ContextVar("terms", default=None)


def use(school: Settings) -> None:
    """Speak as a school does, until this request ends."""
    learner = LEARNERS.get(school.learner_word, LEARNERS["stagiaire"])
    trainer = TRAINERS.get(school.trainer_word, TRAINERS["formateur"])
    usual = (learner, trainer) == (LEARNERS["stagiaire"], TRAINERS["formateur"])
    _USED.set(None if usual else Terms(learner, trainer))


def forget() -> None:
    """The usual words again."""
    _USED.set(None)


def said(text: str) -> str:
    """A text in the words in use."""
    used = _USED.get()
    return text if used is None else used.said(text)
