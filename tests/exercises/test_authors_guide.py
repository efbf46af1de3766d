"""The examples of the authors' guide are exercises that load: the guide cannot rot."""

from __future__ import annotations

import random
import re
from pathlib import Path
from textwrap import dedent

import pytest
from pydantic import ValidationError

from exercises import parametrised, yaml_strict
from exercises.lint import BANKS
from exercises.types import TYPES

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "auteurs.md"
BLOCKS = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS)
def test_each_example_of_the_guide_is_an_exercise(block: str) -> None:
    data = yaml_strict.read(dedent(block)).data
    entry = data["items"][0] if "items" in data else data
    if "variables" in entry:
        written = {key: entry.get(key, {}) for key in ("variables", "let", "content")}
        template = parametrised.Template(**written, such_that=tuple(entry["such_that"]))
        assert parametrised.draw(template, TYPES[entry["type"]].content, random.Random(1))  # noqa: S311
        return
    fits = []
    for variant in entry.get("variants", [{}])[:1]:
        case = entry.get("cases", [{}])[0]
        text = repr({**entry["content"], **variant})
        for name, value in case.items():
            text = text.replace(f"{{{name}}}", str(value))
        content = yaml_strict.read(text).data
        fits = [name for name, kind in TYPES.items() if accepts(kind.content, content)]
    assert len(fits) == 1


def accepts(model: type, content: object) -> bool:
    try:
        model.model_validate(content)  # type: ignore[attr-defined]
    except ValidationError:
        return False
    return True


def test_the_guide_shows_every_type() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in TYPES)


def test_the_bank_that_the_guide_tells_of_is_the_real_one() -> None:
    """Hints and praise apart: what is shown is what is played."""
    text = (BANKS / "maths/problemes/monnaie-budget.yaml").read_text(encoding="utf-8")
    bank = yaml_strict.read(text).data
    items = {item["id"]: item for item in bank["items"]}
    (told,) = [yaml_strict.read(one).data for one in BLOCKS if one.startswith("id: reste-")]
    real = items[told["id"]]
    assert told == {key: real[key] for key in told} | {"content": told["content"]}
    assert told["content"].items() <= real["content"].items()
