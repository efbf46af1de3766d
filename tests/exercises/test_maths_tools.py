"""Column slips, exact numbers and typography that the maths generators share."""

from __future__ import annotations

from fractions import Fraction

import pytest

from exercises.generators.maths_columns import (
    add_without_carry,
    align_left,
    borrow_from_zero,
    smaller_from_larger,
    without_decrement,
)
from exercises.generators.maths_common import (
    distinct,
    exact,
    int_list_param,
    int_param,
    typography,
    word_param,
    wrong,
)
from exercises.generators.maths_monnaie import pieces


def test_column_slips_are_those_of_the_literature() -> None:
    assert smaller_from_larger(52, 38) == 26
    assert without_decrement(52, 38) == 24
    assert borrow_from_zero(503, 278) == 325
    assert add_without_carry([47, 38]) == 75
    assert align_left([245, 38]) == [245, 380]


def test_common_tools_are_exact_and_refuse_what_they_must() -> None:
    assert [exact(Fraction(1, 8)), exact(1500), exact(Fraction(30, 10))] == [
        "0.125",
        "1500",
        "3",
    ]
    assert pieces(1360) == "10 € + 2 € + 1 € + 50 c + 10 c"
    assert typography("l'atelier : 1 000 kg") == "l’atelier\u00a0: 1\u202f000\u00a0kg"
    kept = distinct(5, [wrong(value, "zeros", "…") for value in (5, 6, 6, -1)])
    assert [w.value for w in kept] == ["6"]
    with pytest.raises(ValueError, match="finite"):
        exact(Fraction(1, 3))
    with pytest.raises(ValueError, match="'digits'"):
        int_param({"digits": "3"}, "digits", 3)
    with pytest.raises(ValueError, match="'zone'"):
        word_param({"zone": "loin"}, "zone", ("près",))
    with pytest.raises(ValueError, match="'lengths'"):
        int_list_param({"lengths": ["2"]}, "lengths", [2])
