"""A report from what is asked for: a few learners read at a time, then written as bytes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from palier.app import Services
from palier.i18n import _
from palier.models import Departure, Group, School, SignedDocument
from palier.plan import service as plans
from palier.plan import signing
from palier.plan.told import Told
from palier.reports import asked, exports, facts, indicators, pdf, tables, whom, writing
from palier.reports.asked import ANSWERS, GROUP, PLACEMENT, PLAN, SCHOOL, Asked
from palier.reports.document import Document
from palier.reports.facts import LearnerFacts, Progress
from palier.reports.whom import Someone
from palier.security import Actor

HOME = "https://palier.invalid"  # of accounts in xAPI: a name of ours, at no address


def people(services: Services, actor: Actor, one: Asked) -> list[Someone]:
    """Whom a report is about. Raises NotFound for those out of reach."""
    with services.db.read() as session:
        if one.learner_id is not None:
            return [whom.of_one(session, actor, one.learner_id)]
        if one.kind == SCHOOL:
            return whom.of_school(session, actor, one.period)
        return whom.of_group(session, actor, one.group_id or 0)


def make(
    services: Services, actor: Actor, one: Asked, some: Sequence[Someone], progress: Progress
) -> bytes:
    """The file of a report. Raises Told when there is nobody to report on."""
    if not some:
        raise Told(_("Il n’y a personne sur ces dates."), one.kind)
    if one.kind == ANSWERS:
        with services.db.read() as session:
            found = exports.lines(session, some, one.period)
            if one.format == asked.CSV:
                return exports.as_csv(found)
            return exports.as_xapi(found, HOME)
    counted = list(facts.read(services, actor.school, some, one.period, progress))
    document = _document(services, actor, one, counted)
    return document.to_json() if one.format == asked.PAGE else as_file(document, one.format)


def as_file(document: Document, form: str) -> bytes:
    """A report as PDF or as a workbook."""
    return pdf.render(document) if form == asked.PDF else tables.workbook(document)


def _document(
    services: Services, actor: Actor, one: Asked, found: Sequence[LearnerFacts]
) -> Document:
    today = services.source.now().date()
    with services.db.read() as session:
        school = session.get_one(School, actor.school_id).name
        curriculum = services.catalogue.seen_by(session, actor.school).curriculum
        if one.kind == GROUP:
            name = f"{found[0].who.group}, {found[0].who.site}"
            return writing.group(found, name, one.period, school, today, curriculum)
        if one.kind == SCHOOL:
            counted = _counted(session, services, actor, one)
            return writing.whole_school(found, one.period, school, today, curriculum, counted)
        if one.kind == PLACEMENT:
            signed = _signed(session, found[0])
            return writing.placement(found[0], one.period, school, today, signed)
    if one.kind == PLAN:
        return _plan(services, actor, found[0], one, school, today)
    return writing.progress(found[0], one.period, school, today)


def _signed(session: Session, one: LearnerFacts) -> dict[str, object] | None:
    """The newest positionnement that a learner signed, with who signed and its hash."""
    row = session.scalar(
        select(SignedDocument)
        .where(
            SignedDocument.subject_id == one.who.id,
            SignedDocument.kind == signing.POSITIONNEMENT,
        )
        .order_by(SignedDocument.number.desc())
        .limit(1)
    )
    if row is None:
        return None
    names = {"learner_name": row.learner_name, "trainer_name": row.trainer_name}
    return {**row.content, **names, "digest": row.content_hash}


def _plan(
    services: Services,
    actor: Actor,
    found: LearnerFacts,
    one: Asked,
    school: str,
    today: date,
) -> Document:
    page = plans.page(services, actor, found.who.id)
    goals = (*page.open, *page.closed)
    return writing.plan(found, one.period, school, today, goals, page.decisions)


def _counted(
    session: Session, services: Services, actor: Actor, one: Asked
) -> indicators.Counted:
    """What is counted of a school besides its learners’ work."""
    gone = (
        select(Departure.reason, Departure.followed)
        .join(Group, Group.id == Departure.group_id)
        .where(
            Departure.school_id == actor.school_id,
            Departure.left_on.between(one.period.first, one.period.last),
        )
    )
    if actor.sites is not None:
        gone = gone.where(Group.site_id.in_(actor.sites))
    rows = session.execute(gone).all()
    return indicators.Counted(
        departures=len(rows),
        stopped=sum(reason == "arret" for reason, _followed in rows),
        followed=sum(bool(followed) for _reason, followed in rows),
        items=len(services.catalogue.current(session).items),
    )
