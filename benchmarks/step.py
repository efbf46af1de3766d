"""One step of a test: learn an answer, choose the next item: `make bench NAME=step`.

Ours, mirt and catsim, each in its own process and on one thread, take turns, a test of 20
answers at a time, on the same bank with the same learners and the same luck. CPU time, median
over steps. Then 10,000 of our steps are compared with trying all items. Banks are drawn.
``--quick``: fewer tests, 1,000 steps compared.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from adaptive.gaussian import Floats
from adaptive.testing import Bank, Tables, after, begin, best, build_tables, most_informative
from adaptive.testing.bank import chance
from benchmarks._bank import drawn
from benchmarks._peers import PEERS, Conversation
from benchmarks._report import machine, measure

SEED, LENGTH = 93_001, 20
SIZES = {500: (60, 40.0), 50_000: (12, 500.0)}  # items: tests timed, how many times faster


def timed(tables: Tables, theta: float, luck: Floats) -> list[float]:
    """CPU seconds of each step of one test."""
    belief, asked, seconds = begin(tables), set[int](), []
    row = best(tables, belief.mean, asked)
    for one in luck.tolist():
        if row is None:
            break
        right = one < float(chance(tables.bank, theta, np.array([row]))[0])
        start = time.process_time()
        asked.add(row)
        belief = after(tables, belief, row, right)
        row = best(tables, belief.mean, asked)
        seconds.append(time.process_time() - start)
    return seconds


def same(tables: Tables, steps: int, draw: np.random.Generator) -> float:
    """The share of so many steps that give the item that trying all gives."""
    alike = 0
    for _ in range(steps // LENGTH):
        theta, belief = draw.standard_normal(), begin(tables)
        allowed = tables.bank.usable.copy()
        asked = set[int]()
        for _ in range(LENGTH):
            row = best(tables, belief.mean, asked)
            alike += row == most_informative(tables.bank, belief.mean, allowed)
            if row is None:
                break
            p = float(chance(tables.bank, theta, np.array([row]))[0])
            belief = after(tables, belief, row, bool(draw.random() < p))
            asked.add(row)
            allowed[row] = False
    return alike / steps


def one_size(items: int, quick: bool) -> None:
    """Both figures for a bank of so many items."""
    draw = np.random.default_rng((SEED, items))
    bank, (tests, times) = drawn(items, draw), SIZES[items]
    start = time.process_time()
    tables = build_tables(bank)
    tables.lists  # noqa: B018 - made when first asked for: now
    measure(f"tables_{items}", time.process_time() - start, "s", at_most=1.0)
    seconds = _turns(bank, tables, tests // (4 if quick else 1), draw)
    median = {name: float(np.median(found)) for name, found in seconds.items()}
    for name, found in median.items():
        measure(f"{name}_{items}", found * 1e6, "µs")
    measure(f"catsim_{items}_ratio", median["catsim"] / median["ours"], "times")
    measure(f"mirt_{items}_ratio", median["mirt"] / median["ours"], "times", at_least=times)
    steps = 1_000 if quick else 10_000
    measure(f"same_item_{items}", 100.0 * same(tables, steps, draw), "%", at_least=100.0)


def _turns(
    bank: Bank, tables: Tables, tests: int, draw: np.random.Generator
) -> dict[str, list[float]]:
    seconds: dict[str, list[float]] = {"ours": [], "mirt": [], "catsim": []}
    with Conversation("mirt", "_mirt") as mirt, Conversation("catsim", "_catsim") as catsim:
        peers = {"mirt": mirt, "catsim": catsim}
        number = {k: one.ask("load", {"a": bank.a, "b": bank.b}) for k, one in peers.items()}
        for test in range(tests + 1):
            theta, luck = float(draw.standard_normal()), draw.random(LENGTH)
            found = {"ours": timed(tables, theta, luck)}
            for k, one in peers.items():
                found[k] = one.ask("steps", bank=number[k], theta=theta, luck=luck.tolist())
            if test:  # the first one warms everybody up
                for k, each in found.items():
                    seconds[k] += each
    return seconds


def main() -> None:
    """Prints the figures of both sizes."""
    needs = [PEERS[name].needs[0] for name in ("mirt", "catsim")]
    machine(f"numpy {np.__version__}", *needs)
    for items in SIZES:
        one_size(items, "--quick" in sys.argv[1:])


if __name__ == "__main__":
    main()
