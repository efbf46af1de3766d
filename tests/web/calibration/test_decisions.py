"""A calibration is a proposal; a person decides; it comes into force for all at once or not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from palier.authoring.service import sync
from palier.calibration import deciding, measuring, proposals, queries, refolding
from palier.catalogue import CatalogueStore
from palier.cli import main
from palier.config import banks_folder
from palier.models import (
    AuditEvent,
    CalibrationProposal,
    CalibrationVersion,
    LearnerState,
    LevelSnapshot,
    Release,
)
from palier.upkeep import backup

A_WEEK = 8 * 24 * 3600.0


@pytest.fixture(autouse=True)
def _few_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "LEAST_ANSWERS", 5)
    monkeypatch.setattr(measuring, "LEAST_LEARNERS", 1)


def propose(fitting: Any, resume: bool = False) -> int:
    known = proposals.read(fitting.services)
    return proposals.propose(fitting.services, known, resume)


def proposal(fitting: Any, number: int) -> CalibrationProposal:
    with fitting.services.db.read() as session:
        found: CalibrationProposal = session.get_one(CalibrationProposal, number)
        return found


def in_force(fitting: Any) -> int:
    with fitting.services.db.read() as session:
        known = queries.in_force(session)
    assert known is not None
    return known.release.calibration_version_id


def test_a_proposal_changes_nothing_and_says_what_it_stands_on(fitting: Any) -> None:
    levels, release = fitting.levels(), fitting.room.count(Release)
    number = propose(fitting)
    row = proposal(fitting, number)
    assert (row.state, row.decided_at) == (proposals.PROPOSED, None)
    assert row.basis["answers"] == len(proposals.read(fitting.services).answers)
    assert row.basis["figures"]["maths"]["enough"]
    assert not row.basis["figures"]["culture"]["enough"]
    with fitting.services.db.read() as session:
        items = fitting.services.catalogue.current(session).items
    assert row.parameters.keys() >= {entry.item.id for entry in items}
    assert (fitting.levels(), fitting.room.count(Release)) == (levels, release)
    newer = propose(fitting)
    assert proposal(fitting, number).state == proposals.REPLACED
    assert proposal(fitting, newer).parameters == row.parameters


def test_approved_it_is_in_force_for_items_and_for_every_answer_ever_given(
    fitting: Any,
) -> None:
    before, waiting = fitting.levels(), fitting.waiting(fitting.karim)
    number = propose(fitting)
    row = proposal(fitting, number)
    assert (
        deciding.approve(fitting.services, number, fitting.steps, fitting.room.trainer.id) == 2
    )
    assert proposal(fitting, number).state == proposals.APPROVED
    assert proposal(fitting, number).calibration_version_id == in_force(fitting)
    assert fitting.room.differences() == []
    assert all(levels != before[who] for who, levels in fitting.levels().items())
    with fitting.services.db.read() as session:
        entries = fitting.services.catalogue.current(session).items
        event = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    assert (event.action, event.actor_id) == (deciding.CALIBRATED, fitting.room.trainer.id)
    for entry in entries:
        assert entry.b == pytest.approx(row.parameters[entry.item.id]["b"])
    # What was served before counts as the item is now known to be, in this process or another.
    fitting.karim.answer(waiting)
    fitting.ines.sit()
    assert fitting.room.differences() == []
    with pytest.raises(deciding.NotWaiting):
        deciding.approve(fitting.services, number, fitting.steps)


def test_a_process_that_starts_afterwards_folds_the_same(sqlite_fitting: Any) -> None:
    deciding.approve(sqlite_fitting.services, propose(sqlite_fitting), sqlite_fitting.steps)
    sqlite_fitting.services.states._kept.clear()  # what a process remembers
    sqlite_fitting.ines.sit()
    assert sqlite_fitting.room.differences() == []
    sitting_id = sqlite_fitting.ines.sit()
    sqlite_fitting.room.void(sqlite_fitting.ines, sitting_id)
    assert sqlite_fitting.room.differences() == []


def test_weeks_already_shown_stay_as_they_were(sqlite_fitting: Any) -> None:
    before = sqlite_fitting.levels()
    sqlite_fitting.room.source.wait(A_WEEK)
    deciding.approve(sqlite_fitting.services, propose(sqlite_fitting), sqlite_fitting.steps)
    with sqlite_fitting.services.db.read() as session:
        kept = session.scalars(select(LevelSnapshot)).all()
    assert {one.learner_id: one.levels for one in kept} == before


def test_going_back_gives_the_levels_of_before_bit_for_bit(fitting: Any) -> None:
    before, first = fitting.levels(), in_force(fitting)
    deciding.approve(fitting.services, propose(fitting), fitting.steps)
    second = in_force(fitting)
    deciding.put_back(fitting.services, first, fitting.steps)
    assert fitting.levels() == before
    assert fitting.room.differences() == []
    third = in_force(fitting)
    assert len({first, second, third}) == 3
    with pytest.raises(deciding.InForceAlready):
        deciding.put_back(fitting.services, third, fitting.steps)
    with pytest.raises(deciding.NotThere):
        deciding.put_back(fitting.services, 999_999, fitting.steps)
    assert fitting.room.count(CalibrationVersion) == 3


def test_a_publication_of_exercises_keeps_the_calibration(sqlite_fitting: Any) -> None:
    deciding.approve(sqlite_fitting.services, propose(sqlite_fitting), sqlite_fitting.steps)
    levels, version = sqlite_fitting.levels(), in_force(sqlite_fitting)
    services = sqlite_fitting.services
    assert not sync(services, banks_folder(services.config)).anything
    assert (sqlite_fitting.levels(), in_force(sqlite_fitting)) == (levels, version)
    sqlite_fitting.adopt()  # other settings of the engine: the items stay
    assert in_force(sqlite_fitting) == version
    assert sqlite_fitting.room.differences() == []


def test_refused_it_is_kept_with_the_reason(fitting: Any) -> None:
    number, levels = propose(fitting), fitting.levels()
    deciding.refuse(fitting.services, number, "Trop tôt.", fitting.room.trainer.id)
    row = proposal(fitting, number)
    assert (row.state, row.reason) == (proposals.REFUSED, "Trop tôt.")
    assert fitting.levels() == levels
    for act in (
        lambda: deciding.approve(fitting.services, number, fitting.steps),
        lambda: deciding.refuse(fitting.services, number, "Encore."),
    ):
        with pytest.raises(deciding.NotWaiting):
            act()


def test_two_who_approve_at_once_approve_it_once(fitting: Any) -> None:
    number = propose(fitting)

    def approve(_turn: int) -> str:
        try:
            deciding.approve(fitting.services, number, fitting.steps)
        except (deciding.NotWaiting, refolding.Overtaken):
            return "too late"
        return "done"

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(approve, range(2))) == ["done", "too late"]
    assert fitting.room.count(CalibrationVersion) == 2
    assert fitting.room.differences() == []


class Cut(Exception):
    """The power goes."""


@pytest.mark.parametrize("step", ["fold", "switch"])
def test_stopped_before_its_end_it_changes_nothing_and_can_be_run_again(
    fitting: Any, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    number = propose(fitting)
    before = backup.held_by(fitting.services.db)
    act = getattr(refolding, step)

    def then(*args: Any) -> Any:
        act(*args)
        raise Cut

    with monkeypatch.context() as patched:
        patched.setattr(refolding, step, then)
        with pytest.raises(Cut):
            deciding.approve(fitting.services, number, fitting.steps)
    assert backup.held_by(fitting.services.db) == before
    deciding.approve(fitting.services, number, fitting.steps)
    assert fitting.room.differences() == []


KILLED = """
import os, signal, sys
from palier.calibration import refolding
write = refolding._write
def killed(*args):
    write(*args)
    os.kill(os.getpid(), signal.SIGKILL)
