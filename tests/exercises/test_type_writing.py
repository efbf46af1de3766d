"""Texts and voices for a person to mark: what a machine sees weighs little, or nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from exercises import items as play
from exercises.faults import Fault
from exercises.instance import FormatError, Instance, Verdict
from exercises.items import Item

One = Callable[[str, str], Item]
Read = Callable[[str], tuple[list[Item], list[Fault]]]
TEXT = """{ask: "Écrivez.", solution: [{text: x}], greeting: true, closing: true, day: true,
  must: [{says: "Dire absent", any: [absent], misconception: zero, feedback: "Dites-le."}],
  least: 5, most: 30, shortened: {misconception: inverse},
  model: "Bonjour. Je serai absent lundi. Merci."}"""
VOICE = """{ask: "Dites.", solution: [{text: x}], plan: [Bonjour]}"""


def made(one: One, kind: str = "writing", content: str = TEXT) -> Instance:
    return play.make(one(kind, content), 0)


def judged(instance: Instance, **raw: str) -> Verdict:
    value = play.parse(instance, {name: [text] for name, text in raw.items()})
    assert not isinstance(value, FormatError)
    return play.grade(instance, value)


def unmet(verdict: Verdict) -> list[str]:
    return [line["label"] for line in verdict.lines if not line["right"]]


def test_what_is_seen_is_said_and_weighs_little(one: One) -> None:
    instance = made(one)
    whole = judged(instance, text="Bonjour Sonia, je serai absente demain. Cordialement")
    assert (whole.right, whole.pending, whole.weight) == (True, True, 0.25)
    bare = judged(instance, text="slt jsp si je viens")
    assert bare.misconceptions == ("zero", "inverse")
    assert bare.blocks[0] == "Dites-le."
    assert len(unmet(bare)) == 6
    assert bare.score == pytest.approx(1 / 7)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("bonjour. Je serai absent lundi. Merci", "Mettre une majuscule"),
        ("Bonjour, je serai absent le 3 mars, merci", "Mettre une majuscule"),
        ("Je serai absent le 03/05. Merci", "Commencer par une formule"),
        ("Bonjour, je serai absent lundi.", "Finir par une formule"),
        ("Bonjour, je serai absent bientôt. Merci", "Dire quand"),
        ("Bonjour, absent lundi. Merci stp", "Écrire les mots en entier"),
        ("Bonjour. " + "absent lundi merci " * 20, "Écrire de 5 à 30 mots"),
    ],
)
def test_each_check_alone(one: One, text: str, missing: str) -> None:
    (label,) = unmet(judged(made(one), text=text))
    assert label.startswith(missing)


def test_a_voice_a_text_or_later_are_answers_that_wait(one: One) -> None:
    instance = made(one, "spoken", VOICE)
    for raw in ({"how": "voice"}, {"how": "later"}, {"text": "Bonjour, je suis Inès."}):
        verdict = judged(instance, **raw)
        assert (verdict.pending, verdict.weight, verdict.blocks) == (True, 0, ())
    assert judged(instance, how="", text="Bonjour").given == "Bonjour"


@pytest.mark.parametrize(
    "raw", [{}, {"how": ["autre"]}, {"text": ["?!"]}, {"text": ["a" * 3000]}]
)
def test_what_cannot_be_read(one: One, raw: dict[str, list[str]]) -> None:
    assert isinstance(play.parse(made(one, "spoken", VOICE), raw), FormatError)
    if "how" not in raw:
        assert isinstance(play.parse(made(one), raw), FormatError)


def test_a_model_that_misses_its_own_list_is_refused(read: Read) -> None:
    bad = TEXT.replace("lundi. Merci", "bientôt. Merci")
    _, faults = read(f"- {{id: a, tier: 1, type: writing, content: {bad}}}\n")
    assert "ne fait pas ceci" in faults[0].what
