from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adaptive.evidence import Event
from adaptive.filter import advance, fold, observe
from adaptive.mastery import (
    Levels,
    domain_level,
    levels,
    pack_levels,
    presume,
    unpack_levels,
)
from adaptive.observation import Observation
from adaptive.parameters import Parameters
from adaptive.state import State, prior

Answer = Callable[..., Observation]
Succeed = Callable[..., State]

STRONG = {"a": 2.0, "b": 2.5}  # three right answers to these are enough for P ≥ .90


def _kinds(events: tuple[Event, ...]) -> list[str]:
    return [event.kind for event in events]


def test_acquis_needs_three_instances_in_two_sittings(
    parameters: Parameters, answer: Answer
) -> None:
    one_sitting = [answer(s, 0, 1.0, **STRONG, sitting=1, at=0.0) for s in (1, 2, 3, 4, 5)]
    state, events = fold(parameters, prior(parameters, 0.0), one_sitting)
    assert presume(parameters, state, 0.0)[0]
    assert events == ()
    after, events = observe(
        parameters, state, answer(6, 0, 1.0, **STRONG, sitting=2, day=9, at=0.25)
    )
    assert events == (Event("acquis", 0, 6, 0.25, 9),)
    assert after.evidence["day"][0] == 9


def test_the_same_instance_again_proves_nothing(parameters: Parameters, answer: Answer) -> None:
    log = [answer(s, 0, 1.0, **STRONG, sitting=s, variant=1 + s % 2) for s in range(1, 9)]
    state, events = fold(parameters, prior(parameters, 0.0), log)
    assert presume(parameters, state, 0.0)[0]
    assert events == ()


@pytest.mark.parametrize("other", [{"aided": True}, {"direct": False}, {"score": 0.9}])
def test_only_right_unaided_direct_answers_prove(
    parameters: Parameters, answer: Answer, other: dict[str, object]
) -> None:
    score = other.get("score", 1.0)
    more = {k: v for k, v in other.items() if k != "score"}
    log = [answer(s, 0, score, **STRONG, **more, sitting=s) for s in range(1, 9)]
    state, events = fold(parameters, prior(parameters, 0.0), log)
    assert presume(parameters, state, 0.0)[0]
    assert events == ()


def test_right_answers_elsewhere_presume_but_do_not_prove(
    parameters: Parameters, answer: Answer
) -> None:
    at = parameters.index
    log = [answer(s, at["c"], 1.0, a=2.0, b=4.0, sitting=s) for s in range(1, 12)]
    state, _ = fold(parameters, prior(parameters, 0.0), log)
    now = levels(parameters, state, state.at)
    assert now.presumed[at["a"]]
    assert now.stage[at["a"]] == 0
    assert now.answers[at["a"]] == 0


def test_retenu_is_a_success_seven_local_days_later(
    parameters: Parameters, answer: Answer, succeed: Succeed
) -> None:
    state = succeed(parameters, prior(parameters, 0.0), 0)
    day = int(state.evidence["day"][0])
    seq = state.seq
    for later, expected in ((6, []), (7, ["retenu"]), (30, [])):
        seq += 1
        at = {"day": day + later, "at": state.at + 1.0, "sitting": 100 + later}
        state, events = observe(parameters, state, answer(seq, 0, 1.0, **at))
        assert _kinds(events) == expected
    assert state.evidence["stage"][0] == 2


def test_a_failure_alone_takes_nothing_back(
    parameters: Parameters, answer: Answer, succeed: Succeed
) -> None:
    """Hysteresis: .90 to enter, below .60 by direct evidence to leave."""
    state = succeed(parameters, prior(parameters, 0.0), 0)
    state, events = observe(parameters, state, answer(state.seq + 1, 0, 0.0, b=0.5))
    assert events == ()
    assert state.evidence["stage"][0] == 1
    elsewhere = [answer(state.seq + k, 1, 0.0, b=-3.0) for k in range(1, 12)]
    state, events = fold(parameters, state, elsewhere)
    assert levels(parameters, state, state.at).p_above[0] < 0.60
    assert 0 not in [event.skill for event in events]
    assert state.evidence["stage"][0] == 1
    state, events = observe(parameters, state, answer(state.seq + 1, 0, 0.0, b=-2.0))
    assert _kinds(events) == ["revoque"]
    assert state.evidence["stage"][0] == 0


