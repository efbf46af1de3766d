"""Delayed gain of policies in four simulated worlds: `make bench NAME=gain`.

The worlds and their seeds were committed before any policy was tuned, and policies were tuned
on other seeds (``TUNING_SEEDS``, ``--tuning``). Gain: expected success on one ordinary exercise
of each skill two weeks after the last of 36 sittings, less the same before the first. The
weakest quartile is the quarter of learners who started lowest. Every policy meets the same
people with the same luck.
"""

from __future__ import annotations

import argparse
import sys

import numpy as np

from adaptive.simulation.comparison import Outcome, run
from adaptive.simulation.policies import POLICIES
from adaptive.simulation.worlds import SEEDS, TUNING_SEEDS, WORLDS
from benchmarks._report import machine, measure

LEARNERS, FEW = 60, 12
OURS = "ours"
EACH, MEAN, WEAKEST = 1.10, 1.25, 0.98


def said(done: int, total: int, name: str) -> None:
    """Progress, where somebody looks."""
    if sys.stderr.isatty():
        print(f"\r{name}: {done + 1} of {total}   ", end="", file=sys.stderr, flush=True)


def spread(outcome: Outcome) -> float:
    """Standard error of the mean gain over learners."""
    gains = outcome.after - outcome.before
    return float(gains.std(ddof=1) / np.sqrt(len(gains)))


def compare(world: str, seed: int, learners: int) -> tuple[float, float]:
    """Prints each policy's figures; gives ours against the best baseline: gain, weakest."""
    found = {name: run(world, name, seed, learners, progress=said) for name in POLICIES}
    for name, outcome in found.items():
        measure(f"{world}_{name}_gain", outcome.gain, f"(± {spread(outcome):.3f})")
        measure(f"{world}_{name}_weakest_quartile", outcome.weakest, "")
        measure(f"{world}_{name}_success", float(outcome.rate.mean()), "")
    others = [outcome for name, outcome in found.items() if name != OURS]
    best = max(others, key=lambda outcome: outcome.gain)
    gain = found[OURS].gain / best.gain
    weakest = found[OURS].weakest / best.weakest
    measure(f"{world}_gain_against_{best.policy}", gain, "×", at_least=EACH)
    measure(f"{world}_weakest_against_{best.policy}", weakest, "×", at_least=WEAKEST)
    highest = max(outcome.weakest for outcome in others)
    measure(f"{world}_weakest_against_any", found[OURS].weakest / highest, "×")
    return gain, weakest


def main() -> None:
    """Prints every world, then the mean and the least over worlds."""
    parser = argparse.ArgumentParser(prog="gain", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{FEW} learners a world")
    parser.add_argument("--tuning", action="store_true", help="the seeds of tuning")
    asked = parser.parse_args()
    machine(f"numpy {np.__version__}")
    seeds = TUNING_SEEDS if asked.tuning else SEEDS
    learners = FEW if asked.quick else LEARNERS
    ratios = [compare(world, seeds[world], learners)[0] for world in WORLDS]
    measure("gain_against_best_baseline_mean", float(np.mean(ratios)), "×", at_least=MEAN)
    measure("gain_against_best_baseline_least", min(ratios), "×", at_least=EACH)


if __name__ == "__main__":
    main()
