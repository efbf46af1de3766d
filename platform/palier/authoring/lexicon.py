"""The French words that the linter knows: a dictionary, frequencies and our own list."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from exercises.bank import nearest
from exercises.lint import BANKS
from exercises.wording import WORDS_FILE, Lexicon, read_words
from palier import assets
from palier.i18n import _


class NoDictionary(RuntimeError):
    """There is no dictionary to check spelling with. The message says what to do."""


def _before_1990(word: str) -> Iterator[str]:
    """The word with a circumflex on one i or u: « connaitre », « aout » are French too."""
    for at, letter in enumerate(word):
        if letter in "iu":
            yield word[:at] + ("î" if letter == "i" else "û") + word[at + 1 :]


@cache
def lexicon(banks: Path | None = None) -> Lexicon:
    """Hunspell with the French dictionary of Grammalecte; our word list, and that of ``banks``.

    Raises NoDictionary: a check that cannot run is no check.
    """
    from hunspell import Hunspell
    from wordfreq import zipf_frequency

    found = assets.find("french.dic")
    if found is None:
        raise NoDictionary(
            _("Le dictionnaire français n’est pas installé : lancez « palier assets ».")
        )
    dictionary = assets.STATIC / found.path
    spell = Hunspell(dictionary.stem, hunspell_data_dir=str(dictionary.parent))

    def known(word: str) -> bool:
        return bool(spell.spell(word)) or any(map(spell.spell, _before_1990(word)))

    @lru_cache(maxsize=50_000)
    def zipf(word: str) -> float:
        small = word.casefold().replace("’", "'")
        stems: tuple[str, ...] = spell.stem(small)
        return max(zipf_frequency(form, "fr") for form in (small, *stems))

    listed = read_words(BANKS / WORDS_FILE)
    if banks is not None:
        listed |= read_words(nearest(banks, WORDS_FILE))
    return Lexicon(known, zipf, listed)
