"""Whom a report is about, and over which days each of them counts in it.

Who heads some sites alone counts what was done there: of somebody who was also at another site,
the days of her last stay here. Whoever is out of reach now counts, and is not named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from palier import natural
from palier.engine_time import instant, local, midnight
from palier.models import Enrolment, Group, Person, Site
from palier.people import queries as people
from palier.practice.queries import DEFAULT_TIMEZONE
from palier.security import Actor
from palier.trainer import queries
from palier.trainer.queries import full_name


@dataclass(frozen=True)
class Period:
    """Local days, both included."""

    first: date
    last: date

    def bounds(self, timezone: str) -> tuple[datetime, datetime]:
        """Its two ends as instants, the second one excluded."""
        after = midnight(self.last + timedelta(days=1), timezone)
        return instant(midnight(self.first, timezone)), instant(after)


@dataclass(frozen=True)
class Someone:
    """A learner who was there in the period, and where."""

    id: UUID
    name: str
    group: str
    site: str
    timezone: str
    since: datetime | None = None  # only from here on: she came from another site
    until: datetime | None = None  # only until then: she went to another site
    named: bool = True  # in reach of the reader, who may read her name

    def days(self, period: Period) -> Period:
        """The days of a period on which she counts."""
        first, last = period.first, period.last
        if self.since is not None:
            first = max(first, local(self.since, self.timezone).date())
        if self.until is not None:
            last = min(last, local(self.until, self.timezone).date())
        return Period(first, last)

    def bounds(self, period: Period) -> tuple[datetime, datetime]:
        """The instants between which she counts, the second one excluded."""
        first, last = period.bounds(self.timezone)
        return max(first, self.since or first), min(last, self.until or last)


def of_one(session: Session, actor: Actor, learner_id: UUID) -> Someone:
    """A learner in reach, also one who left. Raises NotFound."""
    known = people.learner(session, actor, learner_id)
    name = full_name(known.person.first_name, known.person.last_name)
    return Someone(
        known.person.id, name, known.group.name, known.site.name, known.site.timezone
    )


def of_group(session: Session, actor: Actor, group_id: int) -> list[Someone]:
    """The learners now in a group one may see. Raises NotFound."""
    group = queries.group(session, actor, group_id)
    return [
        Someone(row.id, row.name, group.name, group.site, group.timezone)
        for row in queries.learners(session, group_id)
    ]


def of_school(session: Session, actor: Actor, period: Period) -> list[Someone]:
    """Everybody who was in a group of the actor’s school and sites during a period, once, by
    site, group and name."""
    first, last = period.bounds(DEFAULT_TIMEZONE)
    during = (Enrolment.joined_at < last) & (
        Enrolment.left_at.is_(None) | (Enrolment.left_at >= first)
    )
    query = (
        select(Person, Enrolment, Group, Site, Person.id.in_(people.ids(actor)))
        .join(Enrolment, Enrolment.learner_id == Person.id)
        .join(Group, Group.id == Enrolment.group_id)
        .join(Site, Site.id == Group.site_id)
        .where(Group.school_id == actor.school_id, during)
        .order_by(Person.id, Enrolment.joined_at, Enrolment.id)
    )
    if actor.sites is not None:
        here = (
            select(Enrolment.learner_id)
            .join(Group, Group.id == Enrolment.group_id)
            .where(Group.site_id.in_(actor.sites), during)
        )
        query = query.where(Person.id.in_(here))
    stays: dict[UUID, list[Stay]] = {}
    for person, enrolment, group, site, reached in session.execute(query):
        stays.setdefault(person.id, []).append(Stay(person, enrolment, group, site, reached))
    found = [_someone(actor, hers) for hers in stays.values()]
    return sorted(
        found, key=lambda one: (*natural.key(one.site, one.group), natural.of(one.name))
    )


@dataclass(frozen=True)
class Stay:
    """A time in a group; whether the learner is in reach now."""

    person: Person
    enrolment: Enrolment
    group: Group
    site: Site
    reached: bool


def _someone(actor: Actor, stays: Sequence[Stay]) -> Someone:
    """A learner by her times in groups during the period, the oldest first: in her last group
    at a site of the actor."""
    inside = [actor.sites is None or one.site.id in actor.sites for one in stays]
    end = len(inside) - 1 - inside[::-1].index(True)
    start = end
    while start > 0 and inside[start - 1]:
        start -= 1
    last = stays[end]
    return Someone(
        last.person.id,
        full_name(last.person.first_name, last.person.last_name),
        last.group.name,
        last.site.name,
        last.site.timezone,
        since=stays[start].enrolment.joined_at if start > 0 else None,
        until=last.enrolment.left_at if end < len(stays) - 1 else None,
        named=actor.sites is None or last.reached,
    )
