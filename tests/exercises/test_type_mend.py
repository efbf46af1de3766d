"""A place to find and a correction to write: judged apart, each for half."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from exercises import items as play
from exercises.faults import Fault
from exercises.instance import FormatError, Instance, Verdict
from exercises.items import Item

One = Callable[[str, str], Item]
Read = Callable[[str], tuple[list[Item], list[Fault]]]
TEXT = """{ask: "Corrigez.", solution: [{text: "On lit."}], rule: "Essayez était.",
  text: "Inès [et] en pause. Elle revient à midi.",
  fix: {answers: [est], counts: [spelling, accents],
        wrong: [{value: es, misconception: inverse, feedback: "Elle, pas tu."}]},
  places: [{value: à, misconception: zero, feedback: "Bien écrit."}]}"""
BILL = """{ask: "Corrigez.", solution: [{text: "On compte."}], title: Note, error: Total,
  rows: [{label: Pain, value: "2 €"}, {label: Riz, value: "3 €"}, {label: Total, value: "6 €"}],
  fix: {answer: 5, unit: "€", wrong: [{value: 6, misconception: zero}]}}"""
SUM = """{ask: "Corrigez.", solution: [{text: "On compte."}], error: "8 + 7 = 14",
  steps: ["8 + 7 = 14", "5 + 5 = 10", "9 + 1 = 10"], fix: {answer: 15}}"""


def made(one: One, content: str = TEXT) -> Instance:
    return play.make(one("mend", content), 0)


def answer(instance: Instance, name: str, fix: str) -> Verdict | FormatError:
    at = str(instance.public["names"].index(name))
    value = play.parse(instance, {"place": [at], "fix": [fix]})
    return value if isinstance(value, FormatError) else play.grade(instance, value)


def judged(instance: Instance, name: str, fix: str) -> Verdict:
    verdict = answer(instance, name, fix)
    assert isinstance(verdict, Verdict)
    return verdict


def test_place_and_correction_are_judged_apart(one: One) -> None:
    instance = made(one)
    whole = judged(instance, "et", "est")
    assert (whole.right, whole.given, whole.rule) == (True, "et → est", "Essayez était.")
    place = judged(instance, "et", "es")
    assert (place.score, list(place.parts)) == (0.5, [1, 0])
    assert place.misconceptions == ("inverse",)
    assert place.good == "Vous avez trouvé l’endroit à corriger."
    fix = judged(instance, "à", "est")
    assert (fix.score, list(fix.parts)) == (0.5, [0, 1])
    assert fix.misconceptions == ("zero",)
    assert fix.blocks == ("Bien écrit.",)
    neither = judged(instance, "Inès", "es")
    assert neither.score == 0
    assert neither.rule == "Essayez était."
    assert neither.blocks[0].startswith("«\u00a0Inès\u00a0» est juste.")
    assert [row["label"] for row in neither.lines] == ["L’endroit", "La correction"]


def test_a_row_and_a_line_of_a_calculation(one: One) -> None:
    bill = made(one, BILL)
    assert judged(bill, "Total", "5,00 €").right
    assert judged(bill, "Total", "6").misconceptions == ("zero",)
    assert judged(bill, "Pain", "5").score == 0.5
    assert judged(made(one, SUM), "8 + 7 = 14", "15").right


@pytest.mark.parametrize(
    ("raw", "what", "missing"),
    [
        ({}, "pas encore répondu", True),
        ({"fix": ["est"]}, "toucher l’endroit", False),
        ({"place": ["1"]}, "écrire la correction", False),
        ({"place": ["99"], "fix": ["est"]}, "lire votre choix", False),
        ({"place": ["1"], "fix": ["?!"]}, "lire votre réponse", False),
    ],
)
def test_what_cannot_be_read(
    one: One, raw: dict[str, list[str]], what: str, missing: bool
) -> None:
    refused = play.parse(made(one), raw)
    assert isinstance(refused, FormatError)
    assert what in refused.message
    assert refused.missing == missing


def test_another_unit_is_unreadable_not_wrong(one: One) -> None:
    refused = answer(made(one, BILL), "Total", "5 kg")
    assert isinstance(refused, FormatError)
    assert "euros" in refused.message


def test_the_page_knows_neither_place_nor_correction(one: One) -> None:
    other = TEXT.replace("[et] en", "et [en]").replace("[est]", "[là]")
    assert made(one, other).public == made(one).public


def test_chance_is_half_of_a_place_at_random(one: One) -> None:
    assert play.chance(made(one, BILL).public) == pytest.approx(0.5 / 3)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ('text: "Un [mot] de trop", rows: [{label: a, value: b}]', "On corrige"),
        ('text: "Deux [mots] [ici] là"', "un seul endroit"),
        ('steps: ["1", "2", "3"], error: "4"', "un seul endroit"),
        ('steps: ["1", "2"], error: "1"', "trop peu d’endroits"),
        ('steps: ["1", "1", "2"], error: "2"', "pareilles"),
        ('text: "Un [mot] ici", places: [{value: mot}]', "un autre endroit"),
    ],
)
def test_faults_are_said(read: Read, content: str, what: str) -> None:
    _, faults = read(
        f'- {{id: a, tier: 1, type: mend, content: {{ask: "Dites.", {content}, '
        "fix: {answers: [x]}, solution: [{text: x}]}}\n"
    )
    assert what in faults[0].what


def test_something_may_be_said_of_every_other_place(one: One) -> None:
    told = (
        BILL[:-1]
        + ', places: [{value: Pain, feedback: "Bon."}, {value: Riz, feedback: "Bon."}]}'
    )
    instance = made(one, told)
    for raw, _cause in play.examples(instance).wrong:
        value = play.parse(instance, raw)
        assert not isinstance(value, FormatError)
        assert play.grade(instance, value).score < 1
