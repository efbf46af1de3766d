"""Two records of one person become one: suggested by names, decided by a person, final."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from rapidfuzz import fuzz, process
from sqlalchemy import Table, and_, delete, func, select, update
from sqlalchemy.orm import Session

from palier.accounts import locks
from palier.accounts.queries import last_card
from palier.accounts.words import normalise
from palier.app import Services
from palier.engine_time import local
from palier.errors import NotFound
from palier.i18n import _
from palier.models import (
    Answer,
    Assigned,
    AuditEvent,
    Base,
    CalendarPeriod,
    Card,
    Departure,
    Enrolment,
    Goal,
    LearnerState,
    LearningPlan,
    ObservationRow,
    Person,
    Role,
    SignedDocument,
    Sitting,
    TrainerWord,
    WebSession,
)
from palier.people import queries
from palier.people.learners import Told, mark_of
from palier.people.pages import Pair, Side, TwinsPage, TwoPage
from palier.people.queries import Known
from palier.people.trace import record
from palier.practice import joining
from palier.practice.queries import placed_domains
from palier.privacy import looked
from palier.security import Actor
from palier.trainer.queries import full_name

ALIKE = 88  # of 100: from there two names may be one, written twice
MOST_COMPARED = 3_000  # names, each with each
MOST_SHOWN, NEAREST = 40, 8
# Tables that are joined apart, or whose rows stop with the record that goes.
APART = {
    table.__tablename__ for table in (*joining.CACHES, ObservationRow, Sitting, TrainerWord)
}
APART |= {LearnerState.__tablename__, Enrolment.__tablename__}
STOPPED = (
    Card.learner_id,
    WebSession.person_id,
    Role.person_id,
)  # she enters by the card of the record that stays
# Those with one row a learner for something: what the record that stays has comes first.
ONE_EACH = {Assigned.__tablename__, LearningPlan.__tablename__}


# Suggestions


def twins(services: Services, actor: Actor, of: UUID | None = None) -> TwinsPage:
    """Records that may be one person's; with ``of``, those nearest to one. Raises NotFound."""
    with services.db.read() as session:
        everybody = queries.learners(session, actor)
        about = next((one for one in everybody if one.person.id == of), None)
        if of is not None and about is None:
            raise NotFound
        found = _nearest(about, everybody) if about else _alike(everybody)
        done = _answered(session, {known.person.id for pair in found for known in pair})
    return TwinsPage(
        about=_name(about) if about else "",
        pairs=tuple(Pair(_line(one, done), _line(two, done)) for one, two in found),
    )


def _alike(everybody: Sequence[Known]) -> list[tuple[Known, Known]]:
    """Pairs of which the names are the same or nearly, the most alike first."""
    mine = everybody[:MOST_COMPARED]
    names = [_plain(one) for one in mine]
    scores = process.cdist(names, names, scorer=fuzz.ratio, score_cutoff=ALIKE)
    found = [
        (-float(scores[i, j]), i, j)
        for i, j in zip(*scores.nonzero(), strict=True)
        if i < j and _initials_agree(mine[i], mine[j])
    ]
    return [(mine[i], mine[j]) for _score, i, j in sorted(found)[:MOST_SHOWN]]


def _nearest(about: Known, everybody: Sequence[Known]) -> list[tuple[Known, Known]]:
    others = [one for one in everybody if one.person.id != about.person.id]
    best = process.extract(
        _plain(about), [_plain(one) for one in others], scorer=fuzz.ratio, limit=NEAREST
    )
    return [(about, others[index]) for _name, _score, index in best]


def _plain(known: Known) -> str:
    return f"{normalise(known.person.first_name)} {normalise(known.person.last_name)}".strip()


def _initials_agree(one: Known, two: Known) -> bool:
    """Same initial of the name, or one of the two has none."""
    first, second = normalise(one.person.last_name), normalise(two.person.last_name)
    return not first or not second or first[0] == second[0]


def _name(known: Known) -> str:
    return full_name(known.person.first_name, known.person.last_name)


