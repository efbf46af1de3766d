from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from adaptive.choice import Choice, Stop
from adaptive.filter import observe
from adaptive.observation import Observation
from adaptive.parameters import Parameters
from adaptive.placing import (
    CONFIRM_SUCCESS,
    KIND_ITEMS,
    KIND_SUCCESS,
    LEARNERS_RULE,
    MOST_ITEMS,
    PlacementHistory,
    PlacementRule,
    place,
)
from adaptive.pool import Pool, build_pool, rows_of, success
from adaptive.state import State, prior

Answer = Callable[..., Observation]
Stock = Callable[..., Pool]
Sitter = Callable[[int, float], float]
Step = tuple[State, PlacementHistory, Choice]


def _sit(
    parameters: Parameters,
    pool: Pool,
    answer: Answer,
    domain: int,
    sitter: Sitter,
    seed: int = 0,
    rule: PlacementRule = LEARNERS_RULE,
) -> tuple[list[Step], State, PlacementHistory, Stop]:
    """A whole placement: what was known and chosen at each step, and how it ended."""
    rng = np.random.default_rng(seed)
    state, history = prior(parameters, 0.0), PlacementHistory(domain, 0.0, rule=rule)
    steps: list[Step] = []
    while True:
        choice = place(parameters, state, pool, history, rng)
        if isinstance(choice, Stop):
            return steps, state, history, choice
        steps.append((state, history, choice))
        row, skill = choice.item, int(pool.skill[choice.item])
        score = sitter(skill, float(pool.b[row]))
        item = {"b": float(pool.b[row]), "b_var": float(pool.b_var[row]), "practised": False}
        seq = state.seq + 1
        state, _ = observe(parameters, state, answer(seq, skill, score, at=0.0, **item))
        history = replace(
            history,
            asked=(*history.asked, int(pool.item[row])),
            scores=(*history.scores, score),
            skills=(*history.skills, skill),
        )


def _able(ability: float, seed: int) -> Sitter:
    rng = np.random.default_rng(seed)
    return lambda _skill, b: float(rng.random() < 0.98 / (1.0 + math.exp(b - ability)))


@pytest.mark.parametrize("ability", [-3.0, -1.0, 0.0, 1.0, 3.0])
@pytest.mark.parametrize("seed", range(4))
def test_every_reason_of_a_placement_is_true(
    real: Parameters, real_pool: Pool, answer: Answer, ability: float, seed: int
) -> None:
    steps, _, history, stop = _sit(
        real, real_pool, answer, seed, _able(ability, seed), seed=seed
    )
    assert len(set(history.asked)) == len(history.asked) <= MOST_ITEMS
    assert stop.reason in ("enough", "limit")
    for state, before, choice in steps:
        asked = rows_of(real_pool, before.asked)
        left = np.setdiff1d(np.flatnonzero(real.domain[real_pool.skill] == seed), asked)
        p, _, _ = success(real_pool, left, state.mean, state.sd, state.cov)
        assert choice.item in left
        assert choice.p == pytest.approx(float(p[left == choice.item][0]))
        assert choice.reason.skill == real_pool.skill[choice.item]
        easiest = choice.p >= p.max() - 1e-9
        if choice.reason.code == "start":
            assert len(before.asked) < KIND_ITEMS
            assert choice.p >= KIND_SUCCESS or easiest
        elif choice.reason.code == "confirm":
            assert choice.p >= CONFIRM_SUCCESS or easiest
            assert before.failures > 0 or len(before.asked) == MOST_ITEMS - 1
        else:
            assert choice.reason.code == "probe"
            assert len(before.asked) >= KIND_ITEMS
            assert choice.terms["share"] > 0.0


def test_a_placement_visits_several_strands(
    real: Parameters, real_pool: Pool, answer: Answer
) -> None:
    _, _, history, _ = _sit(real, real_pool, answer, 1, _able(0.0, 2))
    strands = real.strand[list(history.skills)]
    assert len(set(strands.tolist())) >= 5
    assert len(set(history.skills)) >= 6


def test_a_placement_learns_about_the_whole_domain(
    real: Parameters, real_pool: Pool, answer: Answer
) -> None:
    _, state, _, _ = _sit(real, real_pool, answer, 1, _able(0.0, 2))
    inside = real.domain == 1
    assert (state.sd[inside] < prior(real, 0.0).sd[inside]).all()
    assert state.sd[inside].mean() < state.sd[~inside].mean()


def test_what_is_known_of_one_domain_shortens_the_next(
    real: Parameters, real_pool: Pool, answer: Answer
) -> None:
    fresh = place(real, prior(real, 0.0), real_pool, PlacementHistory(2, 0.0), _rng())
    _, state, _, _ = _sit(real, real_pool, answer, 1, _able(0.0, 2))
    after = place(real, state, real_pool, PlacementHistory(2, 0.0), _rng())
    assert isinstance(fresh, Choice)
    assert isinstance(after, Choice)
    assert after.terms["share"] < fresh.terms["share"]


def _rng() -> np.random.Generator:
    return np.random.default_rng(0)


