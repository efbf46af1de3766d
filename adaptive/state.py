"""What is believed of one learner, and its stored form."""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from adaptive.evidence import RECORD, RETENU, Evidence, no_evidence
from adaptive.gaussian import Floats, Singles
from adaptive.parameters import Parameters

# How often a checkpoint is written: what it costs to read a learner is at most this many
# observations folded. Any state makes one: all it believes is held in float32.
CHECKPOINT_EVERY = 16
NO_SITTING = -1

_HEAD = struct.Struct("<8s16sdqqI")
_MAGIC = b"PALIERC1"


@dataclass(frozen=True, eq=False)
class State:
    """The Gaussian over n skills at time ``at`` (days), and the direct evidence of each.

    ``mean`` (n,) and ``cov`` (n, n), logits, float32; ``seq`` the last observation folded,
    ``sitting`` the last sitting. Arrays are not writeable.
    """

    mean: Singles
    cov: Singles
    at: float
    seq: int
    sitting: int
    evidence: Evidence

    @property
    def sd(self) -> Floats:
        """Standard deviation of each skill at ``self.at``, (n,)."""
        variance = np.diagonal(self.cov).astype(np.float64)
        return np.asarray(np.sqrt(np.maximum(variance, 0.0)), dtype=np.float64)


def prior(parameters: Parameters, at: float) -> State:
    """The state of a learner of whom nothing is known, at time ``at`` (days).

    :raises ValueError: ``at`` is not finite.
    """
    if not np.isfinite(at):
        raise ValueError(f"at: {at} is not a finite number")
    evidence = no_evidence(len(parameters))
    mean, cov = parameters.mean0.astype(np.float32), parameters.cov0.astype(np.float32)
    return frozen(mean, cov, at, 0, NO_SITTING, evidence)


def frozen(
    mean: Singles, cov: Singles, at: float, seq: int, sitting: int, evidence: Evidence
) -> State:
    """A state that owns these arrays: they are made read-only, not copied."""
    mean.setflags(write=False)
    cov.setflags(write=False)
    evidence.setflags(write=False)
    return State(mean, cov, at, seq, sitting, evidence)


def to_checkpoint(parameters: Parameters, state: State) -> bytes:
    """The state as bytes: 52 + 40·n + 2n(n + 3) of them (about 83 KB for 192 skills).

    Nothing is lost: what is believed is held in float32 all along.
    """
    n = len(state.mean)
    version = parameters.version.encode()
    head = _HEAD.pack(_MAGIC, version, state.at, state.seq, state.sitting, n)
    values = np.concatenate((state.mean, state.cov[_upper(n)])).astype("<f4", copy=False)
    return head + values.tobytes() + state.evidence.tobytes()


def from_checkpoint(parameters: Parameters, data: bytes) -> State:
    """The state that ``to_checkpoint`` wrote, bit for bit.

    :raises ValueError: not a checkpoint, cut short, or of another parameter set.
    """
    if len(data) < _HEAD.size or not data.startswith(_MAGIC):
        raise ValueError("data: not a checkpoint of this version")
    _, version, at, seq, sitting, n = _HEAD.unpack_from(data)
    if version != parameters.version.encode() or n != len(parameters):
        raise ValueError("data: a checkpoint of another parameter set")
    triangle = n * (n + 1) // 2
    if len(data) != _HEAD.size + 4 * (n + triangle) + RECORD.itemsize * n:
        raise ValueError("data: cut short or too long")
    values = np.frombuffer(data, dtype="<f4", count=n + triangle, offset=_HEAD.size)
    start = _HEAD.size + 4 * (n + triangle)
    evidence = np.frombuffer(data, dtype=RECORD, offset=start).copy()
    sound = np.isfinite(values).all() and np.isfinite(evidence["success_at"]).all()
    if not (sound and math.isfinite(at) and evidence["stage"].max() <= RETENU):
        raise ValueError("data: a number out of range")
    cov = np.empty((n, n), dtype=np.float32)
    upper = _upper(n)
    cov[upper] = values[n:]
    cov.T[upper] = values[n:]
    return frozen(values[:n].astype(np.float32), cov, at, seq, sitting, evidence)


@cache
def _upper(n: int) -> NDArray[np.bool_]:
    """Where the upper triangle of an (n, n) matrix is."""
    upper = np.triu(np.ones((n, n), dtype=np.bool_))
    upper.flags.writeable = False
    return upper
