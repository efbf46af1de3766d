"""The spelling of what learners write: words to look up again, never a mark."""

from __future__ import annotations

import logging

from exercises.types.writing import MOST_SPELLING, words_of
from palier.authoring.lexicon import NoDictionary, lexicon

log = logging.getLogger("palier.spelling")


def misspelt(text: str) -> list[str]:
    """The words of a text that no dictionary has, each once; none without a dictionary.

    A word with a capital may be a name: it is left alone.
    """
    try:
        known = lexicon()
    except NoDictionary as error:
        log.warning("Spelling is not looked at: %s", error)
        return []
    plain = (word.replace("'", "’") for word in words_of(text) if word.islower())
    found = dict.fromkeys(word for word in plain if known.misspelt(word))
    return list(found)[:MOST_SPELLING]
