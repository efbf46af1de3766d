"""Bank files: cases and variants are completed; every fault has its file, line and remedy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from exercises import items as play
from exercises.bank import load_bank, read_bank
from exercises.curriculum import Curriculum
from exercises.faults import BankError, Fault
from exercises.items import Item

Read = Callable[[str], tuple[list[Item], list[Fault]]]

CASES = """\
- id: prix
  tier: 1
  type: numeric
  seconds: 30
  content:
    ask: "Combien paie {nom} ?"
    answer: "{prix}"
    wrong: [{value: "{prix}0", misconception: zero}]
    solution: [{text: "{nom} paie {prix}."}]
  cases:
  - {nom: Inès, prix: 3}
  - {nom: Enzo, prix: 4}
"""
VARIANTS = """\
- id: mots
  tier: 2
  type: mcq
  content: {ask: "Choisissez.", solution: [{text: "On lit."}]}
  variants:
  - choices: [{text: a, right: true}, {text: b, misconception: zero}]
  - ask: "Que dit-on ?"
    choices: [{text: c, right: true}, {text: d, misconception: zero}]
"""


def test_cases_fill_every_text(read: Read) -> None:
    (item,), faults = read(CASES)
    assert faults == []
    assert item.id == "maths.nombres.entiers/prix"
    assert [content.ask for content in item.contents] == [
        "Combien paie Inès ?",
        "Combien paie Enzo ?",
    ]
    assert [play.answer_text(play.make(item, seed)) for seed in range(4)] in (
        ["3", "4", "3", "4"],
        ["4", "3", "4", "3"],
    )


def test_variants_are_laid_over_the_shared_content(read: Read) -> None:
    (item,), faults = read(VARIANTS)
    assert faults == []
    assert [content.ask for content in item.contents] == ["Choisissez.", "Que dit-on ?"]
    assert item.seconds == 45


def test_consecutive_seeds_show_every_variant(read: Read) -> None:
    (item,), _ = read(VARIANTS)
    assert len({play.make(item, seed).variant for seed in range(2)}) == 2
    assert play.make(item, 0).variant == play.make(item, 2).variant


@pytest.mark.parametrize(
    ("old", "new", "line", "what", "remedy"),
    [
        ("tier: 1", "tier: 4", 4, "« tier »", "1, 2 ou 3"),
        ("seconds: 30", "second: 30", 6, "« second »", "« seconds »"),
        ("  type: numeric\n", "", 3, "Il manque « type »", "Ajoutez"),
        ("id: prix", "id: Prix 1", 3, "« id »", "minuscules"),
        ("{nom: Enzo, prix: 4}", "{nom: Enzo}", 14, "« {prix} »", "« prix: »"),
        ("{nom: Enzo,", "{nom: Enzo, age: 3,", 14, "« age »", "Retirez"),
        ("{nom: Enzo, prix: 4}", "{nom: Enzo, prix: x}", 9, "Cas 2", "12, 12.5"),
        ("misconception: zero", "misconception: zeros", 13, "« zeros »", "« zero »"),
        ('    answer: "{prix}"\n', "", 7, "« answer »", "Ajoutez"),
        ("{prix}0", "{prix}", 7, "la correction accepte", "Retirez"),
        ("  type: numeric", "  type: number", 5, "« type »", "numeric"),
        ("  content:", "  generator: nobody.knows\n  content:", 3, "deux façons", "un seul"),
        ("    ask:", "    asks: x\n    ask:", 8, "« asks »", "« ask »"),
    ],
)
def test_a_fault_names_its_line_and_remedy(
    read: Read, old: str, new: str, line: int, what: str, remedy: str
) -> None:
    assert old in CASES
    _, faults = read(CASES.replace(old, new))
    told = [
        fault
        for fault in faults
        if what.replace(" »", "\u00a0»").replace("« ", "«\u00a0") in fault.what
    ]
    assert told, faults
    assert (told[0].file, told[0].line) == ("bank.yaml", line)
    assert remedy.replace(" »", "\u00a0»").replace("« ", "«\u00a0") in told[0].remedy


def test_a_fault_in_a_variant_is_on_its_line(read: Read) -> None:
    _, faults = read(VARIANTS.replace("{text: c, right: true}", "{text: c}"))
    (fault,) = faults
    assert fault.line == 9
    assert "Variante 2" in fault.what
    assert "0 bonnes réponses" in fault.what


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("choices: [{text: a, right: true}, {text: a}]", "deux fois"),
        ("choices: [{text: a, right: true}, {text: b, right: true}]", "2 bonnes réponses"),
        ("choices: [{text: a, right: true}]", "trop court"),
        ("choices: [{text: a, right: yes}, {text: b}]", "true ou false"),
        ("choices: oui", "doit être une liste"),
    ],
)
def test_broken_choices_are_refused(read: Read, content: str, what: str) -> None:
    head = '- {id: a, tier: 1, type: mcq, content: {ask: "Dites.", solution: [{text: x}], '
    items, faults = read(f"{head}{content}}}}}\n")
    assert items == []
    assert what in faults[0].what
    assert faults[0].line == 3


def test_gaps_and_orders_are_checked(read: Read) -> None:
    head = 'tier: 1, content: {ask: "Dites.", solution: [{text: x}], '
    gaps = "gaps: [{choices: [{text: a, right: true}, {text: b}]}]"
    order = "elements: [a, b, c], wrong: [{elements: [a, b, d], misconception: zero}]"
    _, faults = read(
        f'- {{id: a, type: dropdown, {head}text: "rien", {gaps}}}}}\n'
        f"- {{id: b, type: order, {head}{order}}}}}\n"
        f"- {{id: c, type: order, {head}elements: [a, a, b]}}}}\n"
    )
    assert [fault.line for fault in faults] == [3, 4, 5]
    assert "[1]" in faults[0].remedy


def test_all_faults_come_together_and_nothing_is_loaded(
    small: Curriculum, tmp_path: Path
) -> None:
    (tmp_path / "a.yaml").write_text(
        "skill: maths.nombres.entier\nitems: []\n", encoding="utf-8"
    )
    (tmp_path / "b.yaml").write_text("skill: [\n", encoding="utf-8")
    (tmp_path / "curriculum.yaml").write_text("not a bank", encoding="utf-8")
    with pytest.raises(BankError) as caught:
        load_bank(tmp_path, small)
    told = {(Path(fault.file).name, fault.line) for fault in caught.value.faults}
    assert told == {("a.yaml", 1), ("a.yaml", 2), ("b.yaml", 2)}
    assert "maths.nombres.entiers" in caught.value.faults[0].remedy
    assert "a.yaml:1: " in str(caught.value)


def test_the_same_item_in_two_files_is_refused(small: Curriculum) -> None:
    text = f"skill: maths.nombres.entiers\nitems:\n{CASES}".encode()
    bank, faults = read_bank([("a.yaml", text), ("b.yaml", text)], small)
    assert len(bank.items) == 1
    assert [(fault.file, fault.line) for fault in faults] == [("b.yaml", 3)]


def test_the_same_id_twice_in_a_file_is_refused(read: Read) -> None:
    _, faults = read(CASES + CASES)
    assert "existe déjà" in faults[0].what


def test_the_checksum_follows_what_learners_meet(read: Read) -> None:
    (item,), _ = read(CASES)
    (same,), _ = read(CASES)
    (other,), _ = read(CASES.replace("Enzo", "Léa"))
    assert item.checksum == same.checksum != other.checksum
