"""The bank of items that benchmarks of tests share: ``FOLDER/cat/bank500.npz``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from adaptive.gaussian import Floats
from adaptive.pool import Bools
from adaptive.testing import Bank, build_bank
from benchmarks._data import folder
from benchmarks._report import cannot_run


@dataclass(frozen=True, eq=False)
class Made:
    """500 items, 1,000 learners with their ability, and all their answers (1,000, 500)."""

    bank: Bank
    theta: Floats
    answers: Bools


def made() -> Made:
    """Read from the folder named; the benchmark cannot run without it."""
    path = Path(folder()) / "cat" / "bank500.npz"
    if not path.is_file():
        cannot_run(f"{path} is not there")
    with np.load(path) as saved:
        return Made(build_bank(saved["a"], saved["b"]), saved["theta"], saved["responses"] == 1)


def drawn(items: int, draw: np.random.Generator) -> Bank:
    """A bank by the recipe of that one, of any size."""
    a = np.clip(draw.lognormal(0.0, 0.3, items), 0.2, 2.5)
    return build_bank(a, draw.standard_normal(items))
