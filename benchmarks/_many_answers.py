"""A school on PostgreSQL with many answers, made by SQL: one class that is looked at, a crowd.

Answers come as they do in life: learner after learner all day long, so that those of one class
are spread over the whole table. Who is in the class has levels from a simulated log.
"""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import numpy as np
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

import adaptive
from adaptive import Observation
from benchmarks._report import cannot_run
from palier import schema
from palier.accounts import service as accounts
from palier.accounts import sessions, staff
from palier.app import Services
from palier.authoring.service import sync
from palier.catalogue import Catalogue
from palier.config import banks_folder
from palier.engine_time import engine_time
from palier.models import LEARNER, TRAINER, Enrolment, ItemVersion, LearnerState, Person, Role
from palier.security import Actor
from tests.postgresql import Cluster

CLASS = 30
ANSWERS_EACH = 300  # of a learner
SITTING = 12  # answers
SPAN = timedelta(days=120)  # over which all of them were given
NOW = datetime(2026, 9, 16, 8, tzinfo=UTC)
# It may lose everything when the machine stops, and is made to be filled.
FAST = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal "
    "-c max_wal_senders=0 -c max_wal_size=8GB -c checkpoint_timeout=30min "
    "-c shared_buffers=1GB -c maintenance_work_mem=512MB"
)


@dataclass(frozen=True)
class Place:
    """The school: its trainer, a token of hers, and the class."""

    trainer: Actor
    token: str
    group_id: int
    learners: tuple[UUID, ...]


