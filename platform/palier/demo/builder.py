"""Builds the demonstration school: the same every time, for a given day."""

from __future__ import annotations

import gc
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event, func, select

from palier.accounts import service as accounts
from palier.accounts import staff
from palier.app import Services
from palier.authoring.service import sync
from palier.calendar import service as calendar
from palier.calendar.days import COMPANY, HOLIDAY, monday_of
from palier.calendar.pages import Typed
from palier.calibration import proposals
from palier.catalogue import CatalogueStore
from palier.config import Config
from palier.db import Database
from palier.demo import agreed, life, people
from palier.demo.learner import Simulated
from palier.demo.people import DOMAINS, Sites, Stage
from palier.demo.source import PASSWORD, DemoSecrets, DemoSource
from palier.demo.timetable import Deed, school_day, timetable
from palier.models import LEARNER, Answer
from palier.security import Actor

SEED = 20_26
Progress = Callable[[int, int, datetime], None]  # deeds done, of how many, the next one


@dataclass(frozen=True)
class Built:
    """How large the school is."""

    learners: int
    answers: int


@dataclass
class _School:
    """The school being built: each learner, her group and the trainer of its site."""

    services: Services
    source: DemoSource
    stages: list[Stage]
    groups: list[tuple[Actor, int]]
    persons: dict[int, Simulated]
    head: Actor
    colleague: Actor
    author: Actor


def build(
    db: Database,
    config: Config,
    banks: Path,
    today: datetime,
    progress: Progress = lambda done, total, at: None,
    sites: Sites = people.SITES,
) -> Built:
    """Fill an empty database with the school, all of it before ``today``.

    Raises staff.Impossible when the database holds a school already. Nobody else may use the
    database meanwhile: writes are not synchronised with the disk before the end.
    """
    with _unsynchronised(db):
        school = _found(db, config, banks, today, sites)
        deeds = timetable(school.stages, today)
        with _few_collections():
            for done, deed in enumerate(deeds):
                progress(done, len(deeds), deed.at)
                school.source.set(deed.at)
                _do(school, deed)
        _calibrate(school, today)
    with db.read() as session:
        answers = session.scalar(select(func.count()).select_from(Answer)) or 0
    return Built(len(school.stages), answers)


def _calibrate(school: _School, today: datetime) -> None:
    """A proposal for the page « Ce que valent les exercices », on the answers just made; none
    in a school too small for it."""
    school.source.set(today)
    with suppress(proposals.TooFew):
        proposals.propose(school.services, proposals.read(school.services))


def _found(db: Database, config: Config, banks: Path, today: datetime, sites: Sites) -> _School:
    """The school on its first day: exercises, sites, team and groups, and no learner yet."""
    weeks = max(stage.since for stage in people.everyone(sites))
    source = DemoSource(SEED, school_day(today, 5 * weeks + 5))
    services = Services(db, CatalogueStore(db), source, config)
    first, *others = sites
    place = staff.create_school(services, people.SCHOOL, first, demo=True)
    sync(services, banks)
    with db.read() as session:
        services.catalogue.current(session)
    site_ids = {first: place.site_id}
    site_ids |= {site: staff.add_site(services, place.school_id, site) for site in others}
    team = _team(services, place.school_id, site_ids)
    head, colleague, author = (team[who] for who in people.WHOLE_SCHOOL)
    agreed.own_framework(services, head)
    school = _School(services, source, [], [], {}, head, colleague, author)
    for site, groups in sites.items():
        for group, stages in groups.items():
            group_id = accounts.create_group(services, team[site], group, site_ids[site])
            if group_id is None:
                raise RuntimeError(f"{group} is there already")
            _write_calendar(services, team[site], group_id, today)
            school.stages += stages
            school.groups += [(team[site], group_id)] * len(stages)
    return school


def _write_calendar(services: Services, trainer: Actor, group_id: int, today: datetime) -> None:
    """Two weeks in a company, then holidays: all to come, so that no history is changed."""
    for weeks, kind in ((2, COMPANY), (7, HOLIDAY)):
        first = monday_of(today.date()) + timedelta(weeks=weeks)
        asked = Typed(first.isoformat(), (first + timedelta(days=11)).isoformat(), kind)
        if calendar.add(services, trainer, group_id, asked) is not None:
            raise RuntimeError(f"{first}: not a period")


def _team(services: Services, school_id: int, site_ids: Mapping[str, int]) -> dict[str, Actor]:
    """Add the team; the trainer of each site by its name, the others by what they are."""
    team = {}
    for one in people.TEAM:
        site_id = site_ids.get(one.site) if one.site else None
        if one.site and site_id is None:
            continue  # a smaller school, without that site
        person_id = staff.add_staff(
            services, school_id, one.role, one.email, one.name, PASSWORD, site_id
        )
        sites = frozenset({site_id}) if site_id else None
        roles = frozenset({one.role})
        team[one.site or one.who] = Actor(person_id, school_id, one.name, roles, sites)
    return team


def _do(school: _School, deed: Deed) -> None:
    """One deed of one learner, through the services."""
    stage, (trainer, group_id) = school.stages[deed.person], school.groups[deed.person]
    services, source = school.services, school.source
    if deed.kind == "come":
        school.persons[deed.person] = _come(services, stage, trainer, group_id)
        return
    person = school.persons[deed.person]
    if deed.kind == "place":
        person.place(services, source, deed.what)
    elif deed.kind == "begin":
        person.place(services, source, deed.what, stage.unfinished)
    elif deed.kind == "practise":
        person.practise(services, source, deed.what or None)
    elif deed.kind == "stop":
        person.practise(services, source, None, stage.stopped)
    else:
        team = life.Team(trainer, school.colleague, school.head, school.author)
        scene = life.Scene(services, source, team, group_id, person, deed.what)
        life.DEEDS[deed.kind](scene)


def _come(services: Services, stage: Stage, trainer: Actor, group_id: int) -> Simulated:
    """Add a learner to her group, and find out who she is."""
    card = accounts.add_learner(
        services, trainer, group_id, stage.name, stage.initial, secrets=DemoSecrets(stage.name)
    )
    if card is None:
        raise RuntimeError(f"{stage.name} is there already")
    with services.db.read() as session:
        catalogue = services.catalogue.current(session)
    return Simulated(
        Actor(card.learner_id, trainer.school_id, stage.name, frozenset({LEARNER})),
        catalogue,
        dict(zip(DOMAINS, stage.levels, strict=True)),
        random.Random(f"learner {stage.name} {stage.initial}"),  # noqa: S311  # a simulation
        dict(idea.split(" ") for idea in stage.believes),
        stage.grows,
    )


# The quick way to fill a file, never to serve it


@contextmanager
def _unsynchronised(db: Database) -> Iterator[None]:
    """SQLite does not wait for the disk until the block ends: all is synchronised then."""
    sqlite = db.engine.dialect.name == "sqlite"
    if sqlite:
        db.dispose()  # connections opened before wait for the disk
        event.listen(db.engine, "connect", _without_sync)
    try:
        yield
    finally:
        if sqlite:
            event.remove(db.engine, "connect", _without_sync)
            with closing(db.engine.raw_connection()) as connection:
                cursor = connection.cursor()
                cursor.execute("PRAGMA synchronous=FULL")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                cursor.close()
            db.dispose()


@contextmanager
def _few_collections() -> Iterator[None]:
    """Exercises and engine stay to the end: Python need not look through them for garbage."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _without_sync(connection: Any, _record: Any) -> None:  # a DB-API connection has no type
    connection.execute("PRAGMA synchronous=OFF")
