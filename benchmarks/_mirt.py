"""mirt (of PyPI), in an environment of its own: asked by benchmarks through ``_peers``."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from mirt.cat import CATEngine  # type: ignore[import-not-found, unused-ignore]
from mirt.cat.exposure import (  # type: ignore[import-not-found, unused-ignore]
    ProgressiveRestricted,
)
from mirt.models import (  # type: ignore[import-not-found, unused-ignore]
    TwoParameterLogistic,
)

from benchmarks._beside import serve

BANKS: list[Any] = []


def load(arrays: dict[str, Any]) -> int:
    """Keeps a bank, and says its number: discriminations ``a`` and difficulties ``b``."""
    model = TwoParameterLogistic(n_items=len(arrays["a"]))
    model.set_parameters(discrimination=arrays["a"], difficulty=arrays["b"])
    model._is_fitted = True
    BANKS.append(model)
    return len(BANKS) - 1


def steps(bank: int, theta: float, luck: list[float]) -> list[float]:
    """One test, an answer for each luck: CPU seconds of each re-estimation and choice."""
    engine, parameters = _engine(bank, len(luck) + 1), BANKS[bank].parameters
    a, b = parameters["discrimination"], parameters["difficulty"]
    state, seconds = engine.get_current_state(), []
    for one in luck:
        row = state.next_item
        right = int(one < 1.0 / (1.0 + np.exp(-a[row] * (theta - b[row]))))
        start = time.process_time()
        state = engine.administer_item(right)
        seconds.append(time.process_time() - start)
    return seconds


def batch(bank: int, thetas: list[float], length: int) -> list[Any]:
    """Its own simulation of many tests: CPU seconds, and the estimates."""
    engine = _engine(bank, length)
    start = time.process_time()
    results = engine.run_batch_simulation(thetas)
    seconds = time.process_time() - start
    return [seconds, [one.theta for one in results]]


def until(bank: int, arrays: dict[str, Any], error: float) -> dict[str, Any]:
    """Tests on complete ``answers`` (n, m) until its error: items, estimates, errors."""
    engine, answers = CATEngine(BANKS[bank], se_threshold=error), arrays["answers"]
    ends = []
    for given in answers:
        engine.reset()
        state = engine.get_current_state()
        while not state.is_complete:
            state = engine.administer_item(int(given[state.next_item]))
        ends.append((state.n_items, state.theta, state.standard_error))
    count, theta, sd = np.array(ends).T
    return {"count": count, "theta": theta, "sd": sd}


def restricted(bank: int, arrays: dict[str, Any], length: int, most: float) -> dict[str, Any]:
    """Its progressive-restricted rule, which takes no ceiling: rows, estimates, errors."""
    del most
    engine = CATEngine(
        BANKS[bank],
        se_threshold=0.01,
        max_items=length,
        exposure_control=ProgressiveRestricted(seed=1),
    )
    ends = []
    for given in arrays["answers"]:
        engine.reset()
        state = engine.get_current_state()
        while not state.is_complete:
            state = engine.administer_item(int(given[state.next_item]))
        ends.append((state.items_administered, state.theta, state.standard_error))
    rows, theta, sd = zip(*ends, strict=True)
    return {"rows": np.array(rows), "theta": np.array(theta), "sd": np.array(sd)}


def _engine(bank: int, length: int) -> Any:
    # An error that is never reached: the length alone ends the test, and its Rust path serves.
    return CATEngine(BANKS[bank], se_threshold=0.01, max_items=length, seed=1)


if __name__ == "__main__":
    serve(
        {"load": load, "steps": steps, "batch": batch, "until": until, "restricted": restricted}
    )
