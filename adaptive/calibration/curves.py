"""The curve of an item, its derivatives, and priors, in the coordinates of the search.

``P = c + (1 − c)·σ(η)``, ``η = a(θ − b) = aθ + d`` (Birnbaum 1968). The search runs in
coordinates x (m, p) that have no bounds to respect:

- ``log a, b`` of an item whose slope has a log-normal prior: it stays above 0;
- ``a, d`` otherwise: the slope may be 0 or below, where b is not defined;
- and ``log c/(1 − c)`` when c is sought.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from adaptive.gaussian import Floats, logistic
from adaptive.pool import Bools

# The search goes no further: without a prior some items have no finite maximum.
FARTHEST_LOG, FARTHEST_SLOPE, FARTHEST_PLACE, FARTHEST_GUESS = 4.0, 30.0, 40.0, 12.0

# A slope has sunk when it is more than so many deviations of its prior below it.
SINKING = -2.5


@dataclass(frozen=True)
class Normal:
    """A normal law."""

    mean: float
    sd: float


@dataclass(frozen=True)
class LogNormal:
    """The logarithm follows a normal law; the density is that of the logarithm."""

    mean: float
    sd: float


@dataclass(frozen=True)
class Beta:
    """A beta law over [0, 1], both numbers ≥ 1; its mode is ``(a − 1)/(a + b − 2)``."""

    a: float
    b: float


@dataclass(frozen=True)
class Priors:
    """What is believed of an item before its answers; None: nothing.

    ``difficulty`` is of b with a log-normal slope. Otherwise it is of −d, the difficulty at
    slope 1, since b has no meaning at slope 0. ``guess`` is of c, where c is sought.

    By default slopes are around ``exp(.3²/2)``, the mean of a law whose logarithm is N(0, .3²):
    what is found is a mode, and a prior around the median pulls slopes below the truth.

    A log-normal prior holds slopes above 0. One that answers push far below it all the same is
    sought anew with the prior ``sunk``, which lets it be 0 or negative; never when None.
    """

    slope: Normal | LogNormal | None = LogNormal(0.045, 0.3)
    difficulty: Normal | None = Normal(0.0, 1.5)
    guess: Beta | None = Beta(5.0, 17.0)
    sunk: Normal | None = Normal(0.0, 1.0)


@dataclass(frozen=True)
class Form:
    """Of m items: whose slopes are sought by their logarithm, (m,), and the priors of the first
    two coordinates: mean and precision (m, 2)."""

    log: Bools
    seeks_guess: bool
    one_slope: bool
    mean: Floats
    precision: Floats
    guess: Beta | None

    @property
    def width(self) -> int:
        """How many coordinates an item has."""
        return 2 + self.seeks_guess


@dataclass(frozen=True)
class Curve:
    """Of each item at each node, (m, q): P, and ``h = P′/(P(1 − P))`` by coordinate."""

    p: Floats
    h: Floats  # (p, m, q)


def form_of(model: str, priors: Priors, items: int, sunk: Bools | None = None) -> Form:
    """The coordinates of a model under its priors, where the items ``sunk`` (m,) have sunk.

    :raises ValueError: naming what is wrong.
    """
    if model not in ("1pl", "2pl", "3pl"):
        raise ValueError(f"model: {model!r} is none of 1pl, 2pl, 3pl")
    check(priors)
    log = np.full(items, isinstance(priors.slope, LogNormal))
    mean, precision = np.zeros((items, 2)), np.zeros((items, 2))
    _believe(mean[:, 0], precision[:, 0], priors.slope)
    _believe(mean[:, 1], precision[:, 1], priors.difficulty)
    if sunk is not None and (sunk & log).any():
        sunk = sunk & log
        log &= ~sunk
        low_mean, low_precision = np.empty(items), np.empty(items)
        _believe(low_mean, low_precision, priors.sunk)
        mean[sunk, 0], precision[sunk, 0] = low_mean[sunk], low_precision[sunk]
    mean[:, 1] *= np.where(log, 1.0, -1.0)
    return Form(log, model == "3pl", model == "1pl", mean, precision, priors.guess)


def check(priors: Priors) -> None:
    """ValueError when a law is not one."""
    for law in (priors.slope, priors.difficulty, priors.sunk):
        if law is not None and not (math.isfinite(law.mean) and 0.0 < law.sd < math.inf):
            raise ValueError(f"priors: {law} needs a finite mean and a deviation above 0")
    beta = priors.guess
    if beta is not None and not (1.0 <= beta.a < math.inf and 1.0 <= beta.b < math.inf):
        raise ValueError(f"priors: {beta} needs two finite numbers of at least 1")


def _believe(mean: Floats, precision: Floats, law: Normal | LogNormal | None) -> None:
    mean[:] = law.mean if law else 0.0
    precision[:] = law.sd**-2 if law else 0.0


def sinking(form: Form, x: Floats) -> Bools:
    """Items whose slope answers push far below a log-normal prior, (m,)."""
    z = (x[:, 0] - form.mean[:, 0]) * np.sqrt(form.precision[:, 0])
    return np.asarray(form.log & (z < SINKING) & (not form.one_slope))


def coordinates(form: Form, a: Floats, d: Floats, c: Floats) -> Floats:
    """x (m, p) of slopes, intercepts and lower asymptotes, kept within reach."""
    above = np.where(form.log, np.maximum(a, 1e-300), 1.0)
    columns = [np.where(form.log, np.log(above), a), np.where(form.log, -d / above, d)]
    if form.seeks_guess:
        c = np.clip(c, 1e-9, 1.0 - 1e-9)
        columns.append(np.log(c / (1.0 - c)))
    return within(form, np.column_stack(columns))


def within(form: Form, x: Floats) -> Floats:
    """x, no further than the search goes."""
    far = np.full(x.shape, FARTHEST_PLACE)
    far[:, 0] = np.where(form.log, FARTHEST_LOG, FARTHEST_SLOPE)
    far[:, 2:] = FARTHEST_GUESS
    return np.clip(x, -far, far)


def named(form: Form, x: Floats, guess: Floats) -> tuple[Floats, Floats, Floats]:
    """Slope, intercept and lower asymptote, each (m,)."""
    a = np.where(form.log, np.exp(np.where(form.log, x[:, 0], 0.0)), x[:, 0])
    d = np.where(form.log, -a * x[:, 1], x[:, 1])
    return a, d, logistic(x[:, 2]) if form.seeks_guess else guess


def curve(form: Form, x: Floats, guess: Floats, nodes: Floats) -> Curve:
    """P and h of every item at every node.

    ``h = s/P·∂η`` since ``1 − P = (1 − c)(1 − s)``, with s = σ(η); for log c/(1 − c), c/P.
    """
    a, d, c = (values[:, None] for values in named(form, x, guess))
    eta = np.clip(a * nodes + d, -500.0, 500.0)
    s = logistic(eta)
    p = c + (1.0 - c) * s
    share = s / p
    log = form.log[:, None]
    h = [share * np.where(log, eta, nodes), share * np.where(log, -a, 1.0)]
    if form.seeks_guess:
        h.append(c / p)
    return Curve(p, np.stack(h))


def log_curve(form: Form, x: Floats, guess: Floats, nodes: Floats) -> tuple[Floats, Floats]:
    """log(1 − P) and log P, each (m, q), exact far out."""
    a, d, c = (values[:, None] for values in named(form, x, guess))
    eta = a * nodes + d
    wrong = np.log1p(-c) - np.logaddexp(0.0, eta)
    right = wrong + eta
    if c.any():
        right = np.logaddexp(np.log(np.maximum(c, 1e-300)), right)
    return wrong, right


def log_prior(form: Form, x: Floats) -> Floats:
    """Log density of the prior of each item up to a constant, (m,)."""
    far = (x[:, :2] - form.mean) ** 2 * form.precision
    far[:, 0] /= len(x) if form.one_slope else 1
    density = -0.5 * far.sum(axis=1)
    if form.seeks_guess and form.guess is not None:
        c = logistic(x[:, 2])
        density += (form.guess.a - 1.0) * np.log(c) + (form.guess.b - 1.0) * np.log1p(-c)
    return np.asarray(density, dtype=np.float64)


def prior_slope(form: Form, x: Floats) -> tuple[Floats, Floats]:
    """Gradient and minus the second derivative of ``log_prior``, each (m, p)."""
    precision = np.zeros(x.shape)
    gradient = np.zeros(x.shape)
    precision[:, :2] = form.precision
    precision[:, 0] /= len(x) if form.one_slope else 1
    gradient[:, :2] = (form.mean - x[:, :2]) * precision[:, :2]
    if form.seeks_guess and form.guess is not None:
        c = logistic(x[:, 2])
        a, b = form.guess.a - 1.0, form.guess.b - 1.0
        gradient[:, 2] = a * (1.0 - c) - b * c
        precision[:, 2] = (a + b) * c * (1.0 - c)
    return gradient, precision
