"""The curve of an item, its derivatives, and priors, in the coordinates of the search.

``P = c + (1 − c)·σ(η)``, ``η = a(θ − b) = aθ + d`` (Birnbaum 1968). The search runs in
coordinates x (m, p) that have no bounds to respect:

- ``log a, b`` when the prior of the slope is log-normal: the slope stays above 0;
- ``a, d`` otherwise: the slope may be 0 or below, where b is not defined;
- and ``log c/(1 − c)`` when c is sought.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from adaptive.gaussian import Floats, logistic

# The search goes no further: without a prior some items have no finite maximum.
FARTHEST_LOG, FARTHEST_SLOPE, FARTHEST_PLACE, FARTHEST_GUESS = 4.0, 30.0, 40.0, 12.0


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
    """

    slope: Normal | LogNormal | None = Normal(1.0, 0.5)
    difficulty: Normal | None = Normal(0.0, 2.0)
    guess: Beta | None = Beta(5.0, 17.0)


@dataclass(frozen=True)
class Form:
    """Which coordinates, and what their priors are: mean (p,) and precision (p,)."""

    log: bool
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


def form_of(model: str, priors: Priors) -> Form:
    """The coordinates of a model under its priors; ValueError names what is wrong."""
    if model not in ("1pl", "2pl", "3pl"):
        raise ValueError(f"model: {model!r} is none of 1pl, 2pl, 3pl")
    for law in (priors.slope, priors.difficulty):
        if law is not None and not (math.isfinite(law.mean) and 0.0 < law.sd < math.inf):
            raise ValueError(f"priors: {law} needs a finite mean and a deviation above 0")
    beta = priors.guess
    if beta is not None and not (1.0 <= beta.a < math.inf and 1.0 <= beta.b < math.inf):
        raise ValueError(f"priors: {beta} needs two finite numbers of at least 1")
    log = isinstance(priors.slope, LogNormal)
    laws = [(law.mean, law.sd**-2) if law else (0.0, 0.0) for law in _laws(priors)]
    mean, precision = np.array(laws).T.copy()
    mean[1] *= 1.0 if log else -1.0
    return Form(log, model == "3pl", model == "1pl", mean, precision, beta)


def _laws(priors: Priors) -> tuple[Normal | LogNormal | None, Normal | None]:
    return priors.slope, priors.difficulty


def coordinates(form: Form, a: Floats, d: Floats, c: Floats) -> Floats:
    """x (m, p) of slopes, intercepts and lower asymptotes, kept within reach."""
    columns = [np.log(np.maximum(a, 1e-300)), -d / a] if form.log else [a, d]
    if form.seeks_guess:
        c = np.clip(c, 1e-9, 1.0 - 1e-9)
        columns.append(np.log(c / (1.0 - c)))
    return within(form, np.column_stack(columns))


def within(form: Form, x: Floats) -> Floats:
    """x, no further than the search goes."""
    first = FARTHEST_LOG if form.log else FARTHEST_SLOPE
    far = np.array((first, FARTHEST_PLACE, FARTHEST_GUESS)[: form.width])
    return np.clip(x, -far, far)


def named(form: Form, x: Floats, guess: Floats) -> tuple[Floats, Floats, Floats]:
    """Slope, intercept and lower asymptote, each (m,)."""
    a = np.exp(x[:, 0]) if form.log else x[:, 0].copy()
    d = -a * x[:, 1] if form.log else x[:, 1].copy()
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
    h = [share * eta, -share * a] if form.log else [share * nodes, share]
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
