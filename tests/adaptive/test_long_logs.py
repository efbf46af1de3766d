"""Ten thousand observations in float32, beside the same filter written plainly in float64."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from adaptive.filter import FORGETTING, fold
from adaptive.gaussian import NODES, WEIGHTS, Floats
from adaptive.observation import Observation
from adaptive.parameters import Parameters
from adaptive.state import State, from_checkpoint, prior, to_checkpoint

Answer = Callable[..., Observation]
LENGTH = 10_000


def _log(parameters: Parameters, answer: Answer, waits: bool) -> list[Observation]:
    """Sittings of 12 to 20 answers, one to four days apart, or a single one without end; some
    answers right in part, some of two skills."""
    rng = np.random.default_rng(43)
    n = len(parameters)
    ability = np.linalg.cholesky(parameters.cov0) @ rng.standard_normal(n)
    log: list[Observation] = []
    day = 0
    while len(log) < LENGTH:
        day += int(rng.integers(1, 5))
        for minutes in range(int(rng.integers(12, 21))):
            skill = int(rng.integers(n))
            b = float(ability[skill] + rng.normal(0.0, 1.0))
            right = rng.random() < 0.98 / (1.0 + np.exp(b - ability[skill]))
            score = 0.5 if rng.random() < 0.1 else float(right)
            other: dict[str, Any] = {"b": b, "b_var": 0.3, "c": float(rng.choice([0.0, 0.25]))}
            if rng.random() < 0.05:
                other |= {"skills": (skill, (skill + 1) % n), "weights": (1.0, 0.5)}
            date = day if waits else 1
            when = {"at": date + minutes / 1440.0, "day": date, "sitting": date}
            log.append(answer(len(log) + 1, skill, score, **other, **when))
    return log[:LENGTH]


class _Double:
    """The formulas as they are written in docs/engine/formulas.md, in float64."""

    def __init__(self, parameters: Parameters) -> None:
        self.parameters, self.at, self.sitting = parameters, 0.0, -1
        self.mean, self.cov = parameters.mean0.copy(), parameters.cov0.copy()

    def see(self, seen: Observation, stage: NDArray[np.uint8]) -> None:
        if seen.sitting != self.sitting:
            self._wait(seen.at - self.at, self.parameters.rate * FORGETTING[stage])
            self.at, self.sitting = seen.at, seen.sitting
        w = np.zeros(len(self.mean))
        w[list(seen.skills)] = seen.weights
        before, column = self.mean.copy(), self.cov @ w
        centre, variance = w @ self.mean - seen.b, w @ column + seen.b_var
        x = centre + np.sqrt(variance) * NODES
        p = seen.c + (seen.u - seen.c) / (1.0 + np.exp(-seen.a * x))
        fit = WEIGHTS * (p**seen.score * (1.0 - p) ** (1.0 - seen.score)) ** seen.weight
        fit /= fit.sum()
        mean = fit @ x
        change = fit @ (x - mean) ** 2 - variance
        self.mean += column * (mean - centre) / variance
        self.cov += np.outer(column, column) * (change / variance**2)
        for skill, weight in zip(seen.skills, seen.weights, strict=True):
            learnt = self.mean[skill] + self.parameters.drift[skill] * weight / w.max()
            most = max(before[skill], self.mean[skill]) if seen.score == 0.0 else np.inf
            self.mean[skill] = min(learnt, most)
            spread = self.parameters.hyper.drift_sd * weight / w.max()
            known = self.cov[skill, skill]
            most = self.parameters.cov0[skill, skill]
            self.cov[skill, skill] = max(known, min(known + spread**2, most))

    def _wait(self, days: float, rate: Floats) -> None:
        total = np.add.outer(rate, rate)
        kept = np.exp(-rate * days)
        grown = 2.0 * np.sqrt(np.outer(rate, rate)) / total * -np.expm1(-total * days)
        mean0, cov0 = self.parameters.mean0, self.parameters.cov0
        self.mean = mean0 + kept * (self.mean - mean0)
        self.cov = np.outer(kept, kept) * self.cov + cov0 * grown


def _compare(parameters: Parameters, log: list[Observation], share: float) -> State:
    """The state of the log; all along, its means are off by less than this share of the sd."""
    state, double = prior(parameters, 0.0), _Double(parameters)
    for number, seen in enumerate(log, 1):
        double.see(seen, state.evidence["stage"])
        state, _ = fold(parameters, state, [seen])
        if number % 500 == 0:
            off = np.abs(state.mean - double.mean) / np.sqrt(double.cov.diagonal())
            assert off.max() < share
            assert np.abs(state.sd**2 / double.cov.diagonal() - 1.0).max() < share
            assert np.linalg.eigvalsh(state.cov.astype(np.float64))[0] > 0.0
    assert (state.cov == state.cov.T).all()
    return state


def test_ten_thousand_observations_without_a_pause(
    parameters: Parameters, answer: Answer
) -> None:
    """The worst case: no time passes, which would take errors away."""
    state = _compare(parameters, _log(parameters, answer, False), 0.01)
    assert state.at == 1.0


@pytest.mark.slow
def test_ten_thousand_observations_of_the_whole_curriculum(
    real: Parameters, answer: Answer, same: Callable[[State, State], bool]
) -> None:
    log = _log(real, answer, True)
    state = _compare(real, log, 1e-3)
    again, _ = fold(real, prior(real, 0.0), log)
    assert same(again, state)
    assert same(from_checkpoint(real, to_checkpoint(real, state)), state)
