"""Proposals of calibrations: measured domain by domain, kept as they go, shown when whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from adaptive.calibration import InMemory
from palier.app import Services
from palier.calibration import keeping, measuring, shadowing
from palier.calibration.anchoring import USUAL, Anchors
from palier.calibration.keeping import States
from palier.calibration.measuring import Hold, Known, Measured, Progress
from palier.calibration.service import NothingPublished
from palier.engine_time import instant
from palier.models import CalibrationProposal

DRAFT, PROPOSED, APPROVED, REFUSED, REPLACED = (
    "draft",
    "proposed",
    "approved",
    "refused",
    "replaced",
)
KEPT_EVERY_S = 10.0  # a long calibration interrupted loses so much


class TooFew(Exception):
    """No domain has enough answers; ``counts``: of the best one, answers and learners."""

    def __init__(self, answers: int, learners: int) -> None:
        super().__init__(f"{answers} answers of {learners} learners")
        self.answers, self.learners = answers, learners


class NothingToResume(Exception):
    """No calibration was interrupted, or answers came since: it would not be the same."""


@dataclass(frozen=True)
class Work:
    """A calibration under way: its row, and what was already measured."""

    proposal_id: int
    done: dict[str, Measured]
    states: tuple[str, States] | None  # of the domain that was being measured


def read(services: Services) -> Known:
    """What a calibration would stand on. Raises NothingPublished, TooFew."""
    with services.db.read() as session:
        known = measuring.read(session, services.catalogue)
    if known is None:
        raise NothingPublished
    if not any(known.enough(domain) for domain in known.domains):
        counts = [known.counts(domain) for domain in known.domains]
        raise TooFew(*max(counts, default=(0, 0)))
    return known


def propose(
    services: Services,
    known: Known,
    resume: bool = False,
    hold: Hold = InMemory,
    progress: Progress = lambda domain, passes, most: None,
    with_model: bool = False,
    anchors: Anchors = USUAL,
) -> int:
    """Calibrate every domain and keep what was found, for a person to decide on: its number.

    Other ways to foresee are compared on the way (``shadowing``); ``with_model``, that takes
    longer, the fitted model as well.

    What is measured is kept as it goes, in a row that nobody is shown. ``resume``: go on with
    the one that was interrupted. Raises NothingToResume; TooFewLeft of the ``anchors`` named.
    """
    digest = known.digest + anchors.mark
    work = _resumed(services, digest) if resume else _begun(services, digest)
    done = dict(work.done)
    for domain in known.domains:
        if domain in done:
            continue
        states = work.states[1] if work.states and work.states[0] == domain else None
        keep = _Keeper(services, work.proposal_id)
        done[domain] = measuring.measure(known, domain, hold, progress, states, keep, anchors)
        _keep(services, work.proposal_id, done)
    with services.db.read() as session:
        beside = shadowing.beside(session, known.domains, known.published, with_model, progress)
    _show(services, work.proposal_id, known, done, beside)
    return work.proposal_id


def _begun(services: Services, digest: str) -> Work:
    with services.db.write() as session:
        for row in _drafts(session):
            session.delete(row)
        row = CalibrationProposal(
            state=DRAFT,
            created_at=services.source.now(),
            basis={"digest": digest},
            parameters={},
            findings={},
        )
        session.add(row)
        session.flush()
        return Work(row.id, {}, None)


def _drafts(session: Session) -> list[CalibrationProposal]:
    found = select(CalibrationProposal).where(CalibrationProposal.state == DRAFT)
    return list(session.scalars(found.order_by(CalibrationProposal.id)))


def _resumed(services: Services, digest: str) -> Work:
    with services.db.read() as session:
        drafts = _drafts(session)
        if not drafts or drafts[-1].basis["digest"] != digest:
            raise NothingToResume
        row = drafts[-1]
        done = {
            domain: Measured(
                row.parameters[domain], row.findings[domain], row.basis["figures"][domain]
            )
            for domain in row.parameters
        }
        states = None
        if "states" in row.basis:
            domain, kept = row.basis["states"]
            states = (domain, keeping.states_from_json(kept))
        return Work(row.id, done, states)


class _Keeper:
    """Keeps how far the calibration of a domain is, every now and then."""

    def __init__(self, services: Services, proposal_id: int) -> None:
        self._services, self._id, self._last = services, proposal_id, monotonic()

    def __call__(self, domain: str, states: States) -> None:
        if monotonic() - self._last < KEPT_EVERY_S:
            return
        with self._services.db.write() as session:
            row = session.get_one(CalibrationProposal, self._id)
            row.basis = {**row.basis, "states": [domain, keeping.states_to_json(states)]}
        self._last = monotonic()


def _keep(services: Services, proposal_id: int, done: dict[str, Measured]) -> None:
    with services.db.write() as session:
        row = session.get_one(CalibrationProposal, proposal_id)
        figures = {domain: one.figures for domain, one in done.items()}
        row.basis = {"digest": row.basis["digest"], "figures": figures}
        row.parameters = {domain: one.parameters for domain, one in done.items()}
        row.findings = {domain: one.findings for domain, one in done.items()}


def _show(
    services: Services,
    proposal_id: int,
    known: Known,
    done: dict[str, Measured],
    beside: dict[str, Any],
) -> None:
    """The draft becomes a proposal, in the place of the one that waited."""
    with services.db.write() as session:
        session.execute(
            update(CalibrationProposal)
            .where(CalibrationProposal.state == PROPOSED)
            .values(state=REPLACED, decided_at=services.source.now())
        )
        row = session.get_one(CalibrationProposal, proposal_id)
        row.basis = _basis(known, done)
        row.parameters = {k: v for one in done.values() for k, v in one.parameters.items()}
        items = [f for one in done.values() for f in one.findings]
        row.findings = {"items": items, "beside": beside}
        row.created_at = services.source.now()
        row.state = PROPOSED


def _basis(known: Known, done: dict[str, Measured]) -> dict[str, Any]:
    answers = known.answers
    return {
        "digest": known.digest,
        "answers": len(answers),
        "learners": len(set(answers.learner.tolist())),
        "aided": answers.aided,
        "later": answers.later,
        "since": instant(float(answers.at.min())).isoformat(),
        "until": instant(float(answers.at.max())).isoformat(),
        "calibration": known.in_force.release.calibration_version_id,
        "figures": {domain: one.figures for domain, one in done.items()},
    }


Write = Callable[[Session], None]


def waiting(session: Session) -> CalibrationProposal | None:
    """The proposal that waits for a decision."""
    found = select(CalibrationProposal).where(CalibrationProposal.state == PROPOSED)
    return session.scalars(found.order_by(CalibrationProposal.id.desc()).limit(1)).first()


def newest(session: Session) -> CalibrationProposal | None:
    """The last one that was shown, whatever became of it."""
    found = select(CalibrationProposal).where(CalibrationProposal.state != DRAFT)
    return session.scalars(found.order_by(CalibrationProposal.id.desc()).limit(1)).first()


def since(row: CalibrationProposal) -> tuple[datetime, datetime]:
    """When the first and the last answer it stands on were given."""
    basis = row.basis
    return datetime.fromisoformat(basis["since"]), datetime.fromisoformat(basis["until"])
