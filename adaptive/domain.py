"""The palier of a whole domain, derived from its skills."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from adaptive.gaussian import NODES, WEIGHTS, Floats, Reals, cdf
from adaptive.parameters import Parameters

if TYPE_CHECKING:
    from adaptive.mastery import Levels

# A palier is held when three of its skills in four are.
HELD_SHARE = 0.75
PALIERS = 4
INTERVAL = 0.90
# With fewer skills answered directly than this, a palier is a first estimate.
FEW = 3
# Sure as drawn: the 90 % band of the chart then stays on the palier.
_SURE, _LIKELY = 0.90, 0.50


@dataclass(frozen=True)
class DomainLevel:
    """The palier of a domain: 1 Repères to 4 Vers la qualification.

    ``probability`` that the learner is on this palier; ``certainty`` "s", "m" or "f" as for a
    skill; ``low`` to ``high`` holds the true palier at 90 %; ``chances`` of each palier.
    """

    palier: int
    probability: float
    certainty: str
    low: int
    high: int
    chances: tuple[float, ...]


def shared_correlation(parameters: Parameters, cov: Reals) -> Floats:
    """Mean correlation between the skills of each domain, (domains,), within [0, .99]."""
    sd = np.sqrt(np.maximum(np.diagonal(cov), 1e-12))
    shared = np.zeros(len(parameters.domains))
    for d in range(len(parameters.domains)):
        inside = np.flatnonzero(parameters.domain == d)
        k = len(inside)
        if k > 1:
            scaled = cov[inside[:, None], inside] / (sd[inside, None] * sd[inside])
            shared[d] = (scaled.sum() - k) / (k * (k - 1))
    return np.clip(shared, 0.0, 0.99)


def domain_level(
    parameters: Parameters, levels: Levels, skill_levels: NDArray[np.int64], domain: int
) -> DomainLevel:
    """The palier a learner stands on in a domain, its certainty and its 90 % interval.

    Rule. A palier is *held* when at least 75 % of its skills are above their threshold. The
    learner stands on the first palier that is not held yet, all those below being held: the one
    she is working on (4 when all are held). ``skill_levels`` (n,) gives each skill's palier.

    Probability. The skills of a domain move together: one common factor with the domain's mean
    correlation (``levels.shared``) is integrated by quadrature; given the factor, skills are
    independent, so the share held is a sum of independent 0/1, taken as normal with a
    continuity correction. No sampling, so the same learner always gets the same answer.

    The palier given is the median: P(true palier ≥ it) ≥ .5. Certainty is "f" also while fewer
    than 3 of the domain's skills have been answered directly.

    :raises ValueError: no skill in this domain, or a palier outside 1 to 4.
    """
    inside = np.flatnonzero(parameters.domain == domain)
    if len(inside) == 0:
        raise ValueError(f"domain: {domain} has no skill")
    return _level(parameters, levels, _whole(parameters, skill_levels), inside, PALIERS)


def strand_level(
    parameters: Parameters, levels: Levels, skill_levels: NDArray[np.int64], strand: int
) -> DomainLevel:
    """The same for a strand. It goes no higher than its own highest skill: a strand without
    skills of palier 4 says nothing of palier 4.

    :raises ValueError: no skill in this strand, or a palier outside 1 to 4.
    """
    inside = np.flatnonzero(parameters.strand == strand)
    if len(inside) == 0:
        raise ValueError(f"strand: {strand} has no skill")
    of_skill = _whole(parameters, skill_levels)
    return _level(parameters, levels, of_skill, inside, int(of_skill[inside].max()))


def _whole(parameters: Parameters, skill_levels: NDArray[np.int64]) -> NDArray[np.int64]:
    of_skill = np.asarray(skill_levels)
    if of_skill.shape != (len(parameters),):
        raise ValueError(f"skill_levels: {len(parameters)} values are needed")
    return of_skill


def _level(
    parameters: Parameters,
    levels: Levels,
    skill_levels: NDArray[np.int64],
    inside: NDArray[np.int64],
    highest: int,
) -> DomainLevel:
    """The palier of some skills of one domain, at most ``highest``."""
    of_skill = skill_levels[inside]
    if of_skill.min() < 1 or of_skill.max() > PALIERS:
        raise ValueError(f"skill_levels: must be 1 to {PALIERS}")
    domain = int(parameters.domain[inside[0]])
    held = _held_given_factor(parameters, levels, inside, of_skill, domain)
    below_held = np.cumprod(held, axis=1)  # (nodes, paliers): this one and all below
    at_least = np.ones(PALIERS)
    at_least[1:] = np.minimum((WEIGHTS[:, None] * below_held[:, :-1]).sum(axis=0), 1.0)
    at_least[highest:] = 0.0
    chances = at_least - np.append(at_least[1:], 0.0)
    palier = int(np.flatnonzero(at_least >= 0.5)[-1]) + 1
    probability = float(chances[palier - 1])
    sure = "s" if probability >= _SURE else "m" if probability >= _LIKELY else "f"
    few = int((levels.answers[inside] > 0).sum()) < min(FEW, len(inside))
    below = np.cumsum(chances)
    tail = (1.0 - INTERVAL) / 2.0
    return DomainLevel(
        palier=palier,
        probability=probability,
        certainty="f" if few else sure,
        low=int(np.searchsorted(below, tail, side="right")) + 1,
        high=min(int(np.searchsorted(below, 1.0 - tail)) + 1, PALIERS),
        chances=tuple(float(c) for c in chances),
    )


def _held_given_factor(
    parameters: Parameters,
    levels: Levels,
    inside: NDArray[np.int64],
    of_skill: NDArray[np.int64],
    domain: int,
) -> Floats:
    """P(palier held | factor), (nodes, paliers); 1 for a palier without skills."""
    rho = float(levels.shared[domain])
    lead = (levels.mean[inside] - parameters.threshold[inside]) / levels.sd[inside]
    p = cdf((lead + np.sqrt(rho) * NODES[:, None]) / np.sqrt(1.0 - rho))
    held = np.ones((len(NODES), PALIERS))
    for palier in range(1, PALIERS + 1):
        mine = p[:, of_skill == palier]
        if mine.shape[1] == 0:
            continue
        expected = mine.sum(axis=1)
        sd = np.sqrt(np.maximum((mine * (1.0 - mine)).sum(axis=1), 1e-9))
        needed = np.ceil(HELD_SHARE * mine.shape[1] - 1e-9) - 0.5
        held[:, palier - 1] = cdf((expected - needed) / sd)
    return held
