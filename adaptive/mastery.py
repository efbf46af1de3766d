"""Levels: what screens, reports and the choice read of a state, decayed to a moment.

Four questions, never mixed: how high (``band``), how sure (``certainty``), what is proved
(``stage``, by the rules of ``evidence``), and what needs seeing again (``review``).
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adaptive.credit import credited
from adaptive.domain import DomainLevel as DomainLevel
from adaptive.domain import domain_level as domain_level
from adaptive.domain import shared_correlation
from adaptive.evidence import ACQUIS, NONE, PRESUMED, RETENTION_DAYS, RETENU
from adaptive.filter import FORGETTING
from adaptive.gaussian import (
    COARSE_NODES,
    COARSE_WEIGHTS,
    Floats,
    Reals,
    cdf,
    logistic,
    logit,
)
from adaptive.parameters import THRESHOLD_SUCCESS, Parameters
from adaptive.state import State

# À découvrir under .40, en route under .60, presque under .75, y est from the threshold on.
BAND_EDGES = (0.40, 0.60, THRESHOLD_SUCCESS)
# Four bands: .25 says nothing. A middle band is .7 to .8 logits wide, so that a value in it has
# q near .38 while sd is .8: "première estimation" is for fewer than three exercises or no idea.
SURE, LIKELY = 0.80, 0.30
DIRECT_NEEDED = 3
REVIEW_SUCCESS = 0.85
# A skill just acquis is predicted near .82: without a delay it would be "à revoir" the same
# minute. Days since the last right answer, or since what one on a skill that stands on it
# counts for (``credit``), before it can be, by stage.
REVIEW_DELAY_DAYS = {ACQUIS: float(RETENTION_DAYS), RETENU: 4.0 * RETENTION_DAYS}

_HEAD = struct.Struct("<8s16sdqII")
_MAGIC = b"PALIERL1"
_ROW = np.dtype(
    [
        ("mean", "<f4"),
        ("sd", "<f4"),
        ("success_at", "<f4"),
        ("answers", "<u2"),
        ("direct", "u1"),
        ("stage", "u1"),
    ]
)
_DELAYS = np.array([np.inf, REVIEW_DELAY_DAYS[ACQUIS], REVIEW_DELAY_DAYS[RETENU]])
_EDGES = np.array([-np.inf, *map(logit, BAND_EDGES), np.inf])
_NODES, _WEIGHTS = COARSE_NODES[:, None], COARSE_WEIGHTS[:, None]


@dataclass(frozen=True, eq=False)
class Standing:
    """What the choice reads, decayed to ``at`` (days). n skills, every array (n,).

    ``p_above``: P(θ > t); ``presumed``: at least .90; ``stage``: 0 none, 1 acquis, 2 retenu;
    ``review``: à revoir, implicit reviews counted; ``answers``: direct answers in all;
    ``success_at``: time of the last right one, days (0 before one).
    """

    at: float
    seq: int
    mean: Floats
    sd: Floats
    p_above: Floats
    stage: NDArray[np.int8]
    presumed: NDArray[np.bool_]
    review: NDArray[np.bool_]
    answers: NDArray[np.int64]
    success_at: Floats


@dataclass(frozen=True, eq=False)
class Levels(Standing):
    """What screens read besides. Every array is (n,), except ``shared``.

    ``p_success``: chance of success on an ordinary exercise of the skill (a = 1, no chance, no
    slip), over the uncertainty. ``band`` 0 to 3: the one that contains the mean, by BAND_EDGES;
    ``band_probability``: that the true value is in it. ``certainty``: "s" sure, "m" to confirm,
    "f" first estimate (also with fewer than 3 different exercises). ``direct_count``: different
    instances answered, up to 3. ``shared`` (domains,): mean correlation within a domain.
    """

    p_success: Floats
    direct_count: NDArray[np.int64]
    band: NDArray[np.int8]
    band_probability: Floats
    certainty: NDArray[np.str_]
    shared: Floats


def standing(parameters: Parameters, state: State, at: float) -> Standing:
    """Where a learner stands at ``at`` (days; a time before ``state.at`` counts as it).

    :raises ValueError: ``at`` is not finite.
    """
    _check_time(at)
    times = (state.at, max(at, state.at))
    return _standing(parameters, state.mean, state.sd, state.evidence, times, state.seq)


def levels(parameters: Parameters, state: State, at: float) -> Levels:
    """Levels of every skill at ``at`` (days; a time before ``state.at`` counts as it).

    :raises ValueError: ``at`` is not finite.
    """
    direct = (state.evidence["seen"] != 0).sum(axis=1)
    now = standing(parameters, state, at)
    return _levels(parameters, now, direct, shared_correlation(parameters, state.cov))


def presume(parameters: Parameters, state: State, at: float) -> NDArray[np.bool_]:
    """Which skills are présumés, (n,): P(θ > t) ≥ .90 at time ``at``, by whatever evidence."""
    return standing(parameters, state, at).presumed


def pack_levels(parameters: Parameters, state: State) -> bytes:
    """What ``levels`` needs of a state, as bytes: 48 + 16·n + 4·domains (about 3 KB).

    At the state's own time; ``unpack_levels`` decays. Cheaper than the levels themselves, since
    it is written after every answer and read when somebody looks.
    """
    rows = np.zeros(len(parameters), dtype=_ROW)
    rows["mean"], rows["sd"] = state.mean, state.sd
    for name in ("success_at", "answers", "stage"):
        rows[name] = state.evidence[name]
    rows["direct"] = (state.evidence["seen"] != 0).sum(axis=1)
    shared = shared_correlation(parameters, state.cov)
    version = parameters.version.encode()
    head = _HEAD.pack(_MAGIC, version, state.at, state.seq, len(rows), len(shared))
    return head + rows.tobytes() + shared.astype("<f4").tobytes()


def unpack_levels(parameters: Parameters, data: bytes, at: float | None = None) -> Levels:
    """The levels packed, decayed to ``at`` (default: as packed). float32 in mean and sd.

    :raises ValueError: not packed levels, cut short, or of another parameter set; ``at`` is not
        finite.
    """
    if len(data) < _HEAD.size or not data.startswith(_MAGIC):
        raise ValueError("data: not packed levels of this version")
    _, version, since, seq, n, domains = _HEAD.unpack_from(data)
    if version != parameters.version.encode() or n != len(parameters):
        raise ValueError("data: levels of another parameter set")
    if len(data) != _HEAD.size + _ROW.itemsize * n + 4 * domains:
        raise ValueError("data: cut short or too long")
    if at is not None:
        _check_time(at)
    rows = np.frombuffer(data, dtype=_ROW, count=n, offset=_HEAD.size)
    shared = np.frombuffer(data, dtype="<f4", offset=_HEAD.size + _ROW.itemsize * n)
    numbers = (np.array(since), shared, rows["mean"], rows["sd"], rows["success_at"])
    if not all(np.isfinite(some).all() for some in numbers) or rows["stage"].max() > RETENU:
        raise ValueError("data: a number out of range")
    days = 0.0 if at is None else max(at - since, 0.0)
    was = rows["mean"].astype(np.float64), rows["sd"].astype(np.float64)
    now = _standing(parameters, *was, rows, (since, since + days), seq)
    return _levels(parameters, now, rows["direct"], shared.astype(np.float64))


def _check_time(at: float) -> None:
    if not math.isfinite(at):
        raise ValueError(f"at: {at} is not a finite number")


def _standing(
    parameters: Parameters,
    mean: Reals,
    sd: Floats,
    rows: NDArray[np.void],  # evidence, or what pack_levels wrote: the same names
    times: tuple[float, float],
    seq: int,
) -> Standing:
    since, at = times
    stage = rows["stage"].astype(np.int8)
    success_at = rows["success_at"].astype(np.float64)
    mean, sd = _decayed(parameters, mean, sd, stage, at - since)
    p_above = cdf((mean - parameters.threshold) / sd)
    return Standing(
        at=at,
        seq=seq,
        mean=mean,
        sd=sd,
        p_above=p_above,
        stage=stage,
        presumed=p_above >= PRESUMED,
        review=_review(parameters, mean, sd, stage, success_at, at),
        answers=rows["answers"].astype(np.int64),
        success_at=success_at,
    )


def ordinary_success(lead: Floats, sd: Floats) -> Floats:
    """E[σ(lead + sd·z)], same shape: success on an ordinary exercise, ability uncertain."""
    p = (_WEIGHTS * logistic(lead + sd * _NODES)).sum(axis=0)
    return np.asarray(p, dtype=np.float64)


def _levels(
    parameters: Parameters, now: Standing, direct: NDArray[np.int64], shared: Floats
) -> Levels:
    lead = now.mean - parameters.difficulty
    band = np.searchsorted(_EDGES[1:-1], lead, side="right")
    walls = np.stack((_EDGES[band + 1], _EDGES[band]))
    above, below = cdf((walls - lead) / now.sd)
    q = above - below
    sure = np.where(q >= SURE, "s", np.where(q >= LIKELY, "m", "f"))
    return Levels(
        **vars(now),
        p_success=ordinary_success(lead, now.sd),
        direct_count=direct.astype(np.int64),
        band=band.astype(np.int8),
        band_probability=q,
        certainty=np.where(direct < DIRECT_NEEDED, "f", sure),
        shared=shared,
    )


def _decayed(
    parameters: Parameters, mean: Reals, sd: Floats, stage: NDArray[np.int8], days: float
) -> tuple[Floats, Floats]:
    """Mean and sd after ``days``: the diagonal of ``filter.advance`` needs no other row."""
    kept = np.exp(-parameters.rate * FORGETTING[stage] * days)
    variance = kept**2 * sd**2 + np.diagonal(parameters.cov0) * (1.0 - kept**2)
    faded = parameters.mean0 + kept * (mean - parameters.mean0)
    return faded, np.sqrt(np.maximum(variance, 1e-12))


def _review(
    parameters: Parameters,
    mean: Floats,
    sd: Floats,
    stage: NDArray[np.int8],
    success_at: Floats,
    at: float,
) -> NDArray[np.bool_]:
    """Proved, predicted under .85, and long enough since the last success or implicit review.

    The cheapest question first, on fewer and fewer skills: the choice asks it at each answer.
    """
    due = np.zeros(len(mean), dtype=np.bool_)
    some = np.flatnonzero((stage > NONE) & (at - success_at >= _DELAYS[stage]))
    if len(some) == 0:
        return due
    lead = mean[some] - parameters.difficulty[some]
    some = some[ordinary_success(lead, sd[some]) < REVIEW_SUCCESS]
    if len(some):
        since = at - credited(parameters, success_at)[some]
        due[some] = since >= _DELAYS[stage[some]]
    return due
