"""Anchors that stay where they were while all other items are sought (FIPC: Kim 2006).

Abilities are N(mean, sd²) on the scale of the anchors, and this law is sought with the items,
updated in every M-step ("multiple weights updating and multiple EM cycles", which Kim found
to recover best). EM runs on the scale on which the law is N(0, 1), as ever; there the anchors
are the same old curves, seen from it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from adaptive.calibration.answers import Answers
from adaptive.calibration.curves import Form, within
from adaptive.calibration.held import Held
from adaptive.calibration.maximise import maximise
from adaptive.calibration.search import Search
from adaptive.gaussian import Floats
from adaptive.parameters import Ints
from adaptive.pool import Bools

LEAST_ANCHORS = 2


@dataclass(frozen=True)
class Fixed:
    """Which of m items are held, ``rows`` (m,), and the slopes and difficulties they keep, on
    their own scale, (m,): those of other items are not looked at."""

    rows: Bools
    a: Floats
    b: Floats

    def of(self, keep: Bools) -> Fixed:
        """Of the items kept."""
        return Fixed(self.rows[keep], self.a[keep], self.b[keep])

    def told(self) -> tuple[tuple[int, float, float], ...]:
        """Row, slope and difficulty of each item held: what tells these anchors from others."""
        rows = np.flatnonzero(self.rows)
        columns = rows.tolist(), self.a[rows].tolist(), self.b[rows].tolist()
        return tuple(zip(*columns, strict=True))

    def free(self, form: Form) -> Form:
        """The form of a search in which nothing is believed of the items held."""
        precision = form.precision.copy()
        precision[self.rows] = 0.0
        return replace(form, log=form.log | self.rows, precision=precision)


def check(fixed: Fixed, items: int, model: str, given: Ints) -> None:
    """ValueError when these items cannot be held.

    :param given: how many answers each item has, (items,).
    """
    if any(np.shape(one) != (items,) for one in (fixed.rows, fixed.a, fixed.b)):
        raise ValueError(f"anchors: one for each of {items} items, the same in both, is needed")
    if model != "2pl":
        raise ValueError(f"anchors: 2pl is needed to hold any, not {model}")
    a, b = fixed.a[fixed.rows], fixed.b[fixed.rows]
    if not ((a > 0.0) & np.isfinite(a) & np.isfinite(b)).all():
        raise ValueError("anchors: slopes above 0 and difficulties are needed")
    serve = int((fixed.rows & (given > 0)).sum())
    if serve < LEAST_ANCHORS:
        raise ValueError(f"anchors: {LEAST_ANCHORS} at least are needed, {serve} serve")


class Pinned(Search):
    """A climb in which the anchors move with the scale alone."""

    def __init__(
        self,
        held: Answers | Held,
        form: Form,
        guess: Floats,
        fixed: Fixed,
        *,
        single: bool = False,
    ) -> None:
        super().__init__(held, fixed.free(form), guess, single=single)
        self._rows = fixed.rows
        self._old = np.column_stack([np.log(fixed.a[fixed.rows]), fixed.b[fixed.rows]])

    def first(self) -> Floats:
        """As ever, the anchors on the scale that they say together."""
        return self.reached(super().first())

    def em(self, x: Floats) -> tuple[Floats, float]:
        """The others as they are likeliest; then the law, to which all are moved."""
        counts, value = self.counts(x)
        there = maximise(self.form, x, self.guess, self.nodes, counts)
        there[self._rows] = x[self._rows]
        return self.standard(there, counts.learners), value

    def law(self, x: Floats) -> tuple[float, float]:
        """Mean and sd, on the anchors’ own scale, of the abilities that are N(0, 1) here."""
        here = x[self._rows]
        sd = float(np.exp(np.mean(here[:, 0] - self._old[:, 0])))
        return float(np.mean(self._old[:, 1] - sd * here[:, 1])), sd

    def reached(self, x: Floats) -> Floats:
        """x, the anchors put where the law they say together has them."""
        x = within(self.form, x)
        mean, sd = self.law(x)
        x[self._rows, 0] = self._old[:, 0] + np.log(sd)
        x[self._rows, 1] = (self._old[:, 1] - mean) / sd
        return x


def searched(
    held: Held, form: Form, guess: Floats, fixed: Fixed | None, *, single: bool = False
) -> Search:
    """The search of a calibration, with or without anchors."""
    if fixed is None:
        return Search(held, form, guess, single=single)
    return Pinned(held, form, guess, fixed, single=single)


def law_of(search: Search, x: Floats) -> tuple[float, float]:
    """Mean and sd of the abilities on the scale of the anchors; 0 and 1 without any."""
    return search.law(x) if isinstance(search, Pinned) else (0.0, 1.0)
