"""The choice of exercises when a learner is placed in a domain."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from adaptive.choice import Choice, Reason, ReasonCode, Stop, draw_among_best
from adaptive.filter import LONGEST_SITTING_DAYS, advance
from adaptive.gaussian import Floats, cdf
from adaptive.parameters import Ints, Parameters
from adaptive.pool import Bools, Pool, check_skills, rows_of, success
from adaptive.state import State

MOST_ITEMS = 12
FEWEST_ITEMS = 5
# Kind start: at least this success expected over the first eight, easing to the last floor.
KIND_ITEMS = 8
KIND_SUCCESS = 0.75
LAST_FLOOR = 0.55
CONFIRM_SUCCESS = 0.85
# Stop when the best item would explain less than this share of what was unknown at first.
EPSILON = 0.02
# After this many failures in a row, one more easy item does not end on a success: stop.
GIVE_UP = 3
# Exercises over which the floor falls from the first to the last.
EASING = 4


@dataclass(frozen=True)
class PlacementRule:
    """How long a placement is, and how kind. The defaults are what learners get.

    ``most`` exercises; stop when none explains ``epsilon`` of what was unknown at first (0:
    only at the limit); expected success of at least ``floor`` over the first eight, then easing
    to ``last_floor``.

    :raises ValueError: naming the field that is out of range.
    """

    most: int = MOST_ITEMS
    epsilon: float = EPSILON
    floor: float = KIND_SUCCESS
    last_floor: float = LAST_FLOOR

    def __post_init__(self) -> None:
        if self.most < 1:
            raise ValueError(f"most: {self.most} is below 1")
        for name in ("epsilon", "floor", "last_floor"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise ValueError(f"{name}: {getattr(self, name)} is outside [0, 1]")


LEARNERS_RULE = PlacementRule()


@dataclass(frozen=True)
class PlacementHistory:
    """A placement so far, over all its sittings: the domain (index), the time now (days), the
    pool ids of the items asked and the score of each, in order. ``available`` (m,) masks rows;
    ``rule`` says how long and how kind.

    :raises ValueError: as many scores as items are needed, each in [0, 1].
    """

    domain: int
    at: float
    asked: tuple[int, ...] = ()
    scores: tuple[float, ...] = ()
    skills: tuple[int, ...] = ()
    available: Bools | None = None
    rule: PlacementRule = LEARNERS_RULE

    def __post_init__(self) -> None:
        if not math.isfinite(self.at):
            raise ValueError(f"at: {self.at} is not a finite number")
        if not len(self.asked) == len(self.scores) == len(self.skills):
            raise ValueError("asked, scores, skills: one of each per item")
        if not all(0.0 <= score <= 1.0 for score in self.scores):
            raise ValueError(f"scores: {self.scores} are not all in [0, 1]")

    @property
    def failures(self) -> int:
        """Failures in a row at the end."""
        row = 0
        for score in reversed(self.scores):
            if score >= 0.5:
                break
            row += 1
        return row


def place(
    parameters: Parameters,
    state: State,
    pool: Pool,
    history: PlacementHistory,
    draw: np.random.Generator,
) -> Choice | Stop:
    """The next exercise of a placement, or why there is none.

    Maximises the expected reduction of ``Σ w_s·Var(θ_s)`` over the domain, w_s the closeness of
    the skill to its threshold: item i brings ``Σ_s w_s·Cov(θ_s, x)²·slope²/(p(1 − p))``, taken
    over the marginal of x. Strands are balanced, the start is kind, the end is a success.

    :raises ValueError: a domain or skill the parameters have not, or a mask of another length.
    """
    if not 0 <= history.domain < len(parameters.domains):
        raise ValueError(f"domain: {history.domain} is unknown")
    if any(not 0 <= skill < len(parameters) for skill in history.skills):
        raise ValueError(f"skills: one beyond the {len(parameters)} known")
    if len(history.asked) >= history.rule.most:
        return Stop("limit")
    rows = _left(parameters, pool, history)
    if len(rows) == 0:
        return Stop("dry")
    if history.at - state.at > LONGEST_SITTING_DAYS:
        state = advance(parameters, state, history.at)
    p, slope, variance = success(pool, rows, state.mean, state.sd, state.cov)
    told, total = _told(parameters, state, pool, rows, history.domain)
    share = told * slope**2 / np.maximum(p * (1.0 - p), 1e-9) / total
    aim = _aim(history, float(share.max()))
    if isinstance(aim, Stop):
        return aim
    code, floor = aim
    kind = p >= floor
    if not kind.any():
        kind = p >= float(p.max()) - 1e-9
    worth = share[kind] * _balance(parameters, pool, rows, history)[kind]
    here = int(np.flatnonzero(kind)[draw_among_best(worth, draw, few=3, near=0.8)])
    row = int(rows[here])
    terms = {"share": float(share[here]), "floor": floor, "variance": float(variance[here])}
    return Choice(row, float(p[here]), Reason(code, int(pool.skill[row])), terms)


def _aim(history: PlacementHistory, share: float) -> tuple[ReasonCode, float] | Stop:
    """What the next exercise is for and the success it should let expect, or the end; the best
    one would explain ``share``."""
    rule, count = history.rule, len(history.asked)
    done = count >= FEWEST_ITEMS and share < rule.epsilon
    if done and (history.failures == 0 or history.failures >= GIVE_UP):
        return Stop("enough")
    if done or count == rule.most - 1:
        return "confirm", CONFIRM_SUCCESS
    start = count < KIND_ITEMS and rule.floor > rule.last_floor
    return "start" if start else "probe", _floor(rule, count)


def _left(parameters: Parameters, pool: Pool, history: PlacementHistory) -> Ints:
    """Rows of the domain not asked yet."""
    check_skills(pool, len(parameters))
    mask = parameters.domain[pool.skill] == history.domain
    if history.available is not None:
        if history.available.shape != mask.shape:
            raise ValueError(f"available: {len(mask)} values are needed")
        mask = mask & history.available
    if history.asked:
        mask[rows_of(pool, history.asked)] = False
    return np.flatnonzero(mask)


def _told(
    parameters: Parameters, state: State, pool: Pool, rows: Ints, domain: int
) -> tuple[Floats, float]:
    """``Σ_s w_s·Cov(θ_s, x_i)²`` of each row, and ``Σ_s w_s·K_ss``, s over the domain.

    w_s = .2 + .8·4P(1 − P), P = P(θ_s > t_s): what may fall on either side counts most.
    """
    inside = np.flatnonzero(parameters.domain == domain)
    sd = state.sd[inside]
    chance = cdf((state.mean[inside] - parameters.threshold[inside]) / sd)
    closeness = 0.2 + 3.2 * chance * (1.0 - chance)
    told = (closeness[:, None] * state.cov[inside] ** 2).sum(axis=0)[pool.skill[rows]]
    if len(pool.multi):
        for i in np.flatnonzero(np.isin(rows, pool.multi)):
            at = int(np.flatnonzero(pool.multi == rows[i])[0])
            column = state.cov[inside][:, pool.multi_skill[at]] * pool.multi_weight[at]
            told[i] = (closeness * column.sum(axis=1) ** 2).sum()
    return told, float((closeness * np.diagonal(parameters.cov0)[inside]).sum())


def _floor(rule: PlacementRule, asked: int) -> float:
    if asked < KIND_ITEMS:
        return rule.floor
    step = (asked - KIND_ITEMS + 1) / EASING
    return rule.floor - (rule.floor - rule.last_floor) * min(step, 1.0)


def _balance(
    parameters: Parameters, pool: Pool, rows: Ints, history: PlacementHistory
) -> Floats:
    """Factor per row: less for a strand asked more than the least asked one, and for a skill
    asked already."""
    strand = parameters.strand[pool.skill[rows]]
    skills = np.array(history.skills, dtype=np.int64)
    by_strand = np.bincount(parameters.strand[skills], minlength=len(parameters.strands))
    by_skill = np.bincount(skills, minlength=len(parameters))
    excess = by_strand - by_strand[strand].min()
    of_strand, of_skill = 0.7**excess, 0.7**by_skill
    return np.asarray(of_strand[strand] * of_skill[pool.skill[rows]], dtype=np.float64)
