"""What the pages of the team and of the learner say of a trainer's word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from palier import levels as shown
from palier.acting import queries, words
from palier.acting.pages import DecidePage, ReasonsOf, WordLine, WordsPanel
from palier.acting.words import AGAIN, CHOICES, DECIDED, KNOWN, PLACES, REASONS, SEEN
from palier.app import Services
from palier.errors import NotFound
from palier.i18n import N_, _
from palier.levels import PROVED, skill_level
from palier.models import TrainerWord
from palier.presentation import day as in_words
from palier.privacy import looked
from palier.security import Actor
from palier.trainer import lines
from palier.trainer import queries as trainer

_EFFECTS: Mapping[str, str] = {
    KNOWN: N_(
        "La compétence s’affiche acquise. Les exercices passent à la suite, et une révision "
        "la confirmera."
    ),
    AGAIN: N_("La compétence revient dans les exercices. Ce qui a été fait reste visible."),
}
Words = Sequence[tuple[TrainerWord, str | None]]


def panel(
    said: Words,
    skill: str,
    today: date,
    group_id: int,
    used: bool,
    fault: str = "",
    note: str = "",
) -> WordsPanel:
    """The words on a skill, the newest first, and what the form needs."""
    return WordsPanel(
        skill_id=skill,
        lines=tuple(line(word, by) for word, by in reversed(said)),
        places=tuple((code, _(place)) for code, place in PLACES.items()),
        today=today.isoformat(),
        oldest=(today - words.OLDEST).isoformat(),
        group_id=group_id,
        used=used,
        fault=fault,
        note=note,
    )


def line(word: TrainerWord, by: str | None) -> WordLine:
    """One word, for the team."""
    who = by or _("l’équipe")
    if word.kind == SEEN:
        title = _(
            "Vue faire %(place)s le %(day)s",
            place=_(PLACES[word.reason]),
            day=in_words(word.day),
        )
        if word.aided:
            title = _("%(seen)s, avec de l’aide", seen=title)
        said = _("Noté par %(name)s.", name=who)
    else:
        choice = KNOWN if word.known else AGAIN
        title = _(CHOICES[choice])
        said = _(
            "Décidé par %(name)s le %(day)s. Raison : %(reason)s. Les réponses seules "
            "disaient : %(before)s.",
            name=who,
            day=in_words(word.day),
            reason=_(REASONS[choice][word.reason]),
            before=_before(word.before),
        )
    text = f"{said} «\u00a0{word.note}\u00a0»" if word.note else said
    return WordLine(word.id, title, text, word.kind == DECIDED)


def _before(before: Mapping[str, Any]) -> str:
    """The engine's own level when the decision was taken, with its uncertainty."""
    state = _(shown.STATE_WORDS[before["state"]]).lower()
    if before["state"] == shown.NEW:
        return state
    return _(
        "%(state)s, réussite entre %(low)s et %(high)s fois sur 10, %(certainty)s",
        state=state,
        low=round(10 * before["low"]),
        high=round(10 * before["high"]),
        certainty=_(shown.CERTAINTY_WORDS[before["certainty"]]),
    )


def for_learner(session: Session, learner_id: UUID) -> dict[str, str]:
    """What her climb says of each skill on which there is a word: the newest of each kind."""
    said: dict[str, str] = {}
    for word, _by in queries.words_of(session, learner_id):
        day = in_words(word.day)
        if word.kind == SEEN:
            place = _(PLACES[word.reason])
            said[word.skill] = _("Vu faire %(place)s le %(day)s", place=place, day=day)
        elif word.known:
            said[word.skill] = _("Reconnu par votre formateur le %(day)s", day=day)
        else:
            said[word.skill] = _("À reprendre ensemble, depuis le %(day)s", day=day)
    return said


def decide_page(
    services: Services,
    actor: Actor,
    learner_id: UUID,
    skill: str,
    carte: str | None,
    fault: str = "",
    note: str = "",
) -> DecidePage:
    """The form to decide of a level. Raises NotFound."""
    now = services.source.now()
    with services.db.read() as session:
        row, group = trainer.learner(session, actor, learner_id)
        catalogue = services.catalogue.seen_by(session, actor.school)
        if skill not in catalogue.parameters.index or not catalogue.uses(skill):
            raise NotFound
        looked.record(services, session, actor, learner_id, looked.EVIDENCE)
        said = queries.words_of(session, learner_id, skill)
    way = lines.way_back(catalogue.curriculum, carte, group, skill.split(".")[0])
    levels = shown.unpack(catalogue.parameters, row.levels, now)
    level = skill_level(catalogue.parameters, levels, skill)
    decided = [pair for pair in said if pair[0].kind == DECIDED]
    offered = (AGAIN,) if level.state in PROVED else (KNOWN, AGAIN)
    return DecidePage(
        learner_id=row.id,
        name=row.name,
        skill_id=skill,
        skill=catalogue.curriculum.skills[skill].label,
        carte=way.carte,
        level=level,
        interval=lines.interval(level),
        choices=tuple(
            ReasonsOf(
                code,
                _(CHOICES[code]),
                _(_EFFECTS[code]),
                tuple((reason, _(text)) for reason, text in REASONS[code].items()),
            )
            for code in offered
        ),
        now=line(*decided[-1]) if decided else None,
        read=str(decided[-1][0].id) if decided else "",
        fault=fault,
        note=note,
    )
