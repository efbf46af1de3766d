"""What the two-way filter refuses, and that it then has learnt nothing."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from adaptive.two_way import (
    Effect,
    Fast,
    Settings,
    Slow,
    TwoWay,
    from_arrays,
    log_of,
    to_arrays,
)


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        (([1.5], [0], [1]), "learner"),
        (([1], ["a"], [1]), "item"),
        (([1], [-1], [1]), "item: -1 is below 0"),
        (([1], [0], [math.nan]), "score"),
        (([1], [0], [1.1]), "score"),
        (([1, 2], [0], [1]), "score: 1 for 2 learners and 1 items"),
        (([1], [0], [1], [math.nan]), "at"),
        (([1], [0], [1], [math.inf]), "at"),
        (([1, 2, 1], [0, 0, 0], [1, 1, 1], [2.0, 0.0, 1.0]), "at: row 2 of learner 1"),
        (([[1]], [[0]], [[1]]), "learner"),
    ],
)
def test_a_log_that_is_unsound_is_refused(columns: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        log_of(*columns)


def test_learners_in_turns_may_have_any_times_between_them() -> None:
    log = log_of([1, 2, 1, 2], [0, 0, 0, 0], [1, 0, 1, 0], [5.0, 1.0, 5.0, 2.0])
    assert len(TwoWay([0]).follow(log).p) == 4


def test_an_unknown_exercise_is_refused_before_anything_is_learnt() -> None:
    belief = TwoWay([0, 0])
    with pytest.raises(ValueError, match="item: 2 is not one of the 2"):
        belief.follow(log_of([1, 1], [0, 2], [1, 1]))
    with pytest.raises(ValueError, match="item: 2 is not one of the 2"):
        belief.predict(1, 2)
    with pytest.raises(ValueError, match="item: -1"):
        belief.observe(1, -1, 1.0)
    assert belief.learners == {}
    assert belief.difficulty().answers.tolist() == [0, 0]


@pytest.mark.parametrize("score", [math.nan, -0.1, 1.1])
def test_a_score_out_of_range_is_refused(score: float) -> None:
    belief = TwoWay([0])
    with pytest.raises(ValueError, match="score"):
        belief.observe(1, 0, score)
    assert belief.learners == {}


@pytest.mark.parametrize("at", [1.0, math.inf, -math.inf])
def test_a_time_that_goes_back_is_refused(at: float) -> None:
    belief = TwoWay([0])
    belief.observe(1, 0, 1.0, 2.0)
    with pytest.raises(ValueError, match="at"):
        belief.observe(1, 0, 1.0, at)
    assert belief.difficulty().answers[0] == 1


@pytest.mark.parametrize("skill_of", [[0.5], [-1], ["a"], [[0]]])
def test_skills_that_are_no_numbers_are_refused(skill_of: Any) -> None:
    with pytest.raises(ValueError, match="skill_of"):
        TwoWay(skill_of)


def test_settings_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="general: sd"):
        Settings(general=Slow(-1.0))
    with pytest.raises(ValueError, match="mood: keep"):
        Settings(mood=Fast(1.0, 1.1))
    with pytest.raises(ValueError, match="skill: fade"):
        Settings(skill=Slow(1.0, 0.0, math.nan))
    with pytest.raises(ValueError, match="'luck' is not one of"):
        Settings(effects={"luck": Effect()})
    with pytest.raises(ValueError, match="effects, always: item"):
        Settings(effects={"always": Effect(item=math.inf)})


def saved() -> dict[str, Any]:
    belief = TwoWay([0, 1])
    belief.follow(log_of([1, 2], [0, 1], [1, 0]))
    return to_arrays(belief)


def test_arrays_that_are_not_whole_are_refused() -> None:
    for name in saved():
        if name != "learner":
            with pytest.raises(ValueError, match="missing"):
                from_arrays({k: v for k, v in saved().items() if k != name})
    for name in ("shared", "skills", "items", "answers", "practice", "seen", "learner"):
        with pytest.raises(ValueError, match="arrays"):
            from_arrays(saved() | {name: saved()[name][:0]})
    spoilt = saved()
    spoilt["items"][0, 0, 0] = np.nan
    with pytest.raises(ValueError, match="items has a number"):
        from_arrays(spoilt)


def test_arrays_of_other_settings_are_refused() -> None:
    with pytest.raises(ValueError, match="shape"):
        from_arrays(saved(), Settings(effects={"always": Effect(0.0, 1.0, 1.0, 1.0)}))