def test_a_failure_before_the_end_calls_for_a_success(
    real: Parameters, real_pool: Pool, answer: Answer
) -> None:
    """Enough is known, the last answer was wrong: something easy comes first."""
    for seed in range(12):
        steps, _, history, stop = _sit(real, real_pool, answer, 0, _able(0.5, seed), seed)
        if stop.reason == "enough":
            assert history.failures == 0 or history.failures >= 3
        if len(history.asked) == MOST_ITEMS:
            assert steps[-1][2].reason.code == "confirm"


def test_a_dry_pool_says_so(parameters: Parameters, stock: Stock, answer: Answer) -> None:
    few = stock(parameters, skills=(0, 1), per_tier=1)
    _, _, history, stop = _sit(parameters, few, answer, 0, _able(-1.0, 0))
    assert stop == Stop("dry")
    assert len(history.asked) == 6
    empty = build_pool(skill=[], b=[])
    start = prior(parameters, 0.0)
    assert place(parameters, start, empty, PlacementHistory(0, 0.0), _rng()) == Stop("dry")
    hidden = PlacementHistory(0, 0.0, available=np.zeros(6, dtype=np.bool_))
    assert place(parameters, start, few, hidden, _rng()) == Stop("dry")


def test_twelve_is_the_limit(parameters: Parameters, pool: Pool) -> None:
    history = PlacementHistory(0, 0.0, tuple(range(12)), (1.0,) * 12, (0,) * 12)
    assert place(parameters, prior(parameters, 0.0), pool, history, _rng()) == Stop("limit")


def test_a_longer_placement_goes_on_past_twelve(
    real: Parameters, real_pool: Pool, answer: Answer
) -> None:
    longer = PlacementRule(most=20, epsilon=0.0)
    sitter = _able(0.0, 1)
    steps, _, history, stop = _sit(real, real_pool, answer, 1, sitter, rule=longer)
    assert stop == Stop("limit")
    assert len(history.asked) == 20
    assert [choice.reason.code for _, _, choice in steps[8:]] == ["probe"] * 11 + ["confirm"]


def test_without_a_floor_the_start_is_no_kinder(
    real: Parameters, real_pool: Pool, answer: Answer
) -> None:
    """What an exam would do: near one success in two from the first exercise."""
    unkind = PlacementRule(floor=0.0, last_floor=0.0)
    hard, _, _, _ = _sit(real, real_pool, answer, 1, _able(0.0, 1), rule=unkind)
    kind, _, _, _ = _sit(real, real_pool, answer, 1, _able(0.0, 1))
    assert np.mean([choice.p for _, _, choice in hard[:8]]) < 0.65
    assert hard[0][2].reason.code == "probe"
    assert np.mean([choice.p for _, _, choice in kind[:8]]) >= KIND_SUCCESS


def test_a_rule_out_of_range_is_named() -> None:
    with pytest.raises(ValueError, match="most"):
        PlacementRule(most=0)
    for name in ("epsilon", "floor", "last_floor"):
        for value in (-0.1, 1.1, math.nan):
            with pytest.raises(ValueError, match=name):
                PlacementRule(**{name: value})  # type: ignore[arg-type]


def test_the_same_draw_gives_the_same_exercise(real: Parameters, real_pool: Pool) -> None:
    start, history = prior(real, 0.0), PlacementHistory(0, 0.0)
    once, again = (place(real, start, real_pool, history, _rng()) for _ in range(2))
    assert once == again


def test_items_of_several_skills_can_place(parameters: Parameters) -> None:
    pool = build_pool(skill=[0, 1, 2], b=[-2.0, -2.0, -2.0], extra=[(1, 3, 1.0)])
    start = prior(parameters, 0.0)
    both = np.array([False, True, False])
    told = [
        place(parameters, start, pool, PlacementHistory(0, 0.0, available=mask), _rng())
        for mask in (both, np.roll(both, 1))
    ]
    assert isinstance(told[0], Choice)
    assert isinstance(told[1], Choice)
    assert told[0].terms["variance"] > told[1].terms["variance"]


def test_a_placement_resumed_later_lets_time_pass(parameters: Parameters, pool: Pool) -> None:
    start = prior(parameters, 0.0)
    known = State(start.mean + 1.0, start.cov * 0.2, 0.0, 1, 0, start.evidence)
    now = place(parameters, known, pool, PlacementHistory(0, 0.0), _rng())
    later = place(parameters, known, pool, PlacementHistory(0, 60.0), _rng())
    assert isinstance(now, Choice)
    assert isinstance(later, Choice)
    assert later.terms["variance"] > now.terms["variance"]


def test_what_does_not_fit_is_named(
    parameters: Parameters, real_pool: Pool, pool: Pool
) -> None:
    start = prior(parameters, 0.0)
    with pytest.raises(ValueError, match="domain"):
        place(parameters, start, pool, PlacementHistory(2, 0.0), _rng())
    with pytest.raises(ValueError, match="pool"):
        place(parameters, start, real_pool, PlacementHistory(0, 0.0), _rng())
    short = PlacementHistory(0, 0.0, available=np.ones(3, dtype=np.bool_))
    with pytest.raises(ValueError, match="available"):
        place(parameters, start, pool, short, _rng())
    with pytest.raises(ValueError, match="asked, scores, skills"):
        PlacementHistory(0, 0.0, asked=(1,))
    with pytest.raises(ValueError, match="at"):
        PlacementHistory(0, math.nan)
