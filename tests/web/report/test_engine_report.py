"""The page of ``palier report engine`` stands alone, names nobody, and is the same twice."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from adaptive.simulation.policies import POLICIES
from palier.cli import main
from palier.db import Database
from palier.report import service, simulated

SCHOOL = ("zone",)  # one world of the four: they are alike for what is tested here


def silent(done: int, total: int, name: str) -> None:
    assert done <= total
    assert name


@pytest.fixture(scope="module")
def one_world() -> Any:
    return simulated.worlds(4, silent, SCHOOL)


@pytest.fixture
def quick(one_world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The simulations already made, in the place of minutes of them."""
    monkeypatch.setattr(simulated, "worlds", lambda learners, progress: one_world)


@pytest.fixture
def database(sqlite_room: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    pupil = sqlite_room.pupil("Barnabé")
    pupil.place("maths")
    pupil.sit()
    url: str = sqlite_room.services.config.database_url
    monkeypatch.setenv("PALIER_DATABASE_URL", url)
    return url


def written(url: str) -> str:
    db = Database(url)
    try:
        return service.render(service.page(service.compute(db, 4, silent)))
    finally:
        db.dispose()


def test_simulations_give_each_policy_and_are_the_same_twice(one_world: Any) -> None:
    (found,) = one_world
    assert {one.policy for one in found.policies} == set(POLICIES)
    assert found.best in simulated.BASELINES
    assert found.groups["lowest"].gain.n == 1
    assert all(0.0 < one.shown.used <= 1.0 for one in found.policies)
    assert simulated.worlds(4, silent, SCHOOL) == one_world


@pytest.mark.usefixtures("quick")
def test_the_page_stands_alone_and_names_nobody(database: str) -> None:
    page = written(database)
    assert page == written(database)
    assert "Barnabé" not in page
    assert "<script" not in page
    assert re.findall(r'(?:src|href)="(?!#)[^"]*"', page) == []
    assert re.findall(r"url\((?!\"data:)", page) == []
    assert "default-src 'none'" in page
    assert "%(" not in page
    assert page.count("<svg") == page.count("</svg>") >= 5
    for words in ("La bonne marche", "Là où l’on progresse", "trop peu", "Trop peu."):
        assert words in page, words
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


@pytest.mark.usefixtures("quick", "database")
def test_the_command_writes_a_file_and_says_so(tmp_path: Path) -> None:
    out = tmp_path / "moteur.html"
    done = CliRunner().invoke(main, ["report", "engine", "--quick", "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "est prêt" in done.output
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.usefixtures("database")
def test_what_is_impossible_is_said_before_the_work(tmp_path: Path) -> None:
    out = tmp_path / "nulle" / "part.html"
    done = CliRunner().invoke(main, ["report", "engine", "--out", str(out)])
    assert done.exit_code == 1
    assert "n’existe pas" in done.output
