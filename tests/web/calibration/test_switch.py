"""Other settings come into force for everybody at once, while people answer, or not at all."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from adaptive import Hyper, build_parameters
from palier.authoring.service import sync
from palier.calibration import queries, refolding
from palier.config import banks_folder
from palier.models import (
    AuditEvent,
    Checkpoint,
    LearnerState,
    LevelSnapshot,
    ObservationRow,
    Release,
)
from palier.practice import service
from palier.upkeep import backup

A_WEEK = 8 * 24 * 3600.0


def observations(fitting: Any) -> list[int]:
    """How many observations each exercise answered has."""
    with fitting.services.db.read() as session:
        return list(
            session.scalars(
                select(func.count())
                .select_from(ObservationRow)
                .where(ObservationRow.supersedes.is_(None))
                .group_by(ObservationRow.served_id)
            )
        )


def after(monkeypatch: pytest.MonkeyPatch, name: str, deed: Any) -> None:
    """Let something happen just after a step of the work."""
    act = getattr(refolding, name)

    def then(*args: Any) -> Any:
        done = act(*args)
        deed()
        return done

    monkeypatch.setattr(refolding, name, then)


def test_everybody_is_under_the_new_settings_and_verify_finds_nothing(fitting: Any) -> None:
    old, _ = fitting.sets()
    before = fitting.levels()
    assert fitting.adopt() == 2
    new, of_learners = fitting.sets()
    assert new != old
    assert of_learners == {new}
    assert all(levels != before[who] for who, levels in fitting.levels().items())
    assert fitting.room.differences() == []
    # She goes on, also in this process, which remembers her state under the old settings.
    fitting.ines.sit()
    fitting.karim.place("maths")
    assert fitting.room.differences() == []
    with fitting.services.db.read() as session:
        sets = session.scalars(select(Checkpoint.parameter_set_id)).all()
    assert set(sets) == {new}


def test_the_decision_is_written_with_what_the_person_saw(sqlite_fitting: Any) -> None:
    old, _ = sqlite_fitting.sets()
    sqlite_fitting.adopt()
    with sqlite_fitting.services.db.read() as session:
        event = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
        assert event is not None
        assert event.action == queries.FITTED
        assert (event.detail["before_set"], event.detail["parameter_set"]) == (
            old,
            sqlite_fitting.sets()[0],
        )
        assert (event.detail["before"], event.detail["after"]) == (0.5, 0.4)
        assert event.detail["hyper"]["drift"] == 0.1


def test_weeks_that_are_over_keep_the_levels_that_were_shown(sqlite_fitting: Any) -> None:
    before, (old, _) = sqlite_fitting.levels(), sqlite_fitting.sets()
    sqlite_fitting.room.source.wait(A_WEEK)
    sqlite_fitting.adopt()
    with sqlite_fitting.services.db.read() as session:
        kept = session.scalars(select(LevelSnapshot)).all()
        assert {one.learner_id: one.levels for one in kept} == before
        assert {one.parameter_set_id for one in kept} == {old}


def test_what_happens_during_the_refold_is_neither_lost_nor_counted_twice(
    fitting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer, a sitting taken back, somebody new: after the folds, before the switch."""
    following = fitting.waiting(fitting.karim)
    taken_back = fitting.ines.served(fitting.ines.start()).sitting_id
    fitting.ines.answer(fitting.ines.start())
    seen: list[Any] = []

    def meanwhile() -> None:
        if not seen:
            seen.append(fitting.karim.answer(following))
            fitting.room.void(fitting.ines, taken_back)
            newcomer = fitting.room.pupil("Zoé")
            seen.append(service.start_placement(fitting.services, newcomer.actor, "maths"))

    before = len(observations(fitting))
    after(monkeypatch, "fold_all", meanwhile)
    fitting.adopt()
    assert fitting.room.differences() == []
    assert observations(fitting) == [1] * (before + 1)
    new, of_learners = fitting.sets()
    assert of_learners == {new}
    assert fitting.karim.answer(seen[0].next_id) is not None
    assert fitting.room.differences() == []


