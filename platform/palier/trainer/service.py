"""Groups, the mastery map and one learner: put together from the log and its caches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from flask import url_for
from sqlalchemy.orm import Session

from adaptive import Levels
from exercises.curriculum import Curriculum, Skill
from exercises.instance import Verdict
from palier import levels as shown
from palier.app import Services
from palier.catalogue import Catalogue
from palier.domains import tabs
from palier.errors import NotFound
from palier.i18n import _, ngettext
from palier.levels import ACQUIRED, RETAINED, REVIEW, SkillLevel
from palier.practice import reasons
from palier.practice.refold import fold_log
from palier.security import Actor
from palier.trainer import queries, trajectory
from palier.trainer.pages import (
    AnswerLine,
    AnswerPage,
    Finding,
    GroupCard,
    GroupsPage,
    LearnerPage,
    LegendEntry,
    MapPage,
    MapRow,
    Recurring,
    SkillHead,
    SkillLine,
    StrandHead,
    Trajectory,
)
from palier.trainer.queries import AnsweredRow, LearnerRow

PROVED = (ACQUIRED, RETAINED, REVIEW)
LATELY = timedelta(days=14)
ANSWERS_SHOWN = 30
MOST_FINDINGS, MOST_NAMES = 3, 6


def groups(services: Services, actor: Actor) -> GroupsPage:
    """The groups the trainer follows."""
    with services.db.read() as session:
        rows = queries.groups(session, actor)
    return GroupsPage(
        tuple(GroupCard(g.id, g.name, g.site, count, last) for g, count, last in rows)
    )


def columns(catalogue: Catalogue, domain: str, everything: bool) -> list[Skill]:
    """The skills of a domain in the curriculum's order; those with exercises, or all."""
    return [
        skill
        for one in catalogue.curriculum.domains
        if one.id == domain
        for strand in one.strands
        for skill in strand.skills
        if everything or skill.id in catalogue.covered
    ]


def mastery_map(
    services: Services, actor: Actor, group_id: int, domain: str, everything: bool
) -> MapPage:
    """The map of a group: learners × skills, each cell with its certainty."""
    now = services.source.now()
    with services.db.read() as session:
        group = queries.group(session, actor, group_id)
        catalogue = services.catalogue.current(session)
        rows = queries.learners(session, group_id)
        ids = [row.id for row in rows]
        placed = queries.placements(session, ids, domain)
        shown_by = queries.misconceptions_since(session, ids, f"{domain}.", now - LATELY)
    choices = tabs(catalogue.curriculum, domain)
    skills = columns(catalogue, domain, everything)
    lines = [_row(catalogue, row, skills, now, row.id in placed) for row in rows]
    return MapPage(
        group_id=group.id,
        group=group.name,
        site=group.site,
        domain=domain,
        domain_label=next(tab.label for tab in choices if tab.current),
        tabs=choices,
        findings=_findings(catalogue.curriculum, domain, rows, placed, shown_by),
        strands=_strands(catalogue.curriculum, skills),
        skills=_heads(skills, lines),
        rows=tuple(lines),
        everything=everything,
        height=tuple(
            LegendEntry(shown.Glyph(f"g-{band + 1}s"), _(word))
            for band, word in enumerate(shown.BAND_WORDS)
        ),
        certainty=tuple(
            LegendEntry(shown.Glyph(f"g-3{code}"), _(word))
            for code, word in shown.CERTAINTY_WORDS.items()
        ),
        states=_states(),
    )


def _states() -> tuple[LegendEntry, ...]:
    g = shown.Glyph
    return (
        LegendEntry(g("g-4s", "m-acquis", "g-done"), _("acquis")),
        LegendEntry(
            g("g-4s", "m-retenu", "g-done"), _("retenu : réussi encore 7 jours après ou plus")
        ),
        LegendEntry(g("g-4m", "m-revoir", "g-again"), _("à revoir")),
        LegendEntry(g("g-2m"), _("sans marque : en cours ou présumé")),
        LegendEntry(g("g-0", None, "g-new"), _("pas encore vu")),
    )


def _row(
    catalogue: Catalogue,
    row: LearnerRow,
    skills: Sequence[Skill],
    now: datetime,
    placed: bool,
) -> MapRow:
    parameters = catalogue.parameters
    levels = shown.unpack(parameters, row.levels, now)
    return MapRow(
        learner_id=row.id,
        name=row.name,
        note=_note(row.last_answer, now, placed),
        cells=tuple(shown.skill_level(parameters, levels, skill.id) for skill in skills),
    )


