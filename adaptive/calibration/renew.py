"""A few answers more: a calibration brought up to date without the answers it rests on.

What the old answers say near what was found is a parabola: ``−½(x − x₀)ᵀI(x − x₀)`` in each
item, I the observed information with the priors. To it comes the marginal likelihood of the
learners who answered since, less that of what was counted of theirs already. Its maximum is
sought by Newton’s method; Fisher’s identity gives the slope, Louis 1982 the curvature.

A slope is sought under one of two priors (``Priors.sunk``), and a few answers may carry it from
one to the other. That is a jump of up to a third of a posterior deviation, however many the old
answers: it is made here as all answers together would make it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from adaptive.calibration.answers import Answers
from adaptive.calibration.curves import (
    SINKING,
    Form,
    LogNormal,
    Priors,
    coordinates,
    form_of,
    named,
    prior_slope,
    within,
)
from adaptive.calibration.maximise import scores
from adaptive.calibration.precision import within_items
from adaptive.calibration.search import Search
from adaptive.gaussian import Floats
from adaptive.pool import Bools

PASSES = 2
# A slope at or below 0 has no logarithm; those that may come back are far above.
LEAST_SLOPE = 1e-3


@dataclass(frozen=True)
class Standing:
    """Of m items: coordinates x (m, p) with priors counted, the information that they rest on
    (m, p, p), whose slope is by its logarithm (m,), c where it is not sought (m,)."""

    x: Floats
    information: Floats
    log: Bools
    guess: Floats


def renewed(
    standing: Standing, now: Answers, before: Answers | None, priors: Priors
) -> Standing:
    """With the answers ``now`` of some learners in place of those ``before``; ``priors`` are
    those that the coordinates were sought under."""
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
    new = _settled(old, new, priors)
    x, information, log = standing.x.copy(), standing.information.copy(), standing.log.copy()
    x[touched], information[touched], log[touched] = new.x, new.information, new.log
    return replace(standing, x=x, information=information, log=log)


def _settled(old: Standing, at: Standing, priors: Priors) -> Standing:
    """Slopes under the prior that they would have been given, had they been sought anew."""
    if not isinstance(priors.slope, LogNormal) or priors.sunk is None:
        return at
    everywhere = np.ones(len(at.log), dtype=np.bool_)
    held, before = _under(at, priors, everywhere), _under(old, priors, everywhere)
    bound = math.exp(priors.slope.mean + SINKING * priors.slope.sd)
    # Far below, the other coordinates say nothing, and nothing comes back from there.
    near = at.log | (np.minimum(at.x[:, 0], old.x[:, 0]) > 0.5 * bound)
    sunk = ~near | (held.x[:, 0] < _bound(old.log[near], before.x[near, 0], math.log(bound)))
    other = _under(at, priors, ~sunk)
    same = sunk != at.log
    return replace(
        at,
        x=np.where(same[:, None], at.x, other.x),
        information=np.where(same[:, None, None], at.information, other.information),
        log=~sunk,
    )


def _bound(log: Bools, slope: Floats, bound: float) -> float:
    """Below which logarithm a slope sinks, where it fell among the old ones.

    It was looked for before any had sunk: then all stretch a little, and the bound with them.
    """
    highest = float(slope[~log].max(initial=-np.inf))
    lowest = float(slope[log].min(initial=np.inf))
    return min(max(bound, highest), lowest) if highest < lowest else bound


def _under(at: Standing, priors: Priors, log: Bools) -> Standing:
    """Where the same answers lead with slopes above 0 sought by their logarithm, or not.

    The parabola without its prior, seen in the other coordinates, with the other prior.
    """
    before, after = _form(at, priors, at.log), _form(at, priors, log)
    pull, precision = prior_slope(before, at.x)
    a, d, c = named(before, at.x, at.guess)
    x = coordinates(after, np.where(log, np.maximum(a, LEAST_SLOPE), a), d, c)
    turn = _turned(before, at.x, after, x)
    slope = -np.einsum("mji,mj->mi", turn, pull)
    rests = at.information - _diagonal(precision)
    information = np.einsum("mki,mkl,mlj->mij", turn, rests, turn)
    pull, precision = prior_slope(after, x)
    information += _diagonal(precision)
    step = np.linalg.solve(information, (slope + pull)[:, :, None])[:, :, 0]
    return replace(at, x=within(after, x + step), information=information, log=log)


def _form(at: Standing, priors: Priors, log: Bools) -> Form:
    model = "3pl" if at.x.shape[1] > 2 else "2pl"
    return form_of(model, priors, len(log), ~log)


def _diagonal(values: Floats) -> Floats:
    return np.asarray(values[:, :, None] * np.eye(values.shape[1]))


def _turned(before: Form, old: Floats, after: Form, new: Floats) -> Floats:
    """Derivatives of the coordinates before by those after, (m, p, p)."""
    turn = np.zeros((*old.shape, old.shape[1]))
    turn[:] = np.eye(old.shape[1])
    sinks = before.log & ~after.log  # log a, b by a, d = −ab
    a, b = np.exp(old[sinks, 0]), old[sinks, 1]
    turn[sinks, 0, 0], turn[sinks, 1, 0], turn[sinks, 1, 1] = 1.0 / a, -b / a, -1.0 / a
    rises = ~before.log & after.log
    a, b = np.exp(new[rises, 0]), new[rises, 1]
    turn[rises, 0, 0], turn[rises, 1, 0], turn[rises, 1, 1] = a, -a * b, -a
    return turn


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