def _answered(session: Session, ids: Collection[UUID]) -> dict[UUID, int]:
    rows = session.execute(
        select(Answer.learner_id, func.count())
        .where(Answer.learner_id.in_(ids))
        .group_by(Answer.learner_id)
    )
    return dict(rows.all())


def _line(known: Known, answers: dict[UUID, int]) -> Side:
    where = f"{known.group.name} · {known.site.name}"
    return Side(
        learner_id=known.person.id,
        name=_name(known),
        login_name=known.person.login_name or "",
        where=where if known.here else _("A quitté l’école (%(where)s)", where=where),
        answers=answers.get(known.person.id, 0),
    )


# Two records side by side


def two(
    services: Services, actor: Actor, one_id: UUID, other_id: UUID, told: str = ""
) -> TwoPage | None:
    """What each of two records has; None when they are the same. Raises NotFound."""
    with services.db.read() as session:
        both = [queries.learner(session, actor, who) for who in (one_id, other_id)]
        if one_id == other_id:
            return None
        for known in both:
            looked.record(services, session, actor, known.person.id, looked.RECORD)
        sides = [_side(services, session, known) for known in both]
        days = _days_of_both(session, both)
    return TwoPage(sides=(sides[0], sides[1]), mark=_mark(both), same_days=days, fault=told)


def _mark(both: Sequence[Known]) -> str:
    """What a form says it read."""
    return "-".join(mark_of(known) for known in sorted(both, key=lambda k: k.person.id))


def _side(services: Services, session: Session, known: Known) -> Side:
    who, zone = known.person.id, known.site.timezone
    answers, first, last = session.execute(
        select(func.count(), func.min(Answer.at), func.max(Answer.at)).where(
            Answer.learner_id == who
        )
    ).one()
    sittings = session.scalar(
        select(func.count()).select_from(Sitting).where(Sitting.learner_id == who)
    )
    with_card = last_card(session, who) is not None
    labels = services.catalogue.current(session).curriculum.domains
    placed = placed_domains(session, who)
    return Side(
        learner_id=who,
        name=_name(known),
        login_name=known.person.login_name or "",
        where=_line(known, {}).where,
        answers=answers,
        since=local(known.enrolment.joined_at, zone).date(),
        first=local(first, zone).date() if first else None,
        last=local(last, zone).date() if last else None,
        sittings=sittings or 0,
        placed=tuple(d.label for d in labels if d.id in placed),
        has_card=with_card,
    )


def _days_of_both(session: Session, both: Sequence[Known]) -> int:
    """On how many local days both answered: then they may well be two people."""
    days = []
    for known in both:
        instants = session.scalars(
            select(Answer.at).where(Answer.learner_id == known.person.id)
        )
        days.append({local(at, known.site.timezone).date() for at in instants})
    return len(days[0] & days[1])


# One record of two


@dataclass(frozen=True)
class Merged:
    """The name of who stays, and what is now hers."""

    name: str
    observations: int


def merge(services: Services, actor: Actor, kept_id: UUID, gone_id: UUID, mark: str) -> Merged:
    """Give all that ``gone_id`` has to ``kept_id``; that record is no more. Final.

    Under the locks of both records and both logs. Raises NotFound, and Told when one of them
    changed since the page was read.
    """
    now = services.source.now()
    with services.db.write() as session:
        for who in sorted((kept_id.bytes, gone_id.bytes)):
            locks.hold(session, who)
        kept = queries.learner(session, actor, kept_id)
        gone = queries.learner(session, actor, gone_id)
        if kept_id == gone_id:
            raise NotFound
        if mark != _mark((kept, gone)):
            said = _("Quelqu’un vient de changer une de ces fiches. Rien n’a été fait.")
            raise Told("fiches", said)
        catalogue = services.catalogue.current(session)
        joined = joining.join(session, catalogue, kept_id, gone_id, now)
        _stays(session, kept, gone, now)
        _documents(session, kept_id, gone_id)
        _plan(session, actor, kept_id, gone_id, now)
        _rest(session, kept_id, gone_id)
        joining.settle(session, catalogue, kept_id, now)
        name, comfort = _name(kept), kept.person.comfort or gone.person.comfort
        kept.person.comfort = comfort
        session.flush()
        for whose in STOPPED:
            session.execute(delete(whose.class_).where(whose == gone_id))
        session.execute(delete(Person).where(Person.id == gone_id))
        detail = {"merged": str(gone_id), "observations": joined.observations}
        record(services, session, actor, "learner.merged", kept_id, detail)
    return Merged(name, joined.observations)


