"""When the model may serve in a domain: once it is shown to foresee better than the filter.

The unit is a learner: the mean, over the first answers in the domain, of what the filter’s
prediction cost in log loss less what the model’s did. Both must have been made before the
answer (prequential, Dawid 1984). The lower end of a confidence sequence on the mean of these
gains is looked at after each learner; it holds at all times together, so that looking often is
no way to be lucky (asymptotic, Waudby-Smith et al. 2024: hence not before ``least_learners``).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from adaptive.gaussian import Floats
from adaptive.parameters import Ints
from adaptive.prediction.model import LEAST, MOST

LARGEST_LOSS = -math.log(LEAST)


@dataclass(frozen=True)
class SwitchRule:
    """``level``: the chance of ever switching on a model that is no better.

    ``answers`` of a learner make one unit; nothing is decided before ``least_learners`` have
    one. The mean of the last ``recent`` units, of whatever learners, switches off when it falls
    to 0. :raises ValueError: naming what is out of range.
    """

    level: float = 0.05
    answers: int = 20
    least_learners: int = 50
    recent: int = 50

    def __post_init__(self) -> None:
        if not 0.0 < self.level < 0.5:
            raise ValueError(f"level: {self.level} is outside ]0, 0.5[")
        if min(self.answers, self.least_learners - 1, self.recent) < 1:
            raise ValueError("answers, least_learners, recent: 1, 2 and 1 at least are needed")


@dataclass(frozen=True)
class Switch:
    """Whether the model may serve, and on what that rests.

    ``learners`` with a unit; ``gain`` their mean, in nats an answer, and ``at_least`` the lower
    end of its confidence sequence, NaN before there is enough.
    """

    on: bool
    learners: int
    gain: float
    at_least: float


def bounded_loss(p: ArrayLike, score: ArrayLike) -> Floats:
    """Log loss of predictions kept within [.005, .995], in nats: what ``switch`` reads."""
    within = np.clip(np.asarray(p, dtype=np.float64), LEAST, MOST)
    right = np.asarray(score, dtype=np.float64)
    loss: Floats = -right * np.log(within) - (1.0 - right) * np.log1p(-within)
    return loss


def switch(
    learner: ArrayLike,
    of_filter: ArrayLike,
    of_model: ArrayLike,
    rule: SwitchRule | None = None,
) -> Switch:
    """Whether the model may serve in a domain after these answers, in order of time.

    :param learner: whose each answer is, whole numbers, (n,).
    :param of_filter, of_model: what each prediction cost, made before the answer
        (``bounded_loss``), (n,).
    :raises ValueError: of other lengths, NaN, or a loss out of range.
    """
    rule = rule or SwitchRule()
    who = np.asarray(learner)
    if who.ndim != 1 or (who.size and who.dtype.kind not in "iu"):
        raise ValueError("learner: whole numbers are needed, one an answer")
    gain = _losses("of_filter", of_filter, who) - _losses("of_model", of_model, who)
    units, first = _units(who, gain, rule.answers)
    on, fresh = False, 0
    for k in range(len(units)):
        if not on:
            known = units[fresh : k + 1][first[fresh : k + 1]]
            on = bool(first[k]) and _at_least(known, rule) > 0.0
        elif units[max(k + 1 - rule.recent, 0) : k + 1].mean() <= 0.0:
            on, fresh = False, k + 1
    known = units[first]
    mean = float(known.mean()) if len(known) else math.nan
    return Switch(on, len(known), mean, _at_least(known, rule))


def _losses(name: str, values: ArrayLike, who: Ints) -> Floats:
    loss = np.asarray(values, dtype=np.float64)
    if loss.shape != who.shape or not ((loss >= 0.0) & (loss <= LARGEST_LOSS + 1e-9)).all():
        raise ValueError(
            f"{name}: a loss from 0 to {LARGEST_LOSS:.3g} for each answer is needed"
        )
    return loss


def _units(who: Ints, gain: Floats, answers: int) -> tuple[Floats, NDArray[np.bool_]]:
    """Means of each learner’s answers by so many, as they close; whether a learner’s first."""
    order = np.argsort(who, kind="stable")
    change = np.diff(who[order], prepend=who[order][:1] - 1) != 0
    start = np.flatnonzero(change)
    turn = np.arange(len(who)) - start[np.cumsum(change) - 1]
    total = np.concatenate([[0.0], np.cumsum(gain[order])])
    close = np.flatnonzero(turn % answers == answers - 1)
    unit = (total[close + 1] - total[close + 1 - answers]) / answers
    sequence = np.argsort(order[close])
    return unit[sequence], (turn[close] < answers)[sequence]


def _at_least(units: Floats, rule: SwitchRule) -> float:
    """Lower end of the confidence sequence of the mean, one-sided."""
    n = len(units)
    if n < rule.least_learners:
        return math.nan
    # Narrowest at the fewest learners there may be.
    narrow = -2.0 * math.log(rule.level)
    rho2 = (narrow + math.log(narrow + 1.0)) / rule.least_learners
    wide = n * rho2 + 1.0
    radius = math.sqrt(
        2.0 * wide / (n * n * rho2) * math.log1p(math.sqrt(wide) / (2.0 * rule.level))
    )
    return float(units.mean() - units.std(ddof=1) * radius)
