"""A page costs as many SQL statements for 1,000 rows as for 1: every GET route, every view.

The addresses are the routes' own and the links of their pages, so that each way to sort or to
filter is a page too. `make test` goes to 50 rows, `make test-slow` to 1,000.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from itertools import count, islice
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from exercises.items import examples
from palier.live import service as live
from palier.models import (
    ADMIN,
    AUTHOR,
    LEARNER,
    TRAINER,
    AccessLine,
    Answer,
    Assigned,
    Assignment,
    AuditEvent,
    Base,
    CalendarPeriod,
    CalibrationProposal,
    CalibrationVersion,
    Card,
    Decision,
    Departure,
    Enrolment,
    ExerciseServed,
    Goal,
    Group,
    Interview,
    LearnerState,
    Notice,
    Person,
    ReportFile,
    Role,
    SignedDocument,
    Site,
    Sitting,
    TrainerNote,
    TrainerWord,
    VerdictRow,
)
from palier.policies import POLICIES
from palier.practice import queries, service
from palier.privacy.register import REGISTER
from palier.security import Actor

FEW_ROWS, MANY_ROWS = 50, 1_000
MOST_STATEMENTS = 20  # of any page: a session, and what it shows
# A person's copy asks each table of the register once, however much is there.
COPIES = {"privacy.copy", "privacy.my_copy"}
MOST_VIEWS = 12  # of one route
# Pages that may ask for more as rows grow: which, by how much at most, and why.
BOUNDED: dict[str, tuple[int, str]] = {}
# What is copied as it is, but for what must differ from row to row.
KEPT: dict[type[Base], dict[str, Callable[[int], Any]]] = {
    AccessLine: {},
    Assignment: {},
    AuditEvent: {},
    Decision: {},
    Goal: {},
    Interview: {},
    ReportFile: {},
    SignedDocument: {"number": lambda number: number},
    TrainerNote: {},
    TrainerWord: {"seq": lambda number: number},
}
OWNERS = ("learner_id", "subject_id", "school_id")
WHO = {"learner": LEARNER, "trainer": TRAINER, "author": AUTHOR, "admin": ADMIN}
# Pages that one sees as others do, who are asked for them: a page is counted once.
SEEN_BY = {"admin": frozenset({TRAINER, AUTHOR, "anyone"})}


def addresses(house: Any, who: str) -> dict[str, str]:
    """Every page this person may open, and the views their links lead to: address, endpoint."""
    client = house.client(who)
    others = SEEN_BY.get(who, frozenset())
    found = {
        house.address(rule): rule.endpoint
        for rule in house.rules("GET")
        if POLICIES[rule.endpoint] & {WHO[who], "anyone"}
        and not POLICIES[rule.endpoint] & others
        and not rule.endpoint.startswith("sounds.")  # no pages, and no sound here
    }
    match = house.app.url_map.bind("localhost").match
    for path in list(found):
        for link in re.findall(r'href="(/[^"#]*)', client.get(path).text):
            target = unescape(link)
            if urlsplit(target).path.startswith("/static/"):
                continue
            endpoint, _values = match(urlsplit(target).path, method="GET")
            if POLICIES[endpoint].isdisjoint({WHO[who], "anyone"}):
                pytest.fail(f"{path} links to {target}, which a {who} may not open")
            views = sum(known == endpoint for known in found.values())
            if target not in found and views < MOST_VIEWS and not POLICIES[endpoint] & others:
                found[target] = endpoint
    waiting = str(house.places["own"].open_id)  # answered meanwhile: another page
    return {path: endpoint for path, endpoint in found.items() if waiting not in path}


def counts(house: Any, who: str, paths: dict[str, str]) -> dict[str, int]:
    """The statements of each address, once what the process keeps is warm."""
    client, found = house.client(who), {}
    for path in paths:
        client.get(path)
        with house.statements() as sent:
            assert client.get(path).status_code in {200, 303}, path
        found[path] = len(sent)
    return found


def open_room(house: Any) -> None:
    """The group is followed live meanwhile, and a trainer has looked at the learner."""
    place = house.places["own"]
    assert house.client("trainer").get(f"/stagiaires/{place.learner_id}").status_code == 200
    head = Actor(house.people["admin"], place.school_id, "", frozenset({ADMIN}))
    live.open_room(house.services, head, place.group_id)


def work(house: Any, rows: int) -> None:
    """The learner works for months: a sitting a week, so many answers and more."""
    place, services = house.places["own"], house.services
    actor = Actor(place.learner_id, place.school_id, "", frozenset({LEARNER}))
    following: UUID | None = place.open_id
    for number in range(rows):
        if following is None:
            house.source.wait(8 * 24 * 3600)
            following = service.start_practice(services, actor, None)
        assert following is not None
        with services.db.read() as session:
            exercise = queries.served(session, actor.id, following).exercise
        known = examples(service.instance_of(exercise))
        raw = known.right[0] if number % 3 or not known.wrong else known.wrong[0][0]
        house.source.wait(20)
        reply = service.answer(services, actor, following, raw)
        assert isinstance(reply, service.Replied)
        following = reply.next_id


def columns(table: type[Base]) -> list[str]:
    """The names of a table's columns."""
    return list(table.__table__.columns.keys())