@contextmanager
def server() -> Iterator[str]:
    """The address of a private PostgreSQL server in a temporary folder."""
    if not (shutil.which("initdb") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))):
        cannot_run("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="palier-bench-"))
    cluster = Cluster(folder, FAST)
    cluster.start()
    try:
        yield cluster.url
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def prepare(services: Services) -> None:
    """An empty database becomes one with tables and exercises."""
    schema.upgrade(services.db)
    sync(services, banks_folder(services.config))


def found_school(services: Services) -> Place:
    """A school with a class of 30, with levels."""
    place = staff.create_school(services, "Bench", "Bench", demo=True)
    who = (place.school_id, TRAINER, "t@bench.example", "T", "unlikely-secret-9")
    trainer_id = staff.add_staff(services, *who)
    trainer = Actor(trainer_id, place.school_id, "T", frozenset({TRAINER}))
    group_id = accounts.create_group(services, trainer, "G", place.site_id)
    if group_id is None:
        cannot_run("no group could be made")
    learners = tuple(uuid.UUID(int=(1 << 100) + n) for n in range(CLASS))
    with services.db.write() as session:
        catalogue = services.catalogue.current(session)
        for number, learner_id in enumerate(learners):
            _learner(session, catalogue, trainer, group_id, number, learner_id)
        person = session.get_one(Person, trainer_id)
        token = sessions.open_session(session, person, services.source.now(), 12.0)
    return Place(trainer, token, group_id, learners)


def _learner(
    session: Session,
    catalogue: Catalogue,
    trainer: Actor,
    group_id: int,
    number: int,
    learner_id: UUID,
) -> None:
    """A learner of the class: a third of them beginners, a third very able."""
    hers = {"school_id": trainer.school_id}
    joined = NOW - SPAN
    session.add(
        Person(
            id=learner_id,
            first_name=f"Prénom{number}",
            last_name="N",
            login_name=f"prenom{number}",
            comfort={},
            created_at=joined,
            **hers,
        )
    )
    session.flush()
    session.add(Role(person_id=learner_id, name=LEARNER, **hers))
    session.add(Enrolment(learner_id=learner_id, group_id=group_id, joined_at=joined, **hers))
    session.add(
        LearnerState(
            learner_id=learner_id,
            parameter_set_id=catalogue.parameter_set_id,
            seq=0,
            levels=levels(catalogue, number),
            updated_at=NOW - timedelta(days=1),
            **hers,
        )
    )


def levels(catalogue: Catalogue, number: int) -> bytes:
    """The packed levels of a learner after 300 answers over all domains."""
    parameters, draw = catalogue.parameters, np.random.default_rng(number)
    level = (number % 3 - 1) * 1.5
    state = adaptive.prior(parameters, engine_time(NOW - SPAN))
    for seq in range(1, ANSWERS_EACH + 1):
        skill = int(draw.integers(len(parameters)))
        lead = level - float(parameters.difficulty[skill])
        at = engine_time(NOW - SPAN) + seq * SPAN.days / ANSWERS_EACH
        told = Observation(
            seq=seq,
            at=at,
            day=int(at),
            sitting=seq // SITTING,
            skills=(skill,),
            score=float(draw.random() < 1.0 / (1.0 + np.exp(-lead))),
            b=float(parameters.difficulty[skill]),
            variant=seq,
        )
        state, _events = adaptive.observe(parameters, state, told)
    return adaptive.pack_levels(parameters, state)


def fill(services: Services, place: Place, before: int, answers: int) -> None:
    """Have ``answers`` in all, ``before`` of them there already; look at all tables once."""
    first, last = before // ANSWERS_EACH, answers // ANSWERS_EACH
    with services.db.read() as session:
        catalogue = services.catalogue.current(session)
        version = session.scalar(select(func.min(ItemVersion.id)))
    skills = sorted(catalogue.covered)
    values = {
        "school": place.trainer.school_id,
        "group": place.group_id,
        "version": version,
        "skills": skills,
        "first": first,
        "last": last - 1,
        "since": NOW - SPAN,
        "span": SPAN,
    }
    with services.db.engine.connect() as connection:
        # Rows made here refer to one another by construction: nothing is looked up for each.
        connection.execute(text("SET session_replication_role = replica"))
        for statement in _STATEMENTS:
            connection.execute(text(statement), values)
        connection.commit()
    with services.db.engine.connect().execution_options(
        isolation_level="AUTOCOMMIT"
    ) as connection:
        connection.execute(text("VACUUM ANALYZE"))


# Ids: a number in the last bits, one kind of row apart from another in the first.
_HER = "('00000010' || lpad(to_hex(n), 24, '0'))::uuid"
_SITTING = f"('00000020' || lpad(to_hex(n * 1000 + k / {SITTING}), 24, '0'))::uuid"
_SERVED = "('00000030' || lpad(to_hex(CAST(k AS bigint) * 100000000 + n), 24, '0'))::uuid"
_SHARE = f"((k + (n % 97) / 97.0) / {ANSWERS_EACH})"
_AT = f"(CAST(:since AS timestamptz) + CAST(:span AS interval) * {_SHARE})"
_SKILLS = "CAST(:skills AS text[])"
_RIGHT = "((n * 7919 + k * 104729) % 100 < 65)"
_SPAN = "generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) n"
_EACH = f"""
    FROM generate_series(0, {ANSWERS_EACH - 1}) k, {_SPAN} ORDER BY k, n
"""
_STATEMENTS = (  # of constants of this file alone
    f"""
    INSERT INTO person (id, school_id, first_name, last_name, login_name, comfort, created_at)
    SELECT {_HER}, :school, 'P' || n, 'N', 'p' || n, '{{}}', :since
    FROM generate_series(greatest(CAST(:first AS bigint), {CLASS}), CAST(:last AS bigint)) n
    """,  # noqa: S608
    f"""
    INSERT INTO sitting (id, school_id, learner_id, number, kind, domain, domains, planned,
        started_at, ended_at, outcome)
    SELECT {_SITTING}, :school, {_HER}, 1 + k / {SITTING},
        CASE WHEN k / {SITTING} < 4 THEN 'placement' ELSE 'practice' END,
        CASE WHEN k / {SITTING} < 4
            THEN (ARRAY['francais', 'maths', 'bureautique', 'culture'])[1 + k / {SITTING}] END,
        '["maths"]', 12, {_AT}, {_AT}, 'done'
    FROM generate_series(0, {ANSWERS_EACH - 1}, {SITTING}) k, {_SPAN}
    ORDER BY k, n
    """,  # noqa: S608
    f"""
    INSERT INTO exercise_served (id, school_id, learner_id, sitting_id, position,
        item_version_id, type, skill, seed, variant, public, secret, item_parameters, reason,
        predicted, help_used, read_instead, served_at, answered_at)
    SELECT {_SERVED}, :school, {_HER}, {_SITTING}, 1 + k % {SITTING}, :version, 'numeric',
        ({_SKILLS})[1 + CAST((k * 31 + n) % cardinality({_SKILLS}) AS int)],
        k, 'v' || k, '{{"ask": "?"}}', '{{}}', '{{}}', '{{"code": "frontier"}}', 0.7, 0, false,
        {_AT}, {_AT}
    {_EACH}
    """,
    f"""
    INSERT INTO answer (served_id, school_id, learner_id, kind, raw, text, help_used, seconds,
        at)
    SELECT {_SERVED}, :school, {_HER}, 'answer', '{{"number": ["12"]}}', '12', 0, 30, {_AT}
    {_EACH}
    """,
    f"""
    INSERT INTO verdict (school_id, served_id, number, score, detail, grader, at)
    SELECT :school, {_SERVED}, 1, {_RIGHT}::int,
        CASE WHEN {_RIGHT} THEN '{{"misconceptions": [], "parts": []}}'
            ELSE '{{"misconceptions": ["m' || k % 5 || '"], "parts": []}}' END::json,
        'bench', {_AT}
    {_EACH}
    """,
)
