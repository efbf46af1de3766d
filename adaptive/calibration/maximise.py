"""The M-step: each item’s parameters from its expected counts, by Fisher scoring.

The expected information is positive (semi-)definite, so that every step climbs, three
parameters and slopes below 0 included; a step that would lower the objective is halved. Under
one common slope the system has the shape of an arrow and is solved as such.
"""

from __future__ import annotations

import numpy as np

from adaptive.calibration.curves import Form, curve, log_curve, log_prior, prior_slope, within
from adaptive.calibration.expect import Counts
from adaptive.gaussian import Floats

STEPS, HALVINGS = 2, 12
# Longest step in a coordinate: the quadratic says nothing farther away.
LONGEST = 2.0
RIDGE = 1e-9


def maximise(form: Form, x: Floats, guess: Floats, nodes: Floats, counts: Counts) -> Floats:
    """Coordinates (m, p) under which the expected counts are no less likely than under x."""
    here = objective(form, x, guess, nodes, counts)
    for _ in range(STEPS):
        gradient, information = scores(form, x, guess, nodes, counts)
        step = _arrow(gradient, information) if form.one_slope else _each(gradient, information)
        longest = np.abs(step).max(axis=1, keepdims=True)
        if form.one_slope:
            longest = longest.max(keepdims=True)
        step *= LONGEST / np.maximum(longest, LONGEST)
        for _ in range(HALVINGS):
            there = within(form, x + step)
            value = objective(form, there, guess, nodes, counts)
            worse = value < here
            if not worse.any():
                break
            step = np.where(worse[:, None], 0.5 * step, step)
        x = np.where(worse[:, None], x, there)
        here = np.where(worse, here, value)
    return x


def objective(form: Form, x: Floats, guess: Floats, nodes: Floats, counts: Counts) -> Floats:
    """Expected log-likelihood of the counts plus the prior, of each item (m,).

    Under one common slope nothing is of an item alone: the sum stands for each.
    """
    wrong, right = log_curve(form, x, guess, nodes)
    value = (counts.right * (right - wrong) + counts.given * wrong).sum(axis=1)
    value += log_prior(form, x)
    return np.full(len(x), value.sum()) if form.one_slope else value


def scores(
    form: Form, x: Floats, guess: Floats, nodes: Floats, counts: Counts
) -> tuple[Floats, Floats]:
    """Gradient (m, p) and expected information (m, p, p) of ``objective``, priors included."""
    at = curve(form, x, guess, nodes)
    gradient, precision = prior_slope(form, x)
    gradient += np.einsum("mq,pmq->mp", counts.right - counts.given * at.p, at.h)
    weight = counts.given * at.p * (1.0 - at.p)
    information = np.einsum("mq,imq,jmq->mij", weight, at.h, at.h)
    diagonal = np.arange(form.width)
    information[:, diagonal, diagonal] += precision + RIDGE
    return gradient, information


def _each(gradient: Floats, information: Floats) -> Floats:
    """Every item for itself."""
    return np.asarray(np.linalg.solve(information, gradient[:, :, None])[:, :, 0])


def _arrow(gradient: Floats, information: Floats) -> Floats:
    """One slope for all: the places are eliminated, the slope solved, the places follow."""
    place = information[:, 1, 1]
    tie = information[:, 0, 1] / place
    slope = (gradient[:, 0] - tie * gradient[:, 1]).sum()
    slope /= (information[:, 0, 0] - tie * information[:, 0, 1]).sum()
    return np.column_stack([np.full(len(place), slope), (gradient[:, 1] / place) - tie * slope])
