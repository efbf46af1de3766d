"""One learner in one domain: levels over time, what the words mean for her, her answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import url_for
from sqlalchemy.orm import Session

import adaptive
from adaptive import Levels
from palier import levels as shown
from palier.app import Services
from palier.calendar.days import Span, until_present
from palier.catalogue import Catalogue
from palier.domains import first_of, tabs
from palier.engine_time import local, local_day
from palier.i18n import _
from palier.levels import ACQUIRED, PRESUMED, PROVED, RETAINED, REVIEW
from palier.practice import asking
from palier.presentation import ahead, day
from palier.privacy import looked
from palier.progress.queries import newest_events
from palier.security import Actor
from palier.trainer import (
    domain_chart,
    group_facts,
    lines,
    queries,
    recurring,
    sittings,
    weeks_ahead,
)
from palier.trainer.learner_pages import (
    AskedHelp,
    DomainLine,
    LearnerPage,
    SkillLine,
    StateLine,
    StrandLines,
    Trajectory,
    Way,
)
from palier.trainer.queries import AnsweredRow, GroupRow, LatelyRow, LearnerRow

ANSWERS_SHOWN = 30
MOST_FACTS = 3
Events = Mapping[tuple[str, str], datetime]


@dataclass(frozen=True)
class _One:
    """What every part of the page is made from."""

    catalogue: Catalogue
    row: LearnerRow
    group: GroupRow
    domain: str
    carte: str | None
    now: datetime
    levels: Levels
    events: Events
    placed: frozenset[str]
    stuck: frozenset[str]
    spans: Sequence[Span]  # of her calendar

    def evidence(self, skill: str) -> str:
        """The page of what her level in a skill rests on."""
        return url_for(
            "trainer.evidence", learner_id=self.row.id, skill=skill, carte=self.carte
        )

    def answer(self, served_id: UUID) -> str:
        """The page of one answer in full."""
        return url_for(
            "trainer.answer", learner_id=self.row.id, served_id=served_id, carte=self.carte
        )

    def day(self, at: datetime) -> str:
        """A day of her site, in words."""
        return day(local(at, self.group.timezone))


@dataclass(frozen=True)
class _Work:
    """What she did in the domain, and what waits, as read."""

    answers: Sequence[AnsweredRow]
    total: int
    voided: datetime | None  # when a sitting was last taken back or put back
    lately: Sequence[LatelyRow]
    missed: Sequence[AnsweredRow]
    drawn: Trajectory | None
    asked: tuple[AskedHelp, ...]
    sittings: tuple[sittings.SittingLine, ...]
    coming: weeks_ahead.Found | None


def learner(
    services: Services,
    actor: Actor,
    learner_id: UUID,
    domain: str,
    carte: str | None,
    everything: bool,
) -> LearnerPage:
    """One learner in one domain. Raises NotFound."""
    now = services.source.now()
    with services.db.read() as session:
        row, group = queries.learner(session, actor, learner_id)
        catalogue = services.catalogue.seen_by(session, actor.school)
        domain = domain or first_of(catalogue.curriculum)
        label = next(tab.label for tab in tabs(catalogue.curriculum, domain) if tab.current)
        looked.record(services, session, actor, learner_id, looked.LEARNER)
        lately = queries.lately(session, [row.id], now - group_facts.LATELY)
        placed = {d for _who, d in queries.placements(session, [row.id])}
        way = lines.way_back(catalogue.curriculum, carte, group, domain)
        coming = weeks_ahead.find(session, services, catalogue, row.id, now)
        spans = coming.known.spans if coming else ()
        one = _one(
            session, catalogue, row, group, domain, way.carte, now, placed, lately, spans
        )
        work = _work(session, one, label, lately, coming, None if everything else ANSWERS_SHOWN)
    return _page(one, work, way, label, everything)


def _work(
    session: Session,
    one: _One,
    label: str,
    lately: Sequence[LatelyRow],
    coming: weeks_ahead.Found | None,
    limit: int | None,
) -> _Work:
    """Read what she did in the domain; ``limit``: so many answers, the newest."""
    row, zone, curriculum = one.row, one.group.timezone, one.catalogue.curriculum
    prefix = f"{one.domain}."
    answers = queries.answers_of(session, row.id, prefix, limit)
    total, voided = queries.count_answers(session, row.id, prefix)
    since = one.now - recurring.LATELY
    waiting = asking.waiting(session, [row.id] if row.asks else [])
    return _Work(
        answers=answers,
        total=total,
        voided=voided,
        lately=lately,
        missed=queries.missed(session, row.id, prefix, since, recurring.MOST_MISSED),
        drawn=domain_chart.of_domain(
            session, one.catalogue, row, zone, one.domain, label, answers
        )
        if total
        else None,
        asked=lines.asked_help(curriculum, waiting, zone),
        sittings=sittings.newest(session, row.id, curriculum, zone),
        coming=coming,
    )


def _page(one: _One, work: _Work, way: Way, label: str, everything: bool) -> LearnerPage:
    """All that was read, in words."""
    row, group, catalogue = one.row, one.group, one.catalogue
    curriculum, zone = catalogue.curriculum, group.timezone
    strands = _strands(one)
    inside = [line for strand in strands for line in strand.skills]
    proved = {line.level.id for line in inside if line.level.state in PROVED}
    level = shown.domain_level(curriculum, catalogue.parameters, one.levels, one.domain)
    repeated = (work.missed, proved, one.evidence, one.answer)
    coming = work.coming
    return LearnerPage(
        learner_id=row.id,
        name=row.name,
        asked=work.asked,
        way=way,
        site=group.site,
        last_answer=one.day(row.last_answer) if row.last_answer else _("pas encore"),
        days=_days(one, work.lately),
        domain=one.domain,
        domain_label=label,
        domains=_domains(one),
        placed=one.domain in one.placed,
        palier=shown.palier_sentence(level),
        acquired=len(proved),
        retained=sum(line.level.state == RETAINED for line in inside),
        trajectory=work.drawn,
        recomputed=local(work.voided, zone) if work.voided else None,
        states=_states(one, inside),
        strands=strands,
        answers=tuple(lines.answer_line(curriculum, answer, zone) for answer in work.answers),
        total=work.total,
        everything=everything or work.total <= ANSWERS_SHOWN,
        recurring=recurring.found(curriculum, one.domain, *repeated),
        sittings=work.sittings,
        ahead=weeks_ahead.page(catalogue, coming, group.id, one.evidence) if coming else None,
    )


def _one(
    session: Session,
    catalogue: Catalogue,
    row: LearnerRow,
    group: GroupRow,
    domain: str,
    carte: str | None,
    now: datetime,
    placed: Collection[str],
    lately: Sequence[LatelyRow],
    spans: Sequence[Span],
) -> _One:
    """What the parts of the page are made from."""
    return _One(
        catalogue=catalogue,
        row=row,
        group=group,
        domain=domain,
        carte=carte,
        now=now,
        levels=shown.unpack(catalogue.parameters, row.levels, now),
        events=newest_events(session, row.id),
        placed=frozenset(placed),
        stuck=group_facts.struggles(lately).get(row.id, frozenset()),
        spans=spans,
    )


def _days(one: _One, lately: Sequence[LatelyRow]) -> int:
    """On how many of the last seven local days she answered."""
    zone = one.group.timezone
    today = local_day(one.now, zone)
    days = {local_day(row.at, zone) for row in lately}
    return sum(today - 7 < found <= today for found in days)


def _domains(one: _One) -> tuple[DomainLine, ...]:
    curriculum, parameters = one.catalogue.curriculum, one.catalogue.parameters
    found = []
    for domain in curriculum.domains:
        level = shown.domain_level(curriculum, parameters, one.levels, domain.id)
        placed = domain.id in one.placed
        found.append(
            DomainLine(
                label=domain.label,
                glyph=shown.domain_glyph(level)
                if placed
                else shown.Glyph("g-0", None, "g-new"),
                words=shown.palier_sentence(level) if placed else _("point de départ à faire"),
                address=url_for(
                    "trainer.learner",
                    learner_id=one.row.id,
                    domaine=domain.id,
                    carte=one.carte,
                ),
                current=domain.id == one.domain,
            )
        )
    return tuple(found)


def _strands(one: _One) -> tuple[StrandLines, ...]:
    domain = next(d for d in one.catalogue.curriculum.domains if d.id == one.domain)
    found = []
    for strand in domain.strands:
        skills = tuple(
            _skill_line(one, skill.id, skill.label)
            for skill in strand.skills
            if skill.id in one.catalogue.covered
        )
        if skills:
            proved = sum(line.level.state in PROVED for line in skills)
            found.append(StrandLines(strand.id, strand.label, proved, skills))
    return tuple(found)


def _skill_line(one: _One, skill: str, label: str) -> SkillLine:
    level = shown.skill_level(one.catalogue.parameters, one.levels, skill)
    return SkillLine(
        level=level,
        label=label,
        interval=lines.interval(level),
        news=_news(one, skill, level.state),
        address=one.evidence(skill),
        stuck=skill in one.stuck and level.state not in (*PROVED, PRESUMED),
    )


def _news(one: _One, skill: str, state: str) -> str:
    """The dated fact behind a state, "" when none is dated."""
    acquired, retained = one.events.get((skill, "acquis")), one.events.get((skill, "retenu"))
    if state == RETAINED and retained:
        return _("réussi encore le %(day)s", day=one.day(retained))
    if state == REVIEW and (retained or acquired):
        last = max(at for at in (retained, acquired) if at)
        return _("su le %(day)s", day=one.day(last))
    if state == ACQUIRED and acquired:
        return _("acquis le %(day)s", day=one.day(acquired))
    return ""


# What the words mean, and what is true of her


def _states(one: _One, skills: Sequence[SkillLine]) -> tuple[StateLine, ...]:
    g = shown.Glyph
    by_state = {
        state: [line for line in skills if line.level.state == state]
        for state in (PRESUMED, ACQUIRED, RETAINED, REVIEW)
    }
    return (
        StateLine(
            g("g-4m"),
            _("Présumé"),
            len(by_state[PRESUMED]),
            _(
                "Sans doute su, d’après les autres réponses. Ouvre la suite, mais reste à "
                "confirmer par des réponses directes."
            ),
            _dated(one, by_state[PRESUMED], ""),
        ),
        StateLine(
            g("g-4s", "m-acquis", "g-done"),
            _("Acquis"),
            len(by_state[ACQUIRED]),
            _(
                "Réussi sans aide 3 fois, sur des exercices différents, dans 2 séances au "
                "moins, avec un niveau assez sûr."
            ),
            _dated(one, by_state[ACQUIRED], "acquis"),
        ),
        StateLine(
            g("g-4s", "m-retenu", "g-done"),
            _("Retenu"),
            len(by_state[RETAINED]),
            _("Réussi encore sans aide 7 jours après avoir été acquis, ou plus tard."),
            _dated(one, by_state[RETAINED], "retenu"),
        ),
        StateLine(
            g("g-4m", "m-revoir", "g-again"),
            _("À revoir"),
            len(by_state[REVIEW]),
            _(
                "Acquis, puis le temps a passé : la réussite prévue est descendue sous 85 fois "
                "sur 100. Quelques minutes suffisent."
            ),
            _dated(one, by_state[REVIEW], "") or _next_review(one, skills),
        ),
    )


def _dated(one: _One, skills: Sequence[SkillLine], event: str) -> tuple[tuple[str, str], ...]:
    """The newest facts of a state: each a skill, and its date."""

    def when(line: SkillLine) -> float:
        at = one.events.get((line.level.id, event))
        return at.timestamp() if at else 0.0

    newest = sorted(skills, key=lambda line: -when(line))[:MOST_FACTS]
    return tuple(
        (line.address, f"{line.label}, {line.news}" if line.news else line.label)
        for line in newest
    )


def _next_review(one: _One, skills: Sequence[SkillLine]) -> tuple[tuple[str, str], ...]:
    """Which skill comes back first, and when."""
    parameters = one.catalogue.parameters
    foretold = [
        (days, line)
        for line in skills
        if line.level.state in (ACQUIRED, RETAINED)
        and (
            days := adaptive.review_in(parameters, one.levels, parameters.index[line.level.id])
        )
        is not None
    ]
    if not foretold:
        return ()
    days, line = min(foretold, key=lambda pair: pair[0])
    here = local(one.now, one.group.timezone)
    when = ahead(here, until_present(one.spans, here, days))
    said = _("Prochaine révision : %(skill)s, vers le %(day)s", skill=line.label, day=when)
    return ((line.address, said),)
