"""Human text: source strings are French, translations are gettext catalogues.

``_()`` is called when a page is made; ``N_()`` only marks a string for extraction.
"""

from __future__ import annotations

import gettext
from pathlib import Path

from palier.terms import said

LANGUAGE = "fr"
_catalogue = gettext.translation(
    "palier", Path(__file__).parent / "translations", languages=[LANGUAGE], fallback=True
)


def _(message: str, **values: object) -> str:
    """The text of ``message`` in the reader's language; ``%(name)s`` filled from ``values``."""
    text = said(_catalogue.gettext(message))
    return text % values if values else text


def gettext_of(message: str) -> str:
    """The text of ``message``, nothing filled in: what templates call."""
    return said(_catalogue.gettext(message))


def ngettext_of(one: str, many: str, number: int) -> str:
    """The form that goes with ``number``, nothing filled in; French: singular below 2."""
    if isinstance(_catalogue, gettext.GNUTranslations):
        return said(_catalogue.ngettext(one, many, number))
    return said(one if number < 2 else many)


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """The form that goes with ``number``, with ``%(number)s`` and ``values`` filled in."""
    return ngettext_of(one, many, number) % {"number": number, **values}


def N_(message: str) -> str:  # gettext's own name for marking
    """Mark a string for extraction; it is translated where it is shown."""
    return message
