"""Hyper-parameters of the prior, of learning and of forgetting, fitted from logs.

What is minimised is the prequential log loss: each answer is predicted from those before it
(Dawid 1984, JRSS A 147, section 5). Summed, it is minus the log marginal likelihood of the
filter's Gaussian approximation (Rasmussen & Williams 2006, 5.4.1), so σ, β, the mean, drift and
half-life are weighed against each other without a validation set. Weak priors centred on the
defaults (a maximum a posteriori) hold what the logs say nothing of.

The search is by coordinates: a parabola through three points in each, then a step along what
the round changed (Powell 1964; Hooke & Jeeves 1961). No derivative, no randomness: the same
logs give the same parameters.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from adaptive.batch import Log, Packed, check_logs, pack, run
from adaptive.gaussian import Floats
from adaptive.parameters import DEFAULT, Hyper, Parameters, Skill, build_parameters

# Learners packed together: few skills each, so more of them than when all skills are kept.
CHUNK = 64
# Of the logarithm of each, around the default: a factor of two is within one deviation. The
# mean is in logits. Drift and half-life are the least known, so the least held.
PRIOR_SD = {
    "sigma_general": 0.7,
    "sigma_domain": 0.7,
    "sigma_strand": 0.7,
    "sigma_graph": 0.7,
    "beta": 1.0,
    "mean": 1.0,
    "half_life_days": 1.0,
    "drift": 1.0,
    "drift_sd": 1.0,
}
# Of the logarithm of a domain's drift around the drift of all.
DOMAIN_SD = 0.5
# Nothing is sought further than this many deviations from the default.
FARTHEST = 4.0
# The search: first step, in deviations; converged when a round gains less than this in all.
FIRST_STEP, SMALLEST_STEP, TOLERANCE = 0.5, 0.02, 0.05
# A prediction is never taken as surer than this: one answer costs at most 13.8.
SUREST = 1e-6


@dataclass(frozen=True)
class Fitted:
    """What was found, and what it is worth: log loss per answer of the logs held out, with the
    hypers of the start (``before``) and with ``hyper`` (``after``); of the logs themselves when
    none is held out, 0 when there is no answer at all.

    ``answers`` and ``learners`` were fitted on, ``held_out`` learners were not. ``rounds`` of
    the search were done; when not ``converged``, fit again with ``start=hyper``.
    """

    hyper: Hyper
    before: float
    after: float
    answers: int
    learners: int
    held_out: int
    rounds: int
    converged: bool


def _silent(_round: int, _rounds: int, _loss: float) -> None:
    """No progress is told."""


def fit(
    skills: Sequence[Skill],
    logs: Sequence[Log],
    start: Hyper = DEFAULT,
    *,
    held_out: Sequence[Log] = (),
    most_rounds: int = 40,
    progress: Callable[[int, int, float], None] = _silent,
) -> Fitted:
    """The hyper-parameters under which the logs were least surprising.

    Fitted: the four σ, β, the mean, the half-life, the drift, its spread, and the drift of each
    domain; what the logs say nothing of goes to the default. The rest is kept from ``start``.
    Only unaided answers are predicted; helped ones and what trainers said are folded all the
    same. ``progress`` is told the round, the most there can be, and the loss per answer.
    Without any answer the result is the default.

    :raises ValueError: naming the argument: what ``build_parameters`` refuses, unknown skills,
        a seq that does not grow, ``most_rounds`` below 1.
    """
    known = build_parameters(skills, start)
    check_logs("logs", logs, len(known))
    check_logs("held_out", held_out, len(known))
    if most_rounds < 1:
        raise ValueError(f"most_rounds: {most_rounds} is below 1")
    told = prepare(logs)
    search = _Search(skills, told, start, _names(known, told))
    point, rounds, converged = search.descend(most_rounds, progress)
    hyper = search.hyper(point)
    judged = prepare(held_out) if held_out else told
    return Fitted(
        hyper=hyper,
        before=_per_answer(known, judged),
        after=_per_answer(build_parameters(skills, hyper), judged),
        answers=sum(len(log) for log in logs),
        learners=sum(len(log) > 0 for log in logs),
        held_out=sum(len(log) > 0 for log in held_out),
        rounds=rounds,
        converged=converged,
    )


def log_loss(parameters: Parameters, told: Sequence[Prepared]) -> tuple[float, float]:
    """Prequential log loss of logs under a parameter set, and the weight of the answers in it.

    ``−w(s·log p + (1 − s)·log(1 − p))`` of each unaided answer, p predicted from what came
    before it: a proper score whatever the score s in [0, 1].
    """
    loss = weight = 0.0
    for part in told:
        _, predicted = run(parameters, part.packed)
        p = np.clip(predicted, SUREST, 1.0 - SUREST)
        score = part.packed.numbers["score"]
        surprise = score * np.log(p) + (1.0 - score) * np.log(1.0 - p)
        loss -= float((part.counted * surprise).sum())
        weight += float(part.counted.sum())
    return loss, weight


@dataclass(frozen=True, eq=False)
class Prepared:
    """Logs ready to be predicted many times; ``counted`` (k, l): the weight of each answer."""

    packed: Packed
    counted: Floats


def prepare(logs: Sequence[Log]) -> list[Prepared]:
    """The logs with answers, as arrays, over the skills that each learner met."""
    ranked = sorted((log for log in logs if log), key=len, reverse=True)
    prepared = []
    for first in range(0, len(ranked), CHUNK):
        part = ranked[first : first + CHUNK]
        met = [np.array(sorted({s for seen in log for s in seen.skills})) for log in part]
        packed = pack(part, met, proofs_only=True)
        counted = np.zeros(packed.sitting.shape)
        for row, log in enumerate(packed.logs):
            counted[: len(log), row] = [
                0.0 if seen.aided or seen.kind != "answer" else seen.weight for seen in log
            ]
        prepared.append(Prepared(packed, counted))
    return prepared


def _per_answer(parameters: Parameters, told: Sequence[Prepared]) -> float:
    loss, weight = log_loss(parameters, told)
    return loss / weight if weight > 0.0 else 0.0


def _names(parameters: Parameters, told: Sequence[Prepared]) -> tuple[str, ...]:
    """The coordinates: the fields of which these logs can say something, and the domains whose
    drift can differ."""
    if not told:
        return ()
    practised: set[int] = set()
    time_passed = False
    for packed in (part.packed for part in told):
        for log in packed.logs:
            practised |= {
                int(parameters.domain[seen.skills[0]]) for seen in log if seen.practised
            }
            time_passed |= any(seen.sitting != log[0].sitting for seen in log)
    silent = set() if time_passed else {"half_life_days"}
    silent |= set() if practised else {"drift", "drift_sd"}
    several = sorted(practised) if len(practised) > 1 else []
    return (
        *(name for name in PRIOR_SD if name not in silent),
        *(parameters.domains[d] for d in several),
    )


class _Search:
    """The penalised loss as a function of a point: deviations from the defaults, in units of
    their priors' standard deviations. 0 everywhere is the default."""

    def __init__(
        self,
        skills: Sequence[Skill],
        told: Sequence[Prepared],
        start: Hyper,
        names: tuple[str, ...],
    ) -> None:
        self._skills, self._told, self._start, self._names = skills, told, start, names
        self._weight = max(sum(float(part.counted.sum()) for part in told), 1.0)

    def loss(self, point: Floats) -> float:
        """−log(marginal likelihood · prior), up to a constant."""
        parameters = build_parameters(self._skills, self.hyper(point))
        return log_loss(parameters, self._told)[0] + 0.5 * float(point @ point)

    def origin(self) -> Floats:
        """The point of ``start``, within reach of the defaults."""
        by_domain = dict(self._start.drift_by_domain)
        point = []
        for name in self._names:
            if name == "mean":
                moved = (self._start.mean - DEFAULT.mean) / PRIOR_SD["mean"]
            elif name in PRIOR_SD:
                moved = (
                    _log(getattr(self._start, name), getattr(DEFAULT, name)) / PRIOR_SD[name]
                )
            else:
                moved = _log(by_domain.get(name, self._start.drift), self._start.drift)
                moved /= DOMAIN_SD
            point.append(moved)
        return np.clip(np.array(point, dtype=np.float64), -FARTHEST, FARTHEST)

    def hyper(self, point: Floats) -> Hyper:
        """The hyper-parameters of a point; without coordinates, the defaults."""
        found = {name: getattr(DEFAULT, name) for name in PRIOR_SD}
        by_domain = []
        for name, moved in zip(self._names, point.tolist(), strict=True):
            if name == "mean":
                found[name] = DEFAULT.mean + moved * PRIOR_SD[name]
            elif name in PRIOR_SD:
                found[name] = getattr(DEFAULT, name) * math.exp(moved * PRIOR_SD[name])
            else:
                by_domain.append((name, found["drift"] * math.exp(moved * DOMAIN_SD)))
        rounded: dict[str, Any] = {name: _short(value) for name, value in found.items()}
        drifts = tuple((name, _short(value)) for name, value in by_domain)
        return dataclasses.replace(self._start, **rounded, drift_by_domain=drifts)

    def descend(
        self, most_rounds: int, progress: Callable[[int, int, float], None]
    ) -> tuple[Floats, int, bool]:
        """The lowest point found, the rounds it took, and whether it converged."""
        point = self.origin()
        if len(point) == 0:
            return point, 0, True
        low, steps = self.loss(point), np.full(len(point), FIRST_STEP)
        for done in range(1, most_rounds + 1):
            before, was = point, low
            for i in range(len(point)):
                point, low, steps[i] = self._along(point, low, i, float(steps[i]))
            further = np.clip(2.0 * point - before, -FARTHEST, FARTHEST)
            if (lower := self.loss(further)) < low:
                point, low = further, lower
            progress(done, most_rounds, low / self._weight)
            if was - low < TOLERANCE and float(steps.max()) <= 8.0 * SMALLEST_STEP:
                return point, done, True
        return point, most_rounds, False

    def _along(
        self, point: Floats, low: float, i: int, step: float
    ) -> tuple[Floats, float, float]:
        """The lowest of a parabola through three points of coordinate i, or of those points;
        and the step for the next round: what was moved, or half."""
        tried = [(low, point)]
        for sign in (1.0, -1.0):
            tried.append(self._at(point, i, sign * step))
        up, down = tried[1][0], tried[2][0]
        bend = up + down - 2.0 * low
        if bend > 0.0:
            best = np.clip(0.5 * step * (down - up) / bend, -2.0 * step, 2.0 * step)
            tried.append(self._at(point, i, float(best)))
        lowest, where = min(tried, key=lambda pair: pair[0])
        moved = abs(float(where[i] - point[i]))
        return where, lowest, max(0.5 * step, min(moved, 1.0), SMALLEST_STEP)

    def _at(self, point: Floats, i: int, move: float) -> tuple[float, Floats]:
        there = point.copy()
        there[i] = min(max(there[i] + move, -FARTHEST), FARTHEST)
        return self.loss(there), there


def _short(value: float) -> float:
    """Six digits: more says nothing, and people read them."""
    return float(f"{value:.6g}")


def _log(value: float, default: float) -> float:
    """log(value / default); a value of 0 counts as one thousandth of the default."""
    return math.log(max(value / default, 1e-3))