def _note(last: datetime | None, now: datetime, placed: bool) -> str:
    """When she last worked, in a word or two."""
    if last is None:
        return _("pas commencé")
    if not placed:
        return _("départ à faire")
    days = (now.date() - last.date()).days
    if days == 0:
        return _("aujourd’hui")
    return ngettext("il y a %(number)s jour", "il y a %(number)s jours", days)


def _strands(curriculum: Curriculum, skills: Sequence[Skill]) -> tuple[StrandHead, ...]:
    labels = {s.id: s.label for d in curriculum.domains for s in d.strands}
    counts = Counter(skill.strand for skill in skills)
    return tuple(StrandHead(labels[strand], count) for strand, count in counts.items())


def _heads(skills: Sequence[Skill], rows: Sequence[MapRow]) -> tuple[SkillHead, ...]:
    return tuple(
        SkillHead(
            id=skill.id,
            label=skill.label,
            first_of_strand=at > 0 and skills[at - 1].strand != skill.strand,
            acquired=sum(row.cells[at].state in PROVED for row in rows),
        )
        for at, skill in enumerate(skills)
    )


def _findings(
    curriculum: Curriculum,
    domain: str,
    rows: Sequence[LearnerRow],
    placed: set[UUID],
    shown_by: Sequence[tuple[UUID, str, tuple[str, ...]]],
) -> tuple[Finding, ...]:
    """Facts worth acting on: who has no starting point, what several people confuse."""
    names = {row.id: row.name for row in rows}

    def people(who: Sequence[UUID], skill: str | None) -> tuple[tuple[str, str], ...]:
        return tuple(
            (
                names[i],
                url_for("trainer.learner", learner_id=i, domaine=domain, competence=skill),
            )
            for i in who[:MOST_NAMES]
        )

    found = []
    missing = [row.id for row in rows if row.id not in placed]
    if missing:
        fact = ngettext(
            "%(number)s personne n’a pas encore son point de départ",
            "%(number)s personnes n’ont pas encore leur point de départ",
            len(missing),
        )
        found.append(Finding(fact, people(missing, None)))
    confused: dict[tuple[str, str], set[UUID]] = {}
    for learner_id, skill, misconceptions in shown_by:
        for one in misconceptions:
            confused.setdefault((skill, one), set()).add(learner_id)
    for (skill, one), who in sorted(confused.items(), key=lambda kv: (-len(kv[1]), kv[0])):
        if len(who) > 1:
            label = misconception_label(curriculum, skill, one)
            fact = _("%(n)s personnes, en 2 semaines : %(what)s", n=len(who), what=label)
            found.append(Finding(fact, people(sorted(who, key=names.__getitem__), skill)))
    return tuple(found[:MOST_FINDINGS])


def misconception_label(curriculum: Curriculum, skill: str, misconception: str) -> str:
    """A misconception in the team's words; its id when the curriculum no longer has it."""
    found = curriculum.skills.get(skill)
    labels = {m.id: m.label for m in found.misconceptions} if found else {}
    return labels.get(misconception, misconception)


def learner(
    services: Services,
    actor: Actor,
    learner_id: UUID,
    domain: str,
    skill: str | None,
    everything: bool,
) -> LearnerPage:
    """One learner in one domain: level over time, skills, and the answers behind them."""
    now = services.source.now()
    with services.db.read() as session:
        row, group = queries.learner(session, actor, learner_id)
        catalogue = services.catalogue.current(session)
        choices = tabs(catalogue.curriculum, domain)
        if skill is not None and skill not in catalogue.curriculum.skills:
            raise NotFound
        prefix = skill or f"{domain}."
        answers = queries.answers_of(
            session, learner_id, prefix, None if everything else ANSWERS_SHOWN
        )
        total = queries.count_answers(session, learner_id, prefix)
        lately = queries.misconceptions_since(session, [row.id], f"{domain}.", now - LATELY)
        placed = bool(queries.placements(session, [row.id], domain))
        levels = shown.unpack(catalogue.parameters, row.levels, now)
        label = next(tab.label for tab in choices if tab.current)
        drawn = _trajectory(session, catalogue, row.id, domain, label, answers)
    palier = shown.domain_level(catalogue.curriculum, catalogue.parameters, levels, domain)
    lines = _skill_lines(catalogue, levels, row.id, domain, skill)
    return LearnerPage(
        learner_id=row.id,
        name=row.name,
        group_id=group.id,
        group=group.name,
        domain=domain,
        domain_label=label,
        tabs=choices,
        placed=placed,
        palier=shown.palier_sentence(palier),
        acquired=sum(line.level.state in PROVED for line in lines),
        retained=sum(line.level.state == RETAINED for line in lines),
        trajectory=drawn,
        skills=lines,
        answers=tuple(_answer_line(catalogue.curriculum, answer) for answer in answers),
        total=total,
        everything=everything or total <= ANSWERS_SHOWN,
        skill_label=catalogue.curriculum.skills[skill].label if skill else None,
        recurring=_recurring(catalogue.curriculum, lately),
    )


