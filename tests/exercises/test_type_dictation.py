"""Dictations and questions on what is heard: judged word by word, nothing said in the page."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from exercises import items as play
from exercises.faults import Fault
from exercises.instance import FormatError, Instance, Verdict
from exercises.items import Item

One = Callable[[str, str], Item]
Read = Callable[[str], tuple[list[Item], list[Fault]]]
SAID = """{ask: "Écrivez.", solution: [{text: "On écoute."}],
  said: "Karim [a] un rendez-vous | [à] la mairie.",
  kinds: [{difference: accent, misconception: inverse}],
  wrong: [{of: à, value: a, misconception: zero, feedback: "Essayez avait."}]}"""
SIGNS = """{ask: "Écrivez.", solution: [{text: x}], punctuation: true, capitals: true,
  said: "Oui, Léa vient."}"""
CHOICES = """{ask: "Où ?", solution: [{text: x}], said: "Posez-le | sous la table.",
  choices: [{text: sous, right: true}, {text: sur, misconception: zero}]}"""
REPLY = """{ask: "Combien ?", solution: [{text: x}], said: "Il en faut treize.",
  reply: {answer: 13, wrong: [{value: 30, misconception: zero}]}}"""


def made(one: One, content: str = SAID, kind: str = "dictation") -> Instance:
    return play.make(one(kind, content), 0)


def judged(instance: Instance, text: str, field: str = "text") -> Verdict:
    value = play.parse(instance, {field: [text]})
    assert not isinstance(value, FormatError)
    return play.grade(instance, value)


def test_what_is_asked_for_makes_most_of_the_score(one: One) -> None:
    instance = made(one)
    assert judged(instance, "karim a un rendez-vous à la mairie").right
    target = judged(instance, "Karim a un rendez-vous a la mairie.")
    assert target.score == pytest.approx(0.8 * 1 / 2 + 0.2 * 6 / 7)
    assert target.misconceptions == ("zero",)
    assert target.blocks == ("Essayez avait.",)
    assert target.good == "6 mots sur 7 sont bien écrits."
    other = judged(instance, "Karim a un rendez-vous à la méri.")
    assert other.score == pytest.approx(0.8 + 0.2 * 6 / 7)
    assert other.misconceptions == ()


def test_both_lines_are_shown_with_each_difference_named(one: One) -> None:
    verdict = judged(made(one), "Karim a rendez-vous a la mairie demain")
    assert [line["label"] for line in verdict.lines] == [
        "Un mot qui se prononce pareil",
        "Un mot oublié",
        "Un mot en trop",
    ]
    mine, theirs = verdict.marked
    assert [w["text"] for w in mine["lines"][0] if w["mark"]] == ["a", "demain"]
    assert [w["text"] for w in theirs["lines"][0] if w["mark"]] == ["un", "à"]
    assert {w["mark"] for w in theirs["lines"][0]} == {None, "left", "fixed"}


def test_words_in_excess_never_make_the_score_negative(one: One) -> None:
    verdict = judged(made(one), "un deux trois quatre cinq six sept huit neuf dix onze douze")
    assert 0 <= verdict.score < 0.2


def test_signs_and_capitals_count_only_when_the_author_says_so(one: One) -> None:
    instance = made(one, SIGNS)
    assert judged(instance, "Oui, Léa vient.").right
    labels = [line["label"] for line in judged(instance, "Oui léa vient.").lines]
    assert labels == ["La ponctuation", "La majuscule"]
    assert judged(made(one), "KARIM A UN RENDEZ-VOUS À LA MAIRIE").right


@pytest.mark.parametrize("text", ["", " ", "?!…", "mot " * 40])
def test_what_cannot_be_read(one: One, text: str) -> None:
    refused = play.parse(made(one), {"text": [text]})
    assert isinstance(refused, FormatError)
    assert refused.missing == (not text.strip())


@pytest.mark.parametrize(
    ("kind", "content"), [("dictation", SAID), ("listen", CHOICES), ("listen", REPLY)]
)
def test_nothing_that_is_said_is_in_the_page(one: One, kind: str, content: str) -> None:
    public = json.dumps(made(one, content, kind).public, ensure_ascii=False)
    assert not {"rendez", "table", "treize", "13"} & set(
        public.replace('"', " ").replace(",", " ").split()
    )
    assert "rendez" not in public
    assert "treize" not in public


def test_a_question_on_what_is_heard(one: One) -> None:
    instance = made(one, CHOICES, "listen")
    at = instance.public["choices"].index("sur")
    wrong = judged(instance, str(at), "choice")
    assert (wrong.score, wrong.misconceptions) == (0, ("zero",))
    assert wrong.marked[0]["lines"][0][0]["text"] == "Posez-le sous la table."
    assert play.chance(instance.public) == 0.5
    number = made(one, REPLY, "listen")
    assert judged(number, "13", "number").right
    assert judged(number, "30", "number").misconceptions == ("zero",)
    assert isinstance(play.parse(number, {"number": ["beaucoup"]}), FormatError)


@pytest.mark.parametrize(
    ("kind", "content", "what"),
    [
        ("dictation", 'said: "Un || deux"', "groupe de mots est vide"),
        ("dictation", 'said: "Un [mot"', "crochets"),
        ("dictation", 'said: "Un mot", wrong: [{of: autre, value: x}]', "pas dans le texte"),
        ("listen", 'said: "Un mot"', "On choisit"),
        ("listen", 'said: "Un [mot]", reply: {answers: [x]}', "crochets"),
        ("listen", 'said: "Un", choices: [{text: a, right: true}]', "une seule réponse"),
    ],
)
def test_faults_are_said(read: Read, kind: str, content: str, what: str) -> None:
    _, faults = read(
        f'- {{id: a, tier: 1, type: {kind}, content: {{ask: "Dites.", {content}, '
        "solution: [{text: x}]}}\n"
    )
    assert what in faults[0].what
