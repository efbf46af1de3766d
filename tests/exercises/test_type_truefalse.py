"""Statements to judge: true, false, "on ne sait pas"."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from exercises import items as play
from exercises.checks import play_item
from exercises.faults import Fault
from exercises.instance import FormatError, Verdict
from exercises.items import Item

One = Callable[[str, str], Item]
Read = Callable[[str], tuple[list[Item], list[Fault]]]
THREE = """{ask: "Jugez.", solution: [{text: "On lit."}], unknown: true, statements: [
  {text: p, answer: vrai, feedback: "Relisez p."},
  {text: q, answer: faux, misconception: zero, good: "Bien lu."},
  {text: r, answer: inconnu, feedback: "On ne le dit pas.",
   wrong: [{value: faux, misconception: inverse, feedback: "On ne dit pas le contraire."}]}]}"""
SINGLE = """{ask: "Jugez.", solution: [{text: x}], statements: [
  {text: p, answer: faux, misconception: zero}]}"""


def answer(one: One, content: str, *given: str) -> Verdict | FormatError:
    instance = play.make(one("truefalse", content), 0)
    value = play.parse(instance, {f"statement{n}": [v] for n, v in enumerate(given, 1)})
    return value if isinstance(value, FormatError) else play.grade(instance, value)


def judged(one: One, content: str, *given: str) -> Verdict:
    verdict = answer(one, content, *given)
    assert isinstance(verdict, Verdict)
    return verdict


def test_each_statement_counts(one: One) -> None:
    right = judged(one, THREE, "vrai", "faux", "inconnu")
    assert right.right
    assert right.given == right.expected == "1. Vrai · 2. Faux · 3. On ne sait pas"
    two = judged(one, THREE, "vrai", "faux", "faux")
    assert two.score == pytest.approx(2 / 3)
    assert two.misconceptions == ("inverse",)
    assert two.blocks == ("On ne dit pas le contraire.",)
    assert two.good == "2 phrases sont bien jugées, sur 3."
    assert [row["right"] for row in two.lines] == [True, True, False]
    other = judged(one, THREE, "vrai", "inconnu", "vrai")
    assert other.misconceptions == ("zero",)
    assert set(other.blocks) == {"Regardez le zéro.", "On ne le dit pas."}
    assert other.good == "Bien lu."
    assert judged(one, THREE, "faux", "vrai", "vrai").score == 0


def test_a_single_statement_has_two_answers(one: One) -> None:
    public = play.make(one("truefalse", SINGLE), 0).public
    assert [a["value"] for a in public["answers"]] == ["vrai", "faux"]
    verdict = judged(one, SINGLE, "vrai")
    assert (verdict.score, verdict.given, verdict.expected) == (0, "Vrai", "Faux")
    assert isinstance(answer(one, SINGLE, "inconnu"), FormatError)
    assert play.chance(public) == 1 / 2


def test_chance_is_the_expected_score_at_random(one: One) -> None:
    kinds = ("vrai", "faux", "inconnu")
    scores = [judged(one, THREE, a, b, c).score for a in kinds for b in kinds for c in kinds]
    public = play.make(one("truefalse", THREE), 0).public
    assert play.chance(public) == pytest.approx(sum(scores) / 27)


def test_a_missing_answer_is_named(one: One) -> None:
    some = answer(one, THREE, "vrai", "", "faux")
    assert isinstance(some, FormatError)
    assert "la phrase 2" in some.message
    assert not some.missing
    none = answer(one, THREE)
    assert isinstance(none, FormatError)
    assert none.missing


@pytest.mark.parametrize("value", ["Vrai", "peut-être", "0", "vrai "])
def test_an_answer_not_offered_cannot_be_read(one: One, value: str) -> None:
    assert isinstance(answer(one, THREE, "vrai", value, "faux"), FormatError)


def test_what_is_shown_does_not_tell_the_answers(one: One) -> None:
    turned = SINGLE.replace("answer: faux", "answer: vrai")
    shown = [play.make(one("truefalse", content), 4).public for content in (SINGLE, turned)]
    assert shown[0] == shown[1]


@pytest.mark.parametrize(
    ("statements", "what"),
    [
        ("{text: p, answer: inconnu}", "n’est pas proposé"),
        ("{text: p, answer: oui}", "valeur connue"),
        ("{text: p, answer: vrai}, {text: p, answer: faux}", "deux fois"),
        ("{text: p, answer: vrai, wrong: [{value: vrai}]}", "est la bonne"),
    ],
)
def test_faults_are_said(read: Read, statements: str, what: str) -> None:
    _, faults = read(
        f'- {{id: a, tier: 1, type: truefalse, content: {{ask: "Dites.", '
        f"solution: [{{text: x}}], statements: [{statements}]}}}}\n"
    )
    assert what in faults[0].what


def test_the_linter_asks_for_reasons_and_for_both_answers(one: One) -> None:
    bare = """{ask: "Jugez ?", solution: [{text: x}], statements: [
      {text: p, answer: vrai}, {text: q, answer: vrai}, {text: r, answer: vrai}]}"""
    said = [what for _, (what, _, _) in play_item(one("truefalse", bare), 2).remarks]
    assert sum("n’explique rien" in what for what in said) == 3
    assert any("même réponse" in what for what in said)
