"""``palier fit``: shows before it changes, asks before it changes, and says what is missing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner, Result

from adaptive import Hyper, fitting
from adaptive.fitting import Fitted
from palier.authoring.service import sync
from palier.calibration import queries, service
from palier.catalogue import CatalogueStore
from palier.cli import main
from palier.config import banks_folder
from palier.db import Database
from palier.upkeep import backup, checks, silent

FOUND = Fitted(Hyper(drift=0.1, drift_by_domain=(("maths", 0.2),)), 0.5, 0.4, 40, 2, 1, 3, True)


@pytest.fixture
def palier(sqlite_fitting: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """The command on a class that has enough answers, Karim's being kept apart."""
    monkeypatch.setenv("PALIER_DATABASE_URL", sqlite_fitting.services.config.database_url)
    for name in ("LEAST_ANSWERS", "LEAST_LEARNERS", "LEAST_HELD_OUT"):
        monkeypatch.setattr(service, name, 1)
    karim = sqlite_fitting.karim.actor.id
    monkeypatch.setattr(service, "is_held_out", lambda learner_id: learner_id == karim)

    def run(*arguments: str, typed: str = "") -> Result:
        return CliRunner().invoke(main, ["fit", *arguments], input=typed)

    return run


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> Callable[[Fitted], None]:
    """Say what the search finds."""

    def finds(fitted: Fitted) -> None:
        monkeypatch.setattr(fitting, "fit", lambda *_args, **_named: fitted)

    return finds


def contents(fitting_: Any) -> Any:
    """All rows, as a digest."""
    return backup.held_by(fitting_.services.db)


def test_without_apply_it_shows_and_changes_nothing(
    sqlite_fitting: Any, palier: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(sqlite_fitting)
    monkeypatch.setattr(fitting, "fit", partial(fitting.fit, most_rounds=1))
    done = palier()
    assert done.exit_code == 0
    assert "de 2 stagiaires ; gardés à part pour juger : 1." in done.output
    rows = {line[:46].strip(): line[46:].split() for line in done.output.splitlines()}
    was, now = rows["Niveau moyen à l’arrivée"]
    assert was == "0,000"
    assert now != was
    assert len(rows["Surprise par réponse, stagiaires à part"]) == 2
    assert "pris un par un : 0 sur 1" in done.output
    assert "Rien n’a changé" in done.output
    assert contents(sqlite_fitting) == before


def test_with_apply_it_asks_first(
    sqlite_fitting: Any, palier: Callable[..., Result], found: Callable[[Fitted], None]
) -> None:
    found(FOUND)
    before = contents(sqlite_fitting)
    assert palier("--apply", typed="n\n").exit_code == 1
    assert contents(sqlite_fitting) == before
    done = palier("--apply", typed="y\n")
    assert done.exit_code == 0
    assert "Niveaux recalculés : 2" in done.output
    assert sqlite_fitting.hyper() == FOUND.hyper
    assert sqlite_fitting.room.differences() == []
    assert "déjà en vigueur" in palier("--apply", "--yes").output


@pytest.mark.parametrize("after", [0.5, 0.51])
def test_what_predicts_no_better_is_refused(
    sqlite_fitting: Any,
    palier: Callable[..., Result],
    found: Callable[[Fitted], None],
    after: float,
) -> None:
    found(replace(FOUND, after=after))
    before = contents(sqlite_fitting)
    done = palier("--apply", "--yes")
    assert done.exit_code == 1
    assert "pas mieux prédits" in done.output
    assert contents(sqlite_fitting) == before


def test_too_few_answers_are_said_with_the_rule(
    sqlite_fitting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PALIER_DATABASE_URL", sqlite_fitting.services.config.database_url)
    before = contents(sqlite_fitting)
    done = CliRunner().invoke(main, ["fit", "--apply", "--yes"])
    assert done.exit_code == 1
    assert "2\u202f000 réponses de 30 stagiaires, dont 5" in done.output
    assert contents(sqlite_fitting) == before


def test_what_everybody_is_predicted_better_with_is_counted(
    sqlite_fitting: Any, palier: Callable[..., Result]
) -> None:
    """Karim was kept apart: one answer in two right, far below what a mean of 3 announces."""
    sqlite_fitting.adopt(Hyper(mean=3.0))
    basis = service.gather(sqlite_fitting.services, lambda *_: None)
    assert service.better_for(basis, replace(FOUND, hyper=Hyper())) == 1
    assert service.better_for(basis, replace(FOUND, hyper=Hyper(mean=6.0))) == 0


def test_answers_that_do_not_count_are_not_fitted_on(sqlite_fitting: Any) -> None:
    def answers() -> int:
        return service.gather(sqlite_fitting.services, lambda *_: None).answers

    before = answers()
    sitting_id = sqlite_fitting.ines.sit()
    assert answers() == before + 6
    sqlite_fitting.room.void(sqlite_fitting.ines, sitting_id)
    assert answers() == before


def test_the_settings_of_the_program_come_back_and_stay(
    sqlite_fitting: Any, palier: Callable[..., Result]
) -> None:
    sqlite_fitting.adopt()
    levels = sqlite_fitting.levels()
    assert "palier fit --defaults --apply" in palier("--defaults").output
    assert sqlite_fitting.levels() == levels
    assert palier("--defaults", "--apply", "--yes").exit_code == 0
    assert sqlite_fitting.hyper() == Hyper()
    assert sqlite_fitting.room.differences() == []
    services = sqlite_fitting.services
    assert not sync(services, banks_folder(services.config)).anything
    with services.db.read() as session:
        assert queries.decided(session) is None


def test_nothing_published_is_said(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PALIER_DATABASE_URL", sqlite_url)
    done = CliRunner().invoke(main, ["fit"])
    assert done.exit_code == 1
    assert "palier sync" in done.output


def test_one_learner_in_five_is_kept_apart_and_always_the_same() -> None:
    held = [n for n in range(2_000) if service.is_held_out(UUID(int=n << 64 | 7))]
    assert 340 < len(held) < 460
    assert held == [n for n in range(2_000) if service.is_held_out(UUID(int=n << 64 | 7))]


@pytest.mark.slow
@pytest.mark.timeout(1200)  # the school may have to be built first
def test_the_demonstration_school_is_fitted_and_refolded(
    demo_school: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two rounds of the search already predict others' answers better."""
    file = tmp_path / "school.db"
    shutil.copy(demo_school, file)
    monkeypatch.setenv("PALIER_DATABASE_URL", f"sqlite:///{file}")
    monkeypatch.setattr(fitting, "fit", partial(fitting.fit, most_rounds=2))
    done = CliRunner().invoke(main, ["fit", "--apply", "--yes"])
    assert done.exit_code == 0, done.output
    db = Database(f"sqlite:///{file}")
    assert checks.check(db, silent).clean
    with db.read() as session:
        hyper = CatalogueStore(db).current(session).parameters.hyper
        assert hyper == queries.decided(session)
        assert hyper != Hyper()
    db.dispose()
