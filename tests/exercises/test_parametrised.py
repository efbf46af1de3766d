"""Parametrised items: what authors write without a program, drawn, shown, judged and stored."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises import items as play
from exercises.checks import play_item
from exercises.curriculum import Curriculum
from exercises.facts import Fact, Facts
from exercises.faults import Fault
from exercises.formulas import Value
from exercises.french import parse_number
from exercises.items import Item
from exercises.lint import World, lint
from exercises.parametrised import Placeholder, Range

Read = Callable[[str], tuple[list[Item], list[Fault]]]

SALE = """\
- id: remise
  tier: 2
  type: numeric
  variables:
    objet: {among: [{nom: "Un casque", prix: 40}, {nom: "Un blouson", prix: 60}]}
    taux: {among: [10, 20, 25]}
    nombre: {from: 1, to: 3}
  let:
    remise: "objet.prix * taux / 100"
    reste: "nombre * (objet.prix - remise)"
  such_that: ["remise != taux", "reste != remise"]
  content:
    ask: "Combien payez-vous\u00a0?"
    context: "{objet.nom} vaut {objet.prix €}. Remise\u00a0: {taux %}. Vous en prenez {nombre}."
    document: {title: "Bon", rows: [{label: "Prix", value: "{objet.prix €}"}]}
    answer: "{reste}"
    unit: "€"
    wrong: [{value: "{remise}", misconception: zero, feedback: "{remise €}, c’est la remise."}]
    solution: [{text: "La remise est de {remise €}.", result: "{reste €}"}]
