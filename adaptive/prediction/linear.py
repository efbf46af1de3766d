"""The first layer: logistic regression on who has done how much of what.

The encodings of Best-LR (Gervet et al. 2020): exercises, skills, and log(1 + count) of answers
and of right ones, on the exercise, on each of its skills, and in all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from adaptive.gaussian import Floats
from adaptive.prediction.exercises import Exercises
from adaptive.prediction.history import Facts

_STRENGTH, _MOST_STEPS, _TOLERANCE = 1.0, 300, 1e-3


@dataclass(frozen=True, eq=False)
class Linear:
    """Weights, in logits: of exercises (m,), of skills (S,), of the counts on each skill.

    ``counts``: of answers and rights in all, then on the exercise, (4,).
    """

    exercises: Exercises
    start: float
    item: Floats
    skill: Floats
    skill_turns: Floats
    skill_rights: Floats
    counts: Floats

    def logit(self, facts: Facts) -> Floats:
        """The logit of success of each row, (r,)."""
        skills = self.exercises.skills[facts.item]
        there = skills >= 0
        of_skills = (
            self.skill[skills]
            + self.skill_turns[skills] * np.log1p(facts.turns_each)
            + self.skill_rights[skills] * np.log1p(facts.rights_each)
        )
        total: Floats = (
            self.start
            + self.item[facts.item]
            + np.where(there, of_skills, 0.0).sum(1)
            + (_counts(facts) * self.counts).sum(1)
        )
        return total


def fit_linear(exercises: Exercises, facts: Facts, score: Floats) -> Linear:
    """The weights at the mode under N(0, 1) each; a score between 0 and 1 is part of each.

    Without both a right and a wrong answer every weight is 0, and the start their share.
    """
    # Not at import: the engine is numpy alone until somebody asks for a prediction.
    from sklearn.linear_model import LogisticRegression

    m, skills = len(exercises), exercises.skill_count
    row, label, weight = labelled(score)
    if len(np.unique(label)) < 2:
        share = (score.sum() + 0.5) / (len(score) + 1.0)
        none = np.zeros(skills)
        return Linear(exercises, _logit(share), np.zeros(m), none, none, none, np.zeros(4))
    table = _encoded(exercises, facts)[row]
    model = LogisticRegression(C=_STRENGTH, max_iter=_MOST_STEPS, tol=_TOLERANCE)
    model.fit(table, label, sample_weight=weight)
    found = np.asarray(model.coef_[0], dtype=np.float64)
    item, skill, turns, rights, counts = np.split(found, np.cumsum([m, skills, skills, skills]))
    return Linear(exercises, float(model.intercept_[0]), item, skill, turns, rights, counts)


def labelled(score: Floats) -> tuple[Any, Any, Any]:
    """Rows, classes, weights: a score of .7 is a right answer of .7, a wrong one of .3."""
    rows = np.arange(len(score))
    right, wrong = score > 0.0, score < 1.0
    return (
        np.concatenate([rows[right], rows[wrong]]),
        np.concatenate([np.ones(right.sum()), np.zeros(wrong.sum())]),
        np.concatenate([score[right], 1.0 - score[wrong]]),
    )


def _logit(share: float) -> float:
    return float(np.log(share) - np.log1p(-share))


def _counts(facts: Facts) -> Floats:
    counts = (facts.turn, facts.rights, facts.turns_on_item, facts.rights_on_item)
    return np.log1p(np.stack(counts, axis=1))


def _encoded(exercises: Exercises, facts: Facts) -> Any:
    """The sparse table, (n, m + 3S + 4)."""
    from scipy.sparse import csr_matrix, hstack

    n, m, skills = len(facts.item), len(exercises), exercises.skill_count
    rows = np.arange(n)
    one_item = csr_matrix((np.ones(n), (rows, facts.item)), shape=(n, m))
    row, slot = np.nonzero(exercises.skills[facts.item] >= 0)
    skill = exercises.skills[facts.item][row, slot]
    of_skills = [
        csr_matrix((value, (row, skill)), shape=(n, skills))
        for value in (
            np.ones(len(row)),
            np.log1p(facts.turns_each[row, slot]),
            np.log1p(facts.rights_each[row, slot]),
        )
    ]
    return hstack([one_item, *of_skills, csr_matrix(_counts(facts))], format="csr")
