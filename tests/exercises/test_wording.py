"""Spelling, rare words, long sentences, facts that change, near-identical items."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from exercises import facts, similar
from exercises.checks import Reading, content_remarks
from exercises.curriculum import Curriculum
from exercises.facts import Fact, Facts
from exercises.faults import BankError
from exercises.items import Item
from exercises.lint import BANKS, World, lint
from exercises.wording import said, wording_remarks, words
from palier.authoring.lexicon import lexicon

One = Callable[[str, str], Item]

MCQ = """{{ask: "{ask}", choices: [{{text: "Oui", right: true}},
  {{text: "{wrong}", misconception: zero, feedback: "{feedback}"}}],
  solution: [{{text: "On lit."}}]}}"""


def remarks(item: Item, level: str = "P1") -> list[str]:
    found = wording_remarks(item.contents[0], level, lexicon())
    return [f"{'r' if warning else 'f'} {what}" for what, _, warning in found]


def mcq(
    one: One, ask: str = "Que lit-on ?", wrong: str = "Non", feedback: str = "Relisez."
) -> Item:
    return one("mcq", MCQ.format(ask=ask, wrong=wrong, feedback=feedback))


@pytest.mark.parametrize(
    "text",
    [
        "Où est l’école d’Inès ?",
        "Aujourd’hui, quelqu’un vient d’Aïssatou.",
        "Connaître ou connaitre, août ou aout ?",  # the 1990 spelling is French too
        "Écrivez à contact@garage.example, voyez www.mairie.example.",
        "Ouvrez Facture_mars.pdf à 9 h 30.",
        "Le mot est « bocals ».",  # quoted: an example of what is badly written
        "La fin -enne prend deux n.",
        "La CPAM répond.",
    ],
)
def test_french_as_it_is_written_is_let_through(one: One, text: str) -> None:
    assert [r for r in remarks(mcq(one, ask=text)) if r.startswith("f")] == []


@pytest.mark.parametrize("word", ["adrèsse", "beaucou", "aviss", "langague", "recevoire"])
def test_a_misspelt_word_is_to_be_mended_wherever_we_say_it(one: One, word: str) -> None:
    assert any(word in r for r in remarks(mcq(one, ask=f"Que dit {word} ?")))
    assert any(word in r for r in remarks(mcq(one, feedback=f"Regardez {word}.")))


def test_a_wrong_answer_may_be_misspelt(one: One) -> None:
    assert remarks(mcq(one, wrong="adrèsse")) == []


def test_long_sentences_and_rare_words_depend_on_the_level(one: One) -> None:
    long = "Lisez " + "bien " * 17 + "le texte ?"
    assert any("Phrase de 20 mots" in r for r in remarks(mcq(one, ask=long), "P1"))
    assert remarks(mcq(one, ask=long), "P4") == []
    rare = mcq(one, ask="Que veut dire concomitance ?")
    assert any("concomitance" in r for r in remarks(rare, "P1"))
    assert all(r.startswith("r") for r in remarks(rare, "P1"))


def test_what_is_ours_is_said_apart_from_what_wrong_answers_look_like(one: One) -> None:
    item = one(
        "short",
        """{ask: "Écrivez.", answers: ["journaux", "journeaux"], counts: [spelling],
        wrong: [{value: "journals", feedback: "Au pluriel ?", misconception: zero}],
        solution: [{text: "On lit."}]}""",
    )
    texts = [text for _, text in said(item.contents[0])]
    assert "journaux" in texts
    assert "Au pluriel ?" in texts
    assert not {"journeaux", "journals", "zero"} & set(texts)


def test_words_leaves_gaps_addresses_and_codes_alone() -> None:
    assert words("Une …itare [1]s pour a@b.c, C:\\x et l’ami *fort*.") == [
        "Une", "pour", "et", "l’ami", "fort"
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Le SMIC est à 12 € de l’heure ?",
        "L’Union a 27 pays membres ?",
        "Qui dirige actuellement le pays ?",
        "Le président est Pierre Martin ?",
    ],
)
def test_a_fact_that_changes_must_come_from_the_dated_file(one: One, text: str) -> None:
    item = mcq(one, ask=text)
    assert any("peut changer" in what for what, _, _ in content_remarks(item, item.contents[0]))


def test_a_fact_past_its_review_stops_what_uses_it_and_is_said_otherwise(
    small: Curriculum,
) -> None:
    fact = Fact(
        id="f", label="F", value="1", since="2020-01-01", source="s", review="2026-01-31"
    )
    entry = (
        "skill: maths.nombres.entiers\nitems:\n- {id: a, tier: 1, type: mcq, %s content: "
        + MCQ.format(ask="Oui ?", wrong="Non", feedback="Relisez.").replace("\n", "")
        + "}\n"
    )
    for uses, warning in (("facts: [f],", False), ("", True)):
        text = (entry % uses).encode()
        world = World(small, Facts({"f": fact}), on=date(2026, 2, 1))
        late = [f for f in lint([("b.yaml", text)], world, seeds=2)[1] if "à relire" in f.what]
        assert [fault.warning for fault in late] == [warning]
        before = World(small, Facts({"f": fact}), on=date(2026, 1, 31))
        assert not [
            f for f in lint([("b.yaml", text)], before, seeds=2)[1] if "relire" in f.what
        ]


def test_the_shipped_facts_are_read_with_their_dates() -> None:
    shipped = facts.read_facts(BANKS / facts.FACTS_FILE)
    assert shipped.by_id["smic_horaire_brut"].exact > 10
    for fact in shipped.by_id.values():
        assert date.fromisoformat(fact.since) < date.fromisoformat(fact.review)


def test_broken_facts_are_refused_with_their_line(tmp_path: Path) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text("facts:\n- {id: a, label: A, value: douze, since: 2026-01-01}\n", "utf-8")
    with pytest.raises(BankError) as caught:
        facts.read_facts(file)
    assert any("douze" in fault.what and fault.line == 2 for fault in caught.value.faults)


def test_two_items_that_ask_the_same_thing_are_said(one: One) -> None:
    ask = "Quel jour Inès doit-elle rendre le dossier à la mission locale ?"
    first, twin = mcq(one, ask=ask), mcq(one, ask=ask.replace("Inès", "Inés"))
    other = mcq(one, ask="Combien de pages a ce contrat de travail ?")
    pairs = list(similar.near_identical({"a": first, "b": twin, "c": other}))
    assert [(x, y) for x, y, _ in pairs] == [("a", "b")]


def test_reading_gives_the_level_and_the_words() -> None:
    assert Reading("P1", lexicon()).lexicon.misspelt("adrèsse")
