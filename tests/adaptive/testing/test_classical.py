"""The classical rules against what one gets by trying everything."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adaptive.choice import Stop
from adaptive.gaussian import Floats
from adaptive.parameters import Parameters
from adaptive.pool import Pool, build_pool
from adaptive.state import prior
from adaptive.testing import classical
from adaptive.testing.exam import Exam, Given, StopRule, composite, next_item
from adaptive.testing.exposure import control, exposure

ITEM = st.tuples(
    st.integers(0, 2),
    st.floats(0.2, 2.5),
    st.floats(-3.0, 3.0),
    st.sampled_from([0.0, 0.2, 0.25]),
    st.sampled_from([0.95, 0.98, 1.0]),
)
POOLS = st.lists(ITEM, min_size=1, max_size=14)
THETA = st.lists(st.floats(-3.0, 3.0), min_size=3, max_size=3).map(np.array)


def _pool(items: list[tuple[int, float, float, float, float]]) -> Pool:
    skill, a, b, c, u = zip(*items, strict=True)
    return build_pool(skill=skill, a=a, b=b, c=c, u=u)


def _chance(pool: Pool, row: int, theta: float) -> float:
    a, b, c, u = (float(getattr(pool, name)[row]) for name in "abcu")
    return c + (u - c) / (1.0 + math.exp(-a * (theta - b)))


@given(items=POOLS, theta=THETA)
@settings(max_examples=50)
def test_information_is_the_squared_slope_over_the_variance(
    items: list[tuple[int, float, float, float, float]], theta: Floats
) -> None:
    pool = _pool(items)
    told = classical.information(pool, theta)
    for row in range(len(pool)):
        at, step = float(theta[pool.skill[row]]), 1e-4
        p = _chance(pool, row, at)
        slope = (_chance(pool, row, at + step) - _chance(pool, row, at - step)) / (2 * step)
        assert told[row] == pytest.approx(slope**2 / (p * (1 - p)), rel=1e-4, abs=1e-9)


def test_of_the_two_parameter_law_it_is_the_textbook_formula() -> None:
    pool = build_pool(skill=[0, 0], a=[0.7, 1.8], b=[0.4, -1.0], u=1.0)
    p = np.array([_chance(pool, row, 0.3) for row in (0, 1)])
    np.testing.assert_allclose(
        classical.information(pool, np.array([0.3])), pool.a**2 * p * (1 - p)
    )


def test_an_item_of_two_skills_is_read_on_its_own_scale() -> None:
    pool = build_pool(skill=[0, 1], b=[0.2, 0.2], extra=[(0, 2, 0.5)])
    theta = np.array([1.0, 0.5, -0.6])
    np.testing.assert_allclose(classical.on_item_scale(pool, theta), [0.7, 0.5])


@given(items=POOLS, theta=THETA, seed=st.integers(0, 99), data=st.data())
@settings(max_examples=50)
def test_rules_choose_as_brute_force_does(
    items: list[tuple[int, float, float, float, float]],
    theta: Floats,
    seed: int,
    data: st.DataObject,
) -> None:
    pool, draw = _pool(items), np.random.default_rng(seed)
    mask = st.lists(st.booleans(), min_size=len(pool), max_size=len(pool))
    allowed = np.array(data.draw(mask))
    told = classical.information(pool, theta).tolist()
    left = [row for row in range(len(pool)) if allowed[row]]
    best = sorted(left, key=lambda row: (-told[row], row))
    if not left:
        assert classical.maximum_information(pool, theta, allowed) == Stop("dry")
        assert classical.randomesque(pool, theta, draw, allowed=allowed) == Stop("dry")
        return
    assert classical.maximum_information(pool, theta, allowed) == best[0]
    assert classical.ranked(pool, theta, allowed).tolist() == best
    assert classical.randomesque(pool, theta, draw, few=3, allowed=allowed) in best[:3]
    count = int(draw.integers(1, len(pool) + 1))
    stratum = classical.strata(pool, count)
    row = classical.a_stratified(pool, theta, stratum, 0, allowed)
    assert isinstance(row, int)
    lowest = min(stratum[left])
    away = {r: abs(theta[pool.skill[r]] - pool.b[r]) for r in left if stratum[r] == lowest}
    assert away[row] == min(away.values())


@given(items=POOLS, blocks=st.integers(1, 3), data=st.data())
@settings(max_examples=50)
def test_strata_are_even_and_discriminations_grow(
    items: list[tuple[int, float, float, float, float]], blocks: int, data: st.DataObject
) -> None:
    pool = _pool(items)
    count = data.draw(st.integers(1, len(pool)))
    sizes = np.bincount(classical.strata(pool, count), minlength=count)
    assert sizes.sum() == len(pool)
    assert sizes.max() - sizes.min() <= 1
    assert classical.strata(pool, count, blocks=blocks).max() < count
    stratum = classical.strata(pool, count)
    for lower in range(count - 1):
        assert pool.a[stratum == lower].max(initial=0.0) <= pool.a[stratum == lower + 1].min()


def test_blocks_keep_the_spread_of_difficulties_in_each_stratum() -> None:
    rng = np.random.default_rng(5)
    b = np.sort(rng.normal(size=120))
    pool = build_pool(skill=np.zeros(120, int), a=np.exp(0.3 * b), b=b)  # a grows with b
    plain = classical.strata(pool, 3)
    blocked = classical.strata(pool, 3, blocks=20)

    def apart(stratum: np.ndarray[tuple[int], np.dtype[np.int64]]) -> float:
        means = [float(b[stratum == s].mean()) for s in range(3)]
        return max(means) - min(means)

    assert apart(blocked) < 0.2 < apart(plain)


def test_an_exhausted_stratum_hands_on_to_the_nearest() -> None:
    pool = build_pool(skill=[0] * 3, a=[0.5, 1.0, 2.0], b=[0.0] * 3)
    stratum, theta = classical.strata(pool, 3), np.zeros(1)
    left = np.array([True, False, True])
    assert classical.a_stratified(pool, theta, stratum, 1, left) == 2
    assert classical.a_stratified(pool, theta, stratum, 0, left) == 0


def test_content_follows_its_shares() -> None:
    shares, counts = np.array([0.5, 0.3, 0.2]), np.zeros(3)
    for asked in range(1, 101):
        area = classical.lagging(shares, counts)
        assert isinstance(area, int)
        counts[area] += 1
        assert np.abs(counts - shares * asked).max() <= 1.0
    assert counts.tolist() == [50, 30, 20]
    assert classical.lagging(shares, [0, 9, 9], np.array([False, True, True])) == 1
    assert classical.lagging(shares, counts, np.zeros(3, bool)) == Stop("dry")


@given(
    tests=st.lists(st.sets(st.integers(0, 9), min_size=1, max_size=6), min_size=2, max_size=8)
)
def test_overlap_is_what_pairs_have_in_common(tests: list[set[int]]) -> None:
    pool = build_pool(skill=[0] * 10, b=[0.0] * 10)
    report = exposure(pool, [sorted(rows) for rows in tests])
    shared = [len(one & other) for one, other in itertools.combinations(tests, 2)]
    expected = np.mean(shared) / np.mean([len(rows) for rows in tests])
    assert report.overlap == pytest.approx(expected)
    assert set(report.unused.tolist()) == set(range(10)) - set().union(*tests)
    assert report.most == max(sum(r in rows for rows in tests) for r in range(10)) / len(tests)


def test_exposure_of_nothing_is_said() -> None:
    pool = build_pool(skill=[0, 0], b=[0.0, 1.0])
    report = exposure(pool, [])
    assert (report.most, report.overlap, report.unused.tolist()) == (0.0, None, [0, 1])


def _administer(pool: Pool, exam: Exam, people: int, seed: int) -> list[list[int]]:
    """Exams of people of known ability; theta given is the truth with some noise."""
    draw = np.random.default_rng(seed)
    tests = []
    for ability in draw.standard_normal(people):
        asked: tuple[int, ...] = ()
        barred: tuple[int, ...] = ()
        for step in range(exam.stop.length):
            theta = np.array([ability + draw.normal(0.0, 0.9 / (1 + step) ** 0.5)])
            found = next_item(pool, exam, theta, asked, barred, draw)
            assert isinstance(found, Given)
            asked, barred = (*asked, found.row), (*barred, *found.passed_over)
        assert not set(asked) & set(barred)
        tests.append(list(asked))
    return tests


@pytest.mark.simulation
def test_control_keeps_exposure_under_its_ceiling() -> None:
    rng = np.random.default_rng(8)
    pool = build_pool(
        skill=np.zeros(120, int), a=np.exp(0.3 * rng.normal(size=120)), b=rng.normal(size=120)
    )
    stop = StopRule(length=12)
    k = control(pool, length=12, most=0.3, draw=np.random.default_rng(9), people=300)
    assert ((k > 0.0) & (k <= 1.0)).all()
    assert (k == 1.0).sum() >= 12
    free = exposure(pool, _administer(pool, Exam(stop), 150, 10))
    held = exposure(pool, _administer(pool, Exam(stop, control=k), 150, 10))
    assert free.most > 0.55
    assert held.most < 0.42  # the ceiling is of the long run; 150 people scatter around it
    assert held.overlap is not None
    assert free.overlap is not None
    assert held.overlap < free.overlap
    assert len(held.unused) < len(free.unused)


def test_passed_over_items_stay_away_and_an_exam_goes_on() -> None:
    draw = np.random.default_rng(1)
    order, control_ = np.array([4, 2, 0]), np.array([1.0, 0.5, 0.0, 0.5, 0.0])
    assert classical.sympson_hetter(order, control_, draw)[0] == 0
    assert classical.sympson_hetter(order, control_, draw)[1].tolist() == [4, 2]
    row, passed = classical.sympson_hetter(order, np.zeros(5), draw)
    assert (row, passed.tolist()) == (4, [])
    assert classical.sympson_hetter(order[:0], control_, draw)[0] == Stop("dry")


def test_an_exam_keeps_to_its_content_and_says_when_it_cannot() -> None:
    pool = build_pool(skill=[0] * 6, b=np.linspace(-1, 1, 6))
    content = np.array([0, 0, 0, 0, 0, 1])
    exam = Exam(StopRule(length=6), content=content, shares=np.array([0.5, 0.5]))
    draw = np.random.default_rng(2)
    asked: tuple[int, ...] = ()
    off: list[bool] = []
    for _ in range(6):
        found = next_item(pool, exam, np.zeros(1), asked, (), draw)
        assert isinstance(found, Given)
        assert found.area == content[found.row]
        asked, off = (*asked, found.row), [*off, found.off_plan]
    assert sorted(asked) == list(range(6))
    assert off[:3] == [False, False, False]
    assert off[3:] == [True, True, True]
    assert next_item(pool, exam, np.zeros(1), asked, (), draw) == Stop("dry")


def test_a_stratified_exam_goes_up_the_strata() -> None:
    pool = build_pool(skill=[0] * 12, a=np.linspace(0.5, 2.0, 12), b=np.zeros(12))
    exam = Exam(StopRule(length=6), rule="stratified", stratum=classical.strata(pool, 3))
    draw = np.random.default_rng(2)
    asked: tuple[int, ...] = ()
    for _ in range(6):
        found = next_item(pool, exam, np.zeros(1), asked, (), draw)
        assert isinstance(found, Given)
        asked = (*asked, found.row)
    assert exam.stratum is not None
    assert exam.stratum[list(asked)].tolist() == [0, 0, 1, 1, 2, 2]


def test_stop_rules_hold_in_their_order() -> None:
    rule = StopRule(length=20, least=3, error=0.3, cut=0.5, confidence=0.9)
    assert rule.ended(2, 3.0, 0.1) is None
    assert rule.ended(3, 0.5, 0.3) == "precise"
    assert rule.ended(3, 0.5 + 1.2816 * 0.4 + 0.001, 0.4) == "classified"
    assert rule.ended(3, 0.5 - 1.2816 * 0.4 - 0.001, 0.4) == "classified"
    assert rule.ended(3, 0.5 + 1.2816 * 0.4 - 0.001, 0.4) is None
    assert rule.ended(20, 0.5, 0.4) == "length"
    assert StopRule(length=4).ended(3, 9.0, 0.0) is None


def test_a_composite_is_read_of_the_whole_gaussian(parameters: Parameters) -> None:
    state, w = prior(parameters, 0.0), np.array([0.5, 0.5, 0.0, 0.0, 0.0, 0.0])
    mean, sd = composite(state, w)
    assert mean == pytest.approx(float(w @ state.mean))
    assert sd**2 == pytest.approx(float(w @ state.cov @ w))


NAN = math.nan


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("theta", lambda pool, draw: classical.information(pool, np.array([NAN]))),
        ("theta", lambda pool, draw: classical.information(pool, np.zeros(0))),
        ("theta", lambda pool, draw: classical.maximum_information(pool, np.zeros((1, 1)))),
        ("few", lambda pool, draw: classical.randomesque(pool, np.zeros(1), draw, few=0)),
        ("allowed", lambda pool, draw: classical.ranked(pool, np.zeros(1), np.ones(1, bool))),
        ("count", lambda pool, draw: classical.strata(pool, 0)),
        ("count", lambda pool, draw: classical.strata(pool, 9)),
        ("blocks", lambda pool, draw: classical.strata(pool, 1, blocks=0)),
        (
            "stratum",
            lambda pool, draw: classical.a_stratified(pool, np.zeros(1), np.zeros(1, int), 0),
        ),
        ("shares", lambda pool, draw: classical.lagging([0.5, NAN], [0, 0])),
        ("shares", lambda pool, draw: classical.lagging([0.5, 0.6], [0, 0])),
        ("counts", lambda pool, draw: classical.lagging([0.5, 0.5], [0, -1])),
        ("counts", lambda pool, draw: classical.lagging([0.5, 0.5], [0])),
        (
            "control",
            lambda pool, draw: classical.sympson_hetter(
                np.arange(2), np.array([NAN, 0.5]), draw
            ),
        ),
        ("length", lambda pool, draw: control(pool, length=0, most=1.0, draw=draw)),
        ("length", lambda pool, draw: control(pool, length=4, most=1.0, draw=draw)),
        ("most", lambda pool, draw: control(pool, length=1, most=NAN, draw=draw)),
        ("most", lambda pool, draw: control(pool, length=3, most=0.5, draw=draw)),
        ("people", lambda pool, draw: control(pool, length=1, most=1.0, draw=draw, people=0)),
        ("mean", lambda pool, draw: control(pool, length=1, most=1.0, draw=draw, sd=NAN)),
        ("tests", lambda pool, draw: exposure(pool, [[3]])),
        ("tests", lambda pool, draw: exposure(pool, [[1, 1]])),
        ("least", lambda pool, draw: StopRule(length=3, least=4)),
        ("error", lambda pool, draw: StopRule(length=3, error=NAN)),
        ("cut", lambda pool, draw: StopRule(length=3, cut=NAN)),
        ("confidence", lambda pool, draw: StopRule(length=3, confidence=0.5)),
        ("mean", lambda pool, draw: StopRule(length=3).ended(1, NAN, 1.0)),
        ("sd", lambda pool, draw: StopRule(length=3).ended(1, 0.0, NAN)),
        ("asked", lambda pool, draw: StopRule(length=3).ended(-1, 0.0, 1.0)),
        (
            "asked",
            lambda pool, draw: next_item(
                pool, Exam(StopRule(length=3)), np.zeros(1), (7,), (), draw
            ),
        ),
        (
            "content",
            lambda pool, draw: next_item(
                pool,
                Exam(StopRule(length=3), content=np.zeros(3, int)),
                np.zeros(1),
                (),
                (),
                draw,
            ),
        ),
        (
            "stratum",
            lambda pool, draw: next_item(
                pool, Exam(StopRule(length=3), rule="stratified"), np.zeros(1), (), (), draw
            ),
        ),
    ],
)
def test_what_is_out_of_range_is_named(name: str, call: object) -> None:
    pool = build_pool(skill=[0, 0, 0], b=[0.0, 0.5, 1.0])
    assert callable(call)
    with pytest.raises(ValueError, match=rf"\b{name}\b.*: "):
        call(pool, np.random.default_rng(0))
