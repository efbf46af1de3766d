"""What the banks cover, and what cannot be reached with them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from exercises.bank import Bank, load_bank
from exercises.curriculum import Curriculum, load_curriculum
from exercises.lint import BANKS
from palier.authoring.commands import cover
from palier.authoring.coverage import coverage
from palier.authoring.coverage_goals import count_of, counts

SKILL = "maths.calcul.tables"


@pytest.fixture(scope="module")
def curriculum() -> Curriculum:
    return load_curriculum(BANKS / "curriculum.yaml")


@pytest.fixture(scope="module")
def bank(curriculum: Curriculum) -> Bank:
    return load_bank(BANKS, curriculum)


def only(bank: Bank, *ids: str) -> Bank:
    return Bank({name: bank.items[name] for name in ids}, {n: bank.sources[n] for n in ids})


@pytest.mark.slow
def test_every_shipped_skill_reaches_its_states_in_all_tiers_and_two_types(
    bank: Bank, curriculum: Curriculum
) -> None:
    rows = coverage(bank, curriculum)
    by_domain: dict[str, int] = {}
    for row in rows:
        assert not row.reached.missing, row.skill
        assert not row.incomplete, (row.skill, row.tiers_missing, row.silent)
        domain = row.skill.split(".")[0]
        by_domain[domain] = by_domain.get(domain, 0) + 1
    assert len(by_domain) == 4
    assert min(by_domain.values()) >= 14


def test_one_written_exercise_leaves_every_state_out_of_reach(
    bank: Bank, curriculum: Curriculum
) -> None:
    item = next(
        name
        for name, one in bank.items.items()
        if one.generator is None and name.startswith("francais.orthographe")
    )
    alone = bank.items[item]
    single = type(alone)(**{**vars(alone), "contents": alone.contents[:1]})
    (row,) = coverage(Bank({item: single}, {item: bank.sources[item]}), curriculum)
    assert row.reached.missing == ("presumed", "acquis", "retenu")
    assert row.one_type
    assert len(row.tiers_missing) == 2


def test_misconceptions_nobody_shows_are_named(bank: Bank, curriculum: Curriculum) -> None:
    ids = [name for name in bank.items if name.startswith(f"{SKILL}/")]
    (whole,) = coverage(only(bank, *ids), curriculum)
    assert all(whole.misconceptions.values())
    (row,) = coverage(only(bank, ids[0]), curriculum)
    assert row.silent
    assert row.incomplete


def test_the_command_fails_when_a_state_is_out_of_reach(tmp_path: Path) -> None:
    (tmp_path / "curriculum.yaml").write_bytes((BANKS / "curriculum.yaml").read_bytes())
    (tmp_path / "seul.yaml").write_text(
        f"""skill: {SKILL}
items:
  - id: seul
    tier: 1
    type: mcq
    content:
      ask: Combien font 6 fois 7 ?
      choices:
        - {{text: "42", right: true}}
        - {{text: "48"}}
      solution: [{{text: "6 fois 7, c’est 42."}}]
""",
        encoding="utf-8",
    )
    told = CliRunner().invoke(cover, [str(tmp_path)])
    assert told.exit_code == 1, told.output
    assert "hors d’atteinte : présumé, acquis, retenu" in told.output
    good = CliRunner().invoke(cover, ["--skill", SKILL, "--quiet"])
    assert good.exit_code == 0, good.output
    assert good.output.startswith("Compétences avec des exercices : 1 sur 1.")


def test_what_is_really_drawn_is_counted_against_the_goal(
    bank: Bank, curriculum: Curriculum
) -> None:
    ids = [name for name in bank.items if name.startswith(f"{SKILL}/")]
    (whole,) = counts(only(bank, *ids), curriculum, SKILL)
    assert whole.missing == ()
    # The same exercise under another id is no other exercise, nor another template.
    one = next(name for name in ids if bank.items[name].generator)
    twin = replace(bank.items[one], id=f"{SKILL}/jumeau")
    messages = curriculum.skills[SKILL].messages
    alone = count_of(SKILL, [bank.items[one]], messages, 300)
    both = count_of(SKILL, [bank.items[one], twin], messages, 600)
    assert len(both.templates) == len(alone.templates) == 1
    assert len(alone.instances) < alone.draws
    facts = {"modèles : 1 sur 4", "types : 1 sur 2"}
    assert facts <= set(alone.missing)
    # Written exercises are few, are no template, and a general message is no precise one.
    written = [bank.items[name] for name in ids if not bank.items[name].drawn]
    few = count_of(SKILL, written, messages)
    assert not few.templates
    assert len(few.instances) == sum(len(item.contents) for item in written) < few.draws + 1
    assert any(text.startswith("énoncés différents : ") for text in few.missing)
    general = [name for name, places in few.explained.items() if not places]
    assert f"retour précis pour « {general[0]} »" in few.missing


@pytest.mark.slow
def test_every_skill_of_maths_with_exercises_has_what_the_goal_asks(
    bank: Bank, curriculum: Curriculum
) -> None:
    for count in counts(bank, curriculum, "maths", drafts=True):
        assert not count.draws or not count.missing, (count.skill, count.missing)
