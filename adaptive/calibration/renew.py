"""A few answers more: a calibration brought up to date without the answers it rests on.

What the old answers say near what was found is a parabola: ``−½(x − x₀)ᵀI(x − x₀)`` in each
item, I the observed information with the priors. To it comes the marginal likelihood of the
learners who answered since, less that of what was counted of theirs already. Its maximum is
sought by Newton’s method; Fisher’s identity gives the slope, Louis 1982 the curvature.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from adaptive.calibration.answers import Answers
from adaptive.calibration.curves import Form, within
from adaptive.calibration.maximise import scores
from adaptive.calibration.precision import within_items
from adaptive.calibration.search import Search
from adaptive.gaussian import Floats
from adaptive.pool import Bools

PASSES = 2


@dataclass(frozen=True)
class Standing:
    """Of m items: coordinates x (m, p) with priors counted, the information that they rest on
    (m, p, p), whose slope is by its logarithm (m,), c where it is not sought (m,)."""

    x: Floats
    information: Floats
    log: Bools
    guess: Floats


def renewed(standing: Standing, now: Answers, before: Answers | None) -> Standing:
    """With the answers ``now`` of some learners in place of those ``before``."""
    known = np.isfinite(standing.x).all(axis=1)
    known &= np.isfinite(standing.information).all(axis=(1, 2))
    touched = known & (now.given() > 0)
    old = Standing(
        standing.x[touched],
        standing.information[touched],
        standing.log[touched],
        standing.guess[touched],
    )
    told = [(now.only(touched), 1.0)]
    if before is not None:
        told.append((before.only(touched), -1.0))
    new = old
    for _ in range(PASSES):
        new = _newton(old, new, told)
    x, information = standing.x.copy(), standing.information.copy()
    x[touched], information[touched] = new.x, new.information
    return replace(standing, x=x, information=information)


def _newton(old: Standing, at: Standing, told: list[tuple[Answers, float]]) -> Standing:
    """One step; the information is that of where it begins."""
    form = form_at(at)
    slope = np.einsum("mij,mj->mi", old.information, old.x - at.x)
    information = old.information.copy()
    for given, sign in told:
        search = Search(given, form, at.guess)
        search.refine(at.x)
        counts, _ = search.counts(at.x)
        where = form, at.x, at.guess, search.nodes, counts
        slope += sign * scores(*where)[0]
        information += sign * within_items(*where, search.held, search.tables(at.x))
    if len(slope):
        positive = np.linalg.eigvalsh(information)[:, :1, None] > 0.0
        information = np.where(positive, information, old.information)
    step = np.linalg.solve(information, slope[:, :, None])[:, :, 0]
    return replace(at, x=within(form, at.x + step), information=information)


def form_at(standing: Standing) -> Form:
    """Its coordinates, without priors: they are in what it rests on."""
    none = np.zeros((len(standing.x), 2))
    seeks_guess = standing.x.shape[1] > 2
    return Form(
        standing.log, seeks_guess, one_slope=False, mean=none, precision=none, guess=None
    )
