"""What a learner is told on her home page until she closes it, in words that blame nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from palier.acting.marking import MARKED
from palier.acting.words import NOTED, PLACES, SEEN, TAKEN_BACK
from palier.app import Services
from palier.engine_time import local
from palier.errors import NotFound
from palier.i18n import N_, _, ngettext
from palier.models import Notice
from palier.practice.corrections import REGRADED, RESTORED, VOIDED
from palier.practice.queries import DEFAULT_TIMEZONE, TIMEZONE
from palier.practice.reasons import lower_first
from palier.practice.reporting import ANSWERED
from palier.presentation import day
from palier.security import Actor

# The reasons of a decision, as she reads them.
YOUR_REASONS = {
    "diplome": N_("un diplôme ou une attestation le dit"),
    "papier": N_("votre travail sur papier le montre"),
    "oral": N_("vous l’avez bien expliqué"),
    "ecran": N_("l’écran ne montre pas tout ce que vous savez"),
    "aide": N_("vous aviez été aidé"),
    "demande": N_("vous l’avez demandé"),
    "usage": N_("pour être à l’aise aussi en situation"),
    "ancien": N_("c’était il y a longtemps"),
}
MOST = 1  # at a time: the next step stays in sight on a phone


@dataclass(frozen=True)
class NoticeCard:
    """One thing to tell, and the exercise to look at when there is one."""

    id: int
    title: str
    text: str
    served_id: UUID | None


def unread(session: Session, learner_id: UUID) -> tuple[NoticeCard, ...]:
    """What she has not closed yet, the newest first."""
    rows = session.execute(
        select(Notice, TIMEZONE)
        .where(Notice.learner_id == learner_id, Notice.seen_at.is_(None))
        .order_by(Notice.id.desc())
        .limit(MOST),
        {"learner_id": learner_id},
    )
    return tuple(_card(notice, zone or DEFAULT_TIMEZONE) for notice, zone in rows)


def close(services: Services, actor: Actor, notice_id: int) -> None:
    """She has read it. Raises NotFound for a notice that is not hers."""
    with services.db.write() as session:
        found = session.execute(
            update(Notice)
            .where(Notice.id == notice_id, Notice.learner_id == actor.id)
            .values(seen_at=services.source.now())
            .returning(Notice.id)
        ).one_or_none()
        if found is None:
            raise NotFound


def _card(notice: Notice, timezone: str) -> NoticeCard:
    data = notice.data
    when = day(local(datetime.fromisoformat(data["at"]), timezone))
    shown = (data.get("right") or data.get("other") or [None])[0]
    title, text = _TEXTS[notice.kind](data, when)
    return NoticeCard(notice.id, title, text, UUID(shown) if shown else None)


def _voided(_data: dict[str, Any], when: str) -> tuple[str, str]:
    return _("Une séance retirée"), _(
        "La séance du %(day)s a été retirée : ce n’était pas vous. "
        "Vos niveaux sont recalculés. Si c’était bien vous, dites-le à votre formateur.",
        day=when,
    )


def _restored(_data: dict[str, Any], when: str) -> tuple[str, str]:
    return _("Une séance remise"), _(
        "La séance du %(day)s compte de nouveau. Vos niveaux sont recalculés.", day=when
    )


def _regraded(data: dict[str, Any], when: str) -> tuple[str, str]:
    title = _("Nous avons corrigé un exercice")
    if data["right"] and not data["other"]:
        return title, ngettext(
            "Nous nous étions trompés. Votre réponse du %(day)s est maintenant comptée juste.",
            "Nous nous étions trompés. %(number)s de vos réponses sont maintenant "
            "comptées justes.",
            len(data["right"]),
            day=when,
        )
    if data["right"] or data["other"]:
        return title, _(
            "Nous nous étions trompés dans un exercice du %(day)s. C’est corrigé. "
            "Vous pouvez revoir le pas à pas.",
            day=when,
        )
    return title, _("Il servait à trouver votre point de départ. Vos niveaux sont recalculés.")


def _noted(data: dict[str, Any], _when: str) -> tuple[str, str]:
    skill = lower_first(data["skill"])
    if data["kind"] == SEEN:
        return _("Ce que vous faites compte"), _(
            "Votre formateur vous a vu faire %(place)s, le %(day)s : %(skill)s. "
            "C’est écrit dans votre montée.",
            place=_(PLACES[data["reason"]]),
            day=day(date.fromisoformat(data["day"])),
            skill=skill,
        )
    if data["known"]:
        return _("Votre formateur le reconnaît"), _(
            "Vous savez : %(skill)s. Raison : %(reason)s. Les exercices passent à la suite.",
            skill=skill,
            reason=_(YOUR_REASONS[data["reason"]]),
        )
    return _("On reprend ensemble"), _(
        "Votre formateur vous propose de retravailler : %(skill)s. Raison : %(reason)s. "
        "Ce que vous avez fait reste à vous.",
        skill=skill,
        reason=_(YOUR_REASONS[data["reason"]]),
    )


def _marked(data: dict[str, Any], when: str) -> tuple[str, str]:
    if data["type"] == "spoken":
        return _("Votre réponse a été écoutée"), _(
            "Celle du %(day)s. Ouvrez-la pour voir ce qui va, et la marche d’après.", day=when
        )
    return _("Votre texte a été lu"), _(
        "Celui du %(day)s. Ouvrez-le pour voir ce qui va, et la marche d’après.", day=when
    )


def _reported(data: dict[str, Any], when: str) -> tuple[str, str]:
    return _("Merci pour votre signalement"), _(
        "Vous aviez signalé un exercice le %(day)s. L’équipe l’a regardé : %(word)s",
        day=when,
        word=data["word"],
    )


def _taken_back(data: dict[str, Any], when: str) -> tuple[str, str]:
    return _("Une ligne retirée"), _(
        "Ce que votre formateur avait écrit le %(day)s sur « %(skill)s » est retiré. "
        "Vos propres réponses comptent comme avant.",
        day=when,
        skill=data["skill"],
    )


_TEXTS: dict[str, Callable[[dict[str, Any], str], tuple[str, str]]] = {
    VOIDED: _voided,
    RESTORED: _restored,
    REGRADED: _regraded,
    NOTED: _noted,
    TAKEN_BACK: _taken_back,
    MARKED: _marked,
    ANSWERED: _reported,
}
