"""What the documents say is what there is."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from palier.cli import main
from palier.config import Config

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]+)")


def test_the_readme_lists_every_setting_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `(PALIER_[A-Z_]+)` \| ([^|]+) \|", README, re.MULTILINE))
    assert set(rows) == {f"PALIER_{name.upper()}" for name in Config.model_fields}
    for name, field in Config.model_fields.items():
        if isinstance(field.default, bool | int | float | str):
            written = rows[f"PALIER_{name.upper()}"].strip("` ")
            assert written == f"{field.default}".lower().removesuffix(".0")


def test_every_setting_has_its_line_of_help() -> None:
    assert [name for name, field in Config.model_fields.items() if not field.description] == []


def test_the_readme_lists_every_make_target() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", MAKEFILE, re.MULTILINE))
    listed = set(re.findall(r"^\| `make ([a-z-]+)", README, re.MULTILINE))
    assert listed == targets


def test_every_palier_command_named_in_the_documents_exists() -> None:
    text = "\n".join(document.read_text("utf-8") for document in DOCUMENTS)
    named = set(re.findall(r"(?:^|`)palier ([a-z]+)", text, re.MULTILINE))
    assert named - set(main.list_commands(click.Context(main))) == set()


def test_the_readme_lists_every_palier_command() -> None:
    named = set(re.findall(r"`palier ([a-z]+)", README))
    assert set(main.list_commands(click.Context(main))) - named == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    linked = LINK.findall(document.read_text("utf-8"))
    assert [link for link in linked if not (document.parent / link).exists()] == []


def test_decisions_are_numbered_once_and_titled() -> None:
    decisions = sorted((ROOT / "docs" / "adr").glob("*.md"))
    numbers = [decision.name[:4] for decision in decisions]
    assert len(decisions) >= 2
    assert len(set(numbers)) == len(numbers)
    for decision in decisions:
        assert decision.read_text("utf-8").startswith(f"# {decision.name[:4]}. ")


def test_ci_runs_what_the_readme_says() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert re.findall(r"^make (\w+)", script, re.MULTILINE) == ["check", "test"]
