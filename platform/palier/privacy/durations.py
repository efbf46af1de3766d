"""How long each kind of data stays, in words, by the settings of a school."""

from __future__ import annotations

from palier.i18n import _, ngettext
from palier.people.settings import Settings
from palier.privacy.entry import Kept


def duration(kept: Kept, mine: Settings) -> str:
    """In words: a setting of the school, or the same everywhere."""
    if not hasattr(mine, kept.value):
        return _(kept.value)
    months = getattr(mine, kept.value)
    if kept is Kept.DEPARTED:
        return ngettext(
            "%(number)s mois après le départ", "%(number)s mois après le départ", months
        )
    return ngettext("%(number)s mois", "%(number)s mois", months)