def _stays(session: Session, kept: Known, gone: Known, now: datetime) -> None:
    """One stay goes on at most; two in one group at once are one. Her own days are of it."""
    mine, other = kept.enrolment, gone.enrolment
    if kept.here and gone.here:
        mine.planned_exit = mine.planned_exit or other.planned_exit
        if mine.group_id == other.group_id:
            mine.joined_at = min(mine.joined_at, other.joined_at)
            session.delete(other)
        else:
            other.left_at, other.planned_exit = now, None
    session.flush()
    last = mine if kept.here or not gone.here else other
    session.execute(
        update(CalendarPeriod)
        .where(CalendarPeriod.learner_id.in_((kept.person.id, gone.person.id)))
        .values(group_id=last.group_id)
    )
    session.execute(
        update(Enrolment)
        .where(Enrolment.learner_id == gone.person.id)
        .values(learner_id=kept.person.id)
    )
    if kept.here or gone.here:  # who is here has not left
        session.execute(
            update(Departure)
            .where(
                Departure.learner_id.in_((kept.person.id, gone.person.id)),
                Departure.returned_at.is_(None),
            )
            .values(returned_at=now)
        )


def _documents(session: Session, kept_id: UUID, gone_id: UUID) -> None:
    """Signed documents keep their words; those of the record that goes come after in number."""
    kinds = session.execute(
        select(SignedDocument.kind, func.max(SignedDocument.number))
        .where(SignedDocument.subject_id == kept_id)
        .group_by(SignedDocument.kind)
    )
    last = dict(kinds.all())
    for row in session.scalars(
        select(SignedDocument).where(SignedDocument.subject_id == gone_id)
    ):
        row.subject_id, row.number = kept_id, row.number + last.get(row.kind, 0)
    session.execute(
        update(AuditEvent).where(AuditEvent.subject_id == gone_id).values(subject_id=kept_id)
    )


def _plan(session: Session, actor: Actor, kept_id: UUID, gone_id: UUID, now: datetime) -> None:
    """A plan that gets the goals of another has a new number: who read it before is told."""
    moved = select(Goal.id).where(Goal.learner_id == gone_id).exists()
    session.execute(
        update(LearningPlan)
        .where(LearningPlan.learner_id == kept_id, moved)
        .values(version=LearningPlan.version + 1, updated_at=now, updated_by=actor.id)
        .execution_options(synchronize_session=False)
    )


def _rest(session: Session, kept_id: UUID, gone_id: UUID) -> None:
    """All other rows that name her: every table with a key to a person, whichever come."""
    apart = APART | {whose.class_.__tablename__ for whose in STOPPED}
    for table in Base.metadata.sorted_tables:
        if table.name in apart:
            continue
        for column in table.c:
            if any(key.column.table.name == "person" for key in column.foreign_keys):
                if table.name in ONE_EACH and column.primary_key:
                    _drop_what_stays_has(session, table, kept_id, gone_id)
                session.execute(
                    update(table).where(column == gone_id).values({column.name: kept_id})
                )


def _drop_what_stays_has(session: Session, table: Table, kept_id: UUID, gone_id: UUID) -> None:
    there = table.alias()
    others = [c for c in table.primary_key if c.name != "learner_id"]
    same = and_(there.c.learner_id == kept_id, *(there.c[c.name] == c for c in others))
    session.execute(
        delete(table).where(
            table.c.learner_id == gone_id, select(there.c.learner_id).where(same).exists()
        )
    )
