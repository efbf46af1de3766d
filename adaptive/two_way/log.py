"""The answers that the two-way filter follows, checked: in the order in which they came."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from adaptive.gaussian import Floats
from adaptive.observation import LARGEST
from adaptive.parameters import Ints


@dataclass(frozen=True, eq=False)
class Log:
    """Answers in order: ``learner``, ``item``, ``score`` in [0, 1], ``at`` in days; all (n,).

    Without times ``at`` is None: then nothing fades, and facts about time are 0.
    """

    learner: Ints
    item: Ints
    score: Floats
    at: Floats | None

    def __len__(self) -> int:
        return len(self.item)


def log_of(
    learner: ArrayLike, item: ArrayLike, score: ArrayLike, at: ArrayLike | None = None
) -> Log:
    """The answers, one a row, in the order in which they were given.

    Learners may come in turns or one after the other: what was learnt of the exercises from
    the rows above is what predicts a row. Every row counts: a row that stands twice is two
    answers to the same exercise, so leave out copies before.

    :param learner: whole numbers, any.
    :param item: whole numbers from 0.
    :param score: 0 to 1; 1 is right.
    :param at: days, any epoch, never falling for one learner.
    :raises ValueError: naming the argument: of other lengths, not whole, NaN, out of range,
        or times of a learner that go back.
    """
    who, what = _whole("learner", learner), _whole("item", item)
    marks = np.asarray(score, dtype=np.float64)
    if marks.ndim != 1 or not ((marks >= 0.0) & (marks <= 1.0)).all():
        raise ValueError("score: a number from 0 to 1 for each answer is needed")
    if not len(who) == len(what) == len(marks):
        raise ValueError(f"score: {len(marks)} for {len(who)} learners and {len(what)} items")
    if len(what) and what.min() < 0:
        raise ValueError(f"item: {what.min()} is below 0")
    return Log(who, what, marks, None if at is None else _times(at, who))


def _whole(name: str, values: ArrayLike) -> Ints:
    given = np.asarray(values)
    if given.ndim != 1 or (given.dtype.kind not in "iu" and given.size):
        raise ValueError(f"{name}: whole numbers are needed, one an answer")
    return given.astype(np.int64)


def _times(at: ArrayLike, who: Ints) -> Floats:
    days = np.asarray(at, dtype=np.float64)
    if days.shape != who.shape or not (np.abs(days) <= LARGEST).all():
        raise ValueError(f"at: a number of days within ±{LARGEST:g} for each answer is needed")
    order = np.argsort(who, kind="stable")
    back = (np.diff(days[order]) < 0.0) & (np.diff(who[order]) == 0)
    if back.any():
        row = int(order[1:][back][0])
        raise ValueError(f"at: row {row} of learner {who[row]} is earlier than the one before")
    return days
