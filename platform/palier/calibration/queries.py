"""What a fit starts from: the parameters in force, and every learner's answers that count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from adaptive import Hyper, Observation, Parameters, Skill
from palier.item_parameters import Items, of_calibration
from palier.models import AuditEvent, CalibrationVersion, LearnerState, ParameterSet, Release
from palier.practice import log

FITTED, DEFAULTS = "engine.fitted", "engine.defaults"  # decisions, in the audit trail


@dataclass(frozen=True)
class InForce:
    """The parameters that the newest release names."""

    release: Release
    parameters: Parameters
    calibration_id: int | None  # whose items logs are folded with
    items: Items


def in_force(session: Session) -> InForce | None:
    """What is in force; None when nothing was ever published."""
    release = session.scalars(select(Release).order_by(Release.id.desc()).limit(1)).first()
    if release is None:
        return None
    row = session.get_one(ParameterSet, release.parameter_set_id)
    counted = row.calibration_version_id
    items = of_calibration(session, counted)
    return InForce(release, Parameters.from_bytes(row.data), counted, items)


def calibrated(session: Session, release: Release) -> Mapping[str, Mapping[str, float]]:
    """What the calibration of a release says of items, by name; nothing before the first."""
    row = session.get_one(CalibrationVersion, release.calibration_version_id)
    found: Mapping[str, Mapping[str, float]] = row.parameters
    return found


def skills_of(parameters: Parameters) -> list[Skill]:
    """The skills that a parameter set was built from, in its order."""
    return [
        Skill(
            name,
            parameters.domains[parameters.domain[i]],
            parameters.strands[parameters.strand[i]],
            float(parameters.difficulty[i]),
            tuple(parameters.ids[needed] for needed in parameters.requires[i]),
        )
        for i, name in enumerate(parameters.ids)
    ]


def decided(session: Session) -> Hyper | None:
    """The hyper-parameters that a person put in force last; None for those of the program.

    The trail of decisions says which set it was; the set itself never changes.
    """
    last = session.scalars(
        select(AuditEvent)
        .where(AuditEvent.action.in_((FITTED, DEFAULTS)))
        .order_by(AuditEvent.id.desc())
        .limit(1)
    ).first()
    if last is None or last.action == DEFAULTS:
        return None
    row = session.get_one(ParameterSet, last.detail["parameter_set"])
    return Parameters.from_bytes(row.data).hyper


def learners(session: Session) -> Sequence[UUID]:
    """Everybody who has a log, in a fixed order."""
    return session.scalars(
        select(LearnerState.learner_id).order_by(LearnerState.learner_id)
    ).all()


def answers(session: Session, learner_id: UUID, known: InForce) -> list[Observation]:
    """A learner's answers that count now: corrected ones as corrected, those taken back not."""
    found = [
        log.from_json(known.parameters, entry.seq, entry.data)
        for entry in log.entries(session, learner_id, items=known.items)
        if entry.data is not None
    ]
    return [seen for seen in found if seen.kind == log.ANSWER]
