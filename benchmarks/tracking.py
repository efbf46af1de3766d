"""Predicting each answer of learners never seen, on public sets: `make bench NAME=tracking`.

Four sets with their published split of learners (``--data FOLDER``). The model of
``adaptive.prediction`` is fitted to the training part. In the test part each answer is
predicted from the learner’s own earlier answers; exercises, weights and trees stay as the
training part left them. AUC is of all answers of the test part together. Beside it, in the same
run and by the same protocol, Best-LR (``_simple``), which is nearly the model’s first layer.
``held_out``: the same figure for the training part, each learner predicted by trees and tables
that never saw him; every choice was made on that one. ``online``: the two-way filter alone,
nothing fitted, exercises learnt all along, in the test part too; ``items kept``: not there.

``--quick``: few learners, small trees; no target then. ``--set NAME``: one set alone.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial

import numpy as np
import sklearn
from numpy.typing import NDArray

from adaptive.prediction import FEATURES, Model, Settings, fit
from benchmarks._data import folder
from benchmarks._report import cannot_run, machine, measure
from benchmarks._responses import Floats, Ints, Responses
from benchmarks._simple import auc, best_lr, loss
from benchmarks._tracking_sets import Split, lines, log, table
from benchmarks.few_learners import ALONE, ours

BINS, ECE = 15, 0.012
FIRST, FIRST_AUC = 5, {"assistments09": 0.758}
AUC = {
    "assistments09": 0.790,
    "statics": 0.835,
    "assistments15": 0.733,
    "statics_dkvmn": 0.833,
}
CANDIDATES, TIMES = 500, 20
QUICK, QUICK_LEARNERS = Settings(folds=2, forests=2, trees=40), 120


def sets(data: str) -> dict[str, Callable[[], Split]]:
    """How each set is read."""
    statics = "dkvmn_statics/STATICS"
    return {
        "assistments09": partial(table, data, "assistments09"),
        "statics": partial(table, data, "statics"),
        "assistments15": partial(lines, data, "dkvmn_assist2015/assist2015"),
        "statics_dkvmn": partial(lines, data, statics, f"{statics}_qid_sid_sname"),
    }


def calibration_error(answers: Responses, p: Floats) -> float:
    """Expected calibration error: mean |share right − mean prediction| over bins of width 1/15,
    weighted by their answers (Naeini et al. 2015).
    """
    place = np.minimum((p * BINS).astype(np.int64), BINS - 1)
    off = np.bincount(place, answers.right - p, minlength=BINS)
    return float(np.abs(off).sum() / len(p))


def is_first(answers: Responses) -> NDArray[np.bool_]:
    """Which answers are among the first five of their learner, (n,)."""
    start = np.flatnonzero(np.diff(answers.learner, prepend=-1))
    length = np.diff(start, append=len(answers))
    turn: Ints = np.arange(len(answers)) - np.repeat(start, length)
    return turn < FIRST


def quality(name: str, answers: Responses, p: Floats, **targets: float | None) -> None:
    """AUC, log loss and calibration error of predictions."""
    measure(f"{name}_auc", auc(answers, p), "", at_least=targets.get("auc"))
    measure(f"{name}_log_loss", loss(answers, p), "nats")
    measure(f"{name}_ece", calibration_error(answers, p), "", at_most=targets.get("ece"))


def one_set(name: str, split: Split, quick: bool) -> None:
    """Ours and Best-LR on one set."""
    begun = time.process_time()
    model = fit(split.exercises, log(split.train), QUICK if quick else Settings())
    measure(f"{name}_fit_cpu", time.process_time() - begun, "s")
    measure(f"{name}_held_out_auc", auc(split.train, model.held_out), "")
    begun = time.process_time()
    p = model.follow(log(split.test))
    spent = time.process_time() - begun
    targets = {} if quick else {"auc": AUC[name], "ece": ECE}
    quality(name, split.test, p, **targets)
    measure(f"{name}_microseconds_an_answer", 1e6 * spent / len(p), "µs")
    other = best_lr(split.train, split.test)
    quality(f"{name}_best_lr", split.test, other)
    first = is_first(split.test)
    few, wanted = split.test.only(first), None if quick else FIRST_AUC.get(name)
    measure(f"{name}_first_five_auc", auc(few, p[first]), "", at_least=wanted)
    measure(f"{name}_first_five_best_lr_auc", auc(few, other[first]), "")
    batch(name, model)


def batch(name: str, model: Model) -> None:
    """What all candidates of a choice cost, in one call and one at a time."""
    state, m = model.state(), len(model.layer.tables.exercises)
    candidates = np.arange(CANDIDATES) % m
    state.observe(0, 1.0)
    begun = time.process_time()
    for _ in range(TIMES):
        model.predict(state.features_for(candidates))
    together = (time.process_time() - begun) / TIMES
    begun = time.process_time()
    for one in candidates[:TIMES]:
        model.predict(state.features_for([one]))
    alone = (time.process_time() - begun) / TIMES
    measure(f"{name}_{CANDIDATES}_candidates_cpu", 1e3 * together, "ms")
    measure(f"{name}_one_candidate_cpu", 1e3 * alone, "ms")


def online(name: str, split: Split, quick: bool) -> None:
    """The two-way filter alone, after the whole training part."""
    skill_of = np.zeros(len(split.exercises), dtype=np.int64)
    skill_of[split.train.item] = split.train.skill
    skill_of[split.test.item] = split.test.skill
    target = None if quick else ALONE[name]
    quality(f"{name}_online", split.test, ours(skill_of, split.train, split.test), auc=target)
    kept = ours(skill_of, split.train, split.test, going_on=False)
    measure(f"{name}_online_items_kept_auc", auc(split.test, kept), "")


def main() -> None:
    """All four sets; the filter alone on the first two."""
    quick, data = "--quick" in sys.argv[1:], folder()
    machine(f"numpy {np.__version__}", f"scikit-learn {sklearn.__version__}")
    print(f"  {len(FEATURES)} features", flush=True)
    known, asked = sets(data), sys.argv[1:]
    only = asked[asked.index("--set") + 1 :][:1] if "--set" in asked else list(known)
    if not only or only[0] not in known:
        cannot_run(f"--set: one of {', '.join(known)}")
    for name, read in known.items():
        if name not in only:
            continue
        split = read().few(QUICK_LEARNERS) if quick else read()
        one_set(name, split, quick)
        if name in ALONE:
            online(name, split, quick)


if __name__ == "__main__":
    main()
