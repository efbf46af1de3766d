"""Whether a level moved between two times, or whether the difference may be noise.

The one rule of the whole application: bilans, a learner's page, reports, the interview sheet.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adaptive.filter import FORGETTING
from adaptive.gaussian import Floats, cdf
from adaptive.mastery import Levels
from adaptive.parameters import Parameters
from adaptive.state import State

# A rise is called real from this probability on that there was one; a fall only when it is
# surer: to be told wrongly that one went down costs more than to be told nothing.
RISE, FALL = 0.95, 0.99
# With fewer answers between the two times one surprise decides, and no normal law describes it.
ENOUGH = 6
_FAR = 40.0  # standard deviations: beyond, the probability is 1 to the last bit


@dataclass(frozen=True)
class Standing:
    """The average ability over some skills at a time, logits above an ordinary exercise.

    0 is a success one time in two. ``var`` is its posterior variance, ``prior`` what it was
    before any answer, ``rate`` the forgetting a day of what is known, ``at`` the time, days.
    ``answered``: how many of the skills were answered directly by then; ``answers``: direct
    answers in their domains.
    """

    mean: float
    var: float
    prior: float
    rate: float
    at: float
    answered: int
    answers: int

    def chance(self, sds: float = 0.0) -> float:
        """Chance of success on an ordinary exercise, ``sds`` standard deviations away."""
        return float(1.0 / (1.0 + np.exp(-(self.mean + sds * np.sqrt(self.var)))))


@dataclass(frozen=True)
class Change:
    """``difference`` later minus earlier, logits; ``sd`` of its error; ``probability`` in
    [.5, 1] that the level went that way; ``answers`` between the two times; ``real`` when these
    are at least ``ENOUGH`` and the probability at least ``RISE``, ``FALL`` for a fall."""

    difference: float
    sd: float
    probability: float
    answers: int
    real: bool


def standing(parameters: Parameters, state: State, skills: NDArray[np.int64]) -> Standing:
    """Where a learner stands over some skills (k,), indices: their average, wᵀm with w = 1/k.

    Its variance is wᵀVw: skills that go together count together.

    :raises ValueError: no skill.
    """
    _some(skills)
    var = state.cov[np.ix_(skills, skills)].astype(np.float64).mean()
    evidence = state.evidence
    answers, stage = evidence["answers"], evidence["stage"]
    mean = state.mean.astype(np.float64)
    return _standing(parameters, skills, mean, float(var), answers, stage, state.at)


def standing_of(parameters: Parameters, levels: Levels, skills: NDArray[np.int64]) -> Standing:
    """The same from packed levels, which keep the mean correlation ρ of a domain only:
    wᵀVw ≈ ((1 − ρ) Σσ² + ρ (Σσ)²)/k². ``skills`` are of one domain.

    :raises ValueError: no skill, or skills of several domains.
    """
    _some(skills)
    if len(set(parameters.domain[skills].tolist())) > 1:
        raise ValueError("skills: of several domains")
    sd, rho = levels.sd[skills], float(levels.shared[parameters.domain[skills[0]]])
    var = ((1.0 - rho) * (sd**2).sum() + rho * sd.sum() ** 2) / len(skills) ** 2
    return _standing(
        parameters, skills, levels.mean, float(var), levels.answers, levels.stage, levels.at
    )


def _some(skills: NDArray[np.int64]) -> None:
    if len(skills) == 0:
        raise ValueError("skills: none")


def _standing(
    parameters: Parameters,
    skills: NDArray[np.int64],
    mean: Floats,
    var: float,
    answers: NDArray[np.integer],
    stage: NDArray[np.integer],
    at: float,
) -> Standing:
    around = np.isin(parameters.domain, parameters.domain[skills])
    return Standing(
        mean=float((mean[skills] - parameters.difficulty[skills]).mean()),
        var=max(var, 0.0),
        prior=float(parameters.cov0[np.ix_(skills, skills)].mean()),
        rate=float((parameters.rate[skills] * FORGETTING[stage[skills]]).mean()),
        at=at,
        answered=int((answers[skills] > 0).sum()),
        answers=int(answers[around].sum()),
    )


def change(before: Standing, after: Standing) -> Change:
    """What became of a level: the same skills at two times, N(m₁, V₁) and N(m₂, V₂).

    The difference has the error variance V₁ + V₂ − 2C, where C is the covariance of the two
    errors. They are not independent: the later estimate holds the answers of the earlier one,
    as far as they are not forgotten. With κ what is kept of a deviation over the time between,
    the earlier estimate foresees the variance P = κ²V₁ + (1 − κ²)V₀, the answers since leave
    the share V₂/P of its error, hence C = κ V₁ V₂/P: the lag covariance of a Kalman filter
    (Rauch, Tung & Striebel 1965). Without forgetting, κ = 1, this is V₁ − V₂: what an efficient
    estimate moves by when answers are added (Hausman 1978). When all is forgotten, C = 0.

    :raises ValueError: a variance below 0.
    """
    if min(before.var, after.var, before.prior) < 0:
        raise ValueError("var: below 0")
    difference = after.mean - before.mean
    sd = float(np.sqrt(max(before.var + after.var - 2.0 * _shared(before, after), 0.0)))
    if sd > 0:
        apart = min(abs(difference) / sd, _FAR)
        probability = float(cdf(np.array([apart]))[0])
    else:
        probability = 1.0 if difference else 0.5
    answers = after.answers - before.answers
    sure = probability >= (RISE if difference > 0 else FALL)
    return Change(difference, sd, probability, answers, sure and answers >= ENOUGH)


def _shared(before: Standing, after: Standing) -> float:
    """The covariance of the errors of two estimates, at least 0."""
    kept = float(np.exp(-before.rate * max(after.at - before.at, 0.0)))
    foreseen = kept**2 * before.var + (1.0 - kept**2) * before.prior
    if foreseen <= 0:
        return 0.0
    return kept * before.var * min(after.var / foreseen, 1.0)
