"""What is believed of one learner, and its stored form."""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass

import numpy as np

from adaptive.evidence import RECORD, RETENU, Evidence, no_evidence
from adaptive.gaussian import Floats
from adaptive.parameters import Parameters

# The fold itself rounds mean and covariance to float32 each time seq passes a multiple of this,
# so a checkpoint written there loses nothing: folding from it gives the same bits.
CHECKPOINT_EVERY = 16
NO_SITTING = -1

_HEAD = struct.Struct("<8s16sdqqI")
_MAGIC = b"PALIERC1"


@dataclass(frozen=True, eq=False)
class State:
    """The Gaussian over n skills at time ``at`` (days), and the direct evidence of each.

    ``mean`` (n,) and ``cov`` (n, n), logits; ``seq`` the last observation folded, ``sitting``
    the last sitting. ``rounded`` says that every number fits in float32: a checkpoint may be
    written. Arrays are not writeable.
    """

    mean: Floats
    cov: Floats
    at: float
    seq: int
    sitting: int
    evidence: Evidence
    rounded: bool

    @property
    def sd(self) -> Floats:
        """Standard deviation of each skill at ``self.at``, (n,)."""
        return np.asarray(np.sqrt(np.maximum(np.diagonal(self.cov), 0.0)), dtype=np.float64)


def prior(parameters: Parameters, at: float) -> State:
    """The state of a learner of whom nothing is known, at time ``at`` (days).

    :raises ValueError: ``at`` is not finite.
    """
    if not np.isfinite(at):
        raise ValueError(f"at: {at} is not a finite number")
    evidence = no_evidence(len(parameters))
    return frozen(
        in_float32(parameters.mean0),
        in_float32(parameters.cov0),
        at,
        0,
        NO_SITTING,
        evidence,
        True,
    )


def frozen(
    mean: Floats,
    cov: Floats,
    at: float,
    seq: int,
    sitting: int,
    evidence: Evidence,
    rounded: bool,
) -> State:
    """A state that owns these arrays: they are made read-only, not copied."""
    mean.flags.writeable = False
    cov.flags.writeable = False
    evidence.flags.writeable = False
    return State(mean, cov, at, seq, sitting, evidence, rounded)


def in_float32(array: Floats) -> Floats:
    """The array rounded to what float32 can hold, still in float64."""
    return array.astype(np.float32).astype(np.float64)


def to_checkpoint(parameters: Parameters, state: State) -> bytes:
    """The state as bytes: 52 + 40·n + 2n(n + 3) of them (about 83 KB for 192 skills).

    The upper triangle is packed in float32.

    :raises ValueError: ``state.rounded`` is false: this state would lose digits. The state is
        rounded after each observation whose seq passes a multiple of ``CHECKPOINT_EVERY``.
    """
    if not state.rounded:
        raise ValueError(f"state: not at a checkpoint (seq {state.seq})")
    n = len(state.mean)
    version = parameters.version.encode()
    head = _HEAD.pack(_MAGIC, version, state.at, state.seq, state.sitting, n)
    upper = state.cov[np.triu_indices(n)].astype("<f4")
    return (
        head + state.mean.astype("<f4").tobytes() + upper.tobytes() + state.evidence.tobytes()
    )


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
    cov = np.zeros((n, n))
    rows, columns = np.triu_indices(n)
    cov[rows, columns] = values[n:]
    cov[columns, rows] = values[n:]
    return frozen(values[:n].astype(np.float64), cov, at, seq, sitting, evidence, True)
