"""A text to write: what a machine sees is said kindly, counts little and is never wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from exercises import items as play
from exercises.faults import Fault
from exercises.instance import FormatError, Instance, Verdict
from exercises.items import Item
from exercises.types.writing import KNOWN, LEAST, WEIGHT, sentences_of

One = Callable[[str, str], Item]
Read = Callable[[str], tuple[list[Item], list[Fault]]]
CONTENT = """{ask: "Écrivez.", solution: [{text: "On salue."}], sentences: {least: 2, most: 3},
  checks: [{sort: greeting},
           {label: "Dire l’heure", any: ["9 h", "neuf heures", "retard*"],
            advice: "Écrivez l’heure.", misconception: zero},
           {sort: capitals}, {sort: stops}],
  rubric: [{label: Clair, levels: ["Pas encore.", "Presque.", "Oui."]}],
  model: "Bonjour Léa, j’arrive à 9 h. Mon bus est en panne."}"""


def made(one: One) -> Instance:
    return play.make(one("writing", CONTENT), 0)


def judged(instance: Instance, text: str, **more: list[str]) -> Verdict:
    value = play.parse(instance, {"text": [text], **more})
    assert not isinstance(value, FormatError)
    return play.grade(instance, value)


def missing(verdict: Verdict) -> list[str]:
    return [row["label"] for row in verdict.lines if not row["right"]]


def test_a_whole_list_is_worth_little_and_waits_for_a_person(one: One) -> None:
    verdict = judged(made(one), "Bonjour,\nJe serai en RETARD. Le bus est en panne.")
    assert missing(verdict) == []
    assert (verdict.score, verdict.weight) == (1.0, WEIGHT)
    assert verdict.pending


def test_what_is_missing_is_said_and_never_makes_a_wrong_answer(one: One) -> None:
    verdict = judged(made(one), "le bus est en panne")
    assert missing(verdict) == [
        "De 2 à 3 phrases",
        KNOWN["greeting"].label,
        "Dire l’heure",
        KNOWN["capitals"].label,
        KNOWN["stops"].label,
    ]
    assert verdict.score == LEAST
    assert verdict.misconceptions == ("zero",)
    assert "Écrivez l’heure." in verdict.blocks
    some = judged(made(one), "Bonjour, le bus est en panne. Je viens à neuf  heures.")
    assert missing(some) == []


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("Il est 9 h.", True),
        ("Il est 19 h.", False),
        ("J’ai du retard.", True),
        ("Un départ retardé.", True),
        ("Sans arrêt, re tard.", False),
    ],
)
def test_words_are_whole_words_and_beginnings_where_the_author_says(
    one: One, text: str, there: bool
) -> None:
    assert ("Dire l’heure" not in missing(judged(made(one), text))) == there


@pytest.mark.parametrize(
    ("sort", "text", "there"),
    [
        ("greeting", "BONJOUR à tous", True),
        ("greeting", "Je viens.", False),
        ("closing", "À bientôt, Inès", True),
        ("closing", "Je viens demain.", False),
        ("date", "Le 3 février", True),
        ("date", "le 12/05", True),
        ("date", "Jeudi", True),
        ("date", "Un jour", False),
        ("capitals", "Il vient. Elle part.", True),
        ("capitals", "Il vient. elle part.", False),
        ("capitals", "«\u00a0Oui, je viens\u00a0»", True),
        ("whole", "Je viens stp.", False),
        ("whole", "Je viens, s’il te plaît.", True),
        ("stops", "Bonjour,\nJe viens avec mon frère demain !", True),
        ("stops", "Je viens avec mon frère demain", False),
        ("stops", "Je viens avec mon frère. Nous serons là avant midi", False),
    ],
)
def test_sorts(sort: str, text: str, there: bool) -> None:
    assert (KNOWN[sort].found(text) is not None) == there


def test_sentences() -> None:
    assert sentences_of("Bonjour Léa,\n\nje viens. Merci !\nÀ demain") == [
        "Bonjour Léa,\n\nje viens",
        "À demain",
    ]


def test_what_may_be_improved_is_said_once_before_sending(one: One) -> None:
    instance, text = made(one), "le bus est en panne"
    first = play.parse(instance, {"text": [text], "reread": ["1"]})
    assert isinstance(first, FormatError)
    assert "Écrivez l’heure." in first.advice
    assert not first.missing
    assert not isinstance(play.parse(instance, {"text": [text]}), FormatError)
    model = play.examples(instance).right[0]
    assert not isinstance(play.parse(instance, model | {"reread": ["1"]}), FormatError)


def test_words_of_no_dictionary_are_named_and_not_counted(one: One) -> None:
    instance = made(one)
    model = instance.secret["model"]
    verdict = judged(instance, model, misspelt=["bubus"])
    assert verdict.right
    assert verdict.note is not None
    assert "«\u00a0bubus\u00a0»" in verdict.note
    first = play.parse(instance, {"text": [model], "misspelt": ["bubus"], "reread": ["1"]})
    assert isinstance(first, FormatError)


@pytest.mark.parametrize("text", ["", "?!…", "12 13 14", "un\x07 deux trois", "mot " * 400])
def test_what_cannot_be_read(one: One, text: str) -> None:
    refused = play.parse(made(one), {"text": [text]})
    assert isinstance(refused, FormatError)
    assert refused.advice == ()
    assert refused.missing == (text == "")


def test_the_page_knows_neither_the_words_nor_the_model(one: One) -> None:
    public = str(made(one).public)
    assert "Dire l’heure" in public
    assert "retard" not in public
    assert "panne" not in public


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ("sentences: {least: 2, most: 3}", "sentences: {least: 3, most: 2}", "dépasse"),
        ("sentences: {least: 2, most: 3},", "", "La longueur"),
        ('"retard*"', '"ret*ard"', "à la fin d’un mot"),
        ('"retard*"', '"*"', "est vide"),
        ('advice: "Écrivez l’heure.",', "", "dit ce qu’il demande"),
        ("{sort: greeting}", "{sort: greeting, any: [x]}", "Écrivez un des deux"),
        ("{sort: capitals}", "{sort: stops}", "le même nom"),
        ("Bonjour Léa, j’arrive", "Léa, j’arrive", "ne fait pas ceci"),
    ],
)
def test_faults_are_said(read: Read, before: str, after: str, what: str) -> None:
    content = CONTENT.replace(before, after)
    _, faults = read(f"- {{id: a, tier: 1, type: writing, content: {content}}}\n")
    assert what in f"{faults[0].what} {faults[0].remedy}"
