"""Values placed and read on a graduated line."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises import items as play
from exercises.content import Step
from exercises.faults import Fault
from exercises.instance import FormatError, Instance, Verdict
from exercises.items import Item
from exercises.types.numberline import NumberlineContent, ruler

Read = Callable[[str], tuple[list[Item], list[Fault]]]


def made(**content: object) -> Instance:
    known = {"ask": "Placez.", "solution": [{"text": "x"}], "start": "2", "stop": "3"}
    full = NumberlineContent.model_validate(
        {**known, "step": "0.1", "answer": "2.3", **content}
    )
    item = Item("x/a", "x", 1, "numberline", 30, contents=(full,), messages={"m": "Message."})
    return play.make(item, 0)


def answer(instance: Instance, **fields: str) -> Verdict | FormatError:
    value = play.parse(instance, {name: [text] for name, text in fields.items()})
    return value if isinstance(value, FormatError) else play.grade(instance, value)


def judged(instance: Instance, **fields: str) -> Verdict:
    verdict = answer(instance, **fields)
    assert isinstance(verdict, Verdict)
    return verdict


def test_a_value_placed() -> None:
    instance = made()
    right = judged(instance, place="3")
    assert right.right
    assert (right.given, right.expected) == ("2,3", "2,3")
    near = judged(instance, place="4")
    assert near.score == 0
    assert near.given == "2,4"
    assert near.blocks


def test_a_known_wrong_place_is_named() -> None:
    instance = made(wrong=[{"value": "2.7", "misconception": "m", "good": "Bien."}])
    verdict = judged(instance, place="7")
    assert (verdict.misconceptions, verdict.good) == (("m",), "Bien.")
    assert verdict.blocks == ("Message.",)


def test_an_untouched_line_is_no_answer() -> None:
    for fields in ({}, {"place": ""}):
        refused = answer(made(), **fields)
        assert isinstance(refused, FormatError)
        assert refused.missing
    assert isinstance(answer(made(), place="11"), FormatError)


def test_graduations_are_named_without_their_value() -> None:
    public = made(labels=["2", "2.5", "3"]).public
    assert public["names"][0] == "sur le trait 2"
    assert public["names"][1] == "sur le 1er trait après 2"
    assert public["names"][7] == "sur le 2e trait après 2,5"
    assert not any("2,3" in name for name in public["names"])


def test_tolerance_counts_graduations_and_chance_follows() -> None:
    instance = made(tolerance=1)
    assert [judged(instance, place=str(at)).right for at in range(1, 6)] == [
        False,
        True,
        True,
        True,
        False,
    ]
    every = [judged(instance, place=str(at)).score for at in range(11)]
    assert play.chance(instance.public) == pytest.approx(sum(every) / 11)


def test_an_arrow_is_read_as_any_number() -> None:
    instance = made(read=True, wrong=[{"value": "2.03", "misconception": "m"}])
    assert instance.public["arrow"] == 3
    assert judged(instance, number="2,30").right
    assert judged(instance, number="2,03").misconceptions == ("m",)
    assert isinstance(answer(instance, number="beaucoup"), FormatError)
    assert play.chance(instance.public) == 0
    assert "3e trait après 2" in play.speech(instance.public)[-1]


def test_fractions_stay_fractions() -> None:
    instance = made(start="0", stop="2", step="1/4", answer="3/4", labels=["0", "1", "2"])
    assert instance.public["marks"][:5] == ["0", "1/4", "2/4", "3/4", "1"]
    assert judged(instance, place="3").expected == "3/4"


def test_before_the_answer_nothing_tells_where_it_is() -> None:
    assert made(answer="2.3").public == made(answer="2.9").public


@given(
    start=st.integers(-20, 20),
    count=st.integers(5, 20),
    bottom=st.sampled_from([1, 2, 5, 10, 100]),
    data=st.data(),
)
def test_only_the_answer_is_right(
    start: int, count: int, bottom: int, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, count))
    step = Fraction(1, bottom)
    texts = [str(float(start + n * step)) for n in (0, count, at)]
    content = NumberlineContent(
        ask="Placez.",
        solution=(Step(text="x"),),
        start=texts[0],
        stop=texts[1],
        step=str(float(step)),
        answer=texts[2],
    )
    line = ruler(content)
    assert line.count == count + 1
    instance = play.make(Item("x/a", "x", 1, "numberline", 30, contents=(content,)), 0)
    rights = [n for n in range(count + 1) if judged(instance, place=str(n)).right]
    assert rights == [at]


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ("step: 0.3", "ne va pas juste"),
        ("step: 0.01", "graduations"),
        ("step: 0", "ne va pas juste"),
        ("step: 1/0", "n’existe pas"),
        ("answer: 2.35", "pas sur une graduation"),
        ("answer: 4", "pas sur une graduation"),
        ("labels: [2.5, 3]", "ne commence pas"),
        ("labels: [2, 2.55]", "n’est pas sur une graduation"),
        ("labels: [2, 2.1, 2.2, 2.3, 2.4, 2.5, 2.6, 2.7, 2.8]", "se toucheraient"),
        ("wrong: [{value: 2.3, misconception: zero}]", "la correction accepte"),
        ("wrong: [{value: 2.35, misconception: zero}]", "pas sur une graduation"),
        ("wrong: [{value: 2.5}]", "n’explique rien"),
    ],
)
def test_authors_are_told_what_does_not_hold(read: Read, given_: str, said: str) -> None:
    base = {"step": "step: 0.1", "answer": "answer: 2.3"}
    base[given_.split(":")[0]] = given_
    line = ", ".join(["start: 2", "stop: 3", *base.values()])
    content = f'{{ask: "Placez.", solution: [{{text: x}}], {line}}}'
    _items, faults = read(f"- {{id: a, tier: 1, type: numberline, content: {content}}}\n")
    assert any(said in str(fault) for fault in faults), [str(fault) for fault in faults]
