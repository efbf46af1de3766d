"""Item parameters of tests long published, found again: `make bench NAME=published`.

LSAT 6 and 7 (Bock & Lieberman 1970), 1,000 people and 5 items each, one- and two-parameter
logistic, no priors. The published values are those of ltm and R mirt. The answers are not
shipped: ``--data FOLDER``, or PALIER_DATA, holds ``lsat/lsat6.csv`` and ``lsat/lsat7.csv``
(a pattern a row, its frequency last). Nothing here takes longer than a second; ``--quick`` is
accepted and changes nothing.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from adaptive.calibration import Answers, Calibration, Priors, calibrate, from_matrix
from adaptive.calibration.curves import form_of
from adaptive.calibration.search import Search
from adaptive.gaussian import Floats
from benchmarks._data import folder
from benchmarks._report import cannot_run, machine, measure

NONE = Priors(None, None, None)
WITHIN = 0.001
A6 = (0.8254, 0.7229, 0.8905, 0.6886, 0.6575)
B6 = (-3.3597, -1.3696, -0.2799, -1.8659, -3.1236)
B6_ONE = (-3.6153, -1.3224, -0.3176, -1.7301, -2.7802)
A7 = (0.9875, 1.0808, 1.7075, 0.7650, 0.7357)
B7 = (-1.8793, -0.7475, -1.0572, -0.6353, -2.5208)
D7 = (1.8559, 0.8080, 1.8052, 0.4860, 1.8545)
SUMS = {"lsat6": (924, 709, 553, 763, 870), "lsat7": (828, 658, 772, 606, 843)}


def read(name: str) -> Answers:
    """The answers of a test, checked by the sums of its items."""
    path = Path(folder(), "lsat", f"{name}.csv")
    if not path.is_file():
        cannot_run(f"{path} is absent")
    with path.open(encoding="utf-8", newline="") as file:
        rows = [[int(cell) for cell in row] for row in list(csv.reader(file))[1:]]
    patterns = np.array(rows)
    given = from_matrix(np.repeat(patterns[:, :-1], patterns[:, -1], axis=0))
    if tuple(given.rights()) != SUMS[name]:
        cannot_run(f"{path}: {given.rights()} right, {SUMS[name]} are published")
    return given


def farthest(name: str, found: Floats, published: tuple[float, ...]) -> None:
    """The largest difference from what is published."""
    measure(name, float(np.abs(found - np.array(published)).max()), "", at_most=WITHIN)


def likelihood(name: str, found: Calibration, published: float) -> None:
    """Of the log-likelihood."""
    measure(name, abs(found.log_likelihood - published), "", at_most=WITHIN)


def likelihood_of(given: Answers, a: tuple[float, ...], b: tuple[float, ...]) -> float:
    """Log-likelihood at given parameters."""
    search = Search(given, form_of("2pl", NONE, given.items), np.zeros(given.items))
    x = np.column_stack([a, -np.array(a) * b])
    search.refine(x)
    return search.counts(x)[1]


def main() -> None:
    """Prints each difference."""
    machine(f"numpy {np.__version__}")
    six, seven = read("lsat6"), read("lsat7")
    one = calibrate(six, "1pl", priors=NONE)
    farthest("lsat6_1pl_a", one.a, (0.7551,) * 5)
    farthest("lsat6_1pl_b", one.b, B6_ONE)
    likelihood("lsat6_1pl_log_likelihood", one, -2466.938)
    two = calibrate(six, priors=NONE)
    farthest("lsat6_2pl_a", two.a, A6)
    farthest("lsat6_2pl_b", two.b, B6)
    likelihood("lsat6_2pl_log_likelihood", two, -2466.653)
    more = two.log_likelihood - likelihood_of(six, A6, B6)
    measure("lsat6_2pl_more_likely_than_published", more, "nats", at_least=0.0)
    two = calibrate(seven, priors=NONE)
    farthest("lsat7_2pl_a", two.a, A7)
    farthest("lsat7_2pl_b", two.b, B7)
    farthest("lsat7_2pl_d", two.d, D7)
    likelihood("lsat7_2pl_log_likelihood", two, -2658.805)


if __name__ == "__main__":
    main()
