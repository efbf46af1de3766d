"""Calibration on a scale that stands: anchors keep their parameters, all others are sought.

The other way to link (``linking``): nothing is moved afterwards, since abilities are
N(mean, sd²) on the old scale instead of N(0, 1), and this law is sought with the items. EM runs
on the scale on which it is N(0, 1); there the anchors are the same old curves, seen from it.
To be chosen where anchors are known well and none has moved: what is wrong of one stays.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from adaptive.calibration.answers import Answers
from adaptive.calibration.curves import (
    Form,
    Priors,
    coordinates,
    form_of,
    named,
    sinking,
    within,
)
from adaptive.calibration.fit import Calibration, calibrate, columns
from adaptive.calibration.maximise import maximise
from adaptive.calibration.precision import inverses, within_items
from adaptive.calibration.search import Search, length_of, squared
from adaptive.gaussian import Floats
from adaptive.pool import Bools

LEAST_ANCHORS = 2
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


class _Pinned(Search):
    """A climb in which the anchors move with the scale alone."""

    def __init__(
        self, given: Answers, form: Form, guess: Floats, anchors: Bools, old: Floats
    ) -> None:
        """``old`` (k, 2): log a and b of the k anchors on the old scale."""
        super().__init__(given, form, guess)
        self._anchors, self._old = anchors, old

    def em(self, x: Floats) -> tuple[Floats, float]:
        """The others as they are likeliest; then the law, to which all are moved."""
        counts, value = self.counts(x)
        there = maximise(self.form, x, self.guess, self.nodes, counts)
        there[self._anchors] = x[self._anchors]
        return self.standard(there, counts.learners), value

    def law(self, x: Floats) -> tuple[float, float]:
        """Mean and sd, on the old scale, of the abilities that are N(0, 1) here."""
        here = x[self._anchors]
        sd = float(np.exp(np.mean(here[:, 0] - self._old[:, 0])))
        return float(np.mean(self._old[:, 1] - sd * here[:, 1])), sd

    def pinned(self, x: Floats) -> Floats:
        """x, the anchors put where the law they say together has them."""
        mean, sd = self.law(x)
        x = x.copy()
        x[self._anchors, 0] = self._old[:, 0] + np.log(sd)
        x[self._anchors, 1] = (self._old[:, 1] - mean) / sd
        return x


def calibrate_anchored(
    given: Answers,
    old: Calibration,
    anchors: ArrayLike,
    *,
    priors: Priors | None = None,
    tolerance: float = 1e-4,
    most_passes: int = MOST_PASSES,
) -> Anchored:
    """The items that are no anchors, two parameters, with the anchors where ``old`` has them.

    Anchors flat or without parameters in ``old`` are sought like the others. Errors are of an
    item with the others and the law as found; those of anchors are 0. Priors are as seen from
    these learners: of a difficulty and slope on the scale where their abilities are N(0, 1).

    :param anchors: (m,), in the same rows as ``old`` and the items of ``given``.
    :raises ValueError: fewer than two anchors that can serve, or other numbers of items.
    """
    priors = Priors() if priors is None else priors
    items = given.items
    if len(old.a) != items or np.shape(anchors) != (items,):
        raise ValueError(f"anchors: one for each of {items} items, the same in both, is needed")
    use = np.asarray(anchors, dtype=bool) & np.isfinite(old.b) & ~old.flat & ~old.alone
    use &= given.given() > 0
    if use.sum() < LEAST_ANCHORS:
        raise ValueError(
            f"anchors: {LEAST_ANCHORS} at least are needed, {int(use.sum())} serve"
        )
    first = calibrate(given, priors=priors, errors=False, tolerance=max(tolerance, 1e-2))
    known = np.column_stack([np.log(old.a[use]), old.b[use]])
    search, x = _begun(given, first, use, known, priors)
    x, passes, converged = _climbed(search, x, tolerance, most_passes)
    sunk = sinking(search.form, x) & (priors.sunk is not None)
    if sunk.any():
        a, d, c = named(search.form, x, search.guess)
        search = _search(given, use, known, priors, sunk | ~search.form.log)
        x = coordinates(search.form, np.where(sunk, 0.0, a), d, c)
        x, more, converged = _climbed(search, x, tolerance, most_passes)
        passes += more
    return _found(search, x, use, passes, converged)


def _search(given: Answers, use: Bools, known: Floats, priors: Priors, below: Bools) -> _Pinned:
    form = form_of("2pl", priors, given.items, below & ~use)
    log, precision = form.log | use, form.precision.copy()
    precision[use] = 0.0  # nothing is believed of what is known
    form = replace(form, log=log, precision=precision)
    return _Pinned(given, form, np.zeros(given.items), use, known)


def _begun(
    given: Answers, first: Calibration, use: Bools, known: Floats, priors: Priors
) -> tuple[_Pinned, Floats]:
    """Where the anchors would have been found without being held: their mean law."""
    below = first.a <= 0.0
    search = _search(given, use, known, priors, below)
    a = np.where(np.isfinite(first.a), first.a, 1.0)
    a = np.where(use, np.maximum(a, 0.1), a)
    x = coordinates(search.form, a, np.nan_to_num(first.d), np.zeros(given.items))
    return search, search.pinned(x)


def _climbed(
    search: _Pinned, x: Floats, tolerance: float, most: int
) -> tuple[Floats, int, bool]:
    """EM by two steps and a squared one; what did not gain is taken back."""
    search.refine(x)
    safe, floor = x, -np.inf
    for done in range(0, most, 2):
        once, value = search.em(x)
        if value < floor:
            x, floor = safe, -np.inf
            continue
        twice, floor = search.em(once)
        safe, length = twice, length_of(x, once, twice)
        if length * float(np.abs(once - x).max()) < tolerance:
            if not search.refine(twice):
                return twice, done + 2, True
            x, floor = twice, -np.inf
            continue
        x = search.pinned(within(search.form, squared(x, once, twice, length)))
    return safe, most, False


def _found(search: _Pinned, x: Floats, use: Bools, passes: int, converged: bool) -> Anchored:
    counts, _ = search.counts(x)
    where = search.form, x, search.guess, search.nodes, counts
    cov = inverses(within_items(*where, search.held, search.tables(x)))
    a, b, _, _, a_se, b_se, _ = columns(search.form, x, search.guess, cov)
    mean, sd = search.law(x)
    return Anchored(
        a=a / sd,
        b=mean + sd * b,
        a_se=np.where(use, 0.0, a_se / sd),
        b_se=np.where(use, 0.0, b_se * sd),
        mean=mean,
        sd=sd,
        log_likelihood=counts.log_likelihood,
        passes=passes,
        converged=converged,
    )
