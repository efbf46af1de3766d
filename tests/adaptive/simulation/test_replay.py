"""Logs predicted as they came, and replayed under other policies."""

from __future__ import annotations

import numpy as np
import pytest

from adaptive import Observation, Parameters, Pool, PracticeContext, observe, practise, prior
from adaptive.choice import Choice
from adaptive.simulation.forecast import (
    Forecast,
    Turn,
    base_rate,
    calibration,
    coverage,
    forecast,
    log_losses,
)
from adaptive.simulation.proposers import PROPOSERS, Engine, in_layers
from adaptive.simulation.replay import LEAST_ANSWERS, agreement, replay

SEED = 5


def kept(
    parameters: Parameters, pool: Pool, number: int, exercises: int, draws: int = SEED
) -> list[Turn]:
    """The log of a learner whose abilities come from the prior, practising by the engine with
    the draws that a replay of seed ``draws`` would give."""
    luck = np.random.default_rng((SEED, number))
    root = np.linalg.cholesky(parameters.cov0)
    ability = parameters.mean0 + root @ luck.standard_normal(len(parameters))
    true = pool.b + np.sqrt(pool.b_var) * luck.standard_normal(len(pool))
    state, turns = prior(parameters, 0.0), []
    for seq in range(1, exercises + 1):
        context = PracticeContext(at=0.001 * seq)
        draw = np.random.default_rng((draws, number, seq))
        found = practise(parameters, state, pool, context, draw)
        assert isinstance(found, Choice)
        skill, row = int(pool.skill[found.item]), found.item
        p = 0.98 / (1.0 + np.exp(true[row] - ability[skill]))
        seen = Observation(
            seq=seq, at=context.at, day=0, sitting=1, skills=(skill,),
            score=float(luck.random() < p), b=float(pool.b[row]),
            b_var=float(pool.b_var[row]), variant=seq, practised=False,
        )  # fmt: skip
        turns.append(Turn(seq, seen, row=row, context=context))
        state, _ = observe(parameters, state, seen)
    return turns


@pytest.fixture(scope="module")
def logs(parameters: Parameters, pool: Pool) -> list[list[Turn]]:
    return [kept(parameters, pool, number, 40) for number in range(40)]


@pytest.fixture(scope="module")
def found(parameters: Parameters, logs: list[list[Turn]]) -> Forecast:
    return forecast(parameters, logs)


def chances(p: float, learners: int, answers: int, truth: float) -> Forecast:
    """Independent answers, predicted p, right with chance ``truth``."""
    n = learners * answers
    luck = np.random.default_rng(11)
    none = np.zeros(n, dtype=np.int64)
    return Forecast(
        learner=np.repeat(np.arange(learners), answers),
        skill=none, row=none, ability=np.zeros(n), p=np.full(n, p),
        score=(luck.random(n) < truth).astype(np.float64), aided=np.zeros(n, dtype=np.bool_),
    )  # fmt: skip


def test_a_log_of_the_engine_s_own_choices_is_replayed_as_it_was(
    parameters: Parameters, pool: Pool, logs: list[list[Turn]]
) -> None:
    replayed = replay(parameters, pool, logs[:6], {"ours": Engine}, seed=SEED)["ours"]
    assert np.array_equal(replayed.shown, replayed.proposed)
    assert np.array_equal(replayed.p_shown, replayed.p_proposed)
    assert len(replayed.shown) == 6 * 40
    other = replay(parameters, pool, logs[:6], {"ours": Engine}, seed=SEED + 1)["ours"]
    assert 0.0 < float((other.shown == other.proposed).mean()) < 1.0


def test_every_policy_proposes_what_the_log_could_have_shown(
    parameters: Parameters, pool: Pool, logs: list[list[Turn]]
) -> None:
    half = np.arange(len(pool)) % 2 == 0
    turns = [
        Turn(
            turn.seq,
            turn.observation,
            row=turn.row,
            context=PracticeContext(turn.seq / 1e3, available=half),
        )
        for turn in logs[0]
    ]
    replayed = replay(parameters, pool, [turns], PROPOSERS, seed=1)
    assert {name: len(one.shown) for name, one in replayed.items()} == dict.fromkeys(
        PROPOSERS, 40
    )
    for one in replayed.values():
        assert half[one.proposed].all()
    # Fixed and BKT both wait at their first skill when the log never meets it.
    others = {tuple(one.proposed) for name, one in replayed.items() if name != "fixed"}
    assert len(others) == len(PROPOSERS) - 1


