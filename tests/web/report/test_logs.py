"""Our logs as the replay reads them: what the choice knew is found again."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sqlalchemy import select

from adaptive.simulation.forecast import forecast
from adaptive.simulation.proposers import Engine
from adaptive.simulation.replay import replay
from palier.models import ExerciseServed
from palier.report import logs, observed_page
from palier.report.logs import Logs
from palier.report.observed import observed


def silent(done: int, total: int, name: str) -> None:
    assert 0 <= done < total
    assert name


@pytest.fixture
def read(sqlite_room: Any) -> tuple[Any, Any, Logs]:
    kit = sqlite_room
    for name in ("Inès", "Rayan"):
        pupil = kit.pupil(name)
        pupil.place("maths")
        pupil.sit()
        kit.source.wait(3 * 86_400)
        pupil.sit(wrong=name == "Rayan")
    gone = pupil.sit()
    kit.void(pupil, gone)
    with kit.services.db.read() as session:
        catalogue = kit.services.catalogue.current(session)
    return kit, catalogue, logs.read(kit.services.db, catalogue, silent)


def test_each_choice_is_seen_with_what_it_knew(read: tuple[Any, Any, Logs]) -> None:
    """The predicted success of what was shown is the one stored when it was chosen."""
    kit, catalogue, found = read
    with kit.services.db.read() as session:
        rows = session.scalars(select(ExerciseServed).order_by(ExerciseServed.served_at)).all()
    stored = {(row.item_version_id, round(row.predicted, 5)) for row in rows}
    ours = replay(catalogue.parameters, catalogue.pool, found.turns, {"ours": Engine})["ours"]
    versions = catalogue.pool.item[ours.shown]
    assert len(ours.shown) >= 24
    seen = {(int(v), round(float(p), 5)) for v, p in zip(versions, ours.p_shown, strict=True)}
    assert seen <= stored


def test_what_was_taken_back_and_placements_are_not_replayed(
    read: tuple[Any, Any, Logs],
) -> None:
    _kit, catalogue, found = read
    counted = [turn for log in found.turns for turn in log if turn.observation is not None]
    chosen = [turn for turn in counted if turn.context is not None]
    told_nothing = sum(turn.observation is None for log in found.turns for turn in log)
    assert told_nothing >= 6
    assert 0 < len(chosen) < len(counted)
    assert len(forecast(catalogue.parameters, found.turns)) == len(counted)
    for turn in chosen:
        assert turn.context is not None
        assert turn.context.available is not None
        assert turn.context.available[turn.row]
    ours = observed(catalogue, found)
    assert ours.learners == 2
    assert ours.answers <= len(counted)
    assert ours.bins == ()  # fewer than a hundred answers: nothing is said of them
    assert not ours.french.enough
    assert np.isclose(ours.policies["ours"].choices, len(chosen))


def test_a_sample_is_said_to_be_one(read: tuple[Any, Any, Logs]) -> None:
    kit, catalogue, found = read
    some = logs.read(kit.services.db, catalogue, most=1)
    assert (len(some.turns), some.everybody) == (1, 2)
    assert [turn.seq for turn in some.turns[0]] == [turn.seq for turn in found.turns[0]]
    part = observed_page.observed_part(catalogue.curriculum, observed(catalogue, some))
    assert "un échantillon de 1 stagiaires sur 2" in part.where
    assert (
        observed_page.observed_part(catalogue.curriculum, observed(catalogue, found)).where
        == ""
    )
