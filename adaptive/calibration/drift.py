"""Has an item become easier or harder from one period to another?

Learners of each period have a law of abilities of their own, so that a population that moves
is not taken for items that do; and items that moved do not carry the rest along (``shifts``).
A shift of all items alike cannot be told from a population’s: anchors decide (``linking``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from adaptive.calibration.answers import Answers, from_rows
from adaptive.calibration.chance import Z95
from adaptive.calibration.curves import Normal
from adaptive.calibration.fit import Calibration
from adaptive.calibration.held import Seen
from adaptive.calibration.shifts import shifts
from adaptive.gaussian import Floats
from adaptive.parameters import Ints
from adaptive.pool import Bools


@dataclass(frozen=True)
class Drift:
    """By item (m,) and later period (m, k), against the first period.

    ``shift`` of the difficulty, logits of the scale, above 0 harder, with its standard error
    and 95 % interval; NaN where a period has too few answers. ``p``: that none of them
    shifted; ``moved``: fewer than one in twenty of those flagged is by chance. ``laws``: of
    abilities, in each period. ``answers`` (m, k + 1).
    """

    shift: Floats
    se: Floats
    low: Floats
    high: Floats
    p: Floats
    moved: Bools
    answers: Ints
    laws: tuple[Normal, ...]


def periods_apart(
    learner: ArrayLike, item: ArrayLike, right: ArrayLike, period: ArrayLike, *, items: int
) -> tuple[Answers, Ints]:
    """Answers, a learner of two periods being two people; and the period of each, (learners,).

    A learner’s first answer to an item counts, whatever the period: rows are in order of time
    within a learner and item, else the earliest period is taken.

    :param period: whole numbers from 0, one an answer.
    :raises ValueError: naming the argument: see ``from_rows``.
    """
    when = np.asarray(period)
    who = np.asarray(learner)
    if when.dtype.kind not in "iu" or when.shape != who.shape or (when < 0).any():
        raise ValueError("period: a whole number from 0 for each answer is needed")
    what, score = np.asarray(item), np.asarray(right)
    from_rows(who, what, score, items=items)  # refuses what is broken, by name
    order = np.lexsort((when, what, who))
    who, what, score, when = who[order], what[order], score[order], when[order]
    first = np.ones(len(who), dtype=bool)
    first[1:] = (who[1:] != who[:-1]) | (what[1:] != what[:-1])
    many = int(when.max(initial=0)) + 1
    number = np.unique(who, return_inverse=True)[1]
    person = (number * many + when)[first]
    given = from_rows(person, what[first], score[first], items=items)
    given = replace(given, repeated=int((~first).sum()))
    return given, np.unique(person) % many


def drift(given: Answers | Seen, found: Calibration, period: Ints, model: str = "2pl") -> Drift:
    """The shift of every item in each later period.

    :param period: of each learner, (learners,), from 0: see ``periods_apart``.
    :param model: what was fitted to these answers: see ``residuals.curves_of``; "known" when
        the calibration is of others.
    :raises ValueError: a learner without a period, a period with nobody, one period only.
    """
    looked = shifts(given, found, period, model)
    se = np.sqrt(np.diagonal(looked.covariance, axis1=1, axis2=2))
    return Drift(
        shift=looked.shift,
        se=se,
        low=looked.shift - Z95 * se,
        high=looked.shift + Z95 * se,
        p=looked.p,
        moved=looked.moved,
        answers=looked.counts,
        laws=looked.people.laws,
    )
