"""Few learners to learn from, exercises learnt as one goes: `make bench NAME=few_learners`.

The two-way filter, Elo and Best-LR on ASSISTments 2009 and Statics, published splits
(``--data FOLDER``). First 10, then 30 learners of the training part, drawn anew by seeds; then
the whole test part, in which filter and Elo go on learning exercises; mean AUC over draws.
Best-LR cannot go on: it predicts by what the few taught it. Then the filter alone after the
whole training part, with exercises going on and kept as they were. The filter has the
settings that it comes with, which are round numbers; Elo's rates are chosen on learners of the
training part, held out. ``--quick``: two draws, no whole part.
"""

from __future__ import annotations

import sys
import time

import numpy as np
import sklearn

from adaptive.two_way import Followed, TwoWay, log_of
from benchmarks._data import folder
from benchmarks._report import machine, measure
from benchmarks._responses import Floats, Ints, Responses, joined, read, skill_of_items
from benchmarks._simple import auc, best_lr, elo, elo_rates, loss

SEED, DRAWS, QUICK = 92_001, 10, 2
FEW = {
    "assistments09": {10: 0.71, 30: 0.72},
    "statics": {10: 0.81, 30: 0.82},
}
ALONE = {"assistments09": 0.772, "statics": 0.828}


def follow(belief: TwoWay, answers: Responses, *, items_learn: bool = True) -> Followed:
    """The filter's predictions of answers, each before it."""
    log = log_of(answers.learner, answers.item, answers.right)
    return belief.follow(log, items_learn=items_learn)


def ours(skill_of: Ints, train: Responses, test: Responses, *, going_on: bool = True) -> Floats:
    """Predictions of the test part after the training part, (n,)."""
    belief = TwoWay(skill_of)
    follow(belief, train)
    return follow(belief, test, items_learn=going_on).p


def few(name: str, train: Responses, test: Responses, draws: int) -> None:
    """Ten and thirty learners; the mean over draws of whom."""
    skill_of, rates = skill_of_items(joined(train, test)), elo_rates(train)
    print(f"  Elo's rates on {name}: a {rates[0]}, b {rates[1]}", flush=True)
    for count, target in FEW[name].items():
        found = []
        for draw in range(draws):
            luck = np.random.default_rng((SEED, count, draw))
            chosen = train.of(luck.choice(train.learners(), count, replace=False))
            after = elo(joined(chosen, test), *rates)[len(chosen) :]
            others = auc(test, after), auc(test, best_lr(chosen, test))
            found.append((auc(test, ours(skill_of, chosen, test)), *others))
        mean, sd = np.mean(found, axis=0), np.std(found, axis=0)
        measure(f"{name}_{count}_learners_auc", mean[0], "", at_least=target)
        print(f"  sd over {draws} draws: {sd[0]:.4f}", flush=True)
        measure(f"{name}_{count}_learners_elo_auc", mean[1], "")
        measure(f"{name}_{count}_learners_best_lr_auc", mean[2], "")


def alone(name: str, train: Responses, test: Responses) -> None:
    """The whole training part: what the filter is worth without a fitted model."""
    skill_of, both = skill_of_items(joined(train, test)), joined(train, test)
    begun = time.process_time()
    p = ours(skill_of, train, test)
    spent = time.process_time() - begun
    measure(f"{name}_online_auc", auc(test, p), "", at_least=ALONE[name])
    measure(f"{name}_online_log_loss", loss(test, p), "nats")
    measure(f"{name}_online_microseconds_an_answer", 1e6 * spent / len(both), "µs")
    kept = ours(skill_of, train, test, going_on=False)
    measure(f"{name}_online_items_kept_auc", auc(test, kept), "")
    after = elo(both, *elo_rates(train))[len(train) :]
    measure(f"{name}_elo_auc", auc(test, after), "")
    measure(f"{name}_elo_log_loss", loss(test, after), "nats")
    other = best_lr(train, test)
    measure(f"{name}_best_lr_auc", auc(test, other), "")
    measure(f"{name}_best_lr_log_loss", loss(test, other), "nats")


def main() -> None:
    """Both sets."""
    quick, data = "--quick" in sys.argv[1:], folder()
    draws = QUICK if quick else DRAWS
    machine(f"numpy {np.__version__}", f"scikit-learn {sklearn.__version__}")
    for name in FEW:
        train, test = read(data, name, "train"), read(data, name, "test")
        few(name, train, test, draws)
        if not quick:
            alone(name, train, test)


if __name__ == "__main__":
    main()
