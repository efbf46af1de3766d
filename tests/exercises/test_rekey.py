"""A key that was wrong is mended for what learners were shown, as they were shown it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from exercises import items as play
from exercises.instance import Instance
from exercises.items import Item
from exercises.rekey import rekeyed

One = Callable[[str, str], Item]

CHOICE = """{ask: "Choisissez.", solution: [{text: "On lit."}], choices: [
  {text: "a"%s}, {text: "b"%s}, {text: "c", feedback: "Regardez c."}]}"""
WRONG = ", misconception: zero"
RIGHT = ", right: true"
NUMBER = """{ask: "%s", solution: [{text: "On compte."}], answer: %s, unit: "€"}"""
ORDER = """{ask: "Rangez.", solution: [{text: "x"}], elements: [%s]}"""
GAPS = """{ask: "Complétez.", solution: [{text: "On lit."}], text: "Le [1] est [2].", gaps: [
  {choices: [{text: chat%s}, {text: chats%s}]},
  {choices: [{text: noir, right: true}, {text: noirs, misconception: inverse}]}]}"""


def _stored(instance: Instance) -> Instance:
    """As it comes back from the database: through JSON."""
    return Instance.from_json(json.loads(json.dumps(instance.to_json())))


def _judged(served: Instance, raw: dict[str, list[str]], item: Item) -> tuple[float, float]:
    """What an answer was worth, and what it is worth with the corrected key."""
    found = rekeyed(item, served.seed, served.public)
    assert found is not None
    assert found.public == served.public
    return tuple(  # type: ignore[return-value]  # two of them
        play.grade(one, play.parse(one, raw)).score for one in (served, found)
    )


@pytest.mark.parametrize("seed", range(4))
def test_a_choice_keeps_its_place_and_gets_its_new_key(one: One, seed: int) -> None:
    before, after = (one("mcq", CHOICE % keys) for keys in ((RIGHT, WRONG), (WRONG, RIGHT)))
    served = _stored(play.make(before, seed))
    at = {text: str(n) for n, text in enumerate(served.public["choices"])}
    assert _judged(served, {"choice": [at["a"]]}, after) == (1.0, 0.0)
    assert _judged(served, {"choice": [at["b"]]}, after) == (0.0, 1.0)
    assert _judged(served, {"choice": [at["c"]]}, after) == (0.0, 0.0)


def test_choices_once_shown_in_another_way_are_found_again(one: One) -> None:
    """The author also fixed their order: what was seen was another one."""
    before = one("mcq", CHOICE % (RIGHT, WRONG))
    after = one(
        "mcq", (CHOICE % (WRONG, RIGHT)).replace("choices:", "shuffle: false, choices:")
    )
    served = next(
        s
        for s in (_stored(play.make(before, n)) for n in range(9))
        if s.public["choices"] != ["a", "b", "c"]
    )
    assert rekeyed(after, served.seed, served.public) is None
    shuffled = one("mcq", CHOICE % (WRONG, RIGHT))
    renamed = replace(shuffled, id=f"{shuffled.skill}/b")  # another shuffling for this seed
    at = str(served.public["choices"].index("b"))
    assert _judged(served, {"choice": [at]}, renamed) == (0.0, 1.0)


def test_a_number_a_text_with_gaps_and_an_order_get_their_new_key(one: One) -> None:
    number = _stored(play.make(one("numeric", NUMBER % ("Combien ?", 12)), 5))
    after = one("numeric", NUMBER % ("Combien ?", 15))
    assert _judged(number, {"number": ["15 €"]}, after) == (0.0, 1.0)
    gaps = _stored(play.make(one("dropdown", GAPS % (RIGHT, WRONG)), 5))
    at = [str(gaps.public["gaps"][0].index("chats")), str(gaps.public["gaps"][1].index("noir"))]
    raw = {"gap1": [at[0]], "gap2": [at[1]]}
    assert _judged(gaps, raw, one("dropdown", GAPS % (WRONG, RIGHT))) == (0.5, 1.0)
    order = _stored(play.make(one("order", ORDER % "un, deux, trois, quatre"), 5))
    after = one("order", ORDER % "un, trois, deux, quatre")
    places = [str(order.public["elements"].index(e)) for e in ("un", "trois", "deux", "quatre")]
    before, now = _judged(order, {"order": places}, after)
    assert before < 1.0
    assert now == 1.0


def test_a_hint_more_is_the_same_question(one: One) -> None:
    served = _stored(play.make(one("numeric", NUMBER % ("Combien ?", 12)), 0))
    helped = (NUMBER % ("Combien ?", 15)).replace("solution:", 'help: ["Comptez."], solution:')
    found = rekeyed(one("numeric", helped), 0, served.public)
    assert found is not None
    assert found.secret["answer"] == "15"


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("numeric", NUMBER % ("Combien en tout ?", 15)),  # another question
        ("mcq", CHOICE % (RIGHT, WRONG)),  # another type
        ("numeric", (NUMBER % ("Combien ?", 15)).replace("€", "kg")),
    ],
)
def test_what_was_not_asked_is_not_judged(one: One, kind: str, content: str) -> None:
    served = _stored(play.make(one("numeric", NUMBER % ("Combien ?", 12)), 0))
    assert rekeyed(one(kind, content), 0, served.public) is None
