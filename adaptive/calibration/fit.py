"""Calibration: the parameters of items from answers, by marginal maximum likelihood.

Bock & Aitkin 1981: abilities are N(0, 1) and integrated out; EM climbs to the parameters that
make the answers most likely, or to the mode when items have priors (Mislevy 1986). EM is
squared (SQUAREM: Varadhan & Roland 2008, scheme S3) and never allowed to go down.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from adaptive.calibration.answers import Answers
from adaptive.calibration.course import MANY, Climber, State
from adaptive.calibration.curves import Form, Priors, coordinates, form_of, named
from adaptive.calibration.held import Held, InMemory
from adaptive.calibration.pinned import Fixed, law_of
from adaptive.calibration.pinned import check as check_fixed
from adaptive.calibration.precision import covariance, inverses, within_items
from adaptive.calibration.renew import Standing, form_at, renewed
from adaptive.calibration.search import Progress, Search
from adaptive.gaussian import Floats
from adaptive.parameters import Ints
from adaptive.pool import Bools


@dataclass(frozen=True)
class Calibration:
    """What was found of m items, ``P = c + (1 − c)·σ(aθ + d)``, abilities N(0, 1).

    ``b = −d/a`` is the difficulty, NaN at slope 0. Standard errors ``a_se``, ``b_se``,
    ``c_se`` are NaN when not asked for or when the item tells too little. ``flat`` items have a
    slope ≤ 0: never used live. ``alone`` items have answers all right, all wrong, or fewer than
    two: the prior alone says where they are, and without priors their parameters are NaN.

    ``log_likelihood`` is marginal, without the prior; ``objective`` has it. When not
    ``converged``, go on with ``start=`` this. ``standing`` is what ``fold`` goes on from.

    ``mean`` and ``sd``: of the abilities on the scale of the anchors that were held, where a
    slope is ``a/sd`` and a difficulty ``mean + sd·b``; 0 and 1 without any. Errors are then of
    an item with the others and the law as found; anchors have none.
    """

    a: Floats
    b: Floats
    c: Floats
    d: Floats
    a_se: Floats
    b_se: Floats
    c_se: Floats
    given: Ints
    flat: Bools
    alone: Bools
    log_likelihood: float
    objective: float
    nodes: int
    passes: int
    converged: bool
    standing: Standing | None = None
    mean: float = 0.0
    sd: float = 1.0


def _silent(_passes: int, _most: int, _objective: float) -> None:
    """No progress is told."""


def _forget(_state: State) -> None:
    """No state is kept."""


def calibrate(
    given: Answers | Held,
    model: str = "2pl",
    *,
    guess: ArrayLike = 0.0,
    priors: Priors | None = None,
    start: Calibration | None = None,
    fixed: Fixed | None = None,
    errors: bool = True,
    tolerance: float = 1e-4,
    most_passes: int = 500,
    progress: Progress = _silent,
    single: bool | None = None,
    state: State | None = None,
    keep: Callable[[State], None] = _forget,
) -> Calibration:
    """Item parameters under which the answers are most likely, priors counted.

    With very many answers it begins on a sample of the learners, for a better start.

    :param model: 1pl (one slope for all), 2pl or 3pl (c sought as well).
    :param guess: c of each item, or one for all, where it is not sought.
    :param priors: ``Priors()`` when None; ``Priors(None, None, None)`` for none at all.
    :param start: an earlier result, of answers to the same items: goes on from there.
    :param fixed: items that keep the parameters they have; the law of abilities on their scale
        is sought with the others. Priors are as seen from these learners, N(0, 1).
    :param tolerance: it ends when no coordinate is thought to have farther to go than this.
    :param progress: told the passes over the answers, the most there can be, the objective.
    :param single: whether E-steps are in single precision, half as long; when None, with very
        many answers and a tolerance of 1e-4 and above.
    :param state: what ``keep`` was given last by a run of the same answers and arguments that
        was interrupted: goes on to the same result. ``start`` then counts no more.
    :param keep: told after each pass.
    :raises ValueError: naming the argument out of range.
    """
    priors = Priors() if priors is None else priors
    held: Held = InMemory(given) if isinstance(given, Answers) else given
    form = form_of(model, priors, held.items)
    asymptote = _guess(guess, held.items)
    _check(tolerance, most_passes, start, held.items)
    proper = _proper(form, priors)
    single = len(held) >= MANY and tolerance >= 1e-4 if single is None else single
    sought = np.ones(held.items, bool) if proper else ~_alone(held)
    if fixed is not None:
        check_fixed(fixed, held.items, model, held.given())
        sought |= fixed.rows
    below = np.zeros(held.items, bool) if start is None else start.a <= 0.0
    below &= True if fixed is None else ~fixed.rows
    form = form_of(model, priors, int(sought.sum()), below[sought])
    own = None if fixed is None else fixed.of(sought)
    climber = Climber(
        held.only(sought), model, priors, asymptote[sought], tolerance, most_passes, single, own
    )
    if state is None:
        x = None if start is None else _restart(climber, form, start, sought)
        state = climber.begin(form, x, sample=proper)
    search, state = climber.go_on(state, progress, keep)
    return _result(search, state, held, sought, errors, own)


def fold(
    found: Calibration,
    now: Answers,
    before: Answers | None = None,
    *,
    priors: Priors | None = None,
) -> Calibration:
    """A calibration brought up to date with the answers of a few learners, in two passes over
    these alone.

    Near what all answers together would give as long as they are few beside the old ones: the
    old are a parabola here, and abilities stay N(0, 1) as they were. Items without parameters
    keep none. ``log_likelihood`` and ``objective`` stay those of the old answers.

    :param found: a calibration with standard errors, of items of slopes of their own.
    :param now: all the answers of these learners, old ones too.
    :param before: those of them that ``found`` rests on already; None when none.
    :param priors: those of ``found``; ``Priors()`` when None, as of ``calibrate``.
    :raises ValueError: a calibration that keeps nothing to go on from, or of other items.
    """
    if found.standing is None:
        raise ValueError("found: 2pl or 3pl, with standard errors, is needed")
    for name, given in (("now", now), ("before", before)):
        if given is not None and given.items != len(found.a):
            raise ValueError(f"{name}: {given.items} items for {len(found.a)}")
    standing = renewed(found.standing, now, before, Priors() if priors is None else priors)
    form = form_at(standing)
    cov = inverses(standing.information)
    a, b, c, d, a_se, b_se, c_se = columns(form, standing.x, standing.guess, cov)
    added = now.given() - (0 if before is None else before.given())
    return replace(
        found,
        a=a,
        b=b,
        c=c,
        d=d,
        a_se=a_se,
        b_se=b_se,
        c_se=c_se,
        given=found.given + added,
        flat=np.asarray(a <= 0.0),
        standing=standing,
    )


def _result(
    search: Search,
    state: State,
    held: Held,
    sought: Bools,
    errors: bool,
    fixed: Fixed | None,
) -> Calibration:
    x, form = state.climb.safe, search.form
    search.single = False
    mean, sd = law_of(search, x)
    counts, objective = search.counts(x)
    cov = np.full((len(x), form.width, form.width), np.nan)
    if errors and len(x):
        where = form, x, search.guess, search.nodes, counts, search.held, search.tables(x)
        cov = covariance(*where) if fixed is None else inverses(within_items(*where))
    if fixed is not None:
        cov[fixed.rows] = 0.0
    told = columns(form, x, search.guess, cov)
    a, b, c, d, a_se, b_se, c_se = (_spread(column, sought) for column in told)
    standing = None
    if errors and not form.one_slope and fixed is None:
        rests = x, inverses(cov), form.log.astype(float), search.guess
        x, information, log, c = (_spread(one, sought) for one in rests)
        standing = Standing(x, information, log == 1.0, np.nan_to_num(c))
    return Calibration(
        a=a,
        b=b,
        c=c,
        d=d,
        a_se=a_se,
        b_se=b_se,
        c_se=c_se,
        given=held.given(),
        flat=np.asarray(a <= 0.0),
        alone=_alone(held),
        log_likelihood=counts.log_likelihood,
        objective=objective,
        nodes=len(search.nodes),
        passes=state.before + state.climb.passes,
        converged=state.climb.converged,
        standing=standing,
        mean=mean,
        sd=sd,
    )


def columns(form: Form, x: Floats, guess: Floats, cov: Floats) -> tuple[Floats, ...]:
    """a, b, c, d and the errors of a, b, c, each (m,); ``cov`` (m, p, p)."""
    a, d, c = named(form, x, guess)
    b = np.divide(-d, a, out=np.full(len(a), np.nan), where=a != 0.0)
    sd = np.sqrt(cov[:, range(form.width), range(form.width)])
    a_se = sd[:, 0] * np.where(form.log, a, 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):  # b = −d/a: the delta method
        var = b**2 * cov[:, 0, 0] + 2.0 * b * cov[:, 0, 1] + cov[:, 1, 1]
        b_se = np.where(form.log, sd[:, 1], np.sqrt(np.maximum(var, 0.0)) / np.abs(a))
    c_se = c * (1.0 - c) * sd[:, 2] if form.seeks_guess else np.full(len(a), np.nan)
    return a, b, c, d, a_se, b_se, c_se


def _alone(held: Held) -> Bools:
    """Items whose answers are all right, all wrong, or fewer than two."""
    count, right = held.given(), held.rights()
    return np.asarray((count < 2) | (right == 0) | (right == count))


def _proper(form: Form, priors: Priors) -> bool:
    """Whether the priors alone place an item."""
    return priors.difficulty is not None and (form.one_slope or priors.slope is not None)


def _restart(climber: Climber, form: Form, start: Calibration, sought: Bools) -> Floats:
    """The coordinates of an earlier result; of a first guess where it has none."""
    first = climber.search(form).first()
    with np.errstate(divide="ignore", invalid="ignore"):
        x = coordinates(form, start.a[sought], start.d[sought], start.c[sought])
    usable = np.isfinite(x).all(axis=1) & ~((start.a[sought] <= 0.0) & form.log)
    x = np.where(usable[:, None], x, first)
    if form.one_slope:
        x[:, 0] = x[:, 0].mean()
    return x


def _spread(values: Floats, sought: Bools) -> Floats:
    """What each item has, NaN for those that were not sought."""
    column = np.full((len(sought), *values.shape[1:]), np.nan)
    column[sought] = values
    return column


def _check(tolerance: float, most_passes: int, start: Calibration | None, items: int) -> None:
    if not 0.0 < tolerance < 1.0:
        raise ValueError(f"tolerance: {tolerance} is not between 0 and 1")
    if most_passes < 1:
        raise ValueError(f"most_passes: {most_passes} is below 1")
    if start is not None and len(start.a) != items:
        raise ValueError(f"start: {len(start.a)} items for {items}")


def _guess(guess: ArrayLike, items: int) -> Floats:
    c = np.asarray(guess, dtype=np.float64)
    if c.ndim > 1 or (c.ndim == 1 and len(c) != items):
        raise ValueError(f"guess: one number, or {items} of them")
    if not ((c >= 0.0) & (c < 1.0)).all():
        raise ValueError("guess: numbers from 0 to below 1 are needed")
    return np.array(np.broadcast_to(c, (items,)))
