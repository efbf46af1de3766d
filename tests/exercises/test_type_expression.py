"""Expressions typed by people: read within bounds, equal or not as sympy says."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
import sympy  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from exercises import algebra, expressions
from exercises import items as play
from exercises.expressions import Unreadable, has_form, read, typeset
from exercises.faults import Fault
from exercises.instance import FormatError, Instance, Verdict
from exercises.items import Item
from exercises.types.expression import ExpressionContent

Read = Callable[[str], tuple[list[Item], list[Fault]]]
X = frozenset("x")

# Trees written twice: as people write them, and as sympy's own objects (never as its text).
numbers = st.integers(0, 12)
leaves = numbers.map(lambda n: (str(n), n)) | st.just(("x", "x"))


def _written(inner: st.SearchStrategy[tuple[str, object]]) -> st.SearchStrategy[object]:
    def both(parts: tuple[str, tuple[str, object], tuple[str, object]]) -> tuple[str, object]:
        sign, (left, a), (right, b) = parts
        return f"({left}) {sign} ({right})", (sign, a, b)

    return st.tuples(st.sampled_from("+-×"), inner, inner).map(both)


trees = st.recursive(leaves, _written, max_leaves=5)


def oracle(tree: object) -> sympy.Expr:
    """The same tree in sympy."""
    if isinstance(tree, tuple):
        sign, left, right = tree[0], oracle(tree[1]), oracle(tree[2])
        return {"+": left + right, "-": left - right, "×": left * right}[sign]
    return sympy.Symbol("x") if tree == "x" else sympy.Integer(int(str(tree)))


@settings(max_examples=60, deadline=None)
@given(one=trees, other=trees)
def test_equal_as_sympy_says(one: tuple[str, object], other: tuple[str, object]) -> None:
    texts = [text for text, _ in (one, other)]
    if any(len(text) > expressions.LONGEST for text in texts):
        return
    left, right = (oracle(tree) for _, tree in (one, other))
    ours = read(texts[0], X).value.same(read(texts[1], X).value)
    assert ours == (sympy.expand(left - right) == 0)
    expanded = str(sympy.expand(left)).replace("**", "^").replace("*", "×")
    if len(expanded) <= expressions.LONGEST and not any(len(n) > 9 for n in expanded.split()):
        assert read(expanded, X).value.same(read(texts[0], X).value)


@given(top=st.integers(0, 400), bottom=st.integers(1, 40))
def test_square_roots_as_sympy_says(top: int, bottom: int) -> None:
    ours = read(f"√({top}/{bottom}) × √({top}/{bottom})").value.number()
    assert ours == Fraction(top, bottom)
    simple = sympy.sqrt(sympy.Rational(top, bottom))
    assert (read(f"√({top}/{bottom})").value.number() is not None) == simple.is_rational


def small(text: str) -> bool:
    """Whether the text is refused, or worth something whose size is bounded."""
    try:
        found = read(text, X)
    except Unreadable:
        return True
    return all(
        len(terms) <= algebra.MOST_TERMS
        and all(f.numerator.bit_length() <= algebra.MOST_BITS for f in terms.values())
        for terms in (found.value.top, found.value.bottom)
    )


@given(text=st.text("0123456789x()+-×÷²^√,/= ", max_size=85))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert small(text)


@pytest.mark.parametrize(
    "text",
    [
        "(((9^9)^9)^9)^9",
        "(x+1)^9 × (x+2)^9 × (x+3)^9",
        "√99999999 × √99999989 × √99999971",
        "9^9^9",
        "((((((((((1))))))))))",
        "1/(1/(1/(1/(x+1))))" + "+1/(x+2)+1/(x+3)+1/(x+4)+1/(x+5)+1/(x+6)",
        "(" * 80,
        "√" * 80,
        "-" * 79 + "1",
        "().__class__.__bases__",
        "1e999",
        "9" * 10,
        "x" * 5000,
    ],
)
def test_what_never_ends_is_refused_or_read_within_bounds(text: str) -> None:
    assert small(text)


def made(**content: object) -> Instance:
    full = ExpressionContent.model_validate(
        {"ask": "Écrivez.", "solution": [{"text": "x"}], **content}
    )
    item = Item("x/a", "x", 1, "expression", 30, contents=(full,), messages={"m": "Message."})
    return play.make(item, 0)


def answer(instance: Instance, text: str) -> Verdict | FormatError:
    value = play.parse(instance, {"expression": [text]})
    return value if isinstance(value, FormatError) else play.grade(instance, value)


def judged(instance: Instance, text: str) -> Verdict:
    verdict = answer(instance, text)
    assert isinstance(verdict, Verdict), verdict
    return verdict


def test_every_equal_writing_is_right_and_said_back() -> None:
    instance = made(answer="3x + 6", letters=["x"])
    for text in ("3x+6", "6 + 3x", "3(x+2)", "3 × (X + 2)", "(9x+18)/3", "3*x + 12÷2"):
        assert judged(instance, text).right
    assert "égale à" in (judged(instance, "3(x+2)").note or "")
    assert not judged(instance, "3x + 2").right


def test_without_letter_x_multiplies() -> None:
    instance = made(answer="3 × 4,50 + 2", form="calculation")
    for text in ("3x4,5+2", "3 X 4.50 + 2", "2 + 4,50 × 3"):
        assert judged(instance, text).right
    half = judged(instance, "15,50")
    assert (half.score, half.parts) == (0.5, (1.0, 0.0))
    assert "calcul" in half.blocks[0]


@pytest.mark.parametrize(
    ("form", "text", "kept"),
    [
        ("expanded", "2x + 6", True),
        ("expanded", "6 + 2x", True),
        ("expanded", "2(x + 3)", False),
        ("expanded", "x + x + 6", False),
        ("expanded", "2x + 4 + 2", False),
        ("expanded", "x²/2 − 3x + 1", True),
        ("factored", "2(x + 3)", True),
        ("factored", "(x + 1)²", True),
        ("factored", "2x + 6", False),
        ("number", "−3/4", True),
        ("number", "1,5", True),
        ("number", "1 + 0,5", False),
        ("calculation", "3 × 2", True),
        ("calculation", "6", False),
        ("calculation", "6/7", False),
    ],
)
def test_forms(form: expressions.Form, text: str, kept: bool) -> None:
    assert has_form(read(text, X).left, form) == kept


def test_equations_are_the_same_when_they_say_the_same() -> None:
    instance = made(answer="2x + 3 = 11", letters=["x"])
    for text in ("2x=8", "11 = 3 + 2x", "x = 4", "4x + 6 = 22"):
        assert judged(instance, text).right
    assert not judged(instance, "2x = 11").right
    assert isinstance(answer(instance, "2x + 3"), FormatError)


def test_solutions_in_every_way_of_writing() -> None:
    instance = made(solutions=["2", "-3"], letters=["x"])
    for text in ("2 ; -3", "x = 2 ou x = −3", "-3 et 2", "{2 ; −3}", "S = {2 ; -6/2}"):
        assert judged(instance, text).right, text
    half = judged(instance, "x = 2")
    assert (half.score, sum(half.parts)) == (0.5, 1)
    assert judged(instance, "2 ; 5").score == 0
    assert judged(instance, "aucune solution").score == 0
    none = made(solutions=[], letters=["x"])
    assert judged(none, "Aucune").right
    assert not judged(none, "0").right
    assert none.public == instance.public  # how many there are is not told


def test_a_known_wrong_answer_is_named_in_any_writing() -> None:
    instance = made(
        answer="2x + 6", letters=["x"], wrong=[{"value": "2x + 3", "misconception": "m"}]
    )
    assert judged(instance, "3 + 2x").misconceptions == ("m",)


@pytest.mark.parametrize(
    ("text", "said"),
    [("2 3", "lire"), ("y + 1", "lettre y"), ("3(", "parenthèse"), ("2/3x", "division")],
)
def test_why_it_cannot_be_read_is_said(text: str, said: str) -> None:
    refused = answer(made(answer="2x", letters=["x"]), text)
    assert isinstance(refused, FormatError)
    assert said in refused.message
    assert refused.example


def test_printing() -> None:
    assert typeset("3*4-2") == "3 × 4 − 2"
    assert typeset("-2x^2+1500") == "−2x² + 1\u202f500"


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ("answer: '2(x+3)', letters: [x], form: expanded", "n’a pas la forme"),
        ("answer: '2x +', letters: [x]", "lire"),
        ("answer: '2y', letters: [x]", "La lettre y"),
        ("answer: '2x', letters: [x], solutions: ['1']", "un des deux"),
        ("solutions: ['1']", "une inconnue"),
        ("solutions: ['1', '2/2'], letters: [x]", "répète"),
        ("answer: '2x', letters: [x], wrong: [{value: 'x+x', feedback: f}]", "accepté"),
        ("answer: 'x = 1', letters: [x], form: number", "équation"),
    ],
)
def test_authors_are_told_what_does_not_hold(read: Read, given_: str, said: str) -> None:
    content = f'{{ask: "Écrivez.", solution: [{{text: x}}], {given_}}}'
    _items, faults = read(f"- {{id: a, tier: 1, type: expression, content: {content}}}\n")
    assert any(said in str(fault) for fault in faults), [str(fault) for fault in faults]
