"""Levels: what screens, reports and the choice read of a state, decayed to a moment.

Four questions, never mixed: how high (``band``), how sure (``certainty``), what is proved
(``stage``, by the rules of ``evidence``), and what needs seeing again (``review``).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adaptive.domain import DomainLevel as DomainLevel
from adaptive.domain import domain_level as domain_level
from adaptive.domain import shared_correlation
from adaptive.evidence import ACQUIS, NONE, PRESUMED, RETENTION_DAYS, RETENU
from adaptive.filter import FORGETTING
from adaptive.gaussian import COARSE_NODES, COARSE_WEIGHTS, Floats, cdf, logistic, logit
from adaptive.parameters import THRESHOLD_SUCCESS, Parameters
from adaptive.state import State

# À découvrir under .40, en route under .60, presque under .75, y est from the threshold on.
BAND_EDGES = (0.40, 0.60, THRESHOLD_SUCCESS)
SURE, LIKELY = 0.80, 0.50
DIRECT_NEEDED = 3
REVIEW_SUCCESS = 0.85
# A skill just acquis is predicted near .82: without a delay it would be "à revoir" the same
# minute. Days since the last right answer before it can be, by stage.
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
_NODES, _WEIGHTS = COARSE_NODES[:, None], COARSE_WEIGHTS[:, None]


@dataclass(frozen=True, eq=False)
class Levels:
    """Levels of n skills at time ``at`` (days). Every array is (n,), except ``shared``.

    ``p_success``: chance of success on an ordinary exercise of the skill (a = 1, no chance, no
    slip), over the uncertainty. ``p_above``: P(θ > t). ``band`` 0 to 3: the band that contains
    the mean, by BAND_EDGES; ``band_probability``: that the true value is in it. ``certainty``:
    "s" sure, "m" to confirm, "f" first estimate (also with fewer than 3 different exercises).
    ``direct_count``: different instances answered, up to 3; ``answers``: direct answers in all.
    ``stage``: 0 none, 1 acquis, 2 retenu. ``shared`` (domains,): mean correlation in a domain.
    """

    at: float
    seq: int
    mean: Floats
    sd: Floats
    p_success: Floats
    p_above: Floats
    stage: NDArray[np.int8]
    presumed: NDArray[np.bool_]
    review: NDArray[np.bool_]
    direct_count: NDArray[np.int64]
    answers: NDArray[np.int64]
    success_at: Floats
    band: NDArray[np.int8]
    band_probability: Floats
    certainty: NDArray[np.str_]
    shared: Floats


def levels(parameters: Parameters, state: State, at: float) -> Levels:
    """Levels of every skill, decayed from ``state.at`` to ``at`` (days; an earlier one counts
    as ``state.at``)."""
    return _current(parameters, state, at, shared_correlation(parameters, state.cov))


def skill_levels(parameters: Parameters, state: State, at: float) -> Levels:
    """``levels`` without ``shared`` (zeros): faster, for the choice of exercises."""
    return _current(parameters, state, at, np.zeros(len(parameters.domains)))


def presume(parameters: Parameters, state: State, at: float) -> NDArray[np.bool_]:
    """Which skills are présumés, (n,): P(θ > t) ≥ .90 at time ``at``, by whatever evidence."""
    return skill_levels(parameters, state, at).presumed


def pack_levels(parameters: Parameters, now: Levels) -> bytes:
    """Levels as bytes for one row per learner: 48 + 16·n + 4·domains (about 3 KB)."""
    rows = np.zeros(len(parameters), dtype=_ROW)
    for name in ("mean", "sd", "success_at", "answers", "stage"):
        rows[name] = getattr(now, name)
    rows["direct"] = now.direct_count
    version = parameters.version.encode()
    counts = (len(now.mean), len(now.shared))
    head = _HEAD.pack(_MAGIC, version, now.at, now.seq, *counts)
    return head + rows.tobytes() + now.shared.astype("<f4").tobytes()


def unpack_levels(parameters: Parameters, data: bytes, at: float | None = None) -> Levels:
    """The levels packed, decayed to ``at`` (default: as packed). float32 in mean and sd.

    :raises ValueError: not packed levels, cut short, or of another parameter set.
    """
    if len(data) < _HEAD.size or not data.startswith(_MAGIC):
        raise ValueError("data: not packed levels of this version")
    _, version, since, seq, n, domains = _HEAD.unpack_from(data)
    if version.decode() != parameters.version or n != len(parameters):
        raise ValueError("data: levels of another parameter set")
    if len(data) != _HEAD.size + _ROW.itemsize * n + 4 * domains:
        raise ValueError("data: cut short or too long")
    rows = np.frombuffer(data, dtype=_ROW, count=n, offset=_HEAD.size)
    shared = np.frombuffer(data, dtype="<f4", offset=_HEAD.size + _ROW.itemsize * n)
    mean, sd = rows["mean"].astype(np.float64), rows["sd"].astype(np.float64)
    until = since if at is None else max(at, since)
    return _derive(parameters, mean, sd, rows, shared.astype(np.float64), (since, until), seq)


def _current(parameters: Parameters, state: State, at: float, shared: Floats) -> Levels:
    rows = np.zeros(len(parameters), dtype=_ROW)
    rows["stage"] = state.evidence["stage"]
    rows["answers"] = state.evidence["answers"]
    rows["direct"] = np.count_nonzero(state.evidence["seen"], axis=1)
    rows["success_at"] = state.evidence["success_at"]
    times = (state.at, max(at, state.at))
    return _derive(parameters, state.mean, state.sd, rows, shared, times, state.seq)


def _derive(
    parameters: Parameters,
    mean: Floats,
    sd: Floats,
    rows: NDArray[np.void],
    shared: Floats,
    times: tuple[float, float],
    seq: int,
) -> Levels:
    since, at = times
    stage = rows["stage"].astype(np.int8)
    mean, sd = _decayed(parameters, mean, sd, stage, at - since)
    p_above = 1.0 - cdf((parameters.threshold - mean) / sd)
    p_success = ordinary_success(mean - parameters.difficulty, sd)
    band, q = _bands(mean - parameters.difficulty, sd)
    direct = rows["direct"].astype(np.int64)
    sure = np.where(q >= SURE, "s", np.where(q >= LIKELY, "m", "f"))
    success_at = rows["success_at"].astype(np.float64)
    return Levels(
        at=at,
        seq=seq,
        mean=mean,
        sd=sd,
        p_success=p_success,
        p_above=p_above,
        stage=stage,
        presumed=p_above >= PRESUMED,
        review=_due(stage, at - success_at) & (p_success < REVIEW_SUCCESS),
        direct_count=direct,
        answers=rows["answers"].astype(np.int64),
        success_at=success_at,
        band=band,
        band_probability=q,
        certainty=np.where(direct < DIRECT_NEEDED, "f", sure),
        shared=shared,
    )


def _decayed(
    parameters: Parameters, mean: Floats, sd: Floats, stage: NDArray[np.int8], days: float
) -> tuple[Floats, Floats]:
    """Mean and sd after ``days``: the diagonal of ``filter.advance`` needs no other row."""
    kept = np.exp(-parameters.rate * FORGETTING[stage] * days)
    variance = kept**2 * sd**2 + np.diagonal(parameters.cov0) * (1.0 - kept**2)
    return parameters.mean0 + kept * (mean - parameters.mean0), np.sqrt(
        np.maximum(variance, 1e-12)
    )


def ordinary_success(lead: Floats, sd: Floats) -> Floats:
    """E[σ(lead + sd·z)], same shape: success on an ordinary exercise, ability uncertain."""
    p = (_WEIGHTS * logistic(lead + sd * _NODES)).sum(axis=0)
    return np.asarray(p, dtype=np.float64)


def _bands(lead: Floats, sd: Floats) -> tuple[NDArray[np.int8], Floats]:
    edges = np.array([logit(p) for p in BAND_EDGES])
    band = np.searchsorted(edges, lead, side="right")
    walls = np.concatenate(([-np.inf], edges, [np.inf]))
    q = cdf((walls[band + 1] - lead) / sd) - cdf((walls[band] - lead) / sd)
    return band.astype(np.int8), q


def _due(stage: NDArray[np.int8], days_since: Floats) -> NDArray[np.bool_]:
    delay = np.array([np.inf, REVIEW_DELAY_DAYS[ACQUIS], REVIEW_DELAY_DAYS[RETENU]])
    return np.asarray((stage > NONE) & (days_since >= delay[stage]), dtype=np.bool_)
