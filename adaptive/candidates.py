"""What an exercise of each skill is worth to a learner now, and why it would be asked.

The worth is the gain expected of a success later: of ``Σ_s σ(θ_s − d_s)``, the successes on one
ordinary exercise of each skill some weeks from now. One more exercise on s raises θ_s the more,
the better the ground is laid and the less s was practised lately; a logit of θ_s brings
``σ'(θ_s − d_s) = p(1 − p)`` successes, and opens what stands on s (docs/adr/0047).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from adaptive.choice import ReasonCode
from adaptive.evidence import NONE, PRESUMED, RIGHTS, SITTINGS
from adaptive.gaussian import Floats, logistic
from adaptive.mastery import BAND_EDGES, Standing
from adaptive.parameters import Ints, Parameters
from adaptive.pool import Bools
from adaptive.state import State

CODES: tuple[ReasonCode, ...] = (
    "frontier",
    "onward",
    "strengthen",
    "review",
    "upkeep",
    "goal",
)
_FRONTIER, _ONWARD, _STRENGTHEN, _REVIEW, _UPKEEP, _GOAL = range(6)

# What is far below or above keeps this much of the worth: beliefs err, and what is known fades.
LEAST_WORTH = 0.2
# The ground is laid from an ordinary success of .25 on, and wholly at .65.
GROUND_LOW, GROUND_WIDTH, LEAST_GROUND = 0.25, 0.40, 0.05
# What a skill opens counts for one such gain at most: no hub of the tree takes every exercise.
MOST_OPENED = 1.0
# What stands on something unproved comes after what stands on firm ground.
ONWARD_FACTOR = 0.75
# A skill with three exercises lately gains half as much from the next (power law of practice:
# Newell & Rosenbloom 1981); what was done fades with a time constant of two weeks.
PRACTICE_HALVES, PRACTICE_DAYS = 3.0, 14.0
UNPROVED_SHARE = 0.5  # of exercises on a skill never right: a failure teaches less
# Seeing again what fades, a goal, and ending a proof count for more than their gain: people
# want to end what they begin, and to show it. The last grows from P(θ > t) = .3 to .9: twice
# the worth at most. More of it proves more skills and teaches less (docs/adr/0047).
REVIEW_FACTOR, GOAL_FACTOR = 1.5, 1.6
PROVING_GAIN, NEAR = 1.0, 0.30
# A skill that only another sitting can prove: three rights already, all of this sitting.
WAITING_FACTOR = 0.25
# A prerequisite that no exercise can show counts as known when this likely.
LIKELY = 0.5
# What stands on a skill opens when the skill is under way: "en route" on the screens.
UNDER_WAY = BAND_EDGES[0]


@dataclass(frozen=True, eq=False)
class Candidates:
    """Skills that may be worked on, each array (n,).

    ``need``: worth of an exercise, relative, 0 for what is closed; ``code`` indexes CODES;
    ``known``: présumé, acquis or retenu; ``ready``: every prerequisite is known;
    ``under_way``: known, or ordinary success of .40 at least. ``goals_of`` a skill: the goals
    it leads to.
    """

    need: Floats
    code: Ints
    known: Bools
    ready: Bools
    under_way: Bools
    goals_of: dict[int, tuple[int, ...]]


def candidates(
    parameters: Parameters,
    state: State,
    stocked: Bools,
    now: Standing,
    goals: tuple[int, ...],
    reviews_allowed: frozenset[int] | None = None,
    *,
    begun_sitting: bool = True,
) -> Candidates:
    """The skills to work on, whether or not an exercise of them is left.

    ``stocked`` (n,): the skills that this sitting has exercises of; ``reviews_allowed``: proved
    skills that the calendar lets come back now, None for all; ``begun_sitting``: something was
    answered in this sitting, so that it is the state's.

    - frontier: not known, and what it stands on is;
    - onward: not known, and what it stands on is under way;
    - strengthen: présumé without being proved;
    - review: à revoir;
    - upkeep: proved, and not to be seen again yet;
    - goal: one of the first three that is a goal, or on the way to one.
    """
    proved = now.stage > NONE
    known = now.presumed | proved
    lead = now.mean - parameters.difficulty
    p = logistic(lead / np.sqrt(1.0 + (math.pi / 8.0) * now.sd**2))  # MacKay 1992
    under_way = known | (p >= UNDER_WAY)
    ready = _ready(parameters, stocked, now, known)
    code = np.where(ready, _FRONTIER, _ONWARD)
    strengthen = now.presumed & ~proved
    code[strengthen] = _STRENGTHEN
    code[proved] = _UPKEEP
    code[now.review] = _REVIEW
    need = _worth(parameters, state, now, p)
    near = np.minimum(np.maximum(now.p_above - NEAR, 0.0) / (PRESUMED - NEAR), 1.0)
    begun = ~proved & (now.answers > 0)
    need *= 1.0 + PROVING_GAIN * near * begun
    need[~ready & ~known] *= ONWARD_FACTOR
    need[now.review] *= REVIEW_FACTOR
    if begun_sitting:
        need[_waiting(state)] *= WAITING_FACTOR
    need[_closed(parameters, stocked & ~under_way) & ~known & ~ready] = 0.0
    if reviews_allowed is not None:
        waits = proved.copy()
        waits[list(reviews_allowed)] = False
        need[waits] = 0.0
    goals_of = _toward(parameters, goals, (need > 0.0) & ~proved)
    for skill in goals_of:
        need[skill] *= GOAL_FACTOR
        code[skill] = _GOAL
    return Candidates(need, code, known, ready, under_way, goals_of)


def _worth(parameters: Parameters, state: State, now: Standing, p: Floats) -> Floats:
    """Gain expected of an exercise of each skill, relative, (n,); ``p`` ordinary success.

    ``ground·(slope + opened)/(1 + done/3)``: slope ``.2 + .8·4p(1 − p)``; ground by the weakest
    prerequisite; opened: the slopes of what s holds back, by what is missing of their ground.
    """
    child, parent = parameters.edge_child, parameters.edge_parent
    slope = LEAST_WORTH + (1.0 - LEAST_WORTH) * 4.0 * p * (1.0 - p)
    laid = np.minimum(np.maximum((p - GROUND_LOW) / GROUND_WIDTH, LEAST_GROUND), 1.0)
    ground = np.ones(len(parameters))
    np.minimum.at(ground, child, laid[parent])
    holds_back = laid[parent] <= ground[child]
    missing = holds_back * slope[child] * (1.0 - ground[child])
    opened = np.bincount(parent, weights=missing, minlength=len(parameters))
    opened = np.minimum(opened, MOST_OPENED)
    faded = np.exp(np.minimum(now.success_at - now.at, 0.0) / PRACTICE_DAYS)
    never = state.evidence["right"][:, 0] == 0
    done = now.answers * np.where(never, UNPROVED_SHARE, faded)
    worth = ground * (slope + opened) / (1.0 + done / PRACTICE_HALVES)
    return np.asarray(worth, dtype=np.float64)


def _closed(parameters: Parameters, short: Bools) -> Bools:
    """Skills with a prerequisite among ``short``, (n,)."""
    closed = np.zeros(len(parameters), dtype=np.bool_)
    closed[parameters.edge_child[short[parameters.edge_parent]]] = True
    return closed


def _ready(parameters: Parameters, stocked: Bools, now: Standing, known: Bools) -> Bools:
    """Skills whose prerequisites are all open, (n,).

    Open: known; or, for a prerequisite that this sitting cannot show (no exercise in the bank,
    or another domain), likely enough, or itself ready. So a gap never closes the way: it hands
    it on to what is below.
    """
    is_open = known | (~stocked & (now.p_above >= LIKELY))
    while True:
        ready = np.ones(len(parameters), dtype=np.bool_)
        ready[parameters.edge_child[~is_open[parameters.edge_parent]]] = False
        passed = ~stocked & ready & ~is_open
        if not passed.any():
            return ready
        is_open = is_open | passed


def _waiting(state: State) -> Bools:
    record = state.evidence
    rights = record["right"][:, RIGHTS - 1] != 0  # slots fill in order
    here = record["sitting"] == (state.sitting & 0xFFFFFFFF)
    few = (record["sittings"] < SITTINGS) & (record["stage"] == NONE)
    return np.asarray(rights & here & few, dtype=np.bool_)


def _toward(
    parameters: Parameters, goals: tuple[int, ...], workable: Bools
) -> dict[int, tuple[int, ...]]:
    found: dict[int, tuple[int, ...]] = {}
    for goal in goals:
        seen, stack = {goal}, [goal]
        while stack:
            skill = stack.pop()
            if workable[skill]:
                found[skill] = (*found.get(skill, ()), goal)
            new = [r for r in parameters.requires[skill] if r not in seen]
            seen.update(new)
            stack.extend(new)
    return found