def test_those_who_answer_while_others_are_folded_are_folded_again_outside_the_lock(
    sqlite_fitting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    following = sqlite_fitting.waiting(sqlite_fitting.karim)
    seqs: list[int] = []
    fold = refolding.fold

    def slow(session: Any, row: LearnerState, parameters: Any) -> Any:
        done = fold(session, row, parameters)
        seqs.append(done.seq)
        if len(seqs) == 2:
            sqlite_fitting.karim.answer(following)
        return done

    monkeypatch.setattr(refolding, "fold", slow)
    sqlite_fitting.adopt()
    assert len(seqs) == 3  # two, then the one who had answered; none in the last transaction
    assert sqlite_fitting.room.differences() == []


def test_an_answer_at_the_moment_of_the_switch_waits_and_counts_once(
    fitting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    following = fitting.waiting(fitting.karim)
    before = len(observations(fitting))
    with ThreadPoolExecutor(1) as threads:
        sent: list[Any] = []

        def meanwhile() -> None:
            sent.append(threads.submit(fitting.karim.answer, following))
            with pytest.raises(TimeoutError):
                sent[0].result(timeout=0.5)

        write = refolding._write

        def held(*args: Any) -> None:
            meanwhile()
            write(*args)

        monkeypatch.setattr(refolding, "_write", held)
        fitting.adopt()
        assert sent[0].result(timeout=20).next_id is not None
    assert fitting.room.differences() == []
    assert observations(fitting) == [1] * (before + 1)


class Cut(Exception):
    """The power goes."""


def cut() -> None:
    raise Cut


@pytest.mark.parametrize("step", ["fold", "switch"])
def test_stopped_before_its_end_it_changes_nothing_and_can_be_run_again(
    fitting: Any, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before = backup.held_by(fitting.services.db)
    with monkeypatch.context() as patched:
        after(patched, step, cut)
        with pytest.raises(Cut):
            fitting.adopt()
    assert backup.held_by(fitting.services.db) == before
    fitting.adopt()
    assert fitting.room.differences() == []


def test_stopped_while_tidying_it_is_done_and_corrections_still_work(
    fitting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Old checkpoints are still there: nothing is folded from them."""
    sitting_id = fitting.ines.sit()
    for _ in range(3):  # two checkpoints: an old one is left below the new one
        fitting.ines.sit()
    assert fitting.room.count(Checkpoint) == 2
    with monkeypatch.context() as patched:
        patched.setattr(refolding, "clean_up", lambda *_: cut())
        with pytest.raises(Cut):
            fitting.adopt()
    new, of_learners = fitting.sets()
    assert of_learners == {new}
    assert fitting.room.differences() == []
    fitting.room.void(fitting.ines, sitting_id)
    fitting.room.restore(fitting.ines, sitting_id)
    assert fitting.room.differences() == []


def test_a_publication_meanwhile_stops_it(
    sqlite_fitting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fold_all = refolding.fold_all

    def overtaken(*args: Any) -> Any:
        monkeypatch.setattr(refolding, "fold_all", fold_all)
        sqlite_fitting.adopt(Hyper(drift=0.3))
        return fold_all(*args)

    monkeypatch.setattr(refolding, "fold_all", overtaken)
    with pytest.raises(refolding.Overtaken):
        sqlite_fitting.adopt()
    assert sqlite_fitting.hyper().drift == 0.3
    assert sqlite_fitting.room.differences() == []


def test_a_page_being_read_at_the_switch_is_of_one_instant(fitting: Any) -> None:
    """On PostgreSQL it had the old release with the new levels, and could not be shown."""
    with fitting.services.db.read() as session:
        catalogue = fitting.services.catalogue.current(session)
        fitting.adopt()
        row = session.get_one(LearnerState, fitting.ines.actor.id)
        assert row.parameter_set_id == catalogue.parameter_set_id


def test_a_publication_of_exercises_keeps_the_fitted_settings(sqlite_fitting: Any) -> None:
    folder = banks_folder(sqlite_fitting.services.config)
    before = sqlite_fitting.room.count(Release)
    sqlite_fitting.adopt()
    fitted, levels = sqlite_fitting.hyper(), sqlite_fitting.levels()
    report = sync(sqlite_fitting.services, folder)
    assert not report.anything
    assert sqlite_fitting.hyper() == fitted
    assert sqlite_fitting.levels() == levels
    assert sqlite_fitting.room.count(Release) == before + 1


def test_another_curriculum_is_published_with_the_fitted_settings(
    sqlite_fitting: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "banks"
    shutil.copytree(banks_folder(sqlite_fitting.services.config), folder)
    file = folder / "curriculum.yaml"
    text = file.read_text("utf-8")
    assert "difficulty: -2.4" in text
    file.write_text(text.replace("difficulty: -2.4", "difficulty: -2.2", 1), "utf-8")
    sqlite_fitting.adopt()
    fitted, (old, _) = sqlite_fitting.hyper(), sqlite_fitting.sets()
    assert sync(sqlite_fitting.services, folder).refolded == 2
    new, of_learners = sqlite_fitting.sets()
    assert new != old
    assert of_learners == {new}
    assert sqlite_fitting.hyper() == fitted
    assert sqlite_fitting.room.differences() == []


def test_a_parameter_set_says_all_that_it_was_built_from(sqlite_room: Any) -> None:
    with sqlite_room.services.db.read() as session:
        known = queries.in_force(session)
    assert known is not None
    again = build_parameters(queries.skills_of(known.parameters), known.parameters.hyper)
    assert again.version == known.parameters.version
