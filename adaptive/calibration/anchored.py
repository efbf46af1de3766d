"""Calibration on a scale that stands: anchors keep their parameters, all others are sought.

The other way to link (``linking``): nothing is moved afterwards, since abilities are
N(mean, sd²) on the old scale instead of N(0, 1), and this law is sought with the items
(``pinned``). To be chosen where anchors are known well and none has moved: what is wrong of one
stays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from adaptive.calibration.answers import Answers
from adaptive.calibration.curves import Priors
from adaptive.calibration.fit import Calibration, calibrate
from adaptive.calibration.held import Held
from adaptive.calibration.linking import Link, on_scale
from adaptive.calibration.pinned import Fixed
from adaptive.gaussian import Floats

MOST_PASSES = 2000


@dataclass(frozen=True)
class Anchored:
    """What was found on the old scale, ``mean`` and ``sd`` of the abilities there, the passes
    over the answers, and whether the climb came to its end."""

    a: Floats
    b: Floats
    a_se: Floats
    b_se: Floats
    mean: float
    sd: float
    log_likelihood: float
    passes: int
    converged: bool


def calibrate_anchored(
    given: Answers | Held,
    old: Calibration,
    anchors: ArrayLike,
    *,
    guess: ArrayLike = 0.0,
    priors: Priors | None = None,
    tolerance: float = 1e-4,
    most_passes: int = MOST_PASSES,
) -> Anchored:
    """The items that are no anchors, two parameters, with the anchors where ``old`` has them.

    Anchors flat or without parameters in ``old`` are sought like the others. Errors are of an
    item with the others and the law as found; those of anchors are 0. Priors are as seen from
    these learners: of a difficulty and slope on the scale where their abilities are N(0, 1).

    :param anchors: (m,), in the same rows as ``old`` and the items of ``given``.
    :param guess: c of each item, or one for all: see ``calibrate``.
    :raises ValueError: fewer than two anchors that can serve, or other numbers of items.
    """
    if len(old.a) != given.items or np.shape(anchors) != (given.items,):
        raise ValueError(
            f"anchors: one for each of {given.items} items, the same in both, is needed"
        )
    use = np.asarray(anchors, dtype=bool) & np.isfinite(old.b) & ~old.flat & ~old.alone
    found = calibrate(
        given,
        guess=guess,
        priors=priors,
        fixed=Fixed(use & (given.given() > 0), old.a, old.b),
        tolerance=tolerance,
        most_passes=most_passes,
    )
    placed = on_scale(found, law(found))
    return Anchored(
        a=placed.a,
        b=placed.b,
        a_se=placed.a_se,
        b_se=placed.b_se,
        mean=found.mean,
        sd=found.sd,
        log_likelihood=found.log_likelihood,
        passes=found.passes,
        converged=found.converged,
    )


def law(found: Calibration) -> Link:
    """How a calibration with anchors held lies on their scale: for ``on_scale``."""
    none = np.zeros(len(found.a), dtype=bool)
    return Link(found.sd, found.mean, np.full(len(found.a), np.nan), none, none, 0.0)
