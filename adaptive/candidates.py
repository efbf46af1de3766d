"""Which skills a learner may work on now, and why: the frontier and what needs seeing again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from adaptive.choice import ReasonCode
from adaptive.evidence import NONE, RIGHTS, SITTINGS
from adaptive.gaussian import Floats
from adaptive.mastery import Standing
from adaptive.parameters import Ints, Parameters
from adaptive.pool import Bools
from adaptive.state import State

CODES: tuple[ReasonCode, ...] = ("frontier", "strengthen", "review", "goal")
_FRONTIER, _STRENGTHEN, _REVIEW, _GOAL = range(4)

# Finishing what is started comes before opening more: on simulated learners it proves a quarter
# to a half more skills in the same time (docs/adr/0030).
STRENGTHEN_NEED, REVIEW_NEED = 1.2, 1.5
GOAL_FACTOR, STARTED_FACTOR = 1.6, 2.0
# A skill that only another sitting can prove: three rights already, all of this sitting.
WAITING_FACTOR = 0.25
# A prerequisite that no exercise can show counts as known when this likely.
LIKELY = 0.5


@dataclass(frozen=True, eq=False)
class Candidates:
    """Skills that may be worked on, each array (n,).

    ``need`` is above 0 for a candidate, ``code`` indexes CODES; ``known``: présumé, acquis or
    retenu; ``ready``: every prerequisite is open. ``goals_of`` a skill: the goals it leads to.
    """

    need: Floats
    code: Ints
    known: Bools
    ready: Bools
    goals_of: dict[int, tuple[int, ...]]


def candidates(
    parameters: Parameters, state: State, stocked: Bools, now: Standing, goals: tuple[int, ...]
) -> Candidates:
    """The skills to work on, whether or not an exercise of them is left.

    ``stocked`` (n,): the skills that this sitting has exercises of.

    - frontier: not known, ready. ``need = .5 + .5·(1 − P(θ > t))``;
    - strengthen: présumé without being proved;
    - review: à revoir;
    - goal: one of the first two that is a goal, or on the way to one.
    """
    known = now.presumed | (now.stage > NONE)
    ready = _ready(parameters, stocked, now, known)
    frontier = ready & ~known
    strengthen = now.presumed & (now.stage == NONE)
    need = np.where(frontier, 0.5 + 0.5 * (1.0 - now.p_above), 0.0)
    need[strengthen] = STRENGTHEN_NEED
    need[now.review] = REVIEW_NEED
    code = np.where(frontier, _FRONTIER, _STRENGTHEN)
    code[now.review] = _REVIEW
    need[(now.answers > 0) & (now.stage == NONE)] *= STARTED_FACTOR
    need[_waiting(state)] *= WAITING_FACTOR
    goals_of = _toward(parameters, goals, frontier | strengthen)
    for skill in goals_of:
        need[skill] *= GOAL_FACTOR
        code[skill] = _GOAL
    return Candidates(need, code, known, ready, goals_of)


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
