"""Calibrations by mirt (of PyPI), in an environment of its own: asked through ``_peers``."""

from __future__ import annotations

import time
from typing import Any

from mirt import fit_mirt  # type: ignore[import-not-found, unused-ignore]

from benchmarks._beside import serve


def fit(arrays: dict[str, Any]) -> dict[str, Any]:
    """Two parameters from a table ``given`` (l, m), below 0 not given, as mirt comes, without
    standard errors: seconds by the clock and of CPU, ``a`` and ``b``."""
    import numpy as np

    clock, cpu = time.perf_counter(), time.process_time()
    found = fit_mirt(arrays["given"], model="2PL", compute_standard_errors=False)
    seconds = np.array([time.perf_counter() - clock, time.process_time() - cpu])
    parameters = found.model.parameters
    return {
        "seconds": seconds,
        "a": np.ravel(parameters["discrimination"]),
        "b": np.ravel(parameters["difficulty"]),
    }


if __name__ == "__main__":
    serve({"fit": fit})
