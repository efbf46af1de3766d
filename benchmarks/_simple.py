"""Two plain peers in tracking: Elo, and Best-LR, a sparse logistic regression.

Elo: Pelánek 2016, one ability a learner and one difficulty an item, each moved by
K = a/(1 + bn). Best-LR: Gervet et al. 2020, items, skills, and log counts of successes and
attempts in all, by skill and by item; its weights stay as fitted.
"""

from __future__ import annotations

import math
from collections import defaultdict
from functools import partial

import numpy as np
import scipy.sparse
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score

from benchmarks._responses import Floats, Responses, held_out, joined

GRID_A = (0.4, 0.8, 1.2, 1.8, 2.6)
GRID_B = (0.02, 0.05, 0.1, 0.2, 0.4)


def auc(answers: Responses, p: Floats) -> float:
    """Area under the curve of predictions of these answers."""
    return float(roc_auc_score(answers.right, p))


def loss(answers: Responses, p: Floats) -> float:
    """Mean log loss, nats."""
    return float(log_loss(answers.right, np.clip(p, 1e-9, 1.0 - 1e-9)))


def elo(answers: Responses, a: float, b: float) -> Floats:
    """The prediction of each answer before it; learners and items move all along, (n,)."""
    ability: defaultdict[int, float] = defaultdict(float)
    difficulty: defaultdict[int, float] = defaultdict(float)
    given: defaultdict[int, int] = defaultdict(int)
    asked: defaultdict[int, int] = defaultdict(int)
    p = np.empty(len(answers))
    rows = zip(
        answers.learner.tolist(), answers.item.tolist(), answers.right.tolist(), strict=True
    )
    for row, (who, what, right) in enumerate(rows):
        p[row] = 1.0 / (1.0 + math.exp(difficulty[what] - ability[who]))
        off = right - p[row]
        ability[who] += a / (1.0 + b * given[who]) * off
        difficulty[what] -= a / (1.0 + b * asked[what]) * off
        given[who] += 1
        asked[what] += 1
    return p


def elo_rates(train: Responses, seed: int = 0) -> tuple[float, float]:
    """The a and b of Elo that predict best a fifth of the learners of the training part."""
    kept, out = held_out(train, seed)
    both = joined(kept, out)

    def worth(rates: tuple[float, float]) -> float:
        return loss(out, elo(both, *rates)[len(kept) :])

    return min(((a, b) for a in GRID_A for b in GRID_B), key=worth)


def best_lr(train: Responses, test: Responses) -> Floats:
    """Predictions of the test part by weights fitted to the training part, (n,)."""
    items = int(max(train.item.max(), test.item.max())) + 1
    skills = int(max(train.skill.max(), test.skill.max())) + 1
    columns = partial(_columns, items=items, skills=skills)
    model = LogisticRegression(C=1.0, max_iter=1000)
    model.fit(columns(train), train.right)
    return np.asarray(model.predict_proba(columns(test))[:, 1], dtype=np.float64)


def _columns(answers: Responses, *, items: int, skills: int) -> scipy.sparse.csr_matrix:
    total, skill, item = (_counts(answers, by) for by in ("total", "skill", "item"))
    n, row = len(answers), np.arange(len(answers))
    zero = np.zeros(n, dtype=np.int64)

    def block(column: Floats | object, value: Floats, width: int) -> scipy.sparse.csr_matrix:
        return scipy.sparse.csr_matrix((value, (row, column)), shape=(n, width))

    parts = [block(answers.item, np.ones(n), items), block(answers.skill, np.ones(n), skills)]
    for values, column, width in (
        (total, zero, 1),
        (skill, answers.skill, skills),
        (item, zero, 1),
    ):
        parts += [block(column, values[:, k], width) for k in (0, 1)]
    return scipy.sparse.hstack(parts, format="csr")


def _counts(answers: Responses, by: str) -> Floats:
    """log(1 + right), log(1 + all) of the learner so far: in all, on the skill, the item."""
    key = np.zeros(len(answers), dtype=np.int64) if by == "total" else getattr(answers, by)
    so_far: defaultdict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    found = np.empty((len(answers), 2))
    rows = zip(answers.learner.tolist(), key.tolist(), answers.right.tolist(), strict=True)
    for row, (who, what, right) in enumerate(rows):
        counts = so_far[who, what]
        found[row] = counts
        counts[0] += right
        counts[1] += 1
    return np.asarray(np.log1p(found), dtype=np.float64)
