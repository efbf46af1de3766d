"""A school of 300 learners after a year, made by bulk inserts in the database of the class map.

Twelve courses of a year are simulated answer by answer, with the levels of each week, each
that of 25 learners: a report reads as many rows, none of them twice. Who came late has no
level in a domain or two, and one learner in six has left.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

import adaptive
from adaptive import Observation
from benchmarks._many_answers import NOW
from palier.accounts import sessions, staff
from palier.app import Services
from palier.calendar.days import monday_of
from palier.catalogue import Catalogue
from palier.engine_time import engine_time
from palier.models import (
    ADMIN,
    LEARNER,
    Base,
    Decision,
    Departure,
    Enrolment,
    Goal,
    Group,
    Interview,
    LearnerState,
    LevelSnapshot,
    Person,
    Role,
    School,
    SignedDocument,
    SkillEvent,
)

LEARNERS, GROUPS, COURSES, WEEKS = 300, 20, 12, 40
SITTINGS, EXERCISES = 80, 12  # of a learner in the year; of a sitting
SINCE = NOW - timedelta(weeks=WEEKS)
FIRST_NAMES = ("Inès", "Karim", "Léa", "Moussa", "Jade", "Enzo", "Anaïs", "Yanis", "Chloé")
DOMAINS = ("francais", "maths", "bureautique", "culture")
Week = tuple[datetime, bytes]


@dataclass(frozen=True)
class YearSchool:
    """The school: a token of its director, and how many answers it has."""

    token: str
    answers: int


def found(services: Services) -> YearSchool:
    """The school, with everything that its year report reads."""
    with services.db.write() as session:  # beside the school of the class map
        school = School(name="École d’un an", demo=True, created_at=SINCE)
        session.add(school)
        session.flush()
        school_id, places = school.id, ("Marseille", "Aubagne")
        sites = [staff.place_site(session, school_id, name, "Europe/Paris") for name in places]
    who = (school_id, ADMIN, "d@bench.example", "D", "unlikely-secret-9")
    director_id = staff.add_staff(services, *who)
    with services.db.read() as session:
        catalogue = services.catalogue.current(session)
    courses = [_course(catalogue, number) for number in range(COURSES)]
    with services.db.write() as session:
        groups = _groups(session, school_id, sites)
        ids = [uuid.UUID(int=(7 << 100) + n) for n in range(LEARNERS)]
        _people(session, school_id, groups, ids)
        _levels(session, school_id, catalogue, ids, courses)
        _agreed(session, school_id, groups, ids)
        _work(session, school_id, sorted(catalogue.covered))
        person = session.get_one(Person, director_id)
        token = sessions.open_session(session, person, services.source.now(), 12.0)
    with services.db.engine.connect().execution_options(
        isolation_level="AUTOCOMMIT"
    ) as connection:
        connection.execute(text("ANALYZE"))
    return YearSchool(token, LEARNERS * SITTINGS * EXERCISES)


def _course(catalogue: Catalogue, number: int) -> list[Week]:
    """The levels at the end of each week of somebody who learns, 24 answers a week."""
    parameters, draw = catalogue.parameters, np.random.default_rng(number)
    start, gain = draw.uniform(-2.0, 1.0), draw.uniform(0.0, 2.0)
    state, weeks = adaptive.prior(parameters, engine_time(SINCE)), []
    each = SITTINGS * EXERCISES // WEEKS
    for seq in range(WEEKS * each):
        at = SINCE + timedelta(days=7 * (seq / each), hours=6)
        skill = int(draw.integers(len(parameters)))
        lead = start + gain * seq / (WEEKS * each) - float(parameters.difficulty[skill])
        told = Observation(
            seq=seq + 1,
            at=engine_time(at),
            day=int(engine_time(at)),
            sitting=seq // EXERCISES,
            skills=(skill,),
            score=float(draw.random() < 1.0 / (1.0 + np.exp(-lead))),
            b=float(parameters.difficulty[skill]),
            variant=seq,
        )
        state, _events = adaptive.observe(parameters, state, told)
        if seq % each == each - 1:
            weeks.append((at, adaptive.pack_levels(parameters, state)))
    return weeks


def _groups(session: Session, school_id: int, sites: list[int]) -> list[int]:
    rows = [
        Group(
            school_id=school_id,
            site_id=sites[number % len(sites)],
            name=f"Promotion {number + 1}",
            created_at=SINCE,
        )
        for number in range(GROUPS)
    ]
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows]


def _add(session: Session, table: type[Base], rows: list[dict[str, Any]]) -> None:
    session.execute(insert(table), rows)


def _people(session: Session, school_id: int, groups: list[int], ids: list[UUID]) -> None:
    hers = {"school_id": school_id}
    people, roles, enrolments = [], [], []
    for n, one in enumerate(ids):
        joined = SINCE + timedelta(days=n % 60)
        left = NOW - timedelta(days=n % 90) if n % 6 == 0 else None
        names = {"first_name": FIRST_NAMES[n % 9], "last_name": f"Nom{n:03}"}
        login = {"login_name": f"an{n}", "comfort": {}, "created_at": joined}
        people.append({"id": one, **names, **login, **hers})
        roles.append({"person_id": one, "name": LEARNER, **hers})
        group = {"group_id": groups[n % GROUPS], "joined_at": joined, "left_at": left}
        enrolments.append({"learner_id": one, **group, **hers})
    _add(session, Person, people)
    _add(session, Role, roles)
    _add(session, Enrolment, enrolments)


def _levels(
    session: Session,
    school_id: int,
    catalogue: Catalogue,
    ids: list[UUID],
    courses: list[list[Week]],
) -> None:
    hers = {"school_id": school_id, "parameter_set_id": catalogue.parameter_set_id}
    states, weeks, events = [], [], []
    skills = sorted(catalogue.covered)
    for n, one in enumerate(ids):
        course = courses[n % COURSES]
        at, levels = course[-1]
        count = SITTINGS * EXERCISES
        now = {"seq": count, "sittings": SITTINGS, "levels": levels, "updated_at": at}
        states.append({"learner_id": one, **now, **hers})
        weeks += [
            {"learner_id": one, "week": monday_of(at.date()), "at": at, "levels": kept, **hers}
            for at, kept in course
        ]
        events += [
            {
                "school_id": school_id,
                "learner_id": one,
                "seq": k * 20 + 1,
                "skill": skills[(n + k) % len(skills)],
                "kind": "retenu" if k % 3 == 2 else "acquis",
                "at": SINCE + timedelta(days=7 * k),
            }
            for k in range(n % WEEKS)
        ]
    _add(session, LearnerState, states)
    _add(session, LevelSnapshot, weeks)
    _add(session, SkillEvent, events)


def _agreed(session: Session, school_id: int, groups: list[int], ids: list[UUID]) -> None:
    """Goals, an interview a month with two decisions, signatures, departures."""
    goals, interviews, decisions, signed, gone = [], [], [], [], []
    for n, one in enumerate(ids):
        hers = {"school_id": school_id, "learner_id": one}
        for k in range(4):
            due = (SINCE + timedelta(days=60 * k + 50)).date()
            closed = SINCE + timedelta(days=60 * k + 40) if k < n % 4 else None
            goal = {"kind": "free", "target": "Passer le code", "work": "", "assigned": False}
            ends = {"closed_at": closed, "outcome": "reached" if closed else None}
            made = {"id": uuid.UUID(int=(8 << 100) + n * 10 + k), "created_at": SINCE}
            goals.append({**hers, **goal, **made, **ends, "due": due})
        for k in range(9):
            held = (SINCE + timedelta(days=30 * k + 5)).date()
            made = {"id": uuid.UUID(int=(9 << 100) + n * 10 + k), "created_at": SINCE}
            interviews.append({**hers, **made, "held_on": held, "sheet": {}, "words": "Bien"})
            decisions += [
                {
                    **hers,
                    "id": uuid.UUID(int=(10 << 100) + n * 100 + k * 2 + j),
                    "interview_id": made["id"],
                    "what": "Revoir les pourcentages",
                    "who": "both",
                    "due": held + timedelta(days=20),
                    "outcome": "done" if (n + k + j) % 3 else None,
                }
                for j in range(2)
            ]
        for kind in ("positionnement", "plan")[: n % 3]:
            paper = {"content": {}, "content_hash": "0" * 64, "number": 1, "kind": kind}
            names = {"learner_name": "N", "trainer_name": "T", "signed_at": SINCE}
            of = {"school_id": school_id, "subject_id": one, "id": uuid.uuid4()}
            signed.append({**of, **paper, **names})
        if n % 6 == 0:
            left = {"left_on": (NOW - timedelta(days=n % 90)).date(), "recorded_at": NOW}
            why = {"reason": "arret" if n % 4 == 0 else "fin", "destination": "emploi"}
            gone.append({**hers, **left, **why, "group_id": groups[n % GROUPS], "followed": {}})
    for table, rows in (
        (Goal, goals),
        (Interview, interviews),
        (Decision, decisions),
        (SignedDocument, signed),
        (Departure, gone),
    ):
        _add(session, table, rows)


# Ids: a number in the last bits, one kind of row apart from another in the first.
_HER = "('00000070' || lpad(to_hex(n), 24, '0'))::uuid"
_SITTING = "('00000071' || lpad(to_hex(n * 1000 + s), 24, '0'))::uuid"
_SERVED = "('00000072' || lpad(to_hex((n * 1000 + s) * 100 + k), 24, '0'))::uuid"
_DAY = f"(CAST(:since AS timestamptz) + (s * {7 * WEEKS / SITTINGS} + 0.2) * interval '1 day')"
_AT = f"({_DAY} + (k * 70 + (n * 31 + k * 17) % 60) * interval '1 second')"
_RIGHT = "((n * 7919 + s * 211 + k * 104729) % 100 < 65)"
_EACH = (
    f"FROM generate_series(0, {LEARNERS - 1}) n, generate_series(0, {SITTINGS - 1}) s, "
    f"generate_series(0, {EXERCISES - 1}) k ORDER BY s, k, n"
)
_STATEMENTS = (  # of constants of this file alone
    f"""
    INSERT INTO sitting (id, school_id, learner_id, number, kind, domain, domains, planned,
        started_at, ended_at, outcome)
    SELECT {_SITTING}, :school, {_HER}, 1 + s,
        CASE WHEN s < 4 AND (n + s) % 10 > 0 THEN 'placement' ELSE 'practice' END,
        CASE WHEN s < 4 THEN (CAST(:domains AS text[]))[1 + s] END,
        '["maths"]', CASE WHEN n % 5 = 0 THEN 24 ELSE 12 END, {_DAY}, {_DAY}, 'done'
    FROM generate_series(0, {LEARNERS - 1}) n, generate_series(0, {SITTINGS - 1}) s
    ORDER BY s, n
    """,  # noqa: S608
    f"""
    INSERT INTO exercise_served (id, school_id, learner_id, sitting_id, position,
        item_version_id, type, skill, seed, variant, public, secret, item_parameters, reason,
        predicted, help_used, read_instead, served_at, answered_at)
    SELECT {_SERVED}, :school, {_HER}, {_SITTING}, 1 + k,
        (SELECT min(id) FROM item_version), 'numeric', (CAST(:skills AS text[]))[
            1 + (s * 31 + k * 7 + n) % cardinality(CAST(:skills AS text[]))],
        k, 'v' || k, '{{"ask": "?"}}', '{{}}', '{{}}', '{{"code": "frontier"}}', 0.7, 0, false,
        {_AT}, {_AT} + (20 + (n * 13 + k * 37) % 150) * interval '1 second'
    {_EACH}
    """,  # noqa: S608
    f"""
    INSERT INTO answer (served_id, school_id, learner_id, kind, raw, text, help_used, seconds,
        at)
    SELECT {_SERVED}, :school, {_HER}, 'answer', '{{"number": ["12"]}}', '12', 0, 30, {_AT}
    {_EACH}
    """,
    f"""
    INSERT INTO verdict (school_id, served_id, number, score, detail, grader, at)
    SELECT :school, {_SERVED}, 1, {_RIGHT}::int,
        '{{"misconceptions": [], "parts": []}}', 'bench', {_AT}
    {_EACH}
    """,
)


def _work(session: Session, school_id: int, skills: list[str]) -> None:
    """Sittings, exercises, answers and verdicts of the year."""
    values = {"school": school_id, "skills": skills, "domains": list(DOMAINS), "since": SINCE}
    for statement in _STATEMENTS:
        used = {name: value for name, value in values.items() if f":{name}" in statement}
        session.execute(text(statement), used)
