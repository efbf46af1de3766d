from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adaptive.filter import advance, fold, observe
from adaptive.observation import Observation, helped_weight
from adaptive.parameters import Hyper, Parameters, Skill, build_parameters
from adaptive.state import State, from_checkpoint, prior, to_checkpoint

Answer = Callable[..., Observation]
Same = Callable[[State, State], bool]

N = 6
ITEMS = {
    "a": st.floats(0.2, 3.0),
    "b": st.floats(-4.0, 4.0),
    "b_var": st.floats(0.0, 1.0),
    "c": st.sampled_from([0.0, 0.25, 0.5]),
    "u": st.sampled_from([0.9, 0.98, 1.0]),
    "weight": st.floats(0.05, 1.0),
}
item = st.fixed_dictionaries(ITEMS)
seen = st.fixed_dictionaries(
    {
        **ITEMS,
        "skill": st.integers(0, N - 1),
        "score": st.sampled_from([0.0, 0.3, 0.5, 1.0]),
        "aided": st.booleans(),
        "practised": st.booleans(),
        "variant": st.integers(1, 5),
        "days": st.sampled_from([0.0, 0.01, 1.0, 40.0]),
    }
)


def _log(answer: Answer, drawn: list[dict[str, float]]) -> list[Observation]:
    log: list[Observation] = []
    at, sitting = 0.0, 0
    for seq, one in enumerate(drawn, start=1):
        other = {**one}
        at += other.pop("days")
        sitting += one["days"] >= 1.0
        skill, score = int(other.pop("skill")), other.pop("score")
        log.append(answer(seq, skill, score, **other, at=at, day=int(at), sitting=sitting))
    return log


@given(
    before=st.lists(seen, max_size=8),
    one=item,
    skill=st.integers(0, N - 1),
    learns=st.booleans(),
)
def test_right_never_lowers_and_wrong_never_raises_the_skill(
    parameters: Parameters,
    answer: Answer,
    before: list[dict[str, float]],
    one: dict[str, float],
    skill: int,
    learns: bool,
) -> None:
    state, _ = fold(parameters, prior(parameters, 0.0), _log(answer, before))
    seq = state.seq + 1
    at = {"at": state.at, "sitting": max(state.sitting, 0), "practised": learns}
    # A sitting that opens moves levels too: not the answer's doing, so it is done before.
    state = advance(parameters, state, state.at + 0.001)
    right, _ = observe(parameters, state, answer(seq, skill, 1.0, **one, **at))
    wrong, _ = observe(parameters, state, answer(seq, skill, 0.0, **one, **at))
    assert right.mean[skill] >= state.mean[skill]
    assert wrong.mean[skill] <= state.mean[skill]


@given(drawn=st.lists(seen, max_size=40))
@settings(max_examples=40)
def test_the_covariance_stays_a_covariance(
    parameters: Parameters, answer: Answer, drawn: list[dict[str, float]]
) -> None:
    state, _ = fold(parameters, prior(parameters, 0.0), _log(answer, drawn))
    assert (state.cov == state.cov.T).all()
    assert np.linalg.eigvalsh(state.cov)[0] > 0.0
    assert np.isfinite(state.mean).all()


@given(drawn=st.lists(seen, min_size=1, max_size=40), cut=st.integers(0, 40))
@settings(max_examples=20)
def test_folding_on_from_any_checkpoint_gives_the_same_bits(
    parameters: Parameters, answer: Answer, same: Same, drawn: list[dict[str, float]], cut: int
) -> None:
    log = _log(answer, drawn)
    whole, events = fold(parameters, prior(parameters, 0.0), log)
    saved = min(cut, len(log))
    part, first = fold(parameters, prior(parameters, 0.0), log[:saved])
    back = from_checkpoint(parameters, to_checkpoint(parameters, part))
    assert same(back, part)
    rest, then = fold(parameters, back, log[saved:])
    assert same(rest, whole)
    assert first + then == events


def test_any_state_makes_a_checkpoint(
    parameters: Parameters, answer: Answer, same: Same
) -> None:
    log = [answer(seq, 0, 1.0) for seq in (14, 15, 17, 18)]
    states = [prior(parameters, 0.0)]
    for one in log:
        states.append(observe(parameters, states[-1], one)[0])
    for state, one, after in zip(states, log, states[1:], strict=False):
        back = from_checkpoint(parameters, to_checkpoint(parameters, state))
        assert same(back, state)
        assert same(observe(parameters, back, one)[0], after)