refolding._write = killed
from palier.cli import main
main(["calibrate", "--approve", sys.argv[1], "--yes"])
"""


def test_killed_in_the_middle_of_the_switch_it_has_changed_nothing(sqlite_fitting: Any) -> None:
    number = propose(sqlite_fitting)
    before = backup.held_by(sqlite_fitting.services.db)
    url = sqlite_fitting.services.config.database_url
    done = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-c", KILLED, str(number)],
        env={**os.environ, "PALIER_DATABASE_URL": url},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    after = backup.held_by(sqlite_fitting.services.db)
    # Weeks that are over keep what was shown: written before, and true whatever comes.
    changed = {name for name in after.tables if after.tables[name] != before.tables[name]}
    assert changed <= {"level_snapshot"}
    deciding.approve(sqlite_fitting.services, number, sqlite_fitting.steps)
    assert sqlite_fitting.room.differences() == []


def test_answers_given_meanwhile_are_counted_once(
    sqlite_fitting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    following = sqlite_fitting.waiting(sqlite_fitting.karim)
    fold_all, number = refolding.fold_all, propose(sqlite_fitting)

    def then(*args: Any) -> Any:
        done = fold_all(*args)
        sqlite_fitting.karim.answer(following)
        return done

    monkeypatch.setattr(refolding, "fold_all", then)
    deciding.approve(sqlite_fitting.services, number, sqlite_fitting.steps)
    assert sqlite_fitting.room.differences() == []


def test_items_published_meanwhile_stop_it(
    sqlite_fitting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new version of an item would be counted otherwise here and there."""
    fold_all, number = refolding.fold_all, propose(sqlite_fitting)

    def then(*args: Any) -> Any:
        monkeypatch.setattr(refolding, "fold_all", fold_all)
        sqlite_fitting.adopt()
        return fold_all(*args)

    monkeypatch.setattr(refolding, "fold_all", then)
    before = in_force(sqlite_fitting)
    with pytest.raises(refolding.Overtaken):
        deciding.approve(sqlite_fitting.services, number, sqlite_fitting.steps)
    assert in_force(sqlite_fitting) == before
    assert proposal(sqlite_fitting, number).state == proposals.PROPOSED


