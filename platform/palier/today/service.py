"""The trainer's day: the alerts of her groups, in as many statements for one as for all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from sqlalchemy.orm import Session

from palier import levels as shown
from palier.app import Services
from palier.calendar import queries as calendars
from palier.catalogue import Catalogue, NothingPublished
from palier.db import LARGEST_ID
from palier.engine_time import local
from palier.errors import NotFound
from palier.practice import asking, reporting
from palier.presentation import hour
from palier.security import Actor
from palier.today import alerts
from palier.today.alerts import Room
from palier.today.pages import GroupChoice, TodayPage
from palier.trainer import group_facts, queries
from palier.trainer.group_facts import GroupFacts
from palier.trainer.queries import GroupRow, LearnerRow

ANSWERED = timedelta(days=7)  # a report that was seen to is shown so long
MOST_PEOPLE = 120  # looked at together; beyond, one group at a time

Everybody = Sequence[tuple[LearnerRow, GroupRow]]


def today(services: Services, actor: Actor, wanted: str) -> TodayPage:
    """The alerts of the actor's groups, or of the one asked for. Raises NotFound."""
    now = services.source.now()
    with services.db.read() as session:
        people = queries.everybody(session, actor)
        group_id = _group(people, wanted)
        counted = sum(1 for _row, group in people if group_id in (None, group.id))
        bounded = group_id is None and counted > MOST_PEOPLE
        if bounded:
            group_id = people[0][1].id
        chosen = [pair for pair in people if group_id in (None, pair[1].id)]
        try:
            catalogue = services.catalogue.seen_by(session, actor.school)
            rooms = _rooms(session, catalogue, chosen, now, actor.id)
        except NothingPublished:
            rooms = []  # a new school makes its groups before it has exercises
    first, more = alerts.in_order([alert for room in rooms for alert in alerts.of_group(room)])
    groups = _choices(people, group_id)
    zone = people[0][1].timezone if people else "Europe/Paris"
    return TodayPage(
        first=first,
        more=more,
        groups=groups,
        one_group=next((g.name for g in groups if g.chosen), ""),
        bounded=bounded,
        updated=hour(local(now, zone)),
        answered=tuple(one for room in rooms for one in alerts.answered(room)),
    )


def _group(people: Everybody, wanted: str) -> int | None:
    if not wanted:
        return None
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 20):
        raise NotFound
    group_id = int(wanted)
    if group_id > LARGEST_ID or all(group.id != group_id for _row, group in people):
        raise NotFound
    return group_id


def _choices(people: Everybody, group_id: int | None) -> tuple[GroupChoice, ...]:
    return tuple(
        GroupChoice(group.id, group.name, group.site, len(list(found)), group.id == group_id)
        for group, found in groupby(people, key=lambda pair: pair[1])
    )


def _rooms(
    session: Session, catalogue: Catalogue, people: Everybody, now: datetime, actor_id: UUID
) -> list[Room]:
    """What alerts are made from, read for all groups at once."""
    ids = [row.id for row, _group in people]
    placed = queries.placements(session, ids)
    lately = queries.lately(session, ids, now - group_facts.LATELY)
    asked = asking.waiting(session, [row.id for row, _group in people if row.asks])
    marks = queries.to_mark(session, ids, actor_id)
    reported = reporting.of_people(session, ids, now - ANSWERED)
    spans = calendars.of_groups(session, [group.id for _row, group in people], now)
    struggles = group_facts.struggles(lately)
    rooms = []
    for group, found in groupby(people, key=lambda pair: pair[1]):
        rows = [row for row, _group in found]
        facts = GroupFacts(
            now,
            group.timezone,
            rows,
            placed,
            lately,
            calendar=spans.get(group.id, calendars.NOTHING),
        )
        levels = {row.id: shown.unpack(catalogue.parameters, row.levels, now) for row in rows}
        rooms.append(Room(catalogue, group, facts, levels, struggles, asked, marks, reported))
    return rooms
