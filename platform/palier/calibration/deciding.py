"""A person decides on a calibration: in force for everybody at once, refused, or an older one
put back.

Logs are folded beside, in this process; then one short transaction switches, writes the
decision and its traces. Stopped before its end, nothing has changed (see ``refolding``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from palier.app import Services
from palier.calibration import measuring, queries, refolding
from palier.calibration.proposals import APPROVED, PROPOSED, REFUSED
from palier.calibration.queries import InForce
from palier.calibration.service import NothingPublished, Steps
from palier.i18n import _
from palier.item_parameters import Items, by_version
from palier.models import AuditEvent, CalibrationProposal, CalibrationVersion, School

CALIBRATED, CALIBRATION_REFUSED, CALIBRATION_BACK = (
    "calibration.approved",
    "calibration.refused",
    "calibration.put_back",
)
LONGEST_REASON = 200
Parameters = Mapping[str, Mapping[str, float]]


class NotWaiting(Exception):
    """The proposal does not exist, or was decided on already."""


class NotThere(Exception):
    """There is no such calibration to go back to."""


class InForceAlready(Exception):
    """This calibration is the one in force."""


def approve(services: Services, proposal_id: int, steps: Steps, by: UUID | None = None) -> int:
    """Put a proposal in force; how many learners were folded again.

    Raises NotWaiting, NothingPublished, or refolding.Overtaken: nothing is changed then.
    """
    with services.db.read() as session:
        known = _in_force(session)
        row = _waiting(session, proposal_id)
        parameters = _with_the_others(session, known, row.parameters)
        items = by_version(session, parameters)
    folded = _fold(services, known, items, steps)
    with services.db.write() as session:
        row = _waiting(session, proposal_id, lock=True)
        version = _version(services, session, f"proposition {proposal_id}", parameters)
        _switch(services, session, known, version, folded)
        row.state, row.calibration_version_id = APPROVED, version.id
        row.decided_at, row.decided_by = services.source.now(), by
        detail = {"proposal": proposal_id, "calibration": [known.calibration_id, version.id]}
        _told(services, session, CALIBRATED, detail, by)
    refolding.clean_up(services.db, steps.cleaning)
    return len(folded.learners)


def refuse(services: Services, proposal_id: int, reason: str, by: UUID | None = None) -> None:
    """Keep a proposal, with why it was not put in force. Raises NotWaiting."""
    with services.db.write() as session:
        row = _waiting(session, proposal_id, lock=True)
        row.state, row.reason = REFUSED, reason[:LONGEST_REASON]
        row.decided_at, row.decided_by = services.source.now(), by
        detail = {"proposal": proposal_id, "reason": row.reason}
        _told(services, session, CALIBRATION_REFUSED, detail, by)


def put_back(
    services: Services, calibration_id: int, steps: Steps, by: UUID | None = None
) -> int:
    """Put an older calibration in force again; how many learners were folded again.

    It becomes a version of its own, with what authors say of the items it does not know.
    Raises NotThere, InForceAlready, NothingPublished, refolding.Overtaken.
    """
    with services.db.read() as session:
        known = _in_force(session)
        older = session.get(CalibrationVersion, calibration_id)
        if older is None:
            raise NotThere
        if known.release.calibration_version_id == calibration_id:
            raise InForceAlready
        catalogue = services.catalogue.current(session)
        parameters = {**measuring.by_authors(session, catalogue), **older.parameters}
        items = by_version(session, parameters)
    folded = _fold(services, known, items, steps)
    with services.db.write() as session:
        version = _version(
            services, session, _("retour à %(number)d", number=calibration_id), parameters
        )
        _switch(services, session, known, version, folded)
        detail = {"of": calibration_id, "calibration": [known.calibration_id, version.id]}
        _told(services, session, CALIBRATION_BACK, detail, by)
    refolding.clean_up(services.db, steps.cleaning)
    return len(folded.learners)


def _in_force(session: Session) -> InForce:
    known = queries.in_force(session)
    if known is None:
        raise NothingPublished
    return known


def _waiting(session: Session, proposal_id: int, lock: bool = False) -> CalibrationProposal:
    query = select(CalibrationProposal).where(
        CalibrationProposal.id == proposal_id, CalibrationProposal.state == PROPOSED
    )
    row = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotWaiting
    return row


def _with_the_others(session: Session, known: InForce, found: Parameters) -> dict[str, Any]:
    """What was found, and what was known of items it does not speak of."""
    return {**queries.calibrated(session, known.release), **found}


class _Folded:
    """Everybody's caches under the new items, and those items."""

    def __init__(self, items: Items, learners: Mapping[UUID, refolding.Folded]) -> None:
        self.items, self.learners = items, learners


def _fold(services: Services, known: InForce, items: Items, steps: Steps) -> _Folded:
    refolding.keep_what_was_shown(services.db, services.source.now(), steps.weeks)
    rules = refolding.Rules(known.parameters, None, items)
    return _Folded(items, refolding.fold_all(services.db, rules, steps.levels))


def _version(
    services: Services, session: Session, label: str, parameters: Parameters
) -> CalibrationVersion:
    row = CalibrationVersion(
        label=label, parameters=dict(parameters), created_at=services.source.now()
    )
    session.add(row)
    session.flush()
    return row


def _switch(
    services: Services,
    session: Session,
    known: InForce,
    version: CalibrationVersion,
    folded: _Folded,
) -> None:
    rules = refolding.Rules(known.parameters, version.id, folded.items)
    refolding.switch(session, known, rules, folded.learners, services.source.now())


def _told(
    services: Services, session: Session, action: str, detail: dict[str, Any], by: UUID | None
) -> None:
    """The decision in the trail of every school: items are those of all of them."""
    now = services.source.now()
    for school_id in session.scalars(select(School.id)):
        session.add(
            AuditEvent(school_id=school_id, at=now, actor_id=by, action=action, detail=detail)
        )
