"""The filter for many learners in one call: all learners of a group, or all logs of a fit.

The equations are those of ``adaptive.filter``, with a leading axis for the learners: step k of
every log at once, those that have ended left out. Nobody reads a covariance between two steps,
so its rank-one changes wait and are added up together, by a matrix product. States that are
kept are those of ``filter.fold``, whose bits are the reference; these agree to its float32.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adaptive.evidence import RIGHTS, Evidence, credit, no_evidence
from adaptive.filter import FAR, FORGETTING, LEAST_LEFT, LONGEST_SITTING_DAYS
from adaptive.gaussian import NODES, WEIGHTS, Floats, Singles, above
from adaptive.observation import Observation
from adaptive.parameters import Ints, Parameters
from adaptive.state import State

Log = Sequence[Observation]

# Learners folded together: 32 covariances of 192 skills are 9 MB, and as much when they change.
CHUNK = 32
# Changes that wait for each learner before they are added up.
WAITING = 16

_NUMBERS = ("a", "b", "b_var", "c", "u", "score", "weight", "at")
_POWERS = np.stack([WEIGHTS, WEIGHTS * NODES, WEIGHTS * NODES**2]).T.copy()
_POWERS.flags.writeable = False


@dataclass(frozen=True, eq=False)
class Many:
    """What is believed of l learners after their logs, in the order given; n skills.

    ``means`` (l, n) and ``covs`` (l, n, n, float32), logits, as they stand at the times ``at``
    (l,) of the last sittings, days. ``predicted``: for each learner, the probability of a right
    answer of each observation of the log as it was *before* the observation was seen.
    ``evidence`` (l, n): see ``adaptive.evidence``.
    """

    means: Floats
    covs: Singles
    at: Floats
    predicted: tuple[Floats, ...]
    evidence: Evidence

    def __len__(self) -> int:
        return len(self.means)

    @property
    def sds(self) -> Floats:
        """Standard deviation of each skill, (l, n)."""
        variance = np.diagonal(self.covs, axis1=1, axis2=2).astype(np.float64)
        return np.asarray(np.sqrt(np.maximum(variance, 0.0)), dtype=np.float64)


def fold_many(
    parameters: Parameters, logs: Sequence[Log], starts: Sequence[State] | None = None
) -> Many:
    """All learners of a group in one call: ``filter.fold`` of each log from its start.

    ``starts`` defaults to the prior, each learner at the time of her first observation (0
    when there is none). Means and covariances agree with those of ``fold`` but for its rounding
    to float32. Beyond the result, memory for 32 learners at a time.

    :raises ValueError: a skill the parameter set has not, a seq that does not grow, as many
        starts as logs.
    """
    check_logs("logs", logs, len(parameters))
    if starts is not None and len(starts) != len(logs):
        raise ValueError(f"starts: {len(logs)} are needed")
    n, skills = len(parameters), np.arange(len(parameters))
    means, at = np.zeros((len(logs), n)), np.zeros(len(logs))
    covs = np.zeros((len(logs), n, n), dtype=np.float32)
    evidence = np.zeros((len(logs), n), dtype=no_evidence(0).dtype)
    predicted: list[Floats] = [np.zeros(0)] * len(logs)
    for first in range(0, len(logs), CHUNK):
        part = logs[first : first + CHUNK]
        packed = pack(part, [skills] * len(part))
        here = first + packed.order
        chosen = None if starts is None else [starts[i] for i in here]
        if chosen is not None:
            _check_starts(parameters, packed, chosen)
        belief, seen = run(parameters, packed, chosen)
        means[here], covs[here], at[here] = belief.mean, belief.cov, belief.at
        for row, place in enumerate(here.tolist()):
            evidence[place] = belief.evidence[row]
            predicted[place] = seen[: len(packed.logs[row]), row].copy()
    return Many(means, covs, at, tuple(predicted), evidence)


@dataclass(frozen=True, eq=False)
class Packed:
    """l logs as arrays, the longest first; k steps, each learner with m skills of her own.

    ``order`` (l,) is the place of each in what was given. ``own`` (l, m) names the skills each
    belief is over (what was never met can be left out: the marginal of a Gaussian is exact);
    ``skills`` (k, l, w) counts within them, ``weights`` pads with 0; ``numbers`` by name, each
    (k, l). ``watched`` (k, l): this answer may help to prove a skill. ``going`` (k,): how many
    learners have a step k.
    """

    logs: tuple[Log, ...]
    order: Ints
    own: Ints
    skills: Ints
    weights: Floats
    numbers: dict[str, Floats]
    sitting: Ints
    practised: NDArray[np.bool_]
    watched: NDArray[np.bool_]
    going: tuple[int, ...]


def pack(logs: Sequence[Log], own: Sequence[Ints], *, proofs_only: bool = False) -> Packed:
    """The logs as arrays; ``own``: the skills each belief is to be over, all met among them.

    ``proofs_only``: the evidence of a skill that can become acquis under no parameters is not
    kept, which takes most of the time.
    """
    order = np.array(sorted(range(len(logs)), key=lambda i: -len(logs[i])), dtype=np.int64)
    ranked = tuple(logs[i] for i in order)
    steps = len(ranked[0]) if ranked else 0
    shape = (steps, len(ranked))
    wide = max((len(seen.skills) for log in ranked for seen in log), default=1)
    skills, weights = np.zeros((*shape, wide), dtype=np.int64), np.zeros((*shape, wide))
    numbers = {name: np.ones(shape) for name in _NUMBERS}
    sitting, practised = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.bool_)
    watched = np.zeros(shape, dtype=np.bool_)
    mine = np.zeros((len(ranked), max((len(o) for o in own), default=0)), dtype=np.int64)
    for row, log in enumerate(ranked):
        names = own[order[row]]
        mine[row, : len(names)] = names
        place = {int(skill): i for i, skill in enumerate(names)}
        for step, seen in enumerate(log):
            used = len(seen.skills)
            skills[step, row, :used] = [place[skill] for skill in seen.skills]
            weights[step, row, :used] = seen.weights
        for name, column in numbers.items():
            column[: len(log), row] = [getattr(seen, name) for seen in log]
        sitting[: len(log), row] = [seen.sitting for seen in log]
        practised[: len(log), row] = [seen.practised for seen in log]
        proved = _provable(log) if proofs_only else set(place)
        watched[: len(log), row] = [seen.skills[0] in proved for seen in log]
    going = tuple(sum(len(log) > step for log in ranked) for step in range(steps))
    return Packed(
        ranked, order, mine, skills, weights, numbers, sitting, practised, watched, going
    )


def _provable(log: Log) -> set[int]:
    """Skills with enough right answers to become acquis, or of which a person decided."""
    rights = Counter(seen.skills[0] for seen in log if seen.right and seen.direct)
    decided = {seen.skills[0] for seen in log if seen.kind == "override"}
    return decided | {skill for skill, count in rights.items() if count >= RIGHTS}


@dataclass(eq=False)
class Beliefs:
    """Where l learners stand, each over m skills of her own. Changed step by step."""

    mean: Floats  # (l, m)
    cov: Floats  # (l, m, m), without the changes that wait
    variance: Floats  # (l, m), its diagonal with them
    waiting: Floats  # (l, WAITING, m): each stands for ± its outer product
    signs: Floats  # (l, WAITING)
    at: Floats  # (l,) days
    sitting: Ints  # (l,)
    stage: Ints  # (l, m)
    evidence: list[Evidence]  # (n,) each


def run(
    parameters: Parameters, packed: Packed, starts: Sequence[State] | None = None
) -> tuple[Beliefs, Floats]:
    """The beliefs after the logs, and the predicted success of each answer before it, (k, l).

    ``starts`` are in the order of ``packed``, their times not after the log's first.
    """
    belief = _begin(parameters, packed, starts)
    predicted = np.zeros(packed.skills.shape[:2])
    for step, going in enumerate(packed.going):
        now = {name: column[step, :going] for name, column in packed.numbers.items()}
        _let_time_pass(parameters, packed, belief, now["at"], packed.sitting[step, :going])
        skills, weights = packed.skills[step, :going], packed.weights[step, :going]
        practised = packed.practised[step, :going]
        before = belief.mean[np.arange(going)[:, None], skills]
        predicted[step, :going] = _condition(belief, skills, weights, now, step % WAITING)
        _learn(parameters, packed, belief, before, skills, weights, now["score"], practised)
        _credit(parameters, packed, belief, step, skills[:, 0])
        if step % WAITING == WAITING - 1:
            _add_up(belief, slice(going))
    _add_up(belief, slice(None))
    return belief, predicted


def _begin(parameters: Parameters, packed: Packed, starts: Sequence[State] | None) -> Beliefs:
    own, learners = packed.own, len(packed.logs)
    if starts is None:
        mean = parameters.mean0[own]
        cov = parameters.cov0[own[:, :, None], own[:, None, :]]
        at = np.array([log[0].at if log else 0.0 for log in packed.logs])
        sitting = np.full(learners, -1)
        evidence = [no_evidence(len(parameters))] * learners
    else:
        mean = np.array([s.mean[o] for s, o in zip(starts, own, strict=True)], np.float64)
        cov = np.array([s.cov[o[:, None], o] for s, o in zip(starts, own, strict=True)])
        at = np.array([state.at for state in starts])
        sitting = np.array([state.sitting for state in starts])
        evidence = [state.evidence for state in starts]
    stages = [kept["stage"][mine] for kept, mine in zip(evidence, own, strict=True)]
    return Beliefs(
        mean=mean,
        cov=cov.astype(np.float64),
        variance=np.diagonal(cov, axis1=1, axis2=2).astype(np.float64),
        waiting=np.zeros((learners, WAITING, own.shape[1])),
        signs=np.zeros((learners, WAITING)),
        at=at,
        sitting=sitting,
        stage=np.array(stages, dtype=np.int64).reshape(own.shape),
        evidence=evidence,
    )


def _add_up(belief: Beliefs, rows: Ints | slice) -> None:
    """Adds to the covariances of these learners the changes that wait."""
    waiting = belief.waiting[rows]
    signed = waiting * belief.signs[rows][:, :, None]
    belief.cov[rows] += signed.transpose(0, 2, 1) @ waiting
    belief.waiting[rows] = 0.0


def _columns(belief: Beliefs, skill: Ints) -> Floats:
    """Covariance of one skill of each of the first learners with all, (going, m)."""
    rows = np.arange(len(skill))
    share = belief.waiting[rows, :, skill] * belief.signs[: len(skill)]
    changed = (share[:, None, :] @ belief.waiting[: len(skill)])[:, 0]
    return np.asarray(belief.cov[rows, skill] + changed, dtype=np.float64)


def _let_time_pass(
    parameters: Parameters, packed: Packed, belief: Beliefs, at: Floats, sitting: Ints
) -> None:
    """Exact Ornstein–Uhlenbeck, as ``filter.advance``, of those whose sitting is new."""
    going = len(at)
    left = at - belief.at[:going]
    new = (sitting != belief.sitting[:going]) | (left > LONGEST_SITTING_DAYS)
    belief.sitting[:going] = sitting
    rows = np.flatnonzero(new & (left > 0.0))
    if len(rows) == 0:
        return
    _add_up(belief, rows)
    own = packed.own[rows]
    rate = parameters.rate[own] * FORGETTING[belief.stage[rows]]
    kept = np.exp(-rate * left[rows, None])
    mean0 = parameters.mean0[own]
    belief.mean[rows] = mean0 + kept * (belief.mean[rows] - mean0)
    root = np.sqrt(rate)
    share = (2.0 * root)[:, :, None] * root[:, None, :]
    share /= rate[:, :, None] + rate[:, None, :]
    share *= parameters.cov0[own[:, :, None], own[:, None, :]]
    both = kept[:, :, None] * kept[:, None, :]
    belief.cov[rows] = share + both * (belief.cov[rows] - share)
    belief.variance[rows] = np.diagonal(belief.cov[rows], axis1=1, axis2=2)
    belief.at[rows] = at[rows]


def _condition(
    belief: Beliefs, skills: Ints, weights: Floats, now: dict[str, Floats], slot: int
) -> Floats:
    """Conditions each belief on one answer, in place; gives what was predicted of it."""
    going = len(skills)
    rows, mean = np.arange(going), belief.mean[:going]
    column = weights[:, :1] * _columns(belief, skills[:, 0])
    for j in range(1, skills.shape[1]):
        column += weights[:, j : j + 1] * _columns(belief, skills[:, j])
    centre = (weights * mean[rows[:, None], skills]).sum(axis=1) - now["b"]
    variance = (weights * column[rows[:, None], skills]).sum(axis=1) + now["b_var"]
    told = (now["weight"] > 0.0) & (variance >= 1e-12)
    variance = np.maximum(variance, 1e-12)
    predicted, new_centre, new_variance = _moments(centre, variance, now)
    scale = np.where(told, (new_variance - variance) / variance**2, 0.0)
    mean += column * np.where(told, (new_centre - centre) / variance, 0.0)[:, None]
    belief.waiting[:going, slot] = column * np.sqrt(np.abs(scale))[:, None]
    belief.signs[:going, slot] = np.sign(scale)
    belief.variance[:going] += scale[:, None] * column**2
    return predicted


def _moments(
    centre: Floats, variance: Floats, now: dict[str, Floats]
) -> tuple[Floats, Floats, Floats]:
    """Predicted success, then mean and variance of x given the answer; see ``filter``."""
    sd = np.sqrt(variance)
    z = now["a"][:, None] * (centre[:, None] + sd[:, None] * NODES)
    e = np.exp(-np.clip(z, -FAR, FAR))
    logistic = 1.0 / (1.0 + e)
    c, u, score = now["c"][:, None], now["u"][:, None], now["score"][:, None]
    right = c + (u - c) * logistic
    wrong = (1.0 - u) + (u - c) * (e * logistic)
    log = now["weight"][:, None] * (score * np.log(right) + (1.0 - score) * np.log(wrong))
    fit = np.exp(log - log.max(axis=1, keepdims=True))
    total, first, second = (fit @ _POWERS).T
    first = first / total
    # True in exact arithmetic: a right answer never lowers x, a wrong one never raises it.
    first = np.where(now["score"] == 1.0, np.maximum(first, 0.0), first)
    first = np.where(now["score"] == 0.0, np.minimum(first, 0.0), first)
    left = np.maximum(second / total - first * first, LEAST_LEFT)
    return right @ WEIGHTS, centre + sd * first, variance * left


def _learn(
    parameters: Parameters,
    packed: Packed,
    belief: Beliefs,
    before: Floats,
    skills: Ints,
    weights: Floats,
    score: Floats,
    practised: NDArray[np.bool_],
) -> None:
    """The small gain of exercises with feedback, as in the filter; ``before`` (going, w)."""
    rows = np.arange(len(skills))
    share = weights / weights.max(axis=1, keepdims=True) * practised[:, None]
    for j in range(skills.shape[1]):
        skill = skills[:, j]
        after = belief.mean[rows, skill]
        learnt = after + parameters.drift[packed.own[rows, skill]] * share[:, j]
        most = np.where(score == 0.0, np.maximum(before[:, j], after), np.inf)
        belief.mean[rows, skill] = np.minimum(learnt, most)
        # No more unknown than before any answer; nothing is taken off.
        own = packed.own[rows, skill]
        room = np.maximum(parameters.cov0[own, own] - belief.variance[rows, skill], 0.0)
        more = np.minimum((parameters.hyper.drift_sd * share[:, j]) ** 2, room)
        belief.cov[rows, skill, skill] += more
        belief.variance[rows, skill] += more


def _credit(
    parameters: Parameters, packed: Packed, belief: Beliefs, step: int, skill: Ints
) -> None:
    """Direct evidence of each: a stage reached slows forgetting."""
    rows = np.flatnonzero(packed.watched[step, : len(skill)])
    main = skill[rows]
    sd = np.sqrt(np.maximum(belief.variance[rows, main], 1e-12))
    lead = (parameters.threshold[packed.own[rows, main]] - belief.mean[rows, main]) / sd
    for row, z in zip(rows.tolist(), lead.tolist(), strict=True):
        seen = packed.logs[row][step]
        belief.evidence[row], events = credit(belief.evidence[row], seen, above(z))
        if events:
            stage = belief.evidence[row]["stage"][seen.skills[0]]
            belief.stage[row, skill[row]] = stage


def check_logs(name: str, logs: Sequence[Log], n: int) -> None:
    """Nothing when every log can be folded over n skills.

    :raises ValueError: naming the argument: a skill beyond, or a seq that does not grow.
    """
    for learner, log in enumerate(logs):
        last = 0
        for seen in log:
            if max(seen.skills) >= n:
                raise ValueError(
                    f"{name}: learner {learner} has skills {seen.skills}, beyond the {n} known"
                )
            if seen.seq <= last:
                raise ValueError(
                    f"{name}: learner {learner}: seq {seen.seq} comes after {last}"
                )
            last = seen.seq


def _check_starts(parameters: Parameters, packed: Packed, starts: Sequence[State]) -> None:
    for state, log in zip(starts, packed.logs, strict=True):
        if len(state.mean) != len(parameters):
            raise ValueError(f"starts: a state of {len(state.mean)} skills")
        if log and log[0].seq <= state.seq:
            raise ValueError(f"starts: seq {log[0].seq} comes after {state.seq}")
