"""What one cell of the map rests on: the rule and what is missing, answers, related skills."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from flask import url_for

import adaptive
from adaptive import Levels, Proof
from palier import levels as shown
from palier.acting import queries as acting
from palier.acting import word_lines
from palier.acting.pages import WordsPanel
from palier.acting.words import DECIDED, SEEN
from palier.app import Services
from palier.calendar import queries as calendars
from palier.calendar.days import Span, until_present
from palier.catalogue import Catalogue
from palier.engine_time import engine_time, local, not_before
from palier.errors import NotFound
from palier.i18n import N_, _, ngettext
from palier.levels import ACQUIRED, NEW, PRESUMED, PROVED, RETAINED, REVIEW, STARTED
from palier.practice import memory
from palier.presentation import ahead, day
from palier.privacy import looked
from palier.progress.queries import newest_events
from palier.security import Actor
from palier.trainer import group_facts, lines, queries
from palier.trainer.learner_pages import Check, EvidencePage, Related
from palier.trainer.queries import GroupRow

MOST_ANSWERS = 100
MOST_RELATED = 6


@dataclass(frozen=True)
class _Cell:
    """What every part of the page is made from."""

    catalogue: Catalogue
    learner_id: UUID
    skill: str
    now: datetime
    timezone: str
    levels: Levels
    proof: Proof
    acquired: datetime | None  # when it became so
    spans: Sequence[Span]  # of her calendar
    seen: int  # times the team saw it done
    decided: bool  # that it is known, by a person

    @property
    def index(self) -> int:
        return self.catalogue.parameters.index[self.skill]

    def day(self, at: datetime) -> str:
        return day(local(at, self.timezone))


def evidence(
    services: Services,
    actor: Actor,
    learner_id: UUID,
    skill: str,
    carte: str | None,
    fault: str = "",
    note: str = "",
) -> EvidencePage:
    """What a learner's level in a skill rests on. Raises NotFound.

    ``fault``: why « je l'ai vue faire » was not taken, with the note that was typed.
    """
    now = services.source.now()
    with services.db.read() as session:
        row, group = queries.learner(session, actor, learner_id)
        catalogue = services.catalogue.seen_by(session, actor.school)
        skill = _named(catalogue, skill)
        looked.record(services, session, actor, learner_id, looked.EVIDENCE)
        known = memory.look(session, services.states, learner_id, catalogue)
        parameters = catalogue.parameters
        state = known.state if known else adaptive.prior(parameters, engine_time(now))
        answers = queries.answers_of(session, learner_id, skill, MOST_ANSWERS)
        said = acting.words_of(session, learner_id, skill)
        lately = queries.lately(session, [row.id], now - group_facts.LATELY)
        events = newest_events(session, row.id)
        calendar = calendars.of_learner(session, row.id, now)
    at = not_before(now, state.at)
    cell = _Cell(
        catalogue=catalogue,
        learner_id=row.id,
        skill=skill,
        now=now,
        timezone=group.timezone,
        levels=adaptive.levels(parameters, state, at),
        proof=adaptive.proof(parameters, state, parameters.index[skill], at),
        acquired=events.get((skill, "acquis")),
        spans=calendar.spans,
        seen=sum(word.kind == SEEN for word, _by in said),
        decided=any(word.kind == DECIDED and word.known for word, _by in said),
    )
    here = local(now, group.timezone).date()
    panel = word_lines.panel(said, skill, here, group.id, catalogue.uses(skill), fault, note)
    struggles = group_facts.struggles(lately).get(row.id, ())
    return _page(cell, row.name, group, carte, answers, struggles, panel)


def _named(catalogue: Catalogue, skill: str) -> str:
    """A skill by its id, or by its number, as the widest maps name it. Raises NotFound."""
    ids = catalogue.parameters.ids
    if skill.isascii() and skill.isdigit() and len(skill) < 5 and int(skill) < len(ids):
        return ids[int(skill)]
    if skill not in catalogue.parameters.index:
        raise NotFound
    return skill


def _page(
    cell: _Cell,
    name: str,
    group: GroupRow,
    carte: str | None,
    answers: list[queries.AnsweredRow],
    struggles: frozenset[str] | tuple[str, ...],
    panel: WordsPanel,
) -> EvidencePage:
    curriculum = cell.catalogue.curriculum
    level = shown.skill_level(cell.catalogue.parameters, cell.levels, cell.skill)
    known = curriculum.skills[cell.skill]
    way = lines.way_back(curriculum, carte, group, known.domain)
    next_state, checks = _checks(cell)
    return EvidencePage(
        learner_id=cell.learner_id,
        name=name,
        way=way,
        domain=known.domain if cell.catalogue.uses(cell.skill) else "",
        skill=known.label,
        serves=known.me_sert_a,
        level=level,
        interval=lines.interval(level),
        meaning=_meaning(cell, level.state),
        next_state=next_state,
        checks=checks,
        review=_review(cell, level.state),
        stuck=cell.skill in struggles and level.state not in (*PROVED, PRESUMED),
        words=panel,
        direct=_direct(cell),
        answers=tuple(
            lines.answer_line(curriculum, answer, cell.timezone) for answer in answers
        ),
        related=_related(cell, way.carte),
    )


_MEANINGS = {
    NEW: N_("Aucune réponse ici, et les autres réponses n’en disent pas assez."),
    STARTED: N_(
        "Le travail a commencé. Il n’y a pas encore assez de réussites pour le dire su."
    ),
    PRESUMED: N_("Sans doute su, d’après l’ensemble de ses réponses. À confirmer directement."),
    ACQUIRED: N_("Prouvé par ses propres réponses, sans aide."),
    RETAINED: N_("Prouvé, et réussi encore une semaine après ou plus."),
    REVIEW: N_("Prouvé, puis le temps a passé : à revoir quelques minutes."),
}


def _meaning(cell: _Cell, state: str) -> str:
    """What a state says; what people saw or decided is said to be theirs."""
    if state in PROVED and cell.decided:
        return _("Acquis par décision d’une personne, écrite sur cette page avec sa raison.")
    if state in PROVED and cell.seen:
        return _("Prouvé par ses réponses et par ce que l’équipe a vu.")
    return _(_MEANINGS[state])


def _checks(cell: _Cell) -> tuple[str, tuple[Check, ...]]:
    """The conditions of the next state, and which are met."""
    proof = cell.proof
    if proof.stage == shown.STAGE_NONE:
        return _("Pour être acquis"), (
            Check(
                proof.rights >= proof.rights_needed,
                ngettext(
                    "%(n)s réussite sur %(needed)s, sans aide, à des exercices différents",
                    "%(n)s réussites sur %(needed)s, sans aide, à des exercices différents",
                    proof.rights,
                    n=proof.rights,
                    needed=proof.rights_needed,
                ),
            ),
            Check(
                proof.sittings >= proof.sittings_needed,
                _(
                    "dans %(n)s séances sur %(needed)s",
                    n=min(proof.sittings, proof.sittings_needed),
                    needed=proof.sittings_needed,
                ),
            ),
            Check(
                proof.p_above >= proof.p_needed,
                _(
                    "niveau assez sûr : %(n)s chances sur 100 que ce soit su, sur "
                    "%(needed)s nécessaires",
                    n=round(100 * proof.p_above),
                    needed=round(100 * proof.p_needed),
                ),
            ),
        )
    reached = date.fromordinal(proof.day) if proof.day is not None else None
    since = cell.acquired and local(cell.acquired, cell.timezone).date()
    acquired = Check(
        met=True, text=_("acquis le %(day)s", day=day(since or reached or cell.now))
    )
    if proof.stage == shown.STAGE_RETENU:
        retained = _("réussi encore le %(day)s", day=day(reached or cell.now))
        return _("Pourquoi c’est retenu"), (acquired, Check(met=True, text=retained))
    from_day = (reached or cell.now.date()) + timedelta(days=proof.retention_days)
    waiting = _("une réussite sans aide à partir du %(day)s", day=day(from_day))
    return _("Pour être retenu"), (acquired, Check(met=False, text=waiting))


def _review(cell: _Cell, state: str) -> str:
    """When it is to be seen again, "" for what is not proved."""
    days = adaptive.review_in(cell.catalogue.parameters, cell.levels, cell.index)
    if days is None:
        return ""
    here = local(cell.now, cell.timezone)
    waits = until_present(cell.spans, here, days)
    when = ahead(here, waits)
    if state == REVIEW and waits >= 1:
        return _(
            "À revoir au retour, le %(day)s : la réussite prévue est descendue sous 85 fois "
            "sur 100.",
            day=when,
        )
    if state == REVIEW:
        return _("À revoir maintenant : la réussite prévue est descendue sous 85 fois sur 100.")
    return _("Prochaine révision vers le %(day)s.", day=when)


def _direct(cell: _Cell) -> str:
    """What the level rests on: her own answers, or other skills."""
    count = max(cell.proof.answers - cell.seen, 0)
    if count == 0 and cell.seen:
        return _(
            "Aucune réponse directe : le niveau montré vient de ce que l’équipe a vu, et des "
            "compétences voisines."
        )
    if count == 0:
        return _(
            "Aucune réponse directe : le niveau montré est déduit des compétences voisines. "
            "C’est pourquoi il reste une première estimation."
        )
    return ngettext(
        "%(number)s réponse directe, complétée par ce que disent les compétences voisines.",
        "%(number)s réponses directes, complétées par ce que disent les compétences voisines.",
        count,
    )


def _related(cell: _Cell, carte: str | None) -> tuple[Related, ...]:
    """What it stands on, what stands on it, and the skills answered that say most of it."""
    curriculum, parameters = cell.catalogue.curriculum, cell.catalogue.parameters
    relations = {one: _("nécessaire avant") for one in curriculum.prerequisites(cell.skill)}
    for one in curriculum.dependants(cell.skill):
        if one in parameters.index and cell.levels.answers[parameters.index[one]]:
            relations.setdefault(one, _("vient après"))
    answered = [
        at
        for at, skill in enumerate(parameters.ids)
        if cell.levels.answers[at] and skill in curriculum.skills and skill != cell.skill
    ]
    for at in adaptive.nearest(parameters, cell.index, answered, MOST_RELATED):
        if len(relations) < MOST_RELATED:
            relations.setdefault(parameters.ids[at], _("compétence voisine"))
    return tuple(
        Related(
            curriculum.skills[one].label,
            relation,
            shown.skill_level(parameters, cell.levels, one),
            url_for("trainer.evidence", learner_id=cell.learner_id, skill=one, carte=carte),
        )
        for one, relation in relations.items()
        if one in parameters.index and cell.catalogue.uses(one)
    )
