"""Words and sentences to find: the cut never depends on the key, choosing all is worth 0."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises import items as play
from exercises.faults import Fault
from exercises.instance import FormatError, Instance, Verdict
from exercises.items import Item
from exercises.types import words

One = Callable[[str, str], Item]
Read = Callable[[str], tuple[list[Item], list[Fault]]]
TEXT = """{ask: "Trouvez les verbes.", solution: [{text: "On lit."}], misconception: inverse,
  text: "Le départ [est] à 9\u00a0h. L’équipe [attend], puis [part].",
  wrong: [{value: départ, misconception: zero, good: "Vous cherchez une action."}]}"""
SENTENCES = """{ask: "Trouvez.", by: sentences, feedback: "Relisez.", solution: [{text: x}],
  text: "[Venez à 8 h.] Il pleut ! [Dites oui ?]"}"""


def made(one: One, content: str = TEXT) -> Instance:
    return play.make(one("highlight", content), 0)


def shown(instance: Instance) -> list[str]:
    return [piece["text"] for line in instance.public["lines"] for piece in line]


def judged(instance: Instance, *texts: str) -> Verdict:
    places = [str(shown(instance).index(text)) for text in texts]
    value = play.parse(instance, {"word": places})
    assert not isinstance(value, FormatError)
    return play.grade(instance, value)


def test_each_word_is_apart_and_signs_are_around_it(one: One) -> None:
    instance = made(one)
    assert shown(instance) == [
        *("Le", "départ", "est", "à", "9\u00a0h", "L’", "équipe", "attend", "puis", "part")
    ]
    line = instance.public["lines"][0]
    assert (line[4]["after"], line[7]["after"]) == (".", ",")
    assert line[6]["joined"]
    assert instance.public["find"] == 3


def test_hits_less_false_alarms(one: One) -> None:
    instance = made(one)
    whole = judged(instance, "est", "attend", "part")
    assert (whole.score, whole.blocks, whole.right) == (1, (), True)
    two = judged(instance, "est", "attend")
    assert two.score == pytest.approx(2 / 3)
    assert list(two.parts) == [1, 1, 0]
    assert two.good == "2 bonnes réponses trouvées, sur 3."
    assert two.misconceptions == ("inverse",)
    mixed = judged(instance, "est", "attend", "départ")
    assert mixed.score == pytest.approx(1 / 3)
    assert mixed.misconceptions == ("zero", "inverse")
    assert mixed.good == "Vous cherchez une action."
    assert judged(instance, *shown(instance)).score == 0


def test_the_text_is_shown_again_with_its_marks(one: One) -> None:
    instance = made(one)
    (row,) = judged(instance, "est", "départ").marked
    marks = {piece["text"]: piece["mark"] for line in row["lines"] for piece in line}
    assert (marks["est"], marks["attend"], marks["départ"], marks["Le"]) == (
        *("found", "missed", "extra", None),
    )


def test_sentences_are_chosen_whole(one: One) -> None:
    instance = made(one, SENTENCES)
    assert shown(instance) == ["Venez à 8 h.", "Il pleut !", "Dites oui ?"]
    assert judged(instance, "Venez à 8 h.", "Dites oui ?").right
    assert judged(instance, "Il pleut !").blocks


def test_chance_is_the_mean_over_all_choices_of_as_many(one: One) -> None:
    instance = made(one)
    every = [
        judged(instance, *(shown(instance)[at] for at in places)).score
        for places in combinations(range(len(shown(instance))), 3)
    ]
    assert play.chance(instance.public) == pytest.approx(sum(every) / len(every))


@pytest.mark.parametrize("raw", [[], [""], ["99"], ["0", "0"], ["x"]])
def test_choices_that_cannot_be_read(one: One, raw: list[str]) -> None:
    refused = play.parse(made(one), {"word": raw})
    assert isinstance(refused, FormatError)
    assert refused.missing == (not raw or raw == [""])


@pytest.mark.parametrize(
    ("text", "wrong", "what"),
    [
        ("Rien.", "", "0 réponses sur 1"),
        ("[Tout]", "", "1 réponses sur 1"),
        ("Un [mot", "", "crochets"),
        ("Un [mot]", "{value: autre}", "à côté des réponses"),
        ("Un [mot]", "{value: mot}", "à côté des réponses"),
    ],
)
def test_faults_are_said(read: Read, text: str, wrong: str, what: str) -> None:
    _, faults = read(
        f'- {{id: a, tier: 1, type: highlight, content: {{ask: "Dites.", text: "{text}", '
        f"solution: [{{text: x}}], wrong: [{wrong}]}}}}\n"
    )
    assert what in faults[0].what


sign = st.sampled_from("aé9’'-., ;:?!«»\u00a0\n[]")
loose = st.text(sign, max_size=40)


@given(text=loose)
def test_nothing_of_a_text_is_lost_in_the_cut(text: str) -> None:
    """An oracle that knows nothing of words: all signs but spaces come back, in order."""
    pieces = words.words(text)
    back = "".join(p.before + p.text + p.after for p in pieces)
    assert re.sub(r"[ \n]", "", back) == re.sub(r"[ \n\[\]]", "", text)
    assert all(piece.text for piece in pieces)


@given(text=loose.filter(lambda t: "[" not in t and "]" not in t), data=st.data())
def test_the_cut_does_not_depend_on_the_marks(text: str, data: st.DataObject) -> None:
    pieces = words.words(text)
    if not pieces:
        return
    places = data.draw(st.sets(st.integers(0, len(pieces) - 1)))
    again = words.words(words.marking(text, "words", sorted(places)))
    assert [(p.before, p.text, p.after) for p in again] == [
        (p.before, p.text, p.after) for p in pieces
    ]
    assert {at for at, piece in enumerate(again) if piece.marked} == places
