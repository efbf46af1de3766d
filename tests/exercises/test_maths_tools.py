"""Column slips, exact numbers and typography that the maths generators share."""

from __future__ import annotations

from fractions import Fraction

import pytest

from exercises.content import Choice, Document, Row, Step
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
    typeset,
    typography,
    word_param,
    wrong,
)
from exercises.generators.maths_monnaie import pieces
from exercises.types.mcq import McqContent


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


def test_typesetting_reaches_every_text_and_leaves_a_content_that_is_valid() -> None:
    plain = McqContent(
        ask="Qui a raison ?",
        document=Document(title="Stock", rows=(Row(label="L'huile", value="5 L"),)),
        choices=(Choice(text="1 000 g", right=True), Choice(text="10", feedback="C'est peu.")),
        solution=(Step(text="Lisez.", working="2 × 5", result="10 %"),),
    )
    done = typeset(plain)
    assert done.ask == "Qui a raison\u00a0?"
    assert done.document is not None
    assert done.document.rows == (Row(label="L’huile", value="5\u00a0L"),)
    assert [choice.text for choice in done.choices] == ["1\u202f000\u00a0g", "10"]
    assert done.choices[1].feedback == "C’est peu."
    assert done.solution[0].working == "2 ×\u00a05"
    assert McqContent.model_validate(done.model_dump()) == done
    assert typeset(done) is done
