"""How often items are shown in tests of 20: `make bench NAME=exposure`.

Bank, learners and answers of ``cat/bank500.npz`` (``--data FOLDER``, or PALIER_DATA). Learners
come one after another; prices were learnt before in a rehearsal with simulated people. Beside:
maximum information; mirt's progressive-restricted rule as it comes; catsim's maximum
information with the same ceiling, in its own simulation with answers it draws.
``--quick``: 200 learners (the bank cannot then be used up), without the others.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from functools import partial

import numpy as np

from adaptive.gaussian import Floats
from adaptive.parameters import Ints
from adaptive.testing import (
    Sat,
    Spread,
    Tables,
    build_tables,
    from_answers,
    rehearse,
    simulate,
    sit,
)
from benchmarks._bank import Made, made
from benchmarks._peers import PEERS, Conversation
from benchmarks._report import machine, measure

SEED, LENGTH, MOST, QUICK = 93_004, 20, 0.25, 200


def report(
    name: str, rows: Ints, items: int, errors: Floats, missed: Floats, *, judged: bool = False
) -> None:
    """``rows`` (n, length) shown; standard errors and errors made (n,)."""
    seen, people = np.bincount(rows.ravel(), minlength=items), len(rows)
    overlap = float((seen * (seen - 1)).sum()) / ((people - 1) * int(seen.sum()))
    used = 100.0 * float((seen > 0).mean())
    most = float(seen.max()) / people
    measure(f"{name}_most", most, "", at_most=MOST if judged else None)
    measure(f"{name}_used", used, "%", at_least=95.0 if judged else None)
    measure(f"{name}_overlap", overlap, "", at_most=0.20 if judged else None)
    measure(f"{name}_error", float(errors.mean()), "logits", at_most=0.310 if judged else None)
    measure(f"{name}_rmse", float(np.sqrt(np.mean(missed**2))), "logits")


def said(known: Made, learner: int, _: int, row: int) -> bool:
    """What a learner answers to a row."""
    return bool(known.answers[learner, row])


def ours(tables: Tables, known: Made) -> Sequence[Sat]:
    """Every learner's test, after the rehearsal."""
    rule, start = Spread(LENGTH, MOST), time.process_time()
    ledger = rehearse(tables, rule, np.random.default_rng(SEED))
    measure("rehearsal", time.process_time() - start, "s")
    tests, start = [], time.process_time()
    for number in range(len(known.theta)):
        ledger, test = sit(tables, rule, ledger, partial(said, known, number))
        tests.append(test)
    steps = LENGTH * len(known.theta)
    measure("ours_step", 1e6 * (time.process_time() - start) / steps, "µs")
    return tests


def main() -> None:
    """Prints the figures of each rule."""
    known, quick = made(), "--quick" in sys.argv[1:]
    if quick:
        known = Made(known.bank, known.theta[:QUICK], known.answers[:QUICK])
    theta, items = known.theta, len(known.bank)
    needs = [PEERS[name].needs[0] for name in ("mirt", "catsim")]
    machine(f"numpy {np.__version__}", *needs, f"{len(theta)} learners")
    tables = build_tables(known.bank)
    tests = ours(tables, known)
    means, sds = (np.array([getattr(test, name) for test in tests]) for name in ("mean", "sd"))
    report("ours", np.array([t.rows for t in tests]), items, sds, means - theta, judged=True)
    plain = simulate(tables, len(theta), from_answers(known.answers), length=LENGTH)
    report("maximum_information", plain.rows, items, plain.sd, plain.mean - theta)
    for name in () if quick else ("mirt", "catsim"):
        with Conversation(name, f"_{name}") as one:
            bank = one.ask("load", {"a": known.bank.a, "b": known.bank.b})
            sent = {"answers": known.answers, "theta": theta}
            found = one.ask("restricted", sent, bank=bank, length=LENGTH, most=MOST)
        report(name, found["rows"], items, found["sd"], found["theta"] - theta)


if __name__ == "__main__":
    main()
