"""By how much items are harder in one group of learners than in another, at the same ability.

Each group has a law of abilities of its own, fitted: a group that is less able is not taken for
items that are harder. The shift of an item is where the answers would be most likely with its
difficulty moved in that group, all else of it common, by steps of Newton (``residuals``). Items
that shifted are then given what they shifted, the laws are fitted anew, and all is looked at
again: a few that moved together do not carry the rest along. What is common to all items cannot
be told from a difference between the groups.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from adaptive.calibration.answers import Answers
from adaptive.calibration.chance import above, adjusted
from adaptive.calibration.curves import Normal
from adaptive.calibration.fit import Calibration
from adaptive.calibration.held import ByGroup, Changed, Seen, as_seen, in_order
from adaptive.calibration.looking import Curves, People
from adaptive.calibration.residuals import (
    checked,
    curves_of,
    leftover,
    people_of,
    residual_tables,
)
from adaptive.calibration.summing import Leftover
from adaptive.gaussian import Floats
from adaptive.parameters import Ints
from adaptive.pool import Bools

# Looks, each with the laws fitted anew; the first takes no item for shifted.
ROUNDS = 5
# Of those taken for shifted, the share that may be chance.
FALSE = 0.05
# A shift that moves by less from one look to the next has been found.
CLOSE = 0.01
# A flatter item is judged as if it had this slope: difficulty means nothing at slope 0.
LEAST_SLOPE = 0.2
# A group with fewer answers to an item tells nothing of it: NaN. A figure about a handful of
# people would say something of each of them.
LEAST_ANSWERS = 20


@dataclass(frozen=True)
class Shifts:
    """``shift`` (m, k) of each item’s difficulty in each group after the first, its
    ``covariance`` (m, k, k), ``p`` (m,) that there is none, ``moved`` (m,): fewer than one in
    twenty of these is by chance. NaN where a group has too few answers.

    ``answers`` are those given, each item cut into one a group, row ``item·(k + 1) + group``;
    ``curves`` theirs, those that moved moved by ``applied`` (m, k), in logits of success;
    ``people`` the laws.
    """

    shift: Floats
    covariance: Floats
    p: Floats
    moved: Bools
    counts: Ints
    applied: Floats
    answers: Seen
    curves: Curves
    people: People


def shifts(
    given: Answers | Seen, found: Calibration, group: Ints, model: str = "2pl"
) -> Shifts:
    """Every item in every group, against the first group.

    :param group: of each learner, (learners,), from 0.
    :param model: what was fitted to these answers: see ``residuals.curves_of``.
    :raises ValueError: a learner without a group, a group with nobody, one group only.
    """
    given = as_seen(given)
    many = checked(group, given.learners)
    if many < 2:
        raise ValueError("group: two at least are needed")
    cut = Changed(given, ByGroup(in_order(given, group), many), given.items * many)
    counts = cut.given().reshape(given.items, many)
    shift, own = np.zeros((given.items, many - 1)), np.zeros((given.items, 2))
    people = People(group, (Normal(0.0, 1.0),) * many)
    for turn in range(ROUNDS):
        curves = curves_of(_moved(found, shift, own), model)
        people = people_of(cut, curves, group, people.laws)
        left, covariance = _look(cut, curves, people, _steep(found.a + own[:, 0]), counts)
        step = np.einsum("mkj,mj->mk", np.nan_to_num(covariance), np.nan_to_num(left.total))
        there = np.where(np.isfinite(covariance).any(axis=2), shift + step, np.nan)
        p = _p(there, covariance)
        with np.errstate(invalid="ignore"):
            moved = np.asarray(adjusted(p) <= FALSE)
        near = np.abs(np.nan_to_num(there) - shift).max(axis=1, initial=0.0) < CLOSE
        if turn == ROUNDS - 1 or moved.all() or near[moved | shift.any(axis=1)].all():
            break
        mine = left.own - np.einsum("mk,mkp->mp", step, left.tie)
        own = np.where(moved[:, None], own + _slope_first(mine), 0.0)
        shift = np.where(moved[:, None], np.nan_to_num(there), 0.0)
    applied = _steep(found.a + own[:, 0])[:, None] * shift
    return Shifts(there, covariance, p, moved, counts, applied, cut, curves, people)


def _slope_first(own: Floats) -> Floats:
    """Slope and intercept, (m, 2), of what an item’s own parameters move by (m, 0 to 3)."""
    none = np.zeros(len(own))
    fitted = own.shape[1]
    intercept, slope = own[:, 0] if fitted else none, own[:, 1] if fitted > 1 else none
    return np.column_stack([slope, intercept])


def _moved(found: Calibration, shift: Floats, own: Floats) -> Calibration:
    """Every item once a group, its difficulty moved by its shift there."""
    many = shift.shape[1] + 1
    every = np.concatenate([np.zeros((len(shift), 1)), shift], axis=1)
    a, c = np.repeat(found.a + own[:, 0], many), np.repeat(found.c, many)
    d = np.repeat(found.d + own[:, 1], many) - _steep(a) * every.ravel()
    return replace(found, a=a, c=c, d=d)


def _steep(a: Floats) -> Floats:
    return np.maximum(np.nan_to_num(a, nan=1.0), LEAST_SLOPE)


def _look(
    cut: Seen, curves: Curves, people: People, steep: Floats, counts: Ints
) -> tuple[Leftover, Floats]:
    """What is left over in the direction of a shift, and the covariance of the step that
    follows, (m, k, k)."""
    items, many = counts.shape
    of = np.tile(np.arange(many), items)
    here = (of == np.arange(1, many)[:, None])[:, :, None]
    bend = -np.repeat(steep, many)[:, None] * curves.share
    tables = residual_tables(curves.p, np.where(here, bend, 0.0))
    owner = np.repeat(np.arange(items), many)
    left = leftover(cut, curves, people, tables, owner=owner, fitted_laws=True)
    covariance = np.full(left.variance.shape, np.nan)
    known = curves.known.reshape(items, many)[:, 0] > 0
    enough = counts >= LEAST_ANSWERS
    for item in np.flatnonzero(known & enough[:, 0]):
        use = np.flatnonzero(enough[item, 1:])
        block = left.variance[item][np.ix_(use, use)]
        if len(use) and np.linalg.eigvalsh(block)[0] > 1e-6:
            covariance[item][np.ix_(use, use)] = np.linalg.inv(block)
    return left, covariance


def _p(shift: Floats, covariance: Floats) -> Floats:
    """That no shift of an item is other than 0, (m,)."""
    chi, df = np.full(len(shift), np.nan), np.zeros(len(shift), dtype=np.int64)
    for item in np.flatnonzero(np.isfinite(shift).any(axis=1)):
        use = np.isfinite(shift[item])
        far = shift[item, use]
        chi[item] = far @ np.linalg.solve(covariance[item][np.ix_(use, use)], far)
        df[item] = use.sum()
    return above(chi, df)
