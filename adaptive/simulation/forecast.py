"""Predictions of a real log against what happened: each answer predicted before it counts.

This is the prequential way (Dawid 1984, JRSS A 147): the state that predicts an answer has seen
only what came before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from adaptive.filter import LONGEST_SITTING_DAYS, advance, observe, pass_over
from adaptive.gaussian import NODES, WEIGHTS, Floats, logistic
from adaptive.observation import DEFAULT_UPPER, Observation
from adaptive.parameters import Ints, Parameters
from adaptive.pool import Bools
from adaptive.practising import PracticeContext
from adaptive.simulation.intervals import Interval, bootstrap, by_learner, wilson
from adaptive.state import State, prior

BINS = 10
BLOCK = 10  # successive answers of a learner whose sum is predicted
INSIDE = (0.05, 0.95)  # the central 90 %
_LEAST = 1e-6


@dataclass(frozen=True, eq=False)
class Turn:
    """One number of a learner's log.

    ``observation``: what was seen, None for a number that tells nothing. ``upper``: the item's
    upper asymptote as it was asked ("je ne sais pas encore" is observed with u = 1, which
    nobody knew before). ``row``: the item's row in the pool, −1 when it is not there any more.
    ``context``: what the choice knew, for an exercise chosen to practise; None for any other.
    """

    seq: int
    observation: Observation | None
    upper: float = DEFAULT_UPPER
    row: int = -1
    context: PracticeContext | None = None


Log = Sequence[Turn]


@dataclass(frozen=True, eq=False)
class Forecast:
    """What was predicted of n answers, in the order of the logs. Every array is (n,).

    ``learner``: place of the log; ``skill``: the main one; ``row`` of the pool; ``ability``:
    ``wᵀm`` before the answer, logits; ``p``: predicted score; ``score``: what happened;
    ``aided``: some help was opened.
    """

    learner: Ints
    skill: Ints
    row: Ints
    ability: Floats
    p: Floats
    score: Floats
    aided: Bools

    def __len__(self) -> int:
        return len(self.p)

    def only(self, rows: Bools) -> Forecast:
        """The answers of a mask (n,)."""
        return Forecast(**{name: column[rows] for name, column in vars(self).items()})


def forecast(parameters: Parameters, logs: Sequence[Log]) -> Forecast:
    """Every answer of the logs, predicted from what came before it. Trainers' words count in
    the state and are not predicted.

    :raises ValueError: a log that cannot be folded.
    """
    rows: list[tuple[float, ...]] = []
    for number, log in enumerate(logs):
        state = prior(parameters, 0.0)
        for turn in log:
            seen = turn.observation
            if seen is not None and seen.kind == "answer":
                ability, p = predict(parameters, before(parameters, state, seen), turn)
                what = (seen.skills[0], turn.row, ability, p, seen.score, seen.aided)
                rows.append((number, *what))
            state = after(parameters, state, turn)
    columns = np.array(rows, dtype=np.float64).reshape(len(rows), 7).T
    learner, skill, row = (column.astype(np.int64) for column in columns[:3])
    ability, p, score, aided = columns[3:]
    return Forecast(learner, skill, row, ability, p, score, aided > 0.0)


def before(parameters: Parameters, state: State, seen: Observation) -> State:
    """The state as it stood when this was about to be seen: forgetting counted, once a sitting,
    as ``observe`` does."""
    left = seen.at - state.at
    if left > 0.0 and (seen.sitting != state.sitting or left > LONGEST_SITTING_DAYS):
        return advance(parameters, state, seen.at)
    return state


def after(parameters: Parameters, state: State, turn: Turn) -> State:
    """The state after one number of a log."""
    if turn.observation is None:
        return pass_over(state, turn.seq)
    return observe(parameters, state, turn.observation)[0]


def predict(parameters: Parameters, state: State, turn: Turn) -> tuple[float, float]:
    """``wᵀm`` and ``E[c + (u − c)·σ(a·x)]``, x ~ N(wᵀm − b, wᵀVw + var b), by quadrature.

    :raises ValueError: a number of a log that tells nothing.
    """
    seen = turn.observation
    if seen is None:
        raise ValueError("turn: nothing was seen")
    skills, weights = list(seen.skills), np.array(seen.weights)
    ability = float((weights * state.mean[skills]).sum())
    inner = state.cov[np.ix_(skills, skills)]
    variance = float((weights[:, None] * inner * weights).sum()) + seen.b_var
    x = ability - seen.b + np.sqrt(max(variance, 0.0)) * NODES
    chance = float((WEIGHTS * logistic(seen.a * x)).sum())
    return ability, seen.c + (turn.upper - seen.c) * chance


@dataclass(frozen=True)
class Bin:
    """Answers predicted alike: their mean prediction, and what happened."""

    predicted: float
    happened: Interval


def calibration(found: Forecast, bins: int = BINS) -> tuple[Bin, ...]:
    """Answers in ``bins`` groups of equal width of p, the empty ones left out, each with the
    share that succeeded and its 95 % Wilson interval.

    :raises ValueError: bins below 1.
    """
    if bins < 1:
        raise ValueError(f"bins: {bins} is below 1")
    place = np.minimum((found.p * bins).astype(np.int64), bins - 1)
    return tuple(
        Bin(float(found.p[here].mean()), wilson(float(found.score[here].sum()), len(here)))
        for here in (np.flatnonzero(place == number) for number in range(bins))
        if len(here)
    )


def log_losses(p: Floats, score: Floats) -> Floats:
    """``−s·log p − (1 − s)·log(1 − p)`` of each answer, same shape: lower is better."""
    p = np.clip(p, _LEAST, 1.0 - _LEAST)
    return np.asarray(-score * np.log(p) - (1.0 - score) * np.log1p(-p))


def base_rate(found: Forecast) -> Floats:
    """The mean score of all the *other* learners, for each answer, (n,): what one would predict
    who knew nothing of this learner. With one learner, one in two."""
    total, n = found.score.sum(), len(found)
    own = np.bincount(found.learner, weights=found.score)[found.learner] if n else found.score
    count = np.bincount(found.learner)[found.learner] if n else found.learner
    others = n - count
    rate = (total - own) / np.maximum(others, 1)
    return np.asarray(np.where(others > 0, rate, 0.5), dtype=np.float64)


def coverage(found: Forecast, draw: np.random.Generator, block: int = BLOCK) -> Interval | None:
    """How often the sum of ``block`` successive scores of a learner is in the central 90 % of
    what was predicted for it; None without one whole block. The interval is over learners.

    The sum's law is that of independent 0/1 with the predicted chances. As it is discrete, a
    block counts by the share of its probability step that is inside: the mean is then .90 for
    predictions that are right (the non-randomised probability transform: Czado, Gneiting & Held
    2009, Biometrics 65). A partial score s counts as right with weight s and wrong with 1 − s.

    :raises ValueError: block below 1.
    """
    if block < 1:
        raise ValueError(f"block: {block} is below 1")
    learners, shares = [], []
    for learner in np.unique(found.learner):
        rows = np.flatnonzero(found.learner == learner)
        for start in range(0, len(rows) - block + 1, block):
            here = rows[start : start + block]
            learners.append(int(learner))
            shares.append(_inside(found.p[here], found.score[here]))
    if not shares:
        return None
    means, counts = by_learner(np.array(learners), np.array(shares))
    return bootstrap(means, draw, counts)


def _inside(p: Floats, score: Floats) -> float:
    predicted, happened = _sum_law(p), _sum_law(score)
    high = np.cumsum(predicted)
    low = high - predicted
    overlap = np.minimum(high, INSIDE[1]) - np.maximum(low, INSIDE[0])
    share = np.clip(overlap, 0.0, None) / np.maximum(predicted, 1e-300)
    return float((happened * np.minimum(share, 1.0)).sum())


def _sum_law(chances: Floats) -> Floats:
    """P(sum = k), k from 0 to the number of independent 0/1 with these chances."""
    law = np.ones(1)
    for chance in chances:
        law = np.convolve(law, (1.0 - chance, chance))
    return np.asarray(law)
