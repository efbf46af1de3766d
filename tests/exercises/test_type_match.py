"""Elements to match and to sort: what is read, and how it is judged."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises import items as play
from exercises.content import Step
from exercises.faults import Fault
from exercises.instance import FormatError, Instance, Verdict
from exercises.items import Item
from exercises.types.assign import MOST_BLOCKS, Misplaced
from exercises.types.match import MatchContent, Pair
from exercises.types.sort import SortContent, Sorted

One = Callable[[str, str], Item]
Read = Callable[[str], tuple[list[Item], list[Fault]]]

MATCH = """{ask: "Reliez.", solution: [{text: "On lit."}], praise: "Vous avez lu.", extra: [z],
  pairs: [{left: un, right: a, wrong: [{given: z, misconception: zero, good: "Bien lu."}]},
  {left: deux, right: b, feedback: "Relisez b."}, {left: trois, right: c}]}"""
SORT = """{ask: "Classez.", solution: [{text: "On lit."}], categories: [pair, impair],
  elements: [{text: "1", category: impair, misconception: inverse},
  {text: "2", category: pair}, {text: "3", category: impair}, {text: "4", category: pair}]}"""


def answer(instance: Instance, **fields: str) -> Verdict | FormatError:
    value = play.parse(instance, {name: [text] for name, text in fields.items()})
    return value if isinstance(value, FormatError) else play.grade(instance, value)


def judged(instance: Instance, wanted: dict[str, str]) -> Verdict:
    """The verdict when each element is given the target of this text."""
    public = instance.public
    field, shown, targets = (
        ("match", public["left"], public["right"])
        if instance.type == "match"
        else ("place", public["elements"], public["categories"])
    )
    fields = {
        f"{field}{number}": str(targets.index(wanted[text]))
        for number, text in enumerate(shown, 1)
    }
    verdict = answer(instance, **fields)
    assert isinstance(verdict, Verdict)
    return verdict


def test_pairs_that_all_go_together(one: One) -> None:
    verdict = judged(play.make(one("match", MATCH), 1), {"un": "a", "deux": "b", "trois": "c"})
    assert verdict.right
    assert verdict.blocks == ()
    assert all(line["right"] for line in verdict.lines)


def test_each_pair_is_a_part_and_a_known_one_is_named(one: One) -> None:
    verdict = judged(play.make(one("match", MATCH), 1), {"un": "z", "deux": "b", "trois": "c"})
    assert verdict.score == pytest.approx(2 / 3)
    assert verdict.misconceptions == ("zero",)
    assert (verdict.good, verdict.blocks) == ("Bien lu.", ("Regardez le zéro.",))
    line = next(line for line in verdict.lines if not line["right"])
    assert (line["label"], line["given"], line["expected"]) == ("un", "z", "a")


def test_what_nobody_explains_is_at_least_named(one: One) -> None:
    verdict = judged(play.make(one("match", MATCH), 1), {"un": "a", "deux": "b", "trois": "z"})
    assert "trois" in verdict.blocks[0]
    assert verdict.good == "2 liens sont déjà justes, sur 3."


def test_what_is_not_yet_placed_is_named(one: One) -> None:
    instance = play.make(one("sort", SORT), 1)
    refused = answer(instance, place1="0", place2="1", place3="0")
    assert isinstance(refused, FormatError)
    assert instance.public["elements"][3] in refused.message
    assert not refused.missing
    nothing = answer(instance)
    assert isinstance(nothing, FormatError)
    assert nothing.missing


@pytest.mark.parametrize("text", ["2", "-1", "a", "٠", "0 1", "9" * 5000])
def test_a_place_that_cannot_be_read_is_no_answer(one: One, text: str) -> None:
    instance = play.make(one("sort", SORT), 1)
    assert isinstance(
        answer(instance, place1=text, place2="0", place3="0", place4="0"), FormatError
    )


@pytest.mark.parametrize(
    ("kind", "content", "field"), [("match", MATCH, "match"), ("sort", SORT, "place")]
)
def test_chance_is_the_mean_score_of_all_answers(
    one: One, kind: str, content: str, field: str
) -> None:
    instance = play.make(one(kind, content), 1)
    count = len(instance.secret["key"])
    targets = [str(at) for at in range(len(instance.secret["targets"]))]
    scores = []
    for chosen in product(targets, repeat=count):
        verdict = answer(instance, **{f"{field}{n}": at for n, at in enumerate(chosen, 1)})
        assert isinstance(verdict, Verdict)
        scores.append(verdict.score)
    assert play.chance(instance.public) == pytest.approx(sum(scores) / len(scores))


@given(seed=st.integers(0, 500), turn=st.integers(1, 3))
def test_what_is_shown_does_not_depend_on_the_key(seed: int, turn: int) -> None:
    texts = ["a", "b", "c", "d"]
    turned = texts[turn:] + texts[:turn]
    shown = []
    for right in (texts, turned):
        pairs = tuple(Pair(left=f"g{n}", right=text) for n, text in enumerate(right))
        content = MatchContent(ask="Reliez.", solution=(Step(text="x"),), pairs=pairs)
        shown.append(
            play.make(Item("x/a", "x", 1, "match", 30, contents=(content,)), seed).public
        )
    assert shown[0] == shown[1]


def test_what_blocks_stays_short() -> None:
    elements = tuple(
        Sorted(text=f"e{n}", category="ab"[n % 2], feedback=f"Regardez {n}.") for n in range(8)
    )
    content = SortContent(
        ask="Classez.", solution=(Step(text="x"),), categories=("a", "b"), elements=elements
    )
    instance = play.make(Item("x/a", "x", 1, "sort", 30, contents=(content,)), 0)
    wrong = play.examples(instance).wrong[0][0]
    verdict = play.grade(instance, play.parse(instance, wrong))
    assert verdict.score == 0
    assert len(verdict.blocks) == MOST_BLOCKS


@pytest.mark.parametrize(
    ("kind", "old", "new", "said"),
    [
        ("match", "right: c", "right: b", "deux fois « b »"),
        ("match", "given: z", "given: y", "n’est pas proposé"),
        ("match", "given: z", "given: a", "est la bonne réponse"),
        ("sort", 'text: "2"', 'text: "4"', "deux fois « 4 »"),
        ("sort", 'text: "2", category: pair', 'text: "2", category: rond', "« categories »"),
        ("sort", "[pair, impair]", "[pair, impair, nul]", "Rien ne va dans « nul »"),
    ],
)
def test_authors_are_told_what_does_not_hold(
    read: Read, kind: str, old: str, new: str, said: str
) -> None:
    content = {"match": MATCH, "sort": SORT}[kind]
    assert old in content
    text = f"- {{id: a, tier: 1, type: {kind}, content: {content.replace(old, new)}}}\n"
    _items, faults = read(text)
    assert any(said in str(fault) for fault in faults)


def test_a_known_place_wins_over_what_is_said_of_any_other() -> None:
    element = Sorted(
        text="e", category="a", feedback="Autre.", wrong=(Misplaced(given="b", feedback="B."),)
    )
    others = tuple(Sorted(text=f"o{n}", category=c) for n, c in enumerate("bcab"))
    content = SortContent(
        ask="Classez.",
        solution=(Step(text="x"),),
        categories=("a", "b", "c"),
        elements=(element, *others),
    )
    instance = play.make(Item("x/a", "x", 1, "sort", 30, contents=(content,)), 0)
    key = {"e": "a", "o0": "b", "o1": "c", "o2": "a", "o3": "b"}
    assert judged(instance, key | {"e": "b"}).blocks == ("B.",)
    assert judged(instance, key | {"e": "c"}).blocks == ("Autre.",)
