"""Gaps to type in: each one counts, an empty one is named."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from exercises import items as play
from exercises.faults import Fault
from exercises.instance import FormatError, Verdict
from exercises.items import Item

One = Callable[[str, str], Item]
Read = Callable[[str], tuple[list[Item], list[Fault]]]
TWO = """{ask: "Complétez.", solution: [{text: "On lit."}], text: "Tu [1] ici. Il [2] là.",
  counts: [spelling, accents], gaps: [
  {answers: [manges], wrong: [{value: mange, misconception: zero, good: "Le début est bon."}]},
  {answers: [préfère, préféra], counts: [],
   wrong: [{value: adore, misconception: inverse}]}]}"""


def answer(item: Item, *words: str) -> Verdict | FormatError:
    instance = play.make(item, 0)
    value = play.parse(instance, {f"gap{n}": [word] for n, word in enumerate(words, 1)})
    return value if isinstance(value, FormatError) else play.grade(instance, value)


def judged(item: Item, *words: str) -> Verdict:
    verdict = answer(item, *words)
    assert isinstance(verdict, Verdict)
    return verdict


def test_each_gap_counts_with_its_own_tolerance(one: One) -> None:
    item = one("cloze", TWO)
    right = judged(item, "manges", "PREFERE")
    assert right.right
    assert right.given == "Tu manges ici. Il PREFERE là."
    assert right.expected == "Tu manges ici. Il préfère là."
    assert right.note
    assert judged(item, "manges", "préféra").right
    partly = judged(item, "mange", "préfère")
    assert (partly.score, list(partly.parts)) == (0.5, [0, 1])
    assert partly.misconceptions == ("zero",)
    assert partly.good == "Le début est bon."
    assert [row["label"] for row in partly.lines] == ["Trou 1", "Trou 2"]
    both = judged(item, "mangés", "adore")
    assert both.score == 0
    assert both.misconceptions == ("inverse",)
    assert both.blocks[0].startswith("Les accents comptent ici.")


def test_an_empty_or_unreadable_gap_is_named(one: One) -> None:
    item = one("cloze", TWO)
    empty = answer(item, "manges", " ")
    assert isinstance(empty, FormatError)
    assert "le trou 2 est vide" in empty.message
    assert not empty.missing
    nothing = answer(item)
    assert isinstance(nothing, FormatError)
    assert nothing.missing
    odd = answer(item, "?!", "préfère")
    assert isinstance(odd, FormatError)
    assert "le trou 1" in odd.message


def test_each_gap_says_what_counts_when_they_differ(one: One) -> None:
    public = play.make(one("cloze", TWO), 0).public
    assert [told.split("\u00a0: ")[0] for told in public["tells"]] == ["Trou 1", "Trou 2"]
    same = play.make(one("cloze", TWO.replace(" counts: [],", "")), 0).public
    assert same["tells"] == [
        "L’orthographe et les accents comptent. Les majuscules ne comptent pas."
    ]


def test_the_page_knows_nothing_of_the_words(one: One) -> None:
    other = TWO.replace("[manges]", "[vas]").replace("mange,", "va,")
    shown = [play.make(one("cloze", content), 1).public for content in (TWO, other)]
    assert shown[0] == shown[1]


def test_one_letter_may_be_asked_for(one: One) -> None:
    letter = """{ask: "Écrivez.", solution: [{text: x}], text: "Ctrl + [1]", expects: letter,
      gaps: [{answers: [C], wrong: [{value: V, misconception: zero}]}]}"""
    item = one("cloze", letter)
    assert judged(item, "c").right
    assert judged(item, "c").lines == ()
    assert judged(item, "v").misconceptions == ("zero",)
    for text in ("copier", "3", "cc"):
        refused = answer(item, text)
        assert isinstance(refused, FormatError)
        assert refused.example == "Écrivez une seule lettre."


@pytest.mark.parametrize(
    ("text", "gaps", "what"),
    [
        ("Rien.", "{answers: [a]}", "trous dans l’ordre"),
        ("[2] [1]", "{answers: [a]}, {answers: [b]}", "trous dans l’ordre"),
        ("[1]", "{answers: []}", "trop court"),
        ("[1]", "{answers: [chat], wrong: [{value: Chats}]}", "bonne et une mauvaise"),
    ],
)
def test_faults_are_said(read: Read, text: str, gaps: str, what: str) -> None:
    _, faults = read(
        f'- {{id: a, tier: 1, type: cloze, content: {{ask: "Dites.", text: "{text}", '
        f"solution: [{{text: x}}], gaps: [{gaps}]}}}}\n"
    )
    assert what in faults[0].what
