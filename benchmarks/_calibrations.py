"""Calibrations of mirt and girth, each in its environment: asked through ``_peers``."""

from __future__ import annotations

import sys
import time
from typing import Any

import numpy as np

from benchmarks._beside import serve


def mirt(arrays: dict[str, Any], points: int, priors: bool) -> dict[str, Any]:
    """Two parameters of ``table`` (learners, items; −1 not given): a, b and CPU seconds.

    Quadrature of so many points; with ``priors``, log a ~ N(0, .3²) and b ~ N(0, 1).
    """
    from mirt import fit_mirt  # type: ignore[import-not-found, unused-ignore]
    from mirt.estimation.priors import (  # type: ignore[import-not-found, unused-ignore]
        LogNormalPrior,
        NormalPrior,
    )

    laws = {"discrimination": LogNormalPrior(0.0, 0.3), "difficulty": NormalPrior(0.0, 1.0)}
    start = time.process_time()
    found = fit_mirt(
        arrays["table"],
        model="2PL",
        n_quadpts=points,
        compute_standard_errors=False,
        priors=laws if priors else None,
    )
    seconds = time.process_time() - start
    parameters = found.model.parameters
    return {
        "a": np.asarray(parameters["discrimination"]),
        "b": np.asarray(parameters["difficulty"]),
        "seconds": np.array(seconds),
    }


def girth(arrays: dict[str, Any]) -> dict[str, Any]:
    """The same by girth; every item needs an answer."""
    from girth import (  # type: ignore[import-not-found, unused-ignore]
        tag_missing_data,
        twopl_mml,
    )

    table = tag_missing_data(arrays["table"].T.astype(int), [0, 1])
    start = time.process_time()
    found = twopl_mml(table)
    seconds = time.process_time() - start
    return {
        "a": np.asarray(found["Discrimination"]),
        "b": np.asarray(found["Difficulty"]),
        "seconds": np.array(seconds),
    }


if __name__ == "__main__":
    serve({"mirt": mirt} if "mirt" in sys.argv[1:] else {"girth": girth})
