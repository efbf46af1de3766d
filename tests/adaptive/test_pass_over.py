"""A number of the log that tells nothing: what an answer taken back leaves in the fold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adaptive.filter import fold, observe, pass_over
from adaptive.observation import Observation
from adaptive.parameters import Parameters
from adaptive.state import State, from_checkpoint, prior, to_checkpoint

Answer = Callable[..., Observation]
# Of each number of the log: None for nothing told, or (skill, score) of an answer.
logs = st.lists(
    st.none() | st.tuples(st.integers(0, 5), st.sampled_from([0.0, 0.5, 1.0])),
    min_size=1,
    max_size=40,
)


def _through(
    parameters: Parameters, answer: Answer, log: list[tuple[int, float] | None], first: int = 1
) -> Callable[[State], State]:
    def go(state: State) -> State:
        for seq, told in enumerate(log, first):
            if told is None:
                state = pass_over(state, seq)
            else:
                state, _ = observe(parameters, state, answer(seq, *told))
        return state

    return go


@given(log=logs)
def test_what_is_passed_over_only_moves_the_number(
    parameters: Parameters,
    answer: Answer,
    same: Callable[[State, State], bool],
    log: list[tuple[int, float] | None],
) -> None:
    """The belief is that of the log without it, bit for bit."""
    state = _through(parameters, answer, log)(prior(parameters, 0.0))
    told = [answer(seq, *one) for seq, one in enumerate(log, 1) if one is not None]
    edited, _ = fold(parameters, prior(parameters, 0.0), told)
    assert state.seq == len(log)
    assert same(state, replace(edited, seq=state.seq))


@given(log=logs, more=logs)
def test_a_checkpoint_where_nothing_was_told_gives_the_same_bits(
    parameters: Parameters,
    answer: Answer,
    same: Callable[[State, State], bool],
    log: list[tuple[int, float] | None],
    more: list[tuple[int, float] | None],
) -> None:
    state = _through(parameters, answer, log)(prior(parameters, 0.0))
    kept = from_checkpoint(parameters, to_checkpoint(parameters, state))
    assert same(kept, state)
    on = _through(parameters, answer, more, len(log) + 1)
    assert same(on(kept), on(state))


def test_numbers_only_go_up(parameters: Parameters, answer: Answer) -> None:
    state, _ = observe(parameters, prior(parameters, 0.0), answer(3, 0, 1.0))
    for seq in (3, 2):
        with pytest.raises(ValueError, match="seq: "):
            pass_over(state, seq)
