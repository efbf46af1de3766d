"""Whose answers a calibration looks at: a learner in a stretch of time is one of its people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from adaptive.calibration import Answers, from_rows
from adaptive.gaussian import Floats
from adaptive.parameters import Ints
from palier.calibration.firsts import Firsts

# A period is long enough to hold so many answers and days; a learner of two counts as two
# people, since what she knew changed in between.
PERIOD_ANSWERS, PERIOD_DAYS, MOST_PERIODS = 500, 42.0, 4


@dataclass(frozen=True)
class Together:
    """Of each of the people of these answers: French course (1, 0, −1) and stretch of time;
    where the stretches end; how many learners were declared with a course, and without."""

    french: Ints
    period: Ints
    ends: tuple[float, ...]
    groups: tuple[int, int]


def people_of(some: Firsts) -> tuple[Answers, Together]:
    """Answers of people: a learner in a period."""
    period, ends = _periods(some.at)
    who = some.learner * MOST_PERIODS + period
    given = from_rows(who, some.item, some.right, items=len(some.names))
    people = np.unique(who)
    french = some.french[people // MOST_PERIODS]
    declared = some.french[np.unique(some.learner)]
    groups = int((declared == 1).sum()), int((declared == 0).sum())
    return given, Together(french, people % MOST_PERIODS, ends, groups)


def _periods(at: Floats) -> tuple[Ints, tuple[float, ...]]:
    """The period of each answer, and the end of each: as many answers in all of them."""
    span = float(np.ptp(at))
    count = int(min(MOST_PERIODS, len(at) // PERIOD_ANSWERS, span // PERIOD_DAYS))
    cuts = np.quantile(at, np.arange(1, count) / count) if count > 1 else np.zeros(0)
    ends = (*cuts.tolist(), float(at.max()))
    return np.searchsorted(cuts, at, side="left"), ends


def shares(some: Firsts) -> Floats:
    """The mean score of each item, NaN without answers."""
    count = np.bincount(some.item, minlength=len(some.names))
    total = np.bincount(some.item, some.score, minlength=len(some.names))
    with np.errstate(invalid="ignore"):
        return np.asarray(total / count)
