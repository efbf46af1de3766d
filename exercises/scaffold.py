"""The text of a new bank file: one exercise a type, that the linter already accepts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from exercises.curriculum import Curriculum, Skill

_TEMPLATE = Path(__file__).with_name("scaffold.yaml")  # with <names> to be filled


def bank_path(skill: Skill) -> PurePosixPath:
    """Where the file of a skill lives inside the banks: maths/nombres/entiers.yaml."""
    domain, strand, name = skill.id.split(".")
    return PurePosixPath(domain, strand, f"{name}.yaml")


def scaffold(curriculum: Curriculum, skill_id: str) -> str:
    """The text of a first bank file for a skill, ready to be changed. KeyError when unknown."""
    skill = curriculum.skills[skill_id]
    names = [misconception.id for misconception in skill.misconceptions]
    values: Mapping[str, str] = {
        "label": skill.label,
        "je_sais": skill.je_sais,
        "me_sert_a": skill.me_sert_a,
        "misconceptions": ", ".join(names) or "aucune",
        "path": str(bank_path(skill)),
        "skill": skill.id,
        "first": names[0] if names else "null",
    }
    text = _TEMPLATE.read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(f"<{name}>", value)
    return text
