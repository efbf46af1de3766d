from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from adaptive.observation import Observation, helped_weight

Answer = Callable[..., Observation]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("at", math.nan),
        ("score", math.nan),
        ("score", 1.1),
        ("score", -0.1),
        ("b", math.inf),
        ("a", 0.0),
        ("a", -1.0),
        ("b_var", -0.1),
        ("c", 0.98),
        ("c", -0.1),
        ("u", 1.01),
        ("weight", -0.1),
        ("weight", 1.5),
        ("skills", ()),
        ("skills", (-1,)),
        ("skills", (1, 1)),
        ("weights", ()),
        ("weights", (0.0,)),
        ("weights", (math.nan,)),
        ("variant", 2**63),
        ("variant", -1),
        ("seq", 0),
        ("sitting", -1),
        ("kind", "guess"),
    ],
)
def test_what_is_out_of_range_is_named(answer: Answer, name: str, value: object) -> None:
    with pytest.raises(ValueError, match=f"^{name}: "):
        answer(1, 0, 1.0, **{name: value})


def test_a_trainers_word_may_count_for_several_answers(answer: Answer) -> None:
    assert answer(1, 0, 1.0, kind="override", weight=5.0).weight == 5.0


def test_help_lowers_the_weight_of_what_is_right() -> None:
    weights = [helped_weight(1.0, hints) for hints in range(5)]
    assert weights == pytest.approx([1.0, 0.7, 0.4, 0.2, 0.2])
    assert helped_weight(0.5, 2) == pytest.approx(0.7)
    assert [helped_weight(0.0, hints) for hints in range(4)] == [1.0] * 4


@pytest.mark.parametrize(("score", "hints"), [(1.5, 0), (math.nan, 0), (0.5, -1)])
def test_the_weight_of_nonsense_is_refused(score: float, hints: int) -> None:
    with pytest.raises(ValueError, match=r"score|hints"):
        helped_weight(score, hints)
