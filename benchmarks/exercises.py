"""How long an exercise takes to make and an answer to judge: `make bench NAME=exercises`.

In process, every type of the registry: the published items of it (all, or a few with
``--quick``) on many seeds. Making is drawing, shuffling and setting down; grading is reading
the form and judging it, for right, wrong, partly right and unreadable answers. Processor time;
the median and the slowest of each type. Expressions written to last are graded beside.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from pathlib import Path
from statistics import median

import exercises
from benchmarks._report import cannot_run, machine, measure
from exercises import items as play
from exercises.bank import bank_files, read_bank
from exercises.curriculum import load_curriculum
from exercises.instance import FormatError, Instance, Raw
from exercises.items import Item
from exercises.types import TYPES

MAKING, GRADING = 5.0, 2.0  # milliseconds, median of each type
SEEDS, QUICK_SEEDS, QUICK_ITEMS = 20, 5, 3
BANKS = Path(exercises.__file__).parent / "banks"
# What would keep a naive reader busy: towers of powers, long products, deep brackets.
LONG = (
    "(((9^9)^9)^9)^9",
    "(x+1)^9 × (x+2)^9 × (x+3)^9",
    "1/(x+1)+1/(x+2)+1/(x+3)+1/(x+4)+1/(x+5)+1/(x+6)",
    "√99999989 × √99999971 + √99999959",
    "(" * 80,
    "x" * 5000,
)


def published() -> dict[str, list[Item]]:
    """The items of each type. Ends the run when a bank cannot be read."""
    curriculum = load_curriculum(BANKS / "curriculum.yaml")
    files = [(str(file), file.read_bytes()) for file in bank_files(BANKS)]
    bank, faults = read_bank(files, curriculum)
    if faults:
        cannot_run(str(faults[0]))
    found: dict[str, list[Item]] = defaultdict(list)
    for item in bank.items.values():
        found[item.type].append(item)
    missing = sorted(set(TYPES) - set(found))
    if missing:
        cannot_run(f"no published item of: {', '.join(missing)}")
    return found


def making(items: list[Item], seeds: int) -> tuple[list[float], list[Instance]]:
    """(milliseconds of each, what was made)."""
    times, made = [], []
    for item in items:
        play.make(item, seeds)  # generators and grammars are loaded once a process
        for seed in range(seeds):
            started = time.process_time()
            instance = play.make(item, seed)
            times.append((time.process_time() - started) * 1000)
            made.append(instance)
    return times, made


def answers(instance: Instance) -> list[Raw]:
    """Answers of every sort."""
    known = play.examples(instance)
    wrong = [raw for raw, _ in known.wrong[:2]]
    return [*known.right[:2], *wrong, *known.partly[:1], *known.unreadable[:2]]


def judged(instance: Instance, raw: Raw) -> float:
    """Milliseconds to read and judge one answer."""
    started = time.process_time()
    value = play.parse(instance, raw)
    if not isinstance(value, FormatError):
        play.grade(instance, value)
    return (time.process_time() - started) * 1000


def main(argv: list[str]) -> int:
    """Print one line a figure; 0."""
    quick = "--quick" in argv
    machine()
    seeds = QUICK_SEEDS if quick else SEEDS
    found = published()
    for name in TYPES:
        items = found[name][:QUICK_ITEMS] if quick else found[name]
        times, made = making(items, seeds)
        grades = [judged(one, raw) for one in made for raw in answers(one)]
        measure(f"making {name}", median(times), "ms", at_most=MAKING)
        measure(f"grading {name}", median(grades), "ms", at_most=GRADING)
        measure(f"slowest grading {name}", max(grades), "ms")
    instance = play.make(found["expression"][0], 0)
    instance = Instance(
        **{**instance.to_json(), "public": {**instance.public, "letters": ["x"]}}
    )
    worst = max(judged(instance, {"expression": [text]}) for text in LONG)
    measure("grading of an expression that never ends", worst, "ms")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
