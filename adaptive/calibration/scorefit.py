"""S-X² of Orlando & Thissen 2000: answers against the curve, at each number of right answers.

It needs learners who answered the same items: the number of right answers means nothing
otherwise. With missing answers it is computed on those who answered every item of ``form``, and
the others do not count; it is for a fixed form (a placement, an exam), not for practice, where
everybody had other items: ``itemfit`` is. The law of the number of right answers at an ability
is the recursion of Lord & Wingersky 1984.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from adaptive.calibration.answers import Answers, Chunk
from adaptive.calibration.chance import above
from adaptive.calibration.fit import Calibration
from adaptive.calibration.held import Held, as_seen
from adaptive.calibration.residuals import curves_of
from adaptive.gaussian import Floats
from adaptive.parameters import Ints
from adaptive.pool import Bools

# Neighbouring scores are joined until right and wrong answers are both expected so often.
LEAST_EXPECTED = 1.0
# With fewer learners who answered all of the form: NaN.
LEAST_LEARNERS = 100
# A table of items × scores × nodes is made.
MOST_ITEMS = 300
FITTED = {"known": 0, "1pl": 1, "2pl": 2, "3pl": 3}


@dataclass(frozen=True)
class ScoreFit:
    """Of m items, (m,): ``chi`` with ``df`` degrees of freedom, ``p``; NaN and 0 out of the
    form or with too few learners. ``learners``: how many answered all of the form."""

    chi: Floats
    df: Ints
    p: Floats
    learners: int


def score_fit(
    given: Answers | Held,
    found: Calibration,
    model: str = "2pl",
    form: Bools | None = None,
) -> ScoreFit:
    """Every item of a form, by those who answered all of it.

    :param model: what was fitted to these answers: see ``residuals.curves_of``.
    :param form: (m,); every item when None.
    :raises ValueError: a calibration of other items, a form of fewer than three items or of
        more than ``MOST_ITEMS``, another model.
    """
    m = given.items
    form = np.ones(m, dtype=bool) if form is None else np.asarray(form, dtype=bool)
    if len(found.a) != m or form.shape != (m,):
        raise ValueError(f"form: a boolean for each of {m} items is needed, calibrated all")
    form = form & np.isfinite(found.a) & np.isfinite(found.d)
    items = int(form.sum())
    if not 3 <= items <= MOST_ITEMS:
        raise ValueError(
            f"form: 3 to {MOST_ITEMS} items with parameters are needed, not {items}"
        )
    seen = as_seen(given.only(form)).over(_ByScore(items))
    chi, df = np.full(m, np.nan), np.zeros(m, dtype=np.int64)
    if seen.n.sum() >= LEAST_LEARNERS:
        fields = ("a", "b", "c", "d")
        some = replace(found, **{name: getattr(found, name)[form] for name in fields})
        expected, _ = _expected(some, model)
        rows = np.flatnonzero(form)
        for i in range(items):
            chi[rows[i]], df[rows[i]] = _compare(seen, i, expected[i], FITTED[model])
    return ScoreFit(chi, df, above(chi, df), int(seen.n.sum()))


@dataclass(frozen=True)
class _Seen:
    """How many learners have each number of right answers, (m + 1,), and how many of these have
    each item right, (m, m + 1)."""

    n: Ints
    right: Ints


@dataclass(frozen=True)
class _ByScore:
    """A pass: those who answered all of the ``items``."""

    items: int

    def nothing(self) -> _Seen:
        """The sums of no learner."""
        return self._counted(np.zeros((0, self.items)))

    def of(self, chunk: Chunk) -> _Seen:
        """The sums of a chunk of learners."""
        return self._counted(chunk.complete())

    def join(self, one: _Seen, other: _Seen) -> _Seen:
        """The sums of two lots of learners, together."""
        return _Seen(one.n + other.n, one.right + other.right)

    def _counted(self, table: Floats) -> _Seen:
        m = self.items
        score = table.sum(axis=1).astype(np.int64)
        row, item = np.nonzero(table)
        right = np.bincount(item * (m + 1) + score[row], minlength=m * (m + 1))
        return _Seen(np.bincount(score, minlength=m + 1), right.reshape(m, m + 1))


def _expected(found: Calibration, model: str) -> tuple[Floats, Floats]:
    """Share of right answers of each item at each score 0 to m, (m, m + 1), and the share of
    learners at each score, (m + 1,)."""
    curves = curves_of(found, model)
    prior = np.exp(-0.5 * curves.nodes**2)
    prior /= prior.sum()
    m, q = curves.p.shape
    rest = np.zeros((m, m + 1, q))  # without the item: so many right, at each node
    rest[:, 0] = 1.0
    for j in range(m):
        p = curves.p[j]
        others = np.arange(m) != j
        now = rest[others]
        now[:, 1:] = now[:, 1:] * (1.0 - p) + now[:, :-1] * p
        now[:, 0] *= 1.0 - p
        rest[others] = now
    right = np.zeros((m, m + 1))
    right[:, 1:] = np.einsum("isq,iq,q->is", rest[:, :-1], curves.p, prior)
    wrong = np.einsum("isq,iq,q->is", rest, 1.0 - curves.p, prior)
    both = np.maximum(right + wrong, 1e-300)
    return right / both, both[0]


def _compare(seen: _Seen, item: int, share: Floats, fitted: int) -> tuple[float, int]:
    """χ² and degrees of freedom of one item; scores 0 and m say nothing of it."""
    m, n, right = len(seen.right), seen.n.astype(np.float64), seen.right[item]
    hope = n * share
    cells: list[list[float]] = []
    cell = [0.0, 0.0, 0.0]
    for s in range(1, m):
        cell = [cell[0] + n[s], cell[1] + right[s], cell[2] + hope[s]]
        if min(cell[2], cell[0] - cell[2]) >= LEAST_EXPECTED:
            cells.append(cell)
            cell = [0.0, 0.0, 0.0]
    if cells:
        cells[-1] = [x + y for x, y in zip(cells[-1], cell, strict=True)]
    df = len(cells) - fitted
    if df < 1:
        return float("nan"), 0
    count, seen, wanted = np.array(cells).T
    p = wanted / count
    return float(((seen - wanted) ** 2 / (count * p * (1.0 - p))).sum()), df
