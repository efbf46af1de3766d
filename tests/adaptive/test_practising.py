from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from adaptive.candidates import WAITING_FACTOR, candidates
from adaptive.choice import Choice, Stop
from adaptive.filter import observe
from adaptive.mastery import levels, standing
from adaptive.observation import Observation
from adaptive.parameters import Parameters, Skill, build_parameters
from adaptive.pool import Pool, build_pool
from adaptive.practising import (
    AFTER_FAILURE,
    EASE_SUCCESS,
    EXPLORE,
    FLOOR,
    LATELY,
    LOWEST,
    MOST_EASIER,
    MOST_HARDER,
    PracticeContext,
    fitness,
    practise,
    pull,
)
from adaptive.state import State, prior

Answer = Callable[..., Observation]
Stock = Callable[..., Pool]
Succeed = Callable[..., State]


def _rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def _choose(
    parameters: Parameters, state: State, pool: Pool, context: PracticeContext, seed: int = 0
) -> Choice:
    choice = practise(parameters, state, pool, context, _rng(seed))
    assert isinstance(choice, Choice)
    return choice


def _many(
    parameters: Parameters, state: State, pool: Pool, context: PracticeContext, times: int = 60
) -> list[Choice]:
    return [_choose(parameters, state, pool, context, seed) for seed in range(times)]


def _facts(
    parameters: Parameters,
    state: State,
    pool: Pool,
    context: PracticeContext,
    choice: Choice,
) -> None:
    """What the sentence of each reason says holds of the state."""
    now = levels(parameters, state, context.at)
    skill, code = choice.reason.skill, choice.reason.code
    known = now.presumed | (now.stage > 0)
    assert skill == pool.skill[choice.item]
    assert 0.0 < choice.p < 1.0
    assert (code == "fallback") == choice.tell_trainer
    assert choice.p > LOWEST or code in ("fallback", "ease")
    if code != "ease":
        assert choice.help_first == (choice.p < FLOOR)
    if context.scores and context.scores[-1] < 0.5 and code not in ("ease", "fallback"):
        assert choice.p >= AFTER_FAILURE
    here = np.full(len(pool), True)
    if context.domain is not None:
        here = parameters.domain[pool.skill] == context.domain
    if code == "frontier":
        assert not known[skill]
        assert all(known[r] for r in choice.reason.because)
        stocked = np.isin(parameters.requires[skill], pool.skill[here])
        with_items = np.array(parameters.requires[skill], dtype=np.int64)[stocked]
        assert known[with_items].all()
        assert set(with_items.tolist()) <= set(choice.reason.because)
    elif code == "onward":
        assert not known[skill]
        below = np.array(parameters.requires[skill], dtype=np.int64)
        assert not known[below].all()
        begun = now.mean[below] > parameters.difficulty[below] + math.log(0.4 / 0.6)
        assert set(choice.reason.because) <= set(below.tolist())
        assert begun[np.isin(below, pool.skill[here])].all()
        assert not known[list(choice.reason.because)].any()
    elif code == "strengthen":
        assert now.presumed[skill]
        assert now.stage[skill] == 0
    elif code == "upkeep":
        assert now.stage[skill] > 0
        assert not now.review[skill] or context.reviews_allowed is not None
    elif code == "review":
        assert now.review[skill]
        assert now.stage[skill] > 0
    elif code == "goal":
        assert set(choice.reason.because) <= set(context.goals)
        assert all(_leads(parameters, skill, goal) for goal in choice.reason.because)
    elif code == "ease":
        assert max(context.scores[-2:]) < 0.5
    elif code == "explore":
        assert pool.b_var[choice.item] > 0.0
    else:
        assert code == "fallback"
        assert choice.p < FLOOR


def _leads(parameters: Parameters, skill: int, goal: int) -> bool:
    return skill == goal or any(_leads(parameters, skill, r) for r in parameters.requires[goal])