def test_what_was_revoked_is_proved_again_from_the_start(
    parameters: Parameters, answer: Answer, succeed: Succeed
) -> None:
    state = succeed(parameters, prior(parameters, 0.0), 0)
    word = {"kind": "override", "weight": 3.0, "b": -1.5}
    state, events = observe(parameters, state, answer(state.seq + 1, 0, 0.0, **word))
    assert _kinds(events) == ["revoque"]
    log = [answer(state.seq + k, 0, 1.0, **STRONG, sitting=50 + k) for k in range(1, 7)]
    state, events = fold(parameters, state, log)
    assert _kinds(events) == ["acquis"]
    assert events[0].seq >= log[2].seq


def test_a_trainers_word_sets_the_state(parameters: Parameters, answer: Answer) -> None:
    before = prior(parameters, 0.0)
    word = {"kind": "override", "weight": 4.0, "day": 3, "practised": False}
    state, events = observe(parameters, before, answer(1, 2, 1.0, **word))
    assert _kinds(events) == ["acquis"]
    assert state.mean[2] > before.mean[2]
    assert levels(parameters, state, state.at).answers[2] == 0
    _, again = observe(parameters, state, answer(2, 2, 1.0, **word))
    assert again == ()


def test_seen_at_work_is_direct_evidence(parameters: Parameters, answer: Answer) -> None:
    log = [
        answer(s, 0, 1.0, **STRONG, kind="seen_at_work", weight=2.0, sitting=s)
        for s in (1, 2, 3)
    ]
    _, events = fold(parameters, prior(parameters, 0.0), log)
    assert _kinds(events) == ["acquis"]


