from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from adaptive.filter import fold
from adaptive.observation import Observation
from adaptive.parameters import Parameters
from adaptive.pool import Pool, build_pool, rows_of, success
from adaptive.state import prior

Answer = Callable[..., Observation]


def test_one_number_serves_every_row() -> None:
    pool = build_pool(skill=[0, 1, 1], b=[0.0, 0.5, 1.0], c=0.25)
    assert len(pool) == 3
    assert pool.c.tolist() == [0.25] * 3
    assert pool.item.tolist() == [0, 1, 2]


def test_an_empty_pool_is_a_pool() -> None:
    pool = build_pool(skill=[], b=[])
    assert len(pool) == 0
    assert rows_of(pool, (1, 2)).tolist() == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("skill", [0, -1]),
        ("a", [1.0, 0.0]),
        ("b", [0.0, math.nan]),
        ("b", [0.0]),
        ("b", [[0.0, 0.0]]),
        ("b_var", -1.0),
        ("c", 0.98),
        ("u", 1.5),
        ("tier", [1, 4]),
        ("seconds", 0.0),
        ("item", [7, 7]),
        ("kind", ["mcq", "order"]),
        ("extra", [(5, 0, 1.0)]),
        ("extra", [(0, 1, math.nan)]),
    ],
)
def test_what_is_out_of_range_is_named(name: str, value: object) -> None:
    columns = {"skill": [0, 1], "b": [0.0, 0.0], name: value}
    with pytest.raises(ValueError, match=f"^{name}: "):
        build_pool(**columns)  # type: ignore[arg-type]


def test_ids_are_found_and_strangers_left_out() -> None:
    pool = build_pool(skill=[0, 0, 0], b=0.0 * np.arange(3), item=[30, 10, 20])
    assert sorted(rows_of(pool, (20, 99, 30, 20, 5)).tolist()) == [0, 2]


def test_predicted_success_agrees_with_the_integral(
    parameters: Parameters, answer: Answer
) -> None:
    log = [answer(s, s % 6, float(s % 3 > 0)) for s in range(1, 14)]
    state, _ = fold(parameters, prior(parameters, 0.0), log)
    pool = build_pool(
        skill=[0, 1, 2, 3, 4, 5],
        b=[-2.0, -1.0, 0.0, 0.5, 1.5, 3.0],
        a=[0.5, 1.0, 1.5, 2.0, 1.0, 1.0],
        c=[0.0, 0.25, 0.5, 0.0, 0.25, 0.0],
        b_var=0.4,
        extra=[(3, 4, 0.5)],
    )
    rows = np.arange(6)
    p, slope, variance = success(pool, rows, state.mean, state.sd, state.cov)
    assert variance[3] == pytest.approx(
        state.cov[3, 3] + state.cov[3, 4] + 0.25 * state.cov[4, 4] + 0.4
    )
    mean = state.mean - pool.b
    mean[3] += 0.5 * state.mean[4]
    z = np.random.default_rng(3).standard_normal(40_000)[:, None]
    x = mean + np.sqrt(variance) * z
    right = pool.c + (pool.u - pool.c) / (1.0 + np.exp(-pool.a * x))
    np.testing.assert_allclose(p, right.mean(axis=0), atol=0.025)
    np.testing.assert_allclose(slope * np.sqrt(variance), (right * z).mean(axis=0), atol=0.02)


def test_easier_is_likelier(parameters: Parameters, pool: Pool) -> None:
    state = prior(parameters, 0.0)
    p, _, _ = success(pool, np.arange(len(pool)), state.mean, state.sd, state.cov)
    for skill in range(len(parameters)):
        of_skill = pool.skill == skill
        by_tier = [p[of_skill & (pool.tier == tier)].mean() for tier in (1, 2, 3)]
        assert by_tier == sorted(by_tier, reverse=True)
