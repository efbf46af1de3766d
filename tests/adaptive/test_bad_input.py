"""Nonsense is refused by name, and what is odd but possible gives numbers: never a silent NaN.

Rules of exams and weights of parts: the same in their own files.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import fields, replace
from functools import partial
from typing import TypeVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import adaptive
from adaptive import (
    Hyper,
    Levels,
    Observation,
    Parameters,
    PlacementHistory,
    Pool,
    Skill,
    State,
)
from adaptive.pool import build_pool, success

Answer = Callable[..., Observation]
NAN, INF = math.nan, math.inf
N = 6
DRAW = np.random.default_rng(0)
NUMBERS = ("at", "score", "b", "weight", "a", "b_var", "c", "u")

# Whatever the types allow.
ANY = st.floats(allow_nan=True, allow_infinity=True)
WHOLE = st.integers(-(2**70), 2**70)
POSSIBLE = st.fixed_dictionaries(
    {
        "a": st.floats(1e-9, 1e9),
        "b": st.floats(-1e9, 1e9),
        "b_var": st.floats(0.0, 1e9),
        "c": st.floats(0.0, 0.49),
        "u": st.floats(0.5, 1.0),
        "score": st.floats(0.0, 1.0),
        "weight": st.floats(0.0, 1.0),
        "at": st.floats(-1e9, 1e9),
        "day": st.integers(-(2**31), 2**31 - 1),
        "sitting": st.integers(0, 3),
        "variant": st.integers(0, 2),
        "aided": st.booleans(),
        "practised": st.booleans(),
    }
)


Result = TypeVar("Result")


def _tried(call: Callable[[], Result]) -> tuple[Result | None, str]:
    """What the call gives, or None and what its ValueError says."""
    try:
        return call(), ""
    except ValueError as refused:
        return None, str(refused)


def _finite(state: State) -> None:
    assert np.isfinite(state.mean).all()
    assert np.isfinite(state.cov).all()
    assert (np.diagonal(state.cov) > 0.0).all()


def _readable(parameters: Parameters, state: State, at: float) -> None:
    levels = adaptive.levels(parameters, state, at)
    for field in fields(levels):
        value = np.asarray(getattr(levels, field.name))
        assert value.dtype.kind == "U" or np.isfinite(value).all(), field.name
    for domain in range(len(parameters.domains)):
        found = adaptive.domain_level(parameters, levels, np.full(N, 2), domain)
        assert sum(found.chances) == pytest.approx(1.0)


@given(name=st.sampled_from(NUMBERS), value=ANY)
@settings(max_examples=80)
def test_an_observation_is_sound_or_refused_by_name(
    parameters: Parameters, answer: Answer, name: str, value: float
) -> None:
    known = {"at": 0.0, "day": 0, "sitting": 0}
    score = value if name == "score" else 1.0
    other = {} if name == "score" else {name: value}
    one, said = _tried(lambda: answer(1, 0, score, **{**known, **other}))
    if one is None:
        # Where c meets u, either may be named.
        assert said.startswith((f"{name}: ", "c: " if name == "u" else f"{name}: "))
    else:
        _finite(adaptive.observe(parameters, adaptive.prior(parameters, 0.0), one)[0])


@given(name=st.sampled_from(["seq", "day", "sitting", "variant"]), value=WHOLE)
def test_whole_numbers_too_large_to_keep_are_refused(
    parameters: Parameters, answer: Answer, name: str, value: int
) -> None:
    known = {"at": 0.0, "day": 0, "sitting": 0, "variant": 1, name: value}
    seq = int(known.pop("seq", 1))
    one, said = _tried(lambda: answer(seq, 0, 1.0, **known))
    if one is None:
        assert said.startswith(f"{name}: ")
    else:
        _finite(adaptive.observe(parameters, adaptive.prior(parameters, 0.0), one)[0])


@given(drawn=st.lists(POSSIBLE, max_size=20), when=st.floats(-1e9, 1e9))
@settings(max_examples=40)
def test_contradictory_logs_with_time_running_backwards_give_a_level(
    parameters: Parameters, answer: Answer, drawn: list[dict[str, float]], when: float
) -> None:
    """The same instance right and wrong, in any order of times: a belief, and its levels."""
    state = adaptive.prior(parameters, 0.0)
    for seq, one in enumerate(drawn, start=1):
        before = state.at
        known = {k: v for k, v in one.items() if k != "score"}
        seen = answer(seq, seq % N, one["score"], **known)
        state, _ = adaptive.observe(parameters, state, seen)
        assert state.at >= before  # what came late moves no time back
        _finite(state)
    _readable(parameters, state, when)


@pytest.mark.parametrize("at", [NAN, INF, -INF])
def test_no_level_at_a_time_that_is_none(parameters: Parameters, at: float) -> None:
    state = adaptive.prior(parameters, 0.0)
    packed = adaptive.pack_levels(parameters, state)
    pool, domain = build_pool(skill=[0], b=[0.0]), 0
    calls: list[Callable[[], object]] = [
        lambda: adaptive.prior(parameters, at),
        lambda: adaptive.advance(parameters, state, at),
        lambda: adaptive.levels(parameters, state, at),
        lambda: adaptive.unpack_levels(parameters, packed, at),
        lambda: adaptive.proof(parameters, state, 0, at),
        lambda: PlacementHistory(domain, at),
        lambda: adaptive.practise(parameters, state, pool, adaptive.PracticeContext(at), DRAW),
    ]
    for call in calls:
        with pytest.raises(ValueError, match=r"^at: "):
            call()


def test_a_learner_without_answers_has_levels_and_a_first_exercise(
    parameters: Parameters, pool: Pool
) -> None:
    state, events = adaptive.fold(parameters, adaptive.prior(parameters, 3.0), [])
    assert events == ()
    _readable(parameters, state, 3.0)
    _readable(parameters, state, -50.0)  # before anything: as at the start
    levels = adaptive.levels(parameters, state, 3.0)
    assert set(levels.certainty) == {"f"}
    assert adaptive.review_in(parameters, levels, 0) is None
    placed = adaptive.place(parameters, state, pool, PlacementHistory(0, 3.0), DRAW)
    assert isinstance(placed, adaptive.Choice)
    practised = adaptive.practise(parameters, state, pool, adaptive.PracticeContext(3.0), DRAW)
    assert isinstance(practised, adaptive.Choice)


def test_an_empty_pool_is_said_to_be_dry(parameters: Parameters) -> None:
    state, empty = adaptive.prior(parameters, 0.0), build_pool(skill=[], b=[])
    dry = adaptive.Stop("dry")
    assert adaptive.place(parameters, state, empty, PlacementHistory(0, 0.0), DRAW) == dry
    context = adaptive.PracticeContext(0.0)
    assert adaptive.practise(parameters, state, empty, context, DRAW) == dry


@pytest.mark.parametrize("skill", [-1, N, 10**9])
def test_unknown_skills_are_named(parameters: Parameters, answer: Answer, skill: int) -> None:
    state = adaptive.prior(parameters, 0.0)
    levels = adaptive.levels(parameters, state, 0.0)
    calls: list[Callable[[], object]] = [
        lambda: adaptive.observe(parameters, state, answer(1, skill, 1.0)),
        lambda: adaptive.proof(parameters, state, skill, 0.0),
        lambda: adaptive.review_in(parameters, levels, skill),
        lambda: adaptive.nearest(parameters, 0, [1, skill], 1),
        lambda: adaptive.nearest(parameters, skill, [1], 1),
        lambda: parameters.item_prior(skill, 2, False),
        lambda: adaptive.place(
            parameters,
            state,
            build_pool(skill=[0], b=[0.0]),
            PlacementHistory(0, 0.0, (1,), (1.0,), (skill,)),
            DRAW,
        ),
    ]
    for call in calls:
        with pytest.raises(ValueError, match=r"^skills?: "):
            call()


@pytest.mark.parametrize("extra", [(), ((0, 9, 1.0),)])
def test_a_pool_of_another_curriculum_is_refused(
    parameters: Parameters, extra: tuple[tuple[int, int, float], ...]
) -> None:
    pool = build_pool(skill=[0 if extra else 9], b=[0.0], extra=extra)
    with pytest.raises(ValueError, match=r"^pool: "):
        adaptive.place(
            parameters, adaptive.prior(parameters, 0.0), pool, PlacementHistory(0, 0.0), DRAW
        )


@pytest.mark.parametrize("name", ["a", "b", "b_var", "c", "u", "seconds"])
@given(value=ANY)
@settings(max_examples=25)
def test_a_pool_is_sound_or_refused_by_name(
    parameters: Parameters, name: str, value: float
) -> None:
    columns: dict[str, object] = {"b": [0.0, 1.0], name: [0.5, value]}
    pool, said = _tried(lambda: build_pool(skill=[0, 1], **columns))  # type: ignore[arg-type]
    if pool is None:
        assert said.startswith((f"{name}: ", "c: " if name == "u" else f"{name}: "))
    else:
        state = adaptive.prior(parameters, 0.0)
        for found in success(pool, np.arange(2), state.mean, state.sd, state.cov):
            assert np.isfinite(found).all()


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("skill", {"skill": [0.5, 1.0]}),
        ("tier", {"tier": 1.5}),
        ("item", {"item": [0.2, 1.0]}),
        ("extra", {"extra": [(0, 0, 1.0)]}),
        ("extra", {"extra": [(0, 1, 1.0), (0, 1, 0.5)]}),
        ("extra", {"extra": [(0, 1, INF)]}),
    ],
)
def test_halves_of_skills_and_skills_twice_are_refused(
    name: str, columns: dict[str, object]
) -> None:
    with pytest.raises(ValueError, match=f"^{name}: "):
        build_pool(**{"skill": [0, 1], "b": [0.0, 0.0], **columns})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "history"),
    [
        ("scores", (0, 0.0, (1,), (NAN,), (0,))),
        ("scores", (0, 0.0, (1,), (1.5,), (0,))),
        ("asked", (0, 0.0, (1,), (1.0, 0.0), (0,))),
    ],
)
def test_a_placement_that_cannot_be_is_refused(
    name: str, history: tuple[int, float, tuple[int, ...], tuple[float, ...], tuple[int, ...]]
) -> None:
    with pytest.raises(ValueError, match=rf"^{name}\b"):
        PlacementHistory(*history)


@given(
    name=st.sampled_from([f.name for f in fields(Hyper) if isinstance(f.default, float)]),
    value=ANY,
)
@settings(max_examples=80)
def test_hyperparameters_make_a_sound_prior_or_are_refused(name: str, value: float) -> None:
    skills = [Skill("a", "d", "s", 0.0), Skill("b", "d", "s", 1.0, ("a",))]
    hyper = replace(Hyper(), **{name: value})  # type: ignore[arg-type]
    made, said = _tried(lambda: adaptive.build_parameters(skills, hyper))
    if made is None:
        assert name in said.partition(":")[0]
    else:
        assert np.isfinite(made.cov0).all()
        assert np.linalg.eigvalsh(made.cov0)[0] > -1e-6 * made.cov0.max()
        assert ((made.rate > 0.0) & np.isfinite(made.rate)).all()


@pytest.mark.parametrize("drifts", [(("nowhere", 0.1),), (("d", NAN),)])
def test_a_drift_of_no_domain_or_no_number_is_refused(
    drifts: tuple[tuple[str, float], ...],
) -> None:
    with pytest.raises(ValueError, match="drift_by_domain"):
        adaptive.build_parameters([Skill("a", "d", "s", 0.0)], Hyper(drift_by_domain=drifts))


@given(at=st.integers(0, 10**6), byte=st.integers(0, 255), cut=st.booleans())
@settings(max_examples=80)
def test_damaged_bytes_are_refused_or_still_numbers(
    parameters: Parameters, at: int, byte: int, cut: bool
) -> None:
    state = adaptive.prior(parameters, 0.0)
    packed: tuple[tuple[bytes, Callable[[Parameters, bytes], State | Levels]], ...] = (
        (adaptive.to_checkpoint(parameters, state), adaptive.from_checkpoint),
        (adaptive.pack_levels(parameters, state), adaptive.unpack_levels),
    )
    for data, read in packed:
        here = at % len(data)
        bad = data[:here] if cut else data[:here] + bytes([byte]) + data[here + 1 :]
        found, said = _tried(partial(read, parameters, bad))
        if found is None:
            assert said.startswith("data: ")
        else:
            assert np.isfinite(found.mean).all()
            assert math.isfinite(found.at)


@given(at=st.integers(0, 10**6), byte=st.integers(0, 255), cut=st.booleans())
@settings(max_examples=60)
def test_damaged_parameters_are_refused_or_another_set(
    parameters: Parameters, at: int, byte: int, cut: bool
) -> None:
    data = parameters.to_bytes()
    here = at % len(data)
    bad = data[:here] if cut else data[:here] + bytes([byte]) + data[here + 1 :]
    found, said = _tried(lambda: Parameters.from_bytes(bad))
    if found is None:
        assert said.startswith("data: ")
    else:
        assert (found.version == parameters.version) == (bad == data)
        assert np.isfinite(found.cov0).all()


def test_levels_of_another_number_of_skills_are_refused(parameters: Parameters) -> None:
    levels = adaptive.levels(parameters, adaptive.prior(parameters, 0.0), 0.0)
    for call in (adaptive.domain_level, adaptive.strand_level):
        with pytest.raises(ValueError, match=r"^skill_levels: "):
            call(parameters, levels, np.full(N - 1, 2), 0)
        with pytest.raises(ValueError, match=r"^skill_levels: "):
            call(parameters, levels, np.full(N, 5), 0)


@pytest.mark.parametrize(
    ("context", "says"),
    [
        (adaptive.PracticeContext(NAN), "at"),
        (adaptive.PracticeContext(0.0, domain=9), "domain"),
        (adaptive.PracticeContext(0.0, goals=(99,)), "goals"),
        (adaptive.PracticeContext(0.0, skills=(-1,)), "skills"),
        (adaptive.PracticeContext(0.0, scores=(NAN,)), "scores"),
        (adaptive.PracticeContext(0.0, reviews_allowed=frozenset({N})), "reviews_allowed"),
        (adaptive.PracticeContext(0.0, available=np.ones(2, dtype=np.bool_)), "available"),
    ],
)
def test_what_does_not_fit_a_practice_is_named(
    parameters: Parameters, pool: Pool, context: adaptive.PracticeContext, says: str
) -> None:
    start = adaptive.prior(parameters, 0.0)
    with pytest.raises(ValueError, match=f"^{says}: "):
        adaptive.practise(parameters, start, pool, context, DRAW)


def test_an_item_of_an_unknown_second_skill_is_not_practised(parameters: Parameters) -> None:
    start, context = adaptive.prior(parameters, 0.0), adaptive.PracticeContext(0.0)
    strange = build_pool(skill=[0], b=[0.0], extra=[(0, N, 1.0)])
    with pytest.raises(ValueError, match=r"^pool: "):
        adaptive.practise(parameters, start, strange, context, DRAW)
