from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import adaptive
from adaptive.batch import CHUNK, fold_many, pack, run
from adaptive.filter import fold, observe
from adaptive.gaussian import NODES, WEIGHTS
from adaptive.observation import Observation
from adaptive.parameters import Hyper, Parameters, build_parameters
from adaptive.state import State, prior

Answer = Callable[..., Observation]
# States are kept in float32: that is all the two may differ by.
CLOSE = 1e-4


def _log(seed: int, length: int, skills: int) -> list[Observation]:
    """Answers of all sorts over some sittings: partial, helped, of several skills, lucky."""
    rng = np.random.default_rng(seed)
    day, log = 0, []
    often = 0.3 if seed % 3 else 0.0  # one learner in three answers in a single sitting
    for seq in range(1, length + 1):
        day += int(rng.random() < often) * int(rng.integers(1, 20))
        several = rng.random() < 0.3
        which = rng.choice(skills, size=2 if several else 1, replace=False)
        override = rng.random() < 0.05
        c = float(rng.choice([0.0, 0.25]))
        log.append(
            Observation(
                seq=2 * seq,
                at=day + float(rng.normal(0.0, 0.1)),
                day=day,
                sitting=day,
                skills=tuple(int(s) for s in which),
                weights=(1.0, 0.6) if several else (1.0,),
                score=float(rng.choice([0.0, 1.0, 1.0, rng.random()])),
                weight=3.0 if override else float(rng.choice([1.0, 1.0, 0.4, 0.0])),
                a=float(rng.uniform(0.5, 2.0)),
                b=float(rng.normal()),
                b_var=float(rng.choice([0.0, 0.3])),
                c=c,
                u=float(rng.choice([0.98, 1.0])),
                variant=seq,
                practised=bool(rng.random() < 0.7),
                direct=bool(rng.random() < 0.9),
                aided=bool(rng.random() < 0.1),
                kind="override" if override else "answer",
            )
        )
    return log


def _alone(parameters: Parameters, log: list[Observation]) -> State:
    start = prior(parameters, log[0].at if log else 0.0)
    return fold(parameters, start, log)[0]


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 40)), max_size=6))
def test_all_together_as_one_by_one(
    parameters: Parameters, learners: list[tuple[int, int]]
) -> None:
    logs = [_log(seed, length, len(parameters)) for seed, length in learners]
    many = fold_many(parameters, logs)
    assert len(many) == len(logs)
    for i, log in enumerate(logs):
        state = _alone(parameters, log)
        assert np.abs(many.means[i] - state.mean).max() < CLOSE
        assert np.abs(many.covs[i] - state.cov).max() < CLOSE
        assert np.abs(many.sds[i] - state.sd).max() < CLOSE
        assert many.at[i] == pytest.approx(state.at)
        assert (many.evidence[i] == state.evidence).all()
        assert len(many.predicted[i]) == len(log)


def test_skills_proved_fade_less_here_too(parameters: Parameters, answer: Answer) -> None:
    """The stage a skill reached on the way is that of the fold."""
    log = [answer(seq, 0, 1.0, b=-1.5) for seq in range(1, 31)]
    log.append(answer(31, 3, 1.0, sitting=99, at=150.0))
    many = fold_many(parameters, [log])
    assert many.evidence["stage"][0, 0] == 1
    assert np.abs(many.covs[0] - _alone(parameters, log).cov).max() < CLOSE


def test_predictions_are_made_before_the_answer(parameters: Parameters) -> None:
    logs = [_log(3, 25, len(parameters)), _log(4, 12, len(parameters))]
    many = fold_many(parameters, logs)
    for log, predicted in zip(logs, many.predicted, strict=True):
        state = prior(parameters, log[0].at)
        for seen, p in zip(log, predicted.tolist(), strict=True):
            if seen.sitting != state.sitting:
                state = adaptive.advance(parameters, state, max(seen.at, state.at))
            at, w = list(seen.skills), np.array(seen.weights)
            centre = float(w @ state.mean[at]) - seen.b
            sd = np.sqrt(float(w @ state.cov[np.ix_(at, at)] @ w) + seen.b_var)
            right = seen.c + (seen.u - seen.c) / (1.0 + np.exp(-seen.a * (centre + sd * NODES)))
            assert p == pytest.approx(float(WEIGHTS @ right), abs=CLOSE)
            state, _ = observe(parameters, state, seen)


def test_more_learners_than_are_folded_together(parameters: Parameters) -> None:
    logs = [_log(seed, seed % 7, len(parameters)) for seed in range(CHUNK + 9)]
    many = fold_many(parameters, logs)
    for i in (0, 5, CHUNK - 1, CHUNK, CHUNK + 8):
        assert np.abs(many.means[i] - _alone(parameters, logs[i]).mean).max() < CLOSE
        assert len(many.predicted[i]) == len(logs[i])


def test_logs_go_on_from_states(parameters: Parameters) -> None:
    logs = [_log(seed, length, len(parameters)) for seed, length in ((1, 30), (2, 9), (3, 40))]
    starts = [_alone(parameters, log[:8]) for log in logs]
    many = fold_many(parameters, [log[8:] for log in logs], starts)
    for i, log in enumerate(logs):
        whole = _alone(parameters, log)
        assert np.abs(many.means[i] - whole.mean).max() < CLOSE
        assert np.abs(many.covs[i] - whole.cov).max() < CLOSE
        assert (many.evidence[i] == whole.evidence).all()


def test_skills_never_met_can_be_left_out(parameters: Parameters, answer: Answer) -> None:
    log = [answer(seq, 1 + seq % 2, float(seq % 3 > 0)) for seq in range(1, 30)]
    met = np.array([1, 2])
    few, predicted = run(parameters, pack([log], [met], proofs_only=True))
    many = fold_many(parameters, [log])
    assert few.mean[0] == pytest.approx(many.means[0, met], abs=1e-9)
    assert few.cov[0] == pytest.approx(many.covs[0][np.ix_(met, met)], abs=1e-6)
    assert predicted[:, 0] == pytest.approx(many.predicted[0], abs=1e-9)


def test_what_does_not_fit_is_named(parameters: Parameters, answer: Answer) -> None:
    first, second = answer(1, 0, 1.0), answer(2, 1, 0.0)
    with pytest.raises(ValueError, match="logs: learner 1 has skills"):
        fold_many(parameters, [[first], [replace(first, skills=(6,))]])
    with pytest.raises(ValueError, match="logs: learner 0: seq 1"):
        fold_many(parameters, [[second, first]])
    with pytest.raises(ValueError, match="starts: 1 are needed"):
        fold_many(parameters, [[first]], [])
    later = _alone(parameters, [first, second])
    with pytest.raises(ValueError, match="starts: seq 2"):
        fold_many(parameters, [[second]], [later])
    other = build_parameters([adaptive.Skill("x", "d", "s", 0.0)], Hyper())
    with pytest.raises(ValueError, match="starts: a state of 1"):
        fold_many(parameters, [[first]], [prior(other, 0.0)])


def test_nobody_is_an_empty_group(parameters: Parameters) -> None:
    many = fold_many(parameters, [])
    assert len(many) == 0
    assert many.covs.shape == (0, len(parameters), len(parameters))
