"""Four correlated domains in one test, or each in its own: `make bench NAME=domains`.

The 500 items of ``cat/bank500.npz`` (``--data FOLDER``, or PALIER_DATA) in four domains of 125.
The correlations are first estimated from the sparse answers of 5,000 other learners, five items
a domain drawn at random (96 % missing). Then learners are drawn, and everybody is asked until
the standard error is .3 in all four domains: in one test that knows the correlations, and in
four separate ones by maximum information. Same answers to the same item in both. The root mean
square errors stand beside. ``--quick``: a quarter of the learners.
"""

from __future__ import annotations

import sys

import numpy as np

from adaptive.gaussian import Floats
from adaptive.parameters import Ints
from adaptive.pool import Bools
from adaptive.testing import Bank, Tables, build_bank, build_tables, from_answers, simulate
from adaptive.testing.bank import chance
from adaptive.testing.domains import correlations, likelihoods, simulate_domains
from benchmarks._bank import made
from benchmarks._report import machine, measure

SEED, LEARNERS, CALIBRATING, EACH, DOMAINS, ERROR = 93_005, 1000, 5000, 5, 4, 0.3
TARGETS = {0.5: None, 0.7: 20.0, 0.85: 40.0}


def people(r: float, count: int, draw: np.random.Generator) -> Floats:
    """Abilities, (count, D), every two domains correlated by r."""
    together = np.sqrt(r) * draw.standard_normal((count, 1))
    return np.asarray(together + np.sqrt(1.0 - r) * draw.standard_normal((count, DOMAINS)))


def estimated(tables: Tables, domain: Ints, r: float, draw: np.random.Generator) -> Floats:
    """The correlations, from other learners' few answers."""
    theta, rows = people(r, CALIBRATING, draw), np.arange(len(domain))
    each = [
        draw.choice(rows[domain == d], EACH, replace=False)
        for _ in range(CALIBRATING)
        for d in range(DOMAINS)
    ]
    items = np.concatenate(each).reshape(CALIBRATING, -1)
    learner, item = np.repeat(np.arange(CALIBRATING), items.shape[1]), items.ravel()
    p = chance(tables.bank, theta[learner, domain[item]], item)
    right = draw.random(len(item)) < p
    given = likelihoods(tables, domain, learner, item, right, CALIBRATING)
    return correlations(tables, given)


def separate(bank: Bank, domain: Ints, answers: Bools) -> tuple[Ints, Floats]:
    """Items of four tests together, (n,), and their estimates, (n, D)."""
    counts, means = np.zeros(len(answers), dtype=np.int64), []
    for d in range(DOMAINS):
        rows = np.flatnonzero(domain == d)
        tables = build_tables(build_bank(bank.a[rows], bank.b[rows]))
        found = simulate(
            tables,
            len(answers),
            from_answers(answers[:, rows]),
            length=len(rows),
            error=ERROR,
        )
        counts += found.count
        means.append(found.mean)
    return counts, np.stack(means, axis=1)


def main() -> None:
    """Prints the items saved at each correlation."""
    bank, learners = made().bank, LEARNERS // 4 if "--quick" in sys.argv[1:] else LEARNERS
    machine(f"numpy {np.__version__}", f"{learners} learners a correlation")
    tables = build_tables(bank)
    domain = np.arange(len(bank)) % DOMAINS
    for r, target in TARGETS.items():
        draw = np.random.default_rng((SEED, round(100 * r)))
        prior = estimated(tables, domain, r, draw)
        found = prior[np.triu_indices(DOMAINS, 1)]
        print(f"  correlations {r}: estimated {np.round(found, 3).tolist()}", flush=True)
        theta = people(r, learners, draw)
        answers = draw.random((learners, len(bank))) < chance(bank, theta[:, domain])
        alone, mean = separate(bank, domain, answers)
        measure(f"separate_{r}", float(alone.mean()), "items")
        measure(f"separate_{r}_rmse", float(np.sqrt(np.mean((mean - theta) ** 2))), "logits")
        count, mean, sd = simulate_domains(
            tables, domain, prior, learners, from_answers(answers), ERROR
        )
        measure(f"joint_{r}", float(count.mean()), "items")
        measure(f"joint_{r}_rmse", float(np.sqrt(np.mean((mean - theta) ** 2))), "logits")
        held = 100.0 * float(np.mean(np.abs(mean - theta) <= 1.96 * sd))
        measure(f"joint_{r}_intervals_hold", held, "%")
        saved = 100.0 * (1.0 - float(count.mean()) / float(alone.mean()))
        measure(f"saved_{r}", saved, "%", at_least=target)


if __name__ == "__main__":
    main()
