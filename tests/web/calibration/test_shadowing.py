"""Other ways to foresee, compared and never used; a calibration is the same wherever it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select

from adaptive.calibration import Priors, calibrate, from_rows
from palier.calibration import shadowing
from palier.calibration.engines import ThisProcess
from palier.calibration.fitting_places import _Spread
from palier.models import Answer, ExerciseServed, VerdictRow


def test_the_filter_costs_what_it_foresaw_when_it_chose(
    fitting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shadowing, "LEAST", 5)
    with fitting.services.db.read() as session:
        found = shadowing.beside(session, ("maths", "culture"), {}, with_model=True)
        rows = session.execute(
            select(ExerciseServed.predicted, VerdictRow.score)
            .join(Answer, Answer.served_id == ExerciseServed.id)
            .join(VerdictRow, VerdictRow.served_id == Answer.served_id)
            .where(ExerciseServed.skill.startswith("maths."), Answer.help_used == 0)
        ).all()
    assert set(found) == {"maths"}
    p = np.clip(np.array([row.predicted for row in rows]), 0.005, 0.995)
    x = np.array([row.score for row in rows])
    cost = float(-(x * np.log(p) + (1.0 - x) * np.log(1.0 - p)).mean())
    assert found["maths"]["answers"] == len(rows)
    assert found["maths"]["filter"] == pytest.approx(cost, abs=1e-4)
    assert 0.0 < found["maths"]["two_way"] < 5.3
    assert found["maths"]["model"] is None  # two learners: nothing can be learnt


def planted(learners: int = 120, each: int = 30) -> shadowing.Answered:
    """Answers in order; the last item is three logits harder than is published."""
    draw = np.random.default_rng(3)
    names = tuple(f"maths.calcul.tables/n{k}" for k in range(12))
    theta, b = draw.normal(0.0, 1.0, learners), np.linspace(-1.0, 1.0, 12)
    b[-1] = 3.5
    learner = np.repeat(np.arange(learners), each)
    item = draw.integers(0, 12, len(learner))
    p = 1.0 / (1.0 + np.exp(-(theta[learner] - b[item])))
    score = (draw.random(len(p)) < p).astype(float)
    at = np.arange(len(learner), dtype=float) / 100.0
    half = np.full(len(p), 0.5)
    skills = ("maths.calcul.tables",) * 12
    return shadowing.Answered(learner, item, score, at, half, names, skills)


def test_an_item_that_is_not_where_it_is_said_to_be_is_named() -> None:
    answered = planted()
    published = dict(zip(answered.names, np.linspace(-1.0, 1.0, 12).tolist(), strict=True))
    found = shadowing.compare(answered, "maths", published)
    assert found is not None
    assert found["two_way"] < found["filter"] == pytest.approx(np.log(2.0), abs=1e-4)
    shifted = {**published, answered.names[0]: 3.0}
    again = shadowing.compare(answered, "maths", shifted)
    assert again is not None
    assert answered.names[0] in {name for name, _apart, _answers in again["otherwise"]}


def test_in_files_a_calibration_is_the_same(tmp_path: Path) -> None:
    draw = np.random.default_rng(2)
    given = from_rows(
        np.repeat(np.arange(90), 8), np.tile(np.arange(8), 90), draw.integers(0, 2, 720)
    )
    priors, said = Priors(), []
    there = calibrate(
        _Spread(tmp_path, ThisProcess())(given),
        "2pl",
        guess=0.0,
        priors=priors,
        progress=lambda passes, _most, _objective: said.append(passes),
        state=None,
        keep=lambda _state: None,
    )
    here = calibrate(given, "2pl", priors=priors)
    assert np.allclose(there.b, here.b, atol=1e-6)
    assert np.allclose(there.a, here.a, atol=1e-6)
    assert said