def _trajectory(
    session: Session,
    catalogue: Catalogue,
    learner_id: UUID,
    domain: str,
    label: str,
    answers: Sequence[AnsweredRow],
) -> Trajectory | None:
    parameters, curriculum = catalogue.parameters, catalogue.curriculum
    paliers = shown.paliers(curriculum, parameters)
    number = parameters.domains.index(domain)
    steps = fold_log(session, learner_id, parameters)
    found = trajectory.points(steps, parameters, paliers, number)
    if not found:
        return None
    dots = [
        trajectory.Dot(a.at, int(paliers[parameters.index[a.skill]]), a.score >= 1)
        for a in answers
        if a.skill in parameters.index
    ]
    last = min(int(found[-1].median), 3) + 1
    return trajectory.draw(found, dots, label, last)


def _skill_lines(
    catalogue: Catalogue, levels: Levels, learner_id: UUID, domain: str, chosen: str | None
) -> tuple[SkillLine, ...]:
    lines = []
    for skill in columns(catalogue, domain, everything=False):
        level = shown.skill_level(catalogue.parameters, levels, skill.id)
        lines.append(
            SkillLine(
                level=level,
                label=skill.label,
                interval=interval(level),
                address=url_for(
                    "trainer.learner",
                    learner_id=learner_id,
                    domaine=domain,
                    competence=skill.id,
                    _anchor="reponses",
                ),
                chosen=skill.id == chosen,
            )
        )
    return tuple(lines)


def interval(level: SkillLevel) -> str:
    """The 90 % interval of the chance of success, in tenths: "entre 4 et 8 fois sur 10"."""
    low, high = round(10 * level.low), round(10 * level.high)
    if low == high:
        return _("environ %(n)s fois sur 10", n=low)
    return _("entre %(low)s et %(high)s fois sur 10", low=low, high=high)


def outcome(answer: AnsweredRow) -> str:
    """How an answer came out, in the words of the interface."""
    if answer.kind == "unknown":
        return _("Je ne sais pas encore")
    if answer.score >= 1:
        return _("Réussi")
    return _("En partie") if answer.score > 0 else _("Pas encore")


def _answer_line(curriculum: Curriculum, answer: AnsweredRow) -> AnswerLine:
    known = curriculum.skills.get(answer.skill)
    return AnswerLine(
        served_id=answer.served_id,
        at=answer.at,
        skill=known.label if known else answer.skill,
        question=answer.public["ask"],
        given=answer.text,
        help_used=answer.help_used,
        kind=answer.sitting,
        outcome=outcome(answer),
        shows=tuple(
            misconception_label(curriculum, answer.skill, one)
            for one in answer.detail["misconceptions"]
        ),
    )


def _recurring(
    curriculum: Curriculum, lately: Sequence[tuple[UUID, str, tuple[str, ...]]]
) -> tuple[Recurring, ...]:
    counts = Counter((skill, one) for _learner, skill, many in lately for one in many)
    return tuple(
        Recurring(misconception_label(curriculum, skill, one), times)
        for (skill, one), times in counts.most_common(4)
        if times > 1
    )


def answer(services: Services, actor: Actor, learner_id: UUID, served_id: UUID) -> AnswerPage:
    """One answer in full, for staff who may see this learner."""
    with services.db.read() as session:
        row, _group = queries.learner(session, actor, learner_id)
        found, served = queries.answer(session, learner_id, served_id)
        curriculum = services.catalogue.current(session).curriculum
    line = _answer_line(curriculum, found)
    return AnswerPage(
        learner_id=row.id,
        name=row.name,
        domain=found.skill.split(".")[0],
        at=found.at,
        public=found.public,
        verdict=Verdict.from_json(found.detail),
        outcome=line.outcome,
        help_used=found.help_used,
        predicted=round(100 * served.predicted),
        why=reasons.sentence(curriculum, served.reason),
        skill=line.skill,
        shows=line.shows,
    )
