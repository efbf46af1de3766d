"""Item parameters from answers: how near, how likely, how long: `make bench NAME=calibration`.

5,000 learners and 200 items, two-parameter logistic: complete; 95 % missing at random; 95 %
missing because each learner got, ten times, one of the 60 items nearest to what was believed of
her. The made answers of the tables that the targets come from are in
``FOLDER/cat/calibration_2pl.npz`` with ``--data FOLDER`` or PALIER_DATA; without it answers are
drawn by the same recipe, and targets that hold for that set alone are not judged. Root mean
square errors with little data are of items with at least 30 answers. ``--quick``: 1,000
learners, drawn, without girth. mirt 1.2.0 and girth 0.8 calibrate the same answers in the same
run, each in an environment of its own, one thread: mirt with 81 points, since with its 21 by
default what it finds is far from the maximum. R mirt is not in Debian, so it is not run.
Seconds are of CPU: run it with OMP_NUM_THREADS=1, threads that wait count too.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import ExitStack
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
from adaptive.calibration.answers import Bits
from adaptive.calibration.curves import form_of
from adaptive.calibration.grid import grid
from adaptive.calibration.search import Search
from adaptive.gaussian import Floats, logistic
from adaptive.parameters import Ints
from adaptive.pool import Bools
from benchmarks._data import named
from benchmarks._peers import Conversation
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


def table_of(given: Answers) -> Bits:
    """The answers as a table, −1 where not given."""
    table = np.full((given.learners, given.items), -1, dtype=np.int8)
    table[given.learner, given.item] = given.right
    return table


def beside(made: Made, mirt: Conversation, girth: Conversation | None, ours: float) -> None:
    """Complete answers by the others: seconds, and how likely what they found is."""
    table = {"table": table_of(made.complete)}
    theirs = {
        "mirt_81_points": mirt.ask("mirt", table, points=81, priors=False),
        "mirt_default_21_points": mirt.ask("mirt", table, points=21, priors=False),
    }
    if girth is not None:
        theirs["girth"] = girth.ask("girth", table)
    for name, found in theirs.items():
        measure(f"complete_{name}_seconds", float(found["seconds"]), "s")
        likely = likelihood_of(made.complete, found["a"], -found["a"] * found["b"])
        print(f"  log-likelihood of what it found: {likely:.2f}")
        measure(f"complete_{name}_rmse_a", rmse(found["a"], made.a), "")
        measure(f"complete_{name}_rmse_b", rmse(found["b"], made.b), "")
    seconds = float(theirs["mirt_81_points"]["seconds"])
    least = 15.0 if made.published else None
    measure("complete_times_faster_than_mirt", seconds / ours, "", at_least=least)


def sparse_beside(
    name: str, made: Made, given: Answers, mirt: Conversation, girth: Conversation | None
) -> None:
    """95 % missing by the others; girth is told which are missing, and gets no empty item."""
    some = given.given() > 0
    enough = given.given()[some] >= ENOUGH
    table = {"table": table_of(given.only(some))}
    theirs = {"mirt_same_priors": mirt.ask("mirt", table, points=41, priors=True)}
    if girth is not None:
        theirs["girth"] = girth.ask("girth", table)
    for who, found in theirs.items():
        a, b = made.a[some][enough], made.b[some][enough]
        measure(f"{name}_{who}_rmse_a", rmse(found["a"][enough], a), "")
        measure(f"{name}_{who}_rmse_b", rmse(found["b"][enough], b), "")
        measure(f"{name}_{who}_seconds", float(found["seconds"]), "s")


def complete(made: Made) -> float:
    """Every learner answered every item; seconds of CPU."""
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
    seconds_with = time.process_time() - start
    held = np.abs(with_errors.a - made.a) < 1.96 * with_errors.a_se
    measure("complete_seconds_with_errors", seconds_with, "s")
    measure("complete_interval_holds_a", float(held.mean()), "")
    return seconds


def finer(made: Made, found: Calibration) -> str:
    """The log-likelihood of what was found, on grids that cannot be blamed."""
    values = []
    for step in (0.1, 0.05):
        value = likelihood_of(made.complete, found.a, found.d, step)
        values.append(f"{value:.4f} in steps of {step}")
    return "; ".join(values)


def likelihood_of(given: Answers, a: Floats, d: Floats, step: float = 0.1) -> float:
    """The log-likelihood of parameters, on a grid of such steps."""
    search = Search(given, form_of("2pl", NONE, given.items), np.zeros(given.items))
    search.set_grid(step)
    return search.counts(np.column_stack([a, d]))[1]


def sparse(name: str, made: Made, given: Answers, most: dict[str, float]) -> None:
    """95 % missing: with the priors of the tables, and as it comes."""
    enough = given.given() >= ENOUGH
    a, b = made.a[enough], made.b[enough]
    for which, priors in (("same_priors", SAME), ("defaults", None)):
        found, seconds = timed(given, priors)
        targets = most if made.published else {}
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
    ours = complete(made)
    sparse("random", made, made.random, {"seconds": 0.1})
    most = {"a": 0.235, "b": 0.185, "mean": 0.02, "seconds": 0.1}
    sparse("adaptive", made, made.adaptive, most)
    with ExitStack() as others:
        mirt = others.enter_context(Conversation("mirt", "_calibrations", "mirt"))
        girth = None
        if not quick:
            girth = others.enter_context(Conversation("girth", "_calibrations", "girth"))
        beside(made, mirt, girth, ours)
        sparse_beside("random", made, made.random, mirt, girth)
        sparse_beside("adaptive", made, made.adaptive, mirt, girth)


if __name__ == "__main__":
    main()
