"""Items to a standard error of 0.3, the price of a kind start: `make bench NAME=efficiency`.

Bank, learners and answers of ``cat/bank500.npz`` (``--data FOLDER``, or PALIER_DATA), the same
for ours, mirt and catsim, each until its own standard error is 0.3. An honest error has a root
mean square at the end of .3, and 95 % intervals that hold 95 % of abilities. 1,000 learners
give a share to within ± 1.4 %: 20,000 drawn ones stand beside for ours. Then kind starts: of
the first eight items so many succeed, and so many more items are needed; Pix's rule (at least
.8 expected over eight items, then falling to .5 at the sixteenth) by the same engine.
``--quick``: 200 learners, 2,000 drawn.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np

from adaptive.gaussian import Floats
from adaptive.parameters import Ints
from adaptive.testing import (
    Belief,
    Tables,
    build_tables,
    from_abilities,
    from_answers,
    information,
    interval,
    kind_start,
    simulate,
)
from adaptive.testing.lockstep import Pick, Respond, Standing, most_told
from benchmarks._bank import Made, made
from benchmarks._peers import PEERS, Conversation
from benchmarks._report import machine, measure

SEED, ERROR, MOST, DRAWN, QUICK = 93_003, 0.3, 150, 20_000, 200
PIX = (*[0.8] * 8, *np.linspace(0.8, 0.5, 9)[1:])


@dataclass(frozen=True, eq=False)
class Ends:
    """Of n tests: items, estimates, ends of 95 % intervals, success in the first eight."""

    count: Floats
    theta: Floats
    low: Floats
    high: Floats
    success: float = float("nan")


def pix(tables: Tables, standing: Standing) -> Ints:
    """Maximum information among the items that are likely enough to succeed."""
    if standing.position >= len(PIX):
        return most_told(tables, standing)
    success = np.where(standing.asked, -1.0, standing.weights @ tables.right.T)
    told = information(tables.bank, standing.mean[:, None])
    told[standing.asked | (success < PIX[standing.position])] = -1.0
    best = np.where(told.max(axis=1) < 0.0, success.argmax(axis=1), told.argmax(axis=1))
    return np.asarray(best, dtype=np.int64)


def ours(tables: Tables, people: int, respond: Respond, pick: Pick = most_told) -> Ends:
    """Until the error, by the rule named."""
    found = simulate(tables, people, respond, length=MOST, error=ERROR, pick=pick)
    each = zip(found.weights, found.mean.tolist(), found.sd.tolist(), strict=True)
    ends = np.array([interval(tables, Belief(w, mean, sd)) for w, mean, sd in each])
    success = float(found.right[:, :8].mean())
    return Ends(found.count.astype(np.float64), found.mean, ends[:, 0], ends[:, 1], success)


def peer(name: str, known: Made) -> Ends:
    """The same answers to another program; its interval is ± 1.96 of its error."""
    with Conversation(name, f"_{name}") as one:
        bank = one.ask("load", {"a": known.bank.a, "b": known.bank.b})
        found = one.ask("until", {"answers": known.answers}, bank=bank, error=ERROR)
    theta, half = found["theta"], 1.96 * found["sd"]
    return Ends(found["count"], theta, theta - half, theta + half)


def report(name: str, ends: Ends, theta: Floats, *, judged: bool = False) -> None:
    """The figures of one program or rule."""
    rmse = float(np.sqrt(np.mean((ends.theta - theta) ** 2)))
    held = 100.0 * float(np.mean((ends.low <= theta) & (theta <= ends.high)))
    measure(f"{name}_mean", float(ends.count.mean()), "items", at_most=18.8 if judged else None)
    tail = float(np.quantile(ends.count, 0.95))
    measure(f"{name}_p95", tail, "items", at_most=24.0 if judged else None)
    measure(
        f"{name}_rmse_from_0.3", abs(rmse - 0.3), "logits", at_most=0.01 if judged else None
    )
    measure(f"{name}_held_from_95", abs(held - 95.0), "%", at_most=1.0 if judged else None)
    print(
        f"  {name}: root mean square error {rmse:.4f}, intervals hold {held:.2f} %", flush=True
    )


def main() -> None:
    """Prints the figures of each program, then of each start."""
    known, quick = made(), "--quick" in sys.argv[1:]
    if quick:
        known = Made(known.bank, known.theta[:QUICK], known.answers[:QUICK])
    drawn = DRAWN // 10 if quick else DRAWN
    needs = [PEERS[name].needs[0] for name in ("mirt", "catsim")]
    machine(f"numpy {np.__version__}", *needs, f"{len(known.theta)} learners, {drawn} drawn")
    tables, answers = build_tables(known.bank), from_answers(known.answers)
    people = len(known.theta)
    report("ours", ours(tables, people, answers), known.theta, judged=True)
    for name in ("mirt", "catsim"):
        report(name, peer(name, known), known.theta)
    draw = np.random.default_rng(SEED)
    theta, luck = draw.standard_normal(drawn), draw.random((drawn, MOST))
    more = from_abilities(known.bank, theta, luck)
    report("ours_drawn", ours(tables, drawn, more), theta)
    rules: dict[str, Pick] = {"kind": kind_start(), "pix": pix}
    for set_name, who, respond in (("", people, answers), ("_drawn", drawn, more)):
        plain = float(ours(tables, who, respond).count.mean())
        for rule, pick in rules.items():
            ends = ours(tables, who, respond, pick)
            goal = rule == "kind"
            measure(
                f"{rule}{set_name}_success", ends.success, "", at_least=0.75 if goal else None
            )
            extra = 100.0 * (float(ends.count.mean()) / plain - 1.0)
            measure(f"{rule}{set_name}_more_items", extra, "%", at_most=12.0 if goal else None)


if __name__ == "__main__":
    main()