def test_a_policy_that_never_agrees_is_said_to_tell_nothing(
    parameters: Parameters, pool: Pool, logs: list[list[Turn]]
) -> None:
    both = {name: PROPOSERS[name] for name in ("ours", "random")}
    replayed = replay(parameters, pool, logs[:20], both, seed=1)
    rare = agreement(pool, replayed["random"], np.random.default_rng(1))
    same = agreement(pool, replayed["ours"], np.random.default_rng(1))
    assert rare is not None
    assert same is not None
    assert rare.same_item.value < same.same_item.value < 1.0
    assert rare.where_same is None
    assert same.where_same is not None
    agreed = replayed["ours"].shown == replayed["ours"].proposed
    assert agreed.sum() >= LEAST_ANSWERS
    assert same.where_same.value == pytest.approx(replayed["ours"].score[agreed].mean())
    few = replay(parameters, pool, logs[:3], {"ours": Engine}, seed=1)["ours"]
    shares = agreement(pool, few, np.random.default_rng(1))
    assert shares is not None
    assert shares.where_same is None
    assert 0.0 < shares.same_item.low <= shares.same_item.value <= shares.same_skill.value
    none = replay(parameters, pool, [[]])["ours"]
    assert agreement(pool, none, np.random.default_rng(1)) is None


def test_predictions_of_learners_drawn_from_the_prior_are_calibrated(found: Forecast) -> None:
    assert len(found) == 1600
    bins = calibration(found, bins=5)
    assert sum(one.happened.n for one in bins) == len(found)
    large = [one for one in bins if one.happened.n >= 100]
    assert len(large) >= 1
    assert all(
        one.happened.low - 0.03 < one.predicted < one.happened.high + 0.03 for one in large
    )
    inside = coverage(found, np.random.default_rng(1))
    assert inside is not None
    assert 0.84 < inside.value < 0.96
    ours = log_losses(found.p, found.score).mean()
    assert ours < log_losses(base_rate(found), found.score).mean()


def test_coverage_is_ninety_in_a_hundred_when_chances_are_right_and_less_when_not() -> None:
    right = coverage(chances(0.8, 40, 200, truth=0.8), np.random.default_rng(1))
    wrong = coverage(chances(0.8, 40, 200, truth=0.6), np.random.default_rng(1))
    assert right is not None
    assert wrong is not None
    assert right.low < 0.90 < right.high
    assert wrong.high < 0.80
    assert coverage(chances(0.8, 3, 9, truth=0.8), np.random.default_rng(1)) is None


def test_an_answer_is_predicted_without_knowing_it(
    parameters: Parameters, logs: list[list[Turn]]
) -> None:
    turn = logs[0][0]
    assert turn.observation is not None
    unknown = Observation(
        **{**vars(turn.observation), "score": 0.0, "u": 1.0}
    )  # "je ne sais pas encore": told with u = 1, asked with the item's
    first = forecast(parameters, [[turn]])
    same = forecast(parameters, [[Turn(turn.seq, unknown, turn.upper, turn.row, turn.context)]])
    assert first.p[0] == same.p[0]
    assert 0.0 < first.p[0] < turn.upper


def test_numbers_that_tell_nothing_are_passed_over(
    parameters: Parameters, pool: Pool, logs: list[list[Turn]]
) -> None:
    gone = Turn(1, None, row=logs[0][0].row, context=logs[0][0].context)
    log = [gone, *logs[0][1:]]
    assert len(forecast(parameters, [log])) == 39
    assert len(replay(parameters, pool, [log], {"ours": Engine})["ours"].shown) == 39


def test_layers_put_what_a_skill_stands_on_before_it(real: Parameters) -> None:
    place = in_layers(real)
    assert sorted(place) == list(range(len(real)))
    assert (place[real.edge_parent] < place[real.edge_child]).all()


def test_a_row_beyond_the_pool_is_named(
    parameters: Parameters, pool: Pool, logs: list[list[Turn]]
) -> None:
    turn = logs[0][0]
    wrong = Turn(turn.seq, turn.observation, row=len(pool), context=turn.context)
    with pytest.raises(ValueError, match=r"^row: "):
        replay(parameters, pool, [[wrong]])
