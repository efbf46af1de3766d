"""Tables to fill, and cells or rows to find in one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from exercises import items as play
from exercises.faults import Fault
from exercises.instance import FormatError, Instance, Verdict
from exercises.items import Item

One = Callable[[str, str], Item]
Read = Callable[[str], tuple[list[Item], list[Fault]]]

FILL = """{ask: "Complétez.", solution: [{text: x}], title: Bon, head: [Article, Prix, Total],
  rows: [[Gants, "4 €", "[1]"], [Casque, "[2]", "[3]"]],
  fill: [{answer: 1500, unit: "€", wrong: [{value: 15, misconception: zero, good: "Le 15."}]},
  {choices: [{text: cher, right: true}, {text: gratuit, misconception: inverse}]},
  {answer: 8}]}"""
FIND = """{ask: "Touchez.", solution: [{text: x}], title: Planning, head: [Jour, Matin, Soir],
  rows: [[Lundi, Léa, Tom], [Mardi, Inès, Mehdi]], find: {row: Mardi, column: Soir},
  wrong: [{row: Lundi, column: Soir, misconception: inverse, good: "C’est le soir."}]}"""
ROW = FIND.replace("column: Soir", "column: null")


def answer(instance: Instance, **fields: str) -> Verdict | FormatError:
    value = play.parse(instance, {name: [text] for name, text in fields.items()})
    return value if isinstance(value, FormatError) else play.grade(instance, value)


def judged(instance: Instance, **fields: str) -> Verdict:
    verdict = answer(instance, **fields)
    assert isinstance(verdict, Verdict)
    return verdict


def listed(instance: Instance, text: str) -> str:
    return str(instance.public["fields"][1]["choices"].index(text))


def test_each_cell_is_a_part(one: One) -> None:
    instance = play.make(one("table", FILL), 1)
    right = judged(instance, cell1="1 500 €", cell2=listed(instance, "cher"), cell3="8,0")
    assert right.right
    assert [line["label"] for line in right.lines] == [
        "Gants, Total",
        "Casque, Prix",
        "Casque, Total",
    ]
    partly = judged(instance, cell1="15", cell2=listed(instance, "cher"), cell3="9")
    assert partly.score == pytest.approx(1 / 3)
    assert list(partly.parts) == [0, 1, 0]
    assert partly.misconceptions == ("zero",)
    assert partly.good == "Le 15."
    assert partly.blocks[0] == "Regardez le zéro."


def test_an_empty_or_unreadable_cell_is_named(one: One) -> None:
    instance = play.make(one("table", FILL), 1)
    empty = answer(instance, cell1="1500", cell2="0")
    assert isinstance(empty, FormatError)
    assert "Casque, Total" in empty.message
    assert not empty.missing
    unread = answer(instance, cell1="beaucoup", cell2="0", cell3="8")
    assert isinstance(unread, FormatError)
    assert unread.message.startswith("Gants, Total")
    assert isinstance(answer(instance, cell1="1500", cell2="7", cell3="8"), FormatError)
    assert isinstance(answer(instance, cell1="1500 kg", cell2="0", cell3="8"), FormatError)


def test_one_column_to_fill_is_named_by_its_rows(one: One) -> None:
    content = FILL.replace('"[2]", "[3]"', '"15 €", "[2]"').replace(
        "{choices: [{text: cher, right: true}, {text: gratuit, misconception: inverse}]},", ""
    )
    verdict = judged(play.make(one("table", content), 1), cell1="1500", cell2="8")
    assert [line["label"] for line in verdict.lines] == ["Gants", "Casque"]


def test_a_cell_found_and_another(one: One) -> None:
    instance = play.make(one("table", FIND), 1)
    assert judged(instance, cell="3").right
    known = judged(instance, cell="1")
    assert known.misconceptions == ("inverse",)
    assert (known.given, known.expected) == (
        "Lundi, Soir\u00a0: Tom",
        "Mardi, Soir\u00a0: Mehdi",
    )
    assert judged(instance, cell="2").blocks == (
        "La ligne est bonne. Regardez le titre de la colonne.",
    )
    assert isinstance(answer(instance, cell="4"), FormatError)
    every = [judged(instance, cell=str(at)).score for at in range(4)]
    assert play.chance(instance.public) == pytest.approx(sum(every) / 4)


def test_a_row_found(one: One) -> None:
    instance = play.make(one("table", ROW), 1)
    assert judged(instance, cell="1").expected == "Mardi"
    assert judged(instance, cell="0").misconceptions == ("inverse",)
    assert play.chance(instance.public) == 1 / 2


def test_chance_of_a_table_to_fill_is_that_of_its_lists(one: One) -> None:
    assert play.chance(play.make(one("table", FILL), 1).public) == pytest.approx(1 / 6)


def test_cells_to_fill_are_not_read_aloud(one: One) -> None:
    spoken = play.speech(play.make(one("table", FILL), 1).public)
    assert "Casque, …, …" in spoken
    assert not any("[" in text for text in spoken)


@pytest.mark.parametrize(
    ("content", "old", "new", "said"),
    [
        (FILL, '[Gants, "4 €", "[1]"]', '[Gants, "[1]"]', "2 cases"),
        (FILL, '"[2]", "[3]"', '"[3]", "[2]"', "pas dans l’ordre"),
        (FILL, '"[2]", "[3]"', '"[2]", "6"', "pas dans l’ordre"),
        (FILL, "title: Bon", "title: Bon, find: {row: Gants}", "se remplit"),
        (FILL, "answer: 8", "answer: beaucoup", "n’est pas écrit comme il faut"),
        (FIND, "row: Mardi", "row: Jeudi", "n’est pas dans le tableau"),
        (FIND, "column: Soir, mis", "column: Jour, mis", "n’est pas dans le tableau"),
        (FIND, "row: Lundi, column: Soir", "row: Lundi", "Pas les deux"),
        (FIND, "row: Lundi, column", "row: Mardi, column", "celle de « find »"),
        (FIND, "[Mardi, Inès", "[Lundi, Inès", "le même nom"),
    ],
)
def test_authors_are_told_what_does_not_hold(
    read: Read, content: str, old: str, new: str, said: str
) -> None:
    assert old in content
    _items, faults = read(
        f"- {{id: a, tier: 1, type: table, content: {content.replace(old, new)}}}\n"
    )
    assert any(said in str(fault) for fault in faults), [str(fault) for fault in faults]
