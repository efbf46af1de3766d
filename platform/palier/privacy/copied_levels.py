"""The levels of a learner as a copy of her data says them: estimates, and how sure they are."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from palier.app import Services
from palier.catalogue import NothingPublished
from palier.i18n import _
from palier.levels import NEW, SkillLevel, skill_level, unpack
from palier.models import LearnerState
from palier.privacy.pages import CopyPart


def levels(services: Services, session: Session, learner_id: UUID) -> list[SkillLevel]:
    """The skills that something is known of, as they stand now."""
    state = session.get(LearnerState, learner_id)
    try:
        catalogue = services.catalogue.current(session)
    except NothingPublished:
        return []
    if state is None or state.parameter_set_id != catalogue.parameter_set_id:
        return []
    parameters = catalogue.parameters
    try:
        found = unpack(parameters, state.levels, services.source.now())
    except ValueError:  # not of these settings: they are computed again from the answers
        return []
    shown = (skill_level(parameters, found, skill) for skill in parameters.ids)
    return [one for one in shown if one.state != NEW]


def part(found: list[SkillLevel], names: dict[str, str]) -> CopyPart:
    """Them as a table to read."""
    return CopyPart(
        data=_("Niveaux par compétence, tels qu’ils sont estimés aujourd’hui"),
        purpose=_(
            "Une estimation n’est jamais sûre : la vraie chance est neuf fois sur dix entre "
            "les deux bornes."
        ),
        kept="",
        heads=(
            _("compétence"),
            _("niveau"),
            _("chance de réussir un exercice"),
            _("au moins"),
            _("au plus"),
        ),
        rows=tuple(
            (
                names.get(one.id, one.id),
                one.words,
                *(f"{round(100 * p)} %" for p in (one.chance, one.low, one.high)),
            )
            for one in found
        ),
    )


def data(found: list[SkillLevel]) -> list[dict[str, Any]]:
    """Them for a program."""
    return [
        {
            "skill": one.id,
            "state": one.state,
            "chance": round(one.chance, 4),
            "low": round(one.low, 4),
            "high": round(one.high, 4),
            "answers": one.answers,
        }
        for one in found
    ]
