"""What a calibration says of single items, with what to draw of it. Numbers only: pages write
the sentences.

Everything here is about at least ``LEAST`` answers, and groups of at least as many people: a
figure about a handful of people says something of each of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from adaptive.calibration import Answers, Calibration
from adaptive.calibration.chance import adjusted
from adaptive.calibration.dif import Dif, mantel_haenszel
from adaptive.calibration.drift import Drift, drift
from adaptive.calibration.itemfit import ItemFit, Observed, item_fit, observed
from adaptive.calibration.residuals import People, curves_of, people_of
from adaptive.gaussian import Floats
from adaptive.parameters import Ints
from adaptive.pool import Bools
from palier.calibration.scaling import Link, Proposed, Reference

EASY, HARD, FLAT, DRIFT, UNFAIR, MISFIT = "easy", "hard", "flat", "drift", "unfair", "misfit"
KINDS = (FLAT, HARD, EASY, DRIFT, UNFAIR, MISFIT)
LEAST = 20  # answers to an item, and people of a group
SURE = 1.96
OUT_OF_PLACE = 1.0  # logits beyond which an item is not of its tier: tiers are 0.7 apart
FLATTEST = 0.4  # of an ordinary slope: below, it hardly tells who knows from who does not
FAR = 0.08  # shares of right answers from the curve; less, nobody would see it
SHIFT = 0.5  # logits of drift worth saying


@dataclass(frozen=True)
class Domain:
    """One domain, calibrated. ``french`` and ``period``, of each of the answers' learners:
    1, 0, or −1 for what is not declared; and the stretch of time. ``ends``: of the periods,
    engine time."""

    given: Answers
    found: Calibration
    reference: Reference
    link: Link
    proposed: Proposed
    names: Sequence[str]
    score: Floats
    french: Ints
    period: Ints
    ends: tuple[float, ...]


def findings(one: Domain) -> list[dict[str, Any]]:
    """What is out of the ordinary in a domain, JSON-able, the surest first of each kind."""
    enough = one.found.given >= LEAST
    if not enough.any():
        return []
    seen = observed(one.given, one.found)
    fit = item_fit(one.given, one.found)
    found = [
        *_levels(one, enough),
        *_flat(one, enough),
        *_misfits(one, fit, enough),
        *_drifting(one, enough),
        *_unfair(one, enough),
    ]
    for finding in found:
        finding |= _about(one, seen, finding.pop("row"))
    return sorted(found, key=lambda f: (KINDS.index(f["kind"]), -f["weight"]))


def comparable(one: Domain) -> tuple[int, int]:
    """How many learners are declared to follow a French course, and not to."""
    return int((one.french == 1).sum()), int((one.french == 0).sum())


def _about(one: Domain, seen: Observed, row: int) -> dict[str, Any]:
    """What is said of every finding, and its picture: the curve in force after this
    calibration, and what was seen around it, on the scale in force."""
    link, found = one.link, one.found
    points = [
        _numbers(link.slope * seen.ability[row, k] + link.shift, *rest)
        for k in range(seen.share.shape[1])
        for rest in [(seen.share[row, k], seen.low[row, k], seen.high[row, k])]
        if seen.answers[row, k] >= 1.0
    ]
    return {
        "item": one.names[row],
        "answers": int(found.given[row]),
        "right": round(float(one.score[row]), 4),
        "author": _number(one.reference.author_b[row]),
        "found": _number(one.proposed.seen_b[row]),
        "se": _number(one.proposed.seen_se[row]),
        "curve": _numbers(found.a[row] / link.slope, link.shift, found.d[row], found.c[row]),
        "points": points,
    }


def _levels(one: Domain, enough: Bools) -> Iterator[dict[str, Any]]:
    """Items that are not of the difficulty their authors say."""
    apart = one.proposed.seen_b - one.reference.author_b
    sure = np.abs(apart) - SURE * one.proposed.seen_se
    out = enough & ~one.found.flat & np.isfinite(apart) & (sure > 0.0)
    for row in np.flatnonzero(out & (np.abs(apart) > OUT_OF_PLACE)).tolist():
        yield {"row": row, "kind": HARD if apart[row] > 0 else EASY, "weight": float(sure[row])}


def _flat(one: Domain, enough: Bools) -> Iterator[dict[str, Any]]:
    """Items that those who know more do not succeed at more often."""
    slope = one.found.a / one.link.slope
    high = slope + SURE * one.found.a_se / one.link.slope
    flat = enough & (one.found.flat | (high < FLATTEST))
    for row in np.flatnonzero(flat).tolist():
        reverse = bool(one.found.flat[row])
        yield {"row": row, "kind": FLAT, "weight": float(-slope[row]), "reverse": reverse}


def _misfits(one: Domain, fit: ItemFit, enough: Bools) -> Iterator[dict[str, Any]]:
    """Items whose answers do not follow any curve of this family."""
    judged = np.isfinite(fit.p) & enough
    p = np.ones(len(fit.p))
    p[judged] = adjusted(fit.p[judged])
    for row in np.flatnonzero(judged & (p < 0.05) & (fit.rmsd > FAR)).tolist():
        yield {
            "row": row,
            "kind": MISFIT,
            "weight": float(fit.rmsd[row]),
            "outfit": _number(fit.outfit[row]),
        }


def _drifting(one: Domain, enough: Bools) -> Iterator[dict[str, Any]]:
    """Items that became easier or harder with time."""
    if len(one.ends) < 2:
        return
    moved: Drift = drift(one.given, one.found, one.period)
    size = np.nanmax(np.abs(np.nan_to_num(moved.shift)), axis=1) * one.link.slope
    for row in np.flatnonzero(enough & moved.moved & (size > SHIFT)).tolist():
        shifts = [
            [k + 1, *_numbers(*(one.link.slope * x[row, k] for x in _three(moved)))]
            for k in range(moved.shift.shape[1])
            if np.isfinite(moved.shift[row, k])
        ]
        yield {
            "row": row,
            "kind": DRIFT,
            "weight": float(size[row]),
            "shifts": shifts,
            "ends": [round(end, 2) for end in one.ends],
        }


def _three(moved: Drift) -> tuple[Floats, Floats, Floats]:
    return moved.shift, moved.low, moved.high


def _unfair(one: Domain, enough: Bools) -> Iterator[dict[str, Any]]:
    """Items that ask more of those who follow a French course, or less, at the same ability."""
    if min(comparable(one)) < LEAST:
        return
    declared = one.french >= 0
    given = _of_learners(one.given, declared)
    focal = one.french[declared] == 1
    found: Dif = mantel_haenszel(given, one.found, focal)
    unfair = enough & np.array([letter == "C" for letter in found.letter])
    if not unfair.any():
        return
    pictures = _two_groups(given, one, focal)
    for row in np.flatnonzero(unfair).tolist():
        yield {
            "row": row,
            "kind": UNFAIR,
            "weight": abs(float(found.delta[row])),
            "harder": bool(found.delta[row] < 0.0),
            "people": found.answers[row].tolist(),
            "groups": [
                [
                    _numbers(one.link.slope * x + one.link.shift, *rest)
                    for x, *rest, n in zip(*(part[row].tolist() for part in group), strict=True)
                    if n >= 1.0
                ]
                for group in pictures
            ],
        }


def _two_groups(
    given: Answers, one: Domain, focal: Bools
) -> list[tuple[Floats, Floats, Floats, Floats, Floats]]:
    """What was seen of the others, then of the focal group."""
    laws = people_of(given, curves_of(one.found), focal.astype(np.int64)).laws
    found = []
    for group, law in zip((~focal, focal), laws, strict=True):
        some = _of_learners(given, group)
        people = People(np.zeros(some.learners, dtype=np.int64), (law,))
        seen = observed(some, one.found, people=people)
        found.append((seen.ability, seen.share, seen.low, seen.high, seen.answers))
    return found


def _of_learners(given: Answers, keep: Bools) -> Answers:
    rows = keep[given.learner]
    number = np.cumsum(keep, dtype=np.int32) - np.int32(1)
    return Answers(
        number[given.learner[rows]].astype(np.int32),
        given.item[rows],
        given.right[rows],
        int(keep.sum()),
        given.items,
        given.repeated,
    )


def _number(value: float) -> float | None:
    return round(float(value), 4) if np.isfinite(value) else None


def _numbers(*values: float) -> list[float | None]:
    return [_number(value) for value in values]
