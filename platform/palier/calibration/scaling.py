"""From the scale of a calibration to the scale in force, and from both to what is proposed.

A calibration has abilities N(0, 1) in one domain; the engine's scale is that of all domains.
Items answered enough are the anchors: their slopes and difficulties in force say how one
scale lies on the other (mean/mean linking: Loyd & Hoover 1980; Kolen & Brennan 2014, 6.2),
weighted by what is known of each. What an author says and what answers say are then put
together as two measurements of the same difficulty.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from adaptive import calibration as engine
from adaptive.calibration import Calibration, Fixed, Held, LogNormal, Normal, Priors
from adaptive.gaussian import Floats
from adaptive.pool import Bools

LEAST_ANCHOR = 5  # answers to an item below which it does not hold the scale
SURE_VARIANCE, MANY_ANCHORS = 0.15, 10  # of b, of items that a calibration measured already
LEAST_VARIANCE = 0.01  # of a difficulty: the model itself is no nearer than that
# What holds the scale: what authors say of all, exercises measured before whose curves are
# linked, or such exercises held where they are.
AUTHORS, LINKED, FIXED = "authors", "linked", "fixed"


class TooFewLeft(Exception):
    """Of the anchors a person named too few can serve, now that they are looked at."""


@dataclass(frozen=True)
class Reference:
    """Of m items: what their authors say of b, with its variance, and a, b and the variance of
    b in force; of an item whose instances differ, b is their mean, and so are the variances."""

    author_b: Floats
    author_var: Floats
    a: Floats
    b: Floats
    b_var: Floats


@dataclass(frozen=True)
class Link:
    """``θ in force = slope · θ + shift``; ``shift_se``: how surely; ``anchors``: how many items
    say so, ``how``. Rows of items: ``used``, ``moved`` away from where they were, ``flat``."""

    slope: float
    shift: float
    shift_se: float
    anchors: int
    how: str = AUTHORS
    used: tuple[int, ...] = ()
    moved: tuple[int, ...] = ()
    flat: tuple[int, ...] = ()


@dataclass(frozen=True)
class Proposed:
    """Of m items, on the scale in force: slopes, difficulties, what answers alone say of the
    difficulty with its standard error (infinite when they say nothing)."""

    a: Floats
    b: Floats
    b_var: Floats
    seen_b: Floats
    seen_se: Floats


def priors(reference: Reference, spread: float) -> Priors:
    """What may be expected of the items of a domain on a calibration's own scale, where
    ``spread`` is the standard deviation of abilities in it on the scale in force."""
    b = reference.author_b / spread
    wide = float(np.hypot(b.std(), np.sqrt(reference.author_var.mean()) / spread))
    return Priors(
        slope=LogNormal(float(np.log(spread)), 0.4),
        difficulty=Normal(float(b.mean()), max(1.0, 1.5 * wide)),
    )


def link(found: Calibration, reference: Reference, spread: float) -> Link:
    """How a calibration lies on the scale in force. Without anchors, as ``priors`` supposed."""
    anchor = (found.given >= LEAST_ANCHOR) & ~found.flat & ~found.alone
    anchor &= np.isfinite(found.a_se) & np.isfinite(found.b_se)
    if not anchor.any():
        return Link(spread, 0.0, 1.0, 0)
    a, b = found.a[anchor], found.b[anchor]
    weight = 1.0 / ((found.a_se[anchor] / a) ** 2 + 0.1)
    ratio = np.log(a) - np.log(reference.a[anchor])
    slope = float(np.exp((weight * ratio).sum() / weight.sum()))
    apart = reference.b[anchor] - slope * b
    weight = 1.0 / ((slope * found.b_se[anchor]) ** 2 + reference.b_var[anchor])
    shift = float((weight * apart).sum() / weight.sum())
    return Link(slope, shift, float(1.0 / np.sqrt(weight.sum())), int(anchor.sum()))


def link_to_calibrated(
    found: Calibration, reference: Reference, spread: float, chosen: Bools | None = None
) -> Link:
    """The same where enough anchors are calibrated already: their curves say it, and those that
    moved are left out (``adaptive.calibration.link``). Authors’ guesses are too rough for that:
    their scatter would stretch the scale.

    :param chosen: the anchors that a person named, (m,), in the place of all that are sure.
    :raises TooFewLeft: of those.
    """
    sure = reference.b_var <= SURE_VARIANCE if chosen is None else chosen
    use = np.asarray(sure & (found.given >= LEAST_ANCHOR))
    if chosen is None and use.sum() < MANY_ANCHORS:
        return link(found, reference, spread)
    old = replace(
        found,
        a=reference.a,
        b=reference.b,
        d=-reference.a * reference.b,
        b_se=np.sqrt(reference.b_var),
        flat=np.zeros(len(found.a), dtype=bool),
        alone=np.zeros(len(found.a), dtype=bool),
    )
    try:
        linked = engine.link(found, old, use)
    except ValueError:  # too few that did not move
        if chosen is not None:
            raise TooFewLeft from None
        return link(found, reference, spread)
    return Link(
        slope=linked.scale,
        shift=linked.shift,
        shift_se=linked.error,
        anchors=int(linked.used.sum()),
        how=LINKED,
        used=_rows(linked.used),
        moved=_rows(linked.moved),
        flat=_rows(use & (found.flat | found.alone)),
    )


def _rows(which: Bools) -> tuple[int, ...]:
    return tuple(np.flatnonzero(which).tolist())


def held(
    given: Held, free: Calibration, reference: Reference, linked: Link, **asked: Any
) -> tuple[Calibration, Link]:
    """The other items once more, with the anchors of a link held where they are in force.

    What is unsure of an anchor is then what was unsure of it, and not what these answers say.

    :param free: of all items, without anchors: the climb begins there.
    :param asked: see ``calibrate``.
    """
    rows = np.zeros(len(free.a), dtype=bool)
    rows[list(linked.used)] = True
    fixed = Fixed(rows, reference.a, reference.b)
    found = engine.calibrate(given, "2pl", start=free, fixed=fixed, **asked)
    b_se = np.where(rows, np.sqrt(reference.b_var) / found.sd, found.b_se)
    found = replace(found, a_se=np.where(rows, free.a_se, found.a_se), b_se=b_se)
    return found, replace(linked, slope=found.sd, shift=found.mean, how=FIXED)


def kept(proposed: Proposed, before: Proposed, reference: Reference, linked: Link) -> Proposed:
    """Anchors keep what is in force of them; what answers alone say of them is what a
    calibration without anchors says, ``before``."""
    rows = np.zeros(len(proposed.a), dtype=bool)
    rows[list(linked.used)] = True
    return Proposed(
        a=np.where(rows, reference.a, proposed.a),
        b=np.where(rows, reference.b, proposed.b),
        b_var=np.where(rows, reference.b_var, proposed.b_var),
        seen_b=np.where(rows, before.seen_b, proposed.seen_b),
        seen_se=np.where(rows, before.seen_se, proposed.seen_se),
    )


def propose(
    found: Calibration,
    reference: Reference,
    linked: Link,
    before: Priors,
    prior_only: Bools,
    table: Floats | None = None,
) -> Proposed:
    """What is to be believed of each item, its author and its answers together.

    ``table`` (m, k), what is known of an item before anybody meets it, says of those without
    answers what their author’s guess is usually off by, where that foresees other items better.

    ``prior_only`` items keep what their authors say: flat ones, whose difficulty means nothing.
    """
    seen_b, seen_se = _seen(found, linked, before)
    precision = np.where(prior_only, 0.0, 1.0 / seen_se**2)
    guess, var = _guessed(found, reference, linked, before, table)
    own = 1.0 / var
    b_var = 1.0 / (own + precision)
    seen = np.where(precision > 0.0, seen_b, 0.0)
    a = np.where(prior_only | (found.given == 0), 1.0, found.a / linked.slope)
    return Proposed(
        a=a,
        b=b_var * (own * guess + precision * seen),
        b_var=np.maximum(b_var, LEAST_VARIANCE),
        seen_b=seen_b,
        seen_se=seen_se,
    )


def _guessed(
    found: Calibration,
    reference: Reference,
    linked: Link,
    before: Priors,
    table: Floats | None,
) -> tuple[Floats, Floats]:
    """What is believed of b before its answers, on the scale in force: mean and variance."""
    author, var = reference.author_b, reference.author_var
    if table is None:
        return author, var
    own_scale = (author - linked.shift) / linked.slope, np.sqrt(var) / linked.slope
    believed = engine.difficulty(found, table, own_scale, prior=before.difficulty)
    if not believed.used:
        return author, var
    nobody = found.given == 0
    mean = linked.slope * believed.mean + linked.shift
    return np.where(nobody, mean, author), np.where(
        nobody, (linked.slope * believed.sd) ** 2, var
    )


def _seen(found: Calibration, linked: Link, before: Priors) -> tuple[Floats, Floats]:
    """What answers alone say of b on the scale in force: the prior of the search taken off."""
    believed = before.difficulty or Normal(0.0, 1.0)
    own = 1.0 / believed.sd**2
    with np.errstate(divide="ignore", invalid="ignore"):
        precision = 1.0 / found.b_se**2
        said = np.where(np.isfinite(precision), precision - own, 0.0)
        said = np.where(said > 0.02 * own, said, 0.0)
        b = (found.b * precision - believed.mean * own) / said
        se = np.sqrt(linked.slope**2 / said + linked.shift_se**2)
    b = np.where(said > 0.0, linked.slope * b + linked.shift, np.nan)
    return b, np.where(said > 0.0, se, np.inf)
