"""The end of a sitting: what to say, from the levels and the log."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from adaptive import Levels
from palier import levels as shown
from palier.app import Services
from palier.catalogue import Catalogue
from palier.errors import NotFound
from palier.i18n import N_, _
from palier.models import Answer, ExerciseServed, Sitting
from palier.practice import bilans, deeper, queries, reviews
from palier.practice.pages import Learned, PlacementEndPage, SittingEndPage
from palier.progress import queries as progress
from palier.progress.service import Events, known_skill
from palier.security import Actor

MOST_STRENGTHS, MOST_STEPS = 4, 3
FAIR = 0.5
STRONG = 0.75  # chance of success on an ordinary exercise: the engine's threshold
OUTCOMES = {
    "enough": N_("Nous en savons assez pour commencer. C’est une première estimation."),
    "limit": N_("Nous en savons assez pour commencer. C’est une première estimation."),
    "dry": N_("Vous avez fait toutes les questions prêtes ici. C’est une première estimation."),
}
LONGER = N_(
    "Merci. Vous regarderez ce résultat avec votre formateur : c’est vous deux qui décidez."
)


def ending(
    services: Services, actor: Actor, sitting_id: UUID
) -> SittingEndPage | PlacementEndPage | None:
    """The page that ends a sitting; None when it was taken back: there is nothing to say of it.

    Raises NotFound, also for one that is not over.
    """
    now = services.source.now()
    with services.db.read() as session:
        sitting = queries.sitting_of(session, actor.id, sitting_id)
        if sitting.ended_at is None:
            raise NotFound
        if sitting.voided_at is not None:
            return None
        catalogue = services.catalogue.current(session)
        levels = progress.levels(session, catalogue, actor.id, now)
        if sitting.kind == "placement":
            return placement_end(catalogue, levels, sitting)
        return _practice(session, catalogue, levels, sitting)


def _practice(
    session: Session, catalogue: Catalogue, levels: Levels, sitting: Sitting
) -> SittingEndPage:
    worked = session.scalars(
        select(ExerciseServed.skill)
        .join(Answer, Answer.served_id == ExerciseServed.id)
        .where(ExerciseServed.sitting_id == sitting.id)
        .order_by(ExerciseServed.position)
    ).all()
    events = progress.newest_events(session, sitting.learner_id)
    levels = reviews.quiet(levels, reviews.as_kept(catalogue, sitting).allowed)
    return practice_end(catalogue, levels, worked, events, sitting.outcome)


def practice_end(
    catalogue: Catalogue,
    levels: Levels,
    worked: Sequence[str],
    events: Events,
    outcome: str | None,
) -> SittingEndPage:
    """The end of a practice; ``worked``: the skill of each of its exercises."""
    skills = [s for s in dict.fromkeys(worked) if s in catalogue.parameters.index]
    return SittingEndPage(
        learned=tuple(_learned(catalogue, levels, skill, events) for skill in skills),
        count=len(worked),
        dry=outcome == "dry",
    )


def _learned(catalogue: Catalogue, levels: Levels, skill: str, events: Events) -> Learned:
    level = shown.skill_level(catalogue.parameters, levels, skill)
    line = known_skill(catalogue.curriculum.skills[skill], level, events)
    return Learned(line.sentence, line.news, line.glyph)


def _over(sitting: Sitting) -> str:
    return OUTCOMES.get(sitting.outcome or "", OUTCOMES["enough"])


def placement_end(catalogue: Catalogue, levels: Levels, sitting: Sitting) -> PlacementEndPage:
    """The end of a placement: where one starts from, and what comes first."""
    domain = str(sitting.domain)
    parameters, skills = catalogue.parameters, catalogue.curriculum.skills
    here = shown.domain_level(catalogue.curriculum, parameters, levels, domain)
    mine = sorted(
        (s for s in catalogue.covered if s.split(".")[0] == domain),
        key=lambda s: (skills[s].difficulty, s),
    )
    lines = {s: shown.skill_level(parameters, levels, s) for s in mine}
    # Strengths: what is most likely known, the hardest first; then the lowest of the rest.
    strong = [s for s in mine if lines[s].chance >= STRONG][::-1][:MOST_STRENGTHS]
    if not strong:  # there is always something one does best, unless nothing went well
        best = max(mine, key=lambda s: lines[s].chance)
        strong = [best] if lines[best].chance >= FAIR else []
    ahead = [s for s in mine if s not in strong and lines[s].state != shown.PRESUMED]
    palier = _(shown.PALIER_WORDS[here.palier - 1])
    return PlacementEndPage(
        domain=domain,
        level_sentence=_("Vous êtes sur le palier %(palier)s.", palier=palier)
        if sitting.moment
        else _("Vous partez du palier %(palier)s.", palier=palier),
        why_over=_(LONGER) if sitting.planned >= deeper.LENGTH else _(_over(sitting)),
        strengths=tuple(
            Learned(skills[s].label, skills[s].me_sert_a, lines[s].glyph) for s in strong
        ),
        next_steps=tuple(
            Learned(skills[s].label, skills[s].me_sert_a, lines[s].glyph)
            for s in ahead[:MOST_STEPS]
        ),
        bilan=bilans.name(sitting.moment),
    )