def like(row: Any, **changes: Any) -> Any:
    """A copy of a row, with other values here and there."""
    kept = {name: getattr(row, name) for name in columns(type(row))}
    return type(row)(**{**kept, **changes})


def crowd(house: Any, session: Session, rows: int) -> None:
    """The group has more learners like the first, and the site more groups."""
    place, new_id = house.places["own"], house.source.new_id
    mine = {
        table: session.scalars(select(table).where(table.learner_id == place.learner_id)).all()
        for table in (Enrolment, LearnerState, Card, Sitting)
    }
    answer = session.scalars(
        select(VerdictRow)
        .join(Answer, Answer.served_id == VerdictRow.served_id)
        .where(Answer.learner_id == place.learner_id, VerdictRow.score == 0)
        .limit(1)
    ).one()
    her = session.get_one(Person, place.learner_id)
    group = session.get_one(Group, place.group_id)
    for number in range(rows):
        one = like(her, id=new_id(), login_name=f"autre{number}", last_name=f"{number}")
        session.add(one)
        session.add(like(group, id=None, name=f"Groupe {number}"))
        session.flush()
        session.add(Role(school_id=her.school_id, person_id=one.id, name=LEARNER))
        session.add(like(mine[Enrolment][0], id=None, learner_id=one.id))
        session.add(like(mine[LearnerState][0], learner_id=one.id))
        token = number.to_bytes(32, "big")
        session.add(like(mine[Card][0], id=None, learner_id=one.id, token_hash=token))
        sitting = like(mine[Sitting][0], id=new_id(), learner_id=one.id)
        session.add(sitting)
        session.flush()
        _answered(session, answer, one.id, sitting.id, new_id())


def _answered(
    session: Session, verdict: VerdictRow, learner_id: UUID, sitting_id: UUID, served_id: UUID
) -> None:
    """The same exercise, answered in the same way by somebody else."""
    served = session.get_one(ExerciseServed, verdict.served_id)
    kept = session.get_one(Answer, verdict.served_id)
    hers = {"learner_id": learner_id}
    session.add(like(served, id=served_id, sitting_id=sitting_id, **hers))
    session.flush()
    session.add(like(kept, served_id=served_id, next_served_id=None, **hers))
    session.flush()
    session.add(like(verdict, id=None, served_id=served_id))


def tell(house: Any, session: Session, rows: int) -> None:
    """Things that happened to the learner's answers, as she is told of them."""
    place, now = house.places["own"], house.source.now()
    for number in range(rows):
        session.add(
            Notice(
                school_id=place.school_id,
                learner_id=place.learner_id,
                kind="void",
                data={"at": now.isoformat()},
                at=now - timedelta(hours=number),
                seen_at=None,
            )
        )


def write_calendar(house: Any, session: Session, rows: int) -> None:
    """More periods of the group, past and to come."""
    period = session.get_one(CalendarPeriod, house.places["own"].period_id)
    for number in range(rows):
        day = period.first_day + timedelta(days=20 + number - 2 * (number % 2) * (30 + number))
        session.add(like(period, id=None, first_day=day, last_day=day))


