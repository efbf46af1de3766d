"""What is counted of learners over a period, read a few learners at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, func, select
from sqlalchemy.orm import Session

import adaptive
from adaptive import Parameters
from palier import levels as shown
from palier import moved
from palier.active_time import Spent
from palier.app import Services
from palier.catalogue import Catalogue
from palier.models import (
    Decision,
    Goal,
    Interview,
    LearnerState,
    LevelSnapshot,
    SignedDocument,
    SkillEvent,
)
from palier.moved import Moved
from palier.people.settings import Settings
from palier.plan import standing
from palier.practice.snapshots import parameter_sets
from palier.reports.whom import Period, Someone
from palier.reports.working import Worked, worked
from palier.trainer import queries, trajectory
from palier.trainer.trajectory import Point

AT_ONCE = 25  # learners read in one transaction: none is long
Progress = Callable[[int], None]


@dataclass(frozen=True)
class DomainFacts:
    """A domain at the end of the period, and where it was at its beginning."""

    id: str
    label: str
    sentence: str
    between: str
    now: Point
    before: Point | None
    moved: Moved | None  # None when there is nothing to compare
    deeper: bool

    @property
    def rose(self) -> bool:
        """Whether there was a real rise."""
        return self.moved is not None and self.moved.way > 0


@dataclass(frozen=True)
class LearnerFacts:
    """What is counted of one learner over the period."""

    who: Someone
    domains: tuple[DomainFacts, ...]
    answers: int
    days: int
    time: Spent
    acquired: int
    retained: int
    goals: int
    reached: int
    interviews: int
    decided: int
    followed: int
    school: Settings  # whose hours tell the time apart
    signed: Mapping[str, int] = field(default_factory=dict)

    @property
    def active(self) -> timedelta:
        """Her active time in all."""
        return self.time.inside + self.time.outside


def read(
    services: Services,
    school: Settings,
    people: Sequence[Someone],
    period: Period,
    progress: Progress,
) -> Iterator[LearnerFacts]:
    """The facts of each, in their order, levels in the domains that ``school`` uses;
    ``progress`` is told how many are done."""
    done = 0
    for some in _together(people):
        with services.db.read() as session:
            catalogue = services.catalogue.seen_by(session, school)
            found = _read(session, catalogue, some, period, school)
        yield from found
        done += len(some)
        progress(done)


def _together(people: Sequence[Someone]) -> Iterator[Sequence[Someone]]:
    """A few learners one after the other who count on the same days."""
    for _days, same in groupby(people, lambda one: (one.timezone, one.since, one.until)):
        some = list(same)
        for start in range(0, len(some), AT_ONCE):
            yield some[start : start + AT_ONCE]


def _read(
    session: Session,
    catalogue: Catalogue,
    some: Sequence[Someone],
    period: Period,
    school: Settings,
) -> list[LearnerFacts]:
    """``some`` count on the same days."""
    ids = [one.id for one in some]
    (first, last), days = some[0].bounds(period), some[0].days(period)
    work = worked(session, some, first, last, school)
    events = _events(session, ids, first, last)
    agreed = _agreed(session, ids, days, first, last)
    then, now = _then(session, catalogue, ids, first), _now(session, catalogue, ids, last)
    placed, deep = queries.placements(session, ids, last), standing.deeper(session, ids, last)
    found = []
    for one in some:
        mine = work.get(one.id, Worked())
        here = agreed.get(one.id, Counter())
        found.append(
            LearnerFacts(
                who=one,
                domains=_domains(catalogue, one.id, then, now, placed, deep),
                answers=mine.answers,
                days=len(mine.days),
                time=mine.time,
                acquired=events.get((one.id, "acquis"), 0),
                retained=events.get((one.id, "retenu"), 0),
                goals=here["goals"],
                reached=here["reached"],
                interviews=here["interviews"],
                decided=here["decided"],
                followed=here["followed"],
                school=school,
                signed={kind: here[kind] for kind in ("positionnement", "plan")},
            )
        )
    return found


def _events(
    session: Session, ids: Sequence[UUID], first: datetime, last: datetime
) -> dict[tuple[UUID, str], int]:
    """How many dated events of skills, by learner and kind."""
    rows = session.execute(
        select(SkillEvent.learner_id, SkillEvent.kind, func.count())
        .where(SkillEvent.learner_id.in_(ids), SkillEvent.at >= first, SkillEvent.at < last)
        .group_by(SkillEvent.learner_id, SkillEvent.kind)
    )
    return {(learner_id, kind): count for learner_id, kind, count in rows}


def _agreed(
    session: Session, ids: Sequence[UUID], days: Period, first: datetime, last: datetime
) -> dict[UUID, Counter[str]]:
    """Goals, interviews, decisions and signatures of each in the period."""
    found: dict[UUID, Counter[str]] = {}

    def add(learner_id: UUID, what: str) -> None:
        found.setdefault(learner_id, Counter())[what] += 1

    goals = session.execute(
        select(Goal.learner_id, Goal.closed_at, Goal.outcome).where(
            Goal.learner_id.in_(ids),
            Goal.created_at < last,
            Goal.closed_at.is_(None) | (Goal.closed_at >= first),
        )
    )
    for learner_id, closed, outcome in goals:
        add(learner_id, "goals")
        if outcome == "reached" and closed is not None and closed < last:
            add(learner_id, "reached")
    held = Interview.held_on.between(days.first, days.last)
    mine = Interview.learner_id.in_(ids)
    for learner_id in session.scalars(select(Interview.learner_id).where(mine, held)):
        add(learner_id, "interviews")
    decisions = session.execute(
        select(Decision.learner_id, Decision.outcome)
        .join(Interview, Interview.id == Decision.interview_id)
        .where(mine, held)
    )
    for learner_id, outcome in decisions:
        add(learner_id, "decided")
        if outcome is not None:
            add(learner_id, "followed")
    signed = session.execute(
        select(SignedDocument.subject_id, SignedDocument.kind).where(
            SignedDocument.subject_id.in_(ids),
            SignedDocument.signed_at >= first,
            SignedDocument.signed_at < last,
        )
    )
    for learner_id, kind in signed:
        add(learner_id, kind)
    return found


Packed = Mapping[UUID, tuple[datetime, Parameters, bytes]]


def _then(session: Session, catalogue: Catalogue, ids: Sequence[UUID], at: datetime) -> Packed:
    """The levels of each at the end of the last week before an instant, else of her first."""
    before = _week(ids, func.max, LevelSnapshot.at < at)
    after = _week(ids, func.min, LevelSnapshot.at >= at)
    return {**_snapshots(session, catalogue, after), **_snapshots(session, catalogue, before)}


def _now(session: Session, catalogue: Catalogue, ids: Sequence[UUID], at: datetime) -> Packed:
    """The levels of each at an instant: as they are if nothing came after, else of its week."""
    found = _snapshots(session, catalogue, _week(ids, func.max, LevelSnapshot.at < at))
    rows = session.execute(
        select(LearnerState.learner_id, LearnerState.updated_at, LearnerState.levels).where(
            LearnerState.learner_id.in_(ids), LearnerState.updated_at < at
        )
    )
    current = {who: (when, catalogue.parameters, data) for who, when, data in rows}
    return {**found, **current}


def _week(ids: Sequence[UUID], pick: Any, when: ColumnElement[bool]) -> Subquery:
    return (
        select(LevelSnapshot.learner_id, pick(LevelSnapshot.week).label("week"))
        .where(LevelSnapshot.learner_id.in_(ids), when)
        .group_by(LevelSnapshot.learner_id)
        .subquery()
    )


def _snapshots(session: Session, catalogue: Catalogue, weeks: Subquery) -> Packed:
    rows = (
        session.execute(
            select(LevelSnapshot).join(
                weeks,
                (LevelSnapshot.learner_id == weeks.c.learner_id)
                & (LevelSnapshot.week == weeks.c.week),
            )
        )
        .scalars()
        .all()
    )
    sets = {catalogue.parameter_set_id: catalogue.parameters}
    older = {row.parameter_set_id for row in rows} - set(sets)
    if older:
        sets.update(parameter_sets(session, sorted(older)))
    return {row.learner_id: (row.at, sets[row.parameter_set_id], row.levels) for row in rows}


def _domains(
    catalogue: Catalogue,
    who: UUID,
    then: Packed,
    now: Packed,
    placed: AbstractSet[tuple[UUID, str]],
    deep: AbstractSet[tuple[UUID, str]],
) -> tuple[DomainFacts, ...]:
    """Each domain that she was placed in."""
    if who not in now:
        return ()
    found = []
    at, parameters, data = now[who]
    levels = adaptive.unpack_levels(parameters, data)
    earlier = then.get(who)
    old = adaptive.unpack_levels(earlier[1], earlier[2]) if earlier else None
    for domain in catalogue.curriculum.domains:
        if (who, domain.id) not in placed or domain.id not in parameters.domains:
            continue
        level = shown.domain_level(catalogue.curriculum, parameters, levels, domain.id)
        before = change = None
        if earlier and old is not None and earlier[0] < at and domain.id in earlier[1].domains:
            was = shown.domain_level(catalogue.curriculum, earlier[1], old, domain.id)
            before = trajectory.point(earlier[0], was)
            there, here = (earlier[1], old), (parameters, levels)
            change = moved.of_domain(domain.id, catalogue.covered, there, here)
        found.append(
            DomainFacts(
                domain.id,
                domain.label,
                shown.palier_sentence(level),
                standing.between(level),
                trajectory.point(at, level),
                before,
                change,
                (who, domain.id) in deep,
            )
        )
    return tuple(found)
