"""Whether a level moved, said the same way on every page, by the one rule of the engine.

``adaptive.change`` decides; here are its words.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

import adaptive
from adaptive import Change, Levels, Parameters, Standing
from adaptive.change import ENOUGH, FALL, RISE
from palier.i18n import N_, _

RULE = N_(
    "« Progrès réel » : il y a au moins 95 chances sur 100 que le niveau ait monté. Une baisse "
    "n’est dite réelle qu’à 99 chances sur 100. Sinon, c’est « bruit possible » : l’écart peut "
    "venir du hasard des réponses. Il faut 6 réponses au moins entre les deux dates."
)


@dataclass(frozen=True)
class Moved:
    """What became of a level between two times."""

    word: str  # "Progrès réel" | "Changement réel, vers le bas" | "Bruit possible"
    reason: str
    way: int  # 1 for a real rise, -1 for a real fall, 0 when nobody can say

    @property
    def real(self) -> bool:
        """Whether more than noise."""
        return self.way != 0

    @property
    def sentence(self) -> str:
        """The word with its reason."""
        return _("%(word)s. %(reason)s", word=self.word, reason=self.reason)


def said(before: Standing, after: Standing) -> Moved:
    """A change, or noise, with its reason in one sentence."""
    found = adaptive.change(before, after)
    chances = min(int(100 * found.probability), 99)
    if not found.real:
        return Moved(_("Bruit possible"), _why_not(found, after, chances), 0)
    if found.difference > 0:
        reason = _(
            "Le niveau a monté, plus que ce que nous ne savons pas : au moins %(n)s chances "
            "sur 100.",
            n=chances,
        )
        return Moved(_("Progrès réel"), reason, 1)
    reason = _(
        "Le niveau semble plus bas, plus que ce que nous ne savons pas : au moins %(n)s "
        "chances sur 100. À regarder ensemble.",
        n=chances,
    )
    return Moved(_("Changement réel, vers le bas"), reason, -1)


def _why_not(found: Change, after: Standing, chances: int) -> str:
    if after.answered == 0:
        return _("Aucune réponse directe ici : le niveau est déduit des autres réponses.")
    if found.answers < ENOUGH:
        return _(
            "Trop peu de réponses entre les deux dates : il en faut au moins %(n)s.", n=ENOUGH
        )
    return _(
        "L’écart est plus petit que ce que nous ne savons pas : %(n)s chances sur 100 ; il "
        "en faut %(needed)s.",
        n=chances,
        needed=round(100 * (RISE if found.difference > 0 else FALL)),
    )


def of_domain(
    domain: str,
    covered: Collection[str],
    then: tuple[Parameters, Levels],
    now: tuple[Parameters, Levels],
) -> Moved | None:
    """The same for a domain, over its skills that have exercises, whether the parameters were
    others then or not; None when there is nothing to compare."""
    sets = then[0], now[0]
    names = [
        name
        for name in now[0].ids
        if name in covered
        and name in then[0].index
        and all(one.domains[one.domain[one.index[name]]] == domain for one in sets)
    ]
    if not names or then[1].at >= now[1].at:
        return None
    stood = [
        adaptive.standing_of(
            parameters, levels, np.array([parameters.index[name] for name in names])
        )
        for parameters, levels in (then, now)
    ]
    return said(*stood)
