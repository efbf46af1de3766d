"""The linter says what to mend, where, and how; and it stops what must not be published."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from exercises import generators, golden
from exercises.content import Content, Step
from exercises.curriculum import Curriculum, load_curriculum
from exercises.faults import Fault
from exercises.generators import Params
from exercises.lint import BANKS, World, dead_ends, lint, main
from exercises.scaffold import scaffold
from exercises.types.numeric import NumericContent

Lint = Callable[[str], list[Fault]]

GOOD = """\
- id: a
  tier: 1
  type: mcq
  seconds: 30
  content:
    ask: "Quel prix est le plus grand\u00a0?"
    choices:
    - {text: "1\u202f500\u00a0€", right: true}
    - {text: "150\u00a0€", misconception: zero}
    - {text: "1\u202f050\u00a0€", misconception: inverse}
    help: ["Combien de chiffres\u00a0?"]
    solution: [{text: "On compte les chiffres."}]
"""


@pytest.fixture
def said(small: Curriculum) -> Lint:
    """What the linter says of these items."""

    def run(items: str) -> list[Fault]:
        text = f"skill: maths.nombres.entiers\nitems:\n{items}"
        return list(lint([("bank.yaml", text.encode())], World(small), seeds=10)[1])

    return run


@pytest.fixture
def drawn() -> Iterator[str]:
    """A generator whose draws tests can count on: 5, 6 or 7."""
    name = "tests.exercises.drawn"

    def draw(rng: random.Random, params: Params) -> Content:
        answer = str(rng.choice([5, 6, 7]))
        return NumericContent(ask="Écrivez.", answer=answer, solution=(Step(text=answer),))

    generators.load_all()
    generators.generator(name, version=1)(draw)
    yield name
    del generators._registry[name]


def test_a_good_item_has_no_fault(said: Lint) -> None:
    assert [str(fault) for fault in said(GOOD) if not fault.warning] == []


def test_what_a_skill_lacks_is_a_remark(said: Lint) -> None:
    told = " ".join(fault.what for fault in said(GOOD))
    assert "tier) 2, 3" in told
    assert "même type" in told
    assert "que 1 exercices" in told
    one_reached = said(GOOD.replace("misconception: inverse", 'feedback: "Regardez."'))
    assert "ne mène à «\u00a0inverse\u00a0»" in " ".join(fault.what for fault in one_reached)


@pytest.mark.parametrize(
    ("old", "new", "what", "remedy"),
    [
        ("Quel prix", "Quel est l'prix", "Apostrophe droite", "’"),
        ("grand\u00a0?", "grand ?", "Espace ordinaire", "U+00A0"),
        ("grand\u00a0?", "grand?", "Pas d’espace", "U+00A0"),
        ("150\u00a0€", "150€", "Pas d’espace", "U+00A0"),
        ("le plus grand", "« le plus grand\u00a0»", "après «", "U+00A0"),
        ("1\u202f500\u00a0€", "1 500\u00a0€", "dans un nombre", "U+202F"),
        ("Quel prix", "Quel {nom}", "n’est pas remplacé", "cases"),
        ("Quel prix", "Dans ce magasin, " * 6 + "quel prix", "caractères", "90"),
        ("    help:", f'    context: "{"Lisez. " * 24}"\n    help:', "« context »", "160"),
        (
            "Combien de chiffres\u00a0?",
            "Regardez 1\u202f500\u00a0€.",
            "contient la réponse",
            "question",
        ),
        ("150\u00a0€", "1\u00a0500\u00a0€", "se ressemblent trop", "Changez"),
        (", misconception: zero", "", "n’explique rien", "feedback"),
    ],
)
def test_faults_name_line_and_remedy(
    said: Lint, old: str, new: str, what: str, remedy: str
) -> None:
    assert old in GOOD
    wanted = what.replace("« ", "«\u00a0").replace(" »", "\u00a0»")
    told = [fault for fault in said(GOOD.replace(old, new)) if wanted in fault.what]
    assert told
    assert not told[0].warning
    assert (told[0].file, told[0].line) == ("bank.yaml", 7)
    assert remedy in told[0].remedy


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("Quel prix est le plus grand\u00a0?", "Le plus grand prix.", "pas quoi faire"),
        ("misconception: zero", 'feedback: "C’est faux."', "faux"),
        ("On compte", "On compte...", "Trois points"),
        ("150\u00a0€", "150.5\u00a0€", "Point décimal"),
    ],
)
def test_remarks_do_not_stop_publication(said: Lint, old: str, new: str, what: str) -> None:
    assert old in GOOD
    told = [fault for fault in said(GOOD.replace(old, new)) if what in fault.what]
    assert told
    assert told[0].warning


def test_formulas_addresses_and_passwords_are_left_alone(said: Lint) -> None:
    bank = GOOD.replace("1\u202f500\u00a0€", "=SI(A1>10;B1*20%;0)").replace(
        "150\u00a0€", "Soleil!"
    )
    bank = bank.replace("1\u202f050\u00a0€", "https://exemple.fr/page?id=3")
    bank = bank.replace("On compte les chiffres.", "Bbm9! mélange les signes.")
    assert [str(fault) for fault in said(bank) if not fault.warning] == []


def test_a_skill_that_stands_on_nothing_ready_is_told() -> None:
    shipped = load_curriculum(BANKS / "curriculum.yaml")
    skill = shipped.skills["francais.lecture.consigne"]
    text = scaffold(shipped, skill.id).encode()
    bank, _ = lint([("bank.yaml", text)], World(shipped), seeds=1)
    (fault,) = dead_ends(bank, shipped)
    assert skill.requires[0] in fault.what


def test_what_is_published_does_not_stand_on_drafts() -> None:
    shipped = load_curriculum(BANKS / "curriculum.yaml")
    skill = shipped.skills["maths.calcul.tables"]
    below = shipped.prerequisites(skill.id)
    texts = [(f"{n}.yaml", scaffold(shipped, one)) for n, one in enumerate((skill.id, *below))]
    files = [(name, text.encode()) for name, text in texts]
    drafts, _ = lint(files, World(shipped), seeds=1)
    assert [fault for fault in dead_ends(drafts, shipped) if fault.file == "0.yaml"] == []
    files[0] = (files[0][0], texts[0][1].replace("draft: true", "draft: false").encode())
    published, _ = lint(files, World(shipped), seeds=1)
    assert {item.skill for item in published.ready} == {skill.id}
    told = [fault for fault in dead_ends(published, shipped) if fault.file == "0.yaml"]
    assert len(told) == len(below) > 0


def test_a_key_that_is_always_the_longest_is_told(said: Lint) -> None:
    variants = "".join(
        f"  - choices: [{{text: long{n}, right: true}}, {{text: a{n}, feedback: Relisez.}}]\n"
        for n in range(4)
    )
    items = (
        "- id: a\n  tier: 1\n  type: mcq\n"
        '  content: {ask: "Choisissez.", solution: [{text: "On lit."}]}\n'
        f"  variants:\n{variants}"
    )
    assert any("toujours la plus longue" in fault.what for fault in said(items))


def test_a_generator_that_changed_without_its_version_is_a_fault(
    said: Lint, drawn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = f"- {{id: a, tier: 1, type: numeric, generator: {drawn}}}\n"
    item_id = "maths.nombres.entiers/a"
    stored = {"generator": drawn, "version": 1, "params": {}, "hash": "other"}
    monkeypatch.setattr(golden, "read", lambda: {item_id: stored})
    told = [fault for fault in said(items) if "sans changer de version" in fault.what]
    assert [(fault.line, fault.warning) for fault in told] == [(3, False)]
    assert "2" in told[0].remedy
    monkeypatch.setattr(golden, "read", lambda: {item_id: {**stored, "version": 0}})
    assert not any("sans changer" in fault.what for fault in said(items))


def test_golden_entries_are_written_and_read_back(
    drawn: str, small: Curriculum, tmp_path: Path
) -> None:
    item_text = f"- {{id: a, tier: 1, type: numeric, generator: {drawn}}}"
    text = f"skill: maths.nombres.entiers\nitems:\n{item_text}\n"
    bank, _ = lint([("bank.yaml", text.encode())], World(small), seeds=1)
    file = tmp_path / "golden.json"
    golden.write(bank.items.values(), file)
    item = next(iter(bank.items.values()))
    assert golden.problem(item, golden.read(file)) is None
    assert golden.problem(item, {}) is not None


def test_a_generator_that_breaks_is_named(said: Lint, drawn: str) -> None:
    def broken(rng: random.Random, params: Params) -> Content:
        raise ZeroDivisionError("no price")

    generators._registry[drawn] = generators.Generator(drawn, 1, broken)
    told = said(f"- {{id: a, tier: 1, type: numeric, generator: {drawn}}}\n")
    assert any("ZeroDivisionError" in fault.what and not fault.warning for fault in told)


def test_the_command_exits_1_and_mends_typography(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    skill = load_curriculum(BANKS / "curriculum.yaml").ids[0]
    file = tmp_path / "bank.yaml"
    body = GOOD.replace("misconception: zero", 'feedback: "L\'oeil !"')
    body = body.replace("misconception: inverse", 'feedback: "Regardez."')
    file.write_text(f"skill: {skill}\nitems:\n{body}", encoding="utf-8")
    assert main([str(file), "--seeds", "5"]) == 1
    out = capsys.readouterr().out
    assert f"{file}:7: a\u00a0: Apostrophe droite" in out
    assert "2 à corriger" in out
    assert main([str(file), "--seeds", "5", "--typeset"]) == 0
    assert "L’oeil\u00a0!" in file.read_text(encoding="utf-8")
    assert main([str(tmp_path / "absent.yaml")]) == 1


def test_the_command_says_where_the_curriculum_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "curriculum.yaml"
    skill = "{id: a.b.c, label: x, je_sais: x, me_sert_a: x, level: P1, difficulty: 0, "
    file.write_text(
        "version: 1\nlevels: {P1: x}\ndomains:\n- id: a\n  label: A\n  strands:\n"
        f"  - id: a.b\n    label: B\n    skills:\n    - {skill}requires: [a.b.c]}}\n",
        encoding="utf-8",
    )
    assert main([str(file)]) == 1
    assert f"{file}:10: Ces compétences se demandent l’une l’autre" in capsys.readouterr().out