@pytest.mark.parametrize("seed", range(6))
def test_every_reason_is_true_over_a_learners_weeks(
    real: Parameters, real_pool: Pool, answer: Answer, seed: int
) -> None:
    rng = _rng(seed)
    ability = np.linalg.cholesky(real.cov0) @ rng.standard_normal(len(real))
    state, goals = prior(real, 0.0), (int(rng.integers(len(real))),)
    rows: list[int] = []
    scores: list[float] = []
    for seq in range(1, 121):
        context = PracticeContext(
            at=2.0 * (seq // 12),
            domain=None if seed % 2 else seed % 4,
            goals=goals if seed > 2 else (),
            recent=tuple(rows[-12:]),
            scores=tuple(scores[-2:]),
            skills=tuple(int(real_pool.skill[row]) for row in rows[-2:]),
        )
        choice = practise(real, state, real_pool, context, rng)
        assert isinstance(choice, Choice)
        _facts(real, state, real_pool, context, choice)
        skill, b = choice.reason.skill, float(real_pool.b[choice.item])
        scores.append(float(rng.random() < 0.98 / (1.0 + math.exp(b - ability[skill]))))
        rows.append(choice.item)
        seen = answer(seq, skill, scores[-1], b=b, at=context.at, sitting=seq // 12)
        state, _ = observe(real, state, seen)


def test_a_beginner_starts_at_the_roots(parameters: Parameters, pool: Pool) -> None:
    choices = _many(parameters, prior(parameters, 0.0), pool, PracticeContext(0.0))
    roots = {parameters.index[name] for name in ("a", "d", "e")}
    assert sum(choice.reason.skill in roots for choice in choices) > len(choices) / 2
    beyond = [choice for choice in choices if choice.reason.skill not in roots]
    assert {choice.reason.code for choice in beyond} <= {"onward", "explore"}


def test_what_is_acquis_opens_what_stands_on_it(
    parameters: Parameters, pool: Pool, succeed: Succeed
) -> None:
    a, b = parameters.index["a"], parameters.index["b"]
    state = succeed(parameters, prior(parameters, 0.0), a)
    c = parameters.index["c"]
    for choice in _many(parameters, state, pool, PracticeContext(state.at, domain=0)):
        if choice.reason.skill == b:
            assert choice.reason.code in ("frontier", "strengthen", "explore")
            assert choice.reason.because == ((a,) if choice.reason.code == "frontier" else ())
    only_b = np.asarray(pool.skill == b)
    first = _choose(parameters, state, pool, PracticeContext(state.at, available=only_b))
    assert (first.reason.code, first.reason.because) in (("frontier", (a,)), ("strengthen", ()))
    before = prior(parameters, 0.0)
    closed = _choose(parameters, before, pool, PracticeContext(0.0, available=pool.skill == c))
    assert closed.reason.code in ("onward", "fallback")


def test_a_prerequisite_without_exercises_does_not_close_the_way(
    parameters: Parameters, stock: Stock, succeed: Succeed
) -> None:
    a, b, c = (parameters.index[name] for name in "abc")
    without_b = stock(parameters, skills=(a, c))
    start = prior(parameters, 0.0)
    context = PracticeContext(0.0, domain=0)
    before = _many(parameters, start, without_b, context)
    # b hands its way on to a, which is not known yet
    assert "frontier" not in {x.reason.code for x in before if x.reason.skill == c}
    assert a in {x.reason.skill for x in before}
    known = succeed(parameters, start, a)
    after = _many(parameters, known, without_b, PracticeContext(known.at, domain=0), 200)
    opened = [x for x in after if x.reason.skill == c]
    assert opened
    assert all(b not in x.reason.because or known.mean[b] > 0 for x in opened)
    alone = stock(parameters, skills=(c,))
    assert _choose(parameters, start, alone, context).reason.skill == c


def test_a_domain_practised_alone_does_not_wait_for_another(
    stock: Stock,
) -> None:
    crossed = build_parameters(
        [Skill("lire", "francais", "f", 1.0), Skill("table", "maths", "m", -1.0, ("lire",))]
    )
    pool, start = stock(crossed), prior(crossed, 0.0)
    alone = _many(crossed, start, pool, PracticeContext(0.0, domain=1))
    assert {choice.reason.code for choice in alone} <= {"frontier", "explore"}
    assert all(choice.reason.because == () for choice in alone)
    both = _many(crossed, start, pool, PracticeContext(0.0))
    assert {choice.reason.skill for choice in both} == {0}


def test_a_goal_brings_forward_what_leads_to_it(parameters: Parameters, pool: Pool) -> None:
    b, c = parameters.index["b"], parameters.index["c"]
    state, toward = prior(parameters, 0.0), {parameters.index["a"], b, c}
    plain = _many(parameters, state, pool, PracticeContext(0.0))
    aimed = _many(parameters, state, pool, PracticeContext(0.0, goals=(c,)))
    named = [choice for choice in aimed if choice.reason.code == "goal"]
    assert len(named) > sum(choice.reason.skill in toward for choice in plain)
    assert all(x.reason.skill in toward and x.reason.because == (c,) for x in named)


def test_two_failures_bring_something_easier(
    parameters: Parameters, pool: Pool, succeed: Succeed
) -> None:
    state = succeed(parameters, prior(parameters, 0.0), parameters.index["b"])
    failed = PracticeContext(state.at, scores=(0.0, 0.0), skills=(2, 2))
    for choice in _many(parameters, state, pool, failed):
        assert choice.reason.code == "ease"
        assert choice.p >= EASE_SUCCESS
    for scores in ((0.0,), (0.0, 1.0), (1.0, 0.0)):
        context = PracticeContext(state.at, scores=scores, skills=(2,) * len(scores))
        assert _choose(parameters, state, pool, context).reason.code != "ease"
    weak = PracticeContext(0.0, scores=(0.0, 0.0), skills=(2, 2))
    hard = build_pool(skill=[0, 1, 2], b=[3.0, 2.0, 4.0])
    choice = _choose(parameters, prior(parameters, 0.0), hard, weak)
    assert (choice.reason.code, choice.item) == ("ease", 1)


def test_predicted_success_stays_in_the_band(real: Parameters, real_pool: Pool) -> None:
    choices = _many(real, prior(real, 0.0), real_pool, PracticeContext(0.0))
    assert sum(c.p < FLOOR for c in choices) <= len(choices) / 4
    assert 0.65 <= float(np.mean([c.p for c in choices])) <= 0.85


def test_after_a_failure_nothing_below_one_in_two(parameters: Parameters) -> None:
    state = prior(parameters, 0.0)
    pool = build_pool(skill=[0, 0, 0, 3], b=[-1.9, 0.3, 0.4, 0.2])
    failed = PracticeContext(0.0, scores=(1.0, 0.0), skills=(3, 3))
    for choice in _many(parameters, state, pool, failed):
        assert choice.p >= AFTER_FAILURE


def test_what_stands_on_what_is_far_off_is_closed(
    parameters: Parameters, pool: Pool, answer: Answer
) -> None:
    a, b = parameters.index["a"], parameters.index["b"]
    state = prior(parameters, 0.0)
    for seq in range(1, 9):
        seen = answer(seq, a, 0.0, b=-1.5, practised=False)
        state, _ = observe(parameters, state, seen)
    choices = _many(parameters, state, pool, PracticeContext(0.0, domain=0))
    assert b not in {choice.reason.skill for choice in choices}


def test_breadth_what_was_practised_lately_gives_way(stock: Stock, answer: Answer) -> None:
    twins = build_parameters([Skill("one", "m", "m.a", 0.0), Skill("two", "m", "m.b", 0.0)])
    pool, state = stock(twins), prior(twins, 0.0)
    for seq in range(1, 13):  # as many right as not: still worth working on
        state, _ = observe(twins, state, answer(seq, 0, float(seq % 2), b=0.0))
    soon = _many(twins, state, pool, PracticeContext(state.at))
    assert sum(c.reason.skill == 1 for c in soon) > 0.7 * len(soon)
    later = _many(twins, state, pool, PracticeContext(state.at + 60.0))
    assert sum(c.reason.skill == 0 for c in later) > sum(c.reason.skill == 0 for c in soon)


def test_reviews_wait_when_the_calendar_says_so(
    parameters: Parameters, pool: Pool, succeed: Succeed
) -> None:
    state = succeed(parameters, prior(parameters, 0.0), 2)
    at = state.at + 60.0
    waits = PracticeContext(at, 0, reviews_allowed=frozenset())
    for choice in _many(parameters, state, pool, waits):
        assert state.evidence["stage"][choice.reason.skill] == 0
    comes = PracticeContext(at, 0, reviews_allowed=frozenset({2}))
    assert "review" in {c.reason.code for c in _many(parameters, state, pool, comes)}


def test_skills_are_interleaved(real: Parameters, real_pool: Pool) -> None:
    state = prior(real, 0.0)
    first = _choose(real, state, real_pool, PracticeContext(0.0))
    last = first.reason.skill
    plain = _many(real, state, real_pool, PracticeContext(0.0))
    after = _many(real, state, real_pool, PracticeContext(0.0, skills=(last, last)))
    assert sum(c.reason.skill == last for c in after) <= sum(
        c.reason.skill == last for c in plain
    )
    assert len({c.reason.skill for c in plain}) >= 3


def test_a_fixed_item_is_not_shown_twice_in_the_window(parameters: Parameters) -> None:
    pool = build_pool(skill=[0, 0, 0], b=[-2.5, -2.4, -2.3], item=[7, 8, 9])
    state = prior(parameters, 0.0)
    for seed in range(10):
        context = PracticeContext(0.0, recent=(7, 9))
        assert _choose(parameters, state, pool, context, seed).item == 1
    dry = PracticeContext(0.0, recent=(7, 8, 9))
    assert practise(parameters, state, pool, dry, _rng()) == Stop("dry")


def test_a_generated_family_may_come_back(parameters: Parameters) -> None:
    pool = build_pool(skill=[0], b=[-2.0], item=[7], generated=True)
    context = PracticeContext(0.0, recent=(7,))
    assert _choose(parameters, prior(parameters, 0.0), pool, context).item == 0


def test_nothing_within_reach_gives_the_easiest_and_tells_the_trainer(
    parameters: Parameters, answer: Answer
) -> None:
    pool = build_pool(skill=[0, 0, 3], b=[2.0, 1.5, 3.0])
    choice = _choose(parameters, prior(parameters, 0.0), pool, PracticeContext(0.0))
    assert choice.reason.code == "fallback"
    assert (choice.item, choice.tell_trainer, choice.help_first) == (1, True, True)
    blocked = build_pool(skill=[1, 0], b=[-3.0, -3.0], item=[1, 2])
    only_b = PracticeContext(0.0, recent=(2,))
    failing = prior(parameters, 0.0)
    for seq in range(1, 9):
        failing, _ = observe(parameters, failing, answer(seq, 0, 0.0, b=-1.5, practised=False))
    choice = _choose(parameters, failing, blocked, only_b)
    assert (choice.reason.code, choice.item) == ("fallback", 0)  # within reach, but not open


def test_what_only_another_sitting_can_prove_waits_in_this_one_only(
    parameters: Parameters, answer: Answer
) -> None:
    state = prior(parameters, 0.0)
    for seq in range(1, 4):  # three rights in one sitting: all but the second sitting
        state, _ = observe(parameters, state, answer(seq, 3, 1.0, b=0.2, sitting=0))
    now, stocked = standing(parameters, state, state.at), np.ones(len(parameters), np.bool_)
    during = candidates(parameters, state, stocked, now, ()).need[3]
    begins = candidates(parameters, state, stocked, now, (), begun_sitting=False).need[3]
    assert begins == pytest.approx(during / WAITING_FACTOR)


def test_when_all_is_acquis_it_is_kept_alive(
    parameters: Parameters, stock: Stock, succeed: Succeed
) -> None:
    state = prior(parameters, 0.0)
    for skill in (0, 1):
        state = succeed(parameters, state, skill)
    some = stock(parameters, skills=(0, 1))
    for choice in _many(parameters, state, some, PracticeContext(state.at), 20):
        assert choice.reason.code == "upkeep"
        assert state.evidence["stage"][choice.reason.skill] == 1


def test_what_fades_comes_back(parameters: Parameters, pool: Pool, succeed: Succeed) -> None:
    state = succeed(parameters, prior(parameters, 0.0), 2)
    at = state.at + 60.0
    assert levels(parameters, state, at).review[2]
    codes = [c.reason.code for c in _many(parameters, state, pool, PracticeContext(at, 0))]
    assert codes.count("review") > len(codes) / 4


def test_about_one_in_twenty_explores(real: Parameters, real_pool: Pool) -> None:
    state = prior(real, 0.0)
    codes = [
        practise(real, state, real_pool, PracticeContext(0.0), _rng(seed))
        for seed in range(600)
    ]
    explored = sum(isinstance(c, Choice) and c.reason.code == "explore" for c in codes)
    assert 12 <= explored <= 50


def test_no_exploring_right_after_a_failure(real: Parameters, real_pool: Pool) -> None:
    context = PracticeContext(0.0, scores=(0.0,), skills=(0,))
    choices = _many(real, prior(real, 0.0), real_pool, context, 150)
    assert "explore" not in {c.reason.code for c in choices}


def test_shorter_is_better_all_else_equal(parameters: Parameters) -> None:
    pool = build_pool(skill=[0, 0], b=[-1.5, -1.5], seconds=[200.0, 20.0])
    choices = _many(parameters, prior(parameters, 0.0), pool, PracticeContext(0.0), 20)
    assert {c.item for c in choices} == {1}


def test_fitness_peaks_in_the_band() -> None:
    p = np.array([0.1, 0.3, 0.5, 0.70, 0.80, 0.85, 0.925, 1.0])
    np.testing.assert_allclose(fitness(p), [0.0, 0.0, 0.5, 1.0, 1.0, 1.0, 0.75, 0.5])


def test_the_pull_follows_what_she_succeeded_at_lately() -> None:
    assert pull(()) == pull((1.0, 1.0, 1.0, 1.0, 0.0) * 6) == 0.0
    assert pull((0.0,) * 300) == -MOST_EASIER
    assert pull((1.0,) * 300) == MOST_HARDER
    assert pull((0.0,) * 300 + (1.0,) * LATELY) == pull(
        (1.0,) * LATELY
    )  # not what is long past
    lows = [pull((1.0,) * (48 - failed) + (0.0,) * failed) for failed in range(49)]
    assert lows == sorted(lows, reverse=True)


def test_after_many_failures_it_is_easier_and_after_many_successes_harder(
    parameters: Parameters,
) -> None:
    pool = build_pool(skill=[0, 0, 0], b=[-3.0, -1.5, -0.6], generated=True)

    def asked(lately: tuple[float, ...]) -> set[int]:
        context = PracticeContext(0.0, lately=lately)
        return {c.item for c in _many(parameters, prior(parameters, 0.0), pool, context, 40)}

    assert asked(()) == {0, 1}
    assert asked((0.0, 1.0) * 24) == {0}
    assert asked((1.0,) * 48) == {1, 2}


def test_the_same_draw_gives_the_same_exercise(real: Parameters, real_pool: Pool) -> None:
    start, context = prior(real, 0.0), PracticeContext(0.0)
    once, again = (_choose(real, start, real_pool, context, 3) for _ in range(2))
    assert once == again


def test_items_of_several_skills_can_be_practised(
    parameters: Parameters, succeed: Succeed
) -> None:
    state = succeed(parameters, prior(parameters, 0.0), 0)
    pool = build_pool(skill=[1, 3], b=[-1.0, 0.0], extra=[(0, 0, 1.0)], generated=True)
    mask = np.array([True, False])
    later = PracticeContext(state.at + 30.0, available=mask)
    choice = _choose(parameters, state, pool, later)
    assert choice.reason.skill == 1
    assert 0.6 < choice.p < 0.98


def test_nothing_to_show_is_said(parameters: Parameters, pool: Pool) -> None:
    start = prior(parameters, 0.0)
    empty = build_pool(skill=[], b=[])
    assert practise(parameters, start, empty, PracticeContext(0.0), _rng()) == Stop("dry")
    hidden = PracticeContext(0.0, available=np.zeros(len(pool), dtype=np.bool_))
    assert practise(parameters, start, pool, hidden, _rng()) == Stop("dry")


def test_a_model_moves_the_choice_and_leaves_the_filters_chance(
    parameters: Parameters, stock: Stock
) -> None:
    """What the model says is right for her is chosen; unknown rows keep the filter’s chance."""
    pool, state, context = stock(parameters), prior(parameters, 0.0), PracticeContext(at=0.0)
    plain = _many(parameters, state, pool, context)
    silent = [
        practise(
            parameters,
            state,
            pool,
            context,
            _rng(seed),
            lambda rows: np.full(len(rows), np.nan),
        )
        for seed in range(60)
    ]
    assert [one.item for one in plain] == [
        one.item for one in silent if isinstance(one, Choice)
    ]
    usual = {one.item: one.p for one in plain if one.reason.code != "explore"}
    best = max(usual)

    def foresee(rows: np.ndarray) -> np.ndarray:
        return np.where(rows == best, 0.8, 0.31)

    for seed in range(20):
        choice = practise(parameters, state, pool, context, _rng(seed), foresee)
        assert isinstance(choice, Choice)
        if choice.reason.code != "explore":
            assert (choice.item, choice.terms["model"]) == (best, 0.8)
            assert choice.p == pytest.approx(usual[best])
    certain = next(seed for seed in range(20) if _rng(seed).random() > EXPLORE)
    with pytest.raises(ValueError, match="foresee"):
        practise(
            parameters,
            state,
            pool,
            context,
            _rng(certain),
            lambda rows: np.full(len(rows), 2.0),
        )
