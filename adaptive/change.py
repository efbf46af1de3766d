"""Whether a level moved between two times, or whether the difference may be noise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adaptive.gaussian import cdf
from adaptive.parameters import Parameters
from adaptive.state import State

# From this probability on, that the level went the way it seems to, a change is called real.
REAL = 0.95
_FAR = 40.0  # standard deviations: beyond, the probability is 1 to the last bit


@dataclass(frozen=True)
class Standing:
    """The average ability over some skills at a time, logits above an ordinary exercise.

    0 is a success one time in two. ``var`` is its posterior variance; ``answered`` how many of
    the skills were answered directly by then.
    """

    mean: float
    var: float
    answered: int

    def chance(self, sds: float = 0.0) -> float:
        """Chance of success on an ordinary exercise, ``sds`` standard deviations away."""
        return float(1.0 / (1.0 + np.exp(-(self.mean + sds * np.sqrt(self.var)))))


@dataclass(frozen=True)
class Change:
    """``difference`` later minus earlier, logits; ``sd`` of it; ``probability`` in [.5, 1] that
    the level went that way; ``real`` when this is at least ``REAL``."""

    difference: float
    sd: float
    probability: float
    real: bool


def standing(parameters: Parameters, state: State, skills: NDArray[np.int64]) -> Standing:
    """Where a learner stands over some skills (k,), indices: their average, wᵀm with w = 1/k.

    Its variance is wᵀVw: skills that go together count together.

    :raises ValueError: no skill.
    """
    if len(skills) == 0:
        raise ValueError("skills: none")
    mean = state.mean[skills].astype(np.float64) - parameters.difficulty[skills]
    var = state.cov[np.ix_(skills, skills)].astype(np.float64).mean()
    answered = int((state.evidence["answers"][skills] > 0).sum())
    return Standing(float(mean.mean()), max(float(var), 0.0), answered)


def change(before: Standing, after: Standing) -> Change:
    """What became of a level: the same skills at two times, N(m₁, V₁) and N(m₂, V₂).

    The difference has the variance V₁ + V₂ − 2C. C, the covariance of what is not known at the
    two times, is at least 0, since both are of one person on the same skills and the answers of
    the first time are among those of the second. It is taken as 0: the variance is too large
    rather than too small, and noise is called change less often than 1 − REAL.

    :raises ValueError: a variance below 0.
    """
    if min(before.var, after.var) < 0:
        raise ValueError("var: below 0")
    difference, sd = after.mean - before.mean, float(np.sqrt(before.var + after.var))
    if sd > 0:
        apart = min(abs(difference) / sd, _FAR)
        probability = float(cdf(np.array([apart]))[0])
    else:
        probability = 1.0 if difference else 0.5
    return Change(difference, sd, probability, probability >= REAL)
