"""The filter: one observation in, a new belief out. The state is a fold of the log.

Assumed-density filtering (Opper 1998; Minka 2001): the likelihood depends on one scalar
``x = wᵀθ − b``; its two first posterior moments are taken by Gauss–Hermite quadrature, and
every skill moves by the gain ``Vw / var(x)``. Elementwise operations only: a matrix product
gives other last bits on another machine. What is believed is float32, since an observation
costs reading and writing n² numbers; the likelihood and its moments are taken in float64.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from adaptive.evidence import Event, Evidence, credit
from adaptive.gaussian import NODES, WEIGHTS, Floats, Singles, above
from adaptive.observation import Observation
from adaptive.parameters import Parameters
from adaptive.state import State, frozen

# Forgetting falls as a skill is proved, then proved to last. By stage: none, acquis, retenu.
FORGETTING = np.array([1.0, 0.5, 0.25])
FORGETTING.flags.writeable = False
# A sitting left open overnight is two sittings for memory.
LONGEST_SITTING_DAYS = 0.5

# Weights of the quadrature times the powers 0, 1, 2 of its nodes.
_POWERS = np.stack([WEIGHTS, WEIGHTS * NODES, WEIGHTS * NODES**2])
_POWERS.flags.writeable = False

# Beyond this the logistic is 0 or 1 in float64 for all that follows, and its log still finite.
FAR = 500.0
# The least share of a variance that one observation leaves. A real one leaves a hundred times
# more; below it the quadrature has one node left, and float32 could fall under zero.
LEAST_LEFT = 1e-4


def observe(
    parameters: Parameters, state: State, observation: Observation
) -> tuple[State, tuple[Event, ...]]:
    """The state after one observation, and the changes of skill states it caused.

    In order: forgetting (once a sitting), the answer, the drift of practice, the rounding of
    checkpoints, the direct evidence. An event time before ``state.at`` (a phone that was
    offline) moves no time back. A right answer never lowers its own skill, a wrong one never
    raises it, learning included. Weight 0 carries no information but still counts as seen.

    :raises ValueError: a skill the parameter set has not, or a seq not above ``state.seq``.
    """
    if max(observation.skills) >= len(parameters):
        raise ValueError(f"skills: {observation.skills} beyond the {len(parameters)} known")
    if observation.seq <= state.seq:
        raise ValueError(f"seq: {observation.seq} comes after {state.seq}")
    left = observation.at - state.at
    if observation.sitting != state.sitting or left > LONGEST_SITTING_DAYS:
        state = advance(parameters, state, max(observation.at, state.at))
    mean, cov = _condition(state.mean, state.cov, observation)
    if observation.practised:
        cov = _learn(parameters, state.mean, mean, cov, observation)
    skill = observation.skills[0]
    sd = math.sqrt(max(float(cov[skill, skill]), 1e-12))
    p_above = above((float(parameters.threshold[skill]) - float(mean[skill])) / sd)
    evidence, events = credit(state.evidence, observation, p_above)
    after = frozen(mean, cov, state.at, observation.seq, observation.sitting, evidence)
    return after, events


def fold(
    parameters: Parameters, state: State, observations: Iterable[Observation]
) -> tuple[State, tuple[Event, ...]]:
    """The state after all observations, in their order, and every event on the way."""
    events: list[Event] = []
    for observation in observations:
        state, new = observe(parameters, state, observation)
        events += new
    return state, tuple(events)


def pass_over(state: State, seq: int) -> State:
    """The state at a later number of the log that tells nothing: an answer taken back, or the
    row that took it back. Only the number moves.

    :raises ValueError: a seq not above ``state.seq``.
    """
    if seq <= state.seq:
        raise ValueError(f"seq: {seq} comes after {state.seq}")
    return replace(state, seq=seq)


def advance(parameters: Parameters, state: State, at: float) -> State:
    """The state as it stands at a later time with nothing new seen: exact Ornstein–Uhlenbeck.

    ``m ← μ₀ + D(m − μ₀)``, ``V ← DVD + Q``, ``D = diag(e^{−λt})``,
    ``Q_ij = K_ij · 2√(λ_iλ_j)/(λ_i+λ_j) · (1 − e^{−(λ_i+λ_j)t})``. λ is the rate per day of the
    skill's stage. Advancing twice equals advancing once by the sum, but for rounding.

    :raises ValueError: ``at`` before ``state.at``, or not finite.
    """
    elapsed = at - state.at
    if not (math.isfinite(at) and elapsed >= 0.0):
        raise ValueError(f"at: {at} must be a time from {state.at} on")
    if elapsed == 0.0:
        return state
    rate = rates(parameters, state.evidence)
    kept = np.exp(-rate * elapsed)
    mean = parameters.mean0 + kept * (state.mean - parameters.mean0)
    cov = _later(parameters.cov0, state.cov, rate, kept)
    return frozen(mean.astype(np.float32), cov, at, state.seq, state.sitting, state.evidence)


def rates(parameters: Parameters, evidence: Evidence) -> Floats:
    """Forgetting rate of each skill, per day, (n,): it falls as the skill is proved."""
    return np.asarray(parameters.rate * FORGETTING[evidence["stage"]], dtype=np.float64)


def _later(cov0: Floats, cov: Singles, rate: Floats, kept: Floats) -> Singles:
    """``share·K + DD·(V − share·K)``, which is ``DVD + Q``: in float32, exactly symmetric."""
    slow, root = rate.astype(np.float32), np.sqrt(rate).astype(np.float32)
    share = (2.0 * root)[:, None] * root
    share /= slow[:, None] + slow
    share *= cov0.astype(np.float32)
    short = kept.astype(np.float32)
    later = short[:, None] * short
    later *= cov - share
    later += share
    return later


def _condition(mean: Singles, cov: Singles, seen: Observation) -> tuple[Singles, Singles]:
    """Mean and covariance given the answer: rank one, exactly symmetric. The mean is new."""
    column = cov[seen.skills[0]]
    if seen.weights != (1.0,):
        column = seen.weights[0] * column
        for skill, weight in zip(seen.skills[1:], seen.weights[1:], strict=True):
            column = column + weight * cov[skill]
    centre, variance = -seen.b, seen.b_var
    for skill, weight in zip(seen.skills, seen.weights, strict=True):
        centre += weight * float(mean[skill])
        variance += weight * float(column[skill])
    if seen.weight == 0.0 or variance < 1e-12:
        return mean.copy(), cov
    new_centre, new_variance = _moments(centre, variance, seen)
    scale = (new_variance - variance) / variance**2
    half = column * math.sqrt(abs(scale))
    change = half[:, None] * half
    # Into the same array: a second one of this size costs more than the arithmetic.
    (np.add if scale > 0.0 else np.subtract)(cov, change, out=change)
    return mean + column * ((new_centre - centre) / variance), change


def _moments(centre: float, variance: float, seen: Observation) -> tuple[float, float]:
    """Mean and variance of x given the answer, x ~ N(centre, variance) before it.

    The likelihood is ``P^{ws}·(1 − P)^{w(1−s)}``: weight w, score s (fractional
    Bernoulli).
    """
    sd = math.sqrt(variance)
    z = NODES * (seen.a * sd)
    z += seen.a * centre
    if not -FAR < z[0] <= z[-1] < FAR:
        z = np.minimum(np.maximum(z, -FAR), FAR)
    span = seen.u - seen.c
    if seen.weight == 1.0 and seen.score == 1.0:
        fit = seen.c + span / (1.0 + np.exp(-z))
    elif seen.weight == 1.0 and seen.score == 0.0:
        fit = (1.0 - seen.u) + span / (1.0 + np.exp(z))
    else:
        right = seen.c + span / (1.0 + np.exp(-z))
        wrong = (1.0 - seen.u) + span / (1.0 + np.exp(z))
        log = seen.score * np.log(right) + (1.0 - seen.score) * np.log(wrong)
        fit = np.exp(seen.weight * (log - log.max()))
    total, first, second = np.add.reduce(_POWERS * fit, axis=1).tolist()
    first /= total
    new_centre = centre + sd * first
    new_variance = variance * max(second / total - first * first, LEAST_LEFT)
    if seen.score == 1.0:  # true in exact arithmetic; the last bit is held to it
        new_centre = max(new_centre, centre)
    elif seen.score == 0.0:
        new_centre = min(new_centre, centre)
    return new_centre, new_variance


def _learn(
    parameters: Parameters, before: Singles, mean: Singles, cov: Singles, seen: Observation
) -> Singles:
    """Adds to ``mean`` the small gain of an exercise with feedback, on its own skills only, and
    gives the covariance with what is not known of that gain: ``V_ss ← V_ss + drift_sd²``, up
    to what was not known of the skill before any answer.

    After a wholly wrong answer the gain at most makes good what the answer took away.
    """
    if not cov.flags.writeable:
        cov = cov.copy()
    most, spread = max(seen.weights), parameters.hyper.drift_sd
    for skill, weight in zip(seen.skills, seen.weights, strict=True):
        after = float(mean[skill])
        learnt = after + float(parameters.drift[skill]) * weight / most
        if seen.score == 0.0:
            learnt = min(learnt, max(float(before[skill]), after))
        mean[skill] = learnt
        known = float(cov[skill, skill])
        least = min(known + (spread * weight / most) ** 2, float(parameters.cov0[skill, skill]))
        cov[skill, skill] = max(known, least)
    return cov