def test_one_answer_moves_every_skill_the_near_ones_most(
    parameters: Parameters, answer: Answer
) -> None:
    at = parameters.index
    before = prior(parameters, 0.0)
    after, _ = observe(parameters, before, answer(1, at["b"], 1.0, practised=False))
    gain = after.mean - before.mean
    assert gain[at["b"]] > gain[at["a"]] > gain[at["d"]] > gain[at["e"]] > 0.0
    assert (after.sd < before.sd).all()


def test_i_do_not_know_yet_is_no_slip(parameters: Parameters, answer: Answer) -> None:
    """Of a good learner, a wrong answer may be a slip; "je ne sais pas encore" is not."""
    before = prior(parameters, 0.0)
    easy = {"b": -3.0, "practised": False}
    slip, _ = observe(parameters, before, answer(1, 0, 0.0, **easy, u=0.98))
    unknown, _ = observe(parameters, before, answer(1, 0, 0.0, **easy, u=1.0))
    assert unknown.mean[0] < slip.mean[0] < before.mean[0]


def test_help_and_chance_make_a_right_answer_say_less(
    parameters: Parameters, answer: Answer
) -> None:
    before = prior(parameters, 0.0)

    def level(**item: float) -> float:
        state, _ = observe(parameters, before, answer(1, 0, 1.0, practised=False, **item))
        return float(state.mean[0])

    levels = [level(weight=helped_weight(1.0, hints)) for hints in range(4)]
    assert levels == sorted(levels, reverse=True)
    assert levels[0] > level(c=0.25) > level(c=0.5)
    assert levels[0] > level(b_var=1.0)


def test_weight_zero_carries_no_information(parameters: Parameters, answer: Answer) -> None:
    before = prior(parameters, 0.0)
    after, _ = observe(
        parameters, before, answer(1, 0, 1.0, at=0.0, weight=0.0, practised=False)
    )
    assert after.mean.tobytes() == before.mean.tobytes()
    assert after.cov.tobytes() == before.cov.tobytes()
    assert after.evidence["answers"][0] == 1


def test_partial_credit_lies_between(parameters: Parameters, answer: Answer) -> None:
    before = prior(parameters, 0.0)
    means = [
        observe(parameters, before, answer(1, 0, score))[0].mean[0]
        for score in (0.0, 0.25, 0.5, 0.75, 1.0)
    ]
    assert means == sorted(means)


@given(shift=st.floats(-2.0, 2.0), drawn=st.lists(seen, min_size=1, max_size=15))
@settings(max_examples=40)
def test_shifting_every_difficulty_shifts_every_level(
    parameters: Parameters, answer: Answer, shift: float, drawn: list[dict[str, float]]
) -> None:
    moved = build_parameters(
        [
            Skill(
                name,
                parameters.domains[parameters.domain[i]],
                parameters.strands[parameters.strand[i]],
                float(parameters.difficulty[i]) + shift,
                tuple(parameters.ids[r] for r in parameters.requires[i]),
            )
            for i, name in enumerate(parameters.ids)
        ],
        Hyper(mean=shift),
    )
    higher = [{**one, "b": one["b"] + shift} for one in drawn]
    here, _ = fold(parameters, prior(parameters, 0.0), _log(answer, drawn))
    there, _ = fold(moved, prior(moved, 0.0), _log(answer, higher))
    np.testing.assert_allclose(there.mean - shift, here.mean, atol=1e-5)
    np.testing.assert_allclose(there.cov, here.cov, atol=1e-5)


@given(drawn=st.lists(seen, max_size=8), s=st.floats(0.0, 400.0), t=st.floats(0.0, 400.0))
@settings(max_examples=40)
def test_waiting_twice_is_waiting_once(
    parameters: Parameters, answer: Answer, drawn: list[dict[str, float]], s: float, t: float
) -> None:
    state, _ = fold(parameters, prior(parameters, 0.0), _log(answer, drawn))
    once = advance(parameters, state, state.at + s + t)
    twice = advance(parameters, advance(parameters, state, state.at + s), state.at + s + t)
    np.testing.assert_allclose(twice.mean, once.mean, atol=1e-6)
    np.testing.assert_allclose(twice.cov, once.cov, atol=1e-6)
    assert np.linalg.eigvalsh(once.cov)[0] > 0.0


