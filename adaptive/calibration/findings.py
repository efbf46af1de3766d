"""What is to be said of the items of a calibration: each finding with the numbers behind it.

Two things are asked before an item is named: that chance is no explanation (of all items named
for one reason at most one in twenty is by chance: Benjamini & Hochberg 1995), and that it is
large enough to matter to a learner. With many answers everything differs from everything.
Nothing is decided here: a person reads, and decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from adaptive.calibration.chance import Z95, adjusted
from adaptive.calibration.dif import SLIGHT, Dif
from adaptive.calibration.drift import Drift
from adaptive.calibration.fit import Calibration
from adaptive.calibration.itemfit import ItemFit
from adaptive.calibration.residuals import curves_of
from adaptive.gaussian import Floats

Kind = Literal["too_few", "too_easy", "too_hard", "flat", "drifting", "unfair", "misfitting"]

# Below so many answers nothing else is said of an item: the standard error of a difficulty is
# then above half a logit, and the priors speak louder than the answers.
ENOUGH = 30
# Of the whole population, the share that would succeed. Beyond, an answer tells a quarter or
# less of what one at .5 tells, and the exercise bores or discourages: practice aims at .75.
EASY, HARD = 0.95, 0.10
# A slope surely below this: success goes from .25 to .75 over more than four deviations of the
# population, so that it hardly depends on what the item is meant to ask.
FLAT = 0.5
# Logits. Half a logit is 12 points of success in the middle, half the step between two tiers.
DRIFT = 0.5
# Mean distance between the curve and the shares observed. Tests of many countries are published
# with .12 (PISA) and .10 (TIMSS) as the limit.
MISFIT = 0.10
# The share of false alarms among items named for one reason.
FALSE = 0.05


@dataclass(frozen=True)
class Evidence:
    """All that is known of m items. What was not computed is None, and nothing is said of it.

    ``found`` is on the scale it was found on, where the population is N(0, 1).

    ``unfair``: for each comparison its name and result.
    """

    found: Calibration
    fit: ItemFit | None = None
    drift: Drift | None = None
    unfair: Mapping[str, Dif] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """One thing to say of one item.

    | kind | value | threshold |
    |---|---|---|
    | too_few | answers | at least ``ENOUGH`` |
    | too_easy, too_hard | share of the population that would succeed | ``EASY``, ``HARD`` |
    | flat | slope | 0, or ``FLAT`` with the whole interval below |
    | drifting | shift of difficulty, logits, above 0: harder | ± ``DRIFT`` |
    | unfair | Δ of the ETS, above 0: easier for the focal group | ± 1; ``note`` is B or C |
    | misfitting | root mean square distance from the curve | ``MISFIT`` |

    ``low``, ``high``: its 95 % interval; ``p``: that chance alone does it, many tests counted;
    NaN where there is none. ``answers``: on which it rests. ``note``: of unfair, the
    comparison and its letter; of drifting, the number of the period; else "".
    """

    item: int
    kind: Kind
    value: float
    low: float
    high: float
    threshold: float
    p: float
    answers: int
    note: str = ""


def findings(evidence: Evidence) -> tuple[Finding, ...]:
    """What is to be said, by item, in the order of ``Kind``; an item with too few answers has
    that finding and no other.

    :raises ValueError: parts of the evidence are of different numbers of items.
    """
    _check(evidence)
    found = evidence.found
    few = found.given < ENOUGH
    said = [*_few(found)]
    for one in (*_extreme(found), *_flat(found), *_drifting(evidence), *_unfair(evidence)):
        if not few[one.item]:
            said.append(one)
    said += [one for one in _misfitting(evidence) if not few[one.item]]
    return tuple(sorted(said, key=lambda one: one.item))


def population_share(found: Calibration) -> tuple[Floats, Floats, Floats]:
    """Of a learner drawn from the population N(0, 1), the chance to succeed, and its 95 %
    interval by the error of the difficulty, (m,) each; NaN without parameters."""
    curves = curves_of(found, "known")
    weight = np.exp(-0.5 * curves.nodes**2)
    weight /= weight.sum()
    known = curves.known.astype(bool)
    share = np.where(known, curves.p @ weight, np.nan)
    bend = (curves.p - np.nan_to_num(found.c)[:, None]) * (1.0 - curves.p)
    steep = np.abs(found.a) * (bend @ weight)
    half = Z95 * steep * found.b_se
    return share, np.maximum(share - half, 0.0), np.minimum(share + half, 1.0)


def _few(found: Calibration) -> Iterator[Finding]:
    nan = float("nan")
    for item in np.flatnonzero(found.given < ENOUGH).tolist():
        n = int(found.given[item])
        yield Finding(item, "too_few", float(n), nan, nan, ENOUGH, nan, n)


def _extreme(found: Calibration) -> Iterator[Finding]:
    """A share that guessing alone gives is not held against a hard item’s verdict."""
    share, low, high = population_share(found)
    hard = found.c + (1.0 - found.c) * HARD
    for item in np.flatnonzero((share >= EASY) | (share <= hard)).tolist():
        easy = bool(share[item] >= EASY)
        kind: Kind = "too_easy" if easy else "too_hard"
        limit = EASY if easy else float(hard[item])
        numbers = (float(share[item]), float(low[item]), float(high[item]), limit)
        yield Finding(item, kind, *numbers, float("nan"), int(found.given[item]))


def _flat(found: Calibration) -> Iterator[Finding]:
    low, high = found.a - Z95 * found.a_se, found.a + Z95 * found.a_se
    for item in np.flatnonzero(found.flat | (high < FLAT)).tolist():
        limit = 0.0 if found.flat[item] else FLAT
        numbers = (float(found.a[item]), float(low[item]), float(high[item]), limit)
        yield Finding(item, "flat", *numbers, float("nan"), int(found.given[item]))


def _drifting(evidence: Evidence) -> Iterator[Finding]:
    drift = evidence.drift
    if drift is None:
        return
    p = adjusted(drift.p)
    for item in np.flatnonzero(p <= FALSE).tolist():
        size = np.abs(np.nan_to_num(drift.shift[item]))
        period = int(size.argmax())
        if size[period] < DRIFT:
            continue
        value, low, high = (
            float(part[item, period]) for part in (drift.shift, drift.low, drift.high)
        )
        limit = float(np.copysign(DRIFT, value))
        numbers = (value, low, high, limit, float(p[item]))
        answers = int(drift.answers[item].sum())
        yield Finding(item, "drifting", *numbers, answers, str(period + 1))


def _unfair(evidence: Evidence) -> Iterator[Finding]:
    for name, dif in evidence.unfair.items():
        p = adjusted(dif.p)
        for item in np.flatnonzero(p <= FALSE).tolist():
            if dif.letter[item] not in ("B", "C"):
                continue
            value, low, high = (float(part[item]) for part in (dif.delta, dif.low, dif.high))
            limit = float(np.copysign(SLIGHT, value))
            numbers = (value, low, high, limit, float(p[item]))
            answers = int(dif.answers[item].sum())
            yield Finding(item, "unfair", *numbers, answers, f"{name} {dif.letter[item]}")


def _misfitting(evidence: Evidence) -> Iterator[Finding]:
    fit = evidence.fit
    if fit is None:
        return
    p, nan = adjusted(fit.p), float("nan")
    for item in np.flatnonzero((p <= FALSE) & (fit.rmsd >= MISFIT)).tolist():
        numbers = (float(fit.rmsd[item]), nan, nan, MISFIT, float(p[item]))
        yield Finding(item, "misfitting", *numbers, int(fit.answers[item]))


def _check(evidence: Evidence) -> None:
    items = len(evidence.found.a)
    parts = {"fit": evidence.fit, "drift": evidence.drift, **evidence.unfair}
    for name, part in parts.items():
        if part is not None and len(part.p) != items:
            raise ValueError(f"{name}: {len(part.p)} items for {items}")