def calibrate(house: Any, session: Session, rows: int) -> None:
    """More calibrations that were refused, and as many that were in force."""
    row = session.scalars(select(CalibrationProposal)).one()
    version = session.scalars(select(CalibrationVersion)).one()
    who = house.people["author"]
    for _number in range(rows):
        version = like(version, id=None)
        session.add(version)
        session.flush()
        approved = {"state": "approved", "calibration_version_id": version.id}
        session.add(like(row, id=None, decided_by=who, **approved))
        session.add(like(row, id=None, state="refused", decided_by=who, reason="Non."))


def keep_more(house: Any, session: Session, rows: int) -> None:
    """More of whatever else is kept of the first learner, and of what her school does."""
    place, numbers = house.places["own"], count(100)
    for table, unlike in KEPT.items():
        known = [name for name in OWNERS if name in columns(table)]
        owner = known[-1] if table is ReportFile else known[0]  # hers is of her whole group
        mine = place.school_id if owner == "school_id" else place.learner_id
        row: Any = session.scalars(
            select(table).where(getattr(table, owner) == mine).limit(1)
        ).one()
        for number in islice(numbers, rows):
            new_id = house.source.new_id() if isinstance(row.id, UUID) else None
            changes = {name: make(number) for name, make in unlike.items()}
            session.add(like(row, id=new_id, **changes))
            if table is Assignment:
                session.flush()
                hers = session.get_one(Assigned, (row.id, place.learner_id))
                session.add(like(hers, assignment_id=new_id))
    session.flush()


def heads_and_those_who_left(house: Any, session: Session, rows: int) -> None:
    """More sites, more who head the school, and as many who left, asked for news once."""
    place, new_id, now = house.places["own"], house.source.new_id, house.source.now()
    head = session.get_one(Person, house.people["admin"])
    her, site = session.get_one(Person, place.learner_id), session.get_one(Site, place.site_id)
    hers = Enrolment.learner_id == place.learner_id
    here = session.scalars(select(Enrolment).where(hers)).one()
    school = {"school_id": place.school_id}
    for number in range(rows):
        by = like(head, id=new_id(), email=f"autre{number}@une.example")
        gone = like(her, id=new_id(), login_name=f"parti{number}", last_name=f"P{number}")
        session.add_all((by, gone, like(site, id=None, name=f"Site {number}")))
        session.flush()
        session.add(Role(person_id=by.id, name=ADMIN, **school))
        session.add(like(here, id=None, learner_id=gone.id, left_at=now))
        said = {"situation": "inconnue", "at": now.isoformat(), "by": str(by.id)}
        what = {"reason": "fin", "destination": "inconnue", "followed": {"6": said}}
        when = {"left_on": now.date(), "recorded_at": now, "recorded_by": by.id}
        who = {"learner_id": gone.id, "group_id": place.group_id}
        session.add(Departure(**who, **when, **what, **school))


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("rows", [FEW_ROWS, pytest.param(MANY_ROWS, marks=pytest.mark.slow)])
@pytest.mark.parametrize("who", WHO)
def test_a_page_costs_as_many_statements_for_many_rows_as_for_1(
    own_house: Any, who: str, rows: int
) -> None:
    house = own_house
    open_room(house)
    paths = addresses(house, who)
    few = counts(house, who, paths)
    work(house, rows)
    with house.services.db.write() as session:
        crowd(house, session, rows)
        tell(house, session, rows)
        write_calendar(house, session, rows)
        calibrate(house, session, rows)
        keep_more(house, session, rows)
        heads_and_those_who_left(house, session, rows)
    many = counts(house, who, paths)
    grown = {
        path: (few[path], many[path])
        for path, endpoint in paths.items()
        if many[path] > few[path] + BOUNDED.get(endpoint, (0, ""))[0]
    }
    assert grown == {}
    pages = [sent for path, sent in many.items() if paths[path] not in COPIES]
    assert max(pages) <= MOST_STATEMENTS
    assert max(many.values()) <= MOST_STATEMENTS + len(REGISTER)
