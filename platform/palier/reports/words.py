"""What is counted, in the words of a report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from palier.active_time import hours_said
from palier.i18n import N_, _
from palier.people.settings import Settings
from palier.presentation import day
from palier.reports.document import Share
from palier.reports.facts import DomainFacts, LearnerFacts
from palier.reports.whom import Period

LEVELS = N_(
    "Un niveau est une estimation. Il est toujours donné avec ce qui peut être vrai, 9 fois "
    "sur 10."
)


def not_attendance(school: Settings) -> str:
    """What active time is, and is not."""
    return _(
        "Le temps actif ne vaut pas émargement. Il additionne le temps entre un exercice "
        "affiché et sa réponse, 2 minutes au plus par exercice : au-delà, rien n’est compté. "
        "Le lieu n’est pas connu : les heures d’école (%(hours)s) sont séparées des autres par "
        "l’horloge seule.",
        hours=hours_said(school),
    )


def duration(time: timedelta) -> str:
    """A length of time: "45 min", "3 h 05"."""
    hours, minutes = divmod(round(time.total_seconds() / 60), 60)
    return f"{hours} h {minutes:02}" if hours else f"{minutes} min"


def period(one: Period) -> str:
    """Both ends in words."""
    first, last = day(one.first, year=True), day(one.last, year=True)
    return _("du %(first)s au %(last)s", first=first, last=last)


def moved(one: DomainFacts) -> str:
    """Whether a level moved, in words."""
    return one.moved.word if one.moved else _("pas assez de recul")


def share(part: int, whole: int) -> Share:
    """A part of a whole, as people say it."""
    return Share(part, whole, _("%(part)s sur %(whole)s", part=part, whole=whole))


def total(found: Sequence[LearnerFacts]) -> tuple[timedelta, timedelta]:
    """The active time of all, in the hours of school and out of them."""
    inside = sum((one.time.inside for one in found), timedelta())
    return inside, sum((one.time.outside for one in found), timedelta())
