"""Is the database whole: its file, its links, its log, and what is computed from the log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, func, or_, select
from sqlalchemy.orm import Session

import adaptive
from palier.accounts import locks
from palier.catalogue import CatalogueStore
from palier.db import Database
from palier.i18n import _
from palier.models import (
    Answer,
    Base,
    ExerciseServed,
    LearnerState,
    ObservationRow,
    ParameterSet,
    Person,
    Release,
    Sitting,
    VerdictRow,
)
from palier.practice import refold
from palier.upkeep import Say, sqlite


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be; names rows by their ids alone."""

    what: str
    mended_by_refold: bool = False


@dataclass(frozen=True)
class Report:
    """What was looked at, and what is not as it should be."""

    looked_at: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def clean(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def check(db: Database, say: Say) -> Report:
    """Look at everything, as of one instant, while people work."""
    looked: list[str] = []
    found: list[Finding] = []
    with _one_instant(db) as session:
        for look in (_file, _links, _schools, _log, _levels):
            said, findings = look(session)
            say(said)
            looked.append(said)
            found.extend(findings)
    return Report(tuple(looked), tuple(found))


def recompute(db: Database) -> int:
    """Compute all levels, checkpoints and events of skills again from the log.

    Learner by learner: answers go on meanwhile.
    """
    store = CatalogueStore(db)
    with db.read() as session:
        learners = session.scalars(select(LearnerState.learner_id)).all()
    for learner_id in learners:
        with db.write() as session:
            locks.hold(session, locks.RELEASE, shared=True)
            now = store.current(session)
            refold.refold_one(session, learner_id, now)
        db.breathe()
    with db.write() as session:  # at the end: stopped in the middle, it is to be done again
        used = session.get_one(ParameterSet, store.current(session).parameter_set_id)
        used.engine_version = adaptive.ENGINE_VERSION
    return len(learners)


def of_another_engine(db: Database) -> bool:
    """Whether levels were computed by another version of the engine than this program's."""
    query = (
        select(ParameterSet.engine_version)
        .join(Release, Release.parameter_set_id == ParameterSet.id)
        .order_by(Release.id.desc())
        .limit(1)
    )
    with db.read() as session:
        return session.scalar(query) not in (None, adaptive.ENGINE_VERSION)


@contextmanager
def _one_instant(db: Database) -> Iterator[Session]:
    """An answer that comes while we look is not seen by halves."""
    connection = db.engine.connect()
    if connection.dialect.name == "postgresql":
        connection = connection.execution_options(isolation_level="REPEATABLE READ")
    with connection, Session(connection, autoflush=False) as session:
        yield session


Look = tuple[str, list[Finding]]


def _file(session: Session) -> Look:
    if session.get_bind().dialect.name != "sqlite":
        return _("Fichiers : PostgreSQL en répond."), []
    faults = sqlite.integrity(session.connection())
    return _("Fichier : contrôle d’intégrité de SQLite."), [
        Finding(_("Fichier : %(what)s", what=fault)) for fault in faults
    ]


def _links(session: Session) -> Look:
    """Rows that name another row which is not there."""
    found, count = [], 0
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            count += 1
            target = key.column.table.alias()
            orphans = session.scalar(
                select(func.count())
                .select_from(table.outerjoin(target, key.parent == target.c[key.column.name]))
                .where(key.parent.is_not(None), target.c[key.column.name].is_(None))
            )
            if orphans:
                where = f"{table.name}.{key.parent.name}"
                found.append(Finding(_said_of(where, orphans)))
    return _("Liens entre les tables : %(count)d suivis.", count=count), found


def _said_of(where: str, rows: int) -> str:
    return _("%(where)s : %(rows)d lignes nomment ce qui n’existe pas.", where=where, rows=rows)


def _schools(session: Session) -> Look:
    """Rows of a person that say they are of another school than hers."""
    found, count = [], 0
    for table in Base.metadata.sorted_tables:
        if "school_id" not in table.columns:
            continue
        for key in table.foreign_keys:
            if key.column.table.name != Person.__tablename__:
                continue
            count += 1
            strangers = _count(
                session, table, key.parent == Person.id, table.c.school_id != Person.school_id
            )
            if strangers:
                where = f"{table.name}.{key.parent.name}"
                found.append(
                    Finding(
                        _(
                            "%(where)s : %(rows)d lignes d’une autre école.",
                            where=where,
                            rows=strangers,
                        )
                    )
                )
    return _("Écoles : %(count)d liens suivis.", count=count), found


def _count(
    session: Session, table: Table, join: ColumnElement[bool], where: ColumnElement[bool]
) -> int:
    return (
        session.scalar(
            select(func.count()).select_from(table.join(Person.__table__, join)).where(where)
        )
        or 0
    )


def _log(session: Session) -> Look:
    """The chain of an answer: exercise, answer, verdicts, observations."""
    found = [
        Finding(_("Journal : %(count)d %(what)s.", count=count, what=what))
        for what, query in {**_broken_links(), **_broken_numbers()}.items()
        if (count := session.scalar(query))
    ]
    rows = session.scalar(select(func.count()).select_from(Answer))
    return _("Journal : %(count)d réponses suivies de bout en bout.", count=rows), found


def _broken_links() -> dict[str, Select[int]]:
    served, answers = ExerciseServed, Answer
    return {
        _("exercices marqués répondus sans réponse"): select(func.count())
        .select_from(served)
        .outerjoin(answers, answers.served_id == served.id)
        .where(served.answered_at.is_not(None), answers.served_id.is_(None)),
        _("réponses à un exercice qui n’est pas marqué répondu, ou d’une autre personne"): (
            select(func.count())
            .select_from(answers)
            .join(served, served.id == answers.served_id)
            .where(or_(served.answered_at.is_(None), served.learner_id != answers.learner_id))
        ),
        _("exercices d’une séance d’une autre personne"): select(func.count())
        .select_from(served)
        .join(Sitting, Sitting.id == served.sitting_id)
        .where(Sitting.learner_id != served.learner_id),
        _("réponses sans correction"): select(func.count())
        .select_from(answers)
        .outerjoin(VerdictRow, VerdictRow.served_id == answers.served_id)
        .where(VerdictRow.id.is_(None)),
    }


def _broken_numbers() -> dict[str, Select[int]]:
    corrections = (
        select(VerdictRow.served_id)
        .group_by(VerdictRow.served_id)
        .having(func.count() != func.max(VerdictRow.number))
    )
    seq = ObservationRow.seq
    logs = (
        select(ObservationRow.learner_id)
        .group_by(ObservationRow.learner_id)
        .having(or_(func.count() != func.max(seq), func.min(seq) != 1))
    )
    return {
        _("réponses dont les corrections ne se suivent pas"): _how_many(corrections),
        _("journaux dont les numéros ne se suivent pas"): _how_many(logs),
    }


def _how_many(query: Select[UUID]) -> Select[int]:
    return select(func.count()).select_from(query.subquery())


def _levels(session: Session) -> Look:
    learners, differences = refold.verify(session)
    said = _("Niveaux : %(count)d stagiaires recalculés depuis leur journal.", count=learners)
    return said, [
        Finding(
            _("Niveaux de %(who)s : %(what)s", who=one.learner_id, what=one.what),
            mended_by_refold=True,
        )
        for one in differences
    ]
