"""A model as bytes: arrays alone (npz), read without running anything."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import numpy as np

from adaptive.prediction.exercises import Exercises
from adaptive.prediction.features import FEATURES, Layer
from adaptive.prediction.linear import Linear
from adaptive.prediction.model import Model
from adaptive.prediction.tables import LEVELS, Rates, Tables
from adaptive.prediction.trees import Trees

_FORMAT = ":".join(("1", *FEATURES))  # trees read columns by their places
_TABLES = (
    "difficulty", "item_rate", "item_answers", "near_rate", "skill_rate", "usual_turn",
    "overall", "main_rate",
)  # fmt: skip
_LINEAR = ("start", "item", "skill", "skill_turns", "skill_rights", "counts")
_RATES = ("key", "excess", "answers")
_TREES = (
    "root", "start", "feature", "threshold", "missing_left", "left", "right", "value", "depth",
)  # fmt: skip


def to_bytes(model: Model) -> bytes:
    """The stored form of all that predicts; ``held_out``, of a log, is left out."""
    tables, linear = model.layer.tables, model.layer.linear
    arrays: dict[str, Any] = {
        "format": np.array(_FORMAT),
        "skills": tables.exercises.skills,
        "skill_count": tables.exercises.skill_count,
        "calibration": np.array([model.start, model.slope]),
    }
    arrays |= {f"tables.{name}": getattr(tables, name) for name in _TABLES}
    arrays |= {f"linear.{name}": getattr(linear, name) for name in _LINEAR}
    arrays |= {f"trees.{name}": getattr(model.trees, name) for name in _TREES}
    for level in LEVELS:
        rates = tables.levels[level]
        arrays |= {f"{level}.{name}": getattr(rates, name) for name in _RATES}
    out = io.BytesIO()
    np.savez_compressed(out, **arrays)
    return out.getvalue()


def from_bytes(data: bytes) -> Model:
    """The model that ``to_bytes`` wrote: it predicts the same, bit for bit.

    :raises ValueError: bytes that are no model of this format, or are damaged.
    """
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as found:
            arrays = {name: found[name] for name in found.files}
        if str(arrays["format"]) != _FORMAT:
            raise ValueError("a model of another version")
        return _assembled(arrays)
    except (ValueError, KeyError, TypeError, EOFError, OSError, zipfile.BadZipFile) as damaged:
        raise ValueError(f"data: {damaged}") from damaged


def _assembled(arrays: dict[str, Any]) -> Model:
    known = Exercises(arrays["skills"], int(arrays["skill_count"]))
    of_tables: dict[str, Any] = {name: arrays[f"tables.{name}"] for name in _TABLES}
    of_tables["overall"] = float(of_tables["overall"])
    levels = {one: Rates(*(arrays[f"{one}.{name}"] for name in _RATES)) for one in LEVELS}
    of_linear: dict[str, Any] = {name: arrays[f"linear.{name}"] for name in _LINEAR}
    of_linear["start"] = float(of_linear["start"])
    of_trees: dict[str, Any] = {name: arrays[f"trees.{name}"] for name in _TREES}
    of_trees["depth"] = int(of_trees["depth"])
    trees = Trees(**of_trees)
    trees.check(len(FEATURES))
    start, slope = (float(one) for one in arrays["calibration"])
    layer = Layer(Tables(known, **of_tables, levels=levels), Linear(known, **of_linear))
    for name, one in of_tables.items():
        many = known.skill_count if name == "main_rate" else len(known)
        if name != "overall" and one.shape != (many,):
            raise ValueError(f"tables.{name}: {many} values are needed")
    return Model(layer, trees, start, slope, np.zeros(0))
