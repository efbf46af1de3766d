"""The two layers fitted: a logistic regression, then trees on what was known at each answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adaptive.gaussian import Floats, Singles, logistic
from adaptive.parameters import Ints
from adaptive.prediction.exercises import Exercises
from adaptive.prediction.features import (
    FEATURES,
    FeatureState,
    Layer,
    checked,
    facts_of,
    features_of,
)
from adaptive.prediction.history import Facts
from adaptive.prediction.linear import fit_linear, labelled
from adaptive.prediction.tables import fit_tables
from adaptive.prediction.trees import Trees, from_forests
from adaptive.two_way import Log

# Probabilities given out stay within, so that no answer can cost more than 5.3 nats.
LEAST, MOST = 0.005, 0.995
_CALIBRATION_STEPS = 30
_COMPARED, _SAME = 500, 1e-9  # rows, logits: trees copied predict as those grown


@dataclass(frozen=True)
class Settings:
    """How the trees grow, in how many parts learners are, and the seed of what is drawn.

    ``folds``: parts of learners, for tables and weights. ``forests``: how many sets of trees,
    each grown without every so many folds. Chosen on held-out learners of the training parts
    of public sets (docs/benchmarks.md).

    :raises ValueError: fewer than two folds or forests, or more forests than folds.
    """

    folds: int = 6
    forests: int = 3
    trees: int = 110
    rate: float = 0.12
    leaves: int = 24
    least_in_leaf: int = 60
    shrink: float = 5.0
    columns: float = 0.4
    seed: int = 0

    def __post_init__(self) -> None:
        if not 2 <= self.forests <= self.folds:
            raise ValueError(f"forests: from 2 to {self.folds}, not {self.forests}")


@dataclass(frozen=True, eq=False)
class Model:
    """What predicts; made by ``fit``, or read again by ``stored.from_bytes``.

    ``held_out`` (n,): of each answer of the log, in its order, what was predicted by tables
    fitted and trees grown without its learner’s rows. ``slope`` and ``start`` calibrate: the
    logit given is ``start + slope · (mean of the trees’ logits)``.
    """

    layer: Layer
    trees: Trees
    start: float
    slope: float
    held_out: Floats

    def state(self, learners: int = 1) -> FeatureState:
        """The features of learners who have not answered yet."""
        return FeatureState(self.layer, learners)

    def predict(self, features: Singles) -> Floats:
        """Probability of a right answer for each row of features, (r,), in one call.

        :raises ValueError: rows that are not of ``FEATURES``.
        """
        if features.ndim != 2 or features.shape[1] != len(FEATURES):
            raise ValueError(f"features: rows of {len(FEATURES)} are needed")
        if not len(features):
            return np.zeros(0)
        return _given_out(self.start + self.slope * self.trees.logits(features))

    def follow(self, log: Log) -> Floats:
        """Of each answer of other learners, in the order given, what is predicted before it.

        :raises ValueError: as ``fit``.
        """
        log_sorted, place = _placed(self.layer.tables.exercises, log)
        found = np.empty(len(log))
        found[place] = self.predict(features_of(self.layer, log_sorted))
        return found


def fit(
    exercises: Exercises,
    log: Log,
    settings: Settings | None = None,
    *,
    progress: Callable[[float], None] | None = None,
) -> Model:
    """The model of a log of answers (``two_way.log_of``): a learner’s in the order given.

    Features of a learner’s answers come from tables and weights of other learners’ answers
    only, and calibration from trees grown without the learner’s rows.

    :param progress: told the share done, 0 to 1, from time to time.
    :raises ValueError: fewer learners than folds, only right or only wrong answers, an
        exercise out of range.
    """
    settings, tell = settings or Settings(), progress or (lambda share: None)
    log, place = _placed(exercises, log)
    fold = _folds(log.learner, settings)
    for part in range(settings.forests):
        if len(np.unique(log.score[fold % settings.forests != part] >= 0.5)) < 2:
            raise ValueError("score: both right and wrong answers are needed, of more learners")
    facts = facts_of(exercises, log)
    features = out_of_fold(exercises, log, facts, fold, lambda share: tell(0.4 * share))
    forests, logits = [], np.empty(len(log))
    for part in range(settings.forests):
        mine = fold % settings.forests == part
        forests.append(_grown(features[~mine], log.score[~mine], settings, part))
        logits[mine] = _raw(forests[-1], features[mine])
        tell(0.4 + 0.5 * (part + 1) / settings.forests)
    start, slope = _calibrated(logits, log.score)
    layer = _layer(exercises, log, facts, np.ones(len(log), dtype=np.bool_))
    tell(1.0)
    held_out = np.empty(len(log))
    held_out[place] = _given_out(start + slope * logits)
    return Model(layer, _copied(forests, features[:_COMPARED]), start, slope, held_out)


def out_of_fold(
    exercises: Exercises,
    log: Log,
    facts: Facts,
    fold: Ints,
    tell: Callable[[float], None],
) -> Singles:
    """The features of each answer, from tables and weights of learners of other folds.

    :param fold: the part of each answer’s learner, from 0, (n,).
    """
    features = np.empty((len(log), len(FEATURES)), dtype=np.float32)
    folds = int(fold.max()) + 1
    for part in range(folds):
        mine = fold == part
        layer = _layer(exercises, log, facts, ~mine)
        features[mine] = features_of(layer, _only(log, mine))
        tell((part + 1) / folds)
    return features


def _placed(exercises: Exercises, log: Log) -> tuple[Log, Ints]:
    """The log with learners one after the other, and where its rows were."""
    return checked(exercises, log), np.argsort(log.learner, kind="stable")


def _only(log: Log, keep: NDArray[np.bool_]) -> Log:
    at = None if log.at is None else log.at[keep]
    return Log(log.learner[keep], log.item[keep], log.score[keep], at)


def _folds(learner: Ints, settings: Settings) -> Ints:
    """The part of each answer: learners dealt out at random."""
    known, who = np.unique(learner, return_inverse=True)
    if len(known) < settings.folds:
        raise ValueError(f"learner: at least {settings.folds} are needed, not {len(known)}")
    dealt = np.random.default_rng((settings.seed, 1)).permutation(len(known))
    part: Ints = dealt[who] % settings.folds
    return part


def _layer(exercises: Exercises, log: Log, facts: Facts, keep: NDArray[np.bool_]) -> Layer:
    seen, score = facts.rows(keep), log.score[keep]
    return Layer(
        fit_tables(exercises, log.learner[keep], seen, score),
        fit_linear(exercises, seen, score),
    )


def _grown(features: Singles, score: Floats, settings: Settings, part: int) -> Any:
    # Not at import: the engine is numpy alone until somebody asks for a prediction.
    from sklearn.ensemble import HistGradientBoostingClassifier

    row, label, weight = labelled(score)
    model = HistGradientBoostingClassifier(
        max_iter=settings.trees,
        learning_rate=settings.rate,
        max_leaf_nodes=settings.leaves,
        min_samples_leaf=settings.least_in_leaf,
        l2_regularization=settings.shrink,
        max_features=settings.columns,
        early_stopping=False,
        random_state=settings.seed + part,
    )
    whole = np.array_equal(row, np.arange(len(score)))
    return model.fit(features if whole else features[row], label, sample_weight=weight)


def _copied(forests: list[Any], features: Singles) -> Trees:
    """The trees as arrays, checked against those grown."""
    trees = from_forests(forests)
    grown = np.mean([forest.decision_function(features) for forest in forests], axis=0)
    if np.abs(trees.logits(features) - grown).max(initial=0.0) > _SAME:
        raise RuntimeError("this version of scikit-learn keeps its trees in another way")
    return trees


def _raw(tree: Any, features: Singles) -> Floats:
    logits: Floats = tree.decision_function(features)
    return logits


def _calibrated(logits: Floats, score: Floats) -> tuple[float, float]:
    """Start and slope of the calibration (Platt 1999) at the mode, by Newton; slope ≥ 0.

    Under N(0, 1) and N(1, 1): with few answers the two stay where nothing is corrected.
    """
    start, slope = 0.0, 1.0
    for _ in range(_CALIBRATION_STEPS):
        p = logistic(start + slope * logits)
        weight, error = p * (1.0 - p), score - p
        table = np.array(
            [
                [weight.sum() + 1.0, (weight * logits).sum()],
                [(weight * logits).sum(), (weight * logits**2).sum() + 1.0],
            ]
        )
        pull = [error.sum() - start, (error * logits).sum() - (slope - 1.0)]
        step = np.linalg.solve(table, pull)
        start, slope = start + step[0], max(slope + step[1], 0.0)
        if np.abs(step).max() < 1e-9:
            break
    return float(start), float(slope)


def _given_out(logits: Floats) -> Floats:
    return np.clip(logistic(logits), LEAST, MOST)
