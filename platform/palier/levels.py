"""Levels as people read them: a drawing, words, and always how sure they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

import adaptive
from adaptive import DomainLevel, Levels, Parameters
from exercises.curriculum import Curriculum
from palier.engine_time import engine_time
from palier.i18n import N_, _

STAGE_NONE, STAGE_ACQUIS, STAGE_RETENU = 0, 1, 2

NEW, STARTED, PRESUMED, ACQUIRED, RETAINED, REVIEW = (
    "new",
    "started",
    "presumed",
    "acquis",
    "retenu",
    "review",
)
PROVED = (ACQUIRED, RETAINED, REVIEW)  # by her own answers, at least once
STATE_WORDS: Mapping[str, str] = {
    NEW: N_("Pas encore vu"),
    STARTED: N_("En cours"),
    PRESUMED: N_("Présumé"),
    ACQUIRED: N_("Acquis"),
    RETAINED: N_("Retenu"),
    REVIEW: N_("À revoir"),
}
MARKS = {ACQUIRED: "m-acquis", RETAINED: "m-retenu", REVIEW: "m-revoir"}
TONES = {ACQUIRED: "g-done", RETAINED: "g-done", REVIEW: "g-again", NEW: "g-new"}
BAND_WORDS = (N_("à découvrir"), N_("en route"), N_("presque"), N_("y est"))
CERTAINTY_WORDS = {
    "s": N_("niveau sûr"),
    "m": N_("à confirmer"),
    "f": N_("première estimation"),
}
PALIER_WORDS = (
    N_("Repères"),
    N_("Vie courante"),
    N_("Autonomie"),
    N_("Vers la qualification"),
)


@dataclass(frozen=True)
class Glyph:
    """The drawing of a level: how many steps and how sure, a mark, a tone of colour."""

    steps: str  # symbol of the sprite, "g-2m"
    mark: str | None = None
    tone: str = ""


@dataclass(frozen=True)
class SkillLevel:
    """One skill of one learner, ready to show."""

    id: str
    state: str
    band: int
    certainty: str
    glyph: Glyph
    words: str  # state, height, certainty: "Acquis, y est, niveau sûr"
    chance: float  # of success on an ordinary exercise
    low: float  # the 90 % interval of that chance
    high: float
    answers: int


def state_of(levels: Levels, skill: int) -> str:
    """The one word for a skill. Acquis and retenu come from the engine's own events."""
    stage = int(levels.stage[skill])
    if stage and levels.review[skill]:
        return REVIEW
    if stage == STAGE_RETENU:
        return RETAINED
    if stage == STAGE_ACQUIS:
        return ACQUIRED
    if levels.presumed[skill]:
        return PRESUMED
    return STARTED if levels.answers[skill] else NEW


def look(levels: Levels, skill: int) -> tuple[str, Glyph, str]:
    """State, drawing and words of a skill, by its state, band and certainty alone."""
    state, band = state_of(levels, skill), int(levels.band[skill])
    certainty = str(levels.certainty[skill])
    steps = "g-0" if state == NEW else f"g-{band + 1}{certainty}"
    words = _(STATE_WORDS[state])
    if state != NEW:
        words = f"{words}, {_(BAND_WORDS[band])}, {_(CERTAINTY_WORDS[certainty])}"
    return state, Glyph(steps, MARKS.get(state), TONES.get(state, "")), words


def skill_level(parameters: Parameters, levels: Levels, skill_id: str) -> SkillLevel:
    """One skill as it is shown, to its learner and to staff alike."""
    skill = parameters.index[skill_id]
    state, glyph, words = look(levels, skill)
    lead = float(levels.mean[skill] - parameters.difficulty[skill])
    spread = 1.645 * float(levels.sd[skill])
    return SkillLevel(
        id=skill_id,
        state=state,
        band=int(levels.band[skill]),
        certainty=str(levels.certainty[skill]),
        glyph=glyph,
        words=words,
        chance=float(levels.p_success[skill]),
        low=_logistic(lead - spread),
        high=_logistic(lead + spread),
        answers=int(levels.answers[skill]),
    )


def _logistic(x: float) -> float:
    return float(1.0 / (1.0 + np.exp(-x)))


def paliers(curriculum: Curriculum, parameters: Parameters) -> NDArray[np.int64]:
    """The palier, 1 to 4, of each skill, in the order of ``parameters.ids``."""
    skills = curriculum.skills
    return np.array([int(skills[s].level[1:]) for s in parameters.ids], dtype=np.int64)


def domain_level(
    curriculum: Curriculum, parameters: Parameters, levels: Levels, domain: str
) -> DomainLevel:
    """Where a learner stands in a domain, with its certainty."""
    return adaptive.domain_level(
        parameters, levels, paliers(curriculum, parameters), parameters.domains.index(domain)
    )


def part_level(
    curriculum: Curriculum, parameters: Parameters, levels: Levels, part: str
) -> DomainLevel:
    """The same for a domain, or for a strand ("maths.nombres")."""
    if part in parameters.domains:
        return domain_level(curriculum, parameters, levels, part)
    return adaptive.strand_level(
        parameters, levels, paliers(curriculum, parameters), parameters.strands.index(part)
    )


def domain_glyph(level: DomainLevel) -> Glyph:
    """The drawing of a domain's palier."""
    return Glyph(f"g-{level.palier}{level.certainty}")


def palier_sentence(level: DomainLevel) -> str:
    """A domain's palier in words, with what is not known: "Vie courante, à confirmer"."""
    return f"{_(PALIER_WORDS[level.palier - 1])}, {_(CERTAINTY_WORDS[level.certainty])}"


def unpack(parameters: Parameters, data: bytes | None, now: datetime) -> Levels:
    """The stored levels of a learner, decayed to now; the prior's for one who never began."""
    if data is None:
        at = engine_time(now)
        return adaptive.levels(parameters, adaptive.prior(parameters, at), at)
    return adaptive.unpack_levels(parameters, data, engine_time(now))
