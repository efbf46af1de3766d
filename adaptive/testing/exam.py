"""An adaptive exam by the classical rules: which item next, and when to stop."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from adaptive.choice import Stop
from adaptive.gaussian import Floats, above
from adaptive.parameters import Ints
from adaptive.pool import Bools, Pool
from adaptive.state import State
from adaptive.testing import classical

Ended = Literal["precise", "classified", "length", "dry"]
Rule = Literal["information", "randomesque", "stratified"]


@dataclass(frozen=True)
class StopRule:
    """When an exam ends: the first that holds, never before ``least`` items.

    ``length`` items at most. ``error``: standard error at most (Weiss & Kingsbury 1984).
    ``cut`` and ``confidence``: the ability is on one side of the cut with this probability
    (Kingsbury & Weiss 1983, from the posterior rather than the interval).

    :raises ValueError: naming what is out of range.
    """

    length: int
    least: int = 1
    error: float | None = None
    cut: float | None = None
    confidence: float = 0.95

    def __post_init__(self) -> None:
        if not 1 <= self.least <= self.length:
            raise ValueError(f"least: must be 1 to {self.length}, not {self.least}")
        if self.error is not None and not 0.0 < self.error < math.inf:
            raise ValueError(f"error: {self.error} must be a number > 0")
        if self.cut is not None and not math.isfinite(self.cut):
            raise ValueError(f"cut: {self.cut} is not a finite number")
        if not 0.5 < self.confidence < 1.0:
            raise ValueError(f"confidence: {self.confidence} is outside ]0.5, 1[")

    def ended(self, asked: int, mean: float, sd: float) -> Ended | None:
        """Why the exam ends after ``asked`` items with this belief, or None.

        :raises ValueError: a mean that is not finite, an sd below 0, asked below 0.
        """
        if asked < 0:
            raise ValueError(f"asked: {asked} is below 0")
        if not math.isfinite(mean):
            raise ValueError(f"mean: {mean} is not a finite number")
        if not 0.0 <= sd < math.inf:
            raise ValueError(f"sd: {sd} must be a number ≥ 0")
        if asked < self.least:
            return None
        if self.error is not None and sd <= self.error:
            return "precise"
        if self.cut is not None:
            p = above((self.cut - mean) / max(sd, 1e-9))
            if max(p, 1.0 - p) >= self.confidence:
                return "classified"
        return "length" if asked >= self.length else None


def composite(state: State, weights: ArrayLike) -> tuple[float, float]:
    """Mean and standard deviation of ``Σ w_s·θ_s``: what an exam reports of many skills.

    :raises ValueError: not one finite weight a skill.
    """
    w = np.asarray(weights, dtype=np.float64)
    if w.shape != state.mean.shape or not np.isfinite(w).all():
        raise ValueError(f"weights: {len(state.mean)} finite numbers are needed")
    variance = float((w[:, None] * w * state.cov).sum())
    return float((w * state.mean).sum()), math.sqrt(max(variance, 0.0))


@dataclass(frozen=True, eq=False)
class Exam:
    """The rules of one exam, over a pool of m items.

    ``rule``: how the best item of an area is found. ``content`` (m,): the area of each item,
    with the ``shares`` (areas,) wanted. ``control`` (m,): Sympson–Hetter probabilities of
    ``exposure.control``, which then take the place of ``few``. ``stratum`` (m,) for
    "stratified".
    """

    stop: StopRule
    rule: Rule = "information"
    few: int = 5
    content: Ints | None = None
    shares: Floats | None = None
    control: Floats | None = None
    stratum: Ints | None = None


@dataclass(frozen=True)
class Given:
    """The row to ask; rows passed over by exposure control, not to be asked of this person;
    ``area``: its content area, None without content. ``off_plan``: the area that lags most is
    exhausted, so another one serves."""

    row: int
    passed_over: tuple[int, ...] = ()
    area: int | None = None
    off_plan: bool = False


def next_item(
    pool: Pool,
    exam: Exam,
    theta: Floats,
    asked: tuple[int, ...],
    barred: tuple[int, ...],
    draw: np.random.Generator,
) -> Given | Stop:
    """The next item of an exam, or Stop("dry") when every row was asked or passed over.

    ``asked``: rows given so far, in order; ``barred``: rows passed over so far. When to stop is
    asked of ``exam.stop`` before.

    :raises ValueError: a row the pool has not; content without shares; "stratified" without
        strata or with exposure control.
    """
    _check(pool, exam, (*asked, *barred))
    left = np.ones(len(pool), dtype=np.bool_)
    left[list(asked)] = left[list(barred)] = False
    if not left.any():
        return classical.DRY
    area, off_plan = None, False
    if exam.content is not None and exam.shares is not None:
        area, off_plan = _area(exam.content, exam.shares, asked, left)
        if area is None:
            return classical.DRY
        left &= exam.content == area
    passed: Ints = np.zeros(0, dtype=np.int64)
    if exam.control is not None:
        order = classical.ranked(pool, theta, left)
        row, passed = classical.sympson_hetter(order, exam.control, draw)
    elif exam.rule == "stratified" and exam.stratum is not None:
        stages = int(exam.stratum.max()) + 1
        stage = min(len(asked) * stages // exam.stop.length, stages - 1)
        row = classical.a_stratified(pool, theta, exam.stratum, stage, left)
    elif exam.rule == "randomesque":
        row = classical.randomesque(pool, theta, draw, few=exam.few, allowed=left)
    else:
        row = classical.maximum_information(pool, theta, left)
    if isinstance(row, Stop):
        return row
    return Given(row, tuple(int(r) for r in passed), area, off_plan)


def _area(
    content: Ints, shares: Floats, asked: tuple[int, ...], left: Bools
) -> tuple[int | None, bool]:
    counts = np.bincount(content[list(asked)], minlength=len(shares))
    stocked = np.bincount(content[left], minlength=len(shares)) > 0
    wanted = classical.lagging(shares, counts)
    found = classical.lagging(shares, counts, stocked)
    return (None, True) if isinstance(found, Stop) else (found, found != wanted)


def _check(pool: Pool, exam: Exam, rows: tuple[int, ...]) -> None:
    if any(not 0 <= row < len(pool) for row in rows):
        raise ValueError(f"asked, barred: a row beyond the {len(pool)} of the pool")
    if (exam.content is None) != (exam.shares is None):
        raise ValueError("content, shares: one needs the other")
    if exam.content is not None and exam.shares is not None:
        inside = (exam.content >= 0) & (exam.content < len(exam.shares))
        if len(exam.content) != len(pool) or not inside.all():
            raise ValueError(f"content: an area of shares for each of {len(pool)} rows")
    if exam.control is not None and exam.control.shape != (len(pool),):
        raise ValueError(f"control: {len(pool)} values are needed")
    stratified = exam.rule == "stratified"
    if stratified and (exam.stratum is None or exam.control is not None):
        raise ValueError("stratum: needed by the rule, which takes no control")
