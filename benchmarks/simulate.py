"""Many tests simulated: 1,000 learners, 20 items each: `make bench NAME=simulate`.

The bank and the learners of ``cat/bank500.npz`` (``--data FOLDER``, or PALIER_DATA); answers
are drawn by each program. CPU time on one thread, median of runs that take turns; catsim runs
less often. Tables of ours are built anew each time, and counted. The root mean square error of
the estimates stands beside, so that speed is not bought with it. ``--quick``: 200 learners.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from adaptive.gaussian import Floats
from adaptive.testing import Bank, build_tables, from_abilities, simulate
from benchmarks._bank import made
from benchmarks._peers import PEERS, Conversation
from benchmarks._report import machine, measure

SEED, LENGTH, QUICK = 93_002, 20, 200
RUNS = {"ours": 7, "mirt": 7, "catsim": 2}


def ours(bank: Bank, theta: Floats, seed: int) -> tuple[float, Floats]:
    """CPU seconds, and the estimates."""
    start = time.process_time()
    luck = np.random.default_rng((SEED, seed)).random((len(theta), LENGTH))
    found = simulate(
        build_tables(bank), len(theta), from_abilities(bank, theta, luck), length=LENGTH
    )
    return time.process_time() - start, found.mean


def main() -> None:
    """Prints seconds and errors."""
    known = made()
    theta = known.theta[:QUICK] if "--quick" in sys.argv[1:] else known.theta
    needs = [PEERS[name].needs[0] for name in ("mirt", "catsim")]
    machine(f"numpy {np.__version__}", *needs, f"{len(theta)} learners")
    seconds: dict[str, list[float]] = {name: [] for name in RUNS}
    errors: dict[str, list[float]] = {name: [] for name in RUNS}
    with Conversation("mirt", "_mirt") as mirt, Conversation("catsim", "_catsim") as catsim:
        peers = {"mirt": mirt, "catsim": catsim}
        loaded = {"a": known.bank.a, "b": known.bank.b}
        number = {name: one.ask("load", loaded) for name, one in peers.items()}
        for run in range(max(RUNS.values())):
            for name in [name for name, runs in RUNS.items() if run < runs]:
                if name == "ours":
                    spent, found = ours(known.bank, theta, run)
                else:
                    asked = {"bank": number[name], "thetas": theta.tolist(), "length": LENGTH}
                    spent, found = peers[name].ask("batch", **asked)
                seconds[name].append(spent)
                errors[name].append(float(np.sqrt(np.mean((np.array(found) - theta) ** 2))))
    median = {name: float(np.median(spent)) for name, spent in seconds.items()}
    for name, spent in median.items():
        measure(f"{name}", spent, "s")
        measure(f"{name}_rmse", float(np.mean(errors[name])), "logits")
    measure("mirt_ratio", median["mirt"] / median["ours"], "times", at_least=1.0)
    measure("catsim_ratio", median["catsim"] / median["ours"], "times", at_least=120.0)


if __name__ == "__main__":
    main()
