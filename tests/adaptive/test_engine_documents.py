"""The engine's documents: the tutorial runs, every public name and module is described."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

import adaptive
from adaptive import calendar, calibration, prediction, testing, testlet, two_way
from adaptive.simulation import (
    calls,
    comparison,
    fairness,
    forecast,
    intervals,
    proposers,
    replay,
)
from adaptive.testing import classical, exam, exposure

ROOT = Path(__file__).parents[2]
ENGINE = ROOT / "docs" / "engine"
API = (ENGINE / "api.md").read_text("utf-8")


def test_the_tutorial_runs_as_written() -> None:
    failed, tried = doctest.testfile(str(ENGINE / "tutorial.md"), module_relative=False)
    assert tried > 40
    assert failed == 0


def test_every_name_the_engine_offers_is_described() -> None:
    described = set(re.findall(r"[`.,( ]([A-Za-z_]+)(?=[(`])", API))
    assert set(adaptive.__all__) - described == set()
    for package in (calibration, prediction, testing, two_way):
        assert {name for name in package.__all__ if f"`{name}" not in API} == set()


@pytest.mark.parametrize("module", [calendar, classical, exam, exposure, testlet])
def test_every_function_and_class_of_a_module_is_described(module: object) -> None:
    mine = {
        name
        for name, value in vars(module).items()
        if callable(value)
        and getattr(value, "__module__", "") == getattr(module, "__name__", None)
        and not name.startswith("_")
    }
    assert {name for name in mine if f"`{name}" not in API and f" `{name}" not in API} == set()


def test_every_name_described_exists() -> None:
    engine = (adaptive, calendar, calibration, classical, exam, exposure, testing, testlet)
    modules = (*engine, prediction, two_way)
    simulation = (calls, comparison, fairness, forecast, intervals, proposers, replay)
    first = re.findall(r"^\| `([A-Za-z_]+)", API, re.MULTILINE)
    assert [
        n
        for n in first
        if not any(hasattr(m, n) for m in (*modules, *simulation)) and n != "name"
    ] == []


def test_formulas_name_modules_that_exist() -> None:
    named = set(re.findall(r"`(\w+\.py)`", (ENGINE / "formulas.md").read_text("utf-8")))
    assert len(named) > 10
    there = {path.name for path in (ROOT / "adaptive").rglob("*.py")}
    assert named - there == set()


def test_every_source_cited_is_in_the_references() -> None:
    text = (ENGINE / "formulas.md").read_text("utf-8")
    tables, references = text.split("## References")
    cited = set(re.findall(r"([A-Z][\w’-]+)(?: et al\.)?,? (\d{4})", tables))
    years = {year for _, year in cited}
    assert {name for name, _ in cited if name not in references} == set()
    assert {year for year in years if year not in references} == set()
