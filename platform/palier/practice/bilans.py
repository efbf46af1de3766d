"""Bilans: placements sat again half-way through a stay and at its end, proposed by their dates.

The first placement of a domain is the bilan of entry. The two others are sittings of their own,
each asked once a domain, and only where enough time has passed to see anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from palier.engine_time import local
from palier.i18n import N_, _
from palier.models import Departure, Enrolment, Group, Site, Sitting
from palier.practice.queries import CUT, DEFAULT_TIMEZONE

ENTRY, MID, EXIT = "entry", "mid", "exit"
MOMENTS = (ENTRY, MID, EXIT)
WORDS: Mapping[str, str] = {
    ENTRY: N_("Entrée"),
    MID: N_("Mi-parcours"),
    EXIT: N_("Sortie"),
}
NAMES: Mapping[str, str] = {
    MID: N_("Bilan de mi-parcours"),
    EXIT: N_("Bilan de sortie"),
}
BEFORE_EXIT = timedelta(weeks=3)  # the last bilan is proposed so long before the planned end
APART = timedelta(weeks=4)  # two bilans of a domain are at least so far from each other


def name(moment: str | None) -> str:
    """What a bilan is called, "" for a first placement."""
    return _(NAMES[moment]) if moment else ""


@dataclass(frozen=True)
class Stay:
    """A learner's stay: local days; the end as planned, if it is."""

    timezone: str
    joined: date | None
    planned_exit: date | None

    @property
    def half(self) -> date | None:
        """The day half-way; None while the end is not planned."""
        if self.joined is None or self.planned_exit is None:
            return None
        return self.joined + (self.planned_exit - self.joined) / 2

    def moment(self, today: date) -> str | None:
        """The bilan of this time of the stay; None before the half, or with no planned end."""
        half = self.half
        if half is None or self.planned_exit is None or today < half:
            return None
        return EXIT if today >= self.planned_exit - BEFORE_EXIT else MID


@dataclass(frozen=True)
class Sat:
    """A bilan, finished or not."""

    sitting_id: UUID
    domain: str
    moment: str
    started_at: datetime
    ended_at: datetime | None


def stay(session: Session, learner_id: UUID) -> Stay:
    """Her stay: it began with the first group since she last left the school."""
    left = (
        select(func.max(Departure.recorded_at))
        .where(Departure.learner_id == learner_id)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            Site.timezone,
            Enrolment.joined_at,
            Enrolment.planned_exit,
            Enrolment.left_at,
            left.label("gone"),
        )
        .join(Group, Group.id == Enrolment.group_id)
        .join(Site, Site.id == Group.site_id)
        .where(Enrolment.learner_id == learner_id)
        .order_by(Enrolment.id)
    ).all()
    mine = [
        row for row in rows if row.left_at is None or not row.gone or row.left_at > row.gone
    ]
    if not mine:
        return Stay(DEFAULT_TIMEZONE, None, None)
    zone = mine[-1].timezone
    planned = [row.planned_exit for row in mine if row.planned_exit is not None]
    joined = min(row.joined_at for row in mine)
    return Stay(zone, local(joined, zone).date(), planned[-1] if planned else None)


def sat(session: Session, learner_id: UUID) -> list[Sat]:
    """The bilans of a learner that count, the oldest first; those left unfinished too."""
    rows = session.execute(
        select(
            Sitting.id,
            Sitting.domain,
            func.coalesce(Sitting.moment, ENTRY),
            Sitting.started_at,
            Sitting.ended_at,
        )
        .where(
            Sitting.learner_id == learner_id,
            Sitting.kind == "placement",
            Sitting.voided_at.is_(None),
            Sitting.outcome.is_distinct_from(CUT),
        )
        .order_by(Sitting.number)
    )
    return [
        Sat(i, domain or "", moment, began, ended) for i, domain, moment, began, ended in rows
    ]


def due(known: Stay, bilans: Sequence[Sat], now: datetime) -> dict[str, str]:
    """The bilan to propose in each domain placed, if any: that of this time of the stay, not
    sat yet, and long enough after the one before it."""
    moment = known.moment(local(now, known.timezone).date())
    if moment is None:
        return {}
    found = {}
    for domain in dict.fromkeys(one.domain for one in bilans):
        mine = [one for one in bilans if one.domain == domain]
        ended = [one.ended_at for one in mine if one.ended_at is not None]
        if ended and all(one.moment != moment for one in mine) and now - max(ended) >= APART:
            found[domain] = moment
    return found


def proposed(session: Session, learner_id: UUID, now: datetime) -> dict[str, str]:
    """The same, read: domain → moment."""
    return due(stay(session, learner_id), sat(session, learner_id), now)
