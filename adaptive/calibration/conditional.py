"""Difficulties under one slope without a word about abilities: conditional likelihood.

Under the Rasch model the number of right answers holds all that a row says of an ability; given
that number, the rest says all of the items (Rasch 1960; Andersen 1972). It needs no law of
abilities, so it is the judge of those that do. Rows may be of different items, those of the
same items are counted together: it suits forms, not practice where hardly two rows are alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from adaptive.calibration.answers import Answers, Bits
from adaptive.gaussian import Floats
from adaptive.parameters import Ints
from adaptive.pool import Bools

# Groups of rows of the same items; each costs items³ a step.
MOST_FORMS, MOST_ITEMS = 200, 120
STEPS, CLOSE = 50, 1e-10


@dataclass(frozen=True)
class Conditional:
    """``b`` (m,), of sum 0, and standard errors; slope 1. NaN for items whose answers, in rows
    neither all right nor all wrong, are themselves all right, all wrong or none."""

    b: Floats
    b_se: Floats
    log_likelihood: float


def conditional(given: Answers) -> Conditional:
    """Difficulties under which the answers are most likely, given each learner’s number right.

    Newton’s steps from 0; elementary symmetric functions by summation (Fischer 1974), relative
    to their scale so that nothing overflows.

    :raises ValueError: more than ``MOST_FORMS`` sets of items or ``MOST_ITEMS`` items, or forms
        that no item links.
    """
    if given.items > MOST_ITEMS:
        raise ValueError(f"given: {MOST_ITEMS} items at most, not {given.items}")
    table = np.full((given.learners, given.items), -1, dtype=np.int8)
    table[given.learner, given.item] = given.right
    right, count = (table == 1).sum(axis=1), (table >= 0).sum(axis=1)
    table = table[(right > 0) & (right < count)]
    sums, answered = (table == 1).sum(axis=0), (table >= 0).sum(axis=0)
    if ((sums == 0) | (sums == answered)).any():
        return _without(given, (sums > 0) & (sums < answered))
    forms = _forms(table)
    eta, step = np.zeros(given.items), np.inf
    value, gradient, information = _all(forms, eta)
    for _ in range(STEPS):
        if np.linalg.matrix_rank(information, hermitian=True) < given.items - 1:
            raise ValueError("given: forms that no item links have no common scale")
        move = np.linalg.pinv(information, hermitian=True) @ gradient
        step = float(np.abs(move).max(initial=0.0))
        eta = eta + move * min(1.0, 2.0 / max(step, 1e-300))
        eta -= eta.mean() if len(eta) else 0.0
        value, gradient, information = _all(forms, eta)
        if step < CLOSE:
            break
    covariance = np.linalg.pinv(information, hermitian=True)
    return Conditional(-eta, np.sqrt(np.maximum(np.diag(covariance), 0.0)), value)


def _without(given: Answers, keep: Bools) -> Conditional:
    """Of the items kept; the others are NaN."""
    some = conditional(given.only(keep))
    b, se = np.full(given.items, np.nan), np.full(given.items, np.nan)
    b[keep], b_se = some.b, some.b_se
    se[keep] = b_se
    return Conditional(b, se, some.log_likelihood)


@dataclass(frozen=True)
class _Form:
    """Rows of the same items: which, how often each was right, how many rows had each score."""

    item: Ints
    right: Floats
    scores: Floats


def _forms(table: Bits) -> list[_Form]:
    known, which = np.unique(table >= 0, axis=0, return_inverse=True)
    if len(known) > MOST_FORMS:
        raise ValueError(f"given: {len(known)} sets of items, {MOST_FORMS} at most")
    forms = []
    for number, row in enumerate(known):
        item = np.flatnonzero(row)
        here = table[which.ravel() == number][:, item].astype(np.float64)
        scores = np.bincount(here.sum(axis=1).astype(np.int64), minlength=len(item) + 1)
        forms.append(_Form(item, here.sum(axis=0), scores.astype(np.float64)))
    return forms


def _all(forms: list[_Form], eta: Floats) -> tuple[float, Floats, Floats]:
    """Log-likelihood, gradient and information in the easiness of items."""
    value, gradient = 0.0, np.zeros(len(eta))
    information = np.zeros((len(eta), len(eta)))
    for form in forms:
        part, slope, bend = _form(form, eta[form.item])
        value += part
        gradient[form.item] += slope
        information[np.ix_(form.item, form.item)] += bend
    return value, gradient, information


def _form(form: _Form, eta: Floats) -> tuple[float, Floats, Floats]:
    m = len(eta)
    scale = float(eta.mean())
    easy = np.exp(eta - scale)  # the scale multiplies γ_r by exp(r·scale): it cancels
    whole = symmetric(easy)
    one = np.stack([symmetric(np.delete(easy, i)) for i in range(m)])
    p = np.zeros((m, m + 1))
    p[:, 1:] = easy[:, None] * one / whole[1:]
    both = np.zeros((m, m, m + 1))
    for i in range(m):
        for j in range(i):
            pair = symmetric(np.delete(easy, [i, j]))
            both[i, j, 2:] = both[j, i, 2:] = easy[i] * easy[j] * pair / whole[2:]
    both[np.arange(m), np.arange(m)] = p
    n = form.scores
    log_gamma = np.log(whole) + scale * np.arange(m + 1)
    value = float(form.right @ eta - n @ log_gamma)
    information = both @ n - (p * n) @ p.T
    return value, form.right - p @ n, information


def symmetric(easy: Floats) -> Floats:
    """Elementary symmetric functions of degree 0 to m, (m + 1,)."""
    gamma = np.zeros(len(easy) + 1)
    gamma[0] = 1.0
    for e in easy:
        gamma[1:] = gamma[1:] + e * gamma[:-1]
    return gamma
