""" "Pourquoi cet exercice ?": what the sentence says was true when the exercise was chosen."""

from __future__ import annotations

import re
import shutil
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import adaptive
from adaptive import Levels, Parameters
from adaptive.pool import success
from palier.app import Services, create_app
from palier.catalogue import Catalogue
from palier.config import Config
from palier.engine_time import engine_time
from palier.models import ExerciseServed, LearnerState, Sitting, VerdictRow
from palier.practice import reasons
from palier.practice.refold import fold_log

pytestmark = pytest.mark.timeout(300)  # the school is built first

AT_LEAST = 200
LEARNERS = 8  # each log is folded again: no need of all forty


@dataclass(frozen=True)
class Chosen:
    """An exercise, with what was known of its learner and what she had just done."""

    exercise: ExerciseServed
    sitting: Sitting
    levels: Levels
    scores: tuple[float, ...]  # of this sitting, before it


@pytest.fixture(scope="module")
def services(demo_school: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """A copy of the demonstration school."""
    file = tmp_path_factory.mktemp("reasons") / "demo.db"
    shutil.copy(demo_school, file)
    found: Services = create_app(Config(database_url=f"sqlite:///{file}")).extensions["palier"]
    yield found
    found.db.dispose()


@pytest.fixture(scope="module")
def catalogue(services: Services) -> Catalogue:
    """What is published."""
    with services.db.read() as session:
        return services.catalogue.current(session)


@pytest.fixture(scope="module")
def chosen(services: Services, catalogue: Catalogue) -> list[Chosen]:
    """Every exercise served to some learners of the demonstration school."""
    with services.db.read() as session:
        learners = session.scalars(
            select(LearnerState.learner_id).order_by(LearnerState.learner_id).limit(LEARNERS)
        ).all()
        return [one for who in learners for one in _of(session, who, catalogue.parameters)]


def _of(session: Session, learner_id: object, parameters: Parameters) -> Iterator[Chosen]:
    log = list(fold_log(session, learner_id, parameters))  # type: ignore[arg-type]  # a UUID
    times = [at for at, _state, _events in log]
    scores: dict[object, list[float]] = {}
    rows = session.execute(
        select(ExerciseServed, Sitting, VerdictRow.score)
        .join(Sitting, Sitting.id == ExerciseServed.sitting_id)
        .outerjoin(VerdictRow, VerdictRow.served_id == ExerciseServed.id)
        .where(ExerciseServed.learner_id == learner_id)
        .order_by(ExerciseServed.served_at, ExerciseServed.position)
    )
    for exercise, sitting, score in rows:
        known = bisect_right(times, exercise.served_at)
        state = log[known - 1][1] if known else adaptive.prior(parameters, 0.0)
        levels = adaptive.levels(parameters, state, engine_time(exercise.served_at))
        before = scores.setdefault(sitting.id, [])
        yield Chosen(exercise, sitting, levels, tuple(before))
        before.append(score)


def of_code(chosen: list[Chosen], code: str) -> list[Chosen]:
    """Those chosen for this reason; there must be some, or nothing is shown."""
    found = [one for one in chosen if one.exercise.reason["code"] == code]
    assert found, f"no exercise for the reason {code}"
    return found


def known(one: Chosen, skill: int) -> bool:
    """Présumé, acquis or retenu at the time."""
    return bool(one.levels.presumed[skill] or one.levels.stage[skill])


def test_every_exercise_has_a_reason_and_a_sentence(
    chosen: list[Chosen], catalogue: Catalogue
) -> None:
    assert len(chosen) >= AT_LEAST
    for one in chosen:
        said = reasons.sentence(catalogue.curriculum, one.exercise.reason)
        assert re.fullmatch(r"[A-ZÀÉÈÔ].*\.", said), said
        assert one.exercise.reason["skill"] == one.exercise.skill
    codes = Counter(one.exercise.reason["code"] for one in chosen)
    assert len(codes) >= 5, codes


def test_you_already_know_names_what_was_known(
    chosen: list[Chosen], catalogue: Catalogue
) -> None:
    parameters = catalogue.parameters
    named = 0
    for one in of_code(chosen, "frontier"):
        skill = parameters.index[one.exercise.skill]
        because = [parameters.index[name] for name in one.exercise.reason["because"]]
        assert not known(one, skill), one.exercise.skill
        # The school's corrections since then have moved what was believed a little.
        assert all(known(one, q) or one.levels.p_above[q] >= 0.85 for q in because)
        assert set(because) <= set(parameters.requires[skill])
        named += bool(because)
    assert named >= 20


def test_a_first_step_stands_on_nothing_of_its_domain(
    chosen: list[Chosen], catalogue: Catalogue
) -> None:
    for one in of_code(chosen, "frontier"):
        if not one.exercise.reason["because"]:
            skill = catalogue.curriculum.skills[one.exercise.skill]
            assert [r for r in skill.requires if r.split(".")[0] == skill.domain] == []


def test_going_further_names_what_is_under_way(
    chosen: list[Chosen], catalogue: Catalogue
) -> None:
    parameters = catalogue.parameters
    for one in of_code(chosen, "onward"):
        skill = parameters.index[one.exercise.skill]
        because = [parameters.index[name] for name in one.exercise.reason["because"]]
        assert not known(one, skill)
        assert set(because) <= set(parameters.requires[skill])
        for ground in because:
            assert not known(one, ground)
            assert one.levels.p_success[ground] >= 0.39  # of .40, by two ways of computing it


def test_you_are_getting_on_is_said_of_what_is_likely_known_and_not_yet_proved(
    chosen: list[Chosen], catalogue: Catalogue
) -> None:
    for one in of_code(chosen, "strengthen"):
        skill = catalogue.parameters.index[one.exercise.skill]
        assert one.levels.presumed[skill]
        assert not one.levels.stage[skill]


def test_another_angle_comes_after_two_failures_and_is_among_the_easiest(
    chosen: list[Chosen], catalogue: Catalogue
) -> None:
    parameters, pool = catalogue.parameters, catalogue.pool
    for one in of_code(chosen, "ease"):
        assert len(one.scores) >= 2
        assert max(one.scores[-2:]) < 0.5
        domains = [parameters.domains.index(name) for name in one.sitting.domains]
        rows = np.flatnonzero(np.isin(parameters.domain[pool.skill], domains))
        # Covariances are read for items of several skills only: independence will do here.
        spread = np.diag(one.levels.sd**2)
        p, _slope, _variance = success(pool, rows, one.levels.mean, one.levels.sd, spread)
        assert one.exercise.predicted >= min(0.80, float(np.median(p)))


def test_a_placement_begins_kindly(chosen: list[Chosen]) -> None:
    for one in of_code(chosen, "start"):
        assert one.sitting.kind == "placement"
        assert one.exercise.position <= 8
        assert one.exercise.predicted > 0.5


def test_reasons_of_placement_and_of_practice_do_not_mix(chosen: list[Chosen]) -> None:
    placing = {"start", "probe", "confirm"}
    for one in chosen:
        assert (one.exercise.reason["code"] in placing) == (one.sitting.kind == "placement")


def test_predicted_success_is_mostly_within_reach(chosen: list[Chosen]) -> None:
    practised = [one.exercise for one in chosen if one.sitting.kind == "practice"]
    low = [e for e in practised if e.predicted < 0.60]
    assert len(low) <= 0.15 * len(practised)
    # Less likely than the floor: the first hint was there from the start.
    assert all(e.help_used > 0 or not e.public["helps"] for e in low)
