"""Trees as arrays predict as those grown; a stored model predicts the same, or is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.ensemble import HistGradientBoostingClassifier

from adaptive.gaussian import Singles
from adaptive.prediction import FEATURES, Settings, exercises, fit, from_bytes, to_bytes
from adaptive.prediction.trees import from_forests
from adaptive.two_way import log_of


def _rows(seed: int, count: int, missing: float) -> Singles:
    luck = np.random.default_rng(seed)
    rows = luck.normal(size=(count, 6)).round(1).astype(np.float32)
    rows[luck.random(rows.shape) < missing] = np.nan
    return rows


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 9999), missing=st.sampled_from([0.0, 0.2]), size=st.integers(2, 24))
def test_arrays_predict_as_the_forests_grown(seed: int, missing: float, size: int) -> None:
    rows = _rows(seed, 300, missing)
    right = np.nan_to_num(rows[:, 0] * rows[:, 1]) + np.nan_to_num(rows[:, 2]) > 0.0
    forests = [
        HistGradientBoostingClassifier(
            max_iter=5, max_leaf_nodes=size, min_samples_leaf=5, random_state=part
        ).fit(rows[part::2], right[part::2])
        for part in range(2)
    ]
    trees = from_forests(forests)
    asked = _rows(seed + 1, 200, 0.2)
    asked[0] = np.nan
    grown = np.mean([forest.decision_function(asked) for forest in forests], axis=0)
    assert np.abs(trees.logits(asked) - grown).max() < 1e-12


def test_a_stored_model_predicts_the_same_and_a_damaged_one_is_refused() -> None:
    luck = np.random.default_rng(4)
    item = luck.integers(0, 12, 900)
    score = (luck.random(900) < 0.3 + 0.05 * item).astype(float)
    log = log_of(np.repeat(np.arange(30), 30), item, score)
    small = Settings(folds=3, forests=3, trees=6, leaves=6, least_in_leaf=20)
    model = fit(exercises([[i % 3] for i in range(12)]), log, small)
    data = to_bytes(model)
    again = from_bytes(data)
    states = [one.state() for one in (model, again)]
    for one in range(20):
        features = [state.features_for(np.arange(12)) for state in states]
        assert features[0].shape == (12, len(FEATURES))
        np.testing.assert_array_equal(features[0], features[1])
        np.testing.assert_array_equal(model.predict(features[0]), again.predict(features[1]))
        for state in states:
            state.observe(int(item[one]), float(score[one]))
    for damaged in (b"", b"PK\x03\x04", data[:-200], data[: len(data) // 2], b"\x80\x04N."):
        with pytest.raises(ValueError, match="data: "):
            from_bytes(damaged)