def test_all_is_forgotten_in_the_end(parameters: Parameters, answer: Answer) -> None:
    state, _ = fold(parameters, prior(parameters, 0.0), [answer(s, 0, 1.0) for s in (1, 2, 3)])
    late = advance(parameters, state, 1e5)
    np.testing.assert_allclose(late.mean, parameters.mean0, atol=1e-6)
    np.testing.assert_allclose(late.cov, parameters.cov0, atol=1e-6)


def test_what_is_proved_fades_more_slowly(
    parameters: Parameters, succeed: Callable[..., State]
) -> None:
    state = succeed(parameters, prior(parameters, 0.0), 0)
    assert state.evidence["stage"][0] == 1
    kept = advance(parameters, state, state.at + 100.0).mean / state.mean
    assert kept[0] > kept[1]


def test_time_passes_once_a_sitting(parameters: Parameters, answer: Answer) -> None:
    state, _ = observe(parameters, prior(parameters, 0.0), answer(1, 0, 1.0, at=3.0))
    assert state.at == 3.0
    state, _ = observe(parameters, state, answer(2, 0, 1.0, at=3.2))
    assert state.at == 3.0
    state, _ = observe(parameters, state, answer(3, 0, 1.0, at=2.0))  # a phone that was offline
    assert state.at == 3.0
    state, _ = observe(parameters, state, answer(4, 0, 1.0, at=3.3, sitting=1))
    assert state.at == 3.3
    state, _ = observe(parameters, state, answer(5, 0, 1.0, at=4.3, sitting=1))  # left open
    assert state.at == 4.3


def test_an_item_of_two_skills_moves_both(parameters: Parameters, answer: Answer) -> None:
    at = parameters.index
    before = prior(parameters, 0.0)
    both = answer(1, 0, 1.0, skills=(at["a"], at["e"]), weights=(1.0, 0.5), practised=False)
    after, _ = observe(parameters, before, both)
    assert after.mean[at["a"]] > after.mean[at["e"]] > 0.0
    assert after.evidence["answers"].tolist() == [1, 0, 0, 0, 0, 0]


def test_moments_agree_with_a_fine_grid(parameters: Parameters, answer: Answer) -> None:
    before = prior(parameters, 0.0)
    one = answer(1, 2, 0.0, a=1.7, b=0.4, c=0.25, b_var=0.3, practised=False)
    after, _ = observe(parameters, before, one)
    v = float(before.cov[2, 2]) + 0.3
    x = np.linspace(-12.0, 12.0, 200_001)
    p = 0.25 + 0.73 / (1.0 + np.exp(-1.7 * x))
    weight = np.exp(-0.5 * (x + 0.4) ** 2 / v) * (1.0 - p)
    weight /= weight.sum()
    mean = float((weight * x).sum())
    variance = float((weight * (x - mean) ** 2).sum())
    gain = before.cov[:, 2] / v
    np.testing.assert_allclose(after.mean, before.mean + gain * (mean + 0.4), atol=2e-5)
    expected = before.cov + np.outer(gain, gain) * (variance - v)
    np.testing.assert_allclose(after.cov, expected, atol=2e-5)


@pytest.mark.parametrize("a", [0.01, 50.0, 1e6])
@pytest.mark.parametrize("score", [0.0, 0.5, 1.0])
def test_extreme_items_break_nothing(
    parameters: Parameters, answer: Answer, a: float, score: float
) -> None:
    state = prior(parameters, 0.0)
    for seq, b in enumerate((-60.0, 0.0, 60.0), start=1):
        state, _ = observe(parameters, state, answer(seq, 0, score, a=a, b=b, c=0.0, u=1.0))
    assert np.isfinite(state.mean).all()
    assert np.linalg.eigvalsh(state.cov)[0] > -1e-6


def test_what_does_not_fit_is_named(parameters: Parameters, answer: Answer) -> None:
    state, _ = observe(parameters, prior(parameters, 0.0), answer(3, 0, 1.0))
    with pytest.raises(ValueError, match="skills"):
        observe(parameters, state, answer(4, N, 1.0))
    with pytest.raises(ValueError, match="seq"):
        observe(parameters, state, answer(3, 0, 1.0))
    for at in (math.nan, -1.0, math.inf):
        with pytest.raises(ValueError, match="at"):
            advance(parameters, state, at)
