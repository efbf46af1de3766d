"""Does an exercise ask more of one group than of another, at the same ability?

Mantel & Haenszel 1959, as Holland & Thayer 1988 use it, with one change: learners are not
matched on a raw score, which means nothing when each had other items, but each is spread over
the nodes of ability by her posterior, given all that she answered and the law of her own group.
Expected counts at a node then stand for a stratum. Given ability the two groups must succeed
alike: the odds at each node are compared, whatever the distance between the groups.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from adaptive.calibration.answers import Answers
from adaptive.calibration.chance import Z95, two_sided
from adaptive.calibration.curves import Normal
from adaptive.calibration.fit import Calibration
from adaptive.calibration.held import Seen, as_seen
from adaptive.calibration.residuals import expected_answers, leftover, residual_tables
from adaptive.calibration.shifts import LEAST_ANSWERS, Shifts, shifts
from adaptive.gaussian import Floats
from adaptive.parameters import Ints
from adaptive.pool import Bools

# Delta of the Educational Testing Service: −2.35 of it is one unit of log odds.
DELTA_SCALE = -2.35
# Their letters (Zieky 1993): A below the first or not significant; C from the second on, and
# significantly above the first; B otherwise.
SLIGHT, LARGE = 1.0, 1.5
Z_ONE_SIDED = 1.644854


@dataclass(frozen=True)
class Dif:
    """Of m items, each (m,): the focal group against the others at the same ability.

    ``delta`` (ETS): above 0, easier for the focal group; ``se`` and 95 % interval; ``p`` that
    there is no difference; ``letter`` "A", "B", "C", or "" when it cannot be said. ``answers``
    (m, 2) of the others and of the focal group; ``laws`` of abilities in both.
    """

    delta: Floats
    se: Floats
    low: Floats
    high: Floats
    p: Floats
    letter: tuple[str, ...]
    answers: Ints
    laws: tuple[Normal, ...]


def mantel_haenszel(
    given: Answers | Seen, found: Calibration, focal: Bools, model: str = "2pl"
) -> Dif:
    """Every item between the focal learners and the others.

    :param focal: of each learner, (learners,).
    :param model: what was fitted to these answers: see ``residuals.curves_of``.
    :raises ValueError: not a boolean a learner, or a group with nobody.
    """
    given = as_seen(given)
    check_focal(focal, given.learners)
    looked = shifts(given, found, focal.astype(np.int64), model)
    curves, people = looked.curves, looked.people
    owner = np.repeat(np.arange(given.items), 2)
    count = expected_answers(looked.answers, curves, people)
    a, b, c, d = count[1::4], count[0::4], count[3::4], count[2::4]
    log_odds, terms = _log_odds(a, b, c, d)
    left = leftover(looked.answers, curves, people, terms, owner=owner, fitted_laws=True)
    log_odds += left.total[:, 0]
    error = np.sqrt(np.maximum(left.variance[:, 0, 0], 0.0))
    stretch = _stretch(looked, owner, a + b, c + d)
    with np.errstate(divide="ignore", invalid="ignore"):
        applied = looked.applied[:, 0]
        log_odds = applied + stretch * (log_odds - applied)
        error = np.where(error > 1e-9, error * stretch, np.nan)
        enough = (looked.counts >= LEAST_ANSWERS).all(axis=1)
        usable = enough & np.isfinite(log_odds) & np.isfinite(error)
        delta = np.where(usable, DELTA_SCALE * log_odds, np.nan)
        se = np.where(usable, abs(DELTA_SCALE) * error, np.nan)
        p = two_sided(delta / se)
    rows = zip(delta.tolist(), se.tolist(), p.tolist(), strict=True)
    letters = tuple(letter(*row) for row in rows)
    low, high = delta - Z95 * se, delta + Z95 * se
    return Dif(delta, se, low, high, p, letters, looked.counts, people.laws)


def check_focal(focal: Bools, learners: int) -> None:
    """ValueError when it is not a boolean a learner, or one of the groups is empty."""
    if np.asarray(focal).dtype.kind != "b" or np.shape(focal) != (learners,):
        raise ValueError(f"focal: a boolean for each of {learners} learners is needed")
    if np.all(focal) or not np.any(focal):
        raise ValueError("focal: somebody in each group is needed")


def letter(delta: float, se: float, p: float) -> str:
    """The letter of the ETS; "" of what is not finite."""
    if not np.isfinite([delta, se, p]).all():
        return ""
    size = abs(delta)
    if size < SLIGHT or p >= 0.05:
        return "A"
    return "C" if size >= LARGE and size - SLIGHT > Z_ONE_SIDED * se else "B"


def _log_odds(a: Floats, b: Floats, c: Floats, d: Floats) -> tuple[Floats, Floats]:
    """Log of the common odds ratio, reference over focal, (m,), from right and wrong of the
    reference, right and wrong of the focal group, (m, q); and what one more answer adds to it,
    (1, 4m, q): item, group, right."""
    total = np.maximum(a + b + c + d, 1e-12)
    r, s = a * d / total, b * c / total
    with np.errstate(divide="ignore", invalid="ignore"):
        up, down = r.sum(axis=1, keepdims=True), s.sum(axis=1, keepdims=True)
        log_odds = (np.log(up) - np.log(down))[:, 0]
        less = -r / total / up + s / total / down
        add = [less + d / total / up, less - c / total / down]
        add += [less - b / total / down, less + a / total / up]
    terms = np.stack([add[1], add[0], add[3], add[2]], axis=1).reshape(1, 4 * len(a), -1)
    return log_odds, np.nan_to_num(terms, posinf=0.0, neginf=0.0)


def _stretch(looked: Shifts, owner: Ints, reference: Floats, focal: Floats) -> Floats:
    """How much larger a difference is than what shows, (m,): an answer is part of what its
    learner is matched on, which hides some of it. Information with abilities known, over that
    with abilities as they are known (Louis 1982)."""
    curves = looked.curves
    focal_rows = (np.arange(len(owner)) % 2 == 1)[None, :, None]
    here = np.where(focal_rows, np.ones(curves.p.shape), 0.0)
    tables = residual_tables(curves.p, here)
    left = leftover(looked.answers, curves, looked.people, tables, owner=owner)
    both = reference * focal / np.maximum(reference + focal, 1e-12)
    p = curves.p[0::2]
    known = (both * p * (1.0 - p)).sum(axis=1)
    hidden = left.variance[:, 0, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(hidden > 1e-9, known / hidden, np.nan))
