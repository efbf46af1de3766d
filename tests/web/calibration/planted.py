"""Answers to a bank in which some items have known faults: what a calibration is to find."""

from __future__ import annotations

from typing import Any

import numpy as np

from palier.calibration.firsts import Firsts
from palier.calibration.measuring import Known
from palier.calibration.queries import InForce

LEARNERS, DAYS = 800, 200.0
PLANTED = ("hard", "easy", "flat", "drift", "unfair", "misfit")


ITEMS = 120  # of a domain: more would only take longer


def known(in_force: InForce, entries: dict[str, Any], domain: str = "maths") -> Known:
    """``LEARNERS`` of a school and their answers to items of a domain, one in two by chance;
    those nearest the middle of the scale have one fault of each kind of ``PLANTED``."""
    draw = np.random.default_rng(5)
    mine = (n for n in entries if n.startswith(f"{domain}."))
    # A fault is planted where answers tell most: on items of a middling difficulty.
    names = tuple(sorted(mine, key=lambda n: (abs(entries[n].b), n))[:ITEMS])
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
    bent = item == 5  # those in the middle succeed, the others do not
    x[bent] = 2.5 - 3.0 * np.abs(theta[learner[bent]])
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
