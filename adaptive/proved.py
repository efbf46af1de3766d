"""What a skill's state rests on, and what is missing for the next one: for people to read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from adaptive.credit import credited
from adaptive.evidence import NONE, PRESUMED, RETENTION_DAYS, RIGHTS, SITTINGS
from adaptive.filter import FORGETTING
from adaptive.mastery import (
    REVIEW_DELAY_DAYS,
    REVIEW_SUCCESS,
    Levels,
    ordinary_success,
    standing,
)
from adaptive.parameters import Parameters
from adaptive.state import State

HORIZON_DAYS = 730  # a revision further away than this is not foretold


@dataclass(frozen=True)
class Proof:
    """The rule of a skill's state, beside what there is. ``rights``: different exercises right
    without help, counted up to ``RIGHTS``; ``sittings``: those with a right answer; ``day``:
    local day on which the stage was reached, None before one."""

    stage: int
    day: int | None
    rights: int
    rights_needed: int
    sittings: int
    sittings_needed: int
    p_above: float
    p_needed: float
    answers: int
    retention_days: int


def proof(parameters: Parameters, state: State, skill: int, at: float) -> Proof:
    """What a skill's state rests on at ``at`` (days).

    :raises ValueError: an unknown skill, or ``at`` is not finite.
    """
    parameters.check_skill(skill)
    record = state.evidence[skill]
    stage = int(record["stage"])
    now = standing(parameters, state, at)
    return Proof(
        stage=stage,
        day=int(record["day"]) if stage != NONE else None,
        rights=int((record["right"] != 0).sum()),
        rights_needed=RIGHTS,
        sittings=int(record["sittings"]),
        sittings_needed=SITTINGS,
        p_above=float(now.p_above[skill]),
        p_needed=PRESUMED,
        answers=int(record["answers"]),
        retention_days=RETENTION_DAYS,
    )


def review_in(parameters: Parameters, levels: Levels, skill: int) -> float | None:
    """Days from ``levels.at`` until a proved skill is to be seen again; 0 when it is now.

    None for a skill that is not proved, and beyond the horizon.

    :raises ValueError: an unknown skill.
    """
    parameters.check_skill(skill)
    stage = int(levels.stage[skill])
    if stage == NONE:
        return None
    delay = REVIEW_DELAY_DAYS[stage]
    waited = levels.at - float(credited(parameters, levels.success_at)[skill])
    days = np.arange(max(delay - waited, 0.0), HORIZON_DAYS)
    kept = np.exp(-parameters.rate[skill] * FORGETTING[stage] * days)
    mean0, spread = float(parameters.mean0[skill]), float(parameters.cov0[skill, skill])
    mean = mean0 + kept * (float(levels.mean[skill]) - mean0)
    sd = np.sqrt(kept**2 * float(levels.sd[skill]) ** 2 + spread * (1.0 - kept**2))
    due = ordinary_success(mean - float(parameters.difficulty[skill]), sd) < REVIEW_SUCCESS
    found = np.flatnonzero(due)
    return float(days[found[0]]) if len(found) else None


def nearest(parameters: Parameters, skill: int, among: list[int], count: int) -> list[int]:
    """The skills of ``among`` that say most about a skill before any answer, closest first.

    :raises ValueError: an unknown skill.
    """
    for known in (skill, *among):
        parameters.check_skill(known)
    cov, sd = parameters.cov0, np.sqrt(np.diagonal(parameters.cov0))
    alike = cov[skill] / (sd[skill] * sd)
    others = [other for other in among if other != skill]
    return sorted(others, key=lambda other: (-float(alike[other]), other))[:count]
