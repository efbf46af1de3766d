"""Item parameters from answers: how near, how likely, how long: `make bench NAME=calibration`.

5,000 learners and 200 items, two-parameter logistic: complete; 95 % missing at random; 95 %
missing because each learner got, ten times, one of the 60 items nearest to what was believed of
her. The made answers of the tables that the targets come from are in
``FOLDER/cat/calibration_2pl.npz`` with ``--data FOLDER`` or PALIER_DATA; without it answers are
drawn by the same recipe, and targets that hold for that set alone are not judged. Root mean
square errors with little data are of items with at least 30 answers. ``--quick``: 1,000
learners, drawn. What other programs do is not measured here. Seconds are of CPU: run it with
OMP_NUM_THREADS=1, threads that wait for each other count too.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from adaptive.calibration import (
    Answers,
    Calibration,
    LogNormal,
    Normal,
    Priors,
    calibrate,
    from_matrix,
    from_rows,
)
from adaptive.calibration.curves import form_of
from adaptive.calibration.grid import grid
from adaptive.calibration.search import Search
from adaptive.gaussian import Floats, logistic
from adaptive.parameters import Ints
from adaptive.pool import Bools
from benchmarks._data import named
from benchmarks._report import cannot_run, machine, measure

NONE = Priors(None, None, None)
# Those of the tables: the slope’s logarithm around 0, the difficulty around 0.
SAME = Priors(LogNormal(0.0, 0.3), Normal(0.0, 1.0), None)
LEARNERS, QUICK, ITEMS, ASKED, NEAREST = 5_000, 1_000, 200, 10, 60
# Seconds are the least of so many runs: other work on the machine only adds.
RUNS = 3
ENOUGH = 30


@dataclass(frozen=True)
class Made:
    """Answers that were made, and the parameters that made them."""

    a: Floats
    b: Floats
    complete: Answers
    random: Answers
    adaptive: Answers
    published: bool


def drawn(learners: int) -> Made:
    """By the recipe of the tables."""
    draw = np.random.default_rng(20260)
    a, b = np.exp(draw.normal(0.0, 0.3, ITEMS)), draw.normal(0.0, 1.0, ITEMS)
    theta = draw.normal(0.0, 1.0, learners)
    p = logistic(a * (theta[:, None] - b))
    right = draw.random(p.shape) < p
    order = draw.random(p.shape).argsort(axis=1)[:, :ASKED]
    who = np.repeat(np.arange(learners), ASKED)
    asked = nearest(a, b, right, draw)
    return Made(
        a,
        b,
        from_matrix(right),
        from_rows(who, order.ravel(), right[who, order.ravel()], items=ITEMS),
        from_rows(who, asked.ravel(), right[who, asked.ravel()], items=ITEMS),
        published=False,
    )


def nearest(a: Floats, b: Floats, right: Bools, draw: np.random.Generator) -> Ints:
    """What each learner is asked, in step: one of the items nearest to what is believed."""
    learners = len(right)
    nodes, weight = grid(0.25)
    belief = np.tile(weight, (learners, 1))
    everyone = np.arange(learners)
    asked = np.empty((learners, ASKED), dtype=np.int64)
    fresh = np.ones(right.shape, dtype=bool)
    for turn in range(ASKED):
        p = np.exp(belief - belief.max(axis=1, keepdims=True))
        mean = (p @ nodes) / p.sum(axis=1)
        distance = np.where(fresh, np.abs(mean[:, None] - b), np.inf)
        near = distance.argsort(axis=1, kind="stable")[:, :NEAREST]
        item = near[everyone, draw.integers(NEAREST, size=learners)]
        asked[:, turn], fresh[everyone, item] = item, False
        sign = np.where(right[everyone, item], 1.0, -1.0)[:, None]
        eta = a[item][:, None] * (nodes - b[item][:, None])
        belief -= np.logaddexp(0.0, -sign * eta)
    return asked


def read(folder: str) -> Made:
    """The made answers of the tables."""
    path = Path(folder, "cat", "calibration_2pl.npz")
    if not path.is_file():
        cannot_run(f"{path} is absent")
    with np.load(path) as made:
        whole, random, adaptive = (from_matrix(made[name]) for name in ("X", "M", "A"))
        return Made(made["a"], made["b"], whole, random, adaptive, published=True)


def timed(given: Answers, priors: Priors | None) -> tuple[Calibration, float]:
    """A calibration without standard errors, and its seconds of CPU."""
    least = np.inf
    for _ in range(RUNS):
        start = time.process_time()
        found = calibrate(given, priors=priors, errors=False)
        least = min(least, time.process_time() - start)
    return found, least


def rmse(found: Floats, true: Floats) -> float:
    """Root mean square error."""
    return float(np.sqrt(np.mean((found - true) ** 2)))


def complete(made: Made) -> None:
    """Every learner answered every item."""
    found, seconds = timed(made.complete, NONE)
    measure("complete_seconds", seconds, "s", at_most=1.2 if made.published else None)
    print(f"  {found.passes} passes, {found.nodes} nodes, converged: {found.converged}")
    print(f"  log-likelihood {found.log_likelihood:.4f}; {finer(made, found)}")
    if made.published:
        over = found.log_likelihood + 544_824.78
        measure("complete_log_likelihood_above_-544824.78", over, "nats", at_least=0.0)
    measure("complete_rmse_a", rmse(found.a, made.a), "")
    measure("complete_rmse_b", rmse(found.b, made.b), "")
    start = time.process_time()
    with_errors = calibrate(made.complete, priors=NONE)
    seconds = time.process_time() - start
    held = np.abs(with_errors.a - made.a) < 1.96 * with_errors.a_se
    measure("complete_seconds_with_errors", seconds, "s")
    measure("complete_interval_holds_a", float(held.mean()), "")


def finer(made: Made, found: Calibration) -> str:
    """The log-likelihood of what was found, on grids that cannot be blamed."""
    search = Search(made.complete, form_of("2pl", NONE, ITEMS), np.zeros(ITEMS))
    x = np.column_stack([found.a, found.d])
    values = []
    for step in (0.1, 0.05):
        search.set_grid(step)
        values.append(f"{search.counts(x)[1]:.4f} on {len(search.nodes)} nodes")
    return "; ".join(values)


def sparse(name: str, made: Made, given: Answers, most: dict[str, float]) -> None:
    """95 % missing: with the priors of the tables, and as it comes."""
    enough = given.given() >= ENOUGH
    a, b = made.a[enough], made.b[enough]
    for which, priors in (("same_priors", SAME), ("defaults", None)):
        found, seconds = timed(given, priors)
        targets = most if which == "same_priors" and made.published else {}
        start = f"{name}_{which}_"
        measure(start + "rmse_a", rmse(found.a[enough], a), "", at_most=targets.get("a"))
        measure(start + "rmse_b", rmse(found.b[enough], b), "", at_most=targets.get("b"))
        away = abs(found.a[enough].mean() / a.mean() - 1.0)
        measure(start + "mean_a_away", float(away), "", at_most=targets.get("mean"))
        measure(start + "seconds", seconds, "s", at_most=targets.get("seconds"))
        print(f"  {found.passes} passes, converged: {found.converged}, {enough.sum()} items")


def main() -> None:
    """Prints every figure."""
    quick, folder = "--quick" in sys.argv[1:], named()
    made = drawn(QUICK if quick else LEARNERS) if quick or folder is None else read(folder)
    threads = os.environ.get("OMP_NUM_THREADS", "not set")
    source = "the tables’ answers" if made.published else "answers drawn"
    machine(f"numpy {np.__version__}", f"OMP_NUM_THREADS {threads}", source)
    complete(made)
    sparse("random", made, made.random, {"seconds": 0.1})
    most = {"a": 0.235, "b": 0.185, "mean": 0.02, "seconds": 0.1}
    sparse("adaptive", made, made.adaptive, most)


if __name__ == "__main__":
    main()