def test_every_skill_of_the_curriculum_can_be_presumed_proved_and_retained(
    real: Parameters, answer: Answer
) -> None:
    start = prior(real, 0.0)
    for skill in range(len(real)):
        state, kinds, seq = start, [], 0
        b = float(real.difficulty[skill])
        while "retenu" not in kinds and seq < 40:
            seq += 1
            when = {"sitting": seq // 3, "day": seq, "at": float(seq)}
            state, events = observe(real, state, answer(seq, skill, 1.0, b=b, **when))
            kinds += _kinds(events)
        assert kinds == ["acquis", "retenu"], real.ids[skill]
        assert presume(real, state, state.at)[skill]


def test_review_comes_with_time_and_goes_with_a_success(
    parameters: Parameters, answer: Answer, succeed: Succeed
) -> None:
    state = succeed(parameters, prior(parameters, 0.0), 2)
    since = float(state.evidence["success_at"][2])
    assert not levels(parameters, state, since + 6.0).review.any()
    later = levels(parameters, state, since + 90.0)
    assert later.review.tolist() == [False, False, True, False, False, False]
    assert later.p_success[2] < 0.85
    again = answer(state.seq + 1, 2, 1.0, b=0.6, at=since + 90.0, sitting=999)
    back, _ = observe(parameters, state, again)
    assert not levels(parameters, back, since + 90.0).review[2]


@given(lead=st.floats(-3.0, 3.0), sd=st.floats(0.05, 2.0))
def test_a_band_holds_the_mean_and_its_probability(
    parameters: Parameters, lead: float, sd: float
) -> None:
    now = levels(parameters, _with(parameters, lead, sd), 0.0)
    chance = 1.0 / (1.0 + np.exp(-lead))
    assert now.band[0] == int(np.searchsorted([0.4, 0.6, 0.75], chance))
    draws = lead + sd * np.random.default_rng(1).standard_normal(4000)
    inside = np.searchsorted([0.4, 0.6, 0.75], 1.0 / (1.0 + np.exp(-draws))) == now.band[0]
    assert now.band_probability[0] == pytest.approx(inside.mean(), abs=0.05)
    assert now.p_success[0] == pytest.approx((1.0 / (1.0 + np.exp(-draws))).mean(), abs=0.04)
    assert now.p_above[0] == pytest.approx((draws > np.log(3.0)).mean(), abs=0.05)


def _with(parameters: Parameters, lead: float, sd: float) -> State:
    start = prior(parameters, 0.0)
    mean = (parameters.difficulty + lead).astype(np.float32)
    cov = np.diag(np.full(len(parameters), sd**2, dtype=np.float32))
    return State(mean, cov, 0.0, 0, -1, start.evidence)


def test_certainty_needs_three_different_exercises(
    parameters: Parameters, answer: Answer
) -> None:
    state = _with(parameters, 3.0, 0.3)
    assert levels(parameters, state, 0.0).certainty.tolist() == ["f"] * 6
    log = [answer(s, 0, 1.0, b=-1.0, practised=False, at=0.0) for s in (1, 2, 3)]
    state, _ = fold(parameters, state, log)
    now = levels(parameters, state, 0.0)
    assert now.direct_count[0] == 3
    assert now.certainty.tolist() == ["s"] + ["f"] * 5


def test_packed_levels_come_back_and_fade(
    parameters: Parameters, answer: Answer, succeed: Succeed
) -> None:
    state = succeed(parameters, prior(parameters, 0.0), 2)
    data = pack_levels(parameters, state)
    _alike(levels(parameters, state, state.at), unpack_levels(parameters, data))
    late = state.at + 50.0
    _alike(
        levels(parameters, state, late),
        unpack_levels(parameters, data, late),
    )
    slow = advance(parameters, state, late)
    np.testing.assert_allclose(levels(parameters, state, late).sd, slow.sd, atol=1e-9)


def _alike(one: Levels, other: Levels) -> None:
    for name in ("mean", "sd", "p_success", "p_above", "band_probability"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), atol=1e-5)
    for name in ("stage", "presumed", "review", "direct_count", "answers", "band", "certainty"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist()
    assert (one.at, one.seq) == (other.at, other.seq)


def test_packed_levels_of_something_else_are_refused(
    parameters: Parameters, real: Parameters
) -> None:
    data = pack_levels(parameters, prior(parameters, 0.0))
    with pytest.raises(ValueError, match="another parameter set"):
        unpack_levels(real, data)
    with pytest.raises(ValueError, match="cut short"):
        unpack_levels(parameters, data[:-1])
    with pytest.raises(ValueError, match="not packed levels"):
        unpack_levels(parameters, b"")


@pytest.mark.parametrize(("ability", "palier"), [(-5.0, 1), (0.5, 2), (1.9, 3), (5.0, 4)])
def test_the_palier_of_a_domain_follows_its_skills(
    parameters: Parameters, ability: float, palier: int
) -> None:
    """Thresholds of maths: a −.4, b .6, d 1.3, c 1.7 and so on, one palier each here."""
    paliers = np.array([1, 2, 4, 3, 1, 2])
    start = prior(parameters, 0.0)
    hard = parameters.threshold + np.array([0.0, 0.5, 2.0, 1.0, 0.0, 0.5])
    known = State(
        (parameters.threshold + (ability - hard)).astype(np.float32),
        np.eye(6, dtype=np.float32) * 0.01,
        0.0,
        0,
        -1,
        start.evidence,
    )
    found = domain_level(parameters, levels(parameters, known, 0.0), paliers, 0)
    assert found.palier == palier
    assert found.low <= palier <= found.high
    assert found.certainty == "f"  # nobody has seen an answer
    assert sum(found.chances) == pytest.approx(1.0)


def test_the_palier_agrees_with_drawing_from_the_joint_law(
    real: Parameters, answer: Answer
) -> None:
    at = {name: i for i, name in enumerate(real.domains)}
    inside = np.flatnonzero(real.domain == at["maths"])
    paliers = np.clip(np.digitize(real.difficulty, [-0.7, 0.5, 1.4]) + 1, 1, 4)
    log = [answer(s, int(inside[(7 * s) % len(inside)]), 1.0, b=1.0) for s in range(1, 40)]
    state, _ = fold(real, prior(real, 0.0), log)
    found = domain_level(real, levels(real, state, state.at), paliers, at["maths"])
    root = np.linalg.cholesky(state.cov[np.ix_(inside, inside)])
    noise = np.random.default_rng(5).standard_normal((4000, len(inside)))
    held = state.mean[inside] + noise @ root.T > real.threshold[inside]
    reached = np.stack(
        [held[:, paliers[inside] == k].mean(axis=1) >= 0.75 for k in (1, 2, 3, 4)]
    )
    true = np.minimum(1 + np.cumprod(reached, axis=0).sum(axis=0), 4)
    drawn = [float((true == k).mean()) for k in (1, 2, 3, 4)]
    np.testing.assert_allclose(found.chances, drawn, atol=0.08)
    assert found.probability == found.chances[found.palier - 1]


def test_a_palier_that_makes_no_sense_is_refused(parameters: Parameters) -> None:
    now = levels(parameters, prior(parameters, 0.0), 0.0)
    with pytest.raises(ValueError, match="domain"):
        domain_level(parameters, now, np.ones(6, dtype=np.int64), 7)
    with pytest.raises(ValueError, match="skill_levels"):
        domain_level(parameters, now, np.zeros(6, dtype=np.int64), 0)
