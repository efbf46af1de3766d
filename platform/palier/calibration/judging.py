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

from adaptive.calibration import Calibration, Held
from adaptive.calibration.dif import Dif, mantel_haenszel
from adaptive.calibration.drift import Drift, drift
from adaptive.calibration.findings import Evidence
from adaptive.calibration.findings import Finding as Statement
from adaptive.calibration.findings import findings as statements
from adaptive.calibration.itemfit import Observed, item_fit, observed
from adaptive.calibration.looking import People
from adaptive.calibration.residuals import curves_of, people_of
from adaptive.gaussian import Floats
from adaptive.parameters import Ints
from palier.calibration.scaling import Link, Proposed, Reference

EASY, HARD, FLAT, DRIFT, UNFAIR, MISFIT = "easy", "hard", "flat", "drift", "unfair", "misfit"
KINDS = (FLAT, HARD, EASY, DRIFT, UNFAIR, MISFIT)
LEAST = 20  # answers to an item, and people of a group
SURE = 1.96
OUT_OF_PLACE = 1.0  # logits beyond which an item is not of its tier: tiers are 0.7 apart
# Of what the engine finds, what is shown; that answers are few is said beside each domain.
ENGINE_KINDS = {
    "too_easy": EASY,
    "too_hard": HARD,
    "flat": FLAT,
    "drifting": DRIFT,
    "unfair": UNFAIR,
    "misfitting": MISFIT,
}


@dataclass(frozen=True)
class Domain:
    """One domain, calibrated; its answers, wherever they are. ``french`` and ``period``, of
    each of their learners: 1, 0, or −1 for what is not declared; and the stretch of time.
    ``ends``: of the periods, engine time."""

    given: Held
    found: Calibration
    reference: Reference
    link: Link
    proposed: Proposed
    names: Sequence[str]
    score: Floats
    french: Ints
    period: Ints
    ends: tuple[float, ...]
    groups: tuple[int, int]  # learners declared to follow a French course, and not to


def findings(one: Domain) -> list[dict[str, Any]]:
    """What is out of the ordinary in a domain, JSON-able, the surest first of each kind."""
    if not (one.found.given >= LEAST).any():
        return []
    with np.errstate(invalid="ignore"):  # an item with hardly an answer has no variance
        seen = observed(one.given, one.found)
        looked = _evidence(one)
        # Of what is said twice, first what is measured against the author's announcement.
        said = {(f["row"], f["kind"]): f for f in (*_said(one, looked), *_levels(one))}
    found = list(said.values())
    for finding in found:
        finding |= _about(one, seen, finding.pop("row"))
    return sorted(found, key=lambda f: (KINDS.index(f["kind"]), -f["weight"]))


def _evidence(one: Domain) -> Evidence:
    """Fit, drift where there are periods, fairness where both groups are large enough."""
    unfair = {}
    if min(one.groups) >= LEAST:
        declared = one.french >= 0
        given = one.given.whose(declared)
        unfair["french"] = mantel_haenszel(given, one.found, one.french[declared] == 1)
    return Evidence(
        found=one.found,
        fit=item_fit(one.given, one.found),
        drift=drift(one.given, one.found, one.period) if len(one.ends) > 1 else None,
        unfair=unfair,
    )


def _said(one: Domain, looked: Evidence) -> Iterator[dict[str, Any]]:
    """What the engine says of items, with what each kind has to show."""
    pictures: list[Group] | None = None
    for said in statements(looked):
        kind = ENGINE_KINDS.get(said.kind)
        if kind is None:
            continue
        finding = {"row": said.item, "kind": kind, "weight": _weight(said)}
        if kind in (EASY, HARD):
            finding["share"] = _number(said.value)
        elif kind == FLAT:
            finding["reverse"] = bool(one.found.flat[said.item])
        elif kind == DRIFT and looked.drift is not None:
            finding |= _shifts(one, looked.drift, said.item)
        elif kind == UNFAIR:
            pictures = pictures or _two_groups(one)
            finding |= _groups(one, looked.unfair["french"], pictures, said.item)
        yield finding


def _weight(said: Statement) -> float:
    """How far beyond what is worth saying."""
    return abs(said.value - said.threshold)


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


def _levels(one: Domain) -> Iterator[dict[str, Any]]:
    """Items that are not of the difficulty their authors say."""
    apart = one.proposed.seen_b - one.reference.author_b
    sure = np.abs(apart) - SURE * one.proposed.seen_se
    out = (one.found.given >= LEAST) & ~one.found.flat & np.isfinite(apart) & (sure > 0.0)
    for row in np.flatnonzero(out & (np.abs(apart) > OUT_OF_PLACE)).tolist():
        yield {
            "row": row,
            "kind": HARD if apart[row] > 0 else EASY,
            "weight": float(sure[row]),
            "share": None,
        }


def _shifts(one: Domain, moved: Drift, row: int) -> dict[str, Any]:
    """Of each later period, how far the difficulty moved, with its interval."""
    three = (moved.shift, moved.low, moved.high)
    shifts = [
        [k + 1, *_numbers(*(one.link.slope * part[row, k] for part in three))]
        for k in range(moved.shift.shape[1])
        if np.isfinite(moved.shift[row, k])
    ]
    return {"shifts": shifts, "ends": [round(end, 2) for end in one.ends]}


Group = tuple[Floats, Floats, Floats, Floats, Floats]  # ability, share, low, high, answers


def _groups(one: Domain, found: Dif, pictures: list[Group], row: int) -> dict[str, Any]:
    """Who answered, and what was seen of the others, then of the group."""
    return {
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


def _two_groups(one: Domain) -> list[Group]:
    """What was seen of those without a French course, then of those with one."""
    declared = one.french >= 0
    given, focal = one.given.whose(declared), one.french[declared] == 1
    laws = people_of(given, curves_of(one.found), focal.astype(np.int64)).laws
    found = []
    for group, law in zip((~focal, focal), laws, strict=True):
        some = given.whose(group)
        people = People(np.zeros(some.learners, dtype=np.int64), (law,))
        seen = observed(some, one.found, people=people)
        found.append((seen.ability, seen.share, seen.low, seen.high, seen.answers))
    return found


def _number(value: float) -> float | None:
    return round(float(value), 4) if np.isfinite(value) else None


def _numbers(*values: float) -> list[float | None]:
    return [_number(value) for value in values]
