"""Boosted trees as plain arrays: they predict with numpy alone, and are stored without code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adaptive.gaussian import Floats, Singles
from adaptive.parameters import Ints

_ROWS = 2048  # walked at once: a place in each tree for each, some megabytes


@dataclass(frozen=True, eq=False)
class Trees:
    """Nodes of all trees, one after the other, (k,); ``root`` (t,) is where each begins.

    A row goes ``left`` where its ``feature`` is at most the ``threshold``, or is missing and
    ``missing_left``; else ``right``. A leaf leads to itself, and adds its ``value``.
    ``start`` (f,): the logit that each forest begins from.
    """

    root: Ints
    start: Floats
    feature: Ints
    threshold: Floats
    missing_left: NDArray[np.bool_]
    left: Ints
    right: Ints
    value: Floats
    depth: int

    def check(self, features: int) -> None:
        """:raises ValueError: nodes that lead nowhere, or features that are not there."""
        k, nodes = len(self.value), (self.feature, self.threshold, self.left, self.right)
        if any(array.shape != (k,) for array in (*nodes, self.missing_left, self.value)):
            raise ValueError("trees: arrays of other lengths")
        if not len(self.start) or not 0 < self.depth < 1000:
            raise ValueError("trees: starts or depth that do not fit")
        ends = ((self.root, k), (self.left, k), (self.right, k), (self.feature, features))
        for array, end in ends:
            if not len(array) or array.min() < 0 or array.max() >= end:
                raise ValueError("trees: a number out of range")
        if not (np.isfinite(self.value).all() and np.isfinite(self.start).all()):
            raise ValueError("trees: a value that is not finite")

    def logits(self, features: Singles) -> Floats:
        """The mean of the forests’ logits for each row, (r,)."""
        rows = range(0, len(features), _ROWS)
        parts = [self._walked(features[row : row + _ROWS]) for row in rows]
        return np.concatenate(parts) if parts else np.zeros(0)

    def _walked(self, features: Singles) -> Floats:
        flat, width = features.ravel(), features.shape[1]
        row = (np.arange(len(features)) * width)[:, None]
        missing = bool(np.isnan(flat).any())
        node = np.broadcast_to(self.root, (len(features), len(self.root)))
        for _ in range(self.depth):
            x = flat[row + self.feature[node]]
            down = x <= self.threshold[node]
            if missing:
                down |= np.isnan(x) & self.missing_left[node]
            node = np.where(down, self.left[node], self.right[node])
        total: Floats = self.value[node].sum(1) / len(self.start) + self.start.mean()
        return total


def from_forests(forests: list[Any]) -> Trees:
    """The trees of fitted HistGradientBoostingClassifiers, without categorical features.

    scikit-learn gives out its nodes by no public name: hence ``model.fit`` compares.
    """
    nodes = [one[0].nodes for forest in forests for one in forest._predictors]
    root = np.cumsum([0, *map(len, nodes)])[:-1]
    of_node = np.repeat(root, [len(tree) for tree in nodes])
    every = np.concatenate(nodes)
    leaf, itself = every["is_leaf"].astype(np.bool_), np.arange(len(every))
    return Trees(
        root=root.astype(np.int64),
        start=np.array([float(forest._baseline_prediction[0, 0]) for forest in forests]),
        feature=np.where(leaf, 0, every["feature_idx"]).astype(np.int64),
        threshold=np.where(leaf, 0.0, every["num_threshold"]),
        missing_left=every["missing_go_to_left"].astype(np.bool_),
        left=np.where(leaf, itself, every["left"] + of_node).astype(np.int64),
        right=np.where(leaf, itself, every["right"] + of_node).astype(np.int64),
        value=np.where(leaf, every["value"], 0.0),
        depth=max(int(every["depth"].max()), 1),
    )
