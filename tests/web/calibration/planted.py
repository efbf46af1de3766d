"""Answers to a bank in which some items have known faults: what a calibration is to find."""

from __future__ import annotations

from typing import Any

import numpy as np

from palier.calibration.firsts import Firsts
from palier.calibration.measuring import Known
from palier.calibration.queries import InForce

LEARNERS, DAYS = 800, 200.0
PLANTED = ("hard", "easy", "flat", "drift", "unfair", "misfit")
PLAIN = 2.0  # logits
ORDINARY = 120  # items without a fault: more would only take longer


def known(in_force: InForce, entries: dict[str, Any], domain: str = "maths") -> Known:
    """``LEARNERS`` of a school and their answers to items of a domain, one in two by chance;
    the first have one fault of each kind of ``PLANTED``."""
    draw = np.random.default_rng(8)
    # Some items are hard or easy in truth: of those nothing can be said to be planted.
    mine = (n for n in entries if n.startswith(f"{domain}.") and abs(entries[n].b) < PLAIN)
    # A fault is planted where answers tell most: nothing to guess, a middling difficulty.
    ranked = sorted(
        mine,
        key=lambda n: (entries[n].c, abs(entries[n].b), n),
    )
    faulty = len(PLANTED)
    others = sorted(ranked[faulty:])
    names = (*ranked[:faulty], *others[:: len(others) // ORDINARY])
    theta = draw.normal(0.0, 1.0, LEARNERS)
    french = draw.integers(0, 2, LEARNERS)
    learner, item = np.nonzero(draw.random((LEARNERS, len(names))) < 0.5)
    at = 2_400.0 + draw.random(len(learner)) * DAYS
    late = at > 2_400.0 + DAYS / 2
    a, b = np.ones(len(names)), np.array([entries[n].b for n in names])
    c = np.array([entries[n].c for n in names])
    x = a[item] * (theta[learner] - b[item])
    moved = {"hard": 2.5, "easy": -2.5}
    for fault, shift in moved.items():
        x[item == PLANTED.index(fault)] -= shift
    x[item == 2] = 0.3 - 0.4 * theta[learner[item == 2]]
    x[(item == 3) & late] -= 1.6
    x[(item == 4) & (french[learner] == 1)] -= 1.6
    bent = item == 5  # those near the middle succeed, the others do not
    x[bent] = 4.0 - 5.0 * np.abs(theta[learner[bent]] - 0.2)
    p = c[item] + (1.0 - c[item]) / (1.0 + np.exp(-x))
    right = (draw.random(len(item)) < p).astype(np.int64)
    answers = Firsts(
        learner,
        item,
        right,
        right.astype(np.float64),
        at,
        names,
        tuple(n.rsplit("/", 1)[0] for n in names),
        french,
        0,
        0,
    )
    return Known(in_force, entries, {}, answers)
