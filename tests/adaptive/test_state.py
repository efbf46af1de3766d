from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from adaptive.filter import fold
from adaptive.observation import Observation
from adaptive.parameters import Parameters, Skill, build_parameters
from adaptive.state import State, from_checkpoint, prior, to_checkpoint

Answer = Callable[..., Observation]


def test_a_checkpoint_is_small(real: Parameters, answer: Answer) -> None:
    log = [answer(seq, seq % len(real), float(seq % 2)) for seq in range(1, 33)]
    state, _ = fold(real, prior(real, 0.0), log)
    n = len(real)
    assert len(to_checkpoint(real, state)) <= 2 * n * (n + 3) + 8192


def test_a_checkpoint_of_something_else_is_refused(parameters: Parameters) -> None:
    data = to_checkpoint(parameters, prior(parameters, 0.0))
    other = build_parameters([Skill("a", "maths", "m", 0.0)])
    with pytest.raises(ValueError, match="another parameter set"):
        from_checkpoint(other, data)
    with pytest.raises(ValueError, match="cut short"):
        from_checkpoint(parameters, data[:-1])
    for junk in (b"", b"x" * 200):
        with pytest.raises(ValueError, match="not a checkpoint"):
            from_checkpoint(parameters, junk)


def test_a_state_cannot_be_written(
    parameters: Parameters, succeed: Callable[..., State]
) -> None:
    state = succeed(parameters, prior(parameters, 0.0), 0)
    for array in (state.mean, state.cov, state.evidence["stage"]):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_the_prior_is_the_prior(parameters: Parameters) -> None:
    state = prior(parameters, 12.5)
    assert (state.at, state.seq) == (12.5, 0)
    np.testing.assert_allclose(state.cov, parameters.cov0, atol=1e-6)
    for at in (math.nan, math.inf):
        with pytest.raises(ValueError, match="at"):
            prior(parameters, at)