def test_interrupted_it_is_resumed_and_nothing_is_shown_before(
    sqlite_fitting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = sqlite_fitting.services
    whole = proposal(sqlite_fitting, propose(sqlite_fitting))
    measure = measuring.measure
    with pytest.raises(proposals.NothingToResume):
        propose(sqlite_fitting, resume=True)
    known = proposals.read(services)
    first = known.domains[0]

    def stopped(known_: Any, domain: str, *rest: Any) -> Any:
        if domain != first:
            raise Cut
        return measure(known_, domain, *rest)

    monkeypatch.setattr(measuring, "measure", stopped)
    with pytest.raises(Cut):
        proposals.propose(services, known)
    with services.db.read() as session:
        assert proposals.newest(session).id == whole.id  # type: ignore[union-attr]
    resumed: list[str] = []

    def noted(known_: Any, domain: str, *rest: Any) -> Any:
        resumed.append(domain)
        return measure(known_, domain, *rest)

    monkeypatch.setattr(measuring, "measure", noted)
    again = proposal(sqlite_fitting, propose(sqlite_fitting, resume=True))
    assert resumed == list(known.domains[1:])
    assert (again.parameters, again.findings) == (whole.parameters, whole.findings)


@pytest.fixture
def palier(sqlite_fitting: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("PALIER_DATABASE_URL", sqlite_fitting.services.config.database_url)

    def run(*arguments: str, typed: str = "") -> Result:
        return CliRunner().invoke(main, ["calibrate", *arguments], input=typed)

    return run


def test_the_command_measures_shows_asks_and_puts_in_force(
    sqlite_fitting: Any, palier: Callable[..., Result]
) -> None:
    done = palier()
    assert done.exit_code == 0, done.output
    assert "premières réponses sans aide" in done.output
    assert "Rien n’a changé" in done.output
    before = in_force(sqlite_fitting)
    assert palier("--approve", "1", typed="n\n").exit_code == 1
    assert in_force(sqlite_fitting) == before
    done = palier("--approve", "1", typed="y\n")
    assert done.exit_code == 0, done.output
    assert "Niveaux recalculés : 2" in done.output
    assert sqlite_fitting.room.differences() == []
    assert "Version 2 : proposition 1 (en vigueur)." in palier("--list").output
    assert palier("--back", "1", "--yes").exit_code == 0
    assert "déjà en vigueur" in palier("--back", "3", "--yes").output


def test_what_cannot_be_done_is_said_in_a_sentence(
    palier: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    for arguments, said in (
        (("--approve", "7", "--yes"), "n’attend pas de décision"),
        (("--refuse", "7", "--reason", "Non"), "n’attend pas de décision"),
        (("--refuse", "7"), "Dites pourquoi"),
        (("--back", "77", "--yes"), "n’existe pas"),
        (("--resume",), "rien à reprendre"),
        (("--approve", "1", "--back", "1"), "Une seule chose"),
    ):
        done = palier(*arguments)
        assert done.exit_code == 1, arguments
        assert said in done.output
    monkeypatch.setattr(measuring, "LEAST_ANSWERS", 200)
    done = palier()
    assert done.exit_code == 1
    assert "C’est trop peu" in done.output
    assert "200" in done.output


def test_nothing_published_is_said(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PALIER_DATABASE_URL", sqlite_url)
    done = CliRunner().invoke(main, ["calibrate"])
    assert done.exit_code == 1
    assert "palier sync" in done.output


def test_learners_rows_name_the_set_of_the_calibration(sqlite_fitting: Any) -> None:
    deciding.approve(sqlite_fitting.services, propose(sqlite_fitting), sqlite_fitting.steps)
    new, of_learners = sqlite_fitting.sets()
    assert of_learners == {new}
    with sqlite_fitting.services.db.read() as session:
        assert CatalogueStore(sqlite_fitting.services.db).current(session).counted
        assert session.query(LearnerState).count() == 2
