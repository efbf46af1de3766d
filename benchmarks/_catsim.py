"""catsim, in an environment of its own: asked by benchmarks of tests through ``_peers``.

Maximum information and its default estimator, from θ = 0, as its documentation shows.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from catsim import irt  # type: ignore[import-not-found, unused-ignore]
from catsim.estimation import (  # type: ignore[import-not-found, unused-ignore]
    NumericalSearchEstimator,
)
from catsim.initialization import (  # type: ignore[import-not-found, unused-ignore]
    FixedPointInitializer,
)
from catsim.item_bank import ItemBank  # type: ignore[import-not-found, unused-ignore]
from catsim.selection import MaxInfoSelector  # type: ignore[import-not-found, unused-ignore]
from catsim.simulation import Simulator  # type: ignore[import-not-found, unused-ignore]
from catsim.stopping import MinErrorStopper  # type: ignore[import-not-found, unused-ignore]

from benchmarks._beside import serve

BANKS: list[Any] = []


def load(arrays: dict[str, Any]) -> int:
    """Keeps a bank, and says its number: discriminations ``a`` and difficulties ``b``."""
    a, b = arrays["a"], arrays["b"]
    BANKS.append(ItemBank(np.column_stack((a, b, np.zeros(len(a)), np.ones(len(a))))))
    return len(BANKS) - 1


class Test:
    """One test."""

    def __init__(self, bank: int) -> None:
        self._bank = BANKS[bank]
        self._selector, self._estimator = MaxInfoSelector(), NumericalSearchEstimator()
        self.theta, self.rows, self.right = 0.0, list[int](), list[bool]()
        self._choose()

    def _choose(self) -> None:
        self.next = int(
            self._selector.select(
                item_bank=self._bank, administered_items=self.rows, est_theta=self.theta
            )
        )

    def answer(self, right: bool) -> None:
        """Learns the answer and chooses the next item."""
        self.rows.append(self.next)
        self.right.append(right)
        self.theta = float(
            self._estimator.estimate(
                item_bank=self._bank,
                administered_items=self.rows,
                response_vector=self.right,
                est_theta=self.theta,
            )
        )
        self._choose()

    def error(self) -> float:
        """Its standard error."""
        return float(irt.see(self.theta, self._bank.get_items(self.rows)))


def steps(bank: int, theta: float, luck: list[float]) -> list[float]:
    """One test, an answer for each luck: CPU seconds of each re-estimation and choice."""
    test, seconds, items = Test(bank), [], BANKS[bank]
    for one in luck:
        a, b = items.discrimination[test.next], items.difficulty[test.next]
        right = bool(one < 1.0 / (1.0 + np.exp(-a * (theta - b))))
        start = time.process_time()
        test.answer(right)
        seconds.append(time.process_time() - start)
    return seconds


def batch(bank: int, thetas: list[float], length: int) -> list[Any]:
    """Its own simulation of many tests: CPU seconds, and the estimates."""
    simulator = Simulator(
        BANKS[bank],
        np.array(thetas),
        FixedPointInitializer(0.0),
        MaxInfoSelector(),
        NumericalSearchEstimator(),
        MinErrorStopper(1e-6, max_items=length),
    )
    start = time.process_time()
    simulator.simulate()
    return [time.process_time() - start, list(map(float, simulator.latest_estimations))]


def until(bank: int, arrays: dict[str, Any], error: float) -> dict[str, Any]:
    """Tests on complete ``answers`` (n, m) until its error: items, estimates, errors."""
    ends = []
    for given in arrays["answers"]:
        test = Test(bank)
        test.answer(bool(given[test.next]))
        while test.error() > error:
            test.answer(bool(given[test.next]))
        ends.append((len(test.rows), test.theta, test.error()))
    count, theta, sd = np.array(ends).T
    return {"count": count, "theta": theta, "sd": sd}


def restricted(bank: int, arrays: dict[str, Any], length: int, most: float) -> dict[str, Any]:
    """Maximum information with a ceiling in its own simulation: rows, estimates, errors."""
    items, theta = BANKS[bank], arrays["theta"]
    simulator = Simulator(
        items,
        theta,
        FixedPointInitializer(0.0),
        MaxInfoSelector(r_max=most),
        NumericalSearchEstimator(),
        MinErrorStopper(1e-6, max_items=length),
    )
    simulator.simulate()
    rows, found = np.array(simulator.administered_items), np.array(simulator.latest_estimations)
    sd = [irt.see(one, items.get_items(asked)) for one, asked in zip(found, rows, strict=True)]
    return {"rows": rows, "theta": found, "sd": np.array(sd)}


if __name__ == "__main__":
    serve(
        {"load": load, "steps": steps, "batch": batch, "until": until, "restricted": restricted}
    )
