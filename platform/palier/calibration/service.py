"""Fitting the engine to the answers of a database, and putting what was found in force."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from adaptive import Hyper, Observation, build_parameters, fitting
from adaptive.fitting import Fitted
from palier.app import Services
from palier.calibration import queries, refolding
from palier.calibration.queries import InForce
from palier.calibration.refolding import Progress
from palier.models import AuditEvent, School

# Fewer say more about these learners than about those who will come.
LEAST_ANSWERS, LEAST_LEARNERS, LEAST_HELD_OUT = 2_000, 30, 5
HELD_OUT_ONE_IN = 5


class NothingPublished(Exception):
    """There is no release: nothing to fit."""


class AlreadyInForce(Exception):
    """These hyper-parameters are those in force."""


@dataclass(frozen=True)
class Basis:
    """What a fit starts from: the parameters in force, logs to fit on and logs to judge by."""

    known: InForce
    logs: tuple[list[Observation], ...]
    held_out: tuple[list[Observation], ...]

    @property
    def answers(self) -> int:
        """The answers that count, of everybody."""
        return sum(len(log) for log in (*self.logs, *self.held_out))

    @property
    def learners(self) -> int:
        """The learners who gave them."""
        return len(self.logs) + len(self.held_out)

    @property
    def enough(self) -> bool:
        """Whether what is found can hold for other learners."""
        return (
            self.answers >= LEAST_ANSWERS
            and self.learners >= LEAST_LEARNERS
            and len(self.held_out) >= LEAST_HELD_OUT
        )


@dataclass(frozen=True)
class Steps:
    """Who is told how far each step of putting in force is, learner by learner."""

    weeks: Progress
    levels: Progress
    cleaning: Progress


def is_held_out(learner_id: UUID) -> bool:
    """Whether a learner's answers judge fits rather than make them: one in five, always the
    same, so that two fits are compared on the same people."""
    digest = hashlib.sha256(learner_id.bytes).digest()
    return int.from_bytes(digest[:8]) % HELD_OUT_ONE_IN == 0


def gather(services: Services, progress: Progress) -> Basis:
    """Read all answers that count. Raises NothingPublished."""
    logs: list[list[Observation]] = []
    held_out: list[list[Observation]] = []
    with services.db.read() as session:
        known = _in_force(session)
        everybody = queries.learners(session)
        for done, learner_id in enumerate(everybody, 1):
            if found := queries.answers(session, learner_id, known):
                (held_out if is_held_out(learner_id) else logs).append(found)
            progress(done, len(everybody))
    return Basis(known, tuple(logs), tuple(held_out))


def _in_force(session: Session) -> InForce:
    known = queries.in_force(session)
    if known is None:
        raise NothingPublished
    return known


def fit(basis: Basis, progress: Callable[[int, int, float], None]) -> Fitted:
    """Search from what is in force; judged on learners whom the search never saw."""
    return fitting.fit(
        queries.skills_of(basis.known.parameters),
        basis.logs,
        basis.known.parameters.hyper,
        held_out=basis.held_out,
        progress=progress,
    )


def better(fitted: Fitted) -> bool:
    """Whether answers of other learners are predicted better than by what is in force."""
    return fitted.after < fitted.before


def better_for(basis: Basis, fitted: Fitted) -> int:
    """How many of the learners kept apart are predicted better, each on her own: a mean over
    a few can hang on one of them."""
    parameters = basis.known.parameters
    found = build_parameters(queries.skills_of(parameters), fitted.hyper)
    count = 0
    for log in basis.held_out:
        told = fitting.prepare([log])
        before, _weight = fitting.log_loss(parameters, told)
        after, _weight = fitting.log_loss(found, told)
        count += after < before
    return count


def adopt(services: Services, basis: Basis, fitted: Fitted, steps: Steps) -> int:
    """Put fitted hyper-parameters in force, as a person decided; the learners refolded.

    Raises AlreadyInForce, or refolding.Overtaken: nothing is changed then.
    """
    found = dataclasses.asdict(fitted)  # what the person saw
    return _adopt(services, basis.known, fitted.hyper, queries.FITTED, found, steps)


def adopt_defaults(services: Services, steps: Steps) -> int:
    """Put the hyper-parameters of the program back in force. Raises as ``adopt`` does, and
    NothingPublished."""
    with services.db.read() as session:
        known = _in_force(session)
    return _adopt(services, known, Hyper(), queries.DEFAULTS, {}, steps)


def _adopt(
    services: Services,
    known: InForce,
    hyper: Hyper,
    action: str,
    detail: dict[str, Any],
    steps: Steps,
) -> int:
    parameters = build_parameters(queries.skills_of(known.parameters), hyper)
    if parameters.version == known.parameters.version:
        raise AlreadyInForce
    db = services.db
    refolding.keep_what_was_shown(db, services.source.now(), steps.weeks)
    rules = refolding.Rules(parameters, known.calibration_id, known.items)
    folded = refolding.fold_all(db, rules, steps.levels)
    with db.write() as session:
        now = services.source.now()
        new = refolding.switch(session, known, rules, folded, now)
        detail |= {"parameter_set": new.id, "before_set": known.release.parameter_set_id}
        for school_id in session.scalars(select(School.id)):
            session.add(AuditEvent(school_id=school_id, at=now, action=action, detail=detail))
    refolding.clean_up(db, steps.cleaning)
    return len(folded)
