"""How often items are shown: the report, and the probabilities that keep it low."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from adaptive.gaussian import Floats, logistic
from adaptive.parameters import Ints
from adaptive.pool import Bools, Pool
from adaptive.testing.classical import information_at

# The grid of the simulated ability: 41 points from −4 to 4 standard deviations.
_GRID = np.linspace(-4.0, 4.0, 41)


@dataclass(frozen=True, eq=False)
class Exposure:
    """What t tests showed of a pool of m items.

    ``rates`` (m,): the share of tests with the item; ``most``: the highest; ``unused``: rows
    never shown; ``overlap``: expected share of items that two people have in common, None for
    fewer than two tests.
    """

    rates: Floats
    most: float
    unused: Ints
    overlap: float | None


def exposure(pool: Pool, tests: Sequence[Sequence[int]]) -> Exposure:
    """The report on the rows asked in each test, a row at most once a test.

    Overlap is the mean over all pairs of tests of the items in common, divided by the mean
    length: ``Σ nᵢ(nᵢ − 1)/(t(t − 1)·L̄)``, nᵢ tests with item i (Chen, Ankenmann & Spray 2003,
    here for any lengths).

    :raises ValueError: a row the pool has not, or twice in one test.
    """
    seen = np.zeros(len(pool), dtype=np.int64)
    for rows in tests:
        if any(not 0 <= row < len(pool) for row in rows):
            raise ValueError(f"tests: a row beyond the {len(pool)} of the pool")
        if len(set(rows)) != len(rows):
            raise ValueError("tests: a row twice in one test")
        seen[list(rows)] += 1
    count, shown = len(tests), int(seen.sum())
    overlap = None
    if count > 1 and shown:
        overlap = float((seen * (seen - 1)).sum()) / ((count - 1) * shown)
    rates = seen / max(count, 1)
    return Exposure(rates, float(rates.max(initial=0.0)), np.flatnonzero(seen == 0), overlap)


def control(
    pool: Pool,
    *,
    length: int,
    most: float,
    draw: np.random.Generator,
    people: int = 500,
    rounds: int = 12,
    mean: float = 0.0,
    sd: float = 1.0,
) -> Floats:
    """Sympson–Hetter probabilities, (m,): no item is then shown to more than about ``most``.

    Sympson & Hetter 1985: simulate people on one scale, θ ~ N(mean, sd²), each asked ``length``
    items by maximum information; then ``k = min(1, most/P(selected))``, and again with these k,
    ``rounds`` times. The ``length`` highest k are set to 1, so that every test can be finished.

    :raises ValueError: naming what is out of range; a pool too small for this ceiling.
    """
    if not 1 <= length <= len(pool):
        raise ValueError(f"length: {length} items of a pool of {len(pool)}")
    if not 0.0 < most <= 1.0:
        raise ValueError(f"most: {most} is outside ]0, 1]")
    if length > most * len(pool):
        raise ValueError(f"most: {len(pool)} items cannot give {length} at {most} each")
    for name, number in (("people", people), ("rounds", rounds)):
        if number < 1:
            raise ValueError(f"{name}: {number} is below 1")
    if not (np.isfinite(mean) and 0.0 < sd < np.inf):
        raise ValueError(f"mean, sd: {mean}, {sd}: a number and a number > 0 are needed")
    k = np.ones(len(pool))
    for _ in range(rounds):
        theta = mean + sd * draw.standard_normal(people)
        selected = _simulate(pool, theta, (mean, sd), length, k, draw).mean(axis=0)
        k = np.minimum(1.0, most / np.maximum(selected, 1e-12))
        k[np.argsort(-k, kind="stable")[:length]] = 1.0
    k.flags.writeable = False
    return k


def _simulate(
    pool: Pool,
    theta: Floats,
    prior: tuple[float, float],
    length: int,
    k: Floats,
    draw: np.random.Generator,
) -> Bools:
    """Which items each person was selected for, given or not, (people, m); all in step."""
    people, m = len(theta), len(pool)
    grid = prior[0] + prior[1] * _GRID
    right = pool.c[:, None] + (pool.u - pool.c)[:, None] * logistic(
        pool.a[:, None] * (grid - pool.b[:, None])
    )
    right = np.clip(right, 1e-12, 1.0 - 1e-12)
    truly = pool.c + (pool.u - pool.c) * logistic(pool.a * (theta[:, None] - pool.b))
    log = np.tile(-0.5 * _GRID**2, (people, 1))
    out = np.zeros((people, m), dtype=np.bool_)  # selected: given or passed over
    everybody = np.arange(people)
    # Passing an item over is drawn once a person and item: the same as drawing when it comes.
    kept = draw.random((people, m)) < k
    for _ in range(length):
        weight = np.exp(log - log.max(axis=1, keepdims=True))
        estimate = (weight * grid).sum(axis=1) / weight.sum(axis=1)
        told = information_at(pool, np.broadcast_to(estimate[:, None], (people, m)))
        told = np.where(out, -1.0, told)
        best = np.where(kept, told, -1.0)
        given = np.where(best.max(axis=1) >= 0.0, best.argmax(axis=1), told.argmax(axis=1))
        # Everything better than what is given was selected and passed over.
        out |= told > told[everybody, given][:, None]
        out[everybody, given] = True
        correct = draw.random(people) < truly[everybody, given]
        log += np.log(np.where(correct[:, None], right[given], 1.0 - right[given]))
    return out
