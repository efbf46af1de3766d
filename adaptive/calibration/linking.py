"""A new calibration brought to the scale already published, by the items that both have.

``θ_old = A·θ_new + B``, so ``a/A`` and ``A·b + B``: from means and deviations of the anchors’
difficulties (Marco 1977), then where the curves of the anchors together agree best (Stocking &
Lord 1983). An anchor that moved would move everybody: it is left out when its distance from the
others is larger than chance and large enough to matter, the worst first, from a start by
medians that no third of the anchors can carry away. The published scale itself never moves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from adaptive.calibration.chance import adjusted, two_sided
from adaptive.calibration.fit import Calibration
from adaptive.calibration.residuals import curves_of
from adaptive.gaussian import Floats
from adaptive.pool import Bools

# With fewer anchors left there is no telling which of them moved.
LEAST_ANCHORS = 5
# Logits: an anchor nearer than that stays, whatever chance says; it is the limit usual with
# the Rasch model (Wright & Douglas 1976 saw no harm to abilities below it).
MOVED = 0.3
# Of the anchors left out, the share that may be by chance.
FALSE = 0.05
STEPS, NUDGE = 30, 1e-5


@dataclass(frozen=True)
class Link:
    """``θ_old = scale·θ_new + shift``. ``distance`` (m,): how far each anchor’s difficulty is
    from the published one, logits of the old scale, above 0 harder now; NaN where not an
    anchor. ``used``, ``moved`` (m,). ``error`` of ``shift``, from the spread of the anchors.
    """

    scale: float
    shift: float
    distance: Floats
    used: Bools
    moved: Bools
    error: float


def link(
    new: Calibration, old: Calibration, anchors: Bools, *, one_slope: bool = False
) -> Link:
    """From the new scale to the old one, by the ``anchors`` (m,), in the same rows of both.

    Items flat or alone in either are no anchors, whatever is said.

    :param one_slope: the scale is kept at 1 (a model of one slope fixed at the old one).
    :raises ValueError: calibrations of other lengths, fewer than ``LEAST_ANCHORS`` that can
        serve, or left once those that moved are out.
    """
    items = len(new.a)
    if len(old.a) != items or np.shape(anchors) != (items,):
        raise ValueError(f"anchors: one for each of {items} items, the same in both, is needed")
    usable = np.asarray(anchors, dtype=bool) & ~(new.flat | old.flat | new.alone | old.alone)
    usable &= np.isfinite(new.b) & np.isfinite(old.b)
    _enough(usable, usable)
    used, (scale, shift) = usable.copy(), _by_medians(new, old, usable, one_slope)
    for _ in range(2 * items):
        distance = scale * new.b + shift - old.b
        errors = np.sqrt((scale * new.b_se) ** 2 + old.b_se**2)
        outside = _outside(distance, errors, usable, used)
        keep = usable & ~outside
        if (keep == used).all():
            break
        used = _one_step(used, keep, distance)
        _enough(used, usable)
        scale, shift = _mean_sigma(new, old, used, one_slope)
    scale, shift = _stocking_lord(new, old, used, (scale, shift), one_slope)
    distance = np.where(usable, scale * new.b + shift - old.b, np.nan)
    error = float(distance[used].std(ddof=1) / np.sqrt(used.sum()))
    return Link(scale, shift, distance, used, usable & ~used, error)


def on_scale(found: Calibration, link: Link) -> Calibration:
    """The calibration on the old scale. What is said of likelihoods stays as it was."""
    a = found.a / link.scale
    return replace(
        found,
        a=a,
        b=link.scale * found.b + link.shift,
        d=found.d - a * link.shift,
        a_se=found.a_se / link.scale,
        b_se=found.b_se * link.scale,
    )


def _enough(used: Bools, usable: Bools) -> None:
    if used.sum() < LEAST_ANCHORS:
        left = f"{int(used.sum())} of {int(usable.sum())} can serve"
        raise ValueError(f"anchors: {LEAST_ANCHORS} at least are needed, {left}")


def _by_medians(
    new: Calibration, old: Calibration, use: Bools, one_slope: bool
) -> tuple[float, float]:
    """Scale by the median ratio of slopes, shift by the median distance."""
    scale = 1.0 if one_slope else float(np.median(new.a[use] / old.a[use]))
    return scale, float(np.median(old.b[use] - scale * new.b[use]))


def _mean_sigma(
    new: Calibration, old: Calibration, use: Bools, one_slope: bool
) -> tuple[float, float]:
    """By means and deviations; of slopes’ logarithms when difficulties hardly differ."""
    spread = float(new.b[use].std())
    ratio = np.exp(np.mean(np.log(new.a[use] / old.a[use])))
    scale = float(old.b[use].std()) / spread if spread > 0.1 else float(ratio)
    scale = 1.0 if one_slope else scale
    return scale, float(old.b[use].mean() - scale * new.b[use].mean())


def _outside(distance: Floats, error: Floats, usable: Bools, used: Bools) -> Bools:
    """Which usable anchors are farther away than chance, and than matters."""
    if not np.isfinite(error[usable]).all():  # no standard errors: the spread stands for them
        middle = np.median(np.abs(distance[used]))
        error = np.full(len(distance), max(1.4826 * float(middle), 1e-9))
    p = np.full(len(distance), np.nan)
    p[usable] = two_sided(distance[usable] / np.maximum(error[usable], 1e-9))
    with np.errstate(invalid="ignore"):
        return np.asarray(usable & (adjusted(p) <= FALSE) & (np.abs(distance) > MOVED))


def _one_step(used: Bools, keep: Bools, distance: Floats) -> Bools:
    """The worst out; when none has to go, those that may come back."""
    leave = used & ~keep
    if not leave.any():
        return used | keep
    result = used.copy()
    result[np.where(leave, np.abs(distance), -1.0).argmax()] = False
    return result


def _stocking_lord(
    new: Calibration, old: Calibration, use: Bools, at: tuple[float, float], one_slope: bool
) -> tuple[float, float]:
    """Where the anchors’ curves added up are nearest over N(0, 1) of the old scale: steps of
    Gauss & Newton."""
    target = curves_of(old, "known")
    weight = np.sqrt(np.exp(-0.5 * target.nodes**2))
    wanted = target.p[use].sum(axis=0)

    def apart(z: Floats) -> Floats:
        link = Link(float(np.exp(z[0])), float(z[1]), new.b, use, use, 0.0)
        curves = curves_of(on_scale(new, link), "known", target.nodes)
        return np.asarray(weight * (curves.p[use].sum(axis=0) - wanted))

    z = np.array([np.log(at[0]), at[1]])
    moves = np.eye(2)[1:] if one_slope else np.eye(2)
    for _ in range(STEPS):
        here = apart(z)
        slopes = np.column_stack([(apart(z + NUDGE * move) - here) / NUDGE for move in moves])
        step = moves.T @ np.linalg.lstsq(slopes, -here, rcond=None)[0]
        z = z + step / max(1.0, float(np.abs(step).max()))
        if np.abs(step).max() < 1e-9:
            break
    return float(np.exp(z[0])), float(z[1])