"""


def test_its_answer_is_the_one_worked_out_another_way(read: Read) -> None:
    (item,), faults = read(SALE)
    assert faults == []
    for seed in range(60):
        instance = play.make(item, seed)
        shown = instance.public["context"]
        price = 40 if "casque" in shown else 60
        rate = int(shown.split("Remise\u00a0: ")[1].split("\u00a0")[0])
        count = int(shown.split("prenez ")[1].strip("."))
        expected = Fraction(count * price * (100 - rate), 100)
        assert parse_number(instance.secret["answer"]) == expected
        assert instance.public["document"]["rows"][0]["value"] == f"{price}\u00a0€"


def test_it_tests_itself_on_every_seed_and_many_instances_come(read: Read) -> None:
    (item,), _ = read(SALE)
    found = play_item(item, 50)
    assert [what for _, (what, _, warning) in found.remarks if not warning] == []
    assert found.played == 50
    assert found.misconceptions == {"zero"}
    assert len(found.variants) > 10


def test_it_is_stored_and_played_again_to_the_byte(read: Read) -> None:
    (item,), _ = read(SALE)
    stored = Item.from_json(json.loads(json.dumps(item.to_json())))
    assert stored.checksum == item.checksum
    for seed in (0, 7, 2**40):
        assert play.make(stored, seed) == play.make(item, seed)


def test_order_of_variables_in_the_file_changes_nothing(read: Read) -> None:
    (item,), _ = read(SALE)
    swapped = SALE.replace("    nombre: {from: 1, to: 3}\n", "").replace(
        "  variables:\n", "  variables:\n    nombre: {from: 1, to: 3}\n"
    )
    (other,), _ = read(swapped)
    assert [play.make(item, s) for s in range(9)] == [play.make(other, s) for s in range(9)]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('"{reste}"', '"{rest}"', "rest"),
        ("objet.prix * taux", "objet.cout * taux", "objet.cout"),
        ("taux / 100", "taux / ", "ne se lit pas"),
        ("taux / 100", "eval(taux)", "eval"),
        ("from: 1, to: 3", "from: 3, to: 1", "rien à tirer"),
        ("from: 1, to: 3", "from: 1, to: 3, step: 0", "rien à tirer"),
        ("from: 1, to: 3", "from: 0, to: 999999999", "rien à tirer"),
        ('"remise != taux"', '"reste < 0"', "Aucun tirage"),
        ('"remise != taux"', '"reste"', "n’est pas une condition"),
        ("{taux %}", "{taux %%}", "ne se lit pas"),
        ("prix: 60}", "cout: 60}", "colonnes"),
        ("misconception: zero", "misconception: autre", "autre"),
        ("    remise:", "    taux:", "deux fois"),
        ('"{remise}", mis', '"{reste}", mis', "Aucun tirage"),  # wrong as right: no draw fits
    ],
)
def test_mistakes_of_authors_are_said_with_their_line(
    read: Read, before: str, after: str, said: str
) -> None:
    assert before in SALE
    items, faults = read(SALE.replace(before, after))
    assert items == []
    assert said in " ".join(fault.what for fault in faults)
    assert all(fault.line >= 3 and fault.remedy for fault in faults)


@pytest.mark.parametrize(
    ("inside", "names", "shown"),
    [
        ("n", {"n": Fraction(1500)}, "1\u202f500"),
        ("n", {"n": Fraction(-3, 2)}, "−1,5"),
        ("n €", {"n": Fraction(5, 2)}, "2,50\u00a0€"),
        ("n %", {"n": Fraction(11, 2)}, "5,5\u00a0%"),
        ("n km", {"n": Fraction(12)}, "12\u00a0km"),
        ("n:2", {"n": Fraction(1, 3)}, "0,33"),
        ("n en fraction", {"n": Fraction(3, 4)}, "3/4"),
        ("n en heures", {"n": Fraction(150)}, "2\u00a0h\u00a030"),
        ("n en heures", {"n": Fraction(125)}, "2\u00a0h\u00a005"),
        ("n en heures", {"n": Fraction(120)}, "2\u00a0h"),
        ("n en heures", {"n": Fraction(45)}, "45\u00a0min"),
        ("n|carton|cartons", {"n": Fraction(1)}, "carton"),
        ("n + 1|carton|cartons", {"n": Fraction(1)}, "cartons"),
        ("d * h", {"d": Fraction(3), "h": Fraction(4)}, "12"),
        ("d * h km", {"d": Fraction(3), "h": Fraction(4)}, "12\u00a0km"),
        ("q", {"q": "Inès"}, "Inès"),
    ],
)
def test_values_are_written_as_french_is(
    inside: str, names: dict[str, Value], shown: str
) -> None:
    assert Placeholder.read(inside).shown(names) == shown


@given(st.integers(-50, 50), st.integers(0, 60), st.integers(1, 9), st.integers(0, 10**6))
def test_a_range_draws_only_its_steps_and_all_can_come(
    low: int, width: int, step: int, seed: int
) -> None:
    variable = Range.model_validate({"from": low, "to": low + width, "step": step})
    value = variable.draw("n", random.Random(seed))["n"]  # noqa: S311
    assert value in {Fraction(n) for n in range(low, low + width + 1, step)}
    assert variable.count == len(range(low, low + width + 1, step))


def test_a_dated_fact_is_named_and_its_value_kept_with_the_item(small: Curriculum) -> None:
    smic = Fact(
        id="smic",
        label="SMIC",
        value="12.02",
        since="2026-01-01",
        source="JO",
        review="2027-01-31",
    )
    text = (
        "skill: maths.nombres.entiers\nitems:\n"
        + SALE.replace("  variables:\n", "  facts: [smic]\n  variables:\n").replace(
            '"nombre * (objet.prix - remise)"', '"nombre * smic"'
        )
    ).encode()
    bank, _ = lint([("b.yaml", text)], World(small, Facts({"smic": smic})), seeds=3)
    (item,) = bank.items.values()
    assert item.facts == ("smic",)
    answers = {parse_number(play.make(item, seed).secret["answer"]) for seed in range(30)}
    assert answers == {Fraction("12.02") * n for n in (1, 2, 3)}
    refused, faults = lint([("b.yaml", text)], World(small), seeds=3)
    assert not refused.items
    assert "smic" in faults[0].what
