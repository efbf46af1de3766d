"""Entry, half-way and exit of a stay: sat by their dates, compared with what is not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import numpy as np
from sqlalchemy import select, update
from sqlalchemy.orm import Session

import adaptive
from adaptive import Standing, State
from exercises.curriculum import Domain, Strand
from palier import moved
from palier.app import Services
from palier.catalogue import Catalogue
from palier.engine_time import local
from palier.i18n import _, ngettext
from palier.models import Answer, Enrolment, ExerciseServed
from palier.people import trace
from palier.practice import bilans, log, memory
from palier.practice.bilans import MOMENTS, Sat, Stay
from palier.presentation import day
from palier.privacy import looked
from palier.security import Actor
from palier.trainer import queries
from palier.trainer.bilan_pages import (
    BilanColumn,
    BilansPage,
    DomainBilans,
    PartLine,
    Seen,
    StayCard,
)

NOW = "now"  # beside the bilans: the level as it is
NINETY = 1.645  # standard deviations of a 90 % interval
LONGEST_STAY = 5 * 366  # days


@dataclass(frozen=True)
class _Folded:
    """What the comparison is made from: the states at the end of the bilans, and now."""

    catalogue: Catalogue
    timezone: str
    at: Mapping[UUID, State]  # by sitting
    answers: Mapping[UUID, int]
    now: State | None


def page(services: Services, actor: Actor, learner_id: UUID, fault: str = "") -> BilansPage:
    """The bilans of a learner. Raises NotFound."""
    now = services.source.now()
    with services.db.read() as session:
        row, _group = queries.learner(session, actor, learner_id)
        looked.record(services, session, actor, learner_id, looked.BILANS)
        catalogue = services.catalogue.current(session)
        stay = bilans.stay(session, learner_id)
        sat = bilans.sat(session, learner_id)
        folded = _fold(session, catalogue, learner_id, sat, stay.timezone)
    off = actor.school.domains_off
    proposed = {d: m for d, m in bilans.due(stay, sat, now).items() if d not in off}
    finished = [one for one in sat if one.ended_at is not None and one.sitting_id in folded.at]
    return BilansPage(
        learner_id=row.id,
        name=row.name,
        stay=_stay(catalogue, stay, proposed),
        domains=tuple(
            _domain(folded, domain, [one for one in finished if one.domain == domain.id])
            for domain in catalogue.curriculum.domains
            if any(one.domain == domain.id for one in finished)
        ),
        fault=fault,
    )


def plan_exit(services: Services, actor: Actor, learner_id: UUID, typed: str) -> str:
    """Write the day on which the stay is to end, or nothing; what is wrong with it, "" for
    nothing. Raises NotFound."""
    with services.db.write() as session:
        queries.learner(session, actor, learner_id)
        known = bilans.stay(session, learner_id)
        planned, fault = _read(typed, known)
        if fault:
            return fault
        mine = (Enrolment.learner_id == learner_id, Enrolment.left_at.is_(None))
        session.execute(update(Enrolment).where(*mine).values(planned_exit=planned))
        if planned != known.planned_exit:
            was = known.planned_exit
            dates = {"exit": [was and was.isoformat(), planned and planned.isoformat()]}
            trace.record(services, session, actor, "stay.exit_planned", learner_id, dates)
    return ""


def _read(typed: str, known: Stay) -> tuple[date | None, str]:
    if not typed:
        return None, ""
    try:
        planned = date.fromisoformat(typed)
    except ValueError:
        return None, _(
            "Nous n’arrivons pas à lire cette date. Écrivez par exemple : 2027-01-29."
        )
    since = known.joined
    if since is not None and not 0 < (planned - since).days <= LONGEST_STAY:
        return None, _(
            "La sortie vient après l’arrivée, le %(day)s.", day=day(since, year=True)
        )
    return planned, ""


def _fold(
    session: Session,
    catalogue: Catalogue,
    learner_id: UUID,
    sat: Sequence[Sat],
    timezone: str,
) -> _Folded:
    """The log folded once, the states at the last answer of each bilan kept on the way."""
    ids = [one.sitting_id for one in sat]
    rows = session.execute(
        select(ExerciseServed.id, ExerciseServed.sitting_id)
        .join(Answer, Answer.served_id == ExerciseServed.id)
        .where(ExerciseServed.sitting_id.in_(ids), Answer.learner_id == learner_id)
    )
    sitting_of = {row.id: row.sitting_id for row in rows}
    entries = log.entries(session, learner_id, items=catalogue.counted)
    last: dict[UUID, int] = {}
    answers: dict[UUID, int] = {}
    for entry in entries:
        sitting_id = sitting_of.get(entry.served_id) if entry.served_id else None
        if sitting_id is not None:
            last[sitting_id] = entry.seq
            answers[sitting_id] = answers.get(sitting_id, 0) + 1
    wanted = {seq: sitting_id for sitting_id, seq in last.items()}
    kept: dict[UUID, State] = {}
    state: State | None = None
    parameters = catalogue.parameters
    for step in log.steps(parameters, memory.beginning(parameters), entries):
        state = step.state
        if state.seq in wanted:
            kept[wanted[state.seq]] = state
    return _Folded(catalogue, timezone, kept, answers, state)


def _stay(catalogue: Catalogue, stay: Stay, proposed: Mapping[str, str]) -> StayCard:
    half, planned = stay.half, stay.planned_exit
    labels = [d.label for d in catalogue.curriculum.domains if d.id in proposed]
    if planned is None:
        says = _("Sans date de sortie prévue, aucun bilan n’est proposé.")
    elif labels:
        says = _(
            "%(bilan)s proposé en ce moment sur son accueil : %(domains)s.",
            bilan=bilans.name(next(iter(proposed.values()))),
            domains=", ".join(labels),
        )
    else:
        says = _("Aucun bilan à proposer en ce moment.")
    return StayCard(
        joined=day(stay.joined, year=True) if stay.joined else "",
        half=day(half, year=True) if half else "",
        exit=day(planned, year=True) if planned else "",
        exit_iso=planned.isoformat() if planned else "",
        says=says,
    )


def _domain(folded: _Folded, domain: Domain, finished: Sequence[Sat]) -> DomainBilans:
    """A column a bilan, and the level as it is now while the last one is not sat."""
    newest = {one.moment: one for one in finished}
    states: list[State | None] = []
    columns = []
    for moment in MOMENTS:
        one = newest.get(moment)
        states.append(folded.at[one.sitting_id] if one else None)
        columns.append(_column(folded, moment, one))
    if states[-1] is None:
        states[-1] = folded.now
        columns[-1] = BilanColumn(_("Aujourd’hui"), _("d’après ses séances"), done=True)
    parts: list[Domain | Strand] = [domain, *domain.strands]
    return DomainBilans(
        label=domain.label,
        columns=tuple(columns),
        lines=tuple(line for part in parts if (line := _line(folded.catalogue, part, states))),
    )


def _column(folded: _Folded, moment: str, one: Sat | None) -> BilanColumn:
    word = _(bilans.WORDS[moment])
    if one is None or one.ended_at is None:
        return BilanColumn(word, _("pas encore"), done=False)
    count = folded.answers[one.sitting_id]
    detail = ngettext(
        "%(day)s, %(number)s exercice",
        "%(day)s, %(number)s exercices",
        count,
        day=day(local(one.ended_at, folded.timezone)),
    )
    return BilanColumn(word, detail, done=True)


def _line(
    catalogue: Catalogue, part: Domain | Strand, states: Sequence[State | None]
) -> PartLine | None:
    strands = part.strands if isinstance(part, Domain) else (part,)
    index = catalogue.parameters.index
    skills = [
        index[s.id] for strand in strands for s in strand.skills if s.id in catalogue.covered
    ]
    if not skills:
        return None
    inside = np.array(skills, dtype=np.int64)
    stood = [
        adaptive.standing(catalogue.parameters, state, inside) if state else None
        for state in states
    ]
    known = [one for one in stood if one is not None]
    return PartLine(
        label=part.label,
        whole=isinstance(part, Domain),
        seen=tuple(_seen(one) if one else None for one in stood),
        moved=moved.said(known[0], known[-1]) if len(known) > 1 else None,
    )


def _seen(one: Standing) -> Seen:
    low, high = one.chance(-NINETY), one.chance(NINETY)
    least, most = round(10 * low), round(10 * high)
    words = _("entre %(low)s et %(high)s fois sur 10", low=least, high=most)
    if least == most:
        words = _("environ %(n)s fois sur 10", n=least)
    return Seen(words, round(100 * low, 1), round(100 * one.chance(), 1), round(100 * high, 1))
